"""Files that are there as a whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gjj_xl.sheets.errors import InUse, Unreadable, Why
from gjj_xl.sheets.inspect import refuse_in_use


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a file to write beside ``path``, which takes its place when all went well.

    Raises:
        InUse, Unreadable: ``path`` cannot be written.
    """
    refuse_in_use(path)
    if path.is_dir():
        raise Unreadable(path, Why.DIRECTORY)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".gjj-", suffix=".tmp")
        os.close(handle)
        made = Path(name)
    except OSError as error:
        raise _typed(path, error) from None
    try:
        yield made
        _put_in_place(made, path)
    finally:
        made.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Put bytes in place of a file in one step.

    Raises:
        InUse, Unreadable: ``path`` cannot be written.
    """
    with whole_file(path) as made:
        try:
            made.write_bytes(data)
        except OSError as error:
            raise _typed(path, error) from None


def _put_in_place(made: Path, path: Path) -> None:
    try:
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        made.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        made.replace(path)
    except PermissionError as error:
        if path.exists() and os.name == "nt":  # Windows refuses to replace an open file
            raise InUse(path) from None
        raise _typed(path, error) from None
    except OSError as error:
        raise _typed(path, error) from None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _typed(path: Path, error: OSError) -> Unreadable:
    if isinstance(error, PermissionError):
        why = Why.PERMISSION
    elif isinstance(error, FileNotFoundError | NotADirectoryError):
        why = Why.MISSING
    else:
        why = Why.OTHER
    return Unreadable(path, why, str(error))
