"""Why the desk does not go on; the words for it are made in :mod:`gjj_xl.desk.troubles`."""

import datetime as dt
from pathlib import Path

from cryptography import x509

from gjj_xl.rules.report import Report


class DeskError(Exception):
    """Root of everything that the desk itself raises."""


class HasErrors(DeskError):
    """The sheet has errors: nothing was signed and nothing was sent. ``report`` names them all."""

    def __init__(self, path: Path, report: Report) -> None:
        super().__init__(f"{path}: {len(report.errors)} errors")
        self.path = path
        self.report = report


class NothingToSend(DeskError):
    """No row is left that could be sent."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class ExampleTerms(DeskError):
    """The workbook was made with 示例参数, before any log-in; its terms must be refreshed first."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class OtherUnit(DeskError):
    """The workbook was made for another unit: ``made_for``, while ``unit_number`` is the present.

    ``made_for_words`` and ``present`` name both for a clerk; ``is_known`` says that the other one
    is on this computer's list, so that one can switch to it.
    """

    def __init__(
        self,
        path: Path,
        made_for: str,
        unit_number: str,
        *,
        made_for_name: str = "",
        present: str = "",
        is_known: bool = False,
    ) -> None:
        super().__init__(f"{path}: {made_for}, not {unit_number}")
        self.path = path
        self.made_for = made_for
        self.unit_number = unit_number
        self.made_for_words = f"{made_for} {made_for_name}".strip()
        self.present = present or unit_number
        self.is_known = is_known


class OtherUnitsCertificate(DeskError):
    """The certificate belongs to another unit of this computer; nothing was signed with it."""

    def __init__(self, belongs_to: str, present: str) -> None:
        super().__init__(f"{belongs_to}, not {present}")
        self.belongs_to = belongs_to
        self.present = present


class UnknownUnit(DeskError):
    """No unit of this computer's list is called so; ``known`` are those that are."""

    def __init__(self, text: str, known: tuple[str, ...]) -> None:
        super().__init__(text)
        self.text = text
        self.known = known


class SeveralUnits(DeskError):
    """Several units are called so; ``names`` tell them apart."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        super().__init__(text)
        self.text = text
        self.names = names


class UnitBusy(DeskError):
    """The unit has ``count`` batches that are not at their end: it is not taken off the list."""

    def __init__(self, words: str, count: int) -> None:
        super().__init__(words)
        self.words = words
        self.count = count


class WindowClosed(DeskError):
    """Outside the service window; ``opens`` is the next opening, ``month`` what will be filed."""

    def __init__(self, opens: dt.datetime, month: str) -> None:
        super().__init__(opens.isoformat())
        self.opens = opens
        self.month = month


class SheetChanged(DeskError):
    """The file is no longer what was checked and confirmed; nothing was signed."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class AlreadyUnderway(DeskError):
    """The same content is in the journal and not at its end; ``request_sn`` is that batch."""

    def __init__(self, request_sn: str) -> None:
        super().__init__(request_sn)
        self.request_sn = request_sn


class NotSynced(DeskError):
    """The local roster was never fetched (职工信息同步)."""


class NoTerms(DeskError):
    """The centre's terms were never fetched, and none were given."""


class NoKey(DeskError):
    """No key was named, now or at log-in."""


class OtherCertificate(DeskError):
    """The key's certificate is not the one that was chosen at log-in; nothing was signed.

    ``belongs_to`` names the other unit of this computer that the one found belongs to, if any.
    """

    def __init__(
        self, chosen: x509.Certificate, found: x509.Certificate, belongs_to: str = ""
    ) -> None:
        super().__init__(found.subject.rfc4514_string())
        self.chosen = chosen
        self.found = found
        self.belongs_to = belongs_to


class NotStamped(DeskError):
    """The workbook carries no receipt: it was not sent, or not from this program."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class UnknownBatch(DeskError):
    """This computer's journal has no batch of that serial or REQUEST_SN."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class CannotWithdraw(DeskError):
    """The batch is at the centre (or decided): ``step_word`` says where it is."""

    def __init__(self, request_sn: str, step_word: str) -> None:
        super().__init__(request_sn)
        self.request_sn = request_sn
        self.step_word = step_word


class NothingPending(DeskError):
    """There is no pending record that could be confirmed."""


class PendingWrong(DeskError):
    """Pending records cannot be confirmed as they are; ``words`` name each and say why."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(f"{len(words)} records")
        self.words = words
        self.listed = "；".join(words)


class SentAlready(DeskError):
    """The sheet was sent (or is on its way): it can no longer be changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class ChangedMeanwhile(DeskError):
    """The sheet no longer says what it said when the clerk was asked; nothing was moved."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class NotForCounter(DeskError):
    """The clerk named rows that have nothing which only the counter can do."""

    def __init__(self, path: Path, rows: tuple[int, ...]) -> None:
        super().__init__(f"{path}: {rows}")
        self.path = path
        self.listed = "、".join(map(str, rows))


class NoCounterSheet(DeskError):
    """The workbook has no sheet 柜面办理 whose rows could come back."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class OtherCounterSheet(DeskError):
    """The workbook's sheet 柜面办理 holds rows of another business, named by ``title``."""

    def __init__(self, path: Path, title: str) -> None:
        super().__init__(f"{path}: {title}")
        self.path = path
        self.title = title
