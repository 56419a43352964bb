"""Every error of every room that a clerk can meet has words of its own."""

import datetime as dt
import errno
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gjj_xl
from gjj_xl.centre import errors as centre
from gjj_xl.centre.filing import OutcomeOpen
from gjj_xl.desk import errors as desk
from gjj_xl.desk.inputs import InputFileError
from gjj_xl.desk.trouble import REFUSAL, UNUSABLE
from gjj_xl.desk.troubles import TABLE, code_of, explain
from gjj_xl.desk.words import moment_words
from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.money import MoneyError
from gjj_xl.rules.terms import TermsError
from gjj_xl.sheets import errors as sheets
from gjj_xl.ukey import errors as ukey
from gjj_xl.ukey import tokenerrors as token
from gjj_xl.ukey.choices import Choice
from gjj_xl.wire import errors as wire
from gjj_xl.wire.codes import Usage
from tests.desk.scene import at
from tests.wire.certificates import authority

ROOMS = ("rules", "ukey", "wire", "sheets", "centre", "desk")
INNER = frozenset({"Unpatchable", "TiedRows"})
"""Caught within their own room, always, as are those with an underscore."""

WHERE = Path("五月{x}.xlsx")
WHEN = at("2026-11-11T09:00+08:00")
CERTIFICATE = authority().certificate
EMPTY = check(Batch(Business.MISSED, {c.field: [] for c in Business.MISSED.columns}, []), None)


