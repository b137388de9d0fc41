"""Ranges of numbers: "5 to 10 million", "20-30%"."""

from __future__ import annotations

import re
from itertools import pairwise

from dedup.text.literals.literal import Literal, literal_at
from dedup.text.literals.numerals import SCALES
from dedup.text.literals.surroundings import KNOWN_UNITS, Quantity

__all__ = ["LONGEST_RANGE", "literal_of", "may_be_range", "share_marks", "share_marks_of"]

LONGEST_RANGE = 5
"""Characters between the ends of a range."""
_FEW = 1000
_MUCH = 10
_HYPHENS = "-–"
_SCALED = re.compile(
    r"(?:(?<=\d)|\b)(thousand|million|billion|trillion|lakh|crore|mln|mn|bn|trn|tn|m|b|k)\b",
    re.IGNORECASE,
)
_IN_HUNDREDTHS = {
    "money": re.compile(r"\b(?:cents?|pence)\b", re.IGNORECASE),
    "percentage": re.compile(r"\bbasis\b", re.IGNORECASE),
}
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
    """Let both numbers of a range have the marks of one: "5 to 10 million", "$5-7m", "20-30%"."""
    for low, high in pairwise(quantities):
        between = may_be_range(text, low.end, high.start)
        if between is None or low.qualifier == "ordinal" or high.qualifier == "ordinal":
            continue
        if between[0] == " and " and text[max(0, low.start - 8) : low.start] != "between ":
            continue
        is_joined = between[0].strip() in _HYPHENS
        if low.kind == "money" and high.kind == "number" and text[low.end - 1].isdigit():
            _share_currency(text, low, high, is_joined=is_joined)
        is_plain = low.kind == "number" and low.amount < _FEW
        is_sum = low.kind == "number" and not low.unit and high.kind == "money"
        if not is_plain and not is_sum and not (low.kind == high.kind == "money"):
            continue
        _share_scale(text, low, high)
        if low.kind == "number":
            hundredth = _IN_HUNDREDTHS.get(high.kind)
            if hundredth and hundredth.search(text, high.start, high.end):
                low.amount /= 100
            low.kind = high.kind
            low.unit = high.unit
        low.qualifier = low.qualifier or high.qualifier


def _share_currency(text: str, low: Quantity, high: Quantity, *, is_joined: bool) -> None:
    """Give the second number of a range the currency of the first: "$5-7 million"."""
    if (
        is_joined
        and high.unit == "m"
        and text[high.end - 1] == "m"
        and text[high.end - 2].isdigit()
    ):
        high.amount *= SCALES["m"]
    elif high.unit and not (is_joined and high.unit not in KNOWN_UNITS):
        return  # "gave $5 to 7 boys"
    high.kind = "money"
    high.unit = low.unit


def _share_scale(text: str, low: Quantity, high: Quantity) -> None:
    """Give the first number of a range the scale of the second.

    Not where it has one itself, nor where it is far more without: "$500 to $1 million".
    """
    told = _SCALED.search(text, high.start, high.end)
    if told is None or low.amount >= _FEW or _SCALED.search(text, low.start, low.end):
        return
    scale = SCALES[told[1].lower()]
    if low.amount < _MUCH * high.amount / scale:
        low.amount *= scale
