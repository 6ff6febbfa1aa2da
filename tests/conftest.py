"""What every test runs under."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester", "tests.databases", "tests.groups", "tests.skip_gate"]

# The same examples each time, on a machine of any speed. HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
