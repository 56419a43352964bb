"""What a check found, written into the clerk's own workbook; and taken out of it again.

The words of a row go into 校验结果 and 核对结果, the headers of its bad columns into one hidden
column that a conditional format reads: one bulk write, however many errors there are. Only those
cells are edited, inside the file's own XML, so pictures, charts, formats, macros and other sheets
stay as they are. A sheet that has no such columns (or an .xls) is not edited: the marks then go
into a workbook built anew from template and values, and what that leaves behind is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gjj_xl.rules.business import CHECK_HEADER, COMPARE_HEADER
from gjj_xl.rules.findings import Code, Finding, Severity
from gjj_xl.rules.report import Report
from gjj_xl.rules.terms import Terms, example_terms
from gjj_xl.sheets.errors import NotEditable
from gjj_xl.sheets.inspect import Source, open_source
from gjj_xl.sheets.layout import MARK_HEADER, mark_text
from gjj_xl.sheets.losses import losses
from gjj_xl.sheets.patch import Patch
from gjj_xl.sheets.reading import LiveSheet, read_source
from gjj_xl.sheets.saving import whole_file
from gjj_xl.sheets.stamp import word_columns, write_words
from gjj_xl.sheets.surface import Surface
from gjj_xl.sheets.template import LiveContent, write_live

MISMATCHES: Final = frozenset({Code.NAME_DIFFERS, Code.ID_DIFFERS})
"""What 核对结果 tells, and 校验结果 therefore does not."""

_CELL_LIMIT: Final = 32_000
"""Characters; Excel holds 32,767 in a cell."""


@dataclass(frozen=True, slots=True)
class Marked:
    """How the marks were written.

    ``rebuilt`` says that the workbook was built anew; ``dropped`` names, in Chinese, what of the
    source is not in it. ``sheet_findings`` concern the sheet as a whole (its header, its formats):
    they have no row to stand in, and must be told otherwise.
    """

    rebuilt: bool
    dropped: tuple[str, ...] = ()
    sheet_findings: tuple[Finding, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the clerk."""
        notes = [finding.message for finding in self.sheet_findings]
        if self.rebuilt:
            notes.append("原工作簿没有标记列或不能直接修改，已按模板新建工作簿写入标记。")
        if self.dropped:
            notes.append(f"新文件中不含：{'、'.join(self.dropped)}；原文件没有改动。")
        return tuple(notes)


def check_words(findings: Iterable[Finding]) -> str:
    """The words of 校验结果 for one row: every finding but the mismatches, with its column."""
    words = []
    for finding in findings:
        if finding.code in MISMATCHES:
            continue
        word = finding.message
        if finding.column and finding.column not in word:
            word = f"{finding.column}：{word}"
        if finding.severity is not Severity.ERROR:
            word = f"【{finding.severity.word}】{word}"
        words.append(word)
    text = "；".join(words)
    return text if len(text) <= _CELL_LIMIT else f"{text[:_CELL_LIMIT]}…等共 {len(words)} 项"


def compare_words(findings: Iterable[Finding]) -> str:
    """The words of 核对结果 for one row: where it differs from the centre's record."""
    return "；".join(finding.message for finding in findings if finding.code in MISMATCHES)


def mark(
    source: Path, out: Path, report: Report, compares: Mapping[int, str] | None = None
) -> Marked:
    """Write a report's words and marks into a copy of a workbook (``out`` may be the same file).

    ``compares`` are the words of 核对结果 by sheet row, those of the report where none are given.

    Raises:
        SheetError: the source cannot be read, or ``out`` cannot be written.
    """
    found = report.by_row()
    data = open_source(Path(source))
    live = read_source(data, business=report.batch.business, fund=report.batch.fund)
    words = _words(live, found, compares)
    told = tuple(finding for row in found for finding in found[row] if row <= _header(live))
    try:
        dropped = _edit(live, data, Path(out), words)
    except NotEditable:
        if Path(out).suffix.lower() == ".xlsm":
            raise  # a workbook built anew has no macros, and Excel would not open it by that name
        _rebuild(live, Path(out), report, words)
        return Marked(True, losses(live, data), told)
    return Marked(False, dropped, told)


