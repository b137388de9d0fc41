"""Dates of a text; see `dedup.text.literals.dates`.

Years, weekdays, "today" and "last week" are told whole; of all others it is told where they may
begin.
"""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, inlined, isa, part
from dedup.text.kernels.chains import is_written
from dedup.text.kernels.counting import flags_of, joins, letters_end, sign_before
from dedup.text.kernels.stated import (
    AGO,
    AGO_UNIT,
    ALNUM,
    AMOUNT_BITS,
    ANY_DIGIT,
    APOSTROPHE,
    CAPITALISED_TOO,
    COUNTED,
    COUNTRY_OF_CURRENCY,
    CURRENCY,
    D_END,
    D_FORM,
    D_START,
    D_VALUE,
    DATED,
    DAY_NAME,
    DAY_WORD,
    DIGIT,
    MONTH,
    SIGN,
    SPAN,
    SPAN_NAME,
    SPANS,
    WEEKDAY,
    WEEKDAY_NAME,
    WORD,
    YEAR,
)
from dedup.text.kernels.symbols import row_of

__all__ = ["put_date", "read_dated_figure", "read_day"]

_SPACE, _HYPHEN, _DOT, _COMMA, _SLASH, _COLON = (
    ord(" "),
    ord("-"),
    ord("."),
    ord(","),
    ord("/"),
    ord(":"),
)
_DASH, _PERCENT, _OPEN = ord("–"), ord("%"), ord("(")
_A, _C, _I, _K, _L, _M, _P, _S, _T = (
    ord("a"),
    ord("c"),
    ord("i"),
    ord("k"),
    ord("l"),
    ord("m"),
    ord("p"),
    ord("s"),
    ord("t"),
)
_ZERO = ord("0")
_GLUED = ord("$"), ord("€"), ord("£"), ord("#"), ord("@")
_APOSTROPHES = ord("'"), ord("‘"), ord("’")


_COUNTED = COUNTED | CURRENCY | COUNTRY_OF_CURRENCY


@inlined
def put_date(out: Any, row: int, form: int, start: int, end: int, value: int) -> int:
    """Tell of a date, or of where one may be; returns 1."""
    out[row, D_FORM] = form
    out[row, D_START] = start
    out[row, D_END] = end
    out[row, D_VALUE] = value
    return 1


@part
def _is_glued(codes: Any, at: int) -> bool:
    """Whether a sign stands before a place: "#today"."""
    if at < 1:
        return False
    before = get(codes, at - 1)
    return before in _GLUED


@part
def _is_counted(sym: Any, low: Any, about: Any, counted: Any, end: int) -> bool:
    """Whether one of the two words behind a number may say that it is no year."""
    at = end
    for _ in range(2):
        if get(sym, at) == _SPACE or get(sym, at) == _HYPHEN:
            at += 1
        stop = letters_end(sym, about, at)
        if stop == at:
            return False
        if flags_of(low, counted, at, min(stop - at, 16)) & _COUNTED:
            return True
        # "kilometres" under all its names
        if get(low, at) == _K and get(low, at + 1) == _I and get(low, at + 2) == _L:
            return True
        at = stop
    return False


@part
def _read_year(text: Any, counted: Any, start: int, out: Any, row: int) -> int:
    """Read four digits."""
    codes, sym, low, about = text
    end = start + 4
    century = 10 * (get(sym, start) - _ZERO) + get(sym, start + 1) - _ZERO
    if not (14 <= century <= 20):
        return 0
    following = get(codes, end)
    if following in (_HYPHEN, _DASH, _SLASH) or following == 115:
        return put_date(out, row, DATED, start, end, 0)
    if isa(sym, about, end, APOSTROPHE):
        return put_date(out, row, DATED, start, end, 0)
    if isa(sym, about, end, WORD) or following == _PERCENT:
        return 0
    if (following in (_COMMA, _DOT)) and isa(sym, about, end + 1, ANY_DIGIT):
        return 0
    if start:
        before = get(codes, start - 1)
        if before in (_HYPHEN, _DASH):
            return put_date(out, row, DATED, start, end, 0)
        if _is_glued(codes, start):
            return 0
        is_mark = before in (_DOT, _COMMA, _COLON, _SLASH)
        if is_mark and start > 1 and isa(sym, about, start - 2, ANY_DIGIT):
            return 0
    is_sum = sign_before(codes, sym, about, start) != -1 or isa(sym, about, end, SIGN)
    is_sum |= joins(codes, end) and isa(sym, about, end + 1, SIGN)
    if century < 19 or is_sum or _is_counted(sym, low, about, counted, end):
        return put_date(out, row, DATED, start, end, 0)
    return put_date(out, row, YEAR, start, end, 0)


