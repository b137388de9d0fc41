"""Characters where Python keeps them, 64 at a time: in one, two or four bytes each.

They are read by their address. Why they are written so is said in `dedup.machine.lanes`.
"""

from __future__ import annotations

from typing import Any

import numba.extending
from llvmlite import ir
from numba.core import types

from dedup.lsh.kernels.constants import FIRST_QUOTE, LAST_QUOTE
from dedup.machine.compiling import address
from dedup.machine.lanes import Lanes
from dedup.machine.masks import AT_ONCE, characters

__all__ = ["SURROGATES", "narrow_of", "spell", "widen_of"]

SURROGATES = 0xD800 >> 11
"""The upper bits that all surrogates share."""
_I64 = ir.IntType(64)


def _characters(given: Any, code: Lanes, plainly: Any) -> Lanes:
    """Code points, those from `FIRST_QUOTE` to `LAST_QUOTE` as spaces if told so."""
    is_quote = code - FIRST_QUOTE < LAST_QUOTE - FIRST_QUOTE + 1
    spaced = is_quote.choose(code.everywhere(0x20), code)
    return Lanes(given[1], given[1].select(plainly, spaced.value, code.value))


def narrow_of(bits: int) -> Any:
    """``narrow(place, bytes, to, plainly)``: write the lowest bytes of 64 characters.

    They have so many bits each. Returned is a bit for each that is not ASCII. With `plainly` those
    from `FIRST_QUOTE` to `LAST_QUOTE` are taken for spaces.
    """

    def typing(_context: Any, place: Any, out: Any, to: Any, plainly: Any) -> Any:
        def generate(*given: Any) -> Any:
            code = low = characters(given[1], given[3][0], bits)
            if bits > 8:
                code = _characters(given, code, given[3][3])
                low = code.narrowed(8)
            low.store(address(given, 1, given[3][2]), align=1)
            return (code > 0x7F).bits()

        return types.uint64(place, out, to, plainly), generate

    return numba.extending.intrinsic(typing)


def widen_of(bits: int) -> Any:
    """``widen(place, codes)``: 64 characters of so many bits each, as numbers of 32 bits."""

    def typing(_context: Any, place: Any, codes: Any) -> Any:
        def generate(*given: Any) -> Any:
            code = characters(given[1], given[3][0], bits)
            wide = code if bits == 32 else code.widened(32)
            wide.store(address(given, 1, _I64(0)), align=4)
            return given[0].get_dummy_value()

        return types.void(place, codes), generate

    return numba.extending.intrinsic(typing)


def _spell(_context: Any, codes: Any, spelt: Any, sizes: Any, plainly: Any) -> Any:
    def generate(*given: Any) -> Any:
        place = address(given, 0, _I64(0))
        code = _characters(given, Lanes.load(given[1], place, AT_ONCE, align=4), given[3][3])
        last, middle, first = ((code >> shift & 0x3F) | 0x80 for shift in (0, 6, 12))
        two = (code >> 6) | 0xC0 | last << 8
        three = (code >> 12) | 0xE0 | middle << 8 | last << 16
        four = (code >> 18) | 0xF0 | first << 8 | middle << 16 | last << 24
        found, size = code, code.everywhere(1)
        for number, (least, form) in enumerate(((0x7F, two), (0x7FF, three), (0xFFFF, four)), 2):
            is_longer = code > least
            found = is_longer.choose(form, found)
            size = is_longer.choose(size.everywhere(number), size)
        found.store(address(given, 1, _I64(0)), align=4)
        size.store(address(given, 2, _I64(0)), align=4)
        return given[1].icmp_unsigned("!=", (code >> 11).equals(SURROGATES).bits(), _I64(0))

    return types.boolean(codes, spelt, sizes, plainly), generate


spell: Any = numba.extending.intrinsic(_spell)
"""``spell(codes, spelt, sizes, plainly)``: the UTF-8 of the first 64 code points, each as a number
of 32 bits with the first byte lowest, and its bytes; whether one is a surrogate. `plainly` is as in
`narrow_of`."""
