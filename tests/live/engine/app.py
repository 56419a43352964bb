"""The engine that xlwings takes, and its applications."""

from collections.abc import Callable, Iterator
from typing import Any

from xlwings import base_classes

from tests.live.engine.areas import Area
from tests.live.engine.books import Books
from tests.live.engine.errors import refused
from tests.live.engine.gate import GATE, com_object
from tests.live.engine.ranges import Range
from tests.live.engine.reading import ERROR_TEXTS
from tests.live.engine.state import Excel, Prompt, areas_of

_BUTTONS = {
    None: {"ok"},
    "ok": {"ok"},
    "ok_cancel": {"ok", "cancel"},
    "yes_no": {"yes", "no"},
    "yes_no_cancel": {"yes", "no", "cancel"},
}


class Engine:
    """What ``xlwings.Engine(impl=...)`` takes."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()
        self.busy = GATE.busy

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """What xlwings hands to Excel: nothing for ``None`` and for what is not a number."""
        if value is None or (isinstance(value, float) and value != value):
            return ""
        return value.item() if type(value).__module__ == "numpy" else value

    @staticmethod
    def clean_value_data(
        data: Any,
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """What xlwings hands to the program, as its Windows engine makes it."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if hasattr(value, "microsecond"):
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            if type(value) is int and value in ERROR_TEXTS:
                return ERROR_TEXTS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The running applications; the active one is the first."""

    def __init__(self) -> None:
        self.running: list[Excel] = []

    def keys(self) -> list[int]:
        return [excel.pid for excel in self._alive()]

    def add(
        self, spec: Any = None, add_book: bool | None = None, xl: Any = None, visible: Any = None
    ) -> "App":
        excel = Excel()
        self.running.insert(0, excel)
        app = App(excel)
        if add_book:
            app.books.add()
        return app

    def cleanup(self) -> None:
        """Nothing is left over: every Excel is ended by whoever started it."""

    def _alive(self) -> list[Excel]:
        self.running = [excel for excel in self.running if excel.running]
        return self.running

    def __iter__(self) -> "Iterator[App]":
        return iter([App(excel) for excel in self._alive()])

    def __len__(self) -> int:
        return len(self._alive())

    def __getitem__(self, pid: int) -> "App":
        for excel in self._alive():
            if excel.pid == pid:
                return App(excel)
        raise KeyError("Could not find an Excel instance with this PID.")


@com_object
class App(base_classes.App):
    """One running Excel."""

    def __init__(self, excel: Excel) -> None:
        self.excel = excel
        self.check_alive = excel.check_alive

    @property
    def engine(self) -> Engine:
        return ENGINE

    @property
    def api(self) -> Any:
        from tests.live.engine.api import AppApi

        return AppApi(self.excel)

    @property
    def pid(self) -> int:
        return self.excel.pid

    @property
    def hwnd(self) -> int:
        return 0x10000 + self.excel.pid

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def path(self) -> str:
        return r"C:\Program Files\Microsoft Office\root\Office16"

    @property
    def books(self) -> Books:
        return Books(self.excel)

    @property
    def selection(self) -> Range | None:
        document = self.excel.active
        if document is None:
            return None
        record = document.active
        if record.selected is None:
            return Range(record, Area(0, 0, 0, 0))
        return Range(record, *areas_of(record.selected))

    def activate(self, steal_focus: bool = False) -> None:
        ENGINE.apps.running.remove(self.excel)
        ENGINE.apps.running.insert(0, self.excel)

    def quit(self) -> None:
        self.excel.end()

    def kill(self) -> None:
        self.excel.end(gently=False)

    def calculate(self) -> None:
        for document in self.excel.documents:
            document.uno.calculateAll()

    @property
    def calculation(self) -> str:
        if not self.excel.documents:
            raise refused("Unable to get the Calculation property of the Application class")
        return self.excel.calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if not self.excel.documents:
            raise refused("Unable to set the Calculation property of the Application class")
        if value not in ("automatic", "manual", "semiautomatic"):
            raise KeyError(value)
        self.excel.calculation = value
        for document in self.excel.documents:
            document.uno.enableAutomaticCalculation(value != "manual")

    @property
    def status_bar(self) -> str | bool:
        return self.excel.status_bar

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.excel.status_bar = False if value is None or value is False else str(value)
        self.excel.status_history.append(self.excel.status_bar)

    @property
    def cut_copy_mode(self) -> str | None:
        return "copy" if self.excel.clipboard else None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        if not value:
            self.excel.clipboard = None

    def alert(
        self,
        prompt: str,
        title: str | None,
        buttons: str | None,
        mode: str | None,
        callback: str | None,
    ) -> str:
        """Record a message box and press the next scripted button; a lone OK needs no script."""
        self.excel.prompts.append(Prompt(str(prompt), title, buttons, mode))
        answer = "ok" if len(_BUTTONS[buttons]) == 1 else None
        if self.excel.answers:
            answer = self.excel.answers.popleft()
        if answer not in _BUTTONS[buttons]:
            raise LookupError(f"no answer of {sorted(_BUTTONS[buttons])} is scripted: {prompt!r}")
        return answer

    @property
    def screen_updating(self) -> bool:
        return self.excel.flags["screen_updating"]

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.excel.flags["screen_updating"] = bool(value)

    @property
    def display_alerts(self) -> bool:
        return self.excel.flags["display_alerts"]

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self.excel.flags["display_alerts"] = bool(value)

    @property
    def enable_events(self) -> bool:
        return self.excel.flags["enable_events"]

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self.excel.flags["enable_events"] = bool(value)

    @property
    def interactive(self) -> bool:
        return self.excel.flags["interactive"]

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self.excel.flags["interactive"] = bool(value)

    @property
    def visible(self) -> bool:
        return self.excel.flags["visible"]

    @visible.setter
    def visible(self, value: bool) -> None:
        self.excel.flags["visible"] = bool(value)


ENGINE = Engine()