@part
def read_dated_figure(text: Any, counted: Any, start: int, out: Any, row: int) -> int:
    """Read the digits that begin at a place, if a date may begin with them; 1 if one may."""
    codes, sym, low, about = text
    end = start + 1
    while isa(sym, about, end, DIGIT) and end - start < 5:
        end += 1
    length = end - start
    if length == 4:
        return _read_year(text, counted, start, out, row)
    if length > 2:
        return 0
    following = get(sym, end)
    may_be = (following in (_COLON, _SLASH, _DOT)) and isa(sym, about, end + 1, DIGIT)
    half = end + 1 if following == _SPACE else end
    if get(low, half) == _A or get(low, half) == _P:
        half += 2 if get(sym, half + 1) == _DOT else 1
        may_be |= get(low, half) == _M
    if length == 2:
        before = get(codes, start - 1) if start else 0
        may_be |= before in _APOSTROPHES
        may_be |= (
            (following in (_S, _T))
            and (get(sym, end + 2) == _SPACE or get(sym, end + 2) == _HYPHEN)
            and get(low, end + 3) == _C
        )
    return put_date(out, row, DATED, start, end, 0) if may_be else 0


@part
def _may_be_led(codes: Any, sym: Any, low: Any, about: Any, start: int) -> bool:
    """Whether "last", "next" or "this" may stand before a weekday."""
    at = start - 1
    if at >= 0 and (
        get(codes, at) == _HYPHEN or get(codes, at) == _DASH or get(codes, at) == _OPEN
    ):
        at -= 1
    if at >= 0 and get(sym, at) == _SPACE:
        at -= 1
    if at > 0 and get(sym, at) == _S and isa(sym, about, at - 1, APOSTROPHE):
        at -= 2
    return at > 2 and (get(low, at) == _T or get(low, at) == _S)


@part
def _is_loud(sym: Any, low: Any, at: int, end: int) -> bool:
    """Whether all letters are capitals."""
    small = 0
    for place in range(at, end):
        small += get(sym, place) == get(low, place)
    return bool(small == 0)


@part
def read_day(
    text: Any, counted: Any, start: int, end: int, flags: int, number: int, out: Any, row: int
) -> int:
    """Read a word that a date may begin with; 1 if one may."""
    codes, sym, low, about = text
    is_capital = get(sym, start) != get(low, start)
    if is_capital and get(sym, start) > 127:
        return 0
    is_loud = is_capital and _is_loud(sym, low, start + 1, end)
    if is_loud:
        if not flags & AGO:
            return put_date(out, row, DATED, start, end, 0)
    elif not is_written(sym, low, start + 1, end):
        return 0
    value = number >> AMOUNT_BITS
    if flags & MONTH:
        return put_date(out, row, DATED, start, end, 0) if is_capital else 0
    if _is_glued(codes, start):
        return 0
    if flags & WEEKDAY:
        if not is_capital:
            return 0
        form = DATED if _may_be_led(codes, sym, low, about, start) else WEEKDAY_NAME
        return put_date(out, row, form, start, end, value)
    if flags & DAY_WORD:
        if is_capital and start > 1 and isa(sym, about, start - 2, ALNUM):
            return 0  # USA Today
        return put_date(out, row, DAY_NAME, start, end, value)
    if flags & AGO:
        unit = start - 1
        if (is_capital and not is_loud) or unit < 1 or get(sym, unit) != _SPACE:
            return 0
        word = unit
        while word > 0 and isa(sym, about, word - 1, WORD):
            word -= 1
        if flags_of(low, counted, word, unit - word) & AGO_UNIT:
            return put_date(out, row, DATED, word, end, 0)
        return 0
    # "last", "this" and the like
    if (is_capital and not flags & CAPITALISED_TOO) or get(sym, end) != _SPACE:
        return 0
    stop = end + 1
    while isa(sym, about, stop, WORD):
        stop += 1
    if get(sym, stop) == _HYPHEN or not is_written(sym, low, end + 1, stop):
        return 0
    found = row_of(low, counted, 0, end + 1, stop)
    if found < 0 or not get(counted, found + 2) & SPAN:
        return 0
    value = SPANS * value + (get(counted, found + 3) >> AMOUNT_BITS)
    return put_date(out, row, SPAN_NAME, start, stop, value)
