"""From raw text to typed literals: the numbers, dates, names and quotations it states.

Everything is found with patterns and tables, in linear time, with no model and nothing to
download. Offsets count in the text as it was given. The parts are `numbers`, `dates`, `names`
and `quotations` beside this module; what is found here is what `dedup.diff.facts` compares.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import attrgetter

from dedup.text.literals.compiled import told_of
from dedup.text.literals.dates import dates
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal, LiteralKind, outside
from dedup.text.literals.names import names
from dedup.text.literals.numbers import numbers
from dedup.text.literals.places import FAMILIES
from dedup.text.literals.quotations import quotations
from dedup.text.literals.scan import places_of
from dedup.text.literals.scanned import Scanned, any_of, scanned
from dedup.text.literals.told import told_dates, told_names, told_numbers, told_quotations

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
    told = told_of(text) if not start and end == len(text) else None
    if told is None:
        return _plain_literals(text, start, end)
    if told.may_be_noisy:
        plain = _without_noise(scanned(text))
        if plain is not text:
            text = plain
            told = told_of(text)
            assert told is not None  # noqa: S101 - blanks are no reason not to read a text
    found_dates = told_dates(text, told.dates)
    found_names = told_names(text, told.names, told.inside, found_dates)
    found_quotations, titles = told_quotations(text, told.quotations, told.said)
    if titles:
        found_names = _without_titled(found_names, titles)
    found_numbers = numbers(text) if told.is_intricate else told_numbers(text, told.quantities)
    if found_numbers:
        found_numbers = outside(found_numbers, sorted([*found_dates, *found_names], key=_START))
    found = [*found_quotations, *found_dates, *found_names, *found_numbers]
    found.sort(key=_START)
    return found


def _plain_literals(text: str, start: int, end: int) -> list[Literal]:
    """The same without compiled code."""
    known = scanned(text)
    plain = _without_noise(known)
    found_quotations = quotations(plain, start, end)
    titles = [quoted for quoted in found_quotations if is_headline(quoted.text)]
    is_all = plain is text and not start and end == len(text)
    places = (known.places if is_all else None) or places_of(plain, start, end)
    found_dates = dates(plain, start, end, places)
    found_names = outside(names(plain, start, end), found_dates)
    if titles:
        found_names = _without_titled(found_names, titles)
    taken = sorted([*found_dates, *found_names], key=_START)
    found_numbers = outside(numbers(plain, start, end, places), taken)
    found = [*found_quotations, *taken, *found_numbers]
    found.sort(key=_START)
    return found


def _without_titled(found: list[Literal], titles: list[Literal]) -> list[Literal]:
    """Names without those in the title of a film or an article, where capitals make none."""
    apart = {id(name) for name in outside(found, titles)}
    return [name for name in found if id(name) in apart or name.value in FAMILIES]


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
