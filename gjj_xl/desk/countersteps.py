"""What an interrupted run has left half done, told by the hidden marks on the sheet 柜面办理.

Only where the workbook is open in Excel can a run be interrupted between two writes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gjj_xl.desk.counterrows import all_kept
from gjj_xl.desk.errors import OtherCounterSheet
from gjj_xl.sheets.counterlist import CounterList, KeptRow, read_counters
from gjj_xl.sheets.pages import Pages
from gjj_xl.sheets.reading import LiveSheet

LEAVING: Final = "待移出:"
"""Mark of a row that is on its way out; behind it how many records the batch had before."""
RETURNING: Final = "待移回:"
"""The same of a row that is on its way back."""


def listed_now(pages: Pages, live: LiveSheet) -> CounterList | None:
    """The rows of the sheet, those left out that an interrupted run has left in the batch too."""
    listed = read_counters(pages, live.batch.business)
    if listed is None:
        return None
    if listed.business is not live.batch.business:
        raise OtherCounterSheet(pages.path, listed.business.facts.title)
    if all(not kept.step for kept in listed.rows):
        return listed
    there = list(all_kept(pages, live))
    both = {id(one) for one in _not_yet_out(listed.rows, there)}
    both |= {id(one) for one in _back_already(listed.rows, there)}
    rows = (replace(kept, step="") for kept in listed.rows if id(kept) not in both)
    return replace(listed, rows=tuple(rows))


def _not_yet_out(rows: Sequence[KeptRow], there: Sequence[KeptRow]) -> list[KeptRow]:
    """The rows that were to leave and did not: taken out from below, the upper ones are left."""
    leaving = sorted(
        (kept for kept in rows if kept.step.startswith(LEAVING)), key=lambda kept: kept.row
    )
    gone = sum(count_before(kept, LEAVING) for kept in leaving[:1]) - len(there)
    by_row = {kept.row: kept for kept in there}
    stayed = leaving[: max(0, len(leaving) - max(0, gone))]
    return [kept for kept in stayed if kept.row in by_row and by_row[kept.row].same(kept)]


def _back_already(rows: Sequence[KeptRow], there: Sequence[KeptRow]) -> list[KeptRow]:
    """The rows that were to come back and did."""
    coming = [kept for kept in rows if kept.step.startswith(RETURNING)]
    added = list(there[count_before(coming[0], RETURNING) :]) if coming else []
    found = []
    for kept in coming:
        same = next((one for one in added if one.same(kept)), None)
        if same:
            added.remove(same)
            found.append(kept)
    return found


def begun(pages: Pages, live: LiveSheet) -> tuple[KeptRow, ...]:
    """All rows of a return that was interrupted, if nothing but they stands where they go."""
    listed = read_counters(pages, live.batch.business)
    rows = listed.rows if listed else ()
    if not rows or any(not kept.step.startswith(RETURNING) for kept in rows):
        return ()
    added = list(all_kept(pages, live))[count_before(rows[0], RETURNING) :]
    if len(added) > len(rows):
        return ()
    parts = all(part.part_of(whole) for part, whole in zip(added, rows, strict=False))
    return rows if parts else ()


def count_before(kept: KeptRow, mark: str) -> int:
    """How many records the batch had before a row was marked."""
    digits = kept.step.removeprefix(mark)
    return int(digits) if digits.isdecimal() else 0
