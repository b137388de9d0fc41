"""What is worked out without branches, or for eight at a time, is what each alone would be."""

from __future__ import annotations

import math

import numba
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff.kernels.constants import LANES, PRIOR_WEIGHT
from dedup.diff.kernels.scoring import match_stems, scale_cells

NUMBERS = st.sets(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 40), max_size=40)
SHARES = st.floats(0.0, 50.0) | st.just(0.0)


@numba.njit
def _matched(a: np.ndarray, b: np.ndarray, of_a: np.ndarray, of_b: np.ndarray) -> int:
    found: int = match_stems(a, b, of_a, of_b)
    return found


@given(NUMBERS, NUMBERS)
def test_stems_are_matched_wherever_they_stand(a: set[int], b: set[int]) -> None:
    """At either end and in the middle, in texts of any length, in order."""
    first, second = (np.array(sorted(one), dtype=np.int64) for one in (a, b))
    of_a, of_b = np.empty((2, min(len(a), len(b)) + 1), dtype=np.int64)
    found = _matched(first, second, of_a, of_b)
    assert first[of_a[:found]].tolist() == sorted(a & b)
    assert second[of_b[:found]].tolist() == sorted(a & b)


@numba.njit
def _scaled(
    cells: np.ndarray,
    width: int,
    settled_a: np.ndarray,
    settled_b: np.ndarray,
    mass_a: np.ndarray,
    mass_b: np.ndarray,
    best: np.ndarray,
    of_row: np.ndarray,
    of_column: np.ndarray,
) -> None:
    m, n = len(settled_a), len(settled_b)
    second_a, own = of_row[0], of_row[1]
    top_b, second_b = of_column[0], of_column[1]
    best_a, best_b = best[:m], best[m : m + n]
    scale_cells(
        *(cells, width, settled_a, settled_b, mass_a, mass_b, best_a, best_b, top_b),
        *(second_a, second_b, own),
    )


@given(st.integers(1, 20), st.data())
def test_the_two_best_of_every_sentence_are_found(n: int, data: st.DataObject) -> None:
    """In any column, equal ones and none at all among them; what is settled has no second."""
    rows = data.draw(st.lists(st.lists(SHARES, min_size=n, max_size=n), min_size=1, max_size=5))
    m, width = len(rows), -(-n // LANES) * LANES
    mass = data.draw(st.lists(st.floats(0.0, 300.0), min_size=m + n, max_size=m + n))
    settled = data.draw(st.none() | st.tuples(st.integers(0, m - 1), st.integers(0, n - 1)))
    settled_a, settled_b = np.full(m, -1), np.full(n, -1)
    if settled:
        settled_a[settled[0]], settled_b[settled[1]] = settled[1], settled[0]
    shared = np.array(rows)
    shared[settled_a >= 0], shared[:, settled_b >= 0] = 0.0, 0.0
    cells = np.zeros((m, width))
    cells[:, :n] = shared
    flat, mass_b = cells.ravel(), np.full(width, np.nan)
    mass_b[:n] = mass[m:]
    best, of_row = np.empty(m + n), np.empty((2, max(m, 2 * LANES)))
    of_column = np.empty((2, width))
    given_masses = np.array(mass[:m]), mass_b
    _scaled(flat, width, settled_a, settled_b, *given_masses, best, of_row, of_column)
    plain = np.array(
        [
            [shared[a, b] / (math.sqrt(mass[a] * mass[m + b]) + PRIOR_WEIGHT) for b in range(n)]
            for a in range(m)
        ]
    )
    two_a, two_b = (np.sort(np.pad(side, ((0, 0), (0, 1))))[:, -2:] for side in (plain, plain.T))
    assert of_row[0, :m].tolist() == two_a[:, 0].tolist()
    assert of_column[1, :n].tolist() == two_b[:, 0].tolist()
    if settled:
        plain[settled] = two_a[settled[0], 1] = two_b[settled[1], 1] = 1.0
    assert best.tolist() == [*two_a[:, 1].tolist(), *two_b[:, 1].tolist()]
    assert flat.reshape(m, width)[:, :n].tolist() == plain.tolist()
