"""MinHash signatures, bit for bit those of datasketch's ``affine32`` scheme.

A signature is a row of `slots` 32-bit values. Slot ``i`` holds the smallest
``a[i] * fmix32(h) + b[i]`` modulo 2^32 over the document's shingle hashes ``h``; two rows
agree in a slot with probability equal to the resemblance of the documents (Broder 1997).
The multipliers are drawn as ``datasketch.MinHash(seed=...)`` draws them, so that a row *is*
a datasketch sketch.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from dedup.errors import SettingsError
from dedup.lsh.shingles import U64

if TYPE_CHECKING:
    import datasketch

__all__ = [
    "EMPTY",
    "SEED",
    "SLOTS",
    "bottom_k",
    "from_datasketch",
    "permutations",
    "signature",
    "to_datasketch",
]

U32 = npt.NDArray[np.uint32]

SLOTS = 128
SEED = 1
EMPTY = np.uint32(0xFFFFFFFF)
"""What every slot of a document without shingles holds."""

# Shingles are minimised in blocks so that the table of permuted values stays in cache.
_BLOCK = 2048
_STATE = 624
"""Words of the state of a Mersenne Twister."""


@lru_cache(maxsize=8)
def permutations(slots: int, seed: int) -> tuple[U32, U32]:
    """Multipliers and summands of the slots, two arrays of shape (slots, 1)."""
    # Drawn here as datasketch draws them, which takes a second to import.
    drawn = np.array(_mersenne_twister(seed, 2 * slots), dtype=np.uint32)[:, None]
    # An even multiplier would map different hashes to one; the highest bit makes room for it.
    return (drawn[:slots] << np.uint32(1)) | np.uint32(1), drawn[slots:].copy()


def _mersenne_twister(seed: int, count: int) -> list[int]:
    """The first numbers of `numpy.random.RandomState`, which takes its time to import."""
    if not 0 <= seed < 1 << 32:
        raise SettingsError(f"seed is {seed}; it has to be from 0 to {(1 << 32) - 1}")
    words = [seed]
    for place in range(1, _STATE):
        before = words[-1]
        words.append((1812433253 * (before ^ (before >> 30)) + place) & 0xFFFFFFFF)
    import random  # noqa: PLC0415 - with all that it imports

    # Python's own generator is the same, but for how a seed becomes its state.
    generator = random.Random()  # noqa: S311 - hash functions, no secret
    generator.setstate((3, (*words, _STATE), None))
    return [generator.getrandbits(32) for _ in range(count)]


def _fmix32(values: U32) -> U32:
    """MurmurHash3's 32-bit finalizer."""
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values = values ^ (values >> np.uint32(13))
    values = values * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def signature(shingles: U64, slots: int = SLOTS, seed: int = SEED) -> U32:
    """The signature of a set of 64-bit shingle hashes.

    Parameters
    ----------
    shingles : ndarray of uint64, shape (n,)
        Hashes of the shingles; their upper 32 bits are used.

    Returns
    -------
    ndarray of uint32, shape (slots,)

    Examples
    --------
    >>> signature(np.array([1 << 40], dtype=np.uint64), slots=4).shape
    (4,)
    """
    a, b = permutations(slots, seed)
    mixed = _fmix32((shingles >> np.uint64(32)).astype(np.uint32))
    row = np.full(slots, EMPTY, dtype=np.uint32)
    for start in range(0, len(mixed), _BLOCK):
        permuted = a * mixed[start : start + _BLOCK]
        permuted += b
        np.minimum(row, permuted.min(axis=1), out=row)
    return row


def bottom_k(values: U64, k: int) -> U64:
    """The `k` smallest of distinct hash values, sorted: a bottom-k sketch (Cohen & Kaplan 2007).

    Examples
    --------
    >>> bottom_k(np.array([9, 2, 7], dtype=np.uint64), 2)
    array([2, 7], dtype=uint64)
    """
    if k < len(values):
        values = np.partition(values, k)[:k]
    return np.sort(values)


def to_datasketch(row: U32, seed: int = SEED) -> datasketch.MinHash:
    """The signature as a `datasketch.MinHash`, for use with its LSH classes.

    Examples
    --------
    >>> row = signature(np.arange(9, dtype=np.uint64) << np.uint64(32))
    >>> to_datasketch(row).jaccard(to_datasketch(row))
    1.0
    """
    import datasketch  # noqa: PLC0415

    return datasketch.MinHash(num_perm=len(row), seed=seed, hashvalues=row, scheme="affine32")


def from_datasketch(sketch: datasketch.MinHash, seed: int = SEED) -> U32:
    """The row of a `datasketch.MinHash`, to be compared with the rows of `Sketches.signatures`.

    Parameters
    ----------
    sketch : datasketch.MinHash
        Of the ``affine32`` scheme. Rows compare if the hashes are those of the same shingles:
        of a 64-bit hash of `dedup.lsh.shingles` datasketch gets the upper 32 bits.
    seed : int
        Of the rows that it is to be compared with.

    Returns
    -------
    ndarray of uint32, shape (slots,)

    Raises
    ------
    SettingsError
        If the sketch is of another scheme or another seed. It is a `ValueError`.

    Examples
    --------
    >>> row = signature(np.arange(9, dtype=np.uint64) << np.uint64(32))
    >>> bool((from_datasketch(to_datasketch(row)) == row).all())
    True
    """
    if sketch.scheme != "affine32":
        raise SettingsError(
            f"a datasketch sketch of scheme {sketch.scheme!r} cannot be compared with signatures; "
            "make it with MinHash(scheme='affine32')"
        )
    if sketch.seed != seed:
        raise SettingsError(
            f"a datasketch sketch of seed {sketch.seed} cannot be compared with signatures of seed "
            f"{seed}; make it with MinHash(seed={seed})"
        )
    return np.asarray(sketch.hashvalues, dtype=np.uint32)
