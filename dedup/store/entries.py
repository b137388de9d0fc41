"""Entries of a key table, and the blocks that keep them small on disk.

An *entry* says that a document carries a key: one 64-bit number, the first `HASH_BITS` bits of
the key above `NUMBER_BITS` bits of the document's number. Sorted entries of one key stand
together, the newest document last, and two sorted arrays merge as numbers do.

On disk sorted entries are cut into *blocks* of equal ranges of keys, so that the block of a key
is computed and not looked up. What all entries of a block have in common, the beginning of its
range, is left out: about five bytes an entry remain, however large the table is.

Keys have to be uniform over 64 bits. Only their beginning is kept, so that in rare cases a key
brings up a document that does not carry it: with 150 million entries, one key in 450. Whoever
asks counts shared keys, and then looks closely.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from dedup.errors import StoreDamagedError
from dedup.store.compiled import PACK, UNPACK, is_loaded

__all__ = [
    "COMMON",
    "HASH_BITS",
    "NUMBER_BITS",
    "NUMBER_LIMIT",
    "Layout",
    "block_bodies",
    "decode_blocks",
    "encode_blocks",
    "entries_of",
    "merged",
    "newest",
    "row_of",
    "sealed",
    "unsealed",
]

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

NUMBER_BITS = 28
NUMBER_LIMIT = 1 << NUMBER_BITS
"""Documents that an index can take in during its life."""
HASH_BITS = 64 - NUMBER_BITS
COMMON = 2048
"""Of a key that more documents carry than this, the newest `COMMON` + 1 entries are kept."""
_SUM_BYTES = 4

_SHIFT = np.uint64(NUMBER_BITS)
_NUMBERS = np.uint64(NUMBER_LIMIT - 1)


class Layout(NamedTuple):
    """How entries are cut into blocks.

    Attributes
    ----------
    blocks : int
        Into how many ranges the keys are cut.
    bits : int
        Bits that are kept of a document's number.
    """

    blocks: int
    bits: int

    @property
    def width(self) -> int:
        """Bytes of an entry in a block."""
        widest = (self.first(1) if self.blocks > 1 else 1 << HASH_BITS) - 1
        return (widest.bit_length() + self.bits + 7) // 8

    def first(self, block: int) -> int:
        """The first key hash of a block."""
        return -((-block << HASH_BITS) // self.blocks)

    def firsts(self, blocks: U64) -> U64:
        """The first key hash of each block."""
        total = np.uint64(self.blocks)
        return ((blocks << np.uint64(HASH_BITS)) + total - np.uint64(1)) // total

    def block_of(self, hashes: U64) -> U64:
        """The block of each key hash."""
        return (hashes * np.uint64(self.blocks)) >> np.uint64(HASH_BITS)


def entries_of(keys: U64, numbers: I64) -> U64:
    """Sorted entries of pairs of keys and document numbers."""
    entries = (keys >> _SHIFT) << _SHIFT | numbers.astype(np.uint64)
    entries.sort()
    return entries


def merged(large: U64, small: U64) -> U64:
    """Two sorted arrays as one."""
    if not len(small):
        return large
    found = np.concatenate([large, small])
    # Which merges runs that are sorted already, in one pass.
    found.sort(kind="stable")
    return found


def newest(entries: U64, most: int) -> U64:
    """Sorted entries with no more than the newest `most` of each key."""
    # Of two entries of one key only the numbers differ, in the lowest bits.
    kept = np.ones(len(entries), dtype=bool)
    np.greater(entries[most:] ^ entries[:-most], _NUMBERS, out=kept[: max(0, len(entries) - most)])
    return entries if np.all(kept) else entries[kept]


def sealed(data: bytes, seed: int) -> bytes:
    """Bytes with a checksum behind them; `seed` is the row that they belong to."""
    return data + _sum(data, seed)


def unsealed(data: object, seed: int, what: str) -> bytes:
    """The bytes that were sealed.

    Raises
    ------
    StoreDamagedError
        If they are not what was sealed, or belong to another row.
    """
    # A changed header of a record can make anything of its columns.
    body = data[:-_SUM_BYTES] if isinstance(data, bytes) else b""
    if not isinstance(data, bytes) or data[-_SUM_BYTES:] != _sum(body, seed):
        raise StoreDamagedError(
            f"{what} is not what was written there; restore the index from a copy, or "
            "export what can be read of it and fill a new one"
        )
    return body


def _sum(data: bytes, seed: int) -> bytes:
    digest: bytes = xxhash.xxh3_64_digest(data, seed & 0xFFFFFFFFFFFFFFFF)
    return digest[:_SUM_BYTES]


def encode_blocks(layout: Layout, entries: U64, round_: int) -> list[tuple[int, bytes]]:
    """Sorted entries as rows of a table of blocks, empty blocks left out.

    `round_` tells the blocks of one layout from those of the next; see `row_of`.
    """
    if not len(entries):
        return []
    blocks, starts, data = (_packed_fast if is_loaded() else _packed)(layout, entries)
    width = layout.width
    bounds = [start * width for start in starts.tolist()]
    rows = []
    for block, start, end in zip(
        blocks.tolist(), bounds, [*bounds[1:], len(entries) * width], strict=True
    ):
        row = row_of(block, round_)
        rows.append((row, sealed(data[start:end], row)))
    return rows


def _packed(layout: Layout, entries: U64) -> tuple[I64, I64, bytes]:
    """The blocks that have entries, the first entry of each, and all entries packed."""
    first, last = layout.block_of(entries[[0, -1]] >> _SHIFT).tolist()
    if last - first < len(entries):
        blocks = np.arange(first, last + 1, dtype=np.uint64)
    else:
        blocks = np.unique(layout.block_of(entries >> _SHIFT))
    # The beginning of each block as an entry, whose number is 0.
    firsts = layout.firsts(blocks) << _SHIFT
    starts = np.searchsorted(entries, firsts)
    sizes = np.diff(starts, append=len(entries))
    packed = entries - np.repeat(firsts, sizes)
    numbers = packed & np.uint64((1 << layout.bits) - 1)
    packed >>= _SHIFT
    packed <<= np.uint64(layout.bits)
    packed |= numbers
    filled = sizes > 0
    return blocks[filled].astype(np.int64), starts[filled], _narrowed(packed, layout.width)


def _packed_fast(layout: Layout, entries: U64) -> tuple[I64, I64, bytes]:
    """`_packed` by compiled code."""
    width = layout.width
    first, last = layout.block_of(entries[[0, -1]] >> _SHIFT).tolist()
    found = np.empty((min(len(entries), last - first + 1), 2), dtype=np.int64)
    out = np.empty(len(entries) * width, dtype=np.uint8)
    filled = PACK(entries, layout.blocks, layout.bits, width, found, out)
    return found[:filled, 0], found[:filled, 1], out.tobytes()


def _narrowed(values: U64, width: int) -> bytes:
    """The lowest `width` bytes of each value, the lowest byte first."""
    out = np.empty((len(values), width), dtype=np.uint8)
    done = 0
    if width >= 4:
        # Four bytes at once, wherever they come to lie.
        np.ndarray((len(values),), "<u4", out, 0, (width,))[:] = values & np.uint64(0xFFFFFFFF)
        done = 4
    for place in range(done, width):
        out[:, place] = (values >> np.uint64(8 * place)) & np.uint64(0xFF)
    return out.tobytes()


def decode_blocks(layout: Layout, rows: Sequence[tuple[int, bytes]]) -> U64:
    """The sorted entries of rows of a table of blocks, which are in order."""
    if not rows:
        return np.zeros(0, dtype=np.uint64)
    width = layout.width
    bodies = block_bodies(rows)
    sizes = np.fromiter(map(len, bodies), np.int64, len(bodies))
    blocks = np.array([row for row, _ in rows], dtype=np.uint64) & np.uint64(_ROW_MASK)
    firsts = layout.firsts(blocks)
    counts = sizes // width
    if is_loaded():
        entries = np.empty(int(counts.sum()), dtype=np.uint64)
        data = np.frombuffer(b"".join([*bodies, bytes(8)]), dtype=np.uint8)
        UNPACK(data, sizes, firsts, width, layout.bits, entries)
        return entries
    # Eight bytes are read at each entry, and what is of the next one is masked out.
    raw = b"".join([*bodies, bytes(8 - width)])
    wide: U64 = np.ndarray((int(counts.sum()),), "<u8", raw, 0, (width,))
    packed = wide & np.uint64((1 << 8 * width) - 1)
    entries = packed >> np.uint64(layout.bits)
    entries += np.repeat(firsts, counts)
    entries <<= _SHIFT
    packed &= np.uint64((1 << layout.bits) - 1)
    entries |= packed
    return entries


def block_bodies(rows: Sequence[tuple[int, bytes]]) -> list[bytes]:
    """`unsealed` of many blocks, by their rows."""
    try:
        bodies = [data[:-_SUM_BYTES] for _, data in rows]
        sums = b"".join([data[-_SUM_BYTES:] for _, data in rows])
        digest = xxhash.xxh3_64_digest
        # Row by row, as a look-up has a hundred and more.
        if sums == b"".join(
            [digest(body, row)[:_SUM_BYTES] for body, (row, _) in zip(bodies, rows, strict=True)]
        ):
            return bodies
    except TypeError:
        pass  # something else than bytes was read
    return [unsealed(data, row, f"block {row}") for row, data in rows]


_ROW_MASK = (1 << 40) - 1


def row_of(block: int, round_: int) -> int:
    """The row of a block; those of a later round stand behind all of an earlier one.

    A table that grows at its end has full pages.
    """
    return round_ << 40 | block
