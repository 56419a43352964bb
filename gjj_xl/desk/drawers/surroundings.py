"""The clock, the hours of the centre, and the diagnosis of this computer."""

import datetime as dt

from gjj_xl.desk import doctor
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import Diagnosis
from gjj_xl.rules.terms import Terms, example_terms
from gjj_xl.rules.window import FilingWindow, WindowState, filing_window, window_state


class Surroundings(Drawer):
    """What time it is at the centre, whether filing is open, and whether all is well here."""

    def now(self) -> dt.datetime:
        """This moment by the centre's clock as far as it is known."""
        return self._context.now()

    def window(self, month: str | None = None, terms: Terms | None = None) -> FilingWindow:
        """When a business month's filing opens and closes; without a month the present one.

        By the given terms, else the stored ones, else the manual's hours.
        """
        opening = (terms or self._context.terms() or example_terms()).opening
        return filing_window(month or window_state(self._context.now(), opening).month, opening)

    def window_state(self, terms: Terms | None = None) -> WindowState:
        """Whether filing is open just now, by the centre's clock."""
        opening = (terms or self._context.terms() or example_terms()).opening
        return window_state(self._context.now(), opening)

    def doctor(self) -> list[Diagnosis]:
        """Look at everything that a filing needs; each with its remedy."""
        return doctor.diagnose(self._context)
