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
from gjj_xl.ukey.inventory import Token, look_into
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
        with self._worker() as worker:
            readers = worker.run(lambda: _filled(worker))
        self._reader = readers[0]
        return preferred(_found(look_into(readers, self._name, self._patience)), self._wanted)

    def choice(self) -> Choice:
        """The one certificate that is meant; raises SeveralCertificates, NoCertificate."""
        return self._with_card(lambda _, choice: choice)

    def certificates(self) -> Sequence[x509.Certificate]:
        """The certificates that the name could mean; raises KeyTrouble."""
        return tuple(choice.certificate for choice in self.choices())

    def tries_left(self) -> int | None:
        """How often a wrong PIN may still be given; None where the token does not say."""
        return self._with_card(lambda card, _: card.session.tries())

    @contextmanager
    def unlock(self, pin: str) -> Iterator[Signer]:
        """Show the PIN and keep the token to ourselves for the ``with`` block.

        It is shown once, and once more before each further signature: the key for documents wants
        it each time. Raises WrongPin, PinBlocked, PinUnusable, SeveralCertificates, NoCertificate,
        and whatever can be wrong between here and the card (TokenTrouble).
        """
        reader = self._find()
        with self._worker() as worker:
            opened = worker.run(lambda: _Opened(*self._card(worker, reader), pin))

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

        def put(card: PivCard, choice: Choice) -> None:
            if certificate.public_key() != choice.certificate.public_key():
                raise NoPrivateKey(card.reader)
            show_management_key(card.apdus, management_key)
            card.session.put_certificate(slot_of(choice), certificate.public_bytes(Encoding.DER))

        self._with_card(put)

    def _worker(self) -> Worker:
        return Worker(self._patience, self._late)

    def _with_card(self, work: Callable[[PivCard, Choice], _Result]) -> _Result:
        reader = self._find()
        with self._worker() as worker:
            return worker.run(lambda: work(*self._card(worker, reader)))

    def _late(self, stage: Stage) -> KeyTrouble:
        return InUse(self.label) if stage is Stage.HOLDER else TooSlow(self.label)

    def _find(self) -> str:
        """The reader that holds what is meant; where only one holds a card, that one."""
        with self._worker() as worker:
            readers = worker.run(lambda: _filled(worker))
        if len(readers) > 1:
            found = _found(look_into(readers, self._name, self._patience))
            readers = [only(found, self._wanted, str(self._name)).label]
        self._reader = readers[0]
        return self._reader

    def _card(self, worker: Worker, reader: str) -> tuple[PivCard, Choice]:
        """The card that is meant, opened until the worker ends, and the certificate on it."""
        context = worker.cleanup.enter_context(Context())
        card = worker.cleanup.enter_context(piv_card(context, reader, worker.entering))
        choices = card.choices(self._name)
        if not choices and not card.session.serial().startswith(self._name.serial):
            raise OtherCard(reader, self._name.serial)
        return card, only(choices, self._wanted, reader)


def _filled(worker: Worker) -> list[str]:
    return readers_with_cards(worker.cleanup.enter_context(Context()))


def _found(tokens: Sequence[Token]) -> list[Choice]:
    """The choices on all tokens: what is wrong with one says nothing of another.

    Where there are none at all, what is wrong with the first is raised.
    """
    found = [choice for token in tokens for choice in token.choices]
    for token in tokens if not found else ():
        if token.trouble is not None:
            raise token.trouble
    return found


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
