"""Tables for people, figures for machines, and what a run cost."""

from __future__ import annotations

import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from typing import Any, TypeVar

from tqdm import tqdm

__all__ = ["cost", "machine", "map_tasks", "rounded", "table", "versions"]

Task = TypeVar("Task")
Answer = TypeVar("Answer")
PACKAGES = ("dedup-news", "numpy", "scipy", "nltk", "xxhash", "datasketch")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print aligned columns: the first to the left, the others to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    print(f"\n{title}")
    for line in (list(columns), ["-" * width for width in widths], *cells):
        first, *others = zip(line, widths, strict=True)
        aligned = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        print("  " + "  ".join(aligned).rstrip())
    sys.stdout.flush()


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
    return str(value)


def rounded(value: Any, digits: int = 6) -> Any:
    """The same figures with fewer digits, for JSON that people can read and compare."""
    match value:
        case float():
            return round(value, digits)
        case dict():
            return {str(key): rounded(item, digits) for key, item in value.items()}
        case list() | tuple():
            return [rounded(item, digits) for item in value]
    return value


@contextmanager
def cost() -> Iterator[dict[str, float]]:
    """Fill in wall and CPU seconds (child processes included) and the peak memory of the process.

    The peak is the process's high-water mark, so it includes whatever was loaded before;
    `peak_rss_mb_before` says how high it stood at the start.
    """
    figures: dict[str, float] = {}
    wall, before, peak = time.perf_counter(), os.times(), _peak_mb()
    yield figures
    after = os.times()
    figures["wall_seconds"] = time.perf_counter() - wall
    figures["cpu_seconds"] = sum(after[:4]) - sum(before[:4])
    if peak is not None:
        figures["peak_rss_mb"] = _peak_mb() or peak
        figures["peak_rss_mb_before"] = peak


def _peak_mb() -> float | None:
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return None
    # Kilobytes, but bytes on macOS.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def machine() -> dict[str, Any]:
    """What the figures were measured on, without names of hosts or folders."""
    return {
        "cpus": os.cpu_count(),
        "platform": platform.platform(),
        "python": platform.python_version(),
    }


def versions() -> dict[str, str | None]:
    """Versions of what the figures depend on; None for what is not installed as a package."""
    result: dict[str, str | None] = {}
    for package in PACKAGES:
        try:
            result[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            result[package] = None
    return result


def map_tasks(
    function: Callable[[Task], Answer], tasks: Sequence[Task], *, jobs: int, label: str
) -> list[Answer]:
    """``[function(task) for task in tasks]``, over `jobs` processes, with progress on stderr.

    Processes are spawned, so `function` must be importable from a module.
    """
    bar = {"total": len(tasks), "desc": label, "mininterval": 5.0, "disable": None}
    if jobs <= 1 or len(tasks) < 2 * jobs:
        return [function(task) for task in tqdm(tasks, **bar)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        return list(tqdm(pool.imap(function, tasks, chunksize=8), **bar))
