"""Where literals may begin in a text, and which signs it has; see `dedup.text.literals.scanned`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, part, put

__all__ = ["scan_text"]

_BLANK, _DIGIT = 53, 54
_WORD, _DATE, _FIGURE, _WORD_SURELY, _DATE_SURELY = 1, 2, 4, 16, 32
_BITS = 6
_HASHES = 1 << 12
_ZERO, _NINE, _DASH, _DOT = ord("0"), ord("9"), ord("-"), ord(".")
_OTHER = ord("?")


@inlined
def _code(table: Any, codes: Any, at: int, end: int) -> int:
    """The code of a character; a line break's beyond the text."""
    if at >= end:
        return 0
    character = get(codes, at)
    return int(get(table, character if character < 256 else _OTHER))


@inlined
def _is_digit(codes: Any, at: int) -> bool:
    return bool(_ZERO <= get(codes, at) <= _NINE)


@part
def _may_be_telephone(codes: Any, at: int, end: int) -> bool:
    """Whether a hyphen or a dot stands between a digit and four."""
    if at < 1 or at + 4 >= end or not _is_digit(codes, at - 1):
        return False
    place = at + 1
    while place < at + 5 and _is_digit(codes, place):
        place += 1
    return place == at + 5


@part
def _signs_at(codes: Any, at: int, end: int, slot: int, slots: Any, signs: Any, mask: int) -> int:
    """The signs that begin at a place, as bits, besides those of a mask."""
    for number in range(get(slots, slot), get(slots, slot + 1)):
        length, bit = signs[number, 0], np.int64(1) << np.int64(signs[number, 1])
        if mask & bit or at + length > end:
            continue
        same = 0
        while same < length and get(codes, at + same) == signs[number, same + 2]:
            same += 1
        if same == length:
            mask |= bit
    return mask


def scan_text(
    end: int,
    codes: Any,
    table: Any,
    first: Any,
    second: Any,
    pairs: Any,
    slots: Any,
    signs: Any,
    places: Any,
    counts: Any,
) -> int:
    """Scan ``codes[:end]``; returns the signs that the text has, as bits.

    `table` has the code of each character of Latin-1, `first` and `second` what three codes may
    begin and go on, `pairs` whether two codes may begin anything. `signs` are sorted by a hash of
    their first three characters, for which `slots` says where they begin: length, number, and the
    characters. Figures, number words and dates go to a row of `places` each, and `counts` says how
    many there are, and whether there may be telephone numbers.
    """
    figures = words = dates = mask = telephone = 0
    before = 0
    one, two, three = (
        _code(table, codes, 0, end),
        _code(table, codes, 1, end),
        _code(table, codes, 2, end),
    )
    for at in range(end):
        four = _code(table, codes, at + 3, end)
        if get(pairs, (one << _BITS) | two):
            kinds = get(first, (((one << _BITS) | two) << _BITS) | three)
            kinds &= get(second, (((two << _BITS) | three) << _BITS) | four)
            if kinds:
                is_first = (before == 0) | (before == _BLANK)
                if kinds & _FIGURE and before != _DIGIT:
                    places[0, figures] = at
                    figures += 1
                if is_first and kinds & (_WORD | _WORD_SURELY):
                    places[1, words] = at
                    words += 1
                if is_first and kinds & (_DATE | _DATE_SURELY | _FIGURE):
                    places[2, dates] = at
                    dates += 1
        before, one, two, three = one, two, three, four
        character = get(codes, at)
        if at + 2 < end:
            slot = (character + 37 * get(codes, at + 1) + 1009 * get(codes, at + 2)) & (_HASHES - 1)
            if get(slots, slot) != get(slots, slot + 1):
                mask = _signs_at(codes, at, end, slot, slots, signs, mask)
        if (character == _DASH) | (character == _DOT) and not telephone:
            telephone = _may_be_telephone(codes, at, end)
    put(counts, 0, figures)
    put(counts, 1, words)
    put(counts, 2, dates)
    put(counts, 3, telephone)
    return mask
