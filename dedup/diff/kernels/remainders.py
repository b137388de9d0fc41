"""Sentences that tell what a link leaves over; see `dedup.diff.remainders`."""

from __future__ import annotations

import math
from typing import Any

from dedup.diff.kernels.constants import GAP, LEAST_TOLD, PRIOR_WEIGHT, SECOND_LOOK
from dedup.diff.kernels.scoring import score_pair
from dedup.diff.kernels.views import either, item, row_of
from dedup.machine.compiling import get, part, put

__all__ = ["keep_told", "look_at_remainders"]

_LEFT, _TOLD = 1, 2
"""Marks of a stem: that it is left over of the sentence asked about, and that a sentence linked to
that one shares it. What stands beside is chosen by them without a branch: any may have either."""


@part
def _note_ends(own: Any, other: Any, count: int, first: Any, last: Any) -> int:
    """The first and the last sentence that each of so many is linked to; `last` is -1 for none.

    Links come by the sentences of one text, and in each by those of the other.
    """
    last[:count] = -1
    for at in range(len(own)):
        put(last, get(own, at), get(other, at))
    for at in range(len(own) - 1, -1, -1):
        put(first, get(own, at), get(other, at))
    return count


@part
def _leave(
    places: Any,
    bounds: Any,
    in_other: Any,
    own: Any,
    other: Any,
    others: Any,
    other_bounds: Any,
    other_weights: Any,
    sentence: int,
    marks: Any,
) -> float:
    """Mark the stems of a sentence that no sentence linked to it shares; what they weigh."""
    nowhere = len(other_weights)
    begin, end = other_bounds[sentence], other_bounds[sentence + 1]
    for at in range(begin, end):
        put(marks, get(others, at), 0)
    for at in range(len(own)):
        if get(other, at) == sentence:
            linked = get(own, at)
            for place in range(bounds[linked], bounds[linked + 1]):
                partner = get(in_other, get(places, place))
                put(marks, either(partner >= 0, partner, nowhere), _TOLD)
    total = 0.0
    for at in range(begin, end):
        stem = get(others, at)
        is_left = get(marks, stem) != _TOLD
        put(marks, stem, either(is_left, _LEFT, _TOLD))
        total += either(is_left, item(other_weights, stem), 0.0)
    return total


@part
def _likeness(
    places: Any,
    in_other: Any,
    weights: Any,
    begin: int,
    end: int,
    mass: float,
    left: float,
    nowhere: int,
    marks: Any,
) -> float:
    """How alike a sentence is to what is left over of another; 0 if they share too few stems."""
    shared = 0.0
    stems = 0
    for at in range(begin, end):
        stem = get(places, at)
        partner = get(in_other, stem)
        is_left = get(marks, either(partner >= 0, partner, nowhere)) == _LEFT
        weight = either(is_left, item(weights, stem), 0.0)
        shared += weight
        stems += weight > 0.0
    return shared / (math.sqrt(mass * left) + PRIOR_WEIGHT) if stems >= LEAST_TOLD else 0.0


@part
def _find_remainders(
    places: Any,
    bounds: Any,
    in_other: Any,
    weights: Any,
    masses: Any,
    own: Any,
    other: Any,
    others: Any,
    other_bounds: Any,
    other_weights: Any,
    first: Any,
    last: Any,
    marks: Any,
    best: Any,
    told: Any,
) -> int:
    """In `told`, for each sentence, that of the other text whose remainder it tells, plus one.

    0 where there is none. Returns how many there are, counting anew each time that a better one is
    found. `own` and `other` are the sentences of each link; `first` and `last` are as `_note_ends`
    has them. `marks` is room for a number of each stem of the other text and one more, `best` for
    one of each sentence.
    """
    count = len(bounds) - 1
    nowhere = len(other_weights)
    told[:count] = 0
    best[:count] = 0.0
    marks[: nowhere + 1] = 0
    before = -1
    found = 0
    for behind in range(count):
        if last[behind] < 0:
            continue
        low, high = (last[before], first[behind]) if before >= 0 else (0, -1)
        if 0 < behind - before - 1 <= GAP and low <= high <= low + GAP + 1:
            for target in range(low, high + 1, max(high - low, 1)):  # the one, or both
                left = _leave(
                    places,
                    bounds,
                    in_other,
                    own,
                    other,
                    others,
                    other_bounds,
                    other_weights,
                    target,
                    marks,
                )
                for sentence in range(before + 1, behind):
                    value = _likeness(
                        places,
                        in_other,
                        weights,
                        bounds[sentence],
                        bounds[sentence + 1],
                        masses[sentence],
                        left,
                        nowhere,
                        marks,
                    )
                    if value >= SECOND_LOOK and value > best[sentence]:
                        best[sentence] = value
                        told[sentence] = target + 1
                        found += 1
                for at in range(other_bounds[target], other_bounds[target + 1]):
                    put(marks, get(others, at), 0)
        before = behind
    return found


