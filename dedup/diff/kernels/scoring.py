"""The table of two texts: which sentences share anything, and how much.

See `dedup.diff.weights`, `dedup.diff.shared` and `dedup.diff.alignment.score_table`.
"""

from __future__ import annotations

import math
from typing import Any

from dedup.diff.kernels.constants import LANES, LEAST_WEIGHT, PLACE
from dedup.diff.kernels.lanes import note_best, scale_lanes
from dedup.diff.kernels.views import either, item
from dedup.machine.compiling import get, part, put

__all__ = [
    "AT_LEAST",
    "HALF",
    "count_free",
    "count_uses",
    "group_stems",
    "list_pairs",
    "match_stems",
    "note_partners",
    "place_stems",
    "scale_cells",
    "score_pair",
    "score_pairs",
    "settle",
    "share",
    "sum_weights",
    "weigh",
]

HALF = 32
_LOW = (1 << HALF) - 1
"""Two numbers stand in one, the second in the lower half."""
AT_LEAST = 3
"""Sentences that are looked at for a stem."""


@part
def match_stems(a: Any, b: Any, of_a: Any, of_b: Any) -> int:
    """Where the sorted numbers `a` and `b` are the same, in order; how many are.

    They are gone through from both ends at a time, so that neither has to wait for the other.
    """
    row = column = found = 0
    last_row, last_column = len(a) - 1, len(b) - 1
    size = behind = min(len(a), len(b))
    while row < last_row and column < last_column:
        one, other = get(a, row), get(b, column)
        put(of_a, found, row)
        put(of_b, found, column)
        found += one == other
        row += one <= other
        column += other <= one
        one, other = get(a, last_row), get(b, last_column)
        put(of_a, behind - 1, last_row)
        put(of_b, behind - 1, last_column)
        behind -= one == other
        last_row -= one >= other
        last_column -= other >= one
    while row <= last_row and column <= last_column:
        one, other = get(a, row), get(b, column)
        put(of_a, found, row)
        put(of_b, found, column)
        found += one == other
        row += one <= other
        column += other <= one
    for at in range(behind, size):
        put(of_a, found, get(of_a, at))
        put(of_b, found, get(of_b, at))
        found += 1
    return found


@part
def note_partners(own: Any, others: Any, count: int, partner: Any) -> int:
    """Where each stem of a text is in the other; -1 for what it does not have."""
    partner[:] = -1
    for at in range(count):
        put(partner, get(own, at), get(others, at))
    return count


@part
def count_uses(places: Any, stems: int, uses: Any) -> int:
    """Sentences that hold each of so many stems."""
    uses[:stems] = 0
    for at in range(len(places)):
        stem = get(places, at)
        put(uses, stem, get(uses, stem) + 1)
    return len(places)


@part
def weigh(
    codes: Any, partner: Any, uses: Any, others: Any, rarity: Any, local: Any, out: Any
) -> int:
    """What each stem of a text weighs; `partner` is where it is in the other text."""
    for stem in range(len(codes)):
        other = get(partner, stem)
        # Looked up in any case, as a stem may be shared or not as it likes.
        more = get(others, max(other, 0))
        count = get(uses, stem) + either(other >= 0, more, 0)
        weight = item(rarity, get(codes, stem)) * item(local, count)
        put(out, stem, either(weight >= LEAST_WEIGHT, weight, 0.0))
    return len(codes)


@part
def sum_weights(places: Any, bounds: Any, weights: Any, out: Any) -> int:
    """The weight of each sentence, its stems added up in their order."""
    for sentence in range(len(bounds) - 1):
        total = 0.0
        for at in range(bounds[sentence], bounds[sentence + 1]):
            total += item(weights, get(places, at))
        out[sentence] = total
    return len(bounds) - 1


@part
def settle(a: Any, b: Any, in_b: Any, in_a: Any) -> int:
    """The first free sentence of `b` that has the wording of each of `a`, and back; else -1."""
    in_b[: len(a)] = -1
    in_a[: len(b)] = -1
    found = 0
    for row in range(len(a)):
        wording = a[row]
        # Few have any, which is seen soonest where all are counted.
        same = 0
        for column in range(len(b)):
            same += b[column] == wording
        if not same:
            continue
        for column in range(len(b)):
            if b[column] == wording and in_a[column] < 0:
                in_b[row] = column
                in_a[column] = row
                found += 1
                break
    return found


@part
def count_free(places: Any, bounds: Any, settled: Any, uses: Any, stems: int, free: Any) -> int:
    """How many sentences that are not settled hold each of so many stems."""
    for stem in range(stems):
        put(free, stem, get(uses, stem))
    for sentence in range(len(bounds) - 1):
        if settled[sentence] >= 0:
            for at in range(bounds[sentence], bounds[sentence + 1]):
                stem = get(places, at)
                put(free, stem, get(free, stem) - 1)
    return stems


@part
def place_stems(
    of_a: Any,
    of_b: Any,
    free_a: Any,
    free_b: Any,
    weights: Any,
    behind_a: int,
    behind_b: int,
    next_a: Any,
    next_b: Any,
    begins: Any,
    ends: Any,
) -> tuple[int, int]:
    """Where the free sentences of each stem are to stand among those of all, one after the other.

    That is `next_a` and `next_b`; those of stems that make no sentences alike stand behind all, one
    over the other. Where a stem of `a` has its sentences of `b`, `begins` and `ends` say. Returns
    how many pairs of sentences share a stem, each counted anew for each stem, and how many
    sentences of `a` there are.
    """
    next_a[:] = behind_a
    next_b[:] = behind_b
    products = begin_a = begin_b = 0
    for at in range(len(of_a)):
        stem, other = get(of_a, at), get(of_b, at)
        is_useful = item(weights, stem) > 0.0
        here, there = get(free_a, stem) * is_useful, get(free_b, other) * is_useful
        put(next_a, stem, either(is_useful, begin_a, behind_a))
        put(next_b, other, either(is_useful, begin_b, behind_b))
        put(begins, stem, begin_b)
        begin_a += here
        begin_b += there
        put(ends, stem, begin_b)
        products += here * there
    return products, begin_a


