"""One function for each click of the add-in, by the id of its control.

The add-in's VBA hands a control's id to :func:`click` and returns; it calls :func:`tick` as long as
that says that something is under way. No error leaves this module.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from gjj_xl.ribbon import (
    applying,
    counter,
    events,
    formcells,
    forms,
    helping,
    queries,
    sending,
    session,
    units,
    working,
)
from gjj_xl.ribbon.errors import UnknownCommand
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import Business
from gjj_xl.sheets.applications import Application
from gjj_xl.wire.messages import QueryKind

Command: TypeAlias = Callable[[Workplace], None]
LOG: Final = logging.getLogger("gjj_xl")


def _cancel(place: Workplace) -> None:
    """取消当前操作."""
    asked = place.jobs.cancel()
    place.excel.status(f"正在取消：{'、'.join(asked)}" if asked else "没有正在进行的操作。")


COMMANDS: Final[Mapping[str, Command]] = MappingProxyType(
    {
        # 会话
        "login": session.login,
        "logout": session.logout,
        "certificate": session.certificate,
        "units": units.units,
        "channel": session.channel,
        "cancel": _cancel,
        # 系统管理
        "sync": session.sync,
        "reconcile": session.reconcile,
        "new": working.new,
        **{f"new_{one.value}": partial(working.new_of, business=one) for one in Business},
        **{f"apply_{one.value}": partial(applying.application, kind=one) for one in Application},
        "take_in": working.take_in,
        # 变更登记
        "check": working.check,
        "clear": working.clear,
        "repair": working.repair,
        "delete": working.delete_rows,
        "compare": working.compare,
        "counter": counter.take_out,
        "counter_back": counter.bring_back,
        "dry_run": sending.dry_run,
        "send": sending.send,
        "resume": sending.resume,
        "status": session.status,
        "withdraw": sending.withdraw,
        "verify": helping.verify,
        # 变更登记，单笔
        **{f"form_{one.value}": partial(forms.open_form, business=one) for one in forms.FORMS},
        "enter": forms.enter,
        "clear_entry": forms.clear_entry,
        "pending": forms.pending,
        "delete_pending": forms.delete_pending,
        "confirm": forms.confirm,
        # 综合查询
        "query": queries.query,
        **{f"query_{one.value}": partial(queries.query, kind=one) for one in QueryKind},
        "deposits": queries.deposits,
        "details": queries.details,
        "export": queries.export,
        # 帮助
        "help": helping.help_page,
        "help_sheet": helping.help_sheet,
        "doctor": session.doctor,
    }
)
"""The id of a control → what its click does, in Excel's thread."""


def click(place: Workplace, control: str) -> bool:
    """Do what a control stands for; returns whether ticks are needed from now on."""
    try:
        place.begin()
        command = COMMANDS.get(control)
        if command is None:
            raise UnknownCommand(control)
        command(place)
    except Exception as error:  # noqa: BLE001 - the one catch point of the ribbon
        LOG.warning("click %s: %s", control, type(error).__name__)
        _tell(place, error)
    return True


def begin(place: Workplace) -> None:
    """Python has just started in this Excel, whatever for."""
    try:
        events.go_on(place)
    except Exception as error:  # noqa: BLE001 - damaged data are told by a click
        LOG.warning("begin: %s", type(error).__name__)


def tick(place: Workplace) -> bool:
    """Let jobs touch Excel; returns whether another tick is needed."""
    try:
        return place.tick()
    except Exception as error:  # noqa: BLE001 - as above
        LOG.warning("tick: %s", type(error).__name__)
        return True


def opened(place: Workplace, name: str) -> bool:
    """A workbook of ours was opened; returns whether ticks are needed."""
    try:
        events.opened(place, name)
    except Exception as error:  # noqa: BLE001 - as above
        LOG.warning("opened: %s", type(error).__name__)
    return bool(place.jobs.running)


def changed(place: Workplace, sheet: str, address: str) -> bool:
    """A cell of a form was changed; returns whether ticks are needed."""
    try:
        formcells.changed(place, sheet, address)
    except Exception as error:  # noqa: BLE001 - as above
        LOG.warning("changed: %s", type(error).__name__)
        _tell(place, error)
    return True


def _tell(place: Workplace, error: Exception) -> None:
    try:
        place.tell(error)
    except Exception as worse:  # noqa: BLE001 - then Excel's own box, which needs nothing of ours
        LOG.warning("telling: %s", type(worse).__name__)
        _alert(place.excel, error)


def _alert(excel: Any, error: Exception) -> None:
    try:
        excel.alert("公积金", f"没有完成（{type(error).__name__}）。请再试一次。")
    except Exception as worse:  # noqa: BLE001 - Excel is gone
        LOG.warning("alert: %s", type(worse).__name__)
