"""The raw pass against C: the same signatures from ``raw_pass.c``, compiled on the spot."""

from __future__ import annotations

import ctypes
import functools
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasketch
import numpy as np
import numpy.typing as npt
from corpus import Stored

from dedup.lsh.minhash import EMPTY, SEED, SLOTS
from dedup.lsh.packing import PAD, Packed
from dedup.lsh.sketches import sketch

__all__ = ["NoCompilerError", "compare", "signatures_in_c"]

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

_SOURCE = Path(__file__).with_name("raw_pass.c")
_PADDING = bytes(64)


class NoCompilerError(RuntimeError):
    """There is no C compiler, or it fails."""


@functools.cache
def _compiled() -> Any:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise NoCompilerError("no C compiler: cc, gcc and clang are not on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "raw_pass.so"
        options = ["-O3", "-march=native", "-shared", "-fPIC", "-o", str(library)]
        done = subprocess.run(
            [compiler, *options, str(_SOURCE)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NoCompilerError(f"{compiler} failed: {done.stderr.strip().splitlines()[0]}")
        function = ctypes.CDLL(str(library)).raw_pass
    function.restype = ctypes.c_int
    function.argtypes = [
        ctypes.c_char_p,
        ctypes.c_void_p,
        ctypes.c_int64,
        *[ctypes.c_void_p] * 3,
    ]
    return function


def _permutations() -> tuple[U32, U32]:
    a, b = datasketch.MinHash(num_perm=SLOTS, seed=SEED, scheme="affine32").permutations
    return np.ascontiguousarray(a, dtype=np.uint32), np.ascontiguousarray(b, dtype=np.uint32)


def signatures_in_c(buffer: bytes, bounds: I64) -> U32:
    """Signatures of texts that lie end to end in `buffer`, which ends with 64 bytes of padding.

    Raises
    ------
    NoCompilerError
        If there is none.
    """
    function = _compiled()
    if len(buffer) < bounds[-1] + len(_PADDING):
        raise ValueError(f"{len(buffer)} bytes for {bounds[-1]} of text: 64 more are read")
    bounds = np.ascontiguousarray(bounds, dtype=np.int64)
    a, b = _permutations()
    rows = np.full((len(bounds) - 1, SLOTS), EMPTY, dtype=np.uint32)
    failed = function(
        buffer, bounds.ctypes.data, len(rows), a.ctypes.data, b.ctypes.data, rows.ctypes.data
    )
    if failed:
        raise MemoryError("the pass in C found no memory")
    return rows


def _best(job: Callable[[], object], repeats: int) -> float:
    """The least CPU time of some runs: what else runs on the machine only ever adds to it."""
    job()
    times: list[float] = []
    for _ in range(repeats):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


def compare(stored: Stored, *, repeats: int = 3) -> dict[str, Any]:
    """Speed of the pass in C and of ours over a collection, and whether they agree on ASCII.

    Raises
    ------
    NoCompilerError
        If there is none.
    """
    buffer = stored.buffer() + _PADDING
    rows = signatures_in_c(buffer, stored.bounds)
    texts = list(stored.texts())
    plain = [row for row, text in enumerate(texts) if text.isascii()]
    ours = sketch([texts[row] for row in plain]).signatures
    seconds = _best(lambda: signatures_in_c(buffer, stored.bounds), repeats)
    figures: dict[str, Any] = {
        "ascii_texts": len(plain),
        "equal_on_ascii": bool(np.array_equal(rows[plain], ours)),
        "c_megabytes_a_second": round(stored.size / 1e6 / seconds, 1),
    }
    for name, job in library_passes(texts, buffer, stored.bounds).items():
        seconds = _best(job, repeats)
        figures[f"{name}_megabytes_a_second"] = round(stored.size / 1e6 / seconds, 1)
        figures[f"{name}_of_c"] = round(
            figures[f"{name}_megabytes_a_second"] / figures["c_megabytes_a_second"], 3
        )
    return figures


def library_passes(texts: list[str], buffer: bytes, bounds: I64) -> dict[str, Callable[[], object]]:
    """What of the library is held against C: the passes that it has, by name.

    The pass in C gives signatures only and takes a buffer, as the first of these does; the others
    take strings, and the last gives anchors too.
    """
    packed = Packed(np.frombuffer(buffer + bytes(PAD), dtype=np.uint8), bounds)
    return {
        "signatures_of_a_buffer": lambda: sketch(packed, anchors=False),
        "signatures_of_strings": lambda: sketch(texts, anchors=False),
        "signatures_of_36_slots_of_strings": lambda: sketch(texts, anchors=False, slots=36),
        "sketch_of_strings": lambda: sketch(texts),
    }
