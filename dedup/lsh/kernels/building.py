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
    kinds = [
        types.int64 if shape is None else types.Array(numba.from_dtype(shape[0]), shape[1], "C")
        for shape in shapes
    ]
    compiled = numba.njit(types.int64(*kinds), **OPTIONS)(function)
    made = llvm.parse_assembly(compiled.inspect_llvm(compiled.signatures[0]))
    (symbol,) = (
        found.name
        for found in made.functions
        if not found.is_declaration and found.linkage == llvm.Linkage.external
    )
    return symbol, target_machine().emit_object(made)
