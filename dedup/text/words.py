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
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Passed

__all__ = [
    "Kinds",
    "Word",
    "WordReader",
    "fold",
    "have_same_words",
    "is_latin",
    "is_unspaced",
    "iter_words",
    "kinds",
    "kinds_of_characters",
    "raw_words",
    "word_list",
]

_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
)
# Soft hyphen, zero-width space's joining cousins, word joiner, byte-order mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Marks that choose a glyph: most follow an emoji, whose next word they are no part of.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SPACED = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}{_SELECTORS}]]"
_LETTER_ALONE = rf"[[{_UNSPACED}]&&[\p{{L}}\p{{N}}]]"
# ASCII is most of the news; the plain class is several times faster than the full one.
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+")
# Latin text with typographic punctuation holds no marks, no invisible characters and no
# unspaced script, so that "alphanumeric" alone decides; anything else takes the full pattern.
_LATIN_WORD = re.compile(r"[^\W_]+")
_BEYOND_LATIN = re.compile("[^\x00-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]")
_BEGINNING = re.compile(r"[\x00-\x7f]{0,120}")
_BLANK_OUT = bytes(code if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
_PARTS, _LETTER, _INTRICATE = 0, 1, 2
_LAST_CODE = 0xFFFF  # stands for all code points beyond the first plane
_SHORT = 200  # code points up to which a pattern is as fast
_DROP_INVISIBLE = str.maketrans(
    dict.fromkeys([*map(ord, _INVISIBLE), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)


class Kinds(NamedTuple):
    """What a character does in a word; all False for one that parts words.

    `spaced` characters make up words together, each `unspaced` one is a word with the `mark`
    characters behind it, and `invisible` ones and `selector` marks join what they stand between.
    """

    spaced: bool
    unspaced: bool
    mark: bool
    selector: bool
    invisible: bool


class Word(NamedTuple):
    """A folded word and where it stands: ``text[start:end]``, in code points."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=1 << 16)
def _fold_unicode(word: str) -> str:
    visible = word.translate(_DROP_INVISIBLE)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", visible).casefold())


@lru_cache(maxsize=1)
def _word() -> Any:
    """The pattern of a word of any script.

    It takes longer to make, and `regex` to import, than most texts to read, which need neither.
    """
    import regex  # noqa: PLC0415

    return regex.compile(
        rf"{_LETTER_ALONE}[\p{{M}}]*"
        rf"|{_SPACED}(?:[{_INVISIBLE}{_SELECTORS}]*{_SPACED})*+"
        rf"|[\p{{M}}--[{_SELECTORS}]]+",
        regex.VERSION1,
    )


@lru_cache(maxsize=1)
def _unspaced_character() -> Any:
    import regex  # noqa: PLC0415 - see `_word`

    return regex.compile(rf"[{_UNSPACED}]", regex.VERSION1)


def _pattern(text: str) -> Any:
    if text.isascii():
        return _ASCII_WORD
    return _LATIN_WORD if is_latin(text) else _word()


def is_latin(text: str) -> bool:
    """Whether a text holds Latin letters, digits and common punctuation alone.

    Then its words are just the runs of what is alphanumeric.

    Examples
    --------
    >>> is_latin("“Brønn” — naïve"), is_latin("東京")
    (True, False)
    """
    return text.isascii() or _BEYOND_LATIN.search(text) is None


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
    return not character.isascii() and _unspaced_character().match(character) is not None


@lru_cache(maxsize=1)
def _kind_patterns() -> list[Any]:
    import regex  # noqa: PLC0415 - see `_word`

    return [
        regex.compile(pattern, regex.VERSION1)
        for pattern in (
            _SPACED,
            _LETTER_ALONE,
            r"\p{M}",
            rf"[{_SELECTORS}]",
            rf"[{_INVISIBLE}]",
        )
    ]


def kinds(characters: str) -> list[Kinds]:
    """What each character does in a word: the definition above, for code that has its own loop.

    Examples
    --------
    >>> kinds("é-")
    [Kinds(spaced=True, unspaced=False, mark=False, selector=False, invisible=False),
     Kinds(spaced=False, unspaced=False, mark=False, selector=False, invisible=False)]
    """
    of_kind = [set(pattern.findall(characters)) for pattern in _kind_patterns()]
    return [Kinds(*(character in members for members in of_kind)) for character in characters]


def raw_words(text: str) -> list[str]:
    """The words of `text` as they stand there, in order, not yet folded.

    Examples
    --------
    >>> raw_words("Sea-Ice’s end")
    ['Sea', 'Ice', 's', 'end']
    """
    if len(text) < _SHORT:
        found: list[str] = _pattern(text).findall(text)
        return found
    return WordReader(text).words(0, len(text))


class WordReader:
    """The words of one text, stretch by stretch, without their offsets.

    Parameters
    ----------
    text : str
        Whatever parts words in it is blanked out at once; splitting at blanks takes half the
        time of a pattern, and a tenth of the full one's.

    Examples
    --------
    >>> reader = WordReader("Sea-Ice. No end.")
    >>> reader.words(0, 8), reader.words(9, 16)
    (['Sea', 'Ice'], ['No', 'end'])
    """

    __slots__ = ("_clear", "_intricate", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._intricate: list[int] = []
        if text.isascii():
            self._clear = text.encode("ascii").translate(_BLANK_OUT).decode("ascii")
            return
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        kinds = _kinds().take(codes, mode="clip")
        blanked = np.where(kinds, codes, np.uint32(32))
        self._clear = blanked.tobytes().decode("utf-32-le", "surrogatepass")
        if kinds.max() == _INTRICATE:
            self._intricate = np.flatnonzero(kinds == _INTRICATE).tolist()

    def is_simple(self, start: int, end: int) -> bool:
        """Whether words are nothing but runs of letters and digits in ``text[start:end]``."""
        places = self._intricate
        return not places or bisect_left(places, start) == bisect_left(places, end)

    def words(self, start: int, end: int) -> list[str]:
        """The words of ``text[start:end]``, read by itself, as `raw_words` gives them."""
        if not self._intricate or self.is_simple(start, end):
            return self._clear[start:end].split()
        found: list[str] = _word().findall(self._text, start, end)
        return found


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    """What each character of the first plane does: it parts words, makes them, or is intricate.

    Intricate are those that the full pattern treats specially: marks, invisible characters and
    scripts without spaces.
    """
    import regex  # noqa: PLC0415 - see `_word`

    plane = "".join(map(chr, range(_LAST_CODE + 1)))
    kinds = np.full(_LAST_CODE + 1, _PARTS, dtype=np.uint8)
    simple = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}{_SELECTORS}]]+"
    special = rf"[[{_UNSPACED}\p{{M}}{_INVISIBLE}{_SELECTORS}]]+"
    for kind, pattern in ((_LETTER, simple), (_INTRICATE, special)):
        for match in regex.finditer(pattern, plane, regex.VERSION1):
            kinds[match.start() : match.end()] = kind
    kinds[_LAST_CODE] = _INTRICATE
    return kinds


@lru_cache(maxsize=2)
def kinds_of_characters(*, is_ascii: bool) -> Passed:
    """What each character does, for compiled code; the last stands for all beyond.

    0 parts words, 1 makes them up, 2 is intricate: see `WordReader.is_simple`. Texts of ASCII
    alone need not wait for the table of all others.
    """
    if is_ascii:
        return Passed.of(np.array([code != 32 for code in _BLANK_OUT[:128]], dtype=np.uint8))
    return Passed.of(_kinds())


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


def _beginning(text: str) -> str:
    """The first characters of a text, up to one that is not ASCII."""
    found = _BEGINNING.match(text)
    return found[0] if found else ""


def have_same_words(a: str, b: str) -> bool:
    """Whether two texts have the same folded words in the same order, and have any.

    Examples
    --------
    >>> have_same_words("Sea-Ice", "sea ice!"), have_same_words("sea", "sea ice")
    (True, False)
    """
    if a == b:
        return _pattern(a).search(a) is not None
    # Most texts differ within the first few words, and most begin with ASCII: what is beyond may
    # only go on with the last word there.
    beginnings = [_ASCII_WORD.findall(_beginning(text))[:-1] for text in (a, b)]
    for first, second in zip(*beginnings, strict=False):
        if first.lower() != second.lower():
            return False
    is_empty = True
    for first, second in zip_longest(_pattern(a).finditer(a), _pattern(b).finditer(b)):
        if first is None or second is None or fold(first.group()) != fold(second.group()):
            return False
        is_empty = False
    return not is_empty


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
