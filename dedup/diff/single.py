"""One pair of texts aligned by compiled code straight from what was read of each.

`dedup.diff.alignment.align` of the same two texts says the same, to the last bit. Here nothing is
copied but the two readings, and no arrays are made: what is found stays where compiled code wrote
it until the thread aligns the next pair.
"""

from __future__ import annotations

import struct
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from dedup.diff.alignment import Alignment, linked
from dedup.diff.desk import ALIGN, weighed_rarities
from dedup.diff.kernels.heads import HEADS
from dedup.diff.room import copied, outputs, stem_room, work_room
from dedup.diff.shared import AT_ONCE
from dedup.diff.weights import local_weights
from dedup.machine.desks import Desks
from dedup.machine.kernel import Bound
from dedup.text.compact import Compact
from dedup.text.kernels.rows import NARROW

__all__ = ["PAIR_DESKS", "Aligned", "PairDesk", "aligned_readings", "alignment_of", "laid"]

_USUAL = 1 << 18
"""Numbers of two readings, and pairs of their sentences, up to which a desk is kept."""
_HEADS = struct.Struct(f"{2 * HEADS}q")
_MEASURES = struct.Struct("8d")
_runs = count(1)
_KEPT = 12
"""Place of an argument that changes from call to call."""


class _Sizes(NamedTuple):
    """How much is aligned in one call."""

    numbers: int
    stems: int
    sentences: int
    places: int
    cells: int


class PairDesk:
    """What one pair is aligned on, laid out once for pairs of up to some size.

    Other compiled code may be passed the same arrays.

    Attributes
    ----------
    numbers : ndarray of int64
        `Compact.numbers` of the one text and then of the other.
    heads : ndarray of int64, shape (12, 2)
        Where each array of either begins in `numbers`, counted in its own items, and how many
        stems, content sentences, places and words there are; see `dedup.diff.kernels.heads`. Of
        the rest `content` follows `lengths`, and `cuts` follows `bounds`.
    written : Written
        Of the table those entries that are alike enough to be looked at: `rows`, `columns`,
        `plain`, `scores` and `keep`, which says what is a link; and in `best` the highest plain
        similarity of each sentence of the one text and then of the other.
    run : int
        Of which call all this is; no two have the same.
    """

    def __init__(self, sizes: _Sizes) -> None:
        self.numbers = numbers = np.empty(sizes.numbers, dtype=np.int64)
        self.heads = np.empty((HEADS, 2), dtype=np.int64)
        self.written = outputs(sizes.cells, 2 * sizes.sentences)
        self.run = 0
        local = np.empty(2 * sizes.sentences + 1)
        self._threshold = np.empty(1)
        ends = np.empty((3, 1), dtype=np.int64)
        measures = np.empty((8, 1))
        self._sizes = sizes
        # Written to and read in half the time that arrays take.
        self._numbers: Any = numbers.data
        self._local: Any = local.data
        self._heads = self.heads.data.cast("B")
        self._ends = ends.data.cast("B").cast("q")
        self._measures = measures.data.cast("B")
        small, narrow = numbers.view(np.uint8), numbers.view(np.uint16)
        self._align = Bound(
            ALIGN,
            *(numbers, small, small, narrow, numbers, numbers, numbers.view(np.uint64), narrow),
            *(self.heads, np.array([[0], [1], [0]]), 0, 1, 1, 1, AT_ONCE),
            *(weighed_rarities(), local, self._threshold),
            *stem_room(sizes.stems, sizes.places, sizes.sentences, sizes.cells),
            *work_room(sizes.sentences, sizes.cells),
            *self.written,
            *(ends, measures),
        )

    def holds(self, a: Compact, b: Compact) -> bool:
        """Whether there is room for a pair."""
        numbers_a, _, m, known_a, kept_a, _ = a
        numbers_b, _, n, known_b, kept_b, _ = b
        numbers, stems, sentences, places, cells = self._sizes
        return (
            len(numbers_a) + len(numbers_b) <= numbers
            and known_a <= stems >= known_b
            and m <= sentences >= n
            and kept_a <= places >= kept_b
            and m * n <= cells
        )

    def align(self, a: Compact, b: Compact, threshold: float, *, whole: bool = False) -> int:
        """Align a pair; how many entries are written, or -1 if it was left alone.

        With `whole` these are all of the table.
        """
        first, second = a.numbers, b.numbers
        size = len(first)
        self._numbers[:size] = first
        self._numbers[size : size + len(second)] = second
        _, words_a, m, known_a, kept_a, sentences_a = a
        _, words_b, n, known_b, kept_b, sentences_b = b
        # As `dedup.text.compact.opened` finds them.
        wording_a, wording_b = known_a, size + known_b
        lengths_a, lengths_b = wording_a + m, wording_b + n
        bounds_a, bounds_b = lengths_a + 2 * m, lengths_b + 2 * n
        places_a = 4 * (bounds_a + m + 1 + sentences_a)
        places_b = 4 * (bounds_b + n + 1 + sentences_b)
        sequence_a, sequence_b = places_a + kept_a, places_b + kept_b
        codes_a, codes_b = 2 * (sequence_a + words_a), 2 * (sequence_b + words_b)
        _HEADS.pack_into(
            self._heads,
            0,
            *(0, size, codes_a, codes_b, codes_a + known_a, codes_b + known_b),
            *(places_a, places_b, bounds_a, bounds_b, lengths_a, lengths_b),
            *(wording_a, wording_b, sequence_a, sequence_b),
            *(known_a, known_b, m, n, kept_a, kept_b, words_a, words_b),
        )
        self._local[: m + n + 1] = local_weights(m + n)
        self._threshold[0] = threshold
        self._align.put(_KEPT, int(whole))
        self.run = next(_runs)
        self._align()
        return self.entries

    @property
    def entries(self) -> int:
        """How many entries are written; -1 of a pair that was left alone."""
        entries, _, is_skipped = self._ends
        return -1 if is_skipped else entries

    def measures(self) -> tuple[float, ...]:
        """The six of `dedup.diff.derivation.Signals`, and the coverage of either text."""
        return _MEASURES.unpack_from(self._measures)


