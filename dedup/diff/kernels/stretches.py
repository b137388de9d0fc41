"""How stretches of reuse grow from seeds, and where they end.

As `dedup.diff.growth` and `dedup.diff.regions` have it.
"""

from __future__ import annotations

import math
from typing import Any

from dedup.diff.kernels.constants import (
    AROUND,
    INSIDE,
    INSIDE_PRIOR,
    LEAST_RATIO,
    MOST_INSIDE,
    OUTSIDE,
    OUTSIDE_PRIOR,
    OUTSIDE_REACH,
    STRONG,
)
from dedup.diff.kernels.views import item
from dedup.machine.compiling import get, part, put

__all__ = ["added", "fit_ends", "grow", "join_boxes", "sum_best"]


@part
def added(values: Any, first: int, last: int) -> float:
    """Some values added up one after the other."""
    total = 0.0
    for place in range(first, last):
        total += values[place]
    return total


@part
def sum_best(places: Any, similar: Any, members: Any, begin: int, end: int, best: Any) -> float:
    """The sum of the best similarity of each sentence that a set of seeds is of."""
    low = high = places[members[begin]]
    for at in range(begin, end):
        low, high = min(low, places[members[at]]), max(high, places[members[at]])
    for place in range(low, high + 1):
        best[place] = 0.0
    for at in range(begin, end):
        seed = members[at]
        best[places[seed]] = max(best[places[seed]], similar[seed])
    return added(best, low, high + 1)


@part
def grow(
    rows: Any,
    columns: Any,
    similar: Any,
    count: int,
    base: float,
    by_row: float,
    by_column: float,
    most: int,
    free: Any,
    members: Any,
    ends: Any,
) -> int:
    """Sets of seeds that hold together; how many there are.

    The seeds of each follow one another in `members`, and `ends` says where those of each end.
    """
    for seed in range(count):
        free[seed] = 1
    found = end = 0
    while True:
        start = -1
        for seed in range(count):
            if free[seed] and (start < 0 or similar[seed] > similar[start]):
                start = seed
        if start < 0 or similar[start] < STRONG:
            return found
        top = bottom = rows[start]
        left = right = columns[start]
        free[start] = 0
        members[end] = start
        end += 1
        while True:
            before = end
            new_top, new_bottom, new_left, new_right = top, bottom, left, right
            for seed in range(count):
                row, column = rows[seed], columns[seed]
                if not free[seed] or column < left - most - 1:
                    continue
                if column > right + most + 1:
                    break
                down = max(0, row - bottom - 1, top - row - 1)
                aside = max(0, column - right - 1, left - column - 1)
                if similar[seed] >= base + by_row * down + by_column * aside and aside <= most:
                    free[seed] = 0
                    members[end] = seed
                    end += 1
                    new_top, new_bottom = min(new_top, row), max(new_bottom, row)
                    new_left, new_right = min(new_left, column), max(new_right, column)
            if end == before:
                break
            top, bottom, left, right = new_top, new_bottom, new_left, new_right
        ends[found] = end
        found += 1


@part
def fit_ends(
    places: Any,
    bounds: Any,
    weights: Any,
    mass: Any,
    partner: Any,
    other_places: Any,
    other_bounds: Any,
    other_first: int,
    other_last: int,
    marks: Any,
    hit: Any,
    core_first: int,
    core_last: int,
    box: Any,
    at: int,
    stamp: int,
) -> int:
    """Set the ends of a stretch on one side, at `at` in a box, by the stems of the other side.

    `partner` says where each stem is in the other text; `marks` is of that text's stems. No other
    call may have the same `stamp`.
    """
    first, last = box[at], box[at + 1]
    for place in range(other_bounds[other_first], other_bounds[other_last + 1]):
        put(marks, get(other_places, place), stamp)
    low, high = max(0, first - OUTSIDE_REACH), min(len(bounds) - 1, last + OUTSIDE_REACH + 1)
    for sentence in range(low, high):
        total = 0.0
        for place in range(bounds[sentence], bounds[sentence + 1]):
            stem = get(places, place)
            other = get(partner, stem)
            # Looked up in any case, as a stem may be there or not as it likes.
            is_there = (get(marks, max(other, 0)) == stamp) & (other >= 0)
            total += item(weights, stem) if is_there else 0.0
        hit[sentence] = total
    found, weighed = added(hit, first, last + 1), added(mass, first, last + 1)
    p = (found + INSIDE_PRIOR * INSIDE) / (weighed + INSIDE_PRIOR)
    q = (added(hit, low, high) - found + OUTSIDE_PRIOR * OUTSIDE) / (
        added(mass, low, high) - weighed + OUTSIDE_PRIOR
    )
    p = min(max(p, LEAST_RATIO * q), MOST_INSIDE)
    q = min(q, p / LEAST_RATIO)
    missed = math.log((1 - q) / (1 - p))
    even = missed / (missed + math.log(p / q))
    best = total = lowest = 0.0
    begin = start = max(low, first - AROUND)
    for place in range(start, min(high, last + AROUND + 1)):
        if place <= core_last and total < lowest:
            lowest, begin = total, place
        total += hit[place] - even * mass[place]
        if place >= core_first and total - lowest > best:
            best = total - lowest
            box[at], box[at + 1] = begin, place
    return at


@part
def join_boxes(boxes: Any, count: int, done: Any) -> int:
    """Boxes that overlap or touch on both sides, joined until none do, in `done`; how many."""
    found = 0
    while count:
        count -= 1
        top, bottom, left, right = (
            boxes[0, count],
            boxes[1, count],
            boxes[2, count],
            boxes[3, count],
        )
        touched = -1
        for other in range(found):
            if (
                max(top, done[0, other]) <= min(bottom, done[1, other]) + 1
                and max(left, done[2, other]) <= min(right, done[3, other]) + 1
            ):
                touched = other
                break
        if touched < 0:
            done[0, found], done[1, found], done[2, found], done[3, found] = (
                top,
                bottom,
                left,
                right,
            )
            found += 1
            continue
        boxes[0, count] = min(top, done[0, touched])
        boxes[1, count] = max(bottom, done[1, touched])
        boxes[2, count] = min(left, done[2, touched])
        boxes[3, count] = max(right, done[3, touched])
        count += 1
        found -= 1
        for other in range(touched, found):
            for side in range(4):
                done[side, other] = done[side, other + 1]
    return found
