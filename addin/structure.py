"""What must hold in the add-in and what no validator knows: each rule gives its violations."""

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from posixpath import dirname, join, normpath
from types import MappingProxyType
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, fromstring

from addin.parts import RIBBON_PART
from addin.project import Kind, Module
from gjj_xl.ribbon.commands import COMMANDS
from gjj_xl.ribbon.state import NEEDS, RibbonFacts, state_text

Parts: TypeAlias = Mapping[str, bytes]
_CONTROL: Final = "control As IRibbonControl"
SIGNATURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "onLoad": "ribbon As IRibbonUI",
        "onAction": _CONTROL,
        "getEnabled": f"{_CONTROL}, ByRef returnedVal As Variant",
        "getLabel": f"{_CONTROL}, ByRef returnedVal As Variant",
    }
)
"""A callback attribute → the arguments that Excel hands over (for a button)."""
_LONGEST: Final = {"label": 1024, "screentip": 1024, "supertip": 1024, "keytip": 3}
_PROCEDURE: Final = re.compile(
    r"^(?:Public |Private |Friend )?(?:Sub|Function|Property \w+) (\w+)\(.*?^End ",
    re.MULTILINE | re.DOTALL,
)
_PUBLIC: Final = re.compile(r"^Public Sub (\w+)\((.*)\)$", re.MULTILINE)
_CARRIED: Final = frozenset({"xlwings", "Dictionary"})
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def check_structure(parts: Parts, modules: Sequence[Module]) -> list[str]:
    """All violations in words; empty where everything fits."""
    ribbon = fromstring(parts[RIBBON_PART])  # noqa: S314 - our own file
    found = [line for rule in _RIBBON_RULES for line in rule(ribbon, modules)]
    found += [line for part_rule in _PART_RULES for line in part_rule(parts, ribbon, modules)]
    return found


def _unique_ids(ribbon: Element, _: Sequence[Module]) -> Iterator[str]:
    for name, count in Counter(one.get("id") for one in ribbon.iter()).items():
        if name is not None and count > 1:
            yield f"id {name} is there {count} times"


def _commands(ribbon: Element, _: Sequence[Module]) -> Iterator[str]:
    """Each button is a command and each command a button."""
    buttons = {one.get("id") for one in ribbon.iter() if one.get("onAction")}
    for name in sorted(buttons ^ set(COMMANDS), key=str):
        side = "has no command" if name in buttons else "has no control"
        yield f"{name} {side}"
    for name in sorted(set(COMMANDS) ^ set(NEEDS)):
        yield f"{name} stands in only one of COMMANDS and NEEDS"


def _labels(ribbon: Element, _: Sequence[Module]) -> Iterator[str]:
    state = state_text(RibbonFacts())
    for one in ribbon.iter():
        if one.get("getLabel") and f"\nlabel:{one.get('id')}=" not in state:
            yield f"{one.get('id')} gets no label in the state"


def _lengths(ribbon: Element, _: Sequence[Module]) -> Iterator[str]:
    for one in ribbon.iter():
        for name, longest in _LONGEST.items():
            if len(one.get(name, "")) > longest:
                yield f"{one.get('id')}: {name} is longer than {longest}"


def _keytips(ribbon: Element, _: Sequence[Module]) -> Iterator[str]:
    """On one level no keytip may begin with another one: the longer could not be typed."""
    tab = next(one for one in ribbon.iter() if _tag(one) == "tab")
    menus = [one for one in tab.iter() if _tag(one) == "menu"]
    inside = {id(one) for menu in menus for one in menu.iter()}
    levels = [[one for one in tab.iter() if one is not tab and id(one) not in inside]]
    levels += [list(menu.iter()) for menu in menus]
    for level in levels:
        tips = [one.get("keytip", "") for one in level if one.get("keytip")]
        for first, second in combinations(tips, 2):
            if first.startswith(second) or second.startswith(first):
                yield f"keytips {first} and {second} get in each other's way"


def _tag(one: Element) -> str:
    return one.tag.rpartition("}")[2]


