"""Looking at a sheet: read, check, compare with the centre's record, and say what was found."""

from collections.abc import Iterable, Mapping

from gjj_xl.desk.facts import Checked
from gjj_xl.rules.batch import Batch
from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Finding
from gjj_xl.rules.report import Report
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Origin, Terms
from gjj_xl.sheets.layout import mark_text
from gjj_xl.sheets.marking import check_words, compare_words
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.template import LiveContent

EXAMPLE_NOTE = (
    "本表使用示例参数（未登录）制作，不能提交；登录后请运行 gjj-xl intake 转成使用中心参数的表格。"
)
NO_RECORDS = "表中没有记录，没有可以检查的内容。请填写后再检查。"
TERMS_NOTE = "表内参数与当前参数不同，已按当前参数校验。"


def check_live(live: LiveSheet, terms: Terms | None, roster: Roster | None) -> Checked:
    """Check a sheet that was read."""
    report = check(live.batch, terms, roster)
    return Checked(
        path=live.path,
        report=report,
        notes=(*live.notes, *_notes(live, terms)),
        compares=compares_of(report),
        live=live,
    )


def compares_of(report: Report) -> dict[int, str]:
    """核对结果 by sheet row: what differs from the centre's record (manual 7.2, 8.2, 9.2)."""
    words = {row: compare_words(findings) for row, findings in report.by_row().items()}
    return {row: said for row, said in words.items() if said}


def live_content(
    batch: Batch,
    keep: Iterable[int],
    report: Report | None = None,
    compares: Mapping[int, str] | None = None,
) -> LiveContent:
    """The records of a batch at these positions (from 0), with what a report says of them."""
    places = list(keep)
    rows = [batch.rows[place] for place in places]
    found = report.by_row() if report else {}
    compares = compares or {}
    return LiveContent(
        columns={name: [cells[place] for place in places] for name, cells in batch.columns.items()},
        checks=[check_words(found.get(row, ())) for row in rows],
        compares=[compares.get(row, "") for row in rows],
        marks=[mark_text(_bad_headers(batch, found.get(row, ()))) for row in rows],
    )


def _bad_headers(batch: Batch, findings: Iterable[Finding]) -> list[str]:
    """The template's headers of the columns with findings; the sheet may write them otherwise."""
    by_header = {batch.header(column.field): column.header for column in batch.business.columns}
    return list(
        dict.fromkeys(
            by_header[finding.column] for finding in findings if finding.column in by_header
        )
    )


def _notes(live: LiveSheet, terms: Terms | None) -> list[str]:
    notes = [] if len(live.batch) else [NO_RECORDS]
    if live.terms_origin == Origin.EXAMPLE:
        notes.append(EXAMPLE_NOTE)
    elif terms and live.unit_number not in (None, terms.unit_number):
        notes.append(
            f"本表是为单位 {live.unit_number} 制作的，当前单位为 {terms.unit_number}，不能提交。"
        )
    elif terms and live.terms and live.terms.get("version") not in (None, "", terms.version):
        notes.append(TERMS_NOTE)
    return notes
