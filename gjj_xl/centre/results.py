"""The records of filed batches as the centre last listed them, kept sealed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from gjj_xl.centre.moments import moment_text
from gjj_xl.centre.store import Store, results
from gjj_xl.wire.messages import RecordResult, from_info, to_info


class Results:
    """The results of one unit at one centre (``Account.scope``) in a store."""

    def __init__(self, store: Store, unit: str) -> None:
        self._store = store
        self.unit = unit

    def keep(self, serial: str, records: Sequence[RecordResult], at: dt.datetime) -> None:
        """Keep a batch's records in place of what was known before."""
        value = [to_info(record) for record in records]
        sealed = self._store.sealer.seal_object(value, self._place(serial))
        with self._store.begin() as connection:
            connection.execute(delete(results).where(*self._at(serial)))
            connection.execute(
                insert(results).values(
                    unit=self.unit, serial=serial, fetched_at=moment_text(at), records=sealed
                )
            )

    def load(self, serial: str) -> tuple[RecordResult, ...] | None:
        """A batch's records, None where they were never fetched."""
        with self._store.begin() as connection:
            sealed = connection.scalar(select(results.c.records).where(*self._at(serial)))
        if sealed is None:
            return None
        value = self._store.sealer.open_object(sealed, self._place(serial))
        return tuple(from_info(RecordResult, record) for record in value)

    def _at(self, serial: str) -> tuple[Any, Any]:
        return results.c.unit == self.unit, results.c.serial == serial

    def _place(self, serial: str) -> str:
        return f"results/{self.unit}/{serial}"
