"""Runs of stems that two texts share, as `dedup.diff.runs` finds them."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.constants import LEAST_RUN, MOST_PLACES
from dedup.diff.kernels.views import row_of
from dedup.machine.compiling import get, part, put

__all__ = ["count_words", "find_runs"]

_FACTOR = 0x9E3779B97F4A7C15 - (1 << 64)
_LAST = pow(0x9E3779B97F4A7C15, LEAST_RUN - 1, 1 << 64)
_LAST -= (1 << 64) if _LAST >> 63 else 0
_MIX = 0x1E3779B97F4A7C15
_FEW = 1 << 18
"""Pairs of places that are looked at one by one, which takes less than to look hashes up."""
_BITS, _SHIFT = 32, 5
"""Bits of a number of the table that tells which hashes there may be, and of what tells which."""


@part
def _hash_all(every: Any, sequence: Any, hashes: Any) -> int:
    """A number for the stems from each place on, equal for equal ones; how many there are."""
    count = len(sequence) - LEAST_RUN + 1
    value = 0
    for place in range(LEAST_RUN):
        value = value * _FACTOR + get(every, get(sequence, place))
    put(hashes, 0, value)
    # Of each number but the first stem is the most of the next.
    for at in range(1, count):
        value -= get(every, get(sequence, at - 1)) * _LAST
        value = value * _FACTOR + get(every, get(sequence, at + LEAST_RUN - 1))
        put(hashes, at, value)
    return count


@part
def _mixed(value: int) -> int:
    mixed = value * _MIX
    return mixed ^ (mixed >> 32)


@part
def _slot(table: Any, mask: int, hashes: Any, value: int) -> int:
    """Where a hash is in the table, or belongs."""
    slot = _mixed(value) & mask
    while get(table, slot) and get(hashes, get(table, slot) - 1) != value:
        slot = (slot + 1) & mask
    return slot


@part
def _sift(hashes: Any, others: Any, count: int, count_b: int, table: Any, places: Any) -> int:
    """The places whose hash may be among others', and their hashes, which are put to the front."""
    size = 2
    while size < 2 * count:
        size *= 2
    for slot in range(size):
        put(table, slot, 0)
    mask = size * _BITS - 1
    for at in range(count):
        mixed = _mixed(get(hashes, at)) & mask
        slot = mixed >> _SHIFT
        put(table, slot, get(table, slot) | (1 << (mixed & (_BITS - 1))))
    found = 0
    for at in range(count_b):
        value = get(others, at)
        mixed = _mixed(value) & mask
        put(places, found, at)
        put(others, found, value)
        found += (get(table, mixed >> _SHIFT) >> (mixed & (_BITS - 1))) & 1
    return found


@part
def _find(hashes: Any, count: int, value: int) -> tuple[int, int]:
    """How often a number is among others, and at which places, added up."""
    found = places = 0
    for at in range(count):
        is_there = get(hashes, at) == value
        found += is_there
        places += at if is_there else 0
    return found, places


@part
def find_runs(
    every_a: Any,
    every_b: Any,
    sequence_a: Any,
    sequence_b: Any,
    hashes: Any,
    others: Any,
    slots: Any,
    following: Any,
    runs: Any,
) -> int:
    """The maximal runs, in the order of the copy: where they begin on either side, and their size.

    `slots` has three rows to look hashes up in. -1 if there is no room for all.
    """
    if len(sequence_a) < LEAST_RUN or len(sequence_b) < LEAST_RUN:
        return 0
    count_a = _hash_all(every_a, sequence_a, hashes)
    count_b = _hash_all(every_b, sequence_b, others)
    found = _sift(hashes, others, count_a, count_b, row_of(slots, 0), following)
    if found * count_a > _FEW:
        count_b = _hash_all(every_b, sequence_b, others)
        return _look_up(hashes, others, count_a, count_b, slots, following, runs)
    count = 0
    for number in range(found):
        value = get(others, number)
        uses, place = _find(hashes, count_a, value)
        if uses == 0 or uses > MOST_PLACES or _find(others, found, value)[0] > MOST_PLACES:
            continue
        if uses > 1:
            place = 0
        # One place is known already; of more each is looked for.
        while uses:
            while get(hashes, place) != value:
                place += 1
            count = _go_on(runs, count, place, get(following, number))
            if count < 0:
                return -1
            place += 1
            uses -= 1
    return count


@part
def _look_up(
    hashes: Any, others: Any, count_a: int, count_b: int, slots: Any, following: Any, runs: Any
) -> int:
    """`find_runs` where many places have the same hashes."""
    size = 2
    while size < 2 * count_a:
        size *= 2
    table, uses_a, uses_b = row_of(slots, 0), row_of(slots, 1), row_of(slots, 2)
    for slot in range(size):
        put(table, slot, 0)
    # From the end on, so that the places of each hash follow one another.
    for at in range(count_a - 1, -1, -1):
        slot = _slot(table, size - 1, hashes, get(hashes, at))
        first = get(table, slot)
        if not first:
            put(uses_a, slot, 0)
            put(uses_b, slot, 0)
        put(following, at, first - 1)
        put(table, slot, at + 1)
        put(uses_a, slot, get(uses_a, slot) + 1)
    for at in range(count_b):
        slot = _slot(table, size - 1, hashes, get(others, at))
        if get(table, slot):
            put(uses_b, slot, get(uses_b, slot) + 1)
    count = 0
    for at in range(count_b):
        slot = _slot(table, size - 1, hashes, get(others, at))
        place = get(table, slot) - 1
        if place < 0 or get(uses_a, slot) > MOST_PLACES or get(uses_b, slot) > MOST_PLACES:
            continue
        while place >= 0:
            count = _go_on(runs, count, place, at)
            if count < 0:
                return -1
            place = get(following, place)
    return count


@part
def _go_on(runs: Any, count: int, place: int, at: int) -> int:
    """Add a pair of places to the run that it goes on, or as a run; how many there are.

    -1 if there is no room for it.
    """
    run = _run_before(runs, count, place, at)
    if run >= 0:
        runs[2, run] += 1
        return count
    if count == runs.shape[1]:
        return -1
    runs[0, count], runs[1, count], runs[2, count] = place, at, LEAST_RUN
    return count + 1


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
