"""The desk: what a clerk does, over any workbook and any key, for any front."""

from pathlib import Path

from gjj_xl.centre.home import open_home
from gjj_xl.desk.drawers.access import Access
from gjj_xl.desk.drawers.counter import CounterRows
from gjj_xl.desk.drawers.filing import Filing
from gjj_xl.desk.drawers.keys import Keys
from gjj_xl.desk.drawers.queries import Queries
from gjj_xl.desk.drawers.sheets import Sheets
from gjj_xl.desk.drawers.singles import Singles
from gjj_xl.desk.drawers.surroundings import Surroundings
from gjj_xl.desk.drawers.underway import UnderWay
from gjj_xl.desk.resuming import Choice
from gjj_xl.desk.workbook import FindWorkbook, file_of


class Desk(Access, Keys, Sheets, CounterRows, Filing, UnderWay, Singles, Queries, Surroundings):
    """One clerk's desk over one home folder, for one unit; use it in a ``with``.

    Nothing here prints or asks: progress goes to callables, questions come through ``confirm``, and
    errors are explained by :func:`gjj_xl.desk.troubles.explain`. What it offers stands in its
    drawers (:mod:`gjj_xl.desk.drawers`).
    """


def open_desk(
    home: Path | None = None,
    *,
    keyring: bool = True,
    workbooks: FindWorkbook = file_of,
    unit: str | None = None,
) -> Desk:
    """A desk over the user's data folder (``home``, GJJ_XL_HOME, or the system's).

    Without ``keyring`` the sealing key stays in the folder: for one that goes away again.
    ``workbooks`` finds the workbook that a batch was sent from: its file, where nothing is given.
    ``unit`` is the key of the unit that the desk is for (:attr:`Desk.unit`), else the one that was
    used last.
    """
    return Desk(open_home(home, keyring=keyring), workbooks, unit)


__all__ = ["Choice", "Desk", "open_desk"]
