"""How many keys each two documents share, counted document by document.

No collision is stored. Entries, each a key of a document, are grouped by key; for each document
a counter for every later one is raised by the buckets that they share, and reset after it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["count_pairs", "gather_range", "keep_shared", "place_entries"]

_LAST = np.uint8(128)
"""Marks the last entry of a bucket."""
_NEIGHBOURS = np.uint8(64)
"""Marks the entries of a bucket that is over the cap."""
_WORTH = np.uint8(63)
_LOWER = 0xFFFFFFFF


def gather_range(values: Any, bounds: Any, rows: Any, cursors: Any, end: int, out: Any) -> int:
    """Entries whose keys lie below `end` from where `cursors` stand, in `out`; how many.

    An entry is the key in the upper half and the place of its row among `rows` in the lower.
    Keys of a row are sorted, and `cursors` move on.
    """
    count = 0
    for place in range(len(rows)):
        row = rows[place]
        start = bounds[row]
        at = start + cursors[place]
        stop = bounds[row + 1]
        while at < stop and np.int64(values[at]) < end:
            out[count] = (np.uint64(values[at]) << np.uint64(32)) | np.uint64(place)
            count += 1
            at += 1
        cursors[place] = at - start
    return count


def keep_shared(
    entries: Any, worths: Any, cap: int, common: int, members: Any, kinds: Any, lengths: Any
) -> int:
    """Of sorted entries those whose key two to `common` documents have; how many.

    Their documents are written to `members`, what each bucket is to `kinds`, and `lengths`
    counts the entries of each document. ``worths[size]`` is what a bucket counts.
    """
    kept = 0
    start = 0
    total = len(entries)
    while start < total:
        key = entries[start] >> np.uint64(32)
        end = start + 1
        while end < total and entries[end] >> np.uint64(32) == key:
            end += 1
        size = end - start
        if 1 < size <= common:
            kind = worths[size]
            if size > cap:
                kind |= _NEIGHBOURS
            for at in range(start, end):
                member = np.uint32(entries[at] & np.uint64(0xFFFFFFFF))
                members[kept] = member
                kinds[kept] = kind
                lengths[member] += 1
                kept += 1
            kinds[kept - 1] |= _LAST
        start = end
    return kept


def place_entries(first: int, last: int, members: Any, ends: Any, places: Any) -> int:
    """Where each document has which of the entries `first` to `last`.

    `ends` begin where its places do, and move on.
    """
    for at in range(first, last):
        member = members[at]
        places[ends[member]] = at
        ends[member] += 1
    return last


def count_pairs(
    first: int,
    last: int,
    members: Any,
    kinds: Any,
    places: Any,
    bounds: Any,
    beyond: int,
    least: int,
    worth: int,
    counters: Any,
    touched: Any,
    out: Any,
    reached: Any,
) -> int:
    """Pairs of the documents `first` to `last` with later ones that share enough.

    Written to `out` are rows of the two, what they share, and what that is worth, in the order
    of the first. Returns how many rows there are, and in `reached` the document to go on with; if
    `out` has not room enough for that one alone, how much it needs, as a negative number.
    `counters`, of which the upper half counts worth and the lower half anchors, are nought, and
    are so again; `touched` is as long, to work in.
    """
    found = 0
    document = first
    while document < last:
        met = 0
        for at in range(bounds[document], bounds[document + 1]):
            place = np.int64(places[at])
            kind = kinds[place]
            value = (np.int64(kind & _WORTH) << 32) + 1
            left = beyond if kind & _NEIGHBOURS else len(members)
            while not kind & _LAST and left > 0:
                place += 1
                left -= 1
                kind = kinds[place]
                other = members[place]
                if counters[other] == 0:
                    touched[met] = other
                    met += 1
                counters[other] += value
        kept = 0
        for at in range(met):
            value = counters[touched[at]]
            kept += (value & _LOWER) >= least and (value >> 32) >= worth
        fits = found + kept <= len(out)
        for at in range(met):
            other = touched[at]
            value = counters[other]
            if fits and (value & _LOWER) >= least and (value >> 32) >= worth:
                out[found, 0] = document
                out[found, 1] = other
                out[found, 2] = value & _LOWER
                out[found, 3] = value >> 32
                found += 1
            counters[other] = 0
        if not fits:
            reached[0] = document
            return found or -kept
        document += 1
    reached[0] = document
    return found
