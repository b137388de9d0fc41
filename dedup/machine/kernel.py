"""Compiled functions, loaded without the compiler.

numba takes longer to import than a few thousand articles take to sketch. So the machine code of a
function is kept in a file, and llvmlite, on which numba stands, loads it in a twentieth of the
time. Where there is no such file yet, or it was made from other sources, by another version or
for another processor, it is made of the intermediate code that comes with the library
(`dedup.machine.shipped`); numba itself is imported only where that will not do.
"""

from __future__ import annotations

import array
import ctypes
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.machine import codegen, shipped

__all__ = ["KERNELS", "LOADING", "Bound", "Kernel", "Passed"]

_LIBRARY = Path(__file__).parent.parent
LOADING = 0.05
"""Seconds that it takes to load kept code, about."""
_OK = 0
_PATIENCE = 1.0
"""Seconds that are waited for the compiler before it is said what is waited for."""
_QUIET = 60.0
"""Seconds for which it is not said again."""
_lock = threading.RLock()
_log = logging.getLogger("dedup")
_said = -_QUIET


def _say() -> None:
    global _said  # noqa: PLW0603 - once in a while for the whole process
    if time.monotonic() - _said >= _QUIET:
        _said = time.monotonic()
        _log.warning("compiling for this machine, which is done once")


@contextmanager
def _note() -> Iterator[None]:
    """Say what is waited for, if it is for more than a second."""
    timer = threading.Timer(_PATIENCE, _say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Passed(NamedTuple):
    """An array as numba passes it; worth keeping for one that is passed again and again."""

    array: npt.NDArray[Any]
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, given: npt.NDArray[Any]) -> Passed:
        """What is passed of an array; nobody counts references to it."""
        size = given.size
        if size and given.flags.carray:
            # Several times as fast as the other way, which any array allows.
            place = ctypes.addressof(ctypes.c_char.from_buffer(given.data))
        else:
            place = given.__array_interface__["data"][0]
        return cls(given, (0, 0, size, given.itemsize, place, *given.shape, *given.strides))


KERNELS: list[Kernel] = []
"""All that there are in modules imported so far."""


