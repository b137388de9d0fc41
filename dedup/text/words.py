"""Words of a text, with offsets, folded so that spellings of one word are equal.

A word is a run of letters, combining marks and digits of any script. Everything else parts
words: white space, ASCII and typographic punctuation alike, so ``don’t`` and ``don't`` give
the same two words. Scripts that are written without spaces between words (Chinese, Japanese
kana, Thai, Lao, Khmer, Burmese, Tibetan) give one word for each character with its marks.

Folding is NFKC, then full case folding, then NFC, so that ``STRASSE`` equals ``straße``,
full-width digits equal ASCII ones and a decomposed accent equals the composed letter.
Invisible characters inside a word (soft hyphen, zero-width joiners, variation selectors) are
dropped from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import regex

__all__ = ["Word", "fold", "is_unspaced", "iter_words", "raw_words", "raw_words_at", "word_list"]

_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
)
# Soft hyphen, zero-width space's joining cousins, word joiner, byte-order mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Marks that choose a glyph: most follow an emoji, whose next word they are no part of.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SPACED = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}{_SELECTORS}]]"
_WORD = regex.compile(
    rf"[[{_UNSPACED}]&&[\p{{L}}\p{{N}}]][\p{{M}}]*"
    rf"|{_SPACED}(?:[{_INVISIBLE}{_SELECTORS}]*{_SPACED})*+"
    rf"|[\p{{M}}--[{_SELECTORS}]]+",
    regex.VERSION1,
)
_UNSPACED_CHARACTER = regex.compile(rf"[{_UNSPACED}]", regex.VERSION1)
# ASCII is most of the news; the plain class is several times faster than the full one.
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+")
# Latin text with typographic punctuation holds no marks, no invisible characters and no
# unspaced script, so that "alphanumeric" alone decides; anything else takes the full pattern.
_LATIN_WORD = re.compile(r"[^\W_]+")
_BEYOND_LATIN = re.compile("[^\x00-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]")
_DROP_INVISIBLE = str.maketrans(
    dict.fromkeys([*map(ord, _INVISIBLE), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)


class Word(NamedTuple):
    """A folded word and where it stands: ``text[start:end]``, in code points."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=1 << 16)
def _fold_unicode(word: str) -> str:
    visible = word.translate(_DROP_INVISIBLE)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", visible).casefold())


def _pattern(text: str) -> Any:
    if text.isascii():
        return _ASCII_WORD
    return _WORD if _BEYOND_LATIN.search(text) else _LATIN_WORD


def fold(word: str) -> str:
    """The form under which spellings of one word are equal.

    Examples
    --------
    >>> fold("STRASSE") == fold("straße")
    True
    >>> fold("２０２４")
    '2024'
    """
    return word.lower() if word.isascii() else _fold_unicode(word)


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script that is written without spaces between words."""
    return not character.isascii() and _UNSPACED_CHARACTER.match(character) is not None


def raw_words(text: str) -> list[str]:
    """The words of `text` as they stand there, in order, not yet folded.

    Examples
    --------
    >>> raw_words("Sea-Ice’s end")
    ['Sea', 'Ice', 's', 'end']
    """
    found: list[str] = _pattern(text).findall(text)
    return found


def word_list(text: str) -> list[str]:
    """The folded words of `text`, in order.

    Examples
    --------
    >>> word_list("Mayor’s “plan” — 2,400 berths")
    ['mayor', 's', 'plan', '2', '400', 'berths']
    >>> word_list("東京タワー is tall")
    ['東', '京', 'タ', 'ワ', 'ー', 'is', 'tall']
    """
    return list(map(fold, raw_words(text)))


def raw_words_at(text: str) -> list[tuple[int, str]]:
    """The words of `text` as they stand there, each with the offset of its first character.

    Examples
    --------
    >>> raw_words_at("Sea-Ice")
    [(0, 'Sea'), (4, 'Ice')]
    """
    return [(match.start(), match.group()) for match in _pattern(text).finditer(text)]


def iter_words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """The words of ``text[start:end]`` with their offsets in `text`.

    Examples
    --------
    >>> list(iter_words("Sea ice"))
    [Word(folded='sea', start=0, end=3), Word(folded='ice', start=4, end=7)]
    """
    stop = len(text) if end is None else end
    # A short stretch of a long text is not worth a look at all of it to choose the pattern.
    piece = text[start:stop] if stop - start < len(text) else text
    for match in _pattern(piece).finditer(text, start, stop):
        yield Word(fold(match.group()), match.start(), match.end())
