"""The intermediate code of kernels that comes with the library: fresh, whole, and not needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import llvmlite.binding as llvm
import numpy as np
import pytest

from dedup.machine import building, codegen, shipped
from dedup.machine.kernel import Kernel

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
COUNT = """
def count(numbers, least):
    found = 0
    for place in range(len(numbers)):
        found += numbers[place] >= least
    return found
"""
KINDS = ("int64[:]", "int64")
NUMBERS = np.array([3, 1, 4, 1, 5, 9, 2, 6], dtype=np.int64)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for an archive, and for what is kept; `counting` is a module with a kernel."""
    (tmp_path / "counting.py").write_text(COUNT)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.delitem(sys.modules, "counting", raising=False)
    place = tmp_path / "kernels.zip"
    bitcode = shipped.bitcode_of
    monkeypatch.setattr(shipped, "bitcode_of", lambda entry: bitcode(entry, place))
    return place


def counting() -> Kernel:
    """The kernel, which has not run yet."""
    return Kernel("counting", "count", *KINDS)


def lowered() -> bytes:
    """Its intermediate code."""
    kernel = counting()
    code = building.lower(kernel.module, kernel.name, kernel.shapes)
    assert code is not None
    return code


def test_the_archive_is_that_of_the_sources() -> None:
    """Every kernel of the library is in it, made from the sources as they are."""
    code = (
        "from ship_kernels import every_kernel; from dedup.machine.shipped import bitcode_of;"
        "print(*[name for name in every_kernel() if bitcode_of(name) is None])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(BENCHMARKS), *sys.path])}
    ran = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    )
    missing = ran.stdout.split()
    assert not missing, "a kernel has changed: run `make kernels` and commit what it makes"


def test_numba_is_not_needed_where_code_is_shipped(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code that was made for any processor runs on this one, and is kept for the next time."""
    shipped.write({counting().entry: lowered()}, archive)
    monkeypatch.setattr("dedup.machine.building.build", None)
    monkeypatch.setattr("dedup.machine.building.by_numba", None)
    assert counting()(NUMBERS, 4) == 4
    archive.unlink()
    assert counting()(NUMBERS, 2) == 6


@pytest.mark.parametrize(
    "damage", ["missing", "no archive", "cut", "other sources", "other kinds", "no code"]
)
def test_without_it_numba_compiles(
    archive: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """Where nothing that fits is shipped, or it cannot be read, the kernel is made as ever."""
    entry = counting().entry
    shipped.write({entry: lowered()}, archive)
    if damage == "missing":
        archive.unlink()
    elif damage == "no archive":
        archive.write_bytes(b"no archive")
    elif damage == "cut":
        archive.write_bytes(archive.read_bytes()[:-40])
    elif damage == "other sources":
        monkeypatch.setattr(shipped, "sources", lambda: "others")
    elif damage == "other kinds":
        shipped.write(
            {shipped.entry_name("counting", "count", ["uint8[:]", "int64"]): b""}, archive
        )
    else:
        shipped.write({entry: b"BC\xc0\xde no code"}, archive)
    asked: list[str] = []
    build = building.build

    def seen(module: str, name: str, shapes: building.Shapes) -> bytes | None:
        asked.append(name)
        return build(module, name, shapes)

    monkeypatch.setattr(building, "build", seen)
    assert counting()(NUMBERS, 4) == 4
    assert asked == ["count"]


def test_an_archive_holds_what_was_written(tmp_path: Path) -> None:
    """The same code makes the same file, on whatever day."""
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    shipped.write({"a": b"one", "b": b"two"}, first)
    shipped.write({"b": b"two", "a": b"one"}, second)
    assert first.read_bytes() == second.read_bytes()
    assert [shipped.bitcode_of(name, first) for name in "abc"] == [b"one", b"two", None]


def test_a_compiler_without_the_passes_leaves_it_to_numba(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older releases of llvmlite have other ways; they are not guessed at."""
    del archive
    code = lowered()
    assert codegen.machine_code(code)
    monkeypatch.delattr(llvm, "create_pass_builder")
    assert codegen.machine_code(code) is None
