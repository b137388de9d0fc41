"""How much wording two documents share: their shingles, compared exactly, for many pairs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.diff.profile import F64
from dedup.lsh.compiled import is_loaded
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged
from dedup.machine.kernel import Kernel

__all__ = ["Overlap", "overlap", "overlaps", "within"]

_COUNT = Kernel(
    *("dedup.lsh.kernels.weighing", "count_shared"),
    *("uint64[:]", "int64[:]", "int64[:,:]", "int64[:]"),
)


class Overlap(NamedTuple):
    """The shingles that two documents share, as shares of three sets.

    Attributes
    ----------
    resemblance : float
        Of all shingles that either has.
    of_a, of_b : float
        Of those of the first, and of the second.
    """

    resemblance: float
    of_a: float
    of_b: float


_NOTHING = Overlap(0.0, 0.0, 0.0)


def within(a: U64, b: U64) -> np.ndarray:
    """Which of the sorted distinct values `a` are among the sorted distinct values `b`."""
    if not len(b):
        return np.zeros(len(a), dtype=bool)
    places = np.minimum(np.searchsorted(b, a), len(b) - 1)
    return np.asarray(b[places] == a)


def overlap(first: U64, second: U64) -> Overlap:
    """The overlap of two sorted sets of shingles.

    Examples
    --------
    >>> overlap(np.array([1, 2, 3, 4], dtype=np.uint64), np.array([2, 3], dtype=np.uint64))
    Overlap(resemblance=0.5, of_a=0.5, of_b=1.0)
    """
    # The shorter is looked up in the longer: one may be a thousand times the other.
    fewer, more = (first, second) if len(first) <= len(second) else (second, first)
    shared = int(np.count_nonzero(within(fewer, more)))
    if not shared:
        return _NOTHING
    whole = len(first) + len(second) - shared
    return Overlap(shared / whole, shared / len(first), shared / len(second))


def overlaps(rows: Ragged, pairs: I64) -> F64:
    """The `Overlap` of each of many pairs, as a row.

    Parameters
    ----------
    rows : Ragged of uint64
        Sorted sets of shingles.
    pairs : ndarray of int64, shape (n, 2)
        Places in `rows`.

    Returns
    -------
    ndarray of float64, shape (n, 3)
    """
    if not is_loaded():
        plain = [overlap(rows[a], rows[b]) for a, b in pairs.tolist()]
        return np.array(plain, dtype=np.float64).reshape(-1, 3)
    shared = np.empty(len(pairs), dtype=np.int64)
    _COUNT(rows.values, rows.bounds, np.ascontiguousarray(pairs), shared)
    found = np.zeros((len(pairs), 3))
    # What is empty shares nothing.
    some = np.flatnonzero(shared)
    shared = shared[some]
    first, second = rows.sizes[pairs[some]].T
    found[some, 0] = shared / (first + second - shared)
    found[some, 1] = shared / first
    found[some, 2] = shared / second
    return found
