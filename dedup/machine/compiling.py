"""How kernels are compiled, and machine operations that numba has no name for.

Kernels are plain functions, which `dedup.machine.building` compiles with their parts and
`dedup.machine.kernel` keeps, loads and calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numba.extending
from llvmlite import ir
from numba.core import cgutils, types

__all__ = [
    "OPTIONS",
    "address",
    "copy16",
    "get",
    "inlined",
    "isa",
    "kind",
    "leading_zeros",
    "load32",
    "load64",
    "ones",
    "part",
    "prefetch",
    "prefetch_at",
    "put",
    "rotate",
    "store32",
    "trailing_zeros",
    "where",
]

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {
    "error_model": "numpy",
    # Nothing but other compiled code calls a function: a way in from Python or C would take
    # longer to make than the function.
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    # Nothing is allocated, so that no reference is counted.
    "_nrt": False,
}
"""How numba compiles all functions here."""


def inlined(function: F) -> F:
    """A `part` that is written out wherever it is called, as a call would take as long."""
    compiled: F = numba.njit(**OPTIONS, forceinline=True)(function)
    return compiled


def part(function: F) -> F:
    """A function that kernels call; it is compiled into them."""
    compiled: F = numba.njit(**OPTIONS)(function)
    return compiled


def address(given: Any, which: int, index: Any) -> Any:
    """Where an item of an array is.

    `given` is what numba makes the code of an intrinsic with: context, builder, signature and
    arguments, of which `which` is the array.
    """
    context, builder, signature, arguments = given
    view = context.make_array(signature.args[which])(context, builder, arguments[which])
    return builder.gep(view.data, [index])


def _load(bits: int) -> Any:
    """An unaligned little-endian load of `bits` bits at a byte of an array of bytes."""

    def typing(_context: Any, array: Any, index: Any) -> Any:
        signature = types.uint64(array, index)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            place = address((context, builder, signature, arguments), 0, arguments[1])
            wide = builder.bitcast(place, ir.IntType(bits).as_pointer())
            value = builder.load(wide)
            value.align = 1
            return builder.zext(value, ir.IntType(64)) if bits < 64 else value

        return signature, generate

    return typing


load64: Any = numba.extending.intrinsic(_load(64))
"""``load64(bytes, index)``: eight bytes as one number; they have to be inside the array."""
load32: Any = numba.extending.intrinsic(_load(32))
"""``load32(bytes, index)``: four bytes as one number."""


def _trailing_zeros(_context: Any, value: Any) -> Any:  # noqa: ARG001 - numba goes by names
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], cgutils.false_bit)

    return types.int64(types.uint64), generate


trailing_zeros: Any = numba.extending.intrinsic(_trailing_zeros)
"""``trailing_zeros(x)``: how many of the lowest bits of a 64-bit number are zero; 64 for 0."""


def _leading_zeros(_context: Any, value: Any) -> Any:  # noqa: ARG001 - numba goes by names
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctlz(arguments[0], cgutils.false_bit)

    return types.int64(types.uint64), generate


leading_zeros: Any = numba.extending.intrinsic(_leading_zeros)
"""``leading_zeros(x)``: how many of the highest bits of a 64-bit number are zero; 64 for 0."""


def _ones(_context: Any, value: Any) -> Any:  # noqa: ARG001 - numba goes by names
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


ones: Any = numba.extending.intrinsic(_ones)
"""``ones(x)``: how many bits of a 64-bit number are set."""


def _rotate(_context: Any, value: Any, bits: Any) -> Any:  # noqa: ARG001 - numba goes by names
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        value, bits = arguments
        rest = builder.sub(ir.Constant(ir.IntType(64), 64), bits)
        return builder.or_(builder.shl(value, bits), builder.lshr(value, rest))

    return types.uint64(types.uint64, types.uint64), generate


rotate: Any = numba.extending.intrinsic(_rotate)
"""``rotate(x, bits)``: a 64-bit number turned to the left, by 1 to 63 bits."""


def _put(_context: Any, array: Any, index: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        item = context.cast(builder, arguments[2], signature.args[2], kind.dtype)
        builder.store(item, address((context, builder, signature, arguments), 0, arguments[1]))
        return context.get_dummy_value()

    return types.void(array, index, value), generate


put: Any = numba.extending.intrinsic(_put)
"""``put(array, index, value)``: an item stored, where numba would ask if the index is negative."""


def _store32(_context: Any, array: Any, index: Any, value: Any) -> Any:  # noqa: ARG001 - see above
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = address((context, builder, signature, arguments), 0, arguments[1])
        place = builder.bitcast(place, ir.IntType(32).as_pointer())
        builder.store(arguments[2], place).align = 1
        return context.get_dummy_value()

    return types.void(array, index, types.uint32), generate


store32: Any = numba.extending.intrinsic(_store32)
"""``store32(bytes, index, value)``: a number of 32 bits as four bytes, the lowest first."""


def _where(_context: Any, array: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = address((context, builder, signature, arguments), 0, arguments[1])
        return builder.ptrtoint(place, ir.IntType(64))

    return types.int64(array, index), generate


where: Any = numba.extending.intrinsic(_where)
"""``where(array, index)``: the address of an item."""


def _copy16(_context: Any, array: Any, index: Any, out: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.VectorType(ir.IntType(64), 2).as_pointer()
        given = context, builder, signature, arguments
        (source, target) = (
            builder.bitcast(address(given, which, arguments[which + 1]), kind) for which in (0, 2)
        )
        value = builder.load(source)
        value.align = 1
        builder.store(value, target).align = 4
        return context.get_dummy_value()

    return types.void(array, index, out, place), generate


copy16: Any = numba.extending.intrinsic(_copy16)
"""``copy16(bytes, index, out, place)``: sixteen bytes as numbers of 32 or 64 bits."""


def _get(_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 - numba goes by names
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        item = builder.load(address((context, builder, signature, arguments), 0, arguments[1]))
        return context.cast(builder, item, signature.args[0].dtype, types.int64)

    return types.int64(array, types.int64), generate


get: Any = numba.extending.intrinsic(_get)
"""``get(array, index)``: an item as a signed number, where numba would ask if the index is
negative."""


def _looked_up(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """What is known about the symbol at a place: code for `kind` and `isa`."""
    given = context, builder, signature, arguments
    symbol = builder.load(address(given, 0, arguments[2]))
    return builder.load(address(given, 1, builder.zext(symbol, ir.IntType(64))))


def _kind(_context: Any, symbols: Any, about: Any, index: Any) -> Any:  # noqa: ARG001 - see `_get`
    return types.int64(symbols, about, types.int64), _looked_up


kind: Any = numba.extending.intrinsic(_kind)
"""``kind(symbols, about, index)``: what is known about the symbol at a place."""


def _isa(_context: Any, symbols: Any, about: Any, index: Any, flags: Any) -> Any:  # noqa: ARG001 - see `_get`
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = _looked_up(context, builder, signature, arguments)
        zero = ir.Constant(ir.IntType(64), 0)
        return builder.icmp_unsigned("!=", builder.and_(found, arguments[3]), zero)

    return types.boolean(symbols, about, types.int64, types.int64), generate


isa: Any = numba.extending.intrinsic(_isa)
"""``isa(symbols, about, index, flags)``: whether the symbol at a place has one of some flags."""


def _fetched(builder: Any, place: Any) -> None:
    """Code that has memory fetched: to be read, to be kept near, and no code."""
    whole = ir.IntType(32)
    place = builder.bitcast(place, ir.IntType(8).as_pointer())
    kind = ir.FunctionType(ir.VoidType(), [place.type, whole, whole, whole])
    fetch = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
    builder.call(fetch, [place, whole(0), whole(3), whole(1)])


def _prefetch(_context: Any, array: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _fetched(builder, address((context, builder, signature, arguments), 0, arguments[1]))
        return context.get_dummy_value()

    return types.void(array, index), generate


prefetch: Any = numba.extending.intrinsic(_prefetch)
"""``prefetch(array, index)``: an item is fetched from memory while other work goes on."""


def _prefetch_at(_context: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        _fetched(builder, builder.inttoptr(arguments[0], ir.IntType(8).as_pointer()))
        return context.get_dummy_value()

    return types.void(place), generate


prefetch_at: Any = numba.extending.intrinsic(_prefetch_at)
"""``prefetch_at(place)``: the same for an address, whether memory is there or not."""
