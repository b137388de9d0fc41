"""Which of many candidates are worth an exact look: `Verifier.plausibility` for all at once.

Stems are numbered as they are met, four bytes each, so that those of a whole collection can be
held. For each document its own stems are marked in a table of all, and those of its candidates
are looked up in it: a few nanoseconds a stem, and no search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dedup.diff.profile import F64
from dedup.lsh.minhash import U32
from dedup.lsh.sketches import I64, Ragged, features
from dedup.syndication.rarity import Rarity
from dedup.syndication.verify import ANCHOR_WORTH, ANCHORS_COUNTED

__all__ = ["plausibilities"]

_CHUNK = 1024
"""Documents whose features are made together."""


class _Numbers:
    """Numbers for stems, from 0 on in the order in which they are met."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, dtype=np.uint64)
        self._numbers = np.zeros(0, dtype=np.uint32)
        self.keys: list[np.ndarray] = []

    def of(self, stems: np.ndarray) -> U32:
        """The number of each stem; new ones get the next."""
        distinct, inverse = np.unique(stems, return_inverse=True)
        places = np.searchsorted(self._keys, distinct)
        known = np.zeros(len(distinct), dtype=bool)
        inside = places < len(self._keys)
        known[inside] = self._keys[places[inside]] == distinct[inside]
        new = distinct[~known]
        numbers = np.arange(len(self._keys), len(self._keys) + len(new), dtype=np.uint32)
        at = places[~known]
        self._keys = np.insert(self._keys, at, new)
        self._numbers = np.insert(self._numbers, at, numbers)
        self.keys.append(new)
        return self._numbers[np.searchsorted(self._keys, distinct)][inverse]


def _numbered(count: int, text: Callable[[int], str]) -> tuple[Ragged, np.ndarray]:
    """The stems of all documents as numbers, and the stem of each number."""
    numbers = _Numbers()
    parts = []
    for start in range(0, count, _CHUNK):
        rows = range(start, min(start + _CHUNK, count))
        stems = features(text(row) for row in rows)[1]
        parts.append((numbers.of(stems.values), stems.bounds))
    if not parts:
        return Ragged.of([], np.uint32), np.zeros(0, dtype=np.uint64)
    return Ragged.end_to_end(parts), np.concatenate(numbers.keys)


def _stretches(pairs: I64) -> Iterator[tuple[int, int]]:
    """Where the pairs of each first document begin and end; pairs are sorted by it."""
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    ends = np.append(starts[1:], len(pairs))[: len(starts)]
    yield from zip(starts.tolist(), ends.tolist(), strict=True)


def plausibilities(pairs: I64, anchors: I64, text: Callable[[int], str], rarity: Rarity) -> F64:
    """`Verifier.plausibility` of every pair, to the last bit.

    Parameters
    ----------
    pairs : ndarray of int64, shape (n, 2)
        Rows, sorted.
    anchors : ndarray of int64, shape (n,)
        How many anchors each pair shares.
    text : callable
        Gives the text of a row.
    rarity : Rarity

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    rows, places = np.unique(pairs, return_inverse=True)
    places = places.reshape(-1, 2)
    stems, keys = _numbered(len(rows), lambda place: text(int(rows[place])))
    weights = rarity.weights(keys)
    sums = np.concatenate([[0], np.cumsum(weights[stems.values])])
    mass = sums[stems.bounds[1:]] - sums[stems.bounds[:-1]]
    marked = np.zeros(len(keys), dtype=np.int64)
    shared = np.zeros(len(pairs), dtype=np.int64)
    for start, end in _stretches(places):
        own = stems[int(places[start, 0])]
        marked[own] = weights[own]
        others = [stems[other] for other in places[start:end, 1].tolist()]
        found = np.concatenate([[0], np.cumsum(marked[np.concatenate(others)])])
        ends = np.cumsum([len(other) for other in others])
        shared[start:end] = np.diff(found[ends], prepend=0)
        marked[own] = 0
    first, second = mass[places[:, 0]], mass[places[:, 1]]
    least = np.minimum(first, second)
    has_any = least > 0
    result = np.zeros(len(pairs))
    whole = (first + second - shared)[has_any]
    result[has_any] = shared[has_any] / least[has_any] + shared[has_any] / whole
    result[has_any] += ANCHOR_WORTH * np.minimum(anchors, ANCHORS_COUNTED)[has_any]
    return result
