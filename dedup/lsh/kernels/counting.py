"""How many keys each two documents share, counted document by document.

No collision is stored. Entries, each a key of a document, are grouped by key; each document is
then dealt the partners that its entries have, and a counter for every later document is raised
by the buckets that the two share.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import END
from dedup.machine.compiling import copy16, part, prefetch, put

__all__ = [
    "count_entries",
    "count_pairs",
    "deal_entries",
    "drop_below",
    "keep_shared",
    "sizes_of_ranges",
    "sorted_range",
]

_WORTH = np.uint8(63)
_NEIGHBOURS = np.uint8(64)
"""Marks the entries of a bucket that is over the cap."""
_ALONE = np.uint8(128)
"""Marks an entry that was dealt with its one partner, and not with where its partners are."""
_AHEAD = 16
"""How much earlier than it is used something is fetched that is anywhere in memory."""
_LOWER = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_KEYS = 1 << 32


def sizes_of_ranges(values: Any, shift: int, sizes: Any) -> int:
    """Add to `sizes` how many values there are of each that is left without its lower bits."""
    for place in range(len(values)):
        sizes[np.int64(values[place]) >> shift] += 1
    return len(values)


@part
def _about(start: int, stop: int, lowest: int, least: int) -> int:
    """Where in a sorted row values would begin that are not below `least`.

    That is known as they are spread evenly, from `lowest` on.
    """
    return start + (stop - start) * (least - lowest) // (_KEYS - lowest)


@part
def _first_from(values: Any, start: int, stop: int, lowest: int, least: int) -> int:
    """Where the values of a sorted row begin that are not below `least`."""
    at = _about(start, stop, lowest, least)
    while at < stop and np.int64(values[at]) < least:
        at += 1
    while at > start and np.int64(values[at - 1]) >= least:
        at -= 1
    return at


def drop_below(values: Any, bounds: Any, lowest: int, least: int) -> int:
    """Leave of each sorted row what is not below `least`, in place; how many values that are.

    No value is below `lowest`.
    """
    kept = 0
    start = bounds[0]
    for row in range(len(bounds) - 1):
        stop = bounds[row + 1]
        at = _first_from(values, start, stop, lowest, least)
        bounds[row] = kept
        # Nothing that was not read yet is written over, as nothing moves up.
        while at + 4 <= stop:
            copy16(values, at, values, kept)
            kept += 4
            at += 4
        while at < stop:
            values[kept] = values[at]
            kept += 1
            at += 1
        start = stop
    bounds[len(bounds) - 1] = kept
    return kept


@part
def _gathered(
    values: Any, bounds: Any, rows: Any, lowest: int, first: int, end: int, out: Any
) -> int:
    """Entries whose keys are from `first` on and below `end`, in the order of their rows.

    An entry is how far its key is behind `first` in the upper half, and the place of its row in
    the lower.
    """
    count = 0
    for place in range(len(rows)):
        later = rows[min(place + _AHEAD, len(rows) - 1)]
        prefetch(values, _about(bounds[later], bounds[later + 1], lowest, first))
        stop = bounds[rows[place] + 1]
        at = _first_from(values, bounds[rows[place]], stop, lowest, first)
        while at < stop and np.int64(values[at]) < end:
            key = np.uint64(np.int64(values[at]) - first)
            put(out, count, (key << _HALF) | np.uint64(place))
            count += 1
            at += 1
    return count


def sorted_range(
    values: Any,
    bounds: Any,
    rows: Any,
    lowest: int,
    first: int,
    end: int,
    digit: int,
    counts: Any,
    entries: Any,
    spare: Any,
) -> int:
    """Entries with keys from `first` on and below `end`, sorted; how many.

    No value is below `lowest`. They are sorted digit by digit, of `digit` bits each, so that equal
    keys stay in the order of their rows. They end up in `entries`; `spare` is as long, and
    `counts` has a row for each digit.
    """
    digits = counts.shape[0]
    width = counts.shape[1]
    # From where they are gathered they come to `entries` in so many steps.
    if digits & 1:
        count = _gathered(values, bounds, rows, lowest, first, end, spare)
        given, taken = spare, entries
    else:
        count = _gathered(values, bounds, rows, lowest, first, end, entries)
        given, taken = entries, spare
    mask = np.uint64(width - 1)
    counts[:] = 0
    for place in range(count):
        key = given[place] >> _HALF
        for number in range(digits):
            counts[number, np.int64((key >> np.uint64(number * digit)) & mask)] += 1
    for number in range(digits):
        before = 0
        for value in range(width):
            size = counts[number, value]
            counts[number, value] = before
            before += size
        shift = _HALF + np.uint64(number * digit)
        for place in range(count):
            entry = given[place]
            value = np.int64((entry >> shift) & mask)
            put(taken, counts[number, value], entry)
            counts[number, value] += 1
        given, taken = taken, given
    return count


def keep_shared(entries: Any, count: int, common: int, members: Any) -> int:
    """Of the first `count` entries, sorted, those whose key two to `common` documents have.

    Their documents are written to `members`; returns how many they are.
    """
    kept = 0
    start = 0
    while start < count:
        key = entries[start] >> _HALF
        end = start + 1
        while end < count and entries[end] >> _HALF == key:
            end += 1
        size = end - start
        if 1 < size <= common:
            for at in range(start, end):
                members[kept] = np.uint32(entries[at] & _LOWER)
                kept += 1
            members[kept - 1] |= END
        start = end
    return kept


def count_entries(members: Any, start: int, lengths: Any) -> int:
    """Count the entries of each document that partners follow, of `lengths` from `start` on."""
    for at in range(len(members)):
        document = np.int64(members[at]) - start
        if 0 <= document < len(lengths):
            lengths[document] += 1
    return len(members)


@part
def _kind_of(members: Any, at: int, worths: Any, cap: int) -> Any:
    """What the bucket counts that an entry is in, and whether it is over the cap."""
    while at > 0 and not members[at - 1] & END:
        at -= 1
    size = 1
    while not members[at] & END:
        at += 1
        size += 1
    return worths[size] | (_NEIGHBOURS if size > cap else np.uint8(0))


def deal_entries(
    first: int,
    last: int,
    start: int,
    members: Any,
    kinds: Any,
    worths: Any,
    cap: int,
    beyond: int,
    ends: Any,
    places: Any,
    marks: Any,
) -> int:
    """Deal the entries `first` to `last` that partners follow to documents from `start` on.

    An entry is dealt as the place of the first of its partners, or as that partner itself if it
    is the only one; `marks` say which, and what it counts. That is in `kinds`, or if these are
    empty ``worths[size]`` of its bucket. `ends` begin where the entries of each document do, and
    move on.
    """
    given = len(kinds) > 0
    mark = np.uint8(0)
    for at in range(first, last):
        document = np.int64(members[at]) - start
        later = np.int64(members[min(at + _AHEAD, last - 1)]) - start
        if 0 <= later < len(ends):
            prefetch(places, ends[later])
            prefetch(marks, ends[later])
        if given:
            mark = kinds[at]
        elif at == first or members[at - 1] & END:
            mark = _kind_of(members, at, worths, cap)
        # One that nobody follows has a number above all.
        if not 0 <= document < len(ends):
            continue
        partner = members[at + 1]
        end = ends[document]
        if partner & END or (mark & _NEIGHBOURS and beyond == 1):
            places[end] = partner & ~END
            marks[end] = mark | _ALONE
        else:
            places[end] = np.uint32(at + 1)
            marks[end] = mark
        ends[document] += 1
    return last


@part
def _raised(
    counters: Any, touched: Any, met: int, other: int, fresh: Any, low: Any, value: Any, least: Any
) -> int:
    """Raise the counter of a document, and note it when it has just got to `least`."""
    before = counters[other]
    # One that was raised for another document is as good as nought.
    before = max(before, fresh)
    after = before + value
    counters[other] = after
    put(touched, met, other)
    return met + np.int64((after & low) == least)


def count_pairs(
    first: int,
    last: int,
    start: int,
    members: Any,
    places: Any,
    marks: Any,
    bounds: Any,
    beyond: int,
    least: int,
    worth: int,
    bits: int,
    turn: Any,
    counters: Any,
    touched: Any,
    out: Any,
    reached: Any,
) -> int:
    """Pairs of the documents `first` to `last` with later ones that share enough.

    Entries are dealt to documents from `start` on.
    Written to `out` are rows of the two, what they share, and what that is worth, in the order
    of the first. Returns how many rows there are, and in `reached` the document to go on with; if
    `out` has not room enough for that one alone, how much it needs, as a negative number.

    Of `counters` the lowest `bits` count anchors and those above, up to `turn`'s, their worth. The
    rest is the turn: ``turn[0]`` bits above which it stands, and in ``turn[1]`` what it was last.
    It goes up with each document, so that nothing has to be set back. `touched` is longer by one,
    to work in.
    """
    found = 0
    document = first
    least = max(least, 1)
    shift = np.uint64(turn[0])
    one = np.uint64(1)
    low = (one << np.uint64(bits)) - one
    inside = (one << shift) - one
    wanted = np.uint64(least)
    final = len(places) - 1
    while document < last:
        turn[1] += 1
        if np.uint64(turn[1]) >> (np.uint64(64) - shift):
            counters[:] = 0
            turn[1] = 1
        fresh = np.uint64(turn[1]) << shift
        met = 0
        for at in range(bounds[document - start], bounds[document - start + 1]):
            mark = marks[at]
            place = np.int64(places[at])
            prefetch(members, np.int64(places[min(at + _AHEAD, final)]))
            value = (np.uint64(mark & _WORTH) << np.uint64(bits)) + one
            if mark & _ALONE:
                met = _raised(counters, touched, met, place, fresh, low, value, wanted)
                continue
            left = beyond if mark & _NEIGHBOURS else len(members)
            while left > 0:
                member = members[place]
                other = np.int64(member & ~END)
                met = _raised(counters, touched, met, other, fresh, low, value, wanted)
                place += 1
                left = 0 if member & END else left - 1
        kept = 0
        for at in range(met):
            sums = (counters[touched[at]] & inside) >> np.uint64(bits)
            kept += np.int64(sums) >= worth
        if found + kept > len(out):
            reached[0] = document
            return found or -kept
        for at in range(met):
            other = touched[at]
            value = counters[other] & inside
            if np.int64(value >> np.uint64(bits)) >= worth:
                out[found, 0] = document
                out[found, 1] = other
                out[found, 2] = value & low
                out[found, 3] = value >> np.uint64(bits)
                found += 1
        document += 1
    reached[0] = document
    return found
