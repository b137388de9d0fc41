"""Where a text may credit somebody; the patterns of `dedup.text.credits` decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, part
from dedup.text.kernels.chains import is_written
from dedup.text.kernels.counting import letters_end
from dedup.text.kernels.laying import key_of
from dedup.text.kernels.stated import (
    ALNUM,
    C_BRACKETS,
    C_LEAD,
    C_LINE,
    C_PLACE,
    C_RAN,
    C_SAYS,
    C_SOURCE,
    C_TOLD,
    C_WHICH,
    LAST_OF_AGENCY,
    LEAD_MASK,
    LETTER,
    NEXT_SHIFT,
    SAYS,
    SPACE,
    TAIL,
    TOLD,
    UNNAMED,
    WORD,
)
from dedup.text.kernels.symbols import row_of

__all__ = ["find_lines", "read_bracket", "read_lead"]

_SPACE, _DOT, _HYPHEN, _CLOSE = ord(" "), ord("."), ord("-"), ord(")")
_A, _N, _Z, _SHARP, _DIVISION = ord("a"), ord("n"), ord("z"), ord("ß"), ord("÷")
_CAPITAL_A, _CAPITAL_Z, _GRAVE, _THORN = ord("A"), ord("Z"), ord("À"), ord("Þ")
_TAB, _BULLET, _STAR, _GREATER, _OPEN, _BRACKET = (
    ord("\t"),
    ord("•"),
    ord("*"),
    ord(">"),
    ord("("),
    ord("["),
)
_BEFORE_SOURCE = _SPACE, _TAB, _BULLET, _STAR, _GREATER, _OPEN, _BRACKET, _HYPHEN
_IN_AGENCY = ord("."), ord("&"), ord("'"), ord("’"), ord(" "), ord("-")
_LONGEST_AGENCY = 40
_FOUR = 4
_LENGTH, _LENGTH_BITS = 15, 4
_DPA = int.from_bytes(b"dpa", "little")
_AS = int.from_bytes(b"as", "little")
_FIRST = int.from_bytes(b"irst", "little")
_FULLY = int.from_bytes(b"ally", "little")
_BEFORE = int.from_bytes(b"usly", "little")
_THE, _AN = int.from_bytes(b"the", "little"), int.from_bytes(b"an", "little")
_HAS, _HAD = int.from_bytes(b"has", "little"), int.from_bytes(b"had", "little")
_VIA, _READ = int.from_bytes(b"via", "little"), int.from_bytes(b"read ", "little")
_SOURCE, _ORIGINAL = int.from_bytes(b"source", "little"), int.from_bytes(b"original", "little")


@inlined
def _put(out: Any, row: int, which: int, place: int) -> int:
    out[row, C_WHICH] = which
    out[row, C_PLACE] = place
    return 1


@inlined
def _is_small(code: int) -> bool:
    """Whether a letter is a small one, so that no name begins with it."""
    return (_A <= code <= _Z) | (code >= _SHARP and code != _DIVISION and code < 0x100)


@part
def _may_name(codes: Any, sym: Any, low: Any, about: Any, at: int) -> bool:
    """Whether a name or a host may begin at a place, or an article."""
    if isa(sym, about, at, LETTER) and not _is_small(get(codes, at)):
        return True
    end = letters_end(sym, about, at)
    length = end - at
    if get(sym, end) == _SPACE and 0 < length < _FOUR:
        key = key_of(low, at, length)
        if key in (_THE, _AN, _A):
            return True
    while isa(sym, about, at, ALNUM) or get(sym, at) in (_DOT, _HYPHEN):
        if get(sym, at) == _DOT and _A <= get(sym, at + 1) <= _Z:
            return True
        at += 1
    return False


@part
def _row(sym: Any, low: Any, leads: Any, start: int, end: int) -> int:
    """What is known of a word in small letters but for the first; 0 if nothing."""
    row = row_of(low, leads, 0, start, end)
    if row < 0 or get(sym, start) > 127 or not is_written(sym, low, start + 1, end):
        return 0
    return int(get(leads, row + 2))


@part
def _ran_lead(sym: Any, low: Any, end: int) -> int:
    """Where "first", "originally" and the like begin that end at a place; -1 if none does."""
    if get(sym, end) != _SPACE or end < 2:
        return -1
    if key_of(low, end - 2, 2) == _AS:
        return end - 2
    if end < 5:
        return -1
    key = key_of(low, end - _FOUR, _FOUR)
    if key == _FIRST:
        return end - 5
    if key == _BEFORE:
        return end - 10
    if key == _FULLY:
        return end - 10 if get(low, end - 5) == _N else end - 9
    return -1


@part
def _may_say(codes: Any, sym: Any, low: Any, about: Any, start: int) -> bool:
    """Whether a name may stand before "reported"."""
    if start < 2 or get(sym, start - 1) != _SPACE:
        return False
    end = start - 1
    at = end
    is_named = False
    while at > 0 and get(sym, at - 1) != _SPACE:
        at -= 1
        is_named |= isa(sym, about, at, LETTER) and not _is_small(get(codes, at))
    key = key_of(low, at, end - at) if end - at < 6 else 0
    return bool(is_named or key in (_HAS, _HAD) or (key >> 8) == _FIRST)


@part
def read_lead(text: Any, leads: Any, end: int, out: Any, row: int) -> int:
    """Tell of a word that ends at a place what a credit may begin with; returns how many rows."""
    codes, sym, low, about = text
    tail = row_of(low, leads, 0, end - TAIL, end)
    if tail < 0:
        return 0
    told = 0
    lengths = get(leads, tail + 3)
    while lengths:
        start = end - (lengths & _LENGTH)
        lengths >>= _LENGTH_BITS
        flags = _row(sym, low, leads, start, end) & LEAD_MASK if start >= 0 else 0
        if flags & SAYS and _may_say(codes, sym, low, about, start):
            told += _put(out, row + told, C_LEAD + C_SAYS, start)
        if not flags or get(sym, end) != _SPACE:
            continue
        if flags & TOLD:
            if _may_name(codes, sym, low, about, end + 1):
                told += _put(out, row + told, C_LEAD + C_TOLD, start)
            continue
        stop = letters_end(sym, about, end + 1)
        if get(sym, end + 1) != get(low, end + 1):
            continue
        flags &= _row(sym, low, leads, end + 1, stop) >> NEXT_SHIFT
        if flags & ~UNNAMED and not (
            get(sym, stop) == _SPACE and _may_name(codes, sym, low, about, stop + 1)
        ):
            flags &= UNNAMED
        for which in range(C_SAYS + 2):
            if flags >> which & 1:
                place = _ran_lead(sym, low, start - 1) if which == C_RAN else start
                if place >= 0:
                    told += _put(out, row + told, C_LEAD + which, place)
    return told


@part
def read_bracket(text: Any, start: int, end: int, out: Any, row: int) -> int:
    """Tell of a word behind an opening bracket, if an agency may stand there; 1 if so."""
    codes, sym, _, about = text
    first = get(codes, start)
    at = start + 1
    if not (_CAPITAL_A <= first <= _CAPITAL_Z or _GRAVE <= first <= _THORN):
        is_dpa = end - start == 3 and key_of(sym, start, 3) == _DPA and get(sym, end) == _CLOSE
        return _put(out, row, C_BRACKETS, start - 1) if is_dpa else 0
    while at - start <= _LONGEST_AGENCY and (
        isa(sym, about, at, WORD) or get(codes, at) in _IN_AGENCY
    ):
        at += 1
    return _put(out, row, C_BRACKETS, start - 1) if get(sym, at) == _CLOSE else 0


@part
def find_lines(end: int, text: Any, lines: Any, leads: Any, out: Any, row: int) -> int:
    """Tell which lines may be signed, or name a source; returns how many rows there are then."""
    codes, sym, low, about = text
    start = 0
    line = 0
    while True:
        stop = lines[line]
        last = np.int64(stop)
        while last > start and (isa(sym, about, last - 1, SPACE) or get(sym, last - 1) == _DOT):
            last -= 1
        word = last
        while word > start and isa(sym, about, word - 1, WORD):
            word -= 1
        found = row_of(low, leads, 0, word, last)
        if found >= 0 and get(leads, found + 2) & LAST_OF_AGENCY:
            row += _put(out, row, C_LINE, start)
        at = np.int64(start)
        while get(codes, at) in _BEFORE_SOURCE and at < stop:
            at += 1
        if (
            key_of(low, at, 3) == _VIA
            or key_of(low, at, 5) == _READ
            or key_of(low, at, 6) == _SOURCE
            or key_of(low, at, 8) == _ORIGINAL
        ):
            row += _put(out, row, C_SOURCE, start)
        if stop >= end:
            return row
        start = stop + 1
        line += 1
