"""Where a stretch that is mostly runs of words ends, as `dedup.diff.runs` has it."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.constants import BEYOND, KEPT
from dedup.machine.compiling import part

__all__ = ["add_up", "trim_box"]


@part
def _cover(
    runs: Any, count: int, side: int, first: int, last: int, bounds: Any, used: Any, steps: Any
) -> float:
    """Share of the words of some sentences that lie in some runs."""
    low, high = bounds[first], bounds[last + 1]
    for place in range(high - low + 1):
        steps[place] = 0
    for run in range(count):
        if used[run]:
            steps[max(runs[side, run], low) - low] += 1
            steps[min(runs[side, run] + runs[2, run], high) - low] -= 1
    covered = depth = 0
    for place in range(high - low):
        depth += steps[place]
        covered += depth > 0
    return float(covered / (high - low))


@part
def _trim(
    runs: Any,
    count: int,
    side: int,
    first: int,
    last: int,
    bounds: Any,
    used: Any,
    out: Any,
    at: int,
) -> int:
    """From the first to the last word of some runs in or across some sentences."""
    low, high = bounds[first], bounds[last + 1] - 1
    begin, end = -1, -1
    for run in range(count):
        if used[run]:
            if begin < 0 or runs[side, run] < begin:
                begin = runs[side, run]
            end = max(end, runs[side, run] + runs[2, run] - 1)
    if 0 < low - begin < BEYOND:
        begin = low
    if 0 < end - high < BEYOND:
        end = high
    out[at], out[at + 1] = begin, end
    return at


@part
def trim_box(
    runs: Any,
    count: int,
    of_a: Any,
    of_b: Any,
    starts_a: Any,
    starts_b: Any,
    used: Any,
    steps: Any,
    box: Any,
) -> bool:
    """Put the first and last words of a box behind its sentences, if it is mostly runs."""
    found = 0
    for run in range(count):
        last_a, last_b = runs[0, run] + runs[2, run] - 1, runs[1, run] + runs[2, run] - 1
        used[run] = (
            of_a[runs[0, run]] <= box[1]
            and of_a[last_a] >= box[0]
            and of_b[runs[1, run]] <= box[3]
            and of_b[last_b] >= box[2]
        )
        found += used[run]
    if (
        not found
        or _cover(runs, count, 0, box[0], box[1], starts_a, used, steps) < KEPT
        or _cover(runs, count, 1, box[2], box[3], starts_b, used, steps) < KEPT
    ):
        return False
    _trim(runs, count, 0, box[0], box[1], starts_a, used, box, 4)
    _trim(runs, count, 1, box[2], box[3], starts_b, used, box, 6)
    return True


@part
def add_up(lengths: Any, starts: Any) -> int:
    """Where the words of each sentence begin."""
    total = 0
    for sentence in range(len(lengths)):
        starts[sentence] = total
        total += lengths[sentence]
    starts[len(lengths)] = total
    return total
