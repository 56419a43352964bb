"""Nobody's name or number, no password, no PIN and no token lies readable on the disk."""

from pathlib import Path

from gjj_xl.desk import Desk
from gjj_xl.rules.business import Business
from tests.desk.scene import Scene, sheet


def bytes_of(folder: Path, *skipped: str) -> bytes:
    return b"".join(
        path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in skipped
    )


def test_nothing_personal_and_no_secret_is_readable_at_home(scene: Scene, desk: Desk) -> None:
    for number, business in enumerate((Business.REGISTER, Business.MISSED, Business.REDUCE)):
        path = sheet(desk, scene.folder / f"{number}.xlsx", business, skip=3 * number)
        sent = scene.submit(desk, path)
        assert sent.serial is not None
        desk.wait(sent.serial, seconds=60)
    scene.sandbox.admin(faults=["garbage@terms"])
    desk.doctor()
    roster = desk.roster()
    assert roster is not None
    found = bytes_of(scene.home)
    assert b"6W8040" in found  # the log is there
    assert scene.unit.unit_number.encode() in found  # and the store: a unit is nobody
    people = [*roster]
    registered = desk.check_file(scene.folder / "0.xlsx").report.batch.columns
    secrets = {
        *(one.name for one in people),
        *(one.id_number for one in people),
        *(one.client_number for one in people),
        *map(str, registered["name"]),
        *map(str, registered["id_number"]),
        scene.unit.password,
        desk._context.units.session(desk._context.account())["token"],
    }
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        readable = [secret for secret in secrets if secret.encode(encoding) in found]
        assert readable == []
    assert scene.unit.key_password.encode() not in bytes_of(scene.home, "store.db", "store.db-wal")
    assert scene.unit.key_password not in str(desk._context.account())


def test_the_clerk_is_told_where_the_key_is_without_a_keyring(scene: Scene) -> None:
    with scene.desk() as desk:
        told = desk.login(
            url=scene.sandbox.url,
            ca=scene.sandbox.ca,
            cust_id=scene.unit.cust_id,
            user_id=scene.unit.user_id,
            password=scene.unit.password,
        )
        assert told.storage_note is not None
        assert str(scene.home / "store.key") in told.storage_note
        assert told.needs_sync
