"""install.bat from a double click to an add-in in its place; each test leaves it installed.

What stands in for a clerk's Windows is told in ``windows.py``.
"""

import shutil
import subprocess
import time
from pathlib import Path

from addin.build import TARGET
from tests.wine.conftest import Installed
from tests.wine.windows import ROOT


def leftovers(installed: Installed) -> list[str]:
    return [name for name in ("venv.new", "venv.old") if (installed.home / name).exists()]


def test_one_double_click_installs_program_and_add_in(installed: Installed) -> None:
    assert installed.code == 0, installed.said
    assert "安装完成。" in installed.said
    assert installed.addin.read_bytes() == TARGET.read_bytes()
    assert leftovers(installed) == []
    for name in ("xlwings64-0.37.8.dll", "xlwings32-0.37.8.dll"):
        assert (installed.home / "venv" / name).exists()


def test_nothing_is_written_into_the_clerks_folder(installed: Installed) -> None:
    assert not list(installed.folder.rglob("__pycache__"))
    assert not list(installed.folder.rglob("*.egg-info"))


def test_the_program_runs_in_a_terminal_and_its_diagnosis_knows_the_add_in(
    installed: Installed,
) -> None:
    command = installed.home / "gjj-xl.cmd"
    code, said = installed.windows.batch(command, "--version")
    assert (code, said.strip()) == (0, "gjj-xl 0.1.0")
    _, said = installed.windows.batch(command, "doctor")
    assert "正常  加载项：" in said
    assert "正常  窗口组件：" in said
    assert "注意  Excel：没有找到 Microsoft Excel" in said


