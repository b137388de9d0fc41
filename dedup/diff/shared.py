"""What every sentence of one text shares with every sentence of another: a sparse product."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dedup.diff.profile import F64, I64

__all__ = ["Shared", "shared_weights"]

AT_ONCE = 1 << 21
"""Products, and pairs of sentences, up to which they are all written out: for two articles that
takes a tenth of the time that a sparse matrix needs for its book-keeping alone."""


ROWS = 512
"""Sentences at a time beyond that, which bounds the memory."""


class Shared(NamedTuple):
    """The pairs of sentences that share anything.

    Attributes
    ----------
    shape : tuple of int
        Sentences of either text.
    row, col : ndarray of int64, shape (n,)
        In order of rows, and of columns in each.
    data : ndarray of float64, shape (n,)
    """

    shape: tuple[int, int]
    row: I64
    col: I64
    data: F64


def shared_weights(
    a: tuple[I64, I64],
    b: tuple[I64, I64],
    weights: F64,
    shape: tuple[int, int],
    scale: Callable[[I64, I64], F64],
    floor: float,
) -> Shared:
    """The weight of the stems that any two sentences share, scaled.

    Parameters
    ----------
    a, b : tuple of ndarray
        Sentence and stem of each entry of either text; no stem twice in a sentence.
    weights : ndarray of float64
        By the number of a stem, above 0; added up in the order of these numbers.
    shape : tuple of int
        Sentences of either text, ``(m, n)``.
    scale : callable
        What the weight of each of some pairs is divided by.
    floor : float
        Of large texts pairs below this may be left out, save the best two of each sentence, ties
        with them included: their number would grow with the square of the length.
    """
    m, n = shape
    count = len(weights)
    uses_a, uses_b = (np.bincount(stems, minlength=count) for _, stems in (a, b))
    if max(int(uses_a @ uses_b), m * n) > AT_ONCE:
        return _by_matrix(a, b, weights, shape, scale, floor)
    # Small numbers are sorted several times as fast.
    small = np.uint16 if count < 1 << 16 else np.int64
    order_a, order_b = (stems.astype(small).argsort(kind="stable") for _, stems in (a, b))
    stems = a[1][order_a]
    columns = b[0][order_b]
    # Each entry of `a` beside all entries of `b` with its stem.
    times = uses_b[stems]
    begins = uses_b.cumsum() - uses_b
    offset = begins[stems] - (times.cumsum() - times)
    other = offset.repeat(times)
    other += np.arange(len(other))
    cells = (a[0][order_a] * n).repeat(times)
    cells += columns[other]
    total = np.bincount(cells, weights[stems].repeat(times), minlength=m * n).astype(
        np.float64, copy=False
    )
    row, col = total.reshape(m, n).nonzero()
    pairs = row * n + col
    return Shared(shape, row, col, total[pairs] / scale(row, col))


def _by_matrix(
    a: tuple[I64, I64],
    b: tuple[I64, I64],
    weights: F64,
    shape: tuple[int, int],
    scale: Callable[[I64, I64], F64],
    floor: float,
) -> Shared:
    # Slow to import, and only large texts need it.
    import scipy.sparse  # noqa: PLC0415

    m, n = shape
    count = len(weights)
    left = scipy.sparse.csr_array((weights[a[1]], a), shape=(m, count))
    right = scipy.sparse.csr_array((np.ones(len(b[1])), b), shape=(n, count)).T.tocsr()
    best, second = np.zeros(n), np.zeros(n)
    kept: list[tuple[I64, I64, F64]] = []
    for begin in range(0, m, ROWS):
        product = left[begin : begin + ROWS] @ right
        size = np.diff(product.indptr)
        row = np.repeat(np.arange(len(size)), size)
        col = product.indices.astype(np.int64)
        data = product.data / scale(row + begin, col)
        keep = (data >= floor) | (data >= _second_of_runs(data, size))
        # What the rows to come have may raise this: then a few pairs more are kept.
        second = _second_best(col, data, best, second)
        keep |= data >= second[col]
        row, col, data = row[keep] + begin, col[keep], data[keep]
        order = np.argsort(row * n + col)
        kept.append((row[order], col[order], data[order]))
    rows, columns, values = zip(*kept, strict=True)
    return Shared(shape, np.concatenate(rows), np.concatenate(columns), np.concatenate(values))


def _second_of_runs(data: F64, size: I64) -> F64:
    """For each value the second highest of its run; runs of these sizes follow one another."""
    size = size[size > 0]
    if not len(size):
        return data
    begins = np.cumsum(size) - size
    best = np.repeat(np.maximum.reduceat(data, begins), size)
    second = np.maximum.reduceat(np.where(data < best, data, 0.0), begins)
    return np.asarray(np.repeat(second, size))


def _second_best(places: I64, data: F64, best: F64, second: F64) -> F64:
    """The second highest value at each place; raises `best` to the highest."""
    before = best.copy()
    np.maximum.at(best, places, data)
    below = data < best[places]
    second = np.where(before < best, np.maximum(second, before), second)
    np.maximum.at(second, places[below], data[below])
    return second
