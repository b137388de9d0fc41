"""Sentences of many copies that make one row of a collation: links joined, best first.

Two sets of sentences are joined where enough of the pairs of copies between them are linked,
which keeps chains of weak links from joining a whole story. A sentence that says in one what
others say in two is in one row alone, that of its best link; `told_too` gives the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise

import numpy as np

from dedup.diff.alignment import Alignment

__all__ = ["JOIN", "Place", "nearness", "row_sets", "told_too"]

Place = tuple[int, int]
"""A document's number and a content sentence's place in it."""

JOIN = 0.5
"""Share of the pairs of copies between two sets of sentences that have to be linked before
the sets are one row."""


def row_sets(
    lengths: Sequence[int], alignments: Mapping[tuple[int, int], Alignment]
) -> list[list[Place]]:
    """The sentences of each row that two or more copies carry, sorted; rows in no order.

    Parameters
    ----------
    lengths : sequence of int
        Content sentences of each copy.
    alignments : Mapping
        Of every two copies ``a < b``.
    """
    begins = np.concatenate([[0], np.cumsum(lengths)])
    links = _links(begins, alignments)
    if not len(links):
        return []
    ranked = links.tolist()
    joiner = _Joiner(lengths, links)
    for x, y in ranked:
        joiner.join(x, y)
    first = begins.tolist()
    document = joiner.document.tolist()
    found = (
        sorted((document[place], place - first[document[place]]) for place in places)
        for places in joiner.members.values()
    )
    return [places for places in found if len({number for number, _ in places}) > 1]


def _links(begins: np.ndarray, alignments: Mapping[tuple[int, int], Alignment]) -> np.ndarray:
    """All links as pairs of places numbered through, best first; of equals as they stand."""
    if not alignments:
        return np.zeros((0, 2), dtype=np.int64)
    first = np.concatenate([found.rows + begins[a] for (a, _), found in alignments.items()])
    second = np.concatenate([found.columns + begins[b] for (_, b), found in alignments.items()])
    scores = np.concatenate([found.scores for found in alignments.values()])
    order = np.lexsort((second, first, -scores))
    return np.stack([first[order], second[order]], axis=1)


class _Joiner:
    """Sets of places that grow by joining.

    Attributes
    ----------
    members : dict of int to list of int
        The places of each set, by one of them.
    document : ndarray of int64
        The copy that each place is in.
    """

    def __init__(self, lengths: Sequence[int], links: np.ndarray) -> None:
        count = sum(lengths)
        self.document = np.repeat(np.arange(len(lengths)), lengths)
        self._count = len(lengths)
        both = np.concatenate([links, links[:, ::-1]])
        order = np.argsort(both[:, 0], kind="stable")
        self._others = both[order, 1]
        uses = np.bincount(both[:, 0], minlength=count)
        ends = np.cumsum(uses)
        self._bounds = list(zip((ends - uses).tolist(), ends.tolist(), strict=True))
        self._head = np.arange(count)
        linked = np.unique(links).tolist()
        documents = self.document.tolist()
        self.members: dict[int, list[int]] = {place: [place] for place in linked}
        self._copies: dict[int, set[int]] = {place: {documents[place]} for place in linked}
        # How large two sets were when they were last found too loosely linked: as long as
        # neither grows there is no use in another look.
        self._refused: dict[tuple[int, int], tuple[int, int]] = {}

    def join(self, x: int, y: int) -> None:
        """Join the sets of two linked places, if enough of their copies are linked."""
        a, b = int(self._head[x]), int(self._head[y])
        if a == b:
            return
        if len(self.members[a]) < len(self.members[b]):
            a, b = b, a
        sizes = len(self.members[a]), len(self.members[b])
        if self._refused.get((a, b)) == sizes:
            return
        if self._linked_share(b, a) < JOIN:
            self._refused[a, b] = sizes
            return
        small = self.members.pop(b)
        self._head[small] = a
        self.members[a] += small
        self._copies[a] |= self._copies.pop(b)

    def _linked_share(self, small: int, large: int) -> float:
        """Share of the pairs of copies between two sets that have a link between the sets."""
        pieces = [self._others[slice(*self._bounds[place])] for place in self.members[small]]
        others = np.concatenate(pieces)
        own = np.repeat(self.document[self.members[small]], list(map(len, pieces)))
        inside = self._head[others] == large
        own, others = own[inside], self.document[others[inside]]
        apart = own != others
        pairs = np.zeros(self._count**2, dtype=bool) if len(pieces) > 1 else None
        if pairs is None:
            linked = len(np.unique(others[apart]))
        else:
            pairs[own[apart] * self._count + others[apart]] = True
            linked = int(np.count_nonzero(pairs))
        copies_small, copies_large = self._copies[small], self._copies[large]
        both = len(copies_small & copies_large)
        possible = len(copies_small) * len(copies_large) - both
        return linked / possible if possible else 0.0


def told_too(
    rows: Sequence[Sequence[Place]],
    lengths: Sequence[int],
    alignments: Mapping[tuple[int, int], Alignment],
) -> list[list[Place]]:
    """For each row, the sentences of other rows that tell this one too.

    They are of copies that have no sentence in the row itself, and linked to at least `JOIN` of
    the copies that have one: a rewrite that makes one sentence of two tells both rows, though
    only the better link counts in `row_sets`.

    Parameters
    ----------
    rows : sequence of sequence of Place
        As `row_sets` gives them.
    lengths, alignments
        As there.
    """
    begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    row_of = np.full(int(begins[-1]), -1)
    for number, places in enumerate(rows):
        row_of[[begins[document] + index for document, index in places]] = number
    found: list[list[Place]] = [[] for _ in rows]
    links = _links(begins, alignments)
    links = np.concatenate([links, links[:, ::-1]])
    row, own = row_of[links[:, 0]], row_of[links[:, 1]]
    links = links[(row >= 0) & (own >= 0) & (row != own)]
    document = np.repeat(np.arange(len(lengths)), lengths)
    # Each row, sentence of another row, and copy in the row that has a link to it, once.
    triples = np.unique(
        np.stack([row_of[links[:, 0]], links[:, 1], document[links[:, 0]]], axis=1), axis=0
    )
    pairs, copies = np.unique(triples[:, :2], axis=0, return_counts=True)
    has = [{document for document, _ in places} for places in rows]
    for (number, place), linked in zip(pairs.tolist(), copies.tolist(), strict=True):
        copy = int(document[place])
        if copy not in has[number] and linked >= JOIN * len(has[number]):
            found[number].append((copy, place - int(begins[copy])))
    return found


def nearness(wordings: Sequence[Sequence[str]]) -> list[float]:
    """How near each copy's wording of a row is to those of all other copies.

    Of its words and pairs of neighbouring words the share that the others have too: twice what it
    has in common with each of them, added up, over all that it and they have, which is Dice's
    coefficient where there is one other. Links do not tell this: where copies bear each other out,
    those of a paraphrase and of the same words are equally sure.

    Parameters
    ----------
    wordings : sequence of sequence of str
        The folded words of each copy, of two copies at least.

    Examples
    --------
    >>> texts = "the quay froze", "ice on the quay", "the quay froze over"
    >>> [round(near, 2) for near in nearness([text.split() for text in texts])]
    [0.67, 0.46, 0.62]
    """
    grams = [set(words).union(pairwise(words)) for words in wordings]
    copies = Counter(chain.from_iterable(grams))
    total, others = copies.total(), len(wordings) - 1
    return [
        2.0
        * (sum(map(copies.__getitem__, own)) - len(own))
        / max(total + (others - 1) * len(own), 1)
        for own in grams
    ]
