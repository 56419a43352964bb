"""The committed templates and samples are what the code builds."""

from pathlib import Path

import pytest

from gjj_xl.desk.inputs import load_roster, load_terms
from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Code
from gjj_xl.rules.report import Report
from gjj_xl.sheets.reading import read_batch
from workbooks.build import HERE, build
from workbooks.data import client_number, employees, id_number
from workbooks.package import parts

SAMPLES = HERE / "samples"
COMMITTED = sorted(
    path.relative_to(HERE) for path in HERE.rglob("*") if path.suffix in {".xlsx", ".json", ".csv"}
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(folder)
    return folder


def content(path: Path) -> dict[str, bytes]:
    return parts(path) if path.suffix == ".xlsx" else {"": path.read_bytes()}


@pytest.mark.parametrize("name", COMMITTED, ids=str)
def test_a_committed_workbook_is_what_the_code_builds_part_by_part(name: Path, built: Path) -> None:
    now, then = content(built / name), content(HERE / name)
    assert list(now) == list(then)
    assert [part for part in now if now[part] != then[part]] == []


def test_every_built_workbook_is_committed(built: Path) -> None:
    made = sorted(path.relative_to(built) for path in built.rglob("*") if path.is_file())
    assert made == COMMITTED
    assert {f"{business.value}.xlsx" for business in Business} <= {str(name) for name in made}


def checked(name: str) -> Report:
    return report_on(read_batch(SAMPLES / name))


def report_on(batch: Batch) -> Report:
    """What is found with the samples' own terms and roster."""
    terms, roster = load_terms(SAMPLES / "terms.json"), load_roster(SAMPLES / "roster.csv")
    return check(batch, terms, roster)


@pytest.mark.parametrize("business", Business)
def test_a_good_sample_has_no_finding(business: Business) -> None:
    report = checked(f"{business.value}-good.xlsx")
    assert report.findings == ()
    assert report.totals.count == len(report.batch) == 12


def test_the_samples_with_mistakes_have_every_code_between_them() -> None:
    seen = {
        finding.code
        for path in SAMPLES.glob("*-every-finding.xlsx")
        for finding in checked(path.name).findings
    }
    assert seen == set(Code)


def test_the_old_sheet_has_title_rows_and_a_header_of_two_rows() -> None:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(SAMPLES / "adjust-old.xls")
    rows = workbook.get_sheet_by_index(0).to_python()
    workbook.close()
    assert rows[2][0] == "资金性质：10一般住房公积金"
    assert rows[2][4] == 8
    assert rows[4][1:5] == ["个人客户号", "姓名", "身份证号码", "上一年度月平均工资额"]
    assert rows[4][5] == "缴存比例%"
    assert rows[5][5:10] == ["单位", "个人", "单位", "个人", "合计"]
    assert rows[6][:4] == [1, client_number(0), employees()[0].name, id_number(0)]
    assert len(rows) == 26
