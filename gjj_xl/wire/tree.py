"""XML that came from outside, read with suspicion: GB18030, no DTD, no depth, no surprises."""

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gjj_xl.wire.errors import MalformedEnvelope

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest document that is looked at."""
MAX_ELEMENTS: Final = 1_000_000
MAX_DEPTH: Final = 4
"""TX, TX_INFO, a list's entry, and a field of the entry."""

_DECLARED = re.compile(r"<\?xml(?P<attributes>[^?<>]*)\?>")
_ENCODING = re.compile(r"""encoding\s*=\s*["'](?:GB2312|GBK|GB18030)["']""", re.IGNORECASE)


class _Bounded(TreeBuilder):
    """Builds the tree, and stops at once where no envelope of ours would go on."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise MalformedEnvelope("too deep or too many elements")
        if attrs:
            raise MalformedEnvelope(f"{tag[:40]} has attributes")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(data: bytes) -> Element:
    """The root element; raises MalformedEnvelope for everything that is not plain and small."""
    if len(data) > MAX_BYTES:
        raise MalformedEnvelope(f"{len(data)} bytes are too many")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise MalformedEnvelope(f"not GB18030 at byte {error.start}") from error
    declared = _DECLARED.match(text)
    if not declared or not _ENCODING.search(declared["attributes"]):
        raise MalformedEnvelope("no XML declaration with an encoding of the GB family")
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        # What is left has no declaration, so that expat reads it as the UTF-8 that it now is.
        parser.feed(text[declared.end() :].lstrip().encode("utf-8"))
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise MalformedEnvelope(f"forbidden XML: {type(error).__name__}") from error
    except (ParseError, ValueError) as error:
        raise MalformedEnvelope(f"not XML: {error}") from error
    return root


def children(element: Element) -> Iterable[Element]:
    """The elements inside; raises MalformedEnvelope where text stands between them."""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise MalformedEnvelope(f"stray text in {element.tag}")
    return element


def text_of(element: Element) -> str:
    """The text inside; raises MalformedEnvelope where elements stand in it."""
    if len(element):
        raise MalformedEnvelope(f"{element.tag} is not text")
    return element.text or ""
