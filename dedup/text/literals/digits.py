"""Digits: where a number in them ends, what it amounts to, and when they number nothing.

Thousands are parted by commas, apostrophes or narrow blanks, as in English and in Switzerland, or
the Indian way (``12,34,567``). A comma that one, two or more than three digits follow is a decimal
comma (``48,5``), before which dots part thousands (``1.234,56``). Where a comma can be neither
("1,2,3"), nothing is stated, rather than half of a number.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Digits", "amount_of", "digits_at", "is_label", "is_list_mark"]

_DIGITS = re.compile(
    r"[0-9](?:[0-9]{0,2}(?:[,'’\u202f][0-9]{3})+(?![0-9])|[0-9]*)(?P<decimals>\.[0-9]+)?"
)
_WITH_COMMA = re.compile(
    r"(?:(?P<lakhs>[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?P<point>\.[0-9]+)?"
    r"|(?P<whole>[0-9]{1,3}(?:[.'’\u202f][0-9]{3})+|[0-9]+)"
    # Four digits are a year where a blank is missing: "March 30,2019".
    r",(?P<decimals>[0-9]{1,2}|(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{4,}))"
    r"(?![0-9]|[.,:/][0-9]|-[A-Za-z])"
)
_SEPARATOR = re.compile(r"\D")


class Digits(NamedTuple):
    """Some digits in a text.

    Attributes
    ----------
    whole : str
        As they stand, up to the decimals.
    decimals : str
        The decimals, behind a point; or nothing.
    end : int
        Where they end.
    is_clear : bool
        Whether they are a number.
    """

    whole: str
    decimals: str
    end: int
    is_clear: bool


def digits_at(text: str, begins: int, end: int) -> Digits | None:
    """The digits that begin at a place, none of them at or behind `end`.

    Examples
    --------
    >>> digits_at("1.234,56 euros", 0, 14)
    Digits(whole='1.234', decimals='.56', end=8, is_clear=True)
    >>> digits_at("2,400 or 5, 6", 0, 13)
    Digits(whole='2,400', decimals='', end=5, is_clear=True)
    """
    match = _DIGITS.match(text, begins, end)
    if match is None:
        return None
    ends = match.end()
    if ends + 1 < end and text[ends] == "," and "0" <= text[ends + 1] <= "9":
        other = _WITH_COMMA.match(text, begins, end)
        if other is None:
            return Digits(match[0], "", ends, is_clear=False)
        if other["lakhs"]:
            return Digits(other["lakhs"], other["point"] or "", other.end(), is_clear=True)
        # "(5,6)" are two notes.
        is_clear = not (
            begins
            and text[begins - 1] in "(["
            and text[other.end() : other.end() + 1] in (")", "]")
        )
        return Digits(other["whole"], f".{other['decimals']}", other.end(), is_clear=is_clear)
    decimals = match["decimals"] or ""
    return Digits(match[0].removesuffix(decimals), decimals, ends, is_clear=True)


def amount_of(whole: str, decimals: str) -> float:
    """The amount that digits state, thousands parted or not."""
    return float((whole if whole.isdigit() else _SEPARATOR.sub("", whole)) + decimals)


def is_list_mark(text: str, begins: int, ends: int) -> bool:
    """Whether the digits only number a line or an item: "3. Zero waste", "2) The company"."""
    following = text[ends : ends + 2]
    if following[:1] == ")":
        return not begins or text[begins - 1].isspace()
    if following not in (". ", ".\t"):
        return False
    return not text[text.rfind("\n", 0, begins) + 1 : begins].strip(" *#•")


def is_label(text: str, begins: int, whole: str) -> bool:
    """Whether the digits at `begins` name something rather than count: [1], #4, 2:15."""
    before = text[begins - 1]
    if before in "_#@/\\":
        return True
    if before in "-–" and begins > 1:
        # "Selja-2" and the middle of a telephone number; "5-10" is a range.
        ends = begins + len(whole)
        lead = text[begins - 2]
        return lead.isalpha() or (lead.isdigit() and text[ends : ends + 1] == "-")
    if before in ".:," and begins > 1:
        return text[begins - 2].isdigit()
    if before == "[":
        return text[begins + len(whole) : begins + len(whole) + 1] == "]"
    return text[max(0, begins - 4) : begins].lower().endswith(("no. ", "no ", "nos "))
