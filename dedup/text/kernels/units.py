"""What is asked of a unit that may be furniture: its first word, and which wordings it holds.

Gates, as a tuple of arrays: a table of first words, in rows (two numbers that hold the word as in
`dedup.text.kernels.symbols`; which gates it opens; what else it needs for the two that ask, as
bits); the bits that open each gate whatever the first word; and the wordings that those bits stand
for. These are one array: for each symbol where its entries begin, and at last where all end; for
each symbol which others may be the second of a wording, by their lowest bits, and then which may be
the third; for each bit where its entry stands; then the entries, four numbers each (bit, where the
symbols begin, how many, and by which three `dedup.text.kernels.vectors.begin_bits` knows them), and
the symbols.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, isa, kind, part, trailing_zeros
from dedup.machine.masks import AT_ONCE
from dedup.text.kernels import flags as of
from dedup.text.kernels.symbols import row_of
from dedup.text.kernels.vectors import begin_bits

__all__ = ["first_word", "gate_row", "held", "is_held", "plain_unit"]

_SECONDS, _THIRDS, _PLACES, _HEADS = 257, 513, 769, 833
_ENTRY = 4
_SPACE = 32
_ONE = np.uint64(1)


@part
def held(low: Any, wordings: Any, start: int, end: int) -> int:
    """Which wordings stand in a stretch, as bits."""
    found = 0
    second, third = get(low, start), get(low, start + 1)
    for at in range(start, end):
        symbol = second
        second = third
        third = get(low, at + 2)
        may_be = get(wordings, _SECONDS + symbol) >> (second & 63)
        if not may_be & (get(wordings, _THIRDS + symbol) >> (third & 63)) & 1:
            continue
        for entry in range(get(wordings, symbol), get(wordings, symbol + 1)):
            place = _HEADS + _ENTRY * entry
            if at + get(wordings, place + 2) <= end and _stands(low, wordings, place, at):
                found |= get(wordings, place)
    return found


@part
def _stands(low: Any, wordings: Any, place: int, at: int) -> bool:
    """Whether a wording stands at a place, given where its entry is."""
    begin, length = get(wordings, place + 1), get(wordings, place + 2)
    letter = np.int64(0)
    while letter < length and get(wordings, begin + letter) == get(low, at + letter):
        letter += 1
    return bool(letter == length)


@part
def is_held(low: Any, wordings: Any, wanted: int, start: int, end: int) -> bool:
    """Whether one of some wordings stands in a stretch, given their bits."""
    left = np.uint64(wanted)
    while left:
        place = get(wordings, _PLACES + trailing_zeros(left))
        left &= left - _ONE
        last = end - get(wordings, place + 2)
        for base in range(start, last + 1, AT_ONCE):
            bits = begin_bits(low, base, get(wordings, place + 3))
            while bits:
                at = base + trailing_zeros(bits)
                bits &= bits - _ONE
                if at <= last and _stands(low, wordings, place, at):
                    return True
    return False


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
def gate_row(low: Any, gates: Any, start: int, stop: int) -> int:
    """The place of the row of a first word; negative for a word that opens no gate."""
    return row_of(low, gates[0], np.int64(0), start, stop)


@part
def plain_unit(sym: Any, about: Any, start: int, end: int, out: Any) -> tuple[int, int]:
    """A unit with single spaces, none before punctuation, and without bullets around it.

    It is written to `out`, two symbols that are none behind it; where it begins and ends there.
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
    out[count] = out[count + 1] = 0
    begin = np.int64(0)
    while begin < count and isa(out, about, begin, of.DECORATION):
        begin += 1
    while count > begin and isa(out, about, count - 1, of.DECORATION):
        count -= 1
    return begin, count
