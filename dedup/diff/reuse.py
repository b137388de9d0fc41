"""Stretches of reuse found by compiled code, where that is quicker.

They are those that `dedup.diff.regions.plain_regions` finds, which the tests hold it to.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.alignment import THRESHOLD, Table
from dedup.diff.kernels.heads import (
    BOUNDS,
    CODES,
    ENTRIES,
    EVERY,
    HEADS,
    LENGTHS,
    PLACES,
    SENTENCES,
    SEQUENCE,
    STEMS,
    WORDS,
)
from dedup.diff.profile import F64, Profile
from dedup.diff.single import PAIR_DESKS, PairDesk, laid
from dedup.diff.weights import RARITY_CAP, local_weights
from dedup.machine.desks import Desks
from dedup.machine.kernel import Bound, Kernel
from dedup.text.compact import Compact
from dedup.text.stems import rarities

__all__ = ["find", "find_aligned", "is_fit", "load", "pays"]

SAVED = 0.0004
"""Seconds that compiled code saves for one pair of articles, about."""
_MOST = 1 << 16
"""Pairs of sentences up to which compiled code is used: it has a cell for each."""
_RUNS = 1 << 10
"""Runs of words that two texts may have in common."""
_USUAL = 1 << 17
"""Items up to which the arrays that a call works in are kept."""

_REUSE = Kernel(
    *("dedup.diff.kernels.reuse", "find_reuse", "int64[:]", "uint8[:]", "uint16[:]"),
    *("int64[:,:]", "int64", "int64[:]", "int64[:]", "float64[:]", "float64[:]"),
    *("float64[:]", "float64[:]", "int64[:,:]", "float64[:,:]", "int64[:,:]", "float64[:,:]"),
    *("int64[:,:]", "int32[:,:]", "int64[:,:]", "float64[:]", "int64[:]", "int64[:,:]"),
    *("float64[:,:]", "int64[:,:]", "int64[:,:]", "int64[:,:]"),
)
_ENTRIES = 4
"""Place of the argument that says how many pairs of sentences the table has."""


def load() -> None:
    """Load the compiled code, or have it made."""
    _REUSE.load()


def pays() -> bool:
    """Whether to have a pair's reuse found by compiled code; nobody waits for the compiler."""
    return _REUSE.pays(SAVED)


def is_fit(a: Profile, b: Profile) -> bool:
    """Whether two texts are of a length that compiled code is made for."""
    small = a.places.dtype == np.uint16 and b.places.dtype == np.uint16
    return small and len(a.content) * len(b.content) <= _MOST


def _rarity() -> F64:
    """What the code of a stem's rarity counts among sentences."""
    return np.minimum(rarities(), RARITY_CAP)


class _Sizes(NamedTuple):
    """How much is looked at in one call, of both texts together."""

    stems: int
    sentences: int
    words: int
    cells: int


class _Room:
    """What compiled code works in, laid out once, for texts of up to some size."""

    def __init__(self, sizes: _Sizes) -> None:
        stems, sentences, words, cells = sizes
        seeds = 4 * sentences + 8
        self.local = np.empty(sentences + 1)
        self.found = np.empty((seeds, 8), dtype=np.int64)
        self.passed: tuple[npt.NDArray[Any], ...] = (
            *(_rarity(), self.local),
            *(np.empty((7, stems), dtype=np.int64), np.empty((2, stems))),
            np.empty((3, sentences + 8), dtype=np.int64),
            np.empty((4, sentences + 8)),
            np.empty((4, max(words, _RUNS) + 8), dtype=np.int64),
            np.empty((3, 2 << words.bit_length()), dtype=np.int32),
            np.empty((3, _RUNS), dtype=np.int64),
            *(np.empty(cells), np.empty(cells, dtype=np.int64)),
            *(np.empty((10, seeds), dtype=np.int64), np.empty((2, seeds))),
            *(np.empty((4, seeds + 1), dtype=np.int64) for _ in range(2)),  # and a digest
            self.found,
        )
        self._desk: PairDesk | None = None
        self._beside: Bound | None = None

    def beside(self, desk: PairDesk) -> Bound:
        """What compiled code is passed of a pair that lies aligned on a desk, and of this room."""
        known = self._beside
        if known is not None and self._desk is desk:
            return known
        numbers, written = desk.numbers, desk.written
        bound = Bound(
            _REUSE,
            *(numbers, numbers.view(np.uint8), numbers.view(np.uint16), desk.heads, 0),
            *(written.rows, written.columns, written.plain, written.best),
            *self.passed,
        )
        # A desk that was made for one pair is not kept here either.
        if desk is PAIR_DESKS.kept:
            self._desk, self._beside = desk, bound
        return bound

    def run(self, bound: Bound, entries: int, sentences: int) -> list[list[int]] | None:
        """Find the stretches with a table of so many entries."""
        self.local[: sentences + 1] = local_weights(sentences)
        bound.put(_ENTRIES, entries)
        count = bound()
        return None if count < 0 else self.found[:count].tolist()


