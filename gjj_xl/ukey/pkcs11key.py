"""A token behind its maker's PKCS#11 library as a key (python-pkcs11, the extra ``pkcs11``).

The library is started for each time that the key is opened and ended afterwards: so it keeps no PIN
and no card, and has not to be told of what was plugged in or out meanwhile.
"""

import ctypes
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from gjj_xl.ukey.choices import Choice, Wanted, anyone, may_sign, only, preferred
from gjj_xl.ukey.errors import KeyTrouble, NoPrivateKey, WrongPin
from gjj_xl.ukey.names import Pkcs11Name, parse_name
from gjj_xl.ukey.privatekeys import PublicKey, private_key, supported
from gjj_xl.ukey.protocol import Signer
from gjj_xl.ukey.tokenerrors import (
    CardRemoved,
    DriverMissing,
    InUse,
    LibraryFailed,
    LibraryUnusable,
    NoCard,
    NoReader,
    OtherCard,
    PinBlocked,
    PinNotFresh,
    PinUnusable,
    ReadOnly,
    TooSlow,
    WrongCard,
)
from gjj_xl.ukey.worker import Patience, Stage, Worker

_Result = TypeVar("_Result")

_ONE_AT_A_TIME: Final = threading.Lock()
"""A library has one state for the whole process."""

_ERRORS: Final[Mapping[str, Callable[[str], KeyTrouble]]] = MappingProxyType(
    {
        "PinLocked": lambda _: PinBlocked(),
        "PinLenRange": lambda _: PinUnusable(),
        "PinInvalid": lambda _: PinUnusable(),
        "PinIncorrect": lambda _: WrongPin(),
        "UserNotLoggedIn": lambda _: PinNotFresh(),
        "DeviceRemoved": CardRemoved,
        "TokenNotPresent": CardRemoved,
        "SessionHandleInvalid": CardRemoved,
        "TokenNotRecognised": WrongCard,
        "NoSuchKey": NoPrivateKey,
    }
)
"""What the library's errors mean, by the names that python-pkcs11 gives them."""


class Pkcs11Key:
    """The key of a certificate on a token; which one the name says, as far as it has to.

    Where the name leaves several certificates, those that are ``wanted`` go before others.
    """

    def __init__(
        self, name: Pkcs11Name, *, wanted: Wanted = anyone, patience: Patience | None = None
    ) -> None:
        self._name = name
        self._wanted = wanted
        self._patience = patience or Patience()
        self._label = ""

    @property
    def label(self) -> str:
        """The token's own label, once it was seen; before, the key's name."""
        return self._label or str(self._name)

    def choices(self) -> Sequence[Choice]:
        """The certificates that the name could mean (manual 12.5); raises KeyTrouble."""
        return preferred([choice for _, choice in self._with_worker(self._all)], self._wanted)

    def choice(self) -> Choice:
        """The one certificate that is meant; raises SeveralCertificates, NoCertificate."""
        return self._with_worker(lambda worker: self._one(worker)[1])

    def certificates(self) -> Sequence[x509.Certificate]:
        """The certificates that the name could mean; raises KeyTrouble."""
        return tuple(choice.certificate for choice in self.choices())

    def tries_left(self) -> int | None:
        """0 and 1 where the library says so, None else: it tells no number."""
        return self._with_worker(lambda worker: _tries(self._one(worker)[0]))

    @contextmanager
    def unlock(self, pin: str) -> Iterator[Signer]:
        """Log in to the token for the ``with`` block; afterwards the library is ended.

        Raises WrongPin (with the number of tries only where one is left), PinBlocked, PinUnusable,
        SeveralCertificates, NoCertificate, NoPrivateKey, LibraryUnusable, DriverMissing and
        TokenTrouble.
        """
        with self._worker() as worker:
            opened = worker.run(lambda: self._open(worker, pin))

            def sign(data: bytes) -> bytes:
                if opened.pin is None:
                    raise PinNotFresh
                return worker.run(partial(self._signed, opened, data))

            try:
                yield Signer(private_key(opened.public_key, sign), opened.certificate)
            finally:
                opened.pin = None

    def write(self, certificate: x509.Certificate, management_key: bytes) -> None:
        """Refused: every maker has a way of his own to do that."""
        del certificate, management_key
        raise ReadOnly

    def _worker(self) -> Worker:
        return Worker(self._patience, self._late)

    def _with_worker(self, work: Callable[[Worker], _Result]) -> _Result:
        with self._worker() as worker:
            return worker.run(lambda: work(worker))

    def _late(self, stage: Stage) -> KeyTrouble:
        return InUse(self.label) if stage is Stage.HOLDER else TooSlow(self.label)

    def _open(self, worker: Worker, pin: str) -> "_Opened":
        token, choice = self._one(worker)
        public_key = supported(choice.certificate.public_key(), self.label)
        if _tries(token) == 0:
            raise PinBlocked
        name = parse_name(choice.name)
        assert isinstance(name, Pkcs11Name)
        worker.entering(Stage.CARD)
        try:
            with self._told():
                session = token.open(user_pin=pin)
        except WrongPin:
            with self._told():
                left = _tries(token.slot.get_token())
            raise (WrongPin(left) if left != 0 else PinBlocked()) from None
        with self._told():
            key = session.get_key(
                object_class=_pkcs11().ObjectClass.PRIVATE_KEY, id=bytes.fromhex(name.ident)
            )
            return _Opened(key, choice.certificate, public_key, pin)

    def _signed(self, opened: "_Opened", data: bytes) -> bytes:
        with self._told():
            return opened.sign(data)

    def _one(self, worker: Worker) -> tuple[Any, Choice]:
        found = self._all(worker)
        choice = only([choice for _, choice in found], self._wanted, self.label)
        return next(token for token, one in found if one is choice), choice

    def _all(self, worker: Worker) -> list[tuple[Any, Choice]]:
        """All tokens with their certificates, as far as the name could mean them."""
        library = self._start(worker)
        with self._told():
            slots = library.get_slots()
        if not slots:
            raise NoReader
        with self._told():
            filled = library.get_slots(token_present=True)
        if not filled:
            raise NoCard(slots[0].slot_description.strip())
        found: list[tuple[Any, Choice]] = []
        others: list[str] = []
        for slot in filled:
            worker.entering(Stage.CARD)
            with self._told(slot.slot_description.strip()):
                token = slot.get_token()
                serial = _text(token.serial)
                self._label = _text(token.label) or serial
                if self._name.serial not in ("", serial):
                    others.append(self._label)
                    continue
                found += [(token, choice) for choice in self._choices(token, serial)]
        if not found and others:
            raise OtherCard(others[0], self._name.serial)
        return found

    def _choices(self, token: Any, serial: str) -> Iterator[Choice]:
        module = _pkcs11()
        session = token.open()
        try:
            wanted = {module.Attribute.CLASS: module.ObjectClass.CERTIFICATE}
            for entry in session.get_objects(wanted):
                ident = bytes(entry[module.Attribute.ID]).hex()
                certificate = _certificate(bytes(entry[module.Attribute.VALUE]))
                if certificate is None or self._name.ident not in ("", ident):
                    continue
                if may_sign(certificate):
                    name = Pkcs11Name(self._name.library, serial, ident)
                    yield Choice(str(name), self._label, certificate)
        finally:
            session.close()

    def _start(self, worker: Worker) -> Any:
        """The library, started; it is ended when the worker ends."""
        module = _pkcs11()
        worker.entering(Stage.HOLDER)
        if not _ONE_AT_A_TIME.acquire(timeout=self._patience.holder):
            raise InUse(self.label)
        worker.cleanup.callback(_ONE_AT_A_TIME.release)
        worker.entering(Stage.CARD)
        path = self._name.library
        if not path.is_file():
            raise LibraryUnusable(path, "no such file")
        try:
            library = module.lib(str(path))
        except module.PKCS11Error as error:
            raise LibraryUnusable(path, str(error) or type(error).__name__) from error
        worker.cleanup.callback(_end, library)
        return library

    @contextmanager
    def _told(self, label: str = "") -> Iterator[None]:
        """Turn the library's errors into ours."""
        try:
            yield
        except _pkcs11().PKCS11Error as error:
            kind = type(error).__name__
            where, make = label or self.label, _ERRORS.get(kind)
            raise (LibraryFailed(where, kind) if make is None else make(where)) from error


