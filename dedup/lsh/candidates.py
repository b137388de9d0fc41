"""Buckets and candidate pairs.

A *bucket* holds the documents that share a key: a band of the signature, or an anchor. All
pairs inside a small bucket are candidates. In a band's bucket of more than `BAND_CAP`
documents each is paired with the next few only, so that cost stays linear while what belongs
together stays connected. The same holds for an anchor that more than `ANCHOR_CAP` documents
carry: a story that was copied hundreds of times has few rarer ones. One that more than
`ANCHOR_COMMON` carry is a set phrase, which tells nothing and is passed over.

Which documents are neighbours goes by the order in which they are given, and so do the pairs:
who gives them in an order of their own contents finds the same pairs however a collection is
laid out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from dedup.lsh.bands import Bands, band_keys
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged

__all__ = [
    "ANCHOR_CAP",
    "ANCHOR_COMMON",
    "ANCHOR_NEXT",
    "BAND_CAP",
    "BAND_NEXT",
    "anchor_candidates",
    "band_candidates",
    "buckets",
    "pairs_in_buckets",
]

ANCHOR_CAP = 32
ANCHOR_COMMON = 2048
BAND_CAP = 64
BAND_NEXT = 4
ANCHOR_NEXT = 1
_CHUNK = 1 << 22
"""Pairs that are counted together; bounds the memory of counting."""


def buckets(keys: U64, members: I64) -> tuple[I64, I64]:
    """Members sorted by key, and where each bucket of equal keys begins.

    Returns
    -------
    members : ndarray of int64, shape (n,)
        By key; within a bucket in increasing order.
    bounds : ndarray of int64, shape (buckets + 1,)
    """
    order = np.lexsort((members, keys))
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else keys
    return members[order], np.append(starts, len(keys)).astype(np.int64)


def _pairs_of(members: I64, bounds: I64, cap: int, beyond: int) -> Iterator[tuple[I64, I64]]:
    """Pairs inside buckets, a chunk of buckets at a time.

    In buckets above `cap` each member is paired with the `beyond` members that follow it.
    Distance by distance: members `d` places apart in the sorted list are a pair if the
    bucket reaches that far, which needs no loop over buckets.
    """
    sizes = np.diff(bounds)
    limits = np.where(sizes <= cap, sizes, beyond + 1)
    for low in _chunks(sizes, limits):
        first, last = low
        inside = members[bounds[first] : bounds[last]]
        reach = np.repeat(limits[first:last], sizes[first:last])
        left = np.repeat(bounds[first + 1 : last + 1], sizes[first:last]) - np.arange(
            bounds[first], bounds[last]
        )
        for distance in range(1, int(reach.max(initial=0))):
            at = np.flatnonzero((left > distance) & (reach > distance))
            if not len(at):
                break
            yield inside[at], inside[at + distance]


def _chunks(sizes: I64, limits: I64) -> Iterator[tuple[int, int]]:
    """Ranges of buckets that give about `_CHUNK` pairs each."""
    ends = np.cumsum(sizes * np.maximum(limits - 1, 0))
    first = 0
    while first < len(sizes):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _CHUNK, side="right")))
        yield first, last
        first = last


def _distinct(a: I64, b: I64, n: int) -> tuple[U64, I64]:
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    codes = (low * np.uint64(n) + high)[a != b]
    found, counts = np.unique(codes, return_counts=True)
    return found, counts.astype(np.int64)


def _decode(codes: U64, n: int) -> I64:
    return np.stack([codes // np.uint64(n), codes % np.uint64(n)], axis=1).astype(np.int64)


def band_candidates(signatures: U32, bands: Bands, present: I64) -> I64:
    """Pairs of documents that share a band.

    Parameters
    ----------
    signatures : ndarray of uint32, shape (n, slots)
    bands : Bands
    present : ndarray of int64, shape (p,)
        Rows that take part, in the order that decides who is whose neighbour in a large bucket;
        a document without shingles should not be among them.

    Returns
    -------
    ndarray of int64, shape (pairs, 2)
        Places in `present`, ``a < b``, distinct and sorted.
    """
    n = len(present)
    places = np.arange(n, dtype=np.int64)
    found = np.zeros(0, dtype=np.uint64)
    for band in range(bands.bands):
        slots = signatures[:, band * bands.rows : (band + 1) * bands.rows]
        keys = band_keys(slots, Bands(1, bands.rows)).ravel()[present]
        members, bounds = buckets(keys, places)
        for a, b in _pairs_of(members, bounds, BAND_CAP, BAND_NEXT):
            found = np.union1d(found, _distinct(a, b, n)[0])
    return _decode(found, n)


def anchor_candidates(anchors: Ragged, present: I64, least: int = 2) -> tuple[I64, I64]:
    """Pairs of documents that share at least `least` anchors, and how many they share.

    Parameters
    ----------
    anchors : Ragged of uint32
    present : ndarray of int64, shape (p,)
        Rows that take part, in the order that decides who is whose neighbour.

    Returns
    -------
    pairs : ndarray of int64, shape (pairs, 2)
        Places in `present`, ``a < b``, distinct and sorted.
    shared : ndarray of int64, shape (pairs,)
        Anchors in whose buckets the two were paired; in buckets of more than `ANCHOR_CAP`
        documents only neighbours are.
    """
    n = len(present)
    lengths = anchors.sizes[present]
    ends = np.cumsum(lengths)
    starts = np.repeat(anchors.bounds[:-1][present] - ends + lengths, lengths)
    values = anchors.values[starts + np.arange(len(starts))]
    pairs, shared = pairs_in_buckets(
        values,
        np.repeat(np.arange(n), lengths),
        n,
        cap=ANCHOR_CAP,
        beyond=ANCHOR_NEXT,
        common=ANCHOR_COMMON,
    )
    enough = shared >= least
    return pairs[enough], shared[enough]


def pairs_in_buckets(
    keys: npt.NDArray[Any],
    members: I64,
    count: int,
    *,
    cap: int,
    beyond: int,
    common: int | None = None,
) -> tuple[I64, I64]:
    """Pairs of members that share a key, and how many keys they share.

    Parameters
    ----------
    keys : ndarray of an unsigned type, shape (n,)
    members : ndarray of int64, shape (n,)
        Who has each key: numbers below `count`, in whose order neighbours are paired.
    cap, beyond : int
        In buckets of more than `cap` each is paired with the `beyond` members after it only.
    common : int, optional
        Buckets of more than so many are passed over.

    Returns
    -------
    pairs : ndarray of int64, shape (pairs, 2)
        Members ``a < b``, distinct and sorted.
    shared : ndarray of int64, shape (pairs,)
    """
    members, bounds = buckets(keys, members)
    sizes = np.diff(bounds)
    useful = (sizes > 1) & (sizes <= (common or len(members)))
    members = members[np.repeat(useful, sizes)]
    bounds = np.concatenate([[0], np.cumsum(sizes[useful])])
    total = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    waiting: list[tuple[U64, I64]] = []
    size = 0
    for a, b in _pairs_of(members, bounds, cap, beyond):
        waiting.append(_distinct(a, b, count))
        size += len(waiting[-1][0])
        if size > _CHUNK:
            total, waiting, size = _sum_counts([total, *waiting]), [], 0
    codes, counts = _sum_counts([total, *waiting])
    return _decode(codes, count), counts


def _sum_counts(parts: list[tuple[U64, I64]]) -> tuple[U64, I64]:
    codes = np.concatenate([codes for codes, _ in parts])
    counts = np.concatenate([counts for _, counts in parts])
    found, inverse = np.unique(codes, return_inverse=True)
    return found, np.bincount(inverse, weights=counts, minlength=len(found)).astype(np.int64)
