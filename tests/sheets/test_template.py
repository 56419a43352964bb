"""What stands in the files that write_live makes, part by part."""

import json
import re
import time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from gjj_xl.rules.business import MARKER_HEADERS, Business, Kind
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.cells import Cell, CellError
from gjj_xl.rules.terms import Origin, example_terms, parse_terms
from gjj_xl.sheets import layout, style
from gjj_xl.sheets.formulas import row_names
from gjj_xl.sheets.guide import column_codes, refusal
from gjj_xl.sheets.params import rate_words
from gjj_xl.sheets.stamp import Stamp, read_stamp
from gjj_xl.sheets.template import MADE_AT, LiveContent, write_live
from tests.oracle import GOOD, TERMS, make_terms
from workbooks.package import parts

BATCH, PARAMS, GUIDE = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))


@pytest.fixture(params=Business, ids=str)
def business(request: pytest.FixtureRequest) -> Business:
    made: Business = request.param
    return made


@pytest.fixture
def blank(business: Business, tmp_path: Path) -> Path:
    path = tmp_path / f"{business.value}.xlsx"
    write_live(path, business, example_terms())
    return path


def opened(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def named(book: Workbook, name: str) -> object:
    (target,) = book.defined_names[name].destinations
    return book[target[0]][target[1].replace("$", "")].value


def test_the_batch_sheet_comes_first_and_has_the_headers_in_order(
    business: Business, blank: Path
) -> None:
    book = opened(blank)
    assert book.sheetnames == [business.facts.title, layout.PARAMS_SHEET, layout.GUIDE_SHEET]
    header = [cell.value for cell in book.worksheets[0][1]]
    expected = [column.header for column in business.columns]
    assert header == [*expected, *MARKER_HEADERS, "_标记", "_键"]


def test_one_table_holds_every_column_and_two_hundred_rows(business: Business, blank: Path) -> None:
    (table,) = opened(blank).worksheets[0].tables.values()
    last = layout.letter_of(business, layout.KEY_HEADER)
    assert (table.name, table.ref) == (f"tbl_{business.value}", f"A1:{last}201")
    computed = {c.header for c in business.columns if c.computed} | {layout.KEY_HEADER}
    found = {c.name for c in table.tableColumns if c.calculatedColumnFormula is not None}
    assert found == computed


def test_text_columns_are_text_and_the_others_general_even_below_the_table(
    business: Business, blank: Path
) -> None:
    sheet = opened(blank).worksheets[0]
    for index, column in enumerate(business.columns, start=1):
        expected = "@" if column.is_text else "General"
        assert sheet.cell(2, index).number_format == expected
        assert sheet.cell(201, index).number_format == expected
        (default,) = [
            dimension.number_format
            for dimension in sheet.column_dimensions.values()
            if dimension.min <= index <= dimension.max
        ]
        assert default == expected


def test_the_header_is_frozen_and_repeats_on_a_page_of_full_width(blank: Path) -> None:
    sheet = opened(blank).worksheets[0]
    assert sheet.freeze_panes in {"C2", "D2"}
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth in {None, 1}
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.protection.sheet is False


def test_the_machine_columns_are_hidden_and_no_others(business: Business, blank: Path) -> None:
    sheet = parts(blank)[BATCH].decode("utf-8")
    spans = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]* hidden="1"', sheet)
    hidden = {
        layout.headers(business)[index - 1]
        for first, last in spans
        for index in range(int(first), int(last) + 1)
    }
    assert hidden == set(layout.HIDDEN_HEADERS)


def test_validations_and_colours_reach_beyond_the_batch_limit(
    business: Business, blank: Path
) -> None:
    sheet = opened(blank).worksheets[0]
    end = str(example_terms().batch_limit + 1 + layout.BLANK_ROWS)
    validations = sheet.data_validations.dataValidation
    assert len(validations) == len(business.columns)
    assert all(str(rule.sqref).endswith(end) for rule in validations)
    assert all(str(area.sqref).endswith(end) for area in sheet.conditional_formatting)


