"""Verify a candidate pair, cheapest first: shared stems, shared shingles, then the alignment."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dedup.diff.alignment import RARITY_CAP, align, coverage
from dedup.diff.derivation import Signals, derivation_score, signals_of
from dedup.diff.profile import F64, Profile
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import Sketches
from dedup.syndication.result import Relation
from dedup.text.stems import idf_of

__all__ = ["EXCERPT", "NEAR", "PLAUSIBLE", "Verdict", "Verifier"]

NEAR = 0.7
"""Resemblance from which two documents are near-duplicates."""
EXCERPT = 0.5
"""Containment from which the shorter is an excerpt of the longer, or, if it holds both ways,
the two are near-duplicates. Independent texts share a few per cent of their five-word
shingles, half of them never."""
EXCERPT_LEAST = 16
"""Shingles that the shorter needs for that: a headline or a stock phrase is no article."""
PLAUSIBLE = 0.5
"""What `Verifier.plausibility` has to reach before an alignment is worth its cost. Of the
rewrites in the evaluation data 98.6 % do, of chance candidates one in nine."""
OWN_COUNTS = 1000
"""Documents from which a collection's own document frequencies count."""
_ANCHOR_WORTH = 0.04
_ANCHORS_COUNTED = 10


class Verdict(NamedTuple):
    """What exact comparison of two documents says; the first is the one given first.

    `own_score` is the score of the pair, whatever the threshold; `relation` is what the pair
    would be called if the score passes.
    """

    relation: Relation
    own_score: float
    resemblance: float
    containment: float
    covered_a: float
    covered_b: float
    signals: Signals | None


def _within(a: U64, b: U64) -> np.ndarray:
    """Which of the sorted distinct values `a` are among the sorted distinct values `b`."""
    if not len(b):
        return np.zeros(len(a), dtype=bool)
    places = np.minimum(np.searchsorted(b, a), len(b) - 1)
    return np.asarray(b[places] == a)


def _rarity(stems: U64, documents: int) -> F64:
    """How rare each stem is, in nats, capped: in the news, or in the collection if that is less.

    The collection knows its own language, subject and set phrases, but a small one cannot tell
    a rare word from a common one.
    """
    rarity = np.minimum(idf_of(stems), RARITY_CAP)
    if documents >= OWN_COUNTS:
        _, number, count = np.unique(stems, return_inverse=True, return_counts=True)
        rarity = np.minimum(rarity, np.log((documents + 1) / count)[number])
    return rarity


class Verifier:
    """Verifies pairs of rows of one collection.

    Parameters
    ----------
    sketches : Sketches
    profile : callable
        Gives the `Profile` of a row; called only for pairs that come to an alignment.
    """

    def __init__(self, sketches: Sketches, profile: Callable[[int], Profile]) -> None:
        self._sketches = sketches
        self._profile = profile
        stems = sketches.stems
        self._weights: F64 = _rarity(stems.values, len(stems)) ** 2
        sums = np.concatenate([[0.0], np.cumsum(self._weights)])
        self._mass = sums[stems.bounds[1:]] - sums[stems.bounds[:-1]]

    def plausibility(self, a: int, b: int, anchors: int) -> float:
        """How much two documents share in stems and anchors, as a number to rank candidates by.

        Rarity-weighted containment plus resemblance of their stems, plus 0.04 for each of up
        to ten shared anchors.
        """
        if self._mass[a] > self._mass[b]:
            a, b = b, a
        if not self._mass[a]:
            return 0.0
        stems = self._sketches.stems
        weights = self._weights[stems.bounds[a] : stems.bounds[a + 1]]
        shared = float(weights[_within(stems[a], stems[b])].sum())
        resemblance = shared / (self._mass[a] + self._mass[b] - shared)
        anchored = _ANCHOR_WORTH * min(anchors, _ANCHORS_COUNTED)
        return float(shared / self._mass[a] + resemblance + anchored)

    def overlap(self, a: int, b: int) -> tuple[float, float, float]:
        """Resemblance, and the share of each document's shingles that the other has."""
        first, second = self._sketches.shingles[a], self._sketches.shingles[b]
        shared = int(np.count_nonzero(_within(first, second)))
        if not shared:
            return 0.0, 0.0, 0.0
        return (
            shared / (len(first) + len(second) - shared),
            shared / len(first),
            shared / len(second),
        )

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict | None:
        """What two documents are to each other.

        Without an alignment only wording can decide: None is returned where it does not.
        """
        if self._sketches.content[a] == self._sketches.content[b]:
            return Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None)
        resemblance, in_b, in_a = self.overlap(a, b)
        containment = max(in_a, in_b)
        relation = self._by_wording(a, b, resemblance, min(in_a, in_b), containment)
        if not aligned:
            if relation is None:
                return None
            return Verdict(relation, containment, resemblance, containment, in_b, in_a, None)
        profile_a, profile_b = self._profile(a), self._profile(b)
        alignment = align(profile_a, profile_b)
        signals = signals_of(profile_a, profile_b, alignment)
        derived = derivation_score(signals)
        return Verdict(
            relation=relation or "rewrite",
            own_score=max(derived, containment) if relation else derived,
            resemblance=resemblance,
            containment=containment,
            covered_a=coverage(alignment.rows, profile_a.lengths),
            covered_b=coverage(alignment.columns, profile_b.lengths),
            signals=signals,
        )

    def _by_wording(
        self, a: int, b: int, resemblance: float, mutual: float, containment: float
    ) -> Relation | None:
        if resemblance >= NEAR:
            return "near-duplicate"
        shingles = self._sketches.shingles
        if containment < EXCERPT or min(len(shingles[a]), len(shingles[b])) < EXCERPT_LEAST:
            return None
        return "near-duplicate" if mutual >= EXCERPT else "excerpt"
