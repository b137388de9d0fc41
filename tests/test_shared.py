"""What sentences share, held to a double loop; small and large texts take different paths."""

from __future__ import annotations

import numpy as np
import pytest

from dedup.diff import shared as module
from dedup.diff.shared import Shared, shared_weights

Pairs = dict[tuple[int, int], float]


def scale(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """A divisor that differs from pair to pair."""
    return 1.0 + rows + 0.1 * columns


def entries(
    seed: int, shape: tuple[int, int]
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray], np.ndarray, Pairs]:
    """Stems of the sentences of two texts at random, their weights, and what a loop makes of it."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 4, size=30) / 4
    has_a, has_b = (rng.random((size, 30)) < 0.2 for size in shape)
    expected = {}
    for row in range(shape[0]):
        for column in range(shape[1]):
            total = 0.0
            for stem in range(30):
                if has_a[row, stem] and has_b[column, stem]:
                    total += float(weights[stem])
            if total:
                expected[row, column] = total / (1.0 + row + 0.1 * column)
    a, b = np.nonzero(has_a), np.nonzero(has_b)
    return (a[0], a[1]), (b[0], b[1]), weights, expected


def told(found: Shared) -> Pairs:
    """The values of the pairs."""
    pairs = zip(found.row.tolist(), found.col.tolist(), strict=True)
    return dict(zip(pairs, found.data.tolist(), strict=True))


@pytest.mark.parametrize("at_once", [0, 1 << 21], ids=["matrix", "written out"])
@pytest.mark.parametrize("seed", range(5))
def test_shared_weights_are_sums(seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either way each pair has its shared stems' weights, added up in their order and scaled."""
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    monkeypatch.setattr(module, "ROWS", 3)
    a, b, weights, expected = entries(seed, (7, 5))
    found = shared_weights(a, b, weights, (7, 5), scale, 0.0)
    assert told(found) == expected
    assert list(told(found)) == sorted(expected)
    assert found.shape == (7, 5)


@pytest.mark.parametrize("seed", range(20))
def test_large_texts_keep_what_counts(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out is below the floor, and below the two best values of both sentences."""
    monkeypatch.setattr(module, "AT_ONCE", 0)
    monkeypatch.setattr(module, "ROWS", 4)
    a, b, weights, expected = entries(seed, (23, 19))
    found = told(shared_weights(a, b, weights, (23, 19), scale, 0.2))
    assert found.items() <= expected.items()
    for axis in (0, 1):
        for place in {pair[axis] for pair in expected}:
            values = sorted((v for p, v in expected.items() if p[axis] == place), reverse=True)
            kept = sorted((v for p, v in found.items() if p[axis] == place), reverse=True)
            least = max((v for v in values if v < values[0]), default=0.0)
            assert [v for v in values if v >= min(least, 0.2)] == kept[
                : sum(v >= min(least, 0.2) for v in values)
            ]
    assert len(found) < len(expected)
