"""How fast an index takes in documents and answers, and how large it is; beside datasketch.

    python benchmarks/corpus.py FOLDER --count 202000
    python benchmarks/index_speed.py FOLDER --sizes 50000 200000

The first documents of a stored collection of generated news (`corpus`) are added, twenty thousand
a call, sketching included; then documents that come after them are asked about, none of which is
in the index. One in ten of these is a copy of some kind of one that is (a hit, if it has a match).

Times are CPU time of the whole process, all threads, and wall time beside it: on a machine that
does other things the wall says little. MinHashLSH of datasketch is given the same five-word
shingles, threshold 0.7 and 128 permutations; it keeps no texts, verifies nothing and finds no
rewrites. It is held in memory, pickled for its size, and kept in Redis if there is a
``redis-server`` to be started and the package ``redis`` can be imported.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import pickle
import platform
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from corpus import load

from dedup.document import Document
from dedup.lsh.sketches import features, sketch
from dedup.syndication.index import Index
from dedup.syndication.index_query import load_all

__all__ = ["measure_index", "measure_peer"]

RESULTS = Path(__file__).resolve().parent / "results" / "index_speed.json"
CHUNK = 20_000


class _Clock:
    """CPU and wall seconds of what is done inside `with`, added up."""

    def __init__(self) -> None:
        self.cpu: list[float] = []
        self.wall: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """One stretch."""
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)


def _percentiles(seconds: list[float]) -> dict[str, Any]:
    if not seconds:
        return {"queries": 0}
    values = np.array(seconds) * 1000
    found = {f"p{p}_ms": round(float(np.percentile(values, p)), 2) for p in (50, 90, 99)}
    return {"queries": len(seconds), **found}


def _read(folder: Path, count: int) -> Iterator[list[Document]]:
    """Documents in lots; reading them is not measured."""
    texts = islice(enumerate(load(folder).texts()), count)
    while lot := [Document(f"n{number}", text) for number, text in islice(texts, CHUNK)]:
        yield lot


def _asked(folder: Path, size: int, count: int) -> list[Document]:
    texts = islice(load(folder).texts(), size, size + count)
    return [Document(f"asked{at}", text) for at, text in enumerate(texts)]


def measure_index(
    folder: Path, size: int, asked: list[Document], *, texts: bool = True
) -> dict[str, Any]:
    """Fill an index, ask it, and look at its size."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "speed.dedup"
        clock = _Clock()
        with Index(path, texts=texts) as index:
            for lot in _read(folder, size):
                with clock.running():
                    index.add(lot)
        opening = _Clock()
        with opening.running():
            index = Index(path)
            index.query(asked[0])
        with index:
            sizes = index.stats()
            query = _Clock()
            found = []
            for document in asked:
                with query.running():
                    found.append(len(index.query(document)))
            adding = _Clock()
            for document in asked[:200]:
                with adding.running():
                    index.add(document)
    used = sizes["bytes"] - sizes["bytes_unused"]
    slowest = min(CHUNK, size) / max(clock.cpu[:-1] or clock.cpu)
    return {
        "added": {
            "documents_a_cpu_second": round(size / sum(clock.cpu)),
            "documents_a_wall_second": round(size / sum(clock.wall)),
            "documents_a_cpu_second_in_the_slowest_twenty_thousand": round(slowest),
            "one_by_one_cpu": _percentiles(adding.cpu),
        },
        "bytes_a_document": round(used / size),
        "bytes_a_document_without_texts": round((used - sizes["bytes_of_texts"]) / size),
        "keys_a_document": round(sizes["keys"] / size, 1),
        "opened_and_first_asked_cpu_ms": round(opening.cpu[0] * 1000, 1),
        "cpu": {
            "all": _percentiles(query.cpu),
            "hits": _percentiles([t for t, n in zip(query.cpu, found, strict=True) if n]),
            "misses": _percentiles([t for t, n in zip(query.cpu, found, strict=True) if not n]),
        },
        "wall": {"all": _percentiles(query.wall)},
        "matches": sum(found),
    }


