"""What the centre's staff write when they refuse comes to the clerk as text, whatever is in it."""

from pathlib import Path

from openpyxl import load_workbook

from gjj_xl.rules.business import Business
from gjj_xl.sandbox import review
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import SPEED, Scene, sheet

REASON = '=1+1 <b onclick="x">照片不清</b>'


def texts(path: Path) -> list[tuple[str, str]]:
    """Type and text of every cell of a workbook."""
    book = load_workbook(path)
    return [
        (cell.data_type, str(cell.value))
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_a_reason_with_markup_and_a_formula_is_only_shown(alone: Scene) -> None:
    alone.sandbox.start(speed=SPEED, review="staff")
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "r.xlsx", business=Business.REGISTER)
        serial = str(alone.submit(desk, path).serial)
        for one in review.registrations(alone.sandbox.data, serial=serial):
            review.refuse(alone.sandbox.data, serial, one.line, REASON)
        waited = desk.wait(serial, seconds=30)
        assert {record.reason for record in waited.records} == {REASON}
        out = alone.folder / "q.xlsx"
        month = waited.status.entry.business_month
        desk.write_query(desk.query(QueryKind.REGISTER, month), out)
    for workbook in (path, out):
        shown = [kind for kind, text in texts(workbook) if "照片不清" in text]
        assert set(shown) == {"s"}, workbook
        assert any(REASON in text for _, text in texts(workbook))
