"""Stretches of reuse found by compiled code, where that is quicker.

They are those that `dedup.diff.regions.plain_regions` finds, which the tests hold it to.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.diff.alignment import Table
from dedup.diff.profile import F64, Profile
from dedup.diff.weights import RARITY_CAP, local_weights
from dedup.machine.desks import Desks
from dedup.machine.kernel import Bound, Kernel
from dedup.text.stems import rarities

__all__ = ["find", "is_fit", "load", "pays"]

SAVED = 0.0004
"""Seconds that compiled code saves for one pair of articles, about."""
_MOST = 1 << 16
"""Pairs of sentences up to which compiled code is used: it has a cell for each."""
_RUNS = 1 << 10
"""Runs of words that two texts may have in common."""
_USUAL = 1 << 17
"""Items up to which the arrays that a call works in are kept."""

_REUSE = Kernel(
    *("dedup.diff.kernels.reuse", "find_reuse", "int64[:]", "uint8[:]", "uint16[:]", "int64[:]"),
    *("int64[:]", "uint16[:]", "int64[:]", "int64[:,:]", "float64[:]", "float64[:]"),
    *("float64[:]", "float64[:]", "int64[:,:]", "float64[:,:]", "int64[:,:]", "float64[:,:]"),
    *("int64[:,:]", "int32[:,:]", "int64[:,:]", "float64[:]", "int64[:]", "int64[:,:]"),
    *("float64[:,:]", "int64[:,:]", "int64[:,:]", "int64[:,:]"),
)


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
    """How much is looked at in one call."""

    stems: int
    sentences: int
    places: int
    words: int
    entries: int
    cells: int


class _Desk:
    """All that compiled code is passed, laid out once, for texts of up to some size."""

    def __init__(self, sizes: _Sizes) -> None:
        stems, sentences, places, words, entries, cells = sizes
        seeds = 4 * sentences + 8
        self.every = np.empty(stems, dtype=np.int64)
        self.codes = np.empty(stems, dtype=np.uint8)
        self.places = np.empty(places, dtype=np.uint16)
        self.bounds = np.empty(sentences + 2, dtype=np.int64)
        self.lengths = np.empty(sentences, dtype=np.int64)
        self.sequence = np.empty(words, dtype=np.uint16)
        self.counts = np.empty(9, dtype=np.int64)
        self.pairs = np.empty((2, entries), dtype=np.int64)
        self.plain = np.empty(entries)
        self.best = np.empty(sentences)
        self.local = np.empty(sentences + 1)
        self.found = np.empty((seeds, 8), dtype=np.int64)
        self.run = Bound(
            _REUSE,
            *(self.every, self.codes, self.places, self.bounds, self.lengths, self.sequence),
            *(self.counts, self.pairs, self.plain, self.best, _rarity(), self.local),
            *(np.empty((7, stems), dtype=np.int64), np.empty((2, stems))),
            np.empty((3, sentences + 8), dtype=np.int64),
            np.empty((4, sentences + 8)),
            np.empty((4, max(words, _RUNS) + 8), dtype=np.int64),
            np.empty((3, 4 << words.bit_length()), dtype=np.int32),
            np.empty((3, _RUNS), dtype=np.int64),
            *(np.empty(cells), np.empty(cells, dtype=np.int64)),
            *(np.empty((10, seeds), dtype=np.int64), np.empty((2, seeds))),
            *(np.empty((4, seeds + 1), dtype=np.int64) for _ in range(2)),  # and a digest
            self.found,
        )


_DESKS = Desks(_Desk, _Sizes._make, _USUAL)


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
    totals = sum(stems), sum(sentences), sum(places), sum(words)
    desk = _DESKS.of(_Sizes(*totals, max(entries, 1), sentences[0] * sentences[1]))
    np.concatenate((a.every, b.every), out=desk.every[: totals[0]])
    np.concatenate((a.codes, b.codes), out=desk.codes[: totals[0]])
    np.concatenate((a.places, b.places), out=desk.places[: totals[2]])
    np.concatenate((a.bounds, b.bounds), out=desk.bounds[: totals[1] + 2])
    np.concatenate((a.lengths, b.lengths), out=desk.lengths[: totals[1]])
    np.concatenate((a.sequence, b.sequence), out=desk.sequence[: totals[3]])
    np.concatenate((table.best_source, table.best_copy), out=desk.best[: totals[1]])
    desk.counts[:] = (*stems, *sentences, *places, *words, entries)
    desk.pairs[0, :entries], desk.pairs[1, :entries] = table.rows, table.columns
    desk.plain[:entries] = table.plain
    desk.local[: totals[1] + 1] = local_weights(totals[1])
    count = desk.run()
    return None if count < 0 else desk.found[:count].tolist()
