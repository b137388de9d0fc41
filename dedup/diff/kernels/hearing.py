"""Tables of two copies as others raise and lower them; see `dedup.diff.witnesses`."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.constants import DENIAL, VOICE, VOICES
from dedup.diff.kernels.linking import link_pairs
from dedup.diff.kernels.views import row_of, stretch
from dedup.machine.compiling import part

__all__ = ["hear_pairs"]


@part
def _lay_out(
    dense: Any, begin: int, down: int, right: int, height: int, width: int, out: Any, told: Any
) -> int:
    """A matrix from anywhere in `dense`, row by row in `out`, and its highest of each column."""
    told[:width] = 0.0
    for row in range(height):
        for column in range(width):
            value = dense[begin + row * down + column * right]
            out[row * width + column] = value
            told[column] = max(told[column], value)
    return height * width


@part
def _raise(value: float, at: int, first: Any, second: Any, third: Any) -> None:
    """Keep the three highest values of a place."""
    lower = min(value, first[at])
    first[at] = max(value, first[at])
    lowest = min(lower, second[at])
    second[at] = max(lower, second[at])
    third[at] = max(lowest, third[at])


@part
def _hear(
    left: Any,
    right: Any,
    told_left: Any,
    told_right: Any,
    m: int,
    k: int,
    n: int,
    voice: Any,
    strongest: Any,
) -> int:
    """Raise the strongest voices and denials by those of one witness.

    `left` is turned: a row for each of the witness's sentences.
    """
    for row in range(m):
        voice[:n] = 0.0
        for between in range(k):
            own = left[between * m + row]
            if own > 0.0:
                line = stretch(right, between * n, n)
                for column in range(n):
                    voice[column] = max(voice[column], min(own, line[column]))
        told = told_left[row]
        voices = stretch(row_of(strongest, 0), row * n, n)
        voices_2 = stretch(row_of(strongest, 1), row * n, n)
        voices_3 = stretch(row_of(strongest, 2), row * n, n)
        denials = stretch(row_of(strongest, 3), row * n, n)
        denials_2 = stretch(row_of(strongest, 4), row * n, n)
        denials_3 = stretch(row_of(strongest, 5), row * n, n)
        for column in range(n):
            _raise(voice[column], column, voices, voices_2, voices_3)
            denial = min(told, told_right[column]) - voice[column]
            _raise(denial, column, denials, denials_2, denials_3)
    return m


def hear_pairs(
    sentences: Any,
    begins: Any,
    dense: Any,
    dense_plain: Any,
    pairs: Any,
    first: int,
    last: int,
    threshold: Any,
    left: Any,
    right: Any,
    strongest: Any,
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
) -> int:
    """Hear the witnesses of the pairs from `first` to `last`; returns which is the next.

    Parameters
    ----------
    sentences : array of int64
        Of each copy.
    begins : array of int64
        Where in `dense`, and in `dense_plain`, the scores of copies ``a < b`` begin.
    pairs : array of int64
        In each column two copies, how many witnesses there are, and these.
    """
    at = mark = 0
    told_left, told_right = row_of(sentence_values, 0), row_of(sentence_values, 1)
    voice = row_of(sentence_values, 4)
    for pair in range(first, last):
        a, b, heard = pairs[0, pair], pairs[1, pair], pairs[2, pair]
        m, n = sentences[a], sentences[b]
        size = m * n
        if at + size > len(rows) or mark + m + n > len(best):
            return pair
        for rank in range(2 * VOICES):
            stretch(row_of(strongest, rank), 0, size)[:] = 0.0
        for place in range(heard):
            c = pairs[3 + place, pair]
            k = sentences[c]
            # Scores stand where the copy with the smaller number comes first.
            if a < c:
                _lay_out(dense, begins[a, c], 1, k, k, m, left, told_left)
            else:
                _lay_out(dense, begins[c, a], m, 1, k, m, left, told_left)
            if c < b:
                _lay_out(dense, begins[c, b], n, 1, k, n, right, told_right)
            else:
                _lay_out(dense, begins[b, c], 1, k, k, n, right, told_right)
            _hear(left, right, told_left, told_right, m, k, n, voice, strongest)
        begin = begins[a, b]
        best_a, best_b = stretch(best, mark, m), stretch(best, mark + m, n)
        best_a[:] = 0.0
        best_b[:] = 0.0
        count = 0
        for row in range(m):
            for column in range(n):
                cell = row * n + column
                own = dense[begin + cell]
                change = 0.0
                if own < 1.0:
                    voices = strongest[0, cell] + strongest[1, cell] + strongest[2, cell]
                    denials = strongest[3, cell] + strongest[4, cell] + strongest[5, cell]
                    change = VOICE * (voices / VOICES) - DENIAL * (denials / VOICES)
                total = min(max(own + change, 0.0), 1.0)
                if total > 0.0:
                    value = min(max(dense_plain[begin + cell] + change, total), 1.0)
                    rows[at + count] = row
                    columns[at + count] = column
                    plain[at + count] = value
                    scores[at + count] = total
                    best_a[row] = max(best_a[row], value)
                    best_b[column] = max(best_b[column], value)
                    count += 1
        link_pairs(
            stretch(rows, at, count),
            stretch(columns, at, count),
            stretch(plain, at, count),
            stretch(scores, at, count),
            best_a,
            best_b,
            threshold[0],
            1,
            sentence_numbers,
            sentence_values,
            grid,
            stretch(keep, at, count),
        )
        at += count
        mark += m + n
        ends[0, pair] = at
        ends[1, pair] = mark
        ends[2, pair] = 0
    return last
