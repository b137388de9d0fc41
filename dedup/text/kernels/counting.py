"""What stands around a number of a text: what it counts, its sign, and how exact it is said to be.

The plain rules are those of `dedup.text.literals.numbers` and `dedup.text.literals.surroundings`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, part
from dedup.text.kernels.laying import key_of
from dedup.text.kernels.stated import (
    ALNUM,
    ALPHA,
    ASCII,
    CAPITAL,
    COUNT,
    COUNTRY_OF_CURRENCY,
    CURRENCY,
    FIGURE,
    KNOWN_UNIT,
    LETTER,
    NO_LABEL,
    NO_QUALIFIER,
    OTHER,
    PERCENT,
    Q_END,
    Q_START,
    Q_TOLD,
    Q_UNIT,
    Q_UNIT_END,
    QUALIFIED,
    QUALIFIER,
    SCALE,
    SHARE,
    SHORT_SCALE,
    SIGN,
    SPACE,
    UNIT,
    UNIT_MASK,
    UNIT_STOP,
    UPPER,
    WORD,
)
from dedup.text.kernels.symbols import row_of

_SPACE, _WIDE, _HYPHEN, _MINUS, _DOT = ord(" "), ord("\u00a0"), ord("-"), ord("−"), ord(".")
_PERCENT = ord("%")
_OPEN_ROUND, _BREAK = ord("("), ord("\n")
_A_SMALL, _Z_SMALL = ord("a"), ord("z")
_REACH, _QUALIFIER_REACH = 30, 32
_OTHER_KEY = int.from_bytes(b" other", "little")
_MORE_KEY = int.from_bytes(b" more ", "little")
_CENT_KEY = int.from_bytes(b"cent", "little")
OTHER_SIGN = 1 << 40
"""A sign or a code that plain code has to read."""
_MINUS_KEY = int.from_bytes(b"minus", "little")
_B, _E, _P, _S, _CAPITAL_R = ord("b"), ord("e"), ord("p"), ord("s"), ord("R")
_FREQUENT_SIGNS = ord("$"), ord("€"), ord("£")


@inlined
def flags_of(low: Any, counted: Any, at: int, length: int) -> int:
    """What is known of a word beside a number."""
    row = row_of(low, counted, 0, at, at + length)
    return int(get(counted, row + 2)) if row >= 0 else 0


@part
def letters_end(sym: Any, about: Any, at: int) -> int:
    """Where the letters of ASCII end that begin at a place."""
    while isa(sym, about, at, LETTER) and isa(sym, about, at, ASCII):
        at += 1
    return at


@inlined
def _small_end(sym: Any, at: int) -> int:
    """Where the small letters of ASCII end that begin at a place."""
    while _A_SMALL <= get(sym, at) <= _Z_SMALL:
        at += 1
    return at


@inlined
def joins(codes: Any, at: int) -> bool:
    """Whether a character may stand between a number and what belongs to it."""
    code = get(codes, at)
    return bool((code == _SPACE) | (code == _WIDE) | (code == _HYPHEN))


@part
def unit_after(codes: Any, sym: Any, low: Any, counted: Any, at: int, out: Any, row: int) -> int:
    """Tell what is counted, and return its flags; see `dedup.text.literals.surroundings`.

    A unit is told by its number, another noun by where it begins and ends.
    """
    out[row, Q_UNIT] = out[row, Q_UNIT_END] = 0
    if not joins(codes, at):
        return 0
    noun = noun_end = np.int64(0)
    for _ in range(3):
        start = at + 1
        at = _small_end(sym, start)
        if at == start:
            break
        found = row_of(low, counted, 0, start, at)
        if found >= 0:
            flags = get(counted, found + 2)
            if flags & UNIT_STOP:
                break
            if flags & UNIT:
                out[row, Q_UNIT] = -(get(counted, found + 3) & UNIT_MASK)
                return int(flags | KNOWN_UNIT)
        if not noun_end:
            noun, noun_end = start, at
        if get(sym, at - 1) == _S or not (get(sym, at) == _SPACE or get(sym, at) == _HYPHEN):
            break
    if not noun_end:
        return 0
    if get(sym, noun_end - 1) == _S and not (noun_end - noun > 1 and get(sym, noun_end - 2) == _S):
        noun_end -= 1
    out[row, Q_UNIT] = noun
    out[row, Q_UNIT_END] = noun_end
    return flags_of(low, counted, noun, noun_end - noun)


@part
def sign_before(codes: Any, sym: Any, about: Any, start: int) -> int:
    """Where the sign of a currency stands before a number.

    -1 if there is none, `OTHER_SIGN` if it is not one of the most frequent by itself.
    """
    at = start - 1
    if at > 0 and get(codes, at) == _SPACE:
        at -= 1
    if at < 0:
        return -1
    if isa(sym, about, at, SIGN):
        code = get(codes, at)
        is_frequent = code in _FREQUENT_SIGNS
        if not is_frequent or (
            at
            and isa(sym, about, at - 1, ASCII)
            and (isa(sym, about, at - 1, ALPHA) or get(sym, at - 1) == _DOT)
        ):
            return OTHER_SIGN
        return at
    last = get(sym, at)
    if last == _DOT:
        is_other = at > 1 and get(sym, at - 1) == _S and get(sym, at - 2) == _CAPITAL_R
    elif last == _S:
        is_other = at > 0 and get(sym, at - 1) == _CAPITAL_R
    else:
        is_other = (
            at > 1
            and isa(sym, about, at, CAPITAL)
            and isa(sym, about, at - 1, CAPITAL)
            and isa(sym, about, at - 2, CAPITAL)
        )
    return OTHER_SIGN if is_other else -1


@part
def _is_label_before(codes: Any, sym: Any, low: Any, about: Any, counted: Any, start: int) -> bool:
    """Whether a capitalised word before a number says that it is a label: "Boeing 737"."""
    if start < 1 or get(codes, start - 1) != _SPACE:
        return False
    word = start - 1
    limit = max(0, start - _REACH)
    is_plain = True
    while word > limit and get(codes, word - 1) != _SPACE:
        word -= 1
        if not isa(sym, about, word, ALNUM):
            return False
        is_plain &= isa(sym, about, word, ASCII)
    if word == start - 1 or not isa(sym, about, word, UPPER):
        return False
    return not (is_plain and flags_of(low, counted, word, start - 1 - word) & NO_LABEL)


@part
def _may_be_qualified(sym: Any, low: Any, about: Any, counted: Any, start: int) -> bool:
    """Whether the word before a number may end a qualifier, but for what may stand between."""
    limit = max(0, start - _QUALIFIER_REACH)
    word = start
    while True:
        end = word
        while end > limit and isa(sym, about, end - 1, SPACE):
            end -= 1
        word = end
        while word > limit and not isa(sym, about, word - 1, SPACE):
            word -= 1
        flags = flags_of(low, counted, word, end - word)
        if not flags & NO_QUALIFIER:
            return flags & QUALIFIER != 0


@part
def _may_be_negative(codes: Any, sym: Any, low: Any, about: Any, start: int) -> bool:
    """Whether a minus may stand before a number."""
    before = get(codes, start - 1) if start else _BREAK
    if before == _SPACE:
        return start > 5 and key_of(low, start - 6, 5) == _MINUS_KEY
    if before not in (_HYPHEN, _MINUS):
        return False
    return start < 2 or isa(sym, about, start - 2, SPACE) or get(sym, start - 2) == _OPEN_ROUND


@part
def _percent_end(sym: Any, low: Any, about: Any, counted: Any, at: int) -> int:
    """Where "percent" ends that begins at a place.

    0 if there is none, -1 if plain code has to tell.
    """
    end = letters_end(sym, about, at)
    if not flags_of(low, counted, at, end - at) & PERCENT:
        return 0
    if isa(sym, about, end, WORD) or get(low, at) == _B:  # "basis points"
        return -1
    if end - at == 3 and get(low, at + 1) == _E:  # "per"
        if get(sym, end) != _SPACE:
            return 0
        at, end = end + 1, letters_end(sym, about, end + 1)
        if key_of(low, at, end - at) != _CENT_KEY:
            return 0
        return -1 if isa(sym, about, end, WORD) else end
    return end if end - at < 8 else -1


@part
def may_be_currency(sym: Any, low: Any, about: Any, counted: Any, at: int) -> bool:
    """Whether the name, the code or the sign of a currency may begin at a place."""
    if isa(sym, about, at, SIGN):
        return True
    for _ in range(3):
        end = letters_end(sym, about, at)
        flags = flags_of(low, counted, at, end - at)
        if flags & CURRENCY:
            return True
        if not flags & COUNTRY_OF_CURRENCY:
            return False
        if end - at == 1:
            end += 3  # "U.S."
        if get(sym, end) != _SPACE:
            return False
        at = end + 1
    return False


@part
def _may_be_loud(sym: Any, low: Any, about: Any, counted: Any, at: int) -> bool:
    """Whether a unit in capitals may begin at a place."""
    if not isa(sym, about, at, CAPITAL):
        return False
    end = letters_end(sym, about, at)
    return flags_of(low, counted, at, end - at) & UNIT != 0


@part
def scale_end(sym: Any, low: Any, about: Any, counted: Any, at: int) -> int:
    """Where a multiplier ends that follows a number.

    0 if there is none, -1 if plain code has to tell.
    """
    end = letters_end(sym, about, at)
    flags = flags_of(low, counted, at, end - at)
    if not flags & SCALE:
        return 0
    if flags & SHORT_SCALE or isa(sym, about, end, WORD):
        return -1
    if get(sym, end) == _HYPHEN and isa(sym, about, end + 1, WORD):
        return -1
    return end


@part
def tell(
    codes: Any,
    sym: Any,
    low: Any,
    about: Any,
    counted: Any,
    start: int,
    end: int,
    out: Any,
    row: int,
) -> bool:
    """Tell what stands before and behind a number; False if a minus may."""
    if _may_be_negative(codes, sym, low, about, start):
        return False
    told = QUALIFIED if _may_be_qualified(sym, low, about, counted, start) else 0
    behind = key_of(sym, end, 6)
    if behind in (_OTHER_KEY, _MORE_KEY):
        told |= OTHER
    out[row, Q_START] = start
    out[row, Q_END] = end
    out[row, Q_TOLD] = told
    return True


@part
def finish(
    codes: Any,
    sym: Any,
    low: Any,
    about: Any,
    counted: Any,
    start: int,
    end: int,
    is_scaled: bool,
    out: Any,
    row: int,
) -> int:
    """Tell what follows and precedes a number; returns its form, `FIGURE` if plain code has to.

    -1 is for a label, which no number is that has a multiplier.
    """
    following = end
    if joins(codes, end):
        following += 1
    share = np.int64(0)
    if get(sym, following) == _PERCENT:
        share = np.int64(-1) if get(sym, end) == _HYPHEN else following + 1
    elif get(low, following) == _P or get(low, following) == _B:
        share = _percent_end(sym, low, about, counted, following)
    if share < 0:
        return FIGURE
    form = COUNT
    if share:
        form = SHARE
        end = share
        out[row, Q_UNIT] = out[row, Q_UNIT_END] = 0
    else:
        if isa(sym, about, end, SIGN):
            return FIGURE
        if following > end and (
            may_be_currency(sym, low, about, counted, following)
            or _may_be_loud(sym, low, about, counted, following)
        ):
            return FIGURE
        flags = unit_after(codes, sym, low, counted, end, out, row)
        if (
            not is_scaled
            and not flags & KNOWN_UNIT
            and _is_label_before(codes, sym, low, about, counted, start)
        ):
            return -1
    return form if tell(codes, sym, low, about, counted, start, end, out, row) else FIGURE
