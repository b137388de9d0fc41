"""Ranges of numbers: "5 to 10 million", "20-30%"."""

from __future__ import annotations

import re
from itertools import pairwise

from dedup.text.literals.literal import Literal, literal_at
from dedup.text.literals.numerals import SCALES
from dedup.text.literals.surroundings import Quantity

__all__ = ["LONGEST_RANGE", "literal_of", "may_be_range", "share_marks", "share_marks_of"]

LONGEST_RANGE = 5
"""Characters between the ends of a range."""
_RANGE = re.compile(r"[ ]?[-–][ ]?|[ ](?:to|or|and)[ ]")


def literal_of(text: str, quantity: Quantity) -> Literal:
    """The literal that a quantity is."""
    value = f"{quantity.amount:.15g}"
    if quantity.kind == "percentage":
        value += "%"
    elif quantity.kind == "money":
        value += " " + quantity.unit
    return literal_at(
        quantity.kind,
        value,
        text[quantity.start : quantity.end],
        quantity.start,
        quantity.end,
        quantity.amount,
        quantity.unit,
        quantity.qualifier,
    )


def may_be_range(text: str, end: int, start: int) -> re.Match[str] | None:
    """What stands between two numbers that may be the ends of a range."""
    return _RANGE.fullmatch(text, end, start) if start - end <= LONGEST_RANGE else None


def share_marks(text: str, found: list[Literal]) -> list[Literal]:
    """The same numbers, those that begin a range with the marks of those that end it."""
    quantities = [
        Quantity(one.kind, one.span.start, one.span.end, amount, one.unit, one.qualifier)
        for one in found
        if (amount := one.amount) is not None
    ]
    share_marks_of(text, quantities)
    return [literal_of(text, quantity) for quantity in quantities]


def share_marks_of(text: str, quantities: list[Quantity]) -> None:
    """Give the first number of a range ("5 to 10 million", "20-30%") the marks of the second."""
    for low, high in pairwise(quantities):
        between = may_be_range(text, low.end, high.start)
        if between is None or low.qualifier == "ordinal" or high.qualifier == "ordinal":
            continue
        if between[0] == " and " and text[max(0, low.start - 8) : low.start] != "between ":
            continue
        plain = low.kind == "number" and low.amount < 1000
        if not plain and not (low.kind == high.kind == "money"):
            continue
        words = text[high.start : high.end].lower()
        for scale in ("thousand", "million", "billion", "trillion", "bn"):
            if scale in words and scale not in text[low.start : low.end].lower():
                low.amount *= SCALES[scale]
        if plain:
            low.kind = high.kind
            low.unit = high.unit
        low.qualifier = low.qualifier or high.qualifier
