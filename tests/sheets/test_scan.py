"""The scan of a sheet's XML as text says what a parser would say, or leaves it to the parser."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.sheets import scan
from gjj_xl.sheets.errors import Damaged, TooLarge
from gjj_xl.sheets.layout import column_letter
from gjj_xl.sheets.scan import MAX_ROWS, SheetScan, Watch, column_index, scan_sheet, whole_elements

HEAD = '<?xml version="1.0"?><worksheet xmlns="urn:x"><sheetData>'
TAIL = '</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells><rowBreaks/>'
TAIL += "</worksheet>"
PATH = Path("x.xlsx")

cells = st.tuples(st.integers(0, 800), st.sampled_from(["n", "s", "e", "empty", "inline"]))
rows = st.dictionaries(
    st.integers(1, 5000),
    st.tuples(st.booleans(), st.lists(cells, max_size=6, unique_by=lambda cell: cell[0])),
    max_size=12,
)


def cell_xml(row: int, column: int, kind: str, quote: str) -> str:
    start = f"<c r={quote}{column_letter(column)}{row}{quote} s={quote}1{quote}"
    if kind == "empty":
        return f"{start}/>"
    if kind == "e":
        return f"{start} t={quote}e{quote}><f>NA()</f><v>#N/A</v></c>"
    if kind == "inline":
        return f"{start} t={quote}inlineStr{quote}><is><t>&lt;c 一</t></is></c>"
    return f"{start}{f' t={quote}s{quote}' if kind == 's' else ''}><v>7</v></c>"


def sheet_xml(made: dict[int, tuple[bool, list[tuple[int, str]]]], quote: str = '"') -> bytes:
    lines = []
    for row, (hidden, content) in sorted(made.items()):
        inner = "".join(cell_xml(row, column, kind, quote) for column, kind in sorted(content))
        mark = f" hidden={quote}1{quote}" if hidden else ""
        lines.append(f"<row r={quote}{row}{quote}{mark}>{inner}</row>")
    return f"{HEAD}{''.join(lines)}{TAIL}".encode()


def scanned(xml: bytes, piece: int = 1 << 20, watch: Watch | None = None) -> SheetScan:
    def pieces() -> list[bytes]:
        return [xml[start : start + piece] for start in range(0, len(xml), piece)]

    return scan_sheet(PATH, "表", pieces, *([watch] if watch else []))


@given(rows, st.integers(20, 400))
def test_text_and_parser_agree_however_the_bytes_are_cut(
    made: dict[int, tuple[bool, list[tuple[int, str]]]], piece: int
) -> None:
    fast, slow = scanned(sheet_xml(made), piece), scanned(sheet_xml(made, "'"))
    assert (fast.regular, slow.regular) == (True, not made)
    for fact in ("rows", "errors", "hidden_rows", "merged", "filtered"):
        assert getattr(fast, fact) == getattr(slow, fact)
    assert fast.columns == slow.columns
    filled = [row for row, (_, content) in made.items() if any(k != "empty" for _, k in content)]
    assert fast.rows == max(filled, default=0)


@given(rows, st.integers(1, 200))
def test_cutting_anew_loses_nothing_and_breaks_no_cell(
    made: dict[int, tuple[bool, list[tuple[int, str]]]], piece: int
) -> None:
    xml = sheet_xml(made)
    parts = [*whole_elements([xml[i : i + piece] for i in range(0, len(xml), piece)])]
    assert b"".join(parts) == xml
    assert all(part.count(b"<v>") == part.count(b"</v>") for part in parts)


def test_a_watched_column_with_another_style_is_noted() -> None:
    xml = f'{HEAD}<row r="2"><c r="A2" s="4"/><c r="B2" s="7" t="s"><v>1</v></c><c r="C2" s="7"/>'
    xml += f'</row><row r="3"><c r="A3"/><c r="B3" s="9"><v>1</v></c></row>{TAIL}'
    watch = Watch(frozenset({"A", "B"}), frozenset({"C"}), frozenset({4, 7}))
    assert scanned(xml.encode(), watch=watch).wrong == {"C": [2], "A": [3], "B": [3]}


@pytest.mark.parametrize("row", [MAX_ROWS + 1, 1_048_576])
def test_a_far_cell_between_near_ones_is_still_seen(row: int) -> None:
    xml = f'{HEAD}<row r="{row}"><c r="B{row}"><v>1</v></c></row>'
    xml += f'<row r="2"><c r="A2"><v>1</v></c></row>{TAIL}'
    with pytest.raises(TooLarge) as caught:
        scanned(xml.encode())
    assert caught.value.cell == f"B{row}"


def test_a_sheet_in_utf_16_is_parsed() -> None:
    xml = sheet_xml({3: (False, [(1, "e")])}).decode().replace("?>", ' encoding="UTF-16"?>', 1)
    scan = scanned(xml.encode("utf-16"))
    assert not scan.regular
    assert scan.errors == {(3, 1): "#N/A"}


def test_rows_and_cells_without_addresses_are_counted() -> None:
    xml = f"{HEAD}<row/><row><c/><c><v>1</v></c><c t='e'><v>#REF!</v></c></row>{TAIL}"
    scan = scanned(xml.encode())
    assert (scan.rows, scan.last_cell, scan.errors) == (2, "C2", {(2, 2): "#REF!"})


def test_xml_that_is_broken_is_damage() -> None:
    with pytest.raises(Damaged):
        scanned(b"<x:worksheet xmlns:x='urn:x'><x:sheetData>")


def test_letters_and_indexes_go_both_ways() -> None:
    for index in (0, 25, 26, 27, 701, 702, 16383):
        assert column_index(column_letter(index)) == index


def test_a_sheet_without_a_cell_for_megabytes_is_not_gathered_up() -> None:
    with pytest.raises(scan._IrregularSheet):
        for _ in whole_elements([b" " * 2**20] * 16):
            pass
