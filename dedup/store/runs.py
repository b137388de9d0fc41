"""The fresh entries of a key table, held in memory as a few sorted runs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from dedup.machine.kernel import Passed
from dedup.store.entries import I64, NUMBER_LIMIT, U64

__all__ = ["Runs", "search", "without"]

_ROOM = 1 << 16


class Runs:
    """Sorted runs of entries, each at least twice as large as the next.

    A run is merged with its predecessor while that is no larger than twice its size, as the
    digits of a binary counter carry, so that a million entries that came in singly are in some
    twenty runs and each was moved as often. They lie end to end in one array.

    Examples
    --------
    >>> runs = Runs()
    >>> for entry in (9, 3, 5):
    ...     runs.append(np.array([entry], dtype=np.uint64))
    >>> len(runs), runs.between(4, 9).tolist()
    (3, [5, 9])
    """

    def __init__(self) -> None:
        self._entries: U64 = np.empty(0, dtype=np.uint64)
        self._bounds = [0]
        self._passed: tuple[Passed, Passed] | None = None

    def __len__(self) -> int:
        return self._bounds[-1]

    def __iter__(self) -> Iterator[U64]:
        """Each run, the newest last."""
        return (self._entries[start:end] for start, end in pairwise(self._bounds))

    @property
    def count(self) -> int:
        """How many runs there are."""
        return len(self._bounds) - 1

    @property
    def passed(self) -> tuple[Passed, Passed]:
        """All entries, and where each run begins and ends, for compiled code."""
        if self._passed is None:
            bounds = np.array(self._bounds, dtype=np.int64)
            self._passed = Passed.of(self._entries), Passed.of(bounds)
        return self._passed

    def append(self, entries: U64) -> None:
        """Take in one more sorted run."""
        if not len(entries):
            return
        self._passed = None
        bounds = self._bounds
        start = bounds[-1]
        end = start + len(entries)
        if end > len(self._entries):
            grown = np.empty(max(_ROOM, 2 * end), dtype=np.uint64)
            grown[:start] = self._entries[:start]
            self._entries = grown
        self._entries[start:end] = entries
        bounds.append(end)
        merging = False
        while len(bounds) > 2 and bounds[-2] - bounds[-3] < 2 * (bounds[-1] - bounds[-2]):
            del bounds[-2]
            merging = True
        if merging:
            # Which merges runs that are sorted already.
            self._entries[bounds[-2] : end].sort(kind="stable")

    def between(self, low: int, high: int) -> U64:
        """The sorted entries from `low` to `high`, both included."""
        parts = []
        for run in self:
            start, end = search(run, np.uint64(low), np.uint64(high))
            parts.append(run[start:end])
        found = np.concatenate([np.zeros(0, dtype=np.uint64), *parts])
        found.sort()
        return found

    def drop(self, numbers: I64) -> None:
        """Leave out all entries of some documents."""
        kept = [without(run, numbers) for run in self]
        self._bounds = [0]
        self._passed = None
        for run in kept:
            self.append(run)


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
