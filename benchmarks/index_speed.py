"""How fast an index takes in documents and answers, and how large it is; beside datasketch.

    python benchmarks/index_speed.py 20000 --queries 300

Times are CPU time of the whole process. Documents are generated news (`corpus`). MinHashLSH of
datasketch is given the same five-word shingles, threshold 0.7 and 128 permutations, is held in
memory, and is pickled for its size; it keeps no texts, verifies nothing and finds no rewrites.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from corpus import articles

from dedup.document import Document
from dedup.lsh.sketches import features, sketch
from dedup.syndication.index import Index

__all__ = ["measure_index", "measure_peer"]

RESULTS = Path(__file__).resolve().parent / "results" / "index_speed.json"


def _percentiles(seconds: list[float]) -> dict[str, float]:
    values = np.array(seconds) * 1000
    return {
        "query_p50_ms": round(float(np.percentile(values, 50)), 2),
        "query_p99_ms": round(float(np.percentile(values, 99)), 2),
    }


def measure_index(documents: list[Document], asked: list[Document]) -> dict[str, Any]:
    """Fill an index, ask it, and look at its size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speed.dedup"
        with Index(path) as index:
            start = time.process_time()
            index.add(documents)
            added = time.process_time() - start
        with Index(path) as index:
            sizes = index.stats()
            start = time.process_time()
            index.query(documents[0])
            first = time.process_time() - start
            times, found = [], 0
            for document in asked:
                start = time.process_time()
                found += len(index.query(document))
                times.append(time.process_time() - start)
    used = sizes["bytes"] - sizes["bytes_unused"]
    return {
        "documents_a_second": round(len(documents) / added),
        "bytes_a_document": round(used / len(documents)),
        "bytes_a_document_without_texts": round((used - sizes["bytes_of_texts"]) / len(documents)),
        "first_query_ms": round(first * 1000, 1),
        **_percentiles(times),
        "matches": found,
    }


def measure_peer(documents: list[Document], asked: list[Document]) -> dict[str, Any]:
    """The same with datasketch's MinHashLSH in memory."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - not needed by the rest

    def made(text: str) -> MinHash:
        minhash = MinHash(num_perm=128)
        words = text.lower().split()
        minhash.update_batch(
            [" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4))]
        )
        return minhash

    start = time.process_time()
    lsh = MinHashLSH(threshold=0.7, num_perm=128)
    for document in documents:
        lsh.insert(document.id, made(document.text))
    added = time.process_time() - start
    times, found = [], 0
    for document in asked:
        start = time.process_time()
        found += len(lsh.query(made(document.text)))
        times.append(time.process_time() - start)
    return {
        "documents_a_second": round(len(documents) / added),
        "pickled_bytes_a_document": round(len(pickle.dumps(lsh)) / len(documents)),
        **_percentiles(times),
        "found": found,
    }


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--without-peer", action="store_true")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    warm = [article.text for article in articles(300, seed=3)]
    sketch(warm)
    features(warm)
    results: dict[str, Any] = {}
    for size in options.sizes:
        documents = [Document(str(at), one.text) for at, one in enumerate(articles(size))]
        asked = documents[:: max(1, size // options.queries)][: options.queries]
        results[str(size)] = {"dedup": measure_index(documents, asked)}
        if not options.without_peer:
            results[str(size)]["datasketch"] = measure_peer(documents, asked)
        print(json.dumps({size: results[str(size)]}, indent=2), flush=True)
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
