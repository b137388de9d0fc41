"""The measures against labelled data, on cases worked by hand and against brute force."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.document import Span
from dedup.evaluation import (
    OperatingPoint,
    Plagdet,
    Reuse,
    Scores,
    adjusted_rand,
    auc,
    b_cubed,
    link_scores,
    operating_point,
    pair_scores,
    pairs_within,
    plagdet,
)

labellings = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12)
score_lists = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9]), min_size=1, max_size=12)


def reuse(
    suspicious: tuple[int, int],
    source: tuple[int, int],
    names: tuple[str, str] = ("suspicious", "source"),
) -> Reuse:
    """A stretch from [start, end) of both sides."""
    return Reuse(*names, Span(*suspicious), Span(*source))


def rand_by_counting(predicted: Mapping[str, int], expected: Mapping[str, int]) -> float:
    """The adjusted Rand index from pairs counted one by one (Hubert and Arabie 1985)."""
    both = only_predicted = only_expected = neither = 0
    for a, b in combinations(expected, 2):
        match predicted[a] == predicted[b], expected[a] == expected[b]:
            case True, True:
                both += 1
            case True, False:
                only_predicted += 1
            case False, True:
                only_expected += 1
            case _:
                neither += 1
    numerator = 2 * (both * neither - only_predicted * only_expected)
    denominator = (both + only_expected) * (only_expected + neither) + (both + only_predicted) * (
        only_predicted + neither
    )
    return numerator / denominator if denominator else 1.0


def plagdet_by_characters(cases: set[Reuse], detections: set[Reuse]) -> Plagdet:
    """Plagdet from sets of characters, with no index and no intervals."""

    def characters(stretch: Reuse, side: str) -> set[int]:
        span: Span = getattr(stretch, side)
        return set(range(span.start, span.end))

    def touches(one: Reuse, other: Reuse) -> bool:
        return (one.suspicious, one.source) == (other.suspicious, other.source) and all(
            characters(one, side) & characters(other, side)
            for side in ("suspicious_span", "source_span")
        )

    def share(one: Reuse, others: set[Reuse]) -> float:
        found = total = 0
        for side in ("suspicious_span", "source_span"):
            own = characters(one, side)
            covered: set[int] = set()
            for other in others:
                if touches(one, other):
                    covered |= characters(other, side)
            found += len(own & covered)
            total += len(own)
        return found / total

    if not cases and not detections:
        return Plagdet(1, 1, 1, 1)
    recall = sum(share(case, detections) for case in cases) / len(cases) if cases else 0
    precision = (
        sum(share(detection, cases) for detection in detections) / len(detections)
        if detections
        else 0
    )
    counts = [sum(touches(case, other) for other in detections) for case in cases]
    counts = [count for count in counts if count]
    granularity = sum(counts) / len(counts) if counts else 1
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
    return Plagdet(precision, recall, granularity, f1 / math.log2(1 + granularity))


class TestPairs:
    def test_worked(self) -> None:
        """Two of four predicted pairs are among the three true ones, whichever way round."""
        predicted = [("b", "a"), ("c", "d"), ("a", "x"), ("b", "x")]
        expected = [("a", "b"), ("d", "c"), ("e", "f")]
        # P = 2/4, R = 2/3, F1 = 2 * 1/2 * 2/3 / (7/6) = 4/7
        scores = pair_scores(predicted, expected)
        assert (scores.precision, scores.recall) == (2 / 4, 2 / 3)
        assert scores.f1 == pytest.approx(4 / 7)

    def test_repeats_count_once(self) -> None:
        """A pair given twice, in either order, is one pair."""
        assert Scores(1.0, 1.0, 1.0) == pair_scores([("a", "b"), ("b", "a")], [("a", "b")])

    @pytest.mark.parametrize(
        ("predicted", "expected", "scores"),
        [
            ([], [], Scores(1.0, 1.0, 1.0)),
            ([], [("a", "b")], Scores(0.0, 0.0, 0.0)),
            ([("a", "b")], [], Scores(0.0, 0.0, 0.0)),
        ],
    )
    def test_empty(
        self, predicted: list[tuple[str, str]], expected: list[tuple[str, str]], scores: Scores
    ) -> None:
        """Nothing expected and nothing found is perfect; only one of them empty is worthless."""
        assert scores == pair_scores(predicted, expected)

    @pytest.mark.parametrize("pair", [("a", "a"), ("a",), ("a", "b", "c"), ("a", "a", "b")])
    def test_no_pair(self, pair: tuple[str, ...]) -> None:
        """What is not two different ids is refused, with its value in the message."""
        with pytest.raises(ValueError, match="give two different ids"):
            pair_scores([pair], [])

    def test_within_groups(self) -> None:
        """Groups give all their pairs, from labels and from lists alike."""
        pairs = {frozenset("ab"), frozenset("ac"), frozenset("bc")}
        assert pairs == pairs_within([["a", "b", "c"], ["d"]])
        assert pairs == pairs_within({"a": 0, "b": 0, "c": 0, "d": 1})


class TestLinks:
    def test_worked(self) -> None:
        """One of two links is among three: P = 1/2, R = 1/3, F1 = (2/6) / (5/6) = 2/5."""
        scores = link_scores([(0, 0), (1, 2)], [(0, 0), (1, 1), (2, 1)])
        assert (scores.precision, scores.recall) == (1 / 2, 1 / 3)
        assert scores.f1 == pytest.approx(2 / 5)

    def test_ordered(self) -> None:
        """A link from 1 to 2 is not one from 2 to 1."""
        assert link_scores([(1, 2)], [(2, 1)]).f1 == 0

    def test_empty(self) -> None:
        """Two texts with nothing in common, and no link found, is a perfect score."""
        assert Scores(1.0, 1.0, 1.0) == link_scores([], [])


class TestBCubed:
    expected = (("a", "b", "c"), ("d", "e"), ("f",))

    def test_worked(self) -> None:
        """Six items whose precision and recall are written out one by one.

        Predicted: {a, b}, {c, d, e}, {f}. Precision: a 2/2, b 2/2, c 1/3, d 2/3, e 2/3, f 1;
        sum 14/3, mean 7/9. Recall: a 2/3, b 2/3, c 1/3, d 1, e 1, f 1; sum 14/3, mean 7/9.
        """
        scores = b_cubed([["a", "b"], ["c", "d", "e"], ["f"]], self.expected)
        assert scores.precision == pytest.approx(7 / 9)
        assert scores.recall == pytest.approx(7 / 9)
        assert scores.f1 == pytest.approx(7 / 9)

    def test_missing_are_singletons(self) -> None:
        """Items that no predicted group holds stand alone: R = (2/3+2/3+1/3+1/2+1/2+1) / 6."""
        scores = b_cubed([["a", "b"]], self.expected)
        assert scores.precision == 1
        assert scores.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1) / 6)

    def test_strangers_dilute(self) -> None:
        """An unlabelled id in a group lowers its members' precision and has none of its own."""
        scores = b_cubed([["a", "b", "x"], ["y", "z"]], [["a", "b"]])
        assert (scores.precision, scores.recall) == (2 / 3, 1.0)

    def test_labels_and_groups(self) -> None:
        """A mapping from id to label says the same as the groups themselves."""
        labels = {"a": "one", "b": "one", "c": 2, "d": 2, "e": 2, "f": 3}
        groups = [["a", "b"], ["c", "d", "e"], ["f"]]
        assert b_cubed(groups, self.expected) == b_cubed(labels, self.expected)

    def test_empty(self) -> None:
        """Nothing to group and nothing grouped is perfect; groups out of nothing are not."""
        assert Scores(1.0, 1.0, 1.0) == b_cubed([], [])
        assert Scores(0.0, 0.0, 0.0) == b_cubed([["a", "b"]], [])

    def test_two_groups(self) -> None:
        """An id in two groups is refused by name."""
        with pytest.raises(ValueError, match="'a' is in two groups"):
            b_cubed([["a", "b"], ["a", "c"]], [["a"]])


