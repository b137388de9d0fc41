"""The same pairs with datasketch: what MinHash LSH finds at its default, and at its loosest."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
from quality_data import Corpus
from quality_find import Tally
from quality_find import tally as tally_pairs
from quality_report import table

__all__ = ["SETTINGS", "measure_baselines"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold as given to `MinHashLSH`, and the words in a shingle."""

    name: str
    threshold: float
    shingle: int


PERMUTATIONS = 128
SETTINGS = (
    # The threshold is datasketch's own default; five words are the customary shingle for news.
    Setting("default", 0.9, 5),
    # 64 bands of 2 rows: as loose as LSH gets before every band is a single slot.
    Setting("loose", 0.1, 3),
    # 54 bands of 1 row: the lowest threshold, and the most bands, that can be asked for.
    Setting("loosest", 0.03, 3),
)


def measure_baselines(corpus: Corpus) -> dict[str, Any]:
    """Pairs that datasketch reports, judged as `dedup.find`'s are."""
    try:
        import datasketch  # noqa: F401, PLC0415
    except ImportError:
        print("\nbaselines skipped: datasketch is not installed (pip install datasketch)")
        return {"skipped": "datasketch is not installed"}
    figures: dict[str, Any] = {}
    sketches: dict[int, tuple[list[Any], float]] = {}
    total = len(list(combinations(corpus.of("seed"), 2)))
    for setting in SETTINGS:
        if setting.shingle not in sketches:
            start = time.perf_counter()
            made = sketch(corpus, setting.shingle)
            sketches[setting.shingle] = made, time.perf_counter() - start
        made, seconds = sketches[setting.shingle]
        start = time.perf_counter()
        reported, kept = judge(corpus, made, setting)
        figures[setting.name] = {
            "threshold": setting.threshold,
            "permutations": PERMUTATIONS,
            "shingle_words": setting.shingle,
            "seconds": seconds + time.perf_counter() - start,
            "reported": summary(corpus, reported),
            "estimate_at_least_threshold": summary(corpus, kept),
        }
    rows = []
    for setting in SETTINGS:
        for name, key in (("", "reported"), (", filtered", "estimate_at_least_threshold")):
            row = figures[setting.name][key]
            rows.append(
                [
                    f"{setting.name} ({setting.threshold}, {setting.shingle} words){name}",
                    f"{row['seeds_found']}/{total}",
                    *row["pairs"].values(),
                    row["pairs_reported"],
                    row["false_pairs"],
                ]
            )
    table(
        "datasketch MinHashLSH over the same documents",
        ["", "seed pairs", "precision", "recall", "F1", "reported", "false"],
        rows,
    )
    return figures


def sketch(corpus: Corpus, size: int) -> list[Any]:
    """A MinHash of each document's word shingles, with the fast hash that datasketch advises."""
    import xxhash  # noqa: PLC0415
    from datasketch import MinHash  # noqa: PLC0415

    def shingles() -> Iterator[list[bytes]]:
        for article in corpus.articles.values():
            words = re.findall(r"\w+", article.document.text.lower())
            count = max(1, len(words) - size + 1)
            yield list({" ".join(words[i : i + size]).encode() for i in range(count)})

    made: list[Any] = MinHash.bulk(
        shingles(), num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest
    )
    return made


def judge(corpus: Corpus, sketches: list[Any], setting: Setting) -> tuple[Tally, Tally]:
    """What LSH reports, and of that what the sketches estimate to reach the threshold.

    LSH alone does not apply the threshold: it only shapes how likely a pair is reported.
    """
    from datasketch import MinHashLSH  # noqa: PLC0415

    index = MinHashLSH(threshold=setting.threshold, num_perm=PERMUTATIONS)
    names = list(corpus.articles)
    slots = np.array([sketch.hashvalues for sketch in sketches])
    kept: list[tuple[str, str, str]] = []

    def reported() -> Iterator[tuple[str, str, str]]:
        for number, sketch in enumerate(sketches):
            # Asking before inserting gives each pair once.
            others = np.array(sorted(index.query(sketch)), dtype=np.int64)
            shares = (slots[others] == slots[number]).mean(axis=1)
            for other, share in zip(others.tolist(), shares.tolist(), strict=True):
                pair = names[other], names[number], "rewrite"
                if share >= setting.threshold:
                    kept.append(pair)
                yield pair
            index.insert(number, sketch)

    return tally_pairs(corpus, reported()), tally_pairs(corpus, kept)


def summary(corpus: Corpus, found: Tally) -> dict[str, Any]:
    """The figures of one setting."""
    false = sum(kind.total() for kind in found.false.values())
    parts = (found.true, found.seeds, found.copies, found.unlabelled)
    return {
        "seeds_found": found.seeds.total(),
        "pairs": asdict(found.scores(corpus)),
        "pairs_reported": false + sum(part.total() for part in parts),
        "false_pairs": false,
        "background_pairs": found.unlabelled.total(),
        "same_event_flagged": {
            label: found.flagged(label)
            for label in sorted({article.label for article in corpus.of("same-event")})
        },
    }
