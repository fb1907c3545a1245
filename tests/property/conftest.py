"""One profile for the gate; HYPOTHESIS_PROFILE=campaign for the long runs."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "gate",
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.register_profile("campaign", parent=settings.get_profile("gate"), max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))
