"""The exact join of the benchmarks, against brute force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

import numpy as np
import pytest
from exact import all_pairs, resemblance, shingle_sets
from hypothesis import given
from hypothesis import strategies as st

TEXTS = [
    "The ferry sank off the port on Sunday after it struck a reef, the harbour master said.",
    "the ferry sank off the port on sunday after it struck a reef the harbour master SAID",
    "The ferry sank off the port on Sunday after it struck a reef, the coast guard said.",
    "Wheat prices fell in the capital for the third week, and traders blamed the weather.",
    "Wheat prices fell.",
    "wheat prices fell",
    "wheat",
    "",
    " … !",
]


def plain_set(text: str, k: int = 5) -> set[tuple[str, ...]]:
    """The word shingles of a text, as tuples of words."""
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[i : i + k]) for i in range(max(len(words) - k + 1, min(len(words), 1)))}


def brute_force(sets: Sequence[AbstractSet[object]], threshold: float) -> list[list[int]]:
    """All pairs of sets whose Jaccard index reaches a threshold, by looking at each."""
    return [
        [a, b]
        for a, b in combinations(range(len(sets)), 2)
        if sets[a] and sets[b]
        if len(sets[a] & sets[b]) / len(sets[a] | sets[b]) >= threshold
    ]


def arrays(sets: list[set[int]]) -> list[np.ndarray]:
    """Sets of small numbers as the sorted arrays that the join takes."""
    return [np.array(sorted(values), dtype=np.uint64) for values in sets]


class TestShingles:
    def test_resemblance_is_that_of_sets_of_words(self) -> None:
        """The hashed shingles of two texts resemble each other as the sets of word tuples do."""
        hashed = shingle_sets(TEXTS)
        plain = [plain_set(text) for text in TEXTS]
        for a, b in combinations(range(len(TEXTS)), 2):
            union = len(plain[a] | plain[b])
            expected = len(plain[a] & plain[b]) / union if plain[a] and plain[b] else 0.0
            assert resemblance(hashed[a], hashed[b]) == expected

    def test_text_without_words_has_none(self) -> None:
        """A text without words has no shingles and is in no pair, not with its like either."""
        assert [len(s) for s in shingle_sets(["", "…"])] == [0, 0]
        assert all_pairs(shingle_sets(["", "…"]), 0.5).shape == (0, 2)


class TestJoin:
    @pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 1.0])
    def test_texts(self, threshold: float) -> None:
        """The pairs of texts are those that comparing every two sets of words gives."""
        expected = brute_force([plain_set(text) for text in TEXTS], threshold)
        assert all_pairs(shingle_sets(TEXTS), threshold).tolist() == expected

    @given(
        st.lists(st.sets(st.integers(0, 14), max_size=12), max_size=14),
        st.sampled_from([0.2, 0.5, 0.7, 0.75, 0.9, 1.0]),
    )
    def test_small_sets(self, sets: list[set[int]], threshold: float) -> None:
        """On any small sets, with ties at the threshold and copies, nothing is lost or added."""
        assert all_pairs(arrays(sets), threshold).tolist() == brute_force(sets, threshold)

    def test_larger_sets(self) -> None:
        """On sets of hundreds with every resemblance between 0 and 1, nothing is lost or added."""
        rng = np.random.default_rng(5)
        sets: list[set[int]] = []
        for family in range(12):
            first = set(rng.integers(family * 50, 4000 + family * 50, 300).tolist())
            for share in (0.0, 0.05, 0.15, 0.2, 0.5):
                kept = {value for value in first if rng.random() >= share}
                sets.append(kept | set(rng.integers(0, 9000, int(share * 200)).tolist()))
        expected = brute_force(sets, 0.7)
        assert expected
        assert all_pairs(arrays(sets), 0.7).tolist() == expected

    @pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5])
    def test_threshold_out_of_range(self, threshold: float) -> None:
        """A threshold that is no resemblance is refused with its value."""
        with pytest.raises(ValueError, match=str(threshold)):
            all_pairs([], threshold)