def test_a_refused_input_is_told_in_the_words_of_the_catalogue(
    business: Business, blank: Path
) -> None:
    rules = opened(blank).worksheets[0].data_validations.dataValidation
    for column, rule in zip(business.columns, rules, strict=True):
        assert rule.promptTitle == column.header
        assert rule.prompt == layout.FIELDS[column.field].prompt
        assert rule.errorStyle in {None, "stop"}
        assert rule.error == refusal(business, column, example_terms())
        assert ENTRIES[column_codes(business, column)[0]].in_cell in rule.error


def test_limits_of_excel_are_kept(business: Business, blank: Path) -> None:
    for rule in opened(blank).worksheets[0].data_validations.dataValidation:
        assert len(rule.formula1) <= 255
        assert len(rule.prompt) <= 255
        assert len(rule.error) <= 255
        assert len(rule.promptTitle) <= 32
        assert len(rule.errorTitle) <= 32
    assert all(len(formula) <= 8192 for formula in row_names(business, make_terms()).values())


def test_formulas_hold_no_array_constants_and_rules_name_no_other_sheet(blank: Path) -> None:
    content = {name: data.decode("utf-8") for name, data in parts(blank).items()}
    sheet = content[BATCH]
    rules = re.findall(r"<(?:formula|formula1)>(.*?)</", sheet)
    assert rules
    assert not any("!" in rule for rule in rules)
    names = re.findall(r"<definedName[^>]*>(.*?)</definedName>", content["xl/workbook.xml"])
    formulas = re.findall(r"<f>(.*?)</f>", sheet)
    assert not any("{" in formula for formula in [*rules, *names, *formulas])
    assert "extLst" not in sheet


def test_the_workbook_tells_programs_what_it_is(business: Business, blank: Path) -> None:
    book = opened(blank)
    assert named(book, layout.NAME_BUSINESS) == business.value
    assert named(book, layout.NAME_TEMPLATE_VERSION) == layout.TEMPLATE_VERSION
    assert named(book, layout.NAME_FUND) is None
    assert named(book, layout.NAME_TERMS_ORIGIN) == "example"
    stored = named(book, layout.NAME_TERMS)
    assert isinstance(stored, str)
    assert parse_terms(json.loads(stored), Origin.EXAMPLE) == example_terms()
    assert book.custom_doc_props[layout.BUSINESS_PROPERTY].value == business.value
    assert book.properties.title == business.facts.title


def test_example_terms_are_said_to_be_examples(blank: Path) -> None:
    sheet = opened(blank)[layout.PARAMS_SHEET]
    assert str(sheet["A2"].value).startswith("示例参数（未登录）")


@pytest.mark.parametrize(("funds", "chosen", "expected"), [
    ([10], None, 10), ([10, 11], None, None), ([10, 11], 11, 11),
])  # fmt: skip
def test_the_fund_is_fixed_where_there_is_one_and_else_chosen(
    funds: list[int], chosen: int | None, expected: int | None, tmp_path: Path
) -> None:
    path = tmp_path / "fund.xlsx"
    write_live(path, Business.MISSED, make_terms(funds=funds), fund=chosen)
    assert named(opened(path), layout.NAME_FUND) == expected


def test_the_business_month_is_red(tmp_path: Path) -> None:
    path = tmp_path / "red.xlsx"
    write_live(path, Business.MISSED, make_terms())
    book = opened(path)
    ((sheet, address),) = book.defined_names["gjj_month"].destinations
    cell = book[sheet][address.replace("$", "")]
    assert cell.value == TERMS["business_month"]
    assert cell.font.color.rgb == "FF" + style.RED.removeprefix("#")


