"""The whole way once more, with the real windows on a real screen and nothing but keys."""

from collections.abc import Iterator
from typing import Any

import pytest

from gjj_xl.ribbon.dialogs.forms import Confirm, Form, LogIn, LogInAnswer, Message, Pin, Question
from gjj_xl.ribbon.dialogs.process import Dialog, open_dialog
from gjj_xl.rules.business import Business
from tests.desk.scene import Scene
from tests.live.clerk import LiveClerk, column, fill, put
from tests.live.test_whole_way import ROWS, good_cells
from tests.ribbon.dialogs.display import Display, until
from tests.ribbon.windows import Windows

MISSED = Business.MISSED


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    with Display() as made:
        yield made


class RealWindows(Windows):
    """Opens the real windows on a screen, and remembers them."""

    def __init__(self, display: Display) -> None:
        super().__init__()
        self._display = display
        self.dialogs: list[tuple[Form[Any], Dialog[Any]]] = []

    def __call__(self, form: Form[Any], *, owner: int | None = None) -> Any:
        self.seen.append(form)
        dialog = open_dialog(form, owner=owner, environment=self._display.environment())
        self.dialogs.append((form, dialog))
        return dialog

    def shown(self, kind: type, number: int = 1) -> bool:
        """Whether so many windows of a kind have come up."""
        there = [dialog for form, dialog in self.dialogs if isinstance(form, kind)]
        return len(there) >= number and there[number - 1].is_shown


@pytest.fixture
def windows(display: Display) -> RealWindows:
    return RealWindows(display)


@pytest.fixture
def clerk(scene: Scene, excel: Any, windows: RealWindows) -> Iterator[LiveClerk]:
    made = LiveClerk(scene, excel, windows)
    yield made
    made.close()
    for _, dialog in windows.dialogs:
        dialog.close()


def wait_for(clerk: LiveClerk, windows: RealWindows, kind: type, number: int = 1) -> None:
    clerk.until(lambda: windows.shown(kind, number))


def test_a_clerk_logs_in_and_files_a_batch_by_keys_alone(
    clerk: LiveClerk, windows: RealWindows, display: Display
) -> None:
    unit = clerk.scene.unit
    first = LogInAnswer(
        unit.cust_id, unit.user_id, unit.password, False, False,
        clerk.scene.sandbox.url, clerk.scene.sandbox.ca, unit.key_path,
    )  # fmt: skip
    clerk.place.front.login(
        password=first.password,
        url=first.url,
        ca=first.ca,
        cust_id=first.account,
        user_id=first.user,
        key_path=first.key,
    )
    clerk.place.front.logout()

    clerk.press("login")
    wait_for(clerk, windows, LogIn)
    display.type("wrong-password")
    display.keys("Return")
    wait_for(clerk, windows, LogIn, 2)
    assert "密码" in windows.of(LogIn)[1].message
    display.type(unit.password)
    display.keys("Return")
    wait_for(clerk, windows, Message)
    assert "登录成功" in clerk.all_told
    display.keys("Return")
    until(lambda: windows.dialogs[-1][1].poll() is None)
    assert clerk.place.front.roster() is not None  # the box was ticked: the first log-in here

    path = clerk.scene.folder / "五月.xlsx"
    clerk.place.front.write_template(path, MISSED)
    book = clerk.app.books.open(str(path))
    fill(book, MISSED, good_cells(clerk.place.front, MISSED))
    put(book, MISSED, 3, "name", "王不对")
    clerk.press("send")
    wait_for(clerk, windows, Confirm)
    assert windows.of(Confirm)[0].dangerous
    display.keys("Return")  # the default is 否
    clerk.until(lambda: not clerk.place.jobs.running)
    assert clerk.scene.filed() == ()

    clerk.press("send")
    wait_for(clerk, windows, Confirm, 2)
    display.keys("alt+y")
    wait_for(clerk, windows, Pin)
    display.type("not-it")
    display.keys("Return")
    wait_for(clerk, windows, Pin, 2)
    assert "口令错误" in windows.of(Pin)[1].message
    display.type(unit.key_password)
    display.keys("Return")
    clerk.until(lambda: len(windows.of(Message)) > 1)
    clerk.results()
    assert len(clerk.scene.filed()) == 1
    assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS


def test_rows_with_errors_are_left_behind_by_a_key(
    clerk: LiveClerk, windows: RealWindows, display: Display
) -> None:
    with clerk.scene.desk() as desk:
        clerk.scene.log_in(desk)
        path = clerk.scene.folder / "五月.xlsx"
        desk.write_template(path, MISSED)
    book = clerk.app.books.open(str(path))
    fill(book, MISSED, good_cells(clerk.place.front, MISSED))
    put(book, MISSED, 3, "salary", "一万")
    clerk.press("send")
    wait_for(clerk, windows, Question)
    display.keys("Escape")
    clerk.until(lambda: not clerk.place.jobs.running)
    assert clerk.scene.filed() == ()
    clerk.press("send")
    wait_for(clerk, windows, Question, 2)
    display.keys("alt+s")
    wait_for(clerk, windows, Confirm)
    display.keys("Return")  # the default is 是
    wait_for(clerk, windows, Pin)
    display.type(clerk.scene.unit.key_password)
    display.keys("Return")
    clerk.until(lambda: bool(windows.of(Message)))
    assert clerk.scene.filed()[0].total == ROWS - 1


def test_where_no_window_can_be_shown_excels_own_box_tells(clerk: LiveClerk) -> None:
    def nowhere(form: Form[Any], *, owner: int | None = None) -> Any:
        return open_dialog(form, owner=owner, environment={"DISPLAY": ":nowhere"})

    clerk.place._opener = nowhere
    clerk.app.impl.excel.answers.append("ok")
    clerk.press("check")
    clerk.until(lambda: bool(clerk.app.impl.excel.prompts))
    assert "没有打开的工作簿" in str(clerk.app.impl.excel.prompts[0])
