"""The hand-computed table, on the centre's side: filed as lines, by a clerk without our checks."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Code, Severity
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.terms import terms_object
from gjj_xl.sandbox.store import ACCOUNTS, EMPLOYEES, UNITS, Store, open_store
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.digest import content_digest
from gjj_xl.wire.messages import Accepted, Filing, Refusal
from gjj_xl.wire.receipts import parse_receipt
from tests.oracle import CASES, ROSTER, Case
from tests.oracle import EMPLOYEES as PEOPLE
from tests.sandbox.harness import Clerk, Sandbox

_CENTRES_OWN = {"unit_number", "unit_name", "opening", "version", "idempotent"}


@pytest.fixture(scope="module")
def clerk(template: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    """A clerk of a unit that has the oracle's employees."""
    with template.copy(tmp_path_factory.mktemp("oracle") / "centre") as sandbox:
        store = open_store(sandbox.data)
        unit_number = sandbox.units[0].unit_number
        with store.write() as connection:
            for number, (name, id_number) in {
                e.client_number: (e.name, e.id_number) for e in PEOPLE
            }.items():
                connection.execute(
                    EMPLOYEES.insert().values(
                        client_number=number,
                        unit_number=unit_number,
                        name=name,
                        id_number=id_number,
                        full_id=full_id(id_number),
                    )
                )
            for e in PEOPLE:
                connection.execute(
                    ACCOUNTS.insert().values(
                        client_number=e.client_number,
                        fund=e.fund,
                        unit_number=unit_number,
                        state=e.state.value,
                        salary=e.salary,
                        rate=e.rate,
                        opened_month="202001",
                        version=1,
                    )
                )
        store.close()
        sandbox.start_here()
        clerk = Clerk(sandbox, sandbox.units[0])
        clerk.log_in()
        yield clerk


@pytest.fixture
def store(clerk: Clerk) -> Iterator[Store]:
    store = open_store(clerk.sandbox.data)
    yield store
    store.close()


def set_terms(store: Store, case: Case) -> None:
    """Give the unit the case's terms."""
    special = {k: v for k, v in terms_object(case.terms).items() if k not in _CENTRES_OWN}
    with store.write() as connection:
        connection.execute(UNITS.update().values(special=json.dumps(special)))


def line_of(batch: Batch, number: int) -> str:
    """A record as a line, its cells as they were typed."""
    cells = [batch.columns[column.field][number] for column in batch.business.columns]
    shown = [
        "" if c is None else str(Decimal(str(c))) if isinstance(c, float) else str(c) for c in cells
    ]
    return "|".join(shown)


@pytest.mark.parametrize("case", [case for case in CASES if case.travels], ids=lambda case: case.id)
def test_the_centre_decides_as_the_table_says(clerk: Clerk, store: Store, case: Case) -> None:
    set_terms(store, case)
    batch, terms = case.batch, clerk.terms()
    fund = check(batch, case.terms, ROSTER).batch.fund or batch.columns["fund"][0]
    lines = "\n".join(line_of(batch, number) for number in range(len(batch)))
    errors = {
        number: [c for c in codes if ENTRIES[Code(c)].severity is Severity.ERROR]
        for number, codes in enumerate(case.codes, start=1)
    }
    field = case.business.facts.total_field
    hand = [value for value in case.money.get(field or "", ()) if value is not None]
    report = check(batch, case.terms, ROSTER)
    filing = Filing(
        business=case.business,
        fund=int(fund) if str(fund).isdigit() else 10,
        business_month=terms.business_month,
        terms_version=terms.version,
        count=len(batch),
        amount=sum(hand) if len(hand) == len(batch) else report.totals.amount or 0,
        digest="0" * 64,
        lines=lines,
    )
    answer = send(clerk, filing)
    if any(errors.values()):
        assert isinstance(answer, Refusal)
        assert answer.reason is ReturnCode.LINES_REFUSED, case.why
        assert {error.line for error in answer.errors} == {n for n, c in errors.items() if c}
        assert len(answer.errors) == sum(map(len, errors.values()))
    else:
        assert isinstance(answer, Accepted), (case.why, answer)
        receipt = parse_receipt(answer.receipt_text)
        assert (receipt.count, receipt.amount) == (len(batch), filing.amount)


def send(clerk: Clerk, filing: Filing) -> Accepted | Refusal:
    """File with the right digest; what was filed for an earlier case is filed once more."""
    digest = content_digest(clerk.unit.unit_number, filing.business, filing.fund, filing.lines)
    answer = clerk.ask(replace(filing, digest=digest))
    if isinstance(answer, Refusal) and answer.reason is ReturnCode.SAME_CONTENT:
        answer = clerk.ask(replace(filing, digest=digest, override_serial=answer.earlier_serial))
    assert isinstance(answer, Accepted | Refusal)
    return answer
