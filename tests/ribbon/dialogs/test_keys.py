import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.ribbon.dialogs.forms import (
    Advance,
    AskDeposits,
    AskMonth,
    Choice,
    ChooseMany,
    Confirm,
    DepositsAnswer,
    Error,
    Figure,
    Form,
    KnownUnit,
    LogIn,
    LogInAnswer,
    MonthAnswer,
    OpenFile,
    Option,
    Pin,
    Progress,
    Question,
    Report,
    ReportLine,
    SaveFile,
)
from gjj_xl.ribbon.dialogs.process import OPEN, Dialog, open_dialog
from tests.ribbon.dialogs.display import Display, settled, until
from tests.ribbon.dialogs.samples import SAMPLES

SOON = 10.0
KNOWN = LogIn(account="330100", user="001", may_remember=True, url="https://gjj.example.cn")


def texts(dialog: Dialog[Any]) -> str:
    """What is said in a window, without the line ends that the width has made."""
    return "\n".join(text.replace("\n", "") for text in settled(dialog)["texts"])


def clipboard(display: Display) -> str:
    """What another program would paste."""
    code = "import sys, tkinter; r = tkinter.Tk(); sys.stdout.reconfigure(encoding='utf-8')\n"
    code += "print(r.selection_get(selection='CLIPBOARD', type='UTF8_STRING'), end='')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DISPLAY": display.name},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")


# --- log-in and pin ------------------------------------------------------------------------------


def test_a_password_and_enter_log_in(display: Display) -> None:
    with display.open(KNOWN) as dialog:
        display.type("Geheim 77")
        display.keys("Return")
        assert dialog.wait(SOON) == LogInAnswer(
            "330100", "001", "Geheim 77", False, False, "https://gjj.example.cn", None, None
        )


def test_the_boxes_are_ticked_by_their_letters(display: Display) -> None:
    with display.open(KNOWN) as dialog:
        display.type("geheim")
        display.keys("alt+s", "alt+r", "alt+o")
        answer = dialog.wait(SOON)
    assert answer is not None
    assert (answer.sync, answer.remember) == (True, True)


def test_a_remembered_password_is_kept_or_typed_over(display: Display) -> None:
    form = LogIn(account="1", user="2", may_remember=True, remembered="geheim", url="https://a")
    for typed in ("", "neu"):
        with display.open(form) as dialog:
            display.type(typed)
            display.keys("Return")
            answer = dialog.wait(SOON)
        assert answer is not None
        assert answer.password == (typed or "geheim")
        assert answer.remember


def test_what_is_missing_is_said_and_gets_the_focus(display: Display) -> None:
    with display.open(LogIn(first_time=True, sync_ticked=True)) as dialog:
        for name, value in (
            ("网银账号", "330100"),
            ("操作员", "001"),
            ("交易密码", "geheim"),
            ("网址", "https://a"),
        ):
            display.keys("Return")
            assert f"请输入{name}。" in texts(dialog)
            display.type(value)
        display.keys("Return")
        assert dialog.wait(SOON) == LogInAnswer(
            "330100", "001", "geheim", True, False, "https://a", None, None
        )


UNITS = LogIn(
    may_remember=True,
    units=(
        KnownUnit("甲公司", "330100", "001", url="https://gjj.example.cn"),
        KnownUnit("乙公司", "330200", "007", True, True, "geheim", "https://other.example.cn"),
    ),
).chosen(0)


def test_the_unit_last_used_is_chosen_and_a_password_is_enough(display: Display) -> None:
    with display.open(UNITS) as dialog:
        shown = texts(dialog)
        assert "单位" in shown
        assert "330100" in shown
        display.type("Geheim 77")
        display.keys("Return")
        answer = dialog.wait(SOON)
    assert answer == LogInAnswer(
        "330100", "001", "Geheim 77", False, False, "https://gjj.example.cn", None, None, 0
    )


def test_another_unit_brings_everything_of_its_own(display: Display) -> None:
    with display.open(UNITS) as dialog:
        display.type("typed for the first")
        display.keys("shift+Tab", "shift+Tab", "Down")
        shown = texts(dialog)
        assert "330200" in shown
        assert "330100" not in shown
        assert "首次在本机登录" in shown
        display.keys("Return")
        answer = dialog.wait(SOON)
    assert answer == LogInAnswer(
        "330200", "007", "geheim", True, True, "https://other.example.cn", None, None, 1
    )


def test_of_one_unit_there_is_nothing_to_choose(display: Display) -> None:
    with display.open(KNOWN) as dialog:
        assert "单位" not in texts(dialog)


