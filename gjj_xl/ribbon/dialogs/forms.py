"""What is asked: every window as a frozen fact, with the type of its answer.

A form is ``Form[Answer]``; the clerk who cancels or closes a window answers ``None`` (for a
question with a no, that no). Secrets are kept out of every ``repr``.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from gjj_xl.desk.facts import Confirmation, Diagnosis
    from gjj_xl.desk.trouble import Trouble

Answer = TypeVar("Answer", covariant=True)


class Form(Generic[Answer]):
    """A window to be shown; ``Answer`` is what it gives back."""

    __slots__ = ()


# --- who you are ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogInAnswer:
    """What the clerk typed; ``ca`` and ``key`` are None where no file was named.

    ``unit`` is the index of the chosen unit, None where there was none to choose.
    """

    account: str
    user: str
    password: str = field(repr=False)
    sync: bool
    remember: bool
    url: str
    ca: Path | None
    key: Path | None
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit to choose at log-in; the rest are the fields of :class:`LogIn` for it."""

    label: str
    account: str
    user: str = ""
    sync_ticked: bool = False
    first_time: bool = False
    remembered: str = field(default="", repr=False)
    url: str = ""
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class LogIn(Form[LogInAnswer]):
    """系统登录 (manual 3.2).

    A known ``account`` cannot be edited. ``sync_ticked`` is 登录时同步更新本地数据; ``first_time``
    shows the advice to tick it. ``remembered`` is the password from the keyring, ``may_remember``
    whether there is a keyring. Where ``url`` is unknown, 更多设置 is open. ``message`` says what
    was wrong the last time. With several ``units`` one is chosen, at first ``unit`` (whose fields
    the form's own are).
    """

    account: str = ""
    user: str = ""
    sync_ticked: bool = False
    first_time: bool = False
    may_remember: bool = False
    remembered: str = field(default="", repr=False)
    url: str = ""
    ca: Path | None = None
    key: Path | None = None
    message: str = ""
    units: tuple[KnownUnit, ...] = ()
    unit: int = 0

    def chosen(self, index: int) -> "LogIn":
        """The form with another of its units chosen."""
        one = self.units[index]
        return replace(
            self,
            account=one.account,
            user=one.user,
            sync_ticked=one.sync_ticked,
            first_time=one.first_time,
            remembered=one.remembered,
            url=one.url,
            ca=None,
            key=one.key,
            unit=index,
        )


