"""Runs of stems that two texts share, as `dedup.diff.runs` finds them."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.constants import LEAST_RUN, MOST_PLACES
from dedup.diff.kernels.views import row_of
from dedup.machine.compiling import get, part, put

__all__ = ["count_words", "find_runs"]

_FACTOR = 0x9E3779B97F4A7C15 - (1 << 64)
_MIX = 0x1E3779B97F4A7C15


@part
def _hash(every: Any, sequence: Any, at: int) -> int:
    """A number for the stems from a place on; equal for equal ones."""
    value = 0
    for place in range(at, at + LEAST_RUN):
        value = value * _FACTOR + get(every, get(sequence, place))
    return value


@part
def _slot(table: Any, mask: int, hashes: Any, value: int) -> int:
    """Where a hash is in the table, or belongs."""
    mixed = value * _MIX
    slot = (mixed ^ (mixed >> 32)) & mask
    while get(table, slot) and get(hashes, get(table, slot) - 1) != value:
        slot = (slot + 1) & mask
    return slot


@part
def find_runs(
    every_a: Any,
    every_b: Any,
    sequence_a: Any,
    sequence_b: Any,
    hashes: Any,
    slots: Any,
    following: Any,
    runs: Any,
) -> int:
    """The maximal runs, in the order of the copy: where they begin on either side, and their size.

    `slots` has three rows to look hashes up in. -1 if there is no room for all.
    """
    count_a, count_b = len(sequence_a) - LEAST_RUN + 1, len(sequence_b) - LEAST_RUN + 1
    if count_a <= 0 or count_b <= 0:
        return 0
    size = 2
    while size < 2 * count_a:
        size *= 2
    table, uses_a, uses_b = row_of(slots, 0), row_of(slots, 1), row_of(slots, 2)
    for slot in range(size):
        put(table, slot, 0)
    # From the end on, so that the places of each hash follow one another.
    for at in range(count_a - 1, -1, -1):
        value = _hash(every_a, sequence_a, at)
        put(hashes, at, value)
        slot = _slot(table, size - 1, hashes, value)
        first = get(table, slot)
        if not first:
            put(uses_a, slot, 0)
            put(uses_b, slot, 0)
        put(following, at, first - 1)
        put(table, slot, at + 1)
        put(uses_a, slot, get(uses_a, slot) + 1)
    shared = 0
    for at in range(count_b):
        slot = _slot(table, size - 1, hashes, _hash(every_b, sequence_b, at))
        if get(table, slot):
            put(uses_b, slot, get(uses_b, slot) + 1)
            shared += 1
    if not shared:
        return 0
    count = 0
    # The runs that the place before in the copy is in are the last ones from `recent` on.
    for at in range(count_b):
        slot = _slot(table, size - 1, hashes, _hash(every_b, sequence_b, at))
        place = get(table, slot) - 1
        if place < 0 or get(uses_a, slot) > MOST_PLACES or get(uses_b, slot) > MOST_PLACES:
            continue
        while place >= 0:
            run = _run_before(runs, count, place, at)
            if run >= 0:
                runs[2, run] += 1
            else:
                if count == runs.shape[1]:
                    return -1
                runs[0, count], runs[1, count], runs[2, count] = place, at, LEAST_RUN
                count += 1
            place = get(following, place)
    return count


@part
def _run_before(runs: Any, count: int, place: int, at: int) -> int:
    """The run that a pair of places goes on; -1 if it begins one."""
    for run in range(count - 1, -1, -1):
        begun = at - runs[1, run]
        if place - runs[0, run] == begun and runs[2, run] - LEAST_RUN + 1 == begun:
            return run
    return -1


@part
def count_words(
    runs: Any, count: int, lengths_a: Any, lengths_b: Any, of_a: Any, of_b: Any, cells: Any
) -> int:
    """How many words lie in runs between every two sentences, in `cells`; the sentence of each word
    in `of_a` and `of_b`.
    """
    width = len(lengths_b)
    cells[: len(lengths_a) * width] = 0
    at = 0
    for sentence in range(len(lengths_a)):
        for _ in range(lengths_a[sentence]):
            put(of_a, at, sentence)
            at += 1
    at = 0
    for sentence in range(len(lengths_b)):
        for _ in range(lengths_b[sentence]):
            put(of_b, at, sentence)
            at += 1
    for run in range(count):
        for place in range(runs[2, run]):
            row, column = get(of_a, runs[0, run] + place), get(of_b, runs[1, run] + place)
            cells[row * width + column] += 1
    return count
