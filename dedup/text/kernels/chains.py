"""Chains of capitalised words, and whether they stand in a headline or open a sentence.

The plain rules are those of `dedup.text.literals.names` and `dedup.text.literals.headlines`.
"""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, inlined, isa, part
from dedup.text.kernels.stated import (
    ABBREVIATED,
    ALNUM,
    APOSTROPHE,
    BEFORE,
    BLANK,
    CAPITAL,
    LETTER,
    LINE_END,
    LOWER,
    PARTICLE,
    SMALL,
    SPACE,
    TITLE,
    UPPER,
    WORDS_BEGIN,
)
from dedup.text.kernels.symbols import row_of

_SPACE, _DOT, _HYPHEN, _SMALL_S = ord(" "), ord("."), ord("-"), ord("s")
_ASCII = 128
_LONGEST_LINE, _SHORT_LINE = 250, 40
_CAPITALS = 3
_A, _D, _E, _H, _L, _N, _O, _R, _T, _V = (
    ord("a"),
    ord("d"),
    ord("e"),
    ord("h"),
    ord("l"),
    ord("n"),
    ord("o"),
    ord("r"),
    ord("t"),
    ord("v"),
)


@inlined
def flags_at(low: Any, about: Any, at: int, length: int) -> int:
    """What is known of a word that is folded."""
    row = row_of(low, about, WORDS_BEGIN, at, at + length)
    return int(get(about, row + 2)) if row >= 0 else 0


@part
def is_written(sym: Any, low: Any, at: int, end: int) -> bool:
    """Whether all letters are small ones of ASCII."""
    changed = 0
    for place in range(at, end):
        changed |= get(sym, place) ^ get(low, place)
    return bool(changed == 0)


@part
def _word_end(sym: Any, low: Any, about: Any, at: int) -> int:
    """Where the word ends that begins with the capital at a place."""
    place = at + 1
    if get(sym, place) == _DOT:
        dotted = place + 1
        while isa(sym, about, dotted, CAPITAL) and get(sym, dotted + 1) == _DOT:
            dotted += 2
        if dotted > place + 1:
            return dotted
        if get(sym, place + 1) == _SPACE and isa(sym, about, place + 2, CAPITAL):
            return place + 1
    piece = at
    while isa(sym, about, place, ALNUM):
        place += 1
    while (isa(sym, about, place, APOSTROPHE) or get(sym, place) == _HYPHEN) and isa(
        sym, about, place + 1, ALNUM
    ):
        piece = place + 1
        place += 2
        while isa(sym, about, place, ALNUM):
            place += 1
    if (
        get(sym, place) == _DOT
        and get(sym, piece) < _ASCII
        and get(sym, piece) != get(low, piece)
        and is_written(sym, low, piece + 1, place)
        and flags_at(low, about, piece, place - piece) & ABBREVIATED
    ):
        place += 1
    return place


@inlined
def _joins(sym: Any, about: Any, at: int) -> bool:
    """Whether a blank or a hyphen and a capital follow a particle."""
    mark = get(sym, at)
    return (mark in (_SPACE, _HYPHEN)) and isa(sym, about, at + 1, CAPITAL)


@part
def _behind_particle(sym: Any, low: Any, about: Any, at: int) -> int:
    """Where the capital stands that follows a particle; -1 if there is none."""
    stop = at
    while LOWER & get(about, get(sym, stop)):
        stop += 1
    if not flags_at(low, about, at, stop - at) & PARTICLE or not is_written(sym, low, at, stop):
        return -1
    if _joins(sym, about, stop):
        return stop + 1
    if get(sym, stop) != _SPACE:
        return -1
    # "of the", "de la", "van der": the second word says which.
    length = 3
    second = get(sym, stop + 1)
    first = get(sym, at)
    if first == _O and stop - at == 2:
        fits = second == _T and get(sym, stop + 2) == _H and get(sym, stop + 3) == _E
    elif first == _D and stop - at == 2 and get(sym, at + 1) == _E:
        fits = second == _L and get(sym, stop + 2) == _A
        length = 2
    elif first == _V and get(sym, at + 1) == _A:
        fits = (
            second == _D
            and get(sym, stop + 2) == _E
            and (get(sym, stop + 3) == _R or get(sym, stop + 3) == _N)
        )
    else:
        return -1
    stop += 1 + length
    return stop + 1 if fits and _joins(sym, about, stop) else -1


@part
def chain_end(sym: Any, low: Any, about: Any, at: int) -> int:
    """Where the chain of capitalised words ends that begins at a place.

    Returns
    -------
    int
        Its end, or -1 - its end if a wide blank is in it.
    """
    is_wide = False
    end = _word_end(sym, low, about, at)
    while True:
        blank = get(sym, end)
        # What has a symbol of its own is told by it.
        if blank != _SPACE and not (blank > 127 and isa(sym, about, end, BLANK)):
            break
        # A possessive ends a name.
        if get(sym, end - 1) == _SMALL_S and isa(sym, about, end - 2, APOSTROPHE):
            break
        following = end + 1
        if not isa(sym, about, following, CAPITAL):
            following = _behind_particle(sym, low, about, following)
            if following < 0:
                break
        is_wide |= blank != _SPACE
        end = _word_end(sym, low, about, following)
    return -1 - end if is_wide else end


@part
def opens_sentence(sym: Any, about: Any, begin: int) -> bool:
    """Whether what begins at a place may open a sentence."""
    if begin > 1 and get(sym, begin - 1) == _SPACE and not isa(sym, about, begin - 2, BLANK):
        return bool(isa(sym, about, begin - 2, BEFORE))
    at = begin - 1
    while at >= 0 and isa(sym, about, at, BLANK):
        at -= 1
    if at < 0:
        return True
    if not isa(sym, about, at, BEFORE):
        return False
    return at < begin - 1 or not (get(sym, at) == _HYPHEN or isa(sym, about, at, APOSTROPHE))


@part
def is_capital_line(sym: Any, about: Any, start: int, end: int) -> bool:
    """Whether there are capital letters, and no small ones."""
    is_any = False
    for at in range(start, end):
        if isa(sym, about, at, LOWER | TITLE):
            return False
        is_any |= isa(sym, about, at, UPPER)
    return is_any


@part
def is_headline(sym: Any, low: Any, about: Any, start: int, end: int, alone: bool) -> bool:
    """Whether capitals tell nothing in a line; see `dedup.text.literals.headlines`."""
    if end - start > _LONGEST_LINE:
        return is_capital_line(sym, about, start, end)
    if not alone and end - start < _SHORT_LINE:
        last = end - 1
        while last >= start and isa(sym, about, last, SPACE):
            last -= 1
        if last < start or not isa(sym, about, last, LINE_END):
            return True
    capitals = others = 0
    at = start
    while at < end:
        if not isa(sym, about, at, LETTER):
            at += 1
            continue
        word = at
        at += 1
        while at < end and isa(sym, about, at, LETTER):
            at += 1
        if not isa(sym, about, word, LOWER):
            capitals += 1
        elif not (is_written(sym, low, word, at) and flags_at(low, about, word, at - word) & SMALL):
            others += 1
            # So many capitals cannot follow any more.
            if 20 * others > 2 * capitals + end - at + 1:
                return False
    return capitals >= _CAPITALS and 10 * others <= capitals
