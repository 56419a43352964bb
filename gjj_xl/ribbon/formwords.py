"""What a form says of each field: the findings of a check, in words that fit beside it."""

from collections.abc import Mapping, Sequence
from typing import Final

from gjj_xl.desk.recording import Checked
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell, is_blank
from gjj_xl.rules.findings import Finding, Severity
from gjj_xl.sheets.formlayout import HINT_WORDS, QUESTION_WORDS, pane, pane_label
from gjj_xl.sheets.layout import text_width

_LEADS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "",
    Severity.QUESTION: QUESTION_WORDS,
    Severity.HINT: HINT_WORDS,
}
_FEW: Final = 3
"""From so many findings on, what to do stands in the window alone."""
_ROOM: Final = 104
"""Characters that fit beside a field, on two lines."""


def all_of(checked: Checked) -> Sequence[Finding]:
    """Everything that a check found, the worst first."""
    return (*checked.errors, *checked.questions, *checked.hints)


def field_of(business: Business, finding: Finding) -> str:
    """The field that a finding concerns."""
    return next(c.field for c in business.columns if c.header == finding.column)


def beside(business: Business, findings: Sequence[Finding]) -> dict[str, str]:
    """Field → what to say beside it: its first finding, in words that fit there."""
    words: dict[str, str] = {}
    for finding in findings:
        words.setdefault(field_of(business, finding), short(finding))
    return words


def filled(
    business: Business, findings: Sequence[Finding], cells: Mapping[str, Cell]
) -> list[Finding]:
    """The findings on what is filled in: who is still typing is not told what is missing."""
    return [
        one
        for one in findings
        if (field := field_of(business, one)) not in cells or not is_blank(cells[field])
    ]


def short(finding: Finding) -> str:
    """A finding in at most two lines: without its details where they are long."""
    words = _LEADS[finding.severity] + finding.message
    return words if text_width(words) <= _ROOM else _LEADS[finding.severity] + _cut(finding.message)


def _cut(message: str) -> str:
    head, _, details = message.partition("：")
    return details if "已自动调整为" in details else head


def summary(business: Business, findings: Sequence[Finding]) -> str:
    """What is still to be corrected or answered, field by field, in one line."""
    lines = []
    for severity, words in ((Severity.ERROR, "有误"), (Severity.QUESTION, "需确认")):
        found = [one for one in findings if one.severity is severity]
        labels = dict.fromkeys(
            pane_label(business, business.facts.column(field_of(business, one))) for one in found
        )
        if labels:
            lines.append(f"{'、'.join(labels)}{words}")
    return f"{'；'.join(lines)}：见右边的说明。" if lines else ""


def progress(business: Business, cells: Mapping[str, Cell]) -> str:
    """What is still to be filled in, where nothing is wrong with the rest."""
    missing = [line.label for line in pane(business) if is_blank(cells.get(line.field, "—"))]
    if missing:
        return f"还未填写：{'、'.join(missing)}。"
    return "各项已填写，请核对后点击“单笔业务”里的“录入”。"


def above(findings: Sequence[Finding], refused: Sequence[str] = ()) -> list[str]:
    """Findings for the box above the pane: with what to do, as far as there is room."""
    lines = full(findings) if len(findings) < _FEW else [f"{one.message}。" for one in findings]
    return [*lines, *(f"{words}。" for words in refused)]


def full(findings: Sequence[Finding]) -> list[str]:
    """Findings with what to do about them, each in a line."""
    return list(
        dict.fromkeys(f"{_LEADS[one.severity]}{one.message}。{one.remedy}" for one in findings)
    )
