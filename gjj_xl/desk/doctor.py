"""Is everything ready? One line for each thing that a filing needs, with its remedy (A3, A10)."""

import datetime as dt
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from gjj_xl import __version__
from gjj_xl.addin.facts import ROOM_MEGABYTES
from gjj_xl.addin.looks import look_around
from gjj_xl.centre.channel import CONNECT_SECONDS, parse_address
from gjj_xl.centre.errors import CentreError, ChannelError, NotLoggedIn
from gjj_xl.centre.moments import now
from gjj_xl.centre.sealing import SealBroken
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import OtherCertificate
from gjj_xl.desk.facts import Diagnosis
from gjj_xl.desk.hours import window_lines
from gjj_xl.desk.keystate import LAST_TRY, RENEW_DAYS
from gjj_xl.desk.troubles import explain
from gjj_xl.desk.words import moment_words, unit_words
from gjj_xl.rules.window import window_state
from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.names import PivName, parse_name
from gjj_xl.ukey.presence import Holding, presence
from gjj_xl.ukey.protocol import Key
from gjj_xl.ukey.tokenerrors import NoReader, NoService, PinBlocked
from gjj_xl.ukey.validity import Standing, validity

_CLOCK_SECONDS: Final = 120


def _clock(off: dt.timedelta, *, is_practice: bool) -> Diagnosis:
    """How far the two clocks are apart; a practice centre has a time of its own."""
    words = f"{off.days:,} 天" if off.days else f"{off.total_seconds():,.0f} 秒"
    if is_practice:
        return Diagnosis("时钟", True, f"演练中心有自己的时间，与本机相差 {words}")
    good = off.total_seconds() <= _CLOCK_SECONDS
    remedy = "" if good else "请校准本机时间；办理时间以中心为准。"
    return Diagnosis("时钟", good, f"本机时间与中心相差 {words}", remedy)


def diagnose(context: Context) -> list[Diagnosis]:
    """Look at everything; never raises for what it finds."""
    found: list[Diagnosis] = []
    for look in _LOOKS:
        try:
            for line in look(context):
                found.append(line)  # noqa: PERF402 - what was found before an error counts
        except (CentreError, KeyTrouble, SealBroken, OSError) as error:
            found.append(_failed("本地数据", error))
    return found


def _interpreter(_: Context) -> Iterator[Diagnosis]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    yield Diagnosis(
        "程序",
        good,
        f"gjj-xl {__version__}，Python {version}",
        "" if good else "请安装 Python 3.11 或更新的版本。",
    )


def _addin(_: Context) -> Iterator[Diagnosis]:
    for look in look_around():
        yield Diagnosis(look.name, look.ok, look.found, look.remedy)


def _disk(context: Context) -> Iterator[Diagnosis]:
    folder = next(p for p in (context.home.path, *context.home.path.parents) if p.exists())
    free = shutil.disk_usage(folder).free // 2**20
    good = free >= ROOM_MEGABYTES
    yield Diagnosis(
        "磁盘空间",
        good,
        f"{folder} 剩余 {free:,} MB",
        "" if good else f"请清理磁盘，至少留出 {ROOM_MEGABYTES} MB。",
    )


def _store(context: Context) -> Iterator[Diagnosis]:
    try:
        store = context.store
    except (CentreError, OSError) as error:
        yield _failed("本地数据", error)
        return
    yield Diagnosis("本地数据", True, store.where)
    note = storage_note(context)
    yield Diagnosis(
        "系统凭据库",
        True,
        note or "数据密钥保存在系统凭据库中",
        "" if note is None else "本机数据仍已加密；如有系统凭据库，建议启用。",
    )


def storage_note(context: Context) -> str | None:
    """Where the data key is kept when the system has no keyring; None when it has."""
    file = context.store.key.file
    return None if file is None else f"系统没有凭据库，数据密钥保存在文件 {file}（仅本用户可读）"


def _account(context: Context) -> Iterator[Diagnosis]:
    try:
        account = context.known_account()
    except (CentreError, OSError):
        return  # told with the store
    if account is None:
        yield Diagnosis("登录", False, "尚未登录过", "请运行 gjj-xl login 登录。")
        return
    if len(context.units.all()) > 1:
        count = len(context.units.all())
        yield Diagnosis("单位", True, f"当前单位 {unit_words(account)}；本机共有 {count} 个单位")
    yield from _key(context, account.key_path)
    yield from _centre(context)


