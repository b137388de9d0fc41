"""Linkage, the likely source and the weakest link, on matches made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.document import Document
from dedup.errors import SettingsError
from dedup.syndication import groups as module
from dedup.syndication.connect import components
from dedup.syndication.groups import Linkage, likely_source, make_group, split
from dedup.syndication.result import Evidence, Match

Pair = tuple[int, int]
CHAIN: dict[Pair, float] = {(0, 1): 0.9, (1, 2): 0.8, (2, 3): 0.9}


def match(
    a: str, b: str, score: float = 0.9, covered_a: float = 0.9, covered_b: float = 0.9
) -> Match:
    """A match of a score, of which so much of each side is carried by the other."""
    evidence = Evidence(shared_anchors=0, covered_a=covered_a, covered_b=covered_b, own_score=score)
    return Match(a, b, "rewrite", score, 0.1, 0.1, evidence)


def documents(dates: Mapping[str, str | None]) -> dict[str, Document]:
    """Documents of these ids and dates."""
    return {key: Document(key, "text", published=date) for key, date in dates.items()}


def connected(members: Iterable[str], links: Iterable[tuple[str, str]]) -> bool:
    """Whether the links reach every member from the first: growing one set."""
    waiting = set(members)
    reached = {min(waiting)}
    edges = list(links)
    size = 0
    while size < len(reached):
        size = len(reached)
        for a, b in edges:
            if a in reached or b in reached:
                reached |= {a, b}
    return waiting <= reached


class TestComponents:
    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1))
    def test_components_are_what_pairs_reach(self, pairs: list[Pair]) -> None:
        """Components are the rows that pairs join, each row once, in rising order."""
        found = components(13, np.array(pairs))
        sets = {frozenset([row]) for pair in pairs for row in pair}
        for a, b in pairs:
            touched = {s for s in sets if a in s or b in s}
            sets = (sets - touched) | {frozenset().union(*touched)}
        assert sorted(map(sorted, sets)) == sorted(found)
        assert all(rows == sorted(rows) for rows in found)


class TestSplit:
    def test_single_leaves_a_chain_whole(self) -> None:
        """Under single linkage a chain is one group."""
        assert split([0, 1, 2, 3], CHAIN, 0.5, "single") == [[0, 1, 2, 3]]

    def test_complete_cuts_a_chain(self) -> None:
        """Under complete linkage the ends of a chain, which do not match, are parted."""
        assert split([0, 1, 2, 3], CHAIN, 0.5, "complete") == [[0, 1], [2, 3]]

    def test_average_weighs_missing_pairs_as_nothing(self) -> None:
        """Two pairs that one link of 0.8 ties are 0.2 apart on average: joined only below that."""
        assert split([0, 1, 2, 3], CHAIN, 0.5, "average") == [[0, 1], [2, 3]]
        assert split([0, 1, 2, 3], CHAIN, 0.21, "average") == [[0, 1], [2, 3]]
        assert split([0, 1, 2, 3], CHAIN, 0.2, "average") == [[0, 1, 2, 3]]

    def test_who_is_left_alone_is_in_no_part(self) -> None:
        """A member that the linkage leaves alone is in no group."""
        assert split([4, 6, 9], {(4, 6): 0.9, (6, 9): 0.6}, 0.5, "complete") == [[4, 6]]

    @pytest.mark.parametrize("linkage", ["single", "average", "complete"])
    def test_a_clique_stays(self, linkage: Linkage) -> None:
        """Where every pair passes the threshold no linkage cuts anything, at it included."""
        scores = dict.fromkeys(combinations(range(5), 2), 0.5)
        assert split(range(5), scores, 0.5, linkage) == [[0, 1, 2, 3, 4]]

    @pytest.mark.parametrize("linkage", ["single", "average", "complete"])
    def test_a_pair_stays(self, linkage: Linkage) -> None:
        """A component of two is a group under every linkage."""
        assert split([3, 8], {(3, 8): 0.6}, 0.6, linkage) == [[3, 8]]

    @given(
        st.integers(3, 7).flatmap(
            lambda n: st.fixed_dictionaries(
                {pair: st.floats(0.0, 1.0) for pair in combinations(range(n), 2)}
            )
        ),
        st.floats(0.1, 0.95),
    )
    def test_complete_holds_for_every_pair(
        self, weights: dict[Pair, float], threshold: float
    ) -> None:
        """Under complete linkage every two members of a part match, and parts are disjoint."""
        scores = {pair: score for pair, score in weights.items() if score >= threshold}
        count = 1 + max(b for _, b in weights)
        parts = split(range(count), scores, threshold, "complete")
        placed = [row for part in parts for row in part]
        assert len(placed) == len(set(placed))
        for part in parts:
            assert len(part) > 1
            assert all(scores.get(pair, 0.0) >= threshold - 1e-9 for pair in combinations(part, 2))

    @given(
        st.integers(3, 7).flatmap(
            lambda n: st.fixed_dictionaries(
                {pair: st.floats(0.0, 1.0) for pair in combinations(range(n), 2)}
            )
        ),
        st.floats(0.1, 0.95),
    )
    def test_average_parts_are_connected(
        self, weights: dict[Pair, float], threshold: float
    ) -> None:
        """Under average linkage too the members of a part are joined by matches."""
        scores = {pair: score for pair, score in weights.items() if score >= threshold}
        count = 1 + max(b for _, b in weights)
        for part in split(range(count), scores, threshold, "average"):
            inside = [(str(a), str(b)) for a, b in scores if {a, b} <= set(part)]
            assert connected(map(str, part), inside)

    def test_unknown_linkage(self) -> None:
        """A linkage that does not exist is refused with those that do."""
        with pytest.raises(SettingsError, match=r"'ward'.*single, average, complete"):
            split([0, 1], {(0, 1): 1.0}, 0.5, "ward")  # type: ignore[arg-type]

    def test_a_component_too_large_for_a_matrix(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Over the limit of the matrix the size, the limit and the remedy are named."""
        monkeypatch.setattr(module, "_MATRIX_LIMIT", 3)
        with pytest.raises(SettingsError, match=r"4 documents.*limit of 3.*linkage='single'"):
            split([0, 1, 2, 3], CHAIN, 0.5, "average")
        assert split([0, 1, 2, 3], CHAIN, 0.5, "single") == [[0, 1, 2, 3]]


