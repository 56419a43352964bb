"""Rows taken out of a sheet's XML: formulas go along, what is tied to cells is refused."""

import re

import pytest

from gjj_xl.sheets.rowxml import TiedRows, blank_rows, take_rows
from gjj_xl.sheets.sheetxml import Unpatchable

HEAD = '<worksheet><cols><col min="1" max="9" width="9"/></cols>'


def sheet(*rows: str, tail: str = "") -> bytes:
    return f"{HEAD}<sheetData>{''.join(rows)}</sheetData>{tail}</worksheet>".encode()


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def formula(address: str, text: str, value: str = "1", how: str = "") -> str:
    return f'<c r="{address}" s="3"><f{how}>{text}</f><v>{value}</v></c>'


def cells_of(xml: bytes) -> dict[str, str]:
    """Address → formula (with =) or value."""
    found = {}
    for address, inner in re.findall(r'<c r="(\w+)"[^>]*>(.*?)</c>', xml.decode()):
        text = re.search(r"<f[^>]*>([^<]*)</f>", inner)
        value = re.search(r"<v>([^<]*)</v>", inner)
        found[address] = f"={text[1]}" if text else value[1] if value else ""
    return found


def test_rows_close_up_and_blank_ones_follow() -> None:
    xml = sheet(
        *(row(n, f'<c r="A{n}" s="1"><v>{n}</v></c>', more=f' ht="{n}"') for n in range(1, 6))
    )
    taken = take_rows(xml, [2, 4], 5)
    assert cells_of(taken) == {"A1": "1", "A2": "3", "A3": "5"}
    assert re.findall(r'<row r="(\d)"( ht="\d")?', taken.decode()) == [
        ("1", ' ht="1"'), ("2", ' ht="3"'), ("3", ' ht="5"'), ("4", ""), ("5", ""),
    ]  # fmt: skip
    assert '<c r="A5" s="1"/>' in taken.decode()


def test_a_formula_goes_with_its_row_and_stays_in_the_rows_that_follow() -> None:
    text = 'A{0}*$B$1+Other!C{0}&amp;"A{0}"+LOG10(A{0})+t[[#This Row],[x]]'
    xml = sheet(*(row(n, formula(f"C{n}", text.format(n), str(n))) for n in (2, 3, 4)))
    taken = cells_of(take_rows(xml, [2], 4))
    moved = '=A2*$B$1+Other!C3&amp;"A3"+LOG10(A2)+t[[#This Row],[x]]'
    assert taken["C2"] == moved
    assert taken["C4"].startswith("=A4*$B$1")


def test_a_shared_formula_is_spelt_out_when_the_cell_that_has_it_goes() -> None:
    xml = sheet(
        row(2, formula("C2", "A2*2", how=' t="shared" ref="C2:C5" si="0"')),
        *(row(n, f'<c r="C{n}"><f t="shared" si="0"/><v>1</v></c>') for n in (3, 4, 5)),
        row(6, '<c r="C6"><f t="shared" si="0"/><v>1</v></c>'),
    )
    taken = take_rows(xml, [2], 5)
    assert b"shared" not in taken
    assert [cells_of(taken)[f"C{n}"] for n in range(2, 7)] == [
        "=A2*2", "=A3*2", "=A4*2", "=A5*2", "=A6*2",
    ]  # fmt: skip


def test_an_overtyped_formula_is_a_formula_again_where_the_row_is_blank() -> None:
    xml = sheet(row(2, '<c r="C2"><v>77</v></c>'), row(3, formula("C3", "A3*2")))
    assert cells_of(take_rows(xml, [2], 3)) == {"C2": "=A2*2", "C3": "=A3*2"}


@pytest.mark.parametrize("how", [' t="array" ref="C2:C3"', ' t="dataTable" ref="C2:C3"'])
def test_a_formula_over_several_cells_is_not_moved(how: str) -> None:
    with pytest.raises(Unpatchable):
        take_rows(sheet(row(2, formula("C2", "A2:A3*2", how=how)), row(3)), [2], 3)


@pytest.mark.parametrize(
    "tail",
    [
        '<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A3"/></hyperlinks>',
        '<legacyDrawing r:id="rId1"/>',
        '<drawing r:id="rId1"/>',
    ],
)
def test_what_is_tied_to_its_cells_is_refused(tail: str) -> None:
    with pytest.raises(TiedRows):
        take_rows(sheet(row(2), row(3), tail=tail), [2], 3)


def test_a_sheet_gets_more_rows_like_its_last_and_keeps_those_it_has() -> None:
    xml = sheet(row(2, formula("C2", "A2*2")), row(4, '<c r="A4"><v>9</v></c>'))
    grown = cells_of(blank_rows(xml, 2, range(3, 6)))
    assert grown == {"C2": "=A2*2", "C3": "=A3*2", "A4": "9", "C5": "=A5*2"}
