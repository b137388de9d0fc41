"""The passages of two aligned texts; see `dedup.diff.composing`, which says the same."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.blocks import find_blocks, write_edits
from dedup.diff.kernels.constants import (
    ADDED,
    COPY,
    DROPPED,
    EDITED,
    EDITS,
    FURNITURE,
    KIND,
    LARGE,
    MOVED,
    PARAPHRASED,
    SOURCE,
    UNTOLD,
    VERBATIM,
)
from dedup.diff.kernels.sets import find_moved, gather, join
from dedup.diff.kernels.views import row_of, stretch
from dedup.diff.kernels.wording import chain, read_side
from dedup.machine.compiling import get, part, put

__all__ = ["tell_passages"]

_SUMMED = 8
"""Links of one passage from which on their mean is left to numpy, which adds in another order."""


@part
def _is_same(hashes: Any, begin: int, end: int) -> bool:
    """Whether the words before a place are those from there on."""
    if end != 2 * begin:
        return False
    place = 0
    while place < begin and get(hashes, place) == get(hashes, begin + place):
        place += 1
    return place == begin


@part
def _first_words(lengths: Any, above: int, firsts: Any) -> int:
    """Where the words of each sentence begin; how many there are with the `above` before."""
    for sentence in range(len(lengths)):
        put(firsts, sentence, above)
        above += get(lengths, sentence)
    put(firsts, len(lengths), above)
    return above


@part
def _linked(
    entries: int, rows: Any, columns: Any, keep: Any, scores: Any, links: Any, values: Any
) -> int:
    """Which pairs of sentences are links; how many."""
    sources, copies = row_of(links, 0), row_of(links, 1)
    count = 0
    # Whether one is a link cannot be predicted: what is none is written over.
    for at in range(entries):
        put(sources, count, get(rows, at))
        put(copies, count, get(columns, at))
        put(values, count, scores[at])
        count += get(keep, at)
    return count


@part
def _kept(blocks: Any, found: int, longer: int) -> float:
    """Share of the longer side's words in blocks of two or more."""
    words = 0
    for block in range(found):
        if blocks[2, block] > 1:
            words += blocks[2, block]
    return words / max(longer, 1)


@part
def _put_rest(told: Any, at: int, kind: int, column: int, first: int, last: int) -> int:
    """A passage that one side alone has."""
    for place in range(told.shape[1]):
        told[at, place] = 0
    told[at, KIND] = kind
    told[at, column] = first
    told[at, column + 1] = last
    return at + 1


@part
def _kind_of_rest(number: Any, first: int, content: Any, at: int, place: int, kind: int) -> int:
    """Of a sentence: -1 if it is linked, `kind`, or furniture; `place` is the next of content."""
    if place == len(content) or get(content, place) != at:
        return FURNITURE
    return -1 if number[first + place] >= 0 else kind


