"""VBA's conditional compilation (#If … #End If), resolved as Excel of 64 bit on Windows does it.

LibreOffice's compiler knows only part of it; the lines that are left are what Excel compiles.
"""

import re

_DEFINED = {"VBA7": True, "Win64": True, "Mac": False, "App": "Microsoft Excel"}
_CONDITION = re.compile(r"#(If|ElseIf) (.+) Then")


def resolved(source: str) -> str:
    """The lines that are compiled."""
    out: list[str] = []
    levels: list[tuple[bool, bool]] = []  # whether this branch counts, whether one has counted
    for line in source.split("\n"):
        text = line.strip()
        condition = _CONDITION.match(text)
        if text.startswith("#Const"):
            continue
        if condition and condition[1] == "If":
            holds = _holds(condition[2])
            levels.append((holds, holds))
        elif condition:
            done = levels[-1][1]
            holds = not done and _holds(condition[2])
            levels[-1] = (holds, done or holds)
        elif text == "#Else":
            levels[-1] = (not levels[-1][1], True)
        elif text == "#End If":
            levels.pop()
        elif all(counts for counts, _ in levels):
            out.append(line)
    assert not levels
    return "\n".join(out)


def _holds(condition: str) -> bool:
    if compared := re.fullmatch(r'(\w+) = "(.*)"', condition):
        return _DEFINED[compared[1]] == compared[2]
    if number := re.fullmatch(r"(\w+) >= \d+", condition):
        return bool(_DEFINED.get(number[1], False))
    negated, name = condition.startswith("Not "), condition.removeprefix("Not ")
    return bool(_DEFINED[name]) is not negated
