"""The parts of the .xlam: a workbook of two small sheets, the ribbon, its icons, the VBA."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from openpyxl.writer.theme import theme_xml

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MS: Final = "http://schemas.microsoft.com/office"
_EXCEL_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_DEFAULTS: Final = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "bin": "application/vnd.ms-office.vbaProject",
}
_OVERRIDES: Final = {
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/worksheets/sheet1.xml": f"{_EXCEL_TYPE}.worksheet+xml",
    "/xl/worksheets/sheet2.xml": f"{_EXCEL_TYPE}.worksheet+xml",
    "/xl/sharedStrings.xml": f"{_EXCEL_TYPE}.sharedStrings+xml",
    "/xl/styles.xml": f"{_EXCEL_TYPE}.styles+xml",
    "/xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
    '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0"'
    ' fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0"'
    ' fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle'
    ' name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
RIBBON_PART: Final = "customUI/customUI14.xml"
SHEETS: Final = ("sheet1", "sheet2")


def parts(
    *,
    title: str,
    version: str,
    sheets: Mapping[str, Mapping[str, str]],
    ribbon: str,
    images: Mapping[str, bytes],
    vba: bytes,
) -> dict[str, bytes]:
    """All parts by name, in the order of the file.

    ``sheets`` are two sheets of two columns, names and values. ``images`` are PNG files by the
    name that ribbon.xml gives them.
    """
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{_DOC}/officeDocument", "xl/workbook.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_MS}/2007/relationships/ui/extensibility", RIBBON_PART),
        ),
        "docProps/core.xml": _core(title, version),
        RIBBON_PART: ribbon,
        "customUI/_rels/customUI14.xml.rels": _relationships(
            *((name, f"{_DOC}/image", f"images/{name}.png") for name in sorted(images))
        ),
        "xl/workbook.xml": _workbook(tuple(sheets)),
        "xl/_rels/workbook.xml.rels": _relationships(
            ("rId1", f"{_DOC}/worksheet", "worksheets/sheet1.xml"),
            ("rId2", f"{_DOC}/worksheet", "worksheets/sheet2.xml"),
            ("rId3", f"{_DOC}/styles", "styles.xml"),
            ("rId4", f"{_DOC}/theme", "theme/theme1.xml"),
            ("rId5", f"{_DOC}/sharedStrings", "sharedStrings.xml"),
            ("rId6", f"{_MS}/2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        "xl/styles.xml": _XML + _STYLES,
        "xl/theme/theme1.xml": theme_xml,
    }
    strings: list[str] = []
    for number, rows in enumerate(sheets.values(), 1):
        texts[f"xl/worksheets/sheet{number}.xml"] = _sheet(
            f"Sheet{number}", len(strings), len(rows)
        )
        strings += [text for pair in rows.items() for text in pair]
    texts["xl/sharedStrings.xml"] = _strings(strings)
    made = {name: text.encode() for name, text in texts.items()}
    made |= {f"customUI/images/{name}.png": images[name] for name in sorted(images)}
    made["xl/vbaProject.bin"] = vba
    return made


def icons(folder: Path, wanted: Sequence[str]) -> dict[str, bytes]:
    """The PNG files that the ribbon names; raises FileNotFoundError for one that is not drawn."""
    return {name: (folder / f"{name}.png").read_bytes() for name in wanted}


def _content_types() -> str:
    defaults = "".join(
        f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in _DEFAULTS.items()
    )
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in _OVERRIDES.items()
    )
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relationships(*rows: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in rows
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _core(title: str, version: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:description>{escape(version)}</dc:description></cp:coreProperties>"
    )


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><fileVersion appName="xl"'
        ' lastEdited="7" lowestEdited="7" rupBuild="23530"/><workbookPr codeName="ThisWorkbook"/>'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"
    )


def _sheet(code_name: str, first: int, count: int) -> str:
    """A sheet with names in column A and values in column B; both are shared strings in turn."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{first + 2 * row - 2}</v></c>'
        f'<c r="B{row}" t="s"><v>{first + 2 * row - 1}</v></c></row>'
        for row in range(1, count + 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code_name}"/>'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )


def _strings(texts: Sequence[str]) -> str:
    inside = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    count = len(texts)
    return f'{_XML}<sst xmlns="{_MAIN}" count="{count}" uniqueCount="{count}">{inside}</sst>'