def test_more_settings_are_shown_when_wished(display: Display) -> None:
    with display.open(KNOWN) as dialog:
        assert "中心根证书" not in texts(dialog)
        display.keys("alt+m")
        assert "中心根证书" in texts(dialog)


def test_a_pin_and_enter(display: Display) -> None:
    with display.open(Pin("网银盾", 3)) as dialog:
        assert "还可以再试 3 次" in texts(dialog)
        display.type("123456")
        display.keys("Return")
        assert dialog.wait(SOON) == "123456"


def test_the_last_try_must_be_wanted(display: Display) -> None:
    with display.open(Pin("网银盾", 1)) as dialog:
        assert "锁定" in texts(dialog)
        display.type("123456")
        display.keys("Return")
        assert "请先勾选" in texts(dialog)
        assert dialog.poll() is OPEN
        display.keys("alt+k", "Return")
        assert dialog.wait(SOON) == "123456"


def test_caps_lock_is_told(display: Display) -> None:
    with display.open(Pin("网银盾")) as dialog:
        display.keys("Caps_Lock", "a")
        try:
            assert "大写锁定" in texts(dialog)
        finally:
            display.keys("Caps_Lock", "a")
        assert "大写锁定" not in texts(dialog)


# --- keys of every window ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("log-in", None),
        ("pin", None),
        ("choose-certificate", None),
        ("confirm", False),
        ("confirm-mismatches", False),
        ("question", 1),
        ("question-three", 2),
        ("choose-one", None),
        ("choose-many", None),
        ("progress", True),
        ("error", None),
        ("message", None),
        ("report", None),
        ("ask-month", None),
        ("ask-deposits", None),
    ],
)
def test_escape_gives_up(name: str, answer: Any, display: Display) -> None:
    with display.open(SAMPLES[name]) as dialog:
        display.keys("Escape")
        assert dialog.wait(SOON) == answer


def test_escape_in_the_file_window_gives_up(display: Display, tmp_path: Path) -> None:
    for form in (SaveFile("保存", tmp_path, "a.xlsx"), OpenFile("打开", tmp_path)):
        with display.open(form) as dialog:
            display.keys("Escape")
            assert dialog.wait(SOON) is None


@pytest.mark.parametrize(
    "name",
    [
        "log-in-first",
        "pin-last",
        "choose-certificate",
        "confirm-mismatches",
        "question-three",
        "choose-one",
        "choose-many",
        "progress",
        "error",
        "report",
        "ask-month",
        "ask-deposits",
    ],
)
def test_tab_reaches_every_control_and_comes_back(name: str, display: Display) -> None:
    with display.open(SAMPLES[name]) as dialog:
        stops = settled(dialog)["stops"]
        reached = [dialog.wait_until_shown()["focus"]]
        for _ in stops:
            display.keys("Tab")
            reached.append(until(lambda: _moved_focus(dialog, reached[-1])))
        del reached[0]
    assert sorted(reached) == sorted(stops)
    in_order = stops * 2
    first = in_order.index(reached[0])
    assert reached == in_order[first : first + len(stops)]


def test_keys_pressed_before_the_window_can_be_read_decide_nothing(display: Display) -> None:
    for _ in range(10):
        with open_dialog(SAMPLES["confirm"], environment=display.environment()) as dialog:
            display.wait_for_a_window()
            display.keys("Return")
            if not dialog.is_shown:
                settled(dialog)
                assert dialog.poll() is OPEN
                return
    raise AssertionError("no key came early enough")


# --- yes, no and which ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "answer"),
    [("Return", True), ("alt+y", True), ("y", True), ("alt+n", False), ("n", False)],
)
def test_confirming_is_yes_by_default(key: str, answer: bool, display: Display) -> None:
    with display.open(SAMPLES["confirm"]) as dialog:
        display.keys(key)
        assert dialog.wait(SOON) is answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(("Return",), False), (("y", "alt+n"), False), (("alt+y",), True), (("alt+n",), False)],
)
def test_a_dangerous_one_is_no_by_default(
    keys: tuple[str, ...], answer: bool, display: Display
) -> None:
    with display.open(SAMPLES["confirm-mismatches"]) as dialog:
        display.keys(*keys)
        assert dialog.wait(SOON) is answer


def test_the_focused_button_is_what_enter_presses(display: Display) -> None:
    with display.open(SAMPLES["confirm"]) as dialog:
        display.keys("Tab", "Return")
        assert dialog.wait(SOON) is False


