"""Our VBA running in LibreOffice: the add-in's own modules, with stand-ins for what Excel brings.

Stand-ins are IRibbonControl and IRibbonUI (Excel's), and either all of xlwings or only its DLL.
"""

import contextlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from addin.build import IDENTITY, all_modules, all_parts
from addin.project import Kind, Module, vba_project
from addin.sources import class_module
from tests.addin.conditional import resolved
from tests.addin.parts import saved
from tests.office import Office, _property

_ITEM = (
    '<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>\n"
)
_MACROS = "".join(
    (
        _ITEM.format(path="Common/Security/Scripting", name="MacroSecurityLevel", value=0),
        _ITEM.format(path="Calc/Filter/Import/VBA", name="Executable", value="true"),
    )
)

XLWINGS = """Attribute VB_Name = "xlwings"
Option Explicit
Public Commands As String
Public Failing As Boolean
Public Pushed As String

Public Function RunPython(PythonCommand As String)
    Commands = Commands & PythonCommand & vbLf
    If Failing Then Err.Raise 1002, , "the server is gone"
    If Len(Pushed) > 0 Then RibbonState.Receive Pushed
End Function
"""
"""Instead of xlwings' module: writes down what it is told to run, and pushes a state as Python."""

DLL = """Attribute VB_Name = "Dll"
Option Explicit
Public Commands As String

Public Function Started() As Object
    Commands = Commands & "server " & xlwings.XLPyCommand() & vbLf
    Set Started = New PythonServer
End Function
"""
SERVER = """Option Explicit

Public Function Module(ByVal name As String) As String
    Module = name
End Function

Public Sub SetAttr(ByVal holder As Variant, ByVal name As String, ByVal value As Object)
    Dll.Commands = Dll.Commands & name & " " & value.Name & vbLf
End Sub

Public Sub Exec(ByVal code As String)
    Dll.Commands = Dll.Commands & "exec " & code & vbLf
End Sub
"""
_XLPY = """    XLPyLoadDLL
    If 0 <> XLPyDLLActivateAuto(XLPy, XLPyCommand, 1) Then Err.Raise 1000, Description:=XLPy
"""

DICTIONARY = """Option Explicit
Private mKeys As New Collection
Private mItems As New Collection

Public Sub Add(ByVal key As Variant, ByVal item As Variant)
    mKeys.Add key
    mItems.Add item
End Sub

Public Function Exists(ByVal key As Variant) As Boolean
    Exists = At(key) > 0
End Function

Public Function Item(ByVal key As Variant) As Variant
    Item = mItems.Item(At(key))
End Function

Private Function At(ByVal key As Variant) As Long
    Dim i As Long
    For i = 1 To mKeys.Count
        If mKeys.Item(i) = key Then At = i
    Next i
End Function
"""
SHELL = """Option Explicit
Public Function ExpandEnvironmentStrings(ByVal text As String) As String
    ExpandEnvironmentStrings = Replace(text, "%LOCALAPPDATA%", "C:\\Users\\clerk\\AppData\\Local")
End Function
"""
_WINDOWS = {
    'CreateObject("Scripting.Dictionary")': "New WindowsDictionary",
    'CreateObject("WScript.Shell")': "New WindowsShell",
    "If CreateNew Or Value Is Nothing": "If Value Is Nothing",
    'Optional default As String = "", Optional source As String = "") As Variant\n': (
        "Optional default As Variant, Optional source As Variant) As Variant\n"
        '    If IsMissing(default) Then default = ""\n'
        '    If IsMissing(source) Then source = ""\n'
    ),
}
"""What xlwings' module asks of Windows, with stand-ins; and defaults, which LibreOffice lacks."""

CONTROL = "Option Explicit\nPublic ID As String\nPublic Tag As String\n"
UI = """Option Explicit
Public Count As Long
Public Sub Invalidate()
    Count = Count + 1
End Sub
"""
EVENTS = """
Public Sub Opened(ByVal name As String)
    Dim events As New AppEvents
    events.App_WorkbookOpen Workbooks(name)
End Sub

Public Sub Changed(ByVal book As String, ByVal sheet As String, ByVal address As String)
    Dim events As New AppEvents, page As Object
    Set page = Workbooks(book).Worksheets(sheet)
    events.App_SheetChange page, page.Range(address)
End Sub

Public Function Active() As String
    Active = ActiveWorkbook.Name
End Function
"""
DRIVER = """Attribute VB_Name = "Driver"
Option Explicit

Public Function RedrawsOf(ByVal text As String) As Long
    Dim ui As New IRibbonUI
    Callbacks.GjjLoad ui
    RibbonState.Receive text
    RedrawsOf = ui.Count
End Function

Public Sub Clicked(ByVal id As String)
    Dim control As New IRibbonControl
    control.ID = id
    Callbacks.GjjClick control
End Sub

Public Function Enabled(ByVal id As String) As Variant
    Dim control As New IRibbonControl, given As Variant
    control.ID = id
    Callbacks.GjjEnabled control, given
    Enabled = given
End Function

Public Function Label(ByVal id As String) As Variant
    Dim control As New IRibbonControl, given As Variant
    control.ID = id
    Callbacks.GjjLabel control, given
    Label = given
End Function
"""
_STANDING_IN = """
Public Function Commands() As String
    Commands = xlwings.Commands
End Function

Public Sub Pushes(ByVal text As String)
    xlwings.Pushed = text
End Sub

Public Function Box() As String
    Box = Boxes.Last
    Boxes.Last = ""
End Function

Public Sub Fails(ByVal failing As Boolean)
    xlwings.Failing = failing
End Sub

"""
_REAL = """
Public Function Commands() As String
    Commands = Dll.Commands
End Function

Public Function Config(ByVal key As String) As Variant
    Config = xlwings.GetConfig(key, "nothing")
End Function
"""


