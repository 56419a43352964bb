"""In LibreOffice: a bad entry of each kind is coloured and refused, a good one stays silent."""

from pathlib import Path

import pytest

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.idnumber import check_character
from gjj_xl.sheets import style
from gjj_xl.sheets.layout import FIRST_ROW, letter_of, mark_text
from gjj_xl.sheets.template import LiveContent, write_live
from tests.office import Office, cell_row
from tests.oracle import GOOD, make_terms

ERROR = style.ERROR_GROUND.lower()
HINT = style.HINT_GROUND.lower()
MARK = style.MARK_GROUND.lower()

_PERSON: dict[str, list[Cell]] = {
    "fund": [12, "一般", 11],
    "client_number": [
        "00000000001", "0000000000011", "00000000000A", "０００００００００００１",
        1, 330102199001.0, "00000000 001", "-00000000001", "1E+000000001",
    ],
    "name": [" ", "　", 5],
}  # fmt: skip
_MONTHS: dict[str, list[Cell]] = {
    "first_month": [
        "20261", "2026-1", "２０２６０１", "202600", "202613", "202611", "202612", "2026 1",
        "+20261", 46000, "202604",
    ],
    "last_month": [
        "20261", "2026-03", "２０２６０３", "202600", "202613", "202611", "202701", "202512",
    ],
}  # fmt: skip
_OUT_OF_ORDER = {
    ("first_month", "202604"), ("first_month", "202611"), ("first_month", "202612"),
    ("last_month", "202512"),
}  # fmt: skip
_SALARY: list[Cell] = [0, -5000, 5000.123, "5000", "５０００", "五千"]
_RATE: list[Cell] = [4.99, 12.01, 0, -8, "8", "8%", "８", 8.125, 0.04, 0.13, 800]
_MONEY: dict[str, list[Cell]] = {"salary": _SALARY, "rate": _RATE}
_DEPOSITS: dict[str, list[Cell]] = {
    "unit_deposit": [399, "400", "四百"],
    "own_deposit": [0, 401, "400"],
    "deposit": [799.99, "800", 801],
}
BAD: dict[Business, dict[str, list[Cell]]] = {
    Business.REGISTER: {
        "fund": _PERSON["fund"],
        "name": [" ", "欧阳上官司马", 5],
        "id_number": [
            "11010519491231002", "110105194912310021", "11010519490231002X", "110105194913310028",
            "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002Ｘ", "1101051949123100X2",
            "110105491331002", "11010549123100X", "１１０１０５４９１２３１００２",
            110105194912310000, "1.10105E+17", "330102202701010015", "330102190002290010",
            "330102189912310013", "11010519491231 02X",
        ],
        **_MONEY,
        **_DEPOSITS,
    },
    Business.REDUCE: {
        **_PERSON,
        "id_number": [330102199003071230, "3.30102E+17"],
        "reason": ["99", "死", 8],
    },
    Business.MISSED: {
        **_PERSON, **_MONTHS, **_MONEY,
        "deposit": [799, "800"], "amount": [2399, 0, -2400, "2400元"],
    },
    Business.SHORT: {
        **_PERSON, **_MONTHS,
        "paid_salary": _SALARY, "due_salary": _SALARY, "paid_rate": _RATE, "due_rate": _RATE,
        "deposit": [159, "160"], "amount": [479, 0, -480, "480元"],
    },
    Business.ADJUST: {
        **_PERSON, "id_number": [330102199003071230], **_MONEY, **_DEPOSITS,
    },
}  # fmt: skip
GOOD_CELLS: dict[str, list[Cell]] = {
    "fund": [10, "10"],
    "name": ["张三", "欧阳上官马", " 李四 ", "A·B"],
    "salary": [5000, 5000.5, 5000.25, 2660, 42151],
    "rate": [5, 12, 8.5, 8.25, 0.08, 0.07, 0.055],
    "first_month": ["202610", "199901", " 202601 "],
    "last_month": ["202610", "202603"],
    "reason": ["01", "调出", 3, "离（退）休"],
}
"""Good cells; the months hold for the last month 202610 and the first month 199901."""


def person(business: Business, index: int) -> dict[str, Cell]:
    """A good row whose person is like no other row's."""
    row = dict(GOOD[business])
    if business is Business.REDUCE:
        row["reason"] = "调出"
    if business is Business.REGISTER:
        first_17 = f"3301021990{index // 28 % 12 + 1:02d}{index % 28 + 1:02d}{index % 1000:03d}"
        row["id_number"] = first_17 + check_character(first_17)
    else:
        row["client_number"] = f"{index + 1:012d}"
    return row


