"""Code of a kernel, made by numba: for this processor, or for any."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core import types

from dedup.machine.codegen import target_machine
from dedup.machine.compiling import OPTIONS
from dedup.machine.shipped import symbol_of

__all__ = ["build", "by_numba", "lower"]


Shapes = Sequence[tuple[np.dtype[Any], int] | None]
"""For each argument the items and dimensions of an array, or None for a whole number."""


def build(module: str, name: str, shapes: Shapes) -> bytes | None:
    """Machine code of a function for arguments of these kinds.

    Returns
    -------
    bytes or None
        None if this numba passes arguments in another way than `dedup.machine.kernel` does, which
        no release up to 0.68 has done: its code must then not be called from there.
    """
    made = _compiled(module, name, shapes)
    if made is None:
        return None
    code: bytes = target_machine().emit_object(made)
    return code


def lower(module: str, name: str, shapes: Shapes) -> bytes | None:
    """The same before it is made for a processor, for `dedup.machine.codegen.machine_code`.

    To be called where nothing was compiled before: the compiler asks only once how much it is to
    improve.
    """
    settings: Any = numba.config
    level, settings.OPT = settings.OPT, type(settings.OPT)(0)
    try:
        made = _compiled(module, name, shapes)
    finally:
        settings.OPT = level
    if made is None:
        return None
    # What is better on any processor leaves a sixth of the code.
    passes = llvm.create_new_module_pass_manager()
    passes.add_sroa_pass()
    passes.add_instruction_combine_pass()
    passes.add_simplify_cfg_pass()
    passes.add_global_dead_code_eliminate_pass()
    passes.add_strip_dead_prototype_pass()
    passes.add_strip_symbols_pass()
    passes.run(
        made, llvm.create_pass_builder(target_machine(), llvm.create_pipeline_tuning_options())
    )
    bitcode: bytes = made.as_bitcode()
    return bitcode


def _compiled(module: str, name: str, shapes: Shapes) -> Any:
    """What numba makes of a function, with a way in that takes one address."""
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
    kinds = [str(argument.type) for argument in inner.arguments]
    made.link_in(llvm.parse_assembly(_entry(symbol_of(name), inner.name, kinds)))
    return made


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


def by_numba(module: str, name: str, shapes: Shapes) -> Callable[..., int]:
    """The same function as numba itself calls it, whatever its way of passing arguments."""
    function = getattr(importlib.import_module(module), name)
    called: Callable[..., int] = numba.njit(_signature(shapes), nogil=True, error_model="numpy")(
        function
    )
    return called


def _signature(shapes: Shapes) -> Any:
    kinds = [
        types.int64 if shape is None else types.Array(numba.from_dtype(shape[0]), shape[1], "C")
        for shape in shapes
    ]
    return types.int64(*kinds)


def _passed(shapes: Shapes) -> list[str]:
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
