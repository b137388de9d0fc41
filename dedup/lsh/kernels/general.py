"""Words character by character, for texts and words that are not ASCII.

Characters have their properties from tables in pages of 256, and a word that does not fold
character by character (combining marks, invisible characters, letters that fold to several) is
looked up by the hash of its bytes. `dedup.lsh.characters` fills these tables; what is not in
them yet is asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.constants import (
    ALPHA,
    ANCHORING,
    ASKS,
    CODE_POINT,
    CUT,
    DIGIT,
    FAULT,
    JOINING,
    LONGEST,
    MARK,
    ONE_TO_ONE,
    SELECTOR,
    SHORT,
    SPACED,
    UNSPACED,
    UNSPACED_FOLDED,
)
from dedup.machine.compiling import part
from dedup.machine.hashing import PLAIN, xxh64
from dedup.machine.utf8 import encode

__all__ = ["all_one_to_one", "cut_general", "decode", "hash_general", "properties"]

_ONE = np.uint64(1)


@part
def decode(data: Any, at: int, end: int) -> tuple[int, int]:
    """The code point at `at` and its length in bytes; `FAULT` where there is none."""
    first = np.int64(data[at])
    if first < 0x80:
        return first, 1
    if first < 0xC2 or first > 0xF4:
        return FAULT, 1
    size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if at + size > end:
        return FAULT, 1
    code = first & (0x7F >> size)
    for place in range(at + 1, at + size):
        byte = np.int64(data[place])
        if byte & 0xC0 != 0x80:
            return FAULT, 1
        code = (code << 6) | (byte & 0x3F)
    if (size == 3 and code < 0x800) or (size == 4 and not 0x10000 <= code <= 0x10FFFF):
        return FAULT, 1
    return code, size


@part
def properties(code: int, pages: Any, entries: Any, asked: Any) -> int:
    """Folded form and properties of a code point; 0, and asked for, where they are not known."""
    page = pages[code >> 8]
    if page < 0:
        count = asked[0, 0]
        if count < ASKS:
            asked[count + 1, 0] = code
            asked[count + 1, 1] = FAULT
            asked[0, 0] = count + 1
        return 0
    return np.int64(entries[page * 256 + (code & 255)])


@part
def _general_end(
    data: Any, at: int, end: int, pages: Any, entries: Any, asked: Any
) -> tuple[int, bool]:
    """Where the word that begins at `at` ends (`at` for none), and whether it folds one to one."""
    code, size = decode(data, at, end)
    if code == FAULT:
        return at, False
    found = properties(code, pages, entries, asked)
    plain = found & ONE_TO_ONE != 0
    at += size
    if found & UNSPACED:
        while at < end:
            code, size = decode(data, at, end)
            if code == FAULT or not properties(code, pages, entries, asked) & MARK:
                break
            plain = False
            at += size
        return at, plain
    if found & SPACED:
        stop = at
        while at < end:
            code, size = decode(data, at, end)
            if code == FAULT:
                break
            found = properties(code, pages, entries, asked)
            at += size
            if found & SPACED:
                # Invisible characters belong to a word that goes on behind them.
                plain = plain and found & ONE_TO_ONE != 0 and at - size == stop
                stop = at
            elif not found & JOINING:
                break
        return stop, plain
    if found & MARK and not found & SELECTOR:
        while at < end:
            code, size = decode(data, at, end)
            if code == FAULT:
                break
            found = properties(code, pages, entries, asked)
            if not found & MARK or found & SELECTOR:
                break
            at += size
        return at, False
    return at - size, False


@part
def _fold(data: Any, at: int, end: int, pages: Any, entries: Any, out: Any) -> tuple[int, int, int]:
    """Write a word that folds one to one: bytes, bytes of its first letters, and properties.

    The properties are those that all characters have, but for `UNSPACED_FOLDED`, which is the
    first one's; above them stands the number of characters.
    """
    # Numbers whose types are told spare a second version of what they are passed to.
    written = cut = letters = np.int64(0)
    every = DIGIT | ALPHA | UNSPACED_FOLDED
    while at < end:
        code = np.int64(data[at])
        if code < 0x80:
            found = (code | 32) | ALPHA if code > 57 else code | DIGIT
            at += 1
        else:
            code, size = decode(data, at, end)
            found = np.int64(entries[pages[code >> 8] * 256 + (code & 255)])
            at += size
        written = encode(found & CODE_POINT, out, written)
        every &= found | (UNSPACED_FOLDED if letters else 0)
        letters += 1
        if letters == CUT:
            cut = written
    return written, cut if letters > CUT else written, every | (letters << 32)


@part
def _look_up(
    data: Any, start: int, end: int, keys: Any, values: Any, asked: Any
) -> tuple[Any, Any]:
    """Hash and stem of a word from the table, by its bytes; asked for where it is missing."""
    key = xxh64(data, start, end - start, PLAIN) | _ONE
    mask = len(keys) - 1
    place = np.int64(key >> np.uint64(32)) & mask
    while keys[place]:
        if keys[place] == key and values[place, 0]:
            return values[place, 0], values[place, 1]
        place = (place + 1) & mask
    count = asked[0, 0]
    if count < ASKS:
        asked[count + 1, 0] = start
        asked[count + 1, 1] = end
        asked[0, 0] = count + 1
    return np.uint64(0), np.uint64(0)


@part
def cut_general(
    data: Any,
    start: int,
    end: int,
    tables: Any,
    asked: Any,
    folded: Any,
    hashes: Any,
    stems: Any,
) -> int:
    """`cut_words` character by character."""
    pages, entries = tables[0], tables[1]
    asked[0, 0] = 0
    count = 0
    at = start
    while at < end:
        stop, plain = _general_end(data, at, end, pages, entries, asked)
        if stop == at:
            code, size = decode(data, at, end)
            if code == FAULT:
                asked[0, 0] = 1
                asked[1, 0] = FAULT
                asked[1, 1] = at
                return 0
            at += size
            continue
        hashes[count], stems[count] = hash_general(data, at, stop, plain, tables, asked, folded)
        count += 1
        at = stop
    return count


@part
def hash_general(
    data: Any, start: int, end: int, plain: bool, tables: Any, asked: Any, folded: Any
) -> tuple[Any, Any]:
    """Hash and stem of a word that is not ASCII."""
    pages, entries, keys, values = tables
    # Folding one to one never takes a character of two bytes to one of more than four.
    if not plain or 2 * (end - start) > LONGEST:
        return _look_up(data, start, end, keys, values, asked)
    written, cut, every = _fold(data, start, end, pages, entries, folded)
    begin = np.int64(0)
    value = xxh64(folded, begin, written, PLAIN)
    stem = value
    if every & DIGIT == 0 and cut < written:
        stem = xxh64(folded, begin, cut, PLAIN)
    stem >>= _ONE
    if every >> 32 > SHORT or every & ALPHA == 0 or every & UNSPACED_FOLDED:
        stem |= ANCHORING
    return value, stem


@part
def all_one_to_one(data: Any, at: int, end: int, tables: Any) -> bool:
    """Whether every character of a word folds to one other; their properties are known."""
    pages, entries, _, _ = tables
    while at < end:
        if data[at] < 0x80:
            at += 1
            continue
        code, size = decode(data, at, end)
        page = pages[code >> 8]
        if page < 0 or not entries[page * 256 + (code & 255)] & ONE_TO_ONE:
            return False
        at += size
    return True
