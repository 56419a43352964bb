"""Files that are no batch: each ends in its own typed error, quickly, and never in a traceback."""

import io
import os
import struct
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.business import Business
from gjj_xl.sheets import scan
from gjj_xl.sheets.errors import (
    Damaged,
    Danger,
    EmptyWorkbook,
    Encrypted,
    Found,
    Hostile,
    InUse,
    NotABatch,
    NotAWorkbook,
    Reason,
    SheetError,
    Size,
    TooLarge,
    Unreadable,
    Why,
)
from gjj_xl.sheets.reading import read_batch
from tests.sheets.making import edit, live, plain

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\0" * 512


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


NO_WORKBOOKS: dict[str, tuple[bytes, Found]] = {
    "empty": (b"", Found.EMPTY),
    "pdf": (b"%PDF-1.7\n", Found.PDF),
    "png": (b"\x89PNG\r\n\x1a\n", Found.IMAGE),
    "jpeg": (b"\xff\xd8\xff\xe0", Found.IMAGE),
    "html saved as xls": ("\ufeff<html><table><tr>".encode(), Found.HTML),
    "a bare table": (b"  <table border=1><tr><td>", Found.HTML),
    "xml spreadsheet 2003": (b'<?xml version="1.0"?><Workbook/>', Found.XML),
    "csv": ("资金性质,姓名,身份证号码\n10,张三,1\n".encode("gb18030"), Found.CSV),
    "utf-16 text": ("资金性质\t姓名\t身份证号码\n".encode("utf-16"), Found.CSV),
    "text": ("住房公积金".encode(), Found.TEXT),
    "noise": (bytes(range(1, 32)) + b"\0\1\2", Found.BINARY),
    "rar": (b"Rar!\x1a\x07", Found.ARCHIVE),
    "a zip of something": (zipped(a_xml=b"<a/>"), Found.ARCHIVE),
    "docx": (zipped(word__document_xml=b"<a/>"), Found.WORD),
    "ods": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b""),
        Found.ODS,
    ),
    "doc": (ole("WordDocument"), Found.WORD),
    "ppt": (ole("PowerPoint Document"), Found.SLIDES),
    "other ole": (ole("Something"), Found.OLE),
}


@pytest.mark.parametrize("name", NO_WORKBOOKS)
def test_something_else_is_named_for_what_it_is(name: str, tmp_path: Path) -> None:
    data, found = NO_WORKBOOKS[name]
    path = tmp_path / "批量漏缴补缴.xlsx"
    path.write_bytes(data)
    with pytest.raises(NotAWorkbook) as caught:
        read_batch(path)
    assert caught.value.found is found
    assert caught.value.found.word
    assert caught.value.path == path


def test_a_missing_file_a_folder_and_an_odd_name_are_unreadable(tmp_path: Path) -> None:
    for path, why in (
        (tmp_path / "nowhere.xlsx", Why.MISSING),
        (tmp_path, Why.DIRECTORY),
        (tmp_path / "a\0b.xlsx", Why.MISSING),
        (tmp_path / "x.xlsx" / "y.xlsx", Why.MISSING),
    ):
        with pytest.raises(Unreadable) as caught:
            read_batch(path)
        assert caught.value.why is why


def test_a_password_is_asked_for_by_the_file_and_told_by_us(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(ole("EncryptedPackage"))
    with pytest.raises(Encrypted):
        read_batch(path)


@pytest.mark.parametrize(
    ("lock", "content", "holder"),
    [
        ("~${}", b"\x05Li Si" + b" " * 49 + b"\x02\0" + "李四".encode("utf-16-le"), "李四"),
        (".~lock.{}#", ",李四,host,23.11.2026 16:00,file:///x;".encode(), ""),
        (".~lock.{}#", "王五,wang,host,23.11.2026 16:00,file:///x;".encode(), "王五"),
    ],
)
def test_a_lock_beside_the_file_says_that_it_is_open(
    lock: str, content: bytes, holder: str, tmp_path: Path
) -> None:
    path = live(tmp_path / "missed.xlsx", Business.MISSED, {})
    beside = tmp_path / lock.format(path.name)
    beside.write_bytes(content)
    with pytest.raises(InUse) as caught:
        read_batch(path)
    assert caught.value.lock == beside
    assert caught.value.holder == holder
    beside.unlink()
    assert len(read_batch(path)) == 1


def test_excels_shortened_lock_name_is_known_too(tmp_path: Path) -> None:
    path = live(tmp_path / "missed-2026.xlsx", Business.MISSED, {})
    (tmp_path / "~$ssed-2026.xlsx").write_bytes(b"")
    with pytest.raises(InUse):
        read_batch(path)


def rezip(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, change(name, data))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/app.xml"],
)
def test_an_entity_in_any_part_is_refused(part: str, encoding: str, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        text = data.decode()
        head, tail = text.split("?>", 1)
        head = head.replace("UTF-8", encoding.upper())
        return f"{head}?>{bomb}{tail}".encode(encoding)

    path = rezip(live(tmp_path / "x.xlsx", Business.MISSED, {}), change)
    with pytest.raises(Hostile) as caught:
        read_batch(path)
    assert caught.value.danger is Danger.DTD
    assert caught.value.part == part


def test_a_part_in_an_odd_encoding_is_refused(tmp_path: Path) -> None:
    path = rezip(
        live(tmp_path / "x.xlsx", Business.MISSED, {}),
        lambda name, data: data.replace(b"UTF-8", b"UTF-7") if name == "xl/styles.xml" else data,
    )
    with pytest.raises(Hostile) as caught:
        read_batch(path)
    assert caught.value.danger is Danger.ENCODING


def test_a_zip_bomb_is_refused_in_a_moment(tmp_path: Path) -> None:
    path = live(tmp_path / "bomb.xlsx", Business.MISSED, {})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made,
        made.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(300):
            part.write(b" " * 1024 * 1024)
    assert path.stat().st_size < 1_000_000
    start = time.monotonic()
    with pytest.raises(Hostile) as caught:
        read_batch(path)
    assert caught.value.danger is Danger.BOMB
    assert time.monotonic() - start < 5


def test_a_part_that_claims_to_be_small_is_caught_by_its_real_size(tmp_path: Path) -> None:
    path = live(tmp_path / "liar.xlsx", Business.MISSED, {})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        info = made.getinfo("xl/worksheets/sheet1.xml")
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    assert struct.unpack_from("<L", data, entry + 24)[0] == info.file_size
    struct.pack_into("<L", data, entry + 24, 100)
    path.write_bytes(data)
    with pytest.raises(SheetError) as caught:
        read_batch(path)
    assert isinstance(caught.value, Hostile | Damaged)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = live(tmp_path / "twice.xlsx", Business.MISSED, {})
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(path, "a") as made,
    ):
        made.writestr("xl/workbook.xml", b"<workbook/>")
    with pytest.raises(Hostile) as caught:
        read_batch(path)
    assert caught.value.danger is Danger.DUPLICATE_PART


