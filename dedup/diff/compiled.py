"""Pairs of texts aligned by compiled code, where that is quicker than to do without.

Bit for bit what `dedup.diff.alignment` and `dedup.diff.derivation` say of each pair without it,
which the tests hold it to.
"""

from __future__ import annotations

import array
import operator
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from dedup.diff.profile import F64, MOST_RARITY, Profile
from dedup.diff.room import Scored, copied, outputs, work_room
from dedup.diff.shared import AT_ONCE
from dedup.diff.weights import RARITY_CAP, local_weights
from dedup.machine.kernel import Kernel, workers
from dedup.text import compiled as reading
from dedup.text.stems import rarities

__all__ = ["Batch", "Measures", "is_fit", "load", "measured", "pays", "prepare", "scored"]

Measures = tuple[float, ...]
"""The six of `dedup.diff.derivation.Signals`, and the coverage of either text."""

SAVED = 0.0008
"""Seconds that compiled code saves for one pair of articles, about."""
MANY = 500
"""Pairs from which on compiled code is made if need be. That takes as long as three thousand, but
only once on a machine, and who searches so much once will do so again."""
USUAL = 1 << 18
"""Pairs of sentences, stems and words up to which the arrays that a call works in are kept."""
BLOCK = 128
"""Pairs of texts that are measured in one call."""

_ALIGN = Kernel(
    "dedup.diff.kernels.pairs",
    "align_pairs",
    *("int64[:]", "uint8[:]", "uint8[:]", "uint16[:]", "int64[:]", "int64[:]", "uint64[:]"),
    *("uint16[:]", "int64[:,:]", "int64[:,:]", "int64", "int64", "int64", "int64", "int64"),
    *("float64[:,:]", "float64[:]", "float64[:]", "int64[:,:]", "float64[:,:]", "int64[:,:]"),
    *("float64[:]", "int64[:,:]", "float64[:,:]", "uint8[:]"),
    *("int64[:]", "int64[:]", "float64[:]", "float64[:]", "bool[:]", "float64[:]"),
    *("int64[:,:]", "float64[:,:]"),
)


def prepare(pairs: int) -> None:
    """Have compiled code made, which takes a few seconds, if so many pairs are worth it."""
    if pairs >= MANY:
        load()
        reading.load()


def load() -> None:
    """Load the compiled code for alignment, or have it made."""
    _ALIGN.load()


def pays(pairs: int = 1) -> bool:
    """Whether to have so many pairs aligned by compiled code; nobody waits for the compiler."""
    return _ALIGN.pays(SAVED * pairs)


def is_fit(a: Profile, b: Profile) -> bool:
    """Whether two texts are of a length that compiled code is made for."""
    small = a.places.dtype == np.uint16 and b.places.dtype == np.uint16
    return small and len(a.content) * len(b.content) <= AT_ONCE


@lru_cache(maxsize=1)
def _rarities() -> F64:
    """What the code of a stem's rarity counts: as it is, among sentences, and in their order."""
    rarity = rarities()
    return np.stack([rarity, np.minimum(rarity, RARITY_CAP), np.minimum(rarity, MOST_RARITY)])


class _Sizes(NamedTuple):
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


