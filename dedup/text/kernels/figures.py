"""Numbers of a text: those in digits, and what stands around them.

The plain rules are those of `dedup.text.literals.numbers`. Most numbers need few of them, and are
told whole; for all others it is told where they begin.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, inlined, isa, part
from dedup.text.kernels.laying import key_of, word_row
from dedup.text.kernels.stated import (
    ALNUM,
    ALPHA,
    ANY_DIGIT,
    APOSTROPHE,
    ASCII,
    COUNT,
    COUNTRY_OF_CURRENCY,
    CURRENCY,
    DIGIT,
    FIGURE,
    KNOWN_UNIT,
    LETTER,
    NO_LABEL,
    MONEY,
    NO_QUALIFIER,
    NTH,
    PERCENT,
    Q_AMOUNT,
    Q_DIGITS,
    Q_END,
    Q_FORM,
    Q_SCALE,
    Q_START,
    Q_TOLD,
    Q_UNIT,
    Q_UNIT_END,
    QUALIFIED,
    QUALIFIER,
    OTHER,
    SCALE,
    SHARE,
    SHORT_SCALE,
    SIGN,
    SPACE,
    UNIT,
    UNIT_MASK,
    UNIT_STOP,
    UPPER,
    CAPITAL,
    WORD,
)

__all__ = ["finish", "flags_of", "letters_end", "read_figure", "scale_end", "unit_after"]

_SPACE, _WIDE, _HYPHEN, _MINUS, _DOT, _COMMA, _SLASH = 0x20, 0xA0, 0x2D, 0x2212, 0x2E, 0x2C, 0x2F
_COLON, _LINE, _AT, _HASH, _BACKSLASH, _PERCENT = 0x3A, 0x5F, 0x40, 0x23, 0x5C, 0x25
_OPEN, _CLOSE, _CLOSE_BRACKET, _DASH, _NARROW = 0x5B, 0x5D, 0x29, 0x2013, 0x202F
_OPEN_ROUND, _TAB, _BREAK, _STAR, _BULLET = 0x28, 0x09, 0x0A, 0x2A, 0x2022
_A_SMALL, _Z_SMALL, _ZERO, _ONE = 0x61, 0x7A, 0x30, 0x31
_LONGEST_WHOLE, _REACH, _QUALIFIER_REACH = 9, 30, 32
_OTHER_KEY = int.from_bytes(b" other", "little")
_MORE_KEY = int.from_bytes(b" more ", "little")
_CENT_KEY = int.from_bytes(b"cent", "little")
_OTHER_SIGN = 1 << 40
_MINUS_KEY = int.from_bytes(b"minus", "little")


@inlined
def flags_of(low: Any, counted: Any, at: int, length: int) -> int:
    """What is known of a word beside a number."""
    row = word_row(low, at, length, counted, 0)
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
def _joins(codes: Any, at: int) -> bool:
    """Whether a character may stand between a number and what belongs to it."""
    code = get(codes, at)
    return (code == _SPACE) | (code == _WIDE) | (code == _HYPHEN)


@part
def unit_after(codes: Any, sym: Any, low: Any, counted: Any, at: int, out: Any, row: int) -> int:
    """Tell what is counted, and return its flags; see `dedup.text.literals.surroundings`.

    A unit is told by its number, another noun by where it begins and ends.
    """
    out[row, Q_UNIT] = out[row, Q_UNIT_END] = 0
    if not _joins(codes, at):
        return 0
    noun = noun_end = np.int64(0)
    for _ in range(3):
        start = at + 1
        at = _small_end(sym, start)
        if at == start:
            break
        found = word_row(low, start, at - start, counted, 0)
        if found >= 0:
            flags = get(counted, found + 2)
            if flags & UNIT_STOP:
                break
            if flags & UNIT:
                out[row, Q_UNIT] = -(get(counted, found + 3) & UNIT_MASK)
                return int(flags | KNOWN_UNIT)
        if not noun_end:
            noun, noun_end = start, at
        if get(sym, at - 1) == 0x73 or not (get(sym, at) == _SPACE or get(sym, at) == _HYPHEN):
            break
    if not noun_end:
        return 0
    if get(sym, noun_end - 1) == 0x73 and not (
        noun_end - noun > 1 and get(sym, noun_end - 2) == 0x73
    ):
        noun_end -= 1
    out[row, Q_UNIT] = noun
    out[row, Q_UNIT_END] = noun_end
    return flags_of(low, counted, noun, noun_end - noun)


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
    if before != _HYPHEN and before != _MINUS:
        return False
    return start < 2 or isa(sym, about, start - 2, SPACE) or get(sym, start - 2) == _OPEN_ROUND


@part
def _percent_end(sym: Any, low: Any, about: Any, counted: Any, at: int) -> int:
    """Where "percent" ends that begins at a place; 0 if there is none, -1 if plain code has to tell."""
    end = letters_end(sym, about, at)
    if not flags_of(low, counted, at, end - at) & PERCENT:
        return 0
    if isa(sym, about, end, WORD):
        return -1
    if end - at == 3 and get(low, at + 1) == 0x65:  # "per"
        if get(sym, end) != _SPACE:
            return 0
        at, end = end + 1, letters_end(sym, about, end + 1)
        if key_of(low, at, end - at) != _CENT_KEY:
            return 0
        return -1 if isa(sym, about, end, WORD) else end
    return end if end - at < 8 else -1


@part
def _may_be_currency(sym: Any, low: Any, about: Any, counted: Any, at: int) -> bool:
    """Whether the name of a currency may begin at a place."""
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
    at, end = end + 1, letters_end(sym, about, end + 1)
    return flags_of(low, counted, at, end - at) & CURRENCY != 0


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
def _tell(
    codes: Any, sym: Any, low: Any, about: Any, counted: Any, start: int, end: int, out: Any, row: int
) -> bool:
    """Tell what stands before and behind a number; False if a minus may."""
    if _may_be_negative(codes, sym, low, about, start):
        return False
    told = QUALIFIED if _may_be_qualified(sym, low, about, counted, start) else 0
    behind = key_of(sym, end, 6)
    if behind == _OTHER_KEY or behind == _MORE_KEY:
        told |= OTHER
    out[row, Q_START] = start
    out[row, Q_END] = end
    out[row, Q_TOLD] = told
    return True


@part
def finish(
    codes: Any, sym: Any, low: Any, about: Any, counted: Any, start: int, end: int, out: Any, row: int
) -> int:
    """Tell what follows and precedes a number; returns its form, `FIGURE` if plain code has to.

    -1 is for a label.
    """
    following = end
    if _joins(codes, end):
        following += 1
    share = np.int64(0)
    if get(sym, following) == _PERCENT:
        share = np.int64(-1) if get(sym, end) == _HYPHEN else following + 1
    elif get(low, following) == 0x70:
        share = _percent_end(sym, low, about, counted, following)
    if share < 0:
        return FIGURE
    form = COUNT
    if share:
        form = SHARE
        end = share
        out[row, Q_UNIT] = out[row, Q_UNIT_END] = 0
    else:
        if following > end and _may_be_currency(sym, low, about, counted, following):
            return FIGURE
        flags = unit_after(codes, sym, low, counted, end, out, row)
        if not flags & KNOWN_UNIT and _is_label_before(codes, sym, low, about, counted, start):
            return -1
    return form if _tell(codes, sym, low, about, counted, start, end, out, row) else FIGURE


@inlined
def _is_separator(codes: Any, about: Any, sym: Any, at: int) -> bool:
    """Whether a character may stand between thousands."""
    code = get(codes, at)
    return code == _COMMA or code == _NARROW or isa(sym, about, at, APOSTROPHE)


@part
def _whole_end(codes: Any, sym: Any, about: Any, at: int) -> int:
    """Where the whole part ends of a number that begins at a place."""
    end = at + 1
    while isa(sym, about, end, DIGIT):
        end += 1
    if end - at > 3:
        return end
    last = end
    while (
        _is_separator(codes, about, sym, end)
        and isa(sym, about, end + 1, DIGIT)
        and isa(sym, about, end + 2, DIGIT)
        and isa(sym, about, end + 3, DIGIT)
    ):
        last = end
        end += 4
    return last if isa(sym, about, end, DIGIT) else end


@part
def _is_list_mark(codes: Any, sym: Any, about: Any, start: int, end: int) -> bool:
    """Whether digits only number a line or an item."""
    if get(sym, end) == _CLOSE_BRACKET:
        return start == 0 or isa(sym, about, start - 1, SPACE)
    if get(sym, end) != _DOT or not (get(sym, end + 1) == _SPACE or get(sym, end + 1) == _TAB):
        return False
    at = start - 1
    while at >= 0 and get(sym, at) != _BREAK:
        code = get(codes, at)
        if not (code == _SPACE or code == _STAR or code == _HASH or code == _BULLET):
            return False
        at -= 1
    return True


@part
def _is_label(codes: Any, sym: Any, low: Any, about: Any, start: int, whole: int) -> bool:
    """Whether digits name something: [1], #4, 2:15."""
    before = get(codes, start - 1)
    if before == _HASH or before == _AT or before == _SLASH or before == _BACKSLASH:
        return True
    if (before == _HYPHEN or before == _DASH) and start > 1:
        if isa(sym, about, start - 2, ALPHA):
            return True
        return isa(sym, about, start - 2, ANY_DIGIT) and get(sym, whole) == _HYPHEN
    if (before == _DOT or before == _COLON or before == _COMMA) and start > 1:
        return isa(sym, about, start - 2, ANY_DIGIT)
    if before == _OPEN:
        return get(sym, whole) == _CLOSE
    if before != _SPACE or start < 3:
        return False
    end = start - 1
    if get(sym, end - 1) == _DOT or get(low, end - 1) == 0x73:
        end -= 1
    return (
        end > 1
        and get(low, end - 1) == 0x6F
        and get(low, end - 2) == 0x6E
        and isa(sym, about, end - 1, ASCII)
        and isa(sym, about, end - 2, ASCII)
        and isa(sym, about, end, ASCII)
    )


