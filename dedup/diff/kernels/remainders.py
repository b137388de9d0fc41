"""Sentences that tell what a link leaves over; see `dedup.diff.remainders`."""

from __future__ import annotations

import math
from typing import Any

from dedup.diff.kernels.constants import GAP, LEAST_TOLD, PRIOR_WEIGHT, SECOND_LOOK
from dedup.machine.compiling import part

__all__ = ["add_remainders", "find_remainders", "note_ends"]

_LEFT, _TOLD = 1, 2
"""Marks of a stem: that it is left over of the sentence asked about, and that a sentence linked to
that one shares it."""


@part
def note_ends(own: Any, other: Any, keep: Any, count: int, first: Any, last: Any) -> int:
    """The first and the last sentence that each of so many is linked to; `last` is -1 for none."""
    last[:count] = -1
    for at in range(len(own)):
        if keep[at]:
            sentence = own[at]
            if last[sentence] < 0:
                first[sentence] = other[at]
            last[sentence] = other[at]
    return count


@part
def _leave(
    places: Any,
    bounds: Any,
    in_other: Any,
    own: Any,
    other: Any,
    keep: Any,
    others: Any,
    other_bounds: Any,
    other_weights: Any,
    sentence: int,
    marks: Any,
) -> float:
    """Mark the stems of a sentence that no sentence linked to it shares; what they weigh."""
    for at in range(other_bounds[sentence], other_bounds[sentence + 1]):
        marks[others[at]] = 0
    for at in range(len(own)):
        if keep[at] and other[at] == sentence:
            linked = own[at]
            for place in range(bounds[linked], bounds[linked + 1]):
                partner = in_other[places[place]]
                if partner >= 0:
                    marks[partner] = _TOLD
    total = 0.0
    for at in range(other_bounds[sentence], other_bounds[sentence + 1]):
        stem = others[at]
        if marks[stem] != _TOLD:
            marks[stem] = _LEFT
            total += other_weights[stem]
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
    marks: Any,
) -> float:
    """How alike a sentence is to what is left over of another; 0 if they share too few stems."""
    shared = 0.0
    stems = 0
    for at in range(begin, end):
        stem = places[at]
        partner = in_other[stem]
        if partner >= 0 and marks[partner] == _LEFT and weights[stem] > 0.0:
            shared += weights[stem]
            stems += 1
    return shared / (math.sqrt(mass * left) + PRIOR_WEIGHT) if stems >= LEAST_TOLD else 0.0


@part
def find_remainders(
    places: Any,
    bounds: Any,
    in_other: Any,
    weights: Any,
    masses: Any,
    own: Any,
    other: Any,
    keep: Any,
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

    0 where there is none. `own` and `other` are the sentences of each pair, those with `keep` are
    links; `first` and `last` are as `note_ends` has them. `marks` is room for a number of each
    stem of the other text, `best` for one of each sentence.
    """
    count = len(bounds) - 1
    told[:count] = 0
    best[:count] = 0.0
    marks[:] = 0
    before = -1
    for behind in range(count):
        if last[behind] < 0:
            continue
        low, high = (last[before], first[behind]) if before >= 0 else (0, -1)
        if 0 < behind - before - 1 <= GAP and low <= high <= low + GAP + 1:
            for target in (low, high):
                left = _leave(
                    places,
                    bounds,
                    in_other,
                    own,
                    other,
                    keep,
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
                        marks,
                    )
                    if value >= SECOND_LOOK and value > best[sentence]:
                        best[sentence] = value
                        told[sentence] = target + 1
                for at in range(other_bounds[target], other_bounds[target + 1]):
                    marks[others[at]] = 0
        before = behind
    return count


@part
def add_remainders(rows: Any, columns: Any, told_a: Any, told_b: Any, keep: Any) -> int:
    """Link what `find_remainders` found for either text."""
    added = 0
    for at in range(len(rows)):
        row, column = rows[at], columns[at]
        if told_a[row] == column + 1 or told_b[column] == row + 1:
            added += 1 - keep[at]
            keep[at] = True
    return added
