from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from spark_session import spark  # noqa: F401 - a fixture

from dedup.spark.components import connected_components
from dedup.syndication.groups import components


@pytest.mark.parametrize("driver_edges", [0, 1000])
def test_components_are_those_of_scipy(spark: Any, driver_edges: int) -> None:  # noqa: F811
    """On the driver and by stars, components of a random graph are the ones that scipy finds."""
    pairs = np.random.default_rng(5).integers(0, 60, (45, 2))
    edges = spark.createDataFrame(pairs.tolist(), "a long, b long")
    found: dict[int, list[int]] = {}
    for row in connected_components(edges, driver_edges=driver_edges).collect():
        found.setdefault(row["component"], []).append(row["vertex"])
    loops_left_out = pairs[pairs[:, 0] != pairs[:, 1]]
    expected = components(60, loops_left_out)
    assert {key: sorted(rows) for key, rows in found.items()} == {r[0]: r for r in expected}