def test_a_full_sheet_of_1048576_rows_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "full.xlsx"
    row = '<row r="{0}"><c r="A{0}"><v>10</v></c></row>'
    sheet = "".join(row.format(number) for number in range(1, 1_048_577))
    rezip(
        plain(path, Business.MISSED, {}),
        lambda name, data: (
            data[: data.find(b"<sheetData>")]
            + f"<sheetData>{sheet}</sheetData></worksheet>".encode()
            if name == "xl/worksheets/sheet1.xml"
            else data
        ),
    )
    start = time.monotonic()
    with pytest.raises(TooLarge) as caught:
        read_batch(path)
    assert caught.value.what is Size.ROWS
    assert caught.value.size > scan.MAX_ROWS
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("cell", ["AE1048576", "XFD20000"])
def test_one_stray_cell_far_out_is_named_and_not_read(cell: str, tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook, sheet: object) -> None:
        book.worksheets[0][cell] = "x"

    path = edit(plain(tmp_path / "stray.xlsx", Business.MISSED, {}), change)  # type: ignore[arg-type]
    with pytest.raises(TooLarge) as caught:
        read_batch(path)
    assert caught.value.cell == cell


def test_formats_down_to_the_last_row_are_no_data(tmp_path: Path) -> None:
    path = tmp_path / "formats.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("批量漏缴补缴")
        grey = book.add_format({"bg_color": "#CCCCCC"})
        for index, column in enumerate(Business.MISSED.columns):
            sheet.write_string(0, index, column.header)
            sheet.write_blank(1_048_575, index, None, grey)
        sheet.write_row(1, 0, [10, "000000000001", "张三", "202601", "202602", 5000, 8])
    assert list(read_batch(path).rows) == [2]


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "empty.xlsx")
    book.close()
    with pytest.raises(EmptyWorkbook):
        read_batch(tmp_path / "empty.xlsx")


def test_a_wrong_sheet_is_refused_with_the_words_of_its_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["日期", "凭证号", "摘要", "借方", "贷方"])
    book.worksheets[0].append(["2026-01-02", 1, "工资", 100, None])
    book.save(tmp_path / "ledger.xlsx")
    book.close()
    with pytest.raises(NotABatch) as caught:
        read_batch(tmp_path / "ledger.xlsx")
    assert caught.value.reason is Reason.NO_HEADER
    assert caught.value.headers == ("日期", "凭证号", "摘要", "借方", "贷方")


@given(where=st.floats(0, 1), noise=st.binary(min_size=1, max_size=64), cut=st.booleans())
def test_damage_anywhere_is_a_typed_error_or_no_harm(
    where: float, noise: bytes, cut: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("damage") / "x.xlsx"
    data = live(path, Business.MISSED, {}).read_bytes()
    place = int(where * len(data))
    path.write_bytes(data[:place] if cut else data[:place] + noise + data[place + len(noise) :])
    with suppress(SheetError):
        assert read_batch(path).business is Business.MISSED


@given(part=st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]),
       where=st.floats(0, 1), noise=st.binary(min_size=1, max_size=16))  # fmt: skip
def test_damage_inside_a_part_is_a_typed_error_or_no_harm(
    part: str, where: float, noise: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = live(tmp_path_factory.mktemp("part") / "x.xlsx", Business.MISSED, {})

    def change(name: str, data: bytes) -> bytes:
        place = int(where * len(data))
        return data[:place] + noise + data[place:] if name == part else data

    rezip(path, change)
    with suppress(SheetError):
        assert read_batch(path).business in set(Business)


def test_a_format_number_that_is_none_is_no_harm(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {})
    rezip(
        path,
        lambda name, data: (
            data.replace(b'numFmtId="0"', b'numFmtId="0!"', 1) if name == "xl/styles.xml" else data
        ),
    )
    with suppress(SheetError):
        assert read_batch(path).business is Business.MISSED


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    os.mkfifo(path)
    with pytest.raises(Unreadable) as refused:
        read_batch(path)
    assert refused.value.why is Why.NOT_A_FILE
