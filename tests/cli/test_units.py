"""Several units on one computer, from the command line; two terminals at once."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import State
from gjj_xl.sandbox.seed import SeededUnit
from gjj_xl.sheets.template import LiveContent, write_live
from gjj_xl.wire.messages import QueryKind
from tests.cli.conftest import Ran, Terminal
from tests.sandbox.harness import Clerk, Sandbox

UNIT = "GJJ_XL_UNIT"


def log_in(terminal: Terminal, centre: Sandbox, unit: SeededUnit) -> None:
    ran = terminal("login", "--practice", centre.data, "--unit", unit.unit_number, "--sync")
    assert ran.code == 0, ran.said


def reduction(folder: Path, centre: Sandbox, unit: SeededUnit, name: str, first: int) -> Path:
    """A sheet of 职工减少 for a unit, made of what the centre says of it."""
    clerk = Clerk(centre, unit)
    clerk.log_in()
    people = [one for one in clerk.roster() if one.fund == 10 and one.state is State.NORMAL]
    people = people[first : first + 2]
    cells = {
        "fund": [10] * len(people),
        "client_number": [one.client_number for one in people],
        "name": [one.name for one in people],
        "id_number": [one.id_number for one in people],
        "reason": ["辞职"] * len(people),
    }
    path = folder / name
    write_live(path, Business.REDUCE, clerk.terms(), LiveContent(columns=cells), fund=10)
    return path


def filed(centre: Sandbox, unit: SeededUnit) -> Sequence[int]:
    clerk = Clerk(centre, unit)
    clerk.log_in()
    month = clerk.terms().business_month
    return sorted(one.total for one in clerk.batches(QueryKind.REDUCE, month).batches)


def test_two_terminals_work_for_two_units_at_the_same_time(
    terminal: Terminal, centre: Sandbox
) -> None:
    """Real processes over one home, each with its own unit; nothing of one reaches the other."""
    units = centre.units[:2]
    for unit in units:
        log_in(terminal, centre, unit)
    sheets = {
        unit.unit_number: [
            reduction(terminal.folder, centre, unit, f"{unit.unit_number}-{n}.xlsx", 2 * n)
            for n in range(2)
        ]
        for unit in units
    }

    def work(unit: SeededUnit) -> list[Ran]:
        env = {UNIT: unit.unit_number}
        pin = unit.key_password + "\n"
        done = []
        for path in sheets[unit.unit_number]:
            options = ("--yes", "--wait", "--pin-stdin")
            done.append(terminal("submit", path, *options, stdin=pin, env=env))
        done.append(terminal("status", "--json", env=env))
        return done

    with ThreadPoolExecutor(2) as both:
        ran = dict(zip((one.unit_number for one in units), both.map(work, units), strict=True))
    for unit in units:
        *sent, status = ran[unit.unit_number]
        for one in sent:
            assert one.code == 0, one.said
            assert f"{unit.unit_number} {unit.unit_name}" in one.out  # asked for that unit
        batches = status.json()
        assert [Path(batch["file"]) for batch in batches] == sheets[unit.unit_number]
        assert {batch["state"] for batch in batches} == {"answered"}
        assert filed(centre, unit) == [2, 2]


def test_the_option_goes_before_the_variable_and_that_before_the_unit_last_used(
    terminal: Terminal, centre: Sandbox
) -> None:
    first, second = centre.units[:2]
    for unit in (first, second):
        log_in(terminal, centre, unit)

    def name(*options: str, **env: str) -> str:
        ran = terminal("query", "deposits", "--json", *options, env=env)
        assert ran.code == 0, ran.said
        return ran.err.strip()

    words = {unit.unit_number: f"单位：{unit.unit_number} {unit.unit_name}（演练）" for unit in
             (first, second)}  # fmt: skip
    assert name() == words[second.unit_number]
    assert name(**{UNIT: first.unit_number}) == words[first.unit_number]
    assert name("--unit", second.cust_id, **{UNIT: first.unit_number}) == words[second.unit_number]
    assert terminal("units", "use", first.unit_name).code == 0
    assert name() == words[first.unit_number]
    # A terminal that is kept to its unit logs in without moving the others to it.
    again = terminal(
        "login", "--password-stdin", stdin=second.password, env={UNIT: second.unit_number}
    )
    assert again.code == 0, again.said
    assert name() == words[first.unit_number]
    wrong = terminal("sync", env={UNIT: "999"})
    assert wrong.code == 2
    assert "本机没有单位“999”" in wrong.err
    assert UNIT in wrong.err
    other = reduction(terminal.folder, centre, second, "乙.xlsx", 0)
    refused = terminal("check", other)
    assert refused.code == 1
    assert f"属于单位 {second.unit_number} {second.unit_name}" in refused.err
    assert f"units use {second.unit_number}" in refused.err
    assert terminal("check", other, "--unit", second.unit_number).code == 0


def test_units_are_added_listed_and_removed(terminal: Terminal, centre: Sandbox) -> None:
    first, second = centre.units[:2]
    log_in(terminal, centre, first)
    ready = json.loads((centre.data / "ready.json").read_text("utf-8"))
    added = terminal(
        "units", "add", "--url", ready["url"], "--ca", ready["ca"],
        "--account", second.cust_id, "--user", second.user_id, "--key", second.key_path,
    )  # fmt: skip
    assert added.code == 0, added.said
    assert f"gjj-xl login --unit {second.cust_id}" in added.out
    assert second.cust_id in terminal("units").out
    told = {one["account"]: one for one in terminal("units", "list", "--json").json()}
    assert told[first.cust_id]["present"]
    assert told[first.cust_id]["practice"]
    assert not told[second.cust_id]["logged_in"]
    assert told[second.cust_id]["unit_number"] == ""
    logged_in = terminal(
        "login", "--unit", second.cust_id, "--password-stdin", stdin=second.password
    )
    assert logged_in.code == 0, logged_in.said
    assert second.unit_name in logged_in.out
    removed = terminal("units", "remove", second.unit_number, "--yes")
    assert removed.code == 0, removed.said
    assert "没有该单位的批次" in removed.out
    assert f"当前单位：{first.unit_number}" in removed.out
    (left,) = terminal("units", "list", "--json").json()
    assert left["account"] == first.cust_id
