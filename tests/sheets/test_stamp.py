"""The receipt in the workbook: for people to read and for programs to verify."""

import datetime as dt
from pathlib import Path

import pytest

from gjj_xl.rules.business import Business
from gjj_xl.sheets.errors import NotABatch, Reason
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.layout import RECEIPT_SHEET
from gjj_xl.sheets.reading import read_live
from gjj_xl.sheets.stamp import Stamp, fill_results, read_stamp, stamp_sent
from tests.sheets.making import edit, live, plain

CHINA = dt.timezone(dt.timedelta(hours=8))
STAMP = Stamp(
    serial="202611050001",
    request_sn="2611050000000001",
    accepted_at=dt.datetime(2026, 11, 5, 10, 30, 15, tzinfo=CHINA),
    digest="ab" * 32,
    count=2,
    amount=480050,
    receipt="业务流水号：202611050001\n".encode() * 2000,
    signature=bytes(range(256)) * 12,
)


def test_a_stamp_is_read_back_to_the_byte(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {}, {})
    assert read_stamp(path) is None
    stamp_sent(path, STAMP)
    assert read_stamp(path) == STAMP


def test_a_batch_without_an_amount_has_none_in_its_stamp(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.REDUCE, {})
    stamp = Stamp("1", "2", STAMP.accepted_at, "cd", 1, None, b"r", b"s")
    stamp_sent(path, stamp)
    assert read_stamp(path) == stamp


def test_a_stamped_sheet_is_protected_and_says_so_in_words(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {}, {})
    stamp_sent(path, STAMP)
    with FileSurface(path) as surface:
        assert surface.is_protected(Business.MISSED.facts.title)
        assert surface.is_protected(RECEIPT_SHEET)
        texts = {row[0]: row[1] for row in surface.read(RECEIPT_SHEET).rows}
    assert texts["业务流水号"] == "202611050001"
    assert texts["总金额（元）"] == "4800.50"
    assert "openssl cms -verify" in str(texts["如何核验"])


def test_stamping_again_replaces_the_stamp(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {})
    stamp_sent(path, STAMP)
    second = Stamp("2", "3", STAMP.accepted_at, "ef", 1, 0, b"final", b"signature")
    stamp_sent(path, second)
    assert read_stamp(path) == second


def test_the_records_are_the_same_before_and_after(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {}, {"name": "李四"})
    before = read_live(path).batch
    stamp_sent(path, STAMP)
    assert read_live(path).batch == before


def test_a_damaged_stamp_is_no_stamp(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {})
    stamp_sent(path, STAMP)
    edit(path, lambda book, _: book[RECEIPT_SHEET].__setitem__("B4", "昨天"))
    assert read_stamp(path) is None


def test_results_are_filled_beside_their_rows_even_when_protected(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {}, {}, {}, results=["旧", "旧", "旧"])
    stamp_sent(path, STAMP)
    fill_results(path, {2: "成功", 4: "失败：存在重复补缴"})
    assert list(read_live(path).marks["处理结果"]) == ["成功", "", "失败：存在重复补缴"]
    assert read_stamp(path) == STAMP


def test_a_sheet_without_the_column_is_told_so(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", Business.MISSED, {})
    with pytest.raises(NotABatch) as caught:
        fill_results(path, {2: "成功"})
    assert caught.value.reason is Reason.NO_MARKERS
    assert caught.value.missing == ("处理结果",)
