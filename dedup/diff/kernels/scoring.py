"""The table of two texts: which sentences share anything, and how much.

See `dedup.diff.weights`, `dedup.diff.shared` and `dedup.diff.alignment.score_table`.
"""

from __future__ import annotations

import math
from typing import Any

from dedup.diff.kernels.constants import LEAST_WEIGHT, PLACE, PRIOR_WEIGHT
from dedup.diff.kernels.views import row_of, stretch
from dedup.machine.compiling import part, put

__all__ = ["count_uses", "match_stems", "scale_pairs", "settle", "share", "sum_weights", "weigh"]


@part
def match_stems(a: Any, b: Any, in_b: Any, in_a: Any) -> int:
    """Where each of the sorted numbers `a` is among the sorted numbers `b`, and back; else -1."""
    in_b[: len(a)] = -1
    in_a[: len(b)] = -1
    row = column = found = 0
    while row < len(a) and column < len(b):
        one, other = a[row], b[column]
        if one == other:
            in_b[row] = column
            in_a[column] = row
            found += 1
        row += one <= other
        column += other <= one
    return found


@part
def count_uses(places: Any, stems: int, uses: Any) -> int:
    """Sentences that hold each of so many stems."""
    uses[:stems] = 0
    for at in range(len(places)):
        uses[places[at]] += 1
    return len(places)


@part
def weigh(
    codes: Any, partner: Any, uses: Any, others: Any, rarity: Any, local: Any, out: Any
) -> int:
    """What each stem of a text weighs; `partner` is where it is in the other text."""
    for stem in range(len(codes)):
        count = uses[stem]
        if partner[stem] >= 0:
            count += others[partner[stem]]
        weight = rarity[codes[stem]] * local[count]
        out[stem] = weight if weight >= LEAST_WEIGHT else 0.0
    return len(codes)


@part
def sum_weights(places: Any, bounds: Any, weights: Any, out: Any) -> int:
    """The weight of each sentence, its stems added up in their order."""
    for sentence in range(len(bounds) - 1):
        total = 0.0
        for at in range(bounds[sentence], bounds[sentence + 1]):
            total += weights[places[at]]
        out[sentence] = total
    return len(bounds) - 1


@part
def settle(a: Any, b: Any, in_b: Any, in_a: Any) -> int:
    """The first free sentence of `b` that has the wording of each of `a`, and back; else -1."""
    in_b[: len(a)] = -1
    in_a[: len(b)] = -1
    found = 0
    for row in range(len(a)):
        wording = a[row]
        for column in range(len(b)):
            if b[column] == wording and in_a[column] < 0:
                in_b[row] = column
                in_a[column] = row
                found += 1
                break
    return found


@part
def _group(
    places: Any, bounds: Any, settled: Any, uses: Any, begins: Any, ends: Any, grouped: Any
) -> int:
    """The free sentences of each stem, in order, from `begins` to `ends` of `grouped`."""
    begin = 0
    for stem in range(len(uses)):
        begins[stem] = ends[stem] = begin
        begin += uses[stem]
    for sentence in range(len(bounds) - 1):
        if settled[sentence] < 0:
            for at in range(bounds[sentence], bounds[sentence + 1]):
                stem = places[at]
                grouped[ends[stem]] = sentence
                ends[stem] += 1
    return begin


@part
def share(
    places_a: Any,
    bounds_a: Any,
    places_b: Any,
    bounds_b: Any,
    settled_a: Any,
    settled_b: Any,
    partner: Any,
    uses_a: Any,
    uses_b: Any,
    weights: Any,
    most: int,
    ranges: Any,
    sentences: Any,
    cells: Any,
) -> int:
    """What every two free sentences share, in `cells`; added up in the order of the stems.

    Returns how many summands there are; if these are more than `most`, nothing is added up.
    `ranges` and `sentences` are to work in.
    """
    begins_a, ends_a = row_of(ranges, 4), row_of(ranges, 5)
    begins_b, ends_b = row_of(ranges, 6), row_of(ranges, 7)
    group_a, group_b = row_of(sentences, 0), row_of(sentences, 1)
    _group(places_a, bounds_a, settled_a, uses_a, begins_a, ends_a, group_a)
    _group(places_b, bounds_b, settled_b, uses_b, begins_b, ends_b, group_b)
    products = 0
    for stem in range(len(uses_a)):
        other = partner[stem]
        if other >= 0 and weights[stem] > 0.0:
            products += (ends_a[stem] - begins_a[stem]) * (ends_b[other] - begins_b[other])
    if products > most:
        return products
    width = len(bounds_b) - 1
    cells[: (len(bounds_a) - 1) * width] = 0.0
    for stem in range(len(uses_a)):
        other = partner[stem]
        weight = weights[stem]
        if other >= 0 and weight > 0.0:
            for at in range(begins_a[stem], ends_a[stem]):
                base = group_a[at] * width
                for across in range(begins_b[other], ends_b[other]):
                    cells[base + group_b[across]] += weight
    return products


@part
def _scale_row(totals: Any, mass: float, others: Any, best_b: Any) -> float:
    """What a sentence shares with each of another text becomes how alike the two are; the best.

    All are worked out, shared or not: so eight at a time can be, and none is a surprise.
    """
    for column in range(len(best_b)):
        value = totals[column] / (math.sqrt(mass * others[column]) + PRIOR_WEIGHT)
        totals[column] = value
        best_b[column] = max(best_b[column], value)
    best = 0.0
    for column in range(len(best_b)):
        best = max(best, totals[column])
    return best


@part
def _score_row(
    values: Any, best: float, best_b: Any, place: float, others: Any, scores: Any
) -> int:
    """How far each of these pairs is each other's best, and at the same place in its text."""
    for column in range(len(best_b)):
        value = values[column]
        mutual = math.sqrt(value / best * (value / best_b[column]))
        apart = abs(place - others[column])
        scores[column] = value * (mutual * mutual) * (1.0 - PLACE * apart)
    return len(best_b)


@part
def scale_pairs(
    cells: Any,
    settled: Any,
    mass_a: Any,
    mass_b: Any,
    rows: Any,
    columns: Any,
    plain: Any,
    scores: Any,
    best_a: Any,
    best_b: Any,
    scaled: Any,
    across: Any,
) -> int:
    """The pairs that share anything, row by row, with what `dedup.diff.alignment.Table` says.

    `cells` is written over; `scaled` and `across` are to work in.
    """
    m, n = len(best_a), len(best_b)
    best_a[:] = 0.0
    best_b[:] = 0.0
    for row in range(m):
        if settled[row] >= 0:
            best_a[row] = best_b[settled[row]] = 1.0
        else:
            best_a[row] = _scale_row(stretch(cells, row * n, n), mass_a[row], mass_b, best_b)
    for column in range(n):
        across[column] = (column + 0.5) / n
    count = 0
    for row in range(m):
        if settled[row] >= 0:
            rows[count] = row
            columns[count] = settled[row]
            plain[count] = scores[count] = 1.0
            count += 1
        elif best_a[row] > 0.0:
            values = stretch(cells, row * n, n)
            _score_row(values, best_a[row], best_b, (row + 0.5) / m, across, scaled)
            for column in range(n):
                # Written in any case, and over again if it shares nothing.
                value = values[column]
                put(rows, count, row)
                put(columns, count, column)
                put(plain, count, value)
                put(scores, count, scaled[column])
                count += value != 0.0
    return count
