"""The type of a literal: a stretch of text that states a fact, and the value it states."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass, fields

from dedup.document import Span

__all__ = ["Literal", "LiteralKind", "NameAt", "literal_at", "names_at"]

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


# The setters of the slots themselves. A frozen dataclass sets its fields by way of
# `object.__setattr__`, which takes three times as long, and a text has a hundred literals.
_new = object.__new__
_set_start, _set_end = (vars(Span)[field].__set__ for field in ("start", "end"))
_set_kind, _set_value, _set_text, _set_span, _set_amount, _set_unit, _set_qualifier = (
    vars(Literal)[field.name].__set__ for field in fields(Literal)
)


NameAt = tuple[int, int, str, str, str]
"""Where a name begins and ends, its value, its text and the title before it."""


def names_at(rows: Iterable[tuple[int, Iterable[NameAt]]]) -> list[Literal]:
    """Names by where their offsets count from, as `literal_at` makes each.

    Examples
    --------
    >>> names_at([(7, [(0, 3, "ana", "Ana", "dr")])])
    [Literal(kind='name', value='ana', text='Ana', span=Span(start=7, end=10), amount=None,
             unit='dr', qualifier='')]
    """
    names = []
    # Written out: a text has dozens, and a call takes as long as what it does.
    for begins, told in rows:
        for start, end, value, text, title in told:
            span = _new(Span)
            _set_start(span, begins + start)
            _set_end(span, begins + end)
            name = _new(Literal)
            _set_kind(name, "name")
            _set_value(name, value)
            _set_text(name, text)
            _set_span(name, span)
            _set_amount(name, None)
            _set_unit(name, title)
            _set_qualifier(name, "")
            names.append(name)
    return names


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

    Examples
    --------
    >>> literal_at("name", "ana", "Ana", 3, 6) == Literal("name", "ana", "Ana", Span(3, 6))
    True
    """
    span = _new(Span)
    _set_start(span, start)
    _set_end(span, end)
    literal = _new(Literal)
    _set_kind(literal, kind)
    _set_value(literal, value)
    _set_text(literal, text)
    _set_span(literal, span)
    _set_amount(literal, amount)
    _set_unit(literal, unit)
    _set_qualifier(literal, qualifier)
    return literal
