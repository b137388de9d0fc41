"""Who copied whom: the direction between two texts, from dates and credits, with the evidence.

A claim needs evidence of a kind that a reader would accept:

- one text *credits* the other: its address, its publisher or its title, and not the reverse;
- the two are *dated* on different days.

Where credits and dates point in different directions, where both texts credit one agency and
neither the other, or where the two look independent of each other, nothing is claimed. How much
of each text the other carries is told beside the evidence but decides nothing: a copy may be
shorter than its source or longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from dedup.diff.comparison import Comparison
from dedup.document import Document
from dedup.text.credit import credits_of
from dedup.text.published import published_on

__all__ = ["Direction", "credit_of", "credited_member", "direction"]

DERIVED = 0.5
"""Least `Comparison.score`: below, the two may be independent, and neither is a copy."""
TITLE_WORDS = 4
"""Words that a title needs to be recognised where another text names it."""
_SPOKEN_TO = ("told", "interview with", "statement to", "quoted by")
"""Such a credit names where a person spoke, not where the text comes from."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Direction:
    """Which of two texts came first, if the evidence says so.

    Attributes
    ----------
    source, copy : str or None
        Ids of the earlier and the later text; both None where that is undetermined.
    evidence : tuple of str
        What speaks for it in words, or why nothing is claimed.

    Examples
    --------
    >>> print(Direction(None, None, ("neither is dated, and neither credits the other",)))
    undetermined: neither is dated, and neither credits the other
    """

    source: str | None
    copy: str | None
    evidence: tuple[str, ...]

    @property
    def is_determined(self) -> bool:
        """Whether a direction is claimed."""
        return self.source is not None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {"source": self.source, "copy": self.copy, "evidence": list(self.evidence)}

    def __str__(self) -> str:
        claim = f"{self.copy} comes from {self.source}" if self.is_determined else "undetermined"
        return f"{claim}: {'; '.join(self.evidence)}"


def direction(comparison: Comparison) -> Direction:
    """Which of the two texts of a comparison the other comes from.

    It does not matter which of the two was given as the source.

    Parameters
    ----------
    comparison : Comparison
        Of documents whose `published`, `url`, `publisher` and `title` are filled in as far as
        they are known.

    Examples
    --------
    >>> import dedup
    >>> text = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
    >>> post = dedup.Document("post", text, publisher="The Skerry Post")
    >>> copy = dedup.Document("copy", f"{text} First reported by The Skerry Post.")
    >>> print(direction(dedup.compare(copy, post)))
    copy comes from post: copy credits the publisher of post ("First reported by The Skerry Post")
    """
    a, b = comparison.source, comparison.copy
    if comparison.score < DERIVED:
        return Direction(
            None,
            None,
            (f"the two may be independent of each other (score {comparison.score:.2f})",),
        )
    credited = credit_of(a, b), credit_of(b, a)
    days = published_on(a.published), published_on(b.published)
    claims: list[tuple[bool, str]] = []  # whether a is the source, and what says so
    if credited[0] and credited[1]:
        return Direction(None, None, ("each of the two credits the other",))
    if credited[0]:
        claims.append((False, credited[0]))
    if credited[1]:
        claims.append((True, credited[1]))
    if days[0] and days[1] and days[0] != days[1]:
        first, last = (a, b) if days[0] < days[1] else (b, a)
        apart = abs((days[0] - days[1]).days)
        days_apart = f"{apart} day{'' if apart == 1 else 's'}"
        said = f"{first.id} is dated {min(days[0], days[1])}, {days_apart} before {last.id}"
        claims.append((first is a, said))
    if not claims:
        return Direction(None, None, (_nothing(a, b, days),))
    if len({is_a for is_a, _ in claims}) > 1:
        return Direction(None, None, (", but ".join(said for _, said in claims),))
    third = _agencies(a) & _agencies(b)
    if third and not any(credited):
        said = f"both credit {', '.join(sorted(third))}, so that both may come from there"
        return Direction(None, None, (said, *(said for _, said in claims)))
    source, copy = (a, b) if claims[0][0] else (b, a)
    return Direction(source.id, copy.id, tuple(said for _, said in claims))


