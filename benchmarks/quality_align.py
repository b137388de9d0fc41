"""Sentence alignment: two seeds with gold, and independent versions of one story."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

from quality_data import Gold, Unit, load_gold, load_rows, load_seeds, unit_of
from quality_report import map_tasks, table

import dedup
from dedup import Document, Span
from dedup.evaluation import Scores, link_scores

__all__ = ["PairTask", "compare_pair", "measure_alignment", "measure_parallel"]

DERIVED = ("verbatim", "edited", "paraphrased")
QUICK_VERSION_PAIRS = 3

PairTask = tuple[str, str, str, str]
"""Ids and texts of two documents: source id, source text, copy id, copy text."""


def compare_pair(task: PairTask) -> dedup.Comparison:
    """`dedup.compare` with its defaults; an error says which pair it is about."""
    source_id, source, copy_id, copy = task
    try:
        return dedup.compare(Document(source_id, source), Document(copy_id, copy))
    except Exception as error:
        error.add_note(f"while comparing {source_id!r} with {copy_id!r}")
        raise


def measure_alignment(data: Path) -> dict[str, Any]:
    """The seeds that have gold: sentence links, derived or not, furniture; alone and collated."""
    collation = dedup.collate([article.document for article in load_seeds(data)])
    figures: dict[str, Any] = {}
    for gold in load_gold(data):
        ids = gold.source.id, gold.copy.id
        figures[f"{ids[0]} {ids[1]}"] = rows = {
            "compare": score_gold(dedup.compare(gold.source, gold.copy), gold),
            "collate": score_gold(collation.between(*ids), gold),
        }
        table(
            f"Sentence alignment of {ids[0]} with {ids[1]} ({len(gold.links)} true links)",
            [
                "",
                "precision",
                "recall",
                "F1",
                "F1 no headlines",
                "derived or not",
                "furniture",
                "false",
            ],
            [
                [
                    name,
                    *row["links"].values(),
                    row["links_without_headlines"]["f1"],
                    row["status_accuracy"],
                    f"{row['furniture']['found']}/{row['furniture']['units']}",
                    row["furniture"]["false"],
                ]
                for name, row in rows.items()
            ],
        )
    return figures


def score_gold(comparison: dedup.Comparison, gold: Gold) -> dict[str, Any]:
    """Links, statuses and furniture of one comparison against the gold.

    Each of our sentences is mapped to the gold sentence that it overlaps most, and each gold
    sentence takes the kind of the passage sentence that overlaps it most. Sentences labelled
    ``?`` are left out throughout; headlines, credits and furniture have no true links, so a
    link to one is false, but the second figure leaves links to headlines out.
    """
    sides = (gold.source_units, gold.copy_units)
    spans = tuple(tuple(unit.span for unit in units) for units in sides)
    predicted = set()
    for link in comparison.links:
        i, j = unit_of(link.source, spans[0]), unit_of(link.copy, spans[1])
        if i is not None and j is not None and not (sides[0][i].is_a("?") or sides[1][j].is_a("?")):
            predicted.add((i, j))
    headlines = {(i, j) for i, j in predicted if sides[0][i].is_a("H") or sides[1][j].is_a("H")}

    correct = statuses = furniture = furniture_found = furniture_false = 0
    for units, others, spans_of in (
        (gold.source_units, gold.copy_units, source_spans),
        (gold.copy_units, gold.source_units, copy_spans),
    ):
        told: set[str] = set()
        for other in others:
            told |= set() if other.is_a("?") else other.facts
        for unit, kind in zip(units, kinds_of(units, comparison, spans_of), strict=True):
            if unit.is_a("B"):
                furniture += 1
                furniture_found += kind == "furniture"
            elif not unit.is_a("H", "C", "?"):
                furniture_false += kind == "furniture"
                statuses += 1
                correct += (kind in DERIVED) == bool(unit.facts & told)
    return {
        "links": asdict(link_scores(predicted, gold.links)),
        "links_without_headlines": asdict(link_scores(predicted - headlines, gold.links)),
        "status_accuracy": correct / statuses if statuses else None,
        "status_sentences": statuses,
        "furniture": {"found": furniture_found, "units": furniture, "false": furniture_false},
    }


def kinds_of(
    units: tuple[Unit, ...],
    comparison: dedup.Comparison,
    spans_of: Callable[[dedup.Passage], tuple[Span, ...]],
) -> list[str | None]:
    """The kind of passage that each gold sentence is in, by the sentence that overlaps it most."""
    sentences = sorted(
        (span, passage.kind) for passage in comparison.passages for span in spans_of(passage)
    )
    spans = tuple(span for span, _ in sentences)
    found = (unit_of(unit.span, spans) for unit in units)
    return [None if index is None else sentences[index][1] for index in found]


def source_spans(passage: dedup.Passage) -> tuple[Span, ...]:
    """A passage's sentences in the source."""
    return passage.source


