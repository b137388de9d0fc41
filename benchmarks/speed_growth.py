"""Ours alone at growing sizes, with everything planted that makes such a search slow."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from corpus import KINDS, Stored
from speed_child import WARM_UP, measured, run
from speed_ours import make_ready

import dedup

__all__ = ["LARGE", "exponent", "grown", "growth", "planted_found"]

LARGE = 50_000
"""From this size on the exponent is judged: below, what does not grow still counts."""


def growth(stored: Stored, scratch: Path, threads: int) -> dict[str, Any]:
    """What a search of one collection costs, with rewrites and without, a process each."""
    return {
        "documents": len(stored),
        "megabytes": round(stored.size / 1e6, 1),
        **{
            name: run(stored.folder, name, "growth", scratch / "growth.json", threads=threads)
            for name in ("rewrites", "near")
        },
    }


def grown(stored: Stored, *, rewrites: bool) -> dict[str, Any]:
    """Search a collection in this process; memory is what comes on top of the documents."""
    documents = [dedup.Document(str(n), text) for n, text in enumerate(stored.texts())]
    make_ready()
    _, first = measured(lambda: dedup.find(documents[:WARM_UP], rewrites=rewrites))
    result, figures = measured(lambda: dedup.find(documents, rewrites=rewrites))
    count = max(len(documents), 1)
    return {
        **figures,
        "peak_bytes_a_document": round(figures["peak_bytes"] / count),
        "cpu_milliseconds_a_document": round(1000 * figures["cpu"] / count, 4),
        "candidates_a_document": round(result.stats["candidates"] / count, 3),
        "largest_group": max((len(group) for group in result.groups), default=0),
        "planted_found": planted_found(result, stored),
        "stats": dict(result.stats),
        "warm_up": first,
    }


def planted_found(result: dedup.Result, stored: Stored) -> dict[str, float]:
    """Of the copies of each kind, the share that is in one group with what they are copies of."""
    group_of = {
        int(member): number
        for number, group in enumerate(result.groups)
        for member in group.members
    }
    found: Counter[int] = Counter()
    copies: Counter[int] = Counter()
    for number in np.flatnonzero(stored.parents >= 0).tolist():
        kind = int(stored.kinds[number])
        group = group_of.get(number)
        copies[kind] += 1
        found[kind] += group is not None and group == group_of.get(int(stored.parents[number]))
    return {KINDS[kind]: round(found[kind] / copies[kind], 4) for kind in sorted(copies)}


def exponent(sizes: list[int], values: list[float]) -> float | None:
    """The exponent of a power law through some points: the slope of a line through their logs.

    Examples
    --------
    >>> exponent([10, 100, 1000], [3.0, 30.0, 300.0])
    1.0
    """
    if len(sizes) < 2:
        return None
    slope, _ = np.polyfit(np.log(sizes), np.log(values), 1)
    return round(float(slope), 3)
