"""What `dedup.text.reading` says of a text, said of many at a time by compiled code."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Bound, Kernel
from dedup.machine.strings import copy_points
from dedup.machine.threads import on_all_cores
from dedup.text import line_keys
from dedup.text.compact import Compact, opened
from dedup.text.content import I64
from dedup.text.folds import factors_of, folds, rare_stems
from dedup.text.gate_tables import gate_tables
from dedup.text.kernels.rows import (
    BEGIN,
    COUNTS,
    END,
    FOLDED,
    HASHES,
    HEADS,
    LONGEST,
    LONGEST_FOLDED,
    MARKS,
    ODD,
    SECTIONS,
    STATE,
    STEMS,
    WHICH,
)
from dedup.text.lexicon import lexicon
from dedup.text.reading import Reading, read_text
from dedup.text.symbols import symbols

__all__ = [
    "Words",
    "is_loaded",
    "load",
    "pays",
    "read_compact",
    "read_compiled",
    "read_texts",
    "read_worded",
]

I32 = npt.NDArray[np.int32]

_CUT = Kernel(
    *("dedup.text.kernels.sentences", "read_sentences"),
    *("int64", "uint32[:]", "int64[:]", "uint8[:]", "int64[:]", "uint8[:]", "int64[:,:]"),
    *("int32[:,:]", "int64[:]"),
)
_SIFT = Kernel(
    *("dedup.text.kernels.furniture", "read_furniture"),
    *("int64", "int64[:]", "uint8[:]", "int64[:]", "int64[:]", "int64[:]", "int64[:]", "int64[:]"),
    *("int32[:,:]", "int64[:]", "uint8[:]", "int64[:,:]", "int64[:]", "uint8[:]"),
)
_READ = Kernel(
    *("dedup.text.kernels.content", "read_content"),
    *("int64", "uint32[:]", "int64[:]", "uint8[:]", "int64[:]", "uint32[:]", "int32[:,:]"),
    *("int64[:]", "uint8[:]", "int32[:]", "uint32[:]", "uint8[:]", "uint8[:]", "int64[:]", "int64"),
    *("int32[:]", "uint8[:]", "int64[:,:]", "int64[:]", "int64[:,:]"),
    *("int64[:]", "int32[:]", "uint16[:]", "uint8[:]", "int64", "int64[:]", "int32[:]"),
)
_KERNELS = (_CUT, _SIFT, _READ)
_TEXTS, _FACTORS, _AGAIN, _WORDED = 0, 13, 14, 24
"""Places of arguments that change from call to call."""
_SAVING = 1e-7
"""Seconds a character, about, that plain code takes longer."""
_USUAL = 1 << 16
"""Characters that are read in one call, and the longest text whose room to work in is kept."""
_FEW_BLOCKS = 3
"""Calls that are not worth other threads."""
_MOST = 256
"""Texts that are read in one call."""
_LONGEST = 1 << 22
"""Characters beyond which the room would be larger than what plain code takes."""
_LONGEST_UNIT = 512
"""Characters of a line that may be furniture, and more."""
_FEW = 10
"""Bits of the number of words in a sentence that is not overlong."""
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


def read_texts(texts: Sequence[str], abbreviations: frozenset[str] = frozenset()) -> list[Reading]:
    """`dedup.text.reading.read_text` of each text, by compiled code where that pays.

    Examples
    --------
    >>> [found.lengths.tolist() for found in read_texts(["The ferry sank. A ferry!", "No."])]
    [[3, 2], [1]]
    """
    if not pays(texts):
        return [read_text(text, abbreviations) for text in texts]
    found = read_compiled(texts, abbreviations)
    return [
        read_text(text, abbreviations) if one is None else one
        for text, one in zip(texts, found, strict=True)
    ]


def pays(texts: Iterable[str]) -> bool:
    """Whether to have texts read by compiled code; nobody waits for the compiler."""
    saving = _SAVING * sum(map(len, texts))
    # All are asked, as each counts what it could have saved.
    paying = [kernel.pays(saving) for kernel in _KERNELS]
    return all(paying)


def is_loaded() -> bool:
    """Whether the compiled code is there."""
    return all(kernel.is_loaded for kernel in _KERNELS)


def load() -> None:
    """Load the compiled code, or have it made."""
    for kernel in _KERNELS:
        kernel.load()
    line_keys.load()


def read_compiled(
    texts: Sequence[str], abbreviations: frozenset[str] = frozenset()
) -> list[Reading | None]:
    """The same by compiled code, in all threads; None for a text that only plain code can read.

    That are texts with marks, invisible characters or scripts without spaces in their story, and
    very long ones.
    """
    work = partial(_read_block, abbreviations=abbreviations)
    blocks = list(_blocks(texts))
    found = map(work, blocks) if len(blocks) <= _FEW_BLOCKS else on_all_cores(work, blocks)
    return [None if one is None else opened(one) for block in found for one in block]


def read_compact(
    texts: Sequence[str], abbreviations: frozenset[str] = frozenset()
) -> list[Compact | None]:
    """`read_compiled` in one array each, by the calling thread alone.

    Examples
    --------
    >>> [one and one.words for one in read_compact(["The ferry sank. A ferry!", "港"])]
    [5, None]
    """
    return [one for block in _blocks(texts) for one in _read_block(block, abbreviations)]


def read_worded(
    texts: Sequence[str], abbreviations: frozenset[str] = frozenset()
) -> list[tuple[Compact, Words] | None]:
    """`read_compact` with the words of each text's content, their number being `Compact.words`.

    Examples
    --------
    >>> found = read_worded(["It isn’t.", "港"])
    >>> found[0][1].places.tolist(), found[1]
    ([[0, 2, 0], [3, 6, 0], [7, 8, 1]], None)
    """
    found: list[tuple[Compact, Words] | None] = []
    for block in _blocks(texts):
        desk = _at_desk(block, abbreviations, worded=True)
        found += [None] * len(block) if desk is None else desk.worded(len(block))
    return found


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts that are read in one call; a long one is alone."""
    block: list[str] = []
    length = 0
    for text in texts:
        if block and (length + len(text) > _USUAL or len(block) == _MOST):
            yield block
            block, length = [], 0
        block.append(text)
        length += len(text)
    if block:
        yield block


