"""Strings to UTF-8: ASCII 64 at a time, what stands between one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.characters import SURROGATES, narrow_of, spell, widen_of
from dedup.machine.compiling import ones, part, prefetch_at, store32, trailing_zeros, where
from dedup.machine.masks import AT_ONCE, item_of
from dedup.machine.utf8 import encode

__all__ = ["encode_string", "fetch_string"]

_ONE = np.uint64(1)
_FEW = 8
"""Characters beyond ASCII of 64 between which it pays to look for stretches of ASCII."""
_AHEAD = 1024
"""Bytes that a string is fetched ahead: what fetches by itself stops at the end of a page."""
_narrow = narrow_of(32)


@part
def _encode_block(
    codes: Any, size: int, plainly: bool, out: Any, written: int, spelt: Any, sizes: Any
) -> tuple[int, bool]:
    """Write up to 64 code points; where the next one goes, and whether one was a surrogate.

    As many can be read behind them.
    """
    at = where(codes, 0)
    high = _narrow(at, out, written, plainly)
    if size < AT_ONCE:
        high &= (_ONE << np.uint64(size)) - _ONE
    if ones(high) > _FEW:
        is_lone = spell(codes, spelt, sizes, plainly)
        for place in range(size):
            store32(out, written, spelt[place])
            written += np.int64(sizes[place])
        return written, is_lone
    is_lone = False
    done = 0
    while high:
        place = trailing_zeros(high)
        if place > done:
            # Written with what follows, which will be written over.
            _narrow(at + 4 * done, out, written, plainly)
            written += place - done
        code = np.int64(codes[place])
        is_lone |= code >> 11 == SURROGATES
        written = encode(code, out, written)
        done = place + 1
        high &= high - _ONE
    if done:
        _narrow(at + 4 * done, out, written, plainly)
    return written + size - done, is_lone


def _encoder(bits: int) -> Any:
    """What encodes a string that has so many bits for a character."""
    narrow, widen, item = narrow_of(bits), widen_of(bits), item_of(bits)
    step = bits // 8

    @part
    def encode_text(
        at: int, count: int, plainly: bool, out: Any, codes: Any, spelt: Any, sizes: Any
    ) -> tuple[int, bool]:
        """Write the characters at an address; see `encode_string`."""
        written, is_lone = 0, False
        while count >= AT_ONCE:
            for line in range(0, AT_ONCE * step, 64):
                prefetch_at(at + _AHEAD + line)
            if narrow(at, out, written, plainly) == 0:
                written += AT_ONCE
            else:
                widen(at, codes)
                written, lone = _encode_block(codes, AT_ONCE, plainly, out, written, spelt, sizes)
                is_lone |= lone
            at += AT_ONCE * step
            count -= AT_ONCE
        # Nothing is read of what may stand behind the string.
        for place in range(count):
            codes[place] = item(at + place * step)
        if count:
            written, lone = _encode_block(codes, count, plainly, out, written, spelt, sizes)
            is_lone |= lone
        return written, is_lone

    return encode_text


_encode_bytes, _encode_halves, _encode_codes = map(_encoder, (8, 16, 32))


@part
def encode_string(
    at: int, count: int, width: int, plainly: bool, out: Any, room: Any
) -> tuple[int, bool]:
    """Write a string as UTF-8; how many bytes it takes, and whether it has a lone surrogate.

    Parameters
    ----------
    at, count, width : int
        Address of its characters, how many there are, and how many bytes each takes.
    plainly : bool
        Whether those that `dedup.lsh.kernels.characters.narrow_of` can take for spaces are written
        so.
    out : ndarray of uint8
        Written to, with room for four bytes a character and 64 more.
    room : ndarray of uint32, shape (SPELLING,)
        To work in.
    """
    codes, spelt, sizes = room[: 2 * AT_ONCE], room[2 * AT_ONCE : 3 * AT_ONCE], room[3 * AT_ONCE :]
    encoded: tuple[int, bool]
    if width == 1:
        encoded = _encode_bytes(at, count, plainly, out, codes, spelt, sizes)
    elif width == 2:
        encoded = _encode_halves(at, count, plainly, out, codes, spelt, sizes)
    else:
        encoded = _encode_codes(at, count, plainly, out, codes, spelt, sizes)
    return encoded


@part
def fetch_string(at: int) -> None:
    """Have the first characters of a string fetched, which will be encoded next."""
    for line in range(0, _AHEAD, 64):
        prefetch_at(at + line)
