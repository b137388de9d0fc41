"""One document stands for each large class, and matches connect documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dedup.syndication.collapse import CLASS_LISTED, COLLAPSE, HEADS_TRIED, collapse
from dedup.syndication.join import connect
from dedup.syndication.verify import Verdict

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
        shared = dict.fromkeys(met, 7)
        verdicts = {pair: verdict(score) for pair, score in scores.items()}
        found = connect(verdicts, classes, shared, THRESHOLD)
        strong = {pair for pair, score in scores.items() if score >= THRESHOLD}
        rows = {row for pair in strong for row in pair} | heads
        assert {frozenset(part.rows) for part in found} == slow_components(rows, strong)
        assert [part.rows[0] for part in found] == sorted(part.rows[0] for part in found)
        for part in found:
            inside = {pair for pair in scores if set(pair) <= set(part.rows)}
            assert set(part.verdicts) == inside
            assert set(part.shared) == inside & met
            assert set(part.classes) == set(part.rows) & heads
            assert sorted(part.rows) == list(part.rows)

    def test_rows_are_plain_numbers(self) -> None:
        """Rows come back as Python's numbers, which name documents in dicts and reports."""
        (part,) = connect({(2, 5): verdict(0.9)}, {}, {}, THRESHOLD)
        assert [type(row) for row in part.rows] == [int, int]