@pytest.mark.parametrize(
    ("uniform", "business", "words"),
    [
        (None, Business.MISSED, "非统一比例单位：5% 至 12%"),
        ("9", Business.MISSED, "统一比例单位，当前缴存比例 9%；补缴为 8% 至 12%"),
        ("6.5", Business.SHORT, "统一比例单位，当前缴存比例 6.5%；补缴为 6.5% 至 12%"),
        ("9", Business.REGISTER, "统一比例单位，当前缴存比例 9%"),
    ],
)
def test_the_rate_rule_is_said_in_words(
    uniform: str | None, business: Business, words: str
) -> None:
    assert rate_words(business, make_terms(uniform_rate=uniform)) == words


def test_the_guide_tells_every_column_and_every_finding_it_can_have(
    business: Business, blank: Path
) -> None:
    sheet = opened(blank)[layout.GUIDE_SHEET]
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    for column in business.columns:
        assert column.header in words
        assert layout.FIELDS[column.field].guide in words
        for code in column_codes(business, column):
            assert ENTRIES[code].remedy in words
    assert not any("{" in text for text in words)


def test_nothing_is_smaller_than_ten_points_and_every_width_is_set(blank: Path) -> None:
    for sheet in opened(blank).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert cell.font.sz >= 10
                    assert cell.font.name == style.FONT


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2."""

    def luminance(colour: str) -> float:
        values = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
        red, green, blue = (
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in values
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (style.WHITE, style.TYPED_HEADER),
        (style.WHITE, style.COMPUTED_HEADER),
        (style.WHITE, style.WORDS_HEADER),
        (style.INK, style.COMPUTED_GROUND),
        (style.INK, style.WORDS_GROUND),
        (style.MUTED, style.WHITE),
        (style.RED, style.WHITE),
        ("#000000", style.BANNER_GROUND),
        (style.MARK["font_color"], style.MARK["bg_color"]),
        (style.ERROR["font_color"], style.ERROR["bg_color"]),
        (style.HINT["font_color"], style.HINT["bg_color"]),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


def test_no_state_is_told_by_colour_alone() -> None:
    assert style.MARK["bold"]
    assert style.ERROR["bold"]
    assert style.HINT["italic"]
    grounds = {state["bg_color"] for state in (style.MARK, style.ERROR, style.HINT)}
    assert len(grounds) == 3


def read(path: Path) -> list[list[object]]:
    workbook = CalamineWorkbook.from_path(path)
    rows = workbook.get_sheet_by_index(0).to_python()
    workbook.close()
    return [list(row) for row in rows]


def test_content_stands_as_it_was_given(tmp_path: Path) -> None:
    business = Business.MISSED
    odd: list[Cell] = ["=1+1", "http://x.example", 3.3e17, CellError("#N/A"), True]
    rows = [{**GOOD[business], "name": cell} for cell in odd]
    content = LiveContent(
        {column.field: [row.get(column.field) for row in rows] for column in business.columns},
        checks=["第一行\n第二行"],
        compares=["", "姓名不一致"],
        results=["", "", "成功"],
        marks=["|姓名|"],
    )
    path = tmp_path / "content.xlsx"
    write_live(path, business, make_terms(), content)
    sheet = opened(path).worksheets[0]
    assert [sheet.cell(row, 3).value for row in (2, 3, 4, 6)] == [*odd[:3], True]
    assert sheet["C2"].data_type == "s"
    assert sheet["C5"].value == "=#N/A"
    assert sheet["J2"].value == "第一行\n第二行"
    assert sheet["K3"].value == "姓名不一致"
    assert sheet["L4"].value == "成功"
    assert sheet["M2"].value == "|姓名|"


def test_computed_cells_are_formulas_unless_they_were_overtyped(tmp_path: Path) -> None:
    business = Business.MISSED
    given: list[Cell] = [None, 800, 799, "八百", Decimal("800.00"), 800.001]
    content = LiveContent(
        {
            **{name: [cell] * len(given) for name, cell in GOOD[business].items()},
            "deposit": given,
        }
    )
    path = tmp_path / "overtyped.xlsx"
    write_live(path, business, make_terms(), content)
    formulas = [str(opened(path).worksheets[0].cell(row, 8).value)[:1] for row in range(2, 8)]
    assert formulas == ["=", "=", "7", "八", "=", "8"]
    assert [row[7] for row in read(path)[1:7]] == [800, 800, 799, "八百", 800, 800.001]
    assert [row[8] for row in read(path)[1:7]] == [2400] * 6


def test_rows_are_as_high_as_their_words_need(tmp_path: Path) -> None:
    path = tmp_path / "high.xlsx"
    long = "起始年月不得大于或等于当前业务年月：填的是202611，当前业务年月为202611；" * 2
    content = LiveContent({"name": ["甲", "乙", "丙"]}, checks=["姓名为空", long, "一\n二\n三"])
    write_live(path, Business.MISSED, make_terms(), content)
    heights = [opened(path).worksheets[0].row_dimensions[row].height for row in (2, 3, 4)]
    assert heights[0] is None
    assert heights[1] == layout.row_height(3)
    assert heights[2] == layout.row_height(3)


def test_a_stamp_goes_into_the_workbook_and_locks_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "sent.xlsx"
    stamp = Stamp(
        serial="S1", request_sn="1", accepted_at=MADE_AT, digest="ab", count=1, amount=240000,
        receipt=b"receipt", signature=b"signature",
    )  # fmt: skip
    content = LiveContent({name: [cell] for name, cell in GOOD[Business.MISSED].items()})
    write_live(path, Business.MISSED, make_terms(), content, stamp=stamp)
    assert read_stamp(path) == stamp
    assert opened(path).worksheets[0].protection.sheet is True


def test_text_that_looks_like_a_number_is_not_flagged_by_excel(
    business: Business, blank: Path
) -> None:
    found = re.search(
        r'<ignoredError sqref="([^"]*)" numberStoredAsText="1"', parts(blank)[BATCH].decode("utf-8")
    )
    assert found is not None
    letters = {area[0] for area in found[1].split()}
    expected = {layout.letter_of(business, c.header) for c in business.columns if c.is_text}
    assert letters == expected


def test_the_same_input_gives_the_same_parts(business: Business, tmp_path: Path) -> None:
    made = []
    for name in ("one.xlsx", "two.xlsx"):
        write_live(tmp_path / name, business, make_terms(), fund=10)
        made.append(parts(tmp_path / name))
    assert made[0] == made[1]


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_live(tmp_path / "nowhere" / "x.xlsx", Business.MISSED, make_terms())


def test_twenty_thousand_rows_are_written_in_seconds(tmp_path: Path) -> None:
    business, count = Business.MISSED, 20_000
    content = LiveContent(
        {
            **{name: [cell] * count for name, cell in GOOD[business].items()},
            "client_number": [f"{index:012d}" for index in range(count)],
            "salary": [3000 + index for index in range(count)],
        },
        checks=["月均工资超出缴存基数上下限"] * count,
    )
    path = tmp_path / "large.xlsx"
    start = time.process_time()
    write_live(path, business, make_terms(), content, fund=10)
    assert time.process_time() - start < 20
    assert read(path)[count][0:2] == [10, "000000019999"]


def test_every_field_of_every_business_has_its_layout(business: Business) -> None:
    for column in business.columns:
        field = layout.FIELDS[column.field]
        assert 0 < len(field.prompt) <= 255
        assert field.width >= 10
        assert (column.kind is Kind.DEPOSIT) <= column.computed


def test_a_mark_names_each_bad_header_once() -> None:
    assert layout.mark_text([]) == ""
    assert layout.mark_text(["姓名", "起始年月", "姓名"]) == "|姓名|起始年月|"


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_lettered_as_excel_does(index: int, letter: str) -> None:
    assert layout.column_letter(index) == letter
