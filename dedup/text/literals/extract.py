"""From raw text to typed literals: the numbers, dates, names and quotations it states.

Everything is found with patterns and tables, in linear time, with no model and nothing to
download. Offsets count in the text as it was given. The parts are `numbers`, `dates`, `names`
and `quotations` beside this module; what is found here is what `dedup.diff.facts` compares.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter

from dedup.text.literals.dates import dates
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal, LiteralKind
from dedup.text.literals.names import names
from dedup.text.literals.numbers import numbers
from dedup.text.literals.places import FAMILIES
from dedup.text.literals.quotations import quotations
from dedup.text.literals.scan import places_of
from dedup.text.literals.scanned import Scanned, any_of, scanned

__all__ = ["Literal", "LiteralKind", "literals"]

# Digits and capitals in these state nothing: addresses, file names, telephone numbers. Each
# with what a text must have for the pattern to be tried at all.
_FILE = r"\b[\w-]{1,100}\.(?:jpe?g|png|gif|webp|pdf|html?)\b"
_NOISE = (
    (any_of("://"), r"https?://\S+"),
    (any_of("www."), r"www\.\S+"),
    (None, r"\b[\w.+-]{1,64}@\S+|@\w+"),
    (any_of(".jp", ".png", ".gif", ".webp", ".pdf", ".htm"), _FILE),
)
_TELEPHONE = r"\(?\b\d{3}\)?[ .-]\d{3}[.-]\d{4}\b"
# Patterns that begin with one character are searched for fastest.
_MAY_BE_TELEPHONE = tuple(re.compile(rf"{mark}(?<=[0-9].)[0-9]{{4}}\b") for mark in ("-", r"\."))


_BEYOND = sys.maxsize


# Of those that begin together the first in the list stays first: the quotation.
_START = attrgetter("span.start")


def literals(text: str, start: int = 0, end: int | None = None) -> list[Literal]:
    """Find the literals of ``text[start:end]``, in the order of the text.

    Quotations hold literals of their own kinds; all others are apart from each other: a
    number in a date or a name is part of it.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int, optional
        The stretch to search; the whole text by default, which also knows best which
        capitalised words are names and where quotations begin.

    Returns
    -------
    list of Literal
        Sorted by where they start, quotations before what they hold.

    Examples
    --------
    >>> text = "“We sold 80% of it,” Ms. Ana Reyes said in 2024, for over $3.5bn."
    >>> [(literal.kind, literal.value) for literal in literals(text)]
    [('quotation', 'we sold 80 of it'), ('percentage', '80%'), ('name', 'ana reyes'),
     ('date', '2024'), ('money', '3500000000 USD')]
    """
    end = len(text) if end is None else end
    known = scanned(text)
    plain = _without_noise(known)
    found_quotations = quotations(plain, start, end)
    titles = [quoted for quoted in found_quotations if is_headline(quoted.text)]
    is_all = plain is text and not start and end == len(text)
    places = (known.places if is_all else None) or places_of(plain, start, end)
    found_dates = dates(plain, start, end, places)
    found_names = _outside(names(plain, start, end), found_dates)
    if titles:
        # In the title of a film or an article capitals make no names.
        apart = {id(name) for name in _outside(found_names, titles)}
        found_names = [n for n in found_names if id(n) in apart or n.value in FAMILIES]
    taken = sorted([*found_dates, *found_names], key=_START)
    found_numbers = _outside(numbers(plain, start, end, places), taken)
    found = [*found_quotations, *taken, *found_numbers]
    found.sort(key=_START)
    return found


def _without_noise(known: Scanned) -> str:
    """The text with as many blanks in place of each address, file and telephone number."""
    text = known.text
    kinds = [p for signs, p in _NOISE if (known.has(signs) if signs else "@" in text)]
    if known.telephone and any(pattern.search(text) for pattern in _MAY_BE_TELEPHONE):
        kinds.append(_TELEPHONE)
    if not kinds:
        return text
    return _noise("|".join(kinds)).sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=1 << (len(_NOISE) + 1))
def _noise(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _outside(candidates: Iterable[Literal], taken: list[Literal]) -> list[Literal]:
    """The candidates that share no character with other literals; both lists are sorted.

    Those of the second do not overlap one another.
    """
    others = iter(taken)
    begin, end = -1, -1
    kept = []
    for candidate in candidates:
        span = candidate.span
        while end <= span.start and begin < _BEYOND:
            other = next(others, None)
            begin, end = (other.span.start, other.span.end) if other else (_BEYOND, _BEYOND)
        if begin >= span.end:
            kept.append(candidate)
    return kept
