"""Windows that answer at once: what a clerk would click, written down before."""

import threading
from collections.abc import Callable
from typing import Any, Self

from gjj_xl.ribbon.dialogs.forms import (
    Confirm,
    Error,
    Form,
    LogIn,
    LogInAnswer,
    Message,
    Pin,
    Progress,
    Report,
)
from gjj_xl.ribbon.dialogs.process import OPEN, Waiting

Answering = Callable[[Any], Any]


class Later:
    """An answer that the clerk gives when the test says so."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.now = threading.Event()


class Window:
    """An open window of the script."""

    is_shown = True

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.closed = False
        self.told: list[Any] = []

    def poll(self) -> Any:
        if isinstance(self._answer, Later):
            return self._answer.value if self._answer.now.is_set() else OPEN
        return self._answer

    def wait(self, timeout: float | None = None) -> Any:
        return None if self._answer is OPEN else self._answer

    def tell(self, update: Any) -> None:
        self.told.append(update)

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Windows:
    """Opens windows as ``open_dialog`` does; each kind of form answers as the script says.

    A form that nobody has written an answer for is a mistake of the test, and says so.
    """

    def __init__(self) -> None:
        self.seen: list[Form[Any]] = []
        self.opened: list[Window] = []
        self.answer_progress: bool | Waiting = OPEN
        self._answers: dict[type, list[Answering]] = {}

    def script(self, kind: type, *answers: Answering) -> None:
        """Answer windows of a kind, one after the other; the last one goes on answering."""
        self._answers[kind] = list(answers)

    def __call__(self, form: Form[Any], *, owner: int | None = None) -> Any:
        self.seen.append(form)
        window = Window(self._answer(form))
        self.opened.append(window)
        return window

    def _answer(self, form: Form[Any]) -> Any:
        if isinstance(form, Progress):
            return self.answer_progress
        if isinstance(form, Message | Report | Error):
            return None
        answers = self._answers.get(type(form))
        if not answers:
            raise AssertionError(f"nobody answers {form}")
        answer = answers[0] if len(answers) == 1 else answers.pop(0)
        return answer(form)

    # What was seen

    @property
    def all_closed(self) -> bool:
        return all(window.closed for window in self.opened)

    def of(self, kind: type) -> list[Any]:
        """The windows of a kind that were shown."""
        return [form for form in self.seen if isinstance(form, kind)]

    @property
    def messages(self) -> list[str]:
        """Everything that was told."""
        return ["\n".join((form.heading, *form.lines)) for form in self.of(Message)]

    @property
    def errors(self) -> list[str]:
        """What was told of errors."""
        return ["\n".join((form.what, form.means, form.todo)) for form in self.of(Error)]

    # Usual scripts

    def log_in(self, unit: Any, sandbox: Any) -> None:
        """Answer the log-in window as the clerk of a unit."""
        answer = LogInAnswer(
            account=unit.cust_id,
            user=unit.user_id,
            password=unit.password,
            sync=True,
            remember=False,
            url=sandbox.url,
            ca=sandbox.ca,
            key=unit.key_path,
        )
        self.script(LogIn, lambda _: answer)

    def say_yes(self, pin: str) -> None:
        """Confirm, and type the key's password."""
        self.script(Confirm, lambda _: True)
        self.script(Pin, lambda _: pin)
