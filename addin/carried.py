"""xlwings' own VBA, carried from the installed wheel; what is changed in it stands here, and why.

A workbook that somebody sent must not decide which interpreter runs, nor where Python looks for
modules. As shipped it can: a sheet ``gjj_xl.conf`` in the ACTIVE workbook comes before ours, then a
file of that name beside it; the server is started with the current folder on its path, and its
shell by a bare name. Each change is exact text that must occur as often as told, so that another
version of xlwings fails the build instead of silently losing one.
"""

from importlib import metadata, resources
from typing import Final, NamedTuple

from addin.project import Kind, Module
from addin.sources import class_module, normalised

VERSION: Final = "0.37.8"
"""The VBA loads ``xlwings64-<version>.dll`` by name: DLL, VBA and package are of one version."""
PROJECT: Final = "gjj_xl"
"""Our add-in's sheet with the configuration is ``gjj_xl.conf``."""


class Patch(NamedTuple):
    """One change: ``old`` must occur ``times`` times and becomes ``new``."""

    why: str
    old: str
    new: str
    times: int = 1


_LAYERS: Final = (
    'GetConfig("ONEDRIVE_CONSUMER_WIN") & ";" & GetConfig("ONEDRIVE_COMMERCIAL_WIN") & ";" &'
    ' GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")'
)

PATCHES: Final = (
    Patch(
        "the add-in has its own name",
        'Public Const PROJECT_NAME As String = "myaddin"',
        f'Public Const PROJECT_NAME As String = "{PROJECT}"',
    ),
    Patch(
        "configuration: never from a sheet of the active workbook",
        'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then',
        'If SheetExists(ThisWorkbook, PROJECT_NAME & ".conf") = True Then',
    ),
    Patch(
        "the same, reading it",
        "GetConfigFromSheet(ActiveWorkbook)",
        "GetConfigFromSheet(ThisWorkbook)",
        2,
    ),
    Patch(
        "configuration: never from a file beside the active workbook",
        'If source = "" Or source = "directory" Then',
        "If False Then",
    ),
    Patch(
        "configuration: never from a file elsewhere; ours is complete",
        'If source = "" Or source = "user" Then',
        "If False Then",
    ),
    Patch(
        "our sheet is read whatever sheet is active, and with no workbook open",
        'For Each cell In Range(sht.Range("A1"), lastCell)',
        'For Each cell In sht.Range(sht.Range("A1"), lastCell)',
    ),
    Patch(
        "no code out of sheets: a sheet named *.py diverts nothing",
        'If Right$(sht.Name, 3) = ".py" Then',
        "If False Then",
        2,
    ),
    Patch(
        "it is not even looked for: no workbook may be open",
        "            Set wb = ActiveWorkbook\n        Else\n",
        "            Set wb = ThisWorkbook\n        Else\n",
    ),
    Patch(
        "no workbook's name or folder gets into a command or onto Python's path",
        'AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & '
        + _LAYERS,
        '"False"',
    ),
    Patch(
        "the same for a click",
        'AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" & ' + _LAYERS,
        '"False"',
    ),
    Patch(
        "no workbook may be open",
        "        ActiveFullName = ActiveWorkbook.FullName\n        ThisFullName",
        "        ActiveFullName = ThisWorkbook.FullName\n        ThisFullName",
    ),
    Patch(
        "the server: no current folder on the path, no PYTHON… variables (-I)",
        'tail = " -B -c ""import sys, os;"',
        'tail = " -I -B -c ""import sys, os;"',
    ),
    Patch(
        "the shell by its place: a bare name is looked for in the current folder first",
        'PYTHON_WIN = "cmd.exe " & ConsoleSwitch',
        'PYTHON_WIN = Environ("ComSpec") & " " & ConsoleSwitch',
        2,
    ),
    Patch(
        "the caller is the add-in: it is open when no workbook is",
        '"BOOK_CALLER", ActiveWorkbook',
        '"BOOK_CALLER", ThisWorkbook',
    ),
    Patch(
        "what comes out of Python is told by our own words, not as a trace",
        '            ShowError "", Err.Description\n            RunPython = -1',
        "            Err.Raise 1002, Description:=Err.Description",
    ),
)


def carried_modules() -> tuple[Module, ...]:
    """The two modules of xlwings, changed; raises ValueError where the wheel is another one."""
    installed = metadata.version("xlwings")
    if installed != VERSION:
        raise ValueError(f"xlwings {installed} is installed, but the add-in is made for {VERSION}")
    folder = resources.files("xlwings")
    text = normalised(folder.joinpath("xlwings_custom_addin.bas").read_bytes())
    words = normalised(folder.joinpath("addin", "Dictionary.cls").read_bytes())
    for notice, source in (("BSD 3-clause license", text), ("MIT", words)):
        if notice not in source:
            raise ValueError(f"the {notice} notice is gone from xlwings' VBA")
    return (
        Module("xlwings", Kind.MODULE, patched(text)),
        class_module("Dictionary", words),  # the code for a Mac names it
    )


def patched(text: str) -> str:
    """xlwings' module with every change made; raises ValueError where one does not fit."""
    if f'XLWINGS_VERSION As String = "{VERSION}"' not in text:
        raise ValueError(f"this VBA is not of xlwings {VERSION}")
    for patch in PATCHES:
        found = text.count(patch.old)
        if found != patch.times:
            raise ValueError(f"{patch.why}: found {found} times, not {patch.times}: {patch.old}")
        text = text.replace(patch.old, patch.new)
    return text
