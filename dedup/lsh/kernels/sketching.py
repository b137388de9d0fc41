"""Words to sketches or features: shingle, minimise, keep the smallest anchors, sort."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.compiling import kernel, part
from dedup.lsh.kernels.general import ANCHORING
from dedup.lsh.kernels.hashing import fmix32, fmix64
from dedup.lsh.kernels.vectors import GROUP, least_in_group
from dedup.lsh.kernels.words import cut_words

__all__ = ["ANCHORS", "FEATURES", "SIGNATURES", "sketch_batch"]

SIGNATURES, ANCHORS, FEATURES = 1, 2, 4
"""What can be asked of `sketch_batch`, as bits."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_STEM = ~ANCHORING
_LANES = 32
"""Mixed shingles are padded to a multiple of this, so that the loop over them has no rest."""
_BLOCK = 2048
"""Shingles that are minimised together; they and a row of the signature stay in cache."""


@part
def shingle(hashes: Any, count: int, k: int, out: Any) -> int:
    """Polynomial hashes of all windows of `k` words; of one window if there are fewer."""
    k = min(k, count)
    if k == 0:
        return 0
    leaving = np.uint64(1)
    value = np.uint64(0)
    for place in range(k):
        value = value * _MULTIPLIER + hashes[place]
        leaving *= _MULTIPLIER
    out[0] = value
    for place in range(k, count):
        value = value * _MULTIPLIER + hashes[place] - hashes[place - k] * leaving
        out[place - k + 1] = value
    return count - k + 1


@part
def _mix(shingles: Any, start: int, size: int, mixed: Any) -> int:
    """Mixed upper halves of hashes, padded with the first; how many."""
    for place in range(size):
        mixed[place] = fmix32(np.uint32(shingles[start + place] >> np.uint64(32)))
    padded = (size + _LANES - 1) // _LANES * _LANES
    for place in range(size, padded):
        mixed[place] = mixed[0]
    return padded


@part
def _lower(mixed: Any, count: int, a: Any, b: Any, row: Any) -> None:
    """Lower each slot to the least ``a * x + b``."""
    whole = len(row) // GROUP * GROUP
    for slot in range(0, whole, GROUP):
        least_in_group(mixed, count, a, b, row, slot)
    for slot in range(whole, len(row)):
        factor, summand, least = a[slot], b[slot], row[slot]
        for place in range(count):
            least = min(least, np.uint32(factor * mixed[place] + summand))
        row[slot] = least


@part
def _minimise(shingles: Any, count: int, a: Any, b: Any, mixed: Any, row: Any) -> None:
    """The signature of hashed shingles."""
    row[:] = np.uint32(0xFFFFFFFF)
    for start in range(0, count, _BLOCK):
        _lower(mixed, _mix(shingles, start, min(_BLOCK, count - start), mixed), a, b, row)


@part
def _distinct(values: Any, count: int, table: Any) -> int:
    """Drop repeats, in place; what is kept stands in the order of its first occurrence."""
    size = 64
    while size < 2 * count:
        size *= 2
    table[:size] = 0
    mask = np.uint64(size - 1)
    kept = 0
    for place in range(count):
        value = values[place]
        at = value & mask
        while table[at] != 0 and table[at] != value:
            at = (at + np.uint64(1)) & mask
        if table[at] == 0:
            table[at] = value
            values[kept] = value
            kept += 1
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
    bits = 8
    while bits < 16 and (1 << bits) < count:
        bits += 1
    return bits


@part
def _sort(values: Any, count: int, spare: Any, counts: Any) -> None:
    """Sort distinct hashes in linear time: they are spread evenly over their range."""
    bits = _buckets_for(count)
    shift = np.uint64(64 - bits)
    counts[: (1 << bits) + 1] = 0
    for place in range(count):
        counts[np.int64(values[place] >> shift) + 1] += 1
    for bucket in range(1, (1 << bits) + 1):
        counts[bucket] += counts[bucket - 1]
    for place in range(count):
        bucket = np.int64(values[place] >> shift)
        spare[counts[bucket]] = values[place]
        counts[bucket] += 1
    start = 0
    for bucket in range(1 << bits):
        end = np.int64(counts[bucket])
        _insertion_sort(spare, start, end)
        start = end
    for place in range(count):
        values[place] = spare[place]


@part
def _pair(stems: Any, count: int, out: Any) -> int:
    """Hashes of the unordered pairs of neighbours among the anchoring stems."""
    found = 0
    before = np.uint64(0)
    seen = False
    for place in range(count):
        stem = stems[place]
        if stem & ANCHORING:
            stem &= _STEM
            if seen:
                low, high = min(before, stem), max(before, stem)
                out[found] = fmix64(low * _MULTIPLIER + high)
                found += 1
            before = stem
            seen = True
    return found


