"""What matches connect: the components of a collection, on each of which groups depend alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dedup.lsh.sketches import I64
from dedup.syndication.verdicts import Pair, Verdict, Verdicts

__all__ = ["Component", "Connected", "Judged", "components", "connect"]


class Judged(NamedTuple):
    """Candidate pairs and what was said of them.

    Attributes
    ----------
    verdicts : Verdicts
        All are decided; pairs are ``a < b``, distinct and sorted.
    shared : ndarray of int64, shape (n,)
        Anchors in whose buckets the two met.
    """

    verdicts: Verdicts
    shared: I64


class Component(NamedTuple):
    """Documents that matches connect, and all that is known of them.

    Attributes
    ----------
    rows : sequence of int
        In canonical order, which is that of their numbers; a document with copies is a
        component even alone.
    verdicts : mapping of (int, int) to Verdict
        Pairs ``a < b`` of these rows, those below the threshold too that may be carried.
    classes : mapping of int to sequence of int
        Who stands for whom.
    shared : mapping of (int, int) to int
        Anchors in whose buckets a pair met; a pair that is not there met in none.
    """

    rows: Sequence[int]
    verdicts: Mapping[Pair, Verdict]
    classes: Mapping[int, Sequence[int]]
    shared: Mapping[Pair, int]


class Connected(NamedTuple):
    """The components of a collection: most are of two documents, of which little is to be told.

    Attributes
    ----------
    twos : ndarray of int64
        Places of the pairs whose two documents match each other alone and stand for nobody.
    heads : list of int
        Rows that stand for others and match nobody, in order.
    further : list of Component
        All others, in the order of their first rows.
    """

    twos: I64
    heads: list[int]
    further: list[Component]


def _labels(count: int, pairs: I64) -> I64:
    """The smallest row that each row is joined to by pairs, itself if by none.

    Every row takes the smallest number among those it is joined to, and then that of the row
    so named, until nothing changes. No slower than scipy's search of a graph, which takes a
    third of a second to import.
    """
    labels = np.arange(count)
    a, b = pairs[:, 0], pairs[:, 1]
    while True:
        of_a, of_b = labels[a], labels[b]
        if np.array_equal(of_a, of_b):
            return labels
        least = np.minimum(of_a, of_b)
        np.minimum.at(labels, of_a, least)
        np.minimum.at(labels, of_b, least)
        while not np.array_equal(further := labels[labels], labels):
            labels = further


def _joined(count: int, pairs: I64) -> I64:
    """The rows that are in a pair, sorted."""
    is_joined = np.zeros(count, dtype=bool)
    is_joined[pairs] = True
    return np.flatnonzero(is_joined)


def _parts(rows: I64, labels: I64) -> list[list[int]]:
    """Rows, which are sorted, by their labels, which are given for all rows."""
    own = labels[rows]
    order = np.argsort(own, kind="stable")
    starts = np.flatnonzero(np.diff(own[order], prepend=-1)).tolist()
    in_turn = rows[order].tolist()
    return [
        in_turn[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=False)
    ]


def components(count: int, pairs: I64) -> list[list[int]]:
    """Rows joined by pairs: components of two or more, each sorted, by their first rows.

    Parameters
    ----------
    count : int
        All rows are below it.
    pairs : ndarray of int64, shape (n, 2)

    Examples
    --------
    >>> components(9, np.array([[7, 2], [1, 5], [5, 8]]))
    [[1, 5, 8], [2, 7]]
    """
    return _parts(_joined(count, pairs), _labels(count, pairs))


def connect(judged: Judged, classes: Mapping[int, Sequence[int]], threshold: float) -> Connected:
    """The components of a whole collection."""
    pairs = judged.verdicts.pairs
    strong = pairs[judged.verdicts.figures[:, 0] >= threshold]
    heads = np.sort(np.fromiter(classes.keys(), np.int64, len(classes)))
    count = 1 + max(int(pairs.max(initial=-1)), int(heads.max(initial=-1)))
    labels = _labels(count, strong)
    linked = _joined(count, strong)
    # By their labels, components have so many rows, and some that stand for others.
    sizes = np.bincount(labels[linked], minlength=count)
    stands = np.zeros(count, dtype=bool)
    stands[labels[heads]] = True
    is_two = (sizes == 2) & ~stands
    of_pair = labels[pairs[:, 0]]
    inside = of_pair == labels[pairs[:, 1]]
    twos = inside & is_two[of_pair]
    known: defaultdict[int, dict[Pair, Verdict]] = defaultdict(dict)
    met: defaultdict[int, dict[Pair, int]] = defaultdict(dict)
    others = np.flatnonzero(inside & ~twos)
    for label, (pair, verdict), anchors in zip(
        of_pair[others].tolist(),
        judged.verdicts.at(others),
        judged.shared[others].tolist(),
        strict=True,
    ):
        if verdict is not None:
            known[label][pair] = verdict
        if anchors:
            met[label][pair] = anchors
    further = [
        Component(
            rows,
            known[label := int(labels[rows[0]])],
            {row: classes[row] for row in rows if row in classes},
            met[label],
        )
        for rows in _parts(linked[~is_two[labels[linked]]], labels)
    ]
    return Connected(np.flatnonzero(twos), heads[sizes[labels[heads]] == 0].tolist(), further)
