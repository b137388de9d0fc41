"""The facts of the passages of two texts, one passage after the other.

What many passages would ask again and again is asked once of the two texts: which names of the one
the other has in no form, and whether persons of one last name have different first names. Most
passages hold no such name, no figure and no quotation, which is seen before anything is compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from dedup.diff.facts.between import (
    Published,
    date_facts,
    in_order,
    published_of,
    quantity_facts,
)
from dedup.diff.facts.inventory import Inventory, held, inventory
from dedup.diff.facts.naming import Strange, may_be_renamed, name_facts, renamed
from dedup.diff.facts.once import once
from dedup.diff.facts.quotes import quotation_facts
from dedup.diff.facts.speakers import speaker_facts
from dedup.diff.passages import Fact
from dedup.document import Span
from dedup.text.literals.literal import Literal

__all__ = ["PairFacts", "facts", "pair_of"]


class PairFacts:
    """What differs in the passages of two texts: what `facts_between` finds, and sooner.

    Parameters
    ----------
    source, copy : Inventory
        The literals of the whole texts.
    published : tuple of str or None
        Dates of publication, ISO 8601, of the source and of the copy.

    Examples
    --------
    >>> texts = "Prices rose 4% in May.", "In May prices rose by 14 percent."
    >>> pair = PairFacts(*map(inventory, texts))
    >>> [str(fact) for fact in pair.of([Span(0, 22)], [Span(0, 33)])]
    ['percentage: 4% -> 14 percent']
    """

    def __init__(
        self,
        source: Inventory,
        copy: Inventory,
        published: tuple[str | None, str | None] = (None, None),
    ) -> None:
        self._source, self._copy, self._published = source, copy, published
        self._are_quoting = bool(source.quoted.all or copy.quoted.all)
        self._may_be_renamed = may_be_renamed(source, copy)
        self._strange = Strange(copy), Strange(source)

    def of(self, ours: Sequence[Span], theirs: Sequence[Span]) -> tuple[Fact, ...]:
        """The facts that differ in a passage, in the order of the source, additions last.

        Parameters
        ----------
        ours, theirs : sequence of Span
            The sentences of the passage on either side.
        """
        source, copy = self._source, self._copy
        found: list[Fact] = []
        first = held(source.others_at, source.others, ours)
        second = held(copy.others_at, copy.others, theirs)
        if first or second:
            a, b = _parted(first), _parted(second)
            if a[0] or b[0]:
                found += quantity_facts(source, a[0], copy, b[0])
            if a[1] or b[1]:
                found += date_facts(source, a[1], copy, b[1], self._days)
        speakers: list[Fact] = []
        if self._are_quoting:
            quoted = source.quoted.within(ours), copy.quoted.within(theirs)
            if quoted[0] or quoted[1]:
                found += quotation_facts(source, ours, quoted[0], copy, theirs, quoted[1])
                if quoted[0] and quoted[1]:
                    speakers = speaker_facts(source, ours, copy, theirs)
        names: list[Fact] = []
        first = held(source.named.starts, source.named.all, ours)
        second = held(copy.named.starts, copy.named.all, theirs)
        if self._may_be_renamed:
            names += renamed(source, first, copy, second)
        lost, added = self._strange[0].among(first), self._strange[1].among(second)
        if lost or added:
            names += name_facts(source, first, copy, second, lost, added)
        if found or names or speakers:
            return in_order(found, names, speakers)
        return ()

    @once
    def _days(self) -> Published:
        return published_of(self._source, self._copy, *self._published)


def _parted(literals: list[Literal]) -> tuple[list[Literal], list[Literal]]:
    """Quantities, and dates."""
    dates = [literal for literal in literals if literal.kind == "date"]
    if not dates:
        return literals, dates
    return [literal for literal in literals if literal.kind != "date"], dates


def pair_of(
    source: str, copy: str, published: tuple[str | None, str | None] = (None, None)
) -> PairFacts:
    """The facts of two whole texts, of which the literals of the last few are remembered."""
    return PairFacts(inventory(source), inventory(copy), published)


def facts(
    source_text: str,
    source_spans: Sequence[Span],
    copy_text: str,
    copy_spans: Sequence[Span],
    *,
    source_published: str | None = None,
    copy_published: str | None = None,
) -> tuple[Fact, ...]:
    """The facts that differ in one aligned passage.

    Whoever asks for many passages of two texts keeps their `pair_of`.

    Parameters
    ----------
    source_text, copy_text : str
        The whole texts.
    source_spans, copy_spans : sequence of Span
        The sentences of the passage on either side.
    source_published, copy_published : str, optional
        Dates of publication, ISO 8601: what "last year" counts from. By default what the
        text's dateline says.

    Returns
    -------
    tuple of Fact
        In the order of the source, additions last.

    Examples
    --------
    >>> source = "The storm sank 12 boats last year."
    >>> copy = "Fifteen boats were sunk by the storm in 2023."
    >>> for fact in facts(source, [Span(0, 34)], copy, [Span(0, 45)]):
    ...     print(fact)
    number: 12 -> Fifteen
    date: last year -> 2023
    """
    pair = pair_of(source_text, copy_text, (source_published, copy_published))
    return pair.of(source_spans, copy_spans)