@part
def _smallest(values: Any, count: int, keep: int, counts: Any, spare: Any) -> None:
    """Bring the `keep` smallest of distinct hashes to the front, in no order, in linear time."""
    if count <= keep:
        return
    bits = _buckets_for(count)
    shift = np.uint64(64 - bits)
    counts[: 1 << bits] = 0
    for place in range(count):
        counts[values[place] >> shift] += 1
    below = 0
    limit = 0
    while below + np.int64(counts[limit]) <= keep:
        below += np.int64(counts[limit])
        limit += 1
    kept = 0
    waiting = 0
    for place in range(count):
        value = values[place]
        bucket = np.int64(value >> shift)
        values[kept] = value
        kept += bucket < limit
        spare[waiting] = value
        waiting += bucket == limit
    _insertion_sort(spare, 0, waiting)
    for place in range(keep - kept):
        values[kept + place] = spare[place]


@part
def _keep_anchors(
    hashes: Any,
    keys: Any,
    count: int,
    least: int,
    share: int,
    table: Any,
    counts: Any,
    spare: Any,
) -> int:
    """The anchors of a text to the front of `hashes`, sorted; how many.

    Kept are those with the smallest hashes; known they are by the lower half of it, which is
    as evenly spread in a long text, of which only small ones are kept, as in a short one.
    """
    total = _distinct(hashes, _pair(keys, count, hashes), table)
    keep = min(total, max(least, total // share))
    _smallest(hashes, total, keep, counts, spare)
    for place in range(keep):
        hashes[place] &= np.uint64(0xFFFFFFFF)
    # The table goes by the lower bits, the sort wants them spread over the higher ones.
    keep = _distinct(hashes, keep, table)
    for place in range(keep):
        hashes[place] <<= np.uint64(32)
    _sort(hashes, keep, spare, counts)
    return keep


@kernel
def sketch_batch(
    data: Any,
    bounds: Any,
    first: int,
    tables: Any,
    asked: Any,
    k: int,
    wanted: int,
    anchors_least: int,
    anchors_share: int,
    a: Any,
    b: Any,
    out: Any,
) -> int:
    """Sketch the documents ``data[bounds[i]:bounds[i + 1]]`` from `first` on.

    Returns the number of the document that asks for something, or of all documents. `out` are
    the arrays of `dedup.lsh.compiled.Batch`, which are written to; those that are not `wanted`
    may be empty. All is one kernel, as most of the time that loading it takes goes to the
    cutting of words.
    """
    (
        signatures, anchors, anchor_bounds, shingles, shingle_bounds, stems, stem_bounds, words,
        content,
    ) = out  # fmt: skip
    longest = 0
    for number in range(first, len(bounds) - 1):
        longest = max(longest, bounds[number + 1] - bounds[number])
    room = (longest + 1) // 2 + 1
    hashes = np.empty(room, dtype=np.uint64)
    keys = np.empty(room, dtype=np.uint64)
    spare = np.empty(room, dtype=np.uint64)
    counts = np.empty((1 << 16) + 1, dtype=np.uint32)
    mixed = np.empty(_BLOCK, dtype=np.uint32)
    table = np.empty(4 * room + 64, dtype=np.uint64)
    for number in range(first, len(bounds) - 1):
        start, end = bounds[number], bounds[number + 1]
        count = cut_words(data, start, end, tables, asked, hashes, keys)
        if asked[0, 0]:
            return number
        value = np.uint64(0)
        for place in range(count):
            value = value * _MULTIPLIER + hashes[place]
        words[number] = count
        content[number] = value
        if wanted & FEATURES:
            at = shingle_bounds[number]
            row = shingles[at:]
            total = shingle(hashes, count, k, row)
            if wanted & SIGNATURES:
                _minimise(row, total, a, b, mixed, signatures[number])
            total = _distinct(row, total, table)
            _sort(row, total, spare, counts)
            shingle_bounds[number + 1] = at + total
            at = stem_bounds[number]
            row = stems[at:]
            for place in range(count):
                # Stems have 63 bits, and a mark above; the sort wants them spread over 64.
                row[place] = keys[place] << np.uint64(1)
            total = _distinct(row, count, table)
            _sort(row, total, spare, counts)
            for place in range(total):
                row[place] >>= np.uint64(1)
            stem_bounds[number + 1] = at + total
        elif wanted & SIGNATURES:
            total = shingle(hashes, count, k, spare)
            _minimise(spare, total, a, b, mixed, signatures[number])
        if wanted & ANCHORS:
            # The hashes of the words have done their work.
            keep = _keep_anchors(
                hashes, keys, count, anchors_least, anchors_share, table, counts, spare
            )
            at = anchor_bounds[number]
            for place in range(keep):
                anchors[at + place] = np.uint32(hashes[place] >> np.uint64(32))
            anchor_bounds[number + 1] = at + keep
    return len(bounds) - 1
