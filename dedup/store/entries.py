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
    "block_sum",
    "damaged_block",
    "decode_blocks",
    "encode_blocks",
    "entries_of",
    "joined_blocks",
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
        raise damaged(what)
    return body


def damaged(what: str) -> StoreDamagedError:
    """The error of something that is not what was written."""
    return StoreDamagedError(
        f"{what} is not what was written there; restore the index from a copy, or "
        "export what can be read of it and fill a new one"
    )


def _sum(data: bytes, seed: int) -> bytes:
    digest: bytes = xxhash.xxh3_64_digest(data, seed & 0xFFFFFFFFFFFFFFFF)
    return digest[:_SUM_BYTES]


def encode_blocks(layout: Layout, entries: U64, round_: int) -> list[tuple[int, bytes]]:
    """Sorted entries as rows of a table of blocks, empty blocks left out.

    `round_` tells the blocks of one layout from those of the next; see `row_of`.
    """
    if not len(entries):
        return []
    return (_packed_fast if is_loaded() else _packed)(layout, entries, row_of(0, round_))


def _packed(layout: Layout, entries: U64, base: int) -> list[tuple[int, bytes]]:
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
    width = layout.width
    data = _narrowed(packed, width)
    return [
        (base + block, _summed(data[start * width : (start + size) * width], base + block))
        for block, start, size in zip(blocks.tolist(), starts.tolist(), sizes.tolist(), strict=True)
        if size
    ]


def _packed_fast(layout: Layout, entries: U64, base: int) -> list[tuple[int, bytes]]:
    """`_packed` by compiled code."""
    width = layout.width
    first, last = layout.block_of(entries[[0, -1]] >> _SHIFT).tolist()
    most = min(len(entries), last - first + 1)
    found = np.empty((most, 2), dtype=np.int64)
    out = np.empty(len(entries) * width + most * _SUM_BYTES, dtype=np.uint8)
    filled = PACK(entries, layout.blocks, layout.bits, width, base, found, out)
    rows, ends = found[:filled].T.tolist()
    data = out[: ends[-1]].tobytes()
    return [
        (row, data[start:end]) for row, start, end in zip(rows, [0, *ends[:-1]], ends, strict=True)
    ]


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
    numbers = np.array([row for row, _ in rows], dtype=np.int64)
    firsts = layout.firsts((numbers & _ROW_MASK).astype(np.uint64))
    if is_loaded():
        data, sizes = joined_blocks([data for _, data in rows])
        entries = np.empty(int((sizes // width).sum()), dtype=np.uint64)
        count = UNPACK(data, sizes, numbers, firsts, width, layout.bits, entries)
        if count < 0:
            raise damaged_block(int(numbers[-1 - count]))
        return entries[:count]
    bodies = [_unsummed(data, row) for row, data in rows]
    counts = np.fromiter(map(len, bodies), np.int64, len(bodies)) // width
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


def joined_blocks(blocks: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], I64]:
    """Data of rows end to end, as compiled code reads them, and the bytes of each."""
    # A changed header of a record can make anything of its columns, which are no block then.
    whole = [data if isinstance(data, bytes) else b"?" for data in blocks]
    sizes = np.fromiter(map(len, whole), np.int64, len(whole))
    return np.frombuffer(b"".join([*whole, bytes(8)]), dtype=np.uint8), sizes


def block_sum(data: bytes, row: int) -> bytes:
    """The checksum of the entries of a block, which compiled code makes as well."""
    total = xxhash.xxh64_intdigest(data) + row * 0x9E3779B97F4A7C15
    return (total >> 32 & 0xFFFFFFFF).to_bytes(_SUM_BYTES, "little")


def damaged_block(row: int) -> StoreDamagedError:
    """The error of a block that is not what was written."""
    return damaged(f"block {row}")


def _summed(data: bytes, row: int) -> bytes:
    return data + block_sum(data, row)


def _unsummed(data: object, row: int) -> bytes:
    if isinstance(data, bytes):
        body = data[:-_SUM_BYTES]
        if len(data) >= _SUM_BYTES and data[-_SUM_BYTES:] == block_sum(body, row):
            return body
    raise damaged_block(row)


_ROW_MASK = (1 << 40) - 1


def row_of(block: int, round_: int) -> int:
    """The row of a block; those of a later round stand behind all of an earlier one.

    A table that grows at its end has full pages.
    """
    return round_ << 40 | block
