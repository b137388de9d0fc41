"""The smallest cover, held to a search through all subsets."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.syndication.cover import Cover, fewest, greedy, weigh

sets_of_eight = st.lists(st.integers(0, 255), min_size=1, max_size=8)
weights_of_eight = st.lists(st.integers(1, 9), min_size=8, max_size=8)


def union(sets: list[int]) -> int:
    """Everything that some sets cover."""
    whole = 0
    for bits in sets:
        whole |= bits
    return whole


def smallest_by_trying_all(sets: list[int]) -> int:
    """How few of the sets cover what all of them do: every subset is tried, smallest first."""
    for size in range(len(sets) + 1):
        for some in combinations(sets, size):
            if union(list(some)) == union(sets):
                return size
    raise AssertionError("all sets together cover what they cover")


class TestFewest:
    @given(sets_of_eight, weights_of_eight)
    def test_it_covers_all_with_as_few_sets_as_can_be(
        self, sets: list[int], weights: list[int]
    ) -> None:
        """The cover covers everything, is of the smallest size there is, and says so."""
        cover = fewest(sets, weights)
        assert union([sets[place] for place in cover.chosen]) == union(sets)
        assert cover.is_smallest
        assert len(cover.chosen) == smallest_by_trying_all(sets)

    @given(sets_of_eight, weights_of_eight)
    def test_each_set_adds_something_and_no_later_one_more(
        self, sets: list[int], weights: list[int]
    ) -> None:
        """In the order given, what each set adds is above 0 and never grows."""
        gains, covered = [], 0
        for place in fewest(sets, weights).chosen:
            gains.append(weigh(sets[place] & ~covered, weights))
            covered |= sets[place]
        assert all(gains)
        assert gains == sorted(gains, reverse=True)

    @settings(max_examples=50)
    @given(sets_of_eight, weights_of_eight)
    def test_without_steps_it_is_the_greedy_cover_and_within_its_bound(
        self, sets: list[int], weights: list[int]
    ) -> None:
        """A search that may not begin gives the greedy cover, whose bound it keeps."""
        cover = fewest(sets, weights, steps=0)
        assert cover.chosen == greedy(sets, weights, range(len(sets)))
        unweighted = fewest(sets, [1] * 8, steps=0)
        largest = max(bits.bit_count() for bits in sets)
        bound = sum(1 / size for size in range(1, largest + 1))
        assert len(unweighted.chosen) <= bound * smallest_by_trying_all(sets) + 1e-9

    def test_a_search_cut_short_claims_nothing(self) -> None:
        """A cover of three that was not compared with all smaller ones is not called smallest."""
        sets = [0b11_00_00, 0b00_11_00, 0b00_00_11]
        assert fewest(sets, [1] * 6, steps=0) == Cover([0, 1, 2], is_smallest=False)
        assert fewest(sets, [1] * 6) == Cover([0, 1, 2], is_smallest=True)

    def test_the_search_beats_the_greedy_choice(self) -> None:
        """Where the largest set misleads, two sets are found and not three."""
        sets = [0b1111_0000_1111_0000, 0b1111_1111_0000_0000, 0b0000_0000_1111_1111]
        sets[0] |= 0b0000_0000_0000_1100 | 0b0000_0011_0000_0000
        assert len(greedy(sets, [1] * 16, range(3))) == 2  # the superfluous one is dropped
        assert fewest(sets, [1] * 16).chosen == [1, 2]

    def test_of_equals_the_first_is_taken(self) -> None:
        """Two sets of the same elements: the one that is preferred stands in the cover."""
        assert fewest([0b11, 0b11], [1, 1]) == Cover([0], is_smallest=True)

    def test_nothing_to_cover(self) -> None:
        """No sets, or empty ones, need no cover."""
        assert fewest([], []) == Cover([], is_smallest=True)
        assert fewest([0, 0], []) == Cover([], is_smallest=True)