PAIR_DESKS = Desks(PairDesk, _Sizes._make, _USUAL)


class Aligned(NamedTuple):
    """Two texts aligned, as it lies on the thread's desk.

    Attributes
    ----------
    measures : tuple of float
        The six of `dedup.diff.derivation.Signals`, and the coverage of either text. Stay.
    entries : int
        How many there are in the arrays of `desk.written`.
    desk : PairDesk
        Where all lies, until the thread aligns another pair; no other thread may look at it. The
        next pair is aligned on the same desk, if it is not larger than those before. Not to be
        kept: that of a very large pair is as large as need be.
    run : int
        By which `laid` knows the pair again.
    """

    measures: tuple[float, ...]
    entries: int
    desk: PairDesk
    run: int


def _desk_for(a: Compact, b: Compact) -> PairDesk:
    """The thread's desk; one of its own for a pair that is too large for that."""
    kept = PAIR_DESKS.kept
    if kept is not None and kept.holds(a, b):
        return kept
    numbers = len(a.numbers) + len(b.numbers)
    stems, sentences = max(a.known, b.known), max(a.content, b.content)
    places, cells = max(a.kept, b.kept), a.content * b.content
    return PAIR_DESKS.of(_Sizes(numbers, stems, sentences, places, cells))


def aligned_readings(a: Compact, b: Compact, threshold: float) -> Aligned | None:
    """Align two texts by compiled code, which is loaded, or made, if it was not.

    None if they are unfit for it, or have too many summands to be added up one by one.

    Examples
    --------
    >>> from dedup.text.compiled import read_compact
    >>> texts = "The ferry Aldis sank. An inquiry began.", "The ferry Aldis sank. Wheat rose."
    >>> aligned_readings(*read_compact(texts), 0.15).measures[6:]
    (0.5714285714285714, 0.6666666666666666)
    """
    if a.words >= NARROW or b.words >= NARROW or a.content * b.content > AT_ONCE:
        return None
    desk = _desk_for(a, b)
    entries = desk.align(a, b, threshold)
    return None if entries < 0 else Aligned(desk.measures(), entries, desk, desk.run)


def laid(a: Compact, b: Compact, threshold: float, run: int) -> tuple[PairDesk, int]:
    """The thread's desk with a pair that was aligned before, and how many entries are written.

    Where the desk was used for something else since that `run`, the pair is aligned once more.
    """
    desk = _desk_for(a, b)
    return desk, desk.entries if desk.run == run else desk.align(a, b, threshold)


def alignment_of(a: Compact, b: Compact, threshold: float) -> Alignment:
    """The alignment of two readings, of which `aligned_readings` has said that they can be.

    It has the whole table, and arrays of its own.

    Examples
    --------
    >>> from dedup.text.compiled import read_compact
    >>> texts = "The ferry Aldis sank. An inquiry began.", "The ferry Aldis sank. Wheat rose."
    >>> alignment_of(*read_compact(texts), 0.15).rows.tolist()
    [0]
    """
    desk = _desk_for(a, b)
    entries = desk.align(a, b, threshold, whole=True)
    (found,) = copied(desk.written, [(entries, a.content + b.content)], [a.content])
    return linked(found, (a.content, b.content), desk.measures())