class _DeskSizes(NamedTuple):
    """The same, and the places and entries of the table that are copied."""

    stems: int
    sentences: int
    words: int
    cells: int
    places: int
    entries: int


class _Desk(_Room):
    """All that compiled code is passed of two profiles and their table, likewise."""

    def __init__(self, sizes: _DeskSizes) -> None:
        stems, sentences, words, cells, places, entries = sizes
        super().__init__(_Sizes(stems, sentences, words, cells))
        self.numbers = np.empty(stems + 2 * sentences + 2, dtype=np.int64)
        self.small = np.empty(stems, dtype=np.uint8)
        self.narrow = np.empty(places + words, dtype=np.uint16)
        self.heads = np.empty((HEADS, 2), dtype=np.int64)
        self.pairs = np.empty((2, entries), dtype=np.int64)
        self.plain = np.empty(entries)
        self.best = np.empty(sentences)
        self.bound = Bound(
            _REUSE,
            *(self.numbers, self.small, self.narrow, self.heads, 0),
            *(self.pairs[0], self.pairs[1], self.plain, self.best),
            *self.passed,
        )


_DESKS = Desks(_Desk, _DeskSizes._make, _USUAL)


def find(a: Profile, b: Profile, table: Table) -> list[list[int]] | None:
    """The stretches of reuse between two texts that are fit for it; None if there is no room.

    Returns
    -------
    list of list of int
        Of each the first and last content sentence of the source and of the copy, and, where
        words say where it ends, its first and last word on either side; else -1.
    """
    if not len(a.content) or not len(b.content):
        return []
    stems = len(a.every), len(b.every)
    sentences = len(a.content), len(b.content)
    places = len(a.places), len(b.places)
    words = len(a.sequence), len(b.sequence)
    entries = len(table.rows)
    total = sum(stems), sum(sentences), sum(words), sentences[0] * sentences[1]
    desk = _DESKS.of(_DeskSizes(*total, sum(places), max(entries, 1)))
    bounds, lengths = total[0], total[0] + total[1] + 2
    end = lengths + total[1]
    numbers = a.every, b.every, a.bounds, b.bounds, a.lengths, b.lengths
    np.concatenate(numbers, out=desk.numbers[:end])
    np.concatenate((a.codes, b.codes), out=desk.small[: total[0]])
    narrow = a.places, b.places, a.sequence, b.sequence
    np.concatenate(narrow, out=desk.narrow[: sum(places) + total[2]])
    np.concatenate((table.best_source, table.best_copy), out=desk.best[: total[1]])
    heads = desk.heads
    heads[EVERY], heads[CODES] = (0, stems[0]), (0, stems[0])
    heads[PLACES] = 0, places[0]
    heads[SEQUENCE] = sum(places), sum(places) + words[0]
    heads[BOUNDS] = bounds, bounds + sentences[0] + 1
    heads[LENGTHS] = lengths, lengths + sentences[0]
    heads[STEMS], heads[SENTENCES], heads[ENTRIES], heads[WORDS] = stems, sentences, places, words
    desk.pairs[0, :entries], desk.pairs[1, :entries] = table.rows, table.columns
    desk.plain[:entries] = table.plain
    return desk.run(desk.bound, entries, total[1])


_ROOMS = Desks(_Room, _Sizes._make, _USUAL)


def find_aligned(a: Compact, b: Compact, run: int) -> list[list[int]] | None:
    """The same of two texts that lie aligned on the thread's desk, or are laid there again.

    The part of their table that is written there is all that counts here.
    """
    if not a.content or not b.content:
        return []
    if a.content * b.content > _MOST:
        return None
    desk, entries = laid(a, b, THRESHOLD, run)
    sentences = a.content + b.content
    sizes = _Sizes(a.known + b.known, sentences, a.words + b.words, a.content * b.content)
    room = _ROOMS.of(sizes)
    return room.run(room.beside(desk), entries, sentences)