class _Opened:
    """A key of a token that is logged in; lives in the worker's thread."""

    def __init__(
        self, key: Any, certificate: x509.Certificate, public_key: PublicKey, pin: str
    ) -> None:
        self.certificate = certificate
        self.public_key = public_key
        self.pin: str | None = pin
        self._key = key
        self._asks_each_time = _asks_each_time(key)

    def sign(self, data: bytes) -> bytes:
        """The raw signature over a DigestInfo or a digest."""
        pin = self.pin if self._asks_each_time else None
        mechanism = _pkcs11().Mechanism
        if isinstance(self.public_key, rsa.RSAPublicKey):
            return bytes(self._key.sign(data, mechanism=mechanism.RSA_PKCS, pin=pin))
        raw = bytes(self._key.sign(data, mechanism=mechanism.ECDSA, pin=pin))
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))


def _pkcs11() -> Any:
    """The module; raises DriverMissing where it is not installed."""
    try:
        return import_module("pkcs11")
    except ImportError as error:
        raise DriverMissing("python-pkcs11", "pkcs11") from error


def _end(library: Any) -> None:
    """End the library, and with it every session; nothing depends on how that goes.

    It may wait for another program to let go of the card, and python-pkcs11 would keep the whole
    interpreter waiting with it: so the call is made by ctypes first, which does not.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(library.so).C_Finalize(None)
    with suppress(_pkcs11().PKCS11Error):
        library.finalize()


def _tries(token: Any) -> int | None:
    flags, known = token.flags, _pkcs11().TokenFlag
    if flags & known.USER_PIN_LOCKED:
        return 0
    return 1 if flags & known.USER_PIN_FINAL_TRY else None


def _asks_each_time(key: Any) -> bool:
    module = _pkcs11()
    try:
        return bool(key[module.Attribute.ALWAYS_AUTHENTICATE])
    except module.PKCS11Error:
        return False


def _text(value: bytes | str) -> str:
    """A token's label or serial, which libraries fill up with blanks or zeros."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return text.strip(" \0")


def _certificate(der: bytes) -> x509.Certificate | None:
    try:
        certificate = x509.load_der_x509_certificate(der)
        certificate.extensions  # noqa: B018 - parsed only when it is asked for
    except (ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion):
        return None  # what else lies on the token is not ours to judge
    return certificate
