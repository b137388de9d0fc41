"""What is the PostgreSQL store's own: several writers at once, its address, and its errors."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import pytest
from postgres_server import PASSWORD

from dedup.document import Document
from dedup.errors import (
    DuplicateIdError,
    SettingsError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
)
from dedup.store.base import Addition
from dedup.store.postgres import PostgresStore
from dedup.syndication.index import Index

U64 = npt.NDArray[np.uint64]


def keys_of(sketch: bytes) -> U64:
    """The sketches of these tests are their keys."""
    return np.frombuffer(sketch, dtype=np.uint64)


def opened(address: str, timeout: float = 10.0) -> PostgresStore:
    """A store of texts."""
    return PostgresStore(address, {"texts": True}, keys_of, timeout=timeout)


def addition(ids: list[str], content: list[int]) -> Addition:
    """Documents whose one key is their content."""
    keys = np.array(content, dtype=np.uint64)
    return Addition(
        ids=ids,
        details=[""] * len(ids),
        texts=[b"x"] * len(ids),
        content=content,
        words=[5] * len(ids),
        sketches=[key.tobytes() for key in keys],
        keys=keys,
        key_bounds=np.arange(len(ids) + 1),
        added=[1] * len(ids),
    )


def fill(address: str, name: str) -> None:
    """Add, a few at a time, documents of texts that other writers add too; take some out."""
    store = opened(address)
    for step in range(0, 60, 4):
        ids = [f"{name}{at}" for at in range(step, step + 4)]
        with store.writing():
            # In another order for each, which would be the end of two that wait for each other.
            content = [at * 7 % 60 if name == "a" else 59 - at for at in range(step, step + 4)]
            store.add(addition(ids, content))
        if step % 8:
            with store.writing():
                store.remove(store.by_id([ids[0], ids[2]]))
    store.close()


def counted(store: PostgresStore) -> int:
    """How many documents there are."""
    with store.reading():
        return store.count()


class TestWriters:
    def test_two_lose_nothing(self, new_schema: str) -> None:
        """What two writers add and remove at once is as if one had done it after the other."""
        opened(new_schema).close()
        with ThreadPoolExecutor(2) as pool:
            for work in [pool.submit(fill, new_schema, name) for name in "ab"]:
                work.result()
        store = opened(new_schema)
        gone = {at for step in range(4, 60, 8) for at in (step, step + 2)}
        with store.reading():
            ids = {row.id for row in store.page(-1, 1000)}
            assert ids == {f"{name}{at}" for name in "ab" for at in range(60) if at not in gone}
            assert list(store.faults()) == []
        store.close()

    def test_neither_waits_for_the_other(self, new_schema: str) -> None:
        """Two transactions that add other documents are open at once."""
        first, second = (opened(new_schema, timeout=0.2) for _ in range(2))
        with first.writing(), second.writing():
            first.add(addition(["a"], [1]))
            second.add(addition(["b"], [2]))
        assert counted(first) == 2
        first.close()
        second.close()

    def test_waiting_is_bounded(self, new_schema: str) -> None:
        """Who waits for another writer's id, or to remove while it adds, is told so in the end."""
        first, second = (opened(new_schema, timeout=0.2) for _ in range(2))
        with first.writing():
            first.add(addition(["z"], [9]))
        with first.writing():
            first.add(addition(["a"], [1]))
            with pytest.raises(StoreBusyError, match="longer timeout"), second.writing():
                second.add(addition(["a"], [2]))
            with pytest.raises(StoreBusyError, match="longer timeout"), second.writing():
                second.remove(second.by_id(["z"]))
        assert counted(second) == 2
        first.close()
        second.close()

    def test_a_last_copy_and_a_new_one(self, new_schema: str) -> None:
        """A text whose last copy goes while another is added keeps its keys."""
        first, second = (opened(new_schema) for _ in range(2))
        with first.writing():
            first.add(addition(["a"], [1]))

        def add() -> None:
            with second.writing():
                second.add(addition(["b"], [1]))

        with first.writing():
            first.remove(first.by_id(["a"]))
            thread = threading.Thread(target=add)
            thread.start()
            thread.join(0.2)
            assert thread.is_alive()
        thread.join()
        with first.reading():
            assert list(first.faults()) == []
            assert len(first.lookup(np.array([1], dtype=np.uint64), 5).numbers) == 1
        first.close()
        second.close()

    def test_updates_of_one_id_at_once(self, new_schema: str) -> None:
        """Two writers that put in the same document leave one of it."""
        with Index(new_schema) as index:
            index.add(Document("n", "The quay froze in the night."))
            texts = [f"The quay froze in the night of day {at}." for at in range(6)]

            def work(at: int) -> None:
                with Index(new_schema) as other:
                    for text in texts:
                        other.update([Document("n", f"{text} {at}"), Document("m", text)])

            with ThreadPoolExecutor(2) as pool:
                for done in [pool.submit(work, at) for at in range(2)]:
                    done.result()
            assert sorted(index) == ["m", "n"]
            assert index.check() == []