def written(path: Path, business: Business, rows: list[dict[str, Cell]], **facts: object) -> None:
    content = LiveContent(
        {c.field: [row.get(c.field) for row in rows] for c in business.columns},
        marks=facts.get("marks", ()),  # type: ignore[arg-type]
    )
    write_live(path, business, make_terms(), content, fund=10)


def coloured(colours: dict[str, str], colour: str) -> set[str]:
    return {address for address, found in colours.items() if found == colour}


def address(business: Business, field: str, index: int) -> str:
    return f"{letter_of(business, business.facts.column(field).header)}{index + FIRST_ROW}"


def month_row(business: Business, index: int, field: str, value: Cell) -> dict[str, Cell]:
    row = {**person(business, index), field: value}
    if business.facts.backpay and field != "last_month" and value in GOOD_CELLS["first_month"]:
        row["last_month"] = "202610"
    return row


@pytest.mark.parametrize("business", Business)
def test_every_kind_of_bad_entry_is_coloured_and_refused(
    business: Business, office: Office, tmp_path: Path
) -> None:
    rows, expected = [], set()
    for field, values in BAD[business].items():
        for value in values:
            expected.add(address(business, field, len(rows)))
            if (field, value) in _OUT_OF_ORDER:
                other = "last_month" if field == "first_month" else "first_month"
                expected.add(address(business, other, len(rows)))  # the order concerns both
            rows.append({**person(business, len(rows)), field: value})
    path = tmp_path / "bad.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        assert coloured(book.sheet().colours(tmp_path), ERROR) == expected
        assert book.sheet().circled() == expected


@pytest.mark.parametrize("business", Business)
def test_good_entries_are_neither_coloured_nor_refused(
    business: Business, office: Office, tmp_path: Path
) -> None:
    rows = []
    for column in business.columns:
        for value in GOOD_CELLS.get(column.field, ()):
            rows.append(month_row(business, len(rows), column.field, value))
    computed = {"unit_deposit": 400, "own_deposit": 400, "deposit": 800}
    if business in {Business.REGISTER, Business.ADJUST}:
        rows.append({**person(business, len(rows)), **computed})
    if business is Business.REGISTER:
        for number in (
            "11010519491231002X", "110105491231004", "330102200002290015", _small_x(),
        ):  # fmt: skip
            rows.append({**person(business, len(rows)), "id_number": number})
    if business in {Business.REDUCE, Business.ADJUST}:
        rows.append({**person(business, len(rows)), "id_number": "ODD-4711"})
    path = tmp_path / "good.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        colours = book.sheet().colours(tmp_path)
        assert coloured(colours, ERROR) == set()
        assert coloured(colours, HINT) == set()
        assert book.sheet().circled() == {
            address(business, field, index)
            for index, row in enumerate(rows)
            for field in ("fund", "reason")
            # a list takes the number as typed; text that means the same is only never coloured
            if row.get(field) in {"10", "01"}
        }


def _small_x() -> str:
    for serial in range(1000):
        first_17 = f"33010219910307{serial:03d}"
        if check_character(first_17) == "X":
            return first_17 + "x"
    raise AssertionError


def test_salaries_out_of_bounds_are_hints_in_another_colour(office: Office, tmp_path: Path) -> None:
    business = Business.MISSED
    rows = [
        {**person(business, 0), "salary": 2659.99},
        {**person(business, 1), "salary": 42151.01},
        {**person(business, 2), "first_month": 202601, "last_month": 202603},
    ]
    path = tmp_path / "hints.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        colours = book.sheet().colours(tmp_path)
        assert coloured(colours, HINT) == {"F2", "F3", "D4", "E4"}
        assert coloured(colours, ERROR) == set()
        assert book.sheet().circled() == set()


@pytest.mark.parametrize(
    ("business", "field"),
    [
        (Business.REGISTER, "id_number"),
        (Business.REDUCE, "client_number"),
        (Business.ADJUST, "client_number"),
    ],
)
def test_the_same_person_twice_is_coloured_on_the_later_row(
    business: Business, field: str, office: Office, tmp_path: Path
) -> None:
    rows = [person(business, index) for index in range(4)]
    rows[3][field] = rows[1][field]
    path = tmp_path / "twice.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        found = coloured(book.sheet().colours(tmp_path), ERROR)
    assert found == {address(business, field, 3)}


def test_fifteen_and_eighteen_places_of_one_id_are_the_same_person(
    office: Office, tmp_path: Path
) -> None:
    business = Business.REGISTER
    rows = [person(business, index) for index in range(2)]
    rows[0]["id_number"], rows[1]["id_number"] = "110105491231002", "11010519491231002x"
    path = tmp_path / "same.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        assert coloured(book.sheet().colours(tmp_path), ERROR) == {"C3"}


