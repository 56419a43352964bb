"""How a message's fields become elements of TX_INFO: each says it beside its declaration."""

import dataclasses
from typing import Any, Final, TypeVar

from gjj_xl.wire.codes import Field
from gjj_xl.wire.envelope import Info, Value
from gjj_xl.wire.errors import FieldError, WireError
from gjj_xl.wire.values import TEXT, Codec

_Message = TypeVar("_Message")
_KEY: Final = "wire"
_SHOWN: Final = 40


@dataclasses.dataclass(frozen=True, slots=True)
class _Single:
    element: Field
    codec: Codec


@dataclasses.dataclass(frozen=True, slots=True)
class _Listed:
    element: Field
    entry: type


_PLANS: Final[dict[Any, tuple[tuple[str, _Single | _Listed, bool], ...]]] = {}


def single(element: Field, codec: Codec = TEXT, default: Any = dataclasses.MISSING) -> Any:
    """A field that is one element; with a default of None the element may be absent."""
    return dataclasses.field(default=default, metadata={_KEY: _Single(element, codec)})


def listed(element: Field, entry: type) -> Any:
    """A tuple of ``entry`` messages, one repetition of the element each."""
    return dataclasses.field(default=(), metadata={_KEY: _Listed(element, entry)})


def to_info(message: Any) -> dict[str, Value]:
    """The TX_INFO of a message; fields that are not the wire's are left out."""
    info: dict[str, Value] = {}
    for name, how, _ in _plan(type(message)):
        value = getattr(message, name)
        if isinstance(how, _Listed):
            info[how.element] = [_flat(entry) for entry in value]
        elif value is not None:
            info[how.element] = _written(how, value)
    return info


def from_info(kind: type[_Message], info: Info) -> _Message:
    """Read a message of this kind; raises FieldError for a field that is missing or wrong.

    Elements that the message does not know are left aside, so that the centre may add some.
    """
    found: dict[str, Any] = {}
    for name, how, needed in _plan(kind):
        if isinstance(how, _Listed):
            found[name] = _entries(how, info)
            continue
        value = info.get(how.element)
        if value is not None:
            found[name] = _read(how, value)
        elif needed:
            raise FieldError(how.element, "is missing")
    return kind(**found)


def _plan(kind: Any) -> tuple[tuple[str, _Single | _Listed, bool], ...]:
    """The fields of a kind of message that are the wire's; whether each must be there."""
    known = _PLANS.get(kind)
    if known is None:
        known = _PLANS[kind] = tuple(
            (field.name, how, field.default is dataclasses.MISSING)
            for field in dataclasses.fields(kind)
            if (how := field.metadata.get(_KEY)) is not None
        )
    return known


def _flat(entry: Any) -> dict[str, str]:
    return {name: value for name, value in to_info(entry).items() if isinstance(value, str)}


def _written(how: _Single, value: Any) -> str:
    try:
        return how.codec.write(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise FieldError(how.element, f"{type(value).__name__} cannot be written") from error


def _read(how: _Single, value: Value) -> Any:
    if not isinstance(value, str):
        raise FieldError(how.element, "is a list")
    try:
        return how.codec.strict(value)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, WireError) as error:
        shown = repr(value) if len(value) <= _SHOWN else f"{len(value)} characters"
        raise FieldError(how.element, f"{shown} is not understood") from error


def _entries(how: _Listed, info: Info) -> tuple[Any, ...]:
    value = info.get(how.element, ())
    if isinstance(value, str):
        raise FieldError(how.element, "is not a list")
    return tuple(from_info(how.entry, dict(entry)) for entry in value)
