"""The account with which a trainer opens the staff desk; it is made once for a data folder."""

import json
import secrets
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select

from gjj_xl.sandbox import ca
from gjj_xl.sandbox.sitetables import DOOR_ACCOUNTS
from gjj_xl.sandbox.visits import Door, set_password

STAFF_FILE: Final = "staff.json"
"""Name and password of the account, in the data folder (practice data, no secrets)."""
STAFF_NAME: Final = "staff"


def ensure_staff(connection: Connection, data: Path) -> None:
    """Make the staff's account where there is none, and write it into the data folder."""
    if connection.scalar(
        select(func.count())
        .select_from(DOOR_ACCOUNTS)
        .where(DOOR_ACCOUNTS.c.door == Door.STAFF.value)
    ):
        return
    password = f"zx{secrets.randbelow(10**8):08d}"
    set_password(connection, Door.STAFF, STAFF_NAME, password)
    content = json.dumps({"name": STAFF_NAME, "password": password}) + "\n"
    ca.write_private(data / STAFF_FILE, content.encode())
