"""Code points to UTF-8: ASCII 64 at a time, what stands between one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.lsh.kernels.vectors import SURROGATES, narrow, spell
from dedup.machine.compiling import ones, part, store32, trailing_zeros
from dedup.machine.utf8 import encode

__all__ = ["encode_piece"]

_ONE = np.uint64(1)
_AT_ONCE = 64
_FEW = 8
"""Characters beyond ASCII of 64 between which it pays to look for stretches of ASCII."""


@part
def _encode(
    codes: Any, at: int, end: int, plainly: bool, out: Any, written: int, spelt: Any, sizes: Any
) -> tuple[int, bool]:
    """Write ``codes[at:end]``; where the next one goes, and whether one was a surrogate."""
    is_lone = False
    while at < end:
        high = narrow(codes, at, out, written, plainly)
        size = min(end - at, _AT_ONCE)
        if size < _AT_ONCE:
            high &= (_ONE << np.uint64(size)) - _ONE
        if ones(high) > _FEW:
            is_lone |= spell(codes, at, spelt, sizes, plainly)
            for place in range(size):
                store32(out, written, spelt[place])
                written += np.int64(sizes[place])
            at += size
            continue
        done = 0
        while high:
            place = trailing_zeros(high)
            if place > done:
                # Written with what follows, which will be written over.
                narrow(codes, at + done, out, written, plainly)
                written += place - done
            code = np.int64(codes[at + place])
            is_lone |= code >> 11 == SURROGATES
            written = encode(code, out, written)
            done = place + 1
            high &= high - _ONE
        if done:
            narrow(codes, at + done, out, written, plainly)
        written += size - done
        at += size
    return written, is_lone


def encode_piece(
    codes: Any, count: int, plain: int, bounds: Any, out: Any, ends: Any, state: Any, room: Any
) -> int:
    """Texts, end to end, as UTF-8; how many of them are complete.

    Parameters
    ----------
    codes : ndarray of uint32
        Some of their code points; 128 more can be read behind those.
    count : int
        How many there are.
    plain : int
        Whether those that `dedup.lsh.kernels.vectors.narrow` can take for spaces are written so.
    bounds : ndarray of int64, shape (n + 1,)
        Text ``i`` has the code points ``bounds[i]`` to ``bounds[i + 1]`` of all.
    out : ndarray of uint8
        Written to, with room for four bytes a code point and 64 more.
    ends : ndarray of int64, shape (n + 1,)
        Written to: where the texts that are complete end.
    state : ndarray of int64, shape (4,)
        Carried on, at first 0: texts, code points, bytes, and whether there was a surrogate.
    room : ndarray of uint32, shape (128,)
        To work in.
    """
    text: int = state[0]
    start, written, lone = state[1], state[2], state[3]
    spelt, sizes = room[:_AT_ONCE], room[_AT_ONCE:]
    at = 0
    while text < len(bounds) - 1:
        end = bounds[text + 1] - start
        written, is_lone = _encode(
            codes, at, min(end, count), plain != 0, out, written, spelt, sizes
        )
        lone |= is_lone
        if end > count:
            break
        at = end
        text += 1
        ends[text] = written
    state[0], state[1], state[2], state[3] = text, start + count, written, lone
    return text
