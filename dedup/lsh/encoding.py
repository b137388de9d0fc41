"""Strings as one buffer of UTF-8, by compiled code.

Python keeps a string with a curly quote in two bytes a character, and encodes such a string
character by character, with the interpreter's lock. Here strings are joined and copied as code
points, which are copies of memory, and encoded without it.
"""

from __future__ import annotations

import ctypes
import threading
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import FIRST_QUOTE, LAST_QUOTE
from dedup.lsh.packing import PAD, Packed, pack
from dedup.machine.kernel import Bound, Kernel
from dedup.text.words import kinds

__all__ = ["MOST", "load", "packed"]

MOST = (1 << 21) + (1 << 16)
"""Characters of texts that are encoded together; a longer text is left to Python."""
_PIECE = 1 << 17
"""Characters that are copied at a time; they stay in cache."""
_BEHIND = 128
"""Code points that compiled code may read behind the last."""
_kept = threading.local()
_ENCODE = Kernel(
    "dedup.lsh.kernels.encoding",
    "encode_piece",
    *("uint32[:]", "int64", "int64", "int64[:]", "uint8[:]", "int64[:]", "int64[:]", "uint32[:]"),
)
_COUNT, _BOUNDS, _ENDS = 1, 3, 5
"""Arguments that change."""


@lru_cache(maxsize=1)
def _part_words() -> bool:
    """Whether quotes are of no word and do nothing else, whatever version of Unicode there is."""
    quotes = map(chr, range(FIRST_QUOTE, LAST_QUOTE + 1))
    return not any(any(kind) for kind in kinds("".join(quotes)))


class _Room:
    """What is worked in."""

    def __init__(self) -> None:
        codes = np.empty(_PIECE + _BEHIND, dtype=np.uint32)
        self.place = codes.ctypes.data
        self.out = np.empty(4 * MOST + PAD, dtype=np.uint8)
        self.state = np.zeros(4, dtype=np.int64)
        none = np.zeros(1, dtype=np.int64)
        spelt = np.empty(128, dtype=np.uint32)
        self.encode = Bound(
            _ENCODE, codes, 0, int(_part_words()), none, self.out, none, self.state, spelt
        )


def load() -> None:
    """Wait for the compiled code."""
    _ENCODE.load()


def _copier() -> Any:
    """What writes a string's code points to an address, given how many there is room for."""
    if ctypes.sizeof(ctypes.c_wchar) == ctypes.sizeof(ctypes.c_uint32):
        # Its loop is the quicker one, where a wide character is a code point.
        copy = ctypes.pythonapi.PyUnicode_AsWideChar
        copy.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_ssize_t]
        copy.restype = ctypes.c_ssize_t
        return copy
    any_copy = ctypes.pythonapi.PyUnicode_AsUCS4
    any_copy.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int]
    any_copy.restype = ctypes.c_void_p
    return lambda text, place, size: any_copy(text, place, size, 0)


_copy = _copier()


def packed(texts: Sequence[str], *, strict: bool = False) -> Packed:
    """`dedup.lsh.packing.pack`, in memory that the next call of this thread writes over.

    Dashes and quotation marks stand as spaces: their words are the same, and found sooner.

    Raises
    ------
    UnicodeEncodeError
        Where there is a lone surrogate, if `strict`.

    Examples
    --------
    >>> list(packed(["sea", "", "“ice”", "café"]).texts())
    ['sea', '', ' ice ', 'café']
    """
    bounds = list(accumulate(map(str.__len__, texts), initial=0))
    total = bounds[-1]
    if total > MOST:
        return pack(texts, strict=strict)
    room: _Room | None = getattr(_kept, "room", None)
    if room is None:
        room = _kept.room = _Room()
    ends = np.zeros(len(bounds), dtype=np.int64)
    places, state, encode = np.array(bounds, dtype=np.int64), room.state, room.encode
    encode.put(_BOUNDS, places)
    encode.put(_ENDS, ends)
    state[:] = 0
    first = 0
    while first < len(texts):
        start = bounds[first]
        last = max(bisect_right(bounds, start + _PIECE, first) - 1, first + 1)
        joined = "".join(texts[first:last])
        if joined.isascii():
            written = int(state[2])
            room.out[written : written + len(joined)] = np.frombuffer(joined.encode(), np.uint8)
            ends[first : last + 1] = places[first : last + 1] + (written - start)
            state[:3] = last, bounds[last], ends[last]
        elif last - first > 1 or len(joined) <= _PIECE:
            _copy(joined, room.place, _PIECE)
            encode.put(_COUNT, len(joined))
            encode()
        else:
            for at in range(0, len(joined), _PIECE):
                piece = joined[at : at + _PIECE]
                _copy(piece, room.place, _PIECE)
                encode.put(_COUNT, len(piece))
                encode()
        first = last
    if strict and state[3]:
        return pack(texts, strict=True)
    return Packed(room.out, ends)