@part
def group_stems(
    places: Any,
    bounds: Any,
    settled: Any,
    weights: Any,
    following: Any,
    mark: int,
    grouped: Any,
    masses: Any,
) -> int:
    """The free sentences of each stem, in order, in `grouped`, and what each sentence weighs.

    `following` says where each stem's begin; to each the number of the stem is added, times `mark`.
    Weights are added up in the order of the stems in a sentence.
    """
    for sentence in range(len(bounds) - 1):
        total = 0.0
        if settled[sentence] < 0:
            for at in range(bounds[sentence], bounds[sentence + 1]):
                stem = get(places, at)
                total += item(weights, stem)
                place = get(following, stem)
                put(grouped, place, stem * mark + sentence)
                put(following, stem, place + 1)
        else:
            for at in range(bounds[sentence], bounds[sentence + 1]):
                total += item(weights, get(places, at))
        put(masses, sentence, total)
    return len(bounds) - 1


@part
def share(
    group_a: Any,
    group_b: Any,
    begins: Any,
    ends: Any,
    weights: Any,
    width: int,
    cells: Any,
) -> int:
    """What every two free sentences share, in `cells`; added up in the order of the stems.

    A row of `cells` is `width` long. A stem stands with each sentence of `group_a`, and `group_b`
    has `AT_LEAST` sentences more than are asked for.
    """
    cells[:] = 0.0
    for at in range(len(group_a)):
        marked = get(group_a, at)
        stem, base = marked >> HALF, (marked & _LOW) * width
        weight = item(weights, stem)
        begin, end = get(begins, stem), get(ends, stem)
        # So many in any case, as there are few of most: what is too many adds nothing.
        for more in range(AT_LEAST):
            cell = base + get(group_b, begin + more)
            put(cells, cell, item(cells, cell) + either(begin + more < end, weight, 0.0))
        for across in range(begin + AT_LEAST, end):
            cell = base + get(group_b, across)
            put(cells, cell, item(cells, cell) + weight)
    return len(group_a)


@part
def scale_cells(
    cells: Any,
    width: int,
    settled_a: Any,
    settled_b: Any,
    mass_a: Any,
    mass_b: Any,
    best_a: Any,
    best_b: Any,
    top_b: Any,
    second_a: Any,
    second_b: Any,
    own: Any,
) -> int:
    """What every two sentences share becomes how alike they are, and the two best of each sentence.

    All are worked out, shared or not: so eight at a time can be, and none is a surprise. `mass_b`,
    `top_b` and `second_b` have as much room as a row of `cells`; there is no second best of what is
    settled. `own` is to work in.
    """
    m, n = len(best_a), len(best_b)
    for column in range(n, width):
        put(mass_b, column, 0.0)
    for column in range(width):
        put(top_b, column, 0.0)
        put(second_b, column, 0.0)
    for row in range(m):
        if settled_a[row] >= 0:
            cells[row * width + settled_a[row]] = best_a[row] = 1.0
            second_a[row] = 0.0
            continue
        for lane in range(2 * LANES):
            put(own, lane, 0.0)
        for column in range(0, width, LANES):
            at = row * width + column
            scale_lanes(cells, at, item(mass_a, row), mass_b, column, top_b, second_b, own)
        note_best(own, best_a, second_a, row)
    for column in range(n):
        best_b[column] = 1.0 if settled_b[column] >= 0 else top_b[column]
    return m


@part
def score_pair(row: int, column: int, value: float, best_a: Any, best_b: Any) -> float:
    """How far two sentences are each other's best, and at the same place in their texts."""
    mutual = math.sqrt(value / item(best_a, row) * (value / item(best_b, column)))
    apart = abs((row + 0.5) / len(best_a) - (column + 0.5) / len(best_b))
    likely = value * (mutual * mutual) * (1.0 - PLACE * apart)
    # Nothing but a sentence with the same wording is as much alike as that.
    score: float = either(value == 1.0, 1.0, likely)
    return score


@part
def score_pairs(rows: Any, columns: Any, plain: Any, best_a: Any, best_b: Any, scores: Any) -> int:
    """The same for many."""
    for at in range(len(rows)):
        row, column = get(rows, at), get(columns, at)
        put(scores, at, score_pair(row, column, item(plain, at), best_a, best_b))
    return len(rows)


@part
def list_pairs(
    cells: Any, width: int, least: float, m: int, n: int, rows: Any, columns: Any, plain: Any
) -> int:
    """The pairs that are at least so much alike, which is more than nothing, row by row."""
    count = 0
    for row in range(m):
        base = row * width
        for column in range(n):
            # Written in any case, and over again if it does not count.
            put(rows, count, row << HALF | column)
            count += item(cells, base + column) >= least
    for at in range(count):
        packed = get(rows, at)
        row, column = packed >> HALF, packed & _LOW
        put(rows, at, row)
        put(columns, at, column)
        put(plain, at, item(cells, row * width + column))
    return count
