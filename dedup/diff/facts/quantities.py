"""When two quantities are the same, and when one may be the other with another value."""

from __future__ import annotations

import re

from dedup.diff.passages import Fact
from dedup.document import Span
from dedup.text.literals.literal import Literal
from dedup.text.literals.units import CONVERSIONS

__all__ = ["are_opposite", "is_telling", "rivals", "same_quantity", "with_units"]

_NO_MEASURE = ("", 1.0)
# What may be the unit of a quantity, and how many words on it may be.
_NEXT_WORD, _UNIT_WORDS = re.compile(r"[ -]?[^\W\d_]+"), 3
_ABOUT = frozenset("about around some roughly approximately estimated nearly almost".split()) | {
    "close to",
    "not quite",
    "just under",
    "just over",
}
_MORE = frozenset("over above exceeding topping surpassing".split()) | {
    "more than",
    "at least",
    "no less than",
    "no fewer than",
    "upwards of",
    "well over",
}
_LESS = frozenset("under below".split()) | {
    "less than",
    "fewer than",
    "at most",
    "no more than",
    "up to",
    "as many as",
    "as much as",
    "as high as",
}


def is_telling(quantity: Literal) -> bool:
    """Whether it is worth saying that one side states this and the other does not."""
    if quantity.qualifier == "ordinal":
        return False
    return quantity.kind != "number" or abs(quantity.amount or 0) > 2


def same_quantity(a: Literal, b: Literal, *, loose: bool = True) -> bool:
    """Whether two quantities state the same, or the one no more than a rounder form of it.

    With `loose`, what "about" or "over" leaves room for counts as the same.
    """
    x, y = a.amount or 0.0, b.amount or 0.0
    if (x < 0) != (y < 0):
        return False
    x, y = abs(x), abs(y)
    if a.unit != b.unit and a.kind == b.kind == "number":
        measures = CONVERSIONS.get(a.unit, _NO_MEASURE), CONVERSIONS.get(b.unit, _NO_MEASURE)
        if measures[0][0] and measures[0][0] == measures[1][0]:
            # "two weeks" and "14 days"; "5 km" and "5 miles" are not the same.
            return _is_close(x * measures[0][1], y * measures[1][1], 0.03)
    if a.kind == b.kind == "money" and a.unit != b.unit and not (_dollars(a) and _dollars(b)):
        return False
    if _is_close(x, y, 1e-6):
        return True
    if a.kind != b.kind and {a.kind, b.kind} != {"number", "money"}:
        return False
    if _is_rounder(x, y) or _is_rounder(y, x):
        return True
    # "Over -5" is said of -4, or of -6: who can tell.
    loose = loose and (a.amount or 0.0) >= 0
    return loose and (_allows(a, y) or _allows(b, x))


def are_opposite(a: Literal, b: Literal) -> bool:
    """Whether two quantities of a kind differ in the sign alone."""
    return (
        a.kind == b.kind and a.amount is not None and a.amount != 0 and a.amount == -(b.amount or 0)
    )


def _dollars(quantity: Literal) -> bool:
    return quantity.unit.endswith("D") and quantity.unit != "AED"


def _is_close(x: float, y: float, tolerance: float) -> bool:
    return abs(x - y) <= tolerance * max(abs(x), abs(y))


def _is_rounder(rough: float, exact: float) -> bool:
    """Whether `rough` is `exact` rounded to fewer digits, but to two at least."""
    digits = f"{rough:.15g}".replace(".", "").strip("0")
    if not 2 <= len(digits) < len(f"{exact:.15g}".replace(".", "").strip("0")):
        return False
    return float(f"{exact:.{len(digits)}g}") == rough


def _allows(quantity: Literal, other: float) -> bool:
    """Whether "about 70" or "over 200", as it is said, leaves room for the other amount."""
    amount = quantity.amount or 0.0
    if quantity.qualifier == "other" and other == amount + 1:
        return True  # "one of 20 children", "19 other children"
    if quantity.qualifier in _ABOUT and _is_close(amount, other, 0.1):
        return True
    # "Over 200" is said of 243, "over 340" hardly of 430.
    room = 1.5 if len(f"{amount:.15g}".strip("0").replace(".", "")) == 1 else 1.1
    if quantity.qualifier in _MORE and amount <= other <= room * amount:
        return True
    return quantity.qualifier in _LESS and amount / room <= other <= amount


def rivals(a: Literal, b: Literal) -> bool:
    """Whether two different quantities could be the same fact with another value."""
    if a.kind != b.kind or (a.qualifier == "ordinal") != (b.qualifier == "ordinal"):
        return False
    if a.kind != "number" or a.unit == b.unit:
        return True
    if a.qualifier == "ordinal":
        return False
    measures = CONVERSIONS.get(a.unit, _NO_MEASURE), CONVERSIONS.get(b.unit, _NO_MEASURE)
    return measures[0][0] == measures[1][0]


def with_units(source: str, copy: str, fact: Fact) -> Fact:
    """A quantity that differs in nothing but its unit, with the words behind it that tell.

    Parameters
    ----------
    source, copy : str
        The whole texts.
    fact : Fact
        A quantity that changed.

    Examples
    --------
    >>> before, after = "for two years", "for two months"
    >>> fact = Fact("number", "changed", Span(4, 7), Span(4, 7), "two", "two")
    >>> str(with_units(before, after, fact))
    'number: two years -> two months'
    """
    first, second = fact.source, fact.copy
    for _ in range(_UNIT_WORDS):
        if first is None or second is None or first.of(source).lower() != second.of(copy).lower():
            break
        ends = _NEXT_WORD.match(source, first.end), _NEXT_WORD.match(copy, second.end)
        if ends[0] is None or ends[1] is None:
            return fact
        first, second = Span(first.start, ends[0].end()), Span(second.start, ends[1].end())
    if first is fact.source or first is None or second is None:
        return fact
    return Fact(fact.kind, fact.change, first, second, first.of(source), second.of(copy))