def _key(context: Context, path: str | None) -> Iterator[Diagnosis]:
    if path is None:
        yield Diagnosis("证书", False, "没有指定证书", "请用 gjj-xl login --key 指定。")
        return
    try:
        name = parse_name(path)
        if isinstance(name, PivName):
            reader = list(_reader())
            yield from reader
            if not reader[-1].ok:
                return
        key = context.key(None)
        certificates = key.certificates()
        if not isinstance(name, Path):
            yield _tries(key)
    except (KeyTrouble, OtherCertificate) as error:
        yield _failed("证书" if isinstance(name, Path) else "U-key", error)
        return
    if not certificates:
        remembered = context.remembered_certificate()
        certificates = [remembered] if remembered else []
    if not certificates:
        yield Diagnosis("证书", True, f"{path} 可以读取；有效期在第一次签名时核对")
    for certificate in certificates:
        life = validity(certificate, context.now())
        good = life.standing is Standing.VALID
        words = f"{path}，有效期至 {moment_words(life.ends)}"
        remedy = ""
        if not good:
            remedy = "证书不在有效期内，请到银行办理更新。"
        elif life.days_left < RENEW_DAYS:
            remedy = f"证书还有 {life.days_left} 天到期，请及时到银行办理更新。"
        yield Diagnosis("证书", good, words, remedy)


def _reader() -> Iterator[Diagnosis]:
    """The way to a U-key, from the ground up; stops at the first thing that is missing."""
    now = presence()
    if not now.service:
        yield _failed("智能卡服务", NoService())
        return
    yield Diagnosis("智能卡服务", True, "正在运行")
    if not now.readers:
        yield _failed("读卡器", NoReader())
        return
    words = (f"{name}（{_HOLDING[holding]}）" for name, holding in now.readers)
    remedy = "" if now.has_card else "请插入单位的 U-key。"
    yield Diagnosis("读卡器", now.has_card, "、".join(words), remedy)


_HOLDING: Final = {Holding.NOTHING: "空", Holding.CARD: "有卡", Holding.MUTE: "卡没有响应"}


def _tries(key: Key) -> Diagnosis:
    left = key.tries_left()
    if left == 0:
        return _failed("U-key", PinBlocked())
    told = "" if left is None else f"，口令剩余 {left} 次"
    return Diagnosis("U-key", left != 1, f"{key.label}{told}", LAST_TRY if left == 1 else "")


def _centre(context: Context) -> Iterator[Diagnosis]:
    account = context.account()
    try:
        session = context.session()
    except NotLoggedIn as error:
        yield from _reachable(account.url)
        yield _failed("登录", error)
        return
    try:
        terms = session.terms()
    except NotLoggedIn as error:
        yield Diagnosis("中心", True, f"可以连接 {account.url}")
        yield _failed("登录", error)
        return
    except (ChannelError, CentreError) as error:
        yield _failed("中心", error)
        return
    yield Diagnosis("中心", True, f"可以连接 {account.url}，{account.unit_name}已登录")
    yield _clock(abs(context.now() - now()), is_practice=account.practice)
    state = window_state(context.now(), terms.opening)
    opened = state.next_opens is None
    closes = f"业务年月 {state.month}，申报截止 {moment_words(state.closes)}"
    lines = "".join(window_lines(state, context.now()))
    yield Diagnosis(
        "办理时间",
        opened,
        f"{closes}；{lines}" if opened else closes,
        "" if opened else lines,
    )
    synced = context.local_roster().synced()
    yield Diagnosis(
        "职工信息",
        synced is not None,
        f"{synced.accounts:,} 个账户，{moment_words(synced.at)}同步" if synced else "尚未同步",
        "" if synced else "请运行 gjj-xl sync。",
    )


def _reachable(url: str) -> Iterator[Diagnosis]:
    address = parse_address(url)
    try:
        socket.create_connection((address.host, address.port), CONNECT_SECONDS).close()
    except OSError as error:
        yield Diagnosis(
            "中心",
            False,
            f"连接不上 {address.host}:{address.port}（{error.strerror or '超时'}）",
            f"请检查网络；单位网络有限制的，请信息技术部门放行 {address.host} 的端口"
            f" {address.port}（如经代理上网，此项可忽略）。",
        )
    else:
        yield Diagnosis("中心", True, f"可以连接 {address.host}:{address.port}")


def _failed(name: str, error: Exception) -> Diagnosis:
    trouble = explain(error)
    return Diagnosis(name, False, trouble.what, trouble.todo)


_LOOKS: Final[tuple[Callable[[Context], Iterator[Diagnosis]], ...]] = (
    _interpreter,
    _addin,
    _disk,
    _store,
    _account,
)
