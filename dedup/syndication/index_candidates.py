"""Who may have to do with a text that an index is asked about, by the keys they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.lsh.banding import BAND_CAP
from dedup.lsh.buckets import worths
from dedup.lsh.candidates import ANCHOR_CAP, ANCHOR_COMMON, LEAST_WORTH, PARTNERS
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Sketches
from dedup.machine.kernel import Kernel
from dedup.store.base import Store
from dedup.syndication.find import LEAST_ANCHORS
from dedup.syndication.index_keys import BANDS, keys_of_sketch, unpack_sketch

__all__ = [
    "MAKE_KEYS",
    "TALLY",
    "Candidates",
    "candidates_of",
    "plain_tally",
    "quick_keys",
    "quick_tally",
]

NEIGHBOURS = 4
"""Documents that are looked at of a key that very many carry: the newest."""
_ASKING = "dedup.syndication.kernels.asking"
MAKE_KEYS = Kernel(_ASKING, "make_keys", "uint32[:]", "uint32[:]", "int64", "int64", "uint64[:]")
TALLY = Kernel(
    *(_ASKING, "tally_carriers", "int64[:]", "int64[:]", "int64[:]"),
    *("int64", "int64", "int64", "int64[:,:]", "int64[:,:]"),
)
_WORTHS = worths(np.arange(ANCHOR_COMMON + 2))
"""What an anchor is worth that so many documents carry, one more among them for a text that is
not stored."""


class Candidates(NamedTuple):
    """Class numbers -> shared anchors, and those that share a band."""

    shared: dict[int, int]
    alike: set[int]


class _Tally(NamedTuple):
    """Classes that share enough anchors, these and their worth, and those that share a band."""

    classes: I64
    shared: I64
    worth: I64
    alike: I64


def candidates_of(store: Store, one: Sketches, *, is_stored: bool) -> Candidates:
    """Who shares a band with a text, or anchors that are worth enough; as `find` counts them.

    `is_stored` says that an equal text is among those that carry its keys.
    """
    keys = quick_keys(one) if MAKE_KEYS.is_loaded else keys_of_sketch(one)
    most = np.full(len(keys), ANCHOR_CAP)
    most[: BANDS.bands] = BAND_CAP
    counts, places, numbers = store.lookup(keys, most, NEIGHBOURS)
    sizes = counts if is_stored else counts + 1
    worth_of = np.where(counts <= ANCHOR_COMMON, _WORTHS[np.minimum(sizes, ANCHOR_COMMON + 1)], 0)
    found = (quick_tally if TALLY.is_loaded else plain_tally)(places, numbers, worth_of)
    classes, shared = found.classes, found.shared
    if len(classes) > PARTNERS:
        kept = _bounded(store, found, len(keys) - BANDS.bands)
        classes, shared = classes[kept], shared[kept]
    return Candidates(
        dict(zip(classes.tolist(), shared.tolist(), strict=True)), set(found.alike.tolist())
    )


def quick_keys(one: Sketches) -> U64:
    """`keys_of_sketch` by compiled code, of a text that has words."""
    anchors = one.anchors.values
    keys = np.empty(BANDS.bands + len(anchors), dtype=np.uint64)
    MAKE_KEYS(one.signatures[0], anchors, BANDS.bands, BANDS.rows, keys)
    return keys


def quick_tally(places: I64, numbers: I64, worth_of: I64) -> _Tally:
    """`plain_tally` by compiled code."""
    table = np.full((1 << (2 * len(numbers)).bit_length(), 4), -1, dtype=np.int64)
    out = np.empty((len(numbers), 4), dtype=np.int64)
    asked = BANDS.bands, LEAST_ANCHORS, LEAST_WORTH
    found = out[: TALLY(places, numbers, worth_of, *asked, table, out)]
    enough = found[found[:, 1] > 0]
    return _Tally(enough[:, 0], enough[:, 1], enough[:, 2], found[found[:, 3] > 0, 0])


def plain_tally(places: I64, numbers: I64, worth_of: I64) -> _Tally:
    """Count what each class shares with a text.

    Parameters
    ----------
    places, numbers : ndarray of int64, shape (postings,)
        Which key, and a class that carries it.
    worth_of : ndarray of int64, shape (keys,)
        What each key is worth as an anchor; 0 for one that tells nothing.
    """
    is_band = places < BANDS.bands
    told = ~is_band & (worth_of[places] > 0)
    classes, at, shared = np.unique(numbers[told], return_inverse=True, return_counts=True)
    worth = np.bincount(at, worth_of[places[told]], len(classes)).astype(np.int64)
    enough = (shared >= LEAST_ANCHORS) & (worth >= LEAST_WORTH)
    alike = np.unique(numbers[is_band])
    return _Tally(classes[enough], shared[enough], worth[enough], alike)


def _bounded(store: Store, found: _Tally, own: int) -> npt.NDArray[np.bool_]:
    """Of more than `PARTNERS` candidates, those that are clearly no chance, as in `find`."""
    classes, shared, worth, _ = found
    theirs = {
        one.number: len(unpack_sketch(one.sketch).anchors)
        for one in store.classes(classes.tolist())
    }
    fewer = np.minimum([theirs.get(number, 0) for number in classes.tolist()], own)
    met_by_chance = np.sort(worth)[-PARTNERS - 1]
    return np.asarray((worth >= 2 * met_by_chance) | (2 * shared >= fewer))
