"""Compute the document frequencies that the library ships, from a folder of evaluation data.

The table holds hashes and numbers, no words. It is computed once and committed; run this
again only to change the stems or the collection.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections import Counter
from pathlib import Path

import numpy as np

from dedup.text.stems import STEP, cut_stem, stem_key
from dedup.text.words import word_list

LEAST = 3


def main() -> None:
    """Count, quantise and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("DEDUP_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--out", type=Path, default=Path("dedup/text/background.npz"))
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    documents = 0
    with gzip.open(arguments.data / "background.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            counts.update({cut_stem(word) for word in word_list(json.loads(line)["text"])})
            documents += 1
    kept = sorted((stem_key(stem) >> 31, n) for stem, n in counts.items() if n >= LEAST)
    frequencies = np.array([n for _, n in kept], dtype=np.float64)
    idf = np.log((documents + 1) / (frequencies + 1))
    np.savez_compressed(
        arguments.out,
        keys=np.array([key for key, _ in kept], dtype=np.uint32),
        idf=np.clip(np.round(idf / STEP), 0, 255).astype(np.uint8),
        unseen=np.float64(np.log((documents + 1) / LEAST)),
    )
    print(f"{len(kept)} stems of {documents} articles -> {arguments.out}")


if __name__ == "__main__":
    main()
