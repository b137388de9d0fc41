"""What one thread reads texts at: the compiled loop, and room for it to work in."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Bound, Kernel
from dedup.machine.strings import copy_points, place_of
from dedup.text.compact import Compact
from dedup.text.content import I64
from dedup.text.folds import factors_of, folds, rare_stems
from dedup.text.gate_tables import gate_tables
from dedup.text.kernels.rows import (
    CUT,
    FOLDED,
    FRONT,
    HEADS,
    INTS,
    LINES,
    LONGEST,
    LONGEST_FOLDED,
    LONGS,
    ODD,
    SENTENCES,
    SIFTED,
    SPARE,
    STATE,
    TEXT,
    UNIT,
    WORDED,
)
from dedup.text.lexicon import lexicon
from dedup.text.symbols import symbols

__all__ = ["MOST", "READ", "USUAL", "Desk", "Words", "desk_for"]

I32 = npt.NDArray[np.int32]

READ = Kernel(
    *("dedup.text.kernels.reading", "read_texts"),
    *("int64", "int64[:]", "uint8[:]", "int64[:]", "uint32[:]"),
    *("int64[:]", "int64[:]", "int64[:]", "int64[:]"),
    *("int32[:]", "uint32[:]", "uint8[:]", "int64[:]"),
    *("int64", "int64", "uint8[:]", "uint8[:]", "uint64[:]", "uint64[:]", "int32[:]"),
    *("int32[:]", "int64[:]", "int64[:]", "uint8[:]", "int32[:]", "int32[:]", "uint8[:]"),
    *("uint8[:]", "int64[:,:]", "int32[:,:]", "uint8[:]", "int64[:]", "int64[:,:]"),
    *("int64[:]", "int32[:]", "uint16[:]", "uint8[:]", "int64[:]", "int32[:]"),
)
_TEXTS, _SYMBOLS, _GATES, _FACTORS, _CUTTING, _WORDED = 0, 2, 5, 12, 13, 14
"""Places of arguments that change from call to call."""
USUAL = 1 << 16
"""Characters that are read in one call, and the longest text whose room to work in is kept."""
MOST = 256
"""Texts that are read in one call."""
_FEW = 10
"""Bits of the number of words in a sentence that is not overlong."""
_CODE = 4
"""Bytes of a code point."""
_kept = threading.local()


class Words(NamedTuple):
    """The words of a text's content, in order.

    Attributes
    ----------
    hashes : ndarray of int64, shape (w,)
        xxHash64 of each word as it is folded, in UTF-8.
    places : ndarray of int32, shape (w, 3)
        Where each begins and ends, in code points of its text, and whether an apostrophe is before
        it, which may join it to the word before.
    """

    hashes: I64
    places: I32


class Desk:
    """Room for texts of up to so many characters in all, `MOST` of them at a time."""

    def __init__(self, length: int) -> None:
        # A word has one character at least, and one that parts it from the next; a sentence one.
        most = length + MOST + SPARE
        symbols_most = most + FRONT + 2 * SPARE
        blocks = most // 64 + 4
        # A character before the first is read too.
        self.codes = np.zeros(most, dtype=np.uint32)
        strings = np.zeros(3 * MOST, dtype=np.int64)
        # To set one number takes half as long there.
        self._strings = strings.data
        self.ints = np.empty(INTS * most, dtype=np.int32)
        self.stems = np.empty(most, dtype=np.int64)
        self.marks = np.empty(most, dtype=np.uint8)
        self.odd = np.empty(most, dtype=np.int32)
        self.lines = np.empty((most, 3), dtype=np.int64)
        self.cuts = np.empty((most, 2), dtype=np.int32)
        self.furniture = np.empty(most, dtype=np.uint8)
        self.state = np.zeros(STATE, dtype=np.int64)
        self.heads = np.zeros((MOST, HEADS), dtype=np.int64)
        self.hashes = np.empty(most, dtype=np.int64)
        self.spots = np.empty(3 * most, dtype=np.int32)
        self.wide = out = np.empty(8 * most, dtype=np.int64)
        self._has_all_characters = False
        self._factors = factors_of(_FEW)
        self._read = Bound(
            READ,
            *(0, strings, *symbols(is_ascii=True), folds(), *gate_tables(is_ascii=True)),
            *(*rare_stems(), self._factors, 0, 0),
            *(np.zeros(symbols_most, dtype=np.uint8) for _ in range(2)),
            *(np.empty(blocks, dtype=np.uint64) for _ in range(2)),
            *(np.empty(blocks, dtype=np.int32), self.ints, np.empty(LONGS * most, dtype=np.int64)),
            *(self.stems, self.marks, self.odd),
            np.empty(2 << most.bit_length(), dtype=np.int32),
            np.empty(_CODE * LONGEST_FOLDED + 16, dtype=np.uint8),
            *(np.empty(UNIT, dtype=np.uint8), self.lines, self.cuts, self.furniture),
            *(self.state, self.heads),
            *(out, out.view(np.int32), out.view(np.uint16), out.view(np.uint8)),
            *(self.hashes, self.spots),
        )

    def read(
        self, texts: Sequence[str], abbreviations: frozenset[str], *, worded: bool = False
    ) -> None:
        """Read texts, and keep their words if they are wanted.

        Sentences are cut by plain code where other abbreviations are known.
        """
        self._lay(texts)
        bound = self._read
        bound.put(_CUTTING, 1 if abbreviations else 0)
        bound.put(_WORDED, 1 if worded else 0)
        bound.put(_FACTORS, self._factors)
        self.state.fill(0)
        while todo := bound():
            number = int(self.state[TEXT])
            if todo == CUT:
                self._cut(number, texts[number], abbreviations)
            elif todo == SIFTED:
                self._sift(number, texts[number])
            elif todo == FOLDED:
                self._fold(number, texts[number])
            else:
                bits = int(self.heads[number, LONGEST]).bit_length()
                bound.put(_FACTORS, factors_of(bits))

    def _lay(self, texts: Sequence[str]) -> None:
        """Lay texts on the desk; they have to stay there."""
        self._read.put(_TEXTS, len(texts))
        strings, number, copied = self._strings, 0, 0
        for text in texts:
            length = len(text)
            place, width = place_of(text)
            if not width:
                place, width = self._copied(text, copied), _CODE
                copied += length
            strings[number], strings[number + 1], strings[number + 2] = place, length, width
            number += 3
        is_ascii = all(map(str.isascii, texts))
        # Tables of all characters do for ASCII too.
        if not self._has_all_characters and not is_ascii:
            self._has_all_characters = True
            for number, table in enumerate(symbols(is_ascii=False), _SYMBOLS):
                self._read.put(number, table)
            for number, table in enumerate(gate_tables(is_ascii=False), _GATES):
                self._read.put(number, table)

    def _copied(self, text: str, at: int) -> int:
        """Where the code points of a string are written that is not read in place."""
        place: int = self.codes.ctypes.data + _CODE * (at + 1)
        copy_points(text, place, len(text))
        return place

    def _cut(self, number: int, text: str, abbreviations: frozenset[str]) -> None:
        """Cut a text into sentences with abbreviations that plain code alone knows."""
        from dedup.text.sentences import sentence_bounds  # noqa: PLC0415 - as in `read_text`

        rows = sentence_bounds(text, abbreviations)
        self.cuts[: len(rows)] = np.array(rows, dtype=np.int32).reshape(-1, 2)
        self.heads[number, SENTENCES] = len(rows)

    def _sift(self, number: int, text: str) -> None:
        """Tell furniture from the story where compiled code cannot."""
        # Its patterns take a tenth of the library's import.
        from dedup.text.furniture import furniture_among  # noqa: PLC0415

        count, lines = int(self.heads[number, SENTENCES]), int(self.heads[number, LINES])
        self.furniture[:count] = furniture_among(
            text,
            self.cuts[:count].tolist(),
            self.lines[:lines].tolist(),
            self.furniture[:count].astype(bool).tolist(),
        )

    def _fold(self, number: int, text: str) -> None:
        """Fold the words that compiled code cannot."""
        which = self.odd[: self.heads[number, ODD]]
        edges = self.ints[: 2 * len(self.odd)].reshape(-1, 2)[which].tolist()
        found = lexicon().numbers_of([text[begin:end] for begin, end in edges])
        self.hashes[self.state[WORDED] + which] = found.wording.view(np.int64)
        self.stems[which] = found.key
        self.marks[which] = found.mark

    def readings(self, count: int) -> list[Compact | None]:
        """What was read, as it is kept."""
        wide = self.wide
        found: list[Compact | None] = []
        for words, content, known, kept, sentences, at, size, *_ in self.heads[:count].tolist():
            if size < 0:
                found.append(None)
                continue
            numbers = wide[at : at + (size + 7) // 8].copy()
            found.append(Compact(numbers, words, content, known, kept, sentences))
        return found

    def worded(self, count: int) -> list[tuple[Compact, Words] | None]:
        """The same, each with its words."""
        found: list[tuple[Compact, Words] | None] = []
        end = 0
        places = self.spots.reshape(-1, 3)
        for one in self.readings(count):
            if one is None:
                found.append(None)
                continue
            begin, end = end, end + one.words
            words = Words(self.hashes[begin:end].copy(), places[begin:end].copy())
            found.append((one, words))
        return found


def desk_for(length: int) -> Desk:
    """A desk that holds so many characters, which is the thread's own."""
    if length > USUAL:
        return Desk(length)
    desk: Desk | None = getattr(_kept, "desk", None)
    if desk is None:
        desk = _kept.desk = Desk(USUAL)
    return desk
