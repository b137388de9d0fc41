"""The words of many texts and their stems in one pass over each.

Words are read by `dedup.text.kernels.words`; here they are counted and put in order. A text with
anything that is more intricate than runs of letters and digits is left to plain code.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import get, part, put
from dedup.text.kernels.rows import (
    ABOUT,
    AT,
    BYTES,
    CONTENT,
    COUNTS,
    ENDS,
    FOLDED,
    HASHES,
    INTRICATE,
    KEPT,
    KEYS,
    KNOWN,
    LAST,
    LENGTHS,
    LONGEST,
    MARKS,
    NARROW,
    ODD,
    PLACES,
    RANK,
    SENTENCES,
    SEQUENCE,
    STEMS,
    STORY,
    USES,
    WIDER,
    WORDING,
    WORDS,
)
from dedup.text.kernels.words import read_words

__all__ = ["read_content"]

_CAPITALISED, _NUMERIC, _SELDOM = 1, 2, 4
_MOST_USES = 2
_UNSEEN = 255


def read_content(
    texts: int,
    codes: Any,
    bounds: Any,
    sym: Any,
    about: Any,
    folds: Any,
    cuts: Any,
    ends: Any,
    furniture: Any,
    buckets: Any,
    rare: Any,
    rarity: Any,
    seldom: Any,
    factors: Any,
    again: int,
    table: Any,
    folded: Any,
    room: Any,
    state: Any,
    heads: Any,
    wide: Any,
    half: Any,
    narrow: Any,
    flat: Any,
    worded: int,
    hashes: Any,
    spots: Any,
) -> int:
    """Read the words of texts, one after the other, and write what is kept of each.

    Returns 0 if all are read. `WIDER` if there are fewer factors than words in a sentence of the
    text that `state` names; `FOLDED` if plain code first has to fold words of it, and put what it
    finds in the rows `HASHES`, `STEMS` and `MARKS`. Then it is called `again`.

    Parameters
    ----------
    texts, codes, bounds, sym, about, cuts, ends
        As in `dedup.text.kernels.sentences.read_sentences`; a text whose end is negative is passed
        over.
    folds : ndarray of uint32
        What characters fold to, `DIGITS` if that is a digit, `TWICE` if it is written twice; 0 for
        those that do not fold by themselves.
    furniture : ndarray of uint8
        Whether each sentence is no part of the story.
    buckets : ndarray of int32
        For stems whose numbers have the same highest bits, where they begin in `rare`.
    rare, rarity : ndarray of uint32 and uint8
        The highest bits of all known stems, in order; the rarity of each.
    seldom : ndarray of uint8, shape (256,)
        Whether a stem of such a rarity may be a seldom one.
    factors : ndarray of int64
        What the hash of a word at each place of a sentence is multiplied with.
    table : ndarray of int32
        To work in: a power of two long, and at least twice the words of a text.
    folded : ndarray of uint8
        To work in.
    room : ndarray of int64, shape (SECTIONS, more than there are words or sentences in a text)
        To work in; see `dedup.text.kernels.rows`.
    state : ndarray of int64, shape (STATE,)
        Which text is next, where to write what is kept of it, in numbers of eight bytes, and where
        to write its words.
    heads : ndarray of int64, shape (n, HEADS)
        Written to: how much is kept of each text.
    wide, half, narrow, flat : ndarray of int64, of int32, of uint16 and of uint8
        One stretch of memory. Written to for each text, one after the other: the distinct stems; a
        number for the wording of each sentence with words, how many it has, which sentence it is,
        and where the stems of each begin and end at last; where all sentences begin and end;
        distinct stems of each sentence with words and the stems of all words, as places among the
        distinct ones, in two bytes each where that will do; of each distinct stem the rarity and
        the marks; and `furniture`.
    worded : int
        Whether the words of all content are wanted besides; else nothing is written of these:
    hashes, spots : ndarray of int64 and of int32
        The hash of each word; where each begins and ends in its text, and whether an apostrophe is
        before it.
    """
    counts = room[COUNTS]
    for text in range(state[0], texts):
        state[0] = text
        end = ends[text]
        first = 0 if text == 0 else max(ends[text - 1], -1 - ends[text - 1])
        heads[text, BYTES] = INTRICATE
        if end < 0:
            again = 0
            continue
        if not again:
            spot = state[2] if worded else np.int64(-1)
            found = _read(
                codes,
                sym,
                about,
                folds,
                bounds[text],
                cuts,
                first,
                end,
                furniture,
                folded,
                room,
                spots,
                spot,
            )
            if found == INTRICATE:
                continue
            if counts[LONGEST] > len(factors):
                return WIDER
            if counts[ODD]:
                return FOLDED
        again = 0
        size = 2
        while size < 2 * counts[WORDS]:
            size *= 2
        _gather(factors, buckets, rare, rarity, table[:size], room)
        _sort(room[KEYS], counts[KNOWN], table[:size], room[LAST])
        counts[SENTENCES], counts[AT] = end - first, state[1]
        state[1] = _write(
            state[1], cuts, first, end, furniture, seldom, room, wide, half, narrow, flat
        )
        if worded:
            for word in range(counts[WORDS]):
                put(hashes, state[2] + word, get(room[HASHES], word))
            state[2] += counts[WORDS]
        for place in range(heads.shape[1]):
            heads[text, place] = counts[place]
    state[0] = texts
    return 0


@part
def _read(
    codes: Any,
    sym: Any,
    about: Any,
    folds: Any,
    text: int,
    cuts: Any,
    first: int,
    end: int,
    furniture: Any,
    folded: Any,
    room: Any,
    spots: Any,
    spot: int,
) -> int:
    """Read the words of all sentences of a text that are no furniture; `INTRICATE` if it cannot."""
    counts = room[COUNTS]
    count = odd = np.int64(0)
    longest = content = np.int64(0)
    for row in range(first, end):
        if furniture[row]:
            continue
        before = count
        start, stop = text + cuts[row, 0], text + cuts[row, 1]
        count, odd = read_words(
            codes,
            sym,
            about,
            folds,
            start,
            stop,
            folded,
            room,
            count,
            odd,
            spots,
            spot,
            text,
        )
        if count < 0:
            return INTRICATE
        if count > before:
            room[LENGTHS, content] = count - before
            room[STORY, content] = row - first
            content += 1
            longest = max(longest, count - before)
    counts[WORDS], counts[CONTENT], counts[ODD], counts[LONGEST] = count, content, odd, longest
    return 0


@part
def _rarity(key: int, bits: int, buckets: Any, rare: Any, rarity: Any) -> int:
    """The rarity of a stem by its number, of which all but so many bits tell the bucket."""
    short = key >> 31
    bucket = short >> bits
    for place in range(get(buckets, bucket), get(buckets, bucket + 1)):
        if get(rare, place) == short:
            return int(get(rarity, place))
    return _UNSEEN


@part
def _gather(factors: Any, buckets: Any, rare: Any, rarity: Any, table: Any, room: Any) -> int:
    """Stems as they are met, and where each stands; how many there are."""
    counts, lengths = room[COUNTS], room[LENGTHS]
    keys, about, last, uses = room[KEYS], room[ABOUT], room[LAST], room[USES]
    sequence, places = room[SEQUENCE], room[PLACES]
    hashes, stems, marks = room[HASHES], room[STEMS], room[MARKS]
    known = kept = at = 0
    table[:] = 0
    mask = len(table) - 1
    bits = np.int64(32)
    while (len(buckets) - 1) << bits > 1 << 32:
        bits -= 1
    for sentence in range(counts[CONTENT]):
        total = 0
        for place in range(lengths[sentence]):
            key = get(stems, at)
            total += get(hashes, at) * get(factors, place)
            mark = get(marks, at)
            if place == 0:  # Capitals tell names only inside a sentence.
                mark &= ~_CAPITALISED
            slot = key & mask
            found = get(table, slot) - 1
            while found >= 0 and get(keys, found) != key:
                slot = (slot + 1) & mask
                found = get(table, slot) - 1
            # Whether a stem is new cannot be predicted: what is known already is written again.
            is_new = found < 0
            found = known if is_new else found
            known += is_new
            put(table, slot, found + 1)
            put(keys, found, key)
            known_mark, used, before = get(about, found), get(uses, found), get(last, found)
            put(about, found, mark | (0 if is_new else known_mark))
            put(uses, found, 1 + (0 if is_new else used))
            put(places, kept, found)
            kept += is_new | (before != sentence)
            put(last, found, sentence)
            put(sequence, at, found)
            at += 1
        room[ENDS, sentence] = kept
        room[WORDING, sentence] = total
    for stem in range(known):
        code = _rarity(get(keys, stem), bits, buckets, rare, rarity)
        put(about, stem, get(about, stem) | code << 8)
    counts[KNOWN], counts[KEPT] = known, kept
    return known


@part
def _write(
    start: int,
    cuts: Any,
    first: int,
    end: int,
    furniture: Any,
    seldom: Any,
    room: Any,
    wide: Any,
    half: Any,
    narrow: Any,
    flat: Any,
) -> int:
    """All that is kept, one after the other; where the next text may go."""
    counts, last, rank = room[COUNTS], room[LAST], room[RANK]
    keys, about, uses = room[KEYS], room[ABOUT], room[USES]
    places, sequence = room[PLACES], room[SEQUENCE]
    known, kept, content = counts[KNOWN], counts[KEPT], counts[CONTENT]
    words, sentences = counts[WORDS], end - first
    at = start + known
    for sentence in range(content):
        put(wide, at + sentence, room[WORDING, sentence])
        put(wide, at + content + sentence, room[LENGTHS, sentence])
        put(wide, at + 2 * content + sentence, room[STORY, sentence])
        put(wide, at + 3 * content + 1 + sentence, room[ENDS, sentence])
    put(wide, at + 3 * content, 0)
    at += 4 * content + 1
    for row in range(sentences):
        put(half, 2 * (at + row), cuts[first + row, 0])
        put(half, 2 * (at + row) + 1, cuts[first + row, 1])
    at += sentences
    is_narrow = words < NARROW
    place = 8 * at + (2 if is_narrow else 8) * (kept + words)
    for order in range(known):
        found = get(last, order)
        put(rank, found, order)
        put(wide, start + order, get(keys, found))
        code = get(about, found) >> 8
        mark = get(about, found) & (_CAPITALISED | _NUMERIC)
        if get(uses, found) <= _MOST_USES and get(seldom, code):
            mark |= _SELDOM
        put(flat, place + order, code)
        put(flat, place + known + order, mark)
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
        put(flat, place + row, furniture[first + row])
    place += sentences
    counts[BYTES] = place - 8 * start
    return int(place + 7) >> 3


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
        bucket = get(keys, place) >> shift
        put(table, bucket, get(table, bucket) + 1)
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
