"""Pairs that a third member of their group carries."""

from __future__ import annotations

import random
from itertools import combinations
from typing import cast

import pytest

from dedup.document import Document
from dedup.syndication.join import CARRY_SHARED, Component, Joiner
from dedup.syndication.verify import Verdict, Verifier

THRESHOLD, WEAK, NONE = 0.5, 0.3, 0.0
Scores = dict[frozenset[int], float]


class Silent:
    """A verifier that knows no more pairs than it was given."""

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> None:
        """No verdict."""


def listed(scores: Scores, order: list[int]) -> dict[frozenset[int], tuple[float, int | None]]:
    """Score and carrier of each pair that a join lists, for documents in this order."""
    row = {name: place for place, name in enumerate(order)}
    verdicts = {
        (min(ends), max(ends)): Verdict("rewrite", score, 0.0, 0.0, 0.5, 0.5, None)
        for pair, score in scores.items()
        if len(ends := [row[name] for name in pair]) == 2
    }
    joiner = Joiner(
        lambda place: Document(str(order[place]), f"Text {order[place]}."),
        lambda place: place,
        cast("Verifier", Silent()),
        threshold=THRESHOLD,
        linkage="single",
        carry=True,
    )
    joined = joiner.join(Component(range(len(order)), verdicts, {}, {}))
    return {
        frozenset((int(m.a), int(m.b))): (
            m.score,
            None if m.evidence.through is None else int(m.evidence.through),
        )
        for group in joined.groups
        for m in group.pairs
    }


def carried_by_hand(scores: Scores, names: range) -> dict[frozenset[int], float]:
    """What is carried, and at which score, counted member by member."""
    found = {}
    for a, b in combinations(names, 2):
        if not 0.2 <= scores[frozenset((a, b))] < THRESHOLD:
            continue
        ties = {
            end: {n for n in names if n != end and scores[frozenset((n, end))] >= THRESHOLD}
            for end in (a, b)
        }
        both = ties[a] & ties[b]
        if both and len(both) / min(len(ties[a]), len(ties[b])) >= CARRY_SHARED:
            found[frozenset((a, b))] = max(
                min(scores[frozenset((a, n))], scores[frozenset((b, n))]) for n in both
            )
    return found


def made(links: dict[tuple[int, int], float], count: int) -> Scores:
    """Scores of all pairs of `count` documents: those given, else `NONE`."""
    whole = {frozenset(pair): NONE for pair in combinations(range(count), 2)}
    return whole | {frozenset(pair): score for pair, score in links.items()}


def test_two_copies_of_one_source_are_carried_by_it() -> None:
    """Two that are linked to nothing but the same third are a pair at the weaker of its links."""
    found = listed(made({(0, 1): 0.9, (0, 2): 0.7, (1, 2): WEAK}, 3), [0, 1, 2])
    assert found[frozenset((1, 2))] == (0.7, 0)


def test_one_bridge_between_two_families_carries_nothing() -> None:
    """Where each of two has links that the other lacks, a third in common makes them no pair."""
    family = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9, (3, 4): 0.9, (3, 5): 0.9, (4, 5): 0.9}
    bridge = {(2, 6): 0.6, (3, 6): 0.6, (2, 3): WEAK}
    found = listed(made({**family, **bridge}, 7), list(range(7)))
    assert frozenset((2, 3)) not in found
    assert found.keys() == {frozenset(pair) for pair in (*family, (2, 6), (3, 6))}


@pytest.mark.parametrize("seed", range(8))
def test_carried_pairs_are_those_counted_by_hand_in_any_order(seed: int) -> None:
    """Random groups have the carried pairs of the rule's words, however the documents stand."""
    rng = random.Random(seed)
    names = range(9)
    scores = {
        frozenset(pair): rng.choice([0.1, WEAK, WEAK, 0.6, 0.7, 0.8])
        for pair in combinations(names, 2)
    }
    scores |= {frozenset((0, n)): 0.55 for n in names[1:]}
    expected = carried_by_hand(scores, names)
    assert expected
    for _ in range(3):
        order = list(names)
        rng.shuffle(order)
        found = listed(scores, order)
        assert {
            pair: score for pair, (score, through) in found.items() if through is not None
        } == expected
