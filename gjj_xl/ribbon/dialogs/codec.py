"""Forms, updates and answers as JSON values: one walk over the types, and a table of kinds."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.ribbon.dialogs import forms


class NotAForm(ValueError):
    """A JSON value that is not what was expected; the text names the place, never the value."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of window: its form and the type of its answer."""

    form: type[forms.Form[Any]]
    answer: Any


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "log-in": Kind(forms.LogIn, forms.LogInAnswer),
        "pin": Kind(forms.Pin, str),
        "choose-certificate": Kind(forms.ChooseCertificate, int),
        "confirm": Kind(forms.Confirm, bool),
        "question": Kind(forms.Question, int),
        "choose-one": Kind(forms.ChooseOne, int),
        "choose-many": Kind(forms.ChooseMany, tuple[int, ...]),
        "progress": Kind(forms.Progress, bool),
        "error": Kind(forms.Error, None),
        "message": Kind(forms.Message, None),
        "report": Kind(forms.Report, None),
        "ask-month": Kind(forms.AskMonth, forms.MonthAnswer),
        "ask-deposits": Kind(forms.AskDeposits, forms.DepositsAnswer),
        "save-file": Kind(forms.SaveFile, Path),
        "open-file": Kind(forms.OpenFile, Path),
    }
)

UPDATES: Final[Mapping[str, Any]] = MappingProxyType(
    {"advance": forms.Advance, "line": forms.ReportLine}
)

_KIND_OF_FORM: Final = {kind.form: name for name, kind in KINDS.items()}
_NAME_OF_UPDATE: Final = {update: name for name, update in UPDATES.items()}


def encode_form(form: forms.Form[Any]) -> dict[str, Any]:
    """A form as a JSON object with its kind."""
    return {"kind": _kind_of(form), "form": encode(form)}


def decode_form(value: Any) -> forms.Form[Any]:
    """The form of a JSON object; raises NotAForm."""
    form: forms.Form[Any] = decode(_kind(value, KINDS).form, value.get("form"))
    return form


def encode_update(update: forms.Update) -> dict[str, Any]:
    """An update as a JSON object with its kind."""
    return {"kind": _NAME_OF_UPDATE[type(update)], "update": encode(update)}


def decode_update(value: Any) -> forms.Update:
    """The update of a JSON object; raises NotAForm."""
    update: forms.Update = decode(_kind(value, UPDATES), value.get("update"))
    return update


def decode_answer(form: forms.Form[Any], value: Any) -> Any:
    """The answer to a form; None is given up. Raises NotAForm."""
    return None if value is None else decode(KINDS[_kind_of(form)].answer, value)


def encode(value: Any) -> Any:
    """A value of a form as JSON: dataclasses as objects, tuples as lists, paths as texts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def decode(kind: Any, value: Any, where: str = "") -> Any:
    """The value of type ``kind`` that is written in JSON; raises NotAForm with the place."""
    if typing.get_origin(kind) is types.UnionType:
        one, nothing = typing.get_args(kind)
        assert nothing is types.NoneType
        return None if value is None else decode(one, value, where)
    if typing.get_origin(kind) is tuple:
        _expect(list, value, where)
        item = typing.get_args(kind)[0]
        return tuple(decode(item, part, f"{where}[{i}]") for i, part in enumerate(value))
    if dataclasses.is_dataclass(kind):
        _expect(dict, value, where)
        hints = typing.get_type_hints(kind)
        if set(value) != {f.name for f in dataclasses.fields(kind)}:
            raise NotAForm(f"other fields than expected in {where or 'the object'}")
        return kind(**{name: decode(hints[name], value[name], f"{where}.{name}") for name in value})  # type: ignore[operator]
    if kind is Path:
        _expect(str, value, where)
        return Path(value)
    _expect(kind, value, where)
    return value


def _expect(kind: Any, value: Any, where: str) -> None:
    if type(value) is not kind:
        raise NotAForm(f"not of type {getattr(kind, '__name__', kind)}: {where or 'the value'}")


def _kind(value: Any, table: Mapping[str, Any]) -> Any:
    _expect(dict, value, "")
    try:
        return table[value["kind"]]
    except (KeyError, TypeError):
        raise NotAForm("unknown kind of window") from None


def _kind_of(form: forms.Form[Any]) -> str:
    return _KIND_OF_FORM[type(form)]
