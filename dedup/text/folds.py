"""What single characters fold to and how rare stems are, as tables for compiled code."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.machine.kernel import Passed
from dedup.text.content import LEAST_RARITY, factors
from dedup.text.kernels.rows import DIGITS, IN_BUCKET, TWICE
from dedup.text.stems import rarities, table_keys, table_rarities
from dedup.text.words import fold

__all__ = ["Rare", "factors_of", "folds", "rare_stems"]

_LETTERS = (range(0x600), range(0x1E00, 0x2000))
"""Characters that the table may hold: none of them joins the one before it under NFC, nor does
what one folds to, unless that is a mark."""
_BUCKETS = 13
"""Highest bits by which stems are looked up, at least; eight tell apart what `Rare` leaves out."""


@lru_cache(maxsize=1)
def folds() -> Passed:
    """What characters fold to; see `dedup.text.kernels.reading.read_texts`."""
    found = np.zeros(_LETTERS[-1].stop, dtype=np.uint32)
    for code in (code for stretch in _LETTERS for code in stretch if chr(code).isalnum()):
        folded = fold(chr(code))
        first = folded[0]
        if not folded.isalnum() or len(folded) > 2 or folded[1:] not in ("", first):
            continue
        found[code] = ord(first) | (DIGITS if first.isdigit() else 0)
        if len(folded) == 2:  # "ß"
            found[code] |= TWICE
    return Passed.of(found)


class Rare(NamedTuple):
    """How rare stems are, as compiled code looks them up.

    Attributes
    ----------
    buckets : Passed
        For stems whose numbers have the same highest bits, where they begin in `rare`, in int32.
    rare : Passed
        For each known stem, in order, the lower 24 of the highest 32 bits of its number, and below
        them its rarity, in uint32. `IN_BUCKET` more can be read, and are none.
    seldom : Passed
        Whether a stem of such a rarity may be a seldom one, in uint8.
    """

    buckets: Passed
    rare: Passed
    seldom: Passed


@lru_cache(maxsize=1)
def rare_stems() -> Rare:
    """The table of `dedup.text.stems`."""
    keys = table_keys()
    bits = _BUCKETS
    while True:
        edges = np.arange((1 << bits) + 1, dtype=np.uint64) << np.uint64(32 - bits)
        buckets = np.searchsorted(keys, edges)
        if np.diff(buckets).max() <= IN_BUCKET:
            break
        bits += 1
    rare = np.zeros(len(keys) + IN_BUCKET + 1, dtype=np.uint32)
    rare[: len(keys)] = (keys << np.uint32(8)) | table_rarities()
    return Rare(
        Passed.of(buckets.astype(np.int32)),
        Passed.of(rare),
        Passed.of((rarities() > LEAST_RARITY).astype(np.uint8)),
    )


@lru_cache(maxsize=64)
def factors_of(bits: int) -> Passed:
    """`dedup.text.content.factors` as compiled code takes them."""
    return Passed.of(factors(bits).view(np.int64))
