"""The type of a literal: a stretch of text that states a fact, and the value it states."""

from __future__ import annotations

import typing
from dataclasses import dataclass

from dedup.document import Span

__all__ = ["Literal", "LiteralKind"]

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
