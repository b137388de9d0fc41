"""What finding on Spark costs beside one machine, and how that grows.

    python benchmarks/spark_speed.py --counts 20000 100000 --result FILE.json

Each job runs in a process of its own over the same generated articles, read from Parquet. Cost is
the processor time of the process and all that it starts, read from the kernel: of Spark the
driver, the JVM and all its Python workers, whole and stage by stage; start and end of the session
are counted apart. Exponents of growth are those between each collection and the next. Counts that
are in the result file already keep their entries there.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from corpus import PLAIN, articles

SCHEMA = pa.schema([("id", pa.string()), ("text", pa.string())])
ROWS = 10_000
"""Rows of a group of the Parquet file, so that it can be read in parts."""
Family = dict[str, tuple[float, int]]
_TICK = os.sysconf("SC_CLK_TCK")


def _write(path: Path, count: int) -> None:
    """The generated collection as Parquet, a few rows in memory at once."""
    with pq.ParquetWriter(path, SCHEMA) as file:
        rows: list[dict[str, str]] = []
        for number, article in enumerate(articles(count, mix=PLAIN)):
            rows.append({"id": f"{number:09}", "text": article.text})
            if len(rows) == ROWS:
                file.write_table(pa.Table.from_pylist(rows, SCHEMA))
                rows = []
        if rows:
            file.write_table(pa.Table.from_pylist(rows, SCHEMA))


def _processes() -> dict[int, tuple[int, str, float, float, int]]:
    """Of each process the parent, the name, its own seconds, those of its ended children, bytes."""
    told: dict[int, tuple[int, str, float, float, int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            name, _, rest = (folder / "stat").read_text(encoding="utf-8").rpartition(")")
            fields = rest.split()
            # Shared pages are counted once: what a worker has of its own is what it costs.
            pages = (folder / "statm").read_text(encoding="ascii").split()
        except OSError:
            continue
        own, ended = (sum(map(int, fields[at : at + 2])) / _TICK for at in (11, 13))
        held = (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")
        told[int(folder.name)] = int(fields[1]), name.partition("(")[2], own, ended, held
    return told


def _inside(root: int, told: dict[int, tuple[int, str, float, float, int]]) -> set[int]:
    """A process and all below it."""
    inside = {root}
    while grown := {pid for pid, each in told.items() if each[0] in inside} - inside:
        inside |= grown
    return inside & told.keys()


class _Ended(threading.Thread):
    """Seconds of workers that have ended, as last seen: looks twice a second, at a cost of its own.

    Spark ends a worker that had nothing to do for a minute, and what has started it waits for
    none, so that the kernel adds their time to nobody's.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._last: dict[int, float] = {}
        self._lock = threading.Lock()
        self._gone = 0.0

    def run(self) -> None:
        """Look as long as the process lives."""
        while True:
            self.look(_processes())
            time.sleep(0.5)

    def look(self, told: dict[int, tuple[int, str, float, float, int]]) -> float:
        """The seconds of all workers that have ended by now."""
        inside = _inside(os.getpid(), told)
        with self._lock:
            self._gone += sum(self._last.pop(pid) for pid in self._last.keys() - inside)
            for pid in inside:
                parent, name, own, *_ = told[pid]
                # What Python started is a worker; what Java started is waited for.
                if parent in inside - {os.getpid()} and told[parent][1] == name != "java":
                    self._last[pid] = own
            return self._gone


_ended = _Ended()


def _family(root: int | None = None) -> Family:
    """Processor seconds and resident bytes of a process, this one if none is named, and all below.

    Time of children that have ended is in that of their parents, or with the workers.
    """
    told = _processes()
    found: dict[str, tuple[float, int]] = {}
    if root is None:
        found["workers"] = _ended.look(told), 0
    root = root or os.getpid()
    for pid in _inside(root, told):
        _, name, own, ended, held = told[pid]
        name = "jvm" if name == "java" else "driver" if pid == root else "workers"
        seconds, bytes_ = found.get(name, (0.0, 0))
        found[name] = seconds + own + ended, bytes_ + held
    return found


class _Peak(threading.Thread):
    """The most memory that a process and those below it had at once, looked at four times a second.

    Looking costs time, so another process does it than the one whose time is measured.
    """

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self.ended = threading.Event()
        self.most = 0
        self.of: dict[str, int] = {}

    def run(self) -> None:
        """Look until it has ended."""
        while not self.ended.wait(0.25):
            of = {name: own for name, (_, own) in _family(self._root).items()}
            if sum(of.values()) > self.most:
                self.most, self.of = sum(of.values()), of


def _run(command: list[str]) -> dict[str, Any]:
    """What a job in a process of its own tells, and the memory it had at most."""
    job = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = _Peak(job.pid)
    peak.start()
    printed, _ = job.communicate()
    peak.ended.set()
    if job.returncode:
        sys.exit(f"the job ended with status {job.returncode}")
    told: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    of = {name: own >> 20 for name, own in peak.of.items()}
    return told | {"peak_mb": peak.most >> 20, "peak_mb_of": of}


