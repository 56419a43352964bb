"""What the add-in's VBA calls, through RunPython: one workplace, no exception, the state pushed.

Names that a user chose (workbook, sheet, address) arrive as hexadecimal digits, four for each
UTF-16 unit: so nothing in them can become code.
"""

import logging
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from gjj_xl.addin.facts import ADDIN_FILE, TITLE
from gjj_xl.desk import Desk
from gjj_xl.desk.queue import head_of
from gjj_xl.ribbon import commands, events
from gjj_xl.ribbon.keys import is_token
from gjj_xl.ribbon.state import RibbonFacts, state_text
from gjj_xl.ribbon.workplace import Workplace

LOG: Final = logging.getLogger("gjj_xl")
RECEIVE: Final = f"'{ADDIN_FILE}'!RibbonState.Receive"
"""The add-in's own procedure that takes the state."""

FormHandler: TypeAlias = Callable[[Workplace, str, str, str], object]
FORMS: Final[list[FormHandler]] = [
    lambda place, _book, sheet, address: commands.changed(place, sheet, address)
]
"""Who is told of a change in a form sheet (单笔录入): workbook, sheet, address."""

_place: Workplace | None = None


def click(control: str) -> None:
    """A button was clicked."""
    _run("click", lambda place: commands.click(place, control), loud=True)


def tick() -> None:
    """The add-in's timer, about once a second as long as the state asks for it."""
    _run("tick", commands.tick)


def opened(book: str) -> None:
    """A workbook of ours was opened; its name in hexadecimal."""
    _run("opened", lambda place: commands.opened(place, unhex(book)))


def changed(book: str, sheet: str, address: str) -> None:
    """Cells of a form sheet were changed; all three in hexadecimal."""

    def tell(place: Workplace) -> bool:
        for handler in FORMS:
            handler(place, unhex(book), unhex(sheet), unhex(address))
        return bool(place.jobs.running)

    _run("changed", tell)


def closing() -> None:
    """Excel is being closed: nothing is told any more."""
    global _place
    place, _place = _place, None
    if place is None:
        return
    try:
        events.closing(place)
    except Exception as error:  # noqa: BLE001 - nobody is left to be told
        LOG.warning("closing: %s", type(error).__name__)


def unhex(digits: str) -> str:
    """Text from four hexadecimal digits for each UTF-16 unit; raises ValueError for others."""
    return bytes.fromhex(digits).decode("utf-16-be")


def _run(name: str, call: Callable[[Workplace], bool], *, loud: bool = False) -> None:
    """The one catch point: make the workplace at the first call, run, push the state."""
    global _place
    app: Any = None
    try:
        if _place is None:
            app = _excel()
            _place = Workplace(app)
            commands.begin(_place)
        ticking = call(_place)
    except Exception as error:
        LOG.warning("%s: %s", name, type(error).__name__, exc_info=error)
        if loud:
            _alert(_place.excel.app if _place is not None else app, error)
        ticking = _place is not None and bool(_place.jobs.running)
    if _place is not None:
        _push(_place, ticking)


def _excel() -> Any:
    """The Excel that called."""
    import xlwings

    return xlwings.Book.caller().app


def facts(place: Workplace, ticking: bool) -> RibbonFacts:
    """What the ribbon hangs on just now."""
    desk = place.front
    account = desk.account()
    busy = next((job.name for job in place.jobs.running if not job.behind), None)
    if account is None:
        return RibbonFacts(busy=busy, ticking=ticking, now=desk.now())
    token = account.key_path is not None and is_token(account.key_path)
    return RibbonFacts(
        unit=account.unit_name or f"账号 {account.cust_id}",
        several=desk.units.several,
        logged_in=desk.logged_in,
        busy=busy,
        ticking=ticking,
        calm=place.calm,
        key=place.keys.words() if token else "",
        queue=queue_words(desk),
        window=desk.window_state(),
        now=desk.now(),
    )


def queue_words(desk: Desk) -> str:
    """The batches that are not at their end, in a few words; empty where there is none."""
    places = desk.queue()
    first = head_of(places)
    if first is None:
        return ""
    waits = first.short(desk.now()) if desk.logged_in else "请登录后继续"
    return f"{len(places)} 批未办结　{waits}"


def _push(place: Workplace, ticking: bool) -> None:
    """Hand the state to the add-in in one call."""
    try:
        try:
            known = facts(place, ticking)
        except Exception as error:  # noqa: BLE001 - damaged data are told by a click, not here
            LOG.warning("state: %s", type(error).__name__)
            known = RibbonFacts(ticking=ticking)
        place.excel.app.macro(RECEIVE)(state_text(known))
    except Exception as error:  # noqa: BLE001 - Excel is busy or gone; the next call pushes again
        LOG.warning("push: %s", type(error).__name__)


def _alert(app: Any, error: Exception) -> None:
    words = (
        f"程序没有启动成功（{type(error).__name__}）。\n"
        "请关闭 Excel，重新运行安装文件夹中的 install.bat；仍不行的，请把本提示交给技术支持。"
    )
    try:
        app.alert(words, TITLE)
    except Exception as worse:  # noqa: BLE001 - Excel is gone
        LOG.warning("alert: %s", type(worse).__name__)
