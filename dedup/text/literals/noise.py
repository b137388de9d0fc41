"""Addresses, file names and telephone numbers, whose digits and capitals state nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["NOISE", "TELEPHONE", "without_noise"]

_FILE = r"\b[\w-]{1,100}\.(?:jpe?g|png|gif|webp|pdf|html?)\b"
# Each with what a text must have for the pattern to be tried at all.
NOISE = (
    (("://",), r"https?://\S+"),
    (("www.",), r"www\.\S+"),
    (("@",), r"\b[\w.+-]{1,64}@\S+|@\w+"),
    ((".jp", ".png", ".gif", ".webp", ".pdf", ".htm"), _FILE),
)
TELEPHONE = r"\(?\b\d{3}\)?[ .-]\d{3}[.-]\d{4}\b"
# Patterns that begin with one character are searched for fastest.
_MAY_BE_TELEPHONE = tuple(re.compile(rf"{mark}(?<=[0-9].)[0-9]{{4}}\b") for mark in ("-", r"\."))


def without_noise(text: str) -> str:
    """The text with as many blanks in place of each address, file and telephone number.

    Examples
    --------
    >>> without_noise("Ask May@example.org about it.")
    'Ask                 about it.'
    """
    kinds: list[str] = []
    signs: list[str] = []
    for wanted, pattern in NOISE:
        if any(map(text.__contains__, wanted)):
            kinds.append(pattern)
            signs += wanted
    if any(pattern.search(text) for pattern in _MAY_BE_TELEPHONE):
        return _noise("|".join([*kinds, TELEPHONE])).sub(_blanks, text)
    if not kinds:
        return text
    noise = _noise("|".join(kinds))
    parts: list[str] = []
    past = 0
    for start, end in _pieces(text, signs):
        parts += text[past:start], noise.sub(_blanks, text[start:end])
        past = end
    return "".join([*parts, text[past:]])


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _pieces(text: str, signs: list[str]) -> Iterator[tuple[int, int]]:
    """What stands between blanks and has one of some signs, in order: an address has no blanks."""
    places = []
    for sign in signs:
        place = text.find(sign)
        while place >= 0:
            places.append(place)
            place = text.find(sign, place + 1)
    past = 0
    for place in sorted(places):
        if place < past:
            continue
        start = place
        while start > past and not text[start - 1].isspace():
            start -= 1
        past = place
        while past < len(text) and not text[past].isspace():
            past += 1
        yield start, past


@lru_cache(maxsize=1 << (len(NOISE) + 1))
def _noise(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
