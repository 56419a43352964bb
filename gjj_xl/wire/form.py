"""The form that carries an envelope and its signature over HTTP."""

import binascii
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from gjj_xl.wire.codes import FORM_REQUEST, FORM_SIGNATURE
from gjj_xl.wire.errors import MalformedForm

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
LARGE: Final = 64 * 1024
"""Envelopes of more bytes than this go as multipart: percent-encoding would treble them."""

_PERCENT = re.compile(rb"(?:[^%]|%[0-9A-Fa-f]{2})*")
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=?-]{1,70}")


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted: the exact bytes of the envelope, and the base64 of its signature."""

    request_xml: bytes
    sign_data: str | None


def encode_form(request_xml: bytes, sign_data: str | None = None) -> tuple[str, bytes]:
    """Return the Content-Type and the body of the form; ``sign_data`` is base64 of DER."""
    fields = [(FORM_REQUEST, request_xml)]
    if sign_data is not None:
        fields.append((FORM_SIGNATURE, sign_data.encode("ascii")))
    if len(request_xml) <= LARGE:
        pairs = (f"{name}={quote_from_bytes(value, safe='')}" for name, value in fields)
        return URLENCODED, "&".join(pairs).encode("ascii")
    boundary = secrets.token_hex(24)
    parts: list[bytes] = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts += (head.encode("ascii"), value, b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode("ascii"))
    return f"{MULTIPART}; boundary={boundary}", b"".join(parts)


def decode_form(content_type: str, body: bytes) -> Form:
    """Read a posted form without changing a byte of the envelope.

    Raises MalformedForm for another content type, a broken body, or a field that is missing,
    repeated or unknown.
    """
    message = Message()
    message["content-type"] = content_type
    kind = message.get_content_type()
    if kind == URLENCODED:
        pairs = _urlencoded(body)
    elif kind == MULTIPART:
        pairs = _multipart(body, message.get_boundary() or "")
    else:
        raise MalformedForm(f"content type {kind}")
    fields: dict[str, bytes] = {}
    for name, value in pairs:
        if name in fields or name not in (FORM_REQUEST, FORM_SIGNATURE):
            raise MalformedForm(f"field {name[:40]!r} is unknown or repeated")
        fields[name] = value
    if FORM_REQUEST not in fields:
        raise MalformedForm(f"no {FORM_REQUEST}")
    signature = fields.get(FORM_SIGNATURE)
    return Form(fields[FORM_REQUEST], None if signature is None else _ascii(signature))


def signature_bytes(sign_data: str) -> bytes:
    """The DER bytes of a ``signData``; raises MalformedForm for anything but base64."""
    try:
        return binascii.a2b_base64("".join(sign_data.split()), strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedForm(f"{FORM_SIGNATURE} is not base64: {error}") from error


def signature_text(der: bytes) -> str:
    """The ``signData`` of DER bytes: base64 on one line."""
    return binascii.b2a_base64(der, newline=False).decode("ascii")


def _ascii(value: bytes) -> str:
    try:
        return value.decode("ascii")
    except UnicodeDecodeError as error:
        raise MalformedForm(f"{FORM_SIGNATURE} is not ASCII") from error


def _urlencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    if not _PERCENT.fullmatch(body):
        raise MalformedForm("broken percent-encoding")
    for pair in body.split(b"&"):
        name, equals, value = pair.partition(b"=")
        if not equals:
            raise MalformedForm("field without a value")
        plain = unquote_to_bytes(name.replace(b"+", b" ")).decode("ascii", "replace")
        yield plain, unquote_to_bytes(value.replace(b"+", b" "))


def _multipart(body: bytes, boundary: str) -> Iterator[tuple[str, bytes]]:
    if not _BOUNDARY.fullmatch(boundary):
        raise MalformedForm("no boundary")
    first, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("ascii"))
    if first or len(parts) < 2 or parts[-1] not in (b"--", b"--\r\n"):
        raise MalformedForm("parts are not bounded as announced")
    for part in parts[:-1]:
        head, gap, value = part.partition(b"\r\n\r\n")
        if not gap or not head.startswith(b"\r\n"):
            raise MalformedForm("part without a header")
        yield _part_name(head), value


def _part_name(head: bytes) -> str:
    message = Message()
    for line in head.decode("latin-1").strip().split("\r\n"):
        key, colon, value = line.partition(":")
        if not colon:
            raise MalformedForm("broken header of a part")
        message[key.strip()] = value.strip()
    name = message.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise MalformedForm("part without a name")
    return name
