"""Pairs of texts aligned, linked and measured, one after the other."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.constants import LANES, SECOND_LOOK
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
from dedup.diff.kernels.linking import link_pairs, list_links
from dedup.diff.kernels.remainders import keep_told, look_at_remainders
from dedup.diff.kernels.scoring import (
    AT_LEAST,
    HALF,
    count_free,
    count_uses,
    group_stems,
    list_pairs,
    match_stems,
    note_partners,
    place_stems,
    scale_cells,
    score_pairs,
    settle,
    share,
    weigh,
)
from dedup.diff.kernels.signals import (
    cover,
    distinct_share,
    keeps_numbers,
    late_share,
    order_words,
    own_facts,
    share_marks,
)
from dedup.diff.kernels.views import row_of, stretch

__all__ = ["align_pairs"]

_LEAST = 5e-324
"""The smallest number above nothing."""


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
    links: Any,
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
    `kept`; else each is written over the one before, and has those pairs of sentences alone that
    are alike enough to be looked at, among them all links. `ends` says where each ends; its last is
    1 for a pair that has more than `most` summands and was left alone. Nothing is linked and
    measured unless `linked`. `signals` are the six of `dedup.diff.derivation.Signals`, and the
    coverage of either text.
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
        of_a, of_b = row_of(stem_numbers, 8), row_of(stem_numbers, 9)
        settled_a, settled_b = row_of(sentence_numbers, 0), row_of(sentence_numbers, 1)
        top_b = row_of(sentence_values, 4)
        second_a, second_b = row_of(sentence_values, 5), row_of(sentence_values, 6)
        width = (n + LANES - 1) // LANES * LANES
        matched = match_stems(
            stretch(every, heads[EVERY, a], stems_a),
            stretch(every, heads[EVERY, b], stems_b),
            of_a,
            of_b,
        )
        note_partners(of_a, of_b, matched, stretch(in_b, 0, stems_a))
        note_partners(of_b, of_a, matched, stretch(in_a, 0, stems_b))
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
        has_settled = settle(
            stretch(wording, heads[WORDING, a], m),
            stretch(wording, heads[WORDING, b], n),
            settled_a,
            settled_b,
        )
        free_a, free_b = stretch(uses_a, 0, stems_a), stretch(uses_b, 0, stems_b)
        if has_settled:
            free_a, free_b = row_of(stem_numbers, 4), row_of(stem_numbers, 5)
            count_free(places_a, bounds_a, settled_a, uses_a, stems_a, free_a)
            count_free(places_b, bounds_b, settled_b, uses_b, stems_b, free_b)
        next_a, next_b = row_of(stem_numbers, 6), row_of(stem_numbers, 7)
        group_a, group_b = row_of(grouped, 0), row_of(grouped, 1)
        begins, behind = row_of(stem_numbers, 10), row_of(stem_numbers, 11)
        products, size = place_stems(
            stretch(of_a, 0, matched),
            stretch(of_b, 0, matched),
            free_a,
            free_b,
            weights_a,
            len(places_a),
            len(places_b) + AT_LEAST,
            stretch(next_a, 0, stems_a),
            stretch(next_b, 0, stems_b),
            begins,
            behind,
        )
        if products > most:
            ends[2, pair] = 1
            continue
        group_b[: len(places_b) + AT_LEAST] = 0
        group_stems(places_a, bounds_a, settled_a, weights_a, next_a, 1 << HALF, group_a, mass_a)
        group_stems(places_b, bounds_b, settled_b, weights_b, next_b, 0, group_b, mass_b)
        share(
            stretch(group_a, 0, size),
            group_b,
            begins,
            behind,
            weights_a,
            width,
            stretch(cells, 0, m * width),
        )
        scale_cells(
            cells,
            width,
            settled_a,
            settled_b,
            mass_a,
            mass_b,
            best_a,
            best_b,
            top_b,
            second_a,
            second_b,
            row_of(sentence_values, 7),
        )
        least = _LEAST if kept else max(min(threshold[0], SECOND_LOOK), _LEAST)
        count = list_pairs(
            cells,
            width,
            least,
            m,
            n,
            stretch(rows, at, m * n),
            stretch(columns, at, m * n),
            stretch(plain, at, m * n),
        )
        score_pairs(
            stretch(rows, at, count),
            stretch(columns, at, count),
            stretch(plain, at, count),
            best_a,
            best_b,
            stretch(scores, at, count),
        )
        if not linked:
            at += count
            ends[0, pair] = at
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
        own, other = row_of(links, 0), row_of(links, 1)
        found = list_links(
            stretch(rows, at, count),
            stretch(columns, at, count),
            stretch(keep, at, count),
            own,
            other,
        )
        told = look_at_remainders(
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
            stretch(own, 0, found),
            stretch(other, 0, found),
            row_of(stem_numbers, 4),
            sentence_numbers,
            row_of(sentence_values, 2),
        )
        if told:
            count = keep_told(
                cells,
                width,
                row_of(sentence_numbers, 4),
                row_of(sentence_numbers, 5),
                best_a,
                best_b,
                count,
                stretch(rows, at, m * n),
                stretch(columns, at, m * n),
                stretch(plain, at, m * n),
                stretch(scores, at, m * n),
                stretch(keep, at, m * n),
            )
            found = list_links(
                stretch(rows, at, count),
                stretch(columns, at, count),
                stretch(keep, at, count),
                own,
                other,
            )
        end = at + count
        ends[0, pair] = end
        if not m or not n:
            signals[:, pair] = 0.0
            signals[1, pair] = signals[2, pair] = 1.0
            at = end
            continue
        marks_a = stretch(marks, heads[MARKS, a], stems_a)
        marks_b = stretch(marks, heads[MARKS, b], stems_b)
        lengths_a = stretch(lengths, heads[LENGTHS, a], m)
        lengths_b = stretch(lengths, heads[LENGTHS, b], n)
        share_marks(marks_a, marks_b, in_b, row_of(stem_numbers, 4))
        signals[0, pair] = order_words(
            row_of(stem_numbers, 4),
            codes_a,
            in_b,
            stretch(sequence, heads[SEQUENCE, a], heads[WORDS, a]),
            stretch(sequence, heads[SEQUENCE, b], heads[WORDS, b]),
            row_of(rarities, 2),
            row_of(stem_numbers, 5),
            row_of(stem_numbers, 6),
            row_of(stem_numbers, 7),
            row_of(stem_values, 2),
            row_of(stem_values, 3),
        )
        facts_a = own_facts(codes_a, marks_a, in_b, uses_a, row_of(rarities, 0), of_a)
        facts_b = own_facts(codes_b, marks_b, in_a, uses_b, row_of(rarities, 0), of_b)
        signals[1, pair] = min(facts_a, facts_b)
        signals[2, pair] = max(facts_a, facts_b)
        signals[3, pair] = max(
            distinct_share(best_a, second_a, lengths_a), distinct_share(best_b, second_b, lengths_b)
        )
        linked_a, linked_b = row_of(sentence_numbers, 2), row_of(sentence_numbers, 3)
        signals[6, pair] = cover(stretch(own, 0, found), lengths_a, linked_a)
        signals[7, pair] = cover(stretch(other, 0, found), lengths_b, linked_b)
        signals[4, pair] = max(late_share(linked_a, lengths_a), late_share(linked_b, lengths_b))
        signals[5, pair] = keeps_numbers(marks_a, marks_b, row_of(stem_numbers, 4))
        at = end
    return last
