"""What finding on Spark costs for collections that nobody measured, from stages that were.

    python benchmarks/spark_costs.py benchmarks/results/spark_speed.json

The processor time of a stage is taken to be ``fixed + slope * articles``, both from the two
largest collections in the file; of a larger one it is ``slope * articles``, since what is fixed
is paid once. Prints the table of the guide, in Markdown.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

SIZES = (10_000_000, 1_000_000_000)
STAR_EDGE = 65e-6
"""Seconds an edge of components that Spark finds: 250,000 edges in chains of two on average took
16 s more than 500 edges did."""
EDGES = 0.3
"""Edges an article: bands and matches together, of the collections measured."""


def slopes(measured: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Fixed seconds and seconds an article of each stage."""
    counts = sorted(int(count) for count, entry in measured.items() if "spark" in entry)
    if len(counts) < 2:
        raise SystemExit("the file has fewer than two collections that Spark was measured on")
    small, large = counts[-2:]
    found = {}
    for name in measured[str(large)]["spark"]["stages"]:
        before, after = (
            _seconds(measured[str(n)]["spark"]["stages"][name]) for n in (small, large)
        )
        slope = max(0.0, (after - before) / (large - small))
        found[name] = max(0.0, before - slope * small), slope
    return found


def _seconds(stage: dict[str, float]) -> float:
    return sum(seconds for part, seconds in stage.items() if part != "rows")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path)
    parser.add_argument("--kind", default="rewrites too")
    arguments = parser.parse_args()
    figures = json.loads(arguments.file.read_text(encoding="utf-8"))
    found = slopes(figures[arguments.kind])
    found["components beyond the driver"] = 0.0, STAR_EDGE * EDGES
    print("| stage | fixed, s | s a million | 10 million, core hours | 1 billion, core hours |")
    print("|---|---|---|---|---|")
    sums = [0.0] * (2 + len(SIZES))
    for name, (fixed, slope) in found.items():
        hours = [slope * size / 3600 for size in SIZES]
        row = [fixed, slope * 1e6, *hours]
        sums = [total + value for total, value in zip(sums, row, strict=True)]
        print(f"| {name} | {row[0]:.0f} | {row[1]:.0f} | {row[2]:.1f} | {row[3]:.0f} |")
    print(f"| sum | {sums[0]:.0f} | {sums[1]:.0f} | {sums[2]:.1f} | {sums[3]:.0f} |")


if __name__ == "__main__":
    main()
