"""Contiguous stretches of reuse: seeds, growth, and where a stretch begins and ends.

1. *Seeds* are pairs of sentences that are alike and each other's best match, or that share a
   run of words (`dedup.diff.runs`), wherever they stand: reuse inside a long text has no
   place of its own.
2. *Growth.* From the strongest seed a stretch takes in others around it, on both sides at
   once. The farther away a seed is, the more alike its sentences have to be: far from the
   rest a weak resemblance is more likely chance, or a topic that both texts have.
3. *Digests.* A summary takes sentences that lie far apart in the source and puts them side by
   side. So seeds are first brought together with wide gaps in the source, then within that
   with narrow ones. Where no narrow stretch makes up nearly all of the wide one, the wide one
   is a digest, and stays whole.
4. *Ends.* A narrow stretch is fitted, on one side and the other in turn: of the sentences
   around it those belong to it whose words stand in the stretch on the other side about as
   often as the words inside it do, rather than as seldom as those outside. A word found there,
   and one not found, has a log-likelihood ratio; the stretch is the run of sentences with the
   highest sum.
5. *Words.* Where a stretch is mostly runs of words, they say where it ends, not the sentences.

That seeds are extended, and that the gap adapts to summaries, is what the best systems of the
PAN text-alignment task do (Sanchez-Perez, Sidorov & Gelbukh 2014); the similarity is that of
`dedup.diff.alignment`. The fit of the ends is the search for a segment of highest score
(Karlin & Altschul 1990). The constants were set on the PAN 2013 training corpus,
with one half to try and the other to check.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from dedup.diff import reuse
from dedup.diff.alignment import Table
from dedup.diff.growth import NARROW, WIDE, Seeds, grown
from dedup.diff.kernels.constants import (
    AROUND,
    EVIDENCE,
    INSIDE,
    INSIDE_PRIOR,
    KEPT,
    LEAST_RATIO,
    MOST_INSIDE,
    MUTUAL,
    NEARLY_ALL,
    OUTSIDE,
    OUTSIDE_PRIOR,
    OUTSIDE_REACH,
    ROUNDS,
    RUN_PRIOR,
    SIMILAR,
    STRONG,
    WIDE_EVIDENCE,
)
from dedup.diff.passages import Region
from dedup.diff.profile import F64, I64, Profile
from dedup.diff.runs import Runs, RunWords, runs_of, shared_by_runs, starts_of
from dedup.diff.weights import StemWeights, stem_weights

__all__ = ["plain_regions", "regions_aligned", "regions_of"]

LEAST_CHARACTERS = 150
"""Shorter stretches are quotations and set phrases; half the shorter text, if that is less."""


class _Box(NamedTuple):
    """First and last content sentence of a stretch, on either side."""

    top: int
    bottom: int
    left: int
    right: int


def regions_of(a: Profile, b: Profile, table: Table) -> tuple[Region, ...]:
    """The regions of reuse, in the order of the source."""
    found = None
    if reuse.is_fit(a, b) and reuse.pays():
        found = reuse.find(a, b, table)
    if found is None:
        return plain_regions(a, b, table)
    return _in_order(a, b, [_region_of(row, a, b) for row in found])


def regions_aligned(a: Profile, b: Profile, run: int) -> tuple[Region, ...] | None:
    """The same of two texts that were aligned alone, in that `run`, whose table is not made for it.

    None where compiled code does not tell.
    """
    if a.compact is None or b.compact is None or not reuse.pays():
        return None
    found = reuse.find_aligned(a.compact, b.compact, run)
    return None if found is None else _in_order(a, b, [_region_of(row, a, b) for row in found])


def _region_of(row: Sequence[int], a: Profile, b: Profile) -> Region:
    """The region that compiled code found."""
    top, bottom, left, right, begin, end, begin_copy, end_copy = row
    if begin < 0:
        return Region(a.stretch(top, bottom), b.stretch(left, right))
    empty = np.zeros(0, dtype=np.int64)
    source, copy = RunWords(a, empty, empty), RunWords(b, empty, empty)
    return Region(source.between(begin, end), copy.between(begin_copy, end_copy))


def _in_order(a: Profile, b: Profile, regions: Iterable[Region]) -> tuple[Region, ...]:
    """The regions that are long enough, in the order of the source."""
    shorter = min(len(a.document.text), len(b.document.text))
    least = min(LEAST_CHARACTERS, shorter / 2)
    found = [r for r in regions if min(len(r.source), len(r.copy)) >= least]
    return tuple(sorted(found, key=lambda region: (region.source.start, region.copy.start)))


def plain_regions(a: Profile, b: Profile, table: Table) -> tuple[Region, ...]:
    """`regions_of` without compiled code."""
    runs = runs_of(a, b)
    seeds = _seeds(a, b, table, runs)
    if not len(seeds.rows) or seeds.similar.max() < STRONG:
        return ()
    known = stem_weights(a, b)
    sides = _side(a, known.columns_a, known), _side(b, known.columns_b, known)
    boxes = [box for wide in grown(seeds, WIDE) for box in _stretches(seeds.of(wide), sides)]
    words = RunWords(a, runs.source, runs.size), RunWords(b, runs.copy, runs.size)
    return _in_order(a, b, [_region(box, *words) for box in _joined(boxes)])


def _seeds(a: Profile, b: Profile, table: Table, runs: Runs) -> Seeds:
    keep = (table.plain >= SIMILAR) & (table.mutual >= MUTUAL)
    rows, columns, words = shared_by_runs(runs, a, b)
    by_run = words / (np.minimum(a.lengths[rows], b.lengths[columns]) + RUN_PRIOR)
    useful = by_run >= SIMILAR
    if not useful.any():
        # A pair stands in the table once.
        rows, columns, best = table.rows[keep], table.columns[keep], table.plain[keep]
        order = np.argsort(columns, kind="stable")
        return Seeds(rows[order], columns[order], best[order])
    width = max(len(b.content), 1)
    keys = np.concatenate([table.rows[keep], rows[useful]]) * width
    keys += np.concatenate([table.columns[keep], columns[useful]])
    similar = np.concatenate([table.plain[keep], by_run[useful]])
    order = np.argsort(keys)
    starts = starts_of(keys[order])
    best = np.maximum.reduceat(similar[order], starts)
    rows, columns = np.divmod(keys[order][starts], width)
    order = np.argsort(columns, kind="stable")
    return Seeds(rows[order], columns[order], best[order])


def _box(seeds: Seeds) -> _Box:
    rows, columns, _ = seeds
    return _Box(int(rows.min()), int(rows.max()), int(columns.min()), int(columns.max()))


def _stretches(wide: Seeds, sides: tuple[_Side, _Side]) -> Iterator[_Box]:
    """What a wide set of seeds comes to: itself, where it is a digest, or its narrow parts."""
    evidence = wide.evidence
    if evidence < EVIDENCE:
        return
    wide = wide.of(np.argsort(wide.columns, kind="stable"))
    parts = [wide.of(part) for part in grown(wide, NARROW)]
    narrow = [
        _fitted(_box(part), sides, part.strongest) for part in parts if part.evidence >= EVIDENCE
    ]
    if evidence >= WIDE_EVIDENCE:
        digest = _fitted(_box(wide), sides, None)
        copy = sides[1]
        most = max((copy.mass_of(box.left, box.right) for box in narrow), default=0.0)
        if most < NEARLY_ALL * copy.mass_of(digest.left, digest.right):
            yield digest
            return
    yield from narrow


def _added(values: F64) -> float:
    return float(values.cumsum()[-1]) if len(values) else 0.0


def _sums(places: I64, values: F64, count: int) -> F64:
    """The values of each of so many places, added up."""
    return np.bincount(places, values, minlength=count).astype(np.float64, copy=False)


class _Side(NamedTuple):
    """The stems of one text's content sentences, with what they weigh.

    `distinct` is the number of distinct stems of both texts.
    """

    distinct: int
    stems: I64
    bounds: I64
    sentence: I64
    weight: F64
    mass: F64

    def stems_of(self, first: int, last: int) -> I64:
        return self.stems[self.bounds[first] : self.bounds[last + 1]]

    def mass_of(self, first: int, last: int) -> float:
        return _added(self.mass[first : last + 1])


def _side(profile: Profile, stems: I64, known: StemWeights) -> _Side:
    weight, bounds = known.weights[stems], profile.bounds
    sentence = np.arange(len(bounds) - 1).repeat(bounds[1:] - bounds[:-1])
    mass = _sums(sentence, weight, len(bounds) - 1)
    return _Side(len(known.weights), stems, bounds, sentence, weight, mass)


def _fitted(box: _Box, sides: tuple[_Side, _Side], core: tuple[int, int] | None) -> _Box:
    """A box whose ends are where the likelihood puts them; a digest's source is left alone."""
    top, bottom, left, right = box
    source, copy = sides
    for _ in range(ROUNDS):
        before = top, bottom, left, right
        inside = (left, right) if core is None else (core[1], core[1])
        left, right = _ends(copy, left, right, source.stems_of(top, bottom), inside)
        if core is not None:
            top, bottom = _ends(source, top, bottom, copy.stems_of(left, right), (core[0], core[0]))
        if core is None or (top, bottom, left, right) == before:
            break
    return _Box(top, bottom, left, right)


