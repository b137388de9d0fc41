"""Documents to sketches, and what a sample of them says of how rare stems are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from dedup.batches.blocks import binaries, order_of
from dedup.lsh.bands import SEARCHED, Bands, band_keys
from dedup.lsh.minhash import SEED
from dedup.lsh.sketches import sketch, stems_of
from dedup.syndication.rarity import Rarity

__all__ = ["COUNTS", "DOCUMENTS", "SKETCHES", "count_stems", "rarity_from", "sketch_rows"]

Batches = Iterable[pa.RecordBatch]

DOCUMENTS = pa.schema(
    [(name, pa.string()) for name in ("id", "text", "title", "publisher", "published", "url")]
)
"""What the first stage takes: the fields of a `Document`; all but the first two may be null."""
SKETCHES = pa.schema(
    [
        ("id", pa.string()),
        ("content", pa.int64()),
        ("words", pa.int64()),
        ("bands", pa.binary()),
        ("anchors", pa.binary()),
    ]
)
"""What it gives, texts left out: `content` in the order of the hashes, `bands` 64 bits a band,
`anchors` of 32 bits. A null text has -1 words."""
COUNTS = pa.schema([("documents", pa.int64()), ("stems", pa.binary()), ("counts", pa.binary())])
"""The document frequencies of a sample, in one row."""


def sketch_rows(
    batches: Batches,
    *,
    bands: Bands,
    rewrites: bool = True,
    slots: int = SEARCHED,
    seed: int = SEED,
) -> Iterator[pa.RecordBatch]:
    """Sketch documents: `DOCUMENTS` to `SKETCHES`.

    Parameters
    ----------
    bands : Bands
        How a signature is cut; of each band a key of 64 bits is kept.
    rewrites : bool
        Whether anchors are wanted, which only finding rewrites needs.
    """
    for batch in batches:
        texts = batch.column("text")
        # Read where they are: no Python object is made for a text.
        found = sketch(texts.fill_null(""), anchors=rewrites, slots=slots, seed=seed)
        words = np.where(texts.is_null().to_numpy(zero_copy_only=False), -1, found.words)
        keys = band_keys(found.signatures, bands)
        yield pa.record_batch(
            [
                batch.column("id"),
                pa.array(order_of(found.content)),
                pa.array(words),
                binaries(keys.ravel(), np.arange(len(keys) + 1, dtype=np.int64) * keys.shape[1]),
                binaries(found.anchors.values, found.anchors.bounds),
            ],
            schema=SKETCHES,
        )


def count_stems(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Count the stems of the sample, all of it in one task: a column ``text`` to `COUNTS`."""
    texts = pa.chunked_array([batch.column("text") for batch in batches], type=pa.string())
    rarity = Rarity.of(stems_of(texts))
    yield pa.record_batch(
        [
            pa.array([rarity.documents]),
            pa.array([rarity.stems.tobytes()]),
            pa.array([rarity.counts.tobytes()]),
        ],
        schema=COUNTS,
    )


def rarity_from(counts: pa.Table) -> Rarity:
    """The rarity that `count_stems` counted, of the one row with documents in it."""
    rows = [row for row in counts.to_pylist() if row["documents"]]
    if not rows:
        return Rarity.unknown()
    (row,) = rows
    return Rarity(
        row["documents"],
        np.frombuffer(row["stems"], dtype=np.uint64),
        np.frombuffer(row["counts"], dtype=np.int64),
    )
