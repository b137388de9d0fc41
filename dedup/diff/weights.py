"""What the stems of two texts weigh among their sentences.

A stem weighs its inverse document frequency in the news (capped), times how rare it is among the
sentences of the two texts: names that the whole story is about are rare in the news and yet tell
nothing of which sentence is which.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.diff.profile import F64, I64, Profile
from dedup.text.stems import rarities

__all__ = ["StemWeights", "stem_weights"]

RARITY_CAP = 7.5
"""Nats; keeps a typing error or an unknown name from deciding alone."""
LOCAL_POWER = 1.5
LEAST_WEIGHT = 0.05
"""Stems below this weight are left out: they fill the matrix and decide nothing."""


class StemWeights(NamedTuple):
    """What the stems of two texts weigh among their sentences.

    Attributes
    ----------
    columns_a, columns_b : ndarray of int64
        The number of each entry of `Profile.keys` among the distinct stems of both texts.
    weights : ndarray of float64, shape (count,)
        Inverse document frequency, capped, times how rare the stem is in these two texts.
    in_a, in_b : ndarray of int64, shape (count,)
        Sentences of either text that hold the stem.
    """

    columns_a: I64
    columns_b: I64
    weights: F64
    in_a: I64
    in_b: I64


def stem_weights(a: Profile, b: Profile) -> StemWeights:
    """Number the distinct stems of two texts and weigh them."""
    keys = np.concatenate([a.every, b.every])
    keys.sort()
    is_new = np.empty(len(keys), dtype=bool)
    is_new[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    keys = keys[is_new]
    number_a, number_b = keys.searchsorted(a.every), keys.searchsorted(b.every)
    columns_a, columns_b = number_a[a.places], number_b[b.places]
    in_a = np.bincount(columns_a, minlength=len(keys))
    in_b = np.bincount(columns_b, minlength=len(keys))
    total = len(a.content) + len(b.content)
    local = np.log((total + 1) / (in_a + in_b)) / np.log(total / 2 + 1)
    codes = np.empty(len(keys), dtype=np.uint8)
    codes[number_a], codes[number_b] = a.codes, b.codes
    rarity = rarities()[codes]
    weights = np.minimum(rarity, RARITY_CAP) * local**LOCAL_POWER
    weights[weights < LEAST_WEIGHT] = 0.0
    return StemWeights(columns_a, columns_b, weights, in_a, in_b)
