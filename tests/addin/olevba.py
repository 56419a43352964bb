"""What oletools reads out of an add-in; it warns of its own parser while it is imported."""

import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oletools import olevba


def modules_of(path: Path) -> dict[str, str]:
    """Name and full text of every module; lines end with LF."""
    parser = olevba.VBA_Parser(str(path))
    try:
        found = parser.extract_macros()
        return {name.rpartition(".")[0]: code.replace("\r\n", "\n") for *_, name, code in found}
    finally:
        parser.close()


def decompressed(data: bytes) -> bytes:
    """A compressed stream's content."""
    return bytes(olevba.decompress_stream(bytearray(data)))
