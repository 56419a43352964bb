"""Receipts (回执): the centre's signed word on a batch, readable without this software.

The text is UTF-8, one ``标签: 值`` a line, always the same lines in the same order. The signature
is a detached CMS beside it, made by a certificate of the role ``Usage.CENTRE``, so that anybody
can verify one with: ``openssl cms -verify -inform DER -in receipt.p7s -content receipt.txt -binary
-CAfile ca.pem``.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Any, Final

from cryptography import x509

from gjj_xl.rules.business import Business
from gjj_xl.wire import values
from gjj_xl.wire.cms import Signer, sign_detached, verify_detached
from gjj_xl.wire.codes import Usage
from gjj_xl.wire.errors import MalformedReceipt
from gjj_xl.wire.values import Codec

TITLE: Final = "住房公积金单位网上业务回执"
MAX_BYTES: Final = 16 * 1024


@unique
class ReceiptKind(StrEnum):
    """What the centre gives its word on."""

    ACCEPTED = "受理回执"
    ANSWERED = "处理结果回执"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the centre says of a batch. Amounts in fen, moments timezone-aware, to the second.

    ``request_digest`` is of the exact bytes of requestXml, ``content_digest`` of the rows. The
    fields from ``succeeded`` on are there once the batch is answered, and only then;
    ``succeeded_amount`` is the control amount of the records that succeeded, ``results_digest`` is
    of every record's result (:func:`~gjj_xl.wire.digest.results_digest`).
    """

    kind: ReceiptKind
    unit_number: str
    serial: str
    request_sn: str
    request_digest: str
    content_digest: str
    business: Business
    fund: int
    business_month: str
    count: int
    amount: int
    accepted_at: dt.datetime
    succeeded: int | None = None
    failed: int | None = None
    succeeded_amount: int | None = None
    results_digest: str | None = None
    answered_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        answered = self.kind is ReceiptKind.ANSWERED
        for name in _ANSWERED:
            if (getattr(self, name) is not None) != answered:
                raise MalformedReceipt(f"{name} in a {self.kind.name} receipt")

    @property
    def issued_at(self) -> dt.datetime:
        """When the centre gave this word."""
        return self.answered_at or self.accepted_at

    def text(self) -> bytes:
        """The canonical bytes, as they are signed."""
        lines = [TITLE]
        for name, (label, codec) in _LINES.items():
            value = getattr(self, name)
            if value is None:
                continue
            written = codec.write(value)
            if not written.isprintable() or written != written.strip():
                raise MalformedReceipt(f"{name} does not fit a line")
            lines.append(f"{label}: {written}")
        return "".join(f"{line}\n" for line in lines).encode("utf-8")


_BUSINESS: Final = Codec(
    lambda business: business.facts.word,
    {business.facts.word: business for business in Business}.__getitem__,
)
_LINES: Final[Mapping[str, tuple[str, Codec]]] = MappingProxyType(
    {
        "kind": ("回执类型", values.choice(ReceiptKind)),
        "unit_number": ("单位客户号", values.TEXT),
        "serial": ("业务流水号", values.SERIAL),
        "request_sn": ("请求序列号", values.REQUEST_SN),
        "business": ("业务", _BUSINESS),
        "fund": ("资金性质", values.WHOLE),
        "business_month": ("业务年月", values.MONTH),
        "count": ("总人数", values.WHOLE),
        "amount": ("总金额（元）", values.FEN),
        "accepted_at": ("受理时间", values.MOMENT),
        "succeeded": ("成功笔数", values.WHOLE),
        "failed": ("失败笔数", values.WHOLE),
        "succeeded_amount": ("成功金额（元）", values.FEN),
        "answered_at": ("处理完成时间", values.MOMENT),
        "request_digest": ("请求报文摘要（SHA-256）", values.DIGEST),
        "content_digest": ("批次内容摘要（SHA-256）", values.DIGEST),
        "results_digest": ("处理结果摘要（SHA-256）", values.DIGEST),
    }
)
_ANSWERED: Final = tuple(field.name for field in fields(Receipt) if field.default is None)


def parse_receipt(text: bytes) -> Receipt:
    """Read a receipt; raises MalformedReceipt unless the bytes are exactly the canonical ones."""
    if len(text) > MAX_BYTES:
        raise MalformedReceipt("too long")
    try:
        title, *lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise MalformedReceipt("not UTF-8") from error
    if title != TITLE:
        raise MalformedReceipt("no title")
    names = {label: (name, codec) for name, (label, codec) in _LINES.items()}
    found: dict[str, Any] = {}
    for line in lines[:-1]:
        label, _, written = line.partition(": ")
        if label not in names:
            raise MalformedReceipt(f"unknown line {label[:40]!r}")
        name, codec = names[label]
        try:
            found[name] = codec.read(written)
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise MalformedReceipt(f"{name}: {written[:40]!r}") from error
    try:
        receipt = Receipt(**found)
    except TypeError as error:
        raise MalformedReceipt("a line is missing") from error
    if receipt.text() != text:
        raise MalformedReceipt("not in the canonical form")
    return receipt


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt's exact bytes and the DER of the signature over them."""

    text: bytes
    signature: bytes


def sign_receipt(receipt: Receipt, signer: Signer) -> SignedReceipt:
    """Sign a receipt with the centre's receipt key."""
    text = receipt.text()
    return SignedReceipt(text, sign_detached(text, signer))


def verify_receipt(
    signed: SignedReceipt,
    roots: Sequence[x509.Certificate],
    *,
    at: dt.datetime | None = None,
    revoked: Callable[[x509.Certificate], bool] | None = None,
) -> Receipt:
    """Return what the centre said, once it is proved that the centre said it.

    The certificate is judged at the moment the receipt itself names, so that a receipt stays good
    after the centre's key was renewed; give ``at`` to judge it at another. Raises MalformedReceipt
    and the SignatureErrors of :func:`~gjj_xl.wire.cms.verify_detached`.
    """
    receipt = parse_receipt(signed.text)
    verify_detached(
        signed.text,
        signed.signature,
        roots,
        at or receipt.issued_at,
        usage=Usage.CENTRE,
        revoked=revoked,
    )
    return receipt
