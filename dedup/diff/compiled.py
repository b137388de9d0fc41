"""Pairs of texts aligned by compiled code, where that is quicker than to do without.

Bit for bit what `dedup.diff.alignment` and `dedup.diff.derivation` say of each pair without it,
which the tests hold it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import chain

import numpy as np

from dedup.diff.profile import MOST_RARITY, Profile
from dedup.diff.room import Scored, outputs, room_of_thread, work_room, written
from dedup.diff.shared import AT_ONCE
from dedup.diff.weights import RARITY_CAP, local_weights
from dedup.machine.kernel import Kernel, Passed, workers
from dedup.text.stems import rarities

__all__ = ["Batch", "Measures", "is_fit", "measured", "pays", "prepare", "scored"]

Measures = tuple[float, ...]
"""The six of `dedup.diff.derivation.Signals`, and the coverage of either text."""

SAVED = 0.0008
"""Seconds that compiled code saves for one pair of articles, about."""
MANY = 2000
"""Pairs from which on compiled code is made if need be. That takes as long as a few thousand more,
but only once on a machine."""
BLOCK = 256
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
        _ALIGN.load()


def pays(pairs: int = 1) -> bool:
    """Whether to have so many pairs aligned by compiled code; nobody waits for the compiler."""
    return _ALIGN.pays(SAVED * pairs)


def is_fit(a: Profile, b: Profile) -> bool:
    """Whether two texts are of a length that compiled code is made for."""
    small = a.places.dtype == np.uint16 and b.places.dtype == np.uint16
    return small and len(a.content) * len(b.content) <= AT_ONCE


@lru_cache(maxsize=1)
def _rarities() -> Passed:
    """What the code of a stem's rarity counts: as it is, among sentences, and in their order."""
    rarity = rarities()
    return Passed.of(
        np.stack([rarity, np.minimum(rarity, RARITY_CAP), np.minimum(rarity, MOST_RARITY)])
    )


class Batch:
    """Pairs of profiles as the compiled code takes them; all have to be fit for it.

    It stands in the thread's own arrays until the thread makes another.
    """

    def __init__(
        self, profiles: Sequence[Profile], pairs: Sequence[tuple[int, int]], threshold: float
    ) -> None:
        self.room = room = room_of_thread()
        self.pairs = pairs
        self.sentences = [len(one.content) for one in profiles]
        self.cells = max(self.sentences[a] * self.sentences[b] for a, b in pairs)
        self._edges = max(self.sentences[a] + self.sentences[b] for a, b in pairs)
        sizes = np.array(
            [
                [len(one.every) for one in profiles],
                self.sentences,
                [len(one.places) for one in profiles],
                [len(one.sequence) for one in profiles],
            ]
        )
        stems, sentences, places, words = sizes.sum(axis=1).tolist()
        most_stems, most_sentences, most_places, _ = sizes.max(axis=1).tolist()
        heads = room.of("heads", np.int64, 8, len(profiles))
        heads.array[1::2, : len(profiles)] = sizes
        heads.array[::2, : len(profiles)] = sizes.cumsum(axis=1) - sizes
        begins, local = self._local_weights()
        chosen = room.of("pairs", np.int64, 3, len(pairs))
        chosen.array[:2, : len(pairs)] = np.array(pairs).T
        chosen.array[2, : len(pairs)] = begins
        edge = room.of("threshold", np.float64, 1)
        edge.array[0] = threshold
        self._given = (
            room.filled("every", [one.every for one in profiles], stems),
            room.filled("codes", [one.codes for one in profiles], stems),
            room.filled("marks", [one.marks for one in profiles], stems),
            room.filled("places", [one.places for one in profiles], places),
            room.filled("bounds", [one.bounds for one in profiles], sentences + len(profiles)),
            room.filled("lengths", [one.lengths for one in profiles], sentences),
            room.filled("wording", [one.wording for one in profiles], sentences),
            room.filled("sequence", [one.sequence for one in profiles], words),
            heads,
            chosen,
        )
        self._work = (
            _rarities(),
            local,
            edge,
            room.of("stem numbers", np.int64, 8, most_stems),
            room.of("stem values", np.float64, 4, most_stems),
            room.of("grouped", np.int64, 2, most_places),
            room.of("cells", np.float64, self.cells),
            *work_room(room, most_sentences, self.cells),
        )
        self._results = (
            room.of("ends", np.int64, 3, len(pairs)),
            room.of("measures", np.float64, 8, len(pairs)),
        )

    def _local_weights(self) -> tuple[list[int], Passed]:
        """Where the weights of each pair begin among those of all."""
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
        return begins, self.room.filled("local", pieces, size)

    def run(self, first: int, entries: int, *, kept: bool = True, linked: bool = True) -> int:
        """Align the pairs from `first` on; which is the next, where there is no more room.

        Parameters
        ----------
        first : int
        entries : int
            Pairs of sentences that there is room for.
        kept : bool
            Keep every table, and not the last alone.
        linked : bool
            Link and measure, and not only score.
        """
        return _ALIGN(
            *self._given,
            first,
            len(self.pairs),
            int(kept),
            int(linked),
            AT_ONCE,
            *self._work,
            *outputs(self.room, entries, entries + self._edges),
            *self._results,
        )

    def ends(self, first: int, last: int) -> list[tuple[int, int]]:
        """Where the tables of some pairs end, and their sentences."""
        return list(map(tuple, self._results[0].array[:2, first:last].T.tolist()))

    def skipped(self) -> list[bool]:
        """Which pairs were left alone: they have too many summands to be added up one by one."""
        return [value > 0 for value in self._results[0].array[2, : len(self.pairs)].tolist()]

    def measures(self) -> list[Measures | None]:
        """The measures of all pairs but the skipped."""
        found = self._results[1].array[:, : len(self.pairs)].T.tolist()
        return [
            None if skipped else tuple(one)
            for one, skipped in zip(found, self.skipped(), strict=True)
        ]


def scored(a: Profile, b: Profile, threshold: float) -> tuple[Scored, Measures] | None:
    """The table, the links and the measures of a pair that is fit for it.

    None if it has too many summands to be added up one by one.
    """
    batch = Batch((a, b), [(0, 1)], threshold)
    batch.run(0, batch.cells)
    (measures,) = batch.measures()
    if measures is None:
        return None
    (found,) = written(batch.room, batch.ends(0, 1), [len(a.content)])
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
        batch.run(0, batch.cells, kept=False)
        return batch.measures()

    starts = range(0, len(pairs), BLOCK)
    if len(starts) < 2:
        return list(chain.from_iterable(map(work, starts)))
    with ThreadPoolExecutor(min(workers(), len(starts))) as pool:
        return list(chain.from_iterable(pool.map(work, starts)))
