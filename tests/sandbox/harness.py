"""A real centre in a process of its own, and a clerk who speaks the wire to it.

For every test that needs a centre::

    with Sandbox.seeded(folder, employees=60) as sandbox:
        sandbox.start(speed=600)
        clerk = Clerk(sandbox, sandbox.units[0])
        clerk.log_in()
        accepted = clerk.file(clerk.missed(3))
"""

import contextlib
import datetime as dt
import http.client
import itertools
import json
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.app import ADMIN_HEADER
from gjj_xl.sandbox.seed import SeededUnit, seed
from gjj_xl.sandbox.serve import READY_FILE, serve
from gjj_xl.sandbox.store import UNITS, open_store
from gjj_xl.wire.cms import Signer, sign_detached
from gjj_xl.wire.codes import SESSION_HEADER, ReturnCode
from gjj_xl.wire.digest import content_digest
from gjj_xl.wire.envelope import Response, decode_response
from gjj_xl.wire.form import encode_form, signature_text
from gjj_xl.wire.lines import encode_lines
from gjj_xl.wire.messages import (
    Accepted,
    Answer,
    AskBatches,
    AskOutcome,
    AskRecords,
    AskRoster,
    AskTerms,
    BatchesAnswer,
    Filing,
    Login,
    QueryKind,
    Question,
    RecordResult,
    RecordsPage,
    Refusal,
    RosterPage,
    TermsAnswer,
    from_response,
    to_request,
)

_ENTRY = (
    "import json, pathlib, sys\n"
    "from gjj_xl.sandbox.serve import serve\n"
    "serve(pathlib.Path(sys.argv[1]), **json.loads(sys.argv[2]))\n"
)
_PATIENCE = 30.0


@dataclass
class Sandbox:
    """A seeded data folder and, once started, the process that serves it."""

    data: Path
    units: list[SeededUnit]
    process: "subprocess.Popen[bytes] | None" = None
    thread: threading.Thread | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    ready: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def seeded(cls, data: Path, **options: Any) -> "Sandbox":
        """Seed a new data folder; options as for ``seed``."""
        return cls(data, seed(data, **{"seed": 1, "units": 2, "employees": 60, **options}))

    def copy(self, data: Path) -> "Sandbox":
        """A copy of a sandbox that was never started, in another folder."""
        shutil.copytree(self.data, data)
        moved = [
            replace(unit, key_path=data / unit.key_path.relative_to(self.data))
            for unit in self.units
        ]
        return Sandbox(data, moved)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    @property
    def ca(self) -> Path:
        return Path(self.ready["ca"])

    def start(self, **options: Any) -> "Sandbox":
        """Serve in a new process; options as for ``serve``."""
        (self.data / READY_FILE).unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _ENTRY, str(self.data), json.dumps(options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + _PATIENCE
        while not (self.data / READY_FILE).exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the centre did not start: {self.output()}")
            time.sleep(0.02)
        self.ready = json.loads((self.data / READY_FILE).read_text())
        return self

    def start_here(self, **options: Any) -> "Sandbox":
        """Serve in a thread of this process, which starts faster and cannot be killed."""
        ready, self.stopping = threading.Event(), threading.Event()
        self.thread = threading.Thread(
            target=serve,
            args=(self.data,),
            kwargs={**options, "ready": lambda _: ready.set(), "stopping": self.stopping},
        )
        self.thread.start()
        assert ready.wait(_PATIENCE)
        self.ready = json.loads((self.data / READY_FILE).read_text())
        return self

    def stop(self) -> float:
        """End the process (or thread) politely; returns the seconds that it took."""
        began = time.monotonic()
        if self.thread is not None:
            self.stopping.set()
            self.thread.join(_PATIENCE)
            self.thread = None
        if self.process is not None:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)
            self.output()
        return time.monotonic() - began

    def kill(self) -> None:
        """End the process as a power failure does."""
        assert self.process is not None
        self.process.kill()
        self.output()

    def output(self) -> bytes:
        """Wait for the process to end; what it printed, which should be nothing."""
        if self.process is None:
            return b""
        printed, _ = self.process.communicate(timeout=_PATIENCE)
        self.process = None
        return printed

    def admin(self, **wishes: Any) -> dict[str, Any]:
        """Set faults (a list of names) or the clock (ISO) of the running centre."""
        status, _, body = post(
            self, "/admin", json.dumps(wishes).encode(), {ADMIN_HEADER: self.ready["admin"]}
        )
        assert status == 200, body
        answer: dict[str, Any] = json.loads(body)
        return answer

    def tell(self, number: int, **special: Any) -> None:
        """Give a unit entries of the terms that are its own, from now on; names as in the terms."""
        keeper = open_store(self.data)
        with keeper.write() as connection:
            connection.execute(
                UNITS.update()
                .where(UNITS.c.unit_number == self.units[number].unit_number)
                .values(special=json.dumps(special))
            )
        keeper.close()

    def now(self) -> dt.datetime:
        """The time on the centre's clock."""
        return dt.datetime.fromisoformat(self.admin()["now"])

    def root(self) -> x509.Certificate:
        """The centre's root certificate."""
        return x509.load_pem_x509_certificate((self.data / "ca.pem").read_bytes())


