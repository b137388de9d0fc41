"""A store in one SQLite file: how it is opened, its transactions, and its errors.

The file is in WAL mode, so that readers go on while one writer writes, and a process that is
killed leaves the last whole transaction. Its header carries `APPLICATION` and `FORMAT`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from dedup.errors import (
    SettingsError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
)
from dedup.store.base import KeysOf
from dedup.store.entries import sealed, unsealed
from dedup.store.keytable import SCHEMA as KEY_SCHEMA
from dedup.store.keytable import KeyTable
from dedup.store.settings import check_settings
from dedup.store.state import State
from dedup.store.tables import SCHEMA as TABLE_SCHEMA
from dedup.store.tables import Counts, Tables

__all__ = ["APPLICATION", "FORMAT", "Durability", "SqliteStore"]

Durability = Literal["normal", "full"]

APPLICATION = 0x64656475
"""SQLite's application_id: "dedu"."""
FORMAT = 2
"""SQLite's user_version; 1 had other checksums of blocks."""
_PAGE = 8192
_LOG = 2000 * _PAGE
"""Bytes of the log from which it is taken over into the file."""
_MAPPED = 1 << 40
"""Bytes of the file that are read where the system has them in memory, as far as SQLite allows:
a look-up reads a page for each of some hundred keys, and asking for each takes twice as long."""
_MAGIC = b"SQLite format 3\0"
_SCHEMA = "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
_REMEDY = "nothing of what it held before is lost"


