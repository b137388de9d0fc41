"""Sentences that tell what a link leaves over: of two that were made one, the second.

A rewrite that makes one sentence of two shares most with one of them; the other one's share is
small beside that, and its similarity with the whole sentence is too. So a sentence without a link
is held against what the links of a sentence on the other side leave over of that: the stems that
none of the sentences linked to it shares. Asked are only the two sentences that its neighbours with
links lead to, as the story goes on between its landmarks, and only where few stand between them: in
a long gap one of the two tells its own story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.kernels.constants import GAP, LEAST_TOLD, PRIOR_WEIGHT, SECOND_LOOK
from dedup.diff.profile import F64, I64, Profile
from dedup.diff.weights import stem_weights

__all__ = ["remainders"]


class _Side(NamedTuple):
    """The stems of each sentence of a text, by the numbers that both texts share."""

    stems: I64
    bounds: list[int]

    def of(self, sentence: int) -> I64:
        """The stems of one sentence."""
        return self.stems[self.bounds[sentence] : self.bounds[sentence + 1]]


def remainders(
    a: Profile, b: Profile, rows: I64, columns: I64, keep: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which pairs to add to those of `keep`.

    Parameters
    ----------
    a, b : Profile
    rows, columns : ndarray of int64, shape (n,)
        Content sentences of each pair, in order.
    keep : ndarray of bool, shape (n,)
        Which of them are links.

    Examples
    --------
    >>> from dedup.diff.profile import profile_of
    >>> from dedup.document import Document
    >>> a, b = (profile_of(Document(text, text)) for text in (
    ...     "The ferry Aldis sank. Divers raised the bell. Mayor Reyes wept at Port Mirren.",
    ...     "The ferry Aldis sank and its bell was raised by divers. At Port Mirren Reyes wept.",
    ... ))
    >>> rows, columns = np.array([0, 1, 2]), np.array([0, 0, 1])
    >>> remainders(a, b, rows, columns, np.array([True, False, True])).tolist()
    [False, True, False]
    """
    added = np.zeros(len(rows), dtype=bool)
    linked = keep.nonzero()[0]
    if len(linked) < 2:
        return added
    weights = stem_weights(a, b)
    ours = _Side(weights.columns_a, a.bounds.tolist())
    theirs = _Side(weights.columns_b, b.bounds.tolist())
    links = list(zip(rows[linked].tolist(), columns[linked].tolist(), strict=True))
    back = [(column, row) for row, column in links]
    told = set(_told(ours, theirs, weights.weights, links))
    told |= {(row, column) for column, row in _told(theirs, ours, weights.weights, back)}
    if told:
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        added[:] = [pair in told for pair in pairs]
        added &= ~keep
    return added


def _told(
    own: _Side, other: _Side, weights: F64, links: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Sentences without a link, each with that of the other text whose remainder it tells."""
    targets: defaultdict[int, list[int]] = defaultdict(list)
    sources: defaultdict[int, list[int]] = defaultdict(list)
    for one, two in links:
        targets[one].append(two)
        sources[two].append(one)
    linked = sorted(targets)
    for before, behind in pairwise(linked):
        low, high = max(targets[before]), min(targets[behind])
        if not 0 < behind - before - 1 <= GAP or not low <= high <= low + GAP + 1:
            continue
        best = dict.fromkeys(range(before + 1, behind), (0.0, -1))
        for target in (low, high):
            shared = np.concatenate([own.of(sentence) for sentence in sources[target]])
            whole = other.of(target)
            left = whole[~np.isin(whole, shared)]
            mass = _sum(weights[left])
            for sentence, (value, _) in best.items():
                stems = own.of(sentence)
                same = weights[stems[np.isin(stems, left)]]
                same = same[same > 0.0]
                likeness = _sum(same) / (np.sqrt(_sum(weights[stems]) * mass) + PRIOR_WEIGHT)
                if len(same) >= LEAST_TOLD and likeness >= SECOND_LOOK and likeness > value:
                    best[sentence] = likeness, target
        yield from ((sentence, target) for sentence, (_, target) in best.items() if target >= 0)


def _sum(values: F64) -> float:
    """The sum, added up one by one, as compiled code does."""
    return float(np.add.accumulate(values)[-1]) if len(values) else 0.0
