"""What the stems of two texts weigh among their sentences.

A stem weighs its inverse document frequency in the news (capped), times how rare it is among the
sentences of the two texts: names that the whole story is about are rare in the news and yet tell
nothing of which sentence is which.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.diff.kernels.constants import LEAST_WEIGHT
from dedup.diff.profile import F64, I64, Profile
from dedup.text.stems import rarities

__all__ = ["RARITY_CAP", "StemWeights", "local_weights", "stem_weights"]

RARITY_CAP = 7.5
"""Nats; keeps a typing error or an unknown name from deciding alone."""
LOCAL_POWER = 1.5
_USUAL = 512
"""Sentences of two texts up to which their table of weights is remembered."""


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
    codes = np.empty(len(keys), dtype=np.uint8)
    codes[number_a], codes[number_b] = a.codes, b.codes
    rarity = rarities()[codes]
    weights = np.minimum(rarity, RARITY_CAP) * local_weights(total)[in_a + in_b]
    weights[weights < LEAST_WEIGHT] = 0.0
    return StemWeights(columns_a, columns_b, weights, in_a, in_b)


def local_weights(total: int) -> F64:
    """By how many of `total` sentences hold a stem, what that counts; nothing for none.

    Examples
    --------
    >>> [round(weight, 2) for weight in local_weights(4).tolist()]
    [0.0, 1.77, 0.76, 0.32, 0.09]
    """
    return _usual_weights(total) if total <= _USUAL else _local_weights(total)


def _local_weights(total: int) -> F64:
    weights = np.zeros(total + 1)
    shares = np.log((total + 1) / np.arange(1, total + 1)) / np.log(total / 2 + 1)
    weights[1:] = shares**LOCAL_POWER
    weights.setflags(write=False)
    return weights


_usual_weights = lru_cache(maxsize=_USUAL)(_local_weights)
