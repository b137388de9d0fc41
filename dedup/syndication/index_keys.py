"""Sketches as an index stores them, and the keys that they are filed under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dedup.lsh.bands import SEARCHED, Bands, band_keys, choose_bands
from dedup.lsh.minhash import EMPTY, U32
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged, Sketches
from dedup.store.base import Class
from dedup.syndication.find import RECALL
from dedup.syndication.verify import NEAR

__all__ = [
    "BANDS",
    "Unpacked",
    "keys_of",
    "keys_of_sketch",
    "pack_sketch",
    "packed",
    "unpack_sketch",
    "unpacked",
]

BANDS: Bands = choose_bands(RECALL, NEAR)
_SIGNATURE = 4 * SEARCHED


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
    >>> row, anchors = np.arange(SEARCHED, dtype=np.uint32), np.array([4, 7], dtype=np.uint32)
    >>> unpack_sketch(pack_sketch(row, anchors)).anchors.tolist()
    [4, 7]
    """
    values = np.frombuffer(data, dtype="<u4").astype(np.uint32, copy=False)
    return Unpacked(values[:SEARCHED], values[SEARCHED:])


def unpacked(classes: Sequence[Class]) -> Sketches:
    """The sketches of stored texts, as `sketch` made them."""
    found = [unpack_sketch(one.sketch) for one in classes]
    return Sketches(
        signatures=np.array([one.signature for one in found], np.uint32).reshape(-1, SEARCHED),
        anchors=Ragged.of((one.anchors for one in found), np.uint32),
        words=np.array([one.words for one in classes], dtype=np.int64),
        content=np.array([one.content for one in classes], dtype=np.uint64),
    )


def keys_of(data: bytes) -> U64:
    """The keys of a packed sketch: one for each band, then one for each anchor.

    An empty signature, of a text without words, gives none.
    """
    return _keys(*unpack_sketch(data))


def keys_of_sketch(one: Sketches) -> U64:
    """The keys of the one text that was sketched."""
    return _keys(one.signatures[0], one.anchors.values)


def _keys(signature: U32, anchors: U32) -> U64:
    if not len(anchors) and bool(np.all(signature == EMPTY)):
        return np.zeros(0, dtype=np.uint64)
    return np.concatenate([_band_keys(signature[None]).ravel(), _spread(anchors.astype(np.uint64))])


def packed(sketches: Sketches) -> tuple[list[bytes], U64, I64]:
    """Many sketches packed, the keys of all of them, and where those of each begin and end.

    `pack_sketch` and `keys_of` of each, in one pass over all.
    """
    signatures, anchors = sketches.signatures, sketches.anchors
    has_words = np.any(signatures != EMPTY, axis=1) | (anchors.sizes > 0)
    sizes = np.where(has_words, BANDS.bands + anchors.sizes, 0)
    bounds = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    keys = np.empty(bounds[-1], dtype=np.uint64)
    starts = bounds[:-1][has_words]
    is_band = np.zeros(len(keys), dtype=bool)
    is_band[starts[:, None] + np.arange(BANDS.bands)] = True
    keys[is_band] = _band_keys(signatures[has_words]).ravel()
    keys[~is_band] = _spread(anchors.values.astype(np.uint64))
    rows, ends = signatures.astype("<u4").tobytes(), anchors.values.astype("<u4").tobytes()
    places = (4 * anchors.bounds).tolist()
    data = [
        rows[row * _SIGNATURE : (row + 1) * _SIGNATURE] + ends[places[row] : places[row + 1]]
        for row in range(len(sketches))
    ]
    return data, keys, bounds


def _band_keys(signatures: U32) -> U64:
    kinds = np.arange(1, BANDS.bands + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return _spread(band_keys(signatures, BANDS) ^ kinds)


def _spread(values: U64) -> U64:
    """Uniform over 64 bits: two rounds of multiplying and folding, a bijection."""
    for factor in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):
        values = (values ^ (values >> np.uint64(31))) * np.uint64(factor)
    return values ^ (values >> np.uint64(29))
