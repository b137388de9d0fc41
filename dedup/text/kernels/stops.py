"""Stops and what stands right behind them: the patterns of `dedup.text.sentence_ends`.

Each is a loop here that walks the same way.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, kind, leading_zeros, load64, part
from dedup.text.kernels import flags as of
from dedup.text.kernels.symbols import inside, is_capital, listed, skip

__all__ = ["closers_end", "goes_on", "is_plain", "marks_end", "plain_stop", "stop_end"]

_NONE = -1
_LETTERS_ALONE = 38
_SHORT = 16
_ASCII = 128
_SPACE, _STRAIGHT, _SINGLE, _BRACKET, _UNBRACKET, _BACKTICK, _PERIOD, _ASKS = (
    32,
    34,
    39,
    91,
    93,
    96,
    46,
    63,
)
_ONE, _LAST = np.uint64(1), np.uint64(63)
_HIGH, _LETTERS = np.uint64(0x8080808080808080), np.uint64(0x4040404040404040)


@inlined
def run_before(letters: Any, at: int) -> int:
    """How many letters and digits stand right before a place, as far as 64 of them."""
    number, bit = at >> 6, np.uint64(at & 63)
    before = np.uint64(letters[number]) >> bit
    before |= (np.uint64(letters[number + 1]) << _ONE) << (_LAST - bit)
    run: int = leading_zeros(~before)
    return run


@part
def _opens(sym: Any, about: Any, at: int, end: int) -> bool:
    """Whether a capital follows, a quotation mark or bracket before it perhaps."""
    if at >= end:
        return False
    if is_capital(get(sym, at)):
        return True
    behind = at + 1
    if get(sym, at) == _STRAIGHT or get(sym, at) == _SINGLE:
        return bool(behind < end and is_capital(get(sym, behind)))
    if not isa(sym, about, at, of.OPENER):
        if not (get(sym, at) == _BACKTICK and behind < end and get(sym, behind) == _BACKTICK):
            return False
        behind += 1
    if behind < end and get(sym, behind) == _SPACE:
        behind += 1
    return bool(behind < end and is_capital(get(sym, behind)))


@part
def plain_stop(sym: Any, about: Any, at: int, end: int) -> tuple[int, int]:
    """Where the sentence ends and the next begins if the stop at `at` is plain; or `_NONE`."""
    cut = skip(sym, about, at + 1, end, of.PLAIN_CLOSER)
    if cut + 1 < end and get(sym, cut) == _SPACE:
        if isa(sym, about, cut + 1, of.QUOTED):
            cut += 2
        elif cut + 2 < end and get(sym, cut + 1) == _SINGLE and get(sym, cut + 2) == _SINGLE:
            cut += 3
    after = skip(sym, about, cut, end, of.SPACE)
    if after > cut and _opens(sym, about, after, end):
        return cut, after
    return _NONE, _NONE


@part
def stop_end(sym: Any, about: Any, at: int, end: int) -> int:
    """Where the stops end that begin at `at`: "?!", "...", ". . ."."""
    if isa(sym, about, at, of.CJK_STOP):
        return skip(sym, about, at, end, of.CJK_STOP)
    at += 1
    while at < end and isa(sym, about, at, of.STOP) and not isa(sym, about, at, of.CJK_STOP):
        at += 1
    while at + 1 < end and isa(sym, about, at, of.GAP) and isa(sym, about, at + 1, of.RUNNING):
        run = skip(sym, about, at + 1, end, of.RUNNING)
        if run < end and isa(sym, about, run, of.WORD):
            run -= 1
            if run == at + 1:
                break
        at = run
    return at


@part
def goes_on(sym: Any, about: Any, at: int, end: int) -> bool:
    """Whether a stop ends nothing, by what is next to it: "3.5", "w.org", "the U.S. envoy"."""
    if isa(sym, about, at, of.CJK_STOP) or at + 1 >= end:
        return False
    following = get(sym, at + 1)
    if 97 <= following <= 122 or 48 <= following <= 57:
        return True
    if not (
        get(sym, at) == _PERIOD and following == _SPACE and at > 0 and is_capital(get(sym, at - 1))
    ):
        return False
    if at + 3 >= end or not 97 <= get(sym, at + 2) <= 122:
        return False
    return bool(get(sym, at + 3) == _SPACE or 97 <= get(sym, at + 3) <= 122)


@part
def is_plain(sym: Any, low: Any, about: Any, letters: Any, first: int, start: int) -> bool:
    """Whether a stop that stands like a plain one follows a word that decides nothing."""
    stop = start
    if start > first and get(sym, start - 1) == _SPACE:
        stop -= 1
    if stop <= first:
        return False
    if get(sym, start) == _ASKS:
        return bool(isa(sym, about, stop - 1, of.ALNUM))
    length = run_before(letters, stop)
    begin = stop - length
    head, rest = load64(sym, begin), load64(sym, begin + 8)
    in_head, in_rest = inside(length), inside(length - 8)
    others = ((head & in_head) | (rest & in_rest)) & _HIGH
    if begin > first and get(sym, begin - 1) != _SPACE:
        if get(sym, begin - 1) < _ASCII:
            return False
        others |= _HIGH
    every = of.ALPHA | of.DIGIT
    if length > _SHORT or others:
        begin = stop
        while begin > first and get(sym, begin - 1) != _SPACE:
            begin -= 1
            every &= kind(sym, about, begin)
            if stop - begin > _LETTERS_ALONE or not every:
                return False
    else:
        found = (head & in_head & _LETTERS) | (rest & in_rest & _LETTERS)
        missing = (~head & in_head & _LETTERS) | (~rest & in_rest & _LETTERS)
        if found and missing:
            return False
        every = of.DIGIT if missing else of.ALPHA
    if every & of.ALPHA:
        return stop - begin > 1 and not listed(low, about, begin, stop) & of.LISTED
    return stop - begin > 3 and stop == start


@part
def marks_end(sym: Any, about: Any, at: int, end: int) -> int:
    """Where quotes, brackets and footnote marks end that close what is before `at`."""
    while at < end:
        if isa(sym, about, at, of.CLOSER):
            at += 1
        elif isa(sym, about, at, of.REOPENER):
            if at + 1 < end and not isa(sym, about, at + 1, of.REOPENED):
                break
            at += 1
        elif get(sym, at) == _BRACKET:
            stop = at + 1
            while stop < end and stop < at + 4 and isa(sym, about, stop, of.DECIMAL):
                stop += 1
            if stop == at + 1 or stop >= end or get(sym, stop) != _UNBRACKET:
                break
            at = stop + 1
        else:
            break
    return at


@part
def closers_end(sym: Any, about: Any, cut: int, stop: int, end: int, is_inside: bool) -> int:
    """Where the sentence ends, closing marks that stand apart included."""
    if cut == end:
        return cut
    if not isa(sym, about, cut, of.SPACE):
        if cut > stop and get(sym, cut - 1) == _STRAIGHT and not is_inside:
            return cut - 1
        return cut
    at = cut
    while True:
        mark = skip(sym, about, at, end, of.GAP)
        if mark == at or mark >= end:
            break
        if isa(sym, about, mark, of.SPACED_CLOSER):
            behind = mark + 1
        elif mark + 1 < end and get(sym, mark) == _SINGLE and get(sym, mark + 1) == _SINGLE:
            behind = mark + 2
        else:
            break
        if behind < end and not isa(sym, about, behind, of.AFTER_SPACED):
            break
        at = behind
    if at == cut and is_inside:
        mark = skip(sym, about, cut, end, of.GAP)
        if (
            cut < mark < end
            and (get(sym, mark) == _STRAIGHT or get(sym, mark) == _SINGLE)
            and (mark + 1 == end or isa(sym, about, mark + 1, of.SPACE))
        ):
            return mark + 1
    return at
