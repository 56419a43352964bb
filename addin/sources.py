"""VBA modules as text files: reading them, and the attribute lines that a file leaves out."""

import re
from pathlib import Path
from typing import Final

from addin.project import Kind, Module

FOLDER: Final = Path(__file__).parent / "vba"
_HEADER: Final = re.compile(r"\AVERSION 1\.0 CLASS\nBEGIN\n.*?\nEND\n", re.DOTALL)
_ATTRIBUTES: Final = re.compile(r"^(?:Attribute VB_\w+ = .*\n)+", re.MULTILINE)
_CLASS: Final = "FCFB3D2A-A0FA-1068-A738-08002B3371B5"
_BASES: Final = {
    "ThisWorkbook": "00020819-0000-0000-C000-000000000046",
    "Sheet1": "00020820-0000-0000-C000-000000000046",
    "Sheet2": "00020820-0000-0000-C000-000000000046",
}
"""Document modules (code names of workbook and sheets) and the classes that they extend."""
ORDER: Final = (
    "ThisWorkbook",
    "Sheet1",
    "Sheet2",
    "AppEvents",
    "Books",
    "Callbacks",
    "Dispatch",
    "Encode",
    "Facts",
    "Listening",
    "RibbonState",
    "Ticker",
    "Trouble",
)


def normalised(data: bytes) -> str:
    """A source file as text with LF line ends. Raises ValueError where it is not ASCII.

    ASCII alone means the same under every code page that an Excel may have.
    """
    text = data.decode("utf-8").replace("\r\n", "\n")
    bad = [number for number, line in enumerate(text.split("\n"), 1) if not line.isascii()]
    if bad:
        raise ValueError(f"not ASCII in lines {bad}")
    return text


def our_modules(folder: Path = FOLDER) -> tuple[Module, ...]:
    """Our own modules, in the order of the project."""
    files = {file.stem: file for file in folder.iterdir()}
    if set(files) != set(ORDER):
        raise ValueError(f"the modules are not those of the order: {set(files) ^ set(ORDER)}")
    return tuple(_module(files[name]) for name in ORDER)


def _module(file: Path) -> Module:
    text = normalised(file.read_bytes())
    if file.suffix == ".cls":
        return class_module(file.stem, text)
    if not text.startswith(f'Attribute VB_Name = "{file.stem}"\n'):
        raise ValueError(f"{file.name} does not begin with its own name")
    return Module(file.stem, Kind.MODULE, text)


def class_module(name: str, text: str) -> Module:
    """A class or document module with the attributes that Excel wants of it."""
    document = name in _BASES
    yes = str(document)
    attributes = (
        f'VB_Name = "{name}"',
        f'VB_Base = "0{{{_BASES.get(name, _CLASS)}}}"',
        "VB_GlobalNameSpace = False",
        "VB_Creatable = False",
        f"VB_PredeclaredId = {yes}",
        f"VB_Exposed = {yes}",
        "VB_TemplateDerived = False",
        f"VB_Customizable = {yes}",
    )
    body = _ATTRIBUTES.sub("", _HEADER.sub("", text), count=1) if _HEADER.match(text) else text
    kind = Kind.DOCUMENT if document else Kind.CLASS
    return Module(name, kind, "".join(f"Attribute {one}\n" for one in attributes) + body)
