"""Fields of a result that are worked out when they are first read.

Much of what a comparison can tell is never asked: who wants to know what was kept needs no
word-level edits. An object that leaves such a field unset says with `told_later` how it is come
by. Whoever reads it, be it ``repr``, ``==``, ``hash``, a copy or a pickle, gets its value; nothing
else tells such an object from one that was given all its fields.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

__all__ = ["Later", "Tellers", "told_later"]


class Tellers(Protocol):
    """How fields are worked out, by their names: a dict of functions, or what does as one does."""

    def get(self, name: str, /) -> Callable[[], Any] | None:
        """What a field is worked out by, as long as it is."""

    def pop(self, name: str, default: None, /) -> Any:
        """Forget it."""

    def __len__(self) -> int: ...


class Later:
    """An object with fields that may be unset until they are read.

    Examples
    --------
    >>> class Length(Later):
    ...     __slots__ = ("characters",)
    >>> length = Length()
    >>> told_later(length, {"characters": lambda: len("The quay froze.")})
    >>> length.characters
    15
    >>> length.words
    Traceback (most recent call last):
    AttributeError: 'Length' object has no attribute 'words'
    """

    __slots__ = ("_later",)

    if not TYPE_CHECKING:  # or any name would be an attribute

        def __getattr__(self, name: str) -> Any:
            # Only called for what is not set. Two threads may be here for one field at a time:
            # both find the same value, and it does not matter whose is kept.
            told = _told(self)
            tell = told.get(name)
            if tell is None:  # no such field, or another thread has just set it
                return object.__getattribute__(self, name)
            value = tell()
            object.__setattr__(self, name, value)
            told.pop(name, None)
            if not told:
                _set_later(self, _NONE)  # and with it what all were worked out from
            return value


# The setter of the slot itself: see `dedup.diff.passages`.
_set_later = vars(Later)["_later"].__set__
_get_later = vars(Later)["_later"].__get__
_NONE: dict[str, Callable[[], Any]] = {}


def told_later(value: Later, told: Tellers) -> None:
    """Have fields of an object that are not set worked out by functions when they are read."""
    _set_later(value, told)


def _told(value: Later) -> Tellers:
    try:
        told: Tellers = _get_later(value)
    except AttributeError:  # all its fields were given
        return _NONE
    return told
