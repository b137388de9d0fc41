"""Characters as UTF-8, one at a time."""

from __future__ import annotations

from typing import Any

from dedup.machine.compiling import part, put

__all__ = ["encode"]


@part
def encode(code: int, out: Any, at: int) -> int:
    """Write a code point as UTF-8; where the next one goes."""
    if code < 0x80:
        put(out, at, code)
        return at + 1
    if code < 0x800:
        put(out, at, 0xC0 | (code >> 6))
        put(out, at + 1, 0x80 | (code & 0x3F))
        return at + 2
    if code < 0x10000:
        put(out, at, 0xE0 | (code >> 12))
        put(out, at + 1, 0x80 | ((code >> 6) & 0x3F))
        put(out, at + 2, 0x80 | (code & 0x3F))
        return at + 3
    put(out, at, 0xF0 | (code >> 18))
    put(out, at + 1, 0x80 | ((code >> 12) & 0x3F))
    put(out, at + 2, 0x80 | ((code >> 6) & 0x3F))
    put(out, at + 3, 0x80 | (code & 0x3F))
    return at + 4