def post(
    sandbox: Sandbox, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    """One HTTPS POST: status, headers, body. OSError or HTTPException where the line breaks."""
    return exchange(sandbox, "POST", path, body, headers)


def get(sandbox: Sandbox, path: str) -> tuple[int, Mapping[str, str], bytes]:
    """One HTTPS GET."""
    return exchange(sandbox, "GET", path, None, {})


def exchange(
    sandbox: Sandbox, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    context = ssl.create_default_context(cafile=str(sandbox.ca))
    host, _, port = sandbox.url.removeprefix("https://").partition(":")
    connection = http.client.HTTPSConnection(host, int(port), context=context, timeout=20)
    with contextlib.closing(connection):
        connection.request(method, path, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


PEOPLE = (
    ("测试甲", "11010519491231002X"),
    ("测试乙", "330102199003071230"),
    ("测试丙", "330102198001010018"),
)
"""People who are on nobody's record."""

_SERIALS = itertools.count(int(time.time() * 1000) % 10**12)


@dataclass
class Clerk:
    """Somebody of a unit who speaks the wire without any of the client's code."""

    sandbox: Sandbox
    unit: SeededUnit
    token: str = ""

    def signer(self) -> Signer:
        """The unit's key, opened."""
        key, certificate, _ = pkcs12.load_key_and_certificates(
            self.unit.key_path.read_bytes(), self.unit.key_password.encode()
        )
        assert certificate is not None
        return Signer(key, certificate)  # type: ignore[arg-type]  # an RSA key, as seeded

    @staticmethod
    def new_sn() -> str:
        """A REQUEST_SN that nobody has used."""
        return str(next(_SERIALS))

    def request_bytes(self, question: Question, request_sn: str | None = None) -> bytes:
        """The exact bytes of a request."""
        return to_request(
            question,
            request_sn=request_sn or self.new_sn(),
            cust_id=self.unit.cust_id,
            user_id=self.unit.user_id,
        ).encode()

    def send(self, request_xml: bytes, sign_data: str | None = None) -> bytes:
        """Post bytes; returns the answer's bytes."""
        content_type, body = encode_form(request_xml, sign_data)
        headers = {"Content-Type": content_type, SESSION_HEADER: self.token}
        _, answered, content = post(self.sandbox, "/", body, headers)
        if SESSION_HEADER in answered:
            self.token = answered[SESSION_HEADER]
        return content

    def sign(self, request_xml: bytes) -> str:
        """The signData of a request."""
        return signature_text(sign_detached(request_xml, self.signer()))

    def ask(self, question: Question) -> Answer | Refusal:
        """Ask anything; filings are signed."""
        xml = self.request_bytes(question)
        sign_data = self.sign(xml) if isinstance(question, Filing) else None
        return from_response(question, decode_response(self.send(xml, sign_data)))

    def log_in(self, password: str | None = None) -> Answer | Refusal:
        """Log in with the unit's password or another."""
        return self.ask(Login(password or self.unit.password))

    def terms(self) -> Terms:
        answer = self.ask(AskTerms())
        assert isinstance(answer, TermsAnswer), answer
        return answer.terms

    def roster(self) -> list[Employee]:
        """All accounts, page by page."""
        return sorted(self.changes(0)[0], key=lambda e: (e.client_number, e.fund))

    def changes(self, since: int) -> tuple[list[Employee], int]:
        """The accounts changed since a version, and the version to ask from next."""
        found: list[Employee] = []
        cursor = ""
        while True:
            page = self.ask(AskRoster(since, cursor))
            assert isinstance(page, RosterPage), page
            found += page.employees
            cursor = page.cursor
            if not page.more:
                return found, page.version

    def file(self, filing: Filing) -> Accepted:
        """File a batch that must be accepted."""
        answer = self.ask(filing)
        assert isinstance(answer, Accepted), answer
        return answer

    def refused(self, question: Question) -> Refusal:
        """Ask what must be refused."""
        answer = self.ask(question)
        assert isinstance(answer, Refusal), answer
        return answer

    def outcome(self, request_sn: str) -> Answer | Refusal:
        return self.ask(AskOutcome(request_sn))

    def batches(self, kind: QueryKind, month: str) -> BatchesAnswer:
        answer = self.ask(AskBatches(kind, month))
        assert isinstance(answer, BatchesAnswer), answer
        return answer

    def records(self, serial: str) -> tuple[RecordsPage, list[RecordResult]]:
        """The last page of a batch's records, and the records of all pages."""
        found: list[RecordResult] = []
        cursor = ""
        while True:
            page = self.ask(AskRecords(serial, cursor))
            assert isinstance(page, RecordsPage), page
            found += page.records
            cursor = page.cursor
            if not page.more:
                return page, found

    def wait(self, serial: str, seconds: float = 20) -> list[RecordResult]:
        """Wait until a batch is answered; its records."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            page, found = self.records(serial)
            if page.answered:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{serial} was not answered")

    def filing(
        self, business: Business, rows: Sequence[Mapping[str, Any]], fund: int = 10, **changes: Any
    ) -> Filing:
        """A filing of rows, each a mapping from field to cell; ``changes`` spoil it afterwards."""
        terms = self.terms()
        batch = Batch(
            business=business,
            columns={
                column.field: [
                    row.get(column.field, fund if column.field == "fund" else None) for row in rows
                ]
                for column in business.columns
            },
            rows=range(2, len(rows) + 2),
            fund=fund,
        )
        report = check(batch, terms, Roster(self.roster()))
        assert not report.has_errors, report.errors
        lines = encode_lines(business, report.records())
        assert report.totals.amount is not None
        filing = Filing(
            business=business,
            fund=fund,
            business_month=terms.business_month,
            terms_version=terms.version,
            count=report.totals.count,
            amount=report.totals.amount,
            digest=content_digest(self.unit.unit_number, business, fund, lines),
            lines=lines,
        )
        return replace(filing, **changes)

    def normal(self, fund: int = 10) -> list[Employee]:
        """The employees whose account is 正常."""
        return [e for e in self.roster() if e.state is State.NORMAL and e.fund == fund]

    def missed(self, number: int, skip: int = 0, **changes: Any) -> Filing:
        """A 漏缴补缴 of months without a deposit, long before the history."""
        rows = [
            {
                "client_number": employee.client_number,
                "name": employee.name,
                "first_month": "202001",
                "last_month": "202003",
                "salary": 10000,
                "rate": 12,
            }
            for employee in self.normal()[skip : skip + number]
        ]
        return self.filing(Business.MISSED, rows, **changes)

    def reduce(self, number: int, skip: int = 0, **changes: Any) -> Filing:
        """A 职工减少 of employees who are 正常."""
        rows = [
            {
                "client_number": employee.client_number,
                "name": employee.name,
                "id_number": employee.id_number,
                "reason": "03",
            }
            for employee in self.normal()[skip : skip + number]
        ]
        return self.filing(Business.REDUCE, rows, **changes)

    def register(self, people: Sequence[tuple[str, str]], **changes: Any) -> Filing:
        """A 职工登记 of (name, ID number) pairs."""
        uniform = self.unit.terms.uniform_rate
        rows = [
            {
                "name": name,
                "id_number": id_number,
                "salary": 9000,
                "rate": uniform // 100 if uniform else 8,
            }
            for name, id_number in people
        ]
        return self.filing(Business.REGISTER, rows, **changes)


def code(answer: Answer | Refusal | Response) -> ReturnCode | None:
    """The table's entry of an answer's code; OK for one that is no refusal."""
    if isinstance(answer, Refusal):
        return answer.reason
    return ReturnCode.OK
