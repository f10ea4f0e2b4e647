"""Settings for every test. They must stand before the first import of SymPy or matplotlib."""

import os
import signal

from hypothesis import HealthCheck, settings

os.environ.setdefault("SYMPY_GROUND_TYPES", "python")  # an installed python-flint would change them silently
os.environ["MPLBACKEND"] = "Agg"
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests of Ctrl-C would wait for it forever

# Every field that differs is spelled out in both: where CI is set, Hypothesis starts from a profile of its own.
# How fast the machine draws examples is no property of the code, so too_slow is off.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "full",
    derandomize=False,
    deadline=None,
    max_examples=500,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
