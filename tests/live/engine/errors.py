"""Errors as Excel's engine gives them: imitations of ``pywintypes.com_error``."""

from typing import Any

CALL_REJECTED = -2147418111  # RPC_E_CALL_REJECTED: a cell is being edited, a dialog is open
DISCONNECTED = -2147417848  # RPC_E_DISCONNECTED: the workbook was closed
NOT_CONNECTED = -2147221080  # CO_E_OBJNOTCONNECTED: the sheet was deleted
WRONG_THREAD = -2147417842  # RPC_E_WRONG_THREAD: the object was made in another thread
SERVER_GONE = -2147023174  # RPC_S_SERVER_UNAVAILABLE: Excel has ended
EXCEPTION = -2147352567  # DISP_E_EXCEPTION: Excel itself refused; the scode says why
BAD_INDEX = -2147352565  # DISP_E_BADINDEX, as scode: no such member of a collection
OBJECT_REQUIRED = -2146827864  # VBA's 424, as scode: the cells of this range were deleted
REFUSED = -2146827284  # VBA's 1004, as scode

_WORDS = {
    CALL_REJECTED: "Call was rejected by callee.",
    DISCONNECTED: "The object invoked has disconnected from its clients.",
    NOT_CONNECTED: "Object is not connected to server",
    WRONG_THREAD: "The application called an interface that was marshalled for a different thread.",
    SERVER_GONE: "The RPC server is unavailable.",
}


class ComError(Exception):
    """Looks like ``pywintypes.com_error``: the same four ``args``, under the same names."""

    def __init__(
        self,
        hresult: int,
        strerror: str | None = None,
        excepinfo: tuple[Any, ...] | None = None,
        argerror: int | None = None,
    ) -> None:
        strerror = strerror or _WORDS.get(hresult, "Exception occurred.")
        super().__init__(hresult, strerror, excepinfo, argerror)
        self.hresult = hresult
        self.strerror = strerror
        self.excepinfo = excepinfo
        self.argerror = argerror


def refused(text: str | None, scode: int = REFUSED) -> ComError:
    """Excel itself refuses; ``text`` is what its dialog would say."""
    source = None if text is None else "Microsoft Excel"
    return ComError(EXCEPTION, None, (0, source, text, None, 0, scode))


def no_such(what: object) -> ComError:
    """A collection has no such member."""
    error = refused(None, BAD_INDEX)
    error.add_note(f"no such member: {what!r}")
    return error
