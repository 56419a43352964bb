"""Windows in a process of their own, so that Excel is never frozen by one of them.

``forms`` says what is asked and ``process`` opens it; these two are all that the parent imports,
and they know no tkinter. Nothing here knows a workbook, a key or the centre.
"""

from gjj_xl.ribbon.dialogs.process import OPEN, Dialog, DialogFailed, ask, open_dialog

__all__ = ["OPEN", "Dialog", "DialogFailed", "ask", "open_dialog"]
