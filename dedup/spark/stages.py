"""The stages of a search on Spark: what each reads, where rows meet, and what is kept of it.

Texts are read where the documents are, for the sketches and again for those that are compared;
what goes through the stages in between are numbers. No stage gives the driver a text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from dedup.batches import candidates, joining, meeting, repeats, sketching
from dedup.batches.blocks import packed
from dedup.errors import DuplicateIdError, ReadError
from dedup.lsh.bands import choose_bands
from dedup.lsh.candidates import LEAST_WORTH, PARTNERS
from dedup.spark.components import connected_components
from dedup.spark.keeping import Keeper
from dedup.syndication.collapse import CLASS_LISTED
from dedup.syndication.find import LEAST_ANCHORS, RECALL
from dedup.syndication.groups import Linkage
from dedup.syndication.rarity import OWN_COUNTS, SAMPLE, Rarity
from dedup.syndication.verify import NEAR

__all__ = ["BLOCK", "Search", "Settings", "sketched"]

BLOCK = 5000
"""Documents for each task of a stage that holds their texts."""
KEYS = 50_000
"""Documents for each task that holds their keys alone. Fewer tasks mean fewer copies of buckets."""
BROADCAST = 1_000_000
"""Rows of numbers and ids up to which every executor is given all of them, so that the texts
that they are joined with stay where they are."""
_ANCHOR_BYTES = 4
_TYPES = {"int64": "long", "int32": "int", "string": "string", "bool": "boolean"}


class Settings(NamedTuple):
    """As of `dedup.spark.find`."""

    threshold: float
    rewrites: bool
    linkage: Linkage
    abbreviations: frozenset[str]


def _mapped(frame: Any, function: Callable[..., Any], schema: Any) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - optional

    return frame.mapInArrow(function, from_arrow_schema(schema))


def sketched(documents: Any, *, rewrites: bool) -> Any:
    """The sketches of documents: columns `DOCUMENTS` to `SKETCHES`."""
    work = partial(sketching.sketch_rows, bands=choose_bands(RECALL, NEAR), rewrites=rewrites)
    return _mapped(documents, work, sketching.SKETCHES)


def _small(frame: Any, rows: int | None) -> Any:
    """A DataFrame that is given to all executors if it has few rows."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    return frame if rows is None or rows > BROADCAST else F.broadcast(frame)


