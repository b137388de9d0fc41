"""Which of many candidates are worth an exact look: `Verifier.plausibility` for all at once.

Stems are numbered as they are met, four bytes each, so that those of a whole collection can be
held. For each document its own stems are marked in a table of all, and those of its candidates
are looked up in it: a few nanoseconds a stem, and no search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from dedup.diff.profile import F64
from dedup.lsh.collisions import Watch, on_all_cores, unwatched
from dedup.lsh.compiled import is_loaded
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged, stem_batches, stems_of
from dedup.machine.kernel import Kernel
from dedup.syndication.rarity import Rarity
from dedup.syndication.verify import ANCHOR_WORTH, ANCHORS_COUNTED

__all__ = ["plausibilities"]

_WEIGHING = "dedup.lsh.kernels.weighing"
_ENTER = Kernel(_WEIGHING, "enter", "uint64[:]", "int64", "uint32[:]")
_NUMBER = Kernel(
    *(_WEIGHING, "number_stems", "uint64[:]", "int64", "uint32[:]", "uint64[:]", "int64"),
    *("uint32[:]", "int64[:]"),
)
_WEIGH = Kernel(
    *(_WEIGHING, "weigh_shared"),
    *("uint32[:]", "int64[:]", "int64[:]", "int64[:,:]", "uint32[:]", "int64[:]"),
)

_CHUNK = 1024
"""Documents whose features are made together."""
_PAIRS = 1 << 15
"""Pairs that are weighed together."""
_TABLE = 1 << 16
"""Places of the first table of stems; it doubles when it is half full."""


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


def _numbered(count: int, texts: Iterator[str]) -> tuple[Ragged, np.ndarray]:
    """The stems of all documents as numbers, and the stem of each number."""
    numbers = _Numbers()
    parts = []
    for start in range(0, count, _CHUNK):
        stems = stems_of(islice(texts, min(_CHUNK, count - start)))
        parts.append((numbers.of(stems.values), stems.bounds))
    if not parts:
        return Ragged.of([], np.uint32), np.zeros(0, dtype=np.uint64)
    return Ragged.end_to_end(parts), np.concatenate(numbers.keys)


def _numbered_fast(_count: int, texts: Iterator[str]) -> tuple[Ragged, U64]:
    """`_numbered` by compiled code."""
    table = np.zeros(_TABLE, dtype=np.uint32)
    keys = np.empty(_TABLE // 2, dtype=np.uint64)
    known = 0
    parts = []
    for batch in stem_batches(texts):
        numbers = np.empty(len(batch.values), dtype=np.uint32)
        done = np.zeros(1, dtype=np.int64)
        while True:
            known = _NUMBER(batch.values, int(done[0]), table, keys, known, numbers, done)
            if done[0] == len(numbers):
                break
            table = np.zeros(2 * len(table), dtype=np.uint32)
            _ENTER(keys, known, table)
            keys = np.concatenate([keys, np.empty_like(keys)])
        parts.append((numbers, batch.bounds))
    return Ragged.end_to_end(parts), keys[:known]


def _stretches(pairs: I64) -> Iterator[tuple[int, int]]:
    """Where the pairs of each first document begin and end; pairs are sorted by it."""
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    ends = np.append(starts[1:], len(pairs))[: len(starts)]
    yield from zip(starts.tolist(), ends.tolist(), strict=True)


def plausibilities(
    pairs: I64,
    anchors: I64,
    text: Callable[[int], str],
    rarity: Rarity,
    watch: Watch = unwatched,
) -> F64:
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
    watch : callable, optional
        Shows progress.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    rows, places = np.unique(pairs, return_inverse=True)
    places = places.reshape(-1, 2)
    fast = is_loaded()
    numbered = _numbered_fast if fast else _numbered
    asked = (text(row) for row in watch(rows.tolist(), "weighing stems", len(rows)))
    stems, keys = numbered(len(rows), asked)
    weights = rarity.weights(keys)
    mass = _masses(stems, weights)
    shared = (_weighed_fast if fast else _weighed)(stems, weights, places)
    first, second = mass[places[:, 0]], mass[places[:, 1]]
    least = np.minimum(first, second)
    has_any = least > 0
    result = np.zeros(len(pairs))
    whole = (first + second - shared)[has_any]
    result[has_any] = shared[has_any] / least[has_any] + shared[has_any] / whole
    result[has_any] += ANCHOR_WORTH * np.minimum(anchors, ANCHORS_COUNTED)[has_any]
    return result


def _masses(stems: Ragged, weights: I64) -> I64:
    """What all stems of each row weigh, some rows at a time."""
    masses = np.empty(len(stems), dtype=np.int64)
    for start in range(0, len(stems), _CHUNK):
        bounds = stems.bounds[start : start + _CHUNK + 1]
        sums = np.concatenate([[0], np.cumsum(weights[stems.values[bounds[0] : bounds[-1]]])])
        masses[start : start + _CHUNK] = np.diff(sums[bounds - bounds[0]])
    return masses


def _weighed(stems: Ragged, weights: I64, pairs: I64) -> I64:
    """What the stems weigh that both rows of each pair have."""
    marked = np.zeros(len(weights), dtype=np.int64)
    shared = np.zeros(len(pairs), dtype=np.int64)
    for start, end in _stretches(pairs):
        own = stems[int(pairs[start, 0])]
        marked[own] = weights[own]
        others = [stems[other] for other in pairs[start:end, 1].tolist()]
        found = np.concatenate([[0], np.cumsum(marked[np.concatenate(others)])])
        ends = np.cumsum([len(other) for other in others])
        shared[start:end] = np.diff(found[ends], prepend=0)
        marked[own] = 0
    return shared


def _weighed_fast(stems: Ragged, weights: I64, pairs: I64) -> I64:
    """`_weighed` by compiled code."""
    shared = np.empty(len(pairs), dtype=np.int64)
    stamps: list[U32] = []

    def work(start: int) -> None:
        # No two threads have the same stamps at a time.
        mine = stamps.pop() if stamps else np.zeros(len(weights), dtype=np.uint32)
        part = slice(start, start + _PAIRS)
        _WEIGH(stems.values, stems.bounds, weights, pairs[part], mine, shared[part])
        stamps.append(mine)

    for _ in on_all_cores(work, range(0, len(pairs), _PAIRS)):
        pass
    return shared
