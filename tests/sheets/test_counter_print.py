"""The sheet 柜面办理 and the application forms on paper, as LibreOffice prints them."""

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest

from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.counter import counter_rows
from gjj_xl.sheets.applications import Applicant, Application, write_application
from gjj_xl.sheets.counterlist import CounterList, KeptRow
from gjj_xl.sheets.countersheet import write_counter
from tests.office import Office
from tests.oracle import ROSTER, make_batch, make_terms

A4 = (595, 842)
NAMES = (
    "阿卜杜拉艾合买提买买提江",
    "迪丽热巴·迪力木拉提·阿不都热依木",
    "古丽·阿迪力江·穆罕默德·伊明",
)
LONG_UNIT = "=杭州某某非常非常长的名称科技有限责任公司第二分公司驻滨江办事处（特殊普通合伙）&甲<乙>"
CLAMPED = {"salary": 100000, "due_salary": 100000, "first_month": "202501", "name": "张叁"}


def pdf_of(running: Office, path: Path) -> Path:
    with running.open(path) as book:
        return book.save(path.with_suffix(".pdf"), "calc_pdf_Export")


def pages_of(pdf: Path) -> list[str]:
    """The text of each page, without white space: a line break is no cut."""
    ran = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    pages = ran.stdout.decode().split("\f")
    return [re.sub(r"\s", "", page) for page in pages if page.strip()]


def sizes_of(pdf: Path) -> set[tuple[int, int]]:
    ran = subprocess.run(["pdfinfo", "-l", "99", pdf], check=True, capture_output=True)
    found = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", ran.stdout.decode())
    return {(round(float(width)), round(float(height))) for width, height in found}


def words_of(pdf: Path) -> list[tuple[float, float, str]]:
    """Where each word ends (right edge in points, page width) and what it is."""
    ran = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True)
    text = ran.stdout.decode()
    words = []
    for width, page in re.findall(r'<page width="([\d.]+)"[^>]*>(.*?)</page>', text, re.DOTALL):
        for right, word in re.findall(r'xMax="([\d.]+)"[^>]*>(.*?)</word>', page):
            words.append((float(right), float(width), word))
    return words


def counter_file(path: Path, business: Business, count: int) -> CounterList:
    """A list of so many rows, with the longest of reasons."""
    changes = [
        {**CLAMPED, "name": NAMES[n % 3], "id_number": f"3301021990030{n:04}X"}
        for n in range(count)
    ]
    known = {column.field for column in business.columns}
    rows = [{k: v for k, v in change.items() if k in known} for change in changes]
    batch = make_batch(business, *rows)
    report = check(batch, make_terms(bounds_from="202607"), ROSTER)
    kept = tuple(
        KeptRow(
            one.row,
            {name: cells[one.row - 2] for name, cells in batch.columns.items()},
            reason=one.reason,
            bring=one.bring,
        )
        for one in counter_rows(report)
    )
    listed = CounterList(business, kept, "0123456789", LONG_UNIT, "202611", dt.date(2026, 11, 24))
    write_counter(path, listed)
    return listed


@pytest.mark.parametrize("business", list(Business))
def test_sixty_rows_of_long_names_are_printed_and_nothing_is_cut_off(
    office: Office,
    tmp_path: Path,
    business: Business,
) -> None:
    path = tmp_path / "counter.xlsx"
    listed = counter_file(path, business, 60)
    assert len(listed.rows) == 60
    pdf = pdf_of(office, path)
    pages = pages_of(pdf)
    assert sizes_of(pdf) == {(A4[1], A4[0])}
    for number, page in enumerate(pages, 1):
        assert page.startswith("住房公积金柜面办理清单：")
        assert "单位客户号：0123456789" in page
        assert "需至柜面办理的原因" in page
        assert f"第{number}页，共{len(pages)}页" in page
    whole = "".join(pages)
    assert whole.count("单位代理人（签名）：") == 1
    # A cell's text runs over several lines, beside others': its characters are all there.
    for name in NAMES:
        assert sum(whole.count(sign) for sign in set(name)) >= 20 * len(set(name))
    assert all(right < width - 10 for right, width, _ in words_of(pdf))
    for kept in listed.rows:
        assert whole.count(str(kept.cells.get("id_number", ""))) >= 1


def too_low(running: Office, path: Path) -> list[int]:
    """The rows whose height does not show all of their text."""
    with running.open(path) as book:
        found = []
        for row in range(5, 65):
            line = book.sheet(0).range(f"A{row}").Rows.getByIndex(0)
            height = line.Height
            line.OptimalHeight = True
            if line.Height > height:
                found.append(row)
        return found


@pytest.mark.parametrize("business", [Business.REGISTER, Business.SHORT])
def test_every_row_is_as_high_as_its_text(
    office: Office, tmp_path: Path, business: Business
) -> None:
    path = tmp_path / "counter.xlsx"
    counter_file(path, business, 60)
    assert too_low(office, path) == []


KNOWN = Applicant(LONG_UNIT, "0123456789", "AAA999999999#001")
RECIPIENTS = ("第一联：公积金中心留存", "第二联：建设银行留存", "第三联：单位留存")


@pytest.mark.parametrize("who", [KNOWN, Applicant()])
@pytest.mark.parametrize("kind", Application)
def test_a_form_is_three_pages_each_with_its_recipient(
    office: Office,
    tmp_path: Path,
    kind: Application,
    who: Applicant,
) -> None:
    path = tmp_path / "form.xlsx"
    names = write_application(path, kind, who)
    assert len(names) == 3
    pdf = pdf_of(office, path)
    pages = pages_of(pdf)
    assert sizes_of(pdf) == {A4}
    assert len(pages) == 3
    for page, recipient in zip(pages, RECIPIENTS, strict=True):
        assert page.startswith(kind.form)
        assert f"一式三联{recipient}" in page
        assert [other for other in RECIPIENTS if other in page] == [recipient]
        for words in ("单位客户号", "单位代理人（签名）：", "单位（公章）：", "公积金窗口提出申请"):
            assert words in page
        assert ("专用U-key编号：" in page) is (kind is Application.OPEN)
        if who is KNOWN:
            assert LONG_UNIT in page
            assert "AAA999999999#001" in page
        else:
            assert "None" not in page
    assert all(right < width - 10 for right, width, _ in words_of(pdf))
