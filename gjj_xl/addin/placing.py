"""The add-in's file: where it is in the package, and putting it where Excel loads it from."""

import shutil
from pathlib import Path

from gjj_xl.addin.errors import InUse, NoAddin
from gjj_xl.addin.facts import ADDIN_FILE
from gjj_xl.addin.machine import Machine


def shipped() -> Path:
    """The built add-in: in the installed package, else in the folder beside it. Raises NoAddin."""
    here = Path(__file__).parent
    for path in (here / ADDIN_FILE, here.parents[1] / "addin" / ADDIN_FILE):
        if path.is_file():
            return path
    raise NoAddin


def place(machine: Machine, source: Path) -> None:
    """Copy the add-in into XLSTART; a failure leaves the previous one. Raises InUse.

    Only data is copied: a mark that the source came from the internet, with which Excel would
    block it, does not come along.
    """
    target = machine.addin
    before = target.read_bytes() if target.exists() else None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # with the mark that an earlier copy by hand may have
        shutil.copyfile(source, target)
    except OSError as error:
        if before is not None and (not target.exists() or target.read_bytes() != before):
            target.write_bytes(before)
        raise InUse(target) from error


def take_away(machine: Machine) -> bool:
    """Remove the add-in; returns whether there was one. Raises InUse."""
    try:
        machine.addin.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InUse(machine.addin) from error
    return True


def is_current(machine: Machine) -> bool | None:
    """Whether the add-in in place is this version's; None where there is none."""
    if not machine.addin.exists():
        return None
    return machine.addin.read_bytes() == shipped().read_bytes()
