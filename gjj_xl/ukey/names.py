"""How a key is named: a file's path, ``piv:SERIAL/SLOT`` or ``pkcs11:LIBRARY#SERIAL/ID``."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from gjj_xl.ukey.piv import Slot
from gjj_xl.ukey.tokenerrors import KeyNameError

PIV: Final = "piv:"
PKCS11: Final = "pkcs11:"


@dataclass(frozen=True, slots=True)
class PivName:
    """A PIV card by the beginning of its serial (hex), and a slot; what is left out may be any."""

    serial: str = ""
    slot: Slot | None = None

    def __str__(self) -> str:
        slot = f"/{self.slot:02x}" if self.slot else ""
        return f"{PIV}{self.serial}{slot}"


@dataclass(frozen=True, slots=True)
class Pkcs11Name:
    """A token by the library of its maker, its serial, and an object's ID (hex)."""

    library: Path
    serial: str = ""
    ident: str = ""

    def __str__(self) -> str:
        ident = f"/{self.ident}" if self.ident else ""
        part = f"#{self.serial}{ident}" if self.serial or ident else ""
        return f"{PKCS11}{self.library}{part}"


KeyName: TypeAlias = Path | PivName | Pkcs11Name

# A front that holds names as paths turns the stroke round, on Windows.
_PIV_REST: Final = re.compile(r"(?P<serial>[0-9a-fA-F]{0,32})(?:[/\\](?P<slot>9[aAcC]))?")
_PKCS11_REST: Final = re.compile(r"(?P<serial>[^/#]*)(?:/(?P<ident>(?:[0-9a-fA-F]{2})+))?")


def parse_name(text: str) -> KeyName:
    """Read a key's name; what begins with neither word is a file. Raises KeyNameError."""
    if text.startswith(PIV):
        match = _PIV_REST.fullmatch(text.removeprefix(PIV))
        if match is None:
            raise KeyNameError(text)
        slot = Slot(int(match["slot"], 16)) if match["slot"] else None
        return PivName(match["serial"].lower(), slot)
    if text.startswith(PKCS11):
        library, _, rest = text.removeprefix(PKCS11).partition("#")
        match = _PKCS11_REST.fullmatch(rest)
        if match is None or not library:
            raise KeyNameError(text)
        return Pkcs11Name(Path(library), match["serial"], (match["ident"] or "").lower())
    if not text:
        raise KeyNameError(text)
    return Path(text)
