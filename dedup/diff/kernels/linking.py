"""Which pairs of a table are links; see `dedup.diff.alignment.link`."""

from __future__ import annotations

import math
from typing import Any

from dedup.diff.kernels.constants import (
    CHAIN,
    CHAIN_MUTUAL,
    CHAIN_REACH,
    GAP,
    LOOK_LEAST,
    SECOND_LOOK,
)
from dedup.diff.kernels.views import item, row_of
from dedup.machine.compiling import get, part, put

__all__ = ["link_pairs", "list_links"]

_SURE, _LIKELY = 1, 2
_MARGIN = CHAIN_REACH
"""Of the grid of marks, so that no look beyond a sentence's neighbours leaves it."""


@part
def _is_beside(grid: Any, width: int, at: int) -> bool:
    """Whether a sure link stands in the pair's own row and column, or in the next."""
    found = 0
    for down in range(-1, 2):
        for right in range(-1, 2):
            found |= get(grid, at + down * width + right)
    return found & _SURE != 0


@part
def _is_in_chain(grid: Any, width: int, at: int) -> bool:
    """Whether another likely pair stands a little before in both texts, or after."""
    for down in range(1, CHAIN_REACH + 1):
        for right in range(1, CHAIN_REACH + 1):
            step = down * width + right
            if (grid[at + step] | grid[at - step]) & _LIKELY:
                return True
    return False


@part
def _look_further(
    rows: Any,
    columns: Any,
    plain: Any,
    scores: Any,
    best_a: Any,
    best_b: Any,
    threshold: float,
    heard: int,
    linked_a: Any,
    linked_b: Any,
    grid: Any,
    keep: Any,
) -> int:
    """The pairs over the threshold, those of the second look, and of chains if any were heard."""
    m, n = len(best_a), len(best_b)
    width = n + 2 * _MARGIN
    grid[: (m + 2 * _MARGIN) * width] = 0
    linked_a[:m] = 0
    linked_b[:n] = 0
    for at in range(len(rows)):
        row, column = rows[at], columns[at]
        is_sure = item(scores, at) >= threshold
        put(linked_a, row, get(linked_a, row) | is_sure)
        put(linked_b, column, get(linked_b, column) | is_sure)
        mark = is_sure * (_SURE | _LIKELY)
        if heard and not is_sure and scores[at] >= CHAIN:
            mutual = math.sqrt(plain[at] / best_a[row] * (plain[at] / best_b[column]))
            if mutual >= CHAIN_MUTUAL:
                mark = _LIKELY
        put(grid, (row + _MARGIN) * width + column + _MARGIN, mark)
    kept = 0
    for at in range(len(rows)):
        row, column, value = get(rows, at), get(columns, at), item(plain, at)
        place = (row + _MARGIN) * width + column + _MARGIN
        mark = get(grid, place)
        is_kept = mark & _SURE != 0
        # All is asked, as none of it can be foreseen.
        is_best = ((get(linked_a, row) == 0) & (value >= item(best_a, row))) | (
            (get(linked_b, column) == 0) & (value >= item(best_b, column))
        )
        if is_best & (value >= SECOND_LOOK) & (not is_kept):
            is_kept = (heard == 0 or scores[at] >= LOOK_LEAST) and _is_beside(grid, width, place)
        if heard and mark and not is_kept:
            is_kept = _is_in_chain(grid, width, place)
        keep[at] = is_kept
        kept += is_kept
    return kept


@part
def _find_gaps(first: Any, last: Any, m: int, n: int, begins: Any, ends: Any) -> int:
    """Between which columns each row may be linked; `last` is below 0 where a row has no link."""
    begins[:m] = n
    ends[:m] = -1
    begin, gap = -1, 0
    for row in range(m + 1):
        end = behind = n
        if row < m:
            if last[row] < 0:
                continue
            end, behind = first[row], last[row]
        if row - gap <= GAP and end - begin <= GAP + 1:
            for inside in range(gap, row):
                begins[inside] = begin
                ends[inside] = end
        begin, gap = behind, row + 1
    return gap


@part
def _link_between(
    m: int, n: int, rows: Any, columns: Any, plain: Any, marks: Any, bests: Any, keep: Any
) -> int:
    """Add each other's best among what has no link in a gap between links."""
    first_a, last_a, first_b, last_b = (
        row_of(marks, 2),
        row_of(marks, 3),
        row_of(marks, 4),
        row_of(marks, 5),
    )
    begins_a, ends_a, begins_b, ends_b = (
        row_of(marks, 6),
        row_of(marks, 7),
        row_of(marks, 8),
        row_of(marks, 9),
    )
    best_a, best_b = row_of(bests, 2), row_of(bests, 3)
    last_a[:m] = -1
    last_b[:n] = -1
    for at in range(len(rows)):
        if keep[at]:
            row, column = rows[at], columns[at]
            if last_a[row] < 0:
                first_a[row] = column
            last_a[row] = column  # pairs come by rows, and in each by columns
            if last_b[column] < 0:
                first_b[column] = row
            last_b[column] = row
    _find_gaps(first_a, last_a, m, n, begins_a, ends_a)
    _find_gaps(first_b, last_b, n, m, begins_b, ends_b)
    best_a[:m] = 0.0
    best_b[:n] = 0.0
    added = 0
    for looking in range(2):
        for at in range(len(rows)):
            row, column, value = get(rows, at), get(columns, at), item(plain, at)
            if (
                (get(begins_a, row) < column)
                & (column < get(ends_a, row))
                & (get(begins_b, column) < row)
                & (row < get(ends_b, column))
                & (value >= SECOND_LOOK)
            ):
                if not looking:
                    best_a[row] = max(best_a[row], value)
                    best_b[column] = max(best_b[column], value)
                elif value >= best_a[row] and value >= best_b[column]:
                    keep[at] = 1
                    added += 1
    return added


@part
def link_pairs(
    rows: Any,
    columns: Any,
    plain: Any,
    scores: Any,
    best_a: Any,
    best_b: Any,
    threshold: float,
    heard: int,
    marks: Any,
    bests: Any,
    grid: Any,
    keep: Any,
) -> int:
    """Which pairs are links, in `keep`; how many. Pairs come by rows, and in each by columns."""
    kept = _look_further(
        rows,
        columns,
        plain,
        scores,
        best_a,
        best_b,
        threshold,
        heard,
        row_of(marks, 2),
        row_of(marks, 3),
        grid,
        keep,
    )
    if kept:
        kept += _link_between(len(best_a), len(best_b), rows, columns, plain, marks, bests, keep)
    return kept


@part
def list_links(rows: Any, columns: Any, keep: Any, own: Any, other: Any) -> int:
    """The sentences of each link; how many there are."""
    count = 0
    for at in range(len(rows)):
        put(own, count, get(rows, at))
        put(other, count, get(columns, at))
        count += get(keep, at)
    return count
