"""Who you are: 系统登录 and the password of the key (口令)."""

import tkinter as tk
from collections.abc import Sequence
from pathlib import Path
from tkinter import filedialog, ttk
from typing import Final

from gjj_xl.ribbon.dialogs import native
from gjj_xl.ribbon.dialogs.drawing import Sign
from gjj_xl.ribbon.dialogs.fields import Banner, Fields
from gjj_xl.ribbon.dialogs.files import speak_chinese
from gjj_xl.ribbon.dialogs.forms import LogIn, LogInAnswer, Pin
from gjj_xl.ribbon.dialogs.window import Window

SYNC: Final = "登录时同步更新本地数据"
FIRST_TIME: Final = "首次在本机登录请务必同步，以便将中心的职工信息下载到本机。"
CAPS_LOCK: Final = "大写锁定（Caps Lock）已打开"
FORGOTTEN: Final = "忘记口令的，请联系U-key的发放银行。"
LAST_TRY: Final = "只剩最后 1 次：口令再错，U-key 将被锁定，须到发放银行解锁。"
I_KNOW: Final = "我已核对口令，仍要继续"

_LOCK: Final = 0x0002
_CERTIFICATES: Final = (("证书", "*.pem *.crt *.cer"), ("所有文件", "*"))
_KEYS: Final = (("证书文件", "*.p12 *.pfx"), ("所有文件", "*"))


def log_in(window: Window, form: LogIn) -> None:
    """系统登录 (manual 3.2)."""
    window.resize(27)
    window.head("系统登录", Sign.KEY)
    banner = Banner(window)
    banner.wrong(form.message)
    account, user = tk.StringVar(value=form.account), tk.StringVar(value=form.user)
    password, url = tk.StringVar(value=form.remembered), tk.StringVar(value=form.url)
    ca, key = (tk.StringVar(value=str(path or "")) for path in (form.ca, form.key))
    sync = tk.BooleanVar(value=form.sync_ticked)
    remember = tk.BooleanVar(value=bool(form.remembered))

    fields = Fields(window)
    fields.grid(sticky="ew")
    needed: list[tuple[str, tk.StringVar, ttk.Entry]] = []
    several = len(form.units) > 1 and bool(form.account)
    units = fields.chosen("单位", [one.label for one in form.units], form.unit) if several else None
    if form.account:
        shown = fields.fixed("网银账号", form.account)
    else:
        needed.append(("网银账号", account, fields.entry("网银账号", account)))
    needed.append(("操作员", user, fields.entry("操作员", user)))
    secret = fields.entry("交易密码", password, secret=True)
    needed.append(("交易密码", password, secret))
    _watch_caps_lock(window, fields, secret)

    ticks = ttk.Frame(window.body)
    ticks.grid(sticky="ew", pady=(window.gap(0.5), window.gap(0.3)))
    window.check(SYNC, "S", sync, ticks).grid(row=0, column=0, sticky="w")
    if form.may_remember:
        window.check("记住密码", "R", remember, ticks).grid(
            row=0, column=1, sticky="w", padx=(window.gap(1.4), 0)
        )
    advice = Banner(window)
    advice.hint(FIRST_TIME if form.first_time else "")

    more = Fields(window)
    address = more.entry("网址", url)
    address.grid(columnspan=2)
    _file(window, more, "中心根证书", ca, _CERTIFICATES)
    _file(window, more, "证书文件", key, _KEYS)
    more.grid(sticky="ew")
    needed.append(("网址", url, address))

    def show_more(shown: bool) -> None:
        more.grid() if shown else more.grid_remove()
        toggle.configure(text=f"{'收起' if shown else '更多'}设置(M)")
        window.refit_when_open()

    def toggle_more() -> None:
        show_more(not more.winfo_manager())

    toggle = window.button("更多设置", "M", toggle_more, left=True)
    show_more(not form.url)

    def choose(_event: object = None) -> None:
        """Another unit: everything that the window shows is that one's."""
        assert units is not None
        one = form.chosen(units.current())
        shown.configure(text=one.account)
        account.set(one.account)
        user.set(one.user)
        password.set(one.remembered)
        remember.set(bool(one.remembered))
        sync.set(one.sync_ticked)
        url.set(one.url)
        ca.set("")
        key.set(str(one.key or ""))
        banner.wrong("")
        advice.hint(FIRST_TIME if one.first_time else "")

    if units is not None:
        units.bind("<<ComboboxSelected>>", choose)

    def done() -> None:
        for name, value, entry in needed:
            if not value.get().strip():
                if entry is address:
                    show_more(True)
                banner.wrong(f"请输入{name}。")
                entry.focus_set()
                return
        window.answer(
            LogInAnswer(
                account=account.get().strip(),
                user=user.get().strip(),
                password=password.get(),
                sync=sync.get(),
                remember=remember.get(),
                url=url.get().strip(),
                ca=_path(ca),
                key=_path(key),
                unit=units.current() if units is not None else None,
            )
        )

    window.button("确定", "O", done, default=True)
    window.button("退出", "X", lambda: window.answer(None), cancel=True)
    window.first(next((e for _, value, e in needed if not value.get()), secret))


