"""The sketches of a collection: one pass over its texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from dedup.lsh.compiled import Batch, sketch_batches
from dedup.lsh.minhash import SEED, SLOTS, U32, bottom_k, signature
from dedup.lsh.shingles import U64, Features, Vocabulary

__all__ = [
    "ANCHORS",
    "ANCHOR_SHARE",
    "Ragged",
    "Sketches",
    "anchors_kept",
    "plain_sketch",
    "sketch",
]

I64 = npt.NDArray[np.int64]

ANCHORS = 128
ANCHOR_SHARE = 4
"""One anchor of four is kept of a long text, so that rewrites of long originals are found."""


PLAIN = 500_000
"""Characters up to which plain Python is faster than waiting for numba to load."""


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

    @classmethod
    def end_to_end(cls, parts: Sequence[tuple[U64, I64]]) -> Ragged:
        """Lay the rows of several pairs of values and bounds end to end."""
        sizes = np.concatenate([np.diff(bounds) for _, bounds in parts])
        bounds = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        return cls(np.concatenate([values for values, _ in parts]), bounds)

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
    waiting = iter(texts)
    few: list[str] = []
    held = 0
    for text in waiting:
        few.append(text)
        held += len(text)
        if held > PLAIN:
            return _joined(
                sketch_batches(
                    chain(few, waiting),
                    k=k,
                    slots=slots,
                    seed=seed,
                    least=ANCHORS,
                    share=ANCHOR_SHARE,
                )
            )
    return plain_sketch(few, k=k, slots=slots, seed=seed)


def plain_sketch(
    texts: Iterable[str], *, k: int = 5, slots: int = SLOTS, seed: int = SEED
) -> Sketches:
    """`sketch` without compiled code: for a few texts, and the oracle of the other way."""
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


def _joined(batches: Iterable[Batch]) -> Sketches:
    parts = list(batches)
    return Sketches(
        signatures=np.concatenate([part.signatures for part in parts]),
        anchors=Ragged.end_to_end([(part.anchors, part.anchor_bounds) for part in parts]),
        shingles=Ragged.end_to_end([(part.shingles, part.shingle_bounds) for part in parts]),
        stems=Ragged.end_to_end([(part.stems, part.stem_bounds) for part in parts]),
        words=np.concatenate([part.words for part in parts]),
        content=np.concatenate([part.content for part in parts]),
    )
