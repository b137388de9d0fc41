"""`dedup.spark.find`: the stages of `dedup.find` on DataFrames."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from dedup.batches import candidates, joining, sketching
from dedup.batches.blocks import Columns, gather, packed
from dedup.errors import DuplicateIdError, ReadError, SettingsError
from dedup.lsh.bands import choose_bands
from dedup.lsh.candidates import LEAST_WORTH, PARTNERS
from dedup.spark.components import connected_components
from dedup.spark.sessions import require
from dedup.syndication.collapse import CLASS_LISTED
from dedup.syndication.find import LEAST_ANCHORS, RECALL, THRESHOLD
from dedup.syndication.groups import LINKAGES, Linkage
from dedup.syndication.rarity import SAMPLE
from dedup.syndication.verify import NEAR
from dedup.text.abbreviations import checked_abbreviations

__all__ = ["Found", "find", "sketch"]

_PAIR = (
    "a string, b string, relation string, score double, resemblance double, containment double, "
    "covered_a double, covered_b double, shared_anchors int, own_score double, through string, "
    "signals map<string, double>"
)
_GROUP = (
    "members array<string>, source string, evidence array<string>, cohesion double, "
    "weakest array<string>"
)
ANCHOR_BYTES = 4
_CARRIED = sketching.DOCUMENTS.names[2:]


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs and groups as DataFrames, with the columns of `Match.to_dict` and `Group.to_dict`."""

    pairs: Any
    groups: Any


def _mapped(frame: Any, function: Callable[..., Any], schema: Any) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - optional

    return frame.mapInArrow(function, from_arrow_schema(schema))


def sketch(
    dataframe: Any,
    id: str = "id",  # noqa: A002
    text: str = "text",
    *,
    rewrites: bool = True,
) -> Any:
    """Sketch the documents of a DataFrame; columns as `dedup.batches.sketching.SKETCHES`."""
    require(java=False)
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    known = set(dataframe.columns)
    given = {name: F.col(name) if name in known else F.lit(None) for name in _CARRIED}
    given |= {"id": F.col(id), "text": F.col(text)}
    rows = dataframe.select(
        *(given[name].cast("string").alias(name) for name in sketching.DOCUMENTS.names)
    )
    work = partial(sketching.sketch_rows, bands=choose_bands(RECALL, NEAR), rewrites=rewrites)
    return _mapped(rows, work, sketching.SKETCHES)


def _unpacked(batches: Any, *, columns: Columns) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - optional

    found = gather(batches, columns)
    yield pa.record_batch([pa.array(column) for column in found.values()], names=list(found))


def _bounded(pairs: Any, sketches: Any) -> Any:
    """`dedup.lsh.candidates` bounds the partners of each document; so does this.

    Who has more than `PARTNERS` asks of each for twice what the next best is worth. Half of the
    anchors of the shorter one are always enough.
    """
    from pyspark import StorageLevel  # noqa: PLC0415 - optional
    from pyspark.sql import Window  # noqa: PLC0415
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    pairs = pairs.persist(StorageLevel.DISK_ONLY)
    ends = pairs.select(F.col("a").alias("content"), "worth")
    ends = ends.union(pairs.select("b", "worth"))
    best = Window.partitionBy("content").orderBy(F.desc("worth"))
    ranked = ends.withColumn("rank", F.row_number().over(best))
    asked = ranked.where(F.col("rank") == PARTNERS + 1).select(
        "content", (2 * F.col("worth")).alias("least")
    )
    lengths = sketches.select(
        "content", (F.octet_length("kept") / ANCHOR_BYTES).cast("long").alias("length")
    )
    for end in ("a", "b"):
        pairs = pairs.join(
            asked.select(F.col("content").alias(end), F.col("least").alias(f"least_{end}")),
            end, "left",
        )  # fmt: skip
    least = F.coalesce(F.greatest("least_a", "least_b"), F.lit(0))
    pairs = pairs.withColumn("enough", F.col("worth") >= least)
    doubtful = pairs.where("not enough")
    for end in ("a", "b"):
        doubtful = doubtful.join(
            lengths.select(F.col("content").alias(end), F.col("length").alias(f"length_{end}")), end
        )
    most = doubtful.where(2 * F.col("shared") >= F.least("length_a", "length_b"))
    columns = ["a", "b", "shared", "alike"]
    return pairs.where("enough").select(columns).union(most.select(columns))


