"""``dedup find --spark MASTER``: files in and files out, the work on Apache Spark."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from dedup.errors import DedupError, ReadError

__all__ = ["Checkpoint", "Out", "Spark", "find_on_spark"]

Spark = Annotated[
    str | None,
    typer.Option(
        "--spark",
        metavar="MASTER",
        help="Work on Apache Spark, local[4] or spark://host:7077 say. PATHs are Parquet or JSON "
        "lines with an id in each record; the result goes to --out.",
        show_default=False,
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="FOLDER",
        help="Where --spark writes: folders pairs and groups in a new folder, in Parquet, or in "
        "JSON lines if its name ends in .jsonl.",
        show_default=False,
    ),
]

Checkpoint = Annotated[
    str | None,
    typer.Option(
        "--checkpoint",
        metavar="FOLDER",
        help="Where --spark keeps what each stage gives, so that no finished stage is done again "
        "when an executor is lost: a new folder that all executors can write to.",
        show_default=False,
    ),
]

_KINDS = {".parquet": "parquet", ".jsonl": "json", ".jsonl.gz": "json"}
_CARRIED = ("title", "publisher", "published", "url")


def find_on_spark(
    paths: list[Path],
    master: str | None,
    out: str | None,
    text_field: str,
    id_field: str,
    skip: bool,
    shown: Mapping[str, object],
    settings: Mapping[str, Any],
) -> None:
    """Find on Spark what stands in files, and write pairs and groups to files.

    Parameters
    ----------
    paths : list of Path
    master : str or None
        As Spark takes it.
    out : str or None
        A folder that does not exist yet.
    text_field, id_field : str
    skip : bool
        Whether to go on without records that lack an id or a text.
    shown : mapping of str to object
        Options that say how to print, of which there is no use here.
    settings
        As of `dedup.spark.find`.
    """
    if master is None:
        raise typer.BadParameter(
            "--out and --checkpoint are for --spark; without it, results are printed"
        )
    if out is None:
        raise typer.BadParameter("--spark needs --out FOLDER to write pairs and groups to")
    unfit = [name for name, value in shown.items() if value]
    if unfit:
        raise typer.BadParameter(f"--spark prints nothing: leave out {', '.join(unfit)}")
    if text_field == id_field:
        raise typer.BadParameter("--text-field and --id-field name the same column")
    kinds = {path: _kind(path) for path in paths}
    for new in filter(None, [out, settings.get("checkpoint")]):
        # Spark would say so too, but only when all the work is done.
        if "://" not in new and Path(new).exists():
            raise ReadError(f"{new!r} is there already; name a folder that is not")
    from dedup.spark.find import find  # noqa: PLC0415 - optional, and slow to import
    from dedup.spark.sessions import session  # noqa: PLC0415

    # Each stage is told when it is done; these may take hours.
    logging.basicConfig(format="%(message)s")
    logging.getLogger("dedup.spark").setLevel(logging.INFO)
    # Of pandas, of which Spark warns with every stage, nothing is used.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    spark = session(master, settings={"spark.log.level": "ERROR"})
    try:
        frame = None
        for path, kind in kinds.items():
            part = _read(spark, path, kind, (id_field, text_field), skip=skip)
            frame = part if frame is None else frame.unionByName(part, allowMissingColumns=True)
        found = find(frame, id_field, text_field, **settings)
        written = "json" if out.rstrip("/").endswith(".jsonl") else "parquet"
        for name, rows in (("pairs", found.pairs), ("groups", found.groups)):
            rows.write.format(written).save(f"{out.rstrip('/')}/{name}")
            typer.echo(f"wrote {out.rstrip('/')}/{name}", err=True)
    except Exception as error:
        raise _plain(error) from error
    finally:
        spark.stop()


def _kind(path: Path) -> str:
    """What a file or a folder holds, by the endings of the names."""
    names = [path.name]
    if path.is_dir():
        # Spark itself passes over names with these first characters.
        inside = (file.name for file in path.iterdir() if file.is_file())
        names += [name for name in inside if name[0] not in "._"]
    found = {kind for name in names for end, kind in _KINDS.items() if name.endswith(end)}
    if len(found) != 1:
        raise ReadError(
            f"{str(path)!r} is not Parquet or JSON lines by the ending of its name; --spark reads "
            f"{', '.join(_KINDS)} and folders of one of them"
        )
    return found.pop()


def _read(spark: Any, path: Path, kind: str, columns: tuple[str, str], *, skip: bool) -> Any:
    from pyspark import StorageLevel  # noqa: PLC0415 - optional

    # A Path makes one slash of the two after a scheme (s3a://bucket/articles.parquet).
    place = re.sub(r"^([a-z][a-z0-9+.-]+):/(?!/)", r"\1://", str(path))
    if kind == "parquet":
        frame = spark.read.parquet(place)
    else:
        wanted = ", ".join(f"`{name}` string" for name in dict.fromkeys([*columns, *_CARRIED]))
        mode = "DROPMALFORMED" if skip else "FAILFAST"
        frame = spark.read.schema(wanted).option("mode", mode).json(place)
        # Documents are read several times, and JSON takes as long as the search each time.
        frame = frame.persist(StorageLevel.DISK_ONLY)
    for name in columns:
        if name not in frame.columns:
            raise ReadError(
                f"{place!r} has no column {name!r}; its columns are {', '.join(frame.columns)}"
            )
    frame = frame.select(*(name for name in frame.columns if name in {*columns, *_CARRIED}))
    return frame.dropna(subset=list(columns)) if skip else frame


def _plain(error: Exception) -> Exception:
    """The first line of what Spark says; its traces of Java go on for pages."""
    if isinstance(error, DedupError | typer.BadParameter):
        return error
    lines = [line for line in str(error).splitlines() if line.strip()]
    return ReadError(f"Spark: {lines[0] if lines else type(error).__name__}")
