"""From raw text to typed literals: the numbers, dates, names and quotations it states.

Everything is found with patterns and tables, in linear time, with no model and nothing to
download. Offsets count in the text as it was given. The parts are `numbers`, `dates`, `names`
and `quotations` beside this module; what is found here is what `dedup.diff.facts` compares.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter

from dedup.text.literals.dates import dates
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal, LiteralKind, outside
from dedup.text.literals.names import names, shortened
from dedup.text.literals.noise import without_noise
from dedup.text.literals.numbers import numbers
from dedup.text.literals.places import FAMILIES
from dedup.text.literals.quotations import quotations
from dedup.text.literals.scan import places_of
from dedup.text.literals.scanned import scanned
from dedup.text.literals.told import told_dates, told_names, told_numbers, told_quotations

__all__ = ["Literal", "LiteralKind", "literals", "plain_literals"]

# Of those that begin together the first in the list stays first: the quotation.
_START = attrgetter("span.start")


def _last(one: Literal) -> int:
    """The place of its last character."""
    return one.span.end - 1


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
    told = scanned(text) if not start and end == len(text) else None
    if told is None:
        return plain_literals(text, start, end)
    plain = text
    if told.may_be_noisy:
        plain = without_noise(text)
        if plain is not text:
            told = scanned(plain)
            assert told is not None  # noqa: S101 - blanks are no reason not to read a text
    found_dates = told_dates(plain, told.dates)
    found_names = told_names(plain, told.names, told.inside, found_dates)
    found_quotations, titles = told_quotations(plain, told.quotations, told.said)
    if titles:
        found_names = _without_titled(found_names, titles)
    found_numbers = numbers(plain) if told.is_intricate else told_numbers(plain, told.quantities)
    found_names = _without_currencies(found_names, found_numbers, plain)
    found_numbers = _apart(found_numbers, found_names, found_dates)
    found = [*found_quotations, *found_dates, *found_names, *found_numbers]
    found.sort(key=_START)
    return found if plain is text else _as_written(found, text)


def _as_written(found: list[Literal], text: str) -> list[Literal]:
    """Literals of a text without its noise, of which a quotation may hold some."""
    return [
        one if one.kind != "quotation" else replace(one, text=one.span.of(text)) for one in found
    ]


def _apart(found: list[Literal], *taken: list[Literal]) -> list[Literal]:
    """`outside` for few candidates and several lists."""
    for others in taken:
        apart = []
        for one in found:
            before = bisect_left(others, one.span.end, key=_START) - 1
            if before < 0 or others[before].span.end <= one.span.start:
                apart.append(one)
        found = apart
    return found


def plain_literals(text: str, start: int, end: int) -> list[Literal]:
    """`literals` without compiled code.

    Examples
    --------
    >>> text = "Ana Reyes sold 12 boats."
    >>> plain_literals(text, 0, len(text)) == literals(text)
    True
    """
    plain = without_noise(text)
    found_quotations = quotations(plain, start, end)
    titles = [quoted for quoted in found_quotations if is_headline(quoted.text)]
    places = places_of(plain, start, end)
    found_dates = dates(plain, start, end, places)
    found_names = outside(names(plain, start, end), found_dates)
    if titles:
        found_names = _without_titled(found_names, titles)
    found_numbers = numbers(plain, start, end, places)
    found_names = _without_currencies(found_names, found_numbers, plain)
    taken = sorted([*found_dates, *found_names], key=_START)
    found_numbers = outside(found_numbers, taken)
    found = [*found_quotations, *taken, *found_numbers]
    found.sort(key=_START)
    return found if plain is text else _as_written(found, text)


def _without_titled(found: list[Literal], titles: list[Literal]) -> list[Literal]:
    """Names without those in the title of a film or an article, where capitals make none."""
    apart = {id(name) for name in outside(found, titles)}
    return [name for name in found if id(name) in apart or name.value in FAMILIES]


def _without_currencies(found: list[Literal], numbers_: list[Literal], text: str) -> list[Literal]:
    """Names that are no part of a sum of money: "US$5", "5 million Danish crowns", "EUR5m".

    What such a name begins with stays: "Norland's" of "Norland's US$5bn".
    """
    spans = [one.span for one in numbers_ if one.kind == "money" and one.text.lower() != one.text]
    for span in spans:
        first = bisect_left(found, span.start, key=_last)
        last = first
        kept = []
        while last < len(found) and found[last].span.start < span.end:
            name = found[last]
            last += 1
            if name.span.end > span.end:
                kept.append(name)
            elif name.span.start < span.start:
                kept.append(shortened(name, span.start, text))
        if first < last:
            found = [*found[:first], *kept, *found[last:]]
    return found
