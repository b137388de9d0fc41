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

Sentences that have the same words in the same order are linked at 1.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.profile import F64, I64, Profile
from dedup.diff.shared import Shared, shared_weights
from dedup.text.stems import rarities

__all__ = [
    "Alignment",
    "StemWeights",
    "Table",
    "align",
    "coverage",
    "link",
    "score_table",
    "stem_weights",
]

RARITY_CAP = 7.5
"""Nats; keeps a typing error or an unknown name from deciding alone."""
LOCAL_POWER = 1.5
PRIOR_WEIGHT = 10.0
"""Weight that is added below the similarity: about two rare words."""
MUTUAL_POWER = 2.0
PLACE = 0.6
"""What is taken off, at most, for standing at opposite ends of the two texts."""
THRESHOLD = 0.15
SECOND_LOOK = 0.08
"""Plain similarity that suffices next to a link, or between two."""
LOOK_LEAST = 0.03
"""Scaled similarity that the second look asks for where witnesses were heard: below, either
sentence has a far better match elsewhere, and what they share is the story's common stock."""
CHAIN = 0.1
"""Scaled similarity that suffices in a chain, where the pair is near enough to the best of both."""
CHAIN_MUTUAL = 0.8
CHAIN_REACH = 2
"""Sentences, on either side, to the next pair of a chain."""
GAP = 3
"""Sentences between two links, on either side, that may be linked with one another."""
LEAST_WEIGHT = 0.05
"""Stems below this weight are left out: they fill the matrix and decide nothing."""


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
    """

    rows: I64
    columns: I64
    scores: F64
    similarity: F64
    best_source: F64
    best_copy: F64
    table: Table


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


class StemWeights(NamedTuple):
    """What the stems of two texts weigh among their sentences.

    Attributes
    ----------
    columns_a, columns_b : ndarray of int64
        The number of each entry of `Profile.keys` among the distinct stems of both texts.
    weights : ndarray of float64, shape (count,)
        Inverse document frequency, capped, times how rare the stem is in these two texts.
    in_a, in_b : ndarray of int64, shape (count,)
        Sentences of either text that hold the stem.
    """

    columns_a: I64
    columns_b: I64
    weights: F64
    in_a: I64
    in_b: I64


def stem_weights(a: Profile, b: Profile) -> StemWeights:
    """Number the distinct stems of two texts and weigh them."""
    keys = np.concatenate([a.every, b.every])
    keys.sort()
    is_new = np.empty(len(keys), dtype=bool)
    is_new[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    keys = keys[is_new]
    number_a, number_b = keys.searchsorted(a.every), keys.searchsorted(b.every)
    columns_a, columns_b = number_a[a.places], number_b[b.places]
    in_a = np.bincount(columns_a, minlength=len(keys))
    in_b = np.bincount(columns_b, minlength=len(keys))
    total = len(a.content) + len(b.content)
    local = np.log((total + 1) / (in_a + in_b)) / np.log(total / 2 + 1)
    codes = np.empty(len(keys), dtype=np.uint8)
    codes[number_a], codes[number_b] = a.codes, b.codes
    rarity = rarities()[codes]
    weights = np.minimum(rarity, RARITY_CAP) * local**LOCAL_POWER
    weights[weights < LEAST_WEIGHT] = 0.0
    return StemWeights(columns_a, columns_b, weights, in_a, in_b)


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
    rows_a = np.repeat(np.arange(m), np.diff(a.bounds))
    rows_b = np.repeat(np.arange(n), np.diff(b.bounds))
    mass_a = np.bincount(rows_a, weights[columns_a], minlength=m)
    mass_b = np.bincount(rows_b, weights[columns_b], minlength=n)
    # Only stems that both texts have can make sentences alike.
    useful = (in_a > 0) & (in_b > 0) & (weights > 0.0)
    number = np.cumsum(useful) - 1
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
    for column, wording in enumerate(b.wording.tolist()):
        where[wording].append(column)
    seen: defaultdict[int, int] = defaultdict(int)
    pairs = []
    for row, wording in enumerate(a.wording.tolist()):
        columns = where.get(wording)
        if columns and seen[wording] < len(columns):
            pairs.append((row, columns[seen[wording]]))
            seen[wording] += 1
    return pairs


def score_table(a: Profile, b: Profile) -> Table:
    """Similarities of all pairs of content sentences, scaled by mutual best match and place."""
    m, n = len(a.content), len(b.content)
    best_a, best_b = np.zeros(m), np.zeros(n)
    if not m or not n:
        empty = np.zeros(0, dtype=np.int64)
        return Table((m, n), empty, empty, np.zeros(0), np.zeros(0), best_a, best_b)
    same = np.array(_same(a, b), dtype=np.int64).reshape(-1, 2)
    # A sentence that stands in the other text word for word is settled.
    taken_a, taken_b = np.zeros(m, dtype=bool), np.zeros(n, dtype=bool)
    taken_a[same[:, 0]] = taken_b[same[:, 1]] = True
    shared = similarity(a, b, (~taken_a, ~taken_b))
    rows = np.concatenate([shared.row, same[:, 0]])
    columns = np.concatenate([shared.col, same[:, 1]])
    plain = np.concatenate([shared.data, np.ones(len(same))])
    np.maximum.at(best_a, rows, plain)
    np.maximum.at(best_b, columns, plain)
    apart = np.abs((rows + 0.5) / m - (columns + 0.5) / n)
    mutual = np.sqrt(plain / best_a[rows] * (plain / best_b[columns]))
    scores = plain * mutual**MUTUAL_POWER * (1.0 - PLACE * apart)
    scores[len(scores) - len(same) :] = 1.0
    # Nearly in order already, of which a stable sort of single numbers makes use.
    order = np.argsort(rows * n + columns, kind="stable")
    return Table((m, n), rows[order], columns[order], plain[order], scores[order], best_a, best_b)


def _second_look(table: Table, linked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which pairs to add: the best match of an unlinked sentence, next to a link."""
    rows, columns, plain = table.rows, table.columns, table.plain
    best_a, best_b = table.best_source, table.best_copy
    width = len(best_b) + 2  # one column of margin on either side, so that no row wraps
    keys = (rows + 1) * width + columns + 1
    around = [down * width + right for down in (-1, 0, 1) for right in (-1, 0, 1)]
    beside = np.isin(keys, np.add.outer(keys[linked], around))
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
    return np.asarray(likely & np.isin(keys, near))


