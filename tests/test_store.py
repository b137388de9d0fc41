"""Both stores against a dict, and the errors of the SQLite store."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from dedup.errors import (
    DuplicateIdError,
    SettingsError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
)
from dedup.store import compiled, entries, keytable, sought
from dedup.store.base import Addition, Store
from dedup.store.entries import (
    NUMBER_LIMIT,
    Layout,
    decode_blocks,
    encode_blocks,
    entries_of,
    merged,
    newest,
)
from dedup.store.postgres import PostgresStore, is_server
from dedup.store.runs import Runs
from dedup.store.sought import Blocks, Sought
from dedup.store.sqlite import SqliteStore

U64 = npt.NDArray[np.uint64]


def keys_of(sketch: bytes) -> U64:
    """The sketches of these tests are their keys."""
    return np.frombuffer(sketch, dtype=np.uint64)


def opened(path: Path, **options: float) -> SqliteStore:
    """A store of texts in a file."""
    return SqliteStore(path, {"texts": True}, keys_of, timeout=options.get("timeout", 10.0))


def opened_at(place: str) -> Store:
    """A store of texts in a file or on a server."""
    if is_server(place):
        return PostgresStore(place, {"texts": True}, keys_of)
    return opened(Path(place))


def addition(ids: list[str], keys: Sequence[U64], content: list[int]) -> Addition:
    """Documents with nothing but keys."""
    return Addition(
        ids=ids,
        details=[""] * len(ids),
        texts=[b"x"] * len(ids),
        content=content,
        words=[5] * len(ids),
        sketches=[found.tobytes() for found in keys],
        keys=np.concatenate(list(keys)),
        key_bounds=np.cumsum([0, *map(len, keys)]),
        added=[1] * len(ids),
    )


LAYOUTS = [Layout(64, 28), Layout(1000, 12), Layout(77, 20), Layout(1, 28), Layout(1 << 22, 9)]


def made_entries(layout: Layout, seed: int = 3) -> U64:
    """Sorted entries, those at both ends of all keys and some common keys among them."""
    rng = np.random.default_rng(seed)
    keys = rng.integers(0, 2**64, 4000, dtype=np.uint64)
    keys[:2] = 0, 2**64 - 1
    keys[2:600] = rng.choice(keys[:9], 598)
    return np.unique(entries_of(keys, rng.integers(0, 1 << layout.bits, 4000)))


def by(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Have compiled code do the work of the key table, or leave it out."""
    compiled.load()
    for module in (entries, sought):
        monkeypatch.setattr(module, "is_loaded", lambda: way == "compiled")


