"""A program that dies while rows move to the counter or back: run in a process of its own.

``python killed_moving.py SHEET out|back MOMENT``
"""

import datetime as dt
import sys
from pathlib import Path

MOMENTS = ("first write", "second write", "before the save", "saved")
_WRITES = {
    ("out", "first write"): "replace_sheets",
    ("out", "second write"): "delete_rows",
    ("back", "first write"): "write_values",
    ("back", "second write"): "drop_sheet",
}


def main(sheet: str, way: str, moment: str) -> None:
    from gjj_xl.desk import counter
    from gjj_xl.desk.checking import check_live
    from gjj_xl.sheets import patch, saving
    from gjj_xl.sheets.file import FileSurface
    from gjj_xl.sheets.reading import read_live
    from tests.desk.killed import dying
    from tests.oracle import ROSTER, make_terms

    path = Path(sheet)
    if moment == "saved":
        dying(patch, "write_whole")
    elif moment == "before the save":
        dying(saving, "_put_in_place", before=True)
    else:
        dying(FileSurface, _WRITES[way, moment])
    live = read_live(path)
    with FileSurface(path) as surface:
        if way == "out":
            chosen = counter.leaving(check_live(live, make_terms(), ROSTER))
            counter.take_out(surface, chosen, dt.date(2026, 11, 24))
        else:
            counter.restore(surface, live)
        surface.save()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(*sys.argv[1:])
