"""The diagnosis of a computer that is described: every finding has its remedy."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from addin.build import TARGET
from gjj_xl.addin.facts import DLLS
from gjj_xl.addin.looks import Look, look_around
from gjj_xl.addin.machine import CLASSES, MACHINE, USER, Machine

EXCEL = "{00024500-0000-0000-C000-000000000046}"
SERVER = rf"CLSID\{EXCEL}\LocalServer32"
OFFICE = r"Software\Microsoft\Office\16.0\Excel"


@dataclass
class Described:
    """A registry as a table."""

    keys: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)

    def value(self, root: str, key: str, name: str = "") -> object | None:
        return self.keys.get((root, key), {}).get(name)

    def values(self, root: str, key: str) -> Iterator[tuple[str, object]]:
        yield from self.keys.get((root, key), {}).items()


@pytest.fixture
def registry() -> Described:
    return Described(
        {
            (CLASSES, r"Excel.Application\CLSID"): {"": EXCEL},
            (CLASSES, SERVER): {"": r"C:\Program Files\Microsoft Office\EXCEL.EXE /automation"},
        }
    )


@pytest.fixture
def machine(tmp_path: Path, registry: Described) -> Machine:
    """A computer with everything in its place."""
    made = Machine(tmp_path / "local", tmp_path / "roaming", registry)
    made.venv.mkdir(parents=True)
    for name in DLLS:
        (made.venv / name).touch()
    made.addin.parent.mkdir(parents=True)
    shutil.copy(TARGET, made.addin)
    return made


def wrong(machine: Machine) -> list[Look]:
    found = [line for line in look_around(machine) if not line.ok]
    assert all(line.remedy for line in found)
    return found


def test_where_all_is_in_its_place_nothing_is_wrong(machine: Machine) -> None:
    assert wrong(machine) == []
    assert [line.name for line in look_around(machine)] == [
        "窗口组件", "xlwings", "加载项", "禁用项目", "宏", "Excel",
    ]  # fmt: skip


def test_on_a_system_without_excel_there_is_nothing_to_look_at() -> None:
    assert look_around() == []


def test_a_dll_that_a_security_program_took_is_named(machine: Machine) -> None:
    (machine.venv / DLLS[1]).unlink()
    (line,) = wrong(machine)
    assert (line.name, line.found) == ("xlwings", "缺少 xlwings32-0.37.8.dll")
    assert "安全软件" in line.remedy


def test_an_add_in_that_is_missing_or_of_another_version_is_told(machine: Machine) -> None:
    machine.addin.write_bytes(b"older")
    assert [line.found for line in wrong(machine)] == ["加载项与程序的版本不一致"]
    machine.addin.unlink()
    (line,) = wrong(machine)
    assert line.found.startswith("没有安装：")
    assert "install.bat" in line.remedy


def test_an_add_in_on_excels_list_of_disabled_items_is_found(
    machine: Machine, registry: Described
) -> None:
    items = (USER, rf"{OFFICE}\Resiliency\DisabledItems")
    registry.keys[items] = {"1": "c:\\other.xlam".encode("utf-16-le")}
    assert wrong(machine) == []
    registry.keys[items]["2"] = b"\1\0" + "C:\\XLSTART\\GJJ_XL.xlam\0".encode("utf-16-le")
    assert [line.name for line in wrong(machine)] == ["禁用项目"]


@pytest.mark.parametrize("root", [OFFICE, OFFICE.replace("Software", r"Software\Policies")])
def test_trusted_places_that_are_switched_off_are_found(
    machine: Machine, registry: Described, root: str
) -> None:
    key = rf"{root}\Security\Trusted Locations"
    registry.keys[USER, key] = {"AllLocationsDisabled": 1}
    assert [line.name for line in wrong(machine)] == ["宏"]


def test_a_mark_of_the_internet_is_found(machine: Machine) -> None:
    machine.addin.with_name(f"{machine.addin.name}:Zone.Identifier").touch()
    (line,) = wrong(machine)
    assert (line.name, line.remedy.endswith("install.bat。")) == ("来源标记", True)


def test_a_wps_that_took_excels_name_is_found(machine: Machine, registry: Described) -> None:
    registry.keys[CLASSES, SERVER] = {"": r'"C:\Kingsoft\WPS Office\11\office6\et.exe" /automation'}
    (line,) = wrong(machine)
    assert line.found == "WPS 占用了 Excel 的注册，加载项找不到 Excel"


def test_without_an_excel_that_is_said(machine: Machine, registry: Described) -> None:
    registry.keys.clear()
    (line,) = wrong(machine)
    assert line.found == "没有找到 Microsoft Excel"
    place = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
    registry.keys[MACHINE, place] = {"": r"C:\EXCEL.EXE"}
    assert wrong(machine) == []
