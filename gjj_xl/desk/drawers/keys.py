"""Keys, looked at and tried: nothing here signs what is sent."""

from pathlib import Path

from cryptography import x509

from gjj_xl.desk import tokens, whose
from gjj_xl.desk.dispatch import Pin
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import KeyState
from gjj_xl.desk.keystate import look_at
from gjj_xl.desk.tokens import Tested, TokenFacts
from gjj_xl.ukey.protocol import Key


class Keys(Drawer):
    """The keys that are plugged in or chosen, their state, and a trial signature."""

    def key_state(self, key: Key | Path | str | None = None) -> KeyState:
        """Look at the key without its PIN, for whoever is about to ask for that.

        Raises KeyTrouble, OtherCertificate, OtherUnitsCertificate, NoKey where it could not sign.
        """
        return whose.look_at_own(self._context, self._context.key(key), self._context.now())

    def chosen_certificate(self) -> x509.Certificate | None:
        """The certificate that was chosen on a token at log-in, None for a key file."""
        return self._context.chosen_certificate() if self._context.known_account() else None

    def tokens(self, library: Path | None = None) -> list[TokenFacts]:
        """The U-keys that are plugged in; with ``library`` those behind that PKCS#11 library.

        Raises NoService, NoReader, DriverMissing, and for a library what that raises.
        """
        return tokens.list_tokens(self._context.now(), library, self._context.owner_words)

    def try_key(self, pin: Pin, key: Key | Path | str | None = None) -> Tested:
        """Make a trial signature, that is sent to nobody. Raises KeyTrouble, NoKey."""
        used, now = self._context.key(key), self._context.now()
        look_at(used, now)
        return tokens.try_key(used, pin if isinstance(pin, str) else pin(), now)
