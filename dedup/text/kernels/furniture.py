"""Lines of texts and what is asked of each, to tell which may be furniture.

Hardly a line of a story comes near a form of furniture. What this code cannot rule out is left to
the patterns of `dedup.text.furniture`: sentences, and texts whose lines may be.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, kind, load64, part, trailing_zeros
from dedup.machine.hashing import LOWER
from dedup.text.kernels import flags as of
from dedup.text.kernels.symbols import row_of, skip
from dedup.text.kernels.units import first_word, gate_row, held, plain_unit

__all__ = ["read_furniture"]

_LONGEST, _LONGEST_LABEL, _LONG = 260, 120, 200
_FIRST, _LAST, _SAID = 0, 1, 2
_PERIOD, _EXCLAIMS, _ASKS, _SPACE, _SLASH, _COLON = 46, 33, 63, 32, 47, 58
_OPEN, _SHUT, _BRACKET, _UNBRACKET = 40, 41, 91, 93
_H, _T, _P, _S, _V, _R, _I = 104, 116, 112, 115, 118, 114, 105
_ASCII = 128
_ONE, _HIGH = np.uint64(1), np.uint64(0x8080808080808080)
_SLASHES, _VS, _BS = (np.uint64(ord(mark) * 0x0101010101010101) for mark in "/vb")
"""Eight times each letter that a sign is known by; `SIGNALLING` has them."""
_NEAR_END = 40  # a year, thirty characters, three closing marks


def read_furniture(
    texts: int,
    bounds: Any,
    sym: Any,
    about: Any,
    words: Any,
    signs: Any,
    wordings: Any,
    hints: Any,
    cuts: Any,
    ends: Any,
    unit: Any,
    lines: Any,
    line_ends: Any,
    furniture: Any,
) -> int:
    """Find what may be furniture; how many sentences and lines that is.

    Parameters
    ----------
    texts : int
    bounds, sym, about, cuts, ends : ndarray
        As in `dedup.text.kernels.sentences.read_sentences`.
    words, signs, wordings : ndarray of int64
        Gates; see `dedup.text.kernels.units`.
    hints : ndarray of int64
        Wordings one of which every sentence has that is furniture wherever it stands.
    unit : ndarray of uint8
        To work in.
    lines : ndarray of int64, shape (more than there are sentences, 3)
        Written to for texts with lines that may be furniture: the first sentence of each line, the
        one behind its last, and what is said of it.
    line_ends : ndarray of int64, shape (n,)
        Written to: behind which row of `lines` those of each text end.
    furniture : ndarray of uint8
        Written to: 0 for sentences that are not furniture wherever they stand, 1 for those that
        may be.
    """
    gates = words, signs, wordings
    count = np.int64(0)
    asked = 0
    for text in range(texts):
        first = np.int64(0)
        if text:
            first = max(ends[text - 1], -1 - ends[text - 1])
        if ends[text] >= 0:
            start, end = bounds[text], bounds[text + 1]
            for row in range(first, ends[text]):
                may_be = _may_be_anywhere(
                    sym, about, gates, hints, start + cuts[row, 0], start + cuts[row, 1], end
                )
                furniture[row] = may_be
                asked += may_be
            last = _read_lines(
                sym, about, gates, start, cuts, first, ends[text], unit, lines, count
            )
            if not _are_story(lines, count, last):
                count = last
        line_ends[text] = count
    return int(asked + count)


@part
def _is_signed(
    sym: Any, about: Any, words: Any, wordings: Any, signs: int, start: int, end: int, stop: int
) -> bool:
    """Whether a sentence holds a sign of furniture; `stop` is where the text ends."""
    for base in range(start, end, 8):
        marked = _marked(load64(sym, base))
        while marked:
            at = base + (trailing_zeros(marked) >> 3)
            marked &= marked - _ONE
            if at >= end:
                break
            if isa(sym, about, at, of.SIGNALLING) and _is_sign(
                sym, about, words, wordings, signs, at, start, end, stop
            ):
                return True
    return False


@inlined
def _marked(eight: Any) -> Any:
    """Which of eight symbols may be a mark of a sign: a bit in each."""
    low = eight & ~_HIGH
    small = low | LOWER
    # The highest bit of each that is another.
    others = ((low ^ _SLASHES) + ~_HIGH) & ((small ^ _VS) + ~_HIGH) & ((small ^ _BS) + ~_HIGH)
    return (eight | ~others) & _HIGH


@part
def _is_sign(
    sym: Any,
    about: Any,
    words: Any,
    wordings: Any,
    signs: int,
    at: int,
    start: int,
    end: int,
    stop: int,
) -> bool:
    """Whether what stands at a place and around it is a sign of furniture."""
    symbol = get(sym, at)
    if symbol == _SLASH:
        return _is_agency(sym, about, words, at + 1, end)
    if symbol >= _ASCII:  # the sign of copyright
        return True
    # "rights reserved", "contributed "
    is_first = symbol | 32 == _V
    begin = at - (12 if is_first else 6)
    if begin < start or get(sym, at - 1) | 32 != (_R if is_first else _I):
        return False
    return held(sym, about, wordings, begin, min(at + 6, stop)) & signs != 0


@part
def _is_agency(sym: Any, about: Any, words: Any, start: int, end: int) -> bool:
    """Whether a word follows that names of agencies begin with."""
    start = skip(sym, about, start, end, of.SPACE)
    stop = start
    while stop < end and isa(sym, about, stop, of.ALPHA):
        if get(sym, stop) >= _ASCII:
            return True  # patterns take some such letters for those of ASCII
        stop += 1
    row = row_of(sym, about, words, np.int64(0), start, stop)
    return row >= 0 and get(words, row + 2) & of.AGENCY != 0


@part
def _may_be_anywhere(
    sym: Any, about: Any, gates: Any, hints: Any, start: int, end: int, stop: int
) -> bool:
    """Whether a sentence may be furniture wherever it stands."""
    if end - start > _LONGEST:
        return False
    begin, word_end = first_word(sym, about, start, end)
    # No form that begins with a digit has no sign.
    is_open = begin == end
    row = gate_row(sym, about, gates, begin, word_end)
    if row >= 0:
        said = get(gates[0], row + 2)
        is_open |= said & of.ANYWHERE != 0
        if said & (of.ANYWHERE << of.NEEDS) and not is_open:
            is_open = held(sym, about, gates[2], start, end) & get(gates[0], row + 4) != 0
    if not is_open and not _is_signed(
        sym, about, gates[0], gates[2], get(gates[1], 5), start, end, stop
    ):
        return False
    return held(sym, about, hints, start, end) != 0


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
    sym: Any,
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
    row = gate_row(sym, about, gates, begin, word_end)
    said = needed = 0
    if row >= 0:
        said, needed = get(gates[0], row + 2), get(gates[0], row + 3)
    opened = said & every
    found = held(unit, about, gates[2], first, end)
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
    about: Any,
    gates: Any,
    text: int,
    cuts: Any,
    first: int,
    end: int,
    unit: Any,
    lines: Any,
    count: int,
) -> int:
    """Tell of all lines of a text, from the row `count` on; the next free row."""
    begin = first
    for row in range(first, end):
        if row + 1 < end:
            seen = 0
            for at in range(text + cuts[row, 1], text + cuts[row + 1, 0]):
                seen |= kind(sym, about, at)
            if not seen & of.BREAK:
                continue
        start, stop = text + cuts[begin, 0], text + cuts[row, 1]
        said = 0
        if _is_item(sym, about, start, stop):
            said = of.ITEM
        is_prose = _is_prose(sym, about, start, stop, row + 1 - begin)
        if is_prose:
            said |= of.PROSE
        if stop - start <= _LONGEST:
            first_end = text + cuts[begin, 1]
            word, word_end = first_word(sym, about, start, first_end)
            if is_prose and stop - start > _LONGEST_LABEL:
                said |= (
                    _opened(sym, about, gates, word, word_end, first_end, sym, start, stop)
                    & ~of.ALONE
                )
            else:
                low, high = plain_unit(sym, about, start, stop, unit)
                said |= _opened(sym, about, gates, word, word_end, first_end, unit, low, high)
        lines[count, _FIRST], lines[count, _LAST] = begin - first, row + 1 - first
        lines[count, _SAID] = said
        count += 1
        begin = row + 1
    return count


@part
def _are_story(lines: Any, begin: int, end: int) -> bool:
    """Whether no line can be furniture, by what is told of each and by its place alone."""
    top = bottom = -1
    unknown, is_below = 0, False
    any_said = outside = 0
    for line in range(begin, end):
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
    if any_said & of.STORIES or top - begin > 1:
        return False
    for line in range(begin, end):
        said = lines[line, _SAID]
        if line > bottom and said & (of.BELOW | of.OUTSIDE):
            return False
        if line < top and said & of.OUTSIDE:
            return False
    return True
