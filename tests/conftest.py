"""What every test shares: example counts, and nothing of this machine's home."""

import os

from hypothesis import HealthCheck, settings

DEEP = os.environ.get("GJJ_XL_TESTS") == "deep"

settings.register_profile(
    "small", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", settings.get_profile("small"), max_examples=2000)
settings.load_profile("deep" if DEEP else "small")
