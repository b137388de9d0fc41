"""What a comparison needs to know of one document, computed once and used for many pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.document import Document, Span, span_at, spans_at
from dedup.text.compact import Compact, cuts_of, opened, story_of
from dedup.text.compiled import Words, read_texts
from dedup.text.content import SELDOM
from dedup.text.lexicon import CAPITALISED, NUMERIC
from dedup.text.reading import Reading
from dedup.text.stems import rarities

__all__ = [
    "Profile",
    "Terms",
    "coverage",
    "profile_of",
    "profiles_of",
]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U64 = npt.NDArray[np.uint64]


MOST_RARITY = 7.5
LONG = 20_000
"""Words from which on the terms of the last few texts are remembered."""

_NAME, _NUMBER, _SELDOM = CAPITALISED, NUMERIC, SELDOM


class Terms(NamedTuple):
    """The stems of a whole text, as sorted arrays.

    Attributes
    ----------
    every : ndarray of int64
        All of them.
    seldom, first, weight : ndarray
        Those used at most `MOST_USES` times and not too common; the place of the first use in
        the sequence of words; the rarity in nats, capped.
    fact, fact_mass : ndarray
        Names and numbers; their rarity times the number of sentences that hold them.
    """

    every: I64
    seldom: I64
    first: I64
    weight: F64
    fact: I64
    fact_mass: F64


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A document cut into sentences, furniture set apart, with the stems of each sentence.

    It is kept for thousands of documents at a time, so that stems are held once, in `every`, and
    all else in small numbers.

    Attributes
    ----------
    document : Document
    cuts : ndarray of int32 or int64, shape (s, 2)
        Where each sentence begins and ends, in order; together they cover every character but
        white space.
    is_furniture : ndarray of bool, shape (s,)
    content : ndarray of int64, shape (m,)
        Indices of the sentences that are not furniture and hold at least one word.
    lengths : ndarray of int64, shape (m,)
        Words in each content sentence.
    wording : ndarray of uint64, shape (m,)
        A number for the folded words of each content sentence: equal for the same words in the
        same order.
    every : ndarray of int64, shape (n,)
        The distinct stem numbers of all content, sorted.
    codes : ndarray of uint8, shape (n,)
        Their rarities, as `dedup.text.stems.rarities` reads them.
    marks : ndarray of uint8, shape (n,)
        Whether each is a name (capitalised inside a sentence), a number (has digits), seldom.
    places : ndarray of uint16 or int64, shape (t,)
        Distinct stems of each content sentence in order of first use, one sentence after the
        other, as places in `every`.
    bounds : ndarray of int64, shape (m + 1,)
        Where each content sentence's stems begin in `places`.
    sequence : ndarray of uint16 or int64, shape (w,)
        The stems of all content words in the order of the text, as places in `every`.
    compact : Compact, optional
        Where compiled code read the text, all of these but `document` as it wrote them; then the
        arrays are made when one is asked for.
    tokens : Words, optional
        And all content words, where they were wanted.
    """

    document: Document
    cuts: I32 | I64
    is_furniture: npt.NDArray[np.bool_]
    content: I64
    lengths: I64
    wording: U64
    every: I64
    codes: U8
    marks: U8
    places: U16 | I64
    bounds: I64
    sequence: U16 | I64
    compact: Compact | None = None
    tokens: Words | None = None

    if not TYPE_CHECKING:  # or any name would be an attribute

        def __getattr__(self, name: str) -> Any:
            compact = object.__getattribute__(self, "compact")
            if name not in _READ or compact is None:
                return object.__getattribute__(self, name)
            for field, value in zip(_READ, opened(compact), strict=True):
                object.__setattr__(self, field, value)
            return object.__getattribute__(self, name)

    @classmethod
    def of(cls, document: Document, compact: Compact, tokens: Words | None = None) -> Profile:
        """A profile of what compiled code has read."""
        profile = object.__new__(cls)
        object.__setattr__(profile, "document", document)
        object.__setattr__(profile, "compact", compact)
        object.__setattr__(profile, "tokens", tokens)
        return profile

    def of_document(self, document: Document) -> Profile:
        """The same of another document with the same text."""
        if self.compact is not None:
            return Profile.of(document, self.compact, self.tokens)
        return Profile(document, *(getattr(self, field) for field in _READ))

    @property
    def words(self) -> int:
        """Number of words in the content."""
        return int(self.lengths.sum())

    @property
    def spans(self) -> tuple[Span, ...]:
        """All sentences, in order; made anew each time."""
        cuts = self.cuts if self.compact is None else cuts_of(self.compact)
        return spans_at(cuts.tolist())

    def span(self, index: int) -> Span:
        """One sentence."""
        start, end = self.cuts[index].tolist()
        return Span(start, end)

    def stretch(self, first: int, last: int) -> Span:
        """From the first to the last of some content sentences."""
        if self.compact is None:
            cuts, content = self.cuts, self.content
        else:  # whose other arrays nobody may ask for
            cuts, content = cuts_of(self.compact), story_of(self.compact)[self.compact.content :]
        return span_at(int(cuts[content[first], 0]), int(cuts[content[last], 1]))

    @property
    def keys(self) -> I64:
        """Distinct stem numbers of each content sentence, one sentence after the other; (t,)."""
        return np.asarray(self.every[self.places])

    @property
    def rarity(self) -> F64:
        """Inverse document frequencies of `keys`, in nats; shape (t,)."""
        return np.asarray(rarities()[self.codes[self.places]])

    @property
    def names(self) -> I64:
        """Stem numbers of words that are capitalised inside a sentence, sorted."""
        return self.every[(self.marks & _NAME).nonzero()[0]]

    @property
    def numbers(self) -> I64:
        """Stem numbers of words with digits, sorted."""
        return self.every[(self.marks & _NUMBER).nonzero()[0]]

    @property
    def terms(self) -> Terms:
        """The stems of the whole text."""
        return _terms(self) if len(self.sequence) < LONG else _terms_of_long(self)


