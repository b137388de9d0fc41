"""Candidate pairs: documents that share anchors.

A *bucket* holds the documents that share a key: a band of the signature (`dedup.lsh.banding`), or
an anchor. All pairs inside a small bucket are candidates. In a band's bucket of more than
`BAND_CAP` documents each is paired with the next few only, so that cost stays linear while what
belongs together stays connected. The same holds for an anchor that more than `ANCHOR_CAP`
documents carry: a story that was copied hundreds of times has few rarer ones. One that more than
`ANCHOR_COMMON` carry is a set phrase, which tells nothing and is passed over.

An anchor says the more the fewer documents carry it: it counts by its bucket (`worths`), and two
documents are candidates if what they share is worth `LEAST_WORTH`. A text far longer than others
meets nearly all of them by chance. Who has more than `PARTNERS` candidates keeps those with whom
it shares clearly more, so that no text makes the work quadratic.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.lsh.buckets import buckets, codes_of, decoded, pairs_inside, worths
from dedup.lsh.collisions import Shared, Watch, counted, shared_anchors, unwatched
from dedup.lsh.compiled import is_loaded
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged

__all__ = [
    "ANCHOR_CAP",
    "ANCHOR_COMMON",
    "ANCHOR_NEXT",
    "LEAST_WORTH",
    "PARTNERS",
    "AnchorBuckets",
    "anchor_buckets",
    "anchor_candidates",
    "candidates_of",
    "pairs_in_buckets",
]

ANCHOR_CAP = 32
ANCHOR_COMMON = 2048
LEAST_WORTH = 6
"""What the shared anchors of two documents have to be worth together. Halves the candidates that
two anchors of any worth would give, for a quarter of a per cent of the true pairs among them."""
PARTNERS = 512
"""Candidates of one document, but for those that have half of the anchors of the shorter."""
ANCHOR_NEXT = 1
_ONE_WORTH = 1 << 32
_CHUNK = 1 << 22
"""Pairs that are counted together; bounds the memory of counting."""


def anchor_candidates(
    anchors: Ragged,
    present: I64,
    least: int = 2,
    worth: int = LEAST_WORTH,
    watch: Watch = unwatched,
) -> tuple[I64, I64]:
    """Pairs of documents that share enough anchors, and how many they share.

    Parameters
    ----------
    anchors : Ragged of uint32
    present : ndarray of int64, shape (p,)
        Rows that take part, in the order that decides who is whose neighbour.
    least : int
        Anchors that two documents have to share.
    worth : int
        What these have to be worth together.
    watch : callable, optional
        Shows progress.

    Returns
    -------
    pairs : ndarray of int64, shape (pairs, 2)
        Places in `present`, ``a < b``, distinct and sorted.
    shared : ndarray of int64, shape (pairs,)
        Anchors in whose buckets the two were paired; in buckets of more than `ANCHOR_CAP`
        documents only neighbours are.
    """
    return candidates_of(anchor_buckets(anchors, present, watch), least, worth, watch)


class AnchorBuckets(NamedTuple):
    """Who carries which anchor, for `candidates_of`.

    `lengths` says how many each document has; `shared` are those that two or more carry, if
    compiled code found them; else `keys` are all of them and `members` whose they are.
    """

    lengths: I64
    shared: Shared | None
    keys: U32
    members: I64


def anchor_buckets(
    anchors: Ragged, present: I64, watch: Watch = unwatched, *, spent: bool = False
) -> AnchorBuckets:
    """The first half of `anchor_candidates`, after which anchors that are `spent` are no more."""
    lengths = anchors.sizes[present]
    nothing = np.zeros(0, dtype=np.int64)
    if is_loaded():
        by_size = worths(np.arange(ANCHOR_COMMON + 1))
        shared = shared_anchors(anchors, present, by_size, cap=ANCHOR_CAP, spent=spent, watch=watch)
        return AnchorBuckets(lengths, shared, nothing.astype(np.uint32), nothing)
    ends = np.cumsum(lengths)
    starts = np.repeat(anchors.bounds[:-1][present] - ends + lengths, lengths)
    values = anchors.values[starts + np.arange(len(starts))]
    return AnchorBuckets(lengths, None, values, np.repeat(np.arange(len(present)), lengths))


def candidates_of(
    found: AnchorBuckets, least: int = 2, worth: int = LEAST_WORTH, watch: Watch = unwatched
) -> tuple[I64, I64]:
    """The second half of `anchor_candidates`."""
    if found.shared is None:
        pairs, shared, worth_of = _collided(found, least, worth)
    else:
        asked = {"beyond": ANCHOR_NEXT, "least": least, "worth": worth}
        parts = list(counted(found.shared, len(found.lengths), **asked, watch=watch))
        nothing = np.zeros((0, 2), dtype=np.int64)
        parts.append((nothing, nothing[:, 0], nothing[:, 0]))
        pairs, shared, worth_of = (np.concatenate(column) for column in zip(*parts, strict=True))
    kept = _bounded(pairs, shared, worth_of, found.lengths)
    return pairs[kept], shared[kept]


def _collided(found: AnchorBuckets, least: int, worth: int) -> tuple[I64, I64, I64]:
    """What `counted` gives, without compiled code: for a few texts, and its oracle."""
    pairs, shared, worth_of = pairs_in_buckets(
        found.keys,
        found.members,
        len(found.lengths),
        cap=ANCHOR_CAP,
        beyond=ANCHOR_NEXT,
        common=ANCHOR_COMMON,
    )
    enough = (shared >= least) & (worth_of >= worth)
    return pairs[enough], shared[enough], worth_of[enough]


def pairs_in_buckets(
    keys: npt.NDArray[Any],
    members: I64,
    count: int,
    *,
    cap: int,
    beyond: int,
    common: int | None = None,
) -> tuple[I64, I64, I64]:
    """Pairs of members that share a key, how many keys they share, and what these are worth.

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
    worth : ndarray of int64, shape (pairs,)
        Sums of `worths`.
    """
    members, bounds = buckets(keys, members)
    sizes = np.diff(bounds)
    useful = (sizes > 1) & (sizes <= (common or len(members)))
    members = members[np.repeat(useful, sizes)]
    bounds = np.concatenate([[0], np.cumsum(sizes[useful])])
    # Anchors and their worth are summed as one number.
    total = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    waiting: list[tuple[U64, I64]] = []
    size = 0
    for a, b, bucket in pairs_inside(members, bounds, cap, beyond, _CHUNK):
        codes = codes_of(a, b, count)
        waiting.append(_sums(codes, worths(bucket) * _ONE_WORTH + 1))
        size += len(waiting[-1][0])
        if size > _CHUNK:
            total, waiting, size = _sum_parts([total, *waiting]), [], 0
    codes, sums = _sum_parts([total, *waiting])
    return decoded(codes, count), sums % _ONE_WORTH, sums // _ONE_WORTH


def _sums(codes: U64, values: I64) -> tuple[U64, I64]:
    """Distinct codes, sorted, and the sum of the values of each."""
    order = np.argsort(codes)
    codes = codes[order]
    starts = np.flatnonzero(np.diff(codes, prepend=codes[:1] + np.uint64(1)))
    if not len(codes):
        return codes, values
    return codes[starts], np.add.reduceat(values[order], starts)


def _sum_parts(parts: list[tuple[U64, I64]]) -> tuple[U64, I64]:
    return _sums(np.concatenate([part[0] for part in parts]), np.concatenate([p[1] for p in parts]))


def _bounded(pairs: I64, shared: I64, worth: I64, lengths: I64) -> I64:
    """Which pairs are kept, so that no document has more than `PARTNERS` by chance.

    Who has more met the next best of them by chance, and asks for twice what that one is worth.
    Half of the anchors of the shorter one are always enough.
    """
    ends = pairs.ravel(order="F")
    degrees = np.bincount(ends, minlength=len(lengths))
    crowded = np.flatnonzero(degrees > PARTNERS)
    asked = np.zeros(len(lengths), dtype=np.int64)
    if len(crowded):
        at = np.flatnonzero(degrees[ends] > PARTNERS)
        ends, worths_of = ends[at], worth[at % len(pairs)]
        best = worths_of[np.lexsort((-worths_of, ends))]
        starts = np.cumsum(degrees[crowded]) - degrees[crowded]
        asked[crowded] = 2 * best[starts + PARTNERS]
    enough = worth >= asked[pairs].max(axis=1, initial=0)
    most = 2 * shared >= lengths[pairs].min(axis=1, initial=np.iinfo(np.int64).max)
    return np.flatnonzero(enough | most)
