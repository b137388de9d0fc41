"""Documents that share anchors: each anchor's bucket, dealt out, and the pairs counted from it.

Of a hundred anchors of a document half are in buckets with others, and the pairs inside them are
ten times as many as the documents, nearly all of them by chance. So no pair travels: an anchor's
bucket goes to the blocks of its members instead, and each block counts what its own documents
share with those after them, as `dedup.lsh.collisions` does on one machine. What comes out is
pairs that share enough, and each once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dedup.batches.blocks import (
    BULK,
    I64,
    Columns,
    binaries,
    block_of,
    bulk,
    gather,
    grouped,
    sorted_by_block,
    values,
)
from dedup.lsh.buckets import stretches, worths
from dedup.lsh.candidates import ANCHOR_CAP, ANCHOR_COMMON, ANCHOR_NEXT
from dedup.lsh.collisions import Shared, counted
from dedup.lsh.kernels.constants import END
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64
from dedup.machine.kernel import Kernel

__all__ = ["ANCHOR_KEYS", "BUCKETS", "MET", "buckets_of_anchors", "pairs_of_buckets",
           "scatter_anchors"]  # fmt: skip

Batches = Iterable[pa.RecordBatch]
U8 = npt.NDArray[np.uint8]

ANCHOR_KEYS: Columns = {"key": np.uint32, "member": np.int64, "size": np.int32}
"""Anchors, and the documents that they are of: the first `size` of the first one, and so on."""
BUCKETS: Columns = {"member": np.int64, "kind": np.uint8}
"""Members of buckets in the order of their contents; what each bucket counts, and above that a
bit for its last member."""
MET = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("shared", pa.int32()), ("worth", pa.int32())]
)
"""Pairs ``a < b``, the anchors that they share and what these are worth together."""

_FEW = 1 << 14
"""Entries up to which plain code does, so that a few texts wait for nothing to be compiled."""
_LAST = 128
_WORTH = 63
_BY_SIZE = worths(np.arange(ANCHOR_COMMON + 1)).astype(np.uint8)
_TABLE = 1 << 16
"""Places of the first table of documents; it doubles when it is half full."""

_DEAL = Kernel(
    *("dedup.batches.kernels.dealing", "deal", "uint64[:]", "int64[:]", "int32[:]", "uint8[:]"),
    *("int64", "int64", "int64", "int64[:]", "int64[:]", "int64[:]", "uint8[:]", "int64"),
)
_WEIGHING = "dedup.lsh.kernels.weighing"
_ENTER = Kernel(_WEIGHING, "enter", "uint64[:]", "int64", "uint32[:]")
_NUMBER = Kernel(
    *(_WEIGHING, "number_stems", "uint64[:]", "int64", "uint32[:]", "uint64[:]", "int64"),
    *("uint32[:]", "int64[:]"),
)


def scatter_anchors(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """Anchors to the blocks where equal ones meet: ``content, anchors`` to `ANCHOR_KEYS`."""
    for table in bulk(batches):
        keys, bounds = values(table.column("anchors"), np.uint32)
        content = table.column("content").to_numpy()
        documents = np.repeat(np.arange(len(content), dtype=np.int32), np.diff(bounds))
        order, place = sorted_by_block(block_of(keys, blocks))
        if not len(order):
            continue
        documents = documents[order]
        # A stretch is what one block gets of one document.
        starts = np.flatnonzero(
            np.concatenate([[True], (np.diff(place) != 0) | (np.diff(documents) != 0)])
        )
        block, of_key = grouped(place)
        _, of_stretch = grouped(place[starts])
        sizes = np.diff(np.append(starts, len(place))).astype(np.int32)
        yield pa.record_batch(
            [
                pa.array(block),
                binaries(keys[order], of_key),
                binaries(content[documents[starts]], of_stretch),
                binaries(sizes, of_stretch),
            ],
            names=["block", *ANCHOR_KEYS],
        )


def buckets_of_anchors(batches: Batches, *, blocks: int) -> Iterator[pa.RecordBatch]:
    """The bucket of each anchor to the blocks of its members: `ANCHOR_KEYS` to `BUCKETS`."""
    found = gather(batches, ANCHOR_KEYS)
    order = np.argsort(found["member"])
    rank = np.empty(len(order), dtype=np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    content = found["member"][order]
    entries = found["key"].astype(np.uint64) << np.uint64(32)
    entries |= np.repeat(rank, found["size"])
    entries.sort()
    homes = block_of(content, blocks)
    deal = _dealt if len(entries) > _FEW else _dealt_plainly
    members, kinds, bounds = deal(entries, content, homes, blocks)
    full = np.flatnonzero(np.diff(bounds))
    bulk = BULK // np.dtype(np.int64).itemsize
    for first, last in stretches(bounds[full + 1] - bounds[full], bulk):
        rows = full[first:last]
        inside = slice(bounds[rows[0]], bounds[rows[-1] + 1])
        ends = np.append(bounds[rows], inside.stop) - inside.start
        yield pa.record_batch(
            [
                pa.array(rows.astype(np.int32)),
                binaries(members[inside], ends),
                binaries(kinds[inside], ends),
            ],
            names=["block", *BUCKETS],
        )


def _dealt(
    entries: U64, content: I64, homes: npt.NDArray[np.int32], blocks: int
) -> tuple[I64, U8, I64]:
    """Members and kinds of all blocks, one after the other, and where each begins."""
    fixed = entries, content, homes, _BY_SIZE, ANCHOR_CAP, ANCHOR_COMMON, ANCHOR_NEXT
    ends = np.zeros(blocks, dtype=np.int64)
    seen = np.full(blocks, -1, dtype=np.int64)
    nothing = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint8)
    total = _DEAL(*fixed, seen, ends, *nothing, 0)
    bounds = np.concatenate([[0], np.cumsum(ends)])
    members, kinds = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.uint8)
    seen.fill(-1)
    _DEAL(*fixed, seen, bounds[:-1].copy(), members, kinds, 1)
    return members, kinds, bounds


def _dealt_plainly(
    entries: U64, content: I64, homes: npt.NDArray[np.int32], blocks: int
) -> tuple[I64, U8, I64]:
    """`_dealt` without compiled code."""
    buckets: dict[int, list[int]] = {}
    for entry in entries.tolist():
        buckets.setdefault(entry >> 32, []).append(entry & 0xFFFFFFFF)
    dealt: list[list[tuple[int, int]]] = [[] for _ in range(blocks)]

    def give(block: int, stretch: list[int], kind: int) -> None:
        contents = content[stretch].tolist()
        kinds = [kind] * (len(stretch) - 1) + [kind | _LAST]
        dealt[block] += zip(contents, kinds, strict=True)

    for bucket in buckets.values():
        if not 1 < len(bucket) <= ANCHOR_COMMON:
            continue
        kind = int(_BY_SIZE[len(bucket)])
        blocks_of = homes[bucket].tolist()
        for place, block in enumerate(blocks_of[:-1]):
            if len(bucket) > ANCHOR_CAP:
                for other in bucket[place + 1 : place + 1 + ANCHOR_NEXT]:
                    give(block, [bucket[place], other], kind)
            elif block not in blocks_of[:place]:
                give(block, bucket[place:], kind)
    bounds = np.concatenate([[0], np.cumsum([len(each) for each in dealt])]).astype(np.int64)
    flat = [entry for each in dealt for entry in each]
    members = np.array([member for member, _ in flat], dtype=np.int64)
    return members, np.array([kind for _, kind in flat], dtype=np.uint8), bounds


def pairs_of_buckets(
    batches: Batches, *, blocks: int, least: int, least_worth: int
) -> Iterator[pa.RecordBatch]:
    """Pairs of a block's documents with later ones, of all its buckets: `BUCKETS` to `MET`.

    A pair needs `least` anchors at least, worth `least_worth` together.
    """
    # An engine may bring the rows of several blocks to one task.
    by_block: dict[int, list[pa.RecordBatch]] = {}
    for batch in batches:
        for row, block in enumerate(batch.column("block").to_pylist()):
            by_block.setdefault(block, []).append(batch.slice(row, 1))
    while by_block:
        block, rows = by_block.popitem()
        found = gather(rows, BUCKETS)
        del rows
        members, kinds = found["member"], found["kind"]
        count = _counted if len(members) > _FEW else _counted_plainly
        yield from count(members, kinds, block, blocks, least, least_worth)


def _counted(
    members: I64, kinds: U8, block: int, blocks: int, least: int, worth: int
) -> Iterator[pa.RecordBatch]:
    numbers, content = _numbered(members)
    # The block's own come first: pairs are counted from those alone.
    own = block_of(content, blocks) == block
    order = np.argsort(~own, kind="stable")
    renumbered = np.empty(len(order), dtype=np.uint32)
    renumbered[order] = np.arange(len(order), dtype=np.uint32)
    numbers = renumbered[numbers]
    content = content[order]
    numbers[kinds & _LAST != 0] |= END
    entries = Shared(numbers, kinds=kinds & np.uint8(_WORTH))
    for pairs, shared, worth_of in counted(
        entries, int(own.sum()), len(content), beyond=ANCHOR_NEXT, least=least, worth=worth
    ):
        if len(pairs):
            yield _met(*content[pairs].T, shared, worth_of)


def _counted_plainly(
    members: I64, kinds: U8, block: int, blocks: int, least: int, worth: int
) -> Iterator[pa.RecordBatch]:
    """`_counted` without compiled code, or any table of documents."""
    shared: Counter[tuple[int, int]] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    own = (block_of(members, blocks) == block).tolist()
    contents, marks = members.tolist(), kinds.tolist()
    for first, mine in enumerate(own):
        at = first
        while mine and not marks[at] & _LAST:
            at += 1
            shared[contents[first], contents[at]] += 1
            together[contents[first], contents[at]] += marks[at] & _WORTH
    kept = sorted(
        pair for pair, count in shared.items() if count >= least and together[pair] >= worth
    )
    if kept:
        a, b = zip(*kept, strict=True)
        yield _met(a, b, [shared[pair] for pair in kept], [together[pair] for pair in kept])


def _met(*columns: Iterable[int]) -> pa.RecordBatch:
    arrays = [pa.array(each, field.type) for each, field in zip(columns, MET, strict=True)]
    return pa.record_batch(arrays, schema=MET)


def _numbered(members: I64) -> tuple[U32, I64]:
    """A number for each distinct member, as they are met, and the member of each number."""
    given = members.view(np.uint64)
    table = np.zeros(_TABLE, dtype=np.uint32)
    keys = np.empty(_TABLE // 2, dtype=np.uint64)
    numbers = np.empty(len(given), dtype=np.uint32)
    done = np.zeros(1, dtype=np.int64)
    known = 0
    while True:
        known = _NUMBER(given, int(done[0]), table, keys, known, numbers, done)
        if done[0] == len(given):
            return numbers, keys[:known].view(np.int64)
        table = np.zeros(2 * len(table), dtype=np.uint32)
        _ENTER(keys, known, table)
        keys = np.concatenate([keys, np.empty_like(keys)])
