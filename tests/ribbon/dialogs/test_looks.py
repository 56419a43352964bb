import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gjj_xl.ribbon.dialogs import palette as p
from gjj_xl.ribbon.dialogs.codec import encode
from gjj_xl.ribbon.dialogs.forms import Message, OpenFile, SaveFile
from gjj_xl.ribbon.dialogs.process import open_dialog
from gjj_xl.sheets import style
from tests.ribbon.dialogs.display import PATIENCE, Display, picture
from tests.ribbon.dialogs.samples import SAMPLES

SCALES = (1.0, 1.5, 2.0)
OWN = [name for name, form in SAMPLES.items() if not isinstance(form, SaveFile | OpenFile)]


def measured(display: Display, form: Any) -> list[Any]:
    """The measures of a form at all scales; the windows come up at the same time."""
    dialogs = [open_dialog(form, environment=display.environment(s)) for s in SCALES]
    try:
        return [dialog.wait_until_shown(PATIENCE) for dialog in dialogs]
    finally:
        for dialog in dialogs:
            dialog.close()


@pytest.fixture(scope="session")
def all_measures(display: Display) -> Callable[[str], list[Any]]:
    """The measures of a sample, each taken once."""
    return cache(lambda name: measured(display, SAMPLES[name]))


@pytest.mark.parametrize("name", OWN)
def test_at_every_scale_the_window_fits_and_nothing_is_cut_off(
    name: str, all_measures: Callable[[str], list[Any]]
) -> None:
    widths = []
    for measures in all_measures(name):
        x, y, width, height = measures["window"]
        assert x >= 0
        assert y >= 0
        assert x + width <= 1366
        assert y + height <= 768
        assert measures["clipped"] == []
        assert [width, height] == measures["wanted"]
        widths.append(width)
    assert widths[0] < widths[1] < widths[2]


@pytest.mark.parametrize("name", OWN)
def test_every_word_that_is_ours_is_chinese(
    name: str, all_measures: Callable[[str], list[Any]]
) -> None:
    given = json.dumps(encode(SAMPLES[name]), ensure_ascii=False).replace("\\\\", "\\")
    texts = all_measures(name)[0]["texts"]
    assert texts
    for text in texts:
        plain = text.replace("\n", "")
        assert plain in given or re.search("[\u4e00-\u9fff]", text) or not re.search("[a-z]", text)


def test_a_text_longer_than_the_screen_scrolls_and_leaves_the_buttons(display: Display) -> None:
    form = Message("很长的提示", tuple("这是一段很长的说明文字。" * 12 for _ in range(9)))
    for measures in measured(display, form):
        _, y, _, height = measures["window"]
        assert y + height <= 768
        _, top, _, button = measures["places"]["确定(O)"]
        assert top + button <= 768
        assert measures["clipped"] == []


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (p.INK, p.WHITE),
        (p.INK, p.BOX),
        (p.INK, p.HINT_GROUND),
        (p.MUTED, p.WHITE),
        (p.MUTED, p.BOX),
        (p.BLUE, p.WHITE),
        (p.WHITE, p.BLUE),
        (p.WHITE, p.LIT_BLUE),
        (p.WHITE, p.DARK_BLUE),
        (p.GREEN, p.BOX),
        (p.OFF, p.FOOT),
        (p.ERROR_INK, p.ERROR_GROUND),
        (p.ERROR_INK, p.BOX),
        (p.HINT_INK, p.HINT_GROUND),
    ],
)
def test_every_text_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("line", [p.BORDER, p.LIT_BLUE, p.VERMILLION])
def test_every_border_and_sign_can_be_seen(line: str) -> None:
    assert contrast(line, p.WHITE) >= 3


def test_windows_and_sheets_have_the_same_colours() -> None:
    ours = (p.INK, p.MUTED, p.ERROR_GROUND, p.ERROR_INK, p.HINT_GROUND, p.HINT_INK)
    assert ours == (
        style.INK,
        style.MUTED,
        style.ERROR_GROUND,
        style.ERROR_INK,
        style.HINT_GROUND,
        style.HINT_INK,
    )
    assert (p.BLUE, p.GREEN, p.ORANGE) == (
        style.TYPED_HEADER,
        style.COMPUTED_HEADER,
        style.MARK_GROUND,
    )


def test_a_picture_shows_the_window_and_nothing_else(display: Display, tmp_path: Path) -> None:
    target = tmp_path / "confirm.png"
    picture(SAMPLES["confirm"], target, display=display)
    with Image.open(target) as image:
        colours = {image.getpixel(at) for at in ((0, 0), (image.width - 1, 0))}
        assert colours == {(255, 255, 255)}
        blues = sum(
            count for count, colour in image.getcolors(1 << 24) or () if colour == (0, 90, 140)
        )
    assert blues > 500
