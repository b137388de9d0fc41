"""Documents that share anchors, counted by compiled code on all cores.

Gives what `dedup.lsh.candidates.pairs_in_buckets` gives, which the tests hold it to, in a
twentieth of the time and with no collision in memory: an anchor that one document alone carries
is dropped as soon as it is known, the others take nine bytes each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from dedup.lsh.growing import Growing
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged
from dedup.machine.kernel import Kernel
from dedup.machine.threads import on_all_cores, workers

__all__ = ["Shared", "Watch", "counted", "shared_anchors", "unwatched"]

U8 = npt.NDArray[np.uint8]
T = TypeVar("T")


class Watch(Protocol):
    """Shows how far some work is, and gives its parts."""

    def __call__(self, items: Iterable[T], name: str, total: int, /) -> Iterable[T]:
        """The items themselves, of which there are `total`."""
        ...


def unwatched(items: Iterable[T], _name: str, _total: int) -> Iterable[T]:
    """Shows nothing."""
    return items


_COUNTING = "dedup.lsh.kernels.counting"
_SIZE = Kernel(_COUNTING, "sizes_of_ranges", "uint32[:]", "int64", "int64[:]")
_SORT = Kernel(
    *(_COUNTING, "sorted_range", "uint32[:]", "int64[:]", "int64[:]"),
    *("int64", "int64", "int64", "int64", "int64[:,:]", "uint64[:]", "uint64[:]"),
)
_KEEP = Kernel(
    *(_COUNTING, "keep_shared", "uint64[:]", "int64", "int64", "uint32[:]"),
)
_DROP = Kernel(_COUNTING, "drop_below", "uint32[:]", "int64[:]", "int64", "int64")
_LENGTHS = Kernel(_COUNTING, "count_entries", "uint32[:]", "int64", "int64[:]")
_DEAL = Kernel(
    *(_COUNTING, "deal_entries"),
    *("int64", "int64", "int64", "uint32[:]", "uint8[:]", "uint8[:]"),
    *("int64", "int64", "int64[:]", "uint32[:]", "uint8[:]"),
)
_COUNT = Kernel(
    *(_COUNTING, "count_pairs"),
    *("int64", "int64", "int64", "uint32[:]", "uint32[:]", "uint8[:]", "int64[:]"),
    *("int64", "int64", "int64", "int64", "int64[:]", "uint64[:]", "uint32[:]"),
    *("int32[:,:]", "int64[:]"),
)

_ENTRIES = 1 << 20
"""Anchors that are sorted together, or half as many where threads sort beside each other; bounds
the memory of sorting, eight bytes each and twice."""
_EACH = 2
"""Anchors of each document among them at least: all documents are gone through each time."""
_STEPS = 3
"""How often anchors that were sorted are let go of."""
_RANGES = 4096
"""Ranges of keys, of which some are taken together."""
_DIGIT = 10
"""Bits by which they are sorted at a time: so many counters stay in cache."""
_SLICE = 1 << 16
"""Entries at least that a thread goes through where each goes through some."""
_PAIRS = 1 << 16
"""Pairs that are written at a time."""
_DEALT = 1 << 17
"""Documents to which entries are dealt together, or half of all; bounds the memory."""
_DOCUMENTS = 4096
"""Documents that are counted at a time."""
_WORTH_BITS = 6
"""Of what one bucket counts; of its sum there are so many more than of how many are summed."""


class Shared(NamedTuple):
    """Entries of buckets of two or more, bucket by bucket.

    Attributes
    ----------
    members : ndarray of uint32
        Whose they are, `dedup.lsh.kernels.constants.END` added where a bucket ends.
    worths : ndarray of uint8
        What a bucket of each size counts.
    cap : int
        In larger ones each is paired with those that follow next only.
    kinds : ndarray of uint8
        What the bucket of each entry counts, where that is not told by its size.
    """

    members: U32
    worths: U8 = np.zeros(0, dtype=np.uint8)
    cap: int = 0
    kinds: U8 = np.zeros(0, dtype=np.uint8)


def shared_anchors(
    anchors: Ragged,
    rows: I64,
    worths: I64,
    *,
    cap: int,
    spent: bool = False,
    watch: Watch = unwatched,
) -> Shared:
    """The entries of all anchors that two or more documents carry.

    Parameters
    ----------
    anchors : Ragged of uint32
        Sorted and distinct in each row.
    rows : ndarray of int64
        Those that take part, in the order that decides who is whose neighbour: members are places
        among them.
    worths : ndarray of int64
        ``worths[size]`` is what an anchor counts that `size` documents carry; those that more
        carry than it has places are passed over.
    cap : int
        Members of a bucket up to which all are paired with each other.
    spent : bool
        Whether nobody needs the anchors any more: they go as soon as they are sorted.
    watch : callable, optional
        Sees the parts of the work pass by.
    """
    ranges = list(_ranges(anchors, _together(len(anchors.values), len(rows))))
    largest = max((size for _, _, size in ranges), default=0)
    rooms: list[tuple[U64, U64]] = []

    def work(number: int) -> U32:
        # No two threads have the same room at a time.
        room = (
            rooms.pop() if rooms else (np.empty(largest, np.uint64), np.empty(largest, np.uint64))
        )
        try:
            return kept_of(*ranges[number], *room)
        finally:
            rooms.append(room)

    def kept_of(first: int, end: int, size: int, entries: U64, spare: U64) -> U32:
        digits = -(-(end - first - 1).bit_length() // _DIGIT)
        counts = np.empty((digits, 1 << _DIGIT), dtype=np.int64)
        taken = _SORT(
            *(anchors.values, anchors.bounds, rows),
            *(lowest, first, end, _DIGIT, counts, entries[:size], spare[:size]),
        )
        members = spare.view(np.uint32)
        kept = _KEEP(entries, taken, len(worths) - 1, members)
        return members[:kept].copy()

    found = Growing(np.uint32)
    lowest = 0
    goes = spent and anchors.values.flags.owndata
    step = max(len(ranges) // _STEPS, 1) if goes else len(ranges)
    for start in range(0, len(ranges), step):
        if start:
            first = ranges[start][0]
            left = _DROP(anchors.values, anchors.bounds, lowest, first)
            # Nobody else has them, so that nobody has to be asked.
            anchors.values.resize(left, refcheck=False)
            lowest = first
        part = range(start, min(start + step, len(ranges)))
        for members in watch(on_all_cores(work, part), "sorting anchors", len(part)):
            found.add(members)
    return Shared(found.done(), worths.astype(np.uint8), cap)


def _together(anchors: int, documents: int) -> int:
    """How many anchors are sorted together, about."""
    most = max(_ENTRIES // min(workers(), 2), _EACH * documents, 1)
    # All threads have as much to do until anchors are let go of, for which all wait.
    turns = _STEPS * workers()
    if anchors > turns * most:
        most = -(-anchors // (turns * -(-anchors // (turns * most))))
    return most


class _Dealt(NamedTuple):
    """The entries of each document, one document after the other."""

    bounds: I64
    places: U32
    marks: U8


class _Counters:
    """What one thread counts in; see `dedup.lsh.kernels.counting.count_pairs`."""

    def __init__(self, documents: int, bits: int) -> None:
        self.turn = np.array([2 * bits + _WORTH_BITS, 0], dtype=np.int64)
        self.counters = np.zeros(documents, dtype=np.uint64)
        self.touched = np.empty(documents + 1, dtype=np.uint32)


def counted(
    found: Shared,
    count: int,
    documents: int | None = None,
    *,
    beyond: int,
    least: int,
    worth: int,
    watch: Watch = unwatched,
) -> Iterator[tuple[I64, I64, I64]]:
    """Pairs that share `least` anchors or more which are worth `worth` together or more.

    Parameters
    ----------
    found : Shared
    count : int
        The first so many documents are paired with those that stand after them in a bucket.
    documents : int, optional
        How many there are; no more, if it is not given.
    beyond : int
        In buckets over the cap each is paired with the `beyond` members after it only.
    watch : callable, optional
        Sees the parts of the work pass by.

    Yields
    ------
    pairs, shared, worth
        For some documents at a time; pairs are ``a < b``, sorted.
    """
    each = max(-(-count // 2), _DEALT)
    for start in range(0, count, each):
        some = range(start, min(start + each, count))
        yield from _counted_from(found, some, documents or count, beyond, least, worth, watch)


def _counted_from(
    found: Shared,
    some: range,
    documents: int,
    beyond: int,
    least: int,
    worth: int,
    watch: Watch,
) -> Iterator[tuple[I64, I64, I64]]:
    """`counted` of some documents that stand one after the other."""
    dealt = _dealt(found, some, beyond)
    bits = int(np.diff(dealt.bounds).max(initial=0)).bit_length()
    counters = [_Counters(documents, bits) for _ in range(workers())]

    def work(first: int) -> tuple[I64, I64, I64]:
        # No two threads have the same counters at a time.
        mine = counters.pop()
        try:
            return count_from(first, mine)
        finally:
            counters.append(mine)

    def count_from(first: int, mine: _Counters) -> tuple[I64, I64, I64]:
        last = min(first + _DOCUMENTS, some.stop)
        parts = []
        room = _PAIRS
        reached = np.zeros(1, dtype=np.int64)
        while first < last:
            out = np.empty((room, 4), dtype=np.int32)
            written = _COUNT(
                *(first, last, some.start),
                *(found.members, dealt.places, dealt.marks, dealt.bounds),
                *(beyond, least, worth, bits),
                *(mine.turn, mine.counters, mine.touched),
                *(out, reached),
            )
            first = int(reached[0])
            room = max(_PAIRS, -written)
            parts.append(out[: max(written, 0)].copy())
        found_here = np.concatenate(parts)
        table: I64 = found_here[np.lexsort((found_here[:, 1], found_here[:, 0]))].astype(np.int64)
        return table[:, :2], table[:, 2], table[:, 3]

    parts = some[::_DOCUMENTS]
    yield from watch(on_all_cores(work, parts), "counting anchors", len(parts))


def _dealt(found: Shared, some: range, beyond: int) -> _Dealt:
    """Deal the entries of all buckets to some documents that stand one after the other."""
    cuts = _slices(len(found.members))
    ends = np.zeros((len(cuts), len(some)), dtype=np.int64)
    """Where what each slice of the entries deals to a document ends, so far."""

    def count_in(number: int) -> None:
        _LENGTHS(found.members[slice(*cuts[number])], some.start, ends[number])

    def deal(number: int) -> None:
        first, last = cuts[number]
        for start in range(first, last, _ENTRIES):
            _DEAL(
                *(start, min(start + _ENTRIES, last), some.start, found.members),
                *(found.kinds, found.worths, found.cap, beyond),
                *(ends[number], places, marks),
            )

    _done(on_all_cores(count_in, range(len(cuts))))
    bounds = np.zeros(len(some) + 1, dtype=np.int64)
    np.cumsum(ends.sum(axis=0), out=bounds[1:])
    # What the first slice has of a document comes before what the others have.
    before = bounds[:-1].copy()
    for of_slice in ends:
        before += of_slice
        np.subtract(before, of_slice, out=of_slice)
    places = np.empty(bounds[-1], dtype=np.uint32)
    marks = np.empty(bounds[-1], dtype=np.uint8)
    _done(on_all_cores(deal, range(len(cuts))))
    return _Dealt(bounds, places, marks)


def _slices(size: int) -> list[tuple[int, int]]:
    """As many slices as there are threads, unless they would be short."""
    each = max(-(-size // workers()), _SLICE)
    return [(first, min(first + each, size)) for first in range(0, size, each)]


def _done(results: Iterator[None]) -> None:
    """Wait until all is done."""
    for _ in results:
        pass


_BITS = 32
"""Of a key."""


def _ranges(anchors: Ragged, most: int) -> Iterator[tuple[int, int, int]]:
    """Where ranges of keys begin and end that about `most` anchors are in, and how many are."""
    width = (1 << _BITS) // _RANGES
    cuts = _slices(len(anchors.values))
    sizes = np.zeros((len(cuts), _RANGES), dtype=np.int64)

    def count_in(number: int) -> None:
        _SIZE(anchors.values[slice(*cuts[number])], width.bit_length() - 1, sizes[number])

    _done(on_all_cores(count_in, range(len(cuts))))
    size = first = 0
    for number, more in enumerate(sizes.sum(axis=0).tolist(), 1):
        size += more
        if size >= most or number == _RANGES:
            yield first, number * width, size
            first, size = number * width, 0
