"""Currencies beside a number: signs and codes before it, signs, codes and words behind it.

A country before the dollar sign is part of the sign (``US$5``), a country before the word tells
whose it is ("5 million Danish crowns"), and a code behind a sum with a sign says what the sign
leaves open (``$5 million CAD``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.text.literals.units import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    NATIONAL_CURRENCIES,
    NATIONAL_WORDS,
)

__all__ = ["CURRENCY_INITIALS", "Currency", "currency_after", "currency_before", "is_stuck_code"]

_CODES = "|".join(CURRENCY_CODES)
_SIGNS = "|".join(re.escape(sign) for sign in CURRENCY_SIGNS)
_BEFORE = re.compile(rf"(?:(?<![A-Za-z])(?P<sign>{_SIGNS})|(?<![\w/.-])(?P<code>{_CODES}))[ ]?\Z")
_WORDS = "|".join(CURRENCY_WORDS)
_LONGEST = max(map(len, CURRENCY_SIGNS)) + 1
_ENDS = frozenset([*(sign[-1] for sign in CURRENCY_SIGNS), *(code[-1] for code in CURRENCY_CODES)])
_STUCK = re.compile(rf"(?<![\w/.-])(?:{_CODES}|Rs)\Z")
_AFTER = re.compile(
    rf"[ \u00a0-](?:(?P<country>{'|'.join(map(re.escape, NATIONAL_CURRENCIES))})[ ]"
    rf"(?P<national>{'|'.join([*CURRENCY_WORDS, *NATIONAL_WORDS])})"
    rf"|(?P<word>{_WORDS}|{_WORDS.upper()})|(?P<code>{_CODES})(?!/))\b"
    r"|[ \u00a0]?(?P<sign>[$€£])(?![ \u00a0]?[0-9])"
)
CURRENCY_INITIALS = frozenset(
    letter
    for words in (CURRENCY_WORDS, CURRENCY_CODES, NATIONAL_CURRENCIES)
    for word in words
    for letter in (word[0], word[0].upper())
) | frozenset("$€£")
"""What a currency behind a number begins with."""
_HUNDREDTHS = ("cent", "pence")


class Currency(NamedTuple):
    """A currency beside a number.

    Attributes
    ----------
    code : str
        Of three letters.
    place : int
        Where it begins before the number, or ends behind it.
    part : int
        How many of what is counted are one: 100 of cents.
    word : str
        The word for it, if it is one.
    """

    code: str
    place: int
    part: int = 1
    word: str = ""


def currency_before(text: str, begins: int) -> Currency | None:
    """The currency that stands before a number, at most a blank between.

    Examples
    --------
    >>> currency_before("for US$ 5", 8), currency_before("for EUR5", 7)
    (Currency(code='USD', place=4, part=1, word=''), Currency(code='EUR', place=4, part=1, word=''))
    """
    before = text[max(0, begins - 2) : begins]
    if not before or (before[0] if before[-1] == " " else before[-1]) not in _ENDS:
        return None
    match = _BEFORE.search(text, max(0, begins - _LONGEST), begins)
    if match is None:
        return None
    return Currency(
        CURRENCY_SIGNS[match["sign"]] if match["sign"] else match["code"], match.start()
    )


def currency_after(text: str, ends: int) -> Currency | None:
    """The currency that stands behind a number.

    Examples
    --------
    >>> currency_after("5 Danish crowns", 1).code, currency_after("5 boats", 1)
    ('DKK', None)
    """
    match = _AFTER.match(text, ends)
    if match is None:
        return None
    if match["sign"] or match["code"]:
        return Currency(match["code"] or CURRENCY_SIGNS[match["sign"]], match.end())
    word = (match["word"] or match["national"]).lower()
    part = 100 if word.startswith(_HUNDREDTHS) else 1
    code = NATIONAL_CURRENCIES[match["country"]] if match["country"] else CURRENCY_WORDS[word]
    return Currency(code, match.end(), part, word)


def is_stuck_code(text: str, begins: int) -> bool:
    """Whether a code stands against the number that begins at a place: "EUR5m".

    Examples
    --------
    >>> is_stuck_code("EUR5m", 3), is_stuck_code("G7", 1)
    (True, False)
    """
    return text[begins - 1] in _ENDS and _STUCK.search(text, max(0, begins - 4), begins) is not None
