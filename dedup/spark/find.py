"""`dedup.spark.find`: the same pairs and groups as of `dedup.find`, as DataFrames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dedup.batches import sketching
from dedup.diff.derivation import Signals
from dedup.errors import SettingsError
from dedup.spark.keeping import Keeper
from dedup.spark.sessions import require
from dedup.spark.stages import Search, Settings, sketched
from dedup.syndication.find import THRESHOLD
from dedup.syndication.groups import LINKAGES, Linkage
from dedup.syndication.result import Evidence, Group, Match
from dedup.text.abbreviations import checked_abbreviations

__all__ = ["Found", "find", "sketch"]

_SAMPLE = Match(
    "a", "b", "rewrite", 1.0, 1.0, 1.0,
    Evidence(1, 1.0, 1.0, 1.0, Signals(*(1.0 for _ in Signals._fields)), "c"),
)  # fmt: skip
"""A match and a group that lack nothing: columns and their types are those of what they tell."""
_PAIR = _SAMPLE.to_dict()
_GROUP = Group(("a", "b"), (_SAMPLE,), "a", ("",), 1.0, _SAMPLE).to_dict()
_KINDS = {
    str: "string", bool: "boolean", int: "int", float: "double", list: "array<string>",
    dict: "map<string, double>",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs and groups as DataFrames, with the columns of `Match.to_dict` and `Group.to_dict`."""

    pairs: Any
    groups: Any


def _documents(dataframe: Any, id: str, text: str) -> Any:  # noqa: A002 - as everywhere
    """The columns of a `Document`, null where there are none."""
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    names = sketching.DOCUMENTS.names
    known = set(dataframe.columns)
    given = {name: F.col(f"`{name}`") if name in known else F.lit(None) for name in names[2:]}
    given |= {"id": F.col(id), "text": F.col(text)}
    return dataframe.select(*(given[name].cast("string").alias(name) for name in names))


def sketch(
    dataframe: Any,
    id: str = "id",  # noqa: A002 - the name of the column, as everywhere
    text: str = "text",
    *,
    rewrites: bool = True,
) -> Any:
    """Sketch the documents of a DataFrame; columns as `dedup.batches.sketching.SKETCHES`."""
    require(java=False)
    return sketched(_documents(dataframe, id, text), rewrites=rewrites)


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
    checkpoint: str | None = None,
) -> Found:
    """Which documents of a DataFrame come from one source text.

    The same pairs and groups as `dedup.find` gives for the documents in the order of their ids.

    Parameters
    ----------
    dataframe : pyspark.sql.DataFrame
        Columns ``title``, ``publisher``, ``published`` and ``url`` are taken along, as they
        may tell the source of a group. It is read up to four times and has to give the same
        rows each time: persist one that is costly to make, or that draws at random.
    id, text : str
        Names of columns.
    threshold, rewrites, linkage, abbreviations
        As of `dedup.find`.
    blocks : int, optional
        Tasks of a stage. If it is not given, one for each 5,000 documents, or for each 50,000 where
        a stage has no texts.
    checkpoint : str, optional
        A folder, or an address such as ``s3a://bucket/checkpoint``, where all executors can
        write and where nothing stands yet. What each stage gives is kept there, so that no
        finished stage is done again when an executor is lost. It is yours to delete when pairs
        and groups have been read.

    Raises
    ------
    ReadError
        If a row lacks a text or an id.
    DuplicateIdError
        If two rows have the same id.
    SettingsError
        If a setting is outside its limits.
    """
    if not isinstance(threshold, int | float) or not 0.0 < threshold <= 1.0:
        raise SettingsError(f"threshold={threshold!r} is not a number above 0 and at most 1")
    if linkage not in LINKAGES:
        raise SettingsError(f"linkage={linkage!r} is not one of {', '.join(LINKAGES)}")
    if blocks is not None and blocks < 1:
        raise SettingsError(f"blocks={blocks!r} is below 1")
    known = checked_abbreviations(abbreviations)
    require(java=False)
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - optional

    keeper = Keeper(checkpoint)
    joined = None
    try:
        settings = Settings(float(threshold), rewrites, linkage, known)
        joined = Search(_documents(dataframe, id, text), settings, keeper, blocks).run()
    finally:
        keeper.release(but=joined)

    def told(kind: str, sample: dict[str, Any]) -> Any:
        schema = ", ".join(f"{name} {_KINDS[type(value)]}" for name, value in sample.items())
        read = joined.where(F.col("kind") == kind).select(F.from_json("json", schema).alias("row"))
        return read.select("row.*")

    return Found(told("pair", _PAIR), told("group", _GROUP))
