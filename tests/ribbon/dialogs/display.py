"""A screen of our own to show windows on, keys to press there, and pictures of what is seen."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

from PIL import Image, ImageGrab

from gjj_xl.ribbon.dialogs.child import MEASURE, SCALE
from gjj_xl.ribbon.dialogs.forms import Form
from gjj_xl.ribbon.dialogs.process import Dialog, open_dialog

PATIENCE = 30.0

A = TypeVar("A")


class Display:
    """A private Xvfb of 1366 × 768; ends only its own process."""

    def __init__(self, width: int = 1366, height: int = 768) -> None:
        reading, writing = os.pipe()
        screen = ("-screen", "0", f"{width}x{height}x24", "-dpi", "96")
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), *screen, "-nolisten", "tcp", "-noreset"],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            self.name = f":{told.readline().strip()}"
        self._xdotool("mousemove", str(width - 1), str(height - 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait()

    def environment(self, scale: float = 1.0) -> dict[str, str]:
        """What a window needs to come up here, and to tell of itself."""
        return {"DISPLAY": self.name, SCALE: str(scale), MEASURE: "1"}

    def open(self, form: Form[A], scale: float = 1.0) -> Dialog[A]:
        """Open a window here and wait until it takes keys."""
        dialog = open_dialog(form, environment=self.environment(scale))
        dialog.wait_until_shown(PATIENCE)
        return dialog

    def keys(self, *keys: str) -> None:
        """Press keys one after another, as ``alt+y`` or ``Return``."""
        self._xdotool("key", "--delay", "2", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", "2", text)

    def click(self, x: int, y: int) -> None:
        """Click there."""
        self._xdotool("mousemove", str(x), str(y), "click", "1")

    def wait_for_a_window(self) -> None:
        """Wait until anything can be seen, whether it takes keys or not."""
        until(lambda: ImageGrab.grab(xdisplay=self.name).getbbox())

    def grab(self, box: Sequence[int]) -> Image.Image:
        """What is seen in the box x, y, width, height."""
        x, y, width, height = box
        image = ImageGrab.grab(xdisplay=self.name)
        return image.crop((x, y, x + width, y + height))

    def _xdotool(self, *words: str) -> None:
        environment = os.environ | {"DISPLAY": self.name}
        subprocess.run(["xdotool", *words], env=environment, check=True, timeout=PATIENCE)


def until(condition: Callable[[], Any], patience: float = 10.0) -> Any:
    """Wait for a condition and give its value; fails when it does not come."""
    end = time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < end, "what was waited for has not come"
        time.sleep(0.02)
    return value


def settled(dialog: Dialog[Any]) -> Any:
    """The window's measures, once they have not changed for a moment."""
    before, since = None, time.monotonic()
    while time.monotonic() - since < 0.3:
        measures = dialog.wait_until_shown()
        if measures != before:
            before, since = measures, time.monotonic()
        time.sleep(0.02)
    return before


def picture(
    form: Form[Any],
    target: Path,
    scale: float = 1.0,
    *,
    keys: Sequence[str] = (),
    updates: Sequence[Any] = (),
    display: Display | None = None,
) -> None:
    """Write a PNG of a window, after pressing keys and telling it updates."""
    if display is None:
        with Display() as own:
            picture(form, target, scale, keys=keys, updates=updates, display=own)
        return
    with display.open(form, scale) as dialog:
        for update in updates:
            dialog.tell(update)
        if keys:
            display.keys(*keys)
        measures = settled(dialog)
        display.grab(measures["window"]).save(target)
