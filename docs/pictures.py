"""Draw the README's picture: a batch sheet after the check, as LibreOffice shows it.

Run it with the tests' Python: ``python docs/pictures.py``.
"""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gjj_xl.desk.inputs import load_roster, load_terms
from gjj_xl.rules.check import check
from gjj_xl.sheets.marking import mark
from gjj_xl.sheets.reading import read_batch
from tests.office import Office

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "workbooks" / "samples"
TARGET = ROOT / "docs" / "pictures" / "checked.png"
_RESOLUTION = 144
_CROP = ("-f", "1", "-l", "1", "-x", "50", "-y", "66", "-W", "1580", "-H", "772")
"""The first page without its margins, from the header down."""


def draw(target: Path = TARGET) -> None:
    """Check the sample with mistakes, mark it and draw the top of its first page."""
    terms, roster = load_terms(SAMPLES / "terms.json"), load_roster(SAMPLES / "roster.csv")
    source = SAMPLES / "missed-every-finding.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        marked = folder / "marked.xlsx"
        mark(source, marked, check(read_batch(source), terms, roster))
        office = Office(folder / "profile")
        try:
            with office.open(marked) as book:
                (picture,) = book.pictures(folder, "checked", _RESOLUTION, _CROP)
            shutil.copy(picture, target)
        finally:
            office.close()


if __name__ == "__main__":
    draw()