class MacroOffice(Office):
    """A LibreOffice that runs VBA."""

    def _start(self) -> Any:
        settings = self._profile / "user" / "registrymodifications.xcu"
        text = settings.read_text("utf-8")
        if "MacroSecurityLevel" not in text:
            settings.write_text(text.replace("</oor:items>", _MACROS + "</oor:items>"), "utf-8")
        return super()._start()

    @contextlib.contextmanager
    def document(self, path: Path) -> Iterator[Any]:
        """A loaded workbook whose macros run; it must be visible, or nothing can be active."""
        options = (
            _property("FilterName", "Calc MS Excel 2007 VBA XML"),  # it knows no .xlam by itself
            _property("MacroExecutionMode", 4),
        )
        url = path.resolve().as_uri()
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, options)
        assert document is not None, f"LibreOffice cannot load {path}"
        try:
            yield document
        finally:
            document.close(True)


class Twin:
    """The loaded add-in; procedures of its VBA can be called."""

    def __init__(self, document: Any) -> None:
        self._scripts = document.getScriptProvider()
        (self.library,) = (
            name
            for name in document.BasicLibraries.ElementNames
            if document.BasicLibraries.getByName(name).hasByName("Driver")
        )
        self.document = document
        self._seen = 0

    def call(self, procedure: str, *arguments: Any) -> Any:
        """Run ``Module.Procedure`` and return its result."""
        name = f"vnd.sun.star.script:{self.library}.{procedure}?language=Basic&location=document"
        return self._scripts.getScript(name).invoke(arguments, (), ())[0]

    @property
    def commands(self) -> list[str]:
        """What was handed over since the last look."""
        lines = str(self.call("Driver.Commands")).splitlines()
        new, self._seen = lines[self._seen :], len(lines)
        return new


def twin_file(folder: Path, *, real_xlwings: bool = False, old_xlwings: str | None = None) -> Path:
    """The add-in with stand-ins, as a file.

    With ``real_xlwings`` xlwings' own module runs, down to its DLL; ``old_xlwings`` is other text
    for that module.
    """
    modules = {one.name: one for one in all_modules()}
    extra = [
        class_module("IRibbonControl", CONTROL),
        class_module("IRibbonUI", UI),
        class_module("AppEvents", _callable(modules["AppEvents"].source)),
        class_module("Dictionary", "Option Explicit\n"),  # only a Mac's code uses it
    ]
    if real_xlwings or old_xlwings:
        source = old_xlwings or modules["xlwings"].source
        assert source.count(_XLPY) == 1
        source = source.replace(_XLPY, "    Set XLPy = Dll.Started()\n")
        for old, new in _WINDOWS.items():
            assert old in source
            source = source.replace(old, new)
        extra += [
            Module("xlwings", Kind.MODULE, resolved(source)),
            Module("Dll", Kind.MODULE, DLL),
            class_module("PythonServer", SERVER),
            class_module("WindowsDictionary", DICTIONARY),
            class_module("WindowsShell", SHELL),
            Module("Driver", Kind.MODULE, DRIVER + EVENTS + _REAL),
        ]
    else:
        # A box would wait for ever where nobody sits: it is written down instead.
        trouble = modules["Trouble"].source
        assert trouble.count("MsgBox ") == 1
        trouble = trouble.replace("MsgBox ", "Boxes.Add ")
        boxes = 'Attribute VB_Name = "Boxes"\nPublic Last As String\n'
        boxes += "Public Sub Add(ByVal text, ByVal kind, ByVal title)\n"
        boxes += 'Last = title & "|" & text\nEnd Sub\n'
        extra += [
            Module("Trouble", Kind.MODULE, trouble),
            Module("Boxes", Kind.MODULE, boxes),
            Module("xlwings", Kind.MODULE, XLWINGS),
            Module("Driver", Kind.MODULE, DRIVER + EVENTS + _STANDING_IN),
        ]
    modules |= {one.name: one for one in extra}
    parts = all_parts()
    parts["xl/vbaProject.bin"] = vba_project("GjjXl", IDENTITY, tuple(modules.values()))
    return saved(parts, folder / f"twin-{uuid.uuid4().hex[:6]}.xlam")


def _callable(source: str) -> str:
    """The event procedures for a caller that is not Excel; LibreOffice has no such events."""
    lines = (line for line in source.split("\n") if not line.startswith("Attribute"))
    return "\n".join(lines).replace("Private Sub App_", "Public Sub App_")
