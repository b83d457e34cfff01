"""Settings of the property tests: few examples in a daily run, many where ELIGO_TEST_EXAMPLES asks for them."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "eligo",
    max_examples=int(os.environ.get("ELIGO_TEST_EXAMPLES", "200")),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("eligo")
