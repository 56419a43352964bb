"""The desk in a terminal: a thin front that reads arguments and prints Chinese.

What a command does stands in ``desk``; here are only its arguments, its words and its exit code.
This module must import fast: everything heavy is imported by the command that needs it.
"""

from gjj_xl.cli.run import main

__all__ = ["main"]