def copy_spans(passage: dedup.Passage) -> tuple[Span, ...]:
    """A passage's sentences in the copy."""
    return passage.copy


def measure_parallel(data: Path, *, jobs: int, quick: bool, seed: int) -> dict[str, Any]:
    """Sentence links between all versions of one story, over every file of parallel news."""
    figures: dict[str, Any] = {}
    totals = [0, 0, 0]
    for path in sorted(data.glob("parallel_news_*.jsonl.gz")):
        name = path.name.removeprefix("parallel_news_").removesuffix(".jsonl.gz")
        draw = random.Random(seed)
        tasks: list[ParallelTask] = []
        for row in load_rows(path):
            pairs = list(combinations(row["versions"].items(), 2))
            if quick:
                pairs = draw.sample(pairs, min(QUICK_VERSION_PAIRS, len(pairs)))
            tasks += [(row["id"], a, dict(left), b, dict(right)) for (a, left), (b, right) in pairs]
        counts = map_tasks(count_links, tasks, jobs=jobs, label=f"parallel news {name}")
        sums = [sum(column) for column in zip(*counts, strict=True)]
        totals = [total + part for total, part in zip(totals, sums, strict=True)]
        mean_f1 = sum(Scores.of(*row).f1 for row in counts) / len(counts)
        figures[name] = {
            "links": asdict(Scores.of(*sums)),
            "mean_f1_of_pairs": mean_f1,
            "pairs_of_versions": len(tasks),
        }
    figures["all"] = {"links": asdict(Scores.of(*totals))}
    table(
        "Parallel news: sentence links between versions of one story",
        ["", "precision", "recall", "F1", "pairs"],
        [
            [name, *row["links"].values(), row.get("pairs_of_versions")]
            for name, row in figures.items()
        ],
    )
    return figures


ParallelTask = tuple[str, str, dict[str, str], str, dict[str, str]]
"""Story, then name and numbered sentences of two of its versions."""


def count_links(task: ParallelTask) -> tuple[int, int, int]:
    """Links found that are true, links found, and true links, of two versions of one story.

    A version's text is its sentences joined by line breaks; equal numbers correspond. Our
    sentences are mapped to the numbered one that they overlap most.
    """
    story, a, left, b, right = task
    comparison = compare_pair(
        (f"{story} {a}", "\n".join(left.values()), f"{story} {b}", "\n".join(right.values()))
    )
    spans = _line_spans(left), _line_spans(right)
    numbers = list(left), list(right)
    predicted = set()
    for link in comparison.links:
        i, j = unit_of(link.source, spans[0]), unit_of(link.copy, spans[1])
        if i is not None and j is not None:
            predicted.add((numbers[0][i], numbers[1][j]))
    expected = {(number, number) for number in left if number in right}
    return len(predicted & expected), len(predicted), len(expected)


def _line_spans(sentences: dict[str, str]) -> tuple[Span, ...]:
    spans = []
    start = 0
    for sentence in sentences.values():
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return tuple(spans)
