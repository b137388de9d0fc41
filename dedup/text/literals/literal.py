"""The type of a literal: a stretch of text that states a fact, and the value it states."""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dedup.document import Span, span_at

__all__ = ["Literal", "LiteralKind", "OpenLiteral", "literal_at", "outside"]

LiteralKind = typing.Literal["number", "percentage", "money", "date", "name", "quotation"]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, percentage, sum of money, date, name or quotation, where it stands.

    Attributes
    ----------
    kind : str
        ``number``, ``percentage``, ``money``, ``date``, ``name`` or ``quotation``.
    value : str
        The normalised value: two literals of a kind state the same when their values are
        equal, however they are written (``$240bn`` and ``240 billion dollars`` are both
        ``240000000000 USD``). Dates are described in `dedup.text.literals.dates`, names in
        `dedup.text.literals.names`; the value of a quotation is its words in lower case.
    text : str
        The wording as it stands in the text.
    span : Span
        Where it stands.
    amount : float or None
        What a number, percentage or sum of money counts, multipliers applied.
    unit : str
        What is counted, in the singular (``person``, ``km``); the currency of money; the
        title that stands before a name. Context, not part of equality.
    qualifier : str
        ``over``, ``about``, ``nearly`` and the like as they stand before a number;
        ``ordinal`` for an ordinal, ``other`` for "19 others". Not part of equality.

    Examples
    --------
    >>> Literal("quotation", "we were late", "“We were late,”", Span(0, 15)).words
    3
    """

    kind: LiteralKind
    value: str
    text: str
    span: Span
    amount: float | None = None
    unit: str = ""
    qualifier: str = ""

    @property
    def words(self) -> int:
        """How many words the value has; one or two in quotation marks are scare quotes."""
        return self.value.count(" ") + 1 if self.value else 0


_BEYOND = sys.maxsize


class OpenLiteral:
    """A literal that is being made: of the same shape, but not closed to changes."""

    __slots__ = Literal.__slots__


def literal_at(
    kind: LiteralKind,
    value: str,
    text: str,
    start: int,
    end: int,
    amount: float | None = None,
    unit: str = "",
    qualifier: str = "",
) -> Literal:
    """The literal ``Literal(kind, value, text, Span(start, end), ...)``, made faster.

    A frozen dataclass sets its fields by way of `object.__setattr__`, which takes four times as
    long, and a text has dozens of literals. So each is made open and closed when it is whole.

    Examples
    --------
    >>> literal_at("name", "ana", "Ana", 3, 6) == Literal("name", "ana", "Ana", Span(3, 6))
    True
    """
    literal: Any = OpenLiteral()
    literal.kind = kind
    literal.value = value
    literal.text = text
    literal.span = span_at(start, end)
    literal.amount = amount
    literal.unit = unit
    literal.qualifier = qualifier
    literal.__class__ = Literal
    whole: Literal = literal
    return whole


def outside(candidates: Iterable[Literal], taken: list[Literal]) -> list[Literal]:
    """The candidates that share no character with other literals; both lists are sorted.

    Those of the second do not overlap one another.

    Examples
    --------
    >>> may, mayor = literal_at("date", "--05", "May", 3, 6), literal_at("name", "may", "May", 3, 6)
    >>> outside([mayor], [may])
    []
    """
    others = iter(taken)
    begin, end = -1, -1
    kept = []
    for candidate in candidates:
        span = candidate.span
        while end <= span.start and begin < _BEYOND:
            other = next(others, None)
            begin, end = (other.span.start, other.span.end) if other else (_BEYOND, _BEYOND)
        if begin >= span.end:
            kept.append(candidate)
    return kept
