"""Sketches and features of many texts by compiled code, batch by batch, on all cores.

Bit for bit what `dedup.lsh.shingles` and `dedup.lsh.minhash` say of each text, which the tests
hold it to.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from dedup.lsh import encoding
from dedup.lsh.encoding import packed
from dedup.lsh.kernels.constants import (
    ANCHORS,
    ANY_ORDER,
    ASKS,
    EDGES,
    LANES,
    LONGEST,
    MOST_WORDS,
    NUMBERS,
    SHINGLES,
    SIGNATURES,
    STEMS,
    WORDS_AT_ONCE,
)
from dedup.lsh.minhash import U32, permutations
from dedup.lsh.packing import Packed
from dedup.lsh.shingles import U64
from dedup.machine.kernel import LOADING, Kernel, Passed, workers

__all__ = [
    "Batch",
    "Wanted",
    "cut",
    "is_at_hand",
    "is_loaded",
    "load",
    "sketch_alone",
    "sketch_batches",
    "sketched_ahead",
]

I64 = npt.NDArray[np.int64]

BATCH = 1 << 21
"""Characters, about, that are sketched together: some hundred articles."""
LONGEST_TEXT = 1 << 22
"""Characters of a text from which on it is sketched before others."""
_BLOCK = 2048
"""Shingles that are minimised together; they and a row of the signature stay in cache."""
_USUAL = 1 << 16
"""Bytes of the longest text whose room to work in is kept for the next batch."""
_kept = threading.local()
_SKETCH = Kernel(
    "dedup.lsh.kernels.sketching",
    "sketch_batch",
    *("uint8[:]", "int64[:]", "int64"),
    *("int32[:]", "uint32[:]", "uint64[:]", "uint64[:,:]", "int64[:,:]"),
    *("int64", "int64", "int64", "int64", "uint32[:]", "uint32[:]"),
    *("uint32[:,:]", "uint32[:]", "int64[:]", "uint64[:]", "int64[:]", "uint64[:]", "int64[:]"),
    *("int64[:]", "uint64[:]"),
    *("uint64[:]", "uint16[:]", "uint8[:]", "int64[:]"),
    *("uint32[:]", "uint32[:]", "uint32[:]"),
    *("uint64[:]", "uint64[:]", "uint64[:]", "uint64[:]"),
)


class Wanted(NamedTuple):
    """What to make of each text, and how.

    Attributes
    ----------
    k : int
        Words of a shingle.
    slots, seed : int
        Of the signature; no slots for none.
    least, share : int
        The smallest ``max(least, n / share)`` of a text's anchors are kept; none where `least`
        is 0.
    shingles, stems : bool
        All of them, sorted.
    in_any_order : bool
        Whether stems need not be sorted, which takes longer than to make them.
    strict : bool
        Whether strings that UTF-8 cannot hold are refused, by a `UnicodeEncodeError`.
    """

    k: int
    slots: int = 0
    seed: int = 1
    least: int = 0
    share: int = 1
    shingles: bool = False
    stems: bool = False
    in_any_order: bool = False
    strict: bool = False


class Batch(NamedTuple):
    """What was made of some texts, rows end to end; columns that were not wanted are empty."""

    signatures: U32
    anchors: U32
    anchor_bounds: I64
    shingles: U64
    shingle_bounds: I64
    stems: U64
    stem_bounds: I64
    words: I64
    content: U64


Item: TypeAlias = str | Packed | Batch


def is_loaded() -> bool:
    """Whether this process has waited for the compiled code already."""
    return _SKETCH.is_loaded


def load() -> None:
    """Wait for the compiled code, for texts that come one by one."""
    _SKETCH.load()
    encoding.load()


def is_at_hand() -> bool:
    """Whether it is there, or was made before on this machine; then it is loaded."""
    return _SKETCH.pays(LOADING)


def sketch_batches(texts: Iterable[Item], wanted: Wanted) -> Iterator[Batch]:
    """Sketch texts in batches, in order; the first batch is empty.

    A `Packed` among them stands for all its texts, which are read where they are, and a `Batch`
    for texts that were sketched before.
    """

    def work(waiting: Sequence[str] | Packed | Batch) -> Batch:
        if isinstance(waiting, Batch):
            return waiting
        if not isinstance(waiting, Packed):
            waiting = packed(waiting, strict=wanted.strict)
        return _sketch(waiting, wanted)

    load()
    yield work([])
    pending: deque[Future[Batch]] = deque()
    parts = cut(texts)
    ahead = next(parts, [])
    after = next(parts, None)
    if after is None:
        # Threads cost more than a batch that is alone.
        yield work(ahead)
        return
    threads = workers()
    if threads == 1:
        # Nor is there anything to run beside.
        yield from map(work, chain((ahead, after), parts))
        return
    with ThreadPoolExecutor(threads) as pool:
        try:
            pending.extend(pool.submit(work, waiting) for waiting in (ahead, after))
            for waiting in parts:
                pending.append(pool.submit(work, waiting))
                if len(pending) > 2 * threads:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def sketch_alone(texts: Sequence[str], wanted: Wanted) -> Batch:
    """Sketch a few texts in one batch, with none of what many together need."""
    load()
    return _sketch(packed(texts, strict=wanted.strict), wanted)


def sketched_ahead(texts: Sequence[Item], wanted: Wanted) -> Iterable[Item]:
    """The same texts, those as long as many books sketched.

    That takes as much room as thousands of articles, which is better taken before theirs are kept.
    """
    if max(map(len, texts), default=0) <= LONGEST_TEXT:
        return texts
    made = {
        place: sketch_alone([text], wanted)
        for place, text in enumerate(texts)
        if isinstance(text, str) and len(text) > LONGEST_TEXT
    }
    return (made.pop(place, text) for place, text in enumerate(texts))


def cut(texts: Iterable[Item]) -> Iterator[Sequence[str] | Packed | Batch]:
    """Strings enough for a batch at a time; what is not a string comes by itself."""
    if isinstance(texts, list | tuple) and set(map(type, texts)) == {str}:
        # The same as below, with no look at each.
        ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
        start = held = 0
        while start < len(texts):
            stop = min(int(np.searchsorted(ends, held + BATCH)) + 1, len(texts))
            yield texts[start:stop]
            start, held = stop, int(ends[stop - 1])
        return
    waiting: list[str] = []
    held = 0
    for text in texts:
        if not isinstance(text, str):
            if waiting:
                yield waiting
                waiting, held = [], 0
            if isinstance(text, Packed):
                yield from text.pieces(BATCH)
            else:
                yield text
            continue
        waiting.append(text)
        held += len(text)
        if held >= BATCH:
            yield waiting
            waiting, held = [], 0
    if waiting:
        yield waiting


def _sketch(packed: Packed, wanted: Wanted) -> Batch:
    # Uncommon characters are learnt with patterns that take a while to compile.
    from dedup.lsh.characters import tables  # noqa: PLC0415

    data, bounds = packed.data, packed.bounds
    count = len(packed)
    sizes = np.diff(bounds)
    # A word takes two bytes at least, with what parts it from the next.
    most = (sizes + 1) // 2
    kept = np.minimum(most, np.maximum(wanted.least, most // wanted.share)) if wanted.least else 0
    featured = int(most.sum())
    bits = SIGNATURES if wanted.slots else 0
    bits |= ANCHORS if wanted.least else 0
    bits |= SHINGLES if wanted.shingles else 0
    bits |= STEMS if wanted.stems else 0
    bits |= ANY_ORDER if wanted.in_any_order else 0
    out = Batch(
        signatures=np.empty((count, wanted.slots), dtype=np.uint32),
        anchors=np.empty(int(np.sum(kept)), dtype=np.uint32),
        anchor_bounds=np.zeros(count + 1, dtype=np.int64),
        shingles=np.empty(featured * wanted.shingles, dtype=np.uint64),
        shingle_bounds=np.zeros(count + 1, dtype=np.int64),
        stems=np.empty(featured * wanted.stems, dtype=np.uint64),
        stem_bounds=np.zeros(count + 1, dtype=np.int64),
        words=np.empty(count, dtype=np.int64),
        content=np.empty(count, dtype=np.uint64),
    )
    if not count and is_loaded():
        return out
    a, b = _padded_permutations(wanted.slots, wanted.seed)
    room = _room(int(sizes.max(initial=0)), a.array.size)
    known = tables()
    asked = np.zeros((ASKS + 1, 2), dtype=np.int64)
    done = 0
    while True:
        done = _SKETCH(
            data,
            bounds,
            done,
            *known.arrays,
            asked,
            wanted.k,
            bits,
            wanted.least,
            wanted.share,
            a,
            b,
            *out,
            *room,
        )
        if done == count:
            break
        known.learn(data, asked)
    stems = out.stems[: out.stem_bounds[-1]]
    return out._replace(
        anchors=out.anchors[: out.anchor_bounds[-1]].copy(),
        shingles=out.shingles[: out.shingle_bounds[-1]].copy(),
        # Nobody keeps those that are in no order.
        stems=stems if wanted.in_any_order else stems.copy(),
    )


@lru_cache(maxsize=8)
def _padded_permutations(slots: int, seed: int) -> tuple[Passed, Passed]:
    """Multipliers and summands, with more behind them so that vectors of slots have no rest."""
    padded = np.zeros((2, -(-slots // LANES) * LANES), dtype=np.uint32)
    if slots:
        for row, column in zip(padded, permutations(slots, seed), strict=True):
            row[:slots] = column.ravel()
    return Passed.of(padded[0]), Passed.of(padded[1])


def _room(longest: int, slots: int) -> list[Passed]:
    """What the kernel works in, for texts of up to so many bytes; each thread keeps its own."""
    if longest > _USUAL:
        return _new_room(longest, slots)
    key = f"for_{slots}"
    kept: list[Passed] | None = getattr(_kept, key, None)
    if kept is None:
        kept = _new_room(_USUAL, slots)
        setattr(_kept, key, kept)
    return kept


def _aligned(size: int) -> U64:
    """Room for numbers of 64 bits, as many in a line of the cache as can be."""
    room = np.empty(size + 8, dtype=np.uint64)
    start = -room.ctypes.data % 64 // room.itemsize
    return room[start : start + size]


def _new_room(longest: int, slots: int) -> list[Passed]:
    words = (longest + 1) // 2 + WORDS_AT_ONCE
    room = (
        np.empty(EDGES, dtype=np.uint64),
        np.empty(MOST_WORDS, dtype=np.uint16),
        np.empty(LONGEST, dtype=np.uint8),
        np.empty(NUMBERS, dtype=np.int64),
        np.empty(slots, dtype=np.uint32),
        np.empty(_BLOCK, dtype=np.uint32),
        np.empty((1 << 16) + 1, dtype=np.uint32),
        np.empty(words, dtype=np.uint64),
        np.empty(words, dtype=np.uint64),
        np.empty(words, dtype=np.uint64),
        _aligned(4 * words + 64),
    )
    return [Passed.of(array) for array in room]
