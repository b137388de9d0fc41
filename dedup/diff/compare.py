"""From two texts to a `Comparison`: align, join sentences to passages, class them, date them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import count

from dedup.diff import compiled, reuse, telling
from dedup.diff.alignment import Alignment, Table, align
from dedup.diff.comparison import Comparison, comparison_told_later
from dedup.diff.composing import plain_passages
from dedup.diff.derivation import derivation_score, signals_of
from dedup.diff.passages import link_at
from dedup.diff.profile import Profile, coverage, profile_of
from dedup.diff.regions import regions_of
from dedup.diff.told import told_passages
from dedup.document import Document
from dedup.text import compiled as reads
from dedup.text.abbreviations import checked_abbreviations
from dedup.text.credit import credits_of
from dedup.text.literals import scanned
from dedup.text.words import have_same_words

__all__ = ["as_document", "cached_profile", "compare", "compare_profiles", "load_all"]


OFTEN = 1000
"""Comparisons after which compiled code is made, if no search has had it made before: by then it
would have saved about what that takes."""
_compared = count(1)


@lru_cache(maxsize=64)
def cached_profile(document: Document, abbreviations: frozenset[str] = frozenset()) -> Profile:
    """`profile_of`, remembering the last few documents."""
    return profile_of(document, abbreviations)


def as_document(value: Document | str, name: str) -> Document:
    """A document as it is; a str as a document that is called `name`."""
    if isinstance(value, Document):
        return value
    if isinstance(value, str):
        return Document(name, value)
    raise TypeError(f"{name} must be a str or a Document, got {type(value).__name__}")


def compare(
    source: Document | str,
    copy: Document | str,
    *,
    abbreviations: Iterable[str] = (),
) -> Comparison:
    """What `copy` kept, edited, paraphrased, added and dropped of `source`.

    Parameters
    ----------
    source, copy : Document or str
        Which of the two came first is not guessed: what is only in the second is "added",
        what is only in the first "dropped".
    abbreviations : iterable of str
        What else ends with a stop in mid-sentence, for texts that are not English; see
        `dedup.learn_abbreviations`.

    Examples
    --------
    >>> comparison = compare(
    ...     "The ferry Aldis sank off Port Mirren. Nobody was hurt.",
    ...     "The ferry Aldis sank off Port Mirren. An inquiry has begun at the harbour office.",
    ... )
    >>> [passage.kind for passage in comparison.passages]
    ['verbatim', 'added', 'dropped']
    """
    if next(_compared) == OFTEN:
        load_all()
    known = checked_abbreviations(abbreviations)
    a = cached_profile(as_document(source, "source"), known)
    b = cached_profile(as_document(copy, "copy"), known)
    alignment = align(a, b)
    return compare_profiles(a, b, alignment.table, alignment)


def load_all() -> None:
    """Load all compiled code that comparing uses, or have it made."""
    for part in (reads, compiled, telling, reuse, scanned):
        part.load()


def compare_profiles(
    a: Profile,
    b: Profile,
    table: Table,
    alignment: Alignment,
) -> Comparison:
    """`compare` on a table of similarities and on links that are known already."""
    spans = a.spans, b.spans
    find = told_passages if telling.is_fit(a, b) and telling.pays() else plain_passages
    links = zip(
        a.content[alignment.rows].tolist(),
        b.content[alignment.columns].tolist(),
        alignment.scores.tolist(),
        strict=True,
    )
    if alignment.measures is None:
        covered = coverage(alignment.rows, a.lengths), coverage(alignment.columns, b.lengths)
    else:
        covered = alignment.measures[6], alignment.measures[7]
    return comparison_told_later(
        source=a.document,
        copy=b.document,
        passages=tuple(find(a, b, alignment, spans)),
        links=tuple(
            [link_at(spans[0][first], spans[1][second], value) for first, second, value in links]
        ),
        source_coverage=covered[0],
        copy_coverage=covered[1],
        score=1.0
        if have_same_words(a.document.text, b.document.text)
        else derivation_score(signals_of(a, b, alignment)),
        told={
            "regions": partial(regions_of, a, b, table),
            "credits": partial(credits_of, b.document.text),
        },
    )
