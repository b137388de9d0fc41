"""The words of a text and their stems in one pass over its code points.

Words of `dedup.text.words` as far as they are runs of letters and digits; a text with anything
more intricate is left to the plain code. A word is found in a table of spellings, by a hash and
then letter by letter; what is asked of it stands in its row of the lexicon.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import part, put
from dedup.text.kernels.rows import (
    ABOUT,
    BEGIN,
    BYTES,
    COUNTS,
    END,
    ENDS,
    FINAL,
    FIRST,
    HASH,
    INTRICATE,
    KEPT,
    KEYS,
    KNOWN,
    LAST,
    LENGTHS,
    LONGEST,
    NARROW,
    NEW,
    NUMBERS,
    PLACES,
    RANK,
    SENTENCES,
    SEQUENCE,
    SPELLED,
    USES,
    WHICH,
    WORDING,
    WORDS,
)

__all__ = ["read_content"]

_CAPITALISED, _NUMERIC, _SELDOM = 1, 2, 4
_MOST_USES = 2
_PARTS, _LETTER = 0, 1
_SEED, _PRIME = 0x1E3779B97F4A7C15, 0x100000001B3
_BITS_OF_LENGTH = 8


def read_content(
    codes: Any,
    kinds: Any,
    sentences: int,
    slots: Any,
    spelled: Any,
    arena: Any,
    rows: Any,
    seldom: Any,
    factors: Any,
    again: int,
    table: Any,
    room: Any,
    wide: Any,
    narrow: Any,
    flat: Any,
) -> int:
    """Read the words of some sentences and gather what `dedup.text.content` says of them.

    Returns 0 if all is gathered, `INTRICATE` where plain code has to read, or 1 if first the
    numbers of words that are not in the table have to be put in the row `NUMBERS`, or there are
    fewer factors than words in a sentence. Then it is called `again`, and enters such words.

    Parameters
    ----------
    codes : ndarray of uint32
        The text.
    kinds : ndarray of uint8
        What each character does; the last stands for all beyond.
    sentences : int
        How many there are; the rows `FIRST` and `FINAL` say where.
    slots : ndarray of int32
        Numbers of words plus one by their hashes; a power of two long, at most half full.
    spelled : ndarray of int64, shape (n, 2)
        For each number that is in `slots` the hash, and the place in `arena` and the length.
    arena : ndarray of uint32
        Code points of words; the first item says where there is room.
    rows : ndarray of int64, shape (n, 3)
        What the lexicon knows of each number: the number of the stem; a hash of the folded word;
        a small number of the stem, its rarity and the word's marks in one.
    seldom : ndarray of uint8, shape (256,)
        Whether a stem of such a rarity may be a seldom one.
    factors : ndarray of int64
        What the hash of a word at each place of a sentence is multiplied with.
    table : ndarray of int32
        To work in: a power of two long, and at least twice the words.
    room : ndarray of int64, shape (SECTIONS, more than there are words or sentences)
        To work in; see `dedup.text.kernels.rows`.
    wide, narrow, flat : ndarray of int64, of uint16 and of uint8
        One stretch of memory. Written to, one after the other: the distinct stems, a number for
        the wording of each sentence with words, the words of each sentence, where the stems of
        each with words begin, and end at last; distinct stems of each of these, and the stems of
        all words, as places among the distinct ones, in two bytes each where that will do; and of
        each distinct stem the rarity and the marks.
    """
    counts = room[COUNTS]
    if again:
        _enter(codes, slots, spelled, arena, counts[NEW], room)
    else:
        if _read(codes, kinds, sentences, slots, spelled, arena, len(rows), room) < 0:
            return INTRICATE
        if counts[NEW] or counts[LONGEST] > len(factors):
            return 1
    size = 2
    while size < 2 * counts[WORDS]:
        size *= 2
    _gather(rows, sentences, factors, table[:size], room)
    _sort(room[KEYS], counts[KNOWN], table[:size], room[LAST])
    _write(sentences, seldom, room, wide, narrow, flat)
    return 0


@part
def _read(
    codes: Any,
    kinds: Any,
    sentences: int,
    slots: Any,
    spelled: Any,
    arena: Any,
    most: int,
    room: Any,
) -> int:
    """The numbers of the words; how many there are, or -1 where they are intricate."""
    counts, numbers, lengths = room[COUNTS], room[NUMBERS], room[LENGTHS]
    last = len(kinds) - 1
    mask = len(slots) - 1
    count = new = longest = 0
    for sentence in range(sentences):
        at, end = room[FIRST, sentence], room[FINAL, sentence]
        before = count
        while at < end:
            if kinds[min(codes[at], last)] == _PARTS:
                at += 1
                continue
            start = at
            value = _SEED
            kind = _LETTER
            while at < end:
                code = codes[at]
                kind = kinds[min(code, last)]
                if kind != _LETTER:
                    break
                value = (value ^ code) * _PRIME
                at += 1
            if at < end and kind != _PARTS:
                return -1
            slot = (value ^ (value >> 29)) & mask
            number = slots[slot] - 1
            while number >= 0 and not (
                number < most and _is_spelled(codes, start, at, value, spelled, arena, number)
            ):
                slot = (slot + 1) & mask
                number = slots[slot] - 1
            put(numbers, count, number)
            if number < 0:
                room[BEGIN, new], room[END, new] = start, at
                room[HASH, new], room[WHICH, new] = value, count
                new += 1
            count += 1
        lengths[sentence] = count - before
        longest = max(longest, count - before)
    counts[WORDS], counts[NEW], counts[LONGEST] = count, new, longest
    return count


@part
def _is_spelled(
    codes: Any, start: int, end: int, value: int, spelled: Any, arena: Any, number: int
) -> bool:
    """Whether a word is the one of that number."""
    if spelled[number, 0] != value:
        return False
    length = spelled[number, 1] & ((1 << _BITS_OF_LENGTH) - 1)
    if length != end - start:
        return False
    place = spelled[number, 1] >> _BITS_OF_LENGTH
    letter = 0
    while letter < length and codes[start + letter] == arena[place + letter]:
        letter += 1
    return bool(letter == length)


@part
def _enter(codes: Any, slots: Any, spelled: Any, arena: Any, new: int, room: Any) -> int:
    """Enter new words in the table; how many are left out, as they are long or many."""
    mask = len(slots) - 1
    left = 0
    for entry in range(new):
        number = room[NUMBERS, room[WHICH, entry]]
        start, value = room[BEGIN, entry], room[HASH, entry]
        length = room[END, entry] - start
        place = np.int64(arena[0])
        if (
            length > SPELLED
            or number >= len(spelled)
            or spelled[number, 1] != 0
            or place + length > len(arena)
        ):
            left += 1
            continue
        for letter in range(length):
            arena[place + letter] = codes[start + letter]
        arena[0] = place + length
        spelled[number, 0] = value
        spelled[number, 1] = (place << _BITS_OF_LENGTH) | length
        slot = (value ^ (value >> 29)) & mask
        while slots[slot] != 0:
            slot = (slot + 1) & mask
        slots[slot] = number + 1
    return left


@part
def _gather(rows: Any, sentences: int, factors: Any, table: Any, room: Any) -> int:
    """Stems as they are met, and where each stands; how many there are."""
    counts, numbers, lengths = room[COUNTS], room[NUMBERS], room[LENGTHS]
    keys, about, last, uses = room[KEYS], room[ABOUT], room[LAST], room[USES]
    sequence, places = room[SEQUENCE], room[PLACES]
    known = kept = at = content = 0
    table[:] = 0
    mask = len(table) - 1
    for sentence in range(sentences):
        if lengths[sentence] == 0:
            continue
        total = 0
        for place in range(lengths[sentence]):
            row = numbers[at]
            key = rows[row, 0]
            total += rows[row, 1] * factors[place]
            said = rows[row, 2]
            if place == 0:  # Capitals tell names only inside a sentence.
                said &= ~_CAPITALISED
            slot = key & mask
            while table[slot] != 0 and keys[table[slot] - 1] != key:
                slot = (slot + 1) & mask
            found = table[slot] - 1
            if found < 0:
                found = known
                known += 1
                table[slot] = known
                keys[found], about[found], uses[found], last[found] = key, 0, 0, -1
            about[found] |= said & 0xFFFF
            uses[found] += 1
            if last[found] != sentence:
                last[found] = sentence
                put(places, kept, found)
                kept += 1
            put(sequence, at, found)
            at += 1
        room[ENDS, content] = kept
        room[WORDING, content] = total
        content += 1
    counts[KNOWN], counts[KEPT], counts[SENTENCES] = known, kept, content
    return known


@part
def _write(sentences: int, seldom: Any, room: Any, wide: Any, narrow: Any, flat: Any) -> int:
    """All that is kept, one after the other; how many bytes."""
    counts, last, rank = room[COUNTS], room[LAST], room[RANK]
    known, kept, content = counts[KNOWN], counts[KEPT], counts[SENTENCES]
    words = counts[WORDS]
    at: int = known
    for sentence in range(content):
        wide[at + sentence] = room[WORDING, sentence]
    at += content
    for sentence in range(sentences):
        wide[at + sentence] = room[LENGTHS, sentence]
    at += sentences
    wide[at] = 0
    for sentence in range(content):
        wide[at + 1 + sentence] = room[ENDS, sentence]
    at += content + 1
    is_narrow = words < NARROW
    bytes_before: int = 8 * at + (2 if is_narrow else 8) * (kept + words)
    for order in range(known):
        found = last[order]
        put(rank, found, order)
        put(wide, order, room[KEYS, found])
        code = room[ABOUT, found] >> 8
        mark = room[ABOUT, found] & (_CAPITALISED | _NUMERIC)
        if room[USES, found] <= _MOST_USES and seldom[code]:
            mark |= _SELDOM
        put(flat, bytes_before + order, code)
        put(flat, bytes_before + known + order, mark)
    if is_narrow:
        for place in range(kept):
            put(narrow, 4 * at + place, rank[room[PLACES, place]])
        for place in range(words):
            put(narrow, 4 * at + kept + place, rank[room[SEQUENCE, place]])
    else:
        for place in range(kept):
            put(wide, at + place, rank[room[PLACES, place]])
        for place in range(words):
            put(wide, at + kept + place, rank[room[SEQUENCE, place]])
    size = bytes_before + 2 * known
    counts[BYTES] = size
    return int(size)


@part
def _sort(keys: Any, known: int, table: Any, order: Any) -> int:
    """The places of the first keys in their order.

    Keys are hashes, so that to sort them by their first bits is nearly all; `table` has more
    places than there are keys.
    """
    shift = 63
    size = len(table)
    while size > 1:
        shift -= 1
        size >>= 1
    table[:] = 0
    for place in range(known):
        table[keys[place] >> shift] += 1
    total = 0
    for bucket in range(len(table)):
        total += table[bucket]
        table[bucket] = total
    for place in range(known - 1, -1, -1):
        bucket = keys[place] >> shift
        table[bucket] -= 1
        order[table[bucket]] = place
    for place in range(1, known):
        moved = order[place]
        hole = place
        while hole and keys[order[hole - 1]] > keys[moved]:
            order[hole] = order[hole - 1]
            hole -= 1
        order[hole] = moved
    return known
