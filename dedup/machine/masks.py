"""What 64 bytes or characters are, as a number of 64 bits with one for each.

A bit says what a branch would: the next of some kind is found by counting zeros, whatever stands
between. How vectors are written is said in `dedup.machine.lanes`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba.extending
from llvmlite import ir
from numba.core import types

from dedup.machine.compiling import address
from dedup.machine.lanes import Lanes

__all__ = ["AT_ONCE", "are_letters", "characters", "high_bits", "item_of", "letter_bits"]

AT_ONCE = 64


def _bits_of(told: Callable[[Lanes], Lanes]) -> Any:
    """``bits(bytes, at)``: a bit for each of 64 bytes, set where `told` says so of it."""

    def typing(_context: Any, data: Any, at: Any) -> Any:
        def generate(*given: Any) -> Any:
            value = Lanes.load(given[1], address(given, 0, given[3][1]), AT_ONCE, align=1)
            return told(value).bits()

        return types.uint64(data, at), generate

    return numba.extending.intrinsic(typing)


def are_letters(code: Lanes) -> Lanes:
    """Which characters are letters and digits of ASCII, whatever is beyond."""
    return ((code | 0x20) - 0x61 < 26) | (code - 0x30 < 10)


letter_bits: Any = _bits_of(are_letters)
"""``letter_bits(bytes, at)``: set for ASCII letters and digits."""
high_bits: Any = _bits_of(lambda value: value > 0x7F)
"""``high_bits(bytes, at)``: set where it is not ASCII."""


def characters(builder: Any, place: Any, bits: int) -> Lanes:
    """Code for 64 characters of so many bits each, from an address on."""
    at = builder.inttoptr(place, ir.IntType(bits).as_pointer())
    return Lanes.load(builder, at, AT_ONCE, align=bits // 8)


def item_of(bits: int) -> Any:
    """``item(place)``: the character of so many bits at an address, as a number of 32 bits."""

    def typing(_context: Any, place: Any) -> Any:
        def generate(*given: Any) -> Any:
            at = given[1].inttoptr(given[3][0], ir.IntType(bits).as_pointer())
            value = given[1].load(at)
            return value if bits == 32 else given[1].zext(value, ir.IntType(32))

        return types.uint32(place), generate

    return numba.extending.intrinsic(typing)
