"""The add-in's VBA, run: each control hands its own id to Python, and no error gets out."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from addin.build import FACTS, FOLDER
from gjj_xl.ribbon.commands import COMMANDS
from gjj_xl.ribbon.entry import unhex
from gjj_xl.ribbon.state import Book, RibbonFacts, controls_on, state_text
from tests.addin.twin import MacroOffice, Twin, twin_file

BUTTONS = [
    one.attrib["id"]
    for one in fromstring((FOLDER / "ribbon.xml").read_text("utf-8")).iter()
    if "onAction" in one.attrib
]
ENTRY = "import gjj_xl.ribbon.entry as entry; entry."


@pytest.fixture(scope="module")
def twin(macro_office: MacroOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    with macro_office.document(twin_file(tmp_path_factory.mktemp("twin"))) as document:
        yield Twin(document)


@pytest.fixture(autouse=True)
def fresh(twin: Twin) -> None:
    """Each test begins with a quiet server and the state of a first start."""
    twin.call("Driver.Fails", False)
    twin.call("Driver.Pushes", "")
    twin.call("RibbonState.Receive", state_text(RibbonFacts()))
    _ = twin.commands
    twin.call("Driver.Box")


def waited(twin: Twin, count: int, seconds: float = 8) -> list[str]:
    """The commands that a timer brings; looked for seldom, for a look can push a timer aside."""
    found: list[str] = []
    end = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < end:
        time.sleep(0.7)
        found += twin.commands
    return found


def test_a_click_on_each_control_hands_its_own_id_to_python(twin: Twin) -> None:
    for name in BUTTONS:
        twin.call("Driver.Clicked", name)
        assert twin.commands == [f"{ENTRY}click('{name}')"]
    assert set(BUTTONS) == set(COMMANDS)


def test_an_id_that_is_none_cannot_become_code(twin: Twin) -> None:
    twin.call("Driver.Clicked", "x');import os#\n公")
    assert twin.commands == [f"{ENTRY}click('ximportos')"]


def test_before_python_has_run_each_control_is_as_the_table_says(twin: Twin) -> None:
    on = controls_on(RibbonFacts(), Book.FOREIGN)  # the add-in itself is what is active here
    assert [name for name in BUTTONS if twin.call("Driver.Enabled", name)] == [
        name for name in BUTTONS if name in on
    ]
    assert twin.call("Driver.Label", "line_session") == "尚未登录"
    assert twin.call("Driver.Label", "line_window") == "请先登录"


def test_what_python_pushes_during_a_click_is_shown(twin: Twin) -> None:
    facts = RibbonFacts(unit="某某单位", logged_in=True)
    twin.call("Driver.Pushes", state_text(facts))
    twin.call("Driver.Clicked", "login")
    assert twin.call("Driver.Label", "line_session") == "某某单位　已登录"
    on = controls_on(facts, Book.FOREIGN)
    assert {name for name in BUTTONS if twin.call("Driver.Enabled", name)} == set(on)
    assert "sync" in on


def test_a_push_has_the_ribbon_drawn_anew_once_and_only_for_something_new(twin: Twin) -> None:
    told = state_text(RibbonFacts(unit="某某单位"))
    assert twin.call("Driver.RedrawsOf", told) == 1
    assert twin.call("Driver.RedrawsOf", told) == 0
    assert twin.call("Driver.RedrawsOf", state_text(RibbonFacts())) == 1


def test_controls_follow_the_workbook_in_front_without_a_call_into_python(
    twin: Twin, macro_office: MacroOffice, ours: Path, sent: Path
) -> None:
    facts = RibbonFacts(unit="某某单位", logged_in=True)
    twin.call("RibbonState.Receive", state_text(facts))
    for path, kind in ((ours, Book.OURS), (sent, Book.SENT)):
        book = macro_office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
        try:
            assert twin.call("Books.ActiveKind") == kind
            shown = {name for name in BUTTONS if twin.call("Driver.Enabled", name)}
            assert shown == set(controls_on(facts, kind))
            if kind is Book.SENT:
                page = book.Sheets.getByName("职工补缴信息查询")
                book.CurrentController.setActiveSheet(page)
                more = {name for name in BUTTONS if twin.call("Driver.Enabled", name)} - shown
                assert more == set(controls_on(facts, Book.RESULTS)) == {"details", "export"}
        finally:
            book.close(True)
    assert twin.commands == []


def test_where_the_server_is_gone_the_clerk_is_told_once_and_the_next_click_works(
    twin: Twin,
) -> None:
    twin.call("Driver.Fails", True)
    twin.call("Driver.Clicked", "login")
    box = str(twin.call("Driver.Box"))
    assert box.startswith(f"公积金|{FACTS['failed']}")
    assert "the server is gone" in box
    twin.call("Driver.Fails", False)
    assert len(twin.commands) == 1
    twin.call("Driver.Clicked", "login")
    assert len(twin.commands) == 1
    assert not twin.call("Driver.Box")


def test_the_timer_runs_as_long_as_python_asks_for_it(twin: Twin) -> None:
    twin.call("Driver.Pushes", state_text(RibbonFacts(ticking=True)))
    twin.call("Driver.Clicked", "sync")
    assert twin.commands == [f"{ENTRY}click('sync')"]
    assert waited(twin, 2) == [f"{ENTRY}tick()"] * 2
    twin.call("Driver.Pushes", state_text(RibbonFacts(ticking=False)))
    waited(twin, 1)
    assert waited(twin, 1, seconds=2.5) == []


def test_closing_cancels_the_timer_and_tells_python(twin: Twin) -> None:
    twin.call("Driver.Pushes", state_text(RibbonFacts(ticking=True)))
    twin.call("Driver.Clicked", "sync")
    twin.call("Driver.Pushes", "")
    twin.call("Ticker.Halt")
    twin.call("Dispatch.Closing")
    assert twin.commands == [f"{ENTRY}click('sync')", f"{ENTRY}closing()"]
    assert waited(twin, 1, seconds=2.5) == []


def test_a_timer_that_fails_tries_again_and_shows_no_box(twin: Twin) -> None:
    twin.call("Driver.Pushes", state_text(RibbonFacts(ticking=True)))
    twin.call("Driver.Clicked", "sync")
    twin.call("Driver.Fails", True)
    assert waited(twin, 3)[1:] == [f"{ENTRY}tick()"] * 2
    assert not twin.call("Driver.Box")


def test_a_workbook_of_ours_that_is_opened_is_told_a_moment_later_and_others_are_not(
    twin: Twin, macro_office: MacroOffice, ours: Path, hostile: Path
) -> None:
    for path in (hostile, ours):
        book = macro_office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
        try:
            twin.call("Driver.Opened", path.name)
            assert twin.commands == []  # not while Excel is opening it
            told = waited(twin, 1, seconds=3)
        finally:
            book.close(True)
        if path == hostile:
            assert told == []
        else:
            (digits,) = re.findall(r"entry\.opened\('([0-9A-F]+)'\)$", told[0])
            assert unhex(digits) == ours.name


def test_only_a_form_sheets_changes_are_told(
    twin: Twin, macro_office: MacroOffice, ours: Path, form: Path
) -> None:
    books = [
        macro_office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
        for path in (ours, form)
    ]
    sheet = books[1].Sheets.ElementNames[0]
    try:
        assert twin.call("Books.ActiveKind") == "form"
        twin.call("Driver.Changed", ours.name, "批量漏缴补缴", "B2")
        assert twin.commands == []
        twin.call("Driver.Changed", form.name, sheet, "B2:C3")
        (command,) = twin.commands
    finally:
        for book in books:
            book.close(True)
    told = [unhex(digits) for digits in re.findall(r"'([0-9A-F]*)'", command)]
    assert command.startswith(f"{ENTRY}changed(")
    assert told == [form.name, sheet, "$B$2:$C$3"]