class TestReaders:
    def test_a_reader_sees_one_state(self, new_schema: str) -> None:
        """What is committed while a reader reads is not there for it until it begins anew."""
        reader, writer = opened(new_schema), opened(new_schema)
        with reader.reading():
            assert reader.count() == 0
            with writer.writing():
                writer.add(addition(["a"], [1]))
            assert reader.count() == 0
            assert reader.by_id(["a"]) == []
        assert counted(reader) == 1
        reader.close()
        writer.close()

    def test_counts_are_added_up(self, new_schema: str) -> None:
        """After many transactions the counts are few rows, of the same sums."""
        store = opened(new_schema)
        for at in range(70):
            with store.writing():
                store.add(addition([f"d{at}"], [at]))
        with store.reading():
            (rows,) = store._run("SELECT count(*) FROM dedup_counts").fetchone()
            assert rows < 70
            assert store.count() == 70
            assert store.sizes()["keys"] == 70
            assert store.sizes()["bytes_of_texts"] == 70
        store.close()

    def test_common_keys(self, new_schema: str) -> None:
        """Of a key that many carry the newest are named, and not all are counted."""
        store = opened(new_schema)
        many = addition([f"d{at}" for at in range(3000)], list(range(3000)))
        same = np.full(3000, 7, dtype=np.uint64)
        with store.writing():
            store.add(
                Addition(**{name: getattr(many, name) for name in Addition.__slots__
                            if name != "keys"}, keys=same)
            )  # fmt: skip
        with store.reading():
            found = store.lookup(np.array([5, 7], dtype=np.uint64), 10, 10)
            assert found.counts.tolist() == [0, 2049]
            assert sorted(found.numbers.tolist()) == list(range(2990, 3000))
            assert found.places.tolist() == [1] * 10
        store.close()


