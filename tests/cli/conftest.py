import contextlib
import datetime as dt
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.rules.terms import SHANGHAI
from tests.oracle import EMPLOYEES, TERMS
from tests.sandbox.harness import Sandbox

START = "2026-11-10T10:00"


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """A clerk's terminal: commands run as processes, in a folder, over a home of their own."""

    folder: Path

    def __call__(
        self, *arguments: object, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "gjj_xl", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env={**self.environment, **(env or {})},
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def typing(self, keys: str, *arguments: object) -> Ran:
        """Run a command on a real terminal (a pty), and type; all it prints comes as ``out``."""
        clerk, terminal = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "gjj_xl", *map(str, arguments)],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=self.folder,
            env=self.environment,
        ) as process:
            os.close(terminal)
            os.write(clerk, keys.encode())
            seen = b""
            with contextlib.suppress(OSError):  # the other end is closed: the command has ended
                while part := os.read(clerk, 65536):
                    seen += part
            code = process.wait(120)
        os.close(clerk)
        return Ran(code, seen.decode(), "")

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "GJJ_XL_HOME": str(self.folder / "home"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in an empty folder, before any log-in."""
    return Terminal(tmp_path)


@pytest.fixture
def terms_file(tmp_path: Path) -> Path:
    """The oracle's terms as a file."""
    path = tmp_path / "terms.json"
    path.write_text(json.dumps(TERMS, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def roster_file(tmp_path: Path) -> Path:
    """The oracle's employees as a file."""
    path = tmp_path / "roster.csv"
    lines = ["client_number,name,id_number,fund,state,salary,rate"]
    lines += (
        f"{e.client_number},{e.name},{e.id_number},{e.fund},{e.state.value},"
        f"{e.salary / 100:.2f},{e.rate / 100:g}"
        for e in EMPLOYEES
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


@pytest.fixture
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A practice centre in a process of its own, ended with the test."""
    data = tmp_path_factory.mktemp("practice") / "centre"
    moment = dt.datetime.fromisoformat(START).replace(tzinfo=SHANGHAI)
    with Sandbox.seeded(data, start=moment, employees=120) as sandbox:
        yield sandbox.start(speed=60000)
