"""The conditions of a query: a business month, or whose deposits."""

import tkinter as tk
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs.fields import Banner, Fields
from gjj_xl.ribbon.dialogs.forms import AskDeposits, AskMonth, DepositsAnswer, MonthAnswer
from gjj_xl.ribbon.dialogs.window import Window
from gjj_xl.rules.months import is_month

FORMAT: Final = "业务年月格式错误：应为四位数字的年份和两位数字的月份，如 202611。"
HALF_WIDTH: Final = "业务年月格式错误：请改成半角方式录入。"
NO_CONDITION: Final = "不录入查询条件的，查询本机存储的所有正常或停缴的职工。"


def ask_month(window: Window, form: AskMonth) -> None:
    """业务年月 of a query (manual 10.1-10.3)."""
    window.resize(24)
    window.head(form.heading)
    banner = Banner(window)
    month = tk.StringVar(value=form.month)
    fields = Fields(window)
    fields.grid(sticky="ew")
    if form.kinds:
        box = fields.chosen("查询内容", form.kinds, form.kind)
    entry = fields.entry("业务年月", month)
    ttk.Label(fields, text="六位数字，如 202611", style="Note.TLabel").grid(
        row=fields.row_under(), column=1, sticky="w"
    )

    def done() -> None:
        typed = month.get().strip()
        if is_month(typed):
            window.answer(MonthAnswer(typed, box.current() if form.kinds else None))
            return
        banner.wrong(FORMAT if typed.isascii() else HALF_WIDTH)
        entry.focus_set()
        entry.selection_range(0, "end")

    window.button("查询", "Q", done, default=True)
    window.button("取消", "C", lambda: window.answer(None), cancel=True)
    window.first(entry)


def ask_deposits(window: Window, form: AskDeposits) -> None:
    """职工缴存明细查询 (manual 10.4); what is left empty is no condition."""
    window.resize(27)
    window.head(form.heading)
    window.paragraph(NO_CONDITION, style="Muted.TLabel")
    number, name, id_number = tk.StringVar(), tk.StringVar(), tk.StringVar()
    fields = Fields(window, labels=6)
    fields.grid(sticky="ew")
    first = fields.entry("个人客户号", number)
    fields.entry("姓名", name)
    fields.entry("证件号码", id_number)
    state = fields.chosen("缴存状态", form.states)
    fund = fields.chosen("资金性质", form.funds)

    def clear() -> None:
        for value in (number, name, id_number):
            value.set("")
        for box in (state, fund):
            box.current(0)
        first.focus_set()

    def done() -> None:
        window.answer(
            DepositsAnswer(
                client_number=number.get().strip(),
                name=name.get().strip(),
                id_number=id_number.get().strip(),
                state=state.current(),
                fund=fund.current(),
            )
        )

    window.button("查询", "Q", done, default=True)
    window.button("清除", "R", clear)
    window.button("取消", "C", lambda: window.answer(None), cancel=True)
    window.first(first)
