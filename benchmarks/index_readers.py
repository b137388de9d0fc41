"""Two processes ask an index while a third adds to it and takes old documents out.

    python benchmarks/index_readers.py --seconds 60

The writer keeps a rolling window, as a newsroom would. Once that is full it works alone for a third
of the time, then beside two readers, and says in shared memory how far it has begun and how far it
has come with adding and with removing. So a reader knows of each document whether it must be found,
must not, or may: what was acknowledged before a query began has to be in its answer, and what the
writer began only after it ended cannot be. An answer against that, a text that is not the
document's own, or any error ends the run with exit code 1.

Speeds are documents a second of wall time, alone and beside readers, in one run on one machine, and
of the writer's CPU time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, NamedTuple

from index_crash import text_of

from dedup.document import Document
from dedup.errors import MissingIdError
from dedup.store import keytable
from dedup.syndication.index import Index

__all__ = ["measure"]

RESULTS = Path(__file__).resolve().parent / "results" / "index_readers.json"
BATCH = 50
WINDOW = 2000
"""Documents that stay."""
FRESH = 20_000
"""Fresh keys from which they are drained, so that it goes on all the time."""


class _Progress(NamedTuple):
    """How far the writer is: documents below a number."""

    begun: Any
    added: Any
    leaving: Any
    removed: Any
    readers_wanted: Any
    over: Any


def _progress(context: Any) -> _Progress:
    return _Progress(*(context.Value("q", 0) for _ in _Progress._fields))


def _write(path: str, progress: _Progress, phases: list[tuple[str, float]], out: Any) -> None:
    keytable.FRESH_LEAST = FRESH
    number = 0
    speeds: dict[str, Any] = {}
    with Index(path) as index:
        for name, seconds in phases:
            progress.readers_wanted.value = name != "alone"
            if name != "alone":
                time.sleep(2.0)  # readers begin
            start, cpu, made = time.monotonic(), time.process_time(), 0
            slowest = 0.0
            while time.monotonic() - start < seconds or number < WINDOW + BATCH:
                documents = [
                    Document(f"d{number + at}", text_of(number + at)) for at in range(BATCH)
                ]
                before = time.monotonic()
                progress.begun.value = number + BATCH
                index.add(documents)
                number += BATCH
                progress.added.value = number
                made += BATCH
                if number - WINDOW > progress.removed.value:
                    first = progress.removed.value
                    progress.leaving.value = first + BATCH
                    index.remove([f"d{old}" for old in range(first, first + BATCH)])
                    progress.removed.value = first + BATCH
                slowest = max(slowest, time.monotonic() - before)
            speeds[name] = {
                "documents": made,
                "documents_a_second": round(made / (time.monotonic() - start)),
                "documents_a_cpu_second": round(made / (time.process_time() - cpu)),
                "slowest_batch_seconds": round(slowest, 2),
            }
        progress.over.value = 1
        assert index.check() == []
    out.put(("writer", speeds))


def _read(path: str, progress: _Progress, seed: int, out: Any) -> None:
    keytable.FRESH_LEAST = FRESH
    rng = random.Random(seed)
    seen = {"queries": 0, "found": 0, "missing": 0, "texts": 0, "lengths": 0}
    while not progress.readers_wanted.value:
        time.sleep(0.01)
    with Index(path, create=False) as index:
        while not progress.over.value:
            _ask(index, rng, progress, seen)
    out.put((f"reader {seed}", seen))


def _ask(index: Index, rng: random.Random, progress: _Progress, seen: dict[str, int]) -> None:
    added, removed = progress.added.value, progress.removed.value
    if not added:
        return
    # Mostly what is there; also what has gone, and what is about to come.
    number = rng.randrange(max(0, removed - 100), added + 100)
    name = f"d{number}"
    must = removed <= number < added
    answer = {match.b for match in index.query(text_of(number)) if match.relation == "identical"}
    assert answer <= {name}, f"{name} is said to be {answer}"
    _judge(name, number, removed, progress, found=bool(answer), must=must)
    seen["queries"] += 1
    seen["found" if answer else "missing"] += 1
    if seen["queries"] % 5 == 0:
        added, removed = progress.added.value, progress.removed.value
        must = removed <= number < added
        try:
            text = index.get(name).text
        except MissingIdError:
            text = ""
        assert text in {"", text_of(number)}, f"{name} has another text"
        _judge(name, number, removed, progress, found=bool(text), must=must)
        seen["texts"] += 1
    if seen["queries"] % 7 == 0:
        least = progress.added.value - progress.leaving.value - BATCH
        most = len(index)
        assert most >= least, f"{most} documents are there of {least} at least"
        assert most <= progress.begun.value - removed, "more documents than were ever there"
        seen["lengths"] += 1


def _judge(
    name: str, number: int, removed: int, progress: _Progress, *, found: bool, must: bool
) -> None:
    """Compare with what the writer had begun when the question was answered."""
    if must and not found:
        assert number < progress.leaving.value, f"{name} was not found"
    if found:
        assert number >= removed, f"{name} was found and is gone"
        assert number < progress.begun.value, f"{name} was found before it came"


def _guarded(work: Any, *arguments: Any) -> None:
    out = arguments[-1]
    try:
        work(*arguments)
    except BaseException:  # noqa: BLE001 - told to the parent, whatever it is
        out.put(("error", traceback.format_exc()))


def measure(seconds: float, folder: Path) -> dict[str, Any]:
    """Run the writer alone, then beside two readers; what each did.

    Raises
    ------
    AssertionError
        If a process met an error or a wrong answer.
    """
    context = multiprocessing.get_context("spawn")
    path = str(folder / "readers.dedup")
    progress = _progress(context)
    out = context.Queue()
    # The first stretch fills the window, and is overwritten by the one that counts.
    phases = [("alone", 0.0), ("alone", seconds / 3), ("beside two readers", seconds)]
    Index(path).close()
    work: list[tuple[Any, ...]] = [(_write, path, progress, phases, out)]
    work += [(_read, path, progress, seed, out) for seed in (1, 2)]
    processes = [context.Process(target=_guarded, args=arguments) for arguments in work]
    for process in processes:
        process.start()
    results = dict(out.get(timeout=60 + 10 * seconds) for _ in processes)
    for process in processes:
        process.join()
    if "error" in results:
        raise AssertionError(results["error"])
    return results


def main() -> None:
    """Run, print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        try:
            results = measure(options.seconds, Path(folder))
        except AssertionError as error:
            sys.exit(f"{error}")
    writer = results["writer"]
    results = {
        "seconds": options.seconds,
        "cpus": os.cpu_count(),
        "load_average_before": round(load, 1),
        **results,
        "share_of_lone_speed": round(
            writer["beside two readers"]["documents_a_second"]
            / writer["alone"]["documents_a_second"],
            2,
        ),
    }
    text = json.dumps(results, indent=2)
    print(text)
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