def _all_of(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    for child in kind.__subclasses__():
        house, *room = child.__module__.split(".")
        if house == "gjj_xl" and room[0] in ROOMS:
            yield child
        yield from _all_of(child)


def error_classes() -> set[type[BaseException]]:
    """Every error class of the client's rooms, found by walking them."""
    for room in ROOMS:
        for module in pkgutil.walk_packages([Path(gjj_xl.__path__[0], room)], f"gjj_xl.{room}."):
            importlib.import_module(module.name)
    return {
        kind
        for kind in _all_of(BaseException)
        if kind.__name__[0] != "_" and kind.__name__ not in INNER
    }


ARGUMENTS: dict[type[BaseException], tuple[Any, ...]] = {
    MoneyError: ("x", "不是数字"),
    TermsError: ("funds", "缺失"),
    InputFileError: (WHERE, "不是 JSON", 3),
    sheets.SheetError: (WHERE, "detail"),
    sheets.InUse: (WHERE, Path("~$五月.xlsx"), "王五"),
    sheets.Encrypted: (WHERE,),
    sheets.Damaged: (WHERE, "no workbook part"),
    sheets.NotEditable: (WHERE,),
    sheets.EmptyWorkbook: (WHERE, ["Sheet2"]),
    sheets.OpenBookTrouble: (WHERE, "detail"),
    sheets.NotOpen: (WHERE,),
    sheets.NotSaved: (WHERE, "只读"),
    sheets.CellBeingEdited: (WHERE,),
    sheets.SheetGone: (WHERE,),
    sheets.SheetLocked: (WHERE,),
    sheets.BookLocked: (WHERE,),
    sheets.RowsTied: (WHERE,),
    sheets.RowsFiltered: (WHERE,),
    sheets.RowTooLong: (WHERE, 3),
    sheets.NameTaken: (WHERE, "柜面办理"),
    ukey.KeyTrouble: (),
    ukey.WrongPin: (2,),
    ukey.KeyMissing: (WHERE,),
    ukey.KeyUnreadable: (WHERE, "PEM"),
    ukey.NoPrivateKey: ("key.p12",),
    ukey.UnsupportedKey: ("key.p12", "DSA"),
    ukey.CertificateNotCurrent: (CERTIFICATE, WHEN),
    ukey.KeyExpired: (CERTIFICATE, WHEN),
    ukey.KeyNotYetValid: (CERTIFICATE, WHEN),
    token.KeyNameError: ("piv:x",),
    token.DriverMissing: ("pyscard", "card"),
    token.LibraryUnusable: (WHERE, "no such file"),
    token.TokenTrouble: (),
    token.NoService: (),
    token.NoReader: (),
    token.ReaderTrouble: ("ACS 0",),
    token.NoCard: ("ACS 0",),
    token.MuteCard: ("ACS 0",),
    token.WrongCard: ("ACS 0",),
    token.OtherCard: ("ACS 0", "0102"),
    token.CardRemoved: ("ACS 0",),
    token.CardReset: ("ACS 0",),
    token.InUse: ("ACS 0",),
    token.TooSlow: ("ACS 0",),
    token.ReaderFailed: ("ACS 0", 0x80100001),
    token.LibraryFailed: ("ACS 0", "DeviceError"),
    token.CardTrouble: (),
    token.PinBlocked: (),
    token.PinNotFresh: (),
    token.PinUnusable: (),
    token.NotOnCard: (),
    token.UnknownStatus: (0x6F00,),
    token.Garbled: ("an empty answer",),
    token.NoCertificate: ("ACS 0",),
    token.SeveralCertificates: ([Choice(f"piv:01/9{n}", "ACS 0", CERTIFICATE) for n in "ac"],),
    token.ReadOnly: (),
    token.WrongManagementKey: (),
    wire.WireError: (),
    wire.MalformedEnvelope: ("no TX",),
    wire.FieldError: ("COUNT", "is missing"),
    wire.IllegalCharacter: ("NAME", 3, "\x07"),
    wire.PasswordMisplaced: ("6W8040",),
    wire.UnknownTransaction: ("000000",),
    wire.MalformedForm: ("no field",),
    wire.MalformedLine: (7, "fields"),
    wire.MalformedReceipt: ("no title",),
    wire.SignatureError: (),
    wire.MalformedSignature: ("no SignedData",),
    wire.WeakAlgorithm: ("md5",),
    wire.BadSignature: ("other bytes",),
    wire.CertificateError: (CERTIFICATE, "reason"),
    wire.ForeignCertificate: (CERTIFICATE, "reason"),
    wire.ExpiredCertificate: (CERTIFICATE, WHEN),
    wire.NotYetValidCertificate: (CERTIFICATE, WHEN),
    wire.WrongUsage: (CERTIFICATE, Usage.CENTRE),
    wire.RevokedCertificate: (CERTIFICATE, "revoked"),
    centre.CentreError: (),
    centre.StoreError: ("sqlite", "detail"),
    centre.StoreUnusable: ("sqlite", "OperationalError"),
    centre.StoreInsecure: ("postgresql://host", "sslmode"),
    centre.StoreKeyLost: ("sqlite",),
    centre.HomeUnusable: (WHERE, "Not a directory"),
    centre.NotLoggedIn: ("HZ0#001",),
    centre.ChannelError: ("host", 443, "detail"),
    centre.UntrustedServer: ("host", 443, "self-signed certificate"),
    centre.Interrupted: ("host", 443, "1", "RemoteDisconnected"),
    centre.BadAnswer: ("host", 443, "1", "HTTP 502"),
    centre.BadAddress: ("http://host",),
    centre.Refused: ("GJJ9999", "不行", WHEN),
    centre.CertificateRefused: ("GJJ3005", "证书已被吊销"),
    centre.LinesRefused: ("GJJ4003", "有误", ((1, "姓名为空"),)),
    centre.SameContent: ("GJJ4004", "已提交过", "2026111000000001"),
    centre.TermsChanged: ("GJJ4001", "已变更"),
    centre.LoginRefused: ("GJJ1002", "密码错误", 3),
    centre.Closed: ("GJJ1004", "不在时间内", WHEN),
    centre.MonthOver: ("GJJ1004", "不在时间内", WHEN, "202612"),
    centre.Busy: ("8350ZX000001", "请稍后再试", WHEN),
    centre.UnknownRequest: ("GJJ2002", "查无记录"),
    centre.UntrustedReceipt: ("1", "content", ("amount",)),
    centre.AnswerIncomplete: (20_000, 18_000),
    centre.RosterDamaged: ("another digest",),
    centre.JournalError: ("1",),
    centre.UnknownEntry: ("1",),
    centre.WrongState: ("1", "sent"),
    centre.InLine: ("2", "1"),
    centre.Cancelled: (),
    OutcomeOpen: ("1",),
    desk.DeskError: (),
    desk.HasErrors: (WHERE, EMPTY),
    desk.NothingToSend: (WHERE,),
    desk.ExampleTerms: (WHERE,),
    desk.OtherUnit: (WHERE, "0000000009", "0123456789"),
    desk.OtherUnitsCertificate: ("0000000009 甲公司", "0123456789 乙公司"),
    desk.UnknownUnit: ("丙", ("0000000009 甲公司",)),
    desk.SeveralUnits: ("公司", ("0000000009@host:443", "0123456789@host:443")),
    desk.UnitBusy: ("0000000009 甲公司", 2),
    desk.WindowClosed: (WHEN, "202612"),
    desk.SheetChanged: (WHERE,),
    desk.AlreadyUnderway: ("1",),
    desk.NotSynced: (),
    desk.NothingPending: (),
    desk.PendingWrong: (("第 1 条 存在相同的记录",),),
    desk.NoTerms: (),
    desk.NoKey: (),
    desk.OtherCertificate: (CERTIFICATE, CERTIFICATE),
    desk.NotStamped: (WHERE,),
    desk.SentAlready: (WHERE,),
    desk.ChangedMeanwhile: (WHERE,),
    desk.NotForCounter: (WHERE, (2, 7)),
    desk.NoCounterSheet: (WHERE,),
    desk.OtherCounterSheet: (WHERE, "批量职工登记"),
    desk.UnknownBatch: ("1",),
    desk.CannotWithdraw: ("1", "中心已受理"),
    desk.SentAlready: (WHERE,),
    desk.ChangedMeanwhile: (WHERE,),
    desk.NotForCounter: (WHERE, (3, 4)),
    desk.NoCounterSheet: (WHERE,),
    desk.OtherCounterSheet: (WHERE, "批量职工减少"),
    sheets.RowsTied: (WHERE,),
    sheets.RowsFiltered: (WHERE,),
    sheets.BookLocked: (WHERE,),
    sheets.RowTooLong: (WHERE, 7),
    sheets.NameTaken: (WHERE, "柜面办理"),
}


def examples() -> Iterator[BaseException]:
    """An error of every class, and one for each reason that a class tells apart."""
    from gjj_xl.centre.sealing import SealBroken

    yield SealBroken("settings/x")
    for kind, arguments in ARGUMENTS.items():
        yield kind(*arguments)
    for why in sheets.Why:
        yield sheets.Unreadable(WHERE, why)
    for found in sheets.Found:
        yield sheets.NotAWorkbook(WHERE, found)
    for danger in sheets.Danger:
        yield sheets.Hostile(WHERE, danger, "xl/workbook.xml")
    for size in sheets.Size:
        yield sheets.TooLarge(WHERE, size, 2_000_000, 1_000_000, "Sheet1", "XFD1048576")
    for reason in sheets.Reason:
        yield sheets.NotABatch(
            WHERE,
            reason,
            sheet="Sheet1",
            headers=["姓名"],
            missing=["月均工资"],
            candidates=["漏缴", "少缴"],
            column="姓名",
            cells=["A1", "B1"],
        )
    for reach in centre.Reach:
        yield centre.Unreachable("host", 443, reach, "gaierror")


EXAMPLES = list(examples())


def test_every_error_class_has_an_entry_of_its_own() -> None:
    assert {kind.__name__ for kind in error_classes() - set(TABLE)} == set()


def test_every_error_class_is_among_the_examples() -> None:
    assert {kind.__name__ for kind in error_classes() - {type(one) for one in EXAMPLES}} == set()


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: repr(error)[:60])
def test_an_error_becomes_chinese_words_without_gaps(error: BaseException) -> None:
    trouble = explain(error)
    assert trouble.code == code_of(type(error))
    assert trouble.exit_code in (REFUSAL, UNUSABLE)
    assert any("一" <= sign <= "鿿" for sign in trouble.what)
    for words in (trouble.what, trouble.means, trouble.todo):
        assert "None" not in words
        assert "{" not in words.replace(str(WHERE), "")
        assert "Error(" not in words


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left", "a.xlsx"), "disk-full"),
        (PermissionError(errno.EACCES, "denied", "a.xlsx"), "permission"),
        (FileNotFoundError(errno.ENOENT, "missing", "a.xlsx"), "not-found"),
        (FileExistsError(errno.EEXIST, "there", "a.xlsx"), "exists"),
        (IsADirectoryError(errno.EISDIR, "folder", "a"), "not-a-file"),
        (NotADirectoryError(errno.ENOTDIR, "no folder", "a/b"), "not-a-file"),
        (OSError(errno.EIO, "I/O", "a.xlsx"), "system"),
        (KeyboardInterrupt(), "interrupted"),
        (ZeroDivisionError("张三 330106198001011234"), "internal"),
    ],
)
def test_what_the_system_says_becomes_words_too(error: BaseException, code: str) -> None:
    trouble = explain(error)
    assert trouble.code == code
    assert "张三" not in f"{trouble.what}{trouble.means}{trouble.todo}"


