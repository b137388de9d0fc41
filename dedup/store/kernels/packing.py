"""Sorted entries to packed blocks, each with a checksum, and back; see `dedup.store.entries`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import load32, load64, part, put
from dedup.machine.hashing import PLAIN, xxh64

__all__ = ["is_whole", "pack_entries", "unpack_entries"]

_NUMBER = np.uint64(28)
_HASHES = np.uint64(36)
_MASK = np.uint64((1 << 28) - 1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE = np.uint64(1)
_BYTE = np.uint64(255)
_ROW = np.uint64(0x9E3779B97F4A7C15)
_SUM = 4
"""Bytes of a checksum."""


@part
def _sum_of(raw: Any, start: int, size: int, row: Any) -> Any:
    """`dedup.store.entries.block_sum` of some bytes."""
    return (xxh64(raw, start, size, PLAIN) + row * _ROW) >> np.uint64(32)


@part
def is_whole(raw: Any, start: int, size: int, row: Any) -> Any:
    """Whether the block of a row is what was written: the last bytes are the sum of the rest."""
    if size < _SUM:
        return False
    return load32(raw, start + size - _SUM) == _sum_of(raw, start, size - _SUM, row)


@part
def _seal(out: Any, start: int, end: int, row: Any) -> int:
    """Write the checksum of a block behind it; where it ends then."""
    total = _sum_of(out, start, end - start, row)
    for place in range(_SUM):
        put(out, end + place, np.uint8(total & _BYTE))
        total >>= np.uint64(8)
    return end + _SUM


def pack_entries(
    entries: Any, blocks: int, bits: int, width: int, base: int, found: Any, out: Any
) -> int:
    """Sorted entries cut into so many `blocks` of the keys; how many of these have entries.

    To `found` each of those is written with the byte that it ends at, to `out` its entries,
    `width` bytes each, `bits` of them the number's, and a checksum. `base` is added to a block
    for its row.
    """
    total = np.uint64(blocks)
    current = np.int64(-1)
    first = np.uint64(0)
    filled = 0
    begun = 0
    to = 0
    for at in range(len(entries)):
        entry = entries[at]
        hash_ = entry >> _NUMBER
        block = np.int64((hash_ * total) >> _HASHES)
        if block != current:
            if filled:
                to = _seal(out, begun, to, np.uint64(current + base))
                found[filled - 1, 1] = to
            begun = to
            current = block
            first = ((np.uint64(block) << _HASHES) + total - _ONE) // total
            found[filled, 0] = block + base
            filled += 1
        packed = ((hash_ - first) << np.uint64(bits)) | (entry & _MASK)
        for _ in range(width):
            put(out, to, np.uint8(packed & _BYTE))
            packed >>= np.uint64(8)
            to += 1
    if filled:
        found[filled - 1, 1] = _seal(out, begun, to, np.uint64(current + base))
    return filled


def unpack_entries(
    raw: Any, sizes: Any, rows: Any, firsts: Any, width: int, bits: int, out: Any
) -> int:
    """The entries of packed blocks that lie end to end; how many there are.

    `sizes` are bytes of the blocks, `rows` where they were read, `firsts` the first key hash of
    each; behind the last one are seven bytes more. Of one that is not what was written the place
    is returned, less than 0: -1 for the first.
    """
    mask = _ALL >> np.uint64(64 - 8 * width)
    numbers = (_ONE << np.uint64(bits)) - _ONE
    at = 0
    count = 0
    for block in range(len(sizes)):
        first = firsts[block]
        size = sizes[block]
        if not is_whole(raw, at, size, np.uint64(rows[block])):
            return -1 - block
        for _ in range((size - _SUM) // width):
            packed = load64(raw, at) & mask
            hash_ = first + (packed >> np.uint64(bits))
            out[count] = (hash_ << _NUMBER) | (packed & numbers)
            at += width
            count += 1
        at += (size - _SUM) % width + _SUM
    return count
