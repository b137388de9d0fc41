"""The key table of a SQLite store: fresh runs, drained into blocks a slice at a time.

What an addition brings is written as one sorted *run*, however many keys it has. When an
eighth of the table is fresh, the runs there are so far become a *generation* that is drained:
each addition after that merges as much of it into the blocks as keeps step, in the order of the
keys, so that no single addition has to wait for all of it. Behind the *cursor* a key is in the
new blocks, at and after it in the old ones and in the runs of the generation.

The runs are held in memory too, as they are needed by every look-up: eight bytes an entry.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from dedup.errors import StoreDamagedError
from dedup.store.base import Postings
from dedup.store.entries import (
    COMMON,
    HASH_BITS,
    I64,
    NUMBER_BITS,
    NUMBER_LIMIT,
    U64,
    Layout,
    decode_blocks,
    encode_blocks,
    entries_of,
    merged,
    newest,
    row_of,
    sealed,
    unsealed,
)
from dedup.store.runs import Runs, without
from dedup.store.sought import Blocks, Sought
from dedup.store.state import State

__all__ = ["SCHEMA", "KeyTable"]

SCHEMA = """
CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE TABLE blocks (row INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
"""

FRESH_LEAST = 1 << 17
"""Entries below which nothing is drained: some thousand documents."""
FRESH_SHARE = 8
"""Entries in blocks for each fresh one when draining begins."""
BLOCK_ENTRIES = 300
"""Entries of a block, on average."""
_SLICE_LEAST = 4096
_SLICE_MOST = 1 << 18
"""Entries that are merged together, which stay in the processor's cache."""
_VARIABLES = 512
"""Values that one statement is given; SQLite takes 999 at least."""
_PADDED = 16
_BLOCKS = "SELECT row, data FROM blocks WHERE row IN"
_REBUILD = 1 << 24
"""Entries that are held at a time when the table is built anew."""
_HASHES = 1 << HASH_BITS
_SHIFT = np.uint64(NUMBER_BITS)
_NUMBERS = np.uint64(NUMBER_LIMIT - 1)


@dataclass(slots=True)
class _Held:
    """The runs in memory, and what they were read at."""

    epoch: int = -1
    removals: int = -1
    last: int = 0
    old: Runs = field(default_factory=Runs)
    new: Runs = field(default_factory=Runs)


class KeyTable:
    """The key table on a connection, inside transactions that its owner makes.

    `state` is set by the owner at the beginning of each transaction, and written by it at the
    end of each that writes.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held = _Held()
        self.state = State()

    def forget(self) -> None:
        """Read everything anew: a transaction has failed."""
        self._held = _Held()

    def add(self, keys: U64, numbers: I64) -> None:
        """File keys beside the numbers of the classes that carry them."""
        if not len(keys):
            return
        self._refresh(exactly=True)
        state, held = self.state, self._held
        entries = entries_of(keys, numbers)
        held.last = self._write_run(state.generation, entries, numbers)
        held.new.append(entries)
        state.fresh += len(entries)
        if state.draining:
            # Done when half of what begins the next round has come in.
            left = state.blocked + state.draining
            budget = max(_SLICE_LEAST, len(entries) * 2 * left // self._limit())
            while budget > 0 and state.draining:
                self._drain(min(budget, _SLICE_MOST))
                budget -= _SLICE_MOST
        elif state.fresh >= self._limit():
            self._freeze(int(numbers.max()))

    def lookup(self, keys: U64, most: I64 | int, few: int = 0) -> Postings:
        """See `Store.lookup`."""
        self._refresh()
        order = np.argsort(keys)
        hashes = keys[order] >> _SHIFT
        wanted = np.full(len(keys), most, dtype=np.int64)[order]
        blocks = self._blocks()
        rows = blocks.rows(hashes)
        found = self._fetch(list(dict.fromkeys(rows)))
        sought = Sought(hashes, wanted, few)
        new, old = self._held.new, self._held.old
        counts = np.empty(len(keys), dtype=np.int64)
        counts[order], places, numbers = sought.among(blocks, rows, found, new, old)
        return Postings(counts, order[places], numbers)

    def remove(self, keys: U64, numbers: I64) -> None:
        """Take out the keys of classes; `numbers` stand beside their keys."""
        if not len(keys):
            return
        self._refresh(exactly=True)
        state, held = self.state, self._held
        leaving = np.unique(numbers)
        runs = self._connection.execute(
            "SELECT run, generation, data FROM runs WHERE high >= ? AND low <= ?",
            (int(leaving[0]), int(leaving[-1])),
        ).fetchall()
        for run, generation, data in runs:
            entries = _run(run, data)
            kept = without(entries, leaving)
            if len(kept) < len(entries):
                self._rewrite_run(run, kept)
                if generation == state.generation:
                    state.fresh -= len(entries) - len(kept)
                    held.new.drop(leaving)
                else:
                    held.old.drop(leaving)
        entries = entries_of(keys, numbers)
        asked = list(dict.fromkeys(self._blocks().rows(entries >> _SHIFT)))
        there = self._fetch(asked)
        found = [(row, there[row]) for row in asked if row in there]
        # Old and new blocks apart, as a new one may begin before the cursor and end behind it.
        for layout, round_ in ((state.old, state.round), (state.new, state.round + 1)):
            rows = [row for row in found if row[0] >> 40 == round_]
            inside = decode_blocks(layout, rows)
            places = np.minimum(np.searchsorted(entries, inside), len(entries) - 1)
            kept = inside[entries[places] != inside]
            state.blocked -= len(inside) - len(kept)
            written = encode_blocks(layout, kept, round_)
            left = {row for row, _ in written}
            self._connection.executemany(
                "DELETE FROM blocks WHERE row = ?", [(row,) for row, _ in rows if row not in left]
            )
            self._put(written)
        state.removals += 1
        held.removals = state.removals

    def rebuild(
        self, pages: Callable[[], Iterable[tuple[U64, I64]]], last: int, total: int
    ) -> None:
        """Build all blocks anew; `pages` gives all keys, with their numbers, each time."""
        connection, state = self._connection, self.state
        connection.execute("DELETE FROM runs")
        connection.execute("DELETE FROM blocks")
        state.old = state.new = _layout(total, last)
        state.cursor = state.draining = state.fresh = state.blocked = state.trimmed = 0
        state.round += 1
        state.generation += 1
        state.epoch += 1
        rounds = total // _REBUILD + 1
        for part in range(rounds):
            first = state.old.first(state.old.blocks * part // rounds)
            end = state.old.first(state.old.blocks * (part + 1) // rounds)
            parts = []
            for keys, numbers in pages():
                hashes = keys >> _SHIFT
                inside = (hashes >= np.uint64(first)) & (hashes < np.uint64(end))
                parts.append(entries_of(keys[inside], numbers[inside]))
            entries = np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *parts]))
            kept = newest(entries, COMMON + 1)
            state.blocked += len(kept)
            state.trimmed += len(entries) - len(kept)
            self._put(encode_blocks(state.old, kept, state.round))
        self._held = _Held()

    def all_entries(self) -> Iterable[U64]:
        """All entries, each once, in parts; what cannot be read raises."""
        state = self.state
        for run, generation, data in self._connection.execute(
            "SELECT run, generation, data FROM runs ORDER BY run"
        ):
            entries = _run(run, data)
            if generation != state.generation:
                entries = entries[entries >> _SHIFT >= np.uint64(state.cursor)]
            yield entries
        for row in self._connection.execute("SELECT row, data FROM blocks ORDER BY row"):
            yield self._blocks().decoded([row])

    # Runs.

    def _write_run(self, generation: int, entries: U64, numbers: I64) -> int:
        connection = self._connection
        run = self._held.last + 1
        data = sealed(entries.astype("<u8").tobytes(), run)
        connection.execute(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?)",
            (run, generation, int(numbers.min()), int(numbers.max()), data),
        )
        return run

    def _rewrite_run(self, run: int, entries: U64) -> None:
        if len(entries):
            data = sealed(entries.astype("<u8").tobytes(), run)
            self._connection.execute("UPDATE runs SET data = ? WHERE run = ?", (data, run))
        else:
            self._connection.execute("DELETE FROM runs WHERE run = ?", (run,))

    def _refresh(self, *, exactly: bool = False) -> None:
        """Hold the runs that this transaction sees; `exactly`, with nothing that was removed."""
        state, held = self.state, self._held
        if held.epoch != state.epoch or (exactly and held.removals != state.removals):
            self._held = held = _Held(epoch=state.epoch, removals=state.removals)
        # No more than a look at the last row where nothing was added.
        for run, generation, data in self._connection.execute(
            "SELECT run, generation, data FROM runs WHERE run > ? ORDER BY run", (held.last,)
        ):
            (held.new if generation == state.generation else held.old).append(_run(run, data))
            held.last = run

    # Draining.

    def _limit(self) -> int:
        return max(FRESH_LEAST, self.state.blocked // FRESH_SHARE)

    def _freeze(self, last: int) -> None:
        """The runs there are become the generation that is drained."""
        state, held = self.state, self._held
        state.draining, state.fresh = state.fresh, 0
        state.generation += 1
        state.cursor = 0
        state.new = _layout(state.blocked + state.draining, last)
        state.epoch += 1
        held.epoch = state.epoch
        held.old, held.new = held.new, Runs()

    def _drain(self, budget: int) -> None:
        """Merge about `budget` entries, those in the old blocks among them, into new blocks."""
        state, held = self.state, self._held
        old, new = state.old, state.new
        step = _HASHES * budget // (state.blocked + state.draining + 1)
        first = int(old.block_of(np.array([state.cursor], dtype=np.uint64))[0])
        last = int(
            old.block_of(np.array([min(state.cursor + step, _HASHES - 1)], dtype=np.uint64))[0]
        )
        end = old.first(last + 1)
        rows = self._connection.execute(
            "SELECT row, data FROM blocks WHERE row BETWEEN ? AND ? ORDER BY row",
            (row_of(first, state.round), row_of(last, state.round)),
        ).fetchall()
        entries = decode_blocks(old, rows)
        low, high = state.cursor << NUMBER_BITS, (end << NUMBER_BITS) - 1
        before = len(entries)
        whole = merged(entries, held.old.between(low, high))
        entries = newest(whole, COMMON + 1)
        state.blocked += len(entries) - before
        state.trimmed += len(whole) - len(entries)
        # The new block that the cursor stands in has its beginning already.
        other = state.round + 1
        shared = row_of(int(new.block_of(np.array([state.cursor], dtype=np.uint64))[0]), other)
        begun = self._connection.execute(
            "SELECT row, data FROM blocks WHERE row = ?", (shared,)
        ).fetchall()
        self._put(
            encode_blocks(new, np.concatenate([decode_blocks(new, begun), entries]), other),
            clear=(row_of(first, state.round), row_of(last, state.round)),
        )
        state.cursor = end
        if end >= _HASHES:
            self._connection.execute("DELETE FROM runs WHERE generation < ?", (state.generation,))
            state.old, state.round = new, other
            state.cursor = state.draining = 0
            state.epoch += 1
            held.epoch, held.old = state.epoch, Runs()

    # Blocks.

    def _blocks(self) -> Blocks:
        state = self.state
        return Blocks(state.old, state.new, state.round, state.cursor)

    def _fetch(self, rows: Sequence[int]) -> dict[int, bytes]:
        """Those of some rows that exist, with their data."""
        found: dict[int, bytes] = {}
        for start in range(0, len(rows), _VARIABLES):
            few = rows[start : start + _VARIABLES]
            # Of few lengths, so that each statement is prepared once.
            asked = [*few, *[-1] * (-len(few) % _PADDED)]
            query = f"{_BLOCKS} ({','.join('?' * len(asked))})"
            found.update(self._connection.execute(query, asked))
        return found

    def _put(self, rows: Sequence[tuple[int, bytes]], clear: tuple[int, int] | None = None) -> None:
        """Write rows; `clear` is the first and the last of those that go before."""
        connection = self._connection
        if clear is not None:
            connection.execute("DELETE FROM blocks WHERE row BETWEEN ? AND ?", clear)
        connection.executemany("INSERT OR REPLACE INTO blocks VALUES (?, ?)", rows)


def _layout(entries: int, last: int) -> Layout:
    return Layout(max(64, entries // BLOCK_ENTRIES), max(8, int(last).bit_length()))


def _run(run: int, data: bytes) -> U64:
    body = unsealed(data, run, f"run {run}")
    if len(body) % 8:
        raise StoreDamagedError(f"run {run} is not a whole number of entries")
    return np.frombuffer(body, dtype="<u8").astype(np.uint64, copy=False)
