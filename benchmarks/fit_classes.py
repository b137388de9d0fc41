"""Where edited ends and paraphrased begins: the threshold of comparisons, on labelled text.

Run from the project's folder::

    python benchmarks/fit_classes.py --data ../shared/data

What is measured of a passage is the share of its longer side's words that stay in runs of two
or more. Its label is that of the text it stands in. Clough & Stevenson's short answers were to
be copied ("cut"), lightly revised or heavily revised; the passages of PAN 2013 lie inside cases
that were taken over as they were, shuffled and reworded at random, translated there and back,
or summarised. Kept wording is what was cut, lightly revised or taken over; reworded is the rest.
The best threshold of either collection is tried on the other, which it has not seen; what both
together say is the mean of their accuracies, whatever their sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from quality_align import PairTask, compare_pair
from quality_data import load_pan, load_rows
from quality_report import machine, map_tasks, rounded, table, versions

from dedup.diff.edits import edits_between, words_of
from dedup.diff.kinds import EDITED
from dedup.diff.passages import Passage
from dedup.evaluation import Reuse

HERE = Path(__file__).resolve().parent
KEPT = {"clough": ("cut", "light"), "pan": ("02-no-obfuscation",)}
REWORDED = {
    "clough": ("heavy",),
    "pan": ("03-random-obfuscation", "04-translation-obfuscation", "05-summary-obfuscation"),
}
THRESHOLDS = np.arange(0.05, 1.0, 0.01)

Kept = tuple[float, str]
"""The share of words kept, and the kind of the passage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    data = Path(os.environ.get("DEDUP_DATA", HERE.parent.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=data, help="folder with evaluation data")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "fit_classes.json")
    parser.add_argument("--pairs", type=int, default=60, help="PAN pairs of each category (60)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the sample (0)")
    options = parser.parse_args(arguments)
    collections = {
        "clough": of_clough(options.data, options.jobs),
        "pan": of_pan(options.data, options.pairs, options.jobs, options.seed),
    }
    report = {
        "versions": versions(),
        "machine": machine(),
        "pairs": options.pairs,
        "seed": options.seed,
        "edited": EDITED,
        **figures_of(collections),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(rounded(report), indent=1) + "\n", encoding="utf-8")
    return 0


def of_clough(data: Path, jobs: int) -> dict[str, list[Kept]]:
    """The linked passages of the short answers, by how much of the source was to be kept."""
    rows = list(load_rows(data / "clough_stevenson.jsonl.gz"))
    sources = {row["task"]: row for row in rows if row["category"] == "orig"}
    answers = [row for row in rows if row["category"] in {*KEPT["clough"], *REWORDED["clough"]}]
    tasks = [
        (sources[row["task"]]["id"], sources[row["task"]]["text"], row["id"], row["text"])
        for row in answers
    ]
    found: defaultdict[str, list[Kept]] = defaultdict(list)
    answered = map_tasks(all_passages, tasks, jobs=jobs, label="answers")
    for row, kept in zip(answers, answered, strict=True):
        found[row["category"]] += kept
    return dict(found)


def of_pan(data: Path, count: int, jobs: int, seed: int) -> dict[str, list[Kept]]:
    """The linked passages that lie inside a case of reuse on both sides, by category."""
    pairs, texts = load_pan(data, per_category=count, seed=seed)
    pairs = [pair for pair in pairs if pair.cases]
    tasks = [
        ((pair.source, texts[pair.source], pair.suspicious, texts[pair.suspicious]), pair.cases)
        for pair in pairs
    ]
    found: defaultdict[str, list[Kept]] = defaultdict(list)
    answered = map_tasks(passages_inside, tasks, jobs=jobs, label="PAN 2013")
    for pair, kept in zip(pairs, answered, strict=True):
        found[pair.category] += kept
    return dict(found)


def all_passages(task: PairTask) -> list[Kept]:
    """What each linked passage of two texts keeps."""
    return [kept_of(task, passage) for passage in compare_pair(task).passages if is_linked(passage)]


