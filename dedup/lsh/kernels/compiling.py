"""How kernels are compiled, and machine operations that numba has no name for.

Compiled code is kept beside the module, or in the user's cache folder, and is made anew when
the module of the kernel changes. Who edits a `part` in another module than the kernel that
calls it empties the cache by hand (``make clean``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numba.extending
from llvmlite import ir
from numba.core import cgutils, types

__all__ = ["kernel", "load32", "load64", "part", "trailing_zeros"]

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile on first call, for this machine, to run without the interpreter's lock."""
    compiled: F
    try:
        compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        # No folder can be written: each process compiles for itself.
        compiled = numba.njit(nogil=True, error_model="numpy")(function)
    return compiled


def part(function: F) -> F:
    """A function that kernels call; it is compiled into them."""
    compiled: F = numba.njit(nogil=True, error_model="numpy")(function)
    return compiled


def _load(bits: int) -> Any:
    """An unaligned little-endian load of `bits` bits at a byte of an array of bytes."""

    def typing(_context: Any, array: Any, index: Any) -> Any:
        signature = types.uint64(array, index)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = signature.args[0]
            view = context.make_array(kind)(context, builder, arguments[0])
            place = builder.gep(view.data, [arguments[1]])
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