def test_while_excel_is_open_nothing_is_changed_and_that_is_said(installed: Installed) -> None:
    python = installed.windows.drive / "Python311"
    shutil.copy(python / "python.exe", python / "EXCEL.EXE")
    started = installed.windows.drive / "started"
    code_of_excel = "import time; open('C:/started', 'w').close(); time.sleep(90)"
    excel = subprocess.Popen(
        ("wine", r"C:\Python311\EXCEL.EXE", "-c", code_of_excel),
        env=installed.windows.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 30
        while not started.exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert started.exists()
        before = installed.addin.stat().st_mtime_ns
        for action in ("install", "uninstall"):
            code, said = installed.install(action, "quiet")
            assert code == 1
            assert "Excel 正在运行，没有改动" in said
        assert installed.addin.stat().st_mtime_ns == before
    finally:
        excel.terminate()
        excel.wait()
        (python / "EXCEL.EXE").unlink()


def test_a_failed_update_leaves_what_was_there(installed: Installed) -> None:
    wheels = installed.folder / "wheels"
    (wheel,) = wheels.glob("hatchling-*.whl")
    hidden = wheel.rename(installed.folder / wheel.name)
    try:
        code, said = installed.install()
    finally:
        hidden.rename(wheel)
    assert code == 1
    assert "安装程序没有成功，原来的程序没有改动" in said
    assert "Traceback" not in said
    assert leftovers(installed) == []
    assert installed.addin.read_bytes() == TARGET.read_bytes()
    code, said = installed.windows.run(installed.python, "-I", "-m", "gjj_xl.addin", "selftest")
    assert (code, said.strip()) == (0, "ok")


def test_after_an_interrupted_run_the_next_one_updates_all_the_same(installed: Installed) -> None:
    (installed.home / "venv").rename(installed.home / "venv.old")  # killed between two renames
    (installed.home / "venv.new").mkdir()
    installed.addin.write_bytes(b"an older version")
    code, said = installed.install()
    assert code == 0, said
    assert "更新完成。" in said
    assert leftovers(installed) == []
    assert installed.addin.read_bytes() == TARGET.read_bytes()


def test_what_excel_or_wps_did_to_the_add_in_is_found_with_its_remedy(installed: Installed) -> None:
    windows = installed.windows
    disabled = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
    blob = ("\x01\x00" + r"c:\xlstart\gjj_xl.xlam").encode("utf-16-le").hex()
    clsid = "{00024500-0000-0000-C000-000000000046}"
    server = rf"HKCR\CLSID\{clsid}\LocalServer32"
    for command in (
        (disabled, "/v", "1A2B", "/t", "REG_BINARY", "/d", blob),
        (r"HKCR\Excel.Application\CLSID", "/ve", "/d", clsid),
        (server, "/ve", "/d", r"C:\Kingsoft\WPS Office\et.exe"),
    ):
        code, said = windows.run("reg", "add", *command, "/f")
        assert code == 0, said
    try:
        code, said = installed.install("status", "quiet")
    finally:
        for key in (disabled, r"HKCR\Excel.Application", server):
            windows.run("reg", "delete", key, "/f")
    assert code == 1
    assert "注意  禁用项目：Excel 上次异常退出后禁用了加载项" in said
    assert "“禁用项目”，点击“转到”" in said
    assert "注意  Excel：WPS 占用了 Excel 的注册" in said


def test_without_a_python_that_fits_it_says_so_and_changes_nothing(installed: Installed) -> None:
    python = installed.windows.drive / "Python311"
    hidden = python.rename(python.with_name("hidden"))
    try:
        code, said = installed.install()
    finally:
        hidden.rename(python)
    assert code == 3
    assert "Python 3.11 or newer (64 bit, with tkinter) is needed" in said
    assert installed.addin.exists()


UV = """import os, shutil
target = os.path.join(os.environ["UV_PYTHON_INSTALL_DIR"], "cpython-3.13-windows-x86_64-none")
shutil.copytree("C:/Tools", target)
os.rename(os.path.join(target, "uv.exe"), os.path.join(target, "python.exe"))
"""


def test_where_no_python_fits_uv_brings_one_and_it_takes_over(installed: Installed) -> None:
    """uv is stood in for by a Python of that name, whose script is called as its first word."""
    windows = installed.windows
    tools = (windows.drive / "Python311").rename(windows.drive / "Tools")
    (tools / "python.exe").rename(tools / "uv.exe")
    (installed.folder / "python").write_text(UV)
    addin = installed.folder / "addin" / "gjj_xl.xlam"
    hidden = addin.rename(addin.with_name("hidden"))  # what is run has told enough then
    windows.environment["WINEPATH"] = r"C:\Tools"
    try:
        code, said = installed.install()
    finally:
        windows.environment["WINEPATH"] = r"C:\Python311"
        hidden.rename(addin)
        (installed.folder / "python").unlink()
        (tools / "uv.exe").rename(tools / "python.exe")
        tools.rename(windows.drive / "Python311")
    assert (code, said.splitlines()[0]) == (1, "安装文件夹不完整，缺少加载项。")
    brought = installed.home / "python" / "cpython-3.13-windows-x86_64-none"
    assert (brought / "python.exe").exists()
    assert installed.addin.read_bytes() == TARGET.read_bytes()


def test_uninstall_removes_all_but_what_the_clerk_has_sent(installed: Installed) -> None:
    store = installed.home / "store.db"
    store.touch()
    code, said = installed.windows.batch(installed.folder / "uninstall.bat", "quiet")
    assert code == 0, said
    assert "已卸载。" in said
    assert "回执和职工信息仍保留在" in said
    left = {path.name for path in installed.home.iterdir()}
    assert not installed.addin.exists()
    assert "store.db" in left
    assert left.isdisjoint({"python", "venv", "venv.old", "venv.new", "gjj-xl.cmd", "install.log"})


def test_the_batch_files_are_ascii_with_the_line_ends_of_windows() -> None:
    for name in ("install.bat", "uninstall.bat"):
        data = Path(ROOT / name).read_bytes()
        assert data.isascii()
        assert data.count(b"\n") == data.count(b"\r\n")