class TestSource:
    STAR = (
        match("src", "one", covered_a=0.6, covered_b=0.95),
        match("src", "two", covered_a=0.5, covered_b=0.9),
        match("one", "two", covered_a=0.4, covered_b=0.5),
    )
    MEMBERS = ("one", "src", "two")

    def test_who_carries_most_of_the_others(self) -> None:
        """The source is the member that has most of what each other one has, and it is said."""
        source, evidence = likely_source(
            self.MEMBERS, self.STAR, documents(dict.fromkeys(self.MEMBERS))
        )
        assert source == "src"
        assert "src carries 92% of the other members" in evidence[0]

    def test_the_order_of_members_does_not_count(self) -> None:
        """The same source is found however members and pairs are listed."""
        for members in (("two", "one", "src"), ("src", "two", "one")):
            found, _ = likely_source(
                members, self.STAR[::-1], documents(dict.fromkeys(self.MEMBERS))
            )
            assert found == "src"

    def test_too_close_to_tell(self) -> None:
        """Of two that carry each other alike neither is called the source."""
        source, evidence = likely_source(
            ("a", "b"), [match("a", "b")], documents({"a": None, "b": None})
        )
        assert source is None
        assert evidence[0].startswith("undetermined")
        assert "too close" in evidence[0]

    def test_the_source_may_be_missing(self) -> None:
        """Where nobody carries most of the others the source may not be among them."""
        source, evidence = likely_source(
            ("a", "b"),
            [match("a", "b", covered_a=0.2, covered_b=0.5)],
            documents({"a": None, "b": None}),
        )
        assert source is None
        assert "may not be among them" in evidence[0]

    def test_a_missing_pair_carries_nothing(self) -> None:
        """A member is judged by all others, those that it does not match included."""
        source, _ = likely_source(
            ("a", "b", "c", "d"),
            [match("a", "b", covered_a=0.3, covered_b=1.0)],
            documents(dict.fromkeys("abcd")),
        )
        assert source is None

    def test_dates_agree(self) -> None:
        """That no member is dated before the source is part of the evidence."""
        dated = documents({"src": "2024-05-01", "one": "2024-05-02", "two": None})
        source, evidence = likely_source(self.MEMBERS, self.STAR, dated)
        assert source == "src"
        assert "2024-05-01" in evidence[1]

    def test_dates_disagree(self) -> None:
        """A member that is dated before the one that carries most leaves the source open."""
        dated = documents({"src": "2024-05-02", "one": "2024-05-01", "two": None})
        source, evidence = likely_source(self.MEMBERS, self.STAR, dated)
        assert source is None
        assert "2024-05-01" in evidence[0]
        assert "one" in evidence[0]

    def test_one_date_says_nothing(self) -> None:
        """A date that no other can be compared with is not used."""
        dated = documents({"src": "2024-05-02", "one": None, "two": None})
        source, evidence = likely_source(self.MEMBERS, self.STAR, dated)
        assert source == "src"
        assert len(evidence) == 1


