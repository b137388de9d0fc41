"""What a comparison needs to know of one document, computed once and used for many pairs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from dedup.document import Document, Span
from dedup.text.furniture import furniture
from dedup.text.sentences import sentences
from dedup.text.stems import stem_of
from dedup.text.words import raw_words_at

__all__ = ["Profile", "profile_of"]

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


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
    keys, rarity : ndarray of int64 and float64, shape (t,)
        Distinct stem numbers of each content sentence, one sentence after the other, and
        their inverse document frequencies in nats.
    bounds : ndarray of int64, shape (m + 1,)
        Where each content sentence's stems begin in `keys`.
    names, numbers : frozenset of int
        Stem numbers of words that are capitalised inside a sentence, and of words with digits.
    """

    document: Document
    spans: tuple[Span, ...]
    is_furniture: tuple[bool, ...]
    content: I64
    lengths: I64
    sequence: tuple[tuple[int, ...], ...]
    keys: I64
    rarity: F64
    bounds: I64
    names: frozenset[int]
    numbers: frozenset[int]

    @property
    def words(self) -> int:
        """Number of words in the content."""
        return int(self.lengths.sum())


def profile_of(document: Document) -> Profile:
    """Cut a document into sentences and gather what alignment needs."""
    text = document.text
    spans = tuple(sentences(text))
    flags = tuple(furniture(text, spans))
    content: list[int] = []
    lengths: list[int] = []
    sequence: list[tuple[int, ...]] = []
    stems: list[dict[int, float]] = []
    names: set[int] = set()
    numbers: set[int] = set()
    words = iter(raw_words_at(text))
    at, raw = next(words, (len(text), ""))
    for index, (span, flag) in enumerate(zip(spans, flags, strict=True)):
        keys: list[int] = []
        stem_rarity: dict[int, float] = {}
        while at < span.end and raw:
            if not flag:
                key, rarity = stem_of(raw)
                if not raw.isalpha():
                    numbers.add(key)
                elif keys and raw[0].isupper() and len(raw) > 1:
                    names.add(key)
                keys.append(key)
                stem_rarity[key] = rarity
            at, raw = next(words, (len(text), ""))
        if keys:
            content.append(index)
            lengths.append(len(keys))
            sequence.append(tuple(keys))
            stems.append(stem_rarity)
    return Profile(
        document=document,
        spans=spans,
        is_furniture=flags,
        content=np.array(content, dtype=np.int64),
        lengths=np.array(lengths, dtype=np.int64),
        sequence=tuple(sequence),
        keys=np.fromiter(chain.from_iterable(stems), dtype=np.int64),
        rarity=np.fromiter(chain.from_iterable(s.values() for s in stems), dtype=np.float64),
        bounds=np.cumsum([0, *map(len, stems)], dtype=np.int64),
        names=frozenset(names),
        numbers=frozenset(numbers),
    )
