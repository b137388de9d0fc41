"""Threads for compiled code, which runs without the interpreter's lock."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["on_all_cores", "workers"]

T = TypeVar("T")
R = TypeVar("R")


def workers() -> int:
    """How many threads run compiled code at a time; it runs without the interpreter's lock."""
    # Where it is there to be asked: taskset and the like leave a process fewer cores than all.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def on_all_cores(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """The results of work on each item, in order; where threads have no use, without them.

    Examples
    --------
    >>> list(on_all_cores(len, ["sea", "ice", ""]))
    [3, 3, 0]
    """
    threads = min(workers(), len(items))
    if threads < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = deque(pool.submit(work, item) for item in items)
        try:
            while waiting:
                # Nobody holds a result but who asked for it.
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
