"""Reading and checking 100,000 rows × 12 columns, against python-calamine reading the same file.

python -m bench.read_check
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import python_calamine

from bench.common import ROWS, alternate, missed_rows, plain_sheet, terms, verdict
from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.sheets.reading import read_batch
from gjj_xl.sheets.template import LiveContent, write_live

RATIO = 2.0
MEGABYTES = 400


def calamine_alone(path: Path) -> int:
    """What reading costs at least."""
    with python_calamine.load_workbook(path) as book:
        return len(book.get_sheet_by_index(0).to_python())


def read_and_check(path: Path) -> int:
    """What a clerk waits for."""
    report = check(read_batch(path), terms())
    if report.findings or len(report.batch) != ROWS:
        raise SystemExit(f"unexpected: {report.findings[:3]}, {len(report.batch)} rows")
    return report.totals.count


def measure(path: Path) -> tuple[float, float]:
    """Seconds of calamine alone, and of reading and checking."""
    alone, ours = alternate(lambda: calamine_alone(path), lambda: read_and_check(path))
    return alone, ours


def peak(path: Path) -> float:
    """Megabytes that a process reading and checking takes at its peak."""
    code = "import sys; from pathlib import Path; from bench import read_check; "
    code += "read_check.once(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout)["peak"])


def once(path: Path) -> None:
    """Read and check, and print this process's peak memory in megabytes."""
    read_and_check(path)
    print(json.dumps({"peak": peak_of_this_process()}))


def peak_of_this_process() -> float:
    """Megabytes. On Linux the figure of getrusage is inherited from the parent; VmHWM is not."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def live_sheet(path: Path) -> None:
    """The same rows in our own live workbook, formulas and all."""
    fields = [column.field for column in Business.MISSED.columns]
    columns = dict(zip(fields, zip(*missed_rows(), strict=True), strict=True))
    write_live(path, Business.MISSED, terms(), LiveContent(columns), fund=10)  # type: ignore[arg-type]


def main() -> int:
    """Measure a plain sheet and a live workbook."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("plain sheet", plain_sheet), ("live workbook", live_sheet)):
            path = Path(folder) / f"{name.replace(' ', '-')}.xlsx"
            make(path)
            alone, ours = measure(path)
            print(f"{name}: calamine alone {alone:.3f} s, read and check {ours:.3f} s")
            figures.append((f"{name}, ratio", ours / alone, RATIO))
            figures.append((f"{name}, peak MB", peak(path), MEGABYTES))
    return verdict(*figures)


if __name__ == "__main__":
    sys.exit(main())
