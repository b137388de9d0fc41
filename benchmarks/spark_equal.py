"""Whether Spark finds what one machine finds: the same pairs, scores, evidence and groups.

    python benchmarks/spark_equal.py --data FOLDER --background 2000 --generated 2000

Always compares the example of the project; with ``--data`` the evaluation data (rewrites,
same-event reports and a sample of the background) too, with ``--generated`` so many generated
articles, a quarter of them one press release. Ends with exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus import Mix, articles
from quality_data import load_corpus

import dedup
from dedup.spark import Found, find, session

__all__ = ["EXAMPLE", "differences", "example", "frame_of", "generated"]

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
_SETTINGS = {
    "spark.sql.shuffle.partitions": "4",
    "spark.log.level": "ERROR",
    # For stages of some thousand rows; over millions the same settings would cost time.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
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


def differences(expected: dedup.Result, found: Found) -> list[str]:
    """What differs, in words; nothing if all is the same to the last digit shown.

    `expected` is of the documents in the order of their ids, the only order that Spark has.
    """
    told: list[str] = []
    named: Sequence[tuple[str, Iterable[Any], Any]] = (
        ("pair", expected.pairs, found.pairs),
        ("group", expected.groups, found.groups),
    )
    for name, ours, frame in named:
        wanted = {_key(value): value for value in (each.to_dict() for each in ours)}
        rows = [row.asDict(recursive=True) for row in frame.toLocalIterator()]
        given = {_key(value): value for value in rows}
        if len(rows) != len(given):
            told.append(f"{len(rows) - len(given)} {name}s twice")
        told += [f"{name} {key} is missing" for key in sorted(wanted.keys() - given.keys())]
        told += [f"{name} {key} is too much" for key in sorted(given.keys() - wanted.keys())]
        told += [
            f"{name} {key}: {field} is {given[key][field]}, not {value}"
            for key in sorted(wanted.keys() & given.keys())
            for field, value in wanted[key].items()
            if given[key][field] != value
        ]
    return told


def _key(value: dict[str, Any]) -> tuple[str, ...]:
    return tuple(value["members"]) if "members" in value else (value["a"], value["b"])


def _labelled(data: Path, background: int) -> list[dedup.Document]:
    corpus = load_corpus(data)
    chosen = [each for each in corpus.articles.values() if each.kind != "background"]
    rest = corpus.of("background")
    chosen += random.Random(0).sample(rest, min(background, len(rest)))
    return sorted((each.document for each in chosen), key=lambda document: document.id)


def main() -> None:
    """Compare, and say what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--background", type=int, default=2000)
    parser.add_argument("--generated", type=int, default=0)
    parser.add_argument("--release", type=float, default=0.25)
    arguments = parser.parse_args()
    collections = {"example": example()}
    if arguments.data:
        collections["evaluation data"] = _labelled(arguments.data, arguments.background)
    if arguments.generated:
        collections["generated"] = generated(arguments.generated, arguments.release)
    spark = session(arguments.master, settings=_SETTINGS)
    wrong = 0
    for name, documents in collections.items():
        expected = dedup.find(documents)
        start = time.monotonic()
        told = differences(expected, find(frame_of(spark, documents)))
        wrong += len(told)
        print(
            f"{name}: {len(documents)} documents, {len(expected.pairs)} pairs, "
            f"{len(expected.groups)} groups; {len(told)} differences "
            f"({time.monotonic() - start:.0f} s)",
            flush=True,
        )
        for line in told[:20]:
            print(f"  {line}", flush=True)
    spark.stop()
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
