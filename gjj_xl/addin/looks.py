"""What may keep the add-in from working, each with its remedy: lines for the diagnosis."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from gjj_xl.addin import placing
from gjj_xl.addin.errors import NoAddin
from gjj_xl.addin.facts import ADDIN_FILE, DLLS
from gjj_xl.addin.machine import CLASSES, MACHINE, USER, Machine, NotWindows, this_machine

_AGAIN: Final = "请关闭 Excel，运行安装文件夹里的 install.bat。"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at; ``remedy`` is empty where it is good."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def look_around(machine: Machine | None = None) -> list[Look]:
    """Look at everything of the add-in; nothing on a system without Excel."""
    if machine is None:
        try:
            machine = this_machine()
        except NotWindows:
            return []
    return [line for look in _LOOKS for line in look(machine)]


def _windows(_: Machine) -> Iterator[Look]:
    good = find_spec("tkinter") is not None
    yield Look(
        "窗口组件",
        good,
        "tkinter 可用" if good else "这个 Python 没有 tkinter，显示不了对话框",
        "" if good else _AGAIN,
    )


def _dlls(machine: Machine) -> Iterator[Look]:
    missing = [name for name in DLLS if not (machine.venv / name).is_file()]
    good = not missing
    yield Look(
        "xlwings",
        good,
        "32 位和 64 位的组件都在" if good else f"缺少 {'、'.join(missing)}",
        "" if good else f"可能被安全软件隔离，请把 {machine.home} 加入信任。{_AGAIN}",
    )


def _addin(machine: Machine) -> Iterator[Look]:
    try:
        current = placing.is_current(machine)
    except (OSError, NoAddin):
        current = False
    found = {
        None: f"没有安装：{machine.addin.parent} 里没有 {ADDIN_FILE}",
        False: "加载项与程序的版本不一致",
        True: f"{machine.addin}，版本一致",
    }
    yield Look("加载项", bool(current), found[current], "" if current else _AGAIN)


_OFFICES: Final = ("16.0", "15.0", "14.0")
_EXCEL: Final = r"Software\Microsoft\Office\{}\Excel"


def _disabled(machine: Machine) -> Iterator[Look]:
    """Excel puts an add-in on its list of disabled items after a crash."""
    for office in _OFFICES:
        key = _EXCEL.format(office) + r"\Resiliency\DisabledItems"
        for _, value in machine.registry.values(USER, key):
            text = value.decode("utf-16-le", "ignore") if isinstance(value, bytes) else str(value)
            if ADDIN_FILE in text.casefold():
                yield Look(
                    "禁用项目",
                    False,
                    "Excel 上次异常退出后禁用了加载项",
                    "请在 Excel 的“文件—选项—加载项”中，把“管理”选为“禁用项目”，点击“转到”，"
                    "选中加载项，点击“启用”，再重新打开 Excel。",
                )
                return
    yield Look("禁用项目", True, "加载项没有被 Excel 禁用")


def _marked(machine: Machine) -> Iterator[Look]:
    """A file copied by hand may carry Windows' mark of the internet: Excel blocks its macros."""
    mark = machine.addin.with_name(f"{ADDIN_FILE}:Zone.Identifier")
    if mark.exists():
        yield Look("来源标记", False, "加载项带有“来自互联网”的标记，会被 Excel 阻止", _AGAIN)


def _blocked(machine: Machine) -> Iterator[Look]:
    """Policies under which Excel does not run macros even from a trusted place."""
    for office in _OFFICES:
        key = _EXCEL.format(office) + r"\Security\Trusted Locations"
        for root in (key, key.replace("Software", r"Software\Policies", 1)):
            if machine.registry.value(USER, root, "AllLocationsDisabled") == 1:
                yield Look(
                    "宏",
                    False,
                    "Excel 的受信任位置被停用，加载项的宏不能运行",
                    "请在 Excel 的“文件—选项—信任中心—信任中心设置—受信任位置”中取消“禁用所有受信任"
                    "位置”；由单位统一设置的，请联系信息技术部门。",
                )
                return
    yield Look("宏", True, "Excel 的受信任位置可用")


_WPS: Final = ("kingsoft", "wps", r"\et.exe")


def _registration(machine: Machine) -> Iterator[Look]:
    """WPS can take over the name by which other programs find Excel."""
    registry = machine.registry
    identity = registry.value(CLASSES, r"Excel.Application\CLSID")
    server = None
    if isinstance(identity, str):
        for key in (
            rf"CLSID\{identity}\LocalServer32",
            rf"WOW6432Node\CLSID\{identity}\LocalServer32",
        ):
            server = server or registry.value(CLASSES, key)
    path = registry.value(MACHINE, r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe")
    if isinstance(server, str) and any(word in server.casefold() for word in _WPS):
        yield Look(
            "Excel",
            False,
            "WPS 占用了 Excel 的注册，加载项找不到 Excel",
            "请在 WPS 的“配置工具—高级—兼容设置”中取消“WPS Office 兼容第三方系统和软件”，"
            "再修复安装 Microsoft Office。本程序不支持 WPS 表格。",
        )
    elif server is None and path is None:
        yield Look(
            "Excel",
            False,
            "没有找到 Microsoft Excel",
            "请安装 Microsoft Excel 2016 或更新的版本；只有 WPS 的，请在终端里使用本程序。",
        )
    else:
        yield Look("Excel", True, "已安装，注册正常")


_LOOKS: Final[tuple[Callable[[Machine], Iterator[Look]], ...]] = (
    _windows,
    _dlls,
    _addin,
    _marked,
    _disabled,
    _blocked,
    _registration,
)
