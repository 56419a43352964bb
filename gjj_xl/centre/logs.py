"""The log: what was asked and answered, never who it was about."""

import contextlib
import logging
import logging.handlers
import re
from pathlib import Path
from typing import Final

from gjj_xl.rules.mask import mask_text

_ROOT: Final = "gjj_xl"
_SIZE: Final = 1024 * 1024
_KEPT: Final = 3
_SECRETS = re.compile(r"(?i)(password|passwd|pin|token|session)(\W{1,3})(\S+)")
_XML = re.compile(r"<TX>.*", re.DOTALL)


def mask(text: str) -> str:
    """A line for the log, with long numbers, secrets and whole messages made unreadable."""
    text = _XML.sub("<TX>…", text)
    return mask_text(_SECRETS.sub(r"\1\2***", text))


class _Quiet(logging.handlers.RotatingFileHandler):
    """A log that cannot be written keeps nobody from working: full disk, another window."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say nothing: logging would print a traceback."""

    def close(self) -> None:
        """Close the file; what could not be written is lost."""
        with contextlib.suppress(OSError):
            super().close()


class _Masking(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


def open_log(path: Path) -> logging.Handler | None:
    """Begin to write the house's log to a file; None where that cannot be written.

    Give the handler to :func:`close_log` at the end.
    """
    try:
        handler = _Quiet(path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(_Masking("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger(_ROOT)
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler


def close_log(handler: logging.Handler | None) -> None:
    """Stop writing to the log."""
    if handler is not None:
        logging.getLogger(_ROOT).removeHandler(handler)
        handler.close()
