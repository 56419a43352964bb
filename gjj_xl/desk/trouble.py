"""What a trouble is: the shape that every error is turned into before a clerk sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

REFUSAL: Final = 1
UNUSABLE: Final = 2
"""Exit codes: refusals and findings; unusable input or unreachable."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error in the clerk's words: what happened, what it means, what to do."""

    code: str
    what: str
    means: str
    todo: str
    exit_code: int


Words: TypeAlias = str | Callable[[Any], str]
"""A sentence: a format over the error, which it calls ``e``, or a function of the error."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table."""

    what: Words
    means: Words = ""
    todo: Words = ""
    exit_code: int = UNUSABLE

    def of(self, code: str, error: BaseException) -> Trouble:
        """The trouble of one error."""
        what, means, todo = (
            words.format(e=error) if isinstance(words, str) else words(error)
            for words in (self.what, self.means, self.todo)
        )
        return Trouble(code, what, means, todo, self.exit_code)


Table: TypeAlias = Mapping[type[BaseException], Entry]