class TestAdjustedRand:
    def test_worked(self) -> None:
        """Six items, predicted {a,b,c} {d,e} {f} against {a,b} {c,d,e} {f}.

        Cells 2, 1, 2, 1: S = 1 + 0 + 1 + 0 = 2. Both margins: 3 + 1 + 0 = 4.
        E = 4 * 4 / 15 = 16/15, M = 4, so (2 - 16/15) / (4 - 16/15) = (14/15) / (44/15) = 7/22.
        """
        index = adjusted_rand([["a", "b", "c"], ["d", "e"]], [["a", "b"], ["c", "d", "e"], ["f"]])
        assert index == pytest.approx(7 / 22)

    @given(labellings)
    def test_counting(self, labels: list[tuple[int, int]]) -> None:
        """The contingency table gives what counting all pairs gives."""
        predicted = {f"i{n}": pair[0] for n, pair in enumerate(labels)}
        expected = {f"i{n}": pair[1] for n, pair in enumerate(labels)}
        assert adjusted_rand(predicted, expected) == pytest.approx(
            rand_by_counting(predicted, expected)
        )

    def test_chance_is_zero(self) -> None:
        """Random labels average to zero, however unequal the groups."""
        draw = random.Random(3)
        expected = {f"i{n}": min(n // 10, 3) for n in range(100)}
        values = [
            adjusted_rand({item: draw.randrange(5) for item in expected}, expected)
            for _ in range(200)
        ]
        assert sum(values) / len(values) == pytest.approx(0, abs=0.005)

    @pytest.mark.parametrize("groups", [[["a", "b", "c"]], [["a"], ["b"], ["c"]], [["a"]]])
    def test_degenerate(self, groups: list[list[str]]) -> None:
        """All in one group, or all alone, agrees with itself although 0/0."""
        assert adjusted_rand(groups, groups) == 1

    def test_empty(self) -> None:
        """Without items there is no agreement to measure."""
        with pytest.raises(ValueError, match="at least one item"):
            adjusted_rand([], [])


class TestAuc:
    def test_worked(self) -> None:
        """Of six pairs four are won and one is tied: 4.5 / 6."""
        # 0.9 beats 0.5, 0.4 and 0.1; 0.4 loses to 0.5, ties with 0.4 and beats 0.1.
        assert auc([0.9, 0.4], [0.5, 0.4, 0.1]) == 4.5 / 6

    @given(score_lists, score_lists)
    def test_counting(self, positives: list[float], negatives: list[float]) -> None:
        """Sorting gives what comparing every positive with every negative gives."""
        wins = sum((p > n) + (p == n) / 2 for p, n in product(positives, negatives))
        expected = wins / (len(positives) * len(negatives))
        assert auc(positives, negatives) == pytest.approx(expected)

    @pytest.mark.parametrize(("positives", "negatives"), [([], [1.0]), ([1.0], [])])
    def test_empty(self, positives: list[float], negatives: list[float]) -> None:
        """With one side missing there is nothing to tell apart."""
        with pytest.raises(ValueError, match="is empty"):
            auc(positives, negatives)

    def test_nan(self) -> None:
        """A NaN has no place in an order and is refused."""
        with pytest.raises(ValueError, match="`negatives` holds NaN"):
            auc([1.0], [math.nan])


class TestOperatingPoint:
    def test_worked(self) -> None:
        """Ten negatives at 20 %: two may be flagged, so the line is the third highest."""
        negatives = [0.05, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.6, 0.7, 0.8]
        # Above 0.6 are 0.7 and 0.8; of the positives 0.9 and 0.65, not 0.6 itself nor 0.1.
        point = operating_point([0.9, 0.65, 0.6, 0.1], negatives, false_positive_rate=0.2)
        assert OperatingPoint(0.6, 0.5, 0.2) == point

    def test_ties_are_conservative(self) -> None:
        """Where flagging one of several tied negatives would be allowed, none is."""
        point = operating_point([0.9, 0.5], [0.5, 0.5, 0.5, 0.1], false_positive_rate=0.25)
        assert OperatingPoint(0.5, 0.5, 0.0) == point

    def test_rate_in_floating_point(self) -> None:
        """29 % of 100 is 29, although 0.29 * 100 is a little less in floating point."""
        negatives = [float(n) for n in range(100)]
        assert operating_point([1.0], negatives, false_positive_rate=0.29).line == 70

    @given(score_lists, score_lists, st.sampled_from([0.0, 0.05, 0.2, 0.5, 0.99]))
    def test_counting(self, positives: list[float], negatives: list[float], rate: float) -> None:
        """No line among the negatives keeps the rate and finds more."""
        kept = [
            sum(p > line for p in positives) / len(positives)
            for line in negatives
            if sum(n > line for n in negatives) / len(negatives) <= rate + 1e-12
        ]
        point = operating_point(positives, negatives, false_positive_rate=rate)
        assert point.false_positive_rate <= rate
        assert max(kept) == point.true_positive_rate

    @pytest.mark.parametrize("rate", [-0.1, 1.0, 5.0])
    def test_rate(self, rate: float) -> None:
        """A rate outside [0, 1) is refused with its value."""
        with pytest.raises(ValueError, match=f"false_positive_rate {rate}"):
            operating_point([1.0], [0.0], false_positive_rate=rate)


class TestPlagdet:
    def test_worked(self) -> None:
        """Two cases and three detections, every share written out.

        Case A is [0, 100) from [0, 50), case B [200, 300) from [100, 200).
        Detection 1 is [0, 40) from [0, 30), detection 2 [50, 120) from [20, 60): both detect A.
        Detection 3 is [200, 300) from [300, 400): right suspicious side, wrong source.

        Recall of A: suspicious 40 + 50 = 90, source the union of [0, 30) and [20, 50) = 50, so
        140 / 150. Recall of B: 0. Mean 7/15.
        Precision of 1: (40 + 30) / 70 = 1; of 2: (50 + 30) / (70 + 40) = 8/11; of 3: 0.
        Mean 19/33. Granularity: A has 2, B none: 2.
        """
        cases = [reuse((0, 100), (0, 50)), reuse((200, 300), (100, 200))]
        detections = [
            reuse((0, 40), (0, 30)),
            reuse((50, 120), (20, 60)),
            reuse((200, 300), (300, 400)),
        ]
        scores = plagdet(cases, detections)
        precision, recall = 19 / 33, 7 / 15
        assert scores.precision == pytest.approx(precision)
        assert scores.recall == pytest.approx(recall)
        assert scores.granularity == 2
        f1 = 2 * precision * recall / (precision + recall)
        assert scores.plagdet == pytest.approx(f1 / math.log2(3))

    def test_macro_averaged(self) -> None:
        """A short case weighs as much as a long one: one of two found is a recall of 1/2."""
        long, short = reuse((0, 1000), (0, 1000)), reuse((2000, 2010), (2000, 2010))
        assert plagdet([long, short], [short]).recall == 1 / 2

    @pytest.mark.parametrize(
        ("suspicious", "source"), [((0, 100), (100, 200)), ((100, 200), (0, 100))]
    )
    def test_both_sides(self, suspicious: tuple[int, int], source: tuple[int, int]) -> None:
        """A detection that overlaps on one side only, or just touches, detects nothing."""
        found = plagdet([reuse((0, 100), (0, 100))], [reuse(suspicious, source)])
        assert Plagdet(0.0, 0.0, 1.0, 0.0) == found

    @pytest.mark.parametrize("names", [("other", "source"), ("suspicious", "other")])
    def test_documents(self, names: tuple[str, str]) -> None:
        """The same offsets in another document are another place."""
        found = plagdet([reuse((0, 9), (0, 9))], [reuse((0, 9), (0, 9), names)])
        assert Plagdet(0.0, 0.0, 1.0, 0.0) == found

    def test_empty(self) -> None:
        """No cases and no detections is perfect; either alone scores nothing."""
        one = [reuse((0, 9), (0, 9))]
        assert Plagdet(1.0, 1.0, 1.0, 1.0) == plagdet([], [])
        assert Plagdet(0.0, 0.0, 1.0, 0.0) == plagdet(one, [])
        assert Plagdet(0.0, 0.0, 1.0, 0.0) == plagdet([], one)

    def test_repeats_count_once(self) -> None:
        """The same detection given twice is one detection, as in the organisers' script."""
        one = reuse((0, 9), (0, 9))
        assert Plagdet(1.0, 1.0, 1.0, 1.0) == plagdet([one], [one, one])

    def test_by_characters(self) -> None:
        """Intervals and an index give what sets of characters give, on random stretches."""
        draw = random.Random(13)

        def stretches(count: int) -> set[Reuse]:
            result = set()
            for _ in range(count):
                starts = draw.randrange(40), draw.randrange(40)
                ends = starts[0] + draw.randint(1, 20), starts[1] + draw.randint(1, 20)
                names = draw.choice("st"), draw.choice("uv")
                result.add(reuse((starts[0], ends[0]), (starts[1], ends[1]), names))
            return result

        for _ in range(200):
            cases, detections = stretches(draw.randrange(5)), stretches(draw.randrange(6))
            expected, actual = plagdet_by_characters(cases, detections), plagdet(cases, detections)
            assert expected.precision == pytest.approx(actual.precision)
            assert expected.recall == pytest.approx(actual.recall)
            assert expected.granularity == pytest.approx(actual.granularity)
            assert expected.plagdet == pytest.approx(actual.plagdet)

    def test_empty_span(self) -> None:
        """A stretch with no characters on a side is refused."""
        with pytest.raises(ValueError, match="at least one character"):
            reuse((3, 3), (0, 9))
