"""Words to sketches or features: shingle, minimise, keep the smallest anchors, sort."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import (
    ANCHORING,
    ANCHORS,
    ANY_ORDER,
    LANES,
    SHINGLES,
    SIGNATURES,
    STEMS,
    WORDS_AT_ONCE,
)
from dedup.lsh.kernels.lanes import MULTIPLIER, join_all, join_words
from dedup.lsh.kernels.vectors import GROUP, SORTED, least_in_group, least_in_lanes, sort
from dedup.lsh.kernels.words import cut_words
from dedup.machine.compiling import part, put
from dedup.machine.hashing import fmix32, fmix64

__all__ = ["sketch_batch"]

_STEM = ~ANCHORING
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE, _HALF = np.uint64(1), np.uint64(32)
_USUAL = 2048
"""Places of the table in which repeats are looked for, at first."""
_LOWER = np.uint64(0xFFFFFFFF)
_FEW = 1024
"""Hashes that may be sorted however many of them are equal."""


@part
def _content(hashes: Any, count: int) -> Any:
    """The polynomial over all words."""
    rest = count % WORDS_AT_ONCE
    value = np.uint64(0)
    for place in range(rest):
        value = value * MULTIPLIER + hashes[place]
    return join_all(hashes, rest, count // WORDS_AT_ONCE, value)


@part
def _minimise(shingles: Any, total: int, a: Any, b: Any, mixed: Any, row: Any) -> None:
    """The signature of the hashes of shingles."""
    row[:] = np.uint32(0xFFFFFFFF)
    for start in range(0, total, len(mixed)):
        size = min(len(mixed), total - start)
        for place in range(start, start + size):
            mixed[place - start] = fmix32(np.uint32(shingles[place] >> _HALF))
        whole = len(row) // GROUP * GROUP
        for slot in range(0, whole, GROUP):
            least_in_group(mixed, size, a, b, row, slot)
        for slot in range(whole, len(row), LANES):
            least_in_lanes(mixed, size, a, b, row, slot)


@part
def _slot_of(value: Any, table: Any, mask: Any) -> Any:
    """Where a value is in a table, or would have to be entered."""
    # Both halves count: of some values the lower one is empty.
    at = (value ^ (value >> _HALF)) & mask
    there = table[at]
    # Neither nought nor the value: asked as one question, as the answer to the first of two would
    # be mispredicted every other time.
    while min(there, there ^ value) != 0:
        at = (at + np.uint64(1)) & mask
        there = table[at]
    return at


@part
def _distinct(values: Any, count: int, shift: Any, out: Any, table: Any) -> int:
    """Drop repeats; what is kept goes, shifted, to `out` in the order of its first occurrence.

    `out` may be `values`. The table grows with what is kept: of a book that is little.
    """
    size = 64
    while size < min(2 * count, _USUAL):
        size *= 2
    table[:size] = 0
    mask = np.uint64(size - 1)
    kept = 0
    for place in range(count):
        value = values[place] << shift
        at = _slot_of(value, table, mask)
        is_new = table[at] == 0
        put(table, at, value)
        put(out, kept, value)
        kept += np.int64(is_new)
        if 2 * kept > size:
            size *= 2
            table[:size] = 0
            mask = np.uint64(size - 1)
            for other in range(kept):
                table[_slot_of(out[other], table, mask)] = out[other]
    return kept


@part
def _insertion_sort(values: Any, start: int, end: int) -> None:
    for place in range(start + 1, end):
        value = values[place]
        at = place
        while at > start and values[at - 1] > value:
            values[at] = values[at - 1]
            at -= 1
        values[at] = value


@part
def _buckets_for(count: int) -> int:
    """How many of the highest bits tell about as many buckets as there are values."""
    bits = 6
    while bits < 16 and (1 << bits) < 2 * count:
        bits += 1
    return bits


@part
def _sort(values: Any, count: int, top: Any, spare: Any, counts: Any) -> None:
    """Sort hashes up to `top` in linear time: they are spread evenly over their range."""
    bits = _buckets_for(count)
    unused = 0
    while not (top << np.uint64(unused)) >> np.uint64(63):
        unused += 1
    shift = np.uint64(max(64 - bits - unused, 0))
    counts[: (1 << bits) + 1] = 0
    for place in range(count):
        counts[np.int64(values[place] >> shift) + 1] += 1
    for bucket in range(1, (1 << bits) + 1):
        counts[bucket] += counts[bucket - 1]
    for place in range(count):
        bucket = np.int64(values[place] >> shift)
        spare[counts[bucket]] = values[place]
        counts[bucket] += 1
    # Bucket follows bucket already: nothing moves further than its own.
    _insertion_sort(spare, 0, count)
    for place in range(count):
        values[place] = spare[place]


@part
def _pair(stems: Any, count: int, out: Any) -> int:
    """Hashes of the unordered pairs of neighbours among the anchoring stems, which go in front."""
    found = 0
    for place in range(count):
        stem = stems[place]
        # Stored wanted or not, as a branch would be mispredicted.
        put(stems, found, stem)
        found += np.int64(stem >> np.uint64(63))
    for place in range(found - 1):
        before, stem = stems[place] & _STEM, stems[place + 1] & _STEM
        out[place] = fmix64(min(before, stem) * MULTIPLIER + max(before, stem))
    return max(found - 1, 0)


@part
def _distinct_in_row(values: Any, count: int, out: Any) -> int:
    """Copy sorted values without repeats; how many are kept."""
    kept = 0
    for place in range(count):
        value = values[place]
        put(out, kept, value)
        # Each is written over by those behind it that are equal.
        kept += np.int64(place + 1 == count or value != values[place + 1])
    return kept


@part
def _sort_distinct(values: Any, count: int, top: Any, spare: Any, counts: Any) -> int:
    """Sort hashes up to `top` and drop repeats; how many are kept."""
    if count > _FEW:
        # Many repeats of a few values would be sorted in quadratic time.
        count = _distinct(values, count, np.uint64(0), values, spare)
    _sort(values, count, top, spare, counts)
    return _distinct_in_row(values, count, values)


@part
def _below(values: Any, count: int, bound: Any, out: Any) -> int:
    """Copy what is not above a bound; how many."""
    found = 0
    for place in range(count):
        value = values[place]
        put(out, found, value)
        found += np.int64(value <= bound)
    return found


@part
def _keep_anchors(
    stems: Any,
    count: int,
    least: int,
    share: int,
    table: Any,
    counts: Any,
    pairs: Any,
    kept: Any,
    anchors: Any,
) -> int:
    """Write the anchors of a text, sorted; how many.

    Kept are those with the smallest hashes; known they are by the lower half of it, which is
    as evenly spread in a long text, of which only small ones are kept, as in a short one.
    """
    total = _pair(stems, count, pairs)
    bound = _ALL
    if total > least and total // share <= least:
        # Then just `least` are kept, and of evenly spread hashes it is known about where they end.
        spare = 16
        while spare * spare < 16 * least:
            spare += 1
        if least + spare < total:
            bound = _ALL // np.uint64(total) * np.uint64(least + spare)
    while True:
        found = _sort_distinct(kept, _below(pairs, total, bound, kept), bound, table, counts)
        if found >= least or bound == _ALL:
            break
        bound = _ALL if bound > _ALL >> _ONE else bound << _ONE
    keep = min(found, max(least, found // share))
    if keep <= SORTED:
        for place in range(keep):
            counts[place] = np.uint32(kept[place])
        for place in range(keep, SORTED):
            counts[place] = np.uint32(_LOWER)
        sort(counts)
        return _distinct_in_row(counts, keep, anchors)
    for place in range(keep):
        # The sort wants the lower half, by which they are known, spread over all 64 bits.
        kept[place] <<= _HALF
    keep = _sort_distinct(kept, keep, _ALL, table, counts)
    for place in range(keep):
        anchors[place] = np.uint32(kept[place] >> _HALF)
    return keep


def sketch_batch(
    data: Any,
    bounds: Any,
    first: int,
    pages: Any,
    entries: Any,
    keys: Any,
    values: Any,
    asked: Any,
    k: int,
    wanted: int,
    least: int,
    share: int,
    a: Any,
    b: Any,
    signatures: Any,
    anchors: Any,
    anchor_bounds: Any,
    shingles: Any,
    shingle_bounds: Any,
    stems: Any,
    stem_bounds: Any,
    words: Any,
    content: Any,
    edges: Any,
    order: Any,
    folded: Any,
    numbers: Any,
    row: Any,
    mixed: Any,
    counts: Any,
    hashes: Any,
    marked: Any,
    spare: Any,
    table: Any,
) -> int:
    """Sketch the documents ``data[bounds[i]:bounds[i + 1]]`` from `first` on.

    Returns the number of the document that asks for something, or of all documents. `wanted` has
    a bit each for signatures, anchors, shingles, stems, and whether these may come in any order.
    `signatures` to `content` are the arrays of `dedup.lsh.compiled.Batch`, which are written to;
    those that are not wanted may be empty. Those behind them are room to work in. `a`, `b` and
    `row` have a multiple of `LANES` items, of which a row of `signatures` takes as many as it has.
    """
    tables = (pages, entries, keys, values)
    room = (edges, order, folded, numbers)
    stemming = wanted & (ANCHORS | STEMS) != 0
    for number in range(first, len(bounds) - 1):
        start, end = bounds[number], bounds[number + 1]
        count = cut_words(data, start, end, tables, asked, stemming, room, hashes, marked)
        if asked[0, 0]:
            return number
        words[number] = count
        content[number] = _content(hashes, count)
        # Fewer words than `k` are one window.
        size = min(k, count)
        total = min(count, count - size + 1)
        if wanted & (SIGNATURES | SHINGLES):
            for place in range(0, total, WORDS_AT_ONCE):
                join_words(hashes, place, size, spare)
        if wanted & SIGNATURES:
            _minimise(spare, total, a, b, mixed, row)
            for slot in range(signatures.shape[1]):
                signatures[number, slot] = row[slot]
        if wanted & SHINGLES:
            at = shingle_bounds[number]
            out = shingles[at:]
            for place in range(total):
                out[place] = spare[place]
            total = _sort_distinct(out, total, _ALL, table, counts)
            shingle_bounds[number + 1] = at + total
        if wanted & STEMS:
            at = stem_bounds[number]
            out = stems[at:]
            # Stems have 63 bits, and a mark above; the sort wants them spread over 64.
            if wanted & ANY_ORDER:
                total = _distinct(marked, count, _ONE, out, table)
            else:
                for place in range(count):
                    out[place] = marked[place] << _ONE
                total = _sort_distinct(out, count, _ALL, table, counts)
            for place in range(total):
                out[place] >>= _ONE
            stem_bounds[number + 1] = at + total
        if wanted & ANCHORS:
            # The hashes of the words have done their work.
            at = anchor_bounds[number]
            keep = _keep_anchors(
                marked, count, least, share, table, counts, hashes, spare, anchors[at:]
            )
            anchor_bounds[number + 1] = at + keep
    return len(bounds) - 1