class Kernel:
    """A function of a ``kernels`` folder, compiled when it is first called.

    It takes whole numbers and arrays that are contiguous, returns a whole number, raises nothing
    and allocates nothing: what it needs to work in is among its arguments.

    Parameters
    ----------
    module, name : str
        Where the function is. The module imports numba: nobody but the compiler imports it.
    *kinds : str
        Of the arguments: ``"int64"``, or the items and dimensions of an array: ``"uint8[:]"``,
        ``"uint32[:,:]"``.

    Examples
    --------
    >>> Kernel("dedup.lsh.kernels.sketching", "sketch_batch", "uint8[:]").is_loaded
    False
    """

    def __init__(self, module: str, name: str, *kinds: str) -> None:
        self.module = module
        self.name = name
        self.kinds = kinds
        self.shapes = [_shape(kind) for kind in kinds]
        self._function: Any = None
        self._by_numba: Any = None
        self._forgone = 0.0
        self._is_missing = False
        KERNELS.append(self)

    @property
    def is_loaded(self) -> bool:
        """Whether this process has waited for the code already."""
        return self._function is not None or self._by_numba is not None

    def __call__(self, *arguments: Any) -> int:
        """Run it, without the interpreter's lock.

        Raises
        ------
        TypeError
            If an argument is not of its kind.
        """
        # Room for what is returned and for an error come first.
        flat = [0, 0]
        for number, (_, argument) in enumerate(zip(self.kinds, arguments, strict=True)):
            flat += self.laid_out(number, argument)
        return self.run(array.array("q", flat), arguments)

    def laid_out(self, number: int, argument: Any) -> tuple[int, ...]:
        """What is passed of an argument; see `__call__`."""
        shape = self.shapes[number]
        if shape is None:
            return (argument,)
        passed = argument if isinstance(argument, Passed) else Passed.of(argument)
        given = passed.array
        if given.dtype != shape[0] or given.ndim != shape[1] or not given.flags.c_contiguous:
            raise TypeError(
                f"argument {number} of {self.name} is an array of {given.dtype} with "
                f"{given.ndim} dimensions; it takes a contiguous {self.kinds[number]}"
            )
        return passed.numbers

    def run(self, frame: array.array[int], arguments: Sequence[Any]) -> int:
        """Run it on what is passed of its arguments."""
        function = self._function
        if function is None:
            if not self.is_loaded:
                self.load()
                return self.run(frame, arguments)
            plain = (one.array if isinstance(one, Passed) else one for one in arguments)
            return int(self._by_numba(*plain))
        status = function(frame.buffer_info()[0])
        if status != _OK:
            raise RuntimeError(f"{self.module}.{self.name} failed with status {status}")
        return frame[0]

    def pays(self, saving: float) -> bool:
        """Whether to call it where plain code would do and take `saving` seconds longer.

        Nobody waits for the compiler here. Kept code is loaded once as much has been forgone as
        loading it takes: a program that compares two texts does not load it, one that goes on
        comparing does, and neither takes twice as long as it had to. Who knows that much is to be
        done calls `load` first, which compiles if it must.
        """
        if self.is_loaded:
            return True
        self._forgone += saving
        if self._is_missing or self._forgone < LOADING:
            return False
        with _lock:
            found = None if self.is_loaded else self._kept()
            if found is not None:
                self._take(found)
            self._is_missing = not self.is_loaded
        return self.is_loaded

    def load(self) -> None:
        """Load the code, or have it made, and say so if that takes more than a second."""
        with _lock:
            if self.is_loaded:
                return
            found = self._kept()
            if found is not None:
                self._take(found)
                return
            with _note():
                found = self._made()
                if found is not None:
                    self._take(found)
                    return
                from dedup.machine.building import by_numba  # noqa: PLC0415 - see `_made`

                self._by_numba = by_numba(self.module, self.name, self.shapes)

    def _take(self, code: bytes) -> None:
        call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
        self._function = call(codegen.address_of(shipped.symbol_of(self.name), code))

    @property
    def entry(self) -> str:
        """What its intermediate code is called; see `dedup.machine.shipped`."""
        return shipped.entry_name(self.module, self.name, self.kinds)

    @property
    def _file(self) -> str:
        name = f"{self.module.rpartition('.')[2]}.{self.name}"
        return f"{name}-{codegen.processor()[:16]}.machine"

    @property
    def _key(self) -> str:
        """What the code depends on."""
        parts = [shipped.sources(), codegen.processor(), self.entry]
        return shipped.digest("\n".join(parts).encode())

    def _folders(self) -> list[Path]:
        """Where code is kept: as numba is told, or beside the sources, or in the user's cache."""
        told = os.environ.get("NUMBA_CACHE_DIR")
        if told:
            return [Path(told)]
        home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
        beside = _LIBRARY.parent.joinpath(*self.module.split(".")[:-1])
        return [beside / "__pycache__", Path(home) / "dedup"]

    def _kept(self) -> bytes | None:
        for folder in self._folders():
            try:
                raw = (folder / self._file).read_bytes()
            except OSError:
                continue
            head, _, code = raw.partition(b"\n")
            try:
                about = json.loads(head)
            except ValueError:
                continue
            if about.get("key") == self._key and about.get("digest") == shipped.digest(code):
                return code
        return None

    def _made(self) -> bytes | None:
        bitcode = shipped.bitcode_of(self.entry)
        code = codegen.machine_code(bitcode) if bitcode is not None else None
        if code is None:
            # The compiler takes its time to import.
            from dedup.machine.building import build  # noqa: PLC0415

            code = build(self.module, self.name, self.shapes)
        if code is None:
            return None
        about = {"key": self._key, "digest": shipped.digest(code)}
        raw = json.dumps(about).encode() + b"\n" + code
        for folder in self._folders():
            target = folder / self._file
            own = target.with_name(f"{target.name}.{os.getpid()}")
            try:
                folder.mkdir(parents=True, exist_ok=True)
                own.write_bytes(raw)
                own.replace(target)
            except OSError:
                continue  # Where no folder can be written, each process compiles for itself.
            break
        return code


class Bound:
    """A kernel with its arguments laid out, for one thread that calls it over and over.

    To lay out a dozen arrays takes as long as to read a page, and most stay the same.

    Parameters
    ----------
    kernel : Kernel
    *arguments
        As it takes them.
    """

    def __init__(self, kernel: Kernel, *arguments: Any) -> None:
        self._kernel = kernel
        self._arguments = list(arguments)
        self._frame = array.array("q", [0, 0])
        self._places: list[int] = []
        for number, argument in enumerate(arguments):
            self._places.append(len(self._frame))
            self._frame.extend(kernel.laid_out(number, argument))

    def put(self, number: int, argument: Any) -> None:
        """Another argument in place of one."""
        if argument is not self._arguments[number]:
            place = self._places[number]
            for more, value in enumerate(self._kernel.laid_out(number, argument)):
                self._frame[place + more] = value
            self._arguments[number] = argument

    def __call__(self) -> int:
        """Run it, without the interpreter's lock."""
        return self._kernel.run(self._frame, self._arguments)


def _shape(kind: str) -> tuple[np.dtype[Any], int] | None:
    """Items and dimensions of an array; None for a number."""
    items, bracket, rest = kind.partition("[")
    if not bracket:
        return None
    return np.dtype(items), rest.count(":")
