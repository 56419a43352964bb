"""One signature on a (virtual) U-key: time, and APDUs by what they are for.

python -m bench.ukey            on the tests' virtual card, with a service of its own
python -m bench.ukey --real     on the key that is plugged in; asks for its PIN
"""

import argparse
import getpass
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

from gjj_xl.ukey.apdu import Ins
from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.wire.cms import sign_detached

RUNS = 30
LIMIT_SECONDS = 0.5
LIMIT_APDUS = 20
_BATCH = b"x" * 1_000_000


def main() -> int:
    """Measure the virtual card, or with ``--real`` the key that is plugged in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--real", action="store_true")
    if parser.parse_args().real:
        key = PivKey()
        report("this key", key, getpass.getpass("PIN: "), runs=1, trace=Counter)
        return 0
    return virtual()


def virtual() -> int:
    """Every kind of key on the virtual card; 1 where one is beyond its limit."""
    from tests.card.daemon import Daemon
    from tests.card.holders import HOLDERS
    from tests.card.reader import SETTLE_SECONDS, Slot
    from tests.card.virtual import PIN, personalised

    bad = False
    with tempfile.TemporaryDirectory() as folder, Daemon(Path(folder)) as daemon:
        os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.socket)
        slot = Slot(daemon.port)
        slot.insert()
        time.sleep(SETTLE_SECONDS)
        for kind, holder in HOLDERS.items():
            card = slot.card = personalised([holder.at(0x9C)])

            def trace(card: object = card) -> Counter[str]:
                return Counter(Ins(one.ins).name for one in card.trace)  # type: ignore[attr-defined]

            seconds, apdus = report(kind, PivKey(), PIN, runs=RUNS, trace=trace)
            bad = bad or seconds > LIMIT_SECONDS or apdus > LIMIT_APDUS or card.signatures != RUNS
        slot.remove()
    print(f"limits: {LIMIT_SECONDS * 1000:.0f} ms, {LIMIT_APDUS} APDUs, one signature a batch")
    return 1 if bad else 0


def report(
    name: str, key: PivKey, pin: str, *, runs: int, trace: Callable[[], Counter[str]]
) -> tuple[float, int]:
    """Sign a batch of a megabyte some times; prints and returns the median and the APDUs of one."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        with key.unlock(pin) as signer:
            sign_detached(_BATCH, signer)
        times.append(time.perf_counter() - began)
    each = ", ".join(f"{ins} {count // runs}" for ins, count in sorted(trace().items()))
    print(f"{name}: {median(times) * 1000:.1f} ms, {key.apdus} APDUs ({each})")
    return median(times), key.apdus


if __name__ == "__main__":
    sys.exit(main())
