"""Stretches of reuse between two texts; see `dedup.diff.regions`, which says the same."""

from __future__ import annotations

import math
from typing import Any

from dedup.diff.kernels.constants import (
    EVIDENCE,
    MUTUAL,
    NARROW_REACH,
    NEARLY_ALL,
    ROUNDS,
    RUN_PRIOR,
    SIMILAR,
    STRONG,
    WIDE_EVIDENCE,
    WIDE_REACH,
)
from dedup.diff.kernels.heads import (
    BOUNDS,
    CODES,
    ENTRIES,
    EVERY,
    LENGTHS,
    PLACES,
    SENTENCES,
    SEQUENCE,
    STEMS,
    WORDS,
)
from dedup.diff.kernels.runs import count_words, find_runs
from dedup.diff.kernels.scoring import count_uses, match_stems, note_partners, sum_weights, weigh
from dedup.diff.kernels.stretches import added, fit_ends, grow, join_boxes, sum_best
from dedup.diff.kernels.trimming import add_up, trim_box
from dedup.diff.kernels.views import row_of, stretch
from dedup.machine.compiling import part

__all__ = ["find_reuse"]


@part
def _seeds(
    table_rows: Any,
    table_columns: Any,
    plain: Any,
    best_a: Any,
    best_b: Any,
    words: Any,
    lengths_a: Any,
    lengths_b: Any,
    cells: Any,
    rows: Any,
    columns: Any,
    similar: Any,
) -> int:
    """Pairs of sentences that are reuse for sure, in the order of the copy; -1 without room."""
    m, n = len(best_a), len(best_b)
    cells[: m * n] = 0.0
    for at in range(len(table_rows)):
        row, column, value = table_rows[at], table_columns[at], plain[at]
        if value >= SIMILAR:
            mutual = math.sqrt(value / best_a[row] * (value / best_b[column]))
            if mutual >= MUTUAL:
                cells[row * n + column] = value
    count = 0
    for column in range(n):
        for row in range(m):
            value = cells[row * n + column]
            shared = words[row * n + column]
            if shared:
                shorter = min(lengths_a[row], lengths_b[column])
                by_run = min(shared, shorter) / (shorter + RUN_PRIOR)
                if by_run >= SIMILAR:
                    value = max(value, by_run)
            if value > 0.0:
                if count == len(rows):
                    return -1
                rows[count], columns[count], similar[count] = row, column, value
                count += 1
    return count


@part
def _sort_by_column(columns: Any, members: Any, begin: int, end: int, order: Any) -> int:
    """The members of a set in the order of the copy, of equals as they stand."""
    for at in range(begin, end):
        place = at - begin
        while place > 0 and columns[order[place - 1]] > columns[members[at]]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = members[at]
    return end - begin


@part
def _put_box(
    rows: Any, columns: Any, members: Any, begin: int, end: int, boxes: Any, at: int
) -> int:
    """The first and last sentence of a set on either side."""
    top = bottom = rows[members[begin]]
    left = right = columns[members[begin]]
    for place in range(begin, end):
        row, column = rows[members[place]], columns[members[place]]
        top, bottom = min(top, row), max(bottom, row)
        left, right = min(left, column), max(right, column)
    boxes[0, at], boxes[1, at], boxes[2, at], boxes[3, at] = top, bottom, left, right
    return at + 1