class TestGroup:
    @given(
        st.lists(st.sampled_from("abcdefg"), min_size=2, unique=True).flatmap(
            lambda ids: st.tuples(
                st.just(ids),
                st.fixed_dictionaries(
                    {},
                    optional={pair: st.integers(5, 10) for pair in combinations(ids, 2)},
                ),
            )
        )
    )
    def test_weakest_is_the_bottleneck(
        self, drawn: tuple[list[str], dict[tuple[str, str], int]]
    ) -> None:
        """The weakest link has the highest score at which better links still hold the group."""
        ids, weights = drawn
        if not connected(ids, weights):
            return
        pairs = [match(a, b, score / 10) for (a, b), score in weights.items()]
        group = make_group(ids, pairs, documents(dict.fromkeys(ids)), len(pairs))
        bottleneck = max(
            level
            for level in range(5, 11)
            if connected(ids, [pair for pair, score in weights.items() if score >= level])
        )
        assert group.weakest is not None
        assert group.weakest.score == bottleneck / 10
        assert group.weakest in group.pairs

    def test_pairs_are_ranked(self) -> None:
        """A group lists its matches best first, then by ids."""
        pairs = [match("b", "c", 0.7), match("a", "c", 0.9), match("a", "b", 0.7)]
        group = make_group("abc", pairs, documents(dict.fromkeys("abc")), 3)
        assert [(m.a, m.b) for m in group.pairs] == [("a", "c"), ("a", "b"), ("b", "c")]
        assert group.members == ("a", "b", "c")

    def test_cohesion_counts_missing_pairs_as_nothing(self) -> None:
        """Cohesion is the mean score over all pairs that could match."""
        pairs = [match("a", "b", 0.9), match("b", "c", 0.6)]
        group = make_group("abc", pairs, documents(dict.fromkeys("abc")), 3)
        assert group.cohesion == pytest.approx(0.5)
        assert group.weakest == pairs[1]

    def test_membership(self) -> None:
        """A group knows its size and who belongs to it, and writes itself as plain values."""
        group = make_group("ab", [match("a", "b")], documents({"a": None, "b": None}), 1)
        assert len(group) == 2
        assert "a" in group
        assert "z" not in group
        assert group.to_dict()["members"] == ["a", "b"]
        assert group.to_dict()["weakest"] == ["a", "b"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01"),
        ("March 3, 2024", "April 5, 2024"),
        ("2024-05-01T10:00+05:00", "2024-05-01T06:00+00:00"),
    ],
)
def test_dates_that_say_nothing_do_not_suppress_the_source(first: str, second: str) -> None:
    """Days are compared, not strings; what is no date in ISO 8601 counts for nothing."""
    documents = {
        "long": Document("long", "x", published=first),
        "short": Document("short", "x", published=second),
    }
    evidence = Evidence(shared_anchors=0, covered_a=0.5, covered_b=1.0, own_score=0.9)
    match = Match("long", "short", "excerpt", 0.9, 0.5, 1.0, evidence)
    assert likely_source(["long", "short"], [match], documents)[0] == "long"
