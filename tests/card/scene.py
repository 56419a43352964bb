"""A clerk whose U-key is a virtual card in a virtual reader, before a real centre."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gjj_xl.desk import Desk
from gjj_xl.desk.facts import Confirmation, Sent
from gjj_xl.sandbox import ca
from gjj_xl.sandbox.store import open_store
from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.ukey.worker import Patience
from tests.card.holders import HOLDERS
from tests.card.reader import Slot
from tests.card.virtual import PIN, VirtualCard, personalised
from tests.desk.scene import Scene, sheet

QUICK = Patience(holder=1.0, card=3.0)
"""What a test waits for; a clerk waits longer."""


@dataclass
class CardScene:
    """The clerk, the reader's slot, and what he was shown and asked for."""

    scene: Scene
    slot: Slot
    shown: list[Confirmation] = field(default_factory=list)
    asked: int = 0
    sheets: int = 0

    def issue(self, kind: str, **life: dt.datetime) -> ca.Identity:
        """A certificate of the unit's for a key of some kind, that nobody has registered."""
        unit = self.scene.unit
        root = ca.open_authority(self.scene.sandbox.data).root
        return ca.issue_unit(root, unit.cust_id, unit.unit_name, key=HOLDERS[kind].key, **life)

    def register(self, identity: ca.Identity) -> None:
        """Register a certificate for the unit, as the counter does."""
        with self.at_the_centre() as connection:
            ca.register(connection, identity.certificate, self.scene.unit.cust_id, "2026-11-01")

    def revoke(self, identity: ca.Identity) -> None:
        """Revoke a registered certificate."""
        with self.at_the_centre() as connection:
            ca.revoke(connection, ca.fingerprint(identity.certificate), "2026-11-10")

    def at_the_centre(self) -> Any:
        return open_store(self.scene.sandbox.data).write()

    def registered(self, kind: str, slot: int = 0x9C) -> VirtualCard:
        """A U-key whose certificate is registered for the unit."""
        identity = self.issue(kind)
        self.register(identity)
        return personalised([(slot, identity.key, identity.certificate)])

    @property
    def card(self) -> VirtualCard:
        return self.slot.card

    @staticmethod
    def key() -> PivKey:
        """The U-key, with a short patience."""
        return PivKey(patience=QUICK)

    def log_in(self, desk: Desk, key: str = "piv:") -> None:
        unit, sandbox = self.scene.unit, self.scene.sandbox
        desk.login(
            url=sandbox.url,
            ca=sandbox.ca,
            cust_id=unit.cust_id,
            user_id=unit.user_id,
            password=unit.password,
            key_path=key,
        )
        desk.sync()

    def sheet(self, desk: Desk, number: int = 3) -> Path:
        """A filled sheet; another one each time."""
        self.sheets += 1
        name = self.scene.folder / f"{self.sheets}.xlsx"
        return sheet(desk, name, number=number, skip=self.sheets)

    def submit(self, desk: Desk, path: Path, *, pin: str = PIN, **how: Any) -> Sent:
        """Say 是, and type the PIN when it is asked for; with a short patience."""

        def confirm(confirmation: Confirmation) -> bool:
            self.shown.append(confirmation)
            return True

        def ask() -> str:
            self.asked += 1
            return pin

        how.setdefault("key", self.key())
        return desk.submit(path, pin=ask, confirm=confirm, **how)
