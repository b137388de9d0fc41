"""Sketches of many texts by compiled code, batch by batch, on all cores.

Bit for bit what `dedup.lsh.shingles` and `dedup.lsh.minhash` say of each text, which the tests
hold it to.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.lsh.minhash import U32, permutations
from dedup.lsh.packing import Packed, pack
from dedup.lsh.shingles import U64

__all__ = ["Batch", "sketch_batches"]

I64 = npt.NDArray[np.int64]

BATCH = 1 << 20
"""Characters, about, that are sketched together: a few hundred articles."""
_log = logging.getLogger("dedup")


class Batch(NamedTuple):
    """Sketches of some texts; the columns of `dedup.lsh.sketches.Sketches`, rows end to end."""

    signatures: U32
    anchors: U64
    anchor_bounds: I64
    shingles: U64
    shingle_bounds: I64
    stems: U64
    stem_bounds: I64
    words: I64
    content: U64


@contextmanager
def _patience() -> Iterator[None]:
    """Say what is being waited for, if it takes more than a second."""
    note = "loading compiled code; a machine's first time compiles it, in about half a minute"
    timer = threading.Timer(1.0, _log.warning, [note])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def sketch_batches(
    texts: Iterable[str], *, k: int, slots: int, seed: int, least: int, share: int
) -> Iterator[Batch]:
    """Sketch texts in batches, in order; `least` and `share` say how many anchors are kept."""

    def work(waiting: list[str]) -> Batch:
        return _sketch(pack(waiting), k, slots, seed, least, share)

    with _patience():
        first = work([])
    yield first
    workers = os.cpu_count() or 1
    pending: deque[Future[Batch]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for waiting in _cut(texts):
                pending.append(pool.submit(work, waiting))
                if len(pending) > 2 * workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _cut(texts: Iterable[str]) -> Iterator[list[str]]:
    waiting: list[str] = []
    held = 0
    for text in texts:
        waiting.append(text)
        held += len(text)
        if held >= BATCH:
            yield waiting
            waiting, held = [], 0
    if waiting:
        yield waiting


def _sketch(packed: Packed, k: int, slots: int, seed: int, least: int, share: int) -> Batch:
    # numba takes half a second to load, which a few articles do not pay for.
    from dedup.lsh.characters import tables  # noqa: PLC0415
    from dedup.lsh.kernels.general import ASKS  # noqa: PLC0415
    from dedup.lsh.kernels.sketching import sketch_batch  # noqa: PLC0415

    data, bounds = packed.data, packed.bounds
    count = len(packed)
    # A word takes two bytes at least, with what parts it from the next.
    most = (np.diff(bounds) + 1) // 2
    a, b = (column.ravel() for column in permutations(slots, seed))
    out = Batch(
        signatures=np.empty((count, slots), dtype=np.uint32),
        anchors=np.empty(int(np.minimum(most, np.maximum(least, most // share)).sum()), np.uint64),
        anchor_bounds=np.zeros(count + 1, dtype=np.int64),
        shingles=np.empty(int(most.sum()), dtype=np.uint64),
        shingle_bounds=np.zeros(count + 1, dtype=np.int64),
        stems=np.empty(int(most.sum()), dtype=np.uint64),
        stem_bounds=np.zeros(count + 1, dtype=np.int64),
        words=np.empty(count, dtype=np.int64),
        content=np.empty(count, dtype=np.uint64),
    )
    known = tables()
    asked = np.zeros((ASKS + 1, 2), dtype=np.int64)
    done = 0
    while True:
        done = sketch_batch(
            data, bounds, done, known.arrays, asked, k, least, share, a, b, tuple(out)
        )
        if done == count:
            break
        known.learn(data, asked)
    return out._replace(
        anchors=out.anchors[: out.anchor_bounds[-1]].copy(),
        shingles=out.shingles[: out.shingle_bounds[-1]].copy(),
        stems=out.stems[: out.stem_bounds[-1]].copy(),
    )
