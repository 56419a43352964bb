"""A single form as a file: marked fields, the manual's words for 单笔, a guide of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import example_terms
from gjj_xl.sheets.formlayout import FIRST_ROW, HEAD_ROW, LIST_LEFT, list_columns, pane
from gjj_xl.sheets.formsheet import write_form
from gjj_xl.sheets.layout import text_width

FORMS = (Business.REGISTER, Business.REDUCE, Business.MISSED, Business.SHORT)
BATCH_WORDS = ("整行", "本表", "校验结果", "本批")


@pytest.fixture(params=FORMS)
def business(request: pytest.FixtureRequest) -> Business:
    chosen: Business = request.param
    return chosen


@pytest.fixture
def book(business: Business, tmp_path: Path) -> Any:
    path = tmp_path / "form.xlsx"
    write_form(path, business, example_terms())
    return openpyxl.load_workbook(path, rich_text=True)


def test_what_must_be_filled_in_is_starred_and_the_rest_is_locked(
    business: Business, book: Any
) -> None:
    page = book.worksheets[0]
    for line in pane(business):
        label, cell = str(page[f"A{line.row}"].value), page[f"B{line.row}"]
        fixed = line.field == "rate" and business is Business.REGISTER
        assert label.endswith("*") is (line.typed and not fixed), label
        assert cell.protection.locked is not (line.typed and not fixed)
        assert page[f"C{line.row}"].value  # something beside every field
    assert page.protection.sheet
    assert "当前业务年月 202612" in str(page["A2"].value)


def test_no_header_of_the_list_is_broken(business: Business, book: Any) -> None:
    page = book.worksheets[0]
    for place, column in enumerate(list_columns(business)):
        cell = page.cell(HEAD_ROW, LIST_LEFT + place + 1)
        assert cell.value == column.header
        (width,) = (
            one.width
            for one in page.column_dimensions.values()
            if one.min <= cell.column <= one.max
        )
        assert width > text_width(column.header)


def test_neither_the_pane_nor_the_guide_speaks_of_batches(business: Business, book: Any) -> None:
    page, guide = book.worksheets[0], book["填表说明"]
    words = [str(cell.value) for sheet in (page, guide) for row in sheet for cell in row]
    words += [str(one.error) + str(one.prompt) for one in page.data_validations.dataValidation]
    assert [text for text in words if any(one in text for one in BATCH_WORDS)] == []
    if business is not Business.REDUCE:
        assert any("输入的月均工资格式错误" in text for text in words)
    if business.facts.backpay:
        assert any("存在重复补缴的年月" in text for text in words)


def test_every_refusal_in_a_cell_fits_excel(book: Any) -> None:
    rules = book.worksheets[0].data_validations.dataValidation
    assert rules
    for rule in rules:
        assert 0 < len(rule.error) <= 255
        assert 0 < len(rule.prompt) <= 255
        assert len(rule.formula1) <= 255


def test_a_unit_with_one_fund_has_nothing_to_choose(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form(path, Business.REDUCE, replace(example_terms(), funds=(10,)))
    page = openpyxl.load_workbook(path).worksheets[0]
    assert page[f"B{FIRST_ROW}"].value == 10
    assert page[f"B{FIRST_ROW}"].protection.locked
