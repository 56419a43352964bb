"""U-keys from the command line: which are there, does one sign, a certificate for one."""

import argparse
import contextlib
import logging
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.cli.console import ask_secret, say, say_json, table, warn
from gjj_xl.cli.failure import Usage, tell
from gjj_xl.cli.practicing import practice_unit
from gjj_xl.cli.units import desk_for
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.chosen import is_units
from gjj_xl.desk.tokens import CertificateFacts, certificate_facts, certificate_request
from gjj_xl.desk.troubles import explain
from gjj_xl.desk.words import moment_words
from gjj_xl.sandbox.clock import Clock
from gjj_xl.sandbox.enrolment import EnrolmentRefusedError
from gjj_xl.sandbox.enrolment import enrol as issue
from gjj_xl.sandbox.store import open_store
from gjj_xl.ukey.apdu import TRACE
from gjj_xl.ukey.drivers import TokenKey, open_key
from gjj_xl.ukey.pivmanagement import DEFAULT_KEY
from gjj_xl.ukey.tokenerrors import ReadOnly
from gjj_xl.ukey.validity import Standing

_ANY = "piv:"
_STANDINGS = {Standing.EARLY: "尚未生效", Standing.VALID: "有效", Standing.EXPIRED: "已过期"}


def listing(args: argparse.Namespace) -> int:
    """List the tokens; 1 where none of them has a certificate."""
    with _traced(args.trace), open_desk() as desk:
        tokens = desk.tokens(args.library)
    if args.json:
        say_json(
            [
                {
                    "reader": token.where,
                    "tries_left": token.tries_left,
                    "error": explain(token.trouble).code if token.trouble else None,
                    "certificates": [_as_json(one) for one in token.certificates],
                }
                for token in tokens
            ]
        )
    else:
        for token in tokens:
            say(token.where)
            if token.trouble:
                told = explain(token.trouble)
                say(f"  {told.what}。{told.todo}")
            elif not token.certificates:
                say("  没有可用于签名的证书。")
            else:
                _show(token.certificates)
                _say_tries(token.tries_left)
    return 0 if any(token.certificates for token in tokens) else 1


def info(args: argparse.Namespace) -> int:
    """One key before its PIN: certificates, validity, tries."""
    with _traced(args.trace), desk_for(args) as desk:
        name = args.key or _named(desk)
        key = open_key(name, wanted=is_units)
        if isinstance(key, TokenKey):
            found = [(choice.name, choice.certificate) for choice in key.choices()]
        else:
            found = [(str(name), certificate) for certificate in key.certificates()]
        facts = [certificate_facts(*one, desk.now()) for one in found]
        tries = key.tries_left() if len(found) == 1 else None
        chosen = desk.chosen_certificate()
    if args.json:
        say_json(
            {
                "reader": key.label,
                "tries_left": tries,
                "certificates": [_as_json(one) for one in facts],
            }
        )
        return 0
    say(key.label)
    for one, (_, certificate) in zip(facts, found, strict=True):
        say(f"  名称　　{one.name}{'（登录时选定）' if certificate == chosen else ''}")
        say(f"  持有者　{one.subject}")
        say(f"  签发者　{one.issuer}")
        say(f"  序列号　{one.serial}")
        say(f"  密钥　　{one.kind}{'，公积金申报专用' if one.units else ''}")
        say(f"  有效期　{moment_words(one.life.begins)} 至 {moment_words(one.life.ends)}")
        say(f"  　　　　{_STANDINGS[one.life.standing]}，剩余 {max(0, one.life.days_left):,} 天")
    if not facts:
        say("  证书要输入口令以后才能读取。")
    _say_tries(tries)
    return 0


def test(args: argparse.Namespace) -> int:
    """Sign once, and tell what it took."""
    with _traced(args.trace), desk_for(args) as desk:
        key = args.key or _named(desk)
        tested = desk.try_key(lambda: _pin(desk, args), key)
    say(f"{tested.label}：试签成功，签名验证无误。没有发送任何内容。")
    apdus = f"，{tested.apdus} 条指令" if tested.apdus else ""
    say(f"证书：{tested.certificate.subject}（{tested.certificate.kind}）")
    say(f"用时 {tested.seconds * 1000:,.0f} 毫秒{apdus}")
    return 0


