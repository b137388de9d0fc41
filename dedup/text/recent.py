"""What was worked out of a text, remembered for the texts that were asked about last."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Generic, TypeVar

__all__ = ["LONG", "Recent", "recent"]

T_co = TypeVar("T_co", covariant=True)
LONG = 1 << 15
"""Characters of a text from which on only the last few are remembered: a text is kept with what is
known of it, and hundreds of books would take all the memory there is."""
_FEW = 8


class Recent(Generic[T_co]):
    """A function of a text whose last values are remembered; threads may share it.

    Parameters
    ----------
    make : callable
        What is said of a text.
    most : int
        Articles that are remembered, besides a few long texts.
    """

    def __init__(self, make: Callable[[str], T_co], most: int) -> None:
        self._of_usual = lru_cache(maxsize=most)(make)
        self._of_long = lru_cache(maxsize=_FEW)(make)
        update_wrapper(self, make)

    def __call__(self, text: str) -> T_co:
        """What is said of a text."""
        return self._of_usual(text) if len(text) < LONG else self._of_long(text)

    def cache_clear(self) -> None:
        """Forget all."""
        self._of_usual.cache_clear()
        self._of_long.cache_clear()


def recent(most: int) -> Callable[[Callable[[str], T_co]], Recent[T_co]]:
    """Have a function remember what it said of the last texts.

    Examples
    --------
    >>> @recent(2)
    ... def letters(text):
    ...     return [*text]
    >>> letters("ice") is letters("ice")
    True
    """
    return lambda make: Recent(make, most)
