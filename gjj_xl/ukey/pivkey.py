"""A PIV token as a key: over PC/SC, one transaction for each time it is opened."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.ukey.choices import Choice, Wanted, anyone, only, preferred
from gjj_xl.ukey.errors import KeyTrouble, NoPrivateKey
from gjj_xl.ukey.names import PivName, parse_name
from gjj_xl.ukey.pcsc import Context
from gjj_xl.ukey.piv import Slot, algorithm_of, rsa_block
from gjj_xl.ukey.pivcard import PivCard, piv_card, readers_with_cards
from gjj_xl.ukey.pivmanagement import show_management_key
from gjj_xl.ukey.privatekeys import PublicKey, private_key, supported
from gjj_xl.ukey.protocol import Signer
from gjj_xl.ukey.tokenerrors import (
    InUse,
    OtherCard,
    PinBlocked,
    PinNotFresh,
    ReaderTrouble,
    TooSlow,
)
from gjj_xl.ukey.worker import Patience, Stage, Worker

_Result = TypeVar("_Result")


class PivKey:
    """The key in a slot of a PIV token; which one the name says, as far as it has to.

    Where the name leaves several certificates, those that are ``wanted`` go before others.
    ``apdus`` tells how many it took to sign the last time.
    """

    def __init__(
        self,
        name: PivName | None = None,
        *,
        wanted: Wanted = anyone,
        patience: Patience | None = None,
    ) -> None:
        self._name = name or PivName()
        self._wanted = wanted
        self._patience = patience or Patience()
        self._reader = ""
        self.apdus = 0

    @property
    def label(self) -> str:
        """The reader's name, once the token was seen there; before, the key's name."""
        return self._reader or str(self._name)

    def choices(self) -> Sequence[Choice]:
        """The certificates that the name could mean (manual 12.5); raises KeyTrouble."""
        return preferred(self._with_worker(self._all_choices), self._wanted)

    def choice(self) -> Choice:
        """The one certificate that is meant; raises SeveralCertificates, NoCertificate."""
        return self._with_worker(lambda worker: self._card(worker)[1])

    def certificates(self) -> Sequence[x509.Certificate]:
        """The certificates that the name could mean; raises KeyTrouble."""
        return tuple(choice.certificate for choice in self.choices())

    def tries_left(self) -> int | None:
        """How often a wrong PIN may still be given; None where the token does not say."""
        return self._with_worker(lambda worker: self._card(worker)[0].session.tries())

    @contextmanager
    def unlock(self, pin: str) -> Iterator[Signer]:
        """Show the PIN and keep the token to ourselves for the ``with`` block.

        It is shown once, and once more before each further signature: the key for documents wants
        it each time. Raises WrongPin, PinBlocked, PinUnusable, SeveralCertificates, NoCertificate,
        and whatever can be wrong between here and the card (TokenTrouble).
        """
        with self._worker() as worker:
            opened = worker.run(lambda: _Opened(*self._card(worker), pin))

            def sign(data: bytes) -> bytes:
                opened.require_open()
                return worker.run(partial(opened.sign, data))

            try:
                yield Signer(private_key(opened.public_key, sign), opened.certificate)
            finally:
                opened.lock()
                self.apdus = opened.card.apdus.sent

    def write(self, certificate: x509.Certificate, management_key: bytes) -> None:
        """Put a certificate in the place of the one that is meant.

        Raises NoPrivateKey where it belongs to another key, WrongManagementKey, and like
        :meth:`choice`.
        """

        def put(worker: Worker) -> None:
            card, choice = self._card(worker)
            if certificate.public_key() != choice.certificate.public_key():
                raise NoPrivateKey(card.reader)
            show_management_key(card.apdus, management_key)
            card.session.put_certificate(slot_of(choice), certificate.public_bytes(Encoding.DER))

        self._with_worker(put)

    def _worker(self) -> Worker:
        return Worker(self._patience, self._late)

    def _with_worker(self, work: Callable[[Worker], _Result]) -> _Result:
        with self._worker() as worker:
            return worker.run(lambda: work(worker))

    def _late(self, stage: Stage) -> KeyTrouble:
        return InUse(self.label) if stage is Stage.HOLDER else TooSlow(self.label)

    def _all_choices(self, worker: Worker) -> list[Choice]:
        context = worker.cleanup.enter_context(Context())
        found: list[Choice] = []
        strangers: list[ReaderTrouble] = []
        for reader in readers_with_cards(context):
            self._reader = reader
            try:
                with piv_card(context, reader, worker.entering) as card:
                    found += card.choices(self._name)
            except ReaderTrouble as error:  # what is wrong with one reader says nothing of another
                strangers.append(error)
        if not found and strangers:
            raise strangers[0]
        return found

    def _card(self, worker: Worker) -> tuple[PivCard, Choice]:
        """The card that is meant, opened until the worker ends, and the certificate on it."""
        context = worker.cleanup.enter_context(Context())
        readers = readers_with_cards(context)
        name = self._name
        if len(readers) > 1:
            choice = only(self._all_choices(worker), self._wanted, self.label)
            readers = [choice.label]
        self._reader = readers[0]
        card = worker.cleanup.enter_context(piv_card(context, readers[0], worker.entering))
        choices = card.choices(name)
        if not choices and not card.session.serial().startswith(name.serial):
            raise OtherCard(card.reader, name.serial)
        return card, only(choices, self._wanted, card.reader)


def slot_of(choice: Choice) -> Slot:
    """The slot of a choice, which always names one."""
    name = parse_name(choice.name)
    assert isinstance(name, PivName)
    assert name.slot is not None
    return name.slot


class _Opened:
    """A token whose PIN was just shown; lives in the worker's thread."""

    def __init__(self, card: PivCard, choice: Choice, pin: str) -> None:
        self.card = card
        self.certificate = choice.certificate
        self.public_key: PublicKey = supported(self.certificate.public_key(), card.reader)
        self._algorithm = algorithm_of(self.public_key)
        self._slot = slot_of(choice)
        # Read first: where no try is left, none is asked for.
        if card.session.tries() == 0:
            raise PinBlocked
        card.session.verify(pin)
        self._fresh = True
        self._pin: str | None = pin

    def sign(self, data: bytes) -> bytes:
        """The raw signature; never tried a second time."""
        if not self._fresh:
            self.card.session.verify(self.require_open())
        self._fresh = False
        if isinstance(self.public_key, rsa.RSAPublicKey):
            data = rsa_block(data, self.public_key.key_size // 8)
        return self.card.session.sign(self._slot, self._algorithm, data)

    def require_open(self) -> str:
        """The PIN, as long as it is known; raises PinNotFresh once it is forgotten."""
        if self._pin is None:
            raise PinNotFresh
        return self._pin

    def lock(self) -> None:
        """Forget the PIN; the card forgets it when it is let go."""
        self._pin = None
