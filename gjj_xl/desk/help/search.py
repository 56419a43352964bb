"""Finding the entry for what a clerk types: a word, a question, or a whole message pasted.

Three looks at each entry, added up. A message pasted whole holds all the fixed pieces of its
template, whatever names and numbers stand between them: the longest such template is the one. A
word or two must stand in the entry, best in its message. Anything else is compared by its pairs of
signs, the rarer the better. ``page.js`` does the same; a test holds them together.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from gjj_xl.desk.help.entries import HelpEntry
from gjj_xl.desk.help.gather import all_entries

ALIASES: Final = (
    ("名字", "姓名"),
    ("太长", "长度超过"),
    ("身份证", "证件"),
    ("U盾", "U-key"),
    ("优盾", "U-key"),
    ("网银盾", "U-key"),
    ("密码", "口令"),
    ("锁了", "锁定"),
    ("打不开", "无法读取"),
)
"""What clerks say → what the messages say. Both ways of asking are tried."""

WHOLE: Final = 1000.0
"""What a template that fits is worth, before the length of its pieces."""
LEAST_FIXED: Final = 3
"""Fixed signs that a template needs to be recognised by."""
FOUND: Final = 100.0
"""From here on an entry has what was asked for: its template fits, or it holds all the words."""
ALIKE: Final = 0.3
"""Below this share of common pairs an entry is not like what was asked for."""
ALIKE_TOO: Final = 0.6
"""The same where another entry is found."""


def normal(text: str) -> str:
    """Letters and digits only, full-width as half-width, small."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


class Finder:
    """A search over entries."""

    def __init__(self, entries: Sequence[HelpEntry]) -> None:
        self._entries = tuple(entries)
        self._templates = [
            [[one for one in map(normal, pieces) if one] for pieces in entry.patterns]
            for entry in self._entries
        ]
        self._messages = [normal(f"{entry.message}{entry.code}") for entry in self._entries]
        self._others = [normal(f"{entry.cause}|{entry.todo}") for entry in self._entries]
        self._message_pairs = [set(_pairs(text)) for text in self._messages]
        self._other_pairs = [set(_pairs(text)) for text in self._others]
        seen = Counter(
            pair
            for ours, others in zip(self._message_pairs, self._other_pairs, strict=True)
            for pair in ours | others
        )
        self._weights = {
            pair: math.log(1 + len(self._entries) / times) for pair, times in seen.items()
        }
        self._rarest = math.log(1 + len(self._entries))

    def find(self, text: str) -> list[HelpEntry]:
        """The entries for a text, the most fitting first; all of them for an empty one."""
        if not normal(text):
            return list(self._entries)
        forms = [[word for word in map(normal, form.split()) if word] for form in _forms(text)]
        scores = [
            max(self._score(index, "".join(words), words) for words in forms)
            for index in range(len(self._entries))
        ]
        least = ALIKE_TOO if max(scores) >= FOUND else ALIKE
        order = sorted(range(len(scores)), key=lambda index: (-scores[index], index))
        return [self._entries[index] for index in order if scores[index] >= least]

    def told(self, text: str) -> HelpEntry | None:
        """The entry of which a text is the message; None where no template fits it."""
        asked = normal(text)
        worth = [max((_fits(one, asked) for one in ours), default=0.0) for ours in self._templates]
        best = max(worth)
        return self._entries[worth.index(best)] if best else None

    def _score(self, index: int, asked: str, words: Sequence[str]) -> float:
        score = max((_fits(pieces, asked) for pieces in self._templates[index]), default=0.0)
        message, other = self._messages[index], self._others[index]
        if all(word in message or word in other for word in words):
            score += FOUND + 50 * sum(word in message for word in words) / len(words)
        return score + self._alike(index, _pairs(asked))

    def _unknown(self, pair: str) -> float:
        """Clerks use more words than the help; letters that it does not know are nonsense."""
        return self._rarest if pair.isascii() else 1.0

    def _alike(self, index: int, asked: Sequence[str]) -> float:
        """The share of the pairs that stand in the entry, those of its message counting double."""
        ours, others = self._message_pairs[index], self._other_pairs[index]
        total = sum(self._weights.get(pair) or self._unknown(pair) for pair in asked)
        common = sum(
            self._weights[pair] * (1.0 if pair in ours else 0.5)
            for pair in asked
            if pair in ours or pair in others
        )
        return common / total if total else 0.0


def _forms(text: str) -> list[str]:
    """A text as it was typed, and in the words of the messages."""
    said = text
    for theirs, ours in ALIASES:
        said = said.replace(theirs, ours)
    return [text] if said == text else [text, said]


def _fits(pieces: Sequence[str], asked: str) -> float:
    """What a template is worth of which all pieces stand in the text, in their order."""
    at = 0
    for piece in pieces:
        found = asked.find(piece, at)
        if found < 0:
            return 0.0
        at = found + len(piece)
    fixed = sum(map(len, pieces))
    return WHOLE + fixed if fixed >= LEAST_FIXED else 0.0


@cache
def finder() -> Finder:
    """The search over all entries, in the words that the tables have."""
    return Finder(all_entries())
