"""The literals of a text, and where it may credit somebody, in one call."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, part, put
from dedup.text.kernels.crediting import find_lines, read_bracket, read_lead
from dedup.text.kernels.days import put_date, read_dated_figure, read_day
from dedup.text.kernels.figures import read_figure
from dedup.text.kernels.laying import key_of, lay_out, opener_of
from dedup.text.kernels.naming import find_chains
from dedup.text.kernels.number_words import read_number_word
from dedup.text.kernels.quoting import find_quotations
from dedup.text.kernels.reading_names import find_names
from dedup.text.kernels.stated import (
    AMOUNT_BITS,
    APOSTROPHE,
    ARTICLE,
    CODE,
    DATED,
    DIGIT,
    ENDS_LEAD,
    FIGURE,
    HALF,
    N_ASKS,
    N_CHAINS,
    N_COPYRIGHT,
    N_CREDITS,
    N_DATES,
    N_INTRICATE,
    N_NAMES,
    N_NOISE,
    N_QUANTITIES,
    N_QUOTATIONS,
    OPENER,
    OPENING,
    OPENS_LITERAL,
    ORDINAL,
    Q_AMOUNT,
    Q_FORM,
    Q_START,
    SMALL_NUMBER,
    TAIL,
)
from dedup.text.kernels.symbols import row_of

__all__ = ["find_literals"]

_NUMBER = SMALL_NUMBER | ORDINAL | ARTICLE | HALF
_DAY = OPENER & ~_NUMBER & ~CODE
_NARROW = ord("\u202f")
_SPACE, _COLON, _SLASH, _DOT, _HYPHEN = ord(" "), ord(":"), ord("/"), ord("."), ord("-")
_OPEN, _CLOSE, _C = ord("("), ord(")"), ord("c")
_FIRST_CENTURY = 13
_CENTURY, _FIRST = int.from_bytes(b"cent", "little"), int.from_bytes(b"first", "little")
_WEB = int.from_bytes(b"www", "little")
_FILES = tuple(
    int.from_bytes(ending, "little")
    for ending in (b"jpg", b"jpe", b"png", b"gif", b"web", b"pdf", b"htm")
)


@part
def _is_intricate(codes: Any, sym: Any, about: Any, start: int) -> bool:
    """Whether digits may belong to others inside a word before them: "G7’500"."""
    if start < 2 or not isa(sym, about, start - 2, DIGIT):
        return False
    return bool(get(codes, start - 1) == _NARROW or isa(sym, about, start - 1, APOSTROPHE))


@part
def _is_noise(sym: Any, low: Any, about: Any, start: int, end: int) -> bool:
    """Whether an address, a file name or a telephone number may be about a word."""
    behind = get(sym, end)
    if (behind == _COLON and get(sym, end + 1) == _SLASH) or (
        behind == _DOT and end - start >= 3 and key_of(low, end - 3, 3) == _WEB
    ):
        return True
    if start < 2:
        return False
    before = get(sym, start - 1)
    if before not in (_DOT, _HYPHEN):
        return False
    if isa(sym, about, start, DIGIT):
        return end - start == 4 and isa(sym, about, start - 2, DIGIT)
    return before == _DOT and key_of(sym, start, 3) in _FILES


@inlined
def _may_be_century(low: Any, end: int, flags: int, amount: int) -> bool:
    """Whether a century may follow a number word that ends at a place: "nineteenth century"."""
    if flags & ORDINAL:
        return bool(amount >= _FIRST_CENTURY and key_of(low, end + 1, 4) == _CENTURY)
    return bool(flags & SMALL_NUMBER and amount == 20 and key_of(low, end + 1, 5) == _FIRST)


@part
def _read_words(
    count: int, end: int, text: Any, tables: Any, laid: Any, out: Any, counts: Any
) -> None:
    """Look at each word, whether a number, a date or a credit may begin or end with it."""
    codes, sym, low, about = text
    counted, openers, leads = tables
    words, lines, mixed = laid
    quantities, dates, credited = out
    told = dated = past = other = intricate = noise = told_credits = signed = 0
    for number in range(count):
        start, stop = np.int64(words[number, 0]), np.int64(words[number, 1])
        behind, before = get(sym, stop), get(sym, start - 1) if start else _SPACE
        # Most words stand between blanks.
        if before != _SPACE or behind != _SPACE:
            noise |= _is_noise(sym, low, about, start, stop)
            if before == _OPEN:
                is_c = stop == start + 1 and get(low, start) == _C and behind == _CLOSE
                signed |= is_c
                told_credits += read_bracket(text, start, stop, credited, told_credits)
        if stop >= TAIL and get(openers, opener_of(low, stop - TAIL, TAIL)) & ENDS_LEAD:
            told_credits += read_lead(text, leads, stop, credited, told_credits)
        if isa(sym, about, start, DIGIT):
            if start >= past:
                intricate |= _is_intricate(codes, sym, about, start)
                past = read_figure(codes, sym, low, about, counted, start, quantities, told)
                told += quantities[told, Q_FORM] >= 0
            dated += read_dated_figure(text, counted, start, dates, dated)
            continue
        if (
            not get(openers, opener_of(low, start, stop - start)) & OPENS_LITERAL
            and mixed[other] >= stop
        ):
            continue
        letters = stop
        while mixed[other] < stop:
            if start <= mixed[other] < letters:
                letters = mixed[other]
            other += 1
        row = row_of(low, counted, 0, start, letters)
        if row < 0:
            continue
        flags = get(counted, row + 2)
        if not flags & OPENER:
            continue
        about_it = get(counted, row + 3)
        if flags & _NUMBER:
            told += read_number_word(
                text, counted, start, letters, flags, about_it, quantities, told
            )
        if flags & CODE and isa(sym, about, letters, DIGIT):
            quantities[told, Q_START] = letters
            quantities[told, Q_FORM] = FIGURE
            quantities[told, Q_AMOUNT] = -1 - letters
            told += 1
        if _may_be_century(low, letters, flags, about_it >> AMOUNT_BITS):
            dated += put_date(dates, dated, DATED, start, stop, 0)
        if flags & _DAY and letters == stop:
            dated += read_day(text, counted, start, stop, flags, about_it, dates, dated)
    put(counts, N_QUANTITIES, told)
    put(counts, N_DATES, dated)
    put(counts, N_INTRICATE, intricate)
    put(counts, N_CREDITS, find_lines(end, text, lines, leads, credited, told_credits))
    put(counts, N_NOISE, get(counts, N_NOISE) | noise)
    put(counts, N_COPYRIGHT, get(counts, N_COPYRIGHT) | signed)


def find_literals(
    end: int,
    codes: Any,
    table: Any,
    about: Any,
    counted: Any,
    openers: Any,
    leads: Any,
    sym: Any,
    low: Any,
    kinds: Any,
    words: Any,
    lines: Any,
    mixed: Any,
    marks: Any,
    chains: Any,
    tokens: Any,
    folded: Any,
    seen: Any,
    slots: Any,
    names: Any,
    quantities: Any,
    dates: Any,
    lower: Any,
    said: Any,
    quotations: Any,
    credited: Any,
    counts: Any,
) -> int:
    """Find what ``codes[:end]`` states; returns 0, or -1 if the text is left to plain code.

    How many rows there are goes to `counts`.
    """
    count = lay_out(end, codes, table, sym, low, kinds, words, lines, mixed, marks, counts)
    if count < 0:
        return -1
    found = find_chains(count, sym, low, about, words, lines, chains)
    text = codes, sym, low, about
    put(counts, N_CHAINS, found)
    told = find_names(found, text, chains, tokens, folded, seen, slots, names)
    put(counts, N_NAMES, told)
    asks = False
    for row in range(told):
        asks |= names[row, 0] & OPENING != 0
    put(counts, N_ASKS, asks)
    put(counts, N_QUOTATIONS, find_quotations(end, text, lower, lines, marks, said, quotations))
    tables, laid = (counted, openers, leads), (words, lines, mixed)
    _read_words(count, end, text, tables, laid, (quantities, dates, credited), counts)
    return 0
