"""Pairs of texts aligned by compiled code, where that is quicker than to do without.

Bit for bit what `dedup.diff.alignment` and `dedup.diff.derivation` say of each pair without it,
which the tests hold it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain

import numpy as np

from dedup.diff.desk import ALIGN, DESKS, Sizes
from dedup.diff.profile import F64, Profile
from dedup.diff.room import Scored, copied
from dedup.diff.shared import AT_ONCE
from dedup.diff.weights import local_weights
from dedup.text import compiled as reading

__all__ = [
    "Batch",
    "Measures",
    "is_fit",
    "is_loaded",
    "load",
    "measured",
    "pays",
    "prepare",
    "scored",
]

Measures = tuple[float, ...]
"""The six of `dedup.diff.derivation.Signals`, and the coverage of either text."""

SAVED = 0.0008
"""Seconds that compiled code saves for one pair of articles, about."""
MANY = 500
"""Pairs from which on compiled code is made if need be. That takes as long as three thousand, but
only once on a machine, and who searches so much once will do so again."""
BLOCK = 128
"""Pairs of texts that are measured in one call."""


def prepare(pairs: int) -> None:
    """Have compiled code made, which takes a few seconds, if so many pairs are worth it."""
    if pairs >= MANY:
        load()
        reading.load()


def load() -> None:
    """Load the compiled code for alignment, or have it made."""
    ALIGN.load()


def is_loaded() -> bool:
    """Whether the compiled code for reading and alignment is there."""
    return ALIGN.is_loaded and reading.is_loaded()


def pays(pairs: int = 1) -> bool:
    """Whether to have so many pairs aligned by compiled code; nobody waits for the compiler."""
    return ALIGN.pays(SAVED * pairs)


def is_fit(a: Profile, b: Profile) -> bool:
    """Whether two texts are of a length that compiled code is made for."""
    small = a.places.dtype == np.uint16 and b.places.dtype == np.uint16
    return small and len(a.content) * len(b.content) <= AT_ONCE


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
        weights, pieces = self._local_weights()
        local = sum(map(len, pieces))
        counts = (stems, sentences, places, words)
        totals = tuple(map(sum, counts))
        self.desk = desk = DESKS.of(
            Sizes(
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
        stem, sentence, place, word = ([0, *accumulate(count[:-1])] for count in counts)
        # Each text has one bound more than sentences.
        bound = [begin + number for number, begin in enumerate(sentence)]
        begins = (stem, stem, stem, place, bound, sentence, sentence, word)
        desk.heads[:, : len(profiles)] = [*begins, *counts]
        desk.pairs[0, : len(pairs)] = [a for a, _ in pairs]
        desk.pairs[1, : len(pairs)] = [b for _, b in pairs]
        desk.pairs[2, : len(pairs)] = weights
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
        return self.desk.run(first, len(self.pairs), most=AT_ONCE, kept=kept, linked=linked)

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
    """The measures of pairs that are fit for it; None as in `scored`."""
    found: list[Measures | None] = []
    for start in range(0, len(pairs), BLOCK):
        block = pairs[start : start + BLOCK]
        numbers: dict[int, int] = {}
        profiles: list[Profile] = []
        for profile in chain.from_iterable(block):
            if numbers.setdefault(id(profile), len(profiles)) == len(profiles):
                profiles.append(profile)
        batch = Batch(profiles, [(numbers[id(a)], numbers[id(b)]) for a, b in block], threshold)
        batch.run(kept=False)
        found += batch.measures()
    return found