@part
def _keep_pair(
    row: int,
    column: int,
    value: float,
    best_a: Any,
    best_b: Any,
    count: int,
    rows: Any,
    columns: Any,
    plain: Any,
    scores: Any,
    keep: Any,
) -> int:
    """Link a pair of sentences that are so much alike; how many pairs are listed then.

    One that is not listed yet is put in its place.
    """
    place = 0
    while place < count and (rows[place] < row or (rows[place] == row and columns[place] < column)):
        place += 1
    if place < count and rows[place] == row and columns[place] == column:
        keep[place] = True
        return count
    for at in range(count, place, -1):
        rows[at], columns[at] = rows[at - 1], columns[at - 1]
        plain[at], scores[at], keep[at] = plain[at - 1], scores[at - 1], keep[at - 1]
    rows[place], columns[place], plain[place], keep[place] = row, column, value, True
    scores[place] = score_pair(row, column, value, best_a, best_b)
    return count + 1


@part
def look_at_remainders(
    places_a: Any,
    bounds_a: Any,
    places_b: Any,
    bounds_b: Any,
    in_b: Any,
    in_a: Any,
    weights_a: Any,
    weights_b: Any,
    mass_a: Any,
    mass_b: Any,
    rows: Any,
    columns: Any,
    marks: Any,
    sentence_numbers: Any,
    best: Any,
) -> int:
    """Which sentence of the other text each of either tells the remainder of, plus one.

    Those of the one text are in the fifth row of `sentence_numbers`, of the other in the sixth.
    `rows` and `columns` are the sentences of each link.
    """
    m, n = len(bounds_a) - 1, len(bounds_b) - 1
    first, last = row_of(sentence_numbers, 2), row_of(sentence_numbers, 3)
    told_a, told_b = row_of(sentence_numbers, 4), row_of(sentence_numbers, 5)
    _note_ends(rows, columns, m, first, last)
    told = _find_remainders(
        places_a,
        bounds_a,
        in_b,
        weights_a,
        mass_a,
        rows,
        columns,
        places_b,
        bounds_b,
        weights_b,
        first,
        last,
        marks,
        best,
        told_a,
    )
    _note_ends(columns, rows, n, first, last)
    told += _find_remainders(
        places_b,
        bounds_b,
        in_a,
        weights_b,
        mass_b,
        columns,
        rows,
        places_a,
        bounds_a,
        weights_a,
        first,
        last,
        marks,
        best,
        told_b,
    )
    return told


@part
def keep_told(
    cells: Any,
    width: int,
    told_a: Any,
    told_b: Any,
    best_a: Any,
    best_b: Any,
    count: int,
    rows: Any,
    columns: Any,
    plain: Any,
    scores: Any,
    keep: Any,
) -> int:
    """Link what `look_at_remainders` found of either text; how many pairs are listed then."""
    m, n = len(best_a), len(best_b)
    for sentence in range(m + n):
        if sentence < m:
            row, column = sentence, told_a[sentence] - 1
        else:
            row, column = told_b[sentence - m] - 1, sentence - m
        if row >= 0 and column >= 0:
            value = item(cells, row * width + column)
            # Sentences with the same wording share nothing with any other.
            if value > 0.0:
                count = _keep_pair(
                    row, column, value, best_a, best_b, count, rows, columns, plain, scores, keep
                )
    return count
