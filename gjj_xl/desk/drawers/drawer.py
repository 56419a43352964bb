"""What every drawer of the desk has: the context of one clerk, opened and closed with the desk."""

from typing import Self

from gjj_xl.centre.home import Home
from gjj_xl.desk.context import Context
from gjj_xl.desk.workbook import FindWorkbook, file_of


class Drawer:
    """Some of what a clerk does, over one home folder, for one unit."""

    def __init__(
        self, home: Home, workbooks: FindWorkbook = file_of, unit: str | None = None
    ) -> None:
        self._context = Context(home, workbooks, unit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close store and log."""
        self._context.close()
