"""What sentences share, held to a double loop; small and large texts take different paths."""

from __future__ import annotations

import numpy as np
import pytest

from dedup.diff import shared as module
from dedup.diff.shared import shared_weights


@pytest.mark.parametrize("at_once", [0, 1 << 21], ids=["matrix", "written out"])
@pytest.mark.parametrize("seed", range(5))
def test_shared_weights_are_sums(seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either way each pair has the sum of its shared stems' weights, added up in their order."""
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    rng = np.random.default_rng(seed)
    weights = rng.random(30) + 0.01
    has_a, has_b = rng.random((7, 30)) < 0.2, rng.random((5, 30)) < 0.2
    a, b = np.nonzero(has_a), np.nonzero(has_b)
    found = shared_weights((a[0], a[1]), (b[0], b[1]), weights, (7, 5))
    expected = {}
    for row in range(7):
        for column in range(5):
            total = 0.0
            for stem in range(30):
                if has_a[row, stem] and has_b[column, stem]:
                    total += float(weights[stem])
            if total:
                expected[row, column] = total
    pairs = zip(found.row.tolist(), found.col.tolist(), strict=True)
    assert dict(zip(pairs, found.data.tolist(), strict=True)) == expected
    assert found.shape == (7, 5)
