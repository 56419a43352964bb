"""A DLL without code, whose one function is another DLL's: for what an old wine lacks.

cryptography's wheel wants ``bcryptprimitives.ProcessPrng`` (Windows 7 and newer have it, wine 8
has not); ``advapi32.SystemFunction036`` takes the same arguments and fills the same buffer.
"""

import struct

_ALIGN, _PAGE, _BASE = 0x200, 0x1000, 0x1_8000_0000


def forwarding_dll(name: str, function: str, target: str) -> bytes:
    """A PE32+ image for x64 that forwards ``function`` to ``target`` (``dll.function``)."""
    exports = _exports(name, function, target)
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    coff = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)  # x64, one section, a DLL
    optional = struct.pack(
        "<HBBIIIIIQIIHHHHHHIIIIHHQQQQII",
        *(0x20B, 14, 0, 0, _ALIGN, 0, 0, _PAGE, _BASE, _PAGE, _ALIGN, 6, 0, 0, 0, 6, 0, 0),
        *(2 * _PAGE, _ALIGN, 0, 2, 0x0140, 1 << 20, _PAGE, 1 << 20, _PAGE, 0, 16),
    )
    directories = struct.pack("<II", _PAGE, len(exports)).ljust(16 * 8, b"\0")
    section = struct.pack(
        "<8sIIIIIIHHI", b".edata", len(exports), _PAGE, _ALIGN, _ALIGN, 0, 0, 0, 0, 0x40000040
    )
    header = dos + b"PE\0\0" + coff + optional + directories + section
    assert len(exports) <= _ALIGN
    return header.ljust(_ALIGN, b"\0") + exports.ljust(_ALIGN, b"\0")


def _exports(name: str, function: str, target: str) -> bytes:
    """The export directory and its strings; an address within it is a forwarder."""
    tables = _PAGE + 40
    strings = tables + 4 + 4 + 2
    texts = [f"{one}\0".encode() for one in (name, function, target)]
    places = [strings, strings + len(texts[0]), strings + len(texts[0]) + len(texts[1])]
    directory = struct.pack(
        "<IIHHIIIIIII",
        *(0, 0, 0, 0, places[0], 1, 1, 1, tables, tables + 4, tables + 8),
    )
    return directory + struct.pack("<IIH", places[2], places[1], 0) + b"".join(texts)
