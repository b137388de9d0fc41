"""Keys that are looked up: in the blocks that were fetched, and in the runs in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dedup.store.compiled import FIND, is_loaded
from dedup.store.entries import (
    I64,
    NUMBER_BITS,
    NUMBER_LIMIT,
    U64,
    Layout,
    damaged_block,
    decode_blocks,
    joined_blocks,
    row_of,
)
from dedup.store.runs import Runs, search

__all__ = ["Blocks", "Sought"]

_SHIFT = np.uint64(NUMBER_BITS)
_NUMBERS = np.uint64(NUMBER_LIMIT - 1)
_AHEAD = bytes(8)
"""Compiled code reads eight bytes at every entry."""

Found = tuple[I64, I64, I64]
"""How many carry each key, and of those asked for the key's place and the number."""


class Blocks(NamedTuple):
    """How blocks are laid out at and after a cursor and before it, and the round of the former."""

    old: Layout
    new: Layout
    round: int
    cursor: int

    def rows(self, hashes: U64) -> list[int]:
        """The row that holds each key hash."""
        found: list[int] = np.where(
            hashes < np.uint64(self.cursor),
            self.new.block_of(hashes) | np.uint64(row_of(0, self.round + 1)),
            self.old.block_of(hashes) | np.uint64(row_of(0, self.round)),
        ).tolist()
        return found

    def decoded(self, rows: Sequence[tuple[int, bytes]]) -> U64:
        """The entries of rows that are in the order of keys, as one sorted array."""
        new = [row for row in rows if row[0] >> 40 != self.round]
        old = [row for row in rows if row[0] >> 40 == self.round]
        if not new:
            return decode_blocks(self.old, old)
        return np.concatenate([decode_blocks(self.new, new), decode_blocks(self.old, old)])

    def of_each(self, hashes: U64) -> tuple[U64, I64, I64]:
        """Of the block of each key hash its first hash, an entry's bytes, and a number's bits."""
        old, new = self.old, self.new
        firsts = old.firsts(old.block_of(hashes))
        count = len(hashes)
        widths, bits = np.full(count, old.width), np.full(count, old.bits)
        if self.cursor:
            before = hashes < np.uint64(self.cursor)
            firsts = np.where(before, new.firsts(new.block_of(hashes)), firsts)
            widths, bits = np.where(before, new.width, widths), np.where(before, new.bits, bits)
        return firsts, widths, bits


class Sought(NamedTuple):
    """Distinct key hashes in increasing order, and how much of each is wanted.

    Attributes
    ----------
    hashes : ndarray of uint64
    most : ndarray of int64
        A key that more carry gives no more than the newest `few`.
    few : int
    """

    hashes: U64
    most: I64
    few: int

    def among(
        self, blocks: Blocks, rows: Sequence[int], found: Mapping[int, bytes], new: Runs, old: Runs
    ) -> Found:
        """Who carries them.

        Parameters
        ----------
        rows : sequence of int
            The row of each, as `Blocks.rows` says.
        found : mapping
            Rows that exist, with their data.
        new, old : Runs
            Fresh entries, and those that are being drained: in blocks up to the cursor.
        """
        way = self.quickly if is_loaded() else self.plainly
        return way(blocks, rows, found, new, old)

    def quickly(
        self, blocks: Blocks, rows: Sequence[int], found: Mapping[int, bytes], new: Runs, old: Runs
    ) -> Found:
        """`plainly` by compiled code."""
        data, sizes = joined_blocks(list(found.values()))
        ends = np.cumsum(sizes)
        # The last one stands for rows that do not exist.
        spans = np.full((len(found) + 1, 2), -1, dtype=np.int64)
        spans[:-1, 0], spans[:-1, 1] = ends - sizes, ends
        known = dict(zip(found, range(len(found)), strict=True))
        places = [known.get(row, -1) for row in rows]
        counts = np.empty(len(rows), dtype=np.int64)
        firsts, widths, bits = blocks.of_each(self.hashes)
        room = int(np.maximum(self.most, self.few).sum())
        out = np.empty((2, room), dtype=np.int64)
        given = FIND(
            self.hashes,
            firsts,
            data,
            spans[places],
            np.array(rows, dtype=np.int64),
            widths,
            bits,
            *new.passed,
            *old.passed,
            blocks.cursor,
            self.most,
            self.few,
            np.empty((new.count + old.count, 2), dtype=np.int64),
            counts,
            out,
        )
        if given < 0:
            raise damaged_block(rows[-1 - given])
        return counts, out[0, :given], out[1, :given]

    def plainly(
        self, blocks: Blocks, rows: Sequence[int], found: Mapping[int, bytes], new: Runs, old: Runs
    ) -> Found:
        """`among` without compiled code: for a few questions, and the oracle of the other way."""
        hashes = self.hashes
        lows = hashes << _SHIFT
        highs = lows | _NUMBERS
        counts = np.zeros(len(hashes), dtype=np.int64)
        # Nothing of the draining generation is seen behind the cursor: it is in blocks there.
        drained = hashes < np.uint64(blocks.cursor)
        asked = dict.fromkeys(rows)
        every = blocks.decoded([(row, found[row]) for row in asked if row in found])
        ranges: list[tuple[U64, I64, I64]] = []
        for entries, is_old in [
            (every, False),
            *((r, True) for r in old),
            *((r, False) for r in new),
        ]:
            starts, ends = search(entries, lows, highs)
            if is_old:
                ends = np.where(drained, starts, ends)
            counts += ends - starts
            ranges.append((entries, starts, ends))
        left = np.where(counts <= self.most, counts, np.minimum(counts, self.few))
        places: list[I64] = [np.zeros(0, dtype=np.int64)]
        numbers: list[I64] = [np.zeros(0, dtype=np.int64)]
        # From the newest on.
        for entries, starts, ends in reversed(ranges):
            sizes = np.minimum(ends - starts, left)
            left -= sizes
            within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            places.append(np.repeat(np.arange(len(hashes)), sizes))
            kept = entries[np.repeat(ends, sizes) - 1 - within]
            numbers.append((kept & _NUMBERS).astype(np.int64))
        return counts, np.concatenate(places), np.concatenate(numbers)
