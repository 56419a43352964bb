"""The PIV token over the real smart-card service passes what every key must."""

import pytest

from gjj_xl.ukey.pivkey import PivKey
from tests.card.holders import HOLDERS
from tests.card.reader import Slot
from tests.card.scene import QUICK
from tests.card.virtual import PIN, WRONG_PIN, personalised
from tests.ukey.conformance import KeyConformance


class TestConformance(KeyConformance):
    tries = 3

    @pytest.fixture(params=HOLDERS)
    def key(self, request: pytest.FixtureRequest, slot: Slot) -> PivKey:
        slot.card = personalised([HOLDERS[request.param].at(0x9C)])
        return PivKey(patience=QUICK)

    @pytest.fixture
    def pin(self) -> str:
        return PIN

    @pytest.fixture
    def wrong_pin(self) -> str:
        return WRONG_PIN
