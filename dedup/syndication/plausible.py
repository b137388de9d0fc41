"""Which of many candidates are worth an exact look: `Verifier.plausibility` for all at once.

The stems of all documents are held as `dedup.lsh.stem_codes` has them. For each document its own
are marked in a table of all, and those of its candidates are looked up in it: a few nanoseconds a
stem, and no search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dedup.diff.profile import F64
from dedup.lsh.collisions import Watch, unwatched
from dedup.lsh.compiled import is_loaded
from dedup.lsh.minhash import U32
from dedup.lsh.sketches import I64, stem_batches
from dedup.lsh.stem_codes import Coder, StemCodes
from dedup.machine.kernel import Kernel
from dedup.machine.threads import on_all_cores
from dedup.syndication.rarity import Rarity
from dedup.syndication.verify import ANCHOR_WORTH, ANCHORS_COUNTED

__all__ = ["plausibilities", "plausibilities_of"]

_WEIGH = Kernel(
    *("dedup.lsh.kernels.weighing", "weigh_shared"),
    *("uint16[:]", "int64[:]", "int64[:]", "int64[:,:]", "uint32[:]", "int64[:,:]"),
)

_PAIRS = 1 << 12
"""Pairs that are weighed together."""


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
    asked = (text(row) for row in watch(rows.tolist(), "weighing stems", len(rows)))
    coder = Coder()
    for stems in stem_batches(asked):
        coder.add(stems)
    return plausibilities_of(places.reshape(-1, 2), anchors, coder.done(), rarity)


def plausibilities_of(pairs: I64, anchors: I64, codes: StemCodes, rarity: Rarity) -> F64:
    """`plausibilities` of documents whose stems are at hand; rows are theirs."""
    weights = rarity.weights(codes.stems)
    weighed = (_weighed_fast if is_loaded() else _weighed)(codes, weights, pairs)
    shared, first, second = weighed.T
    least = np.minimum(first, second)
    has_any = least > 0
    result = np.zeros(len(pairs))
    whole = (first + second - shared)[has_any]
    result[has_any] = shared[has_any] / least[has_any] + shared[has_any] / whole
    result[has_any] += ANCHOR_WORTH * np.minimum(anchors, ANCHORS_COUNTED)[has_any]
    return result


def _weighed(codes: StemCodes, weights: I64, pairs: I64) -> I64:
    """What the stems weigh that both rows of each pair have, and those of each of the two."""
    result = np.zeros((len(pairs), 3), dtype=np.int64)
    marked = np.zeros(len(weights), dtype=np.int64)
    for start, end in _stretches(pairs):
        own = codes.numbers(int(pairs[start, 0]))
        marked[own] = weights[own]
        for pair in range(start, end):
            other = codes.numbers(int(pairs[pair, 1]))
            result[pair] = marked[other].sum(), weights[own].sum(), weights[other].sum()
        marked[own] = 0
    return result


def _weighed_fast(codes: StemCodes, weights: I64, pairs: I64) -> I64:
    """`_weighed` by compiled code."""
    result = np.empty((len(pairs), 3), dtype=np.int64)
    stamps: list[U32] = []

    def work(start: int) -> None:
        # No two threads have the same stamps at a time.
        mine = stamps.pop() if stamps else np.zeros(len(weights), dtype=np.uint32)
        part = slice(start, start + _PAIRS)
        units = codes.units
        _WEIGH(units.values, units.bounds, weights, pairs[part], mine, result[part])
        stamps.append(mine)

    for _ in on_all_cores(work, range(0, len(pairs), _PAIRS)):
        pass
    return result
