"""Connected components on Spark: large-star and small-star, or scipy where the graph is small.

Kiveris, Lattanzi, Mirrokni, Rastogi & Vassilvitskii 2014, *Connected components in MapReduce and
beyond*. Both steps keep what is connected connected and bring every vertex nearer to the
smallest of its component; when neither changes an edge, each component is a star around its
smallest vertex.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.errors import SettingsError

__all__ = ["DRIVER_EDGES", "connected_components", "star_edges"]

DRIVER_EDGES = 2_000_000
"""Edges up to which components are found on the driver: 32 MB there."""
_ROUNDS = 100
"""Rounds before giving up; a path of a billion vertices takes about thirty."""


def star_edges(members: Any, key: str, vertex: str) -> Any:
    """Edges that connect all vertices of a bucket, linear in their number.

    Each vertex is tied to the smallest of its bucket: a bucket of a million costs a million
    edges, not half a billion.

    Parameters
    ----------
    members : DataFrame
    key, vertex : str
        The columns with the bucket and with the vertex.

    Returns
    -------
    DataFrame
        Columns ``a`` and ``b``, ``a < b``, distinct.
    """
    from pyspark.sql import Window  # noqa: PLC0415 - optional
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    least = F.min(vertex).over(Window.partitionBy(key))
    edges = members.select(least.alias("a"), F.col(vertex).alias("b"))
    return edges.where("a < b").distinct()


def connected_components(edges: Any, *, driver_edges: int = DRIVER_EDGES) -> Any:
    """The component of each vertex of a graph.

    Parameters
    ----------
    edges : DataFrame
        Columns ``a`` and ``b`` of type bigint; in any direction, repeats and loops allowed.
    driver_edges : int
        Up to so many edges the driver finds the components by itself, which saves many small
        jobs; 0 never does.

    Returns
    -------
    DataFrame
        Columns ``vertex`` and ``component``, the smallest vertex of the component; one row a
        vertex.

    Raises
    ------
    SettingsError
        If the components are not found within 100 rounds.
    """
    edges = edges.select("a", "b").where("a <> b")
    # One row more than allowed tells that there are too many, and no count of all is needed.
    if driver_edges:
        few = edges.limit(driver_edges + 1).toArrow()
        if few.num_rows <= driver_edges:
            return _on_driver(edges.sparkSession, few)
    return _by_stars(edges)


def _on_driver(spark: Any, edges: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - optional
    import scipy.sparse  # noqa: PLC0415 - slow to import
    import scipy.sparse.csgraph  # noqa: PLC0415

    a, b = (edges[name].to_numpy() for name in ("a", "b"))
    vertices, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    graph = scipy.sparse.coo_array(
        (np.ones(len(a), dtype=np.int8), (places[: len(a)], places[len(a) :])),
        shape=(len(vertices), len(vertices)),
    )
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    # Vertices are sorted, so the first of each label is its smallest.
    _, first = np.unique(labels, return_index=True)
    component = vertices[first][labels] if len(vertices) else vertices
    return spark.createDataFrame(
        pa.table(
            {
                "vertex": pa.array(vertices, type=pa.int64()),
                "component": pa.array(component, type=pa.int64()),
            }
        )
    )


def _by_stars(edges: Any) -> Any:
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    current = edges.select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b"))
    current = current.distinct().localCheckpoint()
    before = None
    for _ in range(_ROUNDS):
        current = _small_star(_large_star(current)).localCheckpoint()
        # The edges of a round are distinct, so that equal count and sum of hashes mean the same.
        now = current.agg(F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(38,0)"))).first()
        if now == before:
            return _stars(current)
        before = now
    raise SettingsError(
        f"connected components not found within {_ROUNDS} rounds; the graph has a path of more "
        "than a billion edges: use a higher threshold"
    )


def _large_star(edges: Any) -> Any:
    """Tie each vertex's larger neighbours to its smallest neighbour, itself included."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    both = edges.select("a", "b").unionAll(edges.select(F.col("b"), F.col("a")).toDF("a", "b"))
    least = both.groupBy("a").agg(F.min("b").alias("least"))
    least = least.select("a", F.least("a", "least").alias("least"))
    tied = both.where("b > a").join(least, "a")
    return tied.select(F.col("b").alias("a"), F.col("least").alias("b")).distinct()


def _small_star(edges: Any) -> Any:
    """Tie each vertex and its smaller neighbours to the smallest of them."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    least = edges.groupBy("a").agg(F.min("b").alias("least"))
    tied = edges.join(least, "a").where("b <> least").select(F.col("b").alias("a"), "least")
    own = least.select("a", "least")
    return tied.unionAll(own).toDF("a", "b").where("a > b").distinct()


def _stars(edges: Any) -> Any:
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    leaves = edges.select(F.col("a").alias("vertex"), F.col("b").alias("component"))
    centres = edges.select(F.col("b").alias("vertex"), F.col("b").alias("component")).distinct()
    return leaves.unionAll(centres)
