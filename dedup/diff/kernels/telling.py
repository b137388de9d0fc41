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
from dedup.diff.kernels.wording import read_words
from dedup.machine.compiling import get, part, put

__all__ = ["tell_passages"]

_SUMMED = 8
"""Links of one passage from which on their mean is left to numpy, which adds in another order."""
_JOINTS = (0x27, 0x2019, 0x2BC, 0xFF07)


@part
def _is_joint(codes: Any, at: int) -> bool:
    code = get(codes, at)
    return bool(
        code == _JOINTS[0] or code == _JOINTS[1] or code == _JOINTS[2] or code == _JOINTS[3]
    )


@part
def _read_side(
    codes: Any,
    begin: int,
    end: int,
    cuts: Any,
    above: int,
    content: Any,
    members: Any,
    letters: Any,
    table: Any,
    known: Any,
    folded: Any,
    words: Any,
    state: Any,
) -> bool:
    """Read the words of some sentences; False where only plain code can tell.

    The cuts of the text are below those of `above` other sentences.
    """
    last = -2
    for place in range(len(members)):
        sentence = above + get(content, get(members, place))
        low, high = begin + cuts[sentence, 0], begin + cuts[sentence, 1]
        if low == last + 1 and _is_joint(codes, last):
            return False
        if not read_words(
            codes, begin, end, low, high, letters, table, known, folded, words, state
        ):
            return False
        last = high
    return True


@part
def _is_same(numbers: Any, begin: int, end: int) -> bool:
    """Whether the words before a place are those from there on."""
    if end != 2 * begin:
        return False
    place = 0
    while place < begin and get(numbers, place) == get(numbers, begin + place):
        place += 1
    return place == begin


@part
def _chain(numbers: Any, begin: int, end: int, head: Any, following: Any) -> int:
    """Where each word stands from `begin` on: its first place in `head`, others in `following`."""
    for place in range(end):
        put(head, get(numbers, place), -1)
    for place in range(end - 1, begin - 1, -1):
        number = get(numbers, place)
        put(following, place, get(head, number))
        put(head, number, place)
    return end


@part
def _table_size(characters: int) -> int:
    """A power of two that is twice as many as there can be words."""
    size = 2
    while size < characters + 2:
        size *= 2
    return size


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
    codes: Any,
    letters: Any,
    sizes: Any,
    cuts: Any,
    content: Any,
    lengths: Any,
    rows: Any,
    columns: Any,
    scores: Any,
    share: Any,
    nodes: Any,
    table: Any,
    known: Any,
    folded: Any,
    words: Any,
    chains: Any,
    runs: Any,
    waiting: Any,
    blocks: Any,
    told: Any,
    members: Any,
    values: Any,
    edits: Any,
) -> int:
    """Tell the passages of a pair of texts; returns how many there are.

    Of both texts, the copy's behind the source's: `codes` has the characters, `cuts` where
    sentences begin and end, `content` which are no furniture, and `sizes` how many of each, then
    how many links (`rows`, `columns`, `scores`). `lengths` has the words of the copy's sentences.
    `share` is that from which a passage is edited.

    A row of `told` is a passage: its kind, whether it moved, where its sentences on either side
    begin and end, in `members` where they are linked, and its edits. `values` has the scores of
    linked passages, those first; below 0 where they are left to plain code. `sizes` ends with how
    many sets of linked sentences there are, words, and edits.
    """
    length_a, length_b = sizes[0], sizes[1]
    sentences_a, sentences_b = sizes[2], sizes[3]
    m, n, links = sizes[4], sizes[5], sizes[6]
    rows, columns = stretch(rows, 0, links), stretch(columns, 0, links)
    content_a, content_b = stretch(content, 0, m), stretch(content, m, n)
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
    for link in range(links):
        which = number[rows[link]]
        uses[which] += 1
        values[which] += scores[link]
    firsts, weights = row_of(nodes, 5), row_of(nodes, 6)
    for place in range(sets):
        values[place] = values[place] / uses[place] if uses[place] < _SUMMED else -1.0
        firsts[place] = members[begins_b[place]]
        weights[place] = 0
        for at in range(begins_b[place], begins_b[place + 1]):
            weights[place] += lengths[members[at]]
    moved = row_of(nodes, 7)
    find_moved(firsts, weights, sets, row_of(nodes, 8), row_of(nodes, 9), row_of(nodes, 4), moved)
    # What only the copy has goes behind the set that its last linked sentence is of.
    head_of, next_of, tail_of = row_of(nodes, 0), row_of(nodes, 8), row_of(nodes, 9)
    for place in range(sets + 1):
        head_of[place] = tail_of[place] = -1
    runs_first, runs_last, runs_kind = row_of(nodes, 4), row_of(nodes, 5), row_of(nodes, 6)
    count = 0
    place, after, before = 0, sets, -1
    for at in range(sentences_b):
        kind = _kind_of_rest(number, m, content_b, at, place, ADDED)
        if kind >= 0 and kind == before:
            runs_last[count - 1] = at + 1
        elif kind >= 0:
            runs_first[count], runs_last[count], runs_kind[count] = at, at + 1, kind
            next_of[count] = -1
            if tail_of[after] < 0:
                head_of[after] = count
            else:
                next_of[tail_of[after]] = count
            tail_of[after] = count
            count += 1
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
    table = stretch(table, 0, _table_size(length_a + length_b))
    table[:] = 0
    state = row_of(known, 3)
    state[1] = state[2] = 0
    places = stretch(state, 3, 2)
    written = 0
    for at in range(at_told):
        told[at, EDITS] = told[at, EDITS + 1] = written
        if told[at, KIND] != UNTOLD:
            continue
        state[0] = 0
        of_a = stretch(members, told[at, SOURCE], told[at, SOURCE + 1] - told[at, SOURCE])
        of_b = stretch(members, told[at, COPY], told[at, COPY + 1] - told[at, COPY])
        if not _read_side(
            codes,
            0,
            length_a,
            cuts,
            0,
            content_a,
            of_a,
            letters,
            table,
            known,
            folded,
            words,
            state,
        ):
            continue
        begin_b = state[0]
        if not _read_side(
            codes,
            length_a,
            length_a + length_b,
            cuts,
            sentences_a,
            content_b,
            of_b,
            letters,
            table,
            known,
            folded,
            words,
            state,
        ):
            continue
        end = state[0]
        longer = max(begin_b, end - begin_b)
        same = _is_same(row_of(words, 0), begin_b, end)
        if not same and begin_b * (end - begin_b) > LARGE:
            continue
        head, following = row_of(chains, 0), row_of(chains, 1)
        _chain(row_of(words, 0), begin_b, end, head, following)
        found = find_blocks(
            row_of(words, 0), 0, begin_b, end, head, following, runs, waiting, blocks
        )
        if found < 0:
            continue
        if same:
            told[at, KIND] = VERBATIM
        else:
            told[at, KIND] = EDITED if _kept(blocks, found, longer) >= share[0] else PARAPHRASED
        written = write_edits(
            words, 0, begin_b, end, head, following, blocks, found, places, edits, written
        )
        told[at, EDITS + 1] = written
    for at in range(middle):
        members[at] = content_a[members[at]]
    for at in range(middle, last):
        members[at] = content_b[members[at]]
    sizes[7], sizes[8], sizes[9] = sets, last, written
    return at_told
