"""The page of measured figures in the documentation, from the files of results alone.

    python benchmarks/measured_page.py            # writes docs/measured.md

A test holds the page to the files, so that it is written anew whenever they change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["PAGE", "measured_page"]

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "measured.md"
PAN = {
    "02-no-obfuscation": "verbatim",
    "03-random-obfuscation": "random edits",
    "04-translation-obfuscation": "translated there and back",
    "05-summary-obfuscation": "summaries",
    "all": "all",
}
HEAD = """# What was measured

This page is written by `benchmarks/measured_page.py` from the files in `benchmarks/results/`;
`benchmarks/README.md` says what each measure means and where the data comes from. Everything is
measured with the defaults. The data is no part of the project.
"""


def measured_page() -> str:
    """The page, as text."""
    quality = _load("quality")
    speed = _load("speed")
    parts = [HEAD, "## How good\n", "| data | measure | dedup | beside it |\n|---|---|---|---|"]
    parts += _quality(quality["parts"])
    found = quality["find"]
    parts.append(
        f"\nThe search of all {found['documents']:,} documents took {found['cpu_seconds']:.0f} s "
        f"of CPU time and {found['peak_rss_mb'] / 1000:.1f} GB.\n"
    )
    parts += _speed(speed)
    return "\n".join(parts)


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _quality(parts: dict[str, Any]) -> Iterator[str]:
    base = parts["baselines"]
    best = max(
        way["pairs"]["f1"]
        for settings in base.values()
        for way in (settings["reported"], settings["estimate_at_least_threshold"])
    )
    seeds, pairs = parts["seeds"], parts["rewrites"]["pairs"]
    yield _row(
        f"{seeds['seeds']} machine rewrites of one article in a haystack",
        "pairs found",
        f"{seeds['pairs_found']} of {seeds['pairs']}",
        f"datasketch: {base['default']['reported']['seeds_found']} by default, "
        f"{base['loosest']['reported']['seeds_found']} at its loosest",
    )
    yield _row(
        "groups of rewrites among news",
        "F1 of pairs (precision, recall)",
        f"{pairs['f1']:.3f} ({pairs['precision']:.3f}, {pairs['recall']:.3f})",
        f"datasketch: {base['default']['reported']['pairs']['f1']:.3f} by default, "
        f"{best:.3f} at best",
    )
    flagged = parts["rewrites"]["same_event_flagged"]
    for name, said in (("basil", "BASIL"), ("ecb", "ECB+, many from one agency")):
        yield _row(
            f"reports of one event ({said})",
            "flagged as copies",
            f"{flagged[name]['share']:.1%} of {flagged[name]['pairs']:,}",
            "",
        )
    ours, words = parts["score"]["dedup score"], parts["score"]["word 3-shingles"]
    for kind, said in (("original-rewrite", "original and rewrite"), ("sibling", "two rewrites")):
        yield _row(
            f"{said}, or independent reports",
            "AUC; found at 5 % false",
            f"{ours['auc'][kind]['basil']:.3f}; "
            f"{ours['found_at_5_percent_false'][kind]['share']:.3f}",
            f"three-word shingles: {words['auc'][kind]['basil']:.3f}; "
            f"{words['found_at_5_percent_false'][kind]['share']:.3f}",
        )
    for pair, found in parts["alignment"].items():
        for way, said in (("compare", "alone"), ("collate", "with three witnesses")):
            yield _row(
                f"sentences of {pair.replace('seed/', '').replace(' ', ' and ')}, {said}",
                "F1 of links; derived or not",
                f"{found[way]['links']['f1']:.3f}; {_accuracy(found[way]):.3f}",
                "",
            )
    published = parts["pan"]["published_on_the_test_corpus"]["Sanchez-Perez et al. 2014"]
    for name, said in PAN.items():
        scores = parts["pan"]["categories"][name]["scores"]
        yield _row(
            f"PAN 2013 training corpus, {said}",
            "plagdet",
            f"{scores['plagdet']:.3f}",
            f"Sanchez-Perez et al. 2014, test corpus: {published[name]:.3f}",
        )
    yield _row(
        "independent translations of one story (WMT21)",
        "F1 of sentence links",
        f"{parts['parallel']['all']['links']['f1']:.3f}",
        "",
    )
    degrees = parts["degrees"]["leave a task out"]
    yield _row(
        "Clough & Stevenson, leaving a task out",
        "four degrees; copied or not",
        f"{degrees['four_degrees']:.3f}; {degrees['copied_or_not']:.3f}",
        f"always the commonest: {parts['degrees']['commonest_degree']:.3f}",
    )


def _accuracy(found: dict[str, Any]) -> float:
    status = found["status_accuracy"]
    return float(status["accuracy"] if isinstance(status, dict) else status)


def _speed(report: dict[str, Any]) -> Iterator[str]:
    yield (
        f"## How fast\n\n{report['documents']:,} generated articles, {report['megabytes']:.0f} MB, "
        "one core, the whole job from raw text; recall and precision against exact resemblance of "
        "at least 0.7.\n\n| | CPU s | of ours | recall | precision |\n|---|---|---|---|---|"
    )
    for name, row in report["peers"]["jobs"].items():
        if found := row.get("find"):
            yield _row(
                name,
                f"{found['cpu']:.1f}",
                f"{found.get('cpu_of_ours', 1.0):.2f}",
                f"{found['recall']:.3f}",
                f"{found['precision']:.3f}",
            )
    yield ""


if __name__ == "__main__":
    PAGE.write_text(measured_page(), encoding="utf-8")
