"""The sketches of a collection: one pass over its texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dedup.lsh.minhash import SEED, SLOTS, U32, bottom_k, signature
from dedup.lsh.shingles import U64, Features, Vocabulary

__all__ = ["ANCHORS", "ANCHOR_SHARE", "Ragged", "Sketches", "anchors_kept", "sketch"]

I64 = npt.NDArray[np.int64]

ANCHORS = 128
ANCHOR_SHARE = 4
"""One anchor of four is kept of a long text, so that rewrites of long originals are found."""


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Rows of different length: row ``i`` is ``values[bounds[i]:bounds[i + 1]]``."""

    values: U64
    bounds: I64

    @classmethod
    def of(cls, rows: Iterable[U64]) -> Ragged:
        """Lay rows end to end."""
        kept = list(rows)
        bounds = np.cumsum([0, *map(len, kept)], dtype=np.int64)
        values = np.concatenate(kept) if kept else np.zeros(0, dtype=np.uint64)
        return cls(values, bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, row: int) -> U64:
        return self.values[self.bounds[row] : self.bounds[row + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """What finding knows of ``n`` documents.

    Attributes
    ----------
    signatures : ndarray of uint32, shape (n, slots)
    anchors, shingles, stems : Ragged
        Rows of sorted hashes: the anchors that were kept; all shingles and all stems, for
        exact verification.
    words : ndarray of int64, shape (n,)
    content : ndarray of uint64, shape (n,)
        Equal for texts that are identical but for case, spacing and punctuation.
    """

    signatures: U32
    anchors: Ragged
    shingles: Ragged
    stems: Ragged
    words: I64
    content: U64


def anchors_kept(pairs: int) -> int:
    """How many of a document's pairs are kept as anchors: all up to 128, then one of four.

    Examples
    --------
    >>> anchors_kept(60), anchors_kept(300), anchors_kept(1000)
    (128, 128, 250)
    """
    return max(ANCHORS, pairs // ANCHOR_SHARE)


def sketch(texts: Iterable[str], *, k: int = 5, slots: int = SLOTS, seed: int = SEED) -> Sketches:
    """Sketch every text.

    Examples
    --------
    >>> sketch(["Sea ice closed the port.", ""]).words.tolist()
    [5, 0]
    """
    vocabulary = Vocabulary()
    features: list[Features] = [vocabulary.features(text, k) for text in texts]
    signatures = np.empty((len(features), slots), dtype=np.uint32)
    for row, found in enumerate(features):
        signatures[row] = signature(found.shingles, slots, seed)
    return Sketches(
        signatures=signatures,
        anchors=Ragged.of(bottom_k(f.pairs, anchors_kept(len(f.pairs))) for f in features),
        shingles=Ragged.of(f.shingles for f in features),
        stems=Ragged.of(f.stems for f in features),
        words=np.array([f.words for f in features], dtype=np.int64),
        content=np.array([f.content for f in features], dtype=np.uint64),
    )