def test_ids_that_differ_in_the_last_places_only_are_different_people(
    office: Office, tmp_path: Path
) -> None:
    business = Business.REGISTER
    rows = [person(business, 0), person(business, 0)]
    for row, first_17 in zip(rows, ("33010219900307123", "33010219900307125"), strict=True):
        row["id_number"] = first_17 + check_character(first_17)
    path = tmp_path / "close.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        assert coloured(book.sheet().colours(tmp_path), ERROR) == set()


@pytest.mark.parametrize("business", [Business.MISSED, Business.SHORT])
def test_overlapping_months_of_one_employee_are_coloured_and_adjoining_ones_are_not(
    business: Business, office: Office, tmp_path: Path
) -> None:
    spans = [("202501", "202512"), ("202601", "202603"), ("202604", "202605"), ("202602", "202604")]
    rows = [
        {**person(business, 0), "first_month": first, "last_month": last} for first, last in spans
    ]
    rows.append({**person(business, 1), "first_month": "202501", "last_month": "202512"})
    path = tmp_path / "overlap.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        assert coloured(book.sheet().colours(tmp_path), ERROR) == {"D5", "E5"}


@pytest.mark.parametrize("business", Business)
def test_a_blank_row_and_a_cell_left_out_are_coloured(
    business: Business, office: Office, tmp_path: Path
) -> None:
    rows: list[dict[str, Cell]] = [person(business, 0), {}, person(business, 1)]
    rows.append({**person(business, 2), "name": None})
    path = tmp_path / "gap.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        found = coloured(book.sheet().colours(tmp_path), ERROR)
        whole_row = {f"{letter_of(business, c.header)}3" for c in business.columns}
        assert found == whole_row | {address(business, "name", 3)}


def test_nothing_is_coloured_behind_what_the_clerk_is_typing(
    office: Office, tmp_path: Path
) -> None:
    business = Business.MISSED
    rows: list[dict[str, Cell]] = [
        person(business, 0),
        {"fund": 10, "client_number": "000000000002", "name": "李四"},
    ]
    path = tmp_path / "typing.xlsx"
    written(path, business, rows)
    with office.open(path) as book:
        book.recalculate()
        assert coloured(book.sheet().colours(tmp_path), ERROR) == set()


def test_short_pay_without_a_difference_is_coloured(office: Office, tmp_path: Path) -> None:
    business = Business.SHORT
    path = tmp_path / "nothing.xlsx"
    written(path, business, [{**person(business, 0), "paid_salary": 5000, "due_salary": 5000}])
    with office.open(path) as book:
        book.recalculate()
        assert coloured(book.sheet().colours(tmp_path), ERROR) == {"K2"}


def test_bad_entries_below_the_table_are_coloured_too(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "below.xlsx"
    write_live(path, Business.MISSED, make_terms(), fund=10)
    with office.open(path) as book:
        sheet = book.sheet()
        sheet.put("A19999", 10)
        sheet.put("B19999", "12")
        sheet.put("F19999", "五千")
        book.recalculate()
        assert sheet.circled() == {"B19999", "F19999"}


def marked(path: Path) -> list[dict[str, Cell]]:
    business = Business.MISSED
    rows = [{**person(business, index), "name": name} for index, name in enumerate("甲乙丙")]
    written(
        path, business, rows, marks=["", mark_text(["姓名", "起始年月"]), mark_text(["月缴存额"])]
    )
    return rows


def test_marked_cells_are_coloured_and_no_other(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    marked(path)
    with office.open(path) as book:
        book.recalculate()
        assert coloured(book.sheet().colours(tmp_path), MARK) == {"C3", "D3", "H4"}


def test_marks_survive_sorting_and_an_inserted_column(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "sorted.xlsx"
    marked(path)
    with office.open(path) as book:
        sheet = book.sheet()
        sheet.sort("A2:N4", 1, descending=True)
        book.recalculate()
        assert [row[0] for row in sheet.values("C2:C4")] == ["丙", "乙", "甲"]
        assert coloured(sheet.colours(tmp_path), MARK) == {"H2", "C3", "D3"}
        sheet.insert_column("C")
        book.recalculate()
        assert coloured(sheet.colours(tmp_path), MARK) == {"I2", "D3", "E3"}


def test_a_mark_outweighs_what_the_sheet_sees_itself(office: Office, tmp_path: Path) -> None:
    business = Business.MISSED
    path = tmp_path / "both.xlsx"
    rows = [{**person(business, 0), "salary": "五千"}]
    written(path, business, rows, marks=[mark_text(["月均工资"])])
    with office.open(path) as book:
        book.recalculate()
        colours = book.sheet().colours(tmp_path)
        assert colours["F2"] == MARK
        assert {cell_row(address) for address in coloured(colours, ERROR)} == set()
