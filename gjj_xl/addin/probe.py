"""Is this Python good enough? Run by install.bat with each one that it finds; exit code 0 is yes.

It must be understood by every Python, however old.
"""

import sys

if sys.version_info < (3, 11) or sys.maxsize < 2**32:
    sys.exit(1)
try:
    import ensurepip  # noqa: F401
    import tkinter  # noqa: F401, ICN001
    import venv  # noqa: F401
except ImportError:
    sys.exit(1)
