"""A clerk at a desk with a real centre in a process of its own, and the sheets that are filled."""

import datetime as dt
import random
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.attending import News
from gjj_xl.desk.facts import Confirmation, Sent
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.roster import Employee, State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox import ca
from gjj_xl.sandbox.people import make_id, make_name
from gjj_xl.sandbox.seed import SeededUnit
from gjj_xl.sheets.template import LiveContent, write_live
from gjj_xl.wire.messages import BatchSummary, QueryKind
from tests.sandbox.harness import Clerk, Sandbox

START = "2026-11-10T10:00"
SPEED = 20000


def yes(_: Confirmation) -> bool:
    return True


def no(_: Confirmation) -> bool:
    return False


@dataclass
class Asked:
    """Answers 是 (or what it is told) and remembers what it was shown."""

    answers: Sequence[bool] = (True, True, True)
    seen: list[Confirmation] = field(default_factory=list)

    def __call__(self, confirmation: Confirmation) -> bool:
        self.seen.append(confirmation)
        return self.answers[len(self.seen) - 1]


@contextmanager
def running_town(data: Path, units: int, key: RSAPrivateKey) -> Iterator[Sandbox]:
    """A running centre with many units, many thousand times as fast as in life.

    ``key`` is in all certificates: making a hundred of them would take longer than the tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ca.rsa, "generate_private_key", lambda *_: key)
        sandbox = Sandbox.seeded(data, start=at(START), units=units, employees=24)
    with sandbox:
        yield sandbox.start(speed=SPEED)


@dataclass
class Scene:
    """One clerk: the centre, the unit, and a folder for home and sheets."""

    sandbox: Sandbox
    folder: Path
    number: int = 0

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def unit(self) -> SeededUnit:
        return self.sandbox.units[self.number]

    def desk(self) -> Desk:
        return open_desk(self.home)

    def log_in(self, desk: Desk, *, sync: bool = True) -> None:
        desk.login(
            url=self.sandbox.url,
            ca=self.sandbox.ca,
            cust_id=self.unit.cust_id,
            user_id=self.unit.user_id,
            password=self.unit.password,
            key_path=self.unit.key_path,
        )
        if sync:
            desk.sync()

    def submit(
        self, desk: Desk, path: Path, confirm: Callable[[Confirmation], bool] = yes, **how: Any
    ) -> Sent:
        return desk.submit(path, pin=self.unit.key_password, confirm=confirm, **how)

    def clerk(self) -> Clerk:
        """Somebody who looks at the centre without any of the client's code."""
        clerk = Clerk(self.sandbox, self.unit)
        clerk.log_in()
        return clerk

    def filed(self, kind: QueryKind = QueryKind.BACKPAY) -> Sequence[BatchSummary]:
        """The batches that are at the centre for the present business month."""
        clerk = self.clerk()
        return clerk.batches(kind, clerk.terms().business_month).batches

    def second(self) -> "Scene":
        """Another computer of the same unit."""
        folder = self.folder / "second"
        folder.mkdir()
        return Scene(self.sandbox, folder, self.number)


def normal(desk: Desk, number: int, skip: int = 0, fund: int = 10) -> list[Employee]:
    """Employees whose account is 正常, with salaries inside the bounds."""
    roster = desk.roster()
    assert roster is not None
    found = [one for one in roster if one.fund == fund and one.state is State.NORMAL]
    return found[skip : skip + number]


def columns(
    business: Business, employees: Sequence[Employee], terms: Terms
) -> dict[str, list[Cell]]:
    """Good cells for a batch of these employees (for 职工登记: of as many new people)."""
    rate = (terms.uniform_rate or 800) // 100
    count = len(employees)
    made: dict[str, list[Cell]] = {"fund": [10] * count}
    if business is Business.REGISTER:
        source = random.Random(terms.unit_number)  # no two units register the same people
        made |= {
            "name": [make_name(source)[:5] for _ in employees],
            "id_number": [make_id(source) for _ in employees],
            "salary": [9000.5] * count,
            "rate": [rate] * count,
        }
        return made
    made |= {
        "client_number": [one.client_number for one in employees],
        "name": [one.name for one in employees],
    }
    match business:
        case Business.REDUCE:
            made |= {
                "id_number": [one.id_number for one in employees],
                "reason": ["辞职"] * count,
            }
        case Business.MISSED:
            made |= {
                "first_month": ["202001"] * count,
                "last_month": ["202003"] * count,
                "salary": [10000] * count,
                "rate": [12] * count,
            }
        case Business.SHORT:
            made |= {
                "first_month": ["202101"] * count,
                "last_month": ["202102"] * count,
                "paid_salary": [8000] * count,
                "due_salary": [9000] * count,
                "paid_rate": [12] * count,
                "due_rate": [12] * count,
            }
        case Business.ADJUST:
            made |= {
                "id_number": [one.id_number for one in employees],
                "salary": [12345.67] * count,
                "rate": [rate] * count,
            }
    return made


def sheet(
    desk: Desk,
    path: Path,
    business: Business = Business.MISSED,
    number: int = 3,
    skip: int = 0,
    **changes: list[Cell],
) -> Path:
    """Write a filled live workbook; ``changes`` replace columns."""
    terms = desk.terms()
    assert terms is not None
    cells = columns(business, normal(desk, number, skip), terms) | changes
    write_live(path, business, terms, LiveContent(columns=cells), fund=10)
    return path


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def free_port() -> int:
    """A port that nobody uses just now, for a centre that comes back where it was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Attention:
    """Attends to a desk's batches, and remembers what was told and shown."""

    desk: Desk
    news: list[News] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def __call__(self, sleep: Callable[[float], None] = time.sleep, **how: Any) -> "Attention":
        self.desk.attend(
            news=self.news.append,
            show=lambda now: self.shown.append(now.words),
            sleep=sleep,
            **how,
        )
        return self

    @property
    def words(self) -> str:
        return "\n".join(one.words for one in self.news)
