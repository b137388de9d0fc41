"""Arrays that grow as parts are added at their end."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Growing", "GrowingRows"]

I64 = npt.NDArray[np.int64]

_SHARE = 16
"""An array that is full grows by one part in so many."""
_KNOWN = 64
"""Rows after which those that follow are expected to be as long: a very long one may come first."""


class Growing:
    """An array to which others are added at its end.

    It grows where it is in memory, if the system can do that: to gather parts and lay them end to
    end takes twice the room.

    Parameters
    ----------
    kind : type
        Of the items.
    likely : int
        How many there will be, about, if that is known: so many need not be moved.

    Examples
    --------
    >>> growing = Growing(np.int64)
    >>> growing.add(np.array([3, 1]))
    >>> growing.add(np.array([4]))
    >>> growing.done()
    array([3, 1, 4])
    """

    def __init__(self, kind: type[Any], likely: int = 0) -> None:
        self._kind = kind
        self._likely = likely
        self._room: npt.NDArray[Any] | None = None
        self._size = 0

    def add(self, values: npt.NDArray[Any]) -> None:
        """Add some items: numbers, or rows that are as wide as those before."""
        if self._room is None:
            self._room = np.empty((self._likely, *values.shape[1:]), dtype=self._kind)
        end = self._size + len(values)
        if end > len(self._room):
            self._resize(max(end, len(self._room) + len(self._room) // _SHARE))
        self._room[self._size : end] = values
        self._size = end

    def reserve(self, size: int) -> None:
        """Make room for so many items, if there is less.

        Room that is had at once is not written to before it is used, nor handed out by the system
        page by page as what it grows by would be.
        """
        if self._room is None:
            self._room = np.empty(size, dtype=self._kind)
        elif size > len(self._room):
            room = np.empty(size, dtype=self._kind)
            room[: self._size] = self._room[: self._size]
            self._room = room

    @property
    def size(self) -> int:
        """How many items there are."""
        return self._size

    def _resize(self, size: int) -> None:
        assert self._room is not None  # noqa: S101 (it has something)
        # Nobody else has seen it, so that nobody has to be asked.
        self._room.resize((size, *self._room.shape[1:]), refcheck=False)

    def done(self) -> npt.NDArray[Any]:
        """All of them; nothing is added any more."""
        if self._room is None:
            return np.zeros(0, dtype=self._kind)
        self._resize(self._size)
        return self._room


class GrowingRows:
    """Rows of different length, as `dedup.lsh.sketches.Ragged` has them, that are added to.

    Parameters
    ----------
    kind : type
        Of the items.
    likely : int
        How many rows there will be, about, if that is known.
    """

    def __init__(self, kind: type[Any], likely: int = 0) -> None:
        self._values = Growing(kind)
        self._sizes = Growing(np.int64, likely)
        self._likely = likely

    def add(self, values: npt.NDArray[Any], bounds: I64) -> None:
        """Add some rows."""
        self._values.add(values)
        self._sizes.add(np.diff(bounds))
        rows = len(bounds) - 1
        if self._likely and rows >= _KNOWN:
            left = max(self._likely - self._sizes.size, 0)
            expected = len(values) * left // rows
            self._values.reserve(self._values.size + expected + expected // _SHARE)
            self._likely = 0

    def done(self) -> tuple[npt.NDArray[Any], I64]:
        """All values and bounds; nothing is added any more."""
        sizes = self._sizes.done()
        bounds = np.zeros(len(sizes) + 1, dtype=np.int64)
        np.cumsum(sizes, out=bounds[1:])
        return self._values.done(), bounds