def clear_marks(path: Path, out: Path | None = None) -> None:
    """Take all marks out again: one write, whatever was marked.

    Raises:
        NotEditable: the sheet has no marks to clear.
        SheetError: the file cannot be read or written.
    """
    data = open_source(Path(path))
    live = read_source(data)
    headers = [h for h in _MARKS if h in live.marker_columns]
    _edit(live, data, Path(out or path), {header: {} for header in headers})


def mark_surface(
    surface: Surface, live: LiveSheet, report: Report, compares: Mapping[int, str] | None = None
) -> tuple[Finding, ...]:
    """Write a report's words and marks into the workbook that was read; other arguments as for
    :func:`mark`. Returns the findings that have no row to stand in.

    Raises:
        NotABatch: the sheet has no columns for them.
        SheetError: the surface cannot be written.
    """
    found = report.by_row()
    write_words(surface, live, _words(live, found, compares))
    return tuple(finding for row in found for finding in found[row] if row <= _header(live))


def clear_surface(surface: Surface, live: LiveSheet) -> None:
    """Take all marks out again (撤销标记): one write, whatever was marked. Errors as above."""
    write_words(surface, live, {header: {} for header in _MARKS})


_MARKS: Final = (CHECK_HEADER, COMPARE_HEADER, MARK_HEADER)


def _header(live: LiveSheet) -> int:
    return live.batch.header_row


def _words(
    live: LiveSheet, found: Mapping[int, Sequence[Finding]], compares: Mapping[int, str] | None
) -> dict[str, dict[int, str]]:
    """Header → sheet row → text, for the rows below the header that have something to say."""
    rows = {row: findings for row, findings in found.items() if row > _header(live)}
    checks = {row: check_words(findings) for row, findings in rows.items()}
    marks = {row: _mark(live, findings) for row, findings in rows.items()}
    if compares is None:
        compares = {row: compare_words(findings) for row, findings in rows.items()}
    return {CHECK_HEADER: checks, COMPARE_HEADER: dict(compares), MARK_HEADER: marks}


def _mark(live: LiveSheet, findings: Iterable[Finding]) -> str:
    """The hidden mark of a row. The format compares it with the header cell as it is written."""
    return mark_text(
        live.written.get(finding.column, finding.column)
        for finding in findings
        if finding.column and finding.severity is not Severity.HINT
    )


def _edit(
    live: LiveSheet, source: Source, out: Path, words: Mapping[str, Mapping[int, str]]
) -> tuple[str, ...]:
    """Write the words into the file's own XML; NotEditable where it has no columns for them."""
    if live.foreign or CHECK_HEADER not in words or MARK_HEADER not in words:
        raise NotEditable(live.path)
    present = {h: texts for h, texts in words.items() if h in live.marker_columns}
    if CHECK_HEADER not in present or MARK_HEADER not in present:
        raise NotEditable(live.path)
    patch = Patch(source)
    try:
        patch.set_cells(live.sheet, word_columns(live, present))
        macros = out.suffix.lower() != ".xlsm" and patch.without_macros()
        patch.save(out)
    finally:
        patch.close()
    return ("宏",) if macros else ()


def _rebuild(
    live: LiveSheet, out: Path, report: Report, words: Mapping[str, Mapping[int, str]]
) -> None:
    """Write a live workbook with the records and the words; blank rows stay where they were."""
    batch = live.batch
    first = _header(live) + 1
    last = batch.rows[-1] if batch.rows else first - 1
    place = {row: index for index, row in enumerate(batch.rows)}
    rows = range(first, last + 1)
    indexes = [place.get(row) for row in rows]
    moved = first != 2
    checks = []
    for row in rows:
        text = words[CHECK_HEADER].get(row, "")
        checks.append(f"（原第 {row} 行）{text}" if moved and text else text)
    template = {batch.header(c.field): c.header for c in batch.business.columns}
    by_row = report.by_row()
    content = LiveContent(
        columns={
            name: [None if index is None else cells[index] for index in indexes]
            for name, cells in batch.columns.items()
        },
        checks=checks,
        compares=[words[COMPARE_HEADER].get(row, "") for row in rows],
        marks=[
            mark_text(
                template.get(finding.column, finding.column)
                for finding in by_row.get(row, ())
                if finding.column and finding.severity is not Severity.HINT
            )
            for row in rows
        ],
    )
    terms: Terms = report.terms or example_terms()
    with whole_file(out) as made:
        write_live(made, batch.business, terms, content, fund=batch.fund)