def _nothing(a: Document, b: Document, days: tuple[date | None, date | None]) -> str:
    if days[0] and days[0] == days[1]:
        return f"both are dated {days[0]}, and neither credits the other"
    undated = [document for document, day in zip((a, b), days, strict=True) if day is None]
    for document in undated:
        if document.published:
            said = f"the date of {document.id}, {document.published!r}, is not understood"
            return f"{said}, and neither credits the other"
    if len(undated) == 2:
        return "neither is dated, and neither credits the other"
    return f"{undated[0].id} is not dated, and neither credits the other"


def credit_of(document: Document, other: Document) -> str | None:
    r"""How a document credits another, in words; None where it does not.

    A site that names itself credits nobody, and so the other's publisher and host count only
    where they are not the document's own.

    Examples
    --------
    >>> copy = Document("c", "Ice came early.\nSource: www.skerrypost.example/a1")
    >>> credit_of(copy, Document("s", "Ice.", url="https://skerrypost.example/a1"))
    'c credits the address of s ("www.skerrypost.example/a1")'
    """
    host, own_host = _host(other.url), _host(document.url)
    name, own_name = _plain(other.publisher), _plain(document.publisher)
    for credit in credits_of(document.text):
        if credit.kind == "address":
            if other.url and _same_address(credit.text, other.url):
                return f'{document.id} credits the address of {other.id} ("{credit.text}")'
            if host and host == credit.name and host != own_host:
                return f'{document.id} credits the site of {other.id} ("{credit.text}")'
        elif (
            name
            and name != own_name
            and _plain(credit.name) == name
            and not credit.text.lower().startswith(_SPOKEN_TO)
        ):
            return f'{document.id} credits the publisher of {other.id} ("{credit.text}")'
    title = _WORD.findall(_folded(other.title or ""))
    if len(title) >= TITLE_WORDS and _plain(other.title) != _plain(document.title):
        words = " ".join(_WORD.findall(_folded(document.text)))
        # A text that opens with the title has the same headline and credits nobody.
        for lead in ("originally published as", "original title", "first published as"):
            if f"{lead} {' '.join(title)}" in words:
                return f'{document.id} names the title of {other.id} ("{other.title}")'
    return None


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _same_address(a: str, b: str) -> bool:
    """Whether two addresses lead to one page: scheme, ``www.``, query and last slash aside."""
    pages = []
    for address in (a, b):
        try:
            parts = urlsplit(address if "://" in address else f"https://{address}")
        except ValueError:
            return False
        path = parts.path.rstrip("/")
        pages.append(((parts.hostname or "").removeprefix("www."), path))
    # A host alone is a site and not a page.
    return pages[0] == pages[1] and pages[0][1] != ""


def _folded(name: str) -> str:
    # Loads the patterns of all literals, which a search in which nothing is credited does without.
    from dedup.text.literals.names import fold_name  # noqa: PLC0415

    return fold_name(name)


def _plain(name: str | None) -> str:
    return " ".join(_WORD.findall(_folded(name or ""))).removeprefix("the ")


def _agencies(document: Document) -> frozenset[str]:
    return frozenset(_names(document))


def _names(document: Document) -> Iterable[str]:
    for credit in credits_of(document.text):
        if credit.kind in ("agency", "dateline"):
            yield credit.name


MOST_MEMBERS = 64
"""Members of a group whose credits are looked at: every text is held against every other."""


def credited_member(documents: Sequence[Document]) -> tuple[str, tuple[str, ...]] | None:
    r"""The one member of a group that others credit, with what says so; None where none stands out.

    It must credit no other member itself, and none may be dated before it.

    Examples
    --------
    >>> post = Document("post", "Ice came early.", publisher="The Skerry Post")
    >>> credited_member([post, Document("copy", "Ice came early.\nSource: The Skerry Post")])
    ('post', ('copy credits the publisher of post ("Source: The Skerry Post")',))
    """
    known = [document for document in documents if document.url or document.publisher]
    if not known or len(documents) > MOST_MEMBERS:
        return None
    found = {
        source.id: evidence
        for source in known
        if (
            evidence := tuple(
                said
                for document in documents
                if document is not source and (said := credit_of(document, source))
            )
        )
    }
    if len(found) != 1:
        return None
    ((name, evidence),) = found.items()
    source = next(document for document in known if document.id == name)
    if any(credit_of(source, other) for other in documents if other is not source):
        return None
    day = published_on(source.published)
    days = [when for document in documents if (when := published_on(document.published))]
    if day and min(days) < day:
        return None
    return name, evidence
