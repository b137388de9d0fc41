"""Pairs of texts aligned, linked and measured, one after the other."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.heads import (
    BOUNDS,
    CODES,
    ENTRIES,
    EVERY,
    LENGTHS,
    MARKS,
    PLACES,
    SENTENCES,
    SEQUENCE,
    STEMS,
    WORDING,
    WORDS,
)
from dedup.diff.kernels.linking import link_pairs
from dedup.diff.kernels.remainders import add_remainders, find_remainders, note_ends
from dedup.diff.kernels.scoring import (
    count_uses,
    match_stems,
    scale_pairs,
    settle,
    share,
    sum_weights,
    weigh,
)
from dedup.diff.kernels.signals import (
    distinct_share,
    keeps_numbers,
    late_share,
    order_words,
    own_facts,
)
from dedup.diff.kernels.views import row_of, stretch
from dedup.machine.compiling import part

__all__ = ["align_pairs"]


@part
def _cover(rows: Any, keep: Any, lengths: Any, linked: Any) -> float:
    """Which sentences are linked, in `linked`, and the share of the words that stand in them."""
    linked[: len(lengths)] = 0
    for at in range(len(rows)):
        if keep[at]:
            linked[rows[at]] = 1
    covered = words = 0
    for sentence in range(len(lengths)):
        words += lengths[sentence]
        covered += lengths[sentence] * linked[sentence]
    return covered / words


@part
def _look_at_remainders(
    places_a: Any,
    bounds_a: Any,
    places_b: Any,
    bounds_b: Any,
    in_b: Any,
    in_a: Any,
    weights_a: Any,
    weights_b: Any,
    mass_a: Any,
    mass_b: Any,
    rows: Any,
    columns: Any,
    keep: Any,
    marks: Any,
    sentence_numbers: Any,
    best: Any,
) -> int:
    """Link sentences of either text to those whose remainder they tell; how many."""
    m, n = len(bounds_a) - 1, len(bounds_b) - 1
    first, last = row_of(sentence_numbers, 2), row_of(sentence_numbers, 3)
    told_a, told_b = row_of(sentence_numbers, 4), row_of(sentence_numbers, 5)
    note_ends(rows, columns, keep, m, first, last)
    find_remainders(
        places_a,
        bounds_a,
        in_b,
        weights_a,
        mass_a,
        rows,
        columns,
        keep,
        places_b,
        bounds_b,
        weights_b,
        first,
        last,
        stretch(marks, 0, len(weights_b)),
        best,
        told_a,
    )
    note_ends(columns, rows, keep, n, first, last)
    find_remainders(
        places_b,
        bounds_b,
        in_a,
        weights_b,
        mass_b,
        columns,
        rows,
        keep,
        places_a,
        bounds_a,
        weights_a,
        first,
        last,
        stretch(marks, 0, len(weights_a)),
        best,
        told_b,
    )
    return add_remainders(rows, columns, told_a, told_b, keep)


def align_pairs(
    every: Any,
    codes: Any,
    marks: Any,
    places: Any,
    bounds: Any,
    lengths: Any,
    wording: Any,
    sequence: Any,
    heads: Any,
    pairs: Any,
    first: int,
    last: int,
    kept: int,
    linked: int,
    most: int,
    rarities: Any,
    local: Any,
    threshold: Any,
    stem_numbers: Any,
    stem_values: Any,
    grouped: Any,
    cells: Any,
    sentence_numbers: Any,
    sentence_values: Any,
    grid: Any,
    rows: Any,
    columns: Any,
    plain: Any,
    scores: Any,
    keep: Any,
    best: Any,
    ends: Any,
    signals: Any,
) -> int:
    """Align the pairs from `first` to `last`; returns which is the next, where there is no room.

    What is known of all profiles lies in the arrays from `every` to `sequence`, several of which
    may be one stretch of memory; a column of `heads` says where a profile's begin and how many they
    are: see `dedup.diff.kernels.heads`. A column of `pairs` has two profiles and where the pair's
    weights begin in `local`. Tables go to the arrays from `rows` to `best`, one after the other if
    `kept`, and `ends` says where each ends; its last is 1 for a pair that has more than `most`
    summands and was left alone. Nothing is linked and measured unless `linked`. `signals` are the
    six of `dedup.diff.derivation.Signals`, and the coverage of either text.
    """
    at = mark = 0
    for pair in range(first, last):
        a, b, begin = pairs[0, pair], pairs[1, pair], pairs[2, pair]
        m, n = heads[SENTENCES, a], heads[SENTENCES, b]
        if not kept:
            at = mark = 0
        if at + m * n > len(rows) or mark + m + n > len(best):
            return pair
        ends[0, pair] = at
        ends[1, pair] = mark + m + n
        ends[2, pair] = 0
        best_a, best_b = stretch(best, mark, m), stretch(best, mark + m, n)
        mark += m + n
        stems_a, stems_b = heads[STEMS, a], heads[STEMS, b]
        codes_a = stretch(codes, heads[CODES, a], stems_a)
        codes_b = stretch(codes, heads[CODES, b], stems_b)
        places_a = stretch(places, heads[PLACES, a], heads[ENTRIES, a])
        places_b = stretch(places, heads[PLACES, b], heads[ENTRIES, b])
        bounds_a = stretch(bounds, heads[BOUNDS, a], m + 1)
        bounds_b = stretch(bounds, heads[BOUNDS, b], n + 1)
        in_b, in_a = row_of(stem_numbers, 0), row_of(stem_numbers, 1)
        uses_a, uses_b = row_of(stem_numbers, 2), row_of(stem_numbers, 3)
        weights_a, weights_b = row_of(stem_values, 0), row_of(stem_values, 1)
        mass_a, mass_b = row_of(sentence_values, 0), row_of(sentence_values, 1)
        match_stems(
            stretch(every, heads[EVERY, a], stems_a),
            stretch(every, heads[EVERY, b], stems_b),
            in_b,
            in_a,
        )
        count_uses(places_a, stems_a, uses_a)
        count_uses(places_b, stems_b, uses_b)
        weigh(
            codes_a,
            in_b,
            uses_a,
            uses_b,
            row_of(rarities, 1),
            stretch(local, begin, m + n + 1),
            weights_a,
        )
        weigh(
            codes_b,
            in_a,
            uses_b,
            uses_a,
            row_of(rarities, 1),
            stretch(local, begin, m + n + 1),
            weights_b,
        )
        sum_weights(places_a, bounds_a, weights_a, mass_a)
        sum_weights(places_b, bounds_b, weights_b, mass_b)
        settle(
            stretch(wording, heads[WORDING, a], m),
            stretch(wording, heads[WORDING, b], n),
            row_of(sentence_numbers, 0),
            row_of(sentence_numbers, 1),
        )
        products = share(
            places_a,
            bounds_a,
            places_b,
            bounds_b,
            row_of(sentence_numbers, 0),
            row_of(sentence_numbers, 1),
            in_b,
            stretch(uses_a, 0, stems_a),
            stretch(uses_b, 0, stems_b),
            weights_a,
            most,
            stem_numbers,
            grouped,
            cells,
        )
        if products > most:
            ends[2, pair] = 1
            continue
        count = scale_pairs(
            cells,
            row_of(sentence_numbers, 0),
            mass_a,
            mass_b,
            stretch(rows, at, m * n),
            stretch(columns, at, m * n),
            stretch(plain, at, m * n),
            stretch(scores, at, m * n),
            best_a,
            best_b,
            row_of(sentence_values, 2),
            row_of(sentence_values, 3),
        )
        end = at + count
        ends[0, pair] = end
        if not linked:
            at = end
            continue
        link_pairs(
            stretch(rows, at, count),
            stretch(columns, at, count),
            stretch(plain, at, count),
            stretch(scores, at, count),
            best_a,
            best_b,
            threshold[0],
            0,
            sentence_numbers,
            sentence_values,
            grid,
            stretch(keep, at, count),
        )
        _look_at_remainders(
            places_a,
            bounds_a,
            places_b,
            bounds_b,
            in_b,
            in_a,
            stretch(weights_a, 0, stems_a),
            stretch(weights_b, 0, stems_b),
            mass_a,
            mass_b,
            stretch(rows, at, count),
            stretch(columns, at, count),
            stretch(keep, at, count),
            row_of(stem_numbers, 4),
            sentence_numbers,
            row_of(sentence_values, 2),
        )
        if not m or not n:
            signals[:, pair] = 0.0
            signals[1, pair] = signals[2, pair] = 1.0
            at = end
            continue
        marks_a = stretch(marks, heads[MARKS, a], stems_a)
        marks_b = stretch(marks, heads[MARKS, b], stems_b)
        lengths_a = stretch(lengths, heads[LENGTHS, a], m)
        lengths_b = stretch(lengths, heads[LENGTHS, b], n)
        signals[0, pair] = order_words(
            marks_a,
            marks_b,
            codes_a,
            in_b,
            stretch(sequence, heads[SEQUENCE, a], heads[WORDS, a]),
            stretch(sequence, heads[SEQUENCE, b], heads[WORDS, b]),
            row_of(rarities, 2),
            row_of(stem_numbers, 4),
            row_of(stem_numbers, 5),
            row_of(stem_numbers, 6),
            row_of(stem_values, 2),
            row_of(stem_values, 3),
        )
        own = own_facts(codes_a, marks_a, in_b, uses_a, row_of(rarities, 0))
        other = own_facts(codes_b, marks_b, in_a, uses_b, row_of(rarities, 0))
        signals[1, pair] = min(own, other)
        signals[2, pair] = max(own, other)
        signals[3, pair] = max(
            distinct_share(
                stretch(rows, at, count),
                stretch(plain, at, count),
                best_a,
                lengths_a,
                mass_a,
                row_of(sentence_numbers, 2),
            ),
            distinct_share(
                stretch(columns, at, count),
                stretch(plain, at, count),
                best_b,
                lengths_b,
                mass_b,
                row_of(sentence_numbers, 2),
            ),
        )
        linked_a, linked_b = row_of(sentence_numbers, 2), row_of(sentence_numbers, 3)
        signals[6, pair] = _cover(
            stretch(rows, at, count), stretch(keep, at, count), lengths_a, linked_a
        )
        signals[7, pair] = _cover(
            stretch(columns, at, count), stretch(keep, at, count), lengths_b, linked_b
        )
        signals[4, pair] = max(late_share(linked_a, lengths_a), late_share(linked_b, lengths_b))
        signals[5, pair] = keeps_numbers(marks_a, marks_b, in_b)
        at = end
    return last
