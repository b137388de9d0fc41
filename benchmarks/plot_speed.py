"""Plots of what ``speed.py`` measured, from its files alone.

    python benchmarks/plot_speed.py            # results/speed.json, results/speed_growth.json

writes ``speed_peers.svg`` and ``speed_growth.svg`` beside them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
OURS, PEERS = "#0b6e99", "#b8c0c8"
TASKS = {"rewrites": ("rewrites too", OURS), "near": ("near-duplicates only", "#e08e2b")}


def _bars(axes: Any, title: str, rows: Sequence[tuple[str, float, str]], unit: str) -> None:
    """Horizontal bars, longest last, with their values."""
    ordered = sorted(rows, key=lambda row: row[1])
    names = [name for name, _, _ in ordered]
    values = [value for _, value, _ in ordered]
    colours = [OURS if name.startswith("dedup") else PEERS for name in names]
    bars = axes.barh(names, values, color=colours)
    axes.bar_label(bars, [label for _, _, label in ordered], padding=3, fontsize=8)
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xlabel(unit)
    axes.margins(x=0.22)
    axes.spines[["top", "right"]].set_visible(False)


def plot_peers(report: dict[str, Any], path: Path) -> None:
    """Sketching alone and the whole job, of every library."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 - named when it is missing

    jobs = report["peers"]["jobs"]
    sketch = [
        (name, row["sketch"]["megabytes_a_cpu_second"], f"{row['sketch'].get('cpu_of_ours', '')}")
        for name, row in jobs.items()
        if row.get("sketch")
    ]
    find = [
        (
            name,
            1000 * row["find"]["cpu"] / report["documents"],
            f"recall {row['find']['recall']:.2f}, precision {row['find']['precision']:.2f}",
        )
        for name, row in jobs.items()
        if row.get("find")
    ]
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained")
    _bars(left, "Sketching alone; CPU time as a multiple of ours", sketch, "MB a CPU second")
    _bars(right, "The whole job", find, "CPU milliseconds an article")
    about = f"{report['documents']:,} generated articles, {report['megabytes']:,.0f} MB, one core"
    figure.suptitle(f"{about}; resemblance 0.7 of word 5-shingles", fontsize=10)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def plot_growth(report: dict[str, Any], path: Path) -> None:
    """CPU time and memory at growing sizes."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    points = report["points"]
    sizes = [point["documents"] for point in points]
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for task, (label, colour) in TASKS.items():
        cpu = [point[task]["cpu"] for point in points]
        exponent = report[f"exponent_{task}"]
        named = label if exponent is None else f"{label}: exponent {exponent:.2f}"
        left.loglog(sizes, cpu, "o-", color=colour, label=named)
        memory = [point[task]["peak_bytes_a_document"] for point in points]
        right.semilogx(sizes, memory, "o-", color=colour, label=label)
    left.set(xlabel="documents", ylabel="CPU seconds", title="find()")
    right.set(xlabel="documents", ylabel="bytes a document", title="peak memory beyond the texts")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.legend(frameon=False)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    """Plot what there is; say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the files")
    parser.add_argument("--suffix", default="", help="_quick for those of a quick run")
    arguments = parser.parse_args()
    if importlib.util.find_spec("matplotlib") is None:
        raise SystemExit("no plots: matplotlib is missing; .venv/bin/pip install matplotlib")
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("svg")
    # The same file for the same figures.
    mpl.rcParams["svg.hashsalt"] = "dedup"
    for source, plot, target in (
        ("speed", plot_peers, "speed_peers"),
        ("speed_growth", plot_growth, "speed_growth"),
    ):
        path = arguments.results / f"{source}{arguments.suffix}.json"
        if not path.is_file():
            print(f"{path.name}: not there, no plot")
            continue
        report = json.loads(path.read_text(encoding="utf-8"))
        if source == "speed" and "peers" not in report:
            print(f"{path.name}: has no comparison with peers, no plot")
            continue
        written = arguments.results / f"{target}{arguments.suffix}.svg"
        plot(report, written)
        print(f"written: {written.name}")


if __name__ == "__main__":
    main()
