"""How fast, and in how much memory: ours and the peers', from the same texts in one run.

    python benchmarks/speed.py             # everything, hours
    python benchmarks/speed.py --quick     # small collections, a few minutes
    python benchmarks/speed.py --parts raw growth --growth 10000 50000

Every job runs in a process of its own, on one core unless it says otherwise. Peers are optional;
one that is missing is named and skipped.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from corpus import PATHOLOGIES, PLAIN, Mix, Stored, write
from exact import all_pairs, shingle_sets
from quality_report import table
from speed_child import JobError, run
from speed_growth import LARGE, exponent, growth
from speed_jobs import BANDS, ROWS, SLOTS, THRESHOLD, Answer, Job, K, Pairs, judge
from speed_ours import NEAR, OURS
from speed_peers import PEERS
from speed_raw import NoCompilerError, compare

import dedup

RESULTS = Path(__file__).resolve().parent / "results"
JOBS: dict[str, Job] = OURS | PEERS
PARTS = ("peers", "raw", "cores", "growth")
GROWTH = [10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000]
QUICK_GROWTH = [2500, 5000, 10_000]


class Bench:
    """One run: where its collections are, what it measures, what went wrong."""

    def __init__(self, scratch: Path, arguments: argparse.Namespace) -> None:
        self.scratch = scratch
        self.seed: int = arguments.seed
        self.keep = arguments.corpora is not None
        self.wanted: list[str] = arguments.jobs
        self.rounds: int = arguments.rounds
        self.failures: list[str] = []
        self.missing: list[str] = []

    @contextmanager
    def collection(self, count: int, mix: Mix) -> Iterator[Stored]:
        """A collection, generated if it is not there; removed again unless it is to be kept."""
        name = f"{'plain' if mix == PLAIN else 'pathologies'}-{count}-{self.seed}"
        stored = write(self.scratch / name, count, self.seed, mix)
        try:
            yield stored
        finally:
            if not self.keep:
                shutil.rmtree(stored.folder)

    def job(self, stored: Stored, name: str, task: str, threads: int = 1) -> dict[str, Any] | None:
        """The figures of one job, or None if it failed, which is noted."""
        try:
            return run(stored.folder, name, task, self.scratch / "job.json", threads=threads)
        except JobError as error:
            print(f"  {name} ({task}) failed: {error}")
            self.failures.append(f"{name} ({task}): {error}")
            return None

    def present(self) -> Iterator[str]:
        """The jobs whose package is installed; the others are named."""
        for name, job in JOBS.items():
            if self.wanted and name not in self.wanted:
                continue
            if job.package == "dedup-news" or version(job.package):
                yield name
            else:
                print(f"  {name}: skipped, {job.package} is not installed")
                self.missing.append(name)

    def peers(self, stored: Stored) -> dict[str, Any]:
        """Sketching alone and the whole job, of every library."""
        print(f"\n{len(stored)} generated articles, {stored.size / 1e6:.1f} MB, one core each")
        names = list(self.present())
        rows: dict[str, dict[str, Any]] = {
            name: {"package": JOBS[name].package, "used": JOBS[name].used} for name in names
        }
        answers: dict[str, Answer] = {}
        tasks = [
            (name, task)
            for name in names
            for task in ("sketch", "find")
            if getattr(JOBS[name], task) is not None
        ]
        # They take turns, so that a busy minute of the machine is not one library's alone.
        for name, task in tasks * self.rounds:
            print(f"  {name} ({task}) ...", flush=True)
            figures = self.job(stored, name, task)
            rows[name][task] = _better(rows[name].get(task), figures, "cpu")
            if task == "find" and figures:
                with np.load(self.scratch / "job.npz") as found:
                    answers[name] = Answer(found["pairs"], found.get("texts"))
        truth = _truth(stored, answers)
        for name, answer in answers.items():
            rows[name]["find"] |= judge(answer, truth)
        for task in ("sketch", "find"):
            _ratios(rows, task)
        _print_peers(rows, len(truth))
        return {"pairs_in_truth": len(truth), "jobs": rows}

    def raw(self, stored: Stored) -> dict[str, Any] | None:
        """The signature pass against C."""
        try:
            figures = compare(stored)
        except NoCompilerError as error:
            print(f"\nthe raw pass against C: skipped, {error}")
            return None
        table("the raw pass against C", ["figure", "value"], list(figures.items()))
        if not figures["equal_on_ascii"]:
            self.failures.append("raw: the pass in C and ours differ on ASCII texts")
        return figures

    def cores(self, stored: Stored) -> dict[str, Any]:
        """Ours on two cores: how much of its CPU time it takes by the clock."""
        rows: dict[str, Any] = {}
        for name in OURS:
            figures = None
            for _ in range(self.rounds):
                figures = _better(figures, self.job(stored, name, "find", threads=2), "wall")
            if figures is not None:
                share = round(figures["wall"] / figures["cpu"], 3)
                rows[name] = {k: figures[k] for k in ("cpu", "wall")} | {"wall_of_cpu": share}
        cells = [[name, *row.values()] for name, row in rows.items()]
        title = f"two cores, {len(stored)} documents"
        table(title, ["job", "CPU s", "wall s", "wall of CPU"], cells)
        return rows

    def growth(self, sizes: list[int], mix: Mix, threads: int) -> dict[str, Any]:
        """Ours alone at growing sizes."""
        points: list[dict[str, Any]] = []
        for size in sizes:
            print(f"  {size} documents ...", flush=True)
            try:
                with self.collection(size, mix) as stored:
                    points.append(growth(stored, self.scratch, threads))
            except JobError as error:
                print(f"  {size} documents failed: {error}")
                self.failures.append(f"growth at {size}: {error}")
                break
        report: dict[str, Any] = {"mix": mix._asdict(), "threads": threads, "points": points}
        large = [p for p in points if p["documents"] >= LARGE]
        for task in ("rewrites", "near"):
            report[f"exponent_{task}"] = _exponent(points, task)
            report[f"exponent_{task}_from_{LARGE}"] = _exponent(large, task)
            _print_growth(points, task)
            print(f"  exponent of CPU time {report[f'exponent_{task}']}", end="")
            print(f", from {LARGE} documents on {report[f'exponent_{task}_from_{LARGE}']}")
        return report


def _better(
    before: dict[str, Any] | None, figures: dict[str, Any] | None, by: str
) -> dict[str, Any] | None:
    """The quicker of two runs: what else runs on the machine only ever adds to one."""
    if before is None or figures is None:
        return before or figures
    return min(before, figures, key=lambda one: float(one[by]))


def _truth(stored: Stored, answers: dict[str, Answer]) -> Pairs:
    """All pairs at the threshold, by the exact join."""
    print("  every pair, exactly ...", flush=True)
    truth = all_pairs(shingle_sets(stored.texts()), THRESHOLD)
    ours = answers.get(NEAR)
    if ours is not None and judge(ours, truth)["precision"] < 1.0:
        # Both are exact, so one of them is wrong about what a word is.
        print("  warning: we report pairs at the threshold that the exact join does not have")
    return truth


def _ratios(rows: dict[str, dict[str, Any]], task: str) -> None:
    base = (rows.get(NEAR, {}).get(task) or {}).get("cpu")
    for row in rows.values():
        if base and row.get(task):
            row[task]["cpu_of_ours"] = round(row[task]["cpu"] / base, 3)


def _print_peers(rows: dict[str, dict[str, Any]], truth: int) -> None:
    def cells(task: str, *keys: str) -> list[list[Any]]:
        return [
            [name, *((row[task] or {}).get(key) for key in keys)]
            for name, row in rows.items()
            if task in row
        ]

    table(
        "sketching alone, from Python strings",
        ["library", "CPU s", "MB/s", "x ours", "bytes/doc", "warm-up s"],
        [
            [*line, rows[line[0]]["sketch"]["warm_up"]["cpu"] if rows[line[0]]["sketch"] else None]
            for line in cells(
                "sketch", "cpu", "megabytes_a_cpu_second", "cpu_of_ours", "peak_bytes_a_document"
            )
        ],
    )
    table(
        f"the whole job ({truth} pairs of resemblance {THRESHOLD} or more)",
        ["library", "CPU s", "wall s", "x ours", "bytes/doc", "found", "recall", "precision"],
        cells(
            "find",
            *("cpu", "wall", "cpu_of_ours", "peak_bytes_a_document"),
            *("found", "recall", "precision"),
        ),
    )


def _exponent(points: list[dict[str, Any]], task: str) -> float | None:
    return exponent([p["documents"] for p in points], [p[task]["cpu"] for p in points])


def _print_growth(points: list[dict[str, Any]], task: str) -> None:
    columns = ("cpu", "wall", "cpu_milliseconds_a_document", "peak_bytes_a_document")
    title = "ours alone, rewrites too" if task == "rewrites" else "ours alone, near-duplicates only"
    table(
        title,
        ["documents", "CPU s", "wall s", "ms/doc", "bytes/doc", "candidates/doc", "planted found"],
        [
            [
                str(point["documents"]),
                *(point[task][column] for column in columns),
                point[task]["candidates_a_document"],
                " ".join(f"{v:.2f}" for v in point[task]["planted_found"].values()),
            ]
            for point in points
        ],
    )


def version(package: str) -> str | None:
    """The version of an installed package, or None."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _about(arguments: argparse.Namespace) -> dict[str, Any]:
    packages = {job.package for job in PEERS.values()} | {"numpy", "numba", "xxhash", "scipy"}
    return {
        "machine": {
            "cpus": os.cpu_count(),
            "processor": platform.machine(),
            "system": platform.system(),
            "python": platform.python_version(),
        },
        "versions": {"dedup-news": dedup.__version__}
        | {name: version(name) for name in sorted(packages - {"dedup-news"})},
        "seed": arguments.seed,
    }


