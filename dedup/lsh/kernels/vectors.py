"""Loops over many bytes or slots at once, written for vector registers.

Why they are written so is said in `dedup.machine.lanes`.
"""

from __future__ import annotations

from typing import Any

import numba.extending
from llvmlite import ir
from numba.core import cgutils, types

from dedup.lsh.kernels.constants import FIRST_QUOTE, LANES, LAST_QUOTE
from dedup.machine.compiling import address
from dedup.machine.lanes import Lanes
from dedup.machine.masks import AT_ONCE

__all__ = [
    "GROUP",
    "IN_BUCKET",
    "SORTED",
    "equal_in_bucket",
    "least_in_group",
    "least_in_lanes",
    "merge",
    "narrow_bucket",
    "quote_bits",
    "sort",
]

GROUP = 32
"""Slots of a signature that are lowered together: they stay in registers."""
SORTED = 128
"""Numbers that are sorted without a branch."""
IN_BUCKET = 8
"""Hashes of a bucket that are looked at together."""
_I32, _I64 = ir.IntType(32), ir.IntType(64)


def _first(given: Any, which: int) -> Any:
    """The address of the first item of an array, of what code is made with."""
    return address(given, which, _I64(0))


def _place(given: Any, which: int) -> Any:
    """The address of an item of an array; the next argument says of which."""
    return address(given, which, given[3][which + 1])


def _quote_bits(_context: Any, data: Any, at: Any) -> Any:
    def generate(*given: Any) -> Any:
        builder, place = given[1], _place(given, 0)
        first, second, third = (
            Lanes.load(builder, builder.gep(place, [_I64(more)]), AT_ONCE, align=1)
            for more in range(3)
        )
        low = 0x80 | (FIRST_QUOTE & 0x3F)
        is_third = third - low < LAST_QUOTE - FIRST_QUOTE + 1
        return (first.equals(0xE2) & second.equals(0x80) & is_third).bits()

    return types.uint64(data, at), generate


quote_bits: Any = numba.extending.intrinsic(_quote_bits)
"""``quote_bits(bytes, at)``: a bit for each of 64 bytes, set where a character begins that is one
from `FIRST_QUOTE` to `LAST_QUOTE`."""


def _exchanged(value: Lanes, step: int, size: int) -> Lanes:
    """Items that are `step` apart in order, and in every other run of `size` the other way."""
    lanes = range(SORTED)
    other = value.shuffled([lane ^ step for lane in lanes])
    is_less = [bool(lane & step) == bool(lane & size) for lane in lanes]
    return value.least(other).merged(value.most(other), is_less)


def _sort(_context: Any, items: Any) -> Any:
    def generate(*given: Any) -> Any:
        place = _first(given, 0)
        value = Lanes.load(given[1], place, SORTED, align=4)
        # Batcher's bitonic sort: which items are compared does not depend on what they are.
        size = 2
        while size <= SORTED:
            step = size // 2
            while step:
                value = _exchanged(value, step, size)
                step //= 2
            size *= 2
        value.store(place, align=4)
        return given[0].get_dummy_value()

    return types.void(items), generate


sort: Any = numba.extending.intrinsic(_sort)
"""``sort(items)``: sort the first `SORTED` numbers of 32 bits."""


def _merge(_context: Any, items: Any) -> Any:
    def generate(*given: Any) -> Any:
        builder, place = given[1], _first(given, 0)
        places = place, builder.gep(place, [_I64(SORTED)])
        lower, upper = (Lanes.load(builder, half, SORTED, align=4) for half in places)
        upper = upper.shuffled(range(SORTED)[::-1])
        for value, half in zip((lower.least(upper), lower.most(upper)), places, strict=True):
            step = SORTED // 2
            while step:
                value = _exchanged(value, step, SORTED)  # noqa: PLW2901 - in order, step by step
                step //= 2
            value.store(half, align=4)
        return given[0].get_dummy_value()

    return types.void(items), generate


merge: Any = numba.extending.intrinsic(_merge)
"""``merge(items)``: sort twice `SORTED` numbers of 32 bits of which both halves are sorted."""


def _equal_in_bucket(_context: Any, values: Any, at: Any, value: Any) -> Any:
    def generate(*given: Any) -> Any:
        builder = given[1]
        there = Lanes.load(builder, _place(given, 0), IN_BUCKET, align=8)
        return there.equals(there.broadcast(given[3][2])).bits()

    return types.uint64(values, at, value), generate


equal_in_bucket: Any = numba.extending.intrinsic(_equal_in_bucket)
"""``equal_in_bucket(values, at, value)``: a bit for each of the `IN_BUCKET` numbers of 64 bits from
`at` on, set where it is `value`."""


def _narrow_bucket(_context: Any, values: Any, at: Any, out: Any, to: Any) -> Any:
    def generate(*given: Any) -> Any:
        there = Lanes.load(given[1], _place(given, 0), IN_BUCKET, align=8)
        there.narrowed(32).store(_place(given, 2), align=4)
        return given[0].get_dummy_value()

    return types.void(values, at, out, to), generate


narrow_bucket: Any = numba.extending.intrinsic(_narrow_bucket)
"""``narrow_bucket(values, at, out, to)``: write the lower halves of the `IN_BUCKET` numbers of 64
bits from `at` on."""


def _least_in(group: int) -> Any:
    """An intrinsic that lowers `group` slots, a multiple of `LANES`."""

    def typing(_context: Any, values: Any, count: Any, a: Any, b: Any, row: Any, slot: Any) -> Any:
        def generate(*given: Any) -> Any:
            context, builder, _, arguments = given
            values = _first(given, 0)
            kind = ir.VectorType(_I32, LANES)
            undefined = ir.Constant(kind, ir.Undefined)
            nowhere = ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES)

            def places(which: int) -> list[Any]:
                start = builder.gep(_first(given, which), [arguments[5]])
                return [
                    builder.bitcast(builder.gep(start, [_I64(lane)]), kind.as_pointer())
                    for lane in range(0, group, LANES)
                ]

            def load(place: Any) -> Any:
                value = builder.load(place)
                value.align = 4
                return value

            factors, summands = ([load(place) for place in places(which)] for which in (2, 3))
            rows = places(4)
            least = [cgutils.alloca_once_value(builder, load(place)) for place in rows]  # type: ignore[no-untyped-call]
            with cgutils.for_range(builder, arguments[1], intp=_I64) as loop:
                one = builder.insert_element(
                    undefined, builder.load(builder.gep(values, [loop.index])), _I32(0)
                )
                value = builder.shuffle_vector(one, undefined, nowhere)
                for factor, summand, kept in zip(factors, summands, least, strict=True):
                    found = builder.add(builder.mul(factor, value), summand)
                    before = builder.load(kept)
                    smaller = builder.icmp_unsigned("<", found, before)
                    builder.store(builder.select(smaller, found, before), kept)
            for place, kept in zip(rows, least, strict=True):
                builder.store(builder.load(kept), place).align = 4
            return context.get_dummy_value()

        return types.void(values, count, a, b, row, slot), generate

    return numba.extending.intrinsic(typing)


least_in_group: Any = _least_in(GROUP)
"""``least_in_group(values, count, a, b, row, slot)``: lower `GROUP` slots of `row`, from `slot`
on, to the least ``a * x + b`` modulo 2^32 over the first `count` numbers ``x`` of `values`.

All arrays are of uint32; `a`, `b` and `row` have `GROUP` items from `slot` on.
"""
least_in_lanes: Any = _least_in(LANES)
"""`least_in_group` for `LANES` slots."""
