"""What ``import gjj_xl.cli`` adds to the start of Python.

python -m bench.import_time
"""

import subprocess
import sys

from bench.common import alternate, verdict

MILLISECONDS = 150


def start(code: str) -> None:
    """Start an interpreter that runs ``code`` and ends."""
    subprocess.run([sys.executable, "-c", code], check=True)


def main() -> int:
    """Measure both in turns; the first round, which compiles, does not count as the best."""
    bare, ours = alternate(lambda: start("pass"), lambda: start("import gjj_xl.cli"), runs=10)
    print(f"bare Python {bare * 1000:.0f} ms, with gjj_xl.cli {ours * 1000:.0f} ms")
    return verdict(("added ms", (ours - bare) * 1000, MILLISECONDS))


if __name__ == "__main__":
    sys.exit(main())
