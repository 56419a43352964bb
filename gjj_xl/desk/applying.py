"""开通、终止申请表, filled with what is known of the unit (manual 1 (三))."""

from pathlib import Path

from gjj_xl.desk.context import Context
from gjj_xl.sheets.applications import Applicant, Application, write_application


def applicant(context: Context) -> Applicant:
    """The unit as this computer knows it; blanks before the first log-in."""
    account = context.known_account()
    if account is None:
        return Applicant()
    return Applicant(account.unit_name, account.unit_number, account.cust_id)


def write(context: Context, path: Path, kind: Application) -> Applicant:
    """Write a form; returns what was filled in. Raises InUse, Unreadable."""
    who = applicant(context)
    write_application(path, kind, who)
    return who
