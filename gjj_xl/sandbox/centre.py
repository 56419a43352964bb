"""The running centre: store, clock, certificates and faults, handed from room to room."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum, unique
from pathlib import Path
from threading import Event

from sqlalchemy import Connection

from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox import ca
from gjj_xl.sandbox.clock import Clock
from gjj_xl.sandbox.conditions import Hours, load_unit, unit_terms
from gjj_xl.sandbox.faults import Faults
from gjj_xl.sandbox.rosterpages import RosterSums
from gjj_xl.sandbox.store import Store, open_store
from gjj_xl.sandbox.wirepages import PAGE
from gjj_xl.wire.cms import Signer


@unique
class Review(StrEnum):
    """Who decides on registrations."""

    AUTO = "auto"  # the centre by itself, on the next working day
    STAFF = "staff"  # somebody at the review desk


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre at work. ``speed`` divides the delays; ``woken`` is set when there may be work.

    With ``one_at_a_time`` a filing is refused while an earlier batch of the unit is unanswered
    (manual 12.6); else batches queue up and are processed in their order. ``page`` is how many
    entries a page of a long answer has.
    """

    store: Store
    clock: Clock
    authority: ca.Authority
    faults: Faults
    hours: Hours = Hours.TERMS
    speed: float = 1.0
    review: Review = Review.AUTO
    one_at_a_time: bool = False
    page: int = PAGE
    woken: Event = field(default_factory=Event)
    sums: RosterSums = field(default_factory=RosterSums)

    @property
    def receipt_signer(self) -> Signer:
        """What signs the centre's receipts."""
        return Signer(self.authority.receipts.key, self.authority.receipts.certificate)

    def terms(
        self, connection: Connection, unit_number: str, at: dt.datetime | None = None
    ) -> Terms:
        """The terms of a unit, now or at another moment."""
        return unit_terms(load_unit(connection, unit_number), at or self.clock.now(), self.hours)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def open_centre(
    data: Path,
    *,
    url: str | None = None,
    hours: Hours = Hours.TERMS,
    speed: float = 1.0,
    faults: Faults | None = None,
    review: Review = Review.AUTO,
    one_at_a_time: bool = False,
    page: int = PAGE,
) -> Centre:
    """Open the centre of a data folder; ``url`` names another database than the folder's own."""
    store = open_store(data, url)
    return Centre(
        store=store,
        clock=Clock(store),
        authority=ca.open_authority(data),
        faults=faults or Faults(),
        hours=hours,
        speed=speed,
        review=review,
        one_at_a_time=one_at_a_time,
        page=page,
    )
