"""Every finding code in open workbooks: the same as in the files."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.rules.findings import Code
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.reading import read_pages
from tests.sheets.test_template_build import SAMPLES, checked, report_on

WITH_FINDINGS = sorted(path.name for path in SAMPLES.glob("*-every-finding.xlsx"))


@pytest.mark.parametrize("name", WITH_FINDINGS)
def test_an_open_workbook_has_the_findings_of_its_file(
    name: str, excel: Any, tmp_path: Path
) -> None:
    path = shutil.copy(SAMPLES / name, tmp_path / name)
    book = excel.books.open(str(path))
    report = report_on(read_pages(LiveSurface(book).pages()).batch)
    assert report.findings == checked(name).findings
    assert report.totals == checked(name).totals


def test_the_open_workbooks_have_every_code_between_them() -> None:
    codes = {finding.code for name in WITH_FINDINGS for finding in checked(name).findings}
    assert codes == set(Code)
