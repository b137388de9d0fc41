"""Kill a process that writes to an index, at random moments, and look at what it left.

    python benchmarks/index_crash.py --trials 200

Each trial starts a child that adds, updates, removes and compacts, draining included, and says on
its standard output what it is about to do and what has been done (acknowledged). It is killed
with SIGKILL after a random number of changes, at a random moment of the next. Then every
acknowledged change has to be there, the one that was on the way whole or not at all, and
`Index.check` has to find nothing. The index is taken on to the next trial.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import IO

from dedup.document import Document
from dedup.machine.kernel import LOADING
from dedup.store import compiled, keytable
from dedup.syndication.index import Index

__all__ = ["trials"]

ROOT = Path(__file__).resolve().parent.parent
WORDS = [a + b for a in "bar dol fen gri hul kas lim".split() for b in "ta ro mi sun vel".split()]
FRESH = 2000
"""Fresh keys from which they are drained: few, so that it goes on all the time."""


def text_of(number: int) -> str:
    """A text of some hundred words, the same each time for a number."""
    rng = random.Random(number)
    return " ".join(rng.choice(WORDS) + str(rng.randrange(90)) for _ in range(120)) + "."


def write(path: str, seed: int) -> None:
    """What the child does: change the index for ever, each change told before and after."""
    keytable.FRESH_LEAST = FRESH
    if seed % 2:
        # Few documents would not be worth it; what has yet to be made would take too long.
        for kernel in compiled.KERNELS:
            kernel.pays(LOADING)
    rng = random.Random(seed)
    with Index(path) as index:
        there = list(index)
        made = 0
        print("ready", flush=True)
        while True:
            kinds = ("add", "update", "remove", "compact")
            kind = rng.choices(kinds, (6, 2, 3, 1))[0] if there else "add"
            change: dict[str, int | None] = {}
            if kind == "add":
                change = {
                    f"{seed}-{made + at}": rng.randrange(10**9) for at in range(rng.randint(1, 20))
                }
                made += len(change)
            elif kind == "update":
                change = {i: rng.randrange(10**9) for i in rng.sample(there, min(5, len(there)))}
            elif kind == "remove":
                change = dict.fromkeys(rng.sample(there, rng.randint(1, min(15, len(there)))))
            print(json.dumps([kind, change]), flush=True)
            if kind == "compact":
                index.compact()
            elif kind == "remove":
                index.remove(change)
                there = [known for known in there if known not in change]
            else:
                index.update([Document(i, text_of(n)) for i, n in change.items() if n is not None])
                there = list(dict.fromkeys([*there, *change]))
            print("done", flush=True)


def trials(count: int, seed: int, folder: Path) -> Counter[str]:
    """Run trials; how many changes were acknowledged, and what was on the way at the kills.

    Raises
    ------
    AssertionError
        If something was lost, is there in part, or is damaged.
    """
    rng = random.Random(seed)
    path = folder / "crash.dedup"
    model: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for trial in range(count):
        command = [sys.executable, __file__, "--child", str(path), str(seed * 10**6 + trial)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        lines, took = _wait(child.stdout, rng.randrange(8))
        time.sleep(rng.random() * 1.2 * took)
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.read().splitlines()
        assert child.wait() == -signal.SIGKILL, "the child ended by itself"
        child.stdout.close()
        pending: tuple[str, dict[str, int | None]] | None = None
        for line in lines:
            if line == "done":
                assert pending is not None
                _apply(model, pending[1])
                seen[f"{pending[0]} acknowledged"] += 1
                pending = None
            else:
                pending = tuple(json.loads(line))
        if pending is not None:
            seen[f"{pending[0]} killed"] += 1
        _look(path, model, pending)
        seen["trials"] += 1
        if trial % 20 == 19:
            print(f"{trial + 1} trials", file=sys.stderr, flush=True)
    return seen


def _wait(said: IO[str], changes: int) -> tuple[list[str], float]:
    """What a child says until so many changes are acknowledged, and how long the last one took."""
    lines: list[str] = []
    began, took = time.monotonic(), 0.1
    while changes:
        lines.append(said.readline().rstrip())
        if lines[-1] == "done":
            changes -= 1
            began, took = time.monotonic(), time.monotonic() - began
        assert lines[-1], "the child ended by itself"
    return lines, took


def _apply(model: dict[str, int], change: dict[str, int | None]) -> None:
    for name, number in change.items():
        if number is None:
            del model[name]
        else:
            model[name] = number


def _look(
    path: Path, model: dict[str, int], pending: tuple[str, dict[str, int | None]] | None
) -> None:
    """Compare the index with the model, which takes over the last change if it is there."""
    with Index(path, create=False) as index:
        faults = index.check()
        assert faults == [], faults
        there = {name: index.get(name).text for name in index}
        after = dict(model)
        if pending is not None:
            _apply(after, pending[1])
        before_texts = {name: text_of(number) for name, number in model.items()}
        after_texts = {name: text_of(number) for name, number in after.items()}
        assert there in (before_texts, after_texts), "a change is lost, or there in part"
        if there == after_texts:
            model.clear()
            model.update(after)
        for name in random.Random(len(there)).sample(sorted(there), min(3, len(there))):
            assert name in {match.b for match in index.query(there[name])}, f"{name} is not found"


def main() -> None:
    """Run the trials and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the counts to this file, as JSON")
    parser.add_argument("--child", nargs=2, metavar=("PATH", "SEED"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        write(options.child[0], int(options.child[1]))
    with tempfile.TemporaryDirectory() as folder:
        seen = trials(options.trials, options.seed, Path(folder))
    text = json.dumps(dict(sorted(seen.items())), indent=2)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
