"""Stretches of a text that no sentence crosses: the rules of `dedup.text.sentences`, one for one.

Lines, as arrays: where they begin and end without the white space around them, how far the first
character is indented, and whether an empty line stands before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, isa, part, put
from dedup.text.kernels import flags as of
from dedup.text.kernels.ends import split_run
from dedup.text.kernels.symbols import is_lower_word, listed

__all__ = ["split_text"]

_START, _END, _INDENT, _AFTER_BLANK = 0, 1, 2, 3
_NONE = -1
_MIN_WIDTH, _MAX_WIDTH = 45, 100
_RETURN, _FEED = 13, 10
_AMPERSAND, _OPEN, _SHUT, _HYPHEN, _PERIOD, _BACKSLASH, _SMALL_T = 38, 40, 41, 45, 46, 92, 116


@part
def _read_lines(sym: Any, about: Any, end: int, breaks: Any, lines: Any) -> tuple[int, int, int]:
    """Lines that are not blank; the width of the widest narrow one, and how many these are."""
    starts, ends, indents, after_blank = lines
    count = width = narrow = 0
    is_after_blank = 1
    at = number = np.int64(0)
    while at < end:
        start, stop = at, get(breaks, number)
        while start < stop and isa(sym, about, start, of.SPACE):
            start += 1
        following = stop + 1
        number += 1
        if stop + 1 < end and get(sym, stop) == _RETURN and get(sym, stop + 1) == _FEED:
            following += 1
            number += 1
        while stop > start and isa(sym, about, stop - 1, of.SPACE):
            stop -= 1
        if stop > start:
            put(starts, count, start)
            put(ends, count, stop)
            put(indents, count, start - at)
            put(after_blank, count, is_after_blank)
            count += 1
            if stop - start <= _MAX_WIDTH:
                narrow += 1
                width = max(width, stop - start)
        is_after_blank = int(stop == start)
        at = following
    return count, width, narrow


@part
def _runs_on(sym: Any, low: Any, about: Any, lines: Any, line: int) -> bool:
    """Whether the words around the break after a line show that it is inside a sentence."""
    first, last = get(lines[_START], line + 1), get(lines[_END], line) - 1
    if isa(sym, about, first, of.LOWER | of.DIGIT) or isa(sym, about, last, of.DASH | of.COMMA):
        return True
    if get(sym, last) == _HYPHEN:
        return True
    least = max(get(lines[_START], line), last - 19)
    begin = last
    while begin > least and not isa(sym, about, begin - 1, of.SPACE):
        begin -= 1
    lists = listed(low, about, begin, last + 1)
    return lists & of.STARTER != 0 and is_lower_word(sym, low, begin, last + 1)


@part
def _wrap_width(sym: Any, low: Any, about: Any, lines: Any, count: int, width: int) -> int:
    """The column at which the text is hard-wrapped, or 0 if it is not."""
    wide = running = 0
    for line in range(count - 1):
        length = get(lines[_END], line) - get(lines[_START], line)
        if get(lines[_AFTER_BLANK], line + 1) or not 0.6 * width <= length <= _MAX_WIDTH:
            continue
        wide += 1
        last = get(lines[_END], line) - 1
        if not isa(sym, about, last, of.CLAUSE_END | of.COMMA) and _runs_on(
            sym, low, about, lines, line
        ):
            running += 1
    return width if running >= 2 and running >= 0.3 * wide else 0


@part
def _is_list_item(sym: Any, about: Any, at: int, end: int) -> bool:
    """Whether a bullet, a number or a letter in brackets begins, with white space behind."""
    if at + 1 < end and isa(sym, about, at, of.LIST_MARK) and isa(sym, about, at + 1, of.SPACE):
        return True
    if get(sym, at) == _OPEN:
        at += 1
    stop = at
    while stop < end and stop < at + 3 and isa(sym, about, stop, of.DECIMAL):
        stop += 1
    if stop > at:
        return bool(
            stop + 1 < end
            and (get(sym, stop) == _PERIOD or get(sym, stop) == _SHUT)
            and isa(sym, about, stop + 1, of.SPACE)
        )
    return bool(
        at + 2 < end
        and 97 <= get(sym, at) <= 122
        and get(sym, at + 1) == _SHUT
        and isa(sym, about, at + 2, of.SPACE)
    )


@part
def _is_continued(
    sym: Any, low: Any, about: Any, end: int, lines: Any, line: int, width: int
) -> bool:
    """Whether a line of hard-wrapped text runs on into the following one."""
    first, following_end = get(lines[_START], line + 1), get(lines[_END], line + 1)
    last = get(lines[_END], line) - 1
    length = last + 1 - get(lines[_START], line)
    if (
        get(lines[_AFTER_BLANK], line + 1)
        or get(lines[_INDENT], line + 1) >= get(lines[_INDENT], line) + 2
        or length > _MAX_WIDTH
        or isa(sym, about, first, of.BULLET)
    ):
        return False
    tab = first + 1 if get(sym, first) == _AMPERSAND else first
    if tab + 1 < end and get(sym, tab) == _BACKSLASH and get(sym, tab + 1) == _SMALL_T:
        return False
    if isa(sym, about, last, of.CLAUSE_END) and (
        length < 0.7 * width or _is_list_item(sym, about, first, end)
    ):
        return False
    if _runs_on(sym, low, about, lines, line):
        return True
    if get(lines[_AFTER_BLANK], line) and length >= 30 and isa(sym, about, last, of.LOWER):
        return True
    stop = first
    most = min(following_end, first + 40)
    while stop < most and not isa(sym, about, stop, of.SPACE):
        stop += 1
    return bool(length + 1 + stop - first > 0.85 * width)


@part
def _next_item(sym: Any, about: Any, start: int, end: int) -> int:
    """Where the next item begins of a list that lost its line breaks; negative for the last."""
    bullet = get(sym, start)
    at = start + 1
    while at < end and get(sym, at) != bullet:
        at += 1
    return at if at < end and isa(sym, about, at - 1, of.SPACE) else _NONE


@part
def split_text(
    sym: Any,
    low: Any,
    about: Any,
    letters: Any,
    stops: Any,
    breaks: Any,
    end: int,
    lines: Any,
    cuts: Any,
) -> int:
    """Write the sentences of a text to `cuts`; how many there are.

    Parameters
    ----------
    sym, low, about : ndarray
        See `dedup.text.kernels.symbols`.
    letters, stops, breaks : ndarray
        See `dedup.text.kernels.marking.mark_text`.
    end : int
        Where the text ends.
    lines : tuple of ndarray of int32
        To work in: four, each with room for a line more than there are breaks.
    cuts : ndarray of int32, shape (more than there are characters, 2)
        Written to: where each sentence begins and ends.
    """
    total, width, narrow = _read_lines(sym, about, end, breaks, lines)
    if width >= _MIN_WIDTH and narrow >= 0.9 * total:
        width = _wrap_width(sym, low, about, lines, total, width)
    else:
        width = 0
    # A number whose type is told spares a second version of what it is passed to.
    line = count = stop_at = np.int64(0)
    while line < total:
        start, line_end = get(lines[_START], line), get(lines[_END], line)
        stop = line_end
        while (
            width and line + 1 < total and _is_continued(sym, low, about, end, lines, line, width)
        ):
            line += 1
            stop = get(lines[_END], line)
        line += 1
        is_list = isa(sym, about, start, of.BULLET)
        # One call for all, as what it calls is written out at each.
        while start >= 0:
            cut, following = stop, _NONE
            if is_list:
                following = _next_item(sym, about, start, line_end)
                if following >= 0:
                    cut = following
                    while isa(sym, about, cut - 1, of.SPACE):
                        cut -= 1
            stop_at, count = split_run(
                sym, low, about, letters, stops, stop_at, end, start, cut, cuts, count
            )
            start = following
    return count
