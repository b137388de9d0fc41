"""Keys that are looked up: in the blocks that were fetched, and in the runs in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from dedup.store.base import Postings
from dedup.store.compiled import FIND, PLACE, is_loaded
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


class Sought(NamedTuple):
    """Distinct keys, how much of each is wanted, and where to look.

    Attributes
    ----------
    keys : ndarray of uint64
    most : ndarray of int64
        A key that more carry gives no more than the newest `few`.
    few : int
    blocks : Blocks
    fetch : callable
        Gives those of some rows that exist, with their data.
    new, old : Runs
        Fresh entries, and those that are being drained: in blocks up to the cursor.
    """

    keys: U64
    most: I64
    few: int
    blocks: Blocks
    fetch: Callable[[list[int]], dict[int, bytes]]
    new: Runs
    old: Runs

    def found(self) -> Postings:
        """Who carries them."""
        return self.quickly() if is_loaded() else self.plainly()

    def quickly(self) -> Postings:
        """`plainly` by compiled code."""
        blocks, new, old = self.blocks, self.new, self.old
        count = len(self.keys)
        hashes = np.empty(count, dtype=np.uint64)
        places = np.empty(count, dtype=np.int64)
        firsts = np.empty(count, dtype=np.uint64)
        bases = row_of(0, blocks.round), row_of(0, blocks.round + 1)
        cuts = blocks.old.blocks, blocks.new.blocks
        PLACE(self.keys, *cuts, *bases, blocks.cursor, hashes, places, firsts)
        rows: list[int] = places.tolist()
        found = self.fetch(list(dict.fromkeys(rows)))
        data, sizes = joined_blocks(list(found.values()))
        ends = np.cumsum(sizes)
        # The last one stands for rows that do not exist.
        spans = np.full((len(found) + 1, 2), -1, dtype=np.int64)
        spans[:-1, 0], spans[:-1, 1] = ends - sizes, ends
        known = dict(zip(found, range(len(found)), strict=True))
        counts = np.empty(count, dtype=np.int64)
        room = int(np.maximum(self.most, self.few).sum())
        out = np.empty((2, room), dtype=np.int64)
        given = FIND(
            hashes,
            firsts,
            data,
            spans[[known.get(row, -1) for row in rows]],
            places,
            *(blocks.old.width, blocks.old.bits, blocks.new.width, blocks.new.bits),
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
        return Postings(counts, out[0, :given], out[1, :given])

    def plainly(self) -> Postings:
        """`found` without compiled code: for a few questions, and the oracle of the other way."""
        blocks = self.blocks
        order = np.argsort(self.keys)
        hashes = self.keys[order] >> _SHIFT
        lows = hashes << _SHIFT
        highs = lows | _NUMBERS
        rows = list(dict.fromkeys(blocks.rows(hashes)))
        found = self.fetch(rows)
        every = blocks.decoded([(row, found[row]) for row in rows if row in found])
        counts = np.zeros(len(hashes), dtype=np.int64)
        # Nothing of the draining generation is seen behind the cursor: it is in blocks there.
        drained = hashes < np.uint64(blocks.cursor)
        ranges: list[tuple[U64, I64, I64]] = []
        parts = [(every, False), *((run, True) for run in self.old)]
        for entries, is_old in [*parts, *((run, False) for run in self.new)]:
            starts, ends = search(entries, lows, highs)
            if is_old:
                ends = np.where(drained, starts, ends)
            counts += ends - starts
            ranges.append((entries, starts, ends))
        most = self.most[order]
        left = np.where(counts <= most, counts, np.minimum(counts, self.few))
        places: list[I64] = [np.zeros(0, dtype=np.int64)]
        numbers: list[I64] = [np.zeros(0, dtype=np.int64)]
        # From the newest on.
        for entries, starts, ends in reversed(ranges):
            sizes = np.minimum(ends - starts, left)
            left -= sizes
            within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            places.append(np.repeat(order, sizes))
            kept = entries[np.repeat(ends, sizes) - 1 - within]
            numbers.append((kept & _NUMBERS).astype(np.int64))
        in_order = np.empty(len(order), dtype=np.int64)
        in_order[order] = counts
        return Postings(in_order, np.concatenate(places), np.concatenate(numbers))
