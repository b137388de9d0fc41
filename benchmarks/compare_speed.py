"""How fast two texts are compared and copies collated, beside difflib, in CPU time.

What is timed in one run can be compared; seconds of two runs on a busy machine cannot. Each
figure is the best of a few rounds in which ours and difflib's take turns.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.metadata
import json
import math
import os
import platform
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from corpus import KINDS, articles

import dedup
from dedup.diff.alignment import align
from dedup.diff.compare import load_all
from dedup.diff.derivation import derivation_score, signals_of
from dedup.diff.facts.inventory import inventory
from dedup.diff.facts.said import said
from dedup.diff.profile import profile_of
from dedup.diff.remembered import remembered
from dedup.diff.wording import reading
from dedup.text import furniture
from dedup.text.credit import credits_of
from dedup.text.literals import headlines, scanned
from dedup.text.sentences import sentences
from dedup.text.spacing import evened
from dedup.text.words import word_list

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "newswire"
SEED = 11
ARTICLE = (3000, 4500)
"""Characters of a typical article, about 500 to 750 words."""
SIZES = (0.25, 0.5, 1.0, 2.0)
"""Megabytes of each of two long texts."""
BESIDE_DIFFLIB = (0.004, 0.016, 0.064, 0.128)
"""Megabytes of texts that difflib can still be waited for."""
COPIES = (50, 100, 200)

Pair = tuple[str, str]
T = TypeVar("T")
REMEMBERING: tuple[Any, ...] = (
    *(inventory, reading, evened, scanned.scanned, credits_of, said),
    headlines._is_headline,  # noqa: SLF001 - none but this clears it
    furniture._formed,  # noqa: SLF001
    furniture._is_known_furniture,  # noqa: SLF001
)
"""What remembers something of the last texts, or of pieces of them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the figures."""
    options = parse(arguments)
    sets = {"newswire": newswire(), "seeds": seeds(options.data)}
    sets["rewrites"] = rewrites(options.data, options.pairs)
    report: dict[str, Any] = {
        "command": " ".join(["python", "benchmarks/compare_speed.py", *sys.argv[1:]]),
        "dedup": dedup.__version__,
        "python": platform.python_version(),
        "numpy": importlib.metadata.version("numpy"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "articles": {},
        "beside_difflib": [],
        "long_texts": [],
        "collate": [],
    }
    for name, pairs in sets.items():
        if not pairs:
            print(f"{name}: no data in {options.data}, skipped")
            continue
        report["articles"][name] = of_articles(pairs, options.rounds)
        print(name, json.dumps(report["articles"][name]))
    for size in BESIDE_DIFFLIB:
        row = {"megabytes": size, **of_articles([long_texts(size)], 2)}
        report["beside_difflib"].append(row)
        print(json.dumps(row))
    for size in options.sizes:
        report["long_texts"].append(of_long_texts(size))
        print(json.dumps(report["long_texts"][-1]))
    for count in options.copies:
        report["collate"].append(of_copies(count))
        print(json.dumps(report["collate"][-1]))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    data = Path(os.environ.get("DEDUP_DATA", HERE.parent.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=data, help="folder with evaluation data")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "compare_speed.json")
    parser.add_argument("--pairs", type=int, default=60, help="pairs of rewrites (60)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the best counts")
    parser.add_argument("--sizes", type=float, nargs="*", default=SIZES, help="MB of long texts")
    parser.add_argument("--copies", type=int, nargs="*", default=COPIES, help="copies collated")
    return parser.parse_args(arguments)


def newswire() -> list[Pair]:
    """Every two articles of the shipped example."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.glob("*.txt"))]
    return list(combinations(texts, 2))


