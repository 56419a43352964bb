"""What every test shares: example counts, and the order in which they begin."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

DEEP = os.environ.get("GJJ_XL_TESTS") == "deep"

settings.register_profile(
    "small", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", settings.get_profile("small"), max_examples=2000)
settings.load_profile("deep" if DEEP else "small")

_HERE = Path(__file__).parent
# The slow ones start first, so that no process is left with one of them at the end.
_FIRST = ("wine", "live", "card", "ribbon", "desk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow folders."""
    order = {name: number for number, name in enumerate(_FIRST)}
    items.sort(key=lambda item: order.get(item.path.relative_to(_HERE).parts[0], len(order)))
