"""Machine code of a kernel, made by numba for this processor."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core import types

from dedup.lsh.kernels.compiling import OPTIONS
from dedup.lsh.machine import target_machine

__all__ = ["build"]


def build(
    module: str, name: str, shapes: Iterable[tuple[np.dtype[Any], int] | None]
) -> tuple[str, bytes]:
    """Compile a function for arguments of these kinds: its name in the code, and the code.

    Parameters
    ----------
    shapes : iterable
        For each argument the items and dimensions of an array, or None for a whole number.
    """
    function = getattr(importlib.import_module(module), name)
    arguments = [
        types.int64 if shape is None else types.Array(numba.from_dtype(shape[0]), shape[1], "C")
        for shape in shapes
    ]
    compiled = numba.njit(types.int64(*arguments), **OPTIONS)(function)
    made = llvm.parse_assembly(compiled.inspect_llvm(compiled.signatures[0]))
    (inner,) = (
        found
        for found in made.functions
        if not found.is_declaration and found.linkage == llvm.Linkage.external
    )
    kinds = [str(argument.type) for argument in inner.arguments]
    symbol = f"{name}.frame"
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
