"""What a clerk wants kept between two log-ins: the password, in the system's keyring or not at all.

The PIN of a U-key is never kept, here or anywhere.
"""

from typing import Final

from gjj_xl.centre.channel import parse_address

_SERVICE: Final = "gjj-xl password"


def can_keep() -> bool:
    """Whether the system has a keyring that a password could be kept in."""
    import keyring
    from keyring.backends.fail import Keyring as NoKeyring

    return not isinstance(keyring.get_keyring(), NoKeyring)


def kept_password(url: str, cust_id: str, user_id: str) -> str | None:
    """The password that was kept for an account, None where none is or no keyring is there."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _account(url, cust_id, user_id))
    except KeyringError:
        return None


def keep_password(url: str, cust_id: str, user_id: str, password: str) -> bool:
    """Keep a password; returns whether the system's keyring took it."""
    import keyring
    from keyring.errors import KeyringError

    account = _account(url, cust_id, user_id)
    try:
        keyring.set_password(_SERVICE, account, password)
        return keyring.get_password(_SERVICE, account) == password
    except KeyringError:
        return False


def forget_password(url: str, cust_id: str, user_id: str) -> None:
    """Keep the password no longer."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(_SERVICE, _account(url, cust_id, user_id))
    except KeyringError:
        return


def _account(url: str, cust_id: str, user_id: str) -> str:
    address = parse_address(url)
    return f"{cust_id}/{user_id}@{address.host}:{address.port}"
