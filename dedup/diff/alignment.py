"""Which sentence of one text says the same as which sentence of the other.

1. *Weights.* A stem weighs its inverse document frequency in the news (capped), times how
   rare it is among the sentences of these two texts: names that the whole story is about
   are rare in the news and yet tell nothing of which sentence is which.
2. *Similarity* of two sentences: the weight of the stems they share over the geometric mean
   of their weights, with a constant below that keeps short sentences from matching by chance.
3. *Mutual best match.* The similarity is scaled by how near it comes to the best that either
   sentence has, so that a sentence is linked to the one that it came from and not to all
   that speak of the same things; and mildly by how far apart the two stand in their stories.
4. What is above a threshold is linked: one to one, one to many, many to one, in any order.
5. *A second look.* A sentence that has no link yet takes its own best match if that stands
   next to a link, even where the match is weak: a sentence that was split in two, or a
   quotation whose second half shares little wording.
6. *Chains*, where other copies were heard (`dedup.diff.witnesses`): two pairs that are each
   other's best and follow one another in both texts bear each other out, and a weaker match
   suffices for both.
7. *Between the links.* What is left on both sides in the same gap between two links is linked
   where two sentences are each other's best there: the story goes on between its landmarks.
8. *Remainders.* A sentence between two links may tell what a link leaves over of the sentence on
   the other side (`dedup.diff.remainders`): two sentences that were made one.

Sentences that have the same words in the same order are linked at 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dedup.diff import compiled
from dedup.diff.kernels.constants import (
    CHAIN,
    CHAIN_MUTUAL,
    CHAIN_REACH,
    GAP,
    LOOK_LEAST,
    PLACE,
    PRIOR_WEIGHT,
    SECOND_LOOK,
)
from dedup.diff.profile import F64, I64, U64, Profile
from dedup.diff.remainders import remainders
from dedup.diff.room import Scored
from dedup.diff.shared import Shared, shared_weights
from dedup.diff.weights import StemWeights, stem_weights

__all__ = [
    "Alignment",
    "StemWeights",
    "Table",
    "align",
    "link",
    "linked",
    "plain_align",
    "score_table",
    "stem_weights",
]

MUTUAL_POWER = 2.0
THRESHOLD = 0.15
MOST_MARKS = 1 << 20
"""Pairs of sentences up to which each has a mark of its own; beyond, they are searched for."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """Links between the content sentences of two profiles.

    Attributes
    ----------
    rows, columns : ndarray of int64, shape (n,)
        Places in `Profile.content` of the source and of the copy.
    scores : ndarray of float64, shape (n,)
        Scaled similarity of each link, in (0, 1].
    similarity : ndarray of float64, shape (n,)
        Plain similarity of each link, before scaling.
    best_source, best_copy : ndarray of float64, shapes (m,) and (n,)
        The highest plain similarity that each sentence has on the other side, linked or not.
    table : Table
        All scored pairs, which the links were chosen from.
    measures : tuple of float, or None
        The six of `dedup.diff.derivation.Signals`, and the `coverage` of either text, where
        compiled code found them on the way.
    """

    rows: I64
    columns: I64
    scores: F64
    similarity: F64
    best_source: F64
    best_copy: F64
    table: Table
    measures: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Every pair of sentences that share anything, scored but not yet linked.

    Attributes
    ----------
    shape : tuple of int
        Content sentences of either side, ``(m, n)``.
    rows, columns, plain, scores : ndarray, shape (n,)
        Where a pair stands, its plain similarity and its scaled one.
    best_source, best_copy : ndarray of float64, shapes (m,) and (n,)
        The highest plain similarity that each sentence has on the other side.
    """

    shape: tuple[int, int]
    rows: I64
    columns: I64
    plain: F64
    scores: F64
    best_source: F64
    best_copy: F64

    @property
    def mutual(self) -> F64:
        """How near each pair comes to the best that either sentence has, in (0, 1]."""
        return np.sqrt(
            self.plain / self.best_source[self.rows] * (self.plain / self.best_copy[self.columns])
        )

    def reversed(self) -> Table:
        """The same pairs seen from the copy."""
        order = np.lexsort((self.rows, self.columns))
        return Table(
            (self.shape[1], self.shape[0]),
            self.columns[order],
            self.rows[order],
            self.plain[order],
            self.scores[order],
            self.best_copy,
            self.best_source,
        )