def seeds(data: Path) -> list[Pair]:
    """Every two of the rewrites of one article."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((data / "seeds").glob("*.txt"))]
    return list(combinations(texts, 2))


def rewrites(data: Path, count: int) -> list[Pair]:
    """Originals of the length of a typical article, each with its longest rewrite."""
    path = data / "rewrites.jsonl.gz"
    if not path.exists():
        return []
    originals: dict[str, str] = {}
    others: defaultdict[str, list[str]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["version"] == "original":
                originals[row["group"]] = row["text"]
            else:
                others[row["group"]].append(row["text"])
    pairs = [
        (text, max(others[group], key=len))
        for group, text in sorted(originals.items(), key=lambda item: str(item[0]))
        if ARTICLE[0] <= len(text) <= ARTICLE[1] and others[group]
    ]
    return random.Random(SEED).sample(pairs, min(count, len(pairs)))


def of_articles(pairs: list[Pair], rounds: int) -> dict[str, Any]:
    """Milliseconds of CPU a pair: ours, and difflib's.

    ``cold`` is a pair of which nothing is remembered, in a process that has compared others and has
    the compiled code loaded; ``warm`` the same pair right after, its profiles and literals
    remembered. Of each: ``alone``, which is `dedup.compare` and with it score and coverage; with
    ``passages`` read too, their kinds and where they stand; with word-level ``edits`` as well,
    which is what difflib tells; ``whole``, with facts, links, regions and credits.

    ``first_ms`` is a pair that the process sees for the first time, words and all. ``align_ms`` is
    what `dedup.find` does for a pair of known profiles: alignment, signals, score. difflib is given
    the folded words, whose making is not counted. The ratios are to the cold comparisons.

    Pairs take turns, so that no cache and no branch predictor knows the next one by heart; of each
    the quickest round counts, as others share the machine.
    """
    documents = {
        text: dedup.Document(str(n), text) for n, text in enumerate(dict.fromkeys(sum(pairs, ())))
    }
    words = {text: word_list(text) for text in documents}
    known = {text: profile_of(document) for text, document in documents.items()}

    def compared(pair: Pair) -> dedup.Comparison:
        return dedup.compare(documents[pair[0]], documents[pair[1]])

    def aligned(pair: Pair) -> None:
        a, b = known[pair[0]], known[pair[1]]
        derivation_score(signals_of(a, b, align(a, b)))

    def theirs(pair: Pair) -> None:
        SequenceMatcher(None, words[pair[0]], words[pair[1]], autojunk=False).get_opcodes()

    asked: dict[str, Callable[[Pair], object]] = {
        "alone": compared,
        "passages": lambda pair: compared(pair).passages,
        "edits": lambda pair: [passage.edits for passage in compared(pair).passages],
        "whole": lambda pair: read_whole(compared(pair)),
    }
    first = mean_of(compared, pairs, 1, forget)
    load_all()
    cold = {name: mean_of(task, pairs, rounds, forget) for name, task in asked.items()}
    warm = {name: mean_of(task, pairs, rounds) for name, task in asked.items()}
    difflib_ms = mean_of(theirs, pairs, rounds)
    return {
        "pairs": len(pairs),
        "mean_words": round(statistics.mean(map(len, words.values()))),
        "first_ms": first,
        "cold_ms": cold,
        "warm_ms": warm,
        "align_ms": mean_of(aligned, pairs, rounds),
        "profile_ms": mean_of(profile_of, list(documents.values()), rounds),
        "difflib_ms": difflib_ms,
        "times_as_fast_as_difflib": {
            name: round(difflib_ms / value, 2) for name, value in cold.items()
        },
    }


def forget(_: object) -> None:
    """Have nothing remembered of any text; words, which others have too, stay."""
    remembered.clear()
    for cached in REMEMBERING:
        cached.cache_clear()


def mean_of(
    task: Callable[[T], object],
    items: Sequence[T],
    rounds: int,
    before: Callable[[T], object] | None = None,
) -> float:
    """Mean milliseconds of CPU of a task on each of some items, of each the quickest round.

    `before` is what is done with an item first, and not counted: the task itself, if not given.
    """
    best = [math.inf] * len(items)
    for _ in range(rounds):
        for number, item in enumerate(items):
            (before or task)(item)
            started = time.thread_time_ns()
            result = task(item)
            best[number] = min(best[number], time.thread_time_ns() - started)
            del result
    return round(statistics.mean(best) / 1e6, 4)


def read_whole(comparison: dedup.Comparison) -> None:
    """Ask a comparison for everything that is worked out when it is asked for."""
    for passage in comparison.passages:
        _ = passage.edits, passage.facts
    _ = comparison.links, comparison.regions, comparison.credits


def of_long_texts(megabytes: float) -> dict[str, Any]:
    """Seconds of CPU to compare two long texts, one a reworked copy of the other."""
    source, copy = long_texts(megabytes)
    started = time.process_time()
    comparison = dedup.compare(source, copy)
    alone = time.process_time() - started
    read_whole(comparison)
    return {
        "megabytes": megabytes,
        "sentences": len(sentences(source)),
        "seconds": round(alone, 2),
        "whole_seconds": round(time.process_time() - started, 2),
        "passages": len(comparison.passages),
    }


def long_texts(megabytes: float) -> Pair:
    """A generated text, and a copy with some paragraphs dropped and one word in ten replaced."""
    rng = random.Random(SEED)
    paragraphs: list[str] = []
    size = 0
    for text in stories(math.ceil(megabytes * 1000)):
        paragraphs += text.splitlines()
        size += len(text)
        if size >= megabytes * 1e6:
            break
    vocabulary = paragraphs[0].lower().split()
    copy = [reworked(p, 0.1, vocabulary, rng) for p in paragraphs if rng.random() > 0.1]
    return "\n".join(paragraphs), "\n".join(copy)


def stories(count: int) -> Iterator[str]:
    """Generated articles, none a copy of another."""
    return (article.text for article in articles(count, SEED) if KINDS[article.kind] == "original")


def reworked(text: str, share: float, vocabulary: list[str], rng: random.Random) -> str:
    """A text with a share of its words replaced; marks stay where they are."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if word.isalpha() and word.islower() and rng.random() < share:
            words[place] = rng.choice(vocabulary).strip(".")
    return " ".join(words)


def of_copies(count: int) -> dict[str, Any]:
    """Seconds of CPU to collate copies of one generated story of 28 sentences."""
    rng = random.Random(SEED)
    story = next(
        [span.of(text) for span in found[:28]]
        for text in stories(200)
        if len(found := sentences(text)) >= 28
    )
    vocabulary = " ".join(story).lower().replace(".", "").split()
    copies = [
        " ".join(
            sentence if rng.random() < 0.4 else reworked(sentence, 0.2, vocabulary, rng)
            for sentence in story
            if rng.random() > 0.1
        )
        for _ in range(count)
    ]
    started = time.process_time()
    collation = dedup.collate(copies)
    return {
        "copies": count,
        "sentences": len(story),
        "seconds": round(time.process_time() - started, 2),
        "rows": len(collation.rows),
    }


if __name__ == "__main__":
    raise SystemExit(main())
