"""The envelope of the bank's platform (外联平台): one XML element TX, in GB18030.

The bytes say GB2312, are encoded as GB18030 (of which GB2312 is a part) and are decoded as
GB18030 before parsing, because expat knows none of the three.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element

from gjj_xl.wire.codes import ReturnCode, Tx
from gjj_xl.wire.errors import FieldError, IllegalCharacter, MalformedEnvelope, PasswordMisplaced
from gjj_xl.wire.tree import MAX_BYTES as MAX_BYTES
from gjj_xl.wire.tree import children, parse, text_of

Value: TypeAlias = str | Sequence[Mapping[str, str]]
"""A field of TX_INFO: text, or one mapping for each repetition of the element."""
Info: TypeAlias = Mapping[str, Value]

DECLARATION: Final = '<?xml version="1.0" encoding="GB2312" standalone="yes" ?>'
LANGUAGE: Final = "CN"

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))


@dataclass(frozen=True, slots=True)
class _Limit:
    pattern: re.Pattern[str]
    problem: str


def _limit(pattern: str, problem: str) -> _Limit:
    return _Limit(re.compile(pattern, re.ASCII), problem)


_LIMITS: Final[Mapping[str, _Limit]] = MappingProxyType(
    {
        "REQUEST_SN": _limit(r"[0-9]{1,16}", "1 to 16 digits"),
        "CUST_ID": _limit(r"[!-~]{1,21}", "1 to 21 characters"),
        "USER_ID": _limit(r"[!-~]{1,6}", "1 to 6 characters"),
        "PASSWORD": _limit(r"[ -~]{0,32}", "at most 32 characters"),
        "TX_CODE": _limit(r"[0-9A-Z]{6}", "6 characters"),
        "RETURN_CODE": _limit(r"[0-9A-Za-z]{1,12}", "1 to 12 characters"),
        "LANGUAGE": _limit(LANGUAGE, LANGUAGE),
    }
)
"""What the platform allows in the fields of the envelope itself (facts: 外联平台)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request (请求报文). Only log-in may carry a password."""

    tx_code: str
    request_sn: str
    cust_id: str
    user_id: str
    info: Info = field(default_factory=dict)
    password: str = field(default="", repr=False)

    def encode(self) -> bytes:
        """The bytes as they are signed, stored and sent.

        Raises FieldError for a field over its limit, IllegalCharacter for text that XML cannot
        carry, and PasswordMisplaced for a password outside log-in.
        """
        _no_stray_password(self.tx_code, self.password)
        return _encode(
            (
                ("REQUEST_SN", self.request_sn),
                ("CUST_ID", self.cust_id),
                ("USER_ID", self.user_id),
                ("PASSWORD", self.password),
                ("TX_CODE", self.tx_code),
                ("LANGUAGE", LANGUAGE),
            ),
            self.info,
        )


@dataclass(frozen=True, slots=True)
class Response:
    """An answer (应答报文) to the request with the same ``request_sn``."""

    request_sn: str
    cust_id: str
    tx_code: str
    return_code: str
    return_msg: str
    info: Info = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the centre did what was asked."""
        return self.return_code == ReturnCode.OK.code

    def encode(self) -> bytes:
        """The bytes as they are sent; raises like :meth:`Request.encode`."""
        return _encode(
            (
                ("REQUEST_SN", self.request_sn),
                ("CUST_ID", self.cust_id),
                ("TX_CODE", self.tx_code),
                ("RETURN_CODE", self.return_code),
                ("RETURN_MSG", self.return_msg),
                ("LANGUAGE", LANGUAGE),
            ),
            self.info,
        )


