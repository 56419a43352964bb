"""Draw the icons: each SVG as PNG in the sizes that the ribbon uses: ``python -m addin.draw``.

The pictures are committed, so that the build itself needs no renderer (resvg-py draws them).
"""

import re
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
_IMAGE: Final = re.compile(r'image="((\w+)_(16|32))"')


def draw() -> dict[str, bytes]:
    """Name and PNG of every image that ribbon.xml names."""
    import resvg_py

    made = {}
    text = (FOLDER / "ribbon.xml").read_text("utf-8")
    for name, stem, pixels in sorted(set(_IMAGE.findall(text))):
        source = FOLDER / "icons" / f"{stem}.svg"
        size = int(pixels)
        made[name] = bytes(
            resvg_py.svg_to_bytes(svg_string=source.read_text("utf-8"), width=size, height=size)
        )
    return made


if __name__ == "__main__":
    for old in (FOLDER / "icons").glob("*.png"):
        old.unlink()
    for name, data in draw().items():
        (FOLDER / "icons" / f"{name}.png").write_bytes(data)
