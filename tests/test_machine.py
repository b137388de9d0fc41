"""Compiled code is kept, loaded without the compiler, and made anew when it has to be."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dedup.machine import kernel as machine
from dedup.machine import shipped
from dedup.machine.kernel import Bound, Kernel

ADD = """
def add(numbers, table, more):
    total = 0
    for place in range(len(numbers)):
        numbers[place] += more
        total += numbers[place] * table[1, 2]
    return total
"""
KINDS = ("uint32[:]", "int64[:,:]", "int64")


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """A small kernel whose code is kept in a folder of its own."""
    (tmp_path / "added_up.py").write_text(ADD)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.delitem(sys.modules, "added_up", raising=False)
    return Kernel("added_up", "add", *KINDS)


def add(kernel: Kernel) -> tuple[int, list[int]]:
    """What it returns, and what it left in its array."""
    numbers = np.array([1, 2, 3], dtype=np.uint32)
    total = kernel(numbers, np.arange(6, dtype=np.int64).reshape(2, 3), 10)
    return total, numbers.tolist()


def kept(tmp_path: Path) -> list[Path]:
    """The files of code."""
    return sorted((tmp_path / "kept").iterdir())


def test_code_is_made_once_and_kept(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arrays of one and two dimensions and numbers go in, a number comes out, also from a file."""
    before = kernel.is_loaded
    assert add(kernel) == (36 * 5, [11, 12, 13])
    assert (before, kernel.is_loaded) == (False, True)
    assert len(kept(tmp_path)) == 1
    monkeypatch.delattr(Kernel, "_made")
    assert add(Kernel("added_up", "add", *KINDS)) == (36 * 5, [11, 12, 13])


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other sources"])
def test_code_that_does_not_fit_is_made_anew(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """A file that is damaged, or was made from other sources, is replaced and never run."""
    add(kernel)
    (file,) = kept(tmp_path)
    raw = file.read_bytes()
    if damage == "cut":
        file.write_bytes(raw[:-10])
    elif damage == "changed":
        file.write_bytes(raw[:-10] + bytes(10))
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        monkeypatch.setattr(shipped, "sources", lambda: "others")
    before = file.read_bytes()
    assert add(Kernel("added_up", "add", *KINDS)) == (36 * 5, [11, 12, 13])
    assert kept(tmp_path) == [file]
    assert file.read_bytes() != before


def test_where_nothing_can_be_kept_it_still_runs(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a folder that can be written the code is made and run all the same."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    assert add(kernel) == (36 * 5, [11, 12, 13])


def test_code_that_passes_arguments_otherwise_is_left_to_numba(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A numba with another calling convention is noticed; its code is neither kept nor called."""
    from dedup.machine import building

    monkeypatch.setattr(building, "_passed", lambda shapes: ["address"] * len(shapes))
    assert add(kernel) == (36 * 5, [11, 12, 13])
    assert kernel.is_loaded
    assert not (tmp_path / "kept").exists()
    with pytest.raises(TypeError, match="argument 0 of add"):
        kernel(np.zeros(3), np.zeros((2, 3), dtype=np.int64), 1)


@pytest.mark.parametrize(
    "numbers",
    [
        np.zeros(3, dtype=np.int64),
        np.zeros((3, 3), dtype=np.uint32),
        np.zeros(6, dtype=np.uint32)[::2],
    ],
)
def test_other_arrays_are_refused(kernel: Kernel, numbers: np.ndarray) -> None:
    """Items, dimensions and strides that the code was not made for never reach it."""
    with pytest.raises(TypeError, match="argument 0 of add"):
        kernel(numbers, np.zeros((2, 3), dtype=np.int64), 1)


def test_who_waits_for_the_compiler_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A note comes while it takes long, once in a while; none where code is at hand or soon is."""
    made = Kernel._made

    def slowly(kernel: Kernel) -> object:
        time.sleep(0.2)
        return made(kernel)

    (tmp_path / "added_up.py").write_text(ADD)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "added_up", raising=False)
    monkeypatch.setattr(Kernel, "_made", slowly)
    monkeypatch.setattr(machine, "_said", -machine._QUIET)
    notes = []
    for folder, patience in (("quick", 600.0), ("slow", 0.01), ("slow", 0.01), ("again", 0.01)):
        monkeypatch.setattr(machine, "_PATIENCE", patience)
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / folder))
        add(Kernel("added_up", "add", *KINDS))
        notes.append(len(caplog.records))
    assert notes == [0, 1, 1, 1]
    assert "compiling" in caplog.text


def test_what_plain_code_would_do_never_waits_for_the_compiler(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept code is loaded once loading it pays, code that is not kept never, until it is called."""
    asked = [kernel.pays(machine.LOADING / 4) for _ in range(8)]
    assert (any(asked), kernel.is_loaded) == (False, False)
    add(kernel)
    assert kernel.pays(0)
    again = Kernel("added_up", "add", *KINDS)
    monkeypatch.delattr(Kernel, "_made")
    assert [again.pays(machine.LOADING / 2) for _ in range(3)] == [False, True, True]
    assert add(again) == (36 * 5, [11, 12, 13])


def test_bound_arguments_stay_until_others_are_put(kernel: Kernel) -> None:
    """A call with its arguments laid out does what calls with the same arguments do."""
    table = np.arange(6, dtype=np.int64).reshape(2, 3)
    numbers, others = np.array([1, 2], dtype=np.uint32), np.array([7], dtype=np.uint32)
    bound = Bound(kernel, numbers, table, 10)
    assert [bound(), bound()] == [(11 + 12) * 5, (21 + 22) * 5]
    bound.put(2, 1)
    bound.put(0, others)
    assert (bound(), numbers.tolist(), others.tolist()) == (8 * 5, [21, 22], [8])
    with pytest.raises(TypeError, match="argument 1 of add"):
        bound.put(1, numbers)


def test_sketching_leaves_the_compiler_alone() -> None:
    """Once code is kept, neither numba nor what else takes long to import is loaded."""
    code = (
        "import sys, dedup; from dedup.lsh.compiled import Wanted, sketch_batches;"
        "list(sketch_batches(['sea ice'], Wanted(5, 128, 1, 128, 4)));"
        "heavy = {'numba', 'datasketch', 'scipy', 'matplotlib', 'pyarrow', 'pyspark', 'pandas'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = [sys.executable, "-c", code]
    subprocess.run(ran, check=True, capture_output=True, env=os.environ)
    second = subprocess.run(ran, check=True, capture_output=True, text=True, env=os.environ)
    assert second.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="cores are given to processes on Linux alone")
def test_a_process_that_has_one_core_starts_one_thread() -> None:
    """Who is held to some cores of the machine works with as many threads."""
    from dedup.machine.threads import workers

    allowed = os.sched_getaffinity(0)
    assert workers() == len(allowed)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert workers() == 1
    finally:
        os.sched_setaffinity(0, allowed)
