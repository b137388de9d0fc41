"""The page of measured figures in the documentation, from the files of results alone.

    python benchmarks/measured_page.py            # writes docs/measured.md

A test holds the page to the files, so that it is written anew whenever they change.
"""

from __future__ import annotations

import json
import math
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
    parts += _larger(_load("speed_50000"))
    parts += _growth(_load("speed_growth"))
    parts += _comparing(_load("compare_speed"))
    parts += _index(_load("index_speed"), _load("index_crash"), _load("index_readers"))
    parts += _spark(_load("spark_equal"), _load("spark_speed"))
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
                f"{found['cpu']:.2f}",
                f"{found.get('cpu_of_ours', 1.0):.2f}",
                f"{found['recall']:.3f}",
                f"{found['precision']:.3f}",
            )
    yield ""


def _larger(report: dict[str, Any]) -> Iterator[str]:
    """The same at a larger size, without the peers that take long."""
    jobs = report["peers"]["jobs"]
    beside = jobs["rensa"]["find"]["cpu"]
    yield (
        f"The same with {report['documents']:,} articles, {report['megabytes']:.0f} MB; memory is "
        "what comes on top of the texts.\n\n"
        "| | CPU s | of rensa | KB a document | recall | precision |\n|---|---|---|---|---|---|"
    )
    for name, row in jobs.items():
        found = row["find"]
        yield _row(
            name,
            f"{found['cpu']:.2f}",
            f"{found['cpu'] / beside:.2f}",
            f"{found['peak_bytes_a_document'] / 1000:.1f}",
            f"{found['recall']:.3f}",
            f"{found['precision']:.3f}",
        )
    sketched = ", ".join(
        f"{row['sketch']['megabytes_a_cpu_second']:.0f} ({name})"
        for name, row in jobs.items()
        if row.get("sketch")
    )
    yield f"\nSketching alone, from Python strings, MB a CPU second: {sketched}."
    cores = report.get("cores", {})
    if cores:
        shares = ", ".join(f"{row['wall_of_cpu']:.2f} ({name})" for name, row in cores.items())
        yield f"\nOn two cores the time by the clock is this share of the CPU time: {shares}."
    yield ""


def _comparing(report: dict[str, Any]) -> Iterator[str]:
    """How fast two texts are compared, and copies collated."""
    yield (
        "## Comparing two texts\n\nMilliseconds of CPU time, of texts never seen and, behind the "
        "stroke, once more: the comparison alone (score and coverage), with its passages read "
        "(their kinds, and where they stand), with their word-level edits, and with all that is "
        "worked out when it is asked for (facts, links, regions, credits).\n\n"
        "| pairs | words each | alone | with passages | with edits | everything | difflib |\n"
        "|---|---|---|---|---|---|---|"
    )
    asked = ("alone", "passages", "edits", "whole")
    for name, row in report["articles"].items():
        times = (f"{row['cold_ms'][key]:.2f} / {row['warm_ms'][key]:.2f}" for key in asked)
        cells = (*times, f"{row['difflib_ms']:.2f}")
        yield _row(f"{row['pairs']} of {name}", str(row["mean_words"]), *cells)
    long, copies = report["long_texts"], report["collate"]
    seconds = ", ".join(f"{row['megabytes']:g} MB {row['whole_seconds']:.1f} s" for row in long)
    collated = ", ".join(f"{row['copies']} {row['seconds']:.1f} s" for row in copies)
    ratios = ", ".join(
        f"{row['mean_words']:,} {row['times_as_fast_as_difflib']['edits']:.0f}"
        for row in report["beside_difflib"]
    )
    yield (
        "\ndifflib (`SequenceMatcher(autojunk=False)` over the words, `get_opcodes`) tells equal "
        "words from others and nothing more. It is quadratic: of generated texts, the comparison "
        f"with passages and edits is so many times as fast, by words of each: {ratios}. The "
        "example and the seeds are pages whose site furniture has to be told from the story. "
        f"Two long texts, everything read: {seconds}. Copies of a story of "
        f"{copies[0]['sentences']} sentences collated: {collated}.\n"
    )