class _Desk:
    """All that compiled code is passed, laid out once, for batches of up to some size."""

    def __init__(self, sizes: _Sizes) -> None:
        self.sizes = sizes
        most = sizes.most_sentences
        self.every = np.empty(sizes.stems, dtype=np.int64)
        self.codes = np.empty(sizes.stems, dtype=np.uint8)
        self.marks = np.empty(sizes.stems, dtype=np.uint8)
        self.places = np.empty(sizes.places, dtype=np.uint16)
        self.bounds = np.empty(sizes.sentences + sizes.profiles, dtype=np.int64)
        self.lengths = np.empty(sizes.sentences, dtype=np.int64)
        self.wording = np.empty(sizes.sentences, dtype=np.uint64)
        self.sequence = np.empty(sizes.words, dtype=np.uint16)
        self.heads = np.empty((8, sizes.profiles), dtype=np.int64)
        self.pairs = np.empty((3, sizes.pairs), dtype=np.int64)
        self.local = np.empty(sizes.local)
        self.threshold = np.empty(1)
        self.written = outputs(sizes.entries, sizes.entries + 2 * most)
        self.ends = np.empty((3, sizes.pairs), dtype=np.int64)
        self.measures = np.empty((8, sizes.pairs))
        before = (
            *(self.every, self.codes, self.marks, self.places, self.bounds, self.lengths),
            *(self.wording, self.sequence, self.heads, self.pairs),
        )
        after = (
            *(_rarities(), self.local, self.threshold),
            np.empty((8, sizes.most_stems), dtype=np.int64),
            np.empty((4, sizes.most_stems)),
            np.empty((2, sizes.most_places), dtype=np.int64),
            np.empty(sizes.cells),
            *work_room(most, sizes.cells),
            *self.written,
            *(self.ends, self.measures),
        )
        numbers = [0] * 5  # see `run`
        # The arrays are kept alive here.
        self._before, self._after = before, after
        self._laid = array.array("q", [0, 0])
        for place, argument in enumerate((*before, *numbers, *after)):
            if place == len(before):
                self._at = len(self._laid)
            self._laid.extend(_ALIGN.laid_out(place, argument))

    def run(self, first: int, last: int, *, kept: bool, linked: bool) -> int:
        """Align the pairs on the desk from `first` to `last`; which is the next without room."""
        numbers = first, last, int(kept), int(linked), AT_ONCE
        for place, number in enumerate(numbers, self._at):
            self._laid[place] = number
        return _ALIGN.run(self._laid, (*self._before, *numbers, *self._after))


_threads = threading.local()


def _desk(sizes: _Sizes) -> _Desk:
    """A desk of at least these sizes: the one that the thread keeps, where they are usual."""
    desk: _Desk | None = getattr(_threads, "desk", None)
    if desk is not None and not any(map(operator.gt, sizes, desk.sizes)):
        return desk
    if max(sizes) > USUAL:
        return _Desk(sizes)
    known = sizes if desk is None else map(max, sizes, desk.sizes)
    desk = _threads.desk = _Desk(_Sizes(*(1 << max(size - 1, 63).bit_length() for size in known)))
    return desk


