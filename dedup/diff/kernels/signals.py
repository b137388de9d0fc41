"""The signals of derivation of one pair; see `dedup.diff.derivation`."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.constants import (
    DISTINCT_PRIOR,
    FACTS_PRIOR,
    LATE_PRIOR,
    NAME,
    NUMBER,
    NUMBERS_PRIOR,
    ORDER_PRIOR,
    ORDER_WORDS,
    SELDOM,
)
from dedup.diff.kernels.views import either, item
from dedup.machine.compiling import get, part, put

__all__ = [
    "cover",
    "distinct_share",
    "keeps_numbers",
    "late_share",
    "order_words",
    "own_facts",
    "share_marks",
]


@part
def share_marks(marks_a: Any, marks_b: Any, partner: Any, shared: Any) -> int:
    """The marks that each stem of a text has in both, in `shared`."""
    for stem in range(len(marks_a)):
        other = get(partner, stem)
        marks = get(marks_a, stem) & get(marks_b, max(other, 0))
        put(shared, stem, either(other >= 0, marks, 0))
    return len(marks_a)


@part
def order_words(
    shared: Any,
    codes: Any,
    partner: Any,
    sequence_a: Any,
    sequence_b: Any,
    worth: Any,
    left: Any,
    first_b: Any,
    places: Any,
    weight: Any,
    later: Any,
) -> float:
    """Weighted Kendall's tau of the words that both texts use seldom.

    `shared` is as `share_marks` has it. From `left` on they are to work in.
    """
    for stem in range(len(codes)):
        put(left, stem, get(shared, stem) & SELDOM != 0)
    for at in range(len(sequence_b) - 1, -1, -1):
        put(first_b, get(sequence_b, at), at)
    # In the order of their first places in `a`, which no two have in common.
    count = 0
    for at in range(len(sequence_a)):
        stem = get(sequence_a, at)
        put(places, count, stem)
        count += get(left, stem)
        put(left, stem, 0)
    for at in range(count):
        stem = get(places, at)
        put(places, at, get(first_b, get(partner, stem)))
        put(weight, at, item(worth, get(codes, stem)))
    if count < 2:
        return 0.0
    taken = count
    if count > ORDER_WORDS:
        taken = ORDER_WORDS
        step = (count - 1) / (ORDER_WORDS - 1)
        for at in range(ORDER_WORDS - 1):
            places[at] = places[int(at * step)]
            weight[at] = weight[int(at * step)]
        places[ORDER_WORDS - 1] = places[count - 1]
        weight[ORDER_WORDS - 1] = weight[count - 1]
    later[:taken] = 0.0
    for at in range(taken):
        place, own = places[at], weight[at]
        for after in range(at + 1, taken):
            later[after] += own if places[after] > place else -own
    agree = mass = squares = 0.0
    for at in range(taken):
        agree += later[at] * weight[at]
        mass += weight[at]
        squares += weight[at] * weight[at]
    total = (mass * mass - squares) / 2
    return agree / total * count / (count + ORDER_PRIOR)


@part
def own_facts(codes: Any, marks: Any, partner: Any, uses: Any, rarity: Any, facts: Any) -> float:
    """Share of a text's names and numbers that stand nowhere in the other."""
    count = 0
    for stem in range(len(codes)):
        put(facts, count, stem)
        count += get(marks, stem) & (NAME | NUMBER) != 0
    total = own = 0.0
    for at in range(count):
        stem = get(facts, at)
        times = get(uses, stem)
        single = item(rarity, get(codes, stem))
        # Added up one by one: a product would differ in its last digits.
        double = single + single
        mass = either(times < 2, single, double)
        mass = either(times > 2, double + single, mass)
        for _ in range(3, times):
            mass += single
        total += mass
        own += either(get(partner, stem) < 0, mass, 0.0)
    return (own + 0.2 * FACTS_PRIOR) / (total + FACTS_PRIOR)


@part
def distinct_share(best: Any, second: Any, lengths: Any) -> float:
    """How far the best match of a sentence stands out, beside the one that comes second."""
    total = 0.0
    words = 0
    for place in range(len(best)):
        apart = item(best, place) - item(second, place)
        total += apart / (item(best, place) + DISTINCT_PRIOR) * get(lengths, place)
        words += get(lengths, place)
    return total / words


@part
def cover(own: Any, lengths: Any, linked: Any) -> float:
    """Which sentences are linked, in `linked`, and the share of the words that stand in them."""
    linked[: len(lengths)] = 0
    for at in range(len(own)):
        put(linked, get(own, at), 1)
    covered = words = 0
    for sentence in range(len(lengths)):
        words += get(lengths, sentence)
        covered += get(lengths, sentence) * get(linked, sentence)
    return covered / words


@part
def late_share(linked: Any, lengths: Any) -> float:
    """Share of the words of a text's second half that stand in linked sentences."""
    covered = words = 0
    for sentence in range(len(lengths) // 2, len(lengths)):
        words += lengths[sentence]
        covered += lengths[sentence] * linked[sentence]
    return (covered + 0.3 * LATE_PRIOR) / (words + LATE_PRIOR)


@part
def keeps_numbers(marks_a: Any, marks_b: Any, shared: Any) -> float:
    """Share of the numbers of the text with fewer that the other has."""
    numbers = others = both = 0
    for stem in range(len(marks_a)):
        numbers += get(marks_a, stem) & NUMBER != 0
        both += get(shared, stem) & NUMBER != 0
    for stem in range(len(marks_b)):
        others += get(marks_b, stem) & NUMBER != 0
    return (both + NUMBERS_PRIOR / 2) / (min(numbers, others) + NUMBERS_PRIOR)