def _spent(before: Family, after: Family) -> dict[str, float]:
    """Processor seconds of each part between two looks."""
    return {
        name: round(seconds - before.get(name, (0.0, 0))[0], 1)
        for name, (seconds, _) in after.items()
    }


class _Stages(logging.Handler):
    """What each stage cost, and how many rows it gave."""

    def __init__(self) -> None:
        super().__init__()
        self._last = _family()
        self.told: dict[str, dict[str, Any]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Called when a stage is done."""
        now = _family()
        name, rows = record.args or ("", 0)
        self.told[str(name)] = {"rows": rows, **_spent(self._last, now)}
        print(name, self.told[str(name)], file=sys.stderr, flush=True)
        self._last = now


def _on_spark(path: Path, master: str, partitions: int, *, rewrites: bool) -> dict[str, Any]:
    from dedup.spark import find, session  # noqa: PLC0415 - only this job needs it

    settings = {
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.files.maxPartitionBytes": str(32 << 20),
        "spark.driver.memory": "3g",
        "spark.log.level": "ERROR",
    }
    _ended.start()
    spark = session(master, settings=settings)
    spark.range(1).count()
    frame = spark.read.parquet(str(path))
    before = _family()
    stages = _Stages()
    log = logging.getLogger("dedup.spark")
    log.addHandler(stages)
    log.setLevel(logging.INFO)
    found = find(frame, rewrites=rewrites)
    pairs, groups = found.pairs.count(), found.groups.count()
    log.info("%s: %d rows", "read", pairs + groups)
    parts = _spent(before, _family())
    spark.stop()
    return {
        "pairs": pairs,
        "groups": groups,
        "seconds": round(sum(parts.values()), 1),
        "of": parts,
        "stages": stages.told,
        "start": round(sum(seconds for seconds, _ in before.values()), 1),
    }


def _on_one(path: Path, *, rewrites: bool) -> dict[str, Any]:
    import dedup  # noqa: PLC0415 - imported by the process that is measured

    # Loads the compiled code.
    few = next(pq.ParquetFile(path).iter_batches(400)).to_pylist()
    dedup.find([dedup.Document(row["id"], row["text"]) for row in few], rewrites=rewrites)
    before = _family()
    documents = [
        dedup.Document(row["id"], row["text"])
        for batch in pq.ParquetFile(path).iter_batches(1000)
        for row in batch.to_pylist()
    ]
    result = dedup.find(documents, rewrites=rewrites)
    return {
        "pairs": len(result.pairs),
        "groups": len(result.groups),
        "seconds": round(sum(_spent(before, _family()).values()), 1),
    }


def _grown(measured: dict[str, Any]) -> None:
    """Add to each count how cost grew from the one before."""
    counts = sorted(map(int, measured))
    for before, after in pairwise(counts):
        small, large = measured[str(before)], measured[str(after)]
        for job in ("one", "spark"):
            if job in small and job in large:
                grown = math.log(large[job]["seconds"] / small[job]["seconds"])
                large[job]["exponent"] = round(grown / math.log(after / before), 3)


def main() -> None:
    """Measure all counts, print a table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--counts", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--near", action="store_true", help="without rewrites")
    parser.add_argument("--result", type=Path)
    parser.add_argument("--folder", type=Path, help="keep the generated articles there")
    parser.add_argument("--only", choices=["one", "spark"])
    parser.add_argument("--job", choices=["spark", "one"], help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    rewrites = not arguments.near
    if arguments.job == "spark":
        told = _on_spark(arguments.path, arguments.master, arguments.partitions, rewrites=rewrites)
        print(json.dumps(told))
        return
    if arguments.job == "one":
        print(json.dumps(_on_one(arguments.path, rewrites=rewrites)))
        return
    figures: dict[str, Any] = {}
    if arguments.result and arguments.result.exists():
        figures = json.loads(arguments.result.read_text(encoding="utf-8"))
    figures["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, {arguments.master}"
    kind = "near-duplicates" if arguments.near else "rewrites too"
    measured = figures.setdefault(kind, {})
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for count in arguments.counts:
            path = folder / f"{count}.parquet"
            if not path.exists():
                _write(path, count)
            entry = measured.setdefault(str(count), {})
            for job in [arguments.only] if arguments.only else ["one", "spark"]:
                command = [sys.executable, __file__, "--job", job, "--path", str(path)]
                command += ["--master", arguments.master]
                command += ["--partitions", str(arguments.partitions)]
                command += ["--near"] if arguments.near else []
                entry[job] = _run(command)
                print(f"{count:8} {job:6} {entry[job]}", flush=True)
            if {"one", "spark"} <= entry.keys():
                entry["ratio"] = round(entry["spark"]["seconds"] / entry["one"]["seconds"], 2)
                print(f"{count:8} ratio {entry['ratio']}", flush=True)
            _grown(measured)
            if arguments.result:
                arguments.result.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
