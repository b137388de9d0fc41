"""Machine code: made of intermediate code for this processor, and loaded, both by llvmlite."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dedup.machine.shipped import digest

__all__ = ["address_of", "machine_code", "processor", "target_machine"]

_LEVEL = 3


def _version(package: str) -> str:
    """What tells one version of a package from another, without importing it."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        for name in ("_version.py", "version.py"):
            file = Path(folder) / name
            if file.is_file():
                return file.read_text(encoding="utf-8")
    # Takes as long to import as all the rest.
    from importlib.metadata import version  # noqa: PLC0415

    return version(package)


@lru_cache(maxsize=1)
def processor() -> str:
    """What code is made for, and by."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - takes a while, which not all texts pay for

    parts = [
        llvm.get_process_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        *map(_version, ("llvmlite", "numba", "numpy")),
        sys.version,
    ]
    return digest("\n".join(parts).encode())


def target_machine() -> Any:
    """What the compiler is told of this processor."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - see above

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=_LEVEL,
        reloc="static",
        codemodel="jitdefault",
        jit=True,
    )


def machine_code(bitcode: bytes) -> bytes | None:
    """Code for this processor, of intermediate code for any.

    Returns
    -------
    bytes or None
        None if this llvmlite cannot read it, or has not the passes that make it fast: numba has
        ways of its own.
    """
    import llvmlite.binding as llvm  # noqa: PLC0415 - see above

    machine = target_machine()
    try:
        made = llvm.parse_bitcode(bitcode)
        options = llvm.create_pipeline_tuning_options(speed_level=_LEVEL)
        options.loop_vectorization = options.slp_vectorization = options.loop_unrolling = True
        passes = llvm.create_pass_builder(machine, options)
    except (RuntimeError, AttributeError):
        return None
    made.triple = llvm.get_process_triple()
    made.data_layout = str(machine.target_data)
    passes.getModulePassManager().run(made, passes)
    code: bytes = machine.emit_object(made)
    return code


@lru_cache(maxsize=1)
def _engine() -> Any:
    """What places machine code in memory."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - see above

    machine = target_machine()
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def address_of(symbol: str, code: bytes) -> int:
    """Where a function is, of code that is placed in memory."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - see above

    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    address: int = engine.get_function_address(symbol)
    if not address:
        raise RuntimeError(f"{symbol} is not in the code that was made of it")
    return address
