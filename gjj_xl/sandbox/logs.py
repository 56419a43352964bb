"""The centre's log file; ID numbers and client numbers are masked in it."""

import logging
import logging.handlers
from pathlib import Path
from typing import Final

from gjj_xl.rules.mask import mask_text

_BYTES: Final = 2_000_000


class _Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return mask_text(super().format(record))


def log_to(path: Path) -> logging.Handler:
    """Log the sandbox's messages to a file until the handler is given to :func:`stop_logging`."""
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_BYTES, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(_Masked("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("gjj_xl.sandbox")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Take the handler away again and close its file."""
    logging.getLogger("gjj_xl.sandbox").removeHandler(handler)
    handler.close()