def tell_passages(
    sizes: Any,
    story: Any,
    hashes: Any,
    places: Any,
    given_rows: Any,
    given_columns: Any,
    keep: Any,
    given_scores: Any,
    share: Any,
    nodes: Any,
    words: Any,
    table: Any,
    following: Any,
    runs: Any,
    waiting: Any,
    blocks: Any,
    told: Any,
    members: Any,
    values: Any,
    edits: Any,
    links: Any,
    scores: Any,
) -> int:
    """Tell the passages of a pair of texts; returns how many there are.

    Of both texts, the copy's behind the source's: `story` says how many words each sentence
    has that is no furniture, then which sentences these are, and `hashes` and `places` are what is
    known of the words (`dedup.text.compiled.Words`). `sizes` says how many sentences either text
    has, how many of them are content, and how many pairs of these are given with their scores, of
    which `keep` marks the links. `share` is that from which a passage is edited.

    A row of `told` is a passage: its kind, whether it moved, where its sentences on either side
    begin and end, in `members` where they are linked, and its edits. `values` has the scores of
    linked passages, those first; below 0 where they are left to plain code. `links` has a sentence
    of the source and one of the copy in each column. `sizes` ends with how many links there are,
    sets of linked sentences, their sentences, and edits.
    """
    sentences_a, sentences_b = sizes[0], sizes[1]
    m, n = sizes[2], sizes[3]
    count = _linked(sizes[4], given_rows, given_columns, keep, given_scores, links, scores)
    rows, columns = stretch(row_of(links, 0), 0, count), stretch(row_of(links, 1), 0, count)
    lengths_a, content_a = stretch(story, 0, m), stretch(story, m, m)
    lengths_b, content_b = stretch(story, 2 * m, n), stretch(story, 2 * m + n, n)
    first_a, first_b = row_of(nodes, 10), row_of(nodes, 11)
    _first_words(lengths_b, _first_words(lengths_a, 0, first_a), first_b)
    number = row_of(nodes, 1)
    sets = join(rows, columns, m, n, row_of(nodes, 0), number)
    # Rows of `nodes` serve several ends, one after the other.
    begins_a, begins_b = row_of(nodes, 2), row_of(nodes, 3)
    middle = gather(number, 0, m, sets, begins_a, members, 0)
    last = gather(number, m, n, sets, begins_b, members, middle)
    # Scores: the mean of the links.
    uses = row_of(nodes, 4)
    for place in range(sets):
        uses[place] = 0
        values[place] = 0.0
    for link in range(count):
        which = number[rows[link]]
        uses[which] += 1
        values[which] += scores[link]
    firsts, weights = row_of(nodes, 5), row_of(nodes, 6)
    for place in range(sets):
        values[place] = values[place] / uses[place] if uses[place] < _SUMMED else -1.0
        firsts[place] = members[begins_b[place]]
        weights[place] = 0
        for at in range(begins_b[place], begins_b[place + 1]):
            weights[place] += lengths_b[members[at]]
    moved = row_of(nodes, 7)
    find_moved(firsts, weights, sets, row_of(nodes, 8), row_of(nodes, 9), row_of(nodes, 4), moved)
    # What only the copy has goes behind the set that its last linked sentence is of.
    head_of, next_of, tail_of = row_of(nodes, 0), row_of(nodes, 8), row_of(nodes, 9)
    for place in range(sets + 1):
        head_of[place] = tail_of[place] = -1
    runs_first, runs_last, runs_kind = row_of(nodes, 4), row_of(nodes, 5), row_of(nodes, 6)
    rest = 0
    place, after, before = 0, sets, -1
    for at in range(sentences_b):
        kind = _kind_of_rest(number, m, content_b, at, place, ADDED)
        if kind >= 0 and kind == before:
            runs_last[rest - 1] = at + 1
        elif kind >= 0:
            runs_first[rest], runs_last[rest], runs_kind[rest] = at, at + 1, kind
            next_of[rest] = -1
            if tail_of[after] < 0:
                head_of[after] = rest
            else:
                next_of[tail_of[after]] = rest
            tail_of[after] = rest
            rest += 1
        else:
            after = number[m + place]
        before = kind
        place += kind != FURNITURE
    # The passages in the order of the source.
    at_told = 0
    run = head_of[sets]
    while run >= 0:
        at_told = _put_rest(told, at_told, runs_kind[run], COPY, runs_first[run], runs_last[run])
        run = next_of[run]
    place, before = 0, -1
    next_set = 0
    for at in range(sentences_a):
        kind = _kind_of_rest(number, 0, content_a, at, place, DROPPED)
        if kind >= 0 and kind == before:
            told[at_told - 1, SOURCE + 1] = at + 1
        elif kind >= 0:
            at_told = _put_rest(told, at_told, kind, SOURCE, at, at + 1)
        elif number[place] == next_set:
            which = next_set
            next_set += 1
            at_told = _put_rest(told, at_told, UNTOLD, SOURCE, begins_a[which], begins_a[which + 1])
            told[at_told - 1, COPY] = begins_b[which]
            told[at_told - 1, COPY + 1] = begins_b[which + 1]
            told[at_told - 1, MOVED] = moved[which]
            told[at_told - 1, EDITS] = which
            run = head_of[which]
            while run >= 0:
                at_told = _put_rest(
                    told, at_told, runs_kind[run], COPY, runs_first[run], runs_last[run]
                )
                run = next_of[run]
            kind = -1
        before = kind
        place += kind != FURNITURE
    # The words of linked sentences, and what is kept of them.
    spelt = row_of(words, 0)
    edges = stretch(row_of(nodes, 4), 0, 2)
    written = 0
    for at in range(at_told):
        told[at, EDITS] = told[at, EDITS + 1] = written
        if told[at, KIND] != UNTOLD:
            continue
        of_a = stretch(members, told[at, SOURCE], told[at, SOURCE + 1] - told[at, SOURCE])
        of_b = stretch(members, told[at, COPY], told[at, COPY + 1] - told[at, COPY])
        begin_b = read_side(hashes, places, first_a, of_a, words, 0)
        end = read_side(hashes, places, first_b, of_b, words, begin_b)
        longer = max(begin_b, end - begin_b)
        same = _is_same(spelt, begin_b, end)
        if not same and begin_b * (end - begin_b) > LARGE:
            continue
        size = 4
        while size < 3 * (end - begin_b) and not same:
            size *= 2
        heads = stretch(table, 0, size)
        chain(spelt, begin_b, end, heads, following)
        found = find_blocks(spelt, 0, begin_b, end, heads, following, runs, waiting, blocks)
        if found < 0:
            continue
        if same:
            told[at, KIND] = VERBATIM
        else:
            told[at, KIND] = EDITED if _kept(blocks, found, longer) >= share[0] else PARAPHRASED
        written = write_edits(
            words, 0, begin_b, end, heads, following, blocks, found, edges, edits, written
        )
        told[at, EDITS + 1] = written
    for at in range(middle):
        members[at] = content_a[members[at]]
    for at in range(middle, last):
        members[at] = content_b[members[at]]
    sizes[5], sizes[6], sizes[7], sizes[8] = count, sets, last, written
    return at_told
