"""Sorted entries to packed blocks and back; see `dedup.store.entries`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import load64, put

__all__ = ["pack_entries", "unpack_entries"]

_NUMBER = np.uint64(28)
_HASHES = np.uint64(36)
_MASK = np.uint64((1 << 28) - 1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE = np.uint64(1)


def pack_entries(entries: Any, blocks: int, bits: int, width: int, found: Any, out: Any) -> int:
    """Sorted entries cut into so many `blocks` of the keys; how many of these have entries.

    To `found` each of those is written with the place of its first entry, to `out` the entries,
    `width` bytes each, `bits` of them the number's.
    """
    total = np.uint64(blocks)
    current = np.int64(-1)
    first = np.uint64(0)
    filled = 0
    to = 0
    for at in range(len(entries)):
        entry = entries[at]
        hash_ = entry >> _NUMBER
        block = np.int64((hash_ * total) >> _HASHES)
        if block != current:
            current = block
            first = ((np.uint64(block) << _HASHES) + total - _ONE) // total
            found[filled, 0] = block
            found[filled, 1] = at
            filled += 1
        packed = ((hash_ - first) << np.uint64(bits)) | (entry & _MASK)
        for _ in range(width):
            put(out, to, np.uint8(packed & np.uint64(255)))
            packed >>= np.uint64(8)
            to += 1
    return filled


def unpack_entries(raw: Any, sizes: Any, firsts: Any, width: int, bits: int, out: Any) -> int:
    """The entries of packed blocks that lie end to end; how many there are.

    `sizes` are bytes of the blocks, `firsts` the first key hash of each; behind the last one are
    seven bytes more.
    """
    mask = _ALL >> np.uint64(64 - 8 * width)
    numbers = (_ONE << np.uint64(bits)) - _ONE
    at = 0
    count = 0
    for block in range(len(sizes)):
        first = firsts[block]
        for _ in range(sizes[block] // width):
            packed = load64(raw, at) & mask
            hash_ = first + (packed >> np.uint64(bits))
            out[count] = (hash_ << _NUMBER) | (packed & numbers)
            at += width
            count += 1
        at += sizes[block] % width
    return count