def _growth(report: dict[str, Any]) -> Iterator[str]:
    """How cost grows, with all that makes such a search slow."""
    mix = report["mix"]
    yield (
        "## How cost grows\n\nGenerated articles with planted families, "
        f"boilerplate, formula stories, one press release as {mix['release']:.0%} of all, empty "
        f"texts{' and a text of 50 MB' if mix['long'] else ''}, on {report['threads']} cores.\n\n"
        "| articles | near-duplicates, CPU s | KB each | rewrites too, CPU s | KB each |\n"
        "|---|---|---|---|---|"
    )
    for point in report["points"]:
        cells = [
            cell
            for task in ("near", "rewrites")
            for cell in (
                f"{point[task]['cpu']:.0f}",
                f"{point[task]['peak_bytes_a_document'] / 1000:.1f}",
            )
        ]
        yield _row(f"{point['documents']:,}", *cells)
    near, rewrites = (_last_power(report["points"], task) for task in ("near", "rewrites"))
    yield (
        "\nCPU time grows with this power of the number of articles: "
        f"{_power(report['exponent_near'])} (near-duplicates), "
        f"{_power(report['exponent_rewrites'])} (rewrites too); from the last size but one to the "
        f"last {near:.2f} and {rewrites:.2f}. The long text costs most of what the smallest "
        "collection takes with rewrites; in the largest a greater share of the candidates is "
        "plausible and aligned.\n"
    )


def _last_power(points: list[dict[str, Any]], task: str) -> float:
    before, last = points[-2:]
    times = last[task]["cpu"] / before[task]["cpu"]
    return math.log(times) / math.log(last["documents"] / before["documents"])


def _power(exponent: float | None) -> str:
    return "not known" if exponent is None else f"{exponent:.2f}"


def _index(speed: dict[str, Any], crash: dict[str, Any], readers: dict[str, Any]) -> Iterator[str]:
    """What an index on disk costs, and what it survived."""
    yield (
        "## An index on disk\n\nGenerated articles of 3.6 kB, one core; a query is a text from "
        "sketch to verified matches.\n\n"
        "| articles | | added a CPU s | query p50, ms | p99, ms | bytes a document, texts apart |"
        "\n|---|---|---|---|---|---|"
    )
    for size, ways in speed.items():
        if not size.isdigit():
            continue
        for name, row in ways.items():
            room = (
                row.get("bytes_a_document_without_texts")
                or row.get("pickled_bytes_a_document")
                or row.get("server_memory_bytes_a_document")
            )
            times = row["cpu"]["all"]
            yield _row(
                f"{int(size):,}",
                name,
                f"{row['added']['documents_a_cpu_second']:,}",
                f"{times['p50_ms']:.1f}",
                f"{times['p99_ms']:.1f}",
                f"{room:,}" if room else "",
            )
    done = sum(count for what, count in crash.items() if what.endswith("acknowledged"))
    yield (
        f"\nA writing process was killed {crash['trials']} times at random moments, with "
        f"{done} changes acknowledged: {crash['faults']} faults. Two readers beside a writer for "
        f"{readers['seconds']:.0f} s: no error, no wrong answer; the writer "
        f"kept {readers['share_of_lone_speed']:.2f} of the speed that it has alone.\n"
    )


def _spark(equal: dict[str, Any], speed: dict[str, Any]) -> Iterator[str]:
    """Where Spark and one machine were compared, and what Spark costs."""
    yield (
        "## On Spark\n\nPairs with their scores, and groups, beside those of `dedup.find`.\n\n"
        "| collection | articles | pairs | groups | differences |\n|---|---|---|---|---|"
    )
    for name, row in equal.items():
        if isinstance(row, dict):
            yield _row(
                name, *(f"{row[key]:,}" for key in ("documents", "pairs", "groups", "differences"))
            )
    yield (
        "\nProcessor time of generated articles, the start of a session apart.\n\n"
        "| articles | `dedup.find`, CPU s | Spark, CPU s | of which workers | JVM | peak, MB |\n"
        "|---|---|---|---|---|---|"
    )
    for size, row in speed["rewrites too"].items():
        if size.isdigit():
            spark = row["spark"]
            yield _row(
                f"{int(size):,}",
                f"{row['one']['seconds']:.0f}",
                f"{spark['seconds']:.0f}",
                f"{spark['of']['workers']:.0f}",
                f"{spark['of']['jvm']:.0f}",
                f"{spark['peak_mb']:,}",
            )
    yield ""


if __name__ == "__main__":
    PAGE.write_text(measured_page(), encoding="utf-8")
