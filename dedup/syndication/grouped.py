"""The groups of a whole collection: most are of two, and what others ask for is asked at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from dedup.document import Document
from dedup.lsh.collisions import Watch, unwatched
from dedup.lsh.sketches import I64
from dedup.syndication.connect import Component, Judged, connect
from dedup.syndication.groups import Linkage
from dedup.syndication.join import Compares, Joined, Joiner, of_copies
from dedup.syndication.twos import groups_of_two
from dedup.syndication.verdicts import Pair

__all__ = ["Remembers", "join_all"]

_ASKED = 1 << 13
"""Pairs that are compared at once, about, when components ask for them."""


class Remembers(Compares, Protocol):
    """One that is told beforehand what it will be asked, such as a `Recorder`."""

    def ahead(self, pairs: I64, *, aligned: bool = True) -> None:
        """Compare many pairs at once, which costs far less than one by one."""
        ...


def join_all(
    documents: Sequence[Document],
    order: I64,
    judged: Judged,
    classes: Mapping[int, Sequence[int]],
    verifier: Remembers,
    *,
    threshold: float,
    linkage: Linkage,
    carry: bool,
    watch: Watch = unwatched,
) -> Joined:
    """The groups of a whole collection, in any order.

    Parameters
    ----------
    documents : sequence of Document
        In the order of the collection.
    order : ndarray of int64
        Row -> place among them.
    judged, classes
        What is known of the rows: see `Component`.
    verifier, threshold, linkage, carry
        As of `Joiner`.
    watch : callable, optional
        Shows progress.
    """
    places = order.data
    joiner = Joiner(
        lambda row: documents[places[row]],
        places.__getitem__,
        verifier,
        threshold=threshold,
        linkage=linkage,
        carry=carry,
    )
    connected = connect(judged, classes, threshold)
    # A text and its one copy are a group of two as well.
    copied = [
        (min(head, *classes[head]), max(head, *classes[head]))
        for head in connected.heads
        if len(classes[head]) == 1
    ]
    twos = judged.verdicts.at(connected.twos)
    pairs = np.concatenate([twos.pairs, np.array(copied, np.int64).reshape(-1, 2)])
    verdicts = [verdict for verdict in twos.said() if verdict is not None]
    verdicts += [of_copies(verifier, pair, aligned=carry) for pair in copied]
    shared = [*judged.shared[connected.twos].tolist(), *[0] * len(copied)]
    groups, implied = groups_of_two(order[pairs], verdicts, shared, documents), 0
    further = connected.further + [
        Component([head], {}, {head: classes[head]}, {})
        for head in connected.heads
        if len(classes[head]) > 1
    ]
    ready = _ready(further, joiner, verifier, aligned=carry)
    for component in watch(ready, "grouping", len(further)):
        joined = joiner.join(component)
        groups += joined.groups
        implied += joined.implied
    return Joined(groups, implied)


def _ready(
    components: Iterable[Component], joiner: Joiner, verifier: Remembers, *, aligned: bool
) -> Iterator[Component]:
    """Components, once the verifier has compared what joining some of them asks for."""
    some: list[Component] = []
    asked: list[Pair] = []
    for component in components:
        some.append(component)
        asked += joiner.asked(component)
        if len(asked) >= _ASKED:
            verifier.ahead(np.array(sorted(asked)), aligned=aligned)
            yield from some
            some, asked = [], []
    verifier.ahead(np.array(sorted(asked), np.int64).reshape(-1, 2), aligned=aligned)
    yield from some
