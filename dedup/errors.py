"""The exceptions that dedup raises, each a subclass of the builtin that fits.

Every message names the value, the limit and the remedy.
"""

from __future__ import annotations

__all__ = [
    "DedupError",
    "DuplicateIdError",
    "MissingExtraError",
    "MissingIdError",
    "ReadError",
    "SettingsError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
]


class DedupError(Exception):
    """Base of all errors that dedup raises on purpose; catch it to catch them all."""


class ReadError(DedupError, ValueError):
    """A record could not be read: bad JSON, wrong encoding, a missing field.

    The message names the file and, where there is one, the line.
    """


class DuplicateIdError(ReadError):
    """Two documents of one run carry the same id, so results could not tell them apart."""


class MissingExtraError(ReadError, ImportError):
    """What is to be read needs a package that is not installed; the message names the extra."""


class SettingsError(DedupError, ValueError):
    """A setting is outside its limits; the message names the setting, its value and the limits."""


class MissingIdError(DedupError, KeyError):
    """An index holds no document of this id."""

    def __str__(self) -> str:
        # A KeyError shows the representation of its argument, quotes and all.
        return str(self.args[0]) if self.args else ""


class StoreError(DedupError, OSError):
    """An index cannot be opened, read or written; what it held before is still there."""


class StoreBusyError(StoreError, TimeoutError):
    """Another writer kept an index for longer than the time that was allowed for waiting."""


class StoreDamagedError(StoreError):
    """What an index holds is not what was written to it: a disk or a program has changed it."""
