"""What single characters fold to and how rare stems are, as tables for compiled code."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.machine.kernel import Passed
from dedup.text.content import LEAST_RARITY, factors
from dedup.text.kernels.rows import DIGITS, TWICE
from dedup.text.stems import rarities, table_keys, table_rarities
from dedup.text.words import fold

__all__ = ["Rare", "factors_of", "folds", "rare_stems"]

_LETTERS = (range(0x600), range(0x1E00, 0x2000))
"""Characters that the table may hold: none of them joins the one before it under NFC, nor does
what one folds to, unless that is a mark."""
_BUCKETS = 13
"""Bits by which stems are looked up: a few stems share them."""


@lru_cache(maxsize=1)
def folds() -> Passed:
    """What characters fold to; see `dedup.text.kernels.content.read_content`."""
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
    """How rare stems are: see `dedup.text.kernels.content.read_content`."""

    buckets: Passed
    rare: Passed
    rarity: Passed
    seldom: Passed


@lru_cache(maxsize=1)
def rare_stems() -> Rare:
    """The table of `dedup.text.stems`, as compiled code looks stems up."""
    keys = table_keys()
    edges = np.arange((1 << _BUCKETS) + 1, dtype=np.uint64) << np.uint64(32 - _BUCKETS)
    return Rare(
        Passed.of(np.searchsorted(keys, edges).astype(np.int32)),
        Passed.of(np.ascontiguousarray(keys)),
        Passed.of(np.ascontiguousarray(table_rarities())),
        Passed.of((rarities() > LEAST_RARITY).astype(np.uint8)),
    )


@lru_cache(maxsize=64)
def factors_of(bits: int) -> Passed:
    """`dedup.text.content.factors` as compiled code takes them."""
    return Passed.of(factors(bits).view(np.int64))
