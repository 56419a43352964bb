"""What stands on a filled batch sheet, before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from gjj_xl.rules.cells import Cell


@dataclass(frozen=True, slots=True)
class LiveContent:
    """What stands on a filled sheet.

    ``columns`` maps fields to cells, one for each row from row 2 on; a field left out is blank.
    A computed cell that is None, or what the formula gives, becomes the formula; any other value
    stays as it was overtyped. ``checks``, ``compares`` and ``results`` are the words of 校验结果,
    核对结果 and 处理结果, ``marks`` the hidden marks (:func:`~gjj_xl.sheets.layout.mark_text`),
    row by row; they may be shorter than the columns.
    """

    columns: Mapping[str, Sequence[Cell]] = field(default_factory=lambda: MappingProxyType({}))
    checks: Sequence[str] = ()
    compares: Sequence[str] = ()
    results: Sequence[str] = ()
    marks: Sequence[str] = ()

    def __len__(self) -> int:
        return max((len(cells) for cells in self.columns.values()), default=0)