def test_count_and_total_and_every_warning_are_seen_at_once(display: Display) -> None:
    with display.open(SAMPLES["confirm-mismatches"]) as dialog:
        seen = texts(dialog)
    assert "12,345" in seen
    assert "123,456,789.00 元" in seen
    assert "业务流水号 20261100000017" in seen


def test_a_question_has_a_button_for_each_choice(display: Display) -> None:
    choices = (Choice("发送", "S"), Choice("返回", "B"), Choice("取消"))
    form = Question("有错误", choices=choices, default=1, cancel=None)
    for keys, answer in (("Return", 1), ("alt+s", 0), ("Escape", None)):
        with display.open(form) as dialog:
            display.keys(keys)
            assert dialog.wait(SOON) == answer


def test_certificates_are_chosen_by_arrows_the_valid_ones_first(display: Display) -> None:
    for keys, index in ((("Return",), 1), (("Down", "Return"), 2), (("Down", "Down", "Return"), 0)):
        with display.open(SAMPLES["choose-certificate"]) as dialog:
            display.keys(*keys)
            assert dialog.wait(SOON) == index


def test_several_lines_are_ticked_and_none_is_refused(display: Display) -> None:
    form = ChooseMany("下载", (Option("甲"), Option("乙"), Option("丙")))
    with display.open(form) as dialog:
        display.keys("Return")
        assert "请至少选择一项" in texts(dialog)
        display.keys("space", "Down", "Down", "space", "Return")
        assert dialog.wait(SOON) == (0, 2)
    with display.open(form) as dialog:
        display.keys("alt+a", "Return")
        assert dialog.wait(SOON) == (0, 1, 2)


# --- what happens --------------------------------------------------------------------------------


def test_progress_is_told_and_cancelled(display: Display) -> None:
    with display.open(Progress("同步", "正在连接…")) as dialog:
        dialog.tell(Advance(3456, 12_000, "正在下载…"))
        seen = until(lambda: "28%" in texts(dialog) and texts(dialog))
        assert "正在下载…" in seen
        assert "3,456 / 12,000" in seen
        display.keys("alt+c")
        assert dialog.wait(SOON) is True
        dialog.tell(Advance(4000, 12_000, "正在下载…"))
        seen = until(lambda: "33%" in texts(dialog) and texts(dialog))
        assert "正在取消…" in seen
        assert "正在下载…" not in seen


def test_work_that_cannot_be_cancelled_has_no_button(display: Display) -> None:
    with display.open(Progress("签名", may_cancel=False)) as dialog:
        assert "取消" not in texts(dialog)
        display.keys("Escape")
        settled(dialog)
        assert dialog.poll() is OPEN


def test_a_report_grows_while_it_is_open(display: Display) -> None:
    with display.open(Report("诊断", busy="正在检查…")) as dialog:
        assert "正在检查…" in texts(dialog)
        dialog.tell(ReportLine("U-key", False, "没有插入", "请插入"))
        dialog.tell(ReportLine("Excel", True, "16.0"))
        dialog.tell(Advance())
        seen = until(lambda: "1 项需要处理" in texts(dialog) and texts(dialog))
        assert "正在检查" not in seen
        display.keys("alt+p")
        until(lambda: "已复制" in texts(dialog))
        assert clipboard(display) == (
            "诊断\n▲ 注意\tU-key\t没有插入\n\t请插入\n√ 正常\tExcel\t16.0"
        )
        display.keys("Return")
        assert dialog.wait(SOON) is None


def test_an_error_is_copied_whole(display: Display) -> None:
    with display.open(
        Error("口令错误", "还可以再试 2 次。", "请重新输入。", "wrong-pin", "细节")
    ) as dialog:
        display.keys("alt+p")
        until(lambda: "已复制" in texts(dialog))
        copied = clipboard(display)
        for part in ("口令错误", "还可以再试 2 次。", "请重新输入。", "代码：wrong-pin", "细节"):
            assert part in copied


