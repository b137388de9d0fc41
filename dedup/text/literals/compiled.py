"""Literals found by compiled code, where it can tell; see `dedup.text.kernels.literals`."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Bound, Kernel
from dedup.machine.strings import copy_points
from dedup.text.kernels.stated import (
    D_COLUMNS,
    INSIDE_MASK,
    N_CHAINS,
    N_COLUMNS,
    N_COUNTS,
    N_DATES,
    N_INTRICATE,
    N_NAMES,
    N_NOISE,
    N_QUANTITIES,
    N_QUOTATIONS,
    Q_COLUMNS,
)
from dedup.text.literals.known import known

__all__ = ["Told", "load", "told_of"]

_FIND = Kernel(
    *("dedup.text.kernels.literals", "find_literals", "int64", "uint32[:]", "uint32[:]"),
    *("int64[:]", "int64[:]", "uint8[:]", "uint8[:]", "uint8[:]", "uint8[:]", "int32[:,:]"),
    *("int32[:]", "int32[:]", "int32[:]", "int32[:,:]", "int32[:,:]", "uint8[:]"),
    *("int32[:,:]", "int32[:]"),
    *("int32[:,:]", "int32[:,:]", "int32[:,:]", "uint16[:]", "uint16[:]", "int32[:,:]"),
    "int64[:]",
)
_SAVING = 1e-7
"""Seconds a character, about, that plain code takes longer."""
_LONGEST = 1 << 16
"""Characters of a text that compiled code is given."""
_PAST = 128
"""Characters beyond a text that may be looked at, and more."""
_MOST = 48
"""Words of a chain of capitalised words that compiled code reads."""

Rows = Iterable[tuple[int, ...]]


class Told(NamedTuple):
    """What compiled code tells of a text; rows as `dedup.text.kernels.stated` has them.

    Attributes
    ----------
    names, quantities, dates, quotations : iterable of tuples of int
        To be read once.
    said : memoryview
        The words of quotations; until the next text is read.
    is_intricate : bool
        Whether plain code has to read the numbers.
    may_be_noisy : bool
        Whether there may be addresses and the like.
    desk : _Desk
    chains : int
        Of chains of capitalised words.
    """

    names: Rows
    quantities: Rows
    dates: Rows
    quotations: Rows
    said: memoryview
    is_intricate: bool
    may_be_noisy: bool
    desk: _Desk
    chains: int

    def inside(self, text: str) -> set[str]:
        """The words of all names inside sentences, as plain code knows them."""
        chains = self.desk.chains[: self.chains].tolist()
        return {
            word
            for start, end, state in chains
            if not state & INSIDE_MASK
            for word in text[start:end].split()
        }


class _Desk:
    """What one thread works on."""

    def __init__(self) -> None:
        most = _LONGEST + 2 * _PAST
        # Of words, and of what else takes two characters.
        half = most // 2
        self.codes = np.zeros(most, dtype=np.uint32)
        self.address = self.codes.ctypes.data
        self.chains = np.empty((half, 3), dtype=np.int32)
        names = np.empty((half, N_COLUMNS), dtype=np.int32)
        quantities = np.empty((half, Q_COLUMNS), dtype=np.int32)
        dates = np.empty((half, D_COLUMNS), dtype=np.int32)
        quotations = np.empty((half, N_COLUMNS), dtype=np.int32)
        self.rows = names.ravel(), quantities.ravel(), dates.ravel(), quotations.ravel()
        self.counts = np.zeros(N_COUNTS, dtype=np.int64)
        said = np.empty(2 * most, dtype=np.uint16)
        self.said = said.data.cast("B")
        tables = known()
        self.run = Bound(
            _FIND,
            *(0, self.codes, tables.codes, tables.about, tables.counted, tables.openers),
            *(np.empty(most, dtype=np.uint8) for _ in range(3)),
            np.empty((half, 2), dtype=np.int32),
            *(np.empty(most, dtype=np.int32) for _ in range(3)),
            self.chains,
            *(np.empty((_MOST, 5), dtype=np.int32), np.empty(2 * _PAST, dtype=np.uint8)),
            *(np.empty((half, 2), dtype=np.int32), np.empty(2 * most, dtype=np.int32)),
            *(names, quantities, dates, tables.lower, said, quotations),
            self.counts,
        )

    def read(self, text: str) -> Told | None:
        """Read a text that there is room for; None if it is left to plain code."""
        copy_points(text, self.address, len(text))
        self.run.put(0, len(text))
        if self.run() < 0:
            return None
        counts = self.counts.tolist()
        names, quantities, dates, quotations = self.rows
        return Told(
            _rows(names, counts[N_NAMES], N_COLUMNS),
            _rows(quantities, counts[N_QUANTITIES], Q_COLUMNS),
            _rows(dates, counts[N_DATES], D_COLUMNS),
            _rows(quotations, counts[N_QUOTATIONS], N_COLUMNS),
            self.said,
            counts[N_INTRICATE] != 0,
            counts[N_NOISE] != 0,
            self,
            counts[N_CHAINS],
        )


def _rows(flat: npt.NDArray[np.int32], count: int, columns: int) -> Rows:
    """The rows of a table; to make a list of each takes longer."""
    numbers = iter(flat[: count * columns].tolist())
    return zip(*[numbers] * columns, strict=True)


_threads = threading.local()


def _desk() -> _Desk:
    desk: _Desk | None = getattr(_threads, "desk", None)
    if desk is None:
        desk = _threads.desk = _Desk()
    return desk


def load() -> None:
    """Load the compiled code, or have it made."""
    _FIND.load()


def told_of(text: str) -> Told | None:
    """What compiled code tells of a text, if it pays and can tell.

    Examples
    --------
    >>> load()
    >>> list(told_of("On Friday Ana Reyes sold 12 boats.").names)
    [(0, 10, 19, 0, 0)]
    """
    if not _FIND.pays(_SAVING * len(text)) or len(text) > _LONGEST:
        return None
    return _desk().read(text)
