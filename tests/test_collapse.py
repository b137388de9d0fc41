"""One document stands for each large class, and matches connect documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.syndication.collapse import CLASS_LISTED, COLLAPSE, HEADS_TRIED, collapse
from dedup.syndication.connect import Judged, connect
from dedup.syndication.verdicts import Verdict, Verdicts

THRESHOLD = 0.5


def on_a_line(places: Sequence[float]) -> Callable[[int, Sequence[int]], list[float]]:
    """Resemblances of members that lie on a line: less by their distance."""

    def resemblances(head: int, others: Sequence[int]) -> list[float]:
        return [1.0 - abs(places[head] - places[other]) for other in others]

    return resemblances


class TestCollapse:
    @given(st.lists(st.floats(0.0, 0.6), max_size=40), st.integers(0, 30))
    def test_who_is_taken_in_resembles_who_stands(self, places: list[float], copies: int) -> None:
        """Each member is taken in once at most, into a large class, by one that it resembles."""
        known = {0: list(range(100, 100 + copies))} if places else {}
        found = collapse(range(len(places)), known, on_a_line(places), COLLAPSE)
        taken = [row for alike in found.values() for row in alike]
        assert len(set(taken)) == len(taken)
        assert not set(taken) & set(found)
        for head, alike in found.items():
            assert all(1.0 - abs(places[head] - places[row]) >= COLLAPSE for row in alike)
            brought = sum(len(known.get(row, ())) for row in [head, *alike])
            assert len(alike) + brought >= CLASS_LISTED

    def test_a_small_component_is_left(self) -> None:
        """Members that can all be listed are not collapsed, however alike."""
        alike = on_a_line([0.0] * CLASS_LISTED)
        assert collapse(range(CLASS_LISTED), {}, alike) == {}

    def test_who_has_most_copies_stands(self) -> None:
        """Of members that are all alike the one with most copies stands for the others."""
        rows = range(CLASS_LISTED + 4)
        copies = {3: [50], 7: [51, 52]}
        found = collapse(rows, copies, on_a_line([0.0] * len(rows)))
        assert list(found) == [7]
        assert sorted(found[7]) == [row for row in rows if row != 7]

    def test_a_large_cluster_of_different_texts_costs_little(self) -> None:
        """After so many heads in a row that nothing resembles, the others are not tried."""
        heads = []

        def resemblances(head: int, others: Sequence[int]) -> list[float]:
            heads.append(head)
            return [0.0] * len(others)

        assert collapse(range(1000), {}, resemblances) == {}
        assert len(heads) == HEADS_TRIED


def verdict(score: float) -> Verdict:
    """A verdict of which only the score counts."""
    return Verdict("rewrite", score, 0.0, 0.0, 0.0, 0.0, None)


def judged(scores: dict[tuple[int, int], float], met: set[tuple[int, int]]) -> Judged:
    """Pairs of these scores, of which some share seven anchors."""
    pairs = sorted(scores)
    return Judged(
        Verdicts.of({pair: verdict(scores[pair]) for pair in pairs}),
        np.array([7 * (pair in met) for pair in pairs], dtype=np.int64),
    )


def slow_components(rows: set[int], strong: set[tuple[int, int]]) -> set[frozenset[int]]:
    """Rows that pairs connect, by joining sets."""
    found = {row: {row} for row in rows}
    for a, b in strong:
        if found[a] is not found[b]:
            found[a] |= found[b]
            for row in found[b]:
                found[row] = found[a]
    return {frozenset(part) for part in found.values()}


class TestConnect:
    @given(
        st.dictionaries(
            st.sampled_from(list(combinations(range(9), 2))), st.sampled_from([0.3, 0.5, 0.9])
        ),
        st.sets(st.integers(0, 12)),
        st.sets(st.sampled_from(list(combinations(range(9), 2)))),
    )
    def test_components(
        self,
        scores: dict[tuple[int, int], float],
        heads: set[int],
        met: set[tuple[int, int]],
    ) -> None:
        """Documents hang together by matches; weaker pairs inside come along, and copies too."""
        classes = {head: [head + 100] for head in heads}
        found = connect(judged(scores, met), classes, THRESHOLD)
        strong = {pair for pair, score in scores.items() if score >= THRESHOLD}
        rows = {row for pair in strong for row in pair} | heads
        pairs = sorted(scores)
        twos = [pairs[place] for place in found.twos.tolist()]
        parts = [*map(frozenset, twos), *(frozenset([head]) for head in found.heads)]
        parts += [frozenset(part.rows) for part in found.further]
        assert sorted(map(sorted, parts)) == sorted(map(sorted, slow_components(rows, strong)))
        assert not heads & {row for pair in twos for row in pair}
        assert found.heads == sorted(heads.intersection(found.heads))
        first = [part.rows[0] for part in found.further]
        assert first == sorted(first)
        for part in found.further:
            inside = {pair for pair in scores if set(pair) <= set(part.rows)}
            assert {pair: each.own_score for pair, each in part.verdicts.items()} == {
                pair: scores[pair] for pair in inside
            }
            assert part.shared == dict.fromkeys(inside & met, 7)
            assert set(part.classes) == set(part.rows) & heads
            assert sorted(part.rows) == list(part.rows)
            assert len(part.rows) > 2 or part.classes

    def test_rows_are_plain_numbers(self) -> None:
        """Rows come back as Python's numbers, which name documents in dicts and reports."""
        (part,) = connect(judged({(2, 5): 0.9, (5, 7): 0.9}, set()), {}, THRESHOLD).further
        assert [type(row) for row in part.rows] == [int, int, int]
        assert {type(row) for pair in part.verdicts for row in pair} == {int}
