"""What `gather` gives: the documents that account for a text, and what remains its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dedup.document import Document, Span

__all__ = ["Contribution", "Gathered", "percent"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One of the fewest documents that account for a text, and what it accounts for.

    Attributes
    ----------
    id : str
        Of the other document.
    passages : tuple of Span
        Everything in the text that it accounts for: runs of sentences.
    gained : tuple of Span
        Of these, what none of those listed before it accounts for.
    alone : tuple of Span
        Of these, what none of the others listed accounts for, before it or after it.
    share, share_gained, share_alone : float
        The same as shares of the text's words, furniture left out.
    score : float
        How surely the two texts as wholes were not written independently, as
        `Comparison.score` has it. It may be low where only a part was taken.
    alternatives : tuple of str
        Ids of documents that could stand in its place: each accounts for all of `alone`.
    """

    id: str
    passages: tuple[Span, ...]
    gained: tuple[Span, ...]
    alone: tuple[Span, ...]
    share: float
    share_gained: float
    share_alone: float
    score: float
    alternatives: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; spans are ``[start, end]`` in code points."""
        return {
            "id": self.id,
            "share": round(self.share, 4),
            "share_gained": round(self.share_gained, 4),
            "share_alone": round(self.share_alone, 4),
            "score": round(self.score, 4),
            "passages": [span.to_list() for span in self.passages],
            "gained": [span.to_list() for span in self.gained],
            "alone": [span.to_list() for span in self.alone],
            "alternatives": list(self.alternatives),
        }


@dataclass(frozen=True, slots=True)
class Gathered:
    """The fewest other documents that account for a text.

    Attributes
    ----------
    document : Document
        The text.
    sources : tuple of Contribution
        Which others account for it, the one that adds the most first.
    own : tuple of Span
        What no other document accounts for: runs of sentences, furniture left out.
    share : float
        Share of the text's words that the sources account for together.
    words : int
        Words of the text, furniture left out.
    searched : int
        How many other documents there were.
    compared : int
        How many of them shared enough with the text to be aligned with it.
    is_smallest : bool
        Whether it is certain that no fewer of these documents account for as much. Otherwise
        there were too many combinations to try, and the list is the greedy one: at most
        ``1 + 1/2 + ... + 1/n`` times as long as the shortest, for ``n`` sentences.

    Examples
    --------
    >>> import dedup
    >>> ferry = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
    >>> wheat = "Wheat prices fell by a tenth in the markets of Torvena after the rains came."
    >>> found = dedup.gather(
    ...     f"{ferry} {wheat} The mayor sang all night to the people on the quay.",
    ...     [dedup.Document("a", wheat), dedup.Document("b", ferry), dedup.Document("c", "Ice.")],
    ... )
    >>> [(source.id, round(source.share, 2)) for source in found.sources]
    [('a', 0.38), ('b', 0.35)]
    >>> [span.of(found.document.text) for span in found.own]
    ['The mayor sang all night to the people on the quay.']
    """

    document: Document
    sources: tuple[Contribution, ...]
    own: tuple[Span, ...]
    share: float
    words: int
    searched: int
    compared: int
    is_smallest: bool = True

    def summary(self) -> str:
        """One line in plain words.

        Examples
        --------
        >>> import dedup
        >>> dedup.gather("The quay froze.", ["Wheat rose."]).summary()
        'none of 1 other document accounts for any of it'
        """
        searched = f"{self.searched:,} other document{'' if self.searched == 1 else 's'}"
        if not self.sources:
            return f"none of {searched} accounts for any of it"
        verb = "accounts" if len(self.sources) == 1 else "account"
        rest = "nothing is its own" if not self.own else f"{percent(1 - self.share)} is its own"
        of = f"{len(self.sources)} of {searched}"
        return f"{of} {verb} for {percent(self.share)} of its words; {rest}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; spans are ``[start, end]`` in code points of the text."""
        return {
            "document": self.document.id,
            "summary": self.summary(),
            "words": self.words,
            "share": round(self.share, 4),
            "searched": self.searched,
            "compared": self.compared,
            "is_smallest": self.is_smallest,
            "sources": [source.to_dict() for source in self.sources],
            "own": [span.to_list() for span in self.own],
        }

    def to_html(self) -> str:
        """A page with the sources and the text, marked by them: one file, nothing from outside.

        Examples
        --------
        >>> import dedup
        >>> dedup.gather("The quay froze.", ["Wheat rose."]).to_html()[:15]
        '<!DOCTYPE html>'
        """
        from dedup.report.html.gather import gathered_html  # noqa: PLC0415 - a part above

        return gathered_html(self)

    def _repr_html_(self) -> str:
        from dedup.report.html.gather import gathered_fragment  # noqa: PLC0415

        return gathered_fragment(self)

    def __str__(self) -> str:
        lines = [f"{self.document.id}: {self.summary()}"]
        for number, source in enumerate(self.sources, 1):
            lines.append(
                f"{number}. {source.id}: {percent(source.share)}, of which "
                f"{percent(source.share_gained)} more than those before it and "
                f"{percent(source.share_alone)} in it alone (score {source.score:.2f})"
            )
            if source.alternatives:
                lines.append(f"   or {_listed(source.alternatives)}")
            lines.extend(f"   < {_one_line(self.document, span)}" for span in source.alone)
        if self.own:
            lines.append("its own:")
            lines.extend(f"   + {_one_line(self.document, span)}" for span in self.own)
        return "\n".join(lines)


_NAMED = 3


def _listed(ids: tuple[str, ...]) -> str:
    """Some ids, and how many more there are."""
    more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more


def percent(share: float) -> str:
    """A share in whole per cent; what is not quite all, or not quite nothing, is not called so.

    Examples
    --------
    >>> percent(0.5), percent(0.9999), percent(0.0001)
    ('50 %', '99 %', '1 %')
    """
    whole = round(100 * share)
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole} %"


def _one_line(document: Document, span: Span) -> str:
    return " ".join(span.of(document.text).split())
