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
from dedup.machine.compiling import part

__all__ = ["distinct_share", "keeps_numbers", "late_share", "order_words", "own_facts"]


@part
def order_words(
    marks_a: Any,
    marks_b: Any,
    codes: Any,
    partner: Any,
    sequence_a: Any,
    sequence_b: Any,
    worth: Any,
    first_a: Any,
    first_b: Any,
    places: Any,
    weight: Any,
    later: Any,
) -> float:
    """Weighted Kendall's tau of the words that both texts use seldom.

    From `first_a` on they are to work in.
    """
    for at in range(len(sequence_a) - 1, -1, -1):
        first_a[sequence_a[at]] = at
    for at in range(len(sequence_b) - 1, -1, -1):
        first_b[sequence_b[at]] = at
    # In the order of their first places in `a`, which no two have in common.
    count = 0
    for at in range(len(sequence_a)):
        stem = sequence_a[at]
        if marks_a[stem] & SELDOM and first_a[stem] == at:
            other = partner[stem]
            if other >= 0 and marks_b[other] & SELDOM:
                places[count] = first_b[other]
                weight[count] = worth[codes[stem]]
                count += 1
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
def own_facts(codes: Any, marks: Any, partner: Any, uses: Any, rarity: Any) -> float:
    """Share of a text's names and numbers that stand nowhere in the other."""
    total = own = 0.0
    for stem in range(len(codes)):
        if marks[stem] & (NAME | NUMBER):
            mass = 0.0
            # Added up one by one: a product would differ in its last digits.
            for _ in range(uses[stem]):
                mass += rarity[codes[stem]]
            total += mass
            if partner[stem] < 0:
                own += mass
    return (own + 0.2 * FACTS_PRIOR) / (total + FACTS_PRIOR)


@part
def distinct_share(
    places: Any, plain: Any, best: Any, lengths: Any, second: Any, tops: Any
) -> float:
    """How far the best match of a sentence stands out; `second` and `tops` are to work in."""
    second[: len(best)] = 0.0
    tops[: len(best)] = 0
    for at in range(len(places)):
        value = plain[at]
        if value < 1.0:
            place = places[at]
            if value >= best[place]:
                tops[place] += 1
            else:
                second[place] = max(second[place], value)
    total = 0.0
    words = 0
    for place in range(len(best)):
        other = best[place] if tops[place] > 1 else second[place]
        total += (best[place] - other) / (best[place] + DISTINCT_PRIOR) * lengths[place]
        words += lengths[place]
    return total / words


@part
def late_share(linked: Any, lengths: Any) -> float:
    """Share of the words of a text's second half that stand in linked sentences."""
    covered = words = 0
    for sentence in range(len(lengths) // 2, len(lengths)):
        words += lengths[sentence]
        covered += lengths[sentence] * linked[sentence]
    return (covered + 0.3 * LATE_PRIOR) / (words + LATE_PRIOR)


@part
def keeps_numbers(marks_a: Any, marks_b: Any, partner: Any) -> float:
    """Share of the numbers of the text with fewer that the other has."""
    numbers = others = both = 0
    for stem in range(len(marks_a)):
        if marks_a[stem] & NUMBER:
            numbers += 1
            other = partner[stem]
            both += other >= 0 and marks_b[other] & NUMBER != 0
    for stem in range(len(marks_b)):
        others += marks_b[stem] & NUMBER != 0
    return (both + NUMBERS_PRIOR / 2) / (min(numbers, others) + NUMBERS_PRIOR)
