"""Sketches as an index stores them, and the keys that they are filed under."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.lsh.bands import Bands, band_keys, choose_bands
from dedup.lsh.minhash import SLOTS, U32
from dedup.lsh.shingles import U64
from dedup.syndication.find import RECALL
from dedup.syndication.verify import NEAR

__all__ = ["BANDS", "Unpacked", "keys_of", "pack_sketch", "unpack_sketch"]

BANDS: Bands = choose_bands(RECALL, NEAR)
_SIGNATURE = 4 * SLOTS


class Unpacked(NamedTuple):
    """The sketch of one document: its signature, and its anchors."""

    signature: U32
    anchors: U32


def pack_sketch(signature: U32, anchors: U32) -> bytes:
    """The signature, then the anchors, four bytes each, the lowest first."""
    return signature.astype("<u4").tobytes() + anchors.astype("<u4").tobytes()


def unpack_sketch(data: bytes) -> Unpacked:
    """What was packed.

    Examples
    --------
    >>> row, anchors = np.arange(SLOTS, dtype=np.uint32), np.array([4, 7], dtype=np.uint32)
    >>> unpack_sketch(pack_sketch(row, anchors)).anchors.tolist()
    [4, 7]
    """
    values = np.frombuffer(data, dtype="<u4").astype(np.uint32, copy=False)
    return Unpacked(values[:SLOTS], values[SLOTS:])


def keys_of(data: bytes) -> U64:
    """The keys of a packed sketch: one for each band, then one for each anchor.

    An empty signature, of a text without words, gives none.
    """
    signature, anchors = unpack_sketch(data)
    if not len(anchors) and bool(np.all(signature == np.uint32(0xFFFFFFFF))):
        return np.zeros(0, dtype=np.uint64)
    bands = band_keys(signature[None], BANDS).ravel()
    kinds = np.arange(1, BANDS.bands + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return np.concatenate([_spread(bands ^ kinds), _spread(anchors.astype(np.uint64))])


def _spread(values: U64) -> U64:
    """Uniform over 64 bits: two rounds of multiplying and folding, a bijection."""
    for factor in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):
        values = (values ^ (values >> np.uint64(31))) * np.uint64(factor)
    return values ^ (values >> np.uint64(29))
