"""How the speed benchmark judges: pairs, recall and precision, growth, what was planted."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from corpus import PATHOLOGIES, write
from exact import all_pairs, shingle_sets
from hypothesis import given
from hypothesis import strategies as st
from speed_child import JobError, run
from speed_growth import exponent, planted_found
from speed_jobs import THRESHOLD, Answer, flagged, judge, pairs
from speed_ours import NEAR, OURS

import dedup

TRUTH = pairs([0, 1, 5], [1, 2, 9])


class TestJudge:
    @given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=40))
    def test_pairs_are_distinct_and_ordered(self, found: list[tuple[int, int]]) -> None:
        """Pairs come once, the smaller number first, and nothing is paired with itself."""
        expected = sorted({(min(p), max(p)) for p in found if p[0] != p[1]})
        assert pairs([a for a, _ in found], [b for _, b in found]).tolist() == [
            list(p) for p in expected
        ]

    def test_recall_and_precision(self) -> None:
        """Two of three true pairs among four found give a recall of 2/3 and a precision of 1/2."""
        judged = judge(Answer(pairs([1, 0, 3, 7], [2, 1, 4, 8])), TRUTH)
        assert (judged["found"], judged["recall"], judged["precision"]) == (4, 0.6667, 0.5)

    def test_nothing_found(self) -> None:
        """An answer without pairs has neither recall nor precision."""
        judged = judge(Answer(pairs([], [])), TRUTH)
        assert (judged["recall"], judged["precision"]) == (0.0, 0.0)

    def test_flags_are_judged_by_texts(self) -> None:
        """A library that only flags texts is judged by the texts that are in a true pair."""
        judged = judge(flagged([True, True, False, True, False, True]), TRUTH)
        assert judged["judged_by"] == "texts"
        assert (judged["found"], judged["recall"], judged["precision"]) == (4, 0.6, 0.75)


class TestGrowth:
    def test_exponent_of_a_power(self) -> None:
        """The exponent of a power law is found, and one point has none."""
        sizes = [10_000, 50_000, 1_000_000]
        assert exponent(sizes, [3e-4 * size**1.25 for size in sizes]) == 1.25
        assert exponent(sizes[:1], [1.0]) is None

    def test_planted_found(self, tmp_path: Path) -> None:
        """What is grouped with its source counts as found, by kind."""
        stored = write(tmp_path, 400, mix=PATHOLOGIES._replace(long=False))
        result = dedup.find(stored.texts(), rewrites=False)
        shares = planted_found(result, stored)
        assert shares["exact"] == shares["release"] == shares["altered release"] == 1.0
        assert planted_found(dedup.find([]), stored) == dict.fromkeys(shares, 0.0)


class TestJobs:
    def test_ours_finds_what_the_exact_join_finds(self, tmp_path: Path) -> None:
        """Our own job gives no pair that the exact join has not, and nearly all that it has."""
        texts = list(write(tmp_path, 1500).texts())
        find = OURS[NEAR].find
        assert find is not None
        judged = judge(find(texts), all_pairs(shingle_sets(texts), THRESHOLD))
        assert judged["precision"] == 1.0
        assert judged["recall"] > 0.95

    def test_in_a_process_of_its_own(self, tmp_path: Path) -> None:
        """A job run in a fresh process reports its cost and leaves its pairs beside it."""
        stored = write(tmp_path / "c", 120)
        figures = run(stored.folder, NEAR, "find", tmp_path / "job.json")
        assert figures["cpu"] > 0.0
        assert figures["peak_bytes"] >= 0
        find = OURS[NEAR].find
        assert find is not None
        expected = find(list(stored.texts())).pairs
        with np.load(tmp_path / "job.npz") as found:
            assert np.array_equal(found["pairs"], expected)

    def test_failure_is_told(self, tmp_path: Path) -> None:
        """A job that fails in its process is an error with the last line of what it said."""
        write(tmp_path / "c", 20)
        with pytest.raises(JobError, match="no such library"):
            run(tmp_path / "c", "no such library", "find", tmp_path / "job.json")

    def test_peers_are_not_loaded(self) -> None:
        """Knowing the jobs loads none of the libraries that they compare with."""
        import speed_peers

        assert len(speed_peers.PEERS) > 5
        assert not {"rensa", "gaoya", "daft", "FastSketchLSH", "text_dedup"} & sys.modules.keys()