class TestEntries:
    @pytest.mark.parametrize("layout", LAYOUTS)
    @pytest.mark.parametrize("way", ["compiled", "plain"])
    def test_blocks_keep_entries(
        self, way: str, layout: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is cut into blocks comes back as it was."""
        by(monkeypatch, way)
        made = made_entries(layout)
        assert decode_blocks(layout, encode_blocks(layout, made, 4)).tolist() == made.tolist()

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_compiled_blocks_are_the_plain_ones(
        self, layout: Layout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Compiled code cuts entries into the very same blocks."""
        found = []
        for way in ("compiled", "plain"):
            by(monkeypatch, way)
            found.append(encode_blocks(layout, made_entries(layout), 4))
        assert found[0] == found[1]

    @pytest.mark.parametrize("cursor", [0, 1 << 34, (1 << 36) - 1])
    @pytest.mark.parametrize("old", LAYOUTS)
    def test_compiled_look_ups_are_the_plain_ones(self, old: Layout, cursor: int) -> None:
        """Counts and the newest carriers are found in blocks and runs by both ways alike."""
        compiled.load()
        blocks = Blocks(old, Layout(300, 28), 6, cursor)
        found: dict[int, bytes] = {}
        every = made_entries(old)
        split = int(np.searchsorted(every, np.uint64(cursor << 28)))
        found |= encode_blocks(blocks.new, every[:split], 7)
        found |= encode_blocks(blocks.old, every[split:], 6)
        runs = Runs(), Runs()
        for seed, size in ((5, 900), (6, 300), (7, 2)):
            made = made_entries(Layout(1, 28), seed)[::5][:size]
            shared = made >> np.uint64(28) << np.uint64(28) | np.uint64(NUMBER_LIMIT - seed)
            for side in runs:
                side.append(np.unique(np.concatenate([made, shared, every[::9] + np.uint64(1)])))
        hashes = np.unique(
            np.concatenate([every[::3] >> np.uint64(28), np.arange(40, dtype=np.uint64) << 30])
        )
        most = np.arange(len(hashes)) % 7
        asked = Sought(hashes, most, 3)
        rows = blocks.rows(hashes)
        plain = asked.plainly(blocks, rows, found, *runs)
        quick = asked.quickly(blocks, rows, found, *runs)
        assert quick[0].tolist() == plain[0].tolist()
        pairs = [sorted(zip(p.tolist(), n.tolist(), strict=True)) for _, p, n in (plain, quick)]
        assert pairs[0] == pairs[1]
        assert plain[0].max() > 100
        wanted = np.where(plain[0] <= most, plain[0], np.minimum(3, plain[0]))
        assert np.bincount(plain[1], minlength=len(hashes)).tolist() == wanted.tolist()

    @pytest.mark.parametrize("way", ["compiled", "plain"])
    @pytest.mark.parametrize("spot", [0, 40, -5, -1])
    def test_a_changed_block_is_told(
        self, way: str, spot: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A block of which a bit was changed, or in another's place, is an error that names it."""
        by(monkeypatch, way)
        layout = Layout(8, 20)
        rows = encode_blocks(layout, made_entries(layout), 4)
        row, data = rows[3]
        changed = bytearray(data)
        changed[spot] ^= 4
        asked = Sought(np.arange(8, dtype=np.uint64) << np.uint64(33), np.full(8, 9), 0)
        blocks = Blocks(layout, layout, 4, 0)
        # What SQLite reads from a damaged record may be no bytes at all.
        several: list[Any] = [bytes(changed), data[:spot], b"", "text", rows[4][1]]
        for wrong in several:
            found = [*rows[:3], (row, wrong), *rows[4:]]
            with pytest.raises(StoreDamagedError, match=f"block {row}"):
                decode_blocks(layout, found)
            with pytest.raises(StoreDamagedError, match=f"block {row}"):
                asked.among(blocks, blocks.rows(asked.hashes), dict(found), Runs(), Runs())

    def test_merging_sorts(self) -> None:
        """Two sorted arrays become what sorting both together gives."""
        rng = np.random.default_rng(4)
        a, b = (np.sort(rng.integers(0, 50, n, dtype=np.uint64)) for n in (300, 40))
        assert merged(a, b).tolist() == sorted([*a.tolist(), *b.tolist()])

    def test_newest_of_each_key(self) -> None:
        """Of each key the last entries are kept, of a rare one all."""
        keys = np.array([1, 1, 1, 2], dtype=np.uint64) << np.uint64(40)
        made = entries_of(keys, np.array([5, 6, 7, 1]))
        assert newest(made, 2).tolist() == made[1:].tolist()
        assert newest(made, 9).tolist() == made.tolist()


@pytest.mark.parametrize("way", ["compiled", "plain"])
def test_a_store_agrees_with_a_dict(place: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adding, draining, removing, compacting and reopening change no answer of a look-up."""
    if is_server(place) and way == "compiled":
        pytest.skip("a server keeps its keys itself")
    by(monkeypatch, way)
    monkeypatch.setattr(keytable, "_SLICE_MOST", 9000)
    monkeypatch.setattr(keytable, "FRESH_LEAST", 1000)
    store = opened_at(place)
    rng = np.random.default_rng(1)
    pool = rng.integers(0, 2**64, 2000, dtype=np.uint64)
    model: dict[str, U64] = {}
    made = 0
    for step in range(45 if is_server(place) else 62):
        count = int(rng.integers(1, 8))
        ids = [f"d{made + at}" for at in range(count)]
        keys = [np.unique(np.append(rng.choice(pool, 60), pool[0])) for _ in ids]
        with store.writing():
            store.add(addition(ids, keys, rng.integers(0, 2**63, count).tolist()))
            if step % 5 == 4:
                leaving = rng.choice(sorted(model), 3, replace=False).tolist()
                store.remove(store.by_id(leaving))
                for document_id in leaving:
                    del model[document_id]
        model.update(zip(ids, keys, strict=True))
        made += count
        if step == 40:
            store.compact()
        if step % 30 == 29:
            store.close()
            store = opened_at(place)
        asked = rng.choice(pool, 40, replace=False)
        with store.reading():
            assert store.count() == len(model)
            found = store.lookup(asked, 5000)
            names = {row.number: row.id for row in store.by_number(found.numbers.tolist())}
            got = defaultdict(set)
            for spot, number in zip(found.places.tolist(), found.numbers.tolist(), strict=True):
                got[spot].add(names[number])
            for spot, key in enumerate(asked):
                assert got[spot] == {i for i, keys_ in model.items() if key in keys_}
            most, few = rng.integers(0, 9, len(asked)), 3
            newest_of = store.lookup(asked, most, few)
            assert newest_of.counts.tolist() == found.counts.tolist()
            for spot, (count, bound) in enumerate(zip(found.counts.tolist(), most, strict=True)):
                every = sorted(found.numbers[found.places == spot].tolist())
                some = sorted(newest_of.numbers[newest_of.places == spot].tolist())
                assert some == (every if count <= bound else every[-few:])
    with store.reading():
        assert list(store.faults()) == []
    store.close()


class TestFaults:
    def test_an_id_is_there_once(self, place: str) -> None:
        """A second document of one id is refused by its name, and nothing of its batch stays."""
        store = opened_at(place)
        key = np.array([7], dtype=np.uint64)
        with store.writing():
            store.add(addition(["a"], [key], [1]))
        with pytest.raises(DuplicateIdError, match="'a'"), store.writing():
            store.add(addition(["b", "a"], [key, key], [2, 3]))
        with store.reading():
            assert store.count() == 1
            assert list(store.faults()) == []
        store.close()

    def test_no_index(self, tmp_path: Path) -> None:
        """A file that is no index is named, and left as it is."""
        path = tmp_path / "letter.txt"
        path.write_text("Dear editor, " * 30, encoding="utf-8")
        with pytest.raises(StoreError, match="no index"):
            opened(path)
        assert path.read_text(encoding="utf-8") == "Dear editor, " * 30

    def test_newer_format(self, tmp_path: Path) -> None:
        """An index of a newer format says so."""
        path = tmp_path / "a.dedup"
        opened(path).close()
        data = bytearray(path.read_bytes())
        data[60:64] = (9).to_bytes(4, "big")
        path.write_bytes(data)
        with pytest.raises(StoreError, match="format 9"):
            opened(path)

    def test_older_format(self, tmp_path: Path) -> None:
        """An index of an older format says so, and how to take over what it holds."""
        path = tmp_path / "a.dedup"
        opened(path).close()
        data = bytearray(path.read_bytes())
        data[60:64] = (1).to_bytes(4, "big")
        path.write_bytes(data)
        with pytest.raises(StoreError, match=r"format 1, .* import"):
            opened(path)

    def test_other_settings(self, tmp_path: Path) -> None:
        """Opening with other settings names the one that differs."""
        opened(tmp_path / "a.dedup").close()
        with pytest.raises(SettingsError, match="texts=True, not False"):
            SqliteStore(tmp_path / "a.dedup", {"texts": False}, keys_of)

    def test_cut_short(self, tmp_path: Path) -> None:
        """A file that lacks its end is an error when it is opened."""
        path = tmp_path / "a.dedup"
        opened(path).close()
        path.write_bytes(path.read_bytes()[:-100])
        with pytest.raises(StoreError, match="cut short"):
            opened(path)

    def test_one_writer(self, tmp_path: Path) -> None:
        """A second writer waits for so long as it was told, and then says so."""
        first, second = (opened(tmp_path / "a.dedup", timeout=0.1) for _ in range(2))
        with (
            first.writing(),
            pytest.raises(StoreBusyError, match="longer timeout"),
            second.writing(),
        ):
            pass
        first.close()
        second.close()

    def test_full_disk(self, tmp_path: Path) -> None:
        """A disk without room is a clear error, and what was there stays."""
        store = opened(tmp_path / "a.dedup")
        key = np.array([7], dtype=np.uint64)
        with store.writing():
            store.add(addition(["a"], [key], [1]))
        store._connection.execute("PRAGMA max_page_count = 1")
        many = np.arange(100_000, dtype=np.uint64) << np.uint64(40)
        with pytest.raises(StoreError, match="disk is full"), store.writing():
            store.add(addition(["b"], [many], [2]))
        with store.reading():
            assert store.count() == 1
            assert list(store.faults()) == []
        store.close()

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
    def test_read_only_folder(self) -> None:
        """In a folder that cannot be written an index can be asked, and says why not changed."""
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            key = np.array([7], dtype=np.uint64)
            store = opened(folder / "a.dedup")
            with store.writing():
                store.add(addition(["a"], [key], [1]))
            store.close()
            before = (folder / "a.dedup").read_bytes()
            folder.chmod(0o555)
            child = os.fork()
            if not child:
                os._exit(_asks_only(folder, key))
            _, status = os.waitpid(child, 0)
            folder.chmod(0o755)
            assert os.waitstatus_to_exitcode(status) == 0
            assert (folder / "a.dedup").read_bytes() == before
            assert [path.name for path in folder.iterdir()] == ["a.dedup"]


def _asks_only(folder: Path, key: U64) -> int:
    """What a process does that may not write; 0 if it was told so."""
    try:
        if os.getuid() == 0:
            os.setuid(65534)  # whom permissions do not bind
        store = opened(folder / "a.dedup")
        with store.reading():
            assert len(store.lookup(key, 9).numbers) == 1
        with pytest.raises(StoreError, match="read-only"), store.writing():
            store.add(addition(["b"], [key], [2]))
        with pytest.raises(StoreError, match="read-only"):
            opened(folder / "b.dedup")
    except BaseException:  # noqa: BLE001 - a child of a test must not go on with it
        traceback.print_exc()
        return 1
    return 0
