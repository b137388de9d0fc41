"""What compiled code knows of characters and words; see `dedup.text.kernels.stated`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine.kernel import Passed
from dedup.text.agencies import BEHIND_LEADS, LAST_OF_AGENCIES, LEADS
from dedup.text.kernels import stated as of
from dedup.text.literals import date_forms, headlines, names, quotations
from dedup.text.literals.numbers import NOT_A_LABEL, NUMBERED
from dedup.text.literals.numerals import FRACTIONS, ONES, ORDINALS, SCALES, TENS
from dedup.text.literals.places import ADJECTIVES, COUNTRIES
from dedup.text.literals.surroundings import KNOWN_UNITS, QUALIFIER_ENDS
from dedup.text.literals.units import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    NATIONAL_CURRENCIES,
    NATIONAL_WORDS,
    NO_QUALIFIERS,
    UNIT_NAMES,
    UNIT_STOPS,
    UNITS,
)
from dedup.text.symbols import table_of

__all__ = ["Known", "known"]

I64 = npt.NDArray[np.int64]

_LATIN = 0x250
_MARKS = range(0x2000, 0x2C00)
"""Where marks and signs are; what stands between is left to plain code."""
_SYMBOLS, _ASCII = 256, 128
_LETTERS = np.arange(_ASCII, dtype=np.uint8)
"""The symbols of letters, of which words are listed."""
_LONGEST = 16
_MIX, _MIX_SHIFT, _OPENERS = 0x9E3779B1, 20, 1 << 12
"""As `dedup.text.kernels.laying` has them."""
_ODD = "\u017f\u0130\u0131×"
"""Letters that are other letters where capitals do not count, and a sign among capitals."""
_ASKED = (
    (of.ALNUM | of.WORD, np.char.isalnum),
    (of.LOWER, np.char.islower),
    (of.UPPER, np.char.isupper),
    (of.TITLE, np.char.istitle),
    (of.SPACE, np.char.isspace),
    (of.ALPHA, np.char.isalpha),
    (of.ANY_DIGIT, np.char.isdigit),
)


class Known(NamedTuple):
    """The tables.

    Attributes
    ----------
    codes : Passed
        What is known of each code point, in uint32; the last stands for all beyond.
    about : Passed
        The flags of symbols, what they fold to, and words of names.
    counted : Passed
        Words that numbers and dates begin with, and those beside them.
    openers : Passed
        Whether one of these may begin with four letters, or a lead of a credit end with them.
    leads : Passed
        Words of leads, and the last ones of agencies.
    lower : Passed
        Small letters of the first code points.
    """

    codes: Passed
    about: Passed
    counted: Passed
    openers: Passed
    leads: Passed
    lower: Passed


@lru_cache(maxsize=1)
def known() -> Known:
    """The tables, made once."""
    flags, low = _characters()
    kinds, which = np.unique((low << 32 | flags)[_ASCII:], return_inverse=True)
    symbols = np.concatenate([np.arange(_ASCII), which.reshape(-1) + _ASCII])
    assert len(kinds) + _ASCII < _SYMBOLS  # noqa: S101 - a symbol is a byte, and 255 is none
    about = np.zeros(2 * _SYMBOLS, dtype=np.int64)
    about[_ASCII : _ASCII + len(kinds)] = kinds & ((1 << 32) - 1)
    about[_SYMBOLS + _ASCII : _SYMBOLS + _ASCII + len(kinds)] = kinds >> 32
    about[:_ASCII] = flags[:_ASCII]
    about[_SYMBOLS : _SYMBOLS + _ASCII] = low[:_ASCII]
    counted = _counted()
    words = table_of({word: (found, 0) for word, found in _words().items()}, _LETTERS)
    return Known(
        Passed.of(
            (symbols | low << of.LOW_SHIFT | _kinds(flags) << of.KIND_SHIFT).astype(np.uint32)
        ),
        Passed.of(np.concatenate([about, words.ravel()])),
        Passed.of(table_of(counted, _LETTERS).ravel()),
        Passed.of(_openers(counted)),
        Passed.of(table_of(_leads(), _LETTERS).ravel()),
        Passed.of(np.array([_lower(code) for code in range(_LATIN)], dtype=np.uint16)),
    )


def _characters() -> tuple[I64, I64]:
    """Flags of each character, and what it folds to: a letter of ASCII or a sign, else 255."""
    count = _MARKS.stop + 1
    characters = np.arange(count, dtype=np.uint32).view("U1")
    flags = np.zeros(count, dtype=np.int64)
    for flag, method in _ASKED:
        flags[method(characters)] |= flag
    flags[flags & of.UPPER != 0] &= ~of.TITLE  # of one letter both are said
    flags[(flags & of.ALNUM != 0) & ~np.char.isdecimal(characters)] |= of.LETTER
    flags[:_ASCII] |= of.ASCII
    flags[ord("0") : ord("9") + 1] |= of.DIGIT
    flags[ord("_")] |= of.WORD
    for flag, members in (
        (of.BLANK, names.BLANKS),
        (of.BEFORE, names.SENTENCE_BEFORE),
        (of.LINE_END, headlines.LINE_ENDS),
        (of.APOSTROPHE, "'’"),
        (of.BREAK, "\n"),
        (of.QUOTE, "".join(mark for pair in quotations.CLOSERS.items() for mark in pair)),
        (of.BEFORE_OPENER, quotations.BEFORE_OPENER),
        (of.CLOSES, quotations.BEFORE_CLOSER),
        (of.ENDS_PARAGRAPH, quotations.SENTENCE_END),
        (of.AT, "@"),
        (of.COPYRIGHT, "©"),
        (of.SIGN, {sign[-1] for sign in CURRENCY_SIGNS if not sign[-1].isalpha()} - {"."}),
    ):
        flags[[code for code in map(ord, members) if code < count]] |= flag
    flags[(flags & of.UPPER != 0) & (np.arange(count) < _LATIN)] |= of.CAPITAL
    flags[_LATIN : _MARKS.start] = of.BEYOND
    flags[_MARKS.start :][flags[_MARKS.start :] & of.ALNUM != 0] = of.BEYOND
    flags[[ord(letter) for letter in _ODD] + [count - 1]] = of.BEYOND
    low = np.full(count, _SYMBOLS - 1, dtype=np.int64)
    low[:_ASCII] = [ord(chr(code).lower()) for code in range(_ASCII)]
    for code in np.flatnonzero(flags[:_LATIN] & of.ALNUM).tolist():
        folded = names.fold_name(chr(code))
        low[code] = ord(folded) if folded.isascii() and len(folded) == 1 else _SYMBOLS - 1
    low[ord("’")] = ord("'")
    low[0] = _SYMBOLS - 1
    return flags, low


def _kinds(flags: I64) -> I64:
    """What is looked for in a whole text."""
    kinds = np.zeros(len(flags), dtype=np.int64)
    for kind, wanted in (
        (of.K_WORD, of.WORD),
        (of.K_PLAIN, of.ALPHA | of.ASCII),
        (of.K_BREAK, of.BREAK),
        (of.K_QUOTE, of.QUOTE),
        (of.K_BEYOND, of.BEYOND),
        (of.K_AT, of.AT),
        (of.K_COPYRIGHT, of.COPYRIGHT),
    ):
        kinds[flags & wanted == wanted] |= kind
    return kinds


def _openers(counted: Mapping[str, tuple[int, int]]) -> npt.NDArray[np.uint8]:
    """As `dedup.text.kernels.laying.opener_of` asks."""
    found = np.zeros(_OPENERS, dtype=np.uint8)
    for word, (flags, _) in counted.items():
        if flags & of.OPENER:
            found[_place_of(word[:4])] |= of.OPENS_LITERAL
    for word in LEADS:
        found[_place_of(_tail(word))] |= of.ENDS_LEAD
    return found


def _place_of(letters: str) -> int:
    key = int.from_bytes(letters.encode("ascii"), "little")
    return (key * _MIX >> _MIX_SHIFT) % _OPENERS


def _tail(word: str) -> str:
    """The last letters of a word that ends a lead, and the blank before it if it is short."""
    return f" {word}"[-of.TAIL :]


def _leads() -> dict[str, tuple[int, int]]:
    """What is known of the words of leads."""
    flags: dict[str, int] = {}
    lengths: dict[str, int] = {}
    for word, leads in LEADS.items():
        flags[word] = flags.get(word, 0) | sum(1 << lead for lead in leads)
        tail = _tail(word)
        lengths[tail] = lengths.get(tail, 0) << 4 | len(word)
    for word, leads in BEHIND_LEADS.items():
        flags[word] = flags.get(word, 0) | sum(1 << lead for lead in leads) << of.NEXT_SHIFT
    for word in LAST_OF_AGENCIES:
        flags[word] = flags.get(word, 0) | of.LAST_OF_AGENCY
    return {
        word: (flags.get(word, 0), lengths.get(word, 0)) for word in flags.keys() | lengths.keys()
    }


def _lower(code: int) -> int:
    lowered = chr(code).lower()
    return ord(lowered) if len(lowered) == 1 else code


def _words() -> dict[str, int]:
    """What is known of the words of names."""
    found: dict[str, int] = {}

    def note(flag: int, words: Iterable[str]) -> None:
        for word in words:
            if len(word) <= _LONGEST and word.isascii():
                found[word] = found.get(word, 0) | flag

    note(of.COMMON, names.COMMON)
    note(of.TITLED, names.TITLES)
    note(of.ALIAS, names.ALIASES)
    note(of.COUNTRY, COUNTRIES)
    note(of.ADJECTIVE, ADJECTIVES)
    note(of.HEAD, names.HEADS)
    note(of.PARTICLE, names.PARTICLES)
    note(of.ABBREVIATED, map(str.lower, names.ABBREVIATED))
    note(of.SMALL, headlines.SMALL_WORDS)
    several = [name for name in names.ALIASES if " " in name]
    several += [name for name in COUNTRIES if len(name) > _LONGEST]
    note(of.LEAD, (name.split()[0] for name in several))
    note(of.PLACE, (name.split()[1] for name in COUNTRIES if name.count(" ") == 1))
    return found


def _counted() -> dict[str, tuple[int, int]]:
    """What is known of the words of numbers and dates."""
    flags: dict[str, int] = {}
    numbers: dict[str, int] = {}

    def note(flag: int, words: Iterable[str]) -> None:
        for word in words:
            flags[word] = flags.get(word, 0) | flag

    def count(flag: int, amounts: Mapping[str, int]) -> None:
        note(flag, amounts)
        for word, amount in amounts.items():
            numbers[word] = numbers.get(word, 0) | amount << of.AMOUNT_BITS

    count(of.SMALL_NUMBER, ONES | TENS)
    count(of.ORDINAL, ORDINALS)
    note(of.JOINED, [*ONES, *ORDINALS, *SCALES, "halves", "halvess"])
    note(of.JOINED, [word + ending for word in FRACTIONS for ending in ("", "s")])
    note(of.ARTICLE, ("a", "an"))
    note(of.HALF, ("half",))
    note(of.ROUND, [*SCALES, *FRACTIONS, "decade", "century"])
    note(of.HALVED, "a an decade century of the its their his her all".split())
    note(of.SCALE, SCALES)
    note(of.PERCENT, ("per", "percent", "pct", "percentage", "basis"))
    note(of.SHORT_SCALE, ("m", "mm", "b", "t"))
    note(of.CURRENCY, map(str.lower, [*CURRENCY_WORDS, *CURRENCY_CODES, *NATIONAL_WORDS]))
    # "U.S." is two words here.
    national = " ".join(NATIONAL_CURRENCIES).lower().replace("u.s.", "u").split()
    note(of.COUNTRY_OF_CURRENCY, national)
    note(of.CODE, map(str.lower, [*CURRENCY_CODES, "Rs"]))
    note(of.UNIT, UNITS)
    for word, unit in UNITS.items():
        numbers[word] = numbers.get(word, 0) | (UNIT_NAMES.index(unit) + 1)
    note(of.NUMBERED, NUMBERED | {form for form, unit in UNITS.items() if unit in NUMBERED})
    note(of.UNIT_STOP, UNIT_STOPS)
    note(of.KNOWN_UNIT, (unit for unit in KNOWN_UNITS if unit.islower()))
    note(of.QUALIFIER, QUALIFIER_ENDS)
    note(of.NO_QUALIFIER, NO_QUALIFIERS)
    note(of.NO_LABEL, NOT_A_LABEL)
    note(
        of.COUNTED, [*date_forms.COUNTED, *(word.split()[0] for word in date_forms.COUNTED_AT_ONCE)]
    )
    note(of.MONTH, date_forms.MONTHS)
    count(of.WEEKDAY, {day.lower(): number for number, day in enumerate(date_forms.WEEKDAY_NAMES)})
    count(of.DAY_WORD, {word: step + 1 for word, step in date_forms.DAY_WORDS.items()})
    count(of.DIRECTION, {word: step + 1 for word, step in date_forms.DIRECTIONS.items()})
    note(of.CAPITALISED_TOO, ("last", "this", "next"))
    count(of.SPAN, {word: number for number, word in enumerate(date_forms.SPAN_NAMES)})
    note(of.AGO, ("ago",))
    note(of.AGO_UNIT, [word + ending for word in date_forms.AGO_WORDS for ending in ("", "s")])
    return {word: (found, numbers.get(word, 0)) for word, found in flags.items()}
