"""What compiled code aligns pairs on: arrays to read, to work in and to write, laid out once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from dedup.diff.kernels.heads import HEADS
from dedup.diff.profile import F64, MOST_RARITY
from dedup.diff.room import outputs, stem_room, work_room
from dedup.diff.weights import RARITY_CAP
from dedup.machine.desks import Desks
from dedup.machine.kernel import Bound, Kernel
from dedup.text.stems import rarities

__all__ = ["ALIGN", "DESKS", "Desk", "Sizes", "weighed_rarities"]

USUAL = 1 << 18
"""Pairs of sentences, stems and words up to which the arrays that a call works in are kept."""

ALIGN = Kernel(
    "dedup.diff.kernels.pairs",
    "align_pairs",
    *("int64[:]", "uint8[:]", "uint8[:]", "uint16[:]", "int64[:]", "int64[:]", "uint64[:]"),
    *("uint16[:]", "int64[:,:]", "int64[:,:]", "int64", "int64", "int64", "int64", "int64"),
    *("float64[:,:]", "float64[:]", "float64[:]", "int64[:,:]", "float64[:,:]", "int64[:,:]"),
    *("float64[:]", "int64[:,:]", "int64[:,:]", "float64[:,:]", "uint8[:]"),
    *("int64[:]", "int64[:]", "float64[:]", "float64[:]", "bool[:]", "float64[:]"),
    *("int64[:,:]", "float64[:,:]"),
)
_FIRST = 10
"""Place of the first of five numbers that change from call to call; see `Desk.run`."""


@lru_cache(maxsize=1)
def weighed_rarities() -> F64:
    """What the code of a stem's rarity counts: as it is, among sentences, and in their order."""
    rarity = rarities()
    return np.stack([rarity, np.minimum(rarity, RARITY_CAP), np.minimum(rarity, MOST_RARITY)])


class Sizes(NamedTuple):
    """How much is aligned in one call, and how much is written."""

    profiles: int
    stems: int
    sentences: int
    places: int
    words: int
    pairs: int
    local: int
    most_stems: int
    most_sentences: int
    most_places: int
    cells: int
    entries: int


class Desk:
    """All that compiled code is passed, laid out once, for batches of up to some size."""

    def __init__(self, sizes: Sizes) -> None:
        most = sizes.most_sentences
        self.every = np.empty(sizes.stems, dtype=np.int64)
        self.codes = np.empty(sizes.stems, dtype=np.uint8)
        self.marks = np.empty(sizes.stems, dtype=np.uint8)
        self.places = np.empty(sizes.places, dtype=np.uint16)
        self.bounds = np.empty(sizes.sentences + sizes.profiles, dtype=np.int64)
        self.lengths = np.empty(sizes.sentences, dtype=np.int64)
        self.wording = np.empty(sizes.sentences, dtype=np.uint64)
        self.sequence = np.empty(sizes.words, dtype=np.uint16)
        self.heads = np.empty((HEADS, sizes.profiles), dtype=np.int64)
        self.pairs = np.empty((3, sizes.pairs), dtype=np.int64)
        self.local = np.empty(sizes.local)
        self.threshold = np.empty(1)
        self.written = outputs(sizes.entries, sizes.entries + 2 * most)
        self.ends = np.empty((3, sizes.pairs), dtype=np.int64)
        self.measures = np.empty((8, sizes.pairs))
        self._own = (
            *(self.every, self.codes, self.marks, self.places, self.bounds, self.lengths),
            *(self.wording, self.sequence, self.heads),
        )
        self._align = Bound(
            ALIGN,
            *(*self._own, self.pairs, 0, 0, 0, 0, 0),
            *(weighed_rarities(), self.local, self.threshold),
            *stem_room(sizes.most_stems, sizes.most_places, most, sizes.cells),
            *work_room(most, sizes.cells),
            *self.written,
            *(self.ends, self.measures),
        )

    def run(
        self,
        first: int,
        last: int,
        *,
        most: int,
        kept: bool,
        linked: bool,
        columns: Sequence[np.ndarray[Any, Any]] = (),
    ) -> int:
        """Align the pairs on the desk from `first` to `last`; which is the next without room.

        Those with more than `most` summands are left alone. They are of the profiles on the desk,
        or of those that the arrays `columns` hold, from `every` to `heads`.
        """
        align = self._align
        for place, argument in enumerate((first, last, int(kept), int(linked), most), _FIRST):
            align.put(place, argument)
        for place, column in enumerate(columns):
            align.put(place, column)
        found = align()
        # What is known of other texts is not held here.
        for place, column in enumerate(self._own[: len(columns)]):
            align.put(place, column)
        return found


DESKS = Desks(Desk, Sizes._make, USUAL)
