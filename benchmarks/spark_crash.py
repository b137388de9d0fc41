"""Whether Spark finds the same when an executor is killed while rows are on their way.

    python benchmarks/spark_crash.py --count 2000 --result FILE.json

Starts two executors of one core each as processes of their own, and kills one of them (SIGKILL)
after each of the stages that are named, while the next is running: a new session and a new search
for each. Pairs, scores and groups have to be those of one machine. With ``--checkpoint`` stages
are kept as files.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spark_equal import differences, frame_of, generated

import dedup
from dedup.spark import find, session

__all__ = ["AFTER", "Killer", "executors", "killing"]

MASTER = "local-cluster[2,1,2048]"
AFTER = ("sketches", "bands", "candidates")
"""Stages after which an executor is killed, and with it a part of what they gave."""
_BACKEND = b"CoarseGrainedExecutorBackend"


def executors() -> list[int]:
    """The processes of executors below this one."""
    parents: dict[int, int] = {}
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            _, _, rest = (folder / "stat").read_text(encoding="utf-8").rpartition(")")
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(folder.name)] = int(rest.split()[1])
        if _BACKEND in command:
            found.append(int(folder.name))
    return sorted(pid for pid in found if os.getpid() in _above(pid, parents))


def _above(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid := parents.get(pid, 0):
        yield pid


class Killer(logging.Handler):
    """Kills an executor once: after a stage, as soon as tasks of the next are running."""

    def __init__(self, spark: Any, after: str) -> None:
        super().__init__()
        self._tracker = spark.sparkContext.statusTracker()
        self._after = after
        self.killed: list[int] = []
        self.running = 0
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Called when a stage is done."""
        if record.getMessage().startswith(f"{self._after}:") and self._thread is None:
            self._thread = threading.Thread(target=self._kill, daemon=True)
            self._thread.start()

    def _kill(self) -> None:
        for _ in range(6000):
            known = (self._tracker.getStageInfo(s) for s in self._tracker.getActiveStageIds())
            self.running = sum(stage.numActiveTasks for stage in known if stage)
            if self.running:
                break
            time.sleep(0.01)
        pid = executors()[-1]
        os.kill(pid, signal.SIGKILL)
        self.killed.append(pid)


@contextmanager
def killing(spark: Any, after: str) -> Iterator[Killer]:
    """Kill an executor of a session once, while the stage after `after` is running."""
    log = logging.getLogger("dedup.spark")
    killer, before = Killer(spark, after), log.level
    log.addHandler(killer)
    log.setLevel(logging.INFO)
    try:
        yield killer
    finally:
        log.removeHandler(killer)
        log.setLevel(before)


def main() -> None:
    """Kill after each stage, and say what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--release", type=float, default=0.1)
    parser.add_argument("--after", nargs="+", default=list(AFTER), choices=AFTER)
    parser.add_argument("--checkpoint", action="store_true")
    parser.add_argument("--result", type=Path)
    arguments = parser.parse_args()
    documents = generated(arguments.count, arguments.release)
    expected = dedup.find(documents)
    settings = {"spark.sql.shuffle.partitions": "4", "spark.log.level": "ERROR"}
    trials = []
    for after in arguments.after:
        spark = session(MASTER, settings=settings)
        with killing(spark, after) as killer, tempfile.TemporaryDirectory() as folder:
            kept = f"{folder}/kept" if arguments.checkpoint else None
            found = find(frame_of(spark, documents).repartition(4), blocks=4, checkpoint=kept)
            told = differences(expected.to_dict(), found)
        spark.stop()
        trials.append(
            {
                "after": after,
                "killed": len(killer.killed),
                "tasks_running": killer.running,
                "differences": len(told),
            }
        )
        print(trials[-1], told[:5], flush=True)
    if arguments.result:
        figures = {
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, {MASTER}",
            "documents": len(documents),
            "pairs": len(expected.pairs),
            "groups": len(expected.groups),
            "checkpoint": arguments.checkpoint,
            "trials": trials,
        }
        arguments.result.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.exit(any(trial["differences"] or not trial["killed"] for trial in trials))


if __name__ == "__main__":
    main()
