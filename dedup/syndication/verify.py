"""Verify a candidate pair, cheapest first: shared stems, shared shingles, then the alignment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from dedup.diff import compiled
from dedup.diff.alignment import THRESHOLD
from dedup.diff.compiled_readings import measured_at_once
from dedup.diff.derivation import Signals, derivation_score, derivation_scores, derived
from dedup.diff.profile import F64
from dedup.lsh.collisions import Watch, unwatched
from dedup.lsh.compiled import is_loaded
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64
from dedup.machine.threads import on_all_cores
from dedup.syndication.overlap import Overlap, overlap, overlaps, within
from dedup.syndication.rarity import Rarity
from dedup.syndication.result import Relation
from dedup.syndication.texts import Source
from dedup.syndication.verdicts import RELATIONS, UNDECIDED, Verdict, Verdicts

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
BLOCK = 256
"""Pairs, at most, that are compared together, by one thread."""
CHARACTERS = 1 << 21
"""And of their texts, about."""
TOGETHER = 1 << 24
"""Characters of the texts, the longest aside, that plain code aligns together."""


R = TypeVar("R")

_SIGNALS = len(Signals._fields)
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

    def _blocks(self, pairs: I64) -> list[I64]:
        """Some pairs at a time, whose texts are read together."""
        rows, places = np.unique(pairs, return_inverse=True)
        lengths = np.array(self.source.lengths(rows.tolist()), dtype=np.int64)
        sizes = lengths[places.reshape(-1, 2)]
        # Pairs are sorted, mostly: what many have in common is read once.
        sizes[1:, 0][pairs[1:, 0] == pairs[:-1, 0]] = 0
        ends = np.cumsum(sizes.sum(axis=1))
        blocks = []
        start = held = 0
        while start < len(pairs):
            most = int(np.searchsorted(ends, held + CHARACTERS, side="right"))
            stop = max(start + 1, min(most, start + BLOCK))
            blocks.append(pairs[start:stop])
            start, held = stop, int(ends[stop - 1])
        return blocks

    def overlaps(self, pairs: I64) -> Iterator[Overlap]:
        """`overlap` of each of many pairs, rows of an array; sorted ones cost least."""

        def work(block: I64) -> F64:
            rows, places = np.unique(block, return_inverse=True)
            return overlaps(self.source.shingles_of(rows.tolist()), places.reshape(-1, 2))

        for found in _spread(work, self._blocks(pairs)):
            yield from map(Overlap._make, found.tolist())

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
        known = self.overlap(a, b)
        resemblance, of_a, of_b = known
        relation = self._by_wording(a, b, known)
        containment = max(of_a, of_b)
        if relation is not None and (not aligned or containment >= DECISIVE):
            return Verdict(relation, containment, resemblance, containment, of_a, of_b, None)
        if not aligned:
            return None
        first, second = self.source.profiles([a, b])
        (found,) = derived([(first, second)])
        score = derivation_score(found.signals)
        return Verdict(
            relation=relation or "rewrite",
            own_score=max(score, containment) if relation else score,
            resemblance=resemblance,
            containment=containment,
            covered_a=found.covered_a,
            covered_b=found.covered_b,
            signals=found.signals,
        )

    def _by_wording(self, a: int, b: int, known: Overlap) -> Relation | None:
        if known.resemblance >= NEAR:
            return "near-duplicate"
        containment, mutual = max(known.of_a, known.of_b), min(known.of_a, known.of_b)
        fewer = min(len(self.source.shingles(a)), len(self.source.shingles(b)))
        if containment < EXCERPT or fewer < EXCERPT_LEAST:
            return None
        return "near-duplicate" if mutual >= EXCERPT else "excerpt"

    def verdicts(self, pairs: I64, *, aligned: bool = True) -> Iterator[Verdict | None]:
        """`verdict` of each of many pairs, rows of an array; sorted ones cost least."""
        for found in self.judged(pairs, aligned=aligned):
            for _, verdict in found:
                yield verdict

    def judged(
        self, pairs: I64, *, aligned: bool = True, watch: Watch = unwatched
    ) -> Iterator[Verdicts]:
        """`verdicts` of some pairs at a time, in their order.

        All cores do what compiled code can, and what that leaves is done here, where Ctrl-C ends
        it at once.
        """
        if aligned:
            compiled.prepare(len(pairs))
        by_machine = aligned and is_loaded() and compiled.is_loaded()
        blocks = self._blocks(pairs)

        def work(block: I64) -> tuple[Verdicts, I64]:
            return self._judge(block, aligned=aligned, by_machine=by_machine)

        yield from self._completed(watch(_spread(work, blocks), "verifying", len(blocks)))

    def _completed(self, judged: Iterable[tuple[Verdicts, I64]]) -> Iterator[Verdicts]:
        """The same once plain code has aligned what it has to.

        That is done for many pairs together, as one very long text may be in pairs of many
        blocks, and takes seconds to read each time.
        """
        waiting: list[tuple[Verdicts, I64]] = []
        lengths: dict[int, int] = {}
        pairs = 0
        for found, left in judged:
            waiting.append((found, left))
            rows = found.pairs[left].ravel().tolist()
            lengths.update(zip(rows, self.source.lengths(rows), strict=True))
            pairs += len(left)
            beside = sum(lengths.values()) - max(lengths.values(), default=0)
            if pairs >= BLOCK or beside > TOGETHER:
                yield from self._aligned(waiting)
                waiting, lengths, pairs = [], {}, 0
        yield from self._aligned(waiting)

    def _aligned(self, judged: Sequence[tuple[Verdicts, I64]]) -> Iterator[Verdicts]:
        """Verdicts, whose pairs that are left are aligned by plain code."""
        rows = [row for found, left in judged for row in found.pairs[left].ravel().tolist()]
        profiles = iter(self.source.profiles(rows))
        for found, left in judged:
            if len(left):
                sides = [(next(profiles), next(profiles)) for _ in left]
                measures = [(*one.signals, one.covered_a, one.covered_b) for one in derived(sides)]
                _fill(found, left, np.array(measures))
            yield found

    def _judge(self, block: I64, *, aligned: bool, by_machine: bool) -> tuple[Verdicts, I64]:
        """The verdicts of some pairs, and which of them wait for plain code to align them."""
        source = self.source
        found = Verdicts.undecided(block)
        unique, where = np.unique(block, return_inverse=True)
        rows, places = unique.tolist(), where.reshape(-1, 2)
        shingles = source.shingles_of(rows)
        shares = overlaps(shingles, places)
        containment = shares[:, 1:].max(axis=1)
        found.figures[:, 0] = found.figures[:, 2] = containment
        found.figures[:, 1] = shares[:, 0]
        found.figures[:, 3:] = shares[:, 1:]
        relations = _by_wording(shares, shingles.sizes[places].min(axis=1))
        decided = relations != UNDECIDED
        found.relations[decided] = relations[decided]
        content = list(map(source.content, rows))
        identical = np.array([content[a] == content[b] for a, b in places.tolist()])
        found.relations[identical] = RELATIONS.index("identical")
        found.figures[identical] = 1.0
        if not aligned:
            return found, np.zeros(0, dtype=np.int64)
        doubtful = np.flatnonzero(~identical & ~(decided & (containment >= DECISIVE)))
        if not by_machine or not len(doubtful):
            return found, doubtful
        asked, where = np.unique(places[doubtful], return_inverse=True)
        readings = source.readings([rows[place] for place in asked.tolist()])
        is_read = np.array([reading is not None for reading in readings])
        # Those that were read have numbers of their own.
        sides = (np.cumsum(is_read) - 1)[where].reshape(-1, 2)
        both = np.flatnonzero(is_read[where].reshape(-1, 2).all(axis=1))
        if not len(both):
            return found, doubtful
        read = [reading for reading in readings if reading is not None]
        measures, done = measured_at_once(read, sides[both], THRESHOLD)
        _fill(found, doubtful[both[done]], measures[done])
        left = np.ones(len(doubtful), dtype=bool)
        left[both[done]] = False
        return found, doubtful[left]


def _spread(work: Callable[[I64], R], blocks: Sequence[I64]) -> Iterator[R]:
    """Some work on each block, on all cores where compiled code does it."""
    if not is_loaded():
        return map(work, blocks)
    return on_all_cores(work, blocks)


def _by_wording(shares: F64, fewer: I64) -> npt.NDArray[np.uint8]:
    """`Verifier._by_wording` of many pairs, of which one text has so few shingles."""
    resemblance, mutual = shares[:, 0], shares[:, 1:].min(axis=1)
    containment = shares[:, 1:].max(axis=1)
    found = np.full(len(shares), UNDECIDED, dtype=np.uint8)
    found[(containment >= EXCERPT) & (fewer >= EXCERPT_LEAST)] = RELATIONS.index("excerpt")
    found[(found != UNDECIDED) & (mutual >= EXCERPT)] = RELATIONS.index("near-duplicate")
    found[resemblance >= NEAR] = RELATIONS.index("near-duplicate")
    return found


def _fill(found: Verdicts, at: I64, measures: F64) -> None:
    """Put down what the alignments of some pairs say: their signals and both coverages."""
    signals = measures[:, :_SIGNALS]
    score = derivation_scores(signals)
    figures = found.figures
    by_wording = found.relations[at] != UNDECIDED
    figures[at, 0] = np.where(by_wording, np.maximum(score, figures[at, 2]), score)
    figures[at, 3:] = measures[:, _SIGNALS:]
    found.signals[at] = signals
    found.relations[at[~by_wording]] = RELATIONS.index("rewrite")
