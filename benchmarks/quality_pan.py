"""Passage alignment on the PAN 2013 text alignment corpus, scored with plagdet."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from quality_align import PairTask, compare_pair
from quality_data import PanPair, load_pan
from quality_report import map_tasks, table

from dedup import Span
from dedup.evaluation import Plagdet, Reuse, plagdet

__all__ = ["measure_pan"]

QUICK_PAIRS = 60
# Plagdet on the PAN 2013 test corpus, which is not the corpus here but of the same making.
PUBLISHED = {
    "Sanchez-Perez et al. 2014": {
        "02-no-obfuscation": 0.900,
        "03-random-obfuscation": 0.884,
        "04-translation-obfuscation": 0.887,
        "05-summary-obfuscation": 0.561,
        "all": 0.878,
    },
    "Torrejon 2013": {"all": 0.822},
}


def regions_of(task: PairTask) -> list[tuple[int, int, int, int]]:
    """The regions of reuse of two texts, as bounds in the source and in the copy."""
    return [
        (region.source.start, region.source.end, region.copy.start, region.copy.end)
        for region in compare_pair(task).regions
    ]


def measure_pan(data: Path, *, jobs: int, quick: bool, seed: int) -> dict[str, Any]:
    """Plagdet of `Comparison.regions` by category and over all, beside what was published."""
    pairs, texts = load_pan(data, per_category=QUICK_PAIRS if quick else None, seed=seed)
    tasks = [
        (pair.source, texts[pair.source], pair.suspicious, texts[pair.suspicious]) for pair in pairs
    ]
    start = time.perf_counter()
    answers = map_tasks(regions_of, tasks, jobs=jobs, label="PAN 2013")
    seconds = time.perf_counter() - start

    detections = [
        [
            Reuse(pair.suspicious, pair.source, Span(copy, copy_end), Span(source, source_end))
            for source, source_end, copy, copy_end in answer
        ]
        for pair, answer in zip(pairs, answers, strict=True)
    ]
    members: defaultdict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        members[pair.category].append(number)
        members["all"].append(number)
    figures: dict[str, Any] = {
        "categories": {
            name: score_category([pairs[i] for i in numbers], [detections[i] for i in numbers])
            for name, numbers in sorted(members.items())
        },
        "published_on_the_test_corpus": PUBLISHED,
        "seconds_comparing": seconds,
        "megabytes_compared": sum(len(task[1]) + len(task[3]) for task in tasks) / 1e6,
    }
    table(
        f"PAN 2013 training corpus, {'a sample' if quick else 'whole'}: {len(pairs):,} pairs",
        ["", "precision", "recall", "granularity", "plagdet", "clean pairs left alone", *PUBLISHED],
        [
            [
                name,
                *(row["scores"].values() if row["scores"] else [None] * 4),
                row["share_without_detection"],
                *(paper.get(name) for paper in PUBLISHED.values()),
            ]
            for name, row in figures["categories"].items()
        ],
    )
    return figures


def score_category(pairs: list[PanPair], detections: list[list[Reuse]]) -> dict[str, Any]:
    """Plagdet over some pairs, and how many of those without any case got no detection.

    Plagdet is None where there are no cases to find: detections in such pairs lower the
    figure over all.
    """
    cases = [case for pair in pairs for case in pair.cases]
    scores: Plagdet | None = None
    if cases:
        scores = plagdet(cases, [one for found in detections for one in found])
    clean = [found for pair, found in zip(pairs, detections, strict=True) if not pair.cases]
    return {
        "scores": None if scores is None else asdict(scores),
        "pairs": len(pairs),
        "cases": len(cases),
        "detections": sum(map(len, detections)),
        "pairs_without_cases": len(clean),
        "share_without_detection": (
            sum(not found for found in clean) / len(clean) if clean else None
        ),
    }