def _write(path: Path, report: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {path.name} in {path.parent.name}/")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="5,000 documents, growth to 10,000 and without the long text",
    )
    parser.add_argument("--documents", type=int, help="for all parts but growth (50,000)")
    parser.add_argument("--growth", type=int, nargs="+", metavar="SIZE", help="sizes of growth")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--jobs", nargs="+", choices=list(JOBS), default=[], metavar="NAME")
    parser.add_argument(
        "--rounds", type=int, default=1, help="how often each job is run; its quickest run counts"
    )
    parser.add_argument("--plain", action="store_true", help="growth without pathologies")
    parser.add_argument("--no-long", action="store_true", help="growth without the 50 MB text")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="cores for growth")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--corpora", type=Path, help="keep generated collections in this folder")
    parser.add_argument("--out", type=Path, help="folder for results")
    return parser.parse_args()


def main() -> None:
    """Generate, measure, print, write."""
    arguments = _arguments()
    documents = arguments.documents or (5000 if arguments.quick else 50_000)
    sizes = arguments.growth or (QUICK_GROWTH if arguments.quick else GROWTH)
    folder, suffix = arguments.out or RESULTS, "_quick" if arguments.quick else ""
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(arguments.corpora or Path(temporary), arguments)
        parts = [part for part in PARTS if part != "growth" and part in arguments.parts]
        if parts:
            report = _about(arguments) | {
                "settings": {
                    "threshold": THRESHOLD,
                    "shingle_words": K,
                    "permutations": SLOTS,
                    "bands": f"{BANDS} of {ROWS} where the library lets one choose",
                },
                "documents": documents,
                "rounds": arguments.rounds,
            }
            with bench.collection(documents, PLAIN) as stored:
                report["megabytes"] = round(stored.size / 1e6, 3)
                for part in parts:
                    report[part] = getattr(bench, part)(stored)
            report |= {"missing": bench.missing, "failures": list(bench.failures)}
            _write(folder / f"speed{suffix}.json", report)
        if "growth" in arguments.parts:
            mix = PLAIN if arguments.plain else PATHOLOGIES
            mix = mix._replace(long=mix.long and not (arguments.no_long or arguments.quick))
            print("\nours alone, growing")
            grown = bench.growth(sorted(sizes), mix, arguments.threads)
            _write(folder / f"speed_growth{suffix}.json", _about(arguments) | grown)
    if bench.missing:
        print(f"missing: {', '.join(bench.missing)}")
        print("to compare with them: .venv/bin/pip install -r benchmarks/peers.txt")
    if bench.failures:
        raise SystemExit("failed: " + "; ".join(bench.failures))


if __name__ == "__main__":
    main()
