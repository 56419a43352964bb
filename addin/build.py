"""Make gjj_xl.xlam of ribbon.xml, our VBA, the icons and xlwings' VBA: ``python -m addin.build``.

The same sources give the same parts; the file is committed and shipped with the package.
"""

import sys
import uuid
import zipfile
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import fromstring

from addin.carried import PROJECT, carried_modules
from addin.parts import icons, parts
from addin.project import Module, vba_project
from addin.sources import our_modules
from addin.structure import check_structure
from gjj_xl import __version__
from gjj_xl.addin.facts import ADDIN_FILE, INTERPRETER, TITLE
from gjj_xl.ribbon.state import RibbonFacts, state_text
from gjj_xl.sheets.layout import RECEIPT_SHEET

FOLDER: Final = Path(__file__).parent
TARGET: Final = FOLDER / ADDIN_FILE
_VBA_NAME: Final = "GjjXl"
IDENTITY: Final = f"{{{uuid.uuid5(uuid.NAMESPACE_URL, 'urn:gjj-xl:addin')}}}".upper()
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)

CONFIGURATION: Final = {
    "INTERPRETER_WIN": INTERPRETER,
    "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    "USE UDF SERVER": "True",
    "SHOW CONSOLE": "False",
}
"""The sheet gjj_xl.conf: what xlwings' VBA asks for. Nothing else is asked anywhere."""

FACTS: Final = {
    "title": TITLE,
    "version": __version__,
    "receipt": RECEIPT_SHEET,
    "state": state_text(RibbonFacts()),
    "failed": (
        "程序没有应答，没有完成。\n请再试一次；仍不行的，请关闭 Excel，重新运行安装文件夹中的"
        " install.bat，再打开 Excel。"
    ),
}
"""The sheet facts: what the VBA must know before Python runs."""


def all_modules() -> tuple[Module, ...]:
    """Every module of the project, in its order."""
    return our_modules() + carried_modules()


def all_parts(ribbon: str | None = None) -> dict[str, bytes]:
    """The parts of the add-in. Raises ValueError where the structure is wrong."""
    text = ribbon if ribbon is not None else (FOLDER / "ribbon.xml").read_text("utf-8")
    controls = fromstring(text).iter()  # noqa: S314 - our own file
    images = sorted({one.attrib["image"] for one in controls if "image" in one.attrib})
    made = parts(
        title=TITLE,
        version=__version__,
        sheets={f"{PROJECT}.conf": CONFIGURATION, "facts": FACTS},
        ribbon=text,
        images=icons(FOLDER / "icons", images),
        vba=vba_project(_VBA_NAME, IDENTITY, all_modules()),
    )
    wrong = check_structure(made, all_modules())
    if wrong:
        raise ValueError("\n".join(wrong))
    return made


def write(made: dict[str, bytes], target: Path) -> None:
    """Write the parts as a file; no time, user or system of the build gets in."""
    with zipfile.ZipFile(target, "w") as package:
        for name, data in made.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            package.writestr(info, data, compresslevel=9)


if __name__ == "__main__":
    write(all_parts(), Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
