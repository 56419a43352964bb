from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.wine.windows import Windows, package


@dataclass
class Installed:
    """A Windows on which install.bat was run once, from a folder as clerks name them."""

    windows: Windows
    folder: Path
    code: int
    said: str

    @property
    def home(self) -> Path:
        return self.windows.local / "gjj-xl"

    @property
    def addin(self) -> Path:
        return self.windows.roaming / "Microsoft" / "Excel" / "XLSTART" / "gjj_xl.xlam"

    @property
    def python(self) -> str:
        return self.windows.path(self.home / "venv" / "Scripts" / "python.exe")

    def install(self, *arguments: str) -> tuple[int, str]:
        return self.windows.batch(self.folder / "install.bat", *(arguments or ("install", "quiet")))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    windows = Windows(tmp_path_factory.mktemp("wine"))
    try:
        folder = package(windows.user / "下载" / "公积金 安装包 & 表格 (1)")
        made = Installed(windows, folder, -1, "")
        made.code, made.said = made.install()
        yield made
    finally:
        windows.close()
