"""Who carries some keys: a search in packed blocks and in sorted runs at once.

An entry is the hash of a key above the number of a document, in `_NUMBER` bits; in a block it is
packed: what its hash is above the first one of the block, above fewer bits of the number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import inlined, load64, part
from dedup.store.kernels.packing import is_whole

__all__ = ["find_keys"]

_NUMBER = np.uint64(28)
_MASK = np.uint64((1 << 28) - 1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_HASHES = 2.0**36
_SUM = 4
_STRIDE = 32
"""How far from where it should be an entry is looked for first, doubled each time."""


@inlined
def _is_before(value: Any, wanted: Any, upper: int) -> Any:
    return value < wanted or (upper and value == wanted)


@part
def _place(values: Any, start: int, end: int, guess: int, wanted: Any, upper: int) -> int:
    """Where in sorted values those from `wanted` on begin, or with `upper` those above it.

    It is looked for around `guess` first, near which it is if keys are uniform.
    """
    if start == end:
        return start
    stride = _STRIDE
    at = min(max(guess, start), end - 1)
    if _is_before(values[at], wanted, upper):
        low = at + 1
        high = low + stride
        while high < end and _is_before(values[high], wanted, upper):
            stride += stride
            low = high + 1
            high = low + stride
        high = min(high, end)
    else:
        high = at
        low = high - stride
        while low > start and not _is_before(values[low], wanted, upper):
            stride += stride
            high = low
            low = high - stride
        low = max(low, start)
    while low < high:
        middle = (low + high) >> 1
        if _is_before(values[middle], wanted, upper):
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _packed(raw: Any, start: int, width: int, mask: Any, at: int) -> Any:
    return load64(raw, start + at * width) & mask


@part
def _place_packed(
    raw: Any, start: int, first: int, size: int, width: int, mask: Any, wanted: Any, upper: int
) -> int:
    """`_place` in a packed block, from its entry `first` on."""
    low, high = first, size
    while low < high:
        middle = (low + high) >> 1
        if _is_before(_packed(raw, start, width, mask, middle), wanted, upper):
            low = middle + 1
        else:
            high = middle
    return low


@part
def _search_runs(entries: Any, bounds: Any, hash_: Any, ranges: Any, found: int) -> int:
    """Where each run holds entries of a key: rows of `ranges` behind the first `found`."""
    low = hash_ << _NUMBER
    share = np.float64(hash_) / _HASHES
    for run in range(len(bounds) - 2, -1, -1):
        start, end = bounds[run], bounds[run + 1]
        guess = start + np.int64(share * np.float64(end - start))
        first = _place(entries, start, end, guess, low, 0)
        if first < end and entries[first] <= low | _MASK:
            ranges[found, 0] = first
            ranges[found, 1] = _place(entries, first, end, first, low | _MASK, 1)
            found += 1
    return found


@inlined
def _put_runs(
    entries: Any, ranges: Any, first: int, last: int, wanted: int, place: int, out: Any, given: int
) -> int:
    """Numbers from the ends of ranges, each with its key; how many `out` has after that."""
    for row in range(first, last):
        at = ranges[row, 1]
        while at > ranges[row, 0] and wanted > 0:
            at -= 1
            out[0, given] = place
            out[1, given] = np.int64(entries[at] & _MASK)
            given += 1
            wanted -= 1
    return given


def find_keys(
    hashes: Any,
    firsts: Any,
    raw: Any,
    starts: Any,
    rows: Any,
    widths: Any,
    bits: Any,
    new: Any,
    new_bounds: Any,
    old: Any,
    old_bounds: Any,
    cursor: int,
    most: Any,
    few: int,
    ranges: Any,
    counts: Any,
    out: Any,
) -> int:
    """How many carry each key, and the numbers of those that are asked for; how many these are.

    The block of key ``i`` is ``raw[starts[i, 0]:starts[i, 1]]``, read at ``rows[i]``, or less than
    0 where there is none; its first hash is ``firsts[i]``, an entry ``widths[i]`` bytes, of which
    ``bits[i]`` bits are the number's. The runs of the fresh generation lie end to end in `new`,
    those of the one that is drained in `old`, the newest last; of `old` those before `cursor` are
    in blocks. Of a key that no more than ``most[i]`` carry all numbers are written to `out`, each
    beside its ``i``, else the newest `few`. `ranges` is to work in. Of a block that is not what was
    written the ``i`` is returned, less than 0: -1 for the first.
    """
    given = 0
    for place in range(len(hashes)):
        hash_ = hashes[place]
        of_new = _search_runs(new, new_bounds, hash_, ranges, 0)
        in_runs = of_new
        if np.int64(hash_) >= cursor:
            in_runs = _search_runs(old, old_bounds, hash_, ranges, of_new)
        width = widths[place]
        start, end = starts[place, 0], starts[place, 1]
        if start >= 0 and not is_whole(raw, start, end - start, np.uint64(rows[place])):
            return -1 - place
        size = max(0, end - start - _SUM) // width
        mask = _ALL >> np.uint64(64 - 8 * width)
        numbers = (np.uint64(1) << np.uint64(bits[place])) - np.uint64(1)
        low = (hash_ - firsts[place]) << np.uint64(bits[place])
        first = _place_packed(raw, start, 0, size, width, mask, low, 0)
        last = _place_packed(raw, start, first, size, width, mask, low | numbers, 1)
        total = last - first
        for row in range(in_runs):
            total += ranges[row, 1] - ranges[row, 0]
        counts[place] = total
        wanted = total if total <= most[place] else min(few, total)
        full = given + wanted
        given = _put_runs(new, ranges, 0, of_new, full - given, place, out, given)
        given = _put_runs(old, ranges, of_new, in_runs, full - given, place, out, given)
        while given < full:
            last -= 1
            out[0, given] = place
            out[1, given] = np.int64(_packed(raw, start, width, mask, last) & numbers)
            given += 1
    return given
