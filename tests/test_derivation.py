"""The score that tells a text that derives from another from an independent report."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff import derivation
from dedup.diff.alignment import align
from dedup.diff.derivation import (
    COEFFICIENTS,
    INTERCEPT,
    Signals,
    derivation_score,
    derivation_scores,
    inputs_of,
    signals_of,
)
from dedup.diff.kernels import constants
from dedup.diff.profile import Profile, profile_of
from dedup.document import Document

NEWSWIRE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
FERRY = (
    "The ferry Aldis sank off Port Mirren late on Tuesday with 41 people aboard. "
    "Fishing boats from Kestle picked up every passenger within the hour. "
    "Captain Ivor Tamsin blamed a door that had not been locked. "
    "An inquiry under Judge Orla Fenn will report in March."
)
SINKING = "The ferry Aldis sank off Port Mirren late on Tuesday with 41 people aboard."
MIDDLE = Signals(0.4, 0.2, 0.4, 0.45, 0.5, 0.6)
RAISES = ("word_order", "distinctness", "late_coverage", "numbers_kept")
LOWERS = ("own_facts_min", "own_facts_max")
SHARE = st.floats(0.0, 1.0)


def profile(text: str) -> Profile:
    """The profile of a text."""
    return profile_of(Document("x", text))


def signals(a: str, b: str) -> Signals:
    """The signals of two texts."""
    first, second = profile(a), profile(b)
    return signals_of(first, second, align(first, second))


def score(a: str, b: str) -> float:
    """The score of two texts."""
    return derivation_score(signals(a, b))


def newswire(name: str) -> str:
    """A text of the shipped example."""
    return (NEWSWIRE / f"{name}.txt").read_text(encoding="utf-8")


@given(st.floats(-1.0, 1.0), SHARE, SHARE, SHARE, SHARE, SHARE)
def test_range(
    order: float, low: float, high: float, best: float, late: float, kept: float
) -> None:
    """Whatever the signals, the score is a number from 0 to 1."""
    value = derivation_score(Signals(order, low, high, best, late, kept))
    assert 0.0 <= value <= 1.0


@pytest.mark.parametrize("name", RAISES)
def test_raises(name: str) -> None:
    """More of what speaks for a common text, all else equal, gives a higher score."""
    value = getattr(MIDDLE, name)
    assert derivation_score(MIDDLE._replace(**{name: value + 0.1})) > derivation_score(MIDDLE)


@pytest.mark.parametrize("name", LOWERS)
def test_lowers(name: str) -> None:
    """More names and numbers that only one text has, all else equal, give a lower score."""
    value = getattr(MIDDLE, name)
    assert derivation_score(MIDDLE._replace(**{name: value + 0.1})) < derivation_score(MIDDLE)


def test_logistic() -> None:
    """The score is the logistic function of the weighted inputs, one coefficient a signal."""
    total = INTERCEPT + float(np.dot(COEFFICIENTS, inputs_of(MIDDLE)))
    assert len(COEFFICIENTS) == len(Signals._fields)
    assert derivation_score(MIDDLE) == pytest.approx(1 / (1 + math.exp(-total)))


@pytest.mark.parametrize("other", ["rewrite-1", "brief", "merged", "independent", "unrelated-01"])
def test_symmetric(other: str) -> None:
    """Which text is called the source makes no difference."""
    source, copy = newswire("source"), newswire(other)
    assert signals(source, copy) == pytest.approx(signals(copy, source))


@pytest.mark.parametrize("text", ["", " \n", "…"])
def test_empty(text: str) -> None:
    """A text without words derives from nothing, not even from itself."""
    assert score(text, FERRY) < 0.01
    assert score(FERRY, text) < 0.01
    assert score(text, text) < 0.01


@pytest.mark.parametrize("sentences", [1, 2, 3, 4])
def test_identical(sentences: int) -> None:
    """Identical texts score above 0.9, a single sentence included."""
    text = ". ".join(FERRY.split(". ")[:sentences])
    assert score(text, text) > 0.9


def test_one_sentence_each() -> None:
    """Two single sentences on different things are not derived."""
    assert score(SINKING, "A new school opened in Belhaven on Friday.") < 0.1


def test_excerpt() -> None:
    """An excerpt derives from the whole, however much was left out."""
    paragraphs = newswire("source").split("\n")
    assert score(newswire("source"), "\n".join(paragraphs[6:14])) > 0.9
    assert score(newswire("source"), newswire("brief")) > 0.9


@pytest.mark.parametrize("copy", ["verbatim", "light", "rewrite-1", "rewrite-2", "changed-facts"])
def test_rewrites_pass(copy: str) -> None:
    """Every copy in the shipped example scores above 0.9 against its source."""
    assert score(newswire("source"), newswire(copy)) > 0.9


def test_siblings_pass() -> None:
    """Two rewrites of one source score as derived without the source at hand."""
    assert score(newswire("rewrite-1"), newswire("rewrite-2")) > 0.5


@pytest.mark.parametrize("text", ["source", "rewrite-1", "rewrite-2", "light"])
def test_independent_report_fails(text: str) -> None:
    """A report of the same event that does not derive from the story scores below 0.2."""
    assert score(newswire(text), newswire("independent")) < 0.2


def test_copy_with_additions_between() -> None:
    """A copy merged with another report scores below a plain rewrite, above an independent one."""
    source = newswire("source")
    merged = score(source, newswire("merged"))
    independent = score(source, newswire("independent"))
    assert independent < 0.5 < merged < score(source, newswire("rewrite-1"))


def test_unrelated_fail() -> None:
    """Articles on other subjects score next to nothing."""
    others = sorted(NEWSWIRE.glob("unrelated-*.txt"))
    assert others
    source = newswire("source")
    assert max(score(source, path.read_text(encoding="utf-8")) for path in others) < 0.05


def test_shuffled_order() -> None:
    """Sentences in another order leave the facts as they are and lower the word order."""
    text = FERRY.split(". ")
    plain, turned = signals(FERRY, FERRY), signals(FERRY, ". ".join(text[::-1]))
    assert turned.word_order < 0 < plain.word_order
    assert turned.own_facts_min == pytest.approx(plain.own_facts_min, abs=0.01)


def test_own_facts() -> None:
    """Names that only one text has count against it alone; the shorter one has none of its own."""
    longer = FERRY + " The mayor of Kestle, Brannoc Veill, thanked the Olmsted lifeboat crew."
    found, before = signals(FERRY, longer), signals(FERRY, FERRY)
    assert found.own_facts_min == pytest.approx(before.own_facts_min)
    assert found.own_facts_max > before.own_facts_max


def test_repeated_best_match_not_distinct() -> None:
    """A sentence that resembles two others equally well stands out from neither."""
    twice = SINKING.replace("late", "early") + " " + SINKING.replace("late", "soon")
    assert signals(SINKING, twice).distinctness < signals(SINKING, SINKING).distinctness


def test_word_order_is_weighted_kendall_tau() -> None:
    """The word order is the sum over all pairs of words, counted one by one."""
    draw = random.Random(7)
    words = [f"{a}{b}" for a in ("brel", "canto", "dwim", "fosk") for b in ("ax", "el", "iq")]
    turned = draw.sample(words, len(words))
    a, b = (profile(" ".join(order)).terms for order in (words, turned))
    agree = total = 0.0
    place = dict(zip(b.seldom.tolist(), b.first.tolist(), strict=True))
    rows = list(zip(a.seldom.tolist(), a.first.tolist(), a.weight.tolist(), strict=True))
    for key, first, weight in rows:
        for other_key, other_first, other_weight in rows:
            if key != other_key:
                same = (first < other_first) == (place[key] < place[other_key])
                agree += weight * other_weight * (1 if same else -1)
                total += weight * other_weight
    count = len(rows)
    expected = agree / total * count / (count + constants.ORDER_PRIOR)
    assert derivation._word_order(a, b) == pytest.approx(expected)


def test_long_texts_sampled() -> None:
    """The order of more words than are counted is taken from a sample and stays right."""
    draw = random.Random(1)
    letters = "bcdfghjklmnpqrstvwz"
    words = sorted({"".join(draw.choices(letters, k=5)) for _ in range(1500)})
    draw.shuffle(words)
    a = profile(". ".join(words)).terms
    b = profile(". ".join(words[::-1])).terms
    assert len(a.seldom) > constants.ORDER_WORDS
    assert derivation._word_order(a, a) > 0.99
    assert derivation._word_order(a, b) < -0.99


@given(st.lists(st.tuples(st.floats(-1, 1), *[st.floats(0, 1)] * 5), max_size=20))
def test_scores_of_many_signals_are_those_of_each(rows: list[tuple[float, ...]]) -> None:
    """Many scores at once are, to the last bit, those of the signals one by one."""
    found = derivation_scores(np.array(rows, dtype=np.float64).reshape(-1, 6))
    assert found.tolist() == [derivation_score(Signals(*row)) for row in rows]