@part
def _sign_before(codes: Any, sym: Any, about: Any, start: int) -> int:
    """Where the sign of a currency stands before a number.

    -1 if there is none, `_OTHER_SIGN` if it is not one of the most frequent by itself.
    """
    at = start - 1
    if at > 0 and get(codes, at) == _SPACE:
        at -= 1
    if at < 0:
        return -1
    if isa(sym, about, at, SIGN):
        code = get(codes, at)
        is_frequent = code == 0x24 or code == 0x20AC or code == 0xA3
        if not is_frequent or (
            at and isa(sym, about, at - 1, ALPHA) and isa(sym, about, at - 1, ASCII)
        ):
            return _OTHER_SIGN
        return at
    last = get(sym, at)
    if last == _DOT:
        is_other = at > 1 and get(sym, at - 1) == 0x73 and get(sym, at - 2) == 0x52
    elif last == 0x73:
        is_other = at > 0 and get(sym, at - 1) == 0x52
    else:
        is_other = (
            at > 1
            and isa(sym, about, at, CAPITAL)
            and isa(sym, about, at - 1, CAPITAL)
            and isa(sym, about, at - 2, CAPITAL)
        )
    return _OTHER_SIGN if is_other else -1


@part
def _is_suffix(first: int, second: int) -> bool:
    """Whether two letters make an ordinal."""
    return (
        (first == 0x73 and second == 0x74)
        or (first == 0x6E and second == 0x64)
        or (first == 0x72 and second == 0x64)
        or (first == 0x74 and second == 0x68)
    )


