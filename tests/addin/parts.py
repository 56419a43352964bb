"""The built add-in for tests: its parts, and copies of it with something broken."""

import re
import zipfile
from pathlib import Path

from addin.build import TARGET, all_parts, write

RIBBON = "customUI/customUI14.xml"


def committed() -> dict[str, bytes]:
    """The parts of the committed file."""
    with zipfile.ZipFile(TARGET) as package:
        return {name: package.read(name) for name in package.namelist()}


def broken(part: str, old: str, new: str) -> dict[str, bytes]:
    """The built parts with one text changed in one of them; it must occur."""
    parts = all_parts()
    text = parts[part].decode()
    changed, count = re.subn(re.escape(old), new, text)
    assert count, f"{old} is not in {part}"
    parts[part] = changed.encode()
    return parts


def saved(parts: dict[str, bytes], path: Path) -> Path:
    """The parts as a file."""
    write(parts, path)
    return path