_READ = Reading._fields


def _terms(profile: Profile) -> Terms:
    every, places, sequence = profile.every, profile.places, profile.sequence
    rarity = rarities()[profile.codes]
    firsts = np.empty(len(every), dtype=np.int64)
    # Of several values for one place the last stays, which is that of the first use.
    firsts[sequence[::-1]] = np.arange(len(sequence) - 1, -1, -1)
    seldom = (profile.marks & _SELDOM).nonzero()[0]
    fact = (profile.marks & (_NAME | _NUMBER)).nonzero()[0]
    # Added up one by one: a product would differ in its last digits.
    mass = np.bincount(places, rarity[places], minlength=len(every))
    return Terms(
        every=every,
        seldom=every[seldom],
        first=firsts[seldom],
        weight=np.minimum(rarity[seldom], MOST_RARITY),
        fact=every[fact],
        fact_mass=mass[fact].astype(np.float64, copy=False),
    )


# A text as long as a book is beside many others; to keep all terms would take too much room.
_terms_of_long = lru_cache(maxsize=8)(_terms)


def profile_of(document: Document, abbreviations: frozenset[str] = frozenset()) -> Profile:
    """Cut a document into sentences and gather what alignment needs.

    `abbreviations` are known to the cutting besides the English ones.
    """
    return profiles_of([document], abbreviations)[0]


def profiles_of(
    documents: Sequence[Document], abbreviations: frozenset[str] = frozenset()
) -> list[Profile]:
    """`profile_of` of many documents, which costs less for all together.

    Examples
    --------
    >>> texts = "The ferry sank.", "Nobody was hurt, they said."
    >>> [found.words for found in profiles_of([Document(text, text) for text in texts])]
    [3, 5]
    """
    found = read_texts([document.text for document in documents], abbreviations)
    return [Profile(document, *reading) for document, reading in zip(documents, found, strict=True)]


def coverage(linked: I64, lengths: I64) -> float:
    """Share of a text's words that stand in linked sentences.

    Parameters
    ----------
    linked : ndarray of int64
        Places in `Profile.content`, repeated or not: an alignment's rows or its columns.
    lengths : ndarray of int64
        `Profile.lengths`.
    """
    total = int(lengths.sum())
    is_linked = np.zeros(len(lengths), dtype=bool)
    is_linked[linked] = True
    return float(lengths[is_linked].sum() / total) if total else 0.0
