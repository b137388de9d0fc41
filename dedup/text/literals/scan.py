"""Where numbers, number words and dates may begin: found in one pass over a text.

Nearly all of a text is none of these, and a pattern that is tried at every word takes most of the
time of reading it. Each three neighbouring characters are one number, by which a table tells what
may begin there; where four letters are needed to tell, a second table is asked of the last three.
What is found is more than there is: the patterns decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Places", "places_of", "tables"]

_BLANK, _DIGIT, _LETTER = 53, 54, 55
"""Codes of a blank or a hyphen, of a digit, and of any other letter. Those of A to Z and a to z
are 1 to 52; what parts words is 0, and so is what is not Latin-1."""
_BITS = 6
_WORD, _DATE, _FIGURE = 1, 2, 4
_WORD_SURELY, _DATE_SURELY = 16, 32
"""The same where three letters tell."""
_SURELY = 4
"""What a kind is shifted by then."""

# What number words begin with, in small letters or capitals; a blank may be a hyphen.
_WORDS = (
    *("one", "two", "twe", "thre", "thir", "four", "fort", "fiv", "fif", "firs", "six", "seve"),
    *("seco", "nin", "ten", "ele", "eig", "half", "a do", "a de", "a hu", "a th", "a tr", "a te"),
    *("a mi", "a bi", "a ce", "a qu", "a fi", "an d", "an h", "an t", "an m", "an b", "an c"),
    *("an q", "an f"),
)
# What dates begin with, but for digits and "two days ago".
_DATES = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    *("Mond", "Tues", "Wedn", "Thur", "Frid", "Satu", "Sund", "last", "past", "this", "next"),
    *("comi", "Last", "This", "Next", "yest", "toda", "toni", "tomo", "Yest", "Toda", "Toni"),
    *("Tomo", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
    *("MOND", "TUES", "WEDN", "THUR", "FRID", "SATU", "SUND", "LAST", "PAST", "THIS", "NEXT"),
    *("YEST", "TODA", "TONI", "TOMO"),
)
# What the names of centuries begin with, in small letters or capitals.
_CENTURIES = ("thir", "four", "fift", "sixt", "seve", "eigh", "nine", "twen")


class Places(NamedTuple):
    """Where something may begin, each in order.

    Attributes
    ----------
    figures : list of int
        The first of some digits.
    words : list of int
        Number words.
    dates : list of int
        Months, weekdays, words for days, and digits that no letter stands before.
    """

    figures: list[int]
    words: list[int]
    dates: list[int]


def places_of(text: str, start: int = 0, end: int | None = None) -> Places:
    """Where numbers and dates may begin in ``text[start:end]``.

    Examples
    --------
    >>> places_of("On 3 May two ferries and 12 boats sank.")
    Places(figures=[3, 25], words=[9], dates=[3, 5, 25])
    """
    end = len(text) if end is None else end
    # One byte a character, of which there is one before and three behind.
    raw = f"\n{text[start:end]}\n\n\n".encode("latin-1", "replace")
    codes = tables().codes.take(np.frombuffer(raw, dtype=np.uint8))
    triples = codes[:-2] * (1 << 2 * _BITS)
    triples += codes[1:-1] * (1 << _BITS)
    triples += codes[2:]
    kinds = tables().first.take(triples)
    at = kinds.nonzero()[0]
    before, found = codes[at - 1], kinds[at]
    found &= tables().second.take(triples[at + 1], mode="clip")
    # A word begins where no letter or digit stands before.
    is_first = (before == 0) | (before == _BLANK)
    at += start - 1
    is_figure = (found & _FIGURE) > 0
    return Places(
        figures=at[is_figure & (before != _DIGIT)].tolist(),
        words=at[((found & (_WORD | _WORD_SURELY)) > 0) & is_first].tolist(),
        dates=at[((found & (_DATE | _DATE_SURELY | _FIGURE)) > 0) & is_first].tolist(),
    )


class _Tables(NamedTuple):
    """The code of each byte, and what three codes may be: the first of a beginning, and the rest.

    `second` is the kinds for which the second to fourth letter fit.
    """

    codes: npt.NDArray[np.int64]
    first: npt.NDArray[np.uint8]
    second: npt.NDArray[np.uint8]


@lru_cache(maxsize=1)
def tables() -> _Tables:
    """What may begin where, by the codes of characters."""
    codes = np.array([_code(chr(byte)) for byte in range(256)], dtype=np.int64)
    first = np.zeros(1 << 3 * _BITS, dtype=np.uint8)
    second = np.full(1 << 3 * _BITS, _FIGURE | _WORD_SURELY | _DATE_SURELY, dtype=np.uint8)
    forms = [(_DATE, beginning) for beginning in _DATES]
    for kind, words in ((_WORD, _WORDS), (_DATE, _CENTURIES)):
        forms += [(kind, form) for beginning in words for form in _in_any_case(beginning)]
    for kind, form in forms:
        first[_triple(form[:3])] |= kind if len(form) > 3 else kind << _SURELY
        second[_triple(form[1:4])] |= kind if len(form) > 3 else 0
    first[_DIGIT << 2 * _BITS : (_DIGIT + 1) << 2 * _BITS] = _FIGURE
    return _Tables(codes, first, second)


def _in_any_case(word: str) -> Iterator[str]:
    return map("".join, product(*((letter, letter.upper()) for letter in word)))


def _triple(letters: Iterable[str]) -> int:
    number = 0
    for letter in letters:
        number = (number << _BITS) | _code(letter)
    return number


def _code(character: str) -> int:
    if character.isascii() and character.isalpha():
        return ord(character.upper()) - ord("@") + (26 if character.islower() else 0)
    if character.isascii() and character.isdigit():
        return _DIGIT
    if character in " -":
        return _BLANK
    return _LETTER if character.isalnum() or character == "_" else 0
