"""All pairs of texts whose resemblance reaches a threshold: exactly, and not by sketches.

The resemblance of two texts is the Jaccard index of their sets of word 5-shingles; a word is
a run of letters and digits, in lower case. Every pair is found by a prefix filter (Chaudhuri,
Ganti & Kaushik 2006; Bayardo, Ma & Srikant 2007): with the shingles of every text in one
order, rarest first, two sets of resemblance ``t`` share one of their first
``n - ceil(t * n) + 1`` shingles. What shares one is compared in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import xxhash

__all__ = ["K", "all_pairs", "resemblance", "shingle_sets"]

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

K = 5
_WORD = re.compile(r"[^\W_]+")
# Guards the ceiling against products such as 0.7 * 10 that come out above what they are.
_SLACK = 1e-9


def shingle_sets(texts: Iterable[str], k: int = K) -> list[U64]:
    """The shingles of every text as sorted distinct 64-bit hashes; none for a text without words.

    A text of fewer than `k` words has one shingle of all of them. The hash is a polynomial over
    the hashes of the words, with another base than the library's own.
    """
    base = np.uint64(0xC2B2AE3D27D4EB4F)
    hashes: dict[str, int] = {}
    sets: list[U64] = []
    for text in texts:
        words = _WORD.findall(text.lower())
        for word in set(words).difference(hashes):
            hashes[word] = xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))
        values = np.fromiter(map(hashes.__getitem__, words), dtype=np.uint64, count=len(words))
        size = min(k, len(values))
        shingles = np.zeros(len(values) - size + 1 if size else 0, dtype=np.uint64)
        for offset in range(size):
            shingles = shingles * base + values[offset : offset + len(shingles)]
        sets.append(np.unique(shingles))
    return sets


def resemblance(a: U64, b: U64) -> float:
    """The Jaccard index of two sorted sets; 0 if either is empty."""
    if not len(a) or not len(b):
        return 0.0
    places = np.minimum(np.searchsorted(b, a), len(b) - 1)
    shared = int(np.count_nonzero(b[places] == a))
    return shared / (len(a) + len(b) - shared)


def all_pairs(sets: list[U64], threshold: float) -> I64:
    """Every pair of sets whose resemblance is at least `threshold`.

    Parameters
    ----------
    sets : list of ndarray of uint64
        Sorted and distinct, from `shingle_sets`.
    threshold : float
        In (0, 1].

    Returns
    -------
    ndarray of int64, shape (pairs, 2)
        Rows ``a < b``, sorted.
    """
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"threshold={threshold!r} is not above 0 and at most 1")
    # Equal sets would fill buckets with each other: one stands for all, the rest come back below.
    classes: dict[bytes, list[int]] = {}
    for number, shingles in enumerate(sets):
        if len(shingles):
            digest = xxhash.xxh3_128_digest(shingles.tobytes())
            classes.setdefault(digest, []).append(number)
    members = list(classes.values())
    chosen = [sets[rows[0]] for rows in members]
    found = [
        (min(a, b), max(a, b))
        for first, second in _pairs(chosen, threshold)
        for a in members[first]
        for b in members[second]
    ]
    found += [(a, b) for rows in members for at, a in enumerate(rows) for b in rows[at + 1 :]]
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _pairs(sets: list[U64], threshold: float) -> Iterator[tuple[int, int]]:
    if not sets:
        return
    codes = _candidates(sets, threshold)
    for code in codes.tolist():
        a, b = divmod(code, len(sets))
        if resemblance(sets[a], sets[b]) >= threshold:
            yield a, b


def _candidates(sets: list[U64], threshold: float) -> I64:
    """Pairs that share a shingle of both prefixes and are near enough in size, as ``a * n + b``."""
    sizes = np.array([len(shingles) for shingles in sets], dtype=np.int64)
    owners = np.repeat(np.arange(len(sets)), sizes)
    _, shingle, counts = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    # Rarest first, ties by number: an order that is the same for every set.
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    ranked = rank[shingle]
    order = np.lexsort((ranked, owners))
    ranked, alone = ranked[order], counts[shingle[order]] == 1
    del shingle, order
    place = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    prefix = sizes - np.ceil(threshold * sizes - _SLACK).astype(np.int64) + 1
    # A shingle that only one set has fills its place in the prefix, but pairs nothing.
    kept = (place < np.repeat(prefix, sizes)) & ~alone
    ranked, owners = ranked[kept], owners[kept]
    order = np.lexsort((owners, ranked))
    ranked, owners = ranked[order], owners[order]
    found = np.zeros(0, dtype=np.int64)
    at = np.arange(len(ranked))
    distance = 0
    while True:
        distance += 1
        at = at[at + distance < len(ranked)]
        at = at[ranked[at] == ranked[at + distance]]
        if not len(at):
            return found
        a, b = owners[at], owners[at + distance]
        small, large = np.minimum(sizes[a], sizes[b]), np.maximum(sizes[a], sizes[b])
        near = small >= threshold * large - _SLACK
        found = np.union1d(found, a[near] * len(sets) + b[near])
