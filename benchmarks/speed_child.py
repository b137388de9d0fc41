"""One job in a process of its own, so that its memory can be told, and what it cost.

    python benchmarks/speed_child.py FOLDER JOB sketch|find|growth RESULT

is what `run` starts; `RESULT` takes the figures as JSON and the pairs beside it as ``.npz``.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from corpus import Stored, load
from speed_jobs import Answer, Job

__all__ = ["JobError", "measured", "run"]

T = TypeVar("T")

WARM_UP = 256
"""Texts of a first, untimed run: it compiles, fills caches and starts thread pools. So many that
no library takes a shorter way for want of texts."""
_THREADS = (
    "OMP_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "POLARS_MAX_THREADS",
)


class JobError(RuntimeError):
    """A job ended with an error; the message is its last line."""


def run(folder: Path, job: str, task: str, result: Path, *, threads: int = 1) -> dict[str, Any]:
    """Run a job in a fresh process that may use `threads` cores, and read what it measured."""
    environment = os.environ | dict.fromkeys(_THREADS, str(threads))
    environment |= {"DEDUP_BENCH_THREADS": str(threads), "DAFT_ANALYTICS_ENABLED": "0"}
    # The checkout is what is measured, installed or not.
    root = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    command = [sys.executable, __file__, str(folder), job, task, str(result)]
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise JobError(lines[-1] if lines else f"exit code {done.returncode}")
    figures: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return figures


def _memory(field: str) -> int:
    """``VmRSS`` or ``VmHWM`` of this process in bytes; the peak where there is no ``/proc``.

    The kernel hands ru_maxrss on through fork and exec, so a child's may be its parent's.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def _forget_peak() -> None:
    """Let the peak begin anew, so that reading the texts is not counted."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measured(job: Callable[[], T]) -> tuple[T, dict[str, Any]]:
    """A job's result, and its seconds and the peak of its memory beyond what there was."""
    gc.collect()
    _forget_peak()
    before = _memory("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    result = job()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = max(_memory("VmHWM") - before, 0)
    return result, {"cpu": round(cpu, 4), "wall": round(wall, 4), "peak_bytes": peak}


def _stay_on(cores: int) -> None:
    """Libraries that start a thread a core whatever they are told share one all the same."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def _job(name: str) -> Job:
    if name.startswith("dedup"):
        from speed_ours import OURS  # noqa: PLC0415 - a peer's process is not to load it

        return OURS[name]
    from speed_peers import PEERS  # noqa: PLC0415

    return PEERS[name]


def _measure(stored: Stored, job: Job, task: str, result: Path) -> dict[str, Any]:
    texts = list(stored.texts())
    if job.prepare is not None:
        job.prepare()
    chosen = job.find if task == "find" else job.sketch
    assert chosen is not None
    _, first = measured(lambda: chosen(texts[:WARM_UP]))
    answer, figures = measured(lambda: chosen(texts))
    if isinstance(answer, Answer):
        arrays = {"pairs": answer.pairs}
        if answer.texts is not None:
            arrays["texts"] = answer.texts
        np.savez(result.with_suffix(".npz"), **arrays)  # type: ignore[arg-type]
        figures |= answer.more
    return {
        **figures,
        "peak_bytes_a_document": round(figures["peak_bytes"] / max(len(texts), 1)),
        "megabytes_a_cpu_second": round(stored.size / 1e6 / max(figures["cpu"], 1e-9), 2),
        "warm_up": first,
    }


def main() -> None:
    """Measure the one job that the command names."""
    folder, name, task, result = sys.argv[1:]
    _stay_on(int(os.environ.get("DEDUP_BENCH_THREADS", "1")))
    stored = load(Path(folder))
    if task == "growth":
        from speed_growth import grown  # noqa: PLC0415 - imports this module in turn

        figures = grown(stored, rewrites=name == "rewrites")
    else:
        figures = _measure(stored, _job(name), task, Path(result))
    Path(result).write_text(json.dumps(figures) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
