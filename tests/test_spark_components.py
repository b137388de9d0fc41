"""Connected components on Spark are those of scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from spark_session import spark  # noqa: F401 - a fixture

pytest.importorskip("pyarrow")

from dedup.spark.components import connected_components, star_edges
from dedup.syndication.groups import components

SPARSE = np.random.default_rng(5).integers(0, 60, (45, 2))
PATH = np.stack([np.arange(16), np.arange(1, 17)], axis=1)[::-1]


def found(spark: Any, pairs: np.ndarray, driver_edges: int) -> list[list[int]]:  # noqa: F811
    """The components of a graph, each in order."""
    edges = spark.createDataFrame(pairs.tolist(), "a long, b long")
    members: dict[int, list[int]] = {}
    for row in connected_components(edges, driver_edges=driver_edges).collect():
        members.setdefault(row["component"], []).append(row["vertex"])
    # A component is named by its smallest vertex.
    assert all(name == min(rows) for name, rows in members.items())
    return sorted(sorted(rows) for rows in members.values())


@pytest.mark.parametrize("driver_edges", [0, 1000])
@pytest.mark.parametrize("pairs", [SPARSE, PATH], ids=["sparse", "path"])
def test_components_are_those_of_scipy(
    spark: Any,  # noqa: F811
    pairs: np.ndarray,
    driver_edges: int,
) -> None:
    """On the driver and by stars, components with loops and repeats are those of scipy."""
    loops_left_out = pairs[pairs[:, 0] != pairs[:, 1]]
    expected = sorted(components(60, loops_left_out))
    assert found(spark, pairs, driver_edges) == expected


def test_a_bucket_becomes_a_star(spark: Any) -> None:  # noqa: F811
    """All vertices of a bucket are tied to its smallest: edges grow with the bucket alone."""
    rows = [(0, 3), (0, 9), (0, 5), (1, 5), (1, 7), (2, 8)]
    members = spark.createDataFrame(rows, "key int, vertex long")
    edges = {(row["a"], row["b"]) for row in star_edges(members, "key", "vertex").collect()}
    assert edges == {(3, 5), (3, 9), (5, 7)}
