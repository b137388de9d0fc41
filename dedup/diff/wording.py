"""The words of whole texts, read at once, and of the passages that are cut from them.

A comparison asks for the words of every sentence that it links. To find all words of a text in
one go and to hand out slices takes a fifth of the time of reading it sentence by sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from dedup.document import Span
from dedup.text.words import Word, fold, is_latin, iter_words

__all__ = ["Reading", "Wording", "reading", "words_of"]

_APOSTROPHES = ("'", "’", "ʼ", "＇")
# Words of Latin text with what apostrophes join to them; a split keeps them.
_JOINED = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")
# `Word` of a tuple, without the function that a named tuple's own constructor is.
_word = partial(tuple.__new__, Word)
# What is neither Latin-1 nor punctuation is not read with the rest. A soft hyphen is no letter.
_APART = re.compile("[^\x00-\xac\xae-\xff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]")
_IS_WORD = np.array([chr(code).isalnum() for code in range(256)])
_IS_WORD.setflags(write=False)
_APOSTROPHE, _BLANK, _LAST_ASCII = ord("'"), ord(" "), 127


class Wording(NamedTuple):
    """Words in order: each as it is compared, and where it stands in its text."""

    folded: list[str]
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, words: Sequence[Word]) -> Wording:
        """The same words by columns."""
        return cls(
            [word.folded for word in words],
            [word.start for word in words],
            [word.end for word in words],
        )


class Reading:
    """All words of a text, from which those of any passage are had quickly.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> Reading("Kelm’s dam broke.").of([Span(7, 17)])
    Wording(folded=['dam', 'broke'], starts=[7, 11], ends=[10, 16])
    """

    __slots__ = ("_apart", "_ends", "_folded", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._apart = [] if text.isascii() else [at.start() for at in _APART.finditer(text)]
        # One byte a character: those that are not Latin-1 become question marks.
        plain = text.replace("’", "'").encode("latin-1", "replace").lower()
        codes = np.frombuffer(plain, dtype=np.uint8)
        is_word = np.zeros(len(codes) + 2, dtype=bool)
        np.take(_IS_WORD, codes, out=is_word[1:-1])
        is_word[1:-1] |= (codes == _APOSTROPHE) & is_word[:-2] & is_word[2:]
        borders = (is_word[1:] != is_word[:-1]).nonzero()[0].tolist()
        self._starts: list[int] = borders[::2]
        self._ends: list[int] = borders[1::2]
        clear = np.where(is_word[1:-1], codes, np.uint8(_BLANK)).tobytes()
        self._folded = clear.decode("latin-1").split()
        if not clear.isascii():
            letters = (np.frombuffer(clear, dtype=np.uint8) > _LAST_ASCII).nonzero()[0].tolist()
            for place in {bisect_right(self._starts, letter) - 1 for letter in letters}:
                start, end = self._starts[place], self._ends[place]
                self._folded[place] = _fold_joined(text[start:end])

    def of(self, spans: Sequence[Span]) -> Wording:
        """The words of some spans in order, as `words_of` gives them."""
        if len(spans) == 1:
            first, last = self._within(spans[0])
            if last >= 0:
                folded, starts, ends = self._folded, self._starts, self._ends
                return Wording(folded[first:last], starts[first:last], ends[first:last])
        found = [self._within(span) for span in spans]
        if any(last < 0 for _, last in found) or self._are_joined(spans):
            return Wording.of(words_of(self._text, spans))
        joined = Wording([], [], [])
        for first, last in found:
            joined.folded.extend(self._folded[first:last])
            joined.starts.extend(self._starts[first:last])
            joined.ends.extend(self._ends[first:last])
        return joined

    def _within(self, span: Span) -> tuple[int, int]:
        """The first word of a span and the one behind its last, which is -1 where that will not do.

        A word may reach over either end, and what is set apart may be part of a word.
        """
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end, first)
        if first and self._ends[first - 1] > span.start:
            return first, -1
        if last > first and self._ends[last - 1] > span.end:
            return first, -1
        if self._apart:
            place = bisect_left(self._apart, span.start)
            if place < len(self._apart) and self._apart[place] < span.end:
                return first, -1
        return first, last

    def _are_joined(self, spans: Sequence[Span]) -> bool:
        """Whether an apostrophe is all that stands between two of the spans."""
        return any(self._text[a.end : b.start] in _APOSTROPHES for a, b in pairwise(spans))


@lru_cache(maxsize=8)
def reading(text: str) -> Reading:
    """All words of a text; of the last few texts they are remembered.

    Examples
    --------
    >>> reading("Ice came.") is reading("Ice came.")
    True
    """
    return Reading(text)


def words_of(text: str, spans: Sequence[Span]) -> list[Word]:
    """The words of some spans of a text, in order, as a reader would count them.

    Parts joined by an apostrophe are one word here, whichever apostrophe it is.

    Examples
    --------
    >>> words_of("Kelm’s dam", [Span(0, 10)])
    [Word(folded="kelm's", start=0, end=6), Word(folded='dam', start=7, end=10)]
    """
    words: list[Word] = []
    for span in spans:
        found = _words_in(text, span.start, span.end)
        if words and found and text[words[-1].end : found[0].start] in _APOSTROPHES:
            last, first = words.pop(), found[0]
            found[0] = Word(f"{last.folded}'{first.folded}", last.start, first.end)
        words += found
    return words


def _words_in(text: str, start: int, end: int) -> list[Word]:
    piece = text[start:end]
    if is_latin(piece):
        # What parts words, and words, in turn: their lengths say where each begins and ends.
        parts = _JOINED.split(piece)
        bounds = list(accumulate(map(len, parts), initial=start))
        folded = map(_fold_joined, parts[1::2])
        return list(map(_word, zip(folded, bounds[1:-1:2], bounds[2::2], strict=False)))
    words: list[Word] = []
    for word in iter_words(text, start, end):
        if words and text[words[-1].end : word.start] in _APOSTROPHES:
            last = words[-1]
            words[-1] = Word(f"{last.folded}'{word.folded}", last.start, word.end)
        else:
            words.append(word)
    return words


@lru_cache(maxsize=1 << 16)
def _fold_joined(raw: str) -> str:
    return "'".join(fold(part) for part in raw.replace("’", "'").split("'"))
