"""One process of the tests at a time: what is fetched once for all of them."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until no other process is in here under this name."""
    lock = Path(tempfile.gettempdir()) / f"gjj-xl-tests-{os.getuid()}-{name}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
