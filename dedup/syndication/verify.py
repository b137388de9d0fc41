"""Verify a candidate pair, cheapest first: shared stems, shared shingles, then the alignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from dedup.diff.compiled import prepare
from dedup.diff.derivation import Signals, derivation_score, derived
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64
from dedup.syndication.overlap import Overlap, overlap, overlaps, within
from dedup.syndication.rarity import Rarity
from dedup.syndication.result import Relation
from dedup.syndication.texts import Source

__all__ = ["DECISIVE", "EXCERPT", "NEAR", "PLAUSIBLE", "Verdict", "Verifier"]

NEAR = 0.7
"""Resemblance from which two documents are near-duplicates."""
EXCERPT = 0.5
"""Containment from which the shorter is an excerpt of the longer, or, if it holds both ways,
the two are near-duplicates. Independent texts share a few per cent of their five-word
shingles, half of them never."""
DECISIVE = 0.8
"""Containment from which wording alone decides between a near-duplicate or excerpt and chance,
and no alignment is made: the containment is the score. Of the pairs found in the evaluation data
that are false by their labels none comes even to `EXCERPT`, known copies aside."""
EXCERPT_LEAST = 16
"""Shingles that the shorter needs for that: a headline or a stock phrase is no article."""
PLAUSIBLE = 0.5
"""What `Verifier.plausibility` has to reach before an alignment is worth its cost. Of the
rewrites in the evaluation data 98.6 % do, of chance candidates one in nine."""
ANCHOR_WORTH = 0.04
ANCHORS_COUNTED = 10
BLOCK = 1024
"""Pairs, at most, whose features are made in one pass over their texts."""
_FIRST = 64
_BLOCK_ROOM = 32 << 20
"""Bytes of shingles, about, that such a pass may make; stems take as much again."""


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


_IDENTICAL = Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None)


class Verifier:
    """Verifies pairs of documents.

    Parameters
    ----------
    source : Source
        What it asks of documents, which are known to both by numbers called rows.
    rarity : Rarity
        How rare stems are in the collection.
    """

    def __init__(self, source: Source, rarity: Rarity) -> None:
        self.source = source
        self._rarity = rarity

    def _weighed(self, row: int) -> tuple[U64, I64, int]:
        """A document's stems, the weight of each and of all."""
        stems = self.source.stems(row)
        weights = self._rarity.weights(stems)
        return stems, weights, int(weights.sum())

    def plausibility(self, a: int, b: int, anchors: int) -> float:
        """How much two documents share in stems and anchors, as a number to rank candidates by.

        Rarity-weighted containment plus resemblance of their stems, plus 0.04 for each of up
        to ten shared anchors. It says what `dedup.syndication.plausible` and an index do for many
        pairs at once.
        """
        (stems, weights, mass), (others, _, other_mass) = self._weighed(a), self._weighed(b)
        if mass > other_mass:
            (stems, weights, mass), (others, _, other_mass) = self._weighed(b), self._weighed(a)
        if not mass:
            return 0.0
        shared = int(weights[within(stems, others)].sum())
        resemblance = shared / (mass + other_mass - shared)
        anchored = ANCHOR_WORTH * min(anchors, ANCHORS_COUNTED)
        return shared / mass + resemblance + anchored

    def overlap(self, a: int, b: int) -> Overlap:
        """What two documents share of their shingles."""
        return overlap(self.source.shingles(a), self.source.shingles(b))

    def _blocks(self, pairs: I64) -> Iterator[tuple[list[tuple[int, int]], Iterator[Overlap]]]:
        """Some pairs at a time and what they share, features made for all of them together."""
        start, size = 0, _FIRST
        while start < len(pairs):
            block = pairs[start : start + size]
            start += size
            rows, places = np.unique(block, return_inverse=True)
            self.source.prepare(rows.tolist())
            shingles = [self.source.shingles(row) for row in rows.tolist()]
            found = overlaps(shingles, places.reshape(-1, 2))
            yield [(a, b) for a, b in block.tolist()], found
            # Of books fewer are held at a time than of articles.
            held = 1 + sum(row.nbytes for row in shingles)
            size = max(1, min(BLOCK, size * _BLOCK_ROOM // held))

    def overlaps(self, pairs: I64) -> Iterator[Overlap]:
        """`overlap` of each of many pairs, rows of an array; sorted ones cost least."""
        return (each for _, found in self._blocks(pairs) for each in found)

    def verdicts(self, pairs: I64, *, aligned: bool = True) -> Iterator[Verdict | None]:
        """`verdict` of each of many pairs, rows of an array; sorted ones cost least."""
        if aligned:
            prepare(len(pairs))
        return (
            verdict
            for block, found in self._blocks(pairs)
            for verdict in self._judged(block, found, aligned=aligned)
        )

    def resemblances(self, row: int, others: Sequence[int]) -> list[float]:
        """Resemblance of one document to each of others."""
        pairs = np.empty((len(others), 2), dtype=np.int64)
        pairs[:, 0], pairs[:, 1] = row, others
        return [resemblance for resemblance, _, _ in self.overlaps(pairs)]

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict | None:
        """What two documents are to each other.

        Without an alignment only wording can decide: None is returned where it does not. Nor is
        there one where wording decides clearly (`DECISIVE`); what each document carries of the
        other is then counted in shingles, not in linked sentences.
        """
        if self.source.content(a) == self.source.content(b):
            return _IDENTICAL
        return self._judged([(a, b)], [self.overlap(a, b)], aligned=aligned)[0]

    def _judged(
        self, pairs: Sequence[tuple[int, int]], overlaps: Iterable[Overlap], *, aligned: bool
    ) -> list[Verdict | None]:
        """The verdicts of some pairs, of which those that wording leaves open are aligned."""
        verdicts: list[Verdict | None] = []
        doubtful: list[tuple[int, Overlap, Relation | None]] = []
        for (a, b), known in zip(pairs, overlaps, strict=True):
            verdict = None
            if self.source.content(a) == self.source.content(b):
                verdict = _IDENTICAL
            else:
                relation = self._by_wording(a, b, known)
                resemblance, in_b, in_a = known
                containment = max(in_b, in_a)
                if relation is not None and (not aligned or containment >= DECISIVE):
                    verdict = Verdict(
                        relation, containment, resemblance, containment, in_b, in_a, None
                    )
                elif aligned:
                    doubtful.append((len(verdicts), known, relation))
            verdicts.append(verdict)
        rows = [row for at, _, _ in doubtful for row in pairs[at]]
        profiles = self.source.profiles(rows)
        sides = list(zip(profiles[::2], profiles[1::2], strict=True))
        for (at, known, relation), found in zip(doubtful, derived(sides), strict=True):
            containment = max(known.of_a, known.of_b)
            score = derivation_score(found.signals)
            verdicts[at] = Verdict(
                relation=relation or "rewrite",
                own_score=max(score, containment) if relation else score,
                resemblance=known.resemblance,
                containment=containment,
                covered_a=found.covered_a,
                covered_b=found.covered_b,
                signals=found.signals,
            )
        return verdicts

    def _by_wording(self, a: int, b: int, known: Overlap) -> Relation | None:
        if known.resemblance >= NEAR:
            return "near-duplicate"
        containment, mutual = max(known.of_a, known.of_b), min(known.of_a, known.of_b)
        fewer = min(len(self.source.shingles(a)), len(self.source.shingles(b)))
        if containment < EXCERPT or fewer < EXCERPT_LEAST:
            return None
        return "near-duplicate" if mutual >= EXCERPT else "excerpt"
