"""Receipts and results that came while their workbook was closed: put in when it is open again."""

from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path

from gjj_xl.centre.entry import UNFINISHED, Entry, Step
from gjj_xl.centre.journal import Journal, scopes
from gjj_xl.desk.context import Context
from gjj_xl.desk.stamping import stamp_entry
from gjj_xl.desk.waiting import write_down
from gjj_xl.desk.whose import is_own
from gjj_xl.rules.business import RESULT_HEADER
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.stamp import Stamp


@unique
class Owing(StrEnum):
    """What a workbook is still waiting for."""

    RECEIPT = "receipt"  # accepted, and the receipt is not in it
    RESULTS = "results"  # answered, and 处理结果 is empty
    OUTCOME = "outcome"  # written down, not brought to an end: resume
    FREEDOM = "freedom"  # protected, and nothing of it is under way: a breakdown left it so


@dataclass(frozen=True, slots=True)
class Owed:
    """What a workbook that was opened still wants; ``entry`` is None for a freedom."""

    what: Owing
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was put into a workbook; ``notes`` say what could not be."""

    receipt: bool
    results: Path | None
    notes: tuple[str, ...]


def owed(context: Context, path: Path, live: LiveSheet, stamp: Stamp | None) -> Owed | None:
    """See :meth:`gjj_xl.desk.desk.Desk.owed`."""
    if context.known_account() is None or not is_own(context, live.owner):
        return None
    entries = context.journal().entries()
    if stamp is not None:
        mine = [entry for entry in entries if entry.request_sn == stamp.request_sn]
        filled = any(live.marks.get(RESULT_HEADER, ()))
        waiting = [entry for entry in mine if entry.step is Step.ANSWERED]
        return Owed(Owing.RESULTS, waiting[0]) if waiting and not filled else None
    here = [entry for entry in entries if same_place(Path(entry.source), path)]
    for entry in reversed(here):
        if entry.serial is not None:
            return Owed(Owing.RECEIPT, entry) if entry.stamped_at is None else None
        if entry.step in UNFINISHED:
            return Owed(Owing.OUTCOME, entry)
    return None if _is_under_way_elsewhere(context, path) else Owed(Owing.FREEDOM)


def _is_under_way_elsewhere(context: Context, path: Path) -> bool:
    """Whether a workbook's batch is not at its end for another unit, or at another centre."""
    return any(
        same_place(Path(entry.source), path)
        for scope in scopes(context.store)
        for entry in Journal(context.store, scope).unfinished()
    )


def deliver(context: Context, request_sn: str) -> Delivered:
    """See :meth:`gjj_xl.desk.desk.Desk.deliver`."""
    entry = context.journal().entry(request_sn)
    notes: list[str] = []
    stamped = False
    if entry.serial is not None and entry.stamped_at is None:
        done = stamp_entry(context, entry, context.workbook(entry))
        stamped = done.path is not None
        notes += done.notes
    results: Path | None = None
    if entry.step is Step.ANSWERED and entry.serial is not None:
        records = context.results().load(entry.serial)
        if records:
            results, more = write_down(context, entry, records)
            notes += more
    return Delivered(stamped, results, tuple(notes))


def same_place(one: Path, other: Path) -> bool:
    """Whether two paths name the same workbook, as far as it can be told without opening it."""
    return str(one).casefold() == str(other).casefold()
