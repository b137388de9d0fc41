"""Hashes: xxHash64 of a stretch of bytes, and MurmurHash3's finalizer.

xxHash64 after its specification (Collet, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md),
with seed 0; the ``xxhash`` package is the oracle in the tests.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.machine.compiling import inlined, load32, load64, part, rotate

__all__ = [
    "LOWER",
    "P5",
    "PLAIN",
    "avalanche",
    "byte_step",
    "fmix64",
    "four_step",
    "lane_step",
    "xxh64",
    "xxh64_five",
]

_P1 = np.uint64(0x9E3779B185EBCA87)
_P2 = np.uint64(0xC2B2AE3D27D4EB4F)
_P3 = np.uint64(0x165667B19E3779F9)
_P4 = np.uint64(0x85EBCA77C2B2AE63)
P5 = np.uint64(0x27D4EB2F165667C5)
_P1_P2 = np.uint64((0x9E3779B185EBCA87 + 0xC2B2AE3D27D4EB4F) % 2**64)
_MINUS_P1 = np.uint64(2**64 - 0x9E3779B185EBCA87)
_LOW32 = np.uint64(0xFFFFFFFF)
_BYTE = np.uint64(0xFF)
_11, _23, _27, _29, _31, _32, _33, _37, _41, _53 = map(
    np.uint64, (11, 23, 27, 29, 31, 32, 33, 37, 41, 53)
)

LOWER = np.uint64(0x2020202020202020)
"""What a hash takes bytes with, to lower ASCII letters and leave digits as they are."""
PLAIN = np.uint64(0)
"""What a hash takes bytes with as they stand."""


@inlined
def _round(accumulator: Any, lane: Any) -> Any:
    return rotate(accumulator + lane * _P2, 31) * _P1


@inlined
def lane_step(h: Any, lane: Any) -> Any:
    """What eight bytes do to a hash."""
    lane = lane * _P2
    h = h ^ (((lane << _31) | (lane >> _33)) * _P1)
    return ((h << _27) | (h >> _37)) * _P1 + _P4


@inlined
def four_step(h: Any, four: Any) -> Any:
    """What the lowest four bytes of a number do to a hash."""
    h = h ^ ((four & _LOW32) * _P1)
    return ((h << _23) | (h >> _41)) * _P2 + _P3


@inlined
def byte_step(h: Any, byte: Any) -> Any:
    """What the lowest byte of a number does to a hash."""
    h = h ^ ((byte & _BYTE) * P5)
    return ((h << _11) | (h >> _53)) * _P1


@inlined
def avalanche(h: Any) -> Any:
    """What makes every bit of a hash depend on all."""
    h = (h ^ (h >> _33)) * _P2
    h = (h ^ (h >> _29)) * _P3
    return h ^ (h >> _32)


@inlined
def xxh64_five(x: Any) -> Any:
    """xxHash64 of the lowest five bytes of `x`."""
    return avalanche(byte_step(four_step(P5 + np.uint64(5), x), x >> _32))


@part
def xxh64(data: Any, start: int, length: int, case: Any) -> Any:
    """xxHash64 of ``data[start:start + length]``, each byte or-ed with one of `case`.

    Nothing outside the stretch is read.
    """
    at, end = start, start + length
    if length >= 32:
        v1, v2, v3, v4 = _P1_P2, _P2, np.uint64(0), _MINUS_P1
        while end - at >= 32:
            v1 = _round(v1, load64(data, at) | case)
            v2 = _round(v2, load64(data, at + 8) | case)
            v3 = _round(v3, load64(data, at + 16) | case)
            v4 = _round(v4, load64(data, at + 24) | case)
            at += 32
        h = rotate(v1, 1) + rotate(v2, 7) + rotate(v3, 12) + rotate(v4, 18)
        for lane in (v1, v2, v3, v4):
            h = (h ^ (rotate(lane * _P2, 31) * _P1)) * _P1 + _P4
    else:
        h = P5
    h += np.uint64(length)
    while end - at >= 8:
        h = lane_step(h, load64(data, at) | case)
        at += 8
    if end - at >= 4:
        h = four_step(h, load32(data, at) | case)
        at += 4
    while at < end:
        h = byte_step(h, np.uint64(data[at]) | (case & _BYTE))
        at += 1
    return avalanche(h)


@inlined
def fmix64(x: Any) -> Any:
    """MurmurHash3's 64-bit finalizer, a bijection that makes every bit depend on all."""
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xFF51AFD7ED558CCD)
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xC4CEB9FE1A85EC53)
    return x ^ (x >> np.uint64(33))
