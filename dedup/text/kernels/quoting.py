"""Quotations of a text; the plain rules are those of `dedup.text.literals.quotations`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, part, put
from dedup.text.kernels.chains import is_headline
from dedup.text.kernels.laying import key_of
from dedup.text.kernels.stated import (
    ALNUM,
    APOSTROPHE,
    ASCII,
    BEFORE_OPENER,
    CLOSES,
    DIGIT,
    ENDS_PARAGRAPH,
    LETTER,
    SPACE,
    WORD,
)

_STRAIGHT, _OPEN, _CLOSE, _LOW = ord('"'), ord("“"), ord("”"), ord("„")
_LEFT, _RIGHT, _SINGLE_OPEN, _SINGLE_CLOSE, _SINGLE = (
    ord("«"),
    ord("»"),
    ord("‘"),
    ord("’"),
    ord("'"),
)
_SPACE, _TAB, _RETURN, _BREAK, _UNDERLINE = ord(" "), ord("\t"), ord("\r"), ord("\n"), ord("_")
_LONGEST_SINGLE, _MOST_APOSTROPHES, _LONGEST = 400, 24, 300
_ELIDED = (
    int.from_bytes(b"em", "little"),
    int.from_bytes(b"tis", "little"),
    int.from_bytes(b"twas", "little"),
    int.from_bytes(b"til", "little"),
    int.from_bytes(b"cause", "little"),
    int.from_bytes(b"n", "little"),
)
_CLITICS = (
    int.from_bytes(b"s", "little"),
    int.from_bytes(b"re", "little"),
    int.from_bytes(b"ve", "little"),
    int.from_bytes(b"ll", "little"),
    int.from_bytes(b"d", "little"),
    int.from_bytes(b"m", "little"),
    int.from_bytes(b"t", "little"),
)
"""What stands apart in a text cut into words: "that 's"."""
_CAPITAL_S, _S = ord("S"), ord("s")
_POINTS = ord("."), ord(",")
_QUOTED_SIGNS = ord("["), ord("$"), ord("€"), ord("£"), ord("(")


@part
def _breaks(sym: Any, about: Any, newline: int) -> bool:
    """Whether a line break ends a paragraph."""
    last = newline - 1
    while last >= 0 and (
        get(sym, last) == _SPACE or get(sym, last) == _TAB or get(sym, last) == _RETURN
    ):
        last -= 1
    return last < 0 or get(sym, last) == _BREAK or isa(sym, about, last, ENDS_PARAGRAPH)


@part
def _paragraph_end(end: int, sym: Any, about: Any, lines: Any, line: int) -> int:
    """Where the paragraph ends whose next line break is `line`."""
    while lines[line] < end and not _breaks(sym, about, lines[line]):
        newline, following = lines[line], lines[line + 1]
        if following < end:
            is_blank = True
            for at in range(newline + 1, following):
                is_blank &= isa(sym, about, at, SPACE)
            if is_blank:
                break
        line += 1
    return int(lines[line])


@part
def _is_elided(sym: Any, low: Any, about: Any, at: int) -> bool:
    """Whether letters or digits are left out where a mark stands: "'90s", "'til"."""
    if isa(sym, about, at + 1, DIGIT) and isa(sym, about, at + 2, DIGIT):
        stop = at + 3
        if get(low, stop) == _S and isa(sym, about, stop, ASCII):
            stop += 1
        if not isa(sym, about, stop, WORD):
            return True
    stop = at + 1
    while isa(sym, about, stop, LETTER) and isa(sym, about, stop, ASCII):
        stop += 1
    if stop == at + 1 or stop - at > 6 or isa(sym, about, stop, WORD):
        return False
    key = key_of(low, at + 1, stop - at - 1)
    return key in _ELIDED or (key in _CLITICS and isa(sym, about, stop, SPACE))


@part
def _opens(end: int, text: Any, at: int, mark: int) -> bool:
    """Whether a mark opens a quotation."""
    codes, sym, low, about = text
    if at + 1 == end or (mark != _LEFT and isa(sym, about, at + 1, SPACE)):
        return False
    is_single = mark in (_SINGLE, _SINGLE_OPEN)
    if not is_single and mark != _STRAIGHT:
        return True
    if at and not isa(sym, about, at - 1, SPACE | BEFORE_OPENER):
        return False
    if not is_single:
        return True
    after = get(codes, at + 1)
    if not (isa(sym, about, at + 1, ALNUM) or after in _QUOTED_SIGNS):
        return False
    return not _is_elided(sym, low, about, at)


@part
def _close_single(end: int, text: Any, marks: Any, number: int, closer: int, limit: int) -> int:
    """Where a quotation in single marks ends; `number` is that of the mark after the first."""
    codes, sym, about = text[0], text[1], text[3]
    if closer == _SINGLE_CLOSE:
        is_closed = False
        other = number
        while marks[other] < limit:
            code = get(codes, marks[other])
            if code == _SINGLE_OPEN:
                if is_closed:
                    limit = marks[other]
                break
            is_closed |= code == _SINGLE_CLOSE
            other += 1
    likely = -1
    looked = 0
    while marks[number] < limit and looked < _MOST_APOSTROPHES:
        at = marks[number]
        number += 1
        if get(codes, at) != closer:
            continue
        looked += 1
        if at + 1 < end and (isa(sym, about, at + 1, ALNUM) or get(sym, at + 1) == _UNDERLINE):
            continue
        before = get(codes, at - 1)
        if isa(sym, about, at - 1, CLOSES):
            return int(at + 1)
        if likely < 0:
            likely = at + 1
        is_s = before in (_S, _CAPITAL_S)
        if not is_s or at + 1 == end or not isa(sym, about, at + 1, SPACE):
            return likely
    return likely


@inlined
def _is_closer(mark: int, code: int) -> bool:
    """Whether a mark may close what another opened."""
    if mark == _LEFT:
        return code == _RIGHT
    if mark == _LOW:
        return (code == _OPEN) | (code == _CLOSE)
    return (code == _STRAIGHT) | (code == _CLOSE)


@part
def _close(end: int, text: Any, marks: Any, number: int, opened: int, mark: int, limit: int) -> int:
    """Where a quotation ends, closing mark included; -1 if it is none."""
    codes, sym, about = text[0], text[1], text[3]
    is_inner = False
    while marks[number] < limit:
        at = np.int64(marks[number])
        number += 1
        code = get(codes, at)
        if not _is_closer(mark, code):
            is_inner |= code == _OPEN
            continue
        if code == _STRAIGHT and isa(sym, about, at - 1, SPACE):
            if mark == _STRAIGHT:
                if at + 1 < end and isa(sym, about, at + 1, ALNUM):
                    return -1  # this mark opens another quotation, so the first was a stray
                return int(at + 1)
        elif mark != _STRAIGHT or code == _STRAIGHT or not is_inner:
            return int(at + 1)
    for at in range(opened, limit):
        if get(sym, at) == _BREAK:
            return at
    return limit


@part
def _is_all(end: int, sym: Any, about: Any, opened: int, closed: int) -> bool:
    """Whether nothing but white space stands outside."""
    is_all = True
    for at in range(opened):
        is_all &= isa(sym, about, at, SPACE)
    for at in range(closed, end):
        is_all &= isa(sym, about, at, SPACE)
    return is_all


@part
def _say(
    codes: Any, sym: Any, about: Any, lower: Any, start: int, end: int, said: Any, to: int
) -> int:
    """Write the words of a quotation in lower case; returns where they end in `said`."""
    begin = to
    at = start
    while at < end:
        if not isa(sym, about, at, WORD):
            at += 1
            continue
        if to > begin:
            put(said, to, _SPACE)
            to += 1
        is_number = isa(sym, about, at, DIGIT)
        while True:
            if is_number:
                while at < end and isa(sym, about, at, DIGIT):
                    put(said, to, get(codes, at))
                    at, to = at + 1, to + 1
                goes_on = (
                    at + 1 < end and get(sym, at) in _POINTS and isa(sym, about, at + 1, DIGIT)
                )
            else:
                while at < end and isa(sym, about, at, WORD):
                    put(said, to, get(lower, get(codes, at)))
                    at, to = at + 1, to + 1
                goes_on = (
                    at + 1 < end
                    and isa(sym, about, at, APOSTROPHE)
                    and isa(sym, about, at + 1, WORD)
                )
            if not goes_on:
                break
            put(said, to, get(sym, at) if is_number else _SINGLE)
            at, to = at + 1, to + 1
    return to


@part
def find_quotations(
    end: int, text: Any, lower: Any, lines: Any, marks: Any, said: Any, out: Any
) -> int:
    """Find all quotations; returns how many.

    A row of `out` says where one begins and ends, where its words do in `said`, and whether it is
    written like a headline.
    """
    codes, sym, low, about = text
    found = line = written = 0
    past = np.int64(0)
    paragraph_end = np.int64(-1)
    number = 0
    while marks[number] < end:
        opened = np.int64(marks[number])
        number += 1
        mark = get(codes, opened)
        if opened < past or mark in (_CLOSE, _RIGHT, _SINGLE_CLOSE):
            continue
        if not _opens(end, text, opened, mark):
            continue
        if opened >= paragraph_end:
            while lines[line] < opened:
                line += 1
            paragraph_end = np.int64(_paragraph_end(end, sym, about, lines, line))
        if mark in (_SINGLE, _SINGLE_OPEN):
            closer = _SINGLE if mark == _SINGLE else _SINGLE_CLOSE
            limit = min(paragraph_end, opened + _LONGEST_SINGLE)
            closed = np.int64(_close_single(end, text, marks, number, closer, limit))
        else:
            closed = np.int64(_close(end, text, marks, number, opened, mark, paragraph_end))
        if closed < 0:
            continue
        if closed - opened > _LONGEST and _is_all(end, sym, about, opened, closed):
            continue
        past = closed
        to = _say(codes, sym, about, lower, opened, closed, said, written)
        if to > written:
            out[found, 0] = opened
            out[found, 1] = closed
            out[found, 2] = written
            out[found, 3] = to
            out[found, 4] = is_headline(sym, low, about, opened, closed, True)
            found += 1
            written = to
    return found
