"""Fields of a result that are worked out when they are first read.

Much of what a comparison can tell is never asked: who wants to know what was kept needs no
word-level edits. An object that leaves such a field unset says with `told_later` who tells it.
Whoever reads it, be it ``repr``, ``==``, ``hash``, a copy or a pickle, gets its value; nothing
else tells such an object from one that was given all its fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

__all__ = ["Later", "Teller", "told_later"]


class Teller(Protocol):
    """Who tells the fields of an object."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Which."""

    def tell(self, name: str, /) -> Any:
        """One of them."""


class Later:
    """An object with fields that may be unset until they are read.

    Examples
    --------
    >>> class Counted:
    ...     fields = ("characters",)
    ...
    ...     def tell(self, name):
    ...         return len("The quay froze.")
    >>> class Length(Later):
    ...     __slots__ = ("characters",)
    >>> length = Length()
    >>> told_later(length, Counted())
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
            try:
                teller = _get_later(self)
            except AttributeError:  # all its fields were given
                teller = None
            fields = () if teller is None else teller.fields
            if name not in fields:
                # No such field, or another thread has just set the last.
                return _get(self, name)
            value = teller.tell(name)
            object.__setattr__(self, name, value)
            # Written out: who reads a whole comparison is here for two fields of every passage.
            for field in fields:
                if field != name:
                    try:
                        _get(self, field)
                    except AttributeError:  # it is still to be told
                        return value
            _set_later(self, None)  # and with it what all were worked out from
            return value


# The setter of the slot itself: see `dedup.diff.passages`.
_set_later = vars(Later)["_later"].__set__
_get_later = vars(Later)["_later"].__get__
_get = object.__getattribute__


def told_later(value: Later, teller: Teller) -> None:
    """Have fields of an object that are not set told when they are read."""
    _set_later(value, teller)
