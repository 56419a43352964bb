"""The tab as it will look: drawn from ribbon.xml and measured in a browser."""

import struct
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from addin.build import FOLDER
from docs import tab
from docs.tab import PICTURES, WIDTHS, draw, html, needed

SMALLEST = 1366


def test_the_page_shows_every_control() -> None:
    shown = html()
    for one in fromstring((FOLDER / "ribbon.xml").read_text("utf-8")).iter():
        if one.get("label"):
            assert one.attrib["label"] in shown


def test_all_groups_fit_on_a_small_screen_without_being_folded() -> None:
    # The longest first line (a unit of twelve characters, the key) is 100 pixels longer.
    assert 900 < needed() < SMALLEST - 150


def test_the_measure_notices_a_tab_that_is_too_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tab, "html", lambda _: html().replace("修复格式<", f"{'格式' * 60}<"))
    assert needed() > SMALLEST


def test_the_pictures_can_be_drawn_again_and_are_of_their_width(tmp_path: Path) -> None:
    draw(tmp_path / "again.png", SMALLEST)
    for file, width in ((tmp_path / "again.png", SMALLEST), *(
        (PICTURES / f"tab-{width}.png", width) for width in WIDTHS
    )):  # fmt: skip
        assert struct.unpack(">I", file.read_bytes()[16:20])[0] == width
