"""The literals of a text, in one call."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, isa, part, put
from dedup.text.kernels.days import read_dated_figure, read_day
from dedup.text.kernels.figures import read_figure
from dedup.text.kernels.laying import key_of, lay_out, opener_of, word_row
from dedup.text.kernels.naming import find_chains
from dedup.text.kernels.number_words import read_number_word
from dedup.text.kernels.quoting import find_quotations
from dedup.text.kernels.reading_names import find_names
from dedup.text.kernels.stated import (
    APOSTROPHE,
    ARTICLE,
    DIGIT,
    HALF,
    N_CHAINS,
    N_DATES,
    N_INTRICATE,
    N_NAMES,
    N_NOISE,
    N_QUANTITIES,
    N_QUOTATIONS,
    OPENER,
    ORDINAL,
    Q_FORM,
    SMALL_NUMBER,
)

__all__ = ["find_literals"]

_NUMBER = SMALL_NUMBER | ORDINAL | ARTICLE | HALF
_DAY = OPENER & ~_NUMBER
_NARROW = ord("\u202f")
_SPACE, _COLON, _SLASH, _DOT, _HYPHEN = ord(" "), ord(":"), ord("/"), ord("."), ord("-")
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
def _is_noise(sym: Any, about: Any, start: int, end: int) -> bool:
    """Whether an address, a file name or a telephone number may be about a word."""
    behind = get(sym, end)
    if (behind == _COLON and get(sym, end + 1) == _SLASH) or (
        behind == _DOT and end - start >= 3 and key_of(sym, end - 3, 3) == _WEB
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


@part
def _find_quantities(
    count: int,
    text: Any,
    counted: Any,
    openers: Any,
    words: Any,
    mixed: Any,
    quantities: Any,
    dates: Any,
    counts: Any,
) -> None:
    """Find where numbers and dates are."""
    codes, sym, low, about = text
    told = dated = past = other = intricate = noise = behind = 0
    for number in range(count):
        start, end = np.int64(words[number, 0]), np.int64(words[number, 1])
        # Most words stand between blanks.
        behind, before = get(sym, end), behind
        if before != _SPACE or behind != _SPACE:
            noise |= _is_noise(sym, about, start, end)
        if isa(sym, about, start, DIGIT):
            if start >= past:
                intricate |= _is_intricate(codes, sym, about, start)
                past = read_figure(codes, sym, low, about, counted, start, quantities, told)
                told += quantities[told, Q_FORM] >= 0
            dated += read_dated_figure(text, counted, start, dates, dated)
            continue
        if not get(openers, opener_of(low, start, end - start)) and mixed[other] >= end:
            continue
        letters = end
        while mixed[other] < end:
            if start <= mixed[other] < letters:
                letters = mixed[other]
            other += 1
        row = word_row(low, start, letters - start, counted, 0)
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
        if flags & _DAY and letters == end:
            dated += read_day(text, counted, start, end, flags, about_it, dates, dated)
    put(counts, N_QUANTITIES, told)
    put(counts, N_DATES, dated)
    put(counts, N_INTRICATE, intricate)
    put(counts, N_NOISE, get(counts, N_NOISE) | noise)


def find_literals(
    end: int,
    codes: Any,
    table: Any,
    about: Any,
    counted: Any,
    openers: Any,
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
    counts: Any,
) -> int:
    """Find the literals of ``codes[:end]``; returns 0, or -1 if the text is left to plain code.

    How many rows there are goes to `counts`.
    """
    count = lay_out(end, codes, table, sym, low, kinds, words, lines, mixed, marks, counts)
    if count < 0:
        return -1
    found = find_chains(count, sym, low, about, words, lines, chains)
    text = codes, sym, low, about
    put(counts, N_CHAINS, found)
    put(counts, N_NAMES, find_names(found, text, chains, tokens, folded, seen, slots, names))
    put(counts, N_QUOTATIONS, find_quotations(end, text, lower, lines, marks, said, quotations))
    _find_quantities(count, text, counted, openers, words, mixed, quantities, dates, counts)
    return 0
