"""Sheets before they are sent: templates and forms to fill in, checking, marking, intake."""

from pathlib import Path

from gjj_xl.desk import applying, whose
from gjj_xl.desk.checking import check_live, live_content
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import Checked, Marked
from gjj_xl.desk.moving import put_live
from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Terms, example_terms
from gjj_xl.sheets.applications import Applicant, Application
from gjj_xl.sheets.marking import mark
from gjj_xl.sheets.owner import Owner
from gjj_xl.sheets.reading import LiveSheet, read_live


def _owner_of(terms: Terms | None) -> Owner | None:
    return None if terms is None or terms.is_example else Owner(terms.unit_number, terms.unit_name)


class Sheets(Drawer):
    """Writing blank sheets and application forms; checking filled ones."""

    def write_template(
        self,
        path: Path,
        business: Business,
        *,
        terms: Terms | None = None,
        fund: int | None = None,
    ) -> Terms:
        """Write a blank live workbook; returns the terms used: given, stored, else 示例参数."""
        used = terms or self._context.terms() or example_terms()
        put_live(path, business, used, fund=fund)
        return used

    def write_application(self, path: Path, kind: Application) -> Applicant:
        """Write a form (开通, 终止申请表) in three copies; returns what was filled in."""
        return applying.write(self._context, path, kind)

    def check_file(
        self,
        path: Path,
        *,
        terms: Terms | None = None,
        roster: Roster | None = None,
        fund: int | None = None,
        business: Business | None = None,
    ) -> Checked:
        """Check a filled sheet against given terms and roster, else the local store's.

        Raises OtherUnit where the sheet was made for another unit.
        """
        default = terms or self._context.terms()
        fixed = default.fixed_fund if default else None
        live = read_live(path, business=business, fund=fund, default_fund=fixed)
        return self.check(live, terms=terms, roster=roster)

    def check(
        self, live: LiveSheet, *, terms: Terms | None = None, roster: Roster | None = None
    ) -> Checked:
        """Check a sheet that was read, wherever it is; without terms and roster by the store's.

        The store's roster is that of its own unit: by another unit's terms nobody is looked up in
        it. Raises OtherUnit where the sheet was made for another unit.
        """
        context = self._context
        if whose.is_own(context, _owner_of(terms)):
            whose.require_own(context, live.path, live.owner)
            return check_live(live, terms or context.terms(), roster or context.roster())
        return check_live(live, terms, roster)

    def is_own(self, owner: Owner | None) -> bool:
        """Whether a workbook is this unit's, or says nothing of a unit."""
        return whose.is_own(self._context, owner)

    def require_own(self, path: Path, owner: Owner | None) -> None:
        """Raises OtherUnit where a workbook was made for another unit."""
        whose.require_own(self._context, path, owner)

    def mark(self, checked: Checked, out: Path) -> Marked:
        """Write the findings into a copy of the sheet (``out`` may be the sheet itself)."""
        made = mark(checked.path, out, checked.report, checked.compares)
        return Marked(out, made.rebuilt, made.notes)

    def take_in(
        self,
        path: Path,
        out: Path,
        *,
        terms: Terms | None = None,
        fund: int | None = None,
        business: Business | None = None,
    ) -> Checked:
        """Make a live workbook, with the terms of today, of any sheet that can be understood.

        The findings are marked in it. Returns what was found.
        """
        checked = self.check_file(path, terms=terms, fund=fund, business=business)
        used = checked.report.terms or example_terms()
        batch = checked.report.batch
        content = live_content(batch, range(len(batch)), checked.report, checked.compares)
        put_live(out, batch.business, used, content, fund=batch.fund)
        return checked
