"""Digests that say: the same content, the same bytes, the same results."""

import hashlib
from collections.abc import Iterable
from typing import Final

from gjj_xl.rules.business import Business

_CONTENT: Final = "gjj-xl content 1"
_RESULTS: Final = "gjj-xl results 1"


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


def _digest(domain: str, texts: Iterable[str]) -> str:
    """Hash texts so that no two lists of texts give the same bytes."""
    running = hashlib.sha256()
    for text in (domain, *texts):
        data = text.encode("utf-8")
        running.update(b"%d:" % len(data))
        running.update(data)
    return running.hexdigest()
