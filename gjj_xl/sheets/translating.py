"""Formulas that move with their row."""

from openpyxl.formula.translate import Translator


class _InSheet(Translator):
    """Moves the references to cells of the same sheet; those to other sheets stay."""

    @classmethod
    def translate_range(cls, range_str: str, rdelta: int, cdelta: int) -> str:
        """Translate one reference."""
        if "!" in range_str:
            return range_str
        moved: str = super().translate_range(range_str, rdelta, cdelta)  # type: ignore[no-untyped-call]
        return moved


def moved_formula(text: str, old: str, new: str) -> str:
    """A formula, without its ``=``, that moves from one cell to another: ``F5*2`` → ``F3*2``."""
    moved: str = _InSheet(f"={text}", origin=old).translate_formula(new)
    return moved[1:]