def _ends(side: _Side, first: int, last: int, other: I64, core: tuple[int, int]) -> tuple[int, int]:
    """The best run of sentences around a stretch, given the stems of the other side."""
    low, high = max(0, first - OUTSIDE_REACH), min(len(side.mass), last + OUTSIDE_REACH + 1)
    stems, bounds, sentence, weight, mass = side[1:]
    if high - low < len(mass):
        part = slice(int(bounds[low]), int(bounds[high]))
        stems, weight, sentence = stems[part], weight[part], sentence[part] - low
        mass = mass[low:high]
    has = np.zeros(side.distinct, dtype=bool)
    has[other] = True
    # Everything is added up one by one, as compiled code does it.
    hit = _sums(sentence, weight * has[stems], high - low)
    inside = slice(first - low, last - low + 1)
    found, weighed = _added(hit[inside]), _added(mass[inside])
    p = (found + INSIDE_PRIOR * INSIDE) / (weighed + INSIDE_PRIOR)
    q = (_added(hit) - found + OUTSIDE_PRIOR * OUTSIDE) / (_added(mass) - weighed + OUTSIDE_PRIOR)
    p = min(max(p, LEAST_RATIO * q), MOST_INSIDE)
    q = min(q, p / LEAST_RATIO)
    # The share of weight found at which inside and outside are equally likely.
    missed = math.log((1 - q) / (1 - p))
    even = missed / (missed + math.log(p / q))
    near = slice(max(0, first - AROUND) - low, last + AROUND + 1 - low)
    scores = hit[near] - even * mass[near]
    return _best_run(scores, low + near.start, core) or (first, last)


