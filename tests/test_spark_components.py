"""Connected components on Spark are those of scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from spark_session import spark  # noqa: F401 - a fixture

pa = pytest.importorskip("pyarrow")

from dedup.spark.components import connected_components  # noqa: E402
from dedup.syndication.connect import components  # noqa: E402

SPARSE = np.random.default_rng(5).integers(0, 60, (45, 2))
"""Loops and repeats among them."""
PATH = np.stack([np.arange(100, 106), np.arange(101, 107)], axis=1)[::-1]
HOT = np.stack([np.full(20_000, 300), np.arange(200, 20_200)], axis=1)
"""All of a bucket tied to one of them, itself included."""
ALONE = np.array([[90, 90]])
GRAPH = np.concatenate([SPARSE, PATH, HOT, ALONE])


@pytest.mark.parametrize("driver_edges", [0, 1_000_000])
def test_components_are_those_of_scipy(spark: Any, driver_edges: int) -> None:  # noqa: F811
    """On the driver and by stars, with a path and a hot vertex, components are those of scipy."""
    table = pa.table({"a": GRAPH[:, 0].astype(np.int64), "b": GRAPH[:, 1].astype(np.int64)})
    frame, _ = connected_components(
        spark.createDataFrame(table), len(GRAPH), driver_edges=driver_edges
    )
    rows = frame.toArrow().to_pydict()
    members: dict[int, list[int]] = {}
    for vertex, component in zip(rows["vertex"], rows["component"], strict=True):
        members.setdefault(component, []).append(vertex)
    # A component is named by its smallest vertex.
    assert all(name == min(vertices) for name, vertices in members.items())
    found = sorted(sorted(vertices) for vertices in members.values())
    assert found == sorted(components(20_200, GRAPH))


def test_small_components_are_left_out(spark: Any) -> None:  # noqa: F811
    """Only components of the least size come back, and how many vertices these have."""
    edges = spark.createDataFrame([(1, 2), (3, 4), (4, 5), (6, 6)], "a long, b long")
    frame, count = connected_components(edges, 4, least=3)
    assert count == 3
    assert {(row.vertex, row.component) for row in frame.collect()} == {(3, 3), (4, 3), (5, 3)}
