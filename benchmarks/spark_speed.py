"""What finding on Spark costs beside one machine, and how that grows.

    python benchmarks/spark_speed.py --counts 10000 20000 --result FILE.json

Each job runs in a process of its own over the same generated articles, read from Parquet. Spark's
cost is the processor time of this process, of the JVM and of all its Python workers, read from
the kernel; start and end of the session are counted apart. The exponent of growth is that of the
cost between the smallest and the largest collection.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from corpus import PLAIN, articles

SCHEMA = pa.schema([("id", pa.string()), ("text", pa.string())])
ROWS = 1000
"""Rows of a group of the Parquet file, so that it can be read in parts."""
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


def _family() -> dict[str, tuple[float, int]]:
    """Processor seconds and resident bytes of this process and all below it.

    Time of children that have ended is in that of their parents (the fields after the first
    two), so that nothing is lost if Spark ends a worker.
    """
    told: dict[int, tuple[int, str, float, int]] = {}
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
        seconds = sum(map(int, fields[11:15])) / _TICK
        own = (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")
        told[int(folder.name)] = int(fields[1]), name.partition("(")[2], seconds, own
    inside = {os.getpid()}
    while grown := {pid for pid, each in told.items() if each[0] in inside} - inside:
        inside |= grown
    found: dict[str, tuple[float, int]] = {}
    for pid in inside & told.keys():
        name = "driver" if pid == os.getpid() else told[pid][1]
        name = "jvm" if name == "java" else "driver" if name == "driver" else "workers"
        seconds, own = found.get(name, (0.0, 0))
        found[name] = seconds + told[pid][2], own + told[pid][3]
    return found


class _Peak(threading.Thread):
    """The most memory that the family had at once, looked at ten times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.most = 0

    def run(self) -> None:
        while not self.ended.wait(0.1):
            self.most = max(self.most, sum(own for _, own in _family().values()))


def _on_spark(path: Path, master: str, partitions: int) -> dict[str, Any]:
    from dedup.spark import find, session  # noqa: PLC0415 - only this job needs it

    settings = {
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.files.maxPartitionBytes": str(4 << 20),
        "spark.log.level": "ERROR",
    }
    spark = session(master, settings=settings)
    spark.range(1).count()
    frame = spark.read.parquet(str(path))
    before = _family()
    peak = _Peak()
    peak.start()
    found = find(frame)
    pairs, groups = found.pairs.count(), found.groups.count()
    peak.ended.set()
    after = _family()
    parts = {
        name: round(seconds - before.get(name, (0.0, 0))[0], 1)
        for name, (seconds, _) in after.items()
    }
    spark.stop()
    return {
        "pairs": pairs,
        "groups": groups,
        "seconds": round(sum(parts.values()), 1),
        "of": parts,
        "start": round(sum(seconds for seconds, _ in before.values()), 1),
        "peak_mb": peak.most >> 20,
    }


def _on_one(path: Path) -> dict[str, Any]:
    import dedup  # noqa: PLC0415 - imported by the process that is measured

    rows = pq.read_table(path).to_pylist()
    documents = [dedup.Document(row["id"], row["text"]) for row in rows]
    del rows
    # Loads the compiled code.
    dedup.find(documents[:400], rewrites=False)
    start = time.process_time()
    result = dedup.find(documents)
    seconds = time.process_time() - start
    return {
        "pairs": len(result.pairs),
        "groups": len(result.groups),
        "seconds": round(seconds, 1),
        "peak_mb": _family()["driver"][1] >> 20,
    }


def _exponent(small: dict[str, Any], large: dict[str, Any]) -> float:
    return round(
        math.log(large["seconds"] / small["seconds"]) / math.log(large["count"] / small["count"]), 3
    )


def main() -> None:
    """Measure all counts, print a table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 20_000])
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--result", type=Path)
    parser.add_argument("--job", choices=["spark", "one"], help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job == "spark":
        print(json.dumps(_on_spark(arguments.path, arguments.master, arguments.partitions)))
        return
    if arguments.job == "one":
        print(json.dumps(_on_one(arguments.path)))
        return
    figures: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "command": " ".join(sys.argv),
        "one": [],
        "spark": [],
    }
    with tempfile.TemporaryDirectory() as folder:
        for count in arguments.counts:
            path = Path(folder) / f"{count}.parquet"
            _write(path, count)
            for job in ("one", "spark"):
                command = [sys.executable, __file__, "--job", job, "--path", str(path)]
                command += ["--master", arguments.master]
                command += ["--partitions", str(arguments.partitions)]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    sys.exit(done.stderr[-2000:])
                told = {"count": count} | json.loads(done.stdout.strip().splitlines()[-1])
                figures[job].append(told)
                print(f"{job:6} {told}", flush=True)
    for job in ("one", "spark"):
        if len(figures[job]) > 1:
            figures[f"exponent_{job}"] = _exponent(figures[job][0], figures[job][-1])
            print(f"{job:6} exponent {figures[f'exponent_{job}']}")
    if arguments.result:
        arguments.result.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
