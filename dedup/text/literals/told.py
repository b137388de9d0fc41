"""Literals of what compiled code tells of a text; see `dedup.text.kernels.stated`.

Most are made of what it tells; where it only says where one may be, plain code reads it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from dedup.document import OpenSpan, Span
from dedup.text.kernels.stated import (
    COUNT,
    D_COLUMNS,
    DATED,
    DAY_NAME,
    FIGURE,
    FIGURE_WORD,
    FOLDED,
    HEADLINE,
    IRREGULAR,
    MONEY,
    N_COLUMNS,
    NTH,
    OPENING,
    OTHER,
    Q_COLUMNS,
    QUALIFIED,
    SHARE,
    SPANS,
    WEEKDAY_NAME,
    YEAR,
)
from dedup.text.literals.date_forms import SPAN_NAMES
from dedup.text.literals.dates import read_date
from dedup.text.literals.digits import amount_of
from dedup.text.literals.literal import Literal, OpenLiteral, literal_at, outside
from dedup.text.literals.names import (
    ALIASES,
    fold_word,
    read_part,
    read_places,
    split_at_of,
    value_of,
)
from dedup.text.literals.numbers import (
    COUNTED_ALONE,
    lower,
    read_figure,
    read_number_word,
)
from dedup.text.literals.numerals import SCALES
from dedup.text.literals.places import COUNTRIES
from dedup.text.literals.ranges import LONGEST_RANGE, literal_of, may_be_range, share_marks
from dedup.text.literals.surroundings import Quantity, qualifier_before
from dedup.text.literals.units import CURRENCY_SIGNS, UNIT_NAMES

__all__ = ["told_dates", "told_names", "told_numbers", "told_quotations"]


_NAMED = COUNTRIES | ALIASES
"""What a name stands for that is another name of something."""
_START = attrgetter("span.start")
_FORM = 3
_BEYOND = sys.maxsize
_NIGHT = SPAN_NAMES.index("night")


def _rows(flat: list[int], columns: int) -> Iterator[tuple[int, ...]]:
    """Rows that are told one after the other."""
    numbers = iter(flat)
    return zip(*[numbers] * columns, strict=True)


def told_names(
    text: str, rows: list[int], inside: Callable[[str], set[str]], taken: list[Literal]
) -> list[Literal]:
    """The names of a text that share no character with its dates.

    Parameters
    ----------
    text : str
    rows : list of int
        As `dedup.text.literals.scanned` tells them.
    inside : callable
        Which words have a capital inside sentences; asked where plain code needs it.
    taken : list of Literal
        The dates, in order.
    """
    found: list[Literal] = []
    bounds = [(date.span.start, date.span.end) for date in taken]
    bounds.append((_BEYOND, _BEYOND))
    number = 0
    begin, stop = bounds[0]
    for kind, start, end, titled, title_end in _rows(rows, N_COLUMNS):
        while stop <= start:
            number += 1
            begin, stop = bounds[number]
        form = kind & _FORM
        if form > FOLDED:
            parts = _read_names(text, kind, start, end, inside)
            found += outside(parts, taken) if begin < end else parts
            continue
        if begin < end:
            continue
        name = text[start:end]
        if form:
            value = value_of(name)
        else:
            value = name.lower()
            value = _NAMED.get(value, value)
        title = ""
        if title_end:
            title = text[titled:title_end]
            title = " ".join(map(fold_word, title.split())) if kind & IRREGULAR else title.lower()
        # `literal_at`, written out: a call takes as long as what it does.
        span: Any = OpenSpan()
        span.start = start
        span.end = end
        span.__class__ = Span
        one: Any = OpenLiteral()
        one.kind = "name"
        one.value = value
        one.text = name
        one.span = span
        one.amount = None
        one.unit = title
        one.qualifier = ""
        one.__class__ = Literal
        found.append(one)
    return found


def _read_names(
    text: str, kind: int, start: int, end: int, inside: Callable[[str], set[str]]
) -> list[Literal]:
    """The names in some words that plain code has to read."""
    found: list[Literal] = []
    for offset, part in split_at_of(text[start:end]):
        if kind & _FORM == HEADLINE:
            found += read_places(start + offset, part)
        else:
            opening = kind & OPENING != 0 and not offset
            seen = inside(text) if opening else set()
            found += read_part(start + offset, part, seen, opening=opening)
    return found


def told_quotations(text: str, rows: list[int], said: str) -> tuple[list[Literal], list[Literal]]:
    """The quotations of a text, and those that are written like headlines."""
    found = []
    headlines = []
    for start, end, begin, stop, is_headline in _rows(rows, N_COLUMNS):
        value = said[begin:stop]
        found.append(literal_at("quotation", value, text[start:end], start, end))
        if is_headline:
            headlines.append(found[-1])
    return found, headlines


def told_numbers(text: str, rows: list[int]) -> list[Literal]:
    """The numbers of a text, as `dedup.text.literals.numbers.numbers` has them."""
    found: list[Literal] = []
    read: list[Quantity] = []
    end = len(text)
    lowered = None
    # Where the next digits and the next number word may begin, and the last of each ends.
    begun = taken = begun_word = taken_word = 0
    for row in _rows(rows, Q_COLUMNS):
        form, start, ends, _, _, _, number, digits, _ = row
        place = -1 - number
        if form == FIGURE:
            if start >= begun:
                begun, taken = read_figure(text, start, end, taken, read)
        elif form == FIGURE_WORD:
            if start >= begun_word:
                lowered = lower(text) if lowered is None else lowered
                begun_word, taken_word = read_number_word(
                    text, lowered, start, end, taken_word, read
                )
        elif place >= begun:
            begun = digits
            if place >= taken:
                taken = ends
                found.append(_number(text, row))
        elif place < 0 and start >= begun_word:
            begun_word = digits
            if start >= taken_word:
                one = _number(text, row)
                # Before most words "one" is a pronoun or an article.
                if number > 1 or form != COUNT or one.unit in COUNTED_ALONE:
                    taken_word = ends
                    found.append(one)
    if read:
        found += [literal_of(text, quantity) for quantity in read]
        found.sort(key=_START)
    for number in range(1, len(found)):
        high = found[number].span.start
        low = found[number - 1].span.end
        if high - low <= LONGEST_RANGE and may_be_range(text, low, high):
            found[number - 1 : number + 1] = share_marks(text, found[number - 1 : number + 1])
    return found


def _number(text: str, row: Sequence[int]) -> Literal:
    """A number that is told whole."""
    form, start, end, unit_at, unit_end, told, number, digits, scaled = row
    if number >= 0:
        amount, value = float(number), str(number)
    else:
        value = text[-1 - number : digits]
        is_plain = value.isdigit()
        if is_plain:
            amount = float(value)
        else:
            whole, dot, decimals = value.partition(".")
            amount = amount_of(whole, dot + decimals)
        if scaled:
            amount *= SCALES[text[digits:scaled].lower().lstrip(" \u00a0-")]
        if scaled or not is_plain:
            value = f"{amount:.15g}"
    said = text[start:end]
    if form == NTH:
        unit = UNIT_NAMES[-1 - unit_at] if unit_at < 0 else text[unit_at:unit_end]
        return literal_at("number", value, said, start, end, amount, unit, "ordinal")
    qualifier = qualifier_before(text, start) if told & QUALIFIED else ""
    if told & OTHER and not qualifier:
        qualifier = "other"
    if form == SHARE:
        return literal_at("percentage", f"{value}%", said, start, end, amount, "", qualifier)
    if form == MONEY:
        unit = CURRENCY_SIGNS[said[0]]
        return literal_at("money", f"{value} {unit}", said, start, end, amount, unit, qualifier)
    unit = UNIT_NAMES[-1 - unit_at] if unit_at < 0 else text[unit_at:unit_end]
    return literal_at("number", value, said, start, end, amount, unit, qualifier)


def told_dates(text: str, rows: list[int]) -> list[Literal]:
    """The dates of a text, as `dedup.text.literals.dates.dates` has them."""
    found: list[Literal] = []
    taken = passed = 0
    for form, start, end, number in _rows(rows, D_COLUMNS):
        if start < passed:
            continue
        if form == DATED:
            passed, taken = read_date(text, start, len(text), taken, found)
            continue
        passed = end
        if start < taken:
            continue
        said = text[start:end]
        if form == YEAR:
            value = said
        elif form == WEEKDAY_NAME:
            value = f"weekday:{number}"
        elif form == DAY_NAME:
            value = f"day:{number - 1}"
        else:
            step, span = number // SPANS - 1, number % SPANS
            if span == _NIGHT:
                if step >= 0:
                    continue
                value = f"day:{step}"
            else:
                value = f"{SPAN_NAMES[span]}:{step}"
        found.append(literal_at("date", value, said, start, end))
        taken = end
    return found
