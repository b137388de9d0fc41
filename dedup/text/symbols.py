"""Characters and words as compiled code takes them: a byte a character, and what each byte means.

Two characters have one symbol if nothing that is asked of them tells them apart; letters of ASCII
are their own. What is asked stands in the modules that have the plain rules; here it is gathered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Passed
from dedup.text import abbreviations as known
from dedup.text.kernels import flags as of
from dedup.text.marks import BULLETS, CJK_STOPS, OTHER_STOPS
from dedup.text.words import kinds_of_characters

__all__ = ["Symbols", "flags_of", "place_of", "symbols", "table_of"]

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]

_CODES = 1 << 17  # code points from which on a text is left to plain code
_ASCII, _SYMBOLS = 128, 256
_NAMED = 48
"""Bit above which stands which of `_TOLD_APART` a character is."""
_TOLD_APART = BULLETS + "ÄäÀàÉé\u212a©»›"
"""Characters beyond ASCII that are compared with each other or in words."""
_LONGEST = 16
_FIRST, _SECOND = 0x1E3779B97F4A7C15, 0x42B2AE3D27D4EB4F

_LETTER, _INTRICATE = 1, 2  # as `kinds_of_characters` has them
_SETS = {
    of.BREAK: "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
    of.WORD: "_",
    of.STOP: CJK_STOPS + OTHER_STOPS,
    of.CJK_STOP: CJK_STOPS,
    of.RUNNING: ".?!…",
    of.CLOSER: "\"'”’»›)]}」』】》〉）］",
    of.REOPENER: "“‘«",
    of.REOPENED: ")]”’»",
    of.SPACED_CLOSER: "”’»)]」』",
    of.AFTER_SPACED: ".,;:",
    of.GAP: " \u00a0",
    of.PLAIN_CLOSER: "\"'”’)]",
    of.OPENER: "“‘(",
    of.DASH: "–—",
    of.STRIPPED: "([{“‘«„‚\"'*",
    of.GLUED_OPENER: '([“‘«"',
    of.PAUSE: "，、,;；：:",
    of.JOINED: "_'’.-",
    of.TRAILING: "\"'”’»)]%",
    of.ENDS_PROSE: ".?!…\"'”’)]",
    of.ELLIPSIS: "…",
    of.APOSTROPHE: "’",
    of.QUOTED: "”",
    of.BULLET: BULLETS,
    of.LIST_MARK: BULLETS + "*·–—-",
    of.CLAUSE_END: ".?!:;",
    of.COMMA: ",",
    of.GLUED_ON: "./@_(",
    of.ADDRESSED: "/@.",
    of.UNIT_CLOSER: " \"'”’»)]",
    of.FINAL: "。！？।۔",
    of.DECORATION: "•▪◦*|>»→·–—- ",
    of.CLINGING: ".,;:!?)]’”",
    of.OPENED: "([“‘",
    of.ITEM_MARK: "•▪◦*·–—-",
    of.ELIDING: "'’ʼ＇",
    of.SIGNALLING: "©",
}
_RANGES = {
    of.HIRAGANA: [("ぁ", "ん")],
    of.CJK: [("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af")],
}
_LISTS = {
    of.NEVER_LAST: known.NEVER_LAST,
    of.NEVER_LAST_CAPITALISED: known.NEVER_LAST_CAPITALISED,
    of.ABBREVIATION: known.ABBREVIATIONS,
    of.ABBREVIATION_CAPITALISED: known.ABBREVIATIONS_CAPITALISED,
    of.NUMBERED: known.NUMBERED,
    of.OFTEN_LAST: known.OFTEN_LAST,
    of.TIME: known.TIME_WORDS,
    of.STARTER: known.STARTERS,
    of.MONTH: known.GERMAN_MONTHS,
    of.EXCLAIMING: known.EXCLAIMING_NAMES,
    of.TOP_LEVEL: known.TOP_LEVEL_DOMAINS,
    of.SAINT: frozenset({"st"}),
}


class Symbols(NamedTuple):
    """What compiled code goes by.

    Attributes
    ----------
    codes : Passed
        The symbol of each code point, in uint8; the last stands for all beyond.
    about : Passed
        What is known of symbols and words: see `dedup.text.kernels.symbols`.
    """

    codes: Passed
    about: Passed


class _Asked(NamedTuple):
    """What Python says of many characters at a time."""

    flag: int
    method: Callable[[npt.NDArray[np.str_]], npt.NDArray[np.bool_]]


_ASKED = (
    _Asked(of.SPACE, np.char.isspace),
    _Asked(of.ALNUM | of.WORD | of.JOINED, np.char.isalnum),
    _Asked(of.ALPHA, np.char.isalpha),
    _Asked(of.DIGIT, np.char.isdigit),
    _Asked(of.DECIMAL, np.char.isdecimal),
    _Asked(of.UPPER, np.char.isupper),
    _Asked(of.LOWER, np.char.islower),
    _Asked(of.TITLE, np.char.istitle),
)


def flags_of(count: int) -> I64:
    """What is asked of each of the first code points, as bits.

    Examples
    --------
    >>> bool(flags_of(128)[ord(".")] & of.STOP), bool(flags_of(128)[ord(",")] & of.STOP)
    (True, False)
    """
    characters = np.arange(count, dtype=np.uint32).view("U1")
    found = np.zeros(count, dtype=np.int64)
    for flag, method in _ASKED:
        found[method(characters)] |= flag
    for flag, members in _SETS.items():
        for code in map(ord, members):
            if code < count:
                found[code] |= flag
    for flag, stretches in _RANGES.items():
        for first, last in stretches:
            found[ord(first) : ord(last) + 1] |= flag
    found[(found & of.SPACE) != 0] |= of.REOPENED | of.AFTER_SPACED
    kinds = kinds_of_characters(is_ascii=count <= _ASCII).array
    kinds = kinds[np.minimum(np.arange(count), len(kinds) - 1)]
    found[kinds == _LETTER] |= of.LETTER
    found[kinds == _INTRICATE] |= of.INTRICATE
    return found


@lru_cache(maxsize=2)
def symbols(*, is_ascii: bool) -> Symbols:
    """The tables; texts of ASCII alone need not wait for those of all other characters."""
    codes = np.arange(_ASCII, dtype=np.uint8)
    flags = np.zeros(_SYMBOLS, dtype=np.int64)
    low = np.arange(_SYMBOLS)
    low[65:91] += 32
    if is_ascii:
        flags[:_ASCII] = flags_of(_ASCII)
    else:
        found = flags_of(_CODES + 1)
        for number, character in enumerate(_TOLD_APART, 1):
            found[ord(character)] |= number << _NAMED
        # Folds to two characters, the second of which is no letter.
        found[[ord("İ"), _CODES]] |= of.BEYOND
        flags[:_ASCII] = found[:_ASCII]
        kinds, places = _distinct(found[_ASCII:])
        flags[_ASCII : _ASCII + len(kinds)] = kinds
        codes = np.concatenate([codes, (places + _ASCII).astype(np.uint8)])
        for character in filter(str.isupper, _TOLD_APART):
            low[codes[ord(character)]] = codes[ord(character.lower())]
    about = np.concatenate([flags, low, table_of(_lists(), codes).ravel()])
    return Symbols(Passed.of(codes), Passed.of(about))


def _distinct(flags: I64) -> tuple[I64, I64]:
    """The distinct items, and which of them each is; most are what the one before is."""
    begins = np.flatnonzero(np.diff(flags, prepend=flags[0] - 1))
    kinds, places = np.unique(flags[begins], return_inverse=True)
    return kinds, np.repeat(places, np.diff(begins, append=len(flags)))


def _lists() -> dict[str, tuple[int, ...]]:
    """All listed words, and which lists have each."""
    lists: dict[str, int] = {}
    for flag, members in _LISTS.items():
        for word in members:
            lists[word] = lists.get(word, 0) | flag
    return {word: (found,) for word, found in lists.items()}


def table_of(said: Mapping[str, tuple[int, ...]], codes: U8) -> I64:
    """A table of words in lower case and up to three numbers for each.

    Words with characters that have no symbol in `codes` are left out.
    """
    known = {word: numbers for word, numbers in said.items() if max(map(ord, word)) < len(codes)}
    size = 1 << (2 * len(known)).bit_length()
    rows = np.zeros((size, of.ROW), dtype=np.int64)
    for word, numbers in known.items():
        assert len(word) <= _LONGEST  # noqa: S101 - all that two numbers hold
        letters = codes[list(map(ord, word))].tobytes()
        row = [_signed(int.from_bytes(part, "little")) for part in (letters[:8], letters[8:])]
        place = place_of(row[0], row[1], size)
        while rows[place, 0]:
            place = (place + 1) % size
        rows[place, : 2 + len(numbers)] = *row, *numbers
    return rows


def _signed(number: int) -> int:
    """The number that the same 64 bits are where the first is a sign."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def place_of(first: int, second: int, size: int) -> int:
    """Where `dedup.text.kernels.symbols.listed` looks for a word first."""
    mixed = _signed(first * _FIRST) ^ _signed(second * _SECOND)
    return (mixed ^ (mixed >> 32)) & (size - 1)
