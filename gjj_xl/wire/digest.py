"""Digests that say: the same content, the same bytes, the same results."""

import hashlib
from collections.abc import Iterable
from typing import Final

from gjj_xl.rules.business import Business

_CONTENT: Final = "gjj-xl content 1"
_RESULTS: Final = "gjj-xl results 1"
_ROSTER: Final = hashlib.sha256(b"gjj-xl roster 1")
SUMS: Final = 1 << 256
"""Weights of accounts are added up modulo this."""


def request_digest(request_xml: bytes) -> str:
    """SHA-256 (hex) of the exact bytes of a request."""
    return hashlib.sha256(request_xml).hexdigest()


def content_digest(unit_number: str, business: Business, fund: int, lines: str) -> str:
    """SHA-256 (hex) of what a batch says, whatever the order of its rows.

    ``lines`` is FILE_CTX as :func:`~gjj_xl.wire.lines.encode_lines` makes it. Two batches with one
    digest file the same thing twice.
    """
    rows = sorted(lines.split("\n")) if lines else []
    return _digest(_CONTENT, [unit_number, business.value, str(fund), *rows])


def results_digest(results: Iterable[tuple[int, str, str]]) -> str:
    """SHA-256 (hex) of the final (line, state, reason) of every record, in any order.

    It stands in the final receipt, so that the centre has signed each record's result.
    """
    rows = [text for result in sorted(results) for text in map(str, result)]
    return _digest(_RESULTS, rows)


def account_weight(
    client_number: str, fund: int, name: str, id_number: str, state: str, salary: int, rate: int
) -> int:
    """What an account adds to the sum of its roster (below 2**256); salary in fen."""
    running = _ROSTER.copy()
    texts = f"{client_number}\0{fund}\0{name}\0{id_number}\0{state}\0{salary}\0{rate}"
    running.update(texts.encode())
    return int.from_bytes(running.digest(), "big")


def roster_digest(weights: Iterable[int]) -> str:
    """The digest (hex) of a whole roster, from the weights of its accounts in any order.

    A sum, so that a roster with few changes is summed up anew from the old sum and the changed
    accounts; it finds what was lost, doubled or damaged, and is no signature.
    """
    return f"{sum(weights) % SUMS:064x}"


def _digest(domain: str, texts: Iterable[str]) -> str:
    """Hash texts so that no two lists of texts give the same bytes."""
    running = hashlib.sha256()
    for text in (domain, *texts):
        data = text.encode("utf-8")
        running.update(b"%d:" % len(data))
        running.update(data)
    return running.hexdigest()
