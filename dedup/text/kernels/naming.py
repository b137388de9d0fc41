"""Names of a text, read off its chains of capitalised words.

The plain rules are those of `dedup.text.literals.names`; what takes more than these is told to
be read by them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, part, put
from dedup.text.kernels.chains import (
    chain_end,
    flags_at,
    is_capital_line,
    is_headline,
    opens_sentence,
)
from dedup.text.kernels.laying import key_of
from dedup.text.kernels.stated import (
    APOSTROPHE,
    ASCII,
    CAPITAL,
    COMMON,
    COUNTRY,
    IN_HEADLINE,
    INSIDE,
    INSIDE_MASK,
    LEAD,
    OPENS,
    PLACE,
    STATIC,
    TITLED,
    WIDE,
    WORD,
)

__all__ = [
    "BARE",
    "DOUBTFUL",
    "END",
    "FLAGS",
    "MOST",
    "SHAPE",
    "START",
    "WITH_HYPHEN",
    "ends_like_a_verb",
    "find_chains",
    "is_known",
    "may_be_places",
    "note_seen",
    "weigh",
]

_SPACE, _DOT, _HYPHEN, _SMALL_S, _CAPITAL_S = ord(" "), ord("."), ord("-"), ord("s"), ord("S")
_MIX = 0x1E3779B97F4A7C15
_STEP = 8
MOST = 48
"""Words of a chain that are read here."""
_LONGEST = 16
# What a word of a chain is like: columns of `tokens`.
START, END, BARE, FLAGS, SHAPE = 0, 1, 2, 3, 4
WITH_HYPHEN, WITH_DOT, WITH_APOSTROPHE, ACCENTED, DOUBTFUL = 1, 2, 4, 8, 16
_D, _E, _G, _I, _L, _N, _R, _S, _Y = (
    ord("d"),
    ord("e"),
    ord("g"),
    ord("i"),
    ord("l"),
    ord("n"),
    ord("r"),
    ord("s"),
    ord("y"),
)


@part
def find_chains(
    count: int, sym: Any, low: Any, about: Any, words: Any, lines: Any, chains: Any
) -> int:
    """Find all chains; returns how many.

    Where each begins and ends, and its state, go to `chains`.
    """
    found = line = past = line_start = 0
    line_end = -1
    headline = False
    for number in range(count):
        at = words[number, 0]
        if at < past or not isa(sym, about, at, CAPITAL):
            continue
        stop = chain_end(sym, low, about, at)
        state = WIDE if stop < 0 else INSIDE
        past = -1 - stop if stop < 0 else stop
        if at >= line_end:
            while lines[line] < at:
                line_start = lines[line] + 1
                line += 1
            line_end = lines[line]
            headline = is_headline(sym, low, about, line_start, line_end, line_start == 0)
        if headline:
            state |= IN_HEADLINE
        elif opens_sentence(sym, about, at):
            state |= OPENS
        chains[found, 0] = at
        chains[found, 1] = past
        chains[found, 2] = state
        found += 1
    return found


@inlined
def _hash(sym: Any, start: int, end: int) -> int:
    mixed = np.int64(end - start)
    for at in range(start, end, _STEP):
        mixed = (mixed ^ key_of(sym, at, end - at)) * _MIX
        mixed ^= mixed >> 32
    return mixed


@part
def _bare_end(sym: Any, about: Any, start: int, end: int) -> int:
    """Where a word ends without its possessive in a small letter."""
    if end - start > 1 and get(sym, end - 1) == _SMALL_S and isa(sym, about, end - 2, APOSTROPHE):
        return end - 2
    return end


@part
def note_seen(count: int, sym: Any, about: Any, chains: Any, seen: Any, slots: Any) -> int:
    """Note the words of all chains inside sentences; returns how many places `slots` has."""
    noted = 0
    for number in range(count):
        if chains[number, 2] & INSIDE_MASK:
            continue
        start, end = chains[number, 0], chains[number, 1]
        for at in range(start, end + 1):
            symbol = get(sym, at)
            if (
                at == end
                or symbol == _SPACE
                or (symbol > 127 and not isa(sym, about, at, WORD | APOSTROPHE))
            ):
                seen[noted, 0] = start
                seen[noted, 1] = at
                noted += 1
                start = at + 1
    size = 64
    while size < 2 * noted:
        size *= 2
    for place in range(size):
        put(slots, place, 0)
    for number in range(noted):
        start, end = seen[number, 0], seen[number, 1]
        place = _hash(sym, start, _bare_end(sym, about, start, end)) & (size - 1)
        while get(slots, place):
            place = (place + 1) & (size - 1)
        put(slots, place, number + 1)
    return size


@part
def _is_same(codes: Any, a: int, b: int, length: int) -> bool:
    differ = 0
    for at in range(length):
        differ |= get(codes, a + at) ^ get(codes, b + at)
    return differ == 0


@part
def _is_seen(
    codes: Any, sym: Any, about: Any, start: int, bare: int, seen: Any, slots: Any, size: int
) -> bool:
    """Whether a word stands inside a sentence too, with a possessive or without."""
    place = _hash(sym, start, bare) & (size - 1)
    while get(slots, place):
        number = get(slots, place) - 1
        other, end = np.int64(seen[number, 0]), np.int64(seen[number, 1])
        other_bare = _bare_end(sym, about, other, end)
        if other_bare - other == bare - start and _is_same(codes, start, other, bare - start):
            return True
        place = (place + 1) & (size - 1)
    return False


@part
def _shape(sym: Any, about: Any, start: int, end: int) -> int:
    """What a word has besides plain letters."""
    shape = 0
    for at in range(start, end):
        symbol = get(sym, at)
        if symbol == _HYPHEN:
            shape |= WITH_HYPHEN
        elif symbol == _DOT:
            shape |= WITH_DOT
        elif isa(sym, about, at, APOSTROPHE):
            shape |= WITH_APOSTROPHE
        elif not isa(sym, about, at, ASCII):
            shape |= ACCENTED
    return shape


@part
def weigh(sym: Any, low: Any, about: Any, folded: Any, tokens: Any, number: int) -> None:
    """What is known of a word of a chain."""
    start, end = np.int64(tokens[number, START]), np.int64(tokens[number, END])
    shape = _shape(sym, about, start, end)
    tokens[number, BARE] = end
    if not shape & ~ACCENTED:
        flags = flags_at(low, about, start, end - start)
        tokens[number, FLAGS] = flags & ~COMMON if shape else flags
        tokens[number, SHAPE] = shape
        return
    bare = end
    if shape & WITH_APOSTROPHE:
        bare = _bare_end(sym, about, start, end)
        if get(sym, end - 1) == _CAPITAL_S and isa(sym, about, end - 2, APOSTROPHE):
            shape |= DOUBTFUL
    length = 0
    for at in range(start, bare):
        letter = get(low, at)
        if letter == _DOT:
            continue
        if length == _LONGEST:
            # No single word that is listed is as long; of several, one may be.
            shape |= DOUBTFUL if shape & WITH_HYPHEN else 0
            length += 1
            break
        put(folded, length, _SPACE if letter == _HYPHEN else letter)
        length += 1
    flags = flags_at(folded, about, np.int64(0), length)
    if shape & WITH_HYPHEN:
        first = 0
        while first < length and get(folded, first) != _SPACE:
            first += 1
        flags |= flags_at(folded, about, np.int64(0), first) & LEAD
    common = flags & COMMON
    if shape & (WITH_HYPHEN | ACCENTED) or (
        shape & WITH_DOT and get(sym, start + 1) == _DOT and end - start > 2
    ):
        common = 0
    if shape & WITH_APOSTROPHE:
        stem = start
        while not isa(sym, about, stem, APOSTROPHE):
            stem += 1
        last = end - 1 if get(sym, end - 1) == _DOT else end
        common = (
            0 if shape & (WITH_HYPHEN | ACCENTED) else flags_at(low, about, start, last - start)
        )
        if not shape & ACCENTED or not _shape(sym, about, start, stem) & ACCENTED:
            common |= flags_at(low, about, start, stem - start)
        common &= COMMON
    tokens[number, BARE] = bare
    tokens[number, FLAGS] = (flags & ~COMMON) | common
    tokens[number, SHAPE] = shape


@part
def _is_capital(sym: Any, about: Any, start: int, end: int) -> bool:
    """Whether a short word has two capitals at least, and no small letters."""
    return 1 < end - start < 6 and is_capital_line(sym, about, start, end)


@inlined
def is_known(
    codes: Any, sym: Any, about: Any, tokens: Any, number: int, seen: Any, slots: Any, size: int
) -> bool:
    """Whether a word that opens a sentence is a name wherever it stands."""
    if tokens[number, FLAGS] & STATIC:
        return True
    start, bare = np.int64(tokens[number, START]), np.int64(tokens[number, BARE])
    return _is_capital(sym, about, start, bare) or _is_seen(
        codes, sym, about, start, bare, seen, slots, size
    )


@part
def may_be_places(sym: Any, low: Any, about: Any, start: int, end: int) -> int:
    """How many pieces of some words may be names of countries."""
    count = 0
    at = start
    while at < end:
        if not isa(sym, about, at, WORD):
            at += 1
            continue
        word = at
        while at < end and isa(sym, about, at, WORD):
            at += 1
        is_dotted = at == word + 1 and get(sym, at) == _DOT
        count += is_dotted or flags_at(low, about, word, at - word) & (COUNTRY | PLACE) != 0
    return count


@part
def ends_like_a_verb(sym: Any, low: Any, about: Any, tokens: Any, number: int) -> bool:
    """Whether a word that opens a sentence looks like no name: "Speaking", "Formerly"."""
    start, end = np.int64(tokens[number, START]), np.int64(tokens[number, END])
    if not tokens[number, SHAPE] and tokens[number, FLAGS] & TITLED:
        return False
    while end > start and get(sym, end - 1) == _DOT:
        end -= 1
    if end - start < 3:
        return end - start == 2 and _ends(sym, low, about, end, 2) == 1
    return _ends(sym, low, about, end, 3) > 0


@inlined
def _ends(sym: Any, low: Any, about: Any, end: int, length: int) -> int:
    """1 if the letters end in "ly" or "ed", 2 in "ing" or "ers"."""
    last, second, third = get(low, end - 1), get(low, end - 2), get(low, end - 3)
    if not (isa(sym, about, end - 1, ASCII) and isa(sym, about, end - 2, ASCII)):
        return 0
    if (last == _Y and second == _L) or (last == _D and second == _E):
        return 1
    if length < 3 or not isa(sym, about, end - 3, ASCII):
        return 0
    return int(
        2
        * (
            (last == _G and second == _N and third == _I)
            or (last == _S and second == _R and third == _E)
        )
    )
