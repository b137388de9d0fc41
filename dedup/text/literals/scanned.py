"""What compiled code tells of a text in one pass: its literals, and where it may credit somebody.

Most of it is told whole; of the rest it is told where the patterns of plain code are to be tried.
See `dedup.text.kernels.literals`.
"""

from __future__ import annotations

import sys
import threading
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Bound, Kernel
from dedup.machine.strings import copy_points
from dedup.text.kernels import stated as of
from dedup.text.literals.known import known

__all__ = ["Scanned", "load", "scanned"]

_FIND = Kernel(
    *("dedup.text.kernels.literals", "find_literals", "int64", "uint32[:]", "uint32[:]"),
    *("int64[:]", "int64[:]", "uint8[:]", "int64[:]", "uint8[:]", "uint8[:]", "uint8[:]"),
    *("int32[:,:]", "int32[:]", "int32[:]", "int32[:]", "int32[:,:]", "int32[:,:]", "uint8[:]"),
    *("int32[:,:]", "int32[:]", "int32[:,:]", "int32[:,:]", "int32[:,:]", "uint16[:]"),
    *("uint16[:]", "int32[:,:]", "int32[:,:]", "int64[:]"),
)
_SAVING = 1e-7
"""Seconds a character, about, that plain code takes longer."""
_LONGEST = 1 << 16
"""Characters of a text that compiled code is given."""
_PAST = 128
"""Characters beyond a text that may be looked at, and more."""
_MOST = 48
"""Words of a chain of capitalised words that compiled code reads."""
_WIDE = f"utf-16-{sys.byteorder[0]}e"


class Scanned(NamedTuple):
    """What is told of a text.

    Attributes
    ----------
    names, quantities, dates, quotations, credits : list of int
        Rows as `dedup.text.kernels.stated` has them, one after the other.
    said : str
        The words of all quotations.
    chains : list of int
        The chains of capitalised words, where plain code will ask for them.
    is_intricate : bool
        Whether plain code has to read the numbers.
    may_be_noisy : bool
        Whether there may be addresses and the like.
    has_copyright : bool
        Whether there is a sign of copyright, or "(c)".
    """

    names: list[int]
    quantities: list[int]
    dates: list[int]
    quotations: list[int]
    credits: list[int]
    said: str
    chains: list[int]
    is_intricate: bool
    may_be_noisy: bool
    has_copyright: bool

    def inside(self, text: str) -> set[str]:
        """The words of all names inside sentences, as plain code knows them."""
        numbers = iter(self.chains)
        return {
            word
            for start, end, state in zip(numbers, numbers, numbers, strict=True)
            if not state & of.INSIDE_MASK
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
        self.counts = np.zeros(of.N_COUNTS, dtype=np.int64)
        said = np.empty(2 * most, dtype=np.uint16)
        self.said = said.data.cast("B")
        columns = of.N_COLUMNS, of.Q_COLUMNS, of.D_COLUMNS, of.N_COLUMNS, of.C_COLUMNS
        rows = [np.empty((half, count), dtype=np.int32) for count in columns]
        self.names, self.quantities, self.dates, self.quotations, self.credits = (
            table.ravel() for table in rows
        )
        chains = np.empty((half, 3), dtype=np.int32)
        self.chains = chains.ravel()
        names, quantities, dates, quotations, credits_ = rows
        *tables, lower = known()
        self.run = Bound(
            _FIND,
            *(0, self.codes, *tables),
            *(np.empty(most, dtype=np.uint8) for _ in range(3)),
            np.empty((half, 2), dtype=np.int32),
            *(np.empty(most, dtype=np.int32) for _ in range(3)),
            chains,
            *(np.empty((_MOST, 5), dtype=np.int32), np.empty(_PAST, dtype=np.uint8)),
            *(np.empty((half, 2), dtype=np.int32), np.empty(2 * most, dtype=np.int32)),
            *(names, quantities, dates, lower, said, quotations, credits_, self.counts),
        )

    def read(self, text: str) -> Scanned | None:
        """Read a text that there is room for; None if it is left to plain code."""
        copy_points(text, self.address, len(text))
        self.run.put(0, len(text))
        if self.run() < 0:
            return None
        counts = self.counts.tolist()
        quotations = _rows(self.quotations, counts[of.N_QUOTATIONS] * of.N_COLUMNS)
        # The row of the last one says where its words end.
        said = str(self.said[: 2 * quotations[-2]], _WIDE) if quotations else ""
        return Scanned(
            _rows(self.names, counts[of.N_NAMES] * of.N_COLUMNS),
            _rows(self.quantities, counts[of.N_QUANTITIES] * of.Q_COLUMNS),
            _rows(self.dates, counts[of.N_DATES] * of.D_COLUMNS),
            quotations,
            _rows(self.credits, counts[of.N_CREDITS] * of.C_COLUMNS),
            said,
            _rows(self.chains, 3 * counts[of.N_CHAINS]) if counts[of.N_ASKS] else [],
            counts[of.N_INTRICATE] != 0,
            counts[of.N_NOISE] != 0,
            counts[of.N_COPYRIGHT] != 0,
        )


def _rows(table: npt.NDArray[np.int32], count: int) -> list[int]:
    return table[:count].tolist() if count else []


_threads = threading.local()


def _desk() -> _Desk:
    desk: _Desk | None = getattr(_threads, "desk", None)
    if desk is None:
        desk = _threads.desk = _Desk()
    return desk


def load() -> None:
    """Load the compiled code, or have it made."""
    _FIND.load()


@lru_cache(maxsize=8)
def scanned(text: str) -> Scanned | None:
    """What compiled code tells of a text; None if it does not pay or cannot tell.

    The last few are remembered: who asks for the credits of a text often asks for its literals.

    Examples
    --------
    >>> load()
    >>> scanned("On Friday Ana Reyes sold 12 boats.").names
    [0, 10, 19, 0, 0]
    """
    if not _FIND.pays(_SAVING * len(text)) or len(text) > _LONGEST:
        return None
    return _desk().read(text)
