"""What the kernel that sketches works in, which it does not allocate."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from dedup.lsh.encoding import Strings
from dedup.lsh.kernels.constants import (
    BEHIND,
    EDGES,
    LONGEST,
    MIXED_AT_ONCE,
    MOST_WORDS,
    NUMBERS,
    SPELLING,
)
from dedup.machine.kernel import Passed

__all__ = ["bytes_for", "room_for"]

_BLOCK = 2048
"""Shingles that are minimised together; they and a row of the signature stay in cache."""
_USUAL = 1 << 15
"""Words of the longest text whose room to work in is kept for the next batch."""
_USUAL_BYTES = 1 << 18
"""The same for what a string is encoded to."""
_kept = threading.local()


def room_for(words: int, slots: int) -> list[Passed]:
    """What the kernel works in, for texts of up to so many words; each thread keeps its own."""
    if words > _USUAL:
        return _new_room(words, slots)
    key = f"for_{slots}"
    kept: list[Passed] | None = getattr(_kept, key, None)
    if kept is None:
        kept = _new_room(_USUAL, slots)
        setattr(_kept, key, kept)
    return kept


def bytes_for(strings: Strings) -> npt.NDArray[np.uint8]:
    """Room to encode any of some strings in; each thread keeps its own, for the usual ones."""
    size = strings.most_bytes + BEHIND
    if size > _USUAL_BYTES:
        return np.empty(size, dtype=np.uint8)
    kept: npt.NDArray[np.uint8] | None = getattr(_kept, "bytes", None)
    if kept is None:
        kept = _kept.bytes = np.empty(_USUAL_BYTES, dtype=np.uint8)
    return kept


def _aligned(size: int) -> npt.NDArray[np.uint64]:
    """Room for numbers of 64 bits, as many in a line of the cache as can be."""
    room = np.empty(size + 8, dtype=np.uint64)
    start = -room.ctypes.data % 64 // room.itemsize
    return room[start : start + size]


def _new_room(words: int, slots: int) -> list[Passed]:
    words += MIXED_AT_ONCE
    room = (
        np.empty(EDGES, dtype=np.uint64),
        np.empty(MOST_WORDS, dtype=np.uint16),
        np.empty(LONGEST, dtype=np.uint8),
        np.empty(NUMBERS, dtype=np.int64),
        np.empty(SPELLING, dtype=np.uint32),
        np.empty(slots, dtype=np.uint32),
        np.empty(_BLOCK + MIXED_AT_ONCE, dtype=np.uint32),
        np.empty((1 << 16) + 1, dtype=np.uint32),
        np.empty(words, dtype=np.uint64),
        np.empty(words, dtype=np.uint64),
        np.empty(words, dtype=np.uint64),
        _aligned(4 * words + 64),
    )
    return [Passed.of(array) for array in room]