def passages_inside(task: tuple[PairTask, Sequence[Reuse]]) -> list[Kept]:
    """What each linked passage keeps that begins and ends inside one case on both sides."""
    texts, cases = task
    return [
        kept_of(texts, passage)
        for passage in compare_pair(texts).passages
        if is_linked(passage) and any(lies_in(passage, case) for case in cases)
    ]


def is_linked(passage: Passage) -> bool:
    """Whether a passage has two sides."""
    return bool(passage.source and passage.copy)


def lies_in(passage: Passage, case: Reuse) -> bool:
    """Whether both sides of a passage lie in those of a case."""
    return all(
        outer.start <= span.start and span.end <= outer.end
        for outer, spans in (
            (case.source_span, passage.source),
            (case.suspicious_span, passage.copy),
        )
        for span in spans
    )


def kept_of(task: PairTask, passage: Passage) -> Kept:
    """The share of words kept, which the threshold is of, and the kind that was given."""
    _, source, _, copy = task
    _, kept = edits_between(words_of(source, passage.source), words_of(copy, passage.copy))
    return kept, passage.kind


def accuracy(kept: list[float], reworded: list[float], threshold: float) -> float:
    """Mean of the shares of both classes that lie on their side of a threshold."""
    return float(np.mean(np.array(kept) >= threshold) + np.mean(np.array(reworded) < threshold)) / 2


def figures_of(collections: dict[str, dict[str, list[Kept]]]) -> dict[str, Any]:
    """All figures, printed as they are made."""
    classes: dict[str, Any] = {}
    for name, labels in collections.items():
        for label, passages in sorted(labels.items()):
            shares = np.array([share for share, _ in passages])
            kinds = [kind for _, kind in passages]
            classes[f"{name}, {label}"] = {
                "passages": len(passages),
                **dict(zip(("tenth", "median", "nine_tenths"), quantiles(shares), strict=True)),
                **{
                    kind: kinds.count(kind) / len(kinds)
                    for kind in ("verbatim", "edited", "paraphrased")
                },
            }
    columns = ["", *next(iter(classes.values()))]
    table(
        "Words kept, and kinds given", columns, [[k, *row.values()] for k, row in classes.items()]
    )
    sides = {
        name: (shares_of(labels, KEPT[name]), shares_of(labels, REWORDED[name]))
        for name, labels in collections.items()
    }
    best = {
        name: float(max(THRESHOLDS, key=lambda at: accuracy(*both, at)))
        for name, both in sides.items()
    }
    other = dict(zip(best, reversed(best), strict=True))
    thresholds = {
        name: {
            "best": best[name],
            "at_its_best": accuracy(*both, best[name]),
            "at_the_other's_best": accuracy(*both, best[other[name]]),
            "at_the_default": accuracy(*both, EDITED),
        }
        for name, both in sides.items()
    }
    table(
        f"Kept or reworded, balanced accuracy (default threshold {EDITED})",
        ["", *next(iter(thresholds.values()))],
        [[name, *row.values()] for name, row in thresholds.items()],
    )
    means = {
        float(at): float(np.mean([accuracy(*both, at) for both in sides.values()]))
        for at in THRESHOLDS
    }
    together = max(means, key=means.__getitem__)
    print(f"\n  best mean of the collections: {means[together]:.3f} at {together:.2f}")
    curve = {f"{at:.2f}": mean for at, mean in means.items() if round(at * 100) % 5 == 0}
    print("  " + "  ".join(f"{at} {mean:.3f}" for at, mean in curve.items()))
    return {
        "classes": classes,
        "thresholds": thresholds,
        "together": {"best": together, "accuracy": means[together], "curve": curve},
    }


def shares_of(labels: dict[str, list[Kept]], wanted: Sequence[str]) -> list[float]:
    """What the passages of some labels keep."""
    return [share for label in wanted for share, _ in labels.get(label, [])]


def quantiles(values: np.ndarray) -> list[float]:
    """The tenth, the median and the ninth decile."""
    return [float(value) for value in np.quantile(values, (0.1, 0.5, 0.9))]


if __name__ == "__main__":
    sys.exit(main())
