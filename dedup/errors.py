"""The exceptions that dedup raises, each a subclass of the builtin that fits.

Every message names the value, the limit and the remedy.
"""

from __future__ import annotations

__all__ = ["DedupError", "DuplicateIdError", "ReadError", "SettingsError"]


class DedupError(Exception):
    """Base of all errors that dedup raises on purpose; catch it to catch them all."""


class ReadError(DedupError, ValueError):
    """A record could not be read: bad JSON, wrong encoding, a missing field.

    The message names the file and, where there is one, the line.
    """


class DuplicateIdError(ReadError):
    """Two documents of one run carry the same id, so results could not tell them apart."""


class SettingsError(DedupError, ValueError):
    """A setting is outside its limits; the message names the setting, its value and the limits."""
