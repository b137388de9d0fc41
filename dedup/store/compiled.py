"""The compiled loops over entries of a key table, which are used once they are loaded."""

from __future__ import annotations

from dedup.machine.kernel import Kernel

__all__ = ["FIND", "KERNELS", "PACK", "UNPACK", "is_loaded", "load"]

FIND = Kernel(
    "dedup.store.kernels.looking",
    "find_keys",
    *("uint64[:]", "uint64[:]", "uint8[:]", "int64[:,:]", "int64[:]", "int64[:]", "int64[:]"),
    *("uint64[:]", "int64[:]", "uint64[:]", "int64[:]", "int64"),
    *("int64[:]", "int64", "int64[:,:]", "int64[:]", "int64[:,:]"),
)
_PACKING = "dedup.store.kernels.packing"
PACK = Kernel(
    *(_PACKING, "pack_entries"),
    *("uint64[:]", "int64", "int64", "int64", "int64", "int64[:,:]", "uint8[:]"),
)
UNPACK = Kernel(
    *(_PACKING, "unpack_entries"),
    *("uint8[:]", "int64[:]", "int64[:]", "uint64[:]", "int64", "int64", "uint64[:]"),
)
KERNELS = (PACK, UNPACK, FIND)


def load() -> None:
    """Have the compiled code at hand, which is worth it where much is added or asked."""
    if not is_loaded():
        for kernel in KERNELS:
            kernel.load()


def is_loaded() -> bool:
    """Whether compiled code does the work from now on."""
    return all(kernel.is_loaded for kernel in KERNELS)