def _read_block(texts: list[str], abbreviations: frozenset[str]) -> list[Compact | None]:
    desk = _at_desk(texts, abbreviations)
    return [None] * len(texts) if desk is None else desk.readings(len(texts))


def _at_desk(
    texts: list[str], abbreviations: frozenset[str], *, worded: bool = False
) -> _Desk | None:
    """The desk at which texts were read; None if they are too long."""
    length = sum(map(len, texts))
    if length > _LONGEST:
        return None
    desk = _desk_for(length)
    desk.lay(texts)
    desk.cut()
    if abbreviations:
        desk.cut_anew(texts, abbreviations)
    desk.sift(texts)
    desk.read(texts, worded=worded)
    return desk


def _grown(ends: list[int]) -> list[int]:
    """Which numbers of an ascending list are larger than the one before, or than none."""
    return [place for place, end in enumerate(ends) if end > (ends[place - 1] if place else 0)]


class _Desk:
    """What one thread works on, for texts of up to so many characters in all."""

    def __init__(self, length: int) -> None:
        # A word has one character at least, and one that parts it from the next; a sentence one.
        most = length + _MOST + 8
        self.codes = np.zeros(most, dtype=np.uint32)
        self.bounds = np.zeros(_MOST + 1, dtype=np.int64)
        self.cuts = np.empty((most, 2), dtype=np.int32)
        self.ends = np.zeros(_MOST, dtype=np.int64)
        self.furniture = np.zeros(most, dtype=np.uint8)
        self.room = np.empty((SECTIONS, most), dtype=np.int64)
        self.lines = np.empty((most, 3), dtype=np.int64)
        self.line_ends = np.zeros(_MOST, dtype=np.int64)
        self.state = np.zeros(STATE, dtype=np.int64)
        self.heads = np.zeros((_MOST, HEADS), dtype=np.int64)
        self.hashes = np.empty(most, dtype=np.int64)
        self.spots = np.empty((most, 3), dtype=np.int32)
        out = np.empty(8 * most, dtype=np.int64)
        self.wide = out
        codes = self.codes
        sym = np.zeros(most + 16, dtype=np.uint8)  # words are loaded eight bytes at a time
        self._has_all_characters = False
        self._cut = Bound(
            _CUT,
            *(0, codes, self.bounds, *symbols(is_ascii=True), sym),
            *(np.empty((4, most), dtype=np.int64), self.cuts, self.ends),
        )
        self._sift = Bound(
            _SIFT,
            *(0, self.bounds, sym, symbols(is_ascii=True).about, *gate_tables(is_ascii=True)),
            *(self.cuts, self.ends, np.empty(_LONGEST_UNIT, dtype=np.uint8), self.lines),
            *(self.line_ends, self.furniture),
        )
        self._read = Bound(
            _READ,
            *(0, codes, self.bounds, sym, symbols(is_ascii=True).about, folds(), self.cuts),
            *(self.ends, self.furniture, *rare_stems(), factors_of(_FEW), 0),
            *(np.empty(1 << most.bit_length(), dtype=np.int32),),
            *(np.empty(4 * LONGEST_FOLDED + 16, dtype=np.uint8), self.room, self.state),
            *(self.heads, out, out.view(np.int32), out.view(np.uint16), out.view(np.uint8)),
            *(0, self.hashes, self.spots.reshape(-1)),
        )

    def lay(self, texts: Sequence[str]) -> None:
        """Lay texts on the desk."""
        joined = "".join(texts)
        copy_points(joined, self.codes.ctypes.data, len(joined))
        self.bounds[1 : len(texts) + 1] = list(accumulate(map(len, texts)))
        for bound in (self._cut, self._sift, self._read):
            bound.put(_TEXTS, len(texts))
        # Tables of all characters do for ASCII too.
        if not self._has_all_characters and not joined.isascii():
            self._has_all_characters = True
            known = symbols(is_ascii=False)
            self._cut.put(3, known.codes)
            for bound, number in ((self._cut, 4), (self._sift, 3), (self._read, 4)):
                bound.put(number, known.about)
            for number, table in enumerate(gate_tables(is_ascii=False), 4):
                self._sift.put(number, table)

    def cut(self) -> None:
        """Cut the texts into sentences."""
        self._cut()

    def cut_anew(self, texts: Sequence[str], abbreviations: frozenset[str]) -> None:
        """The same with other abbreviations, which plain code alone knows."""
        from dedup.text.sentences import sentence_bounds  # noqa: PLC0415 - as in `read_text`

        rows: list[tuple[int, int]] = []
        for number, (text, end) in enumerate(zip(texts, self.ends.tolist(), strict=False)):
            if end >= 0:
                rows += sentence_bounds(text, abbreviations)
            self.ends[number] = len(rows) if end >= 0 else -1 - len(rows)
        self.cuts[: len(rows)] = np.array(rows, dtype=np.int32).reshape(-1, 2)

    def sift(self, texts: Sequence[str]) -> None:
        """Tell furniture from the story."""
        if not self._sift():
            return
        ends, line_ends = self.ends[: len(texts)], self.line_ends[: len(texts)].tolist()
        ends = np.maximum(ends, -1 - ends)  # of texts that are left too
        doubtful = self.furniture[: ends[-1]].nonzero()[0]
        texts_of = ends.searchsorted(doubtful, side="right").tolist()
        for number in {*texts_of, *_grown(line_ends)}:
            # Its patterns take a tenth of the library's import.
            from dedup.text.furniture import furniture_among  # noqa: PLC0415

            first, last = int(ends[number - 1]) if number else 0, int(ends[number])
            lines = self.lines[line_ends[number - 1] if number else 0 : line_ends[number]]
            self.furniture[first:last] = furniture_among(
                texts[number],
                self.cuts[first:last].tolist(),
                lines.tolist(),
                self.furniture[first:last].astype(bool).tolist(),
            )

    def read(self, texts: Sequence[str], *, worded: bool) -> None:
        """Read the words of what is no furniture, and keep them if they are wanted."""
        self.state[:] = 0
        self._read.put(_WORDED, int(worded))
        self._read.put(_FACTORS, factors_of(_FEW))
        self._read.put(_AGAIN, 0)
        while todo := self._read():
            room = self.room
            if todo == FOLDED:
                self._fold(texts[self.state[0]])
                self._read.put(_AGAIN, 1)
            else:
                self._read.put(_FACTORS, factors_of(int(room[COUNTS, LONGEST]).bit_length()))

    def _fold(self, text: str) -> None:
        """Fold the words that compiled code cannot."""
        room = self.room
        odd = room[COUNTS, ODD]
        start = int(self.bounds[self.state[0]])
        words = [
            text[begin - start : end - start]
            for begin, end in zip(room[BEGIN, :odd].tolist(), room[END, :odd].tolist(), strict=True)
        ]
        found = lexicon().numbers_of(words)
        which = room[WHICH, :odd]
        room[HASHES, which] = found.wording.view(np.int64)
        room[STEMS, which] = found.key
        room[MARKS, which] = found.mark

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
        for one in self.readings(count):
            if one is None:
                found.append(None)
                continue
            begin, end = end, end + one.words
            words = Words(self.hashes[begin:end].copy(), self.spots[begin:end].copy())
            found.append((one, words))
        return found


def _desk_for(length: int) -> _Desk:
    """A desk that holds so many characters."""
    if length > _USUAL:
        return _Desk(length)
    desk: _Desk | None = getattr(_kept, "desk", None)
    if desk is None:
        desk = _kept.desk = _Desk(_USUAL)
    return desk
