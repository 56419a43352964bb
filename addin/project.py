"""A VBA project from source alone (MS-OVBA): no compiled code, which Excel makes when it loads.

xlwings' own shipped add-ins are made so too.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from addin.compound import Tree, compound_file
from addin.compression import compress


@unique
class Kind(Enum):
    """What a module is; the value is its word in the PROJECT stream."""

    DOCUMENT = "Document"
    CLASS = "Class"
    MODULE = "Module"


@dataclass(frozen=True, slots=True)
class Module:
    """A module with its full text, attribute lines included; lines end with LF."""

    name: str
    kind: Kind
    source: str

    @property
    def encoded(self) -> bytes:
        """The text as it stands in the file. Raises UnicodeEncodeError unless it is ASCII."""
        text = self.source if self.source.endswith("\n") else f"{self.source}\n"
        return text.replace("\n", "\r\n").encode("ascii")


CODE_PAGE: Final = 1252
"""Of no importance: the text is ASCII."""
_LANGUAGE: Final = 0x409
_REFERENCES: Final = (
    (
        "stdole",
        (
            "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
            "C:\\Windows\\System32\\stdole2.tlb#OLE Automation"
        ),
    ),
    (
        "Office",
        (
            "*\\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
            "C:\\Program Files\\Common Files\\Microsoft Shared\\OFFICE16\\MSO.DLL#"
            "Microsoft Office 16.0 Object Library"
        ),
    ),
)
"""The type libraries that the code names: Office has IRibbonUI and IRibbonControl."""
_NO_CACHE: Final = bytes.fromhex("cc61ffff000000")
"""The _VBA_PROJECT stream of a project without compiled code (2.3.4.1)."""
_SEED: Final = 0x5D


def vba_project(name: str, identity: str, modules: Sequence[Module]) -> bytes:
    """The bytes of vbaProject.bin. ``identity`` is a GUID in braces, the same in each build."""
    streams = {one.name: compress(one.encoded) for one in modules}
    storage: Tree = {
        "VBA": {**streams, "dir": compress(_dir(name, modules)), "_VBA_PROJECT": _NO_CACHE},
        "PROJECT": _project(name, identity, modules).encode("ascii"),
        "PROJECTwm": _names(modules),
    }
    return compound_file(storage)


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def _both(kind: int, wide_kind: int, text: str) -> bytes:
    """A name in the code page and in Unicode."""
    return _record(kind, text.encode("ascii")) + _record(wide_kind, text.encode("utf-16-le"))


def _dir(name: str, modules: Sequence[Module]) -> bytes:
    """The dir stream (2.3.4.2): information, references, modules."""
    number = struct.Struct("<I").pack
    out = [
        _record(0x01, number(3)),  # 64-bit Windows
        _record(0x02, number(_LANGUAGE)),
        _record(0x14, number(_LANGUAGE)),
        _record(0x03, struct.pack("<H", CODE_PAGE)),
        _record(0x04, name.encode("ascii")),
        _both(0x05, 0x40, ""),  # description
        _record(0x06) + _record(0x3D),  # help files
        _record(0x07, number(0)),
        _record(0x08, number(0)),
        struct.pack("<HIIH", 0x09, 4, 0x60000000, 1),  # version
        _both(0x0C, 0x3C, ""),  # constants
    ]
    for short, library in _REFERENCES:
        text = library.encode("ascii")
        out += [
            _both(0x16, 0x3E, short),
            _record(0x0D, number(len(text)) + text + b"\0" * 6),
        ]
    out += [_record(0x0F, struct.pack("<H", len(modules))), _record(0x13, b"\xff\xff")]
    for one in modules:
        out += [
            _both(0x19, 0x47, one.name),
            _both(0x1A, 0x32, one.name),  # the stream's name
            _both(0x1C, 0x48, ""),
            _record(0x31, number(0)),  # the text begins at 0: nothing compiled is before it
            _record(0x1E, number(0)),
            _record(0x2C, b"\xff\xff"),
            _record(0x21 if one.kind is Kind.MODULE else 0x22),
            _record(0x2B),
        ]
    return b"".join([*out, _record(0x10)])


def _project(name: str, identity: str, modules: Sequence[Module]) -> str:
    """The PROJECT stream (2.3.1): not locked, no password, visible."""
    lines = [f'ID="{identity}"']
    for one in modules:
        suffix = "/&H00000000" if one.kind is Kind.DOCUMENT else ""
        lines.append(f"{one.kind.value}={one.name}{suffix}")
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_hidden(bytes(4), identity)}"',
        f'DPB="{_hidden(bytes(1), identity)}"',
        f'GC="{_hidden(bytes([0xFF]), identity)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{one.name}=0, 0, 0, 0, C" for one in modules),
        "",
    ]
    return "\r\n".join(lines)


def _names(modules: Sequence[Module]) -> bytes:
    """The PROJECTwm stream (2.3.3): each module's name in both encodings."""
    pairs = (
        one.name.encode("ascii") + b"\0" + one.name.encode("utf-16-le") + b"\0\0" for one in modules
    )
    return b"".join(pairs) + b"\0\0"


def _hidden(data: bytes, identity: str) -> str:
    """Data Encryption (2.4.3) with a fixed seed: protection state, password, visibility."""
    key = sum(identity.encode("ascii")) & 0xFF
    version, project = _SEED ^ 2, _SEED ^ key
    out = [_SEED, version, project]
    last, before, plain = project, version, key
    padding = bytes((_SEED & 6) // 2)
    for byte in padding + struct.pack("<I", len(data)) + data:
        secret = byte ^ ((before + plain) & 0xFF)
        out.append(secret)
        before, last, plain = last, secret, byte
    return bytes(out).hex().upper()
