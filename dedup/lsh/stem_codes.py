"""The stems of a whole collection, small enough to be held: numbers of two bytes, mostly.

Stems are numbered as they are met, so that common ones have small numbers. A number below 2^15
is one unit of 16 bits, another is two: its lower 15 bits with the highest bit set, and the next
15. A billion stems can be told apart.
An article takes six hundred bytes, where its stems' own numbers take four times that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dedup.lsh.compiled import is_loaded
from dedup.lsh.growing import GrowingRows
from dedup.lsh.kernels.constants import LONG_NUMBER, UNIT_BITS
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged
from dedup.machine.kernel import Kernel

__all__ = ["Coder", "StemCodes"]

U16 = npt.NDArray[np.uint16]

_WEIGHING = "dedup.lsh.kernels.weighing"
_ENTER = Kernel(_WEIGHING, "enter", "uint64[:]", "int64", "uint32[:]")
_CODE = Kernel(
    *(_WEIGHING, "code_stems", "uint64[:]", "int64[:]", "int64", "uint32[:]", "uint64[:]"),
    *("int64", "uint16[:]", "int64[:]", "int64[:]"),
)
_COUNT = Kernel(_WEIGHING, "count_coded", "uint16[:]", "int64[:]", "int64[:]", "int64[:]")
_TABLE = 1 << 16
"""Places of the first table of stems; it doubles when it is half full."""


@dataclass(frozen=True, slots=True, eq=False)
class StemCodes:
    """The stems of some documents.

    Attributes
    ----------
    units : Ragged of uint16
        The numbers of each document's stems.
    stems : ndarray of uint64
        The stem of each number.

    Examples
    --------
    >>> coder = Coder()
    >>> coder.add(Ragged.of([np.array([70, 30], dtype=np.uint64), np.array([30], dtype=np.uint64)]))
    >>> codes = coder.done()
    >>> codes.numbers(1), codes.stems
    (array([1]), array([70, 30], dtype=uint64))
    """

    units: Ragged
    stems: U64

    def __len__(self) -> int:
        return len(self.units)

    def numbers(self, row: int) -> I64:
        """The numbers of a document's stems."""
        units = self.units[row].astype(np.int64)
        is_long = units >= LONG_NUMBER
        is_first = np.ones(len(units), dtype=bool)
        is_first[1:] = ~is_long[:-1]
        numbers: I64 = units[is_first] % LONG_NUMBER
        numbers[is_long[is_first]] += units[~is_first] << UNIT_BITS
        return numbers

    def counts(self, rows: I64) -> I64:
        """How many of some documents have the stem of each number."""
        counts = np.zeros(len(self.stems), dtype=np.int64)
        if is_loaded():
            _COUNT(self.units.values, self.units.bounds, rows, counts)
            return counts
        for row in rows.tolist():
            counts[self.numbers(row)] += 1
        return counts


class _ByTable:
    """Numbers stems by compiled code."""

    def __init__(self) -> None:
        self._table = np.zeros(_TABLE, dtype=np.uint32)
        self._keys = np.empty(_TABLE // 2, dtype=np.uint64)
        self._known = 0

    def coded(self, stems: Ragged) -> tuple[U16, I64]:
        """The units of each row, and where they begin."""
        units = np.empty(2 * len(stems.values), dtype=np.uint16)
        bounds = np.zeros(len(stems) + 1, dtype=np.int64)
        done = np.zeros(1, dtype=np.int64)
        while True:
            given = stems.values, stems.bounds, int(done[0]), self._table, self._keys
            self._known = _CODE(*given, self._known, units, bounds, done)
            if done[0] == len(stems):
                return units[: bounds[-1]], bounds
            self._table = np.zeros(2 * len(self._table), dtype=np.uint32)
            _ENTER(self._keys, self._known, self._table)
            self._keys = np.concatenate([self._keys, np.empty_like(self._keys)])

    @property
    def stems(self) -> U64:
        """The stem of each number."""
        return self._keys[: self._known]


class _ByDict:
    """Numbers stems without compiled code: few of them, and the oracle of the other way."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def coded(self, stems: Ragged) -> tuple[U16, I64]:
        """The units of each row, and where they begin."""
        units: list[int] = []
        bounds = [0]
        for row in stems:
            for stem in row.tolist():
                number = self._numbers.setdefault(stem, len(self._numbers))
                if number < LONG_NUMBER:
                    units.append(number)
                else:
                    units += [number % LONG_NUMBER + LONG_NUMBER, number // LONG_NUMBER]
            bounds.append(len(units))
        return np.array(units, dtype=np.uint16), np.array(bounds, dtype=np.int64)

    @property
    def stems(self) -> U64:
        """The stem of each number."""
        return np.array(list(self._numbers), dtype=np.uint64)


class Coder:
    """Makes `StemCodes` of rows that come some at a time, distinct in each.

    Parameters
    ----------
    likely : int
        How many there will be, about, if that is known.
    """

    def __init__(self, likely: int = 0) -> None:
        self._units = GrowingRows(np.uint16, likely)
        self._way: _ByTable | _ByDict | None = None

    def add(self, stems: Ragged) -> None:
        """Add documents, whose stems are distinct in each."""
        if self._way is None:
            self._way = _ByTable() if is_loaded() else _ByDict()
        self._units.add(*self._way.coded(stems))

    def done(self) -> StemCodes:
        """All documents; none is added any more."""
        stems = np.zeros(0, dtype=np.uint64) if self._way is None else self._way.stems
        return StemCodes(Ragged(*self._units.done()), stems)
