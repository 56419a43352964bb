"""The parts of a built workbook: to compare two builds, and to spoil one for a sample."""

import re
import zipfile
from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook, unpacked: what two builds must agree in, whatever zlib wrote."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, content: dict[str, bytes]) -> None:
    """Pack parts into a workbook, with fixed dates."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def restyle(sheet: str, cells: list[str], like: str) -> str:
    """Give cells of a worksheet part the format of another cell."""
    style = re.search(rf'<c r="{like}" s="(\d+)"', sheet)
    assert style is not None, like
    for cell in cells:
        sheet, found = re.subn(rf'(<c r="{cell}" s=")\d+"', rf'\g<1>{style[1]}"', sheet)
        assert found == 1, cell
    return sheet


def retype(sheet: str, cell: str, text: str) -> str:
    """Replace a cell's content by a text."""
    inline = rf'\g<1> t="inlineStr"><is><t>{text}</t></is></c>'
    sheet, found = re.subn(rf'(<c r="{cell}" s="\d+")[^>]*>.*?</c>', inline, sheet)
    assert found == 1, cell
    return sheet