def similarity(
    a: Profile,
    b: Profile,
    free: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]] | None = None,
) -> Shared:
    """Plain similarity of every content sentence of `a` with every one of `b` (m x n, sparse).

    With `free`, of the sentences flagged there alone. Of long texts some pairs below
    `SECOND_LOOK` are left out, but never the best two of a sentence.
    """
    m, n = len(a.content), len(b.content)
    columns_a, columns_b, weights, in_a, in_b = stem_weights(a, b)
    rows_a = np.arange(m).repeat(a.bounds[1:] - a.bounds[:-1])
    rows_b = np.arange(n).repeat(b.bounds[1:] - b.bounds[:-1])
    mass_a = np.bincount(rows_a, weights[columns_a], minlength=m)
    mass_b = np.bincount(rows_b, weights[columns_b], minlength=n)
    # Only stems that both texts have can make sentences alike.
    useful = (in_a > 0) & (in_b > 0) & (weights > 0.0)
    number = useful.cumsum() - 1
    keep_a, keep_b = useful[columns_a], useful[columns_b]
    if free is not None:
        keep_a, keep_b = keep_a & free[0][rows_a], keep_b & free[1][rows_b]

    def scale(rows: I64, columns: I64) -> F64:
        return np.asarray(np.sqrt(mass_a[rows] * mass_b[columns]) + PRIOR_WEIGHT)

    return shared_weights(
        (rows_a[keep_a], number[columns_a[keep_a]]),
        (rows_b[keep_b], number[columns_b[keep_b]]),
        weights[useful],
        (m, n),
        scale,
        SECOND_LOOK,
    )


def _same(a: Profile, b: Profile) -> list[tuple[int, int]]:
    """Pairs of sentences with the same words in the same order.

    Where one is repeated, the repetitions are paired in order, so that a hundred times
    "He said so." gives a hundred links and not ten thousand.
    """
    where: defaultdict[int, list[int]] = defaultdict(list)
    for column, wording in _in_both(b.wording, a.wording):
        where[wording].append(column)
    seen: defaultdict[int, int] = defaultdict(int)
    pairs = []
    for row, wording in _in_both(a.wording, b.wording):
        columns = where.get(wording)
        if columns and seen[wording] < len(columns):
            pairs.append((row, columns[seen[wording]]))
            seen[wording] += 1
    return pairs


def _in_both(wording: U64, other: U64) -> Iterator[tuple[int, int]]:
    """Places and wordings; of a text much longer than the other those alone that both have."""
    if len(wording) < 16 * len(other):
        return enumerate(wording.tolist())
    places = np.flatnonzero(np.isin(wording, other))
    return zip(places.tolist(), wording[places].tolist(), strict=True)


def score_table(a: Profile, b: Profile) -> Table:
    """Similarities of all pairs of content sentences, scaled by mutual best match and place."""
    m, n = len(a.content), len(b.content)
    best_a, best_b = np.zeros(m), np.zeros(n)
    if not m or not n:
        empty = np.zeros(0, dtype=np.int64)
        return Table((m, n), empty, empty, np.zeros(0), np.zeros(0), best_a, best_b)
    same = _same(a, b)
    if same:
        # A sentence that stands in the other text word for word is settled.
        free = np.ones(m, dtype=bool), np.ones(n, dtype=bool)
        settled = np.array(same, dtype=np.int64).T
        free[0][settled[0]] = free[1][settled[1]] = False
        shared = similarity(a, b, free)
        rows, columns = np.concatenate([[shared.row, shared.col], settled], axis=1)
        plain = np.concatenate([shared.data, np.ones(len(same))])
    else:
        shared = similarity(a, b)
        rows, columns, plain = shared.row, shared.col, shared.data
    np.maximum.at(best_a, rows, plain)
    np.maximum.at(best_b, columns, plain)
    apart = np.abs((rows + 0.5) / m - (columns + 0.5) / n)
    mutual = np.sqrt(plain / best_a[rows] * (plain / best_b[columns]))
    scores = plain * mutual**MUTUAL_POWER * (1.0 - PLACE * apart)
    if same:
        scores[-len(same) :] = 1.0
        # Nearly in order already, of which a stable sort of single numbers makes use.
        order = np.argsort(rows * n + columns, kind="stable")
        rows, columns, plain, scores = rows[order], columns[order], plain[order], scores[order]
    return Table((m, n), rows, columns, plain, scores, best_a, best_b)


def _is_among(keys: I64, marked: I64, size: int) -> npt.NDArray[np.bool_]:
    """Which of some numbers below `size` are among others."""
    if size > MOST_MARKS:
        return np.isin(keys, marked)
    # A mark for every number there is takes a tenth of the time where there are few.
    marks = np.zeros(size, dtype=bool)
    marks[marked] = True
    return np.asarray(marks[keys])