def decode_request(data: bytes) -> Request:
    """Read a request strictly.

    Raises MalformedEnvelope for anything but the one expected shape (entities and a DTD too),
    FieldError for a field over its limit, PasswordMisplaced.
    """
    head, info = _decode(
        data, ("REQUEST_SN", "CUST_ID", "USER_ID", "PASSWORD", "TX_CODE", "LANGUAGE"), {"PASSWORD"}
    )
    _no_stray_password(head["TX_CODE"], head["PASSWORD"])
    return Request(
        tx_code=head["TX_CODE"],
        request_sn=head["REQUEST_SN"],
        cust_id=head["CUST_ID"],
        user_id=head["USER_ID"],
        info=info,
        password=head["PASSWORD"],
    )


def decode_response(data: bytes) -> Response:
    """Read an answer strictly; raises MalformedEnvelope and FieldError."""
    head, info = _decode(
        data,
        ("REQUEST_SN", "CUST_ID", "TX_CODE", "RETURN_CODE", "RETURN_MSG", "LANGUAGE"),
        {"RETURN_MSG"},
    )
    return Response(
        request_sn=head["REQUEST_SN"],
        cust_id=head["CUST_ID"],
        tx_code=head["TX_CODE"],
        return_code=head["RETURN_CODE"],
        return_msg=head["RETURN_MSG"],
        info=info,
    )


def _no_stray_password(tx_code: str, password: str) -> None:
    if password and tx_code != Tx.LOGIN:
        raise PasswordMisplaced(tx_code)


def _within_limit(name: str, text: str) -> None:
    limit = _LIMITS.get(name)
    if limit and not limit.pattern.fullmatch(text):
        raise FieldError(name, f"must be {limit.problem}")


def _encode(head: Iterable[tuple[str, str]], info: Info) -> bytes:
    parts = [DECLARATION, "<TX>"]
    for name, text in head:
        _within_limit(name, text)
        parts.append(_element(name, text))
    parts.append("<TX_INFO>")
    for name, value in info.items():
        if isinstance(value, str):
            parts.append(_element(name, value))
            continue
        for entry in value:
            if not entry:
                raise FieldError(name, "an entry of a list needs a field")
            inner = "".join([_element(*pair) for pair in entry.items()])
            parts.append(f"<{_checked_name(name)}>{inner}</{name}>")
    parts.append("</TX_INFO></TX>")
    return "".join(parts).encode("gb18030")


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise FieldError(name, "is no name of an element")
    return str(name)


def _element(name: str, text: str) -> str:
    if illegal := _ILLEGAL.search(text):
        raise IllegalCharacter(name, illegal.start(), illegal.group())
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return f"<{_checked_name(name)}>{text}</{name}>"


def _decode(
    data: bytes, expected: Sequence[str], optional: set[str]
) -> tuple[dict[str, str], dict[str, Value]]:
    root = parse(data)
    if root.tag != "TX":
        raise MalformedEnvelope(f"root element is {root.tag}")
    head: dict[str, str] = {}
    info: dict[str, Value] | None = None
    for child in children(root):
        if child.tag == "TX_INFO" and info is None:
            info = _decode_info(child)
        elif child.tag in expected and child.tag not in head:
            head[child.tag] = text_of(child)
        else:
            raise MalformedEnvelope(f"unexpected element {child.tag}")
    if info is None:
        raise MalformedEnvelope("no TX_INFO")
    for name in expected:
        if name not in head and name not in optional:
            raise MalformedEnvelope(f"no {name}")
        _within_limit(name, head.setdefault(name, ""))
    return head, info


def _decode_info(element: Element) -> dict[str, Value]:
    info: dict[str, Value] = {}
    lists: dict[str, list[Mapping[str, str]]] = {}
    for child in children(element):
        name = child.tag
        if len(child):
            if name not in lists:
                if name in info:
                    raise MalformedEnvelope(f"{name} is both text and list")
                info[name] = lists[name] = []
            entry: dict[str, str] = {}
            for inner in children(child):
                if inner.tag in entry:
                    raise MalformedEnvelope(f"{inner.tag} twice in {name}")
                entry[inner.tag] = text_of(inner)
            lists[name].append(entry)
        elif name in info:
            raise MalformedEnvelope(f"{name} twice")
        else:
            info[name] = text_of(child)
    return info