def test_an_error_leads_to_its_help_and_stays(
    display: Display, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, told = tmp_path / "browser.py", tmp_path / "told"
    program.write_text(
        f"import pathlib, sys\npathlib.Path({str(told)!r}).write_text(sys.argv[1])\n"
    )
    monkeypatch.setenv("BROWSER", f"{sys.executable} {program} %s")
    address = "file:///data/help.html"
    with display.open(Error("口令错误", help_at=address)) as dialog:
        display.keys("alt+h")
        assert until(lambda: told.exists() and told.read_text()) == address
        assert dialog.poll() is OPEN
    with display.open(Error("口令错误")) as dialog:
        assert not any("帮助" in text for text in texts(dialog))


def test_the_detail_of_an_error_is_shown_on_demand(display: Display) -> None:
    with display.open(SAMPLES["error"]) as dialog:
        _, _, _, before = settled(dialog)["window"]
        display.keys("alt+d")
        _, _, _, after = until(lambda: (w := settled(dialog)["window"])[3] > before and w)
        assert after > before
        display.keys("alt+d")
        until(lambda: settled(dialog)["window"][3] == before)


def test_what_scrolls_is_selected_and_copied_without_our_line_ends(display: Display) -> None:
    line = "  第 2 行 " + "姓名与中心登记不一致，请核对清楚；" * 6
    form = Confirm("甲", (Figure("总人数", "1"),), "确认吗？", ("2 条记录不一致：", line, line))
    copied = f"2 条记录不一致：\n{line.strip()}\n{line.strip()}"
    with display.open(form):
        display.keys("shift+Tab", "ctrl+a", "ctrl+c")
        until(lambda: _try_clipboard(display) == copied)


# --- queries and files ---------------------------------------------------------------------------


def test_a_month_is_asked_until_it_is_one(display: Display) -> None:
    with display.open(AskMonth("职工补缴信息查询", "202611")) as dialog:
        display.type("202613")
        display.keys("Return")
        assert "业务年月格式错误" in texts(dialog)
        display.type("202610")
        display.keys("Return")
        assert dialog.wait(SOON) == MonthAnswer("202610")


def test_full_width_digits_are_named(display: Display) -> None:
    with display.open(AskMonth("职工补缴信息查询", "２０２６１１")) as dialog:
        display.keys("Return")
        assert "半角" in texts(dialog)


def test_the_kind_of_query_is_chosen_by_keys(display: Display) -> None:
    with display.open(AskMonth("综合查询", "202611", ("登记", "补缴", "减少"), 1)) as dialog:
        display.keys("shift+Tab", "Up", "Down", "Down", "Down", "Up", "Down", "Return")
        assert dialog.wait(SOON) == MonthAnswer("202611", 2)


def test_the_list_of_kinds_opens_and_closes(display: Display) -> None:
    with display.open(AskMonth("综合查询", "202611", ("登记", "补缴", "减少"))) as dialog:
        display.keys("shift+Tab", "alt+Down")
        until(lambda: dialog.wait_until_shown()["focus"] == "popdown")
        display.keys("Down", "Return")
        until(lambda: dialog.wait_until_shown()["focus"] != "popdown")
        display.keys("Return")
        assert dialog.wait(SOON) == MonthAnswer("202611", 1)


def test_deposits_are_asked_by_any_condition(display: Display) -> None:
    form = AskDeposits(("全部", "10 一般住房公积金"))
    with display.open(form) as dialog:
        display.type("999")
        display.keys("alt+r")
        display.type("012345678901")
        display.keys("Tab", "Tab")
        display.type("33010619900101123X")
        display.keys("Tab", "Down", "Tab", "Return")
        assert dialog.wait(SOON) == DepositsAnswer("012345678901", "", "33010619900101123X", 1, 0)


def test_a_file_to_save_is_named(display: Display, tmp_path: Path) -> None:
    with display.open(SaveFile("保存", tmp_path, "职工.xlsx")) as dialog:
        display.keys("Return")
        assert dialog.wait(SOON) == tmp_path / "职工.xlsx"


@pytest.mark.parametrize(
    ("key", "replaces"), [("alt+y", True), ("alt+n", False), ("Return", False)]
)
def test_a_file_that_is_there_is_asked_about(
    key: str, replaces: bool, display: Display, tmp_path: Path
) -> None:
    there = tmp_path / "a.xlsx"
    there.write_text("")
    with display.open(SaveFile("保存", tmp_path, "a.xlsx")) as dialog:
        display.keys("Return")
        until(lambda: "选择“是”" in texts(dialog))
        display.keys(key)
        assert dialog.wait(SOON) == (there if replaces else None)


def _moved_focus(dialog: Dialog[Any], before: str) -> str | None:
    focus: str = dialog.wait_until_shown()["focus"]
    return focus if focus != before else None


def _try_clipboard(display: Display) -> str:
    try:
        return clipboard(display)
    except subprocess.CalledProcessError:
        return ""


def test_every_form_of_the_tests_is_a_form() -> None:
    assert all(isinstance(form, Form) for form in SAMPLES.values())
