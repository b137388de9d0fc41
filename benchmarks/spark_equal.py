"""Whether Spark finds what one machine finds: the same pairs, scores, evidence and groups.

    python benchmarks/spark_equal.py --data FOLDER --generated 20000 --result FILE.json

Compares the example of the project; with ``--data`` the evaluation data too (rewrites,
same-event reports and the background, or ``--background`` of it), with ``--generated`` so many
generated articles, a tenth of them one press release (``--release``), half of its copies altered.
``--near`` compares the search without rewrites. With ``--expected`` what one machine finds is kept
in a folder, and read from there the next time. Ends with exit code 1 where anything differs.
Collections that are in the result file already keep their entries there.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from corpus import Mix, articles
from quality_data import load_corpus

import dedup
from dedup.spark import Found, find, session

__all__ = ["EXAMPLE", "differences", "example", "frame_of", "generated", "stored"]

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
_SETTINGS = {"spark.sql.shuffle.partitions": "4", "spark.log.level": "ERROR"}
_FIELDS = [field.name for field in dataclasses.fields(dedup.Document)]


def example() -> list[dedup.Document]:
    """The articles that come with the project, in the order of their ids."""
    return sorted(dedup.read(sorted(EXAMPLE.glob("*.txt"))), key=lambda document: document.id)


def generated(count: int, release: float) -> list[dedup.Document]:
    """Generated articles, `release` of them one press release, every other one altered."""
    made = articles(count, mix=Mix(release=release))
    return [dedup.Document(f"{number:08}", each.text) for number, each in enumerate(made)]


def frame_of(spark: Any, documents: Iterable[dedup.Document]) -> Any:
    """A DataFrame of documents with all their fields."""
    rows = [tuple(getattr(each, name) for name in _FIELDS) for each in documents]
    return spark.createDataFrame(rows, ", ".join(f"{name} string" for name in _FIELDS))


def differences(expected: Mapping[str, Any], found: Found) -> list[str]:
    """What differs, in words; nothing if all is the same to the last digit.

    `expected` is `Result.to_dict()` of the documents in the order of their ids, the only order
    that Spark has.
    """
    told: list[str] = []
    named: Sequence[tuple[str, Iterable[Any], Any]] = (
        ("pair", expected["pairs"], found.pairs),
        ("group", expected["groups"], found.groups),
    )
    for name, ours, frame in named:
        wanted = {_key(value): value for value in ours}
        rows = [row.asDict(recursive=True) for row in frame.toLocalIterator()]
        given = {_key(value): value for value in rows}
        if len(rows) != len(given):
            told.append(f"{len(rows) - len(given)} {name}s twice")
        told += [f"{name} {key} is missing" for key in sorted(wanted.keys() - given.keys())]
        told += [f"{name} {key} is too much" for key in sorted(given.keys() - wanted.keys())]
        told += [
            f"{name} {key}: {field} is {given[key].get(field)}, not {value}"
            for key in sorted(wanted.keys() & given.keys())
            for field, value in wanted[key].items()
            if field not in given[key] or given[key][field] != value
        ]
    return told


def _key(value: dict[str, Any]) -> tuple[str, ...]:
    return tuple(value["members"]) if "members" in value else (value["a"], value["b"])


def _labelled(data: Path, background: int | None, groups: int | None) -> list[dedup.Document]:
    corpus = load_corpus(data)
    chosen = [each for each in corpus.articles.values() if each.kind != "background"]
    if groups is not None:
        named = sorted({each.group for each in chosen})
        kept = set(random.Random(0).sample(named, min(groups, len(named))))
        chosen = [each for each in chosen if each.group in kept]
    rest = corpus.of("background")
    chosen += rest if background is None else random.Random(0).sample(rest, background)
    return sorted((each.document for each in chosen), key=lambda document: document.id)


def stored(spark: Any, documents: list[dedup.Document], path: Path) -> Any:
    """A DataFrame of documents that are read from a file."""
    columns = [[getattr(each, name) for each in documents] for name in _FIELDS]
    schema = pa.schema([(name, pa.string()) for name in _FIELDS])
    pq.write_table(pa.table(columns, schema=schema), path, row_group_size=1000)
    return spark.read.parquet(str(path))


def _expected(
    documents: list[dedup.Document], kept: Path | None, *, rewrites: bool
) -> dict[str, Any]:
    """What one machine finds, and the processor time it took: from a file if it stands there."""
    if kept is not None and kept.exists():
        known: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return known
    start = time.process_time()
    result = dedup.find(documents, rewrites=rewrites)
    told = {"seconds": time.process_time() - start} | result.to_dict()
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(told), encoding="utf-8")
    return told


def _compared(
    spark: Any, documents: list[dedup.Document], expected: dict[str, Any], *, rewrites: bool
) -> dict[str, Any]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        frame = stored(spark, documents, Path(folder) / "documents.parquet")
        told = differences(expected, find(frame, rewrites=rewrites))
    return {
        "rewrites": rewrites,
        "documents": len(documents),
        "pairs": len(expected["pairs"]),
        "groups": len(expected["groups"]),
        "largest_group": max((len(each["members"]) for each in expected["groups"]), default=0),
        "differences": len(told),
        "first_differences": told[:20],
        "cpu_seconds_one_machine": round(expected["seconds"], 1),
        "wall_seconds_spark": round(time.monotonic() - began, 1),
    }


def main() -> None:
    """Compare, and say what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--background", type=int)
    parser.add_argument("--groups", type=int, help="of groups and events only so many")
    parser.add_argument("--generated", type=int, default=0)
    parser.add_argument("--release", type=float, default=0.1)
    parser.add_argument("--near", action="store_true")
    parser.add_argument("--expected", type=Path, metavar="FOLDER")
    parser.add_argument("--result", type=Path)
    arguments = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("dedup.spark").setLevel(logging.INFO)
    made = {"example": example}
    if arguments.data:
        labelled = partial(_labelled, arguments.data, arguments.background, arguments.groups)
        some = "evaluation data" if arguments.groups is None else "part of the evaluation data"
        made[some] = labelled
    if arguments.generated:
        name = f"{arguments.generated} generated, {arguments.release:.0%} one press release"
        made[name] = partial(generated, arguments.generated, arguments.release)
    figures: dict[str, Any] = {}
    if arguments.result and arguments.result.exists():
        figures = json.loads(arguments.result.read_text(encoding="utf-8"))
    figures["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, {arguments.master}"
    wrong, spark = 0, None
    for what, make in made.items():
        name = f"{what}, near-duplicates" if arguments.near else what
        documents = make()
        kept = arguments.expected / f"{name}.json" if arguments.expected else None
        expected = _expected(documents, kept, rewrites=not arguments.near)
        spark = spark or session(arguments.master, settings=_SETTINGS)
        found = _compared(spark, documents, expected, rewrites=not arguments.near)
        wrong += found["differences"]
        print(f"{name}: {found}", flush=True)
        figures[name] = found
        if arguments.result:
            arguments.result.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if spark is not None:
        spark.stop()
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
