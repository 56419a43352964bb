"""What every test shares: example counts, and which tests run in one process."""

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
# These share what takes minutes to make: an installed Windows.
_TOGETHER = ("wine",)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each file, or folder that belongs together, to one process of pytest-xdist."""
    order = {name: number for number, name in enumerate(_FIRST)}

    def folder(item: pytest.Item) -> str:
        return item.path.relative_to(_HERE).parts[0]

    items.sort(key=lambda item: order.get(folder(item), len(order)))
    for item in items:
        together = folder(item) if folder(item) in _TOGETHER else str(item.path)
        item.add_marker(pytest.mark.xdist_group(together))
