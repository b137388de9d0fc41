"""Settings that all tests share."""

from hypothesis import settings

# Examples are not timed: a busy machine would fail tests that are right.
settings.register_profile("dedup", deadline=None)
settings.load_profile("dedup")
