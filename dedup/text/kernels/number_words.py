"""Number words of a text; see `dedup.text.kernels.figures`."""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, isa, part
from dedup.text.kernels.counting import finish, flags_of, letters_end, scale_end, unit_after
from dedup.text.kernels.stated import (
    ALNUM,
    AMOUNT_BITS,
    ARTICLE,
    ASCII,
    COUNT,
    FIGURE,
    FIGURE_WORD,
    HALF,
    HALVED,
    JOINED,
    KNOWN_UNIT,
    NTH,
    NUMBERED,
    ORDINAL,
    Q_AMOUNT,
    Q_DIGITS,
    Q_END,
    Q_FORM,
    Q_SCALE,
    Q_START,
    ROUND,
    WORD,
)

__all__ = ["read_number_word"]

_SPACE, _HYPHEN = ord(" "), ord("-")
_I, _N, _O, _U = ord("i"), ord("n"), ord("o"), ord("u")


@part
def _next_flags(sym: Any, low: Any, about: Any, counted: Any, at: int) -> int:
    """What is known of the word that follows a blank or a hyphen."""
    if get(sym, at) != _SPACE and get(sym, at) != _HYPHEN:
        return 0
    stop = letters_end(sym, about, at + 1)
    return flags_of(low, counted, at + 1, stop - at - 1)


@part
def read_number_word(
    text: Any, counted: Any, start: int, end: int, flags: int, number: int, out: Any, row: int
) -> int:
    """Read a number word; returns 1 if something is told of it in a row, else 0."""
    codes, sym, low, about = text
    if not isa(sym, about, start, ASCII):
        return 0
    out[row, Q_START] = start
    out[row, Q_END] = out[row, Q_DIGITS] = end
    out[row, Q_FORM] = FIGURE_WORD
    out[row, Q_SCALE] = 0
    if isa(sym, about, end, WORD):
        return 1
    following = _next_flags(sym, low, about, counted, end)
    if flags & (ARTICLE | HALF):
        return 1 if following & (ROUND if flags & ARTICLE else HALVED) else 0
    is_inside = start > 1 and get(sym, start - 1) == _HYPHEN and isa(sym, about, start - 2, ALNUM)
    if is_inside and (flags & ORDINAL or not following & JOINED):
        return 0
    amount = number >> AMOUNT_BITS
    out[row, Q_AMOUNT] = amount
    if flags & ORDINAL:
        told = unit_after(codes, sym, low, counted, end, out, row)
        if amount <= 2 and not told & NUMBERED:
            return 0
        out[row, Q_FORM] = NTH
        return 1
    if following & JOINED or scale_end(sym, low, about, counted, end + 1):
        return 1
    if amount == 1 and get(sym, end) == _SPACE:
        if get(low, end + 1) == _O and get(low, end + 2) == _U:
            return 1  # "one out of five"
        if get(low, end + 1) == _I and get(low, end + 2) == _N:
            return 1
    form = finish(codes, sym, low, about, counted, start, end, False, out, row)
    if form < 0:
        return 0
    if amount == 1 and form == COUNT:
        # Before most words "one" is a pronoun or an article.
        told = unit_after(codes, sym, low, counted, end, out, row)
        if not told & KNOWN_UNIT:
            return 0
    out[row, Q_FORM] = FIGURE_WORD if form == FIGURE else form
    return 1
