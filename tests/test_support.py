"""What thirds say of a pair, held to sums made third by third."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest

from dedup.syndication import support
from dedup.syndication.support import (
    BOTH,
    OTHERS,
    SHRINK,
    STEP,
    SUPPORT_LIMIT,
    WORDING,
    shifts,
    supported,
)
from dedup.syndication.verify import Verdict

Pair = tuple[int, int]


def by_hand(rows: list[int], scores: dict[Pair, float]) -> dict[Pair, float]:
    """The shift of each pair, from the thirds that have a pair with both."""

    def of(a: int, b: int) -> float | None:
        score = scores.get((min(a, b), max(a, b)))
        return None if score is None else round(score * STEP) / STEP

    found = {}
    for a, b in scores:
        both = others = 0.0
        for third in rows:
            p, q = of(a, third), of(b, third)
            if third not in {a, b} and p is not None and q is not None:
                both += p * q
                others += 0.5 + (p + q - p * q) / 2
        found[a, b] = (BOTH * both - OTHERS * others) / (others + SHRINK)
    return found


def verdict(score: float, relation: str = "rewrite", containment: float = 0.0) -> Verdict:
    """A verdict of this score."""
    return Verdict(relation, score, 0.0, containment, 0.5, 0.5, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_shifts_are_the_sums_over_thirds(seed: int) -> None:
    """Whatever pairs are known, the shifts are those of the formula, third by third."""
    rng = random.Random(seed)
    rows = sorted(rng.sample(range(100), rng.randint(3, 12)))
    scores = {
        pair: rng.choice([0.0, 0.03, 0.4, 0.5, 0.97, 1.0, rng.random()])
        for pair in combinations(rows, 2)
        if rng.random() < 0.8
    }
    assert shifts(rows, scores) == pytest.approx(by_hand(rows, scores), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_members_does_not_count(seed: int) -> None:
    """Numbered otherwise, the members have the same shifts to the last bit."""
    rng = random.Random(seed)
    count = 40
    scores = {pair: rng.random() for pair in combinations(range(count), 2)}
    expected = shifts(range(count), scores)
    name = list(range(count))
    rng.shuffle(name)
    renamed = {(min(p), max(p)): s for (a, b), s in scores.items() if (p := (name[a], name[b]))}
    found = shifts(range(count), renamed)
    assert all(
        found[min(name[a], name[b]), max(name[a], name[b])] == shift
        for (a, b), shift in expected.items()
    )


def test_two_alone_have_their_own_score() -> None:
    """Without a third a pair's score is its own, exactly, and so it is in no company at all."""
    assert supported([3, 8], {(3, 8): verdict(0.37)}) == {(3, 8): 0.37}
    assert supported([1, 2, 3, 4], {(1, 2): verdict(0.37), (3, 4): verdict(0.9)}) == {
        (1, 2): 0.37,
        (3, 4): 0.9,
    }
    assert supported([], {}) == {}


def test_a_family_bears_its_weak_pair_out() -> None:
    """Two that belong with the same others pass, though alone they do not."""
    verdicts = {pair: verdict(0.9) for pair in combinations(range(4), 2)}
    verdicts[2, 3] = verdict(0.3)
    assert supported(range(4), verdicts)[2, 3] > 0.5


def test_who_resembles_others_only_in_part_is_doubted() -> None:
    """Where the two ends of a pair resemble different thirds, the pair no longer passes."""
    verdicts = {pair: verdict(0.1) for pair in combinations(range(5), 2)}
    verdicts |= {(0, 1): verdict(0.6), (0, 2): verdict(0.7), (1, 3): verdict(0.7)}
    scores = supported(range(5), verdicts)
    assert scores[0, 1] < 0.5


def test_wording_is_not_doubted() -> None:
    """A copy in the same words stays one, whatever its neighbours resemble."""
    verdicts = {pair: verdict(0.1) for pair in combinations(range(5), 2)}
    verdicts |= {(0, 1): verdict(0.6, "excerpt"), (0, 2): verdict(0.7), (1, 3): verdict(0.7)}
    assert supported(range(5), verdicts)[0, 1] == 0.6


def test_shared_wording_is_not_doubted_but_can_be_borne_out() -> None:
    """Of a pair that shares a fifth of its five-word runs thirds can only raise the score."""
    doubtful = {pair: verdict(0.1) for pair in combinations(range(5), 2)}
    doubtful |= {(0, 1): verdict(0.6, containment=WORDING), (0, 2): verdict(0.7)}
    doubtful |= {(1, 3): verdict(0.7)}
    assert supported(range(5), doubtful)[0, 1] == 0.6
    family = {pair: verdict(0.9) for pair in combinations(range(4), 2)}
    family[2, 3] = verdict(0.3, containment=WORDING)
    assert supported(range(4), family)[2, 3] > 0.5


def test_support_is_the_shift_of_the_log_odds() -> None:
    """The score in company is the own one with the shift added to its log odds."""
    verdicts = {(0, 1): verdict(0.6), (0, 2): verdict(0.7), (1, 2): verdict(0.2)}
    own = {pair: v.own_score for pair, v in verdicts.items()}
    for pair, score in supported(range(3), verdicts).items():
        odds = math.log(own[pair] / (1 - own[pair])) + by_hand([0, 1, 2], own)[pair]
        assert score == pytest.approx(1 / (1 + math.exp(-odds)))


def test_certain_scores_stay_scores() -> None:
    """Own scores of 0 and 1 give scores between 0 and 1, and no error."""
    verdicts = {pair: verdict(float(sum(pair) % 2)) for pair in combinations(range(6), 2)}
    assert all(0.0 <= score <= 1.0 for score in supported(range(6), verdicts).values())


def test_beyond_the_limit_pairs_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a component too large for the sums every pair has its own score."""
    assert SUPPORT_LIMIT >= 64
    monkeypatch.setattr(support, "SUPPORT_LIMIT", 4)
    verdicts = {pair: verdict(0.9) for pair in combinations(range(5), 2)}
    assert set(supported(range(5), verdicts).values()) == {0.9}