def _rows(frame: Any) -> Any:
    """The columns of `MEMBERS`, null where there are none."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    known = set(frame.columns)
    return frame.select(*(
        (F.col(field.name) if field.name in known else F.lit(None))
        .cast(_TYPES[str(field.type)])
        .alias(field.name)
        for field in joining.MEMBERS
    ))  # fmt: skip


def _by_block(frame: Any, blocks: int, column: str) -> Any:
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    # Blocks that are hashed to tasks leave a third of these without work; since Spark 4.1
    # a block can have a task of its own.
    by_id = getattr(frame, "repartitionById", None)
    if by_id is None:
        return frame.repartition(blocks, column)
    return by_id(blocks, F.col(column).cast("int"))


class Search:
    """One run of `dedup.spark.find`.

    Parameters
    ----------
    documents : DataFrame
        Columns `DOCUMENTS`.
    settings : Settings
    keeper : Keeper
    blocks : int, optional
        Tasks of a stage; one for each `BLOCK` documents if it is not given.
    """

    def __init__(
        self, documents: Any, settings: Settings, keeper: Keeper, blocks: int | None = None
    ) -> None:
        self.documents = documents
        self.settings = settings
        self.keep = keeper.keep
        self.keeper = keeper
        self.blocks = blocks

    def run(self) -> Any:
        """Pairs and groups: columns `JOINED`."""
        self._sketch()
        bands, band_rows = self.keep("bands", self._bands())
        stands, stand_rows, rarity = self._collapse(bands, band_rows)
        found, rows = self.keep("candidates", self._candidates(bands, stands, stand_rows))
        verdicts, verdict_rows = self.keep("verdicts", self._verify(found, rows, rarity))
        joined = self._join(verdicts, verdict_rows, stands, stand_rows, rarity)
        return self.keep("joined", joined)[0]

    def _sketch(self) -> None:
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

        made = sketched(self.documents, rewrites=self.settings.rewrites)
        self.sketches, count = self.keep("sketches", made)
        bad = self.sketches.where("words < 0 or id is null or id = ''").select("id").first()
        if bad is not None:
            raise ReadError(f"the row of id {bad[0]!r} lacks a text or an id; leave such rows out")
        self._cut(count)
        self.count = count
        again = self._repeated()
        self.present = self.sketches.where("words > 0").drop("words")
        contents = again.where("of = 'content'").select(F.col("number").alias("content"))
        twins = self.present.select("id", "content").join(
            _small(contents, self.again_rows), "content"
        )
        twins = twins.groupBy("content").agg(
            F.min("id").alias("first"), F.count("*").alias("copies")
        )
        self.twins, self.twin_rows = self.keep("identical", twins.where("copies > 1"))
        # One of identical texts, the one with the smallest id, is the head of all.
        self.heads = self.present.withColumn("copies", F.lit(1))
        if self.twin_rows:
            known = self.present.join(_small(self.twins, self.twin_rows), "content", "left")
            heads = known.where("first is null or first = id").drop("first")
            self.heads = heads.withColumn("copies", F.coalesce("copies", F.lit(1)))

    def _repeated(self) -> Any:
        """The contents of more than one document; it is an error if an id is."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

        blocks = self.key_blocks
        again = self._exchanged(
            self.sketches.select("content", F.xxhash64("id").alias("name")),
            blocks,
            (partial(repeats.scatter_numbers, blocks=blocks), packed(repeats.NUMBERS)),
            (repeats.repeated, repeats.REPEATED),
        )
        again, self.again_rows = self.keep("repeated", again)
        names = again.where("of = 'name'").select(F.col("number").alias("name"))
        if not names.isEmpty():
            # Two ids may have the same hash.
            named = self.sketches.select("id", F.xxhash64("id").alias("name"))
            named = named.join(_small(names, self.again_rows), "name", "left_semi")
            twice = named.groupBy("id").count().where("count > 1").first()
            if twice is not None:
                raise DuplicateIdError(f"id {twice[0]!r} is in {twice[1]} rows; ids must differ")
        return again

    def _cut(self, count: int) -> None:
        """How many blocks there are of so many documents."""
        given = self.blocks
        self.blocks = given or max(2, -(-count // BLOCK))
        # Of keys alone more would fit in a task, but no core should be idle for that.
        context = getattr(self.documents.sparkSession, "sparkContext", None)
        cores = context.defaultParallelism if context else 2
        self.key_blocks = given or max(-(-count // KEYS), min(cores, self.blocks))

    def _exchanged(self, frame: Any, blocks: int, *stages: tuple[Any, Any]) -> Any:
        """What functions make of each other's rows, brought together by block before each.

        All but the first, which works where the rows are, get all rows of a block.
        """
        for number, (work, schema) in enumerate(stages):
            met = _by_block(frame, blocks, "block") if number else frame
            frame = _mapped(met, work, schema)
        return frame

    def _bands(self) -> Any:
        blocks = self.key_blocks
        return self._exchanged(
            self.heads.select("content", "bands"),
            blocks,
            (partial(candidates.scatter_bands, blocks=blocks), packed(candidates.BAND_KEYS)),
            (partial(candidates.pairs_of_bands, blocks=blocks), packed(candidates.PAIRS)),
            (candidates.merge_pairs, candidates.MERGED),
        )

    def _met(self, alone: Any) -> Any:
        blocks = self.key_blocks
        count = partial(
            meeting.pairs_of_buckets, blocks=blocks, least=LEAST_ANCHORS, least_worth=LEAST_WORTH
        )
        return self._exchanged(
            alone,
            blocks,
            (partial(meeting.scatter_anchors, blocks=blocks), packed(meeting.ANCHOR_KEYS)),
            (partial(meeting.buckets_of_anchors, blocks=blocks), packed(meeting.BUCKETS)),
            (count, meeting.MET),
        )

    def _texts(self, wanted: Any, rows: int | None) -> Any:
        """The documents whose ids are wanted, with what is known of each."""
        return self.documents.join(_small(wanted, rows), "id")

    def _collapse(self, bands: Any, rows: int) -> tuple[Any, int, Rarity]:
        """Who stands for whom in large classes of near-identical documents; what is rare."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

        near, near_rows = connected_components(
            bands, rows, least=CLASS_LISTED + 1, keeper=self.keeper, name="near"
        )
        unknown = Rarity.unknown()
        counted = self.settings.rewrites and self.count >= OWN_COUNTS
        if near_rows == 0 and not counted:
            return None, 0, unknown
        near = near.toDF("content", "place")
        heads = self.heads.select("id", "content", "copies")
        wanted = heads.join(_small(near, near_rows), "content")
        if counted:
            sample = heads.orderBy("content").limit(SAMPLE)
            wanted = wanted.unionByName(sample.withColumn("place", F.lit(None).cast("long")))
        pairs = bands.join(_small(near, near_rows).toDF("a", "place"), "a")
        texts = self._texts(wanted, None if near_rows is None else near_rows + SAMPLE)
        together = _rows(texts).unionAll(_rows(pairs))
        work = partial(joining.collapse_and_count, threshold=self.settings.threshold)
        together = together.repartition(self.blocks, "place")
        found, rows = self.keep("collapsed", _mapped(together, work, joining.COLLAPSED))
        if not counted:
            return found.select("content", "head"), rows, unknown
        counts = found.where("documents is not null").select(*sketching.COUNTS.names).toArrow()
        stands = found.where("head is not null").select("content", "head")
        return stands, rows - len(counts), sketching.rarity_from(counts)

    def _candidates(self, bands: Any, stands: Any, stand_rows: int) -> Any:
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

        alone = self.heads.select("content", "anchors")
        found = bands
        if stand_rows:
            few = _small(stands, stand_rows)
            alone = alone.join(few, "content", "left_anti")
            for end in ("a", "b"):
                found = found.join(few.toDF(end, f"head_{end}"), end, "left")
            a, b = F.coalesce("head_a", "a"), F.coalesce("head_b", "b")
            found = found.select(F.least(a, b).alias("a"), F.greatest(a, b).alias("b"))
            found = found.where("a < b").distinct()
        found = found.select("a", "b", F.lit(0).alias("shared"), F.expr("true").alias("alike"))
        if self.settings.rewrites:
            met, rows = self.keep("met", self._met(alone))
            found = found.unionByName(_bounded(met, alone) if rows > PARTNERS else _named(met))
            found = found.groupBy("a", "b")
            found = found.agg(F.max("shared").alias("shared"), F.max("alike").alias("alike"))
        return found.withColumn("place", F.pmod(F.xxhash64("a"), F.lit(self.blocks)).cast("int"))

    def _verify(self, found: Any, rows: int, rarity: Rarity) -> Any:
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

        # Each text travels once to each block that compares it, whatever the number of pairs.
        ends = [found.select(F.col(end).alias("content"), "place") for end in ("a", "b")]
        places = ends[0].unionAll(ends[1]).groupBy("content")
        places = _small(places.agg(F.collect_set("place").alias("places")), 2 * rows)
        wanted = self.heads.select("id", "content").join(places, "content")
        texts = self._texts(wanted, 2 * rows)
        texts = texts.withColumn("place", F.explode("places"))
        work = partial(
            joining.verify, rarity=rarity, threshold=self.settings.threshold,
            rewrites=self.settings.rewrites, abbreviations=self.settings.abbreviations,
        )  # fmt: skip
        together = _by_block(_rows(texts).unionAll(_rows(found)), self.blocks or 1, "place")
        return _mapped(together, work, joining.VERDICTS)

    def _join(self, verdicts: Any, rows: int, stands: Any, stand_rows: int, rarity: Rarity) -> Any:
        from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

        strong = verdicts.where(F.col("score") >= self.settings.threshold).select("a", "b")
        # A class of copies is a component even where nothing else ties it to others.
        edges = strong.unionAll(self.twins.select("content", "content"))
        if stand_rows:
            edges = edges.unionAll(stands.select("content", "head"))
        count = rows + self.twin_rows + stand_rows
        grouped, members = connected_components(edges, count, keeper=self.keeper, name="groups")
        grouped = grouped.toDF("content", "place")
        places = _small(grouped, members)
        head = F.col("content")
        if stand_rows:
            grouped = grouped.join(_small(stands, stand_rows), "content", "left")
            head = F.coalesce("head", "content")
        grouped = _small(grouped.withColumn("head", head), members)
        wanted = self.present.select("id", "content").join(grouped, "content")
        copied = self.twins.agg(F.sum("copies")).first()[0] if self.twin_rows else 0
        texts = self._texts(wanted, None if members is None else members + copied)
        inside = verdicts.join(places.toDF("a", "place"), "a")
        inside = inside.join(places.toDF("b", "other"), "b").where("place = other")
        work = partial(
            joining.join_components, rarity=rarity, threshold=self.settings.threshold,
            linkage=self.settings.linkage, rewrites=self.settings.rewrites,
            abbreviations=self.settings.abbreviations,
        )  # fmt: skip
        together = _rows(texts).unionAll(_rows(inside)).repartition(self.blocks, "place")
        return _mapped(together, work, joining.JOINED)


def _named(met: Any) -> Any:
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    return met.select("a", "b", "shared", F.expr("false").alias("alike"))


def _bounded(pairs: Any, sketches: Any) -> Any:
    """`dedup.lsh.candidates` bounds the partners of each document; so does this.

    Who has more than `PARTNERS` asks of each for twice what the next best is worth. Half of the
    anchors of the shorter one are always enough.
    """
    from pyspark.sql import Window  # noqa: PLC0415 - optional
    from pyspark.sql import functions as F  # noqa: N812, PLC0415

    ends = pairs.select(F.col("a").alias("content"), "worth")
    ends = ends.unionAll(pairs.select("b", "worth"))
    crowded = ends.groupBy("content").count().where(F.col("count") > PARTNERS).select("content")
    if crowded.isEmpty():
        return _named(pairs)
    best = Window.partitionBy("content").orderBy(F.desc("worth"))
    ranked = ends.join(crowded, "content", "left_semi").withColumn(
        "rank", F.row_number().over(best)
    )
    asked = ranked.where(F.col("rank") == PARTNERS + 1).select(
        "content", (2 * F.col("worth")).alias("least")
    )
    lengths = sketches.select(
        "content", (F.octet_length("anchors") / _ANCHOR_BYTES).cast("long").alias("length")
    )
    for end in ("a", "b"):
        pairs = pairs.join(asked.toDF(end, f"least_{end}"), end, "left")
    least = F.coalesce(F.greatest("least_a", "least_b"), F.lit(0))
    pairs = pairs.withColumn("enough", F.col("worth") >= least)
    doubtful = pairs.where("not enough")
    for end in ("a", "b"):
        doubtful = doubtful.join(lengths.toDF(end, f"length_{end}"), end)
    most = doubtful.where(2 * F.col("shared") >= F.least("length_a", "length_b"))
    return _named(pairs.where("enough")).unionAll(_named(most))
