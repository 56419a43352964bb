"""What a practice centre's folder says of itself: where it is, and who may log in."""

import json
from dataclasses import dataclass
from pathlib import Path

from gjj_xl.cli.failure import Usage


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """A practice centre's own word on where it is and who may log in."""

    url: str
    ca: Path
    cust_id: str
    user_id: str
    password: str
    key: Path


def practice_unit(folder: Path, unit_number: str | None) -> str:
    """A practice unit's number, the first one's where none is named."""
    return _practice_entry(folder, unit_number)["unit_number"]


def _practice_entry(folder: Path, unit_number: str | None) -> dict[str, str]:
    units = folder / "units.json"
    if not units.exists():
        raise Usage(f"{folder} 里没有演练单位。请先运行 gjj-xl sandbox seed --data {folder}")
    entries: list[dict[str, str]] = json.loads(units.read_text("utf-8"))
    for entry in entries:
        if unit_number in (None, entry["unit_number"]):
            return entry
    known = "、".join(entry["unit_number"] for entry in entries)
    raise Usage(f"演练中心没有单位 {unit_number}，只有：{known}")


def practice_account(folder: Path, unit_number: str | None) -> PracticeAccount:
    """Who may log in at a running practice centre, the first unit's clerk where none is named."""
    entry, ready = _practice_entry(folder, unit_number), folder / "ready.json"
    if not ready.exists():
        raise Usage(f"演练中心没有启动。请先运行 gjj-xl sandbox serve --data {folder}")
    told = json.loads(ready.read_text("utf-8"))
    return PracticeAccount(
        url=told["url"],
        ca=Path(told["ca"]),
        cust_id=entry["cust_id"],
        user_id=entry["user_id"],
        password=entry["password"],
        key=Path(entry["key"]),
    )
