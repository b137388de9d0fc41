"""Names read off chains of capitalised words; see `dedup.text.kernels.naming`."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, part
from dedup.text.kernels.naming import (
    BARE,
    DOUBTFUL,
    END,
    FLAGS,
    MOST,
    SHAPE,
    START,
    WITH_HYPHEN,
    ends_like_a_verb,
    is_known,
    may_be_places,
    note_seen,
    weigh,
)
from dedup.text.kernels.stated import (
    ADJECTIVE,
    ALIAS,
    COMMON,
    FOLDED,
    HEAD,
    HEADLINE,
    IN_HEADLINE,
    IRREGULAR,
    LEAD,
    NAME,
    OPENING,
    OPENS,
    PART,
    TITLED,
    WIDE,
)

__all__ = ["find_names"]

_SPACE = ord(" ")
_A, _CAPITAL_M, _CAPITAL_T, _D, _E, _F, _H, _O, _T, _Y = (
    ord("a"),
    ord("M"),
    ord("T"),
    ord("d"),
    ord("e"),
    ord("f"),
    ord("h"),
    ord("o"),
    ord("t"),
    ord("y"),
)


@inlined
def _put(out: Any, row: int, kind: int, start: int, end: int, title: int, title_end: int) -> None:
    out[row, 0] = kind
    out[row, 1] = start
    out[row, 2] = end
    out[row, 3] = title
    out[row, 4] = title_end


@part
def _put_name(out: Any, row: int, tokens: Any, titles: int, first: int, last: int) -> None:
    """A name of some words of a chain, with those before it as its title."""
    shape = 0
    for number in range(first, last):
        shape |= tokens[number, SHAPE]
    # "The" may open a name where another word was taken off.
    kind = FOLDED if shape or tokens[first, FLAGS] & COMMON else NAME
    start = end = 0
    if titles < first:
        start, end = tokens[titles, START], tokens[first - 1, END]
        shape = 0
        for number in range(titles, first):
            shape |= tokens[number, SHAPE]
        kind |= IRREGULAR if shape else 0
    _put(out, row, kind, tokens[first, START], tokens[last - 1, BARE], start, end)


@part
def _is_today(codes: Any, tokens: Any, number: int) -> bool:
    """Whether a word is "May" or "Today"."""
    at, length = tokens[number, START], tokens[number, END] - tokens[number, START]
    if length == 3:
        return bool(codes[at] == _CAPITAL_M and codes[at + 1] == _A and codes[at + 2] == _Y)
    return bool(
        length == 5
        and codes[at] == _CAPITAL_T
        and codes[at + 1] == _O
        and codes[at + 2] == _D
        and codes[at + 3] == _A
        and codes[at + 4] == _Y
    )


@part
def _read_part(
    text: Any, tokens: Any, seen: Any, begin: int, end: int, opening: bool, out: Any, row: int
) -> int:
    """Read some words of a chain; returns how many rows of `out` are told of then."""
    codes, sym, low, about = text
    known_seen, slots, size = seen
    doubtful = tokens[begin, FLAGS] & LEAD
    for number in range(begin, end):
        doubtful |= tokens[number, SHAPE] & DOUBTFUL
    if doubtful:
        kind = PART | OPENING if opening else PART
        _put(out, row, kind, tokens[begin, START], tokens[end - 1, END], 0, 0)
        return row + 1
    first, last = begin, end
    if end - begin == 1 and not tokens[begin, SHAPE] & WITH_HYPHEN:
        flags = tokens[begin, FLAGS]
        if flags & COMMON or (flags & TITLED and (opening or not flags & ALIAS)):
            return row
        if opening and not is_known(codes, sym, about, tokens, begin, known_seen, slots, size):
            return row
        _put_name(out, row, tokens, begin, begin, end)
        return row + 1
    while first < last and tokens[first, FLAGS] & COMMON:
        first += 1
        opening = opening and first == last
    while last > first and tokens[last - 1, FLAGS] & COMMON:
        if last - first == 2 and _is_today(codes, tokens, last - 1):
            break  # Theresa May, USA Today
        last -= 1
    if first == last:
        return row
    if last - first == 1 and tokens[first, SHAPE] & WITH_HYPHEN:
        start, stop = np.int64(tokens[first, START]), np.int64(tokens[first, END])
        if may_be_places(sym, low, about, start, stop) > 1:
            _put(out, row, PART | OPENING if opening else PART, start, stop, 0, 0)
            return row + 1
    if (
        opening
        and last - first > 1
        and not is_known(codes, sym, about, tokens, begin, known_seen, slots, size)
        and ends_like_a_verb(sym, low, about, tokens, begin)
    ):
        first += 1
        opening = False
    # "Russian President Ana Reyes": the adjective is a name of its own.
    if last - first > 1 and tokens[first, FLAGS] & ADJECTIVE and tokens[first + 1, FLAGS] & TITLED:
        _put_name(out, row, tokens, first, first, first + 1)
        row += 1
        first += 1
        opening = False
    titles = first
    while first < last and tokens[first, FLAGS] & TITLED:
        first += 1
    if first == last:
        # Titles alone name nobody ("the Prime Minister"), but parties do.
        if last - titles == 1 and tokens[titles, FLAGS] & ALIAS and not opening:
            _put_name(out, row, tokens, titles, titles, last)
            row += 1
        return row
    if (
        opening
        and last - first == 1
        and first == titles
        and not is_known(codes, sym, about, tokens, first, known_seen, slots, size)
    ):
        return row
    _put_name(out, row, tokens, titles, first, last)
    return row + 1


@part
def _cut(codes: Any, tokens: Any, begin: int, end: int) -> int:
    """Cut a chain at its blanks; returns how many words it has, -1 for too many."""
    count = 0
    start = begin
    for at in range(begin, end + 1):
        if at == end or get(codes, at) == _SPACE:
            if count == MOST:
                return -1
            tokens[count, START] = start
            tokens[count, END] = at
            count += 1
            start = at + 1
    return count


@inlined
def _is_word(codes: Any, tokens: Any, number: int, first: int, second: int, third: int) -> bool:
    """Whether a word of a chain is of two or three letters, which are given."""
    at = tokens[number, START]
    return (
        tokens[number, END] - at == (3 if third else 2)
        and codes[at] == first
        and codes[at + 1] == second
        and (not third or codes[at + 2] == third)
    )


@part
def _read_chain(
    text: Any, tokens: Any, count: int, seen: Any, opening: bool, out: Any, row: int
) -> int:
    """Part a chain at each "of" that does not belong to a name, and read the parts."""
    codes = text[0]
    begin = 0
    number = 1
    while number < count - 1:
        if not _is_word(codes, tokens, number, _O, _F, 0):
            number += 1
            continue
        head = tokens[number - 1, SHAPE] == 0 and tokens[number - 1, FLAGS] & HEAD
        following = number + 1
        if following < count - 1 and _is_word(codes, tokens, following, _T, _H, _E):
            following += 1
        if not head:
            row = _read_part(text, tokens, seen, begin, number, opening, out, row)
            opening = False
            begin = following
        number = following + 1
    return _read_part(text, tokens, seen, begin, count, opening, out, row)


@part
def find_names(
    count: int, text: Any, chains: Any, tokens: Any, folded: Any, seen: Any, slots: Any, out: Any
) -> int:
    """Read the names of all chains; returns how many rows are told of in `out`.

    A row has what it is, where it begins and ends, and where its title does.
    """
    codes, sym, low, about = text
    size = note_seen(count, sym, about, chains, seen, slots)
    known = seen, slots, size
    row = 0
    for number in range(count):
        start, end = np.int64(chains[number, 0]), np.int64(chains[number, 1])
        state = chains[number, 2]
        if state & IN_HEADLINE:
            if may_be_places(sym, low, about, start, end):
                _put(out, row, HEADLINE, start, end, 0, 0)
                row += 1
            continue
        opening = state & OPENS != 0
        words = -1 if state & WIDE else _cut(codes, tokens, start, end)
        if words < 0:
            _put(out, row, PART | OPENING if opening else PART, start, end, 0, 0)
            row += 1
            continue
        for word in range(words):
            weigh(sym, low, about, folded, tokens, word)
        row = _read_chain(text, tokens, words, known, opening, out, row)
    return row
