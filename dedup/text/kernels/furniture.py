"""Lines of texts and what is asked of each, to tell which may be furniture.

Hardly a line of a story comes near a form of furniture. What this code cannot rule out is left to
the patterns of `dedup.text.furniture`: sentences, and texts whose lines may be.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, isa, kind, part, put
from dedup.text.kernels import flags as of
from dedup.text.kernels.symbols import row_of, skip
from dedup.text.kernels.units import first_word, gate_row, held, is_held, plain_unit

__all__ = ["sift"]

_LONGEST, _LONGEST_LABEL, _LONG = 260, 120, 200
_FIRST, _LAST, _SAID = 0, 1, 2
_PERIOD, _EXCLAIMS, _ASKS, _SPACE, _SLASH, _COLON = 46, 33, 63, 32, 47, 58
_OPEN, _SHUT, _BRACKET, _UNBRACKET = 40, 41, 91, 93
_H, _T, _P, _S, _V = 104, 116, 112, 115, 118
_ASCII = 128
_NEAR_END = 40  # a year, thirty characters, three closing marks


@part
def sift(
    sym: Any,
    low: Any,
    about: Any,
    gates: Any,
    signs: Any,
    breaks: Any,
    cuts: Any,
    sentences: int,
    unit: Any,
    lines: Any,
    furniture: Any,
    text_end: int,
) -> tuple[int, int]:
    """Find what may be furniture: how many sentences and lines that is.

    Parameters
    ----------
    sym, low, about : ndarray
        See `dedup.text.kernels.symbols`.
    gates : tuple of ndarray of int64
        See `dedup.text.kernels.units`; then wordings one of which every sentence has that is
        furniture wherever it stands.
    signs, breaks : ndarray of int32
        See `dedup.text.kernels.marking.mark_text`.
    cuts : ndarray of int32, shape (n, 2)
        Where each of the sentences begins and ends.
    unit : ndarray of uint8
        To work in.
    lines : ndarray of int64, shape (more than there are sentences, 3)
        Written to if there are lines that may be furniture: the first sentence of each line, the
        one behind its last, and what is said of it.
    furniture : ndarray of uint8
        Written to: 0 for sentences that are not furniture wherever they stand, 1 for those that
        may be.
    text_end : int
        Where the text ends.
    """
    asked = sign_at = np.int64(0)
    for row in range(sentences):
        start, end = np.int64(cuts[row, 0]), np.int64(cuts[row, 1])
        while get(signs, sign_at) < start:
            sign_at += 1
        may_be = _may_be_anywhere(sym, low, about, gates, signs, sign_at, start, end, text_end)
        put(furniture, row, may_be)
        asked += may_be
    count = _read_lines(sym, low, about, gates, breaks, cuts, sentences, unit, lines)
    return asked, 0 if _are_story(lines, count) else count


@part
def _is_signed(
    sym: Any,
    low: Any,
    about: Any,
    gates: Any,
    signs: Any,
    sign_at: int,
    start: int,
    end: int,
    text_end: int,
) -> bool:
    """Whether a sentence holds a sign of furniture; marks of signs stand from `sign_at` on."""
    at = get(signs, sign_at)
    while at < end:
        if _is_sign(sym, low, about, gates, at, start, end, text_end):
            return True
        sign_at += 1
        at = get(signs, sign_at)
    return False


@part
def _is_sign(
    sym: Any,
    low: Any,
    about: Any,
    gates: Any,
    at: int,
    start: int,
    end: int,
    text_end: int,
) -> bool:
    """Whether what stands at a place and around it is a sign of furniture."""
    symbol = get(low, at)
    if symbol == _SLASH:
        return _is_agency(sym, low, about, gates[0], at + 1, end)
    if symbol >= _ASCII:  # the sign of copyright
        return True
    # "rights reserved", "contributed "
    begin = at - (12 if symbol == _V else 6)
    wanted = get(gates[1], 5)
    return begin >= start and held(low, gates[2], begin, min(at + 6, text_end)) & wanted != 0


@part
def _is_agency(sym: Any, low: Any, about: Any, words: Any, start: int, end: int) -> bool:
    """Whether a word follows that names of agencies begin with."""
    start = skip(sym, about, start, end, of.SPACE)
    stop = start
    while stop < end and isa(sym, about, stop, of.ALPHA):
        if get(sym, stop) >= _ASCII:
            return True  # patterns take some such letters for those of ASCII
        stop += 1
    row = row_of(low, words, np.int64(0), start, stop)
    return row >= 0 and get(words, row + 2) & of.AGENCY != 0


@part
def _may_be_anywhere(
    sym: Any,
    low: Any,
    about: Any,
    gates: Any,
    signs: Any,
    sign_at: int,
    start: int,
    end: int,
    text_end: int,
) -> bool:
    """Whether a sentence may be furniture wherever it stands."""
    if end - start > _LONGEST:
        return False
    words, _, wordings, hints = gates
    begin, word_end = first_word(sym, about, start, end)
    # No form that begins with a digit has no sign.
    is_open = begin == end
    row = gate_row(low, gates, begin, word_end)
    if row >= 0:
        said = get(words, row + 2)
        is_open |= said & of.ANYWHERE != 0
        if said & (of.ANYWHERE << of.NEEDS) and not is_open:
            is_open = is_held(low, wordings, get(words, row + 4), start, end)
    if not is_open and not _is_signed(sym, low, about, gates, signs, sign_at, start, end, text_end):
        return False
    return held(low, hints, start, end) != 0


@part
def _is_prose(sym: Any, about: Any, start: int, end: int, count: int) -> bool:
    """Whether a line of `count` sentences is running text rather than a heading or a label."""
    last = end - 1
    while last >= start and isa(sym, about, last, of.UNIT_CLOSER):
        last -= 1
    is_sentence = False
    if last >= start:
        if isa(sym, about, last, of.FINAL):
            return True
        symbol = get(sym, last)
        is_sentence = (
            symbol == _PERIOD
            or isa(sym, about, last, of.ELLIPSIS)
            or (count > 1 and (symbol in (_EXCLAIMS, _ASKS)))
        )
    if end - start > _LONG or not is_sentence:
        return end - start > _LONG
    spaces = 0
    for at in range(start, end):
        spaces += get(sym, at) == _SPACE
    return spaces >= 7


@part
def _is_item(sym: Any, about: Any, start: int, end: int) -> bool:
    """Whether a line begins with a bullet, a number or an address."""
    at = start
    if isa(sym, about, at, of.ITEM_MARK):
        at += 1
    else:
        if get(sym, at) == _OPEN or get(sym, at) == _BRACKET:
            at += 1
        digits = at
        while at < end and at < digits + 3 and isa(sym, about, at, of.DECIMAL):
            at += 1
        if at > digits and at < end:
            symbol = get(sym, at)
            at = at + 1 if symbol in (_UNBRACKET, _PERIOD, _SHUT) else end
        else:
            at = end
    if at < end and isa(sym, about, at, of.SPACE):
        return True
    at = start
    while at + 6 < end and not isa(sym, about, at, of.SPACE):
        if (
            get(sym, at) == _H
            and get(sym, at + 1) == _T
            and get(sym, at + 2) == _T
            and get(sym, at + 3) == _P
        ):
            colon = at + 5 if get(sym, at + 4) == _S else at + 4
            if (
                colon + 2 < end
                and get(sym, colon) == _COLON
                and get(sym, colon + 1) == _SLASH
                and get(sym, colon + 2) == _SLASH
            ):
                return True
        at += 1
    return False


@part
def _opened(
    low: Any,
    about: Any,
    gates: Any,
    begin: int,
    word_end: int,
    first_end: int,
    unit: Any,
    first: int,
    end: int,
) -> int:
    """The gates that a unit opens, given where its first word and sentence end in the text."""
    every = of.ALONE | of.REFERENCES | of.STORIES | of.BELOW | of.OUTSIDE
    if begin == word_end:
        # Headings of lists hold no digits.
        return every if begin == first_end else of.ALONE | of.BELOW | of.OUTSIDE
    row = gate_row(low, gates, begin, word_end)
    said = needed = 0
    if row >= 0:
        said, needed = get(gates[0], row + 2), get(gates[0], row + 3)
    opened = said & every
    found = held(unit, gates[2], first, end)
    if said & (of.ALONE << of.NEEDS) and found & needed:
        opened |= of.ALONE
    for gate in range(5):
        if found & get(gates[1], gate):
            opened |= 1 << gate
    if not opened & of.OUTSIDE and _has_year(unit, about, first, end):
        opened |= of.OUTSIDE
    return opened


@part
def _has_year(unit: Any, about: Any, first: int, end: int) -> bool:
    """Whether four digits stand by themselves near the end of a unit, as in a line with a date."""
    digits = 0
    for at in range(max(first, end - _NEAR_END), end):
        seen = kind(unit, about, at)
        if seen & of.DECIMAL:
            digits += 1
        else:
            if digits == 4 and not seen & of.WORD:
                return True
            digits = 0
    return digits == 4


@part
def _read_lines(
    sym: Any,
    low: Any,
    about: Any,
    gates: Any,
    breaks: Any,
    cuts: Any,
    sentences: int,
    unit: Any,
    lines: Any,
) -> int:
    """Tell of all lines of a text; how many there are."""
    begin = count = break_at = np.int64(0)
    for row in range(sentences):
        stop = np.int64(cuts[row, 1])
        if row + 1 < sentences:
            while get(breaks, break_at) < stop:
                break_at += 1
            if get(breaks, break_at) >= cuts[row + 1, 0]:
                continue
        start = np.int64(cuts[begin, 0])
        said = 0
        if _is_item(sym, about, start, stop):
            said = of.ITEM
        is_prose = _is_prose(sym, about, start, stop, row + 1 - begin)
        if is_prose:
            said |= of.PROSE
        if stop - start <= _LONGEST:
            first_end = np.int64(cuts[begin, 1])
            word, word_end = first_word(sym, about, start, first_end)
            if is_prose and stop - start > _LONGEST_LABEL:
                said |= (
                    _opened(low, about, gates, word, word_end, first_end, low, start, stop)
                    & ~of.ALONE
                )
            else:
                first, end = plain_unit(low, about, start, stop, unit)
                said |= _opened(low, about, gates, word, word_end, first_end, unit, first, end)
        lines[count, _FIRST], lines[count, _LAST] = begin, row + 1
        lines[count, _SAID] = said
        count += 1
        begin = row + 1
    return count


@part
def _are_story(lines: Any, count: int) -> bool:
    """Whether no line can be furniture, by what is told of each and by its place alone."""
    top = bottom = -1
    unknown, is_below = 0, False
    any_said = outside = 0
    for line in range(count):
        said = lines[line, _SAID]
        any_said |= said
        if said & of.PROSE:
            bottom = line
            if top < 0:
                top = line
        else:
            unknown += 1
            outside |= said
            is_below |= top >= 0
    if any_said & (of.ALONE | of.REFERENCES):
        return False
    if top < 0:
        return True
    if not is_below and unknown < 2:
        return outside & of.OUTSIDE == 0
    if any_said & of.STORIES or top > 1:
        return False
    for line in range(count):
        said = lines[line, _SAID]
        if line > bottom and said & (of.BELOW | of.OUTSIDE):
            return False
        if line < top and said & of.OUTSIDE:
            return False
    return True