def _callbacks(ribbon: Element, modules: Sequence[Module]) -> Iterator[str]:
    procedures = [
        (found[1], found[2])
        for module in modules
        if module.kind is Kind.MODULE
        for found in _PUBLIC.finditer(module.source)
    ]
    for one in ribbon.iter():
        for attribute, name in one.attrib.items():
            if not re.match(r"(on|get)[A-Z]", attribute):
                continue
            wanted = SIGNATURES.get(attribute)
            if wanted is None:
                yield f"{one.get('id')}: nothing is known of {attribute}"
                continue
            arguments = [args for found, args in procedures if found == name]
            if arguments != [wanted]:
                yield f"{attribute}={name}: {arguments or 'missing'}, not ({wanted})"


def _handlers(_: Element, modules: Sequence[Module]) -> Iterator[str]:
    """Each procedure of ours handles its errors, except where its comment leaves them."""
    for module in modules:
        if module.name in _CARRIED:
            continue
        for found in _PROCEDURE.finditer(module.source):
            before = module.source[: found.start()].rstrip().rpartition("\n")[2]
            excused = before.startswith("' Errors are the caller's.")
            if not excused and "On Error" not in found[0]:
                yield f"{module.name}.{found[1]} handles no errors"


def _images(parts: Parts, ribbon: Element, _: Sequence[Module]) -> Iterator[str]:
    """Each image that the ribbon names is there, of the size in its name; and none besides."""
    named = {one.get("image", "") for one in ribbon.iter() if one.get("image")}
    targets = {found.get("Id"): target for found, target in _targets(parts, RIBBON_PART)}
    for name in sorted(named ^ set(filter(None, targets))):
        yield f"image {name} is " + ("not in the package" if name in named else "used nowhere")
    for name in sorted(named & set(filter(None, targets))):
        data = parts.get(targets[name], b"")
        if data[:8] != b"\x89PNG\r\n\x1a\n":
            yield f"image {name} is no PNG"
            continue
        size = struct.unpack(">II", data[16:24])
        pixels = int(name.rpartition("_")[2])
        if size != (pixels, pixels):
            yield f"image {name} has {size[0]} x {size[1]} pixels"


def _code_names(parts: Parts, _: Element, modules: Sequence[Module]) -> Iterator[str]:
    documents = [module.name for module in modules if module.kind is Kind.DOCUMENT]
    named = []
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        root = fromstring(parts[part])  # noqa: S314 - our own file
        tag = "workbookPr" if part.endswith("workbook.xml") else "sheetPr"
        properties = root.find(f"{_MAIN}{tag}")
        named.append("" if properties is None else properties.get("codeName", ""))
    if named != documents:
        yield f"code names {named} are not the document modules {documents}"


def _relationships(parts: Parts, _: Element, __: Sequence[Module]) -> Iterator[str]:
    for part in parts:
        if part.endswith(".rels"):
            source = part.replace("_rels/", "").removesuffix(".rels")
            for _found, target in _targets(parts, source):
                if target not in parts:
                    yield f"{part} names {target}, which is not there"


def _content_types(parts: Parts, _: Element, __: Sequence[Module]) -> Iterator[str]:
    types = fromstring(parts["[Content_Types].xml"])  # noqa: S314 - our own file
    extensions = {one.get("Extension") for one in types.iter(f"{_TYPES}Default")}
    for part in parts:
        if part != "[Content_Types].xml" and part.rpartition(".")[2] not in extensions:
            yield f"{part} has no content type"
    for one in types.iter(f"{_TYPES}Override"):
        if one.get("PartName", "")[1:] not in parts:
            yield f"content type of {one.get('PartName')}, which is not there"


def _targets(parts: Parts, source: str) -> Iterator[tuple[Element, str]]:
    """The relationships of a part and the parts that they lead to."""
    folder = dirname(source)
    name = join(folder, "_rels", f"{source.rpartition('/')[2]}.rels")
    if name in parts:
        for one in fromstring(parts[name]).iter(f"{_RELATIONS}Relationship"):  # noqa: S314 - ours
            yield one, normpath(join(folder, one.get("Target", "")))


_RIBBON_RULES: Final[tuple[Callable[[Element, Sequence[Module]], Iterator[str]], ...]] = (
    _unique_ids,
    _commands,
    _labels,
    _lengths,
    _keytips,
    _callbacks,
    _handlers,
)
_PART_RULES: Final[tuple[Callable[[Parts, Element, Sequence[Module]], Iterator[str]], ...]] = (
    _images,
    _code_names,
    _relationships,
    _content_types,
)