def _best_run(scores: F64, low: int, core: tuple[int, int]) -> tuple[int, int] | None:
    """First and last place of the run with the highest sum that overlaps the core."""
    best, found = 0.0, None
    total = lowest = 0.0
    begin = 0
    # In plain Python: most runs are short, and array operations cost more than the loop.
    for place, score in enumerate(scores.tolist(), low):
        if place <= core[1] and total < lowest:
            lowest, begin = total, place - low
        total += score
        if place >= core[0] and total - lowest > best:
            best, found = total - lowest, (low + begin, place)
    return found


def _joined(boxes: list[_Box]) -> list[_Box]:
    """Boxes that overlap or touch on both sides, joined until none do."""
    waiting = list(boxes)
    done: list[_Box] = []
    while waiting:
        box = waiting.pop()
        for index, other in enumerate(done):
            if (
                max(box.top, other.top) <= min(box.bottom, other.bottom) + 1
                and max(box.left, other.left) <= min(box.right, other.right) + 1
            ):
                del done[index]
                waiting.append(
                    _Box(
                        min(box.top, other.top),
                        max(box.bottom, other.bottom),
                        min(box.left, other.left),
                        max(box.right, other.right),
                    )
                )
                break
        else:
            done.append(box)
    return done


def _region(box: _Box, source: RunWords, copy: RunWords) -> Region:
    """The spans of a box; by the words, where it is mostly runs."""
    runs = source.within(box.top, box.bottom) & copy.within(box.left, box.right)
    if (
        not runs.any()
        or source.share(box.top, box.bottom, runs) < KEPT
        or copy.share(box.left, box.right, runs) < KEPT
    ):
        return Region(
            source.profile.stretch(box.top, box.bottom), copy.profile.stretch(box.left, box.right)
        )
    return Region(
        source.trimmed(box.top, box.bottom, runs), copy.trimmed(box.left, box.right, runs)
    )
