"""帮助 (B5): every message with its cause and what to do, gathered from the tables that say them.

One list of entries is the source of the page, the sheet and the search of the terminal. Nothing is
written here twice: a message that is in no table cannot be shown, and one that is in a table is in
the help.
"""

from gjj_xl.desk.help.entries import Group, HelpEntry, plain
from gjj_xl.desk.help.gather import all_entries
from gjj_xl.desk.help.page import write_page
from gjj_xl.desk.help.search import Finder, finder
from gjj_xl.desk.help.sheet import write_sheet

__all__ = [
    "Finder",
    "Group",
    "HelpEntry",
    "all_entries",
    "finder",
    "plain",
    "write_page",
    "write_sheet",
]
