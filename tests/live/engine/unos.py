"""UNO's classes, structures and enums by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.office import uno

_SUN = "com.sun.star."

UnoException: type[Exception] = uno.getClass(f"{_SUN}uno.Exception")
Disposed: type[Exception] = uno.getClass(f"{_SUN}lang.DisposedException")
IllegalArgument: type[Exception] = uno.getClass(f"{_SUN}lang.IllegalArgumentException")
MalformedFormat: type[Exception] = uno.getClass(f"{_SUN}util.MalformedNumberFormatException")


def struct(name: str, **values: Any) -> Any:
    """A UNO structure with some of its members set."""
    made = uno.createUnoStruct(_SUN + name)
    for key, value in values.items():
        setattr(made, key, value)
    return made


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments of a UNO call."""
    return tuple(struct("beans.PropertyValue", Name=key, Value=values[key]) for key in values)


def choice(kind: str, name: str) -> Any:
    """A member of a UNO enum."""
    return uno.Enum(_SUN + kind, name)


def sequence(kind: str, *values: Any) -> Any:
    """A typed UNO sequence, where a plain tuple would lose its type."""
    return uno.Any(f"[]{_SUN}{kind}", values)


@contextmanager
def undisturbed(document: Any) -> Iterator[None]:
    """Let LibreOffice compute and measure once, after a large block, and not at each of its cells.

    Excel does so by itself; here it is what makes thousands of rows bearable.
    """
    automatic = document.isAutomaticCalculationEnabled()
    document.enableAutomaticCalculation(False)
    document.lockControllers()
    document.addActionLock()
    try:
        yield
    finally:
        document.removeActionLock()
        document.unlockControllers()
        document.enableAutomaticCalculation(automatic)
