"""What a text and one of which only the sketch was kept share: an estimate.

A slot of a signature holds ``a * x + b`` modulo 2^32 for the shingle with the smallest such value,
and as the multipliers are odd, ``x`` can be had back: the slots name `SEARCHED` shingles, a sample
with replacement. How many of these the other text has, all of whose shingles are known, estimates
the share of the stored text that stands in the asked one, with a standard error of at most
``sqrt(1 / 4 / 72)``, 6 points. The shingles that both have follow from that share, or, where the
stored text is the longer one, from the slots in which both signatures agree (Broder 1997).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.lsh.minhash import U32, permutations
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import SHINGLE
from dedup.syndication.verify import EXCERPT, EXCERPT_LEAST, NEAR, Verdict

__all__ = ["Asked", "asked_about", "estimate", "mixed"]

LEAST_SLOTS = 6
"""Slots that have to speak for a match: a sentence that both quote may hold a few."""
_WORD = 1 << 32


class Asked(NamedTuple):
    """The text that is compared with others.

    Attributes
    ----------
    size : int
        Its distinct shingles.
    mixed : ndarray of uint32
        `mixed` of them.
    signature : ndarray of uint32
    """

    size: int
    mixed: U32
    signature: U32


def asked_about(shingles: U64, signature: U32) -> Asked:
    """A text by its shingles and its signature."""
    return Asked(len(shingles), mixed(shingles), signature)


def mixed(shingles: U64) -> U32:
    """What the slots of a signature multiply, sorted and distinct."""
    values = np.unique((shingles >> np.uint64(32)).astype(np.uint32))
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return np.sort(values)


def _sampled(signature: U32, seed: int) -> U32:
    """The mixed shingle that each slot holds the value of."""
    inverses, summands = _inverses(len(signature), seed)
    return (signature - summands) * inverses


@lru_cache(maxsize=4)
def _inverses(slots: int, seed: int) -> tuple[U32, U32]:
    factors, summands = (column.ravel() for column in permutations(slots, seed))
    inverses = np.array([pow(int(factor), -1, _WORD) for factor in factors], dtype=np.uint32)
    return inverses, summands


def estimate(asked: Asked, signature: U32, words: int, seed: int) -> Verdict | None:
    """What a text is to one of this signature and so many words; None for nothing.

    A rewrite shares too little wording to be seen in a sample, and is never named.
    """
    if not asked.size or not words:
        return None
    count = max(1, words - SHINGLE + 1)
    sample = _sampled(signature, seed)
    places = np.minimum(np.searchsorted(asked.mixed, sample), len(asked.mixed) - 1)
    had = int(np.count_nonzero(asked.mixed[places] == sample))
    same = int(np.count_nonzero(signature == asked.signature))
    if max(had, same) < LEAST_SLOTS:
        return None
    if count <= asked.size:
        shared = had / len(signature) * count
    else:
        resemblance = same / len(signature)
        shared = resemblance * (asked.size + count) / (1 + resemblance)
    shared = min(shared, asked.size, count)
    in_asked, in_stored = shared / count, shared / asked.size
    resemblance = shared / (asked.size + count - shared)
    containment = max(in_asked, in_stored)
    if resemblance < NEAR and (containment < EXCERPT or min(asked.size, count) < EXCERPT_LEAST):
        return None
    both = resemblance >= NEAR or min(in_asked, in_stored) >= EXCERPT
    return Verdict(
        relation="near-duplicate" if both else "excerpt",
        own_score=containment,
        resemblance=resemblance,
        containment=containment,
        covered_a=in_stored,
        covered_b=in_asked,
        signals=None,
    )
