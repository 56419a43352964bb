"""Rows that only the counter can do (柜面办理): out of the sheet, and back."""

from gjj_xl.desk import counter, whose
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import Checked
from gjj_xl.sheets.counterlist import CounterList
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.surface import RowSurface


class CounterRows(Drawer):
    """Moving rows to the sheet 柜面办理 of their workbook, and back into the batch."""

    def counter_rows(self, checked: Checked) -> counter.Leaving:
        """The rows of a checked sheet that only the counter can do (柜面办理)."""
        return counter.leaving(checked)

    def require_movable(self, live: LiveSheet) -> None:
        """Refuse a file none of whose rows may be moved, before anything is asked of the clerk.

        Raises OtherUnit where it was made for another unit.
        """
        whose.require_own(self._context, live.path, live.owner)
        counter.refuse_underway(self._context, live.path)
        with FileSurface(live.path) as file:
            counter.refuse_unchangeable(file, live)

    def to_counter(
        self, chosen: counter.Leaving, surface: RowSurface | None = None
    ) -> counter.Taken:
        """Move rows to the sheet 柜面办理 of the same workbook; the others close the gap.

        Without a surface the file itself is written, as a whole or not at all. Raises
        AlreadyUnderway while the workbook is on its way to the centre, and like
        :func:`gjj_xl.desk.counter.take_out`.
        """
        counter.refuse_underway(self._context, chosen.checked.path)
        today = self._context.now().date()
        if surface is not None:
            return counter.take_out(surface, chosen, today)
        with FileSurface(chosen.checked.path) as file:
            taken = counter.take_out(file, chosen, today)
            file.save()
        return taken

    def returning(self, live: LiveSheet, surface: RowSurface | None = None) -> CounterList:
        """What stands on the sheet 柜面办理 of a workbook; raises NoCounterSheet."""
        if surface is not None:
            return counter.returning(surface, live)
        with FileSurface(live.path) as file:
            return counter.returning(file, live)

    def from_counter(self, live: LiveSheet, surface: RowSurface | None = None) -> counter.Restored:
        """Put the rows of 柜面办理 back into the batch; arguments and errors as above."""
        counter.refuse_underway(self._context, live.path)
        if surface is not None:
            return counter.restore(surface, live)
        with FileSurface(live.path) as file:
            restored = counter.restore(file, live)
            file.save()
        return restored