def test_refusals_are_told_apart_from_what_cannot_be_used() -> None:
    assert explain(desk.HasErrors(WHERE, EMPTY)).exit_code == REFUSAL
    assert explain(centre.Busy("8350ZX1", "忙", WHEN)).exit_code == REFUSAL
    assert explain(sheets.Encrypted(WHERE)).exit_code == UNUSABLE
    assert explain(centre.Unreachable("h", 1, centre.Reach.REFUSED)).exit_code == UNUSABLE


def test_a_wrong_pin_tells_the_tries_that_are_left() -> None:
    assert explain(ukey.WrongPin(2)).means == "还可以再试 2 次。"
    last = "还可以再试 1 次。再输错将被锁定，须到发证银行解锁。"
    assert explain(ukey.WrongPin(1)).means == last
    assert explain(ukey.WrongPin()).means == ""


@pytest.mark.parametrize("field", ["PASSWORD", "CUST_ID", "USER_ID", "FILE_CTX"])
def test_a_field_that_cannot_travel_is_told_in_chinese_and_without_what_was_in_it(
    field: str,
) -> None:
    trouble = explain(wire.FieldError(field, "'33010619800101123X' must be at most 32"))
    told = trouble.what + trouble.means + trouble.todo
    assert "must" not in told
    assert "3301" not in told


def test_moments_are_told_with_no_chinese_in_a_format() -> None:
    """strftime encodes its format in the system's language, which may know no Chinese."""

    class Windows(dt.datetime):
        def __format__(self, form: str) -> str:
            return super().__format__(form.encode("cp1252").decode())

    moment = Windows(2026, 11, 5, 9, 3)
    assert moment_words(moment) == "2026年11月05日 09:03"
