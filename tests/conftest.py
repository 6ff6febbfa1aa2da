"""What every test runs under."""

import os
import signal

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

# A suite started in the background ignores the interrupt, and so would each program that its tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
