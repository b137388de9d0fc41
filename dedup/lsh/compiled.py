"""Sketches and features of many texts by compiled code, batch by batch, on all cores.

Bit for bit what `dedup.lsh.shingles` and `dedup.lsh.minhash` say of each text, which the tests
hold it to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from dedup.lsh.encoding import Strings, are_quotes_spaces
from dedup.lsh.kernels.constants import (
    ANCHORS,
    ANY_ORDER,
    ASKS,
    LANES,
    SHINGLES,
    SIGNATURES,
    STEMS,
)
from dedup.lsh.minhash import U32, permutations
from dedup.lsh.packing import Packed, pack
from dedup.lsh.room import bytes_for, room_for
from dedup.lsh.shingles import U64
from dedup.machine.kernel import LOADING, Kernel, Passed
from dedup.machine.threads import workers

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
_LOOK = 64
"""Strings that are measured together."""
_NONE = np.zeros(0, dtype=np.int64)
_SKETCH = Kernel(
    "dedup.lsh.kernels.sketching",
    "sketch_batch",
    *("uint8[:]", "int64[:]", "int64[:]", "int64[:]", "int64[:]", "int64", "int64"),
    *("int32[:]", "uint32[:]", "uint64[:]", "uint64[:,:]", "int64[:,:]"),
    *("int64", "int64", "int64", "int64", "uint32[:]", "uint32[:]"),
    *("uint32[:,:]", "uint32[:]", "int64[:]", "uint64[:]", "int64[:]", "uint64[:]", "int64[:]"),
    *("int64[:]", "uint64[:]"),
    *("uint64[:]", "uint16[:]", "uint8[:]", "int64[:]", "uint32[:]"),
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


def is_at_hand() -> bool:
    """Whether it is there, or was made before on this machine; then it is loaded."""
    return _SKETCH.pays(LOADING)


def sketch_batches(
    texts: Iterable[Item], wanted: Wanted, rows: U32 | None = None
) -> Iterator[Batch]:
    """Sketch texts in batches, in order; the first batch is empty.

    A `Packed` among them stands for all its texts, which are read where they are, and a `Batch`
    for texts that were sketched before.

    Parameters
    ----------
    rows : ndarray, optional
        Where signatures are written to, a row for each text: they need not be copied then.
    """
    done = 0

    def placed(waiting: Sequence[str] | Packed | Batch) -> Callable[[], Batch]:
        """The work on some texts, which may be done whenever."""
        nonlocal done
        start, done = done, done + len(waiting.words if isinstance(waiting, Batch) else waiting)
        signatures = None if rows is None else rows[start:done]

        def work() -> Batch:
            if isinstance(waiting, Batch):
                if signatures is None:
                    return waiting
                signatures[:] = waiting.signatures
                return waiting._replace(signatures=signatures)
            return _sketch(waiting, wanted, signatures)

        return work

    load()
    yield _sketch([], wanted)
    pending: deque[Future[Batch]] = deque()
    parts = map(placed, cut(texts))
    ahead, after = next(parts, None), next(parts, None)
    if ahead is None:
        return
    if after is None:
        # Threads cost more than a batch that is alone.
        yield ahead()
        return
    threads = workers()
    if threads == 1:
        # Nor is there anything to run beside.
        for work in chain((ahead, after), parts):
            yield work()
        return
    with ThreadPoolExecutor(threads) as pool:
        try:
            for work in chain((ahead, after), parts):
                pending.append(pool.submit(work))
                if len(pending) > 2 * threads:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def sketch_alone(texts: Sequence[str], wanted: Wanted, rows: U32 | None = None) -> Batch:
    """Sketch a few texts in one batch, with none of what many together need."""
    load()
    return _sketch(texts, wanted, rows)


def sketched_ahead(texts: Sequence[Any], wanted: Wanted) -> tuple[Iterable[Item], int]:
    """The same texts, those as long as many books sketched, and how many texts they stand for.

    That takes as much room as thousands of articles, which is better taken before theirs are kept.
    """
    try:
        # Each string is fetched from memory for that; there are no others as a rule.
        longest, count = max(map(str.__len__, texts), default=0), len(texts)
    except TypeError:
        sizes = [(len(text), 1) if isinstance(text, str) else (0, len(text)) for text in texts]
        longest, count = max(size for size, _ in sizes), sum(number for _, number in sizes)
    if longest <= LONGEST_TEXT:
        return texts, count
    made = {
        place: sketch_alone([text], wanted)
        for place, text in enumerate(texts)
        if isinstance(text, str) and len(text) > LONGEST_TEXT
    }
    return (made.pop(place, text) for place, text in enumerate(texts)), count


def cut(texts: Iterable[Item]) -> Iterator[Sequence[str] | Packed | Batch]:
    """Strings enough for a batch at a time; what is not a string comes by itself."""
    if isinstance(texts, list | tuple):
        yield from _cut_sequence(texts)
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


def _cut_sequence(texts: Sequence[Any]) -> Iterator[Sequence[str] | Packed | Batch]:
    """The same, with no look at each string; what is far apart in memory is fetched but once."""
    start = stop = held = 0
    while stop < len(texts):
        some = texts[stop : stop + _LOOK]
        if set(map(type, some)) != {str}:
            yield from cut(iter(texts[start:]))
            return
        ends = list(accumulate(map(len, some), initial=held))
        if ends[-1] < BATCH:
            stop, held = stop + len(some), ends[-1]
            continue
        stop += bisect_left(ends, BATCH, lo=1)
        yield texts[start:stop]
        start, held = stop, 0
    if start < stop:
        yield texts[start:]


def _sketch(texts: Sequence[str] | Packed, wanted: Wanted, rows: U32 | None = None) -> Batch:
    # Uncommon characters are learnt with patterns that take a while to compile.
    from dedup.lsh.characters import tables  # noqa: PLC0415

    count = len(texts)
    if isinstance(texts, Packed):
        data = texts.data
        # A word takes two bytes at least, with what parts it from the next.
        most = (np.diff(texts.bounds) + 1) // 2
        given = (texts.bounds, _NONE, _NONE, _NONE)
    else:
        strings = Strings.of(texts)
        data = bytes_for(strings)
        most = strings.most_words
        given = (_NONE, strings.places, strings.lengths, strings.widths)
    kept = np.minimum(most, np.maximum(wanted.least, most // wanted.share)) if wanted.least else 0
    featured = int(most.sum())
    bits = SIGNATURES if wanted.slots else 0
    bits |= ANCHORS if wanted.least else 0
    bits |= SHINGLES if wanted.shingles else 0
    bits |= STEMS if wanted.stems else 0
    bits |= ANY_ORDER if wanted.in_any_order else 0
    out = Batch(
        signatures=np.empty((count, wanted.slots), dtype=np.uint32) if rows is None else rows,
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
    room = room_for(int(most.max(initial=0)), a.array.size)
    known = tables()
    asked = np.zeros((ASKS + 1, 2), dtype=np.int64)
    done = 0
    while True:
        done = _SKETCH(
            data,
            *given,
            are_quotes_spaces(),
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
    if wanted.strict and asked[0, 1] and not isinstance(texts, Packed):
        # Says where it is.
        pack(texts, strict=True)
    stems = out.stems[: out.stem_bounds[-1]]
    return out._replace(
        # Nobody keeps these: they are gathered, or in no order.
        anchors=out.anchors[: out.anchor_bounds[-1]],
        stems=stems if wanted.in_any_order else stems.copy(),
        shingles=out.shingles[: out.shingle_bounds[-1]].copy(),
    )


@lru_cache(maxsize=8)
def _padded_permutations(slots: int, seed: int) -> tuple[Passed, Passed]:
    """Multipliers and summands, with more behind them so that vectors of slots have no rest."""
    padded = np.zeros((2, -(-slots // LANES) * LANES), dtype=np.uint32)
    if slots:
        for row, column in zip(padded, permutations(slots, seed), strict=True):
            row[:slots] = column.ravel()
    return Passed.of(padded[0]), Passed.of(padded[1])