def enrol(args: argparse.Namespace) -> int:
    """Ask for a certificate, have it issued, write it back: as much of it as was wished."""
    with open_desk() as desk:
        key = open_key(args.key or _named(desk), wanted=is_units)
        if not isinstance(key, TokenKey):
            raise Usage("证书文件不需要申请证书；请用 --key 指定 U-key（piv:）。")
        if args.certificate:
            return _write(key, _read(args.certificate), args)
        request = certificate_request(key, _pin(desk, args))
        if args.request:
            args.request.write_bytes(x509.load_der_x509_csr(request).public_bytes(Encoding.PEM))
            say(f"证书请求已写入 {args.request}，请交给发证的银行。")
            return 0
        unit = practice_unit(args.practice, args.unit)
        try:
            certificate = issue(args.practice, unit, request, _centre_now(args.practice))
        except EnrolmentRefusedError as refused:
            warn(f"演练中心没有签发证书：{refused.words}")
            return 1
        say(f"演练中心已签发证书，并登记到单位 {unit}。")
        if args.out:
            args.out.write_bytes(certificate.public_bytes(Encoding.PEM))
            say(f"证书已另存为 {args.out}")
        name = key.choice().name
        code = _write(key, certificate, args)
    if code == 0:
        say(f"接下来：gjj-xl login --practice {args.practice} --unit {unit} --key {name}")
    return code


def _write(key: TokenKey, certificate: x509.Certificate, args: argparse.Namespace) -> int:
    """Write the certificate back; where the driver cannot, that is said, and is no failure."""
    try:
        key.write(certificate, _management_key(from_stdin=args.management_key_stdin))
    except ReadOnly as error:
        tell(error, as_json=False)
        return 1
    say("证书已写入 U-key。")
    return 0


def _management_key(*, from_stdin: bool) -> bytes:
    text = ask_secret("U-key 管理密钥（十六进制，直接回车为出厂值）", from_stdin=from_stdin).strip()
    try:
        return bytes.fromhex(text) or DEFAULT_KEY
    except ValueError:
        raise Usage("管理密钥应为十六进制数字。") from None


def _read(path: Path) -> x509.Certificate:
    content = path.read_bytes()
    try:
        if content.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise Usage(f"{path} 不是证书文件（PEM 或 DER）。") from None


def _centre_now(data: Path) -> Any:
    store = open_store(data)
    try:
        return Clock(store).now()
    finally:
        store.close()


def _named(desk: Desk) -> str:
    """The key of the last log-in, else the only token that is plugged in."""
    account = desk.account()
    return account.key_path if account and account.key_path else _ANY


def _pin(desk: Desk, args: argparse.Namespace) -> str:
    for note in desk.key_state(args.key or _named(desk)).notes:
        warn(note)
    return ask_secret("U-key 口令", from_stdin=args.pin_stdin)


def _show(certificates: tuple[CertificateFacts, ...]) -> None:
    table(
        ("名称", "持有者", "签发者", "密钥", "有效期至", "状态"),
        [
            (
                one.name,
                one.subject,
                one.issuer,
                one.kind,
                moment_words(one.life.ends),
                _STANDINGS[one.life.standing] + ("，公积金申报专用" if one.units else ""),
            )
            for one in certificates
        ],
    )


def _say_tries(tries: int | None) -> None:
    if tries is not None:
        say(f"  口令剩余 {tries} 次" if tries else "  口令已锁定，请到发证银行解锁")


def _as_json(one: CertificateFacts) -> dict[str, object]:
    facts = asdict(one)
    del facts["life"]
    return {
        **facts,
        "begins": one.life.begins.isoformat(),
        "ends": one.life.ends.isoformat(),
        "days_left": one.life.days_left,
        "standing": one.life.standing.value,
    }


@contextlib.contextmanager
def _traced(wanted: bool) -> Iterator[None]:
    """Show the APDUs on the error stream, if wanted."""
    if not wanted:
        yield
        return
    logger = logging.getLogger("gjj_xl.ukey.apdu")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.setLevel(TRACE)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
