"""The fresh entries of a key table, held in memory as a few sorted arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.store.entries import I64, NUMBER_LIMIT, U64, merged

__all__ = ["Runs", "search", "without"]


class Runs:
    """Sorted arrays of entries, each at least twice as large as the next.

    A run is merged with its predecessor while that is no larger than twice its size, as the
    digits of a binary counter carry, so that a million entries that came in singly are in some
    twenty arrays and each was copied as often.

    Examples
    --------
    >>> runs = Runs()
    >>> for entry in (9, 3, 5):
    ...     runs.append(np.array([entry], dtype=np.uint64))
    >>> len(runs), runs.between(4, 9).tolist()
    (3, [5, 9])
    """

    def __init__(self) -> None:
        self.arrays: list[U64] = []

    def __len__(self) -> int:
        return sum(map(len, self.arrays))

    def append(self, entries: U64) -> None:
        """Take in one more sorted array."""
        while self.arrays and len(self.arrays[-1]) < 2 * len(entries):
            entries = merged(self.arrays.pop(), entries)
        if len(entries):
            self.arrays.append(entries)

    def between(self, low: int, high: int) -> U64:
        """The sorted entries from `low` to `high`, both included."""
        parts = []
        for array in self.arrays:
            start, end = search(array, np.uint64(low), np.uint64(high))
            parts.append(array[start:end])
        found = np.concatenate([np.zeros(0, dtype=np.uint64), *parts])
        found.sort()
        return found

    def drop(self, numbers: I64) -> None:
        """Leave out all entries of some documents."""
        self.arrays = [kept for array in self.arrays if len(kept := without(array, numbers))]


def without(entries: U64, numbers: I64) -> U64:
    """Entries but those of some documents."""
    mask = np.uint64(NUMBER_LIMIT - 1)
    return entries[~np.isin(entries & mask, numbers.astype(np.uint64))]


def search(entries: U64, lows: Any, highs: Any) -> tuple[Any, Any]:
    """Where the entries between `lows` and `highs`, both included, begin and end."""
    return (
        np.searchsorted(entries, lows, side="left"),
        np.searchsorted(entries, highs, side="right"),
    )
