"""Texts read whole: sentences, furniture, words and stems, one text after the other.

What is more intricate than runs of letters and digits is left to plain code: a whole text, or what
it is asked for in between.
"""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import get, part
from dedup.text.kernels import flags as of
from dedup.text.kernels.content import gather, number, sort, write
from dedup.text.kernels.furniture import sift
from dedup.text.kernels.marking import mark_text
from dedup.text.kernels.rows import (
    AT,
    BREAKS,
    BYTES,
    CONTENT,
    CUT,
    FOLDED,
    FRESH,
    FRONT,
    INTRICATE,
    KEPT,
    KNOWN,
    LINES,
    LONGEST,
    ODD,
    OUT,
    SEEN,
    SENTENCES,
    SIFTED,
    SPARE,
    STAGE,
    TEXT,
    WIDER,
    WORDED,
    WORDS,
    WORDS_MARKED,
)
from dedup.text.kernels.runs import split_text
from dedup.text.kernels.words import is_intricate, keep_content, read_words, tell_words

__all__ = ["read_texts"]

_LOOSE = 4
"""How many places there are at least to look up stems, for each word."""
_SPREAD = 16
"""How many first bits of stems there may be, for each that there is."""


def read_texts(
    texts: int,
    strings: Any,
    symbols: Any,
    about: Any,
    folds: Any,
    gates: Any,
    signs: Any,
    wordings: Any,
    hints: Any,
    buckets: Any,
    rare: Any,
    seldom: Any,
    factors: Any,
    cutting: int,
    worded: int,
    sym: Any,
    low: Any,
    letters: Any,
    turns: Any,
    before: Any,
    ints: Any,
    longs: Any,
    stems: Any,
    marks: Any,
    odd: Any,
    table: Any,
    folded: Any,
    unit: Any,
    lines: Any,
    cuts: Any,
    furniture: Any,
    state: Any,
    heads: Any,
    wide: Any,
    half: Any,
    narrow: Any,
    flat: Any,
    hashes: Any,
    spots: Any,
) -> int:
    """Read texts, one after the other, and write what is kept of each.

    Returns 0 if all are read. Else plain code has something to do for the text that `state` names,
    before this is called again: `CUT` it into sentences; tell which of them are furniture
    (`SIFTED`), of those that may be and by the lines that are told; bring factors for `WIDER`
    sentences; write hashes, stems and marks of `odd` words (`FOLDED`).

    Parameters
    ----------
    texts : int
        How many.
    strings : ndarray of int64
        Three numbers for each: address of its characters, how many, and bytes of each.
    symbols, about : ndarray
        See `dedup.text.symbols.Symbols`.
    folds : ndarray of uint32
        What characters fold to, `DIGITS` if that is a digit, `TWICE` if it is written twice; 0 for
        those that do not fold by themselves.
    gates, signs, wordings, hints : ndarray of int64
        See `dedup.text.kernels.furniture.sift`.
    buckets, rare, seldom, factors : ndarray
        See `dedup.text.folds.Rare` and `dedup.text.kernels.content`.
    cutting : int
        Whether plain code cuts sentences.
    worded : int
        Whether the words of all content are wanted.
    sym to lines : ndarray
        To work in.
    cuts, furniture : ndarray of int32 and of uint8
        Sentences of one text: where each begins and ends, and whether it is furniture.
    state : ndarray of int64, shape (STATE,)
        Kept from call to call.
    heads : ndarray of int64, shape (n, HEADS)
        Written to: how much is kept of each text.
    wide, half, narrow, flat : ndarray of int64, of int32, of uint16 and of uint8
        One stretch of memory. Written to for each text, one after the other: the distinct stems; a
        number for the wording of each sentence with words, how many it has, which sentence it is,
        and where the stems of each begin and end at last; where all sentences begin and end;
        distinct stems of each sentence with words and the stems of all words, as places among the
        distinct ones, in two bytes each where that will do; of each distinct stem the rarity and
        the marks; and `furniture`.
    hashes, spots : ndarray of int64 and of int32
        Written to: the hash of each word, and three numbers that say where it stands, if wanted, of
        one text after the other.
    """
    sym, low = sym[FRONT:], low[FRONT:]
    masks = letters, turns, before
    for text in range(state[TEXT], texts):
        stage = state[STAGE]
        state[TEXT], state[STAGE] = text, FRESH
        counts = heads[text]
        place, count, width = (
            get(strings, 3 * text),
            get(strings, 3 * text + 1),
            get(strings, 3 * text + 2),
        )
        size = count + SPARE
        edges, stops = ints[:size], ints[size : 2 * size]
        breaks, marked = ints[2 * size : 3 * size], ints[3 * size : 4 * size]
        room = ints[4 * size :]
        if stage == FRESH:
            counts[BYTES] = INTRICATE
            seen, marked_words, _, broken, _ = mark_text(
                (place, count, width),
                (symbols, about),
                sym,
                low,
                masks,
                (edges, stops, breaks, marked),
                unit,
            )
            if seen & of.BEYOND:
                continue
            state[SEEN], state[WORDS_MARKED], state[BREAKS] = seen, marked_words, broken
            if cutting:
                state[STAGE] = CUT
                return CUT
            size = broken + 2
            counts[SENTENCES] = split_text(
                sym,
                low,
                about,
                letters,
                stops,
                breaks,
                count,
                (room[:size], room[size : 2 * size], room[2 * size : 3 * size], room[3 * size :]),
                cuts,
            )
            stage = CUT
        sentences = counts[SENTENCES]
        if stage == CUT:
            asked, counts[LINES] = sift(
                sym,
                low,
                about,
                (gates, signs, wordings, hints),
                marked,
                breaks,
                cuts,
                sentences,
                unit,
                lines,
                furniture,
                count,
            )
            if asked or counts[LINES]:
                state[STAGE] = SIFTED
                return SIFTED
            stage = SIFTED
        size = sentences + 1
        lengths, story, ends = room[:size], room[size : 2 * size], room[2 * size : 3 * size]
        room = room[3 * size :]
        if stage == SIFTED:
            if state[SEEN] & of.INTRICATE and is_intricate(sym, about, cuts, sentences, furniture):
                continue
            counts[WORDS], counts[CONTENT], counts[LONGEST] = keep_content(
                masks, edges, cuts, sentences, furniture, lengths, story
            )
            if counts[LONGEST] > len(factors):
                state[STAGE] = WIDER
                return WIDER
            stage = WIDER
        words = counts[WORDS]
        hashed = hashes[state[WORDED] :]
        if stage == WIDER:
            counts[ODD] = read_words(
                (place, width),
                sym,
                about,
                folds,
                edges,
                words,
                folded,
                hashed,
                stems,
                marks,
                odd,
            )
            if counts[ODD]:
                state[STAGE] = FOLDED
                return FOLDED
        if worded:
            tell_words(sym, about, edges, words, spots[3 * state[WORDED] :])
            state[WORDED] += words
        _write_text(
            counts,
            (buckets, rare, seldom),
            factors,
            (hashed, stems, marks),
            table,
            longs,
            room,
            cuts,
            furniture,
            (lengths, story, ends),
            state,
            (wide, half, narrow, flat),
        )
    state[TEXT] = texts
    return 0


