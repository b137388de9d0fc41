"""Pairs of sentences that are reuse for sure, and how stretches of reuse grow from them.

A stretch begins with the strongest seed that is left and takes in others around it, on both
sides at once: the farther away a seed is, the more alike its sentences have to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.kernels.constants import NARROW_REACH, STRONG, WIDE_REACH
from dedup.diff.profile import F64, I64

__all__ = ["NARROW", "STRONG", "WIDE", "Reach", "Seeds", "evidence_of", "grown"]

FEW = 200
"""Seeds up to which stretches are grown seed by seed."""


class Reach(NamedTuple):
    """How similar a seed has to be to belong to a stretch that it does not lie in.

    ``base``, and for each sentence of gap ``source`` or ``copy`` more; ``most_copy`` is the
    widest gap in the copy.
    """

    base: float
    source: float
    copy: float
    most_copy: int


NARROW, WIDE = Reach(*NARROW_REACH), Reach(*WIDE_REACH)


class Seeds(NamedTuple):
    """Pairs of content sentences, in the order of the copy."""

    rows: I64
    columns: I64
    similar: F64

    def of(self, chosen: npt.NDArray[np.intp] | I64) -> Seeds:
        """Some of them."""
        return Seeds(self.rows[chosen], self.columns[chosen], self.similar[chosen])

    @property
    def evidence(self) -> float:
        """Sum of the best similarity of each sentence, on the side where that is less."""
        return min(evidence_of(self.rows, self.similar), evidence_of(self.columns, self.similar))

    @property
    def strongest(self) -> tuple[int, int]:
        """The sentences of the most similar pair."""
        best = int(np.argmax(self.similar))
        return int(self.rows[best]), int(self.columns[best])


def grown(seeds: Seeds, reach: Reach) -> Iterator[I64]:
    """Sets of seeds that hold together, each grown from the strongest seed that is left.

    A seed at gaps `g` and `h` from the box around a set joins it where its similarity is at
    least ``base + source * g + copy * h``.
    """
    if len(seeds.rows) <= FEW:
        return _grown_by_one(seeds, reach)
    return _grown_at_once(seeds, reach)


def _grown_by_one(seeds: Seeds, reach: Reach) -> Iterator[I64]:
    """`grown` seed by seed: of a few, array operations cost more than the loop."""
    rows, columns, similar = (values.tolist() for values in seeds)
    base, by_row, by_column, most = reach
    free = list(range(len(rows)))
    for start in sorted(free, key=similar.__getitem__, reverse=True):
        if similar[start] < STRONG:
            return
        if start not in free:
            continue
        top = bottom = rows[start]
        left = right = columns[start]
        free.remove(start)
        members = [start]
        while True:
            new = []
            for seed in free:
                down = aside = 0
                if (row := rows[seed]) > bottom:
                    down = row - bottom - 1
                elif row < top:
                    down = top - row - 1
                if (column := columns[seed]) > right:
                    aside = column - right - 1
                elif column < left:
                    aside = left - column - 1
                needed = base + by_row * down + by_column * aside
                if similar[seed] >= needed and aside <= most:
                    new.append(seed)
            if not new:
                break
            members += new
            for seed in new:
                free.remove(seed)
                top, bottom = min(top, rows[seed]), max(bottom, rows[seed])
                left, right = min(left, columns[seed]), max(right, columns[seed])
        yield np.array(members)


def _grown_at_once(seeds: Seeds, reach: Reach) -> Iterator[I64]:
    """`grown` by operations on whole arrays."""
    rows, columns, similar = seeds
    free = np.ones(len(rows), dtype=bool)
    for start in np.argsort(-similar, kind="stable").tolist():
        if similar[start] < STRONG:
            return
        if not free[start]:
            continue
        top = bottom = int(rows[start])
        left = right = int(columns[start])
        free[start] = False
        members = [np.array([start])]
        while True:
            # Only what the copy's gap allows is looked at: the cost stays near-linear.
            low = int(np.searchsorted(columns, left - reach.most_copy - 1))
            high = int(np.searchsorted(columns, right + reach.most_copy + 2))
            near = slice(low, high)
            down = np.maximum(0, np.maximum(rows[near] - bottom, top - rows[near]) - 1)
            aside = np.maximum(0, np.maximum(columns[near] - right, left - columns[near]) - 1)
            needed = reach.base + reach.source * down + reach.copy * aside
            new = low + np.flatnonzero(free[near] & (similar[near] >= needed))
            if not len(new):
                break
            free[new] = False
            members.append(new)
            top, bottom = min(top, int(rows[new].min())), max(bottom, int(rows[new].max()))
            left, right = min(left, int(columns[new].min())), max(right, int(columns[new].max()))
        yield np.concatenate(members)


def evidence_of(places: I64, similar: F64) -> float:
    """The sum of the best similarity of each sentence."""
    # Added up one after the other, as compiled code does it: sums depend on the order.
    if len(places) > FEW:
        first = int(places.min())
        best = np.zeros(int(places.max()) - first + 1)
        np.maximum.at(best, places - first, similar)
        return float(best.cumsum()[-1])
    highest: dict[int, float] = {}
    for place, value in zip(places.tolist(), similar.tolist(), strict=True):
        if value > highest.get(place, 0.0):
            highest[place] = value
    total = 0.0
    for place in sorted(highest):
        total += highest[place]
    return total
