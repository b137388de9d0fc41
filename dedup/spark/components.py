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
from dedup.spark.keeping import Keeper

__all__ = ["DRIVER_EDGES", "connected_components"]

DRIVER_EDGES = 2_000_000
"""Edges up to which components are found on the driver: 32 MB there."""
_ROUNDS = 100
"""Rounds before giving up; a path of a billion vertices takes about thirty."""


def connected_components(
    edges: Any,
    count: int,
    *,
    least: int = 1,
    driver_edges: int = DRIVER_EDGES,
    keeper: Keeper | None = None,
    name: str = "components",
) -> tuple[Any, int | None]:
    """The component of each vertex of a graph.

    Parameters
    ----------
    edges : DataFrame
        Columns ``a`` and ``b`` of type bigint; in any direction, repeats allowed. A loop makes
        its vertex a component even where no other edge does.
    count : int
        How many edges there are, or a number that is not below that.
    least : int
        Vertices that a component has to have; smaller ones are left out.
    driver_edges : int
        Up to so many edges the driver finds the components by itself, which saves many small
        jobs; 0 never does.
    keeper : Keeper, optional
        Keeps the edges of each round where the driver does not find them. One without a folder
        cannot bring back the edges of a round if an executor is lost.
    name : str
        What the rounds are kept under.

    Returns
    -------
    components : DataFrame
        Columns ``vertex`` and ``component``, the smallest vertex of the component; one row a
        vertex.
    vertices : int or None
        How many rows that has, if it is known.

    Raises
    ------
    SettingsError
        If the components are not found within 100 rounds.
    """
    edges = edges.select("a", "b")
    if count <= driver_edges:
        return _on_driver(edges.sparkSession, edges.toArrow() if count else None, least)
    found = _by_stars(edges, keeper or Keeper(), name)
    if least > 1:
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

        enough = found.groupBy("component").count().where(F.col("count") >= least)
        found = found.join(enough.select("component"), "component", "left_semi")
    return found.select("vertex", "component"), None


def _on_driver(spark: Any, edges: Any, least: int) -> tuple[Any, int]:
    import pyarrow as pa  # noqa: PLC0415 - optional
    import scipy.sparse  # noqa: PLC0415 - slow to import
    import scipy.sparse.csgraph  # noqa: PLC0415

    if edges is None or not edges.num_rows:
        return spark.createDataFrame([], "vertex long, component long"), 0
    a, b = (edges[name].to_numpy() for name in ("a", "b"))
    vertices, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    graph = scipy.sparse.coo_array(
        (np.ones(len(a), dtype=np.int8), (places[: len(a)], places[len(a) :])),
        shape=(len(vertices), len(vertices)),
    )
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    # Vertices are sorted, so the first of each label is its smallest.
    _, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    wanted = np.flatnonzero(sizes[labels] >= least)
    if not len(wanted):
        return _on_driver(spark, None, least)
    named = {"vertex": vertices[wanted], "component": vertices[first][labels[wanted]]}
    table = pa.table({name: pa.array(of, type=pa.int64()) for name, of in named.items()})
    return spark.createDataFrame(table), len(wanted)


def _by_stars(edges: Any, keeper: Keeper, name: str) -> Any:
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    def kept(frame: Any, part: str) -> Any:
        # Only this cuts the plan, which would grow eightfold with each round.
        return keeper.keep(f"{name}_{part}", frame)[0] if keeper.folder else frame.localCheckpoint()

    loops = edges.where("a = b").select(F.col("a").alias("vertex")).distinct()
    edges = edges.where("a <> b")
    current = edges.select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b"))
    current = kept(current.distinct(), "0")
    before = None
    for number in range(1, _ROUNDS + 1):
        current = kept(_small_star(_large_star(current)), str(number))
        # The edges of a round are distinct, so that equal count and sum of hashes mean the same.
        now = current.agg(F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(38,0)"))).first()
        if now == before:
            stars = _stars(current)
            alone = loops.join(stars, "vertex", "left_anti")
            return stars.unionAll(alone.select("vertex", F.col("vertex").alias("component")))
        before = now
    raise SettingsError(
        f"connected components not found within {_ROUNDS} rounds; the graph has a path of more "
        "than a billion edges: use a higher threshold"
    )


def _large_star(edges: Any) -> Any:
    """Tie each vertex's larger neighbours to its smallest neighbour, itself included."""
    from pyspark.sql import Window  # noqa: PLC0415 - optional
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    both = edges.select("a", "b").unionAll(edges.select(F.col("b"), F.col("a")).toDF("a", "b"))
    least = F.least("a", F.min("b").over(Window.partitionBy("a")))
    tied = both.withColumn("least", least).where("b > a")
    return tied.select(F.col("b").alias("a"), F.col("least").alias("b")).distinct()


def _small_star(edges: Any) -> Any:
    """Tie each vertex and its smaller neighbours to the smallest of them; edges go downward."""
    from pyspark.sql import Window  # noqa: PLC0415 - optional
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    tied = edges.withColumn("least", F.min("b").over(Window.partitionBy("a")))
    # The edge to the smallest ties the vertex itself, the others their ends.
    end = F.when(F.col("b") == F.col("least"), F.col("a")).otherwise(F.col("b"))
    return tied.select(end.alias("a"), F.col("least").alias("b")).distinct()


def _stars(edges: Any) -> Any:
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    leaves = edges.select(F.col("a").alias("vertex"), F.col("b").alias("component"))
    centres = edges.select(F.col("b").alias("vertex"), F.col("b").alias("component")).distinct()
    return leaves.unionAll(centres)
