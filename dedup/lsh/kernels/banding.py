"""Which documents may share a band: those whose keys stand where another's do in a small table.

Of most bands a document shares none, and to sort all keys takes five times as long as to mark
where each stands and to look who is alone there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["entries_in_company"]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_THREE = np.uint64(3)
_TWO = np.uint64(2)


def entries_in_company(
    signatures: Any,
    first: int,
    rows: int,
    present: Any,
    low: int,
    bits: int,
    keys: Any,
    marks: Any,
    entries: Any,
) -> int:
    """Entries of a band whose upper `bits` bits those of another have too; how many they are.

    An entry is the key of a document's `rows` slots from `first` on, of which its place in
    `present` takes the lowest `low` bits. `keys` is as long as there are signatures, to work in;
    `marks` has two bits for each number of `bits` bits, which are not set.
    """
    for row in range(len(keys)):
        key = np.uint64(0)
        for slot in range(first, first + rows, 2):
            two = np.uint64(signatures[row, slot])
            if slot + 1 < first + rows:
                two |= np.uint64(signatures[row, slot + 1]) << _HALF
            key = (key + two) * _FACTOR
        keys[row] = key * _FACTOR
    shift = np.uint64(64 - bits)
    for place in range(len(present)):
        number = keys[present[place]] >> shift
        at = (number & _THREE) << _ONE
        mark = np.uint64(marks[number >> _TWO])
        # One bit for the first that comes here, the other for whoever comes after it.
        met = (mark >> at) & _ONE
        marks[number >> _TWO] = np.uint8(mark | (_ONE | met << _ONE) << at)
    kept = 0
    above = ~((_ONE << np.uint64(low)) - _ONE)
    for place in range(len(present)):
        key = keys[present[place]]
        number = key >> shift
        entries[kept] = (key & above) | np.uint64(place)
        at = (number & _THREE) << _ONE
        kept += np.int64((np.uint64(marks[number >> _TWO]) >> (at + _ONE)) & _ONE)
    return kept
