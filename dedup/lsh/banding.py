"""Documents that share a band of their signatures."""

from __future__ import annotations

import numpy as np

from dedup.lsh.bands import Bands
from dedup.lsh.buckets import codes_of, decoded, pairs_inside
from dedup.lsh.compiled import is_loaded
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64
from dedup.machine.kernel import Kernel
from dedup.machine.threads import on_all_cores

__all__ = ["BAND_CAP", "BAND_NEXT", "band_candidates"]

BAND_CAP = 96
BAND_NEXT = 6
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_LONG = 1 << 14
"""Documents from which on bands are sorted on all cores."""
_CHUNK = 1 << 16
"""Pairs that are sorted together, or as many as documents; bounds the memory."""
_IN_COMPANY = Kernel(
    *("dedup.lsh.kernels.banding", "entries_in_company"),
    *("uint32[:,:]", "int64", "int64", "int64[:]", "int64", "int64"),
    *("uint64[:]", "uint8[:]", "uint64[:]"),
)


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
    found = np.zeros(0, dtype=np.uint64)
    waiting: list[U64] = []
    entries_of = _entries_in_company if n > _LONG and is_loaded() else _entries

    def work(band: int) -> tuple[I64, I64]:
        entries = entries_of(signatures, band * bands.rows, bands.rows, present)
        return _shared_buckets(entries, n.bit_length())

    # numpy leaves the interpreter to others while it works through a long array.
    run = on_all_cores if n > _LONG else map
    parts = [*run(work, range(bands.bands))]
    members = np.concatenate([np.zeros(0, dtype=np.int64), *(part for part, _ in parts)])
    sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(b) for _, b in parts)])
    chunk = max(_CHUNK, n)
    for a, b, _ in pairs_inside(members, np.cumsum(sizes), BAND_CAP, BAND_NEXT, chunk):
        waiting.append(codes_of(a, b, n))
        if sum(map(len, waiting)) > chunk:
            found, waiting = _distinct([found, *waiting]), []
    return decoded(_distinct([found, *waiting]), n)


def _entries(signatures: U32, first: int, rows: int, present: I64) -> U64:
    """Of a band the key of each document, of which its place takes the lowest bits.

    Sorted as one number they take a fifth of the time that they take apart: of a million documents
    two unlike ones meet by those bits in one band of thirty.
    """
    # Keys of one slot differ in their lower half only.
    spread = _numbers(signatures[:, first : first + rows])[present] * _FACTOR
    low = np.uint64(len(present).bit_length())
    entries: U64 = spread >> low << low | np.arange(len(present), dtype=np.uint64)
    return entries


def _entries_in_company(signatures: U32, first: int, rows: int, present: I64) -> U64:
    """`_entries`, by compiled code and without most of those whose key no other has."""
    low = len(present).bit_length()
    # Four times as many marks as documents, or eight.
    bits = low + 2
    entries = np.empty(len(present), dtype=np.uint64)
    kept = _IN_COMPANY(
        *(signatures, first, rows, present, low, bits),
        np.empty(len(signatures), dtype=np.uint64),
        np.zeros(1 << bits - 2, dtype=np.uint8),
        entries,
    )
    return entries[:kept]


def _numbers(slots: U32) -> U64:
    """One number for some slots of each document, in a fifth of the time that `band_keys` takes.

    Its upper bits tell, which is what sorting goes by; what is kept on disk needs the lower ones.
    """
    if slots.shape[1] % 2:
        slots = np.pad(slots, ((0, 0), (0, 1)))
    numbers = np.zeros(len(slots), dtype=np.uint64)
    for two in np.ascontiguousarray(slots).view(np.uint64).T:
        numbers += two
        numbers *= _FACTOR
    return numbers


def _distinct(parts: list[U64]) -> U64:
    """Codes once each, sorted; several times as fast as hashing them, which numpy does."""
    codes: U64 = np.concatenate(parts)
    codes.sort()
    distinct: U64 = codes[
        np.concatenate([np.ones(min(len(codes), 1), bool), codes[1:] != codes[:-1]])
    ]
    return distinct


def _shared_buckets(entries: U64, low: int) -> tuple[I64, I64]:
    """Places by key as `buckets` has them, of keys that two or more have; see `_entries`."""
    mask = (np.uint64(1) << np.uint64(low)) - np.uint64(1)
    entries.sort()
    joined = np.zeros(len(entries) + 1, dtype=bool)
    """Whether an entry is in a bucket with the one before."""
    joined[1:-1] = (entries[1:] ^ entries[:-1]) <= mask
    shared = joined[:-1] | joined[1:]
    starts = np.flatnonzero(~joined[:-1][shared])
    members = (entries[shared] & mask).astype(np.int64)
    return members, np.append(starts, len(members))
