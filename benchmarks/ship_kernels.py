"""Make the code that the library ships with anew: see `dedup.machine.shipped`.

Nothing is done if no kernel has changed. Needs numba, and takes half a minute.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import dedup
from dedup.machine import shipped
from dedup.machine.building import lower
from dedup.machine.kernel import KERNELS, Kernel

__all__ = ["every_kernel", "main"]


def every_kernel() -> dict[str, Kernel]:
    """All kernels of the library, by what their code is called in the archive."""
    for module in pkgutil.walk_packages(dedup.__path__, f"{dedup.__name__}."):
        # Spark needs more than the library itself; a program would start.
        if not module.name.startswith((f"{dedup.__name__}.spark", f"{dedup.__name__}.__main__")):
            importlib.import_module(module.name)
    of_library = (kernel for kernel in KERNELS if kernel.module.startswith(f"{dedup.__name__}."))
    return {kernel.entry: kernel for kernel in of_library}


def main() -> int:
    """Make it, unless it was made from these sources; 1 if it cannot be made here."""
    kernels = every_kernel()
    if all(shipped.bitcode_of(entry) is not None for entry in kernels):
        print(f"{shipped.ARCHIVE.name} is up to date")
        return 0
    made = {}
    for entry, kernel in kernels.items():
        code = lower(kernel.module, kernel.name, kernel.shapes)
        if code is None:
            print(f"{entry}: this numba passes arguments in another way", file=sys.stderr)
            return 1
        made[entry] = code
    shipped.write(made)
    size = shipped.ARCHIVE.stat().st_size
    print(f"{shipped.ARCHIVE.name}: {len(made)} kernels, {size / 1000:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
