"""What only Windows knows: sharp pixels, an owner in another process, the work area, the front."""

import sys
import tkinter as tk
from dataclasses import dataclass

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _GWLP_HWNDPARENT = -8
    _SPI_GETWORKAREA = 0x30
    _VK_CAPITAL = 0x14
    _SYSTEM_AWARE = 1
    _user = ctypes.WinDLL("user32", use_last_error=True)
    _set_long = getattr(_user, "SetWindowLongPtrW", _user.SetWindowLongW)
    _set_long.argtypes = (wintypes.HWND, ctypes.c_int, ctypes.c_void_p)
    _set_long.restype = ctypes.c_void_p
    _user.GetWindowRect.argtypes = (wintypes.HWND, ctypes.POINTER(wintypes.RECT))
    _user.IsWindow.argtypes = (wintypes.HWND,)
    _user.IsIconic.argtypes = (wintypes.HWND,)
    _user.GetForegroundWindow.restype = wintypes.HWND
    _user.SetForegroundWindow.argtypes = (wintypes.HWND,)
    _user.GetWindowThreadProcessId.argtypes = (wintypes.HWND, ctypes.c_void_p)
    _user.AttachThreadInput.argtypes = (wintypes.DWORD, wintypes.DWORD, wintypes.BOOL)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int


def be_sharp() -> None:
    """Say that we draw in real pixels; must come before the first window."""
    if sys.platform == "win32":
        try:
            ctypes.WinDLL("shcore").SetProcessDpiAwareness(_SYSTEM_AWARE)
        except (OSError, AttributeError):  # before Windows 8.1
            _user.SetProcessDPIAware()


def work_area(root: tk.Tk) -> Area:
    """The screen without the task bar."""
    if sys.platform == "win32":
        rect = wintypes.RECT()
        if _user.SystemParametersInfoW(_SPI_GETWORKAREA, 0, ctypes.byref(rect), 0):
            return Area(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
    return Area(0, 0, root.winfo_screenwidth(), root.winfo_screenheight())


def owner_area(owner: int | None) -> Area | None:
    """Where the owner is, unless it is minimized or gone."""
    if sys.platform == "win32" and owner and _user.IsWindow(owner) and not _user.IsIconic(owner):
        rect = wintypes.RECT()
        if _user.GetWindowRect(owner, ctypes.byref(rect)):
            return Area(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
    return None


def belong_to(root: tk.Tk, owner: int | None) -> None:
    """Make the window stay above its owner, which may be another process's."""
    if sys.platform == "win32" and owner and _user.IsWindow(owner):
        _set_long(int(root.wm_frame(), 16), _GWLP_HWNDPARENT, owner)


def be_unseen(root: tk.Tk) -> None:
    """Be there for the system's own file window, which needs an owner that is shown."""
    if sys.platform == "win32":
        root.attributes("-alpha", 0.0)
        root.geometry("1x1")
        root.deiconify()
        root.update()


def be_seen(root: tk.Tk) -> None:
    """Undo :func:`be_unseen`."""
    if sys.platform == "win32":
        root.attributes("-alpha", 1.0)
        root.geometry("")


def come_to_front(root: tk.Tk) -> None:
    """Take the keyboard; Windows lets only the process in front give it away."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        front = _user.GetForegroundWindow()
        theirs = _user.GetWindowThreadProcessId(front, None) if front else 0
        ours = kernel.GetCurrentThreadId()
        joined = theirs not in (0, ours) and _user.AttachThreadInput(ours, theirs, True)
        _user.SetForegroundWindow(int(root.wm_frame(), 16))
        if joined:
            _user.AttachThreadInput(ours, theirs, False)
    root.lift()


def caps_lock_is_on() -> bool:
    """Whether caps lock is on, as far as it is known before a key is pressed."""
    if sys.platform == "win32":
        return bool(_user.GetKeyState(_VK_CAPITAL) & 1)
    else:  # noqa: RET505 - a type checker for Windows sees the rest as unreachable
        return False
