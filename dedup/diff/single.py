"""One pair of texts aligned by compiled code straight from what was read of each.

`dedup.diff.alignment.align` of the same two texts says the same, to the last bit. Here nothing is
copied but the two readings, and no arrays are made: what is found stays where compiled code wrote
it until the thread aligns the next pair.
"""

from __future__ import annotations

import struct
from itertools import count
from typing import NamedTuple

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

__all__ = ["DESKS", "Aligned", "PairDesk", "aligned_readings"]

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
        self._local = np.empty(2 * sizes.sentences + 1)
        self._threshold = np.empty(1)
        ends = np.empty((3, 1), dtype=np.int64)
        measures = np.empty((8, 1))
        self._heads = self.heads.data.cast("B")
        self._ends = ends.data.cast("B").cast("q")
        self._measures = measures.data.cast("B")
        small, narrow = numbers.view(np.uint8), numbers.view(np.uint16)
        self._align = Bound(
            ALIGN,
            *(numbers, small, small, narrow, numbers, numbers, numbers.view(np.uint64), narrow),
            *(self.heads, np.array([[0], [1], [0]]), 0, 1, 1, 1, AT_ONCE),
            *(weighed_rarities(), self._local, self._threshold),
            *stem_room(sizes.stems, sizes.places, sizes.sentences, sizes.cells),
            *work_room(sizes.sentences, sizes.cells),
            *self.written,
            *(ends, measures),
        )

    def align(self, a: Compact, b: Compact, threshold: float, *, whole: bool = False) -> int:
        """Align a pair; how many entries are written, or -1 if it was left alone.

        With `whole` these are all of the table.
        """
        first, second = a.numbers, b.numbers
        size = len(first)
        self.numbers[:size] = first
        self.numbers[size : size + len(second)] = second
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
        entries, _, is_skipped = self._ends
        return -1 if is_skipped else entries

    def measures(self) -> tuple[float, ...]:
        """The six of `dedup.diff.derivation.Signals`, and the coverage of either text."""
        return _MEASURES.unpack_from(self._measures)


DESKS = Desks(PairDesk, _Sizes._make, _USUAL)


class Aligned:
    """Two texts aligned, as it lies on the thread's desk.

    Attributes
    ----------
    a, b : Compact
        The two readings.
    threshold : float
        Of what is linked.
    measures : tuple of float
        The six of `dedup.diff.derivation.Signals`, and the coverage of either text. Stay.
    entries : int
        How many there are in the arrays of `desk.written`.
    desk : PairDesk
        Where all lies, until the thread that aligned the pair aligns another, or has an `alignment`
        made. No other thread may look at it. The next pair is aligned on the same desk, if it is
        not larger than those before.
    """

    __slots__ = ("_run", "a", "b", "desk", "entries", "measures", "threshold")

    def __init__(
        self, a: Compact, b: Compact, threshold: float, desk: PairDesk, entries: int
    ) -> None:
        self.a, self.b, self.threshold = a, b, threshold
        self.desk, self.entries = desk, entries
        self.measures = desk.measures()
        self._run = desk.run

    def on_desk(self) -> tuple[PairDesk, int]:
        """A desk of the thread that asks where the pair lies, and how many entries are there.

        Where it was used for something else, the pair is aligned once more.
        """
        desk = _desk_for(self.a, self.b)
        if desk.run != self._run:
            desk.align(self.a, self.b, self.threshold)
            self._run = desk.run
        return desk, self.entries

    def alignment(self) -> Alignment:
        """The alignment with its table, in arrays of their own.

        At any time and in any thread: the pair is aligned once more, on that thread's desk.
        """
        a, b = self.a, self.b
        desk = _desk_for(a, b)
        end = desk.align(a, b, self.threshold, whole=True)
        (found,) = copied(desk.written, [(end, a.content + b.content)], [a.content])
        return linked(found, (a.content, b.content), self.measures)


def _desk_for(a: Compact, b: Compact) -> PairDesk:
    """The thread's desk; one of its own for a pair that is too large for that."""
    numbers_a, _, m, known_a, kept_a, _ = a
    numbers_b, _, n, known_b, kept_b, _ = b
    return DESKS.of(
        _Sizes(
            len(numbers_a) + len(numbers_b),
            max(known_b, known_a),
            max(n, m),
            max(kept_b, kept_a),
            m * n,
        )
    )


def aligned_readings(a: Compact, b: Compact, threshold: float) -> Aligned | None:
    """Align two texts by compiled code, which is loaded, or made, if it was not.

    None if they are unfit for it, or have too many summands to be added up one by one.

    Examples
    --------
    >>> from dedup.text.compiled import read_compact
    >>> texts = "The ferry Aldis sank. An inquiry began.", "The ferry Aldis sank. Wheat rose."
    >>> aligned_readings(*read_compact(texts), 0.15).alignment().rows.tolist()
    [0]
    """
    if a.words >= NARROW or b.words >= NARROW or a.content * b.content > AT_ONCE:
        return None
    desk = _desk_for(a, b)
    entries = desk.align(a, b, threshold)
    return None if entries < 0 else Aligned(a, b, threshold, desk, entries)
