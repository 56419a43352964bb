"""The journal: what makes it impossible to file a batch twice, or to lose one.

Each method is one transaction, durable when it returns. Steps are compare-and-set: of two windows
that want to take the same entry on, one gets WrongState.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from gjj_xl.centre.entry import ALLOWED, IN_WORK, UNFINISHED, Draft, Entry, Event, Step
from gjj_xl.centre.errors import InLine, UnknownEntry, WrongState
from gjj_xl.centre.moments import moment_text, parse_moment
from gjj_xl.centre.store import Store, events, journal
from gjj_xl.rules.business import Business
from gjj_xl.wire.envelope import decode_request
from gjj_xl.wire.messages import Filing, from_request


class Journal:
    """The batches of one unit at one centre (``Account.scope``) in a store."""

    def __init__(self, store: Store, unit: str) -> None:
        self._store = store
        self._sealer = store.sealer
        self.unit = unit

    def prepare(self, draft: Draft, at: dt.datetime) -> Entry:
        """Write a batch down. Only after this may anything be signed."""
        facts = {
            "content_digest": draft.content_digest,
            "request_digest": draft.request_digest,
            "source": draft.source,
            "rows": draft.rows,
            "override_serial": draft.override_serial,
            "record_ids": draft.record_ids,
        }
        sn = draft.request_sn
        with self._store.begin() as connection:
            connection.execute(
                insert(journal).values(
                    request_sn=sn,
                    unit=self.unit,
                    state=Step.PREPARED.value,
                    business=draft.business.value,
                    fund=draft.fund,
                    business_month=draft.business_month,
                    terms_version=draft.terms_version,
                    count=draft.count,
                    amount=draft.amount,
                    content_key=self._content_key(draft.content_digest),
                    request=self._sealer.seal(draft.request, f"request/{sn}"),
                    facts=self._sealer.seal_object(facts, f"facts/{sn}"),
                )
            )
            self._note(connection, sn, Step.PREPARED, at, "")
            return self._load(connection, sn)

    def signed(self, request_sn: str, sign_data: str, at: dt.datetime) -> Entry:
        """Keep the signature over the entry's bytes: from now on it stands in the queue."""
        sealed = self._sealer.seal(sign_data.encode(), f"sign/{request_sn}")
        return self._step(request_sn, Step.SIGNED, at, sign_data=sealed)

    def sending(self, request_sn: str, at: dt.datetime) -> Entry:
        """Take the line, before a byte leaves.

        Raises InLine while another batch is in work, or was in the queue before this one.
        Of two windows that want to send the same entry only one may: the other gets WrongState.
        """
        return self._step(request_sn, Step.SENT, at, only=Step.SIGNED, retry_at=None)

    def sending_again(self, request_sn: str, at: dt.datetime) -> Entry:
        """Send the same bytes once more, after the centre said that it has them not."""
        return self._step(request_sn, Step.SENT, at, only=Step.SENT, retry_at=None)

    def not_received(
        self,
        request_sn: str,
        at: dt.datetime,
        words: str,
        retry_at: dt.datetime | None = None,
    ) -> Entry:
        """The centre has certainly not got it, or not taken it: back into the queue."""
        return self._step(request_sn, Step.SIGNED, at, words, retry_at=moment_text(retry_at))

    def put_off(
        self,
        request_sn: str,
        at: dt.datetime,
        words: str,
        retry_at: dt.datetime | None = None,
    ) -> Entry:
        """Leave a signed batch in the queue, and say what it waits for; WrongState for another.

        What was just said already is not written down a second time.
        """
        with self._store.begin() as connection:
            moved = connection.execute(
                update(journal)
                .where(
                    journal.c.request_sn == request_sn,
                    self._mine(),
                    journal.c.state == Step.SIGNED.value,
                )
                .values(retry_at=moment_text(retry_at))
            )
            entry = self._load(connection, request_sn)
            if moved.rowcount != 1:
                raise WrongState(request_sn, entry.step.value)
            if entry.words == words:
                return entry
            self._note(connection, request_sn, Step.SIGNED, at, words)
            return self._load(connection, request_sn)

    def unknown(self, request_sn: str, at: dt.datetime, words: str) -> Entry:
        """The line broke: the batch stays SENT, and that is written down."""
        return self._step(request_sn, Step.SENT, at, words, only=Step.SENT, claim=False)

    def accepted(
        self, request_sn: str, at: dt.datetime, serial: str, receipt: bytes, signature: bytes
    ) -> Entry:
        """Keep the centre's verified word that it has the batch."""
        sealed = self._seal_receipt(request_sn, "receipt", receipt, signature)
        return self._step(
            request_sn, Step.ACCEPTED, at, serial=serial, receipt=sealed, retry_at=None
        )

    def answered(self, request_sn: str, at: dt.datetime, receipt: bytes, signature: bytes) -> Entry:
        """Keep the centre's verified word on what became of the batch."""
        sealed = self._seal_receipt(request_sn, "final", receipt, signature)
        return self._step(request_sn, Step.ANSWERED, at, final_receipt=sealed)

    def refused(self, request_sn: str, at: dt.datetime, words: str) -> Entry:
        """The centre has decided against the batch; it is not filed."""
        return self._step(request_sn, Step.REFUSED, at, words, retry_at=None)

    def withdrawn(self, request_sn: str, at: dt.datetime, words: str) -> Entry:
        """The batch will never be sent from here; certain to be not at the centre."""
        return self._step(request_sn, Step.WITHDRAWN, at, words, retry_at=None)

    def returned(self, request_sn: str, at: dt.datetime) -> Entry:
        """The centre has listed the batch's records: the next batch may go (manual 12.6)."""
        return self._mark(request_sn, returned_at=moment_text(at))

    def stamped(self, request_sn: str, at: dt.datetime) -> Entry:
        """The receipt stands in the workbook (or in the copy beside it)."""
        return self._mark(request_sn, stamped_at=moment_text(at))

    def entry(self, request_sn: str) -> Entry:
        """One entry. Raises UnknownEntry."""
        with self._store.begin() as connection:
            return self._load(connection, request_sn)

    def by_serial(self, serial: str) -> Entry | None:
        """The entry of a business serial (业务流水号), None where this store has none."""
        found = self._select(journal.c.serial == serial)
        return found[0] if found else None

    def entries(self) -> list[Entry]:
        """All entries, the oldest first."""
        return self._select()

    def unfinished(self) -> list[Entry]:
        """The entries that still need something, the oldest first."""
        return self._select(journal.c.state.in_([step.value for step in UNFINISHED]))

    def count_unfinished(self) -> int:
        """How many entries still need something."""
        query = select(func.count()).select_from(journal)
        open_ones = journal.c.state.in_([step.value for step in UNFINISHED])
        with self._store.begin() as connection:
            return connection.scalar(query.where(self._mine(), open_ones)) or 0

    def withdrawn_after_leaving(self, since: dt.datetime) -> list[Entry]:
        """The entries withdrawn since a moment of which bytes had left before."""
        found = self._select(journal.c.state == Step.WITHDRAWN.value)
        return [
            entry
            for entry in found
            if entry.when(Step.SENT) and (entry.when(Step.WITHDRAWN) or since) >= since
        ]

    def same_content(self, content_digest: str, months: Iterable[str]) -> list[Entry]:
        """Batches of this content that are, or may be, at the centre, filed in those months."""
        filed = (Step.SENT, Step.ACCEPTED, Step.ANSWERED)
        return self._select(
            journal.c.content_key == self._content_key(content_digest),
            journal.c.business_month.in_(list(months)),
            journal.c.state.in_([step.value for step in filed]),
        )

    def in_queue(self, content_digest: str) -> list[Entry]:
        """Batches of this content that are prepared or signed and have not left."""
        waiting = (Step.PREPARED, Step.SIGNED)
        return self._select(
            journal.c.content_key == self._content_key(content_digest),
            journal.c.state.in_([step.value for step in waiting]),
        )

    def request(self, request_sn: str) -> bytes:
        """The exact bytes of requestXml."""
        sealed = self._column(request_sn, journal.c.request)
        assert sealed is not None
        return self._sealer.open(sealed, f"request/{request_sn}")

    def filing(self, request_sn: str) -> Filing:
        """What those bytes say."""
        question = from_request(decode_request(self.request(request_sn)))
        assert isinstance(question, Filing)
        return question

    def sign_data(self, request_sn: str) -> str:
        """The signature as it travels. Raises WrongState where the entry was never signed."""
        sealed = self._column(request_sn, journal.c.sign_data)
        if sealed is None:
            raise WrongState(request_sn, Step.PREPARED)
        return self._sealer.open(sealed, f"sign/{request_sn}").decode()

    def receipt(self, request_sn: str) -> tuple[bytes, bytes] | None:
        """The acceptance receipt's text and signature, None before it is there."""
        return self._open_receipt(request_sn, "receipt", journal.c.receipt)

    def final_receipt(self, request_sn: str) -> tuple[bytes, bytes] | None:
        """The final receipt's text and signature, None before it is there."""
        return self._open_receipt(request_sn, "final", journal.c.final_receipt)

    def _content_key(self, content_digest: str) -> str:
        return self._sealer.lookup(content_digest, "content")

    def _seal_receipt(self, sn: str, kind: str, receipt: bytes, signature: bytes) -> bytes:
        pair = {"receipt": receipt.hex(), "signature": signature.hex()}
        return self._sealer.seal_object(pair, f"{kind}/{sn}")

    def _open_receipt(self, sn: str, kind: str, column: Any) -> tuple[bytes, bytes] | None:
        sealed = self._column(sn, column)
        if sealed is None:
            return None
        pair = self._sealer.open_object(sealed, f"{kind}/{sn}")
        return bytes.fromhex(pair["receipt"]), bytes.fromhex(pair["signature"])

    def _column(self, request_sn: str, column: Any) -> bytes | None:
        with self._store.begin() as connection:
            found = connection.execute(
                select(column).where(journal.c.request_sn == request_sn, self._mine())
            ).one_or_none()
        if found is None:
            raise UnknownEntry(request_sn)
        value: bytes | None = found[0]
        return value

    def _mine(self) -> Any:
        return journal.c.unit == self.unit

    def _mark(self, request_sn: str, **values: Any) -> Entry:
        with self._store.begin() as connection:
            connection.execute(
                update(journal)
                .where(journal.c.request_sn == request_sn, self._mine())
                .values(**values)
            )
            return self._load(connection, request_sn)

    def _step(
        self,
        request_sn: str,
        to: Step,
        at: dt.datetime,
        words: str = "",
        *,
        only: Step | None = None,
        claim: bool = True,
        **values: Any,
    ) -> Entry:
        allowed = [step for step, following in ALLOWED.items() if to in following]
        sources = [step.value for step in allowed if only in (None, step)]
        with self._store.begin() as connection:
            if to is Step.SENT and claim:
                self._check_line(connection, request_sn)
            moved = connection.execute(
                update(journal)
                .where(
                    journal.c.request_sn == request_sn,
                    self._mine(),
                    journal.c.state.in_(sources),
                )
                .values(state=to.value, **values)
            )
            if moved.rowcount != 1:
                raise WrongState(request_sn, self._load(connection, request_sn).step.value)
            self._note(connection, request_sn, to, at, words)
            return self._load(connection, request_sn)

    def _check_line(self, connection: Connection, request_sn: str) -> None:
        # Locking all open entries of the unit serialises two desks on a shared server.
        rows = connection.execute(
            select(journal.c.id, journal.c.request_sn, journal.c.state, journal.c.returned_at)
            .where(self._mine(), journal.c.state.in_([step.value for step in UNFINISHED]))
            .order_by(journal.c.id)
            .with_for_update()
        ).all()
        others = [row for row in rows if row.request_sn != request_sn]
        mine = next((row.id for row in rows if row.request_sn == request_sn), 0)
        in_work = [row for row in others if row.state in IN_WORK and row.returned_at is None]
        earlier = [row for row in others if row.state == Step.SIGNED.value and row.id < mine]
        for ahead in (*in_work, *earlier):
            raise InLine(request_sn, ahead.request_sn)

    def _note(
        self, connection: Connection, request_sn: str, step: Step, at: dt.datetime, words: str
    ) -> None:
        sealed = self._sealer.seal(words.encode(), f"event/{request_sn}")
        connection.execute(
            insert(events).values(
                request_sn=request_sn, at=moment_text(at), state=step.value, words=sealed
            )
        )

    def _load(self, connection: Connection, request_sn: str) -> Entry:
        row = connection.execute(
            select(*_LISTED).where(journal.c.request_sn == request_sn, self._mine())
        ).one_or_none()
        if row is None:
            raise UnknownEntry(request_sn)
        return self._entry(connection, row)

    def _select(self, *conditions: Any) -> list[Entry]:
        with self._store.begin() as connection:
            rows = connection.execute(
                select(*_LISTED).where(self._mine(), *conditions).order_by(journal.c.id)
            ).all()
            return [self._entry(connection, row) for row in rows]

    def _entry(self, connection: Connection, row: Row[Any]) -> Entry:
        sn = row.request_sn
        facts = self._sealer.open_object(row.facts, f"facts/{sn}")
        told = connection.execute(
            select(events).where(events.c.request_sn == sn).order_by(events.c.id)
        ).all()
        return Entry(
            request_sn=sn,
            step=Step(row.state),
            business=Business(row.business),
            fund=row.fund,
            business_month=row.business_month,
            terms_version=row.terms_version,
            count=row._mapping["count"],
            amount=row.amount,
            content_digest=facts["content_digest"],
            request_digest=facts["request_digest"],
            source=facts["source"],
            rows=tuple(facts["rows"]),
            override_serial=facts["override_serial"],
            serial=row.serial,
            retry_at=parse_moment(row.retry_at),
            returned_at=parse_moment(row.returned_at),
            stamped_at=parse_moment(row.stamped_at),
            events=tuple(self._event(sn, event) for event in told),
            record_ids=tuple(facts.get("record_ids", ())),
        )

    def _event(self, request_sn: str, row: Row[Any]) -> Event:
        at = parse_moment(row.at)
        assert at is not None
        words = self._sealer.open(row.words, f"event/{request_sn}").decode()
        return Event(at, Step(row.state), words)


def scopes(store: Store) -> list[str]:
    """The units that the store's journal knows batches of, on this computer's list or not."""
    with store.begin() as connection:
        return list(connection.scalars(select(journal.c.unit).distinct()))


_SEALED_BYTES = {"request", "sign_data", "receipt", "final_receipt", "content_key"}
_LISTED = [column for column in journal.c if column.name not in _SEALED_BYTES]
