"""Loops over many bytes or slots at once, written for vector registers.

numba has no vectors of its own, and what its loops become depends on what surrounds them, so
these say it themselves. LLVM makes of them what the machine has: a vector wider than a register
becomes several.
"""

from __future__ import annotations

from typing import Any

import numba.extending
from llvmlite import ir
from numba.core import cgutils, types

from dedup.lsh.kernels.constants import LANES

__all__ = ["GROUP", "high_bits", "least_in_group", "least_in_lanes", "letter_bits"]

GROUP = 32
"""Slots of a signature that are lowered together: they stay in registers."""
_BYTES = 64
_I8, _I32, _I64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)


def _first(context: Any, builder: Any, signature: Any, arguments: Any, which: int) -> Any:
    """The address of the first item of an array."""
    return context.make_array(signature.args[which])(context, builder, arguments[which]).data


def _all(kind: Any, value: int) -> Any:
    """A vector that holds one number everywhere."""
    return ir.Constant(kind, [value] * kind.count)


def _bytes_at(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = ir.VectorType(_I8, _BYTES)
    place = builder.gep(_first(context, builder, signature, arguments, 0), [arguments[1]])
    value = builder.load(builder.bitcast(place, kind.as_pointer()))
    value.align = 1
    return value, kind


def _letter_bits(_context: Any, data: Any, at: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, kind = _bytes_at(context, builder, signature, arguments)
        lower = builder.or_(value, _all(kind, 0x20))
        letter = builder.icmp_unsigned("<", builder.sub(lower, _all(kind, 0x61)), _all(kind, 26))
        digit = builder.icmp_unsigned("<", builder.sub(value, _all(kind, 0x30)), _all(kind, 10))
        return builder.bitcast(builder.or_(letter, digit), _I64)

    return types.uint64(data, at), generate


letter_bits: Any = numba.extending.intrinsic(_letter_bits)
"""``letter_bits(bytes, at)``: a bit for each of 64 bytes, set for ASCII letters and digits."""


def _high_bits(_context: Any, data: Any, at: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, kind = _bytes_at(context, builder, signature, arguments)
        return builder.bitcast(builder.icmp_signed("<", value, _all(kind, 0)), _I64)

    return types.uint64(data, at), generate


high_bits: Any = numba.extending.intrinsic(_high_bits)
"""``high_bits(bytes, at)``: a bit for each of 64 bytes, set where it is not ASCII."""


def _least_in(group: int) -> Any:
    """An intrinsic that lowers `group` slots, a multiple of `LANES`."""

    def typing(_context: Any, values: Any, count: Any, a: Any, b: Any, row: Any, slot: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            values = _first(context, builder, signature, arguments, 0)
            kind = ir.VectorType(_I32, LANES)
            undefined = ir.Constant(kind, ir.Undefined)
            nowhere = ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES)

            def places(which: int) -> list[Any]:
                start = builder.gep(
                    _first(context, builder, signature, arguments, which), [arguments[5]]
                )
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
