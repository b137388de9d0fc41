"""The stems of a text in order, and all that is kept of it.

Words are read by `dedup.text.kernels.words`; here they are counted and put in order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, ones, part, put, trailing_zeros
from dedup.text.kernels.rows import IN_BUCKET, NARROW
from dedup.text.kernels.vectors import equal_in_bucket

__all__ = ["gather", "number", "sort", "write"]

_CAPITALISED, _NUMERIC, _SELDOM = 1, 2, 4
_MOST_USES = 2
_USE, _LOW, _LAST = 1 << 8, (1 << 32) - 1, 32
"""What is known of a stem as it is met is one number: its marks, above them how often it was used,
and from bit 32 on its last sentence, from 1 on."""
_ONE = np.uint64(1)
_HALF = 32
_CODE, _UNSEEN = 255, 255
_SIZE = 5
_BEHIND = np.uint64(1 << IN_BUCKET)


@part
def number(stems: Any, words: int, table: Any, keys: Any, sequence: Any) -> int:
    """Number stems as they are met, from 1 on; how many there are.

    Parameters
    ----------
    stems : ndarray of int64
        Of each word.
    table : ndarray of int32
        To work in: a power of two long, and longer than there are words.
    keys : ndarray of int64
        Written to, from the second item on: the distinct stems. A word more has room.
    sequence : ndarray of int32
        Written to: the number of each word's stem.
    """
    table[:] = 0
    mask = len(table) - 1
    known = np.int64(0)
    for word in range(words):
        key = get(stems, word)
        # Whether a stem is new cannot be predicted: no branch goes by it, as it stands already
        # where it is looked for then.
        put(keys, known + 1, key)
        slot = key & mask
        met = get(table, slot)
        found = met + ((known + 1) & -np.int64(met == 0))
        while get(keys, found) != key:
            slot = (slot + 1) & mask
            met = get(table, slot)
            found = met + ((known + 1) & -np.int64(met == 0))
        known += np.int64(met == 0)
        put(table, slot, found)
        put(sequence, word, found)
    return known


@part
def gather(
    words: Any,
    factors: Any,
    content: int,
    lengths: Any,
    facts: Any,
    places: Any,
    ends: Any,
    wording: Any,
) -> int:
    """What is known of stems, and those of each sentence; how many these are together.

    Parameters
    ----------
    words : tuple of ndarray
        The hash of each word, its marks, and the number of its stem.
    factors : ndarray of int64
        What the hash of a word at each place of a sentence is multiplied with.
    content, lengths : int, and ndarray of int32
        Sentences with words, and how many each has.
    facts : ndarray of int64
        Written to: what is known of each stem; all are 0.
    places, ends : ndarray of int32
        Written to: the numbers of the distinct stems of each sentence, and where these end.
    wording : ndarray of int64
        Written to: a number for the words of each sentence.
    """
    hashes, marks, sequence = words
    kept = at = np.int64(0)
    for sentence in range(content):
        total = np.int64(0)
        this = (sentence + 1) << _LAST
        capitals = _NUMERIC  # tell names only inside a sentence
        for place in range(get(lengths, sentence)):
            total += get(hashes, at) * get(factors, place)
            stem = get(sequence, at)
            fact = get(facts, stem)
            put(places, kept, stem)
            kept += fact >> _LAST != sentence + 1
            put(facts, stem, (((fact & _LOW) | (get(marks, at) & capitals)) + _USE) | this)
            capitals = _CAPITALISED | _NUMERIC
            at += 1
        put(ends, sentence, kept)
        put(wording, sentence, total)
    return kept


@part
def sort(keys: Any, known: int, bits: int, room: Any, heads: Any, others: Any, order: Any) -> None:
    """The places of the first keys in their order, from 1 on.

    Keys are hashes of 63 bits, so that hardly two have the same first bits. Which first bits there
    are is written to `room`, 64 in a number and before each number how many there are before it;
    so the keys with each are found in order.

    Parameters
    ----------
    keys : ndarray of int64
        From the second on.
    known, bits : int
        How many there are, and how many of their first bits tell most of them apart: 6 or more.
    room : ndarray of int64
        To work in, with room for ``2 << bits - 6``.
    heads, others : ndarray of int32
        To work in: for each of all first bits the last key with them; for each key the one before
        it with the same.
    order : ndarray of int32
        Written to.
    """
    shift = 63 - bits
    size = 2 << (bits - 6)
    room[:size] = 0
    for place in range(1, known + 1):
        first = get(keys, place) >> shift
        at = 2 * (first >> 6) + 1
        put(room, at, get(room, at) | 1 << (first & 63))
    different = np.int64(0)
    for at in range(0, size, 2):
        put(room, at, different)
        different += ones(np.uint64(get(room, at + 1)))
    heads[:different] = 0
    for place in range(1, known + 1):
        first = get(keys, place) >> shift
        at = 2 * (first >> 6)
        before = np.uint64(get(room, at + 1)) & ((_ONE << np.uint64(first & 63)) - _ONE)
        head = get(room, at) + ones(before)
        put(others, place, get(heads, head))
        put(heads, head, place)
    count = np.int64(0)
    for head in range(different):
        place = get(heads, head)
        least = count
        while place:
            hole = count
            while hole > least and get(keys, get(order, hole - 1)) > get(keys, place):
                put(order, hole, get(order, hole - 1))
                hole -= 1
            put(order, hole, place)
            count += 1
            place = get(others, place)


@part
def _rarities(
    keys: Any, known: int, order: Any, buckets: Any, rare: Any, room: Any, out: Any, at: int
) -> None:
    """Write the rarities of stems in their order, from a place on.

    Each loop has little to do, so that the processor fetches for many stems at a time.
    """
    shift = 63
    size = len(buckets) - 1
    while size > 1:
        shift -= 1
        size >>= 1
    for one in range(known):
        bucket = get(keys, get(order, one)) >> shift
        begin = get(buckets, bucket)
        put(room, one, begin << _SIZE | (get(buckets, bucket + 1) - begin))
    for one in range(known):
        bucket = get(room, one)
        begin, size = bucket >> _SIZE, bucket & ((1 << _SIZE) - 1)
        found = equal_in_bucket(rare, begin, get(keys, get(order, one)) >> (63 - _HALF))
        found &= (_ONE << np.uint64(size)) - _ONE
        # Whether it is known cannot be predicted; that of all others has every bit.
        place = begin + trailing_zeros(found | _BEHIND)
        put(out, at + one, get(rare, place) & _CODE | (_UNSEEN & -np.int64(found == 0)))


@part
def write(
    start: int,
    counts: Any,
    cuts: Any,
    furniture: Any,
    sentences_of: Any,
    stems_of: Any,
    tables: Any,
    rank: Any,
    out: Any,
) -> int:
    """Write all that is kept of a text, one after the other, from a place on; its bytes.

    Parameters
    ----------
    start : int
        In numbers of eight bytes.
    counts : tuple of int
        Words, sentences with words, distinct stems, distinct stems of all sentences, sentences.
    cuts, furniture : ndarray
        Where sentences begin and end, and whether each is furniture.
    sentences_of : tuple of ndarray
        Of each sentence with words: number for its wording, words, which it is, where its stems
        end.
    stems_of : tuple of ndarray
        As the others have written them: keys, facts, their order, places and sequence.
    tables : tuple of ndarray
        See `dedup.text.folds.Rare`.
    rank : ndarray of int32
        To work in.
    out : tuple of ndarray
        One stretch of memory, as numbers of eight, four, two bytes and one.
    """
    words, content, known, kept, sentences = counts
    wording, lengths, story, ends = sentences_of
    keys, facts, order, places, sequence = stems_of
    buckets, rare, seldom = tables
    wide, half, narrow, flat = out
    at = start + known
    for sentence in range(content):
        put(wide, at + sentence, get(wording, sentence))
        put(wide, at + content + sentence, get(lengths, sentence))
        put(wide, at + 2 * content + sentence, get(story, sentence))
        put(wide, at + 3 * content + 1 + sentence, get(ends, sentence))
    put(wide, at + 3 * content, 0)
    at += 4 * content + 1
    for row in range(sentences):
        put(half, 2 * (at + row), cuts[row, 0])
        put(half, 2 * (at + row) + 1, cuts[row, 1])
    at += sentences
    is_narrow = words < NARROW
    place = 8 * at + (2 if is_narrow else 8) * (kept + words)
    _rarities(keys, known, order, buckets, rare, rank, flat, place)
    for one in range(known):
        found = get(order, one)
        put(rank, found, one)
        put(wide, start + one, get(keys, found))
        fact = get(facts, found) & _LOW
        is_seldom = (fact < (_MOST_USES + 1) * _USE) & (get(seldom, get(flat, place + one)) != 0)
        mark = fact & (_CAPITALISED | _NUMERIC)
        put(flat, place + known + one, mark | (_SELDOM if is_seldom else 0))
    if is_narrow:
        for one in range(kept):
            put(narrow, 4 * at + one, get(rank, get(places, one)))
        for one in range(words):
            put(narrow, 4 * at + kept + one, get(rank, get(sequence, one)))
    else:
        for one in range(kept):
            put(wide, at + one, get(rank, get(places, one)))
        for one in range(words):
            put(wide, at + kept + one, get(rank, get(sequence, one)))
    place += 2 * known
    for row in range(sentences):
        put(flat, place + row, get(furniture, row))
    return int(place + sentences - 8 * start)
