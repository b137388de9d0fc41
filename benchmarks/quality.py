"""How good are the results? All quality figures of dedup, on labelled data, with defaults.

Run from the project's folder::

    python benchmarks/quality.py --data ../shared/data

Prints a table for each part and writes all figures as JSON. `README.md` beside this file says
what each figure means. Nothing is tuned to a data set: another folder with the same file names
is measured by the same command.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from quality_align import measure_alignment, measure_parallel
from quality_baselines import measure_baselines
from quality_data import Corpus, load_corpus
from quality_find import FindRun, measure_rewrites, measure_seeds, run_find
from quality_pan import measure_pan
from quality_report import machine, rounded, versions
from quality_score import measure_degrees, measure_score

FORMAT = 1
HERE = Path(__file__).resolve().parent
FILES = {
    "seeds": ["seeds"],
    "rewrites": [],
    "alignment": ["seeds"],
    "score": [],
    "pan": ["pan13_documents.jsonl.gz", "pan13_pairs.jsonl.gz"],
    "parallel": ["parallel_news_*.jsonl.gz"],
    "degrees": ["clough_stevenson.jsonl.gz"],
    "baselines": [],
}
CORPUS_FILES = [
    "rewrites.jsonl.gz",
    "same_event.jsonl.gz",
    "same_event_copies.json",
    "background.jsonl.gz",
]
# Parts that work on everything at once.
ON_CORPUS = {"seeds", "rewrites", "score", "baselines"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 1 if a part failed, 0 otherwise, also where data is absent."""
    options = parse(arguments)
    if not options.data.is_dir():
        print(
            "quality benchmark skipped: the data folder does not exist; "
            "name one with --data DIR or in the environment variable DEDUP_DATA"
        )
        return 0
    report: dict[str, Any] = {
        "format": FORMAT,
        "command": command(options),
        "settings": {
            "parts": options.only,
            "quick": options.quick,
            "seed": options.seed,
            "jobs": options.jobs,
            "dedup": "defaults",
        },
        "versions": versions(),
        "machine": machine(),
        "parts": {},
        "seconds": {},
    }
    failed = run_parts(options, report)
    print(f"\nfigures written to {options.out.name}")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run_parts(options: argparse.Namespace, report: dict[str, Any]) -> list[str]:
    """Run each part and write the report after it; the names of those that failed."""
    failed = []
    for name, measure in parts(options, report).items():
        needed = FILES[name] + (CORPUS_FILES if name in ON_CORPUS else [])
        missing = [pattern for pattern in needed if not any(options.data.glob(pattern))]
        start = time.perf_counter()
        if missing:
            print(f"\n{name} skipped: the data folder has no {', '.join(missing)}")
            report["parts"][name] = {"skipped": f"no {', '.join(missing)}"}
        else:
            try:
                report["parts"][name] = measure()
            except Exception as error:  # noqa: BLE001 (the other parts' hours are not to be lost)
                traceback.print_exc()
                report["parts"][name] = {"failed": type(error).__name__}
                failed.append(name)
        report["seconds"][name] = time.perf_counter() - start
        options.out.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(rounded(report), indent=1, ensure_ascii=False)
        options.out.write_text(text + "\n", encoding="utf-8")
    return failed


def parts(
    options: argparse.Namespace, report: dict[str, Any]
) -> dict[str, Callable[[], dict[str, Any]]]:
    """The parts asked for, in order. The corpus is read, and searched, once and only if needed."""

    @cache
    def corpus() -> Corpus:
        return load_corpus(options.data, quick=options.quick, seed=options.seed)

    @cache
    def found() -> FindRun:
        run = run_find(corpus())
        report["find"] = {
            "documents": run.documents,
            "pairs": len(run.result.pairs),
            "groups": len(run.result.groups),
            **run.cost,
            "stats": dict(run.result.stats),
        }
        return run

    sampled = {"jobs": options.jobs, "quick": options.quick, "seed": options.seed}
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "seeds": lambda: measure_seeds(corpus(), found()),
        "rewrites": lambda: measure_rewrites(corpus(), found()),
        "alignment": lambda: measure_alignment(options.data),
        "score": lambda: measure_score(corpus(), **sampled),
        "pan": lambda: measure_pan(options.data, **sampled),
        "parallel": lambda: measure_parallel(options.data, **sampled),
        "degrees": lambda: measure_degrees(options.data, jobs=options.jobs),
        "baselines": lambda: measure_baselines(corpus()),
    }
    return {name: measures[name] for name in options.only}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line, with defaults filled in."""
    parser = argparse.ArgumentParser(
        description="Measure the quality of dedup on labelled data.",
        epilog="parts: " + ", ".join(FILES),
    )
    default = os.environ.get("DEDUP_DATA") or HERE.parent.parent / "shared" / "data"
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(default),
        metavar="DIR",
        help="folder with the data (default: DEDUP_DATA, else ../shared/data)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where the figures go (default: benchmarks/results/quality.json, and a name of its "
        "own for a run that is not whole)",
    )
    parser.add_argument(
        "--only",
        type=_part_names,
        default=list(FILES),
        metavar="PARTS",
        help="only these parts, separated by commas",
    )
    parser.add_argument("--quick", action="store_true", help="seeded samples instead of all")
    parser.add_argument("--jobs", type=int, default=2, help="processes for comparing (default 2)")
    parser.add_argument("--seed", type=int, default=0, help="seed of all samples (default 0)")
    options = parser.parse_args(arguments)
    if options.out is None:
        words = ["quality", *(["quick"] if options.quick else [])]
        words += [] if options.only == list(FILES) else options.only
        options.out = HERE / "results" / f"{'-'.join(words)}.json"
    return options


def _part_names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in FILES]
    if unknown or not names:
        raise argparse.ArgumentTypeError(
            f"{', '.join(unknown) or 'nothing'} is no part; the parts are {', '.join(FILES)}"
        )
    return [name for name in FILES if name in names]


def command(options: argparse.Namespace) -> str:
    """The command that gives these figures again; without folders, which differ."""
    words = ["python", "benchmarks/quality.py", "--data", "DIR"]
    if options.only != list(FILES):
        words += ["--only", ",".join(options.only)]
    if options.quick:
        words.append("--quick")
    return " ".join([*words, "--jobs", str(options.jobs), "--seed", str(options.seed)])


if __name__ == "__main__":
    sys.exit(main())