@part
def read_figure(
    codes: Any, sym: Any, low: Any, about: Any, counted: Any, start: int, out: Any, row: int
) -> int:
    """Read the digits that begin at a place; returns where the next may begin.

    The form in `out` is -1 if they state nothing.
    """
    out[row, Q_START] = start
    out[row, Q_FORM] = -1
    whole = _whole_end(codes, sym, about, start)
    end = whole
    if get(sym, end) == _DOT and isa(sym, about, end + 1, DIGIT):
        end += 2
        while isa(sym, about, end, DIGIT):
            end += 1
    out[row, Q_END] = end
    out[row, Q_DIGITS] = end
    out[row, Q_SCALE] = 0
    out[row, Q_AMOUNT] = -1 - start
    if _is_list_mark(codes, sym, about, start, end):
        return end
    if start and _is_label(codes, sym, low, about, start, whole):
        return end
    is_parted = False
    for at in range(start, whole):
        is_parted |= not isa(sym, about, at, DIGIT)
    if whole - start > 1 and (
        get(sym, start) == _ZERO or (whole - start > _LONGEST_WHOLE and not is_parted)
    ):
        return end
    if isa(sym, about, end, APOSTROPHE) and get(sym, end + 1) == 0x73:
        return end
    if _is_suffix(get(sym, end), get(sym, end + 1)):
        if not isa(sym, about, end + 2, ALNUM):
            unit_after(codes, sym, low, counted, end + 2, out, row)
            out[row, Q_END] = end + 2
            out[row, Q_FORM] = NTH
        return end
    following = get(sym, end)
    if following == 0x73 and not isa(sym, about, end + 1, ALNUM):
        return end  # "1990s"
    is_chance = (
        get(sym, start) == _ONE
        and whole == start + 1
        and following == _SPACE
        and (get(low, end + 1) == 0x69 or get(low, end + 1) == 0x6F)
    )
    out[row, Q_FORM] = FIGURE
    if is_chance or isa(sym, about, end, SIGN):
        return end
    sign = _sign_before(codes, sym, about, start)
    if sign == _OTHER_SIGN:
        return end
    stop = scale_end(sym, low, about, counted, end + 1 if _joins(codes, end) else end)
    if stop < 0 or (not stop and isa(sym, about, end, ALPHA)):
        return end
    out[row, Q_SCALE] = stop
    if (
        following == _SLASH
        or following == _COLON
        or following == _DOT
        or following == _LINE
        or following == _AT
    ):
        after = end + 1
        if isa(sym, about, after, ALNUM) and not (
            following == _DOT and isa(sym, about, after, UPPER)
        ):
            out[row, Q_FORM] = -1
            return end
    stop = stop if stop else end
    if sign < 0:
        out[row, Q_FORM] = finish(codes, sym, low, about, counted, start, stop, out, row)
    elif _tell(codes, sym, low, about, counted, sign, stop, out, row):
        out[row, Q_FORM] = MONEY
    return end
