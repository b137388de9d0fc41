"""From two texts to a `Comparison`: align, join sentences to passages, class them, date them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from typing import Any

import numpy as np

from dedup.diff import compiled, reuse, telling
from dedup.diff.alignment import THRESHOLD, Alignment, align
from dedup.diff.comparison import Comparison, comparison_told_later
from dedup.diff.composing import plain_passages
from dedup.diff.derivation import Signals, derivation_score, signals_of
from dedup.diff.passages import Link, Passage, Region, link_at
from dedup.diff.profile import Profile, coverage
from dedup.diff.regions import regions_aligned, regions_of
from dedup.diff.remembered import cached_profiles
from dedup.diff.single import Aligned, aligned_readings, alignment_of
from dedup.diff.telling import Candidates, Told
from dedup.diff.told import Pair, told_passages
from dedup.document import Document
from dedup.text import compiled as reads
from dedup.text.abbreviations import checked_abbreviations
from dedup.text.credit import Credit, credits_of
from dedup.text.literals import scanned
from dedup.text.words import have_same_words

__all__ = ["as_document", "compare", "compare_profiles", "load_all"]


OFTEN = 1000
"""Comparisons after which compiled code is made, if no search has had it made before: by then it
would have saved about what that takes."""
_compared = count(1)


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
    a, b = cached_profiles((as_document(source, "source"), as_document(copy, "copy")), known)
    if a.compact and b.compact and compiled.pays() and telling.pays():
        aligned = aligned_readings(a.compact, b.compact, THRESHOLD)
        if aligned is not None:
            again = partial(alignment_of, a.compact, b.compact, THRESHOLD)
            return _of_readings(a, b, aligned, again)
    return compare_profiles(a, b, align(a, b))


def load_all() -> None:
    """Load all compiled code that comparing uses, or have it made."""
    for part in (reads, compiled, telling, reuse, scanned):
        part.load()


def compare_profiles(a: Profile, b: Profile, alignment: Alignment) -> Comparison:
    """`compare` on links that are known already."""
    rows, columns, scores = alignment.rows, alignment.columns, alignment.scores
    told = None
    if telling.is_fit(a, b) and telling.pays():
        every = np.ones(len(rows), dtype=np.bool_)
        told = telling.tell(a, b, Candidates(len(rows), rows, columns, every, scores))
    if alignment.measures is None:
        covered = coverage(rows, a.lengths), coverage(columns, b.lengths)
    else:
        covered = alignment.measures[6], alignment.measures[7]
    score = 1.0 if _have_same_words(a, b) else derivation_score(signals_of(a, b, alignment))
    return comparison_told_later(
        a.document, b.document, covered, score, _ComparisonTold(a, b, told, lambda: alignment)
    )


def _of_readings(
    a: Profile, b: Profile, aligned: Aligned, alignment: Callable[[], Alignment]
) -> Comparison:
    """The same of two texts that lie aligned on the thread's desk."""
    rows, columns, _, scores, keep, _ = aligned.desk.written
    told = telling.tell(a, b, Candidates(aligned.entries, rows, columns, keep, scores))
    *signals, covered, covered_copy = aligned.measures
    score = 1.0 if _have_same_words(a, b) else derivation_score(Signals(*signals))
    teller = _ComparisonTold(a, b, told, alignment, aligned.run)
    return comparison_told_later(a.document, b.document, (covered, covered_copy), score, teller)


def _have_same_words(a: Profile, b: Profile) -> bool:
    """`have_same_words` of two texts, which are not read again where all their words are known."""
    ours, theirs = a.compact, b.compact
    if a.tokens is None or b.tokens is None or ours is None or theirs is None:
        return have_same_words(a.document.text, b.document.text)
    if ours.content < ours.sentences or theirs.content < theirs.sentences:
        return have_same_words(a.document.text, b.document.text)
    same = ours.words == theirs.words > 0
    return same and np.array_equal(a.tokens.hashes, b.tokens.hashes)


class _ComparisonTold:
    """Tells of a comparison."""

    __slots__ = ("_a", "_alignment", "_b", "_run", "_told")

    fields = ("passages", "links", "regions", "credits")

    def __init__(
        self,
        a: Profile,
        b: Profile,
        told: Told | None,
        alignment: Callable[[], Alignment],
        run: int | None = None,
    ) -> None:
        self._a, self._b, self._told, self._alignment = a, b, told, alignment
        self._run = run

    def tell(self, name: str) -> Any:
        """One of its fields."""
        return getattr(self, f"_{name}")()

    def _passages(self) -> tuple[Passage, ...]:
        a, b = self._a, self._b
        spans = a.spans, b.spans
        if self._told is None:
            return tuple(plain_passages(a, b, self._alignment(), spans))
        return told_passages(Pair(a.document, b.document), spans, self._told)

    def _links(self) -> tuple[Link, ...]:
        a, b = self._a, self._b
        if self._told is None:
            alignment = self._alignment()
            rows, columns, scores = alignment.rows, alignment.columns, alignment.scores
        else:
            (rows, columns), scores = self._told.links
        ours, theirs = a.spans, b.spans
        links = zip(
            a.content[rows].tolist(), b.content[columns].tolist(), scores.tolist(), strict=True
        )
        return tuple([link_at(ours[row], theirs[column], value) for row, column, value in links])

    def _regions(self) -> tuple[Region, ...]:
        found = None
        if self._run is not None:
            found = regions_aligned(self._a, self._b, self._run)
        return regions_of(self._a, self._b, self._alignment().table) if found is None else found

    def _credits(self) -> tuple[Credit, ...]:
        return credits_of(self._b.document.text)
