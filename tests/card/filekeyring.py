"""A system keyring for processes that a test starts: what they keep stands in a file."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

WHERE = "GJJ_TEST_KEYRING"


class FileKeyring(KeyringBackend):
    """Keeps everything in the file that the environment names."""

    priority = 1  # type: ignore[assignment]  # keyring's own way to say it

    @property
    def _file(self) -> Path:
        return Path(os.environ[WHERE])

    def _held(self) -> dict[str, str]:
        held: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        return held

    def get_password(self, service: str, username: str) -> str | None:
        return self._held().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps(self._held() | {f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        held = self._held()
        if held.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError
        self._file.write_text(json.dumps(held))
