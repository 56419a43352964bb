"""What VBA calls: never an exception, always the state pushed afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.ribbon import commands, entry
from gjj_xl.ribbon.state import Book, RibbonFacts, controls_on
from gjj_xl.ribbon.workplace import Workplace


class Excel:
    """An ``xlwings.App`` as far as the entry itself touches it."""

    def __init__(self) -> None:
        self.pushed: list[tuple[str, str]] = []
        self.alerts: list[str] = []
        self.status_bar: Any = False
        self.broken = False
        self.hwnd = None
        self.api = self
        self.Ready = True

    def macro(self, name: str) -> Any:
        if self.broken:
            raise RuntimeError("Excel is gone")
        return lambda text: self.pushed.append((name, text))

    def alert(self, words: str, title: str) -> None:
        self.alerts.append(f"{title}: {words}")


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Excel]:
    made = Excel()
    monkeypatch.setenv("GJJ_XL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(entry, "_excel", lambda: made)
    monkeypatch.setattr(entry, "_place", None)
    monkeypatch.setattr(entry, "FORMS", [])
    yield made
    entry.closing()


def hexed(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def test_a_click_is_done_and_the_state_pushed_in_one_call(excel: Excel) -> None:
    entry.click("cancel")
    assert excel.status_bar == "公积金：没有正在进行的操作。"
    ((macro, text),) = excel.pushed
    assert macro == "'gjj_xl.xlam'!RibbonState.Receive"
    on = ",".join(controls_on(RibbonFacts(), Book.OURS))
    assert f"\non:ours={on}\n" in text
    assert text.startswith("tick=1\n")
    entry.tick()
    assert excel.pushed[-1][1].startswith("tick=0\n")


def test_one_workplace_serves_all_calls_and_closing_ends_it(
    excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Workplace] = []
    monkeypatch.setattr(commands, "click", lambda place, _: bool(seen.append(place)))
    entry.click("a")
    entry.click("b")
    assert seen[0] is seen[1]
    entry.closing()
    entry.closing()  # twice does no harm
    entry.click("c")
    assert seen[2] is not seen[0]


def test_where_the_workplace_cannot_be_made_excels_own_box_says_what_to_do(
    excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> Any:
        raise ImportError("no module")

    monkeypatch.setattr(entry, "Workplace", fail)
    entry.click("login")
    (alert,) = excel.alerts
    assert alert.startswith("公积金: 程序没有启动成功（ImportError）")
    assert "install.bat" in alert
    entry.tick()
    assert len(excel.alerts) == 1  # the timer shows no box


def test_an_excel_that_takes_no_push_raises_nothing(excel: Excel) -> None:
    excel.broken = True
    entry.click("cancel")
    entry.tick()
    assert excel.pushed == []


def test_a_change_in_a_form_sheet_is_handed_on_with_its_names(excel: Excel) -> None:
    seen: list[tuple[str, str, str]] = []
    entry.FORMS.append(lambda _, *names: seen.append(names))
    entry.changed(hexed("a'&表 𠮷.xlsx"), hexed("录入"), hexed("$B$2:$C$3"))
    assert seen == [("a'&表 𠮷.xlsx", "录入", "$B$2:$C$3")]
    assert len(excel.pushed) == 1


def test_a_handler_that_fails_takes_nothing_with_it(excel: Excel) -> None:
    def fail(*_: Any) -> None:
        raise ValueError

    entry.FORMS.append(fail)
    entry.changed(hexed("a"), hexed("b"), hexed("c"))
    assert len(excel.pushed) == 1
    assert excel.alerts == []


def test_names_that_are_no_hexadecimal_are_refused() -> None:
    for digits in ("x", "123", "D800"):
        with pytest.raises(ValueError):  # noqa: PT011 - UnicodeDecodeError is one
            entry.unhex(digits)
