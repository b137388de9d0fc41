"""What is asked of a unit that may be furniture: its first word, and which wordings it holds.

Gates, as a tuple of arrays: a table of first words, in rows (two numbers that hold the word as in
`dedup.text.kernels.symbols`; which gates it opens; what else it needs for the two that ask, as
bits); the bits that open each gate whatever the first word; and the wordings that those bits stand
for. These are one array: for each symbol where its entries begin, and at last where all end; for
each symbol which others may follow it, by their lowest bits; then the entries, three numbers each
(bit, where the symbols begin, how many), and the symbols.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, isa, kind, part
from dedup.text.kernels import flags as of
from dedup.text.kernels.symbols import row_of

__all__ = ["first_word", "gate_row", "held", "plain_unit"]

_FOLLOWING, _HEADS = 257, 513
_SPACE = 32


@part
def held(sym: Any, about: Any, wordings: Any, start: int, end: int) -> int:
    """Which wordings stand in a stretch in any case, as bits."""
    found = 0
    following = get(about, of.LOW_BEGIN + get(sym, start)) if start < end else 0
    for at in range(start, end):
        symbol = following
        following = get(about, of.LOW_BEGIN + get(sym, at + 1))
        if not (get(wordings, _FOLLOWING + symbol) >> (following & 63)) & 1:
            continue
        for entry in range(get(wordings, symbol), get(wordings, symbol + 1)):
            place = _HEADS + 3 * entry
            begin, length = get(wordings, place + 1), get(wordings, place + 2)
            if at + length > end:
                continue
            letter = np.int64(1)
            while letter < length and get(wordings, begin + letter) == get(
                about, of.LOW_BEGIN + get(sym, at + letter)
            ):
                letter += 1
            if letter == length:
                found |= get(wordings, place)
    return found


@part
def first_word(sym: Any, about: Any, start: int, end: int) -> tuple[int, int]:
    """Where the first letters stand; nowhere if there are none, or a digit is before them."""
    while start < end and not isa(sym, about, start, of.ALNUM):
        start += 1
    stop = start
    while stop < end and isa(sym, about, stop, of.ALNUM) and not isa(sym, about, stop, of.DECIMAL):
        stop += 1
    return start, stop


@part
def gate_row(sym: Any, about: Any, gates: Any, start: int, stop: int) -> int:
    """The place of the row of a first word; negative for a word that opens no gate."""
    return row_of(sym, about, gates[0], np.int64(0), start, stop)


@part
def plain_unit(sym: Any, about: Any, start: int, end: int, out: Any) -> tuple[int, int]:
    """A unit with single spaces, none before punctuation, and without bullets around it.

    It is written to `out`; where it begins and ends there.
    """
    count = np.int64(0)
    is_behind_space = False
    for at in range(start, end):
        seen = kind(sym, about, at)
        if seen & of.SPACE:
            is_behind_space = True
            continue
        if (
            is_behind_space
            and count
            and not seen & of.CLINGING
            and not get(about, out[count - 1]) & of.OPENED
        ):
            out[count] = _SPACE
            count += 1
        is_behind_space = False
        out[count] = get(sym, at)
        count += 1
    begin = np.int64(0)
    while begin < count and isa(out, about, begin, of.DECORATION):
        begin += 1
    while count > begin and isa(out, about, count - 1, of.DECORATION):
        count -= 1
    return begin, count
