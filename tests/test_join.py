"""Pairs that a third member of their group carries, and pairs that the group does not bear out."""

from __future__ import annotations

import random
from itertools import combinations
from typing import cast

import pytest

from dedup.document import Document
from dedup.syndication.connect import Component
from dedup.syndication.join import CARRY_LEAST, Joiner
from dedup.syndication.support import supported
from dedup.syndication.verify import Verdict, Verifier

THRESHOLD, WEAK, NONE = 0.5, 0.3, 0.0
Scores = dict[frozenset[int], float]


class Silent:
    """A verifier that knows no more pairs than it was given."""

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> None:
        """No verdict."""


def verdicts_of(scores: Scores) -> dict[tuple[int, int], Verdict]:
    """Verdicts of these own scores."""
    return {
        (min(pair), max(pair)): Verdict("rewrite", score, 0.0, 0.0, 0.5, 0.5, None)
        for pair, score in scores.items()
    }


def listed(scores: Scores, order: list[int]) -> dict[frozenset[int], tuple[float, int | None]]:
    """Score and carrier of each pair that a join lists, for documents in this order."""
    row = {name: place for place, name in enumerate(order)}
    verdicts = verdicts_of({frozenset(row[n] for n in pair): s for pair, s in scores.items()})
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


def listed_by_hand(scores: Scores, names: range) -> dict[frozenset[int], float]:
    """What is listed, and at which score, counted member by member."""
    in_company = supported(names, verdicts_of(scores))
    passed = {pair for pair in scores if in_company[min(pair), max(pair)] >= THRESHOLD}
    links = {pair for pair in passed if scores[pair] >= THRESHOLD}
    found = {pair: scores[pair] for pair in links}
    for pair in passed - links:
        a, b = pair
        ties = [
            min(scores[frozenset((a, n))], scores[frozenset((b, n))])
            for n in names
            if {frozenset((a, n)), frozenset((b, n))} <= links
        ]
        if ties and scores[pair] >= CARRY_LEAST:
            found[pair] = max(ties)
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
    assert found.keys() == {frozenset(pair) for pair in family}


def test_a_doubted_link_holds_no_group_together() -> None:
    """Two families that one doubtful pair connects are two groups, and the pair is not listed."""
    family = {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9, (3, 4): 0.9, (3, 5): 0.9, (4, 5): 0.9}
    scores = made({**family, (2, 3): 0.6}, 6)
    found = listed(scores, list(range(6)))
    assert found.keys() == {frozenset(pair) for pair in family}


def test_no_link_that_holds_makes_no_group() -> None:
    """Members of whom every link is doubted are in no group."""
    ring = {(n, (n + 1) % 6): 0.52 for n in range(6)}
    scores = made({(min(pair), max(pair)): score for pair, score in ring.items()}, 6)
    assert listed(scores, list(range(6))) == {}


@pytest.mark.parametrize("seed", range(8))
def test_listed_pairs_are_those_counted_by_hand_in_any_order(seed: int) -> None:
    """Random groups have the pairs and scores of the rule's words, however the documents stand."""
    rng = random.Random(seed)
    names = range(9)
    scores = {
        frozenset(pair): rng.choice([0.15, WEAK, 0.6, 0.8, 0.95, 0.97])
        for pair in combinations(names, 2)
    }
    scores |= {frozenset((0, n)): 0.9 for n in names[1:]}
    expected = listed_by_hand(scores, names)
    assert len({score >= THRESHOLD for pair, score in scores.items() if pair in expected}) == 2
    for _ in range(3):
        order = list(names)
        rng.shuffle(order)
        found = {pair: score for pair, (score, _) in listed(scores, order).items()}
        assert found == expected


def test_a_group_of_two_is_that_of_any_size() -> None:
    """Two on whom nobody has a say are joined by a shorter way, which gives the same group."""
    documents = [Document("a", "Ice came."), Document("b", "Ice came early."), Document("c", "No.")]
    for score, positions in ((0.9, [0, 1, 2]), (0.7, [2, 1, 0])):
        verdict = Verdict("rewrite", score, 0.1, 0.2, 0.9, 0.6, None)
        joiner = Joiner(
            documents.__getitem__,
            positions.__getitem__,
            cast("Verifier", Silent()),
            threshold=THRESHOLD,
            linkage="single",
            carry=True,
        )
        short = joiner.join(Component([1, 0], {(0, 1): verdict}, {}, {(0, 1): 7}))
        # A third that nothing ties to them takes them the long way.
        long = joiner.join(Component([0, 1, 2], {(0, 1): verdict}, {}, {(0, 1): 7}))
        assert short == long
        assert short.groups[0].members == (("b", "a") if positions[0] else ("a", "b"))