def pin(window: Window, form: Pin) -> None:
    """The password of the key (口令), with the number of tries that are left."""
    window.resize(27)
    window.head("请输入证书（U-key）口令", Sign.KEY)
    banner = Banner(window)
    banner.wrong(form.message)
    last = form.tries_left is not None and form.tries_left <= 1
    typed, known = tk.StringVar(), tk.BooleanVar()

    fields = Fields(window, labels=3)
    fields.grid(sticky="ew", pady=(0, window.gap(0.5)))
    if form.label:
        fields.fixed("证书", form.label)
    secret = fields.entry("口令", typed, secret=True)
    _watch_caps_lock(window, fields, secret)
    if form.tries_left is not None and not last:
        window.paragraph(f"还可以再试 {form.tries_left} 次。{FORGOTTEN}", style="Muted.TLabel")
    elif not last:
        window.paragraph(FORGOTTEN, style="Muted.TLabel")
    if last:
        Banner(window).wrong(LAST_TRY)
        tick = window.check(I_KNOW, "K", known, window.body)
        tick.grid(sticky="w")

    def done() -> None:
        if not typed.get():
            banner.wrong("请输入口令。")
            secret.focus_set()
        elif last and not known.get():
            banner.wrong(f"请先勾选“{I_KNOW}”。")
            tick.focus_set()
        else:
            window.answer(typed.get())

    window.button("确定", "O", done, default=True)
    window.button("取消", "C", lambda: window.answer(None), cancel=True)
    window.first(secret)


def _path(value: tk.StringVar) -> Path | None:
    text = value.get().strip().strip('"')
    return Path(text) if text else None


def _file(
    window: Window,
    fields: Fields,
    label: str,
    value: tk.StringVar,
    types: Sequence[tuple[str, str]],
) -> None:
    entry = fields.entry(label, value)

    def browse() -> None:
        speak_chinese(window.root)
        path = filedialog.askopenfilename(
            parent=window.root, title=f"选择{label}", filetypes=list(types)
        )
        if path:
            value.set(str(Path(path)))
        entry.focus_set()

    ttk.Button(fields, text="浏览…", style="Body.TButton", command=browse, width=-6).grid(
        row=entry.grid_info()["row"], column=2, padx=(window.gap(0.5), 0)
    )


def _watch_caps_lock(window: Window, fields: Fields, entry: ttk.Entry) -> None:
    """Say under the field that caps lock is on, while it is."""
    label = window.words(CAPS_LOCK, fields, style="Note.TLabel")
    label.grid(row=fields.row_under(), column=1, sticky="w")
    label.grid_remove()

    def show(on: bool) -> None:
        if on != bool(label.winfo_manager()):
            label.grid() if on else label.grid_remove()
            window.refit_when_open()

    def after_key(event: "tk.Event[ttk.Entry]") -> None:
        if event.keysym == "Caps_Lock":  # the state of its own event is the one before
            return
        show(bool(int(event.state) & _LOCK))

    entry.bind("<KeyRelease>", after_key)
    show(native.caps_lock_is_on())