def find_reuse(
    numbers: Any,
    small: Any,
    narrow: Any,
    heads: Any,
    entries: int,
    table_rows: Any,
    table_columns: Any,
    plain: Any,
    best: Any,
    rarity: Any,
    local: Any,
    stem_numbers: Any,
    stem_values: Any,
    sentence_numbers: Any,
    sentence_values: Any,
    words: Any,
    slots: Any,
    runs: Any,
    cells: Any,
    counts: Any,
    seed_numbers: Any,
    seed_values: Any,
    boxes: Any,
    done: Any,
    out: Any,
) -> int:
    """Find the stretches of reuse; how many there are, or -1 where only plain code has the room.

    Where the arrays of either profile begin in `numbers`, `small` and `narrow`, and how long they
    are, `heads` says: see `dedup.diff.kernels.heads`. The table has so many `entries`. A row of
    `out` is a stretch: its first and last content sentence on either side, and, if it is mostly
    runs of words, its first and last word on either side; else -1.
    """
    stems_a, stems_b = heads[STEMS, 0], heads[STEMS, 1]
    m, n = heads[SENTENCES, 0], heads[SENTENCES, 1]
    every_a = stretch(numbers, heads[EVERY, 0], stems_a)
    every_b = stretch(numbers, heads[EVERY, 1], stems_b)
    codes_a = stretch(small, heads[CODES, 0], stems_a)
    codes_b = stretch(small, heads[CODES, 1], stems_b)
    places_a = stretch(narrow, heads[PLACES, 0], heads[ENTRIES, 0])
    places_b = stretch(narrow, heads[PLACES, 1], heads[ENTRIES, 1])
    # Each text has one bound more than sentences.
    bounds_a = stretch(numbers, heads[BOUNDS, 0], m + 1)
    bounds_b = stretch(numbers, heads[BOUNDS, 1], n + 1)
    lengths_a = stretch(numbers, heads[LENGTHS, 0], m)
    lengths_b = stretch(numbers, heads[LENGTHS, 1], n)
    of_a, of_b = row_of(words, 0), row_of(words, 1)
    count = find_runs(
        every_a,
        every_b,
        stretch(narrow, heads[SEQUENCE, 0], heads[WORDS, 0]),
        stretch(narrow, heads[SEQUENCE, 1], heads[WORDS, 1]),
        row_of(words, 2),
        of_b,
        slots,
        row_of(words, 3),
        runs,
    )
    if count < 0:
        return -1
    count_words(runs, count, lengths_a, lengths_b, of_a, of_b, counts)
    rows, columns, similar = (
        row_of(seed_numbers, 0),
        row_of(seed_numbers, 1),
        row_of(seed_values, 0),
    )
    seeds = _seeds(
        stretch(table_rows, 0, entries),
        stretch(table_columns, 0, entries),
        stretch(plain, 0, entries),
        stretch(best, 0, m),
        stretch(best, m, n),
        counts,
        lengths_a,
        lengths_b,
        cells,
        rows,
        columns,
        similar,
    )
    if seeds < 0:
        return -1
    is_strong = False
    for seed in range(seeds):
        is_strong |= similar[seed] >= STRONG
    if not is_strong:
        return 0
    in_b, in_a = row_of(stem_numbers, 0), row_of(stem_numbers, 1)
    uses_a, uses_b = row_of(stem_numbers, 2), row_of(stem_numbers, 3)
    marks = row_of(stem_numbers, 4)
    weights_a, weights_b = row_of(stem_values, 0), row_of(stem_values, 1)
    mass_a, mass_b = row_of(sentence_values, 0), row_of(sentence_values, 1)
    hit, highest = row_of(sentence_values, 2), row_of(sentence_values, 3)
    both_a, both_b = row_of(stem_numbers, 5), row_of(stem_numbers, 6)
    matched = match_stems(every_a, every_b, both_a, both_b)
    note_partners(both_a, both_b, matched, stretch(in_b, 0, stems_a))
    note_partners(both_b, both_a, matched, stretch(in_a, 0, stems_b))
    count_uses(places_a, stems_a, uses_a)
    count_uses(places_b, stems_b, uses_b)
    weigh(codes_a, in_b, uses_a, uses_b, rarity, local, weights_a)
    weigh(codes_b, in_a, uses_b, uses_a, rarity, local, weights_b)
    sum_weights(places_a, bounds_a, weights_a, mass_a)
    sum_weights(places_b, bounds_b, weights_b, mass_b)
    free, members, ends = row_of(seed_numbers, 2), row_of(seed_numbers, 3), row_of(seed_numbers, 4)
    order = row_of(seed_numbers, 5)
    near_rows, near_columns = row_of(seed_numbers, 6), row_of(seed_numbers, 7)
    near_members, near_ends = row_of(seed_numbers, 8), row_of(seed_numbers, 9)
    near_similar = row_of(seed_values, 1)
    sets = grow(
        rows,
        columns,
        similar,
        seeds,
        WIDE_REACH[0],
        WIDE_REACH[1],
        WIDE_REACH[2],
        WIDE_REACH[3],
        free,
        members,
        ends,
    )
    box = row_of(sentence_numbers, 0)
    marks[: max(stems_a, stems_b)] = 0
    found = stamp = 0
    for which in range(sets):
        begin = ends[which - 1] if which else 0
        size = _sort_by_column(columns, members, begin, ends[which], order)
        for seed in range(size):
            near_rows[seed] = rows[order[seed]]
            near_columns[seed] = columns[order[seed]]
            near_similar[seed] = similar[order[seed]]
        evidence = min(
            sum_best(rows, similar, members, begin, ends[which], highest),
            sum_best(columns, similar, members, begin, ends[which], highest),
        )
        if evidence < EVIDENCE:
            continue
        first_box = found
        parts = grow(
            near_rows,
            near_columns,
            near_similar,
            size,
            NARROW_REACH[0],
            NARROW_REACH[1],
            NARROW_REACH[2],
            NARROW_REACH[3],
            free,
            near_members,
            near_ends,
        )
        most = 0.0
        for number in range(parts):
            low = near_ends[number - 1] if number else 0
            high = near_ends[number]
            if (
                min(
                    sum_best(near_rows, near_similar, near_members, low, high, highest),
                    sum_best(near_columns, near_similar, near_members, low, high, highest),
                )
                < EVIDENCE
            ):
                continue
            _put_box(near_rows, near_columns, near_members, low, high, boxes, found)
            for side in range(4):
                box[side] = boxes[side, found]
            row, column = near_rows[near_members[low]], near_columns[near_members[low]]
            for _ in range(ROUNDS):
                top, bottom, left, right = box[0], box[1], box[2], box[3]
                stamp += 2
                fit_ends(
                    places_b,
                    bounds_b,
                    weights_b,
                    mass_b,
                    in_a,
                    places_a,
                    bounds_a,
                    box[0],
                    box[1],
                    marks,
                    hit,
                    column,
                    column,
                    box,
                    2,
                    stamp,
                )
                fit_ends(
                    places_a,
                    bounds_a,
                    weights_a,
                    mass_a,
                    in_b,
                    places_b,
                    bounds_b,
                    box[2],
                    box[3],
                    marks,
                    hit,
                    row,
                    row,
                    box,
                    0,
                    stamp + 1,
                )
                if top == box[0] and bottom == box[1] and left == box[2] and right == box[3]:
                    break
            for side in range(4):
                boxes[side, found] = box[side]
            most = max(most, added(mass_b, box[2], box[3] + 1))
            found += 1
        if evidence >= WIDE_EVIDENCE:
            _put_box(rows, columns, members, begin, ends[which], boxes, found)
            for side in range(4):
                box[side] = boxes[side, found]
            stamp += 2
            fit_ends(
                places_b,
                bounds_b,
                weights_b,
                mass_b,
                in_a,
                places_a,
                bounds_a,
                box[0],
                box[1],
                marks,
                hit,
                box[2],
                box[3],
                box,
                2,
                stamp,
            )
            if most < NEARLY_ALL * added(mass_b, box[2], box[3] + 1):
                for side in range(4):
                    boxes[side, first_box] = box[side]
                found = first_box + 1
    found = join_boxes(boxes, found, done)
    starts_a, starts_b = row_of(sentence_numbers, 1), row_of(sentence_numbers, 2)
    add_up(lengths_a, starts_a)
    add_up(lengths_b, starts_b)
    for at in range(found):
        box = row_of(out, at)
        for side in range(4):
            box[side], box[4 + side] = done[side, at], -1
        trim_box(
            runs, count, of_a, of_b, starts_a, starts_b, row_of(words, 2), row_of(words, 3), box
        )
    return found