def measure_peer(
    folder: Path, size: int, asked: list[Document], redis: int | None = None
) -> dict[str, Any]:
    """The same with datasketch's MinHashLSH in memory, or in a Redis server on a port."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - not needed by the rest

    def made(text: str) -> MinHash:
        minhash = MinHash(num_perm=128)
        words = text.lower().split()
        minhash.update_batch(
            [" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4))]
        )
        return minhash

    storage = {"type": "redis", "basename": b"speed", "redis": {"port": redis}} if redis else None
    lsh = MinHashLSH(threshold=0.7, num_perm=128, storage_config=storage)
    clock = _Clock()
    for lot in _read(folder, size):
        with clock.running(), lsh.insertion_session(buffer_size=5000) as session:
            for document in lot:
                session.insert(document.id, made(document.text))
    query = _Clock()
    found = 0
    for document in asked:
        with query.running():
            found += len(lsh.query(made(document.text)))
    result = {
        "added": {
            "documents_a_cpu_second": round(size / sum(clock.cpu)),
            "documents_a_wall_second": round(size / sum(clock.wall)),
        },
        "cpu": {"all": _percentiles(query.cpu)},
        "wall": {"all": _percentiles(query.wall)},
        "found": found,
    }
    if redis is None:
        result["pickled_bytes_a_document"] = round(len(pickle.dumps(lsh)) / size)
    return result


@contextmanager
def _redis_server() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as place:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        server = subprocess.Popen([*command, "--dir", place], stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                with socket.socket() as tried:
                    if not tried.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.1)
            yield port, server
        finally:
            server.terminate()
            server.wait()


def measure_redis(folder: Path, size: int, asked: list[Document]) -> dict[str, Any] | str:
    """Datasketch over Redis, or why that was not measured."""
    if not shutil.which("redis-server"):
        return "skipped: redis-server is not installed"
    if importlib.util.find_spec("redis") is None:
        return "skipped: the package redis is not installed"
    with _redis_server() as (port, server):
        import redis  # noqa: PLC0415 - looked for above

        found = measure_peer(folder, size, asked, port)
        ticks = Path(f"/proc/{server.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1]
        user, system = ticks.split()[11:13]
        seconds = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        memory = redis.Redis(port=port).info("memory")["used_memory"]
    return {
        **found,
        "server_cpu_seconds": round(seconds, 1),
        "server_memory_bytes_a_document": round(memory / size),
    }


PARTS: dict[str, Callable[[Path, int, list[Document]], dict[str, Any] | str]] = {
    "dedup": measure_index,
    "dedup, without texts": partial(measure_index, texts=False),
    "datasketch, in memory": measure_peer,
    "datasketch, in Redis": measure_redis,
}


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="a collection that corpus.py wrote")
    parser.add_argument("--sizes", type=int, nargs="+", required=True)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--only", choices=list(PARTS), action="append", help="leave out the rest")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    warm = list(islice(load(options.folder).texts(), 600))
    sketch(warm)
    features(warm)
    load_all()
    results: dict[str, Any] = {}
    if options.out.exists():
        results = json.loads(options.out.read_text(encoding="utf-8"))
    results["machine"] = {
        "cpus": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }
    for size in options.sizes:
        asked = _asked(options.folder, size, options.queries)
        for name in options.only or PARTS:
            load_before = round(os.getloadavg()[0], 1)
            found = PARTS[name](options.folder, size, asked)
            if isinstance(found, dict):
                found["load_average_before"] = load_before
            print(json.dumps({size: {name: found}}, indent=2), flush=True)
            # Each is kept at once, with what other runs have measured.
            results.setdefault(str(size), {})[name] = found
            options.out.parent.mkdir(exist_ok=True)
            options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
