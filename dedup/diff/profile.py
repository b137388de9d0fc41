"""What a comparison needs to know of one document, computed once and used for many pairs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from dedup.document import Document, Span
from dedup.text.furniture import furniture
from dedup.text.sentences import sentences
from dedup.text.stems import stem_of
from dedup.text.words import fold, raw_words_at

__all__ = ["Profile", "Terms", "profile_of"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


LEAST_RARITY = 1.5
"""Nats; words that more than one article in five carries say nothing of a text's order."""
MOST_RARITY = 7.5
MOST_USES = 2


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

    Attributes
    ----------
    document : Document
    spans : tuple of Span
        All sentences, in order; together they cover every character but white space.
    is_furniture : tuple of bool
        One flag a sentence.
    content : ndarray of int64, shape (m,)
        Indices of the sentences that are not furniture and hold at least one word.
    lengths : ndarray of int64, shape (m,)
        Words in each content sentence.
    sequence : tuple of tuple of int
        Stem numbers of each content sentence, in the order of its words.
    wording : tuple of int
        Hash of the folded words of each content sentence: equal for the same words in the
        same order.
    keys, rarity : ndarray of int64 and float64, shape (t,)
        Distinct stem numbers of each content sentence, one sentence after the other, and
        their inverse document frequencies in nats.
    bounds : ndarray of int64, shape (m + 1,)
        Where each content sentence's stems begin in `keys`.
    names, numbers : frozenset of int
        Stem numbers of words that are capitalised inside a sentence, and of words with digits.
    terms : Terms
        The stems of the whole text.
    """

    document: Document
    spans: tuple[Span, ...]
    is_furniture: tuple[bool, ...]
    content: I64
    lengths: I64
    sequence: tuple[tuple[int, ...], ...]
    wording: tuple[int, ...]
    keys: I64
    rarity: F64
    bounds: I64
    names: frozenset[int]
    numbers: frozenset[int]
    terms: Terms

    @property
    def words(self) -> int:
        """Number of words in the content."""
        return int(self.lengths.sum())


def profile_of(document: Document, abbreviations: frozenset[str] = frozenset()) -> Profile:
    """Cut a document into sentences and gather what alignment needs.

    `abbreviations` are known to the cutting besides the English ones.
    """
    text = document.text
    spans = tuple(sentences(text, abbreviations))
    flags = tuple(furniture(text, spans))
    content: list[int] = []
    lengths: list[int] = []
    sequence: list[tuple[int, ...]] = []
    wording: list[int] = []
    stems: list[dict[int, float]] = []
    names: set[int] = set()
    numbers: set[int] = set()
    words = iter(raw_words_at(text))
    at, raw = next(words, (len(text), ""))
    for index, (span, flag) in enumerate(zip(spans, flags, strict=True)):
        keys: list[int] = []
        folded: list[str] = []
        stem_rarity: dict[int, float] = {}
        while at < span.end and raw:
            if not flag:
                key, rarity = stem_of(raw)
                if not raw.isalpha():
                    numbers.add(key)
                elif keys and raw[0].isupper() and len(raw) > 1:
                    names.add(key)
                keys.append(key)
                folded.append(fold(raw))
                stem_rarity[key] = rarity
            at, raw = next(words, (len(text), ""))
        if keys:
            content.append(index)
            lengths.append(len(keys))
            sequence.append(tuple(keys))
            wording.append(
                xxhash.xxh64_intdigest(" ".join(folded).encode("utf-8", "surrogatepass"))
            )
            stems.append(stem_rarity)
    distinct = np.fromiter(chain.from_iterable(stems), dtype=np.int64)
    rarities = np.fromiter(chain.from_iterable(s.values() for s in stems), dtype=np.float64)
    return Profile(
        document=document,
        spans=spans,
        is_furniture=flags,
        content=np.array(content, dtype=np.int64),
        lengths=np.array(lengths, dtype=np.int64),
        sequence=tuple(sequence),
        wording=tuple(wording),
        keys=distinct,
        rarity=rarities,
        bounds=np.cumsum([0, *map(len, stems)], dtype=np.int64),
        names=frozenset(names),
        numbers=frozenset(numbers),
        terms=_terms(sequence, distinct, rarities, names | numbers),
    )


def _terms(sequence: list[tuple[int, ...]], keys: I64, rarities: F64, facts: set[int]) -> Terms:
    words = np.fromiter(chain.from_iterable(sequence), dtype=np.int64)
    every, first, uses = np.unique(words, return_index=True, return_counts=True)
    places = np.searchsorted(every, keys)
    rarity, mass = np.zeros(len(every)), np.zeros(len(every))
    rarity[places] = rarities
    np.add.at(mass, places, rarities)
    seldom = (uses <= MOST_USES) & (rarity > LEAST_RARITY)
    fact = np.isin(every, np.fromiter(facts, dtype=np.int64, count=len(facts)))
    return Terms(
        every=every,
        seldom=every[seldom],
        first=first[seldom].astype(np.int64),
        weight=np.minimum(rarity[seldom], MOST_RARITY),
        fact=every[fact],
        fact_mass=mass[fact],
    )
