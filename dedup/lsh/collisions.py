"""Documents that share anchors, counted by compiled code on all cores.

Gives what `dedup.lsh.candidates.pairs_in_buckets` gives, which the tests hold it to, in a
tenth of the time and with no collision in memory: an anchor that one document alone carries is
dropped as soon as it is known, the others take nine bytes each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from dedup.lsh.minhash import U32
from dedup.lsh.sketches import I64, Ragged
from dedup.machine.kernel import Kernel, workers

__all__ = ["Shared", "Watch", "counted", "on_all_cores", "shared_anchors", "unwatched"]

T = TypeVar("T")
R = TypeVar("R")


class Watch(Protocol):
    """Shows how far some work is, and gives its parts."""

    def __call__(self, items: Iterable[T], name: str, total: int, /) -> Iterable[T]:
        """The items themselves, of which there are `total`."""
        ...


def unwatched(items: Iterable[T], _name: str, _total: int) -> Iterable[T]:
    """Shows nothing."""
    return items


_COUNTING = "dedup.lsh.kernels.counting"
_GATHER = Kernel(
    *(_COUNTING, "gather_range"),
    *("uint32[:]", "int64[:]", "int64[:]", "int32[:]", "int64", "uint64[:]"),
)
_KEEP = Kernel(
    *(_COUNTING, "keep_shared"),
    *("uint64[:]", "uint8[:]", "int64", "int64", "uint32[:]", "uint8[:]", "int32[:]"),
)
_PLACE = Kernel(_COUNTING, "place_entries", "int64", "int64", "uint32[:]", "int64[:]", "uint32[:]")
_COUNT = Kernel(
    *(_COUNTING, "count_pairs"),
    *("int64", "int64", "uint32[:]", "uint8[:]", "uint32[:]", "int64[:]"),
    *("int64", "int64", "int64", "int64[:]", "uint32[:]", "int32[:,:]", "int64[:]"),
)

_ENTRIES = 1 << 20
"""Anchors that are sorted together; bounds the memory of sorting, eight bytes each."""
_RANGES = 4096
"""Ranges of keys, of which some are taken together."""
_PAIRS = 1 << 16
"""Pairs that are written at a time."""
_DOCUMENTS = 4096
"""Documents that are counted at a time."""


class Shared(NamedTuple):
    """Entries of buckets of two or more, bucket by bucket: whose they are, and of which kind."""

    members: U32
    kinds: npt.NDArray[np.uint8]


def shared_anchors(
    anchors: Ragged,
    rows: I64,
    worths: I64,
    *,
    cap: int,
    beyond: int,
    least: int,
    worth: int,
    watch: Watch,
) -> Iterator[tuple[I64, I64, I64]]:
    """Pairs that share `least` anchors or more which are worth `worth` together or more.

    Parameters
    ----------
    anchors : Ragged of uint32
        Sorted and distinct in each row.
    rows : ndarray of int64
        Those that take part, in the order that decides who is whose neighbour.
    worths : ndarray of int64
        ``worths[size]`` is what an anchor counts that `size` documents carry; those that more
        carry than it has places are passed over.
    cap, beyond : int
        In buckets of more than `cap` each is paired with the `beyond` members after it only.
    watch : callable
        Sees the parts of the work pass by.

    Yields
    ------
    pairs, shared, worth
        For some documents at a time; pairs are places in `rows`, ``a < b``, sorted.
    """
    if len(rows):
        found, lengths = _grouped(anchors, rows, worths.astype(np.uint8), cap, watch)
        yield from counted(
            found, lengths, len(rows), beyond=beyond, least=least, worth=worth, watch=watch
        )


def counted(
    found: Shared,
    lengths: npt.NDArray[np.int32],
    count: int,
    *,
    beyond: int,
    least: int,
    worth: int,
    watch: Watch = unwatched,
) -> Iterator[tuple[I64, I64, I64]]:
    """As `shared_anchors`, of buckets that are there already.

    Parameters
    ----------
    found : Shared
    lengths : ndarray of int32
        How many entries each document has.
    count : int
        The first so many documents are paired with those that stand after them in a bucket.
    """
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    places = np.empty(len(found.members), dtype=np.uint32)
    ends = bounds[:-1].copy()
    for first in range(0, len(places), _ENTRIES):
        _PLACE(first, min(first + _ENTRIES, len(places)), found.members, ends, places)
    counters = [
        (np.zeros(len(lengths), dtype=np.int64), np.empty(len(lengths), dtype=np.uint32))
        for _ in range(workers())
    ]

    def work(first: int) -> tuple[I64, I64, I64]:
        # No two threads have the same counters at a time.
        mine = counters.pop()
        try:
            return count_from(first, mine)
        finally:
            counters.append(mine)

    def count_from(first: int, mine: tuple[I64, U32]) -> tuple[I64, I64, I64]:
        last = min(first + _DOCUMENTS, count)
        parts = []
        room = _PAIRS
        reached = np.zeros(1, dtype=np.int64)
        while first < last:
            out = np.empty((room, 4), dtype=np.int32)
            written = _COUNT(
                first,
                last,
                found.members,
                found.kinds,
                places,
                bounds,
                beyond,
                least,
                worth,
                *mine,
                out,
                reached,
            )
            first = int(reached[0])
            room = max(_PAIRS, -written)
            parts.append(out[: max(written, 0)].copy())
        found_here = np.concatenate(parts)
        table: I64 = found_here[np.lexsort((found_here[:, 1], found_here[:, 0]))].astype(np.int64)
        return table[:, :2], table[:, 2], table[:, 3]

    parts = range(0, count, _DOCUMENTS)
    yield from watch(on_all_cores(work, parts), "counting anchors", len(parts))


def on_all_cores(work: Callable[[int], R], items: range) -> Iterator[R]:
    """The results of work, in order; where there is little of it, without a thread."""
    if len(items) < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers()) as pool:
        waiting = [pool.submit(work, item) for item in items]
        try:
            for future in waiting:
                yield future.result()
        finally:
            for future in waiting:
                future.cancel()


def _grouped(
    anchors: Ragged, rows: I64, worths: npt.NDArray[np.uint8], cap: int, watch: Watch
) -> tuple[Shared, npt.NDArray[np.int32]]:
    """The entries of all buckets of two or more, and how many each document has."""
    lengths = np.zeros(len(rows), dtype=np.int32)
    cursors = np.zeros(len(rows), dtype=np.int32)
    parts = []
    ranges = list(_ranges(anchors))
    for end, size in watch(ranges, "sorting anchors", len(ranges)):
        entries = np.empty(size, dtype=np.uint64)
        taken = _GATHER(anchors.values, anchors.bounds, rows, cursors, end, entries)
        entries = entries[:taken]
        entries.sort()
        members = np.empty(taken, dtype=np.uint32)
        kinds = np.empty(taken, dtype=np.uint8)
        kept = _KEEP(entries, worths, cap, len(worths) - 1, members, kinds, lengths)
        parts.append(Shared(members[:kept].copy(), kinds[:kept].copy()))
    return Shared(
        np.concatenate([part.members for part in parts]),
        np.concatenate([part.kinds for part in parts]),
    ), lengths


_END = 1 << 32


def _ranges(anchors: Ragged) -> Iterator[tuple[int, int]]:
    """Where ranges of keys end that about `_ENTRIES` anchors fall into, and how many do."""
    width = _END // _RANGES
    sizes = np.zeros(_RANGES, dtype=np.int64)
    for start in range(0, len(anchors.values), _ENTRIES):
        part = anchors.values[start : start + _ENTRIES]
        sizes += np.bincount(part >> np.uint32(20), minlength=_RANGES)
    size = 0
    for number in range(_RANGES):
        size += int(sizes[number])
        if size >= _ENTRIES or number == _RANGES - 1:
            yield (number + 1) * width, size
            size = 0