def _second_look(table: Table, linked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which pairs to add: the best match of an unlinked sentence, next to a link."""
    rows, columns, plain = table.rows, table.columns, table.plain
    best_a, best_b = table.best_source, table.best_copy
    width = len(best_b) + 2  # one column of margin on either side, so that no row wraps
    keys = (rows + 1) * width + columns + 1
    around = np.array([down * width + right for down in (-1, 0, 1) for right in (-1, 0, 1)])
    marked = np.add.outer(keys[linked], around).ravel()
    beside = _is_among(keys, marked, (len(best_a) + 2) * width)
    free_a, free_b = np.ones(len(best_a), dtype=bool), np.ones(len(best_b), dtype=bool)
    free_a[rows[linked]] = free_b[columns[linked]] = False
    best = (free_a[rows] & (plain >= best_a[rows])) | (free_b[columns] & (plain >= best_b[columns]))
    return np.asarray(best & beside & (plain >= SECOND_LOOK))


def _in_chains(table: Table, linked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which pairs to add: near each other's best, and before or after another such pair."""
    rows, columns = table.rows, table.columns
    likely = linked | ((table.scores >= CHAIN) & (table.mutual >= CHAIN_MUTUAL))
    width = len(table.best_copy) + 2 * CHAIN_REACH  # a margin, so that no row wraps
    keys = (rows + CHAIN_REACH) * width + columns + CHAIN_REACH
    steps = range(1, CHAIN_REACH + 1)
    ahead = np.array([down * width + right for down in steps for right in steps])
    others = keys[likely]
    near = np.concatenate([np.add.outer(others, ahead), np.subtract.outer(others, ahead)])
    size = (len(table.best_source) + 2 * CHAIN_REACH) * width
    return np.asarray(likely & _is_among(keys, near.ravel(), size))


def _gaps(rows: Sequence[int], columns: Sequence[int], m: int, n: int) -> tuple[I64, I64]:
    """Between which columns each row may be linked, as the links at `rows` and `columns` leave it.

    Both are exclusive; a row that has a link, or stands in a long gap, may be linked to none.
    """
    linked: dict[int, tuple[int, int]] = {}
    for row, column in zip(rows, columns, strict=True):
        first, last = linked.get(row, (column, column))
        linked[row] = min(first, column), max(last, column)
    begins, ends = np.full(m, n), np.full(m, -1)
    begin, gap = -1, 0
    for row, (end, last) in [*sorted(linked.items()), (m, (n, n))]:
        # In a long gap one of the two tells its own story.
        if row - gap <= GAP and end - begin <= GAP + 1:
            begins[gap:row], ends[gap:row] = begin, end
        begin, gap = last, row + 1
    return begins, ends


def _between_links(table: Table, linked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which pairs to add: each other's best among what is unlinked in a gap between links."""
    m, n = table.shape
    links = table.rows[linked].tolist(), table.columns[linked].tolist()
    left, right = _gaps(*links, m, n)
    rows, columns = table.rows, table.columns
    inside = (left[rows] < columns) & (columns < right[rows]) & (table.plain >= SECOND_LOOK)
    places = inside.nonzero()[0]
    if len(places):
        # Where links cross, the two sides see other gaps: both must agree.
        top, bottom = _gaps(links[1], links[0], n, m)
        rows, columns = rows[places], columns[places]
        places = places[(top[columns] < rows) & (rows < bottom[columns])]
    best_a: dict[int, float] = {}
    best_b: dict[int, float] = {}
    values = (places, table.rows[places], table.columns[places], table.plain[places])
    found = list(zip(*(v.tolist() for v in values), strict=True))
    for _, row, column, plain in found:
        best_a[row] = max(plain, best_a.get(row, 0.0))
        best_b[column] = max(plain, best_b.get(column, 0.0))
    between = np.zeros(len(table.rows), dtype=bool)
    for place, row, column, plain in found:
        between[place] = plain >= best_a[row] and plain >= best_b[column]
    return between


def link(
    table: Table,
    threshold: float = THRESHOLD,
    *,
    heard: bool = False,
    sides: tuple[Profile, Profile] | None = None,
) -> Alignment:
    """The pairs of a table that are links.

    Parameters
    ----------
    table : Table
    threshold : float
        Of the scaled similarity, for what is linked at first.
    heard : bool
        Whether witnesses have raised and lowered the scores, as `dedup.diff.witnesses` does. Then
        weak scores mean something: the second look has to pass `LOOK_LEAST`, and chains count.
    sides : tuple of Profile, optional
        The two texts, where remainders are to be looked at.
    """
    sure = table.scores >= threshold
    keep = _second_look(table, sure)
    if heard:
        keep &= table.scores >= LOOK_LEAST
        keep |= _in_chains(table, sure)
    keep |= sure
    if keep.any():
        keep |= _between_links(table, keep)
        if sides is not None:
            keep |= remainders(*sides, table.rows, table.columns, keep)
    return Alignment(
        table.rows[keep],
        table.columns[keep],
        table.scores[keep],
        table.plain[keep],
        table.best_source,
        table.best_copy,
        table,
    )


def plain_align(a: Profile, b: Profile, threshold: float = THRESHOLD) -> Alignment:
    """`align` without compiled code."""
    return link(score_table(a, b), threshold, sides=(a, b))


def align(a: Profile, b: Profile, threshold: float = THRESHOLD) -> Alignment:
    """Link the content sentences of `a` to those of `b`."""
    if compiled.is_fit(a, b) and compiled.pays():
        found = compiled.scored(a, b, threshold)
        if found is not None:
            table, measures = found
            return linked(table, (len(a.content), len(b.content)), measures)
    return plain_align(a, b, threshold)


def linked(
    found: Scored, shape: tuple[int, int], measures: tuple[float, ...] | None = None
) -> Alignment:
    """What compiled code wrote down, as an alignment."""
    rows, columns, plain, scores, keep, best_source, best_copy = found
    places = keep.nonzero()[0]
    return Alignment(
        rows[places],
        columns[places],
        scores[places],
        plain[places],
        best_source,
        best_copy,
        Table(shape, rows, columns, plain, scores, best_source, best_copy),
        measures,
    )
