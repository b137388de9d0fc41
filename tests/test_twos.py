"""Groups of two, made many at a time, are those that any component gives."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.document import Document
from dedup.lsh.sketches import I64
from dedup.records.bare import BareDocuments
from dedup.syndication import grouped
from dedup.syndication.connect import Component, Judged
from dedup.syndication.grouped import join_all
from dedup.syndication.join import Joiner
from dedup.syndication.result import Group
from dedup.syndication.twos import groups_of_two
from dedup.syndication.verdicts import Verdict, Verdicts
from dedup.syndication.verify import Verifier

SHARES = st.sampled_from([0.0, 0.55, 0.6, 0.64, 0.65, 0.9, 0.9 + 2**-53, 1.0])
NAMES = ["b", "a", "c", "10", "9"]
DATES = st.sampled_from([None, "2024-05-01", "2024-05-02", "lately"])
PUBLISHERS = st.sampled_from([None, "The Skerry Post", "Torvena Herald"])
TEXTS = ["Ice came.", "Ice came early.\nSource: The Skerry Post", "Ice.\nSource: Torvena Herald"]


class Copies:
    """A verifier of copies of one text."""

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict:
        """They are identical, aligned or not."""
        assert a < b
        assert isinstance(aligned, bool)
        return Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None)

    def ahead(self, pairs: I64, *, aligned: bool = True) -> None:
        """Nothing is to be known that is not asked for."""
        assert not len(pairs)
        assert isinstance(aligned, bool)


@st.composite
def two(draw: st.DrawFn) -> tuple[list[Document], Verdict]:
    """Two documents, with or without what tells who copied whom, and a verdict that passes."""
    names = draw(st.permutations(NAMES))[:2]
    documents = [
        Document(
            name,
            draw(st.sampled_from(TEXTS)),
            publisher=draw(PUBLISHERS),
            published=draw(DATES),
        )
        for name in names
    ]
    score = draw(st.sampled_from([0.5, 0.7, 1.0]))
    return documents, Verdict("rewrite", score, 0.1, 0.2, draw(SHARES), draw(SHARES), None)


def the_long_way(documents: list[Document], verdict: Verdict, places: list[int]) -> list[Group]:
    """The group of two as a component gives it in which a third is tied to nobody."""
    nobody = Document("nobody", "Wheat fell.")
    joiner = Joiner(
        [*(documents[place] for place in places), nobody].__getitem__,
        [*places, 2].__getitem__,
        cast("Verifier", Copies()),
        threshold=0.5,
        linkage="single",
        carry=False,
    )
    return joiner.join(Component([0, 1, 2], {(0, 1): verdict}, {}, {(0, 1): 3})).groups


@given(two(), st.booleans())
def test_two_documents(given_two: tuple[list[Document], Verdict], turned: bool) -> None:
    """Whatever is known of the two, and whichever is first."""
    documents, verdict = given_two
    places = [1, 0] if turned else [0, 1]
    short = groups_of_two(np.array([places]), [verdict], [3], documents)
    assert short == the_long_way(documents, verdict, places)


@given(SHARES, SHARES, st.booleans())
def test_two_texts(covered_a: float, covered_b: float, turned: bool) -> None:
    """Texts of which nothing else is known give what documents without more give."""
    texts = tuple(f"Text {number}." for number in range(11))
    verdict = Verdict("excerpt", 0.8, 0.3, 0.8, covered_a, covered_b, None)
    # As ids the larger of the two numbers comes first.
    pair = np.array([[10, 9] if turned else [9, 10]])
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    (found,) = groups_of_two(pair, [verdict], [0], BareDocuments(texts))
    assert [found] == groups_of_two(pair, [verdict], [0], documents)
    assert found.members == ("9", "10")
    (long,) = the_long_way(documents[9:], verdict, [1, 0] if turned else [0, 1])
    assert found.source == long.source
    assert found.evidence == long.evidence


@pytest.mark.parametrize("carry", [True, False])
def test_a_collection_is_joined_component_by_component(carry: bool) -> None:
    """All groups are those of their components, however these are told apart."""
    texts = tuple(f"Text {number}." for number in range(12))
    order = np.array([3, 1, 0, 2, 7, 5, 4, 6, 8, 11, 10, 9])
    pairs = np.array([[0, 1], [2, 3], [3, 4], [2, 4], [5, 6], [7, 8]])
    verdicts = [Verdict("excerpt", 0.9, 0.3, 0.9, 0.9, 0.4, None) for _ in pairs]
    shared = np.array([4, 0, 3, 0, 9, 1])
    classes = {5: [9], 10: [11]}
    documents = BareDocuments(texts)
    said = {(a, b): verdict for (a, b), verdict in zip(pairs.tolist(), verdicts, strict=True)}
    judged = Judged(Verdicts.of(said), shared)
    settings = {"threshold": 0.5, "linkage": "single", "carry": carry}
    found = join_all(documents, order, judged, classes, Copies(), **settings)  # type: ignore[arg-type]
    joiner = Joiner(
        lambda row: documents[order[row]],
        order.item,
        Copies(),
        **settings,  # type: ignore[arg-type]
    )
    met = {(a, b): count for (a, b), count in zip(pairs.tolist(), shared.tolist(), strict=True)}
    parts = [[0, 1], [2, 3, 4], [5, 6], [7, 8], [10]]
    expected = [
        group
        for rows in parts
        for group in joiner.join(
            Component(
                rows,
                {pair: verdict for pair, verdict in said.items() if set(pair) <= set(rows)},
                {row: classes[row] for row in rows if row in classes},
                {pair: count for pair, count in met.items() if count and set(pair) <= set(rows)},
            )
        ).groups
    ]
    assert sorted(found.groups, key=str) == sorted(expected, key=str)
    assert found.implied == 0


class Foretold:
    """A verifier that answers only what it was told that it would be asked."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []
        self.times = 0

    def ahead(self, pairs: I64, *, aligned: bool = True) -> None:
        """Take note, of pairs in order."""
        assert aligned
        assert pairs.tolist() == sorted(pairs.tolist())
        self.told += map(tuple, pairs.tolist())
        self.times += len(pairs) > 0

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict | None:
        """They are nothing to each other."""
        assert aligned
        assert (a, b) in self.told
        return None


@pytest.mark.parametrize(("at_once", "times"), [(1, 2), (4, 1), (1 << 13, 1)])
def test_what_components_ask_for_is_asked_ahead(
    monkeypatch: pytest.MonkeyPatch, at_once: int, times: int
) -> None:
    """Pairs that were no candidates are compared together, before the components are joined."""
    monkeypatch.setattr(grouped, "_ASKED", at_once)
    links = [(0, 1), (1, 2), (2, 3), (4, 6), (5, 6), (7, 8)]
    said = dict.fromkeys(links, Verdict("excerpt", 0.9, 0.3, 0.9, 0.9, 0.4, None))
    judged = Judged(Verdicts.of(said), np.zeros(len(links), dtype=np.int64))
    verifier = Foretold()
    found = join_all(
        BareDocuments(tuple("abcdefghi")),
        np.arange(9),
        judged,
        {},
        verifier,
        threshold=0.5,
        linkage="single",
        carry=True,
    )
    assert sorted(verifier.told) == [(0, 2), (0, 3), (1, 3), (4, 5)]
    assert verifier.times == times
    assert sorted(len(group) for group in found.groups) == [2, 3, 4]
