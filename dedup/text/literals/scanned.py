"""What a text is looked through for before patterns are tried: by compiled code in one pass.

Most patterns for literals and credits need a few characters that few texts have. To look for each
of these dozens of signs takes as long as to read the names of a text.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Bound, Kernel, Passed
from dedup.text.literals import compiled
from dedup.text.literals.scan import Places, tables

__all__ = ["SIGNS", "AnyOf", "Scanned", "any_of", "load", "plainly_scanned", "scanned"]

_RAN = tuple(
    f"{verb} {where} "
    for verb in ("reported", "published", "revealed", "appeared", "ran")
    for where in ("by", "in", "on")
)
SIGNS = (
    *("://", "www.", ".jp", ".png", ".gif", ".webp", ".pdf", ".htm"),
    *("ccording to ", "irst ", "riginally ", "reviously ", "nitially ", "s reported ", *_RAN),
    *("ourtesy of ", "ted from ", "shed from ", "ith ", "input from ", "s from "),
    *("reporting from ", "material from ", "eport", "ublished ", "told ", "Told ", "uoted by "),
    *("nterview with ", "tatement to ", "(c)", "(C)", "opyright", "COPYRIGHT"),
    *("reported", "contributed"),
)
"""All signs that anything is gated by; ASCII, of three characters or more."""
_NUMBERS = {sign: number for number, sign in enumerate(SIGNS)}
_HASHES = 1 << 12
_SAVING = 1e-8
"""Seconds a character, about, that plain code takes longer."""
_LONGEST = 1 << 16
"""Characters of a text that compiled code is given."""

_SCAN = Kernel(
    *("dedup.text.kernels.scanning", "scan_text", "int64", "uint32[:]", "uint8[:]", "uint8[:]"),
    *("uint8[:]", "uint8[:]", "uint8[:]", "uint8[:,:]", "int32[:,:]", "int64[:]"),
)


class AnyOf(NamedTuple):
    """Signs of which a text has to have one."""

    signs: tuple[str, ...]
    bits: int


def any_of(*signs: str) -> AnyOf:
    """Some of the `SIGNS`.

    Examples
    --------
    >>> scanned("He told us.").has(any_of("told ", "Told "))
    True
    """
    return AnyOf(signs, sum(1 << _NUMBERS[sign] for sign in signs))


class Scanned(NamedTuple):
    """What a text was looked through for.

    Attributes
    ----------
    text : str
    places : Places or None
        Where numbers and dates may begin; None where that is still to be looked for.
    bits : int or None
        Its signs; None where each is still to be looked for.
    telephone : bool
        Whether there may be telephone numbers.
    """

    text: str
    places: Places | None = None
    bits: int | None = None
    telephone: bool = True

    def has(self, wanted: AnyOf) -> bool:
        """Whether the text has one of some signs."""
        if self.bits is None:
            return any(map(self.text.__contains__, wanted.signs))
        return self.bits & wanted.bits != 0


def load() -> None:
    """Load the compiled code, or have it made, and that for literals."""
    _SCAN.load()
    compiled.load()


@lru_cache(maxsize=8)
def scanned(text: str) -> Scanned:
    """Look through a text; the last few are remembered.

    Examples
    --------
    >>> scanned("He told us.").has(any_of("reported"))
    False
    """
    if len(text) <= _LONGEST and _SCAN.pays(_SAVING * len(text)):
        return _desk().scan(text)
    return plainly_scanned(text)


def plainly_scanned(text: str) -> Scanned:
    """`scanned` without compiled code."""
    return Scanned(text)


class _Desk:
    """All that compiled code is passed, laid out once."""

    def __init__(self) -> None:
        codes = np.empty(_LONGEST, dtype=np.uint32)
        self.codes = codes.data.cast("B")
        self.places = np.empty((3, _LONGEST), dtype=np.int32)
        self.counts = np.empty(4, dtype=np.int64)
        known = _passed()
        self.run = Bound(_SCAN, 0, codes, *known, self.places, self.counts)

    def scan(self, text: str) -> Scanned:
        """Look through a text that there is room for."""
        raw = text.encode("utf-32-le", "surrogatepass")
        self.codes[: len(raw)] = raw
        self.run.put(0, len(text))
        bits = self.run()
        *ends, telephone = self.counts.tolist()
        found = [row[:end].tolist() for row, end in zip(self.places, ends, strict=True)]
        return Scanned(text, Places(*found), bits, telephone > 0)


_threads = threading.local()


def _desk() -> _Desk:
    desk: _Desk | None = getattr(_threads, "desk", None)
    if desk is None:
        desk = _threads.desk = _Desk()
    return desk


@lru_cache(maxsize=1)
def _passed() -> tuple[Passed, ...]:
    """The tables of `dedup.text.literals.scan`, and the signs, as compiled code takes them."""
    known = tables()
    pairs = known.first.reshape(1 << 12, -1).any(axis=1)
    longest = max(map(len, SIGNS))
    rows: npt.NDArray[np.uint8] = np.zeros((len(SIGNS), longest + 2), dtype=np.uint8)
    hashes = [_hash(sign) for sign in SIGNS]
    order = sorted(range(len(SIGNS)), key=hashes.__getitem__)
    for row, number in zip(rows, order, strict=True):
        sign = SIGNS[number].encode("ascii")
        row[: len(sign) + 2] = len(sign), number, *sign
    slots = np.searchsorted(np.sort(hashes), np.arange(_HASHES + 1))
    arrays = known.codes, known.first, known.second, pairs, slots, rows
    return tuple(Passed.of(np.ascontiguousarray(array, dtype=np.uint8)) for array in arrays)


def _hash(sign: str) -> int:
    first, second, third = map(ord, sign[:3])
    return (first + 37 * second + 1009 * third) & (_HASHES - 1)
