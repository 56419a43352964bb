"""The user's data folder, and where the store is."""

import hashlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from gjj_xl.centre.errors import HomeUnusable

HOME_VARIABLE = "GJJ_XL_HOME"
STORE_VARIABLE = "GJJ_XL_STORE"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that only its user can read, with everything that is kept between two runs."""

    path: Path
    store_url: str
    keyring: bool = True
    """Whether the sealing key goes into the system's keyring, where there is one."""

    def make(self) -> None:
        """Make the folder where it is missing. Raises HomeUnusable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(self.path, error.strerror or str(error)) from error

    @property
    def has_store(self) -> bool:
        """Whether there can be anything in the store: one elsewhere, or a file that exists."""
        return self.store_url != _own_url(self.path) or self.store_file.exists()

    @property
    def computer(self) -> str:
        """A fingerprint of this computer and folder, where several desks share one store."""
        return hashlib.sha256(f"{socket.gethostname()}\0{self.path}".encode()).hexdigest()[:12]

    @property
    def store_file(self) -> Path:
        """The store, where it is a file of this folder."""
        return self.path / "store.db"

    @property
    def key_file(self) -> Path:
        """Where the sealing key is kept when there is no system keyring."""
        return self.path / "store.key"

    @property
    def log_file(self) -> Path:
        """The log, with numbers and secrets masked."""
        return self.path / "gjj-xl.log"

    @property
    def help_page(self) -> Path:
        """The help, as it was last opened in the browser."""
        return self.path / "help.html"

    @property
    def receipts(self) -> Path:
        """Where receipts are kept as files that ``openssl cms -verify`` can read."""
        return self.path / "receipts"


def open_home(
    path: Path | None = None, environ: Mapping[str, str] = os.environ, *, keyring: bool = True
) -> Home:
    """The data folder: ``path``, else GJJ_XL_HOME, else the system's; nothing is made yet.

    GJJ_XL_STORE names another store by its SQLAlchemy URL.
    """
    chosen = path or Path(environ.get(HOME_VARIABLE) or user_data_path("gjj-xl", appauthor=False))
    folder = chosen.expanduser().absolute()
    return Home(folder, environ.get(STORE_VARIABLE) or _own_url(folder), keyring)


def _own_url(folder: Path) -> str:
    return f"sqlite:///{(folder / 'store.db').as_posix()}"