@dataclass(frozen=True, slots=True)
class Pin(Form[str]):
    """The password of the key (口令); ``label`` names the key, ``tries_left`` None is uncounted."""

    label: str = ""
    tries_left: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate to choose; ``note`` says what speaks against it (已过期)."""

    label: str
    subject: str = ""
    issuer: str = ""
    valid_until: str = ""
    note: str = ""
    valid: bool = True


@dataclass(frozen=True, slots=True)
class ChooseCertificate(Form[int]):
    """选择证书 (manual 12.5); the answer is the index in ``certificates``, whatever is shown."""

    certificates: tuple[Certificate, ...]


# --- yes, no and which ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is made prominent: 总人数, 总月缴存额."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Confirm(Form[bool]):
    """确认提交 (C9): ``about`` in one line, big ``figures``, ``lines`` that scroll, ``question``.

    The default is 是, or 否 when ``dangerous``. Cancelling is 否.
    """

    about: str
    figures: tuple[Figure, ...]
    question: str
    lines: tuple[str, ...] = ()
    dangerous: bool = False
    heading: str = "确认提交"

    @classmethod
    def of(cls, confirmation: "Confirmation") -> "Confirm":
        """The window of the desk's confirmation; dangerous are mismatches and the same again."""
        about, totals, *lines = confirmation.lines
        figures = (part.partition(" ") for part in totals.split("，"))
        return cls(
            about=about,
            figures=tuple(Figure(name, value) for name, _, value in figures),
            question=confirmation.question,
            lines=tuple(lines),
            dangerous=bool(confirmation.mismatches or confirmation.earlier_serial),
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its words and the letter that presses it, as in 是(Y)."""

    label: str
    letter: str = ""


YES_NO: Final = (Choice("是", "Y"), Choice("否", "N"))


@dataclass(frozen=True, slots=True)
class Question(Form[int]):
    """A question with a button for each of ``choices``; the answer is the index of the choice.

    Enter presses ``default``. Esc and closing press ``cancel``; where that is None, they answer
    None.
    """

    heading: str
    lines: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = YES_NO
    default: int = 0
    cancel: int | None = 1


@dataclass(frozen=True, slots=True)
class Option:
    """A line to choose, with an explanation."""

    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChooseOne(Form[int]):
    """A list to choose one line of; the answer is its index."""

    heading: str
    options: tuple[Option, ...]
    lines: tuple[str, ...] = ()
    default: int = 0


@dataclass(frozen=True, slots=True)
class ChooseMany(Form[tuple[int, ...]]):
    """A list to tick lines of (at least one); the answer is their indexes, ascending."""

    heading: str
    options: tuple[Option, ...]
    lines: tuple[str, ...] = ()
    ticked: tuple[int, ...] = ()


# --- what happens and what happened --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Advance:
    """How far the work is; ``total`` None is not known. Empty ``words`` leave what is shown."""

    done: int = 0
    total: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Progress(Form[bool]):
    """Work under way; it takes :class:`Advance`, and the parent closes it.

    The answer is True once the clerk has cancelled; the window then says 正在取消… and stays.
    """

    heading: str
    words: str = ""
    total: int | None = None
    may_cancel: bool = True


@dataclass(frozen=True, slots=True)
class Error(Form[None]):
    """The one error window: what happened, what it means, what to do, and a detail for help.

    ``help_at`` is the address of the help page at this error's entry; empty where there is none.
    """

    what: str
    means: str = ""
    todo: str = ""
    code: str = ""
    detail: str = ""
    help_at: str = ""

    @classmethod
    def of(cls, trouble: "Trouble", detail: str = "", help_at: str = "") -> "Error":
        """The window of a trouble."""
        return cls(trouble.what, trouble.means, trouble.todo, trouble.code, detail, help_at)


@dataclass(frozen=True, slots=True)
class Message(Form[None]):
    """Something to be told."""

    heading: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of a report; not ``ok`` is shown as 注意, with its ``remedy``."""

    name: str
    ok: bool
    found: str
    remedy: str = ""

    @classmethod
    def of(cls, diagnosis: "Diagnosis") -> "ReportLine":
        """The line of a diagnosis."""
        return cls(diagnosis.name, diagnosis.ok, diagnosis.found, diagnosis.remedy)


@dataclass(frozen=True, slots=True)
class Report(Form[None]):
    """A table of findings (诊断, 通道状态).

    Takes a further :class:`ReportLine`, and :class:`Advance` for the words of ``busy``: while
    these are not empty, more lines are to come. An ``Advance`` without words ends that.
    """

    heading: str
    lines: tuple[ReportLine, ...] = ()
    busy: str = ""


# --- queries and files ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthAnswer:
    """A valid business month (YYYYMM), and the index of the kind (None without kinds)."""

    month: str
    kind: int | None = None


@dataclass(frozen=True, slots=True)
class AskMonth(Form[MonthAnswer]):
    """业务年月 of a query (manual 10.1-10.3), with the kinds of query to choose, if any."""

    heading: str
    month: str = ""
    kinds: tuple[str, ...] = ()
    kind: int = 0


@dataclass(frozen=True, slots=True)
class DepositsAnswer:
    """The conditions; empty texts are none. ``state`` and ``fund`` are indexes into the form's."""

    client_number: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    state: int
    fund: int


@dataclass(frozen=True, slots=True)
class AskDeposits(Form[DepositsAnswer]):
    """职工缴存明细查询 (manual 10.4); the first of ``states`` and ``funds`` is 全部."""

    funds: tuple[str, ...] = ("全部",)
    states: tuple[str, ...] = ("全部", "正常", "停缴")
    heading: str = "职工缴存明细查询"


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its words and its patterns, as in ``Excel 工作簿`` and ``*.xlsx``."""

    label: str
    patterns: tuple[str, ...]


WORKBOOK: Final = FileType("Excel 工作簿", ("*.xlsx",))
OLD_WORKBOOK: Final = FileType("Excel 97-2003 工作簿", ("*.xls",))
ANY_FILE: Final = FileType("所有文件", ("*",))


@dataclass(frozen=True, slots=True)
class SaveFile(Form[Path]):
    """Where to save; a file that is there already is asked about (manual 12.11)."""

    heading: str
    folder: Path | None = None
    name: str = ""
    types: tuple[FileType, ...] = (WORKBOOK,)


@dataclass(frozen=True, slots=True)
class OpenFile(Form[Path]):
    """Which file to open."""

    heading: str
    folder: Path | None = None
    types: tuple[FileType, ...] = (WORKBOOK, OLD_WORKBOOK, ANY_FILE)


Update: TypeAlias = Advance | ReportLine
"""What an open window can be told."""