class Batch:
    """Pairs of profiles as the compiled code takes them; all have to be fit for it.

    They lie on the thread's own desk until the thread makes another batch.

    Parameters
    ----------
    profiles : sequence of Profile
    pairs : sequence of tuple of int
        Which of them to align with which.
    threshold : float
        Of what is linked.
    entries : int
        Pairs of sentences that there is room for; at least those of the largest pair.
    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        pairs: Sequence[tuple[int, int]],
        threshold: float,
        entries: int = 0,
    ) -> None:
        self.pairs = pairs
        self.sentences = [len(one.lengths) for one in profiles]
        sentences = self.sentences
        stems = [len(one.every) for one in profiles]
        places = [len(one.places) for one in profiles]
        words = [len(one.sequence) for one in profiles]
        cells = max(sentences[a] * sentences[b] for a, b in pairs)
        begins, pieces = self._local_weights()
        local = sum(map(len, pieces))
        counts = (stems, sentences, places, words)
        totals = tuple(map(sum, counts))
        self.desk = desk = _desk(
            _Sizes(
                len(profiles),
                totals[0],
                totals[1],
                totals[2],
                totals[3],
                len(pairs),
                local,
                max(stems),
                max(sentences),
                max(places),
                cells,
                max(cells, entries),
            )
        )
        np.concatenate([one.every for one in profiles], out=desk.every[: totals[0]])
        np.concatenate([one.codes for one in profiles], out=desk.codes[: totals[0]])
        np.concatenate([one.marks for one in profiles], out=desk.marks[: totals[0]])
        np.concatenate(
            [one.bounds for one in profiles], out=desk.bounds[: totals[1] + len(profiles)]
        )
        np.concatenate([one.lengths for one in profiles], out=desk.lengths[: totals[1]])
        np.concatenate([one.wording for one in profiles], out=desk.wording[: totals[1]])
        np.concatenate([one.places for one in profiles], out=desk.places[: totals[2]])
        np.concatenate([one.sequence for one in profiles], out=desk.sequence[: totals[3]])
        heads = [column for count in counts for column in ([0, *accumulate(count[:-1])], count)]
        desk.heads[:, : len(profiles)] = heads
        desk.pairs[0, : len(pairs)] = [a for a, _ in pairs]
        desk.pairs[1, : len(pairs)] = [b for _, b in pairs]
        desk.pairs[2, : len(pairs)] = begins
        np.concatenate(pieces, out=desk.local[:local])
        desk.threshold[0] = threshold

    def _local_weights(self) -> tuple[list[int], list[F64]]:
        """Where the weights of each pair begin among those of all, and these."""
        where: dict[int, int] = {}
        pieces = []
        size = 0
        begins = []
        for a, b in self.pairs:
            total = self.sentences[a] + self.sentences[b]
            if total not in where:
                where[total] = size
                pieces.append(local_weights(total))
                size += total + 1
            begins.append(where[total])
        return begins, pieces

    def run(self, first: int = 0, *, kept: bool = True, linked: bool = True) -> int:
        """Align the pairs from `first` on; which is the next, where there is no more room.

        Parameters
        ----------
        first : int
        kept : bool
            Keep every table, and not the last alone.
        linked : bool
            Link and measure, and not only score.
        """
        return self.desk.run(first, len(self.pairs), kept=kept, linked=linked)

    def ends(self, first: int, last: int) -> list[tuple[int, int]]:
        """Where the tables of some pairs end, and their sentences."""
        edges, marks = self.desk.ends[:2, first:last].tolist()
        return list(zip(edges, marks, strict=True))

    def skipped(self) -> list[bool]:
        """Which pairs were left alone: they have too many summands to be added up one by one."""
        return [value > 0 for value in self.desk.ends[2, : len(self.pairs)].tolist()]

    def measures(self) -> list[Measures | None]:
        """The measures of all pairs but the skipped."""
        found = self.desk.measures[:, : len(self.pairs)].T.tolist()
        return [
            None if skipped else tuple(one)
            for one, skipped in zip(found, self.skipped(), strict=True)
        ]


def scored(a: Profile, b: Profile, threshold: float) -> tuple[Scored, Measures] | None:
    """The table, the links and the measures of a pair that is fit for it.

    None if it has too many summands to be added up one by one.
    """
    batch = Batch((a, b), [(0, 1)], threshold)
    batch.run()
    (measures,) = batch.measures()
    if measures is None:
        return None
    (found,) = copied(batch.desk.written, batch.ends(0, 1), [len(a.content)])
    return found, measures


def measured(pairs: Sequence[tuple[Profile, Profile]], threshold: float) -> list[Measures | None]:
    """The measures of pairs that are fit for it, in all threads; None as in `scored`."""

    def work(start: int) -> list[Measures | None]:
        block = pairs[start : start + BLOCK]
        numbers: dict[int, int] = {}
        profiles: list[Profile] = []
        for profile in chain.from_iterable(block):
            if numbers.setdefault(id(profile), len(profiles)) == len(profiles):
                profiles.append(profile)
        batch = Batch(profiles, [(numbers[id(a)], numbers[id(b)]) for a, b in block], threshold)
        batch.run(kept=False)
        return batch.measures()

    starts = range(0, len(pairs), BLOCK)
    if len(starts) < 2:
        return list(chain.from_iterable(map(work, starts)))
    with ThreadPoolExecutor(min(workers(), len(starts))) as pool:
        return list(chain.from_iterable(pool.map(work, starts)))