def _in_gap(
    rows: I64, columns: I64, linked: npt.NDArray[np.bool_], m: int, n: int
) -> npt.NDArray[np.bool_]:
    """Which pairs stand in a short gap between links, as the rows see it."""
    first, last = np.full(m, n), np.full(m, -1)
    np.minimum.at(first, rows[linked], columns[linked])
    np.maximum.at(last, rows[linked], columns[linked])
    has_link = last >= 0
    # The nearest linked row above and below each row; 0 and m + 1 are the ends of the text.
    above = np.maximum.accumulate(np.where(has_link, np.arange(1, m + 1), 0))
    below = np.minimum.accumulate(np.where(has_link, np.arange(1, m + 1), m + 1)[::-1])[::-1]
    begins = np.concatenate([[-1], last])[above][rows]
    ends = np.concatenate([[n], first, [n]])[below][rows]
    inside = ~has_link[rows] & (begins < columns) & (columns < ends)
    # In a long gap one of the two tells its own story.
    inside &= (ends - begins <= GAP + 1) & ((below - above)[rows] <= GAP + 1)
    return np.asarray(inside)


def _between_links(table: Table, linked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which pairs to add: each other's best among what is unlinked in a gap between links."""
    m, n = table.shape
    rows, columns = table.rows, table.columns
    # Where links cross, the two sides see other gaps: both must agree, whichever comes first.
    inside = _in_gap(rows, columns, linked, m, n) & _in_gap(columns, rows, linked, n, m)
    inside &= table.plain >= SECOND_LOOK
    best_a, best_b = np.zeros(m), np.zeros(n)
    np.maximum.at(best_a, rows[inside], table.plain[inside])
    np.maximum.at(best_b, columns[inside], table.plain[inside])
    return np.asarray(inside & (table.plain >= best_a[rows]) & (table.plain >= best_b[columns]))


def link(table: Table, threshold: float = THRESHOLD, *, heard: bool = False) -> Alignment:
    """The pairs of a table that are links.

    Parameters
    ----------
    table : Table
    threshold : float
        Of the scaled similarity, for what is linked at first.
    heard : bool
        Whether witnesses have raised and lowered the scores, as `dedup.diff.witnesses` does. Then
        weak scores mean something: the second look has to pass `LOOK_LEAST`, and chains count.
    """
    sure = table.scores >= threshold
    keep = _second_look(table, sure)
    if heard:
        keep &= table.scores >= LOOK_LEAST
        keep |= _in_chains(table, sure)
    keep |= sure
    if keep.any():
        keep |= _between_links(table, keep)
    return Alignment(
        table.rows[keep],
        table.columns[keep],
        table.scores[keep],
        table.plain[keep],
        table.best_source,
        table.best_copy,
        table,
    )


def align(a: Profile, b: Profile, threshold: float = THRESHOLD) -> Alignment:
    """Link the content sentences of `a` to those of `b`."""
    return link(score_table(a, b), threshold)


def coverage(linked: I64, lengths: I64) -> float:
    """Share of a text's words that stand in linked sentences.

    Parameters
    ----------
    linked : ndarray of int64
        Places in `Profile.content`, repeated or not: an alignment's rows or its columns.
    lengths : ndarray of int64
        `Profile.lengths`.
    """
    total = int(lengths.sum())
    is_linked = np.zeros(len(lengths), dtype=bool)
    is_linked[linked] = True
    return float(lengths[is_linked].sum() / total) if total else 0.0