def find(
    dataframe: Any,
    id: str = "id",  # noqa: A002 - the name of the column, as everywhere
    text: str = "text",
    *,
    threshold: float = THRESHOLD,
    rewrites: bool = True,
    linkage: Linkage = "single",
    abbreviations: Iterable[str] = (),
    blocks: int | None = None,
) -> Found:
    """Which documents of a DataFrame come from one source text.

    The same pairs and groups as `dedup.find` gives for the documents in the order of their ids.

    Parameters
    ----------
    dataframe : pyspark.sql.DataFrame
        Columns ``title``, ``publisher``, ``published`` and ``url`` are taken along, as they
        may tell the source of a group.
    id, text : str
        Names of columns.
    threshold, rewrites, linkage, abbreviations
        As of `dedup.find`.
    blocks : int, optional
        Tasks of a stage; one for each 2,500 documents if it is not given.
    """
    if not isinstance(threshold, int | float) or not 0.0 < threshold <= 1.0:
        raise SettingsError(f"threshold={threshold!r} is not a number above 0 and at most 1")
    if linkage not in LINKAGES:
        raise SettingsError(f"linkage={linkage!r} is not one of {', '.join(LINKAGES)}")
    require(java=False)
    from pyspark import StorageLevel  # noqa: PLC0415 - optional
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    known = checked_abbreviations(abbreviations)
    sketched = sketch(dataframe, id, text, rewrites=rewrites).persist(StorageLevel.DISK_ONLY)
    bad = sketched.where("words < 0 or id is null or id = ''").select("id").first()
    if bad is not None:
        raise ReadError(f"the row of id {bad[0]!r} lacks a text or an id; leave such rows out")
    twice = sketched.groupBy("id").count().where("count > 1").first()
    if twice is not None:
        raise DuplicateIdError(f"id {twice[0]!r} is in {twice[1]} rows; ids must differ")
    counted = sketched.where("words > 0").groupBy("content")
    counted = counted.agg(F.min("id").alias("first"), F.count("*").alias("copies"))
    documents = sketched.join(counted, "content")
    heads = documents.where("id = first").persist(StorageLevel.DISK_ONLY)
    count = blocks or max(2, -(-heads.count() // 2500))

    def pairs_of(frame: Any, give: Any, keys: Columns, take: Any) -> Any:
        placed = _mapped(frame, partial(give, blocks=count), packed(keys))
        placed = placed.repartition(count, "block")
        return _mapped(placed, partial(take, blocks=count), packed(candidates.PAIRS))

    def merged(frame: Any, least: int) -> Any:
        work = partial(candidates.merge_pairs, least=least, least_worth=LEAST_WORTH, blocks=count)
        once = _mapped(frame.repartition(count, "block"), work, packed(candidates.PAIRS))
        return once.mapInArrow(
            partial(_unpacked, columns=candidates.PAIRS),
            "a long, b long, shared int, worth int, alike boolean",
        )

    def rows(frame: Any, **columns: Any) -> Any:
        kinds = {f.name: str(f.type) for f in joining.MEMBERS}
        names = {"int64": "long", "int32": "int", "string": "string", "bool": "boolean"}
        return frame.select(*(
            (columns.get(n, F.col(n) if n in frame.columns else F.lit(None)))
            .cast(names[k])
            .alias(n)
            for n, k in kinds.items()
        ))  # fmt: skip

    def together(members: Any, pairs: Any) -> Any:
        stream = members.unionByName(pairs).repartition(count, "place")
        return stream.sortWithinPartitions("place")

    none = F.lit(None)
    bands = merged(
        pairs_of(heads.select("content", "bands"), candidates.scatter_bands,
                 candidates.BAND_KEYS, candidates.pairs_of_bands), 0,
    ).persist(StorageLevel.DISK_ONLY)  # fmt: skip
    near = connected_components(bands)
    large = near.groupBy("component").count().where(F.col("count") > CLASS_LISTED)
    near = near.join(large, "component").select(F.col("vertex").alias("content"), "component")
    stands = _mapped(
        together(
            rows(heads.join(near, "content"), place=F.col("component"), a=none, b=none),
            rows(bands.join(near, bands.a == near.content).drop("content"),
                 place=F.col("component")),
        ),
        partial(joining.collapse_components, threshold=threshold), joining.STANDS,
    ).persist(StorageLevel.DISK_ONLY)  # fmt: skip
    of_a = stands.select(F.col("content").alias("a"), F.col("head").alias("head_a"))
    of_b = stands.select(F.col("content").alias("b"), F.col("head").alias("head_b"))
    moved = bands.join(of_a, "a", "left").join(of_b, "b", "left")
    a, b = F.coalesce("head_a", "a"), F.coalesce("head_b", "b")
    found = moved.select(F.least(a, b).alias("a"), F.greatest(a, b).alias("b")).where("a < b")
    found = found.distinct().select(
        "a", "b", F.lit(0).alias("shared"), F.expr("true").alias("alike")
    )
    if rewrites:
        alone = heads.select("content", "anchors").join(stands, "content", "left_anti")
        shared = pairs_of(alone, candidates.scatter_anchors, candidates.ANCHOR_KEYS,
                          candidates.pairs_of_anchors)  # fmt: skip
        shared = _bounded(merged(shared, LEAST_ANCHORS), alone.withColumnRenamed("anchors", "kept"))
        found = found.unionByName(shared).groupBy("a", "b")
        found = found.agg(F.max("shared").alias("shared"), F.max("alike").alias("alike"))
        sample = heads.orderBy("content").limit(SAMPLE).select("text").repartition(1)
        counts = _mapped(sample, sketching.count_stems, sketching.COUNTS).toArrow()
    else:
        counts = sketching.COUNTS.empty_table()
    rarity = sketching.rarity_from(counts)
    found = found.withColumn("place", F.pmod(F.xxhash64("a"), F.lit(count)))
    found = found.persist(StorageLevel.DISK_ONLY)
    needed = found.select("place", F.col("a").alias("content"))
    needed = needed.union(found.select("place", "b")).distinct()
    verdicts = _mapped(
        together(rows(heads.join(needed, "content"), a=none, b=none), rows(found)),
        partial(joining.verify, rarity=rarity, threshold=threshold, rewrites=rewrites,
                abbreviations=known), joining.VERDICTS,
    ).persist(StorageLevel.DISK_ONLY)  # fmt: skip
    strong = connected_components(verdicts.where(F.col("score") >= threshold))
    strong = strong.persist(StorageLevel.DISK_ONLY)

    grouped = strong.select(F.col("vertex").alias("content")).union(
        counted.where("copies > 1").select("content")
    ).union(stands.select("content")).union(stands.select("head")).distinct()  # fmt: skip
    place = strong.select(F.col("vertex").alias("head"), "component")
    grouped = grouped.join(stands, "content", "left")
    grouped = grouped.select("content", F.coalesce("head", "content").alias("head"))
    grouped = grouped.join(place, "head", "left")
    grouped = grouped.select("content", "head", F.coalesce("component", "head").alias("place"))
    at_a = strong.select(F.col("vertex").alias("a"), F.col("component").alias("place"))
    at_b = strong.select(F.col("vertex").alias("b"), F.col("component").alias("other"))
    inside = verdicts.join(at_a, "a").join(at_b, "b").where("place = other")
    joined = _mapped(
        together(rows(documents.join(grouped, "content"), a=none, b=none), rows(inside)),
        partial(joining.join_components, rarity=rarity, threshold=threshold, linkage=linkage,
                rewrites=rewrites, abbreviations=known), joining.JOINED,
    ).persist(StorageLevel.DISK_ONLY)  # fmt: skip

    def told(kind: str, schema: str) -> Any:
        read = joined.where(F.col("kind") == kind).select(F.from_json("json", schema).alias("row"))
        return read.select("row.*")

    return Found(told("pair", _PAIR), told("group", _GROUP))
