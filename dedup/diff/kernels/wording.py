"""The words of sentences as numbers, as `dedup.diff.wording` reads them."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.constants import MARK_ODD, MARK_TWICE
from dedup.machine.compiling import get, inlined, part, put

__all__ = ["read_words"]

_PLAIN, _CURLY = ord("'"), ord("’")
_HIDDEN = 0xAD  # the soft hyphen
_CODE = (1 << 21) - 1
_FACTOR = 0x1E3779B97F4A7C15


@inlined
def _letter(letters: Any, code: int) -> int:
    """What a character is folded to, with marks; 0 if it is no letter and no digit."""
    return get(letters, code) if code < 256 else 0


@inlined
def _is_apostrophe(code: int) -> bool:
    return (code == _PLAIN) | (code == _CURLY)


@inlined
def _is_apart(code: int) -> bool:
    """Whether a character is neither Latin-1 nor punctuation."""
    return (
        (code > 0xFF)
        & ((code < 0x2010) | (code > 0x2027))
        & ((code < 0x2030) | (code > 0x205E))
        & ((code < 0x20A0) | (code > 0x20CF))
    ) | (code == _HIDDEN)


@part
def _is_word(codes: Any, letters: Any, at: int, begin: int, end: int) -> bool:
    """Whether a character is part of a word of the text ``codes[begin:end]``."""
    if _letter(letters, get(codes, at)):
        return True
    return bool(
        _is_apostrophe(get(codes, at))
        and at > begin
        and at + 1 < end
        and _letter(letters, get(codes, at - 1))
        and _letter(letters, get(codes, at + 1))
    )


@part
def _cuts_word(codes: Any, letters: Any, at: int, begin: int, end: int) -> bool:
    """Whether a place lies within a word."""
    return (
        begin < at < end
        and _is_word(codes, letters, at - 1, begin, end)
        and _is_word(codes, letters, at, begin, end)
    )


@part
def _number(folded: Any, at: int, size: int, mixed: int, table: Any, known: Any, count: int) -> int:
    """The number of the word ``folded[at:at + size]``: `count` if it has not been met.

    `known` has of each number where its letters are, how many they are, and their hash.
    """
    mask = len(table) - 1
    place = (mixed ^ (mixed >> 32)) & mask
    while True:
        number = get(table, place) - 1
        if number < 0:
            put(table, place, count + 1)
            known[0, count] = at
            known[1, count] = size
            known[2, count] = mixed
            return count
        if known[2, number] == mixed and known[1, number] == size:
            other = known[0, number]
            same = 0
            while same < size and get(folded, at + same) == get(folded, other + same):
                same += 1
            if same == size:
                return int(number)
        place = (place + 1) & mask


@part
def read_words(
    codes: Any,
    begin: int,
    end: int,
    low: int,
    high: int,
    letters: Any,
    table: Any,
    known: Any,
    folded: Any,
    words: Any,
    state: Any,
) -> bool:
    """Read the words of ``codes[low:high]``, a stretch of the text ``codes[begin:end]``.

    Each goes to `words`: its number, where it begins in the text and where it ends. `state` has how
    many words there are, how many numbers, and how many letters in `folded`.

    Returns
    -------
    bool
        False where only plain code can tell.
    """
    if _cuts_word(codes, letters, low, begin, end) or _cuts_word(codes, letters, high, begin, end):
        return False
    at = low
    while at < high:
        letter = _letter(letters, get(codes, at))
        if not letter:
            if _is_apart(get(codes, at)):
                return False
            at += 1
            continue
        count, numbers, letters_end = state[0], state[1], state[2]
        first, place = at, letters_end
        mixed = 0
        while True:
            if letter & MARK_ODD:
                return False
            put(folded, place, letter & _CODE)
            mixed = (mixed ^ (letter & _CODE)) * _FACTOR
            place += 1
            if letter & MARK_TWICE:
                put(folded, place, letter & _CODE)
                mixed = (mixed ^ (letter & _CODE)) * _FACTOR
                place += 1
            at += 1
            if at >= high:
                break
            code = get(codes, at)
            letter = _letter(letters, code)
            if letter:
                continue
            # What an apostrophe joins is one word, whichever it is.
            if not _is_apostrophe(code) or at + 1 >= high:
                break
            letter = _letter(letters, get(codes, at + 1))
            if not letter:
                break
            put(folded, place, _PLAIN)
            mixed = (mixed ^ _PLAIN) * _FACTOR
            place += 1
            at += 1
        number = _number(folded, letters_end, place - letters_end, mixed, table, known, numbers)
        if number == numbers:
            state[1] = numbers + 1
            state[2] = place
        words[0, count] = number
        words[1, count] = first - begin
        words[2, count] = at - begin
        state[0] = count + 1
    return True
