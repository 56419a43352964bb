"""Runs under wine with the installed Python, in Excel's place: ``excel.py COMMAND RESULT.json``.

It does what xlwings' VBA does: has the DLL start the server by the given command, and hands it
Python to execute, over COM. Only Excel's own objects are stood in for, in the server's process.
"""

import ctypes
import json
import sys
import time
from pathlib import Path
from statistics import median

import pythoncom
import win32com.client

STAND_IN = """
import json, sys
import xlwings._xlwindows as engine

class Workbooks:
    Count = 0

class Excel:
    Name = "Microsoft Excel"
    Hwnd = 0
    Ready = True
    StatusBar = False
    Workbooks = Workbooks()
    pushed = []

    def Run(self, macro, *arguments):
        self.pushed.append((macro, *arguments))

class AddIn:
    Name = "gjj_xl.xlam"
    Application = Excel()

engine.BOOK_CALLER = AddIn()

def tell(path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump([Excel.pushed, AddIn.Application.StatusBar, sys.path], file)
"""
MODULE = f"""
import sys, types
made = types.ModuleType("stand_in")
exec({STAND_IN!r}, made.__dict__)
sys.modules["stand_in"] = made
"""


class Variant(ctypes.Structure):
    """A VARIANT that holds an object."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("more", ctypes.c_void_p),
    )


def activate(dll: ctypes.CDLL, command: str) -> object:
    """``XLPyDLLActivateAuto``: the server's object, started where it is not running."""
    result = Variant()
    code = dll.XLPyDLLActivateAuto(ctypes.byref(result), command.encode("mbcs"), 1)
    if code:
        text = ctypes.wstring_at(result.value) if result.kind == 8 else ""
        raise RuntimeError(f"the DLL answers {code}: {text}")
    server = pythoncom.ObjectFromAddress(result.value, pythoncom.IID_IDispatch)
    return win32com.client.dynamic.Dispatch(server)


def main(command: str, target: Path) -> None:
    """Start, call, measure, tell."""
    pythoncom.CoInitialize()
    dll = ctypes.WinDLL(str(Path(sys.prefix) / "xlwings64-0.37.8.dll"))
    dll.XLPyDLLActivateAuto.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
    times = {}

    def run(code: str) -> float:
        began = time.perf_counter()
        activate(dll, command).Exec(code)  # type: ignore[attr-defined]
        return round((time.perf_counter() - began) * 1000, 2)

    times["start"] = run(MODULE)
    click = "import gjj_xl.ribbon.entry as entry; entry.click('cancel')"
    times["first"] = run(click)
    times["click"] = median(run(click) for _ in range(30))
    times["tick"] = median(
        run("import gjj_xl.ribbon.entry as entry; entry.tick()") for _ in range(30)
    )
    times["empty"] = median(run("pass") for _ in range(30))
    told = target.with_name("told.json")
    run(f"import stand_in; stand_in.tell({str(told)!r})")
    run("import gjj_xl.ribbon.entry as entry; entry.closing()")
    pushed, status, path = json.loads(told.read_text("utf-8"))
    result = {"times": times, "pushed": pushed[-1], "status": status, "path": path}
    target.write_text(json.dumps(result), "utf-8")
    dll.XLPyDLLActivateAuto(ctypes.byref(Variant()), command.encode("mbcs"), -1)


main(sys.argv[1], Path(sys.argv[2]))
