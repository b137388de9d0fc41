"""What `dedup.text.content` says of a text, by compiled code."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.machine.kernel import Bound, Kernel, Passed
from dedup.text import content as plain
from dedup.text.content import I64, LEAST_RARITY, Content, factors, small
from dedup.text.kernels.rows import (
    BEGIN,
    COUNTS,
    END,
    FINAL,
    FIRST,
    INTRICATE,
    LONGEST,
    NEW,
    NUMBERS,
    SECTIONS,
    WHICH,
)
from dedup.text.lexicon import LIMIT, Lexicon, lexicon
from dedup.text.stems import rarities
from dedup.text.words import kinds_of_characters

__all__ = ["content_of", "load", "read_content"]

_READ = Kernel(
    *("dedup.text.kernels.content", "read_content"),
    *("uint32[:]", "uint8[:]", "int64", "int32[:]", "int64[:,:]", "uint32[:]"),
    *("int64[:,:]", "uint8[:]", "int64[:]", "int64", "int32[:]", "int64[:,:]"),
    *("int64[:]", "uint16[:]", "uint8[:]"),
)
_KINDS, _SENTENCES, _SLOTS, _ROWS, _FACTORS, _AGAIN = 1, 2, 3, 6, 8, 9
"""Places of its arguments that change from text to text."""
_SAVING = 1e-7
"""Seconds a character, about, that plain code takes longer."""
_USUAL = 1 << 14
"""Characters of the longest text whose room to work in is kept for the next."""
_LETTERS = 8
"""Room for so many letters of each word in the table of spellings."""
_FEW = 10
"""Bits of the number of words in a sentence that is not overlong."""
_kept = threading.local()


class _Spellings(NamedTuple):
    """The words of one lexicon that compiled code finds by itself.

    Nothing is moved while it grows, so that other threads may read while one enters words; and
    what is not touched of these arrays takes no memory.
    """

    slots: Passed
    spelled: Passed
    arena: Passed

    @classmethod
    def none(cls) -> _Spellings:
        arena = np.zeros(_LETTERS * LIMIT, dtype=np.uint32)
        arena[0] = 1
        return cls(
            slots=Passed.of(np.zeros(2 * LIMIT, dtype=np.int32)),
            spelled=Passed.of(np.zeros((LIMIT, 2), dtype=np.int64)),
            arena=Passed.of(arena),
        )


def content_of(text: str, cuts: I64) -> Content:
    """`dedup.text.content.content_of`, by compiled code where that is at hand and pays.

    Examples
    --------
    >>> cuts = np.array([[0, 15], [16, 24]])
    >>> content_of("The ferry sank. A ferry!", cuts).lengths.tolist()
    [3, 2]
    """
    found = None
    if _READ.pays(_SAVING * len(text)):
        found = read_content(text, cuts)
    return plain.content_of(text, cuts) if found is None else found


def load() -> None:
    """Load the compiled code, or have it made."""
    _READ.load()


def read_content(text: str, cuts: I64) -> Content | None:
    """The same by compiled code; None for a text that only plain code can read.

    That are texts with marks, invisible characters or scripts without spaces.
    """
    known = lexicon()
    room = _room_for(text)
    room.rows[FIRST : FINAL + 1, : len(cuts)] = cuts.T
    read = room.reading
    read.put(_KINDS, kinds_of_characters(is_ascii=text.isascii()))
    read.put(_SENTENCES, len(cuts))
    for number, array in enumerate(_spellings(known)):
        read.put(_SLOTS + number, array)
    read.put(_ROWS, known.rows)
    read.put(_FACTORS, _factors(_FEW))
    read.put(_AGAIN, 0)
    todo = read()
    if todo == INTRICATE:
        return None
    if todo:
        _look_up(text, known, room)
    return room.content(len(cuts))


def _look_up(text: str, known: Lexicon, room: _Room) -> None:
    """Find the words that compiled code does not know, and let it go on."""
    rows = room.rows
    new, longest = rows[COUNTS, NEW], int(rows[COUNTS, LONGEST])
    words = [
        text[start:end]
        for start, end in zip(rows[BEGIN, :new].tolist(), rows[END, :new].tolist(), strict=True)
    ]
    rows[NUMBERS, rows[WHICH, :new]] = known.look_up(words)
    room.reading.put(_ROWS, known.rows)
    room.reading.put(_FACTORS, _factors(max(_FEW, longest.bit_length())))
    room.reading.put(_AGAIN, 1)
    # Two threads that enter words at a time would enter them in one place.
    with known.entering:
        room.reading()


class _Room:
    """What one thread works in, for texts of up to so many characters."""

    def __init__(self, length: int) -> None:
        # A word has one character at least, and one that parts it from the next; a sentence one.
        most = length + 8
        self.codes = np.zeros(most, dtype=np.uint32).data.cast("B")
        self.rows = np.empty((SECTIONS, most), dtype=np.int64)
        table = np.empty(1 << most.bit_length(), dtype=np.int32)
        out = np.empty(7 * most, dtype=np.int64)
        self.out = out.view(np.uint8)
        none = np.zeros((1, 2), dtype=np.int64)
        self.reading = Bound(
            _READ,
            *(np.frombuffer(self.codes, dtype=np.uint32), np.zeros(1, dtype=np.uint8), 0),
            *(none[0].astype(np.int32), none, none[0].astype(np.uint32)),
            *(np.zeros((1, 3), dtype=np.int64), _seldom(), none[0], 0, table, self.rows),
            *(out, out.view(np.uint16), self.out),
        )

    def content(self, asked: int) -> Content:
        """The results, as they are kept: stretches of one array."""
        words, sentences, _, _, known, kept, size = self.rows[COUNTS, :7].tolist()
        data = self.out[:size].copy()
        kind = small(words)
        wording = 8 * known
        lengths = wording + 8 * sentences
        bounds = lengths + 8 * asked
        places = bounds + 8 * (sentences + 1)
        width = 2 if kind is np.uint16 else 8
        sequence = places + width * kept
        codes = sequence + width * words
        return Content(
            lengths=data[lengths:bounds].view(np.int64),
            wording=data[wording:lengths].view(np.uint64),
            every=data[:wording].view(np.int64),
            codes=data[codes : codes + known],
            marks=data[codes + known :],
            places=data[places:sequence].view(kind),
            bounds=data[bounds:places].view(np.int64),
            sequence=data[sequence:codes].view(kind),
        )


def _room_for(text: str) -> _Room:
    """Room that holds the text."""
    length = len(text)
    room: _Room | None = getattr(_kept, "room", None)
    if length > _USUAL:
        room = _Room(length)
    elif room is None:
        room = _kept.room = _Room(_USUAL)
    raw = text.encode("utf-32-le", "surrogatepass")
    room.codes[: len(raw)] = raw
    return room


def _spellings(known: Lexicon) -> _Spellings:
    found: _Spellings | None = known.spellings
    if found is None:
        found = known.spellings = _Spellings.none()
    return found


@lru_cache(maxsize=1)
def _seldom() -> Passed:
    """Whether a stem of each rarity may be a seldom one."""
    return Passed.of((rarities() > LEAST_RARITY).astype(np.uint8))


@lru_cache(maxsize=64)
def _factors(bits: int) -> Passed:
    return Passed.of(factors(bits).view(np.int64))