class TestFaults:
    def test_an_id_is_there_once(self, new_schema: str) -> None:
        """An id that comes twice in one batch, or in two, is named, however long it is."""
        store = opened(new_schema)
        long = "x" * 10_000
        with store.writing():
            store.add(addition([long, "a\0\udc80"], [1, 2]))
        for ids in ([long, "b"], ["b", "a\0\udc80"], ["b", "b"]):
            with pytest.raises(DuplicateIdError) as caught, store.writing():
                store.add(addition(ids, [3, 4]))
            assert repr(ids[0] if ids[0] == long else ids[1]) in str(caught.value)
        assert counted(store) == 2
        store.close()

    def test_other_settings(self, new_schema: str) -> None:
        """Opening with other settings names the one that differs."""
        opened(new_schema).close()
        with pytest.raises(SettingsError, match="texts=True, not False"):
            PostgresStore(new_schema, {"texts": False}, keys_of)

    def test_newer_format(self, new_schema: str) -> None:
        """An index of a newer format says so."""
        store = opened(new_schema)
        with store.writing():
            store._set_meta("format", 9)
        store.close()
        with pytest.raises(StoreError, match="format 9"):
            opened(new_schema)

    def test_no_index(self, new_schema: str) -> None:
        """Where there is no index and none is to be made, that is said."""
        with pytest.raises(StoreError, match="there is no index"):
            PostgresStore(new_schema, {"texts": True}, keys_of, create=False)

    def test_damage_is_found(self, new_schema: str) -> None:
        """What was changed behind the store's back is an error when read, and found by a check."""
        store = opened(new_schema)
        with store.writing():
            store.add(addition(["a", "b"], [1, 2]))
            store._run("UPDATE dedup_documents SET added = 7 WHERE id = 'a'")
            store._run("UPDATE dedup_texts SET data = '\\x00' WHERE number = 1")
            store._run("DELETE FROM dedup_keys WHERE key = 2")
            store._run("INSERT INTO dedup_keys VALUES (5, 1), (6, 1)")
        with store.reading():
            with pytest.raises(StoreDamagedError, match="document 0"):
                store.by_id(["a"])
            said = " | ".join(store.faults())
        for part in ("document 0", "text 1", "1 keys are missing", "2 keys belong to no"):
            assert part in said
        store.compact()
        with store.reading():
            assert "keys" not in " | ".join(store.faults())
        store.close()

    @pytest.mark.parametrize(
        ("change", "kind", "part"),
        [
            (lambda at: at.replace(quote(PASSWORD, safe=""), "wrong"), StoreError, "password"),
            (lambda at: at.replace("%2Ftmp%2F", "%2Ftmp%2Fno"), StoreError, "cannot be reached"),
            (lambda at: at.replace("/postgres?", "/nowhere?"), StoreError, "createdb"),
            (lambda at: at.replace("/postgres?", "/postgres?bad=1&"), SettingsError, "address"),
            (lambda at: at.replace("@", "@[", 1), SettingsError, "percent-encoded"),
            (lambda at: at.split("schema=")[0] + "schema=", SettingsError, "schema=''"),
            (lambda at: at.split("schema=")[0] + "schema=pg_x", StoreError, "pg_x"),
        ],
    )
    def test_opening(
        self, change: Callable[[str], str], kind: type[Exception], part: str, new_schema: str
    ) -> None:
        """What is wrong with an address is said with its remedy, and without the password."""
        with pytest.raises(kind, match=part) as caught:
            opened(change(new_schema))
        for secret in (PASSWORD, quote(PASSWORD, safe=""), "wrong"):
            assert secret not in repr(caught.value)
            assert secret not in repr(caught.value.__cause__)

    def test_the_password_is_not_shown(self, new_schema: str) -> None:
        """Neither an index nor its errors show the password."""
        with Index(new_schema) as index:
            assert "kelp" not in repr(index)
            assert "schema=t%20" in repr(index)
        with pytest.raises(StoreError, match="closed") as caught:
            len(index)
        assert "kelp" not in str(caught.value)

    def test_a_user_without_rights(self, new_schema: str) -> None:
        """Who may not make or read an index is told what has to be granted."""
        store = opened(new_schema)
        with store.writing():
            store._run("CREATE ROLE guest LOGIN PASSWORD 'moss'")
        address = new_schema.replace("//dedup:" + quote(PASSWORD, safe=""), "//guest:moss")
        for place in (address, address.replace("schema=", "schema=no")):
            with pytest.raises(StoreError, match="GRANT"):
                opened(place)
        store.close()

    def test_a_broken_connection(self, new_schema: str) -> None:
        """A connection that ends is an error, after which the store goes on where it was."""
        store, other = opened(new_schema), opened(new_schema)
        with store.writing():
            store.add(addition(["a"], [1]))

        def broken() -> None:
            with store.writing():
                store.add(addition(["b"], [2]))
                pid = store._connection.info.backend_pid
                with other.reading():
                    other._run("SELECT pg_terminate_backend(%s, 5000)", (pid,))
                store.count()

        with pytest.raises(StoreError, match="try again"):
            broken()
        assert counted(store) == 1
        store.close()
        other.close()

    def test_without_psycopg(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where psycopg is not installed, the error says how to install it."""
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(StoreError, match=r"pip install 'dedup-news\[postgres\]'"):
            Index("postgresql://localhost/news")
