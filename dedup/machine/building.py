"""Machine code of a kernel, made by numba for this processor."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core import types

from dedup.machine.compiling import OPTIONS
from dedup.machine.kernel import target_machine

__all__ = ["build", "by_numba"]


def build(
    module: str, name: str, shapes: Sequence[tuple[np.dtype[Any], int] | None]
) -> tuple[str, bytes] | None:
    """Compile a function for arguments of these kinds: its name in the code, and the code.

    Parameters
    ----------
    shapes : sequence
        For each argument the items and dimensions of an array, or None for a whole number.

    Returns
    -------
    tuple of str and bytes, or None
        None if this numba passes arguments in another way than `dedup.machine.kernel` does, which
        no release up to 0.68 has done: its code must then not be called from there.
    """
    function = getattr(importlib.import_module(module), name)
    compiled = numba.njit(_signature(shapes), **OPTIONS)(function)
    made = llvm.parse_assembly(compiled.inspect_llvm(compiled.signatures[0]))
    (inner,) = (
        found
        for found in made.functions
        if not found.is_declaration and found.linkage == llvm.Linkage.external
    )
    taken = [
        "address" if argument.type.is_pointer else str(argument.type)
        for argument in inner.arguments
    ]
    if taken != _passed(shapes):
        return None
    symbol = f"{name}.frame"
    kinds = [str(argument.type) for argument in inner.arguments]
    made.link_in(llvm.parse_assembly(_entry(symbol, inner.name, kinds)))
    return symbol, target_machine().emit_object(made)


def _entry(symbol: str, inner: str, kinds: list[str]) -> str:
    """A function that takes the address of all arguments, as a call with hundreds takes long.

    The first two of numba's calls are where to put what is returned, and an error.
    """
    places = [
        f"%p{number} = getelementptr i64, ptr %frame, i64 {number}" for number in range(len(kinds))
    ]
    loads = [
        f"%a{number} = load {kind}, ptr %p{number}"
        for number, kind in enumerate(kinds)
        if number > 1
    ]
    passed = [f"{kind} %{'a' if number > 1 else 'p'}{number}" for number, kind in enumerate(kinds)]
    body = "\n".join([*places, *loads])
    return f"""
        declare i32 @"{inner}"({", ".join(kinds)})
        define i32 @"{symbol}"(ptr %frame) {{
        {body}
        %status = call i32 @"{inner}"({", ".join(passed)})
        ret i32 %status
        }}
    """


def by_numba(
    module: str, name: str, shapes: Sequence[tuple[np.dtype[Any], int] | None]
) -> Callable[..., int]:
    """The same function as numba itself calls it, whatever its way of passing arguments."""
    function = getattr(importlib.import_module(module), name)
    called: Callable[..., int] = numba.njit(_signature(shapes), nogil=True, error_model="numpy")(
        function
    )
    return called


def _signature(shapes: Sequence[tuple[np.dtype[Any], int] | None]) -> Any:
    kinds = [
        types.int64 if shape is None else types.Array(numba.from_dtype(shape[0]), shape[1], "C")
        for shape in shapes
    ]
    return types.int64(*kinds)


def _passed(shapes: Sequence[tuple[np.dtype[Any], int] | None]) -> list[str]:
    """What `dedup.machine.kernel.Kernel` passes: places for the result and an error, then each
    argument; of an array two owners, items, bytes of an item, the data, lengths and strides.
    """
    passed = ["address", "address"]
    for shape in shapes:
        if shape is None:
            passed.append("i64")
        else:
            passed += ["address", "address", "i64", "i64", "address", *["i64"] * (2 * shape[1])]
    return passed