@part
def _write_text(
    counts: Any,
    tables: Any,
    factors: Any,
    read: Any,
    table: Any,
    longs: Any,
    room: Any,
    cuts: Any,
    furniture: Any,
    of_sentences: Any,
    state: Any,
    out: Any,
) -> None:
    """Count the words of a text, and write all that is kept of it."""
    words, content, sentences = counts[WORDS], counts[CONTENT], counts[SENTENCES]
    lengths, story, ends = of_sentences
    hashed, stems, marks = read
    size = words + 2
    keys, facts, wording = longs[:size], longs[size : 2 * size], longs[2 * size :]
    sequence, places, order = room[:size], room[size : 2 * size], room[2 * size : 3 * size]
    others, rank = room[3 * size : 4 * size], room[4 * size :]
    size = 2
    while size < _LOOSE * words:
        size *= 2
    known = number(stems, words, table[:size], keys, sequence)
    facts[: known + 1] = 0
    kept = gather(
        (hashed, marks, sequence), factors, content, lengths, facts, places, ends, wording
    )
    bits = 6
    while 1 << bits < _SPREAD * known:
        bits += 1
    sort(keys, known, bits, longs[2 * words + 4 + content :], table, others, order)
    counts[KNOWN], counts[KEPT], counts[AT] = known, kept, state[OUT]
    counts[BYTES] = write(
        state[OUT],
        (words, content, known, kept, sentences),
        cuts,
        furniture,
        (wording, lengths, story, ends),
        (keys, facts, order, places, sequence),
        tables,
        rank,
        out,
    )
    state[OUT] += (counts[BYTES] + 7) >> 3