class SqliteStore(Tables):
    """A `Store` in a SQLite file.

    Parameters
    ----------
    path : path
    settings : mapping
        What a new index is made with.
    keys_of : callable
    agreeing : mapping, optional
        What an index that exists has to agree with, if not with `settings`; see `check_settings`.
    create : bool
        Whether to make the file if there is none.
    timeout : float
        Seconds to wait for another writer.
    durability : {"normal", "full"}
        ``full`` waits for the disk at each commit, so that a power loss takes nothing that was
        acknowledged; with ``normal`` it may take the last commits, whole, while the death of
        the process takes nothing in either.
    """

    _restore = "restore it from a copy"

    def __init__(
        self,
        path: str | os.PathLike[str],
        settings: Mapping[str, Any],
        keys_of: KeysOf,
        *,
        agreeing: Mapping[str, Any] | None = None,
        create: bool = True,
        timeout: float = 10.0,
        durability: Durability = "normal",
    ) -> None:
        self._path = Path(path)
        self.where = str(self._path)
        self._timeout = timeout
        self._durability = durability
        self._keys_of = keys_of
        self._lock = threading.RLock()
        self._depth = 0
        self._writes = False
        self._closed = False
        self._loaded: Any = None
        self._abandoned: list[sqlite3.Connection] = []
        self._next_checkpoint = 0.0
        is_new = self._inspect(create=create)
        with self._errors():
            self._open()
            if is_new:
                self._create(settings)
            self._check()
        with self.reading():
            self.settings = self._meta("settings")
        try:
            check_settings(self.where, self.settings, settings if agreeing is None else agreeing)
        except SettingsError:
            self.close()
            raise

    # Opening.

    def _inspect(self, *, create: bool) -> bool:
        """Whether the file is to be made; what is no index is not touched."""
        path = self._path
        if path.is_dir():
            raise StoreError(f"{self.where!r} is a folder; an index is a file: name one in it")
        if not path.exists() or path.stat().st_size == 0:
            if not create:
                raise StoreError(f"there is no index {self.where!r}; add documents to make one")
            if not path.parent.is_dir():
                raise StoreError(
                    f"there is no folder {str(path.parent)!r} to make the index in; make it first"
                )
            if not os.access(path.parent, os.W_OK) or (
                path.exists() and not os.access(path, os.W_OK)
            ):
                raise StoreError(
                    f"{self.where!r} cannot be made: the folder is read-only; choose another, or "
                    "change its permissions"
                )
            return True
        try:
            with path.open("rb") as file:
                head = file.read(100)
        except OSError as error:
            raise StoreError(f"{self.where!r} cannot be read: {error.strerror}") from error
        wal = Path(f"{self.where}-wal")
        if head.startswith(_MAGIC) and wal.exists() and wal.stat().st_size:
            return False  # what the file is may stand in the log as yet
        self._known(head, int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big"))
        return False

    def _known(self, head: bytes, application: int, version: int) -> None:
        """Raise if the file is of another program, or of a format to come."""
        if not head.startswith(_MAGIC) or len(head) < 100 or application != APPLICATION:
            raise StoreError(
                f"{self.where!r} is no index of dedup, or its beginning is damaged; it was left "
                "as it is: name another file"
            )
        if version > FORMAT:
            raise StoreError(
                f"{self.where!r} has format {version}, and this version of dedup reads up to "
                f"format {FORMAT}: it was made by a newer version; update dedup"
            )
        if version < FORMAT:
            raise StoreError(
                f"{self.where!r} has format {version}, and this version of dedup reads format "
                f"{FORMAT}: it was made by an earlier one; export it with that (dedup index "
                "export), and fill a new index from the lines (dedup index import)"
            )

    def _open(self) -> None:
        writable = not self._path.exists() or os.access(self._path, os.W_OK)
        beside = os.access(self._path.absolute().parent, os.W_OK)
        self._read_only = not writable or not beside
        name = "file:" + quote(str(self._path.absolute()))
        wal = Path(f"{self.where}-wal")
        if self._read_only:
            # Without the right to make files beside it SQLite cannot coordinate with writers,
            # of which there are none if there is no log of theirs.
            alone = not beside and not wal.exists()
            name += "?mode=ro" + ("&immutable=1" if alone else "")
        connection = sqlite3.connect(
            name,
            uri=True,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        self._connection = connection
        self._pid = os.getpid()
        self._keys = KeyTable(connection)
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        connection.execute("PRAGMA trusted_schema = OFF")
        self._checks = False
        if not self._read_only:
            connection.execute(f"PRAGMA page_size = {_PAGE}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")  # see _checkpoint
            connection.execute(f"PRAGMA synchronous = {self._durability.upper()}")

    def _create(self, settings: Mapping[str, Any]) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been quicker.
            if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
                for statement in f"{_SCHEMA}{TABLE_SCHEMA}{KEY_SCHEMA}".split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
                self._set_meta("settings", dict(settings))
                self._save(Counts(), State())
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _check(self) -> None:
        """Look at what SQLite itself would notice only when it comes to it."""
        connection = self._connection
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        self._known(_MAGIC.ljust(100), application, version)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        wal = Path(f"{self.where}-wal")
        log = wal.exists() and wal.stat().st_size > 0
        if not log and self._path.stat().st_size < pages * size:
            raise StoreDamagedError(
                f"{self.where!r} is cut short: {self._path.stat().st_size} bytes of "
                f"{pages * size}; restore it from a copy"
            )

    # Transactions.

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See `Store.reading`."""
        with self._lock:
            if self._depth:
                with self._nested():
                    yield
                return
            with self._transaction("BEGIN", checks=False):
                yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See `Store.writing`."""
        with self._lock:
            if self._depth:
                if not self._writes:
                    raise AssertionError("a transaction that reads cannot begin to write")
                with self._nested():
                    yield
                return
            self._usable()
            if self._read_only:
                raise StoreError(
                    f"{self.where!r} or its folder is read-only; it can be asked, and not changed"
                )
            with self._transaction("BEGIN IMMEDIATE", checks=True):
                self._writes = True
                try:
                    yield
                    self._save(self._counts, self._keys.state)
                finally:
                    self._writes = False
            self._checkpoint()

    def _checkpoint(self) -> None:
        """Take the log over into the file, now and then.

        SQLite itself would do so at each commit while readers keep a long log from beginning
        anew, and wait for the disk each time.
        """
        began = time.monotonic()
        wal = Path(f"{self.where}-wal")
        if began < self._next_checkpoint or not wal.exists() or wal.stat().st_size < _LOG:
            return
        # What is in the log is safe there; a fault of the disk is told when it is written to.
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        ended = time.monotonic()
        self._next_checkpoint = ended + max(1.0, 10 * (ended - began))

    @contextmanager
    def _transaction(self, begin: str, *, checks: bool) -> Iterator[None]:
        """Begin, and end; whether SQLite `checks` each page that it reads for cells cut wrongly.

        That takes as long as the rest of a look-up, and keeps damage from being spread.
        """
        self._usable()
        with self._errors():
            connection = self._connection
            if checks != self._checks:
                connection.execute(f"PRAGMA cell_size_check = {checks:d}")
                self._checks = checks
            connection.execute(begin)
            self._depth = 1
            try:
                self._load()
                yield
                connection.execute("COMMIT")
            except BaseException:
                self._keys.forget()
                self._loaded = None
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._depth = 0

    def _usable(self) -> None:
        if self._closed:
            raise StoreError(f"the index {self.where!r} is closed; open it again")
        if self._pid != os.getpid():
            # A connection must not be used, nor closed, in a child of the process that made it.
            self._abandoned.append(self._connection)
            with self._errors():
                self._open()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors as those of this library."""
        began = time.monotonic()
        try:
            yield
        except UnicodeDecodeError as error:
            # Of a column, or of a message that quotes a damaged schema.
            raise self._fault(sqlite3.SQLITE_CORRUPT, error, 0.0) from error
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            raise self._fault(code, error, time.monotonic() - began) from error

    def _fault(self, code: int, error: Exception, waited: float) -> StoreError:
        where = repr(self.where)
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return StoreBusyError(
                f"{where} is being written to by another process, for more than the "
                f"{self._timeout:g} s that were allowed for waiting (waited {waited:.1f} s); try "
                "again, or pass a longer timeout"
            )
        if code == sqlite3.SQLITE_FULL:
            return StoreError(
                f"{where} cannot grow: the disk is full; make room and add the rest again, "
                f"{_REMEDY}"
            )
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}:
            return StoreError(
                f"{where} or its folder cannot be written ({error}); check their permissions, "
                f"{_REMEDY}"
            )
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return StoreDamagedError(
                f"{where} is damaged ({error}); restore it from a copy, or export what can be "
                "read of it and fill a new one"
            )
        if code == sqlite3.SQLITE_IOERR:
            return StoreError(
                f"{where} cannot be read or written ({error}); check the disk and its free space, "
                f"{_REMEDY}"
            )
        return StoreError(f"{where}: {error}")

    # What the store writes down of itself.

    def _load(self) -> None:
        found = self._value("state")
        if found is not None and found == self._loaded:
            return  # nobody has written since
        value = self._meta("state")
        self._counts = Counts(**value["counts"])
        self._keys.state = State.load(value["keys"])
        self._loaded = found

    def _save(self, counts: Counts, state: State) -> None:
        self._loaded = None
        self._set_meta("state", {"counts": counts._asdict(), "keys": state.dump()})

    def note(self, name: str) -> bytes | None:
        """See `Store.note`."""
        found = self._value(name)
        return None if found is None else unsealed(found, 0, f"the {name} of {self.where!r}")

    def _value(self, name: str) -> Any:
        found = self._connection.execute(
            "SELECT value FROM meta WHERE name = ?", (name,)
        ).fetchone()
        return None if found is None else found[0]

    def put_note(self, name: str, data: bytes) -> None:
        """See `Store.put_note`."""
        self._connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, sealed(data, 0))
        )

    def _vacuum(self) -> None:
        with self._lock, self._errors():
            self._usable()
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
