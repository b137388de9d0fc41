"""Numbers of a text in digits.

The plain rules are those of `dedup.text.literals.numbers`. Most numbers need few of them, and are
told whole; for all others it is told where they begin.
"""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, inlined, isa, part
from dedup.text.kernels.counting import (
    OTHER_SIGN,
    finish,
    joins,
    may_be_currency,
    scale_end,
    sign_before,
    tell,
    unit_after,
)
from dedup.text.kernels.stated import (
    ALNUM,
    ALPHA,
    ANY_DIGIT,
    APOSTROPHE,
    ASCII,
    DIGIT,
    FIGURE,
    MONEY,
    NTH,
    Q_AMOUNT,
    Q_DIGITS,
    Q_END,
    Q_FORM,
    Q_SCALE,
    Q_START,
    SIGN,
    SPACE,
    UPPER,
)

_SPACE, _HYPHEN, _DOT, _COMMA, _SLASH = ord(" "), ord("-"), ord("."), ord(","), ord("/")
_COLON, _LINE, _AT, _HASH, _BACKSLASH = ord(":"), ord("_"), ord("@"), ord("#"), ord("\\")
_OPEN, _CLOSE, _CLOSE_BRACKET, _DASH, _NARROW = (
    ord("["),
    ord("]"),
    ord(")"),
    ord("–"),
    ord("\u202f"),
)
_TAB, _BREAK, _STAR, _BULLET = ord("\t"), ord("\n"), ord("*"), ord("•")
_ZERO, _ONE = ord("0"), ord("1")
_LONGEST_WHOLE = 9
_D, _H, _I, _K, _N, _O, _R, _S, _T = (
    ord("d"),
    ord("h"),
    ord("i"),
    ord("k"),
    ord("n"),
    ord("o"),
    ord("r"),
    ord("s"),
    ord("t"),
)


@inlined
def _is_separator(codes: Any, about: Any, sym: Any, at: int) -> bool:
    """Whether a character may stand between thousands."""
    code = get(codes, at)
    return code in (_COMMA, _NARROW) or isa(sym, about, at, APOSTROPHE)


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
        if code not in (_SPACE, _STAR, _HASH, _BULLET):
            return False
        at -= 1
    return True


@part
def _is_label(codes: Any, sym: Any, low: Any, about: Any, start: int, whole: int) -> bool:
    """Whether digits name something: [1], #4, 2:15."""
    before = get(codes, start - 1)
    if before in (_HASH, _AT, _SLASH, _BACKSLASH):
        return True
    if (before in (_HYPHEN, _DASH)) and start > 1:
        if isa(sym, about, start - 2, ALPHA):
            return True
        return bool(isa(sym, about, start - 2, ANY_DIGIT) and get(sym, whole) == _HYPHEN)
    if (before in (_DOT, _COLON, _COMMA)) and start > 1:
        return bool(isa(sym, about, start - 2, ANY_DIGIT))
    if before == _OPEN:
        return bool(get(sym, whole) == _CLOSE)
    if before != _SPACE or start < 3:
        return False
    end = start - 1
    if get(sym, end - 1) == _DOT or get(low, end - 1) == _S:
        end -= 1
    return (
        end > 1
        and get(low, end - 1) == _O
        and get(low, end - 2) == _N
        and isa(sym, about, end - 1, ASCII)
        and isa(sym, about, end - 2, ASCII)
        and isa(sym, about, end, ASCII)
    )


@part
def _is_suffix(first: int, second: int) -> bool:
    """Whether two letters make an ordinal."""
    return (
        (first == _S and second == _T)
        or (first == _N and second == _D)
        or (first == _R and second == _D)
        or (first == _T and second == _H)
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
    if get(sym, end) == _COMMA and isa(sym, about, end + 1, DIGIT):
        out[row, Q_FORM] = FIGURE  # a decimal comma, or none at all
        return end
    if isa(sym, about, end, APOSTROPHE) and get(sym, end + 1) == _S:
        return end
    if _is_suffix(get(sym, end), get(sym, end + 1)):
        if not isa(sym, about, end + 2, ALNUM):
            unit_after(codes, sym, low, counted, end + 2, out, row)
            out[row, Q_END] = end + 2
            out[row, Q_FORM] = NTH
        return end
    following = get(sym, end)
    if following == _S and end == whole and not isa(sym, about, end + 1, ALNUM):
        return end  # "1990s"
    is_chance = (
        get(sym, start) == _ONE
        and whole == start + 1
        and following == _SPACE
        and (get(low, end + 1) == _I or get(low, end + 1) == _O)
    )
    out[row, Q_FORM] = FIGURE
    if is_chance or isa(sym, about, end, SIGN):
        return end
    sign = sign_before(codes, sym, about, start)
    if sign == OTHER_SIGN:
        return end
    stop = scale_end(sym, low, about, counted, end + 1 if joins(codes, end) else end)
    if stop < 0 or (not stop and isa(sym, about, end, ALPHA)):
        return end
    out[row, Q_SCALE] = stop
    if following in (_SLASH, _COLON, _DOT, _LINE, _AT):
        after = end + 1
        if isa(sym, about, after, ALNUM) and not (
            following == _DOT and isa(sym, about, after, UPPER)
        ):
            out[row, Q_FORM] = -1
            return end
    is_scaled = stop > 0 and get(low, stop - 1) != _K
    stop = stop or end
    if sign < 0:
        out[row, Q_FORM] = finish(codes, sym, low, about, counted, start, stop, is_scaled, out, row)
    elif joins(codes, stop) and may_be_currency(sym, low, about, counted, stop + 1):
        return end  # "$5 million CAD"
    elif tell(codes, sym, low, about, counted, sign, stop, out, row):
        out[row, Q_FORM] = MONEY
    return end
