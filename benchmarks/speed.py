"""How fast: ours and the peers', from the same raw texts in one run, in CPU time.

Peers are optional (``pip install -r benchmarks/peers.txt``); one that is missing is named and
skipped. Results are written as JSON with the machine and the versions.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from corpus import generate

import dedup
from dedup.lsh.sketches import sketch
from dedup.text.words import word_list

K = 5
SLOTS = 128
THRESHOLD = 0.7

Pairs = set[tuple[str, str]]


def shingles(text: str) -> set[bytes]:
    """Word 5-shingles as bytes, as a user of the peers would make them."""
    words = word_list(text)
    count = max(len(words) - K + 1, 1 if words else 0)
    return {" ".join(words[i : i + K]).encode() for i in range(count)}


def exact_pairs(documents: Sequence[dedup.Document], near: Iterable[tuple[str, str]]) -> Pairs:
    """Of some pairs, those whose resemblance is at least the threshold."""
    cache: dict[str, set[bytes]] = {}
    texts = {document.id: document.text for document in documents}

    def of(name: str) -> set[bytes]:
        if name not in cache:
            cache[name] = shingles(texts[name])
        return cache[name]

    return {
        (a, b)
        for a, b in near
        if (union := len(of(a) | of(b))) and len(of(a) & of(b)) / union >= THRESHOLD
    }


def ours(documents: Sequence[dedup.Document]) -> Pairs:
    """`dedup.find` for near-duplicates only."""
    result = dedup.find(documents, rewrites=False, threshold=THRESHOLD)
    return {(m.a, m.b) for m in result.pairs if m.resemblance >= THRESHOLD}


def ours_with_rewrites(documents: Sequence[dedup.Document]) -> Pairs:
    """`dedup.find` with its defaults."""
    return {(m.a, m.b) for m in dedup.find(documents).pairs}


def _datasketch(documents: Sequence[dedup.Document], **options: Any) -> Pairs:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - peers load only where used

    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=SLOTS)
    order = {document.id: number for number, document in enumerate(documents)}
    found: Pairs = set()
    sketches = MinHash.generator(
        (shingles(document.text) for document in documents), num_perm=SLOTS, **options
    )
    for document, minhash in zip(documents, sketches, strict=True):
        for other in lsh.query(minhash):
            first, second = sorted((other, document.id), key=order.__getitem__)
            found.add((first, second))
        lsh.insert(document.id, minhash)
    return found


def datasketch_sha1(documents: Sequence[dedup.Document]) -> Pairs:
    """The peer datasketch, as it comes."""
    return _datasketch(documents)


def datasketch_xxh32(documents: Sequence[dedup.Document]) -> Pairs:
    """The peer datasketch, with xxHash."""
    return _datasketch(documents, hashfunc=xxhash.xxh32_intdigest)


def rensa(documents: Sequence[dedup.Document]) -> Pairs:
    """The peer rensa: its RMinHash and its LSH."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415 - may be missing

    lsh = RMinHashLSH(threshold=THRESHOLD, num_perm=SLOTS, num_bands=32)
    found: Pairs = set()
    for number, document in enumerate(documents):
        minhash = RMinHash(num_perm=SLOTS, seed=42)
        minhash.update([s.decode() for s in shingles(document.text)])
        found.update((documents[other].id, document.id) for other in lsh.query(minhash))
        lsh.insert(number, minhash)
    return found


WHOLE_JOBS: dict[str, tuple[str, Callable[[Sequence[dedup.Document]], Pairs]]] = {
    "dedup, near-duplicates only": ("dedup-news", ours),
    "dedup, rewrites too": ("dedup-news", ours_with_rewrites),
    "datasketch": ("datasketch", datasketch_sha1),
    "datasketch with xxh32": ("datasketch", datasketch_xxh32),
    "rensa": ("rensa", rensa),
}


def timed(job: Callable[[], Any]) -> tuple[Any, float, float]:
    """The job's result, its CPU seconds and its wall seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = job()
    return result, time.process_time() - cpu, time.perf_counter() - wall


def main() -> None:
    """Generate, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2500, 10_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/speed.json"))
    arguments = parser.parse_args()
    planted = generate(arguments.documents, arguments.seed)
    documents = planted.documents
    megabytes = sum(len(d.text.encode()) for d in documents) / 1e6
    print(f"{len(documents)} generated articles, {megabytes:.1f} MB\n")
    rows: dict[str, dict[str, Any]] = {}
    found: dict[str, Pairs] = {}
    _, cpu, wall = timed(lambda: sketch(d.text for d in documents))
    print(f"{'sketching alone':30} {cpu:8.2f} s CPU  {megabytes / cpu:6.1f} MB/s")
    rows["dedup, sketching alone"] = {"cpu": cpu, "wall": wall}
    for name, (package, job) in WHOLE_JOBS.items():
        try:
            pairs, cpu, wall = timed(lambda job=job: job(documents))  # type: ignore[misc]
        except ImportError:
            print(f"{name:30} skipped: {package} is not installed")
            continue
        found[name] = pairs
        rows[name] = {"cpu": cpu, "wall": wall, "pairs": len(pairs)}
    truth = exact_pairs(documents, set().union(*found.values()))
    base = rows["dedup, near-duplicates only"]["cpu"]
    for name, pairs in found.items():
        row = rows[name]
        row["recall_at_0.7"] = len(pairs & truth) / max(len(truth), 1)
        row["precision_at_0.7"] = len(pairs & truth) / max(len(pairs), 1)
        row["cpu_ratio"] = row["cpu"] / base
        print(
            f"{name:30} {row['cpu']:8.2f} s CPU  x{row['cpu_ratio']:.2f}  {len(pairs):6} pairs  "
            f"recall {row['recall_at_0.7']:.3f}  precision {row['precision_at_0.7']:.3f}"
        )
    growth = []
    print("\nours alone, rewrites too")
    for size in arguments.sizes:
        grown = generate(size, arguments.seed).documents
        result, cpu, wall = timed(lambda grown=grown: dedup.find(grown))  # type: ignore[misc]
        growth.append({"documents": size, "cpu": cpu, "wall": wall, "pairs": len(result.pairs)})
        print(f"{size:8} documents {cpu:8.1f} s CPU  {1000 * cpu / size:.2f} ms a document")
    exponent = None
    if len(growth) > 1:
        logs = np.log([[g["documents"], g["cpu"]] for g in growth])
        exponent = float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])
        print(f"growth exponent {exponent:.2f}")
    report = {
        "machine": {
            "cpus": os.cpu_count(),
            "processor": platform.machine(),
            "python": platform.python_version(),
        },
        "versions": {p: _version(p) for p in ("dedup-news", "datasketch", "rensa", "numpy")},
        "documents": len(documents),
        "megabytes": megabytes,
        "seed": arguments.seed,
        "jobs": rows,
        "growth": growth,
        "growth_exponent": exponent,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {arguments.out}")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
