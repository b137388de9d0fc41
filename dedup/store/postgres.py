"""A store in a PostgreSQL server: how it is reached, its transactions, and its errors.

Writers work at once. What two of them would both do, add one id or one text, meets in a unique
index, where the second waits for the first. Only taking out a text's last copy must not meet
with adding another copy: adding holds an advisory lock together with others that add, and
removing holds it alone, each to the end of its transaction.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlencode

import xxhash

from dedup.errors import SettingsError, StoreBusyError, StoreDamagedError, StoreError
from dedup.store.base import KeysOf
from dedup.store.entries import sealed, unsealed
from dedup.store.postgres_asking import NAMES
from dedup.store.postgres_tables import SCHEMA, PostgresTables
from dedup.store.settings import check_settings

__all__ = ["FORMAT", "SCHEMES", "PostgresStore", "is_server"]

FORMAT = 1
"""Of the tables; written down beside the settings."""
SCHEMES = ("postgresql://", "postgres://")
_OLDEST = 12
"""The first version of PostgreSQL that these statements are meant for."""
_EXTRA = "python -m pip install 'dedup-news[postgres]'"
_LONGEST = 63
"""Bytes of a name in PostgreSQL."""
_SAFE = "nothing of what it held before is lost"


def is_server(path: object) -> bool:
    """Whether a path is the address of a PostgreSQL server.

    Examples
    --------
    >>> is_server("postgresql://wire@localhost/news"), is_server("wire.dedup")
    (True, False)
    """
    return isinstance(path, str) and path.startswith(SCHEMES)


class PostgresStore(PostgresTables):
    """A `Store` in a schema of a PostgreSQL database.

    Parameters
    ----------
    address : str
        As libpq takes it, ``postgresql://user@host:port/database``, and as an option of it
        ``schema``: the schema that the tables are in, ``dedup`` if none is named. Password and
        the rest may come from where libpq finds them, as ``PGPASSWORD`` or a password file.
    settings : mapping
        What a new index is made with.
    keys_of : callable
    agreeing : mapping, optional
        What an index that exists has to agree with, if not with `settings`; see `check_settings`.
    create : bool
        Whether to make the schema and tables if there are none.
    timeout : float
        Seconds to wait for other writers, and for the server to answer at all.
    durability : {"normal", "full"}
        ``full`` waits for the server's disk at each commit, whatever the server's own settings;
        ``normal`` leaves it to them, and as they come they say the same.
    """

    _restore = "restore it from a backup, or name another schema"

    def __init__(
        self,
        address: str,
        settings: Mapping[str, Any],
        keys_of: KeysOf,
        *,
        agreeing: Mapping[str, Any] | None = None,
        create: bool = True,
        timeout: float = 10.0,
        durability: Literal["normal", "full"] = "normal",
    ) -> None:
        try:
            import psycopg  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise StoreError(
                f"an index on a PostgreSQL server needs psycopg, which is not installed: {_EXTRA}"
            ) from error
        self._psycopg: Any = psycopg
        self._timeout = timeout
        self._durability = durability
        self._keys_of = keys_of
        self._lock = threading.RLock()
        self._depth = 0
        self._writes = False
        self._closed = False
        self._abandoned: list[Any] = []
        self._locate(address)
        self._quoted = '"' + self._schema.replace('"', '""') + '"'
        self._advisory = _lock_number(self._schema)
        self._open()
        try:
            self._begin_using(settings, agreeing, create=create)
        except BaseException:
            self.close()
            raise

    # Opening.

    def _locate(self, address: str) -> None:
        """Take the address apart; no message has more of it than `where`."""
        head, _, query = address.partition("?")
        options = parse_qsl(query, keep_blank_values=True)
        schema = dict(options).get("schema", "dedup")
        rest = urlencode([pair for pair in options if pair[0] != "schema"], quote_via=quote)
        if not schema or "\0" in schema or len(schema.encode()) > _LONGEST:
            raise SettingsError(
                f"schema={schema!r} is not a name of 1 to {_LONGEST} bytes; name another"
            )
        try:
            known = self._psycopg.conninfo.conninfo_to_dict(head + ("?" if rest else "") + rest)
        except self._psycopg.Error:
            # What libpq says of it quotes parts, which may be those of the password.
            raise SettingsError(
                "the address of the PostgreSQL server cannot be read; write it as "
                "postgresql://user@host:port/database, with what is no letter or digit in a name "
                "or password percent-encoded (@ as %40, for example)"
            ) from None
        self._schema = schema
        self._secrets = [str(known[name]) for name in ("password", "sslpassword") if name in known]
        self._conninfo = {"connect_timeout": max(2, round(self._timeout)), **known}
        user = f"{quote(known['user'])}@" if known.get("user") else ""
        host = str(known.get("host") or "")
        host = quote(host, safe="") if host.startswith("/") else host
        port = f":{known['port']}" if known.get("port") else ""
        self.where = (
            f"postgresql://{user}{host}{port}/{quote(known.get('dbname') or '')}"
            f"?schema={quote(schema)}"
        )

    def _open(self) -> None:
        with self._errors():
            self._connection = self._psycopg.connect(
                **self._conninfo, autocommit=True, application_name="dedup"
            )
        self._pid = os.getpid()
        version = self._connection.info.server_version // 10_000
        if version < _OLDEST:
            raise StoreError(
                f"the server of {self.where!r} is PostgreSQL {version}; {_OLDEST} or newer is "
                "needed: update it"
            )

    def _begin_using(
        self, settings: Mapping[str, Any], agreeing: Mapping[str, Any] | None, *, create: bool
    ) -> None:
        with self._errors():
            if not self._there():
                if not create:
                    raise StoreError(f"there is no index {self.where!r}; add documents to make one")
                self._create(settings)
        with self.reading():
            self._known()
            self.settings = self._meta("settings")
        check_settings(self.where, self.settings, settings if agreeing is None else agreeing)

    def _there(self) -> bool:
        (there,) = self._connection.execute(
            "SELECT to_regclass(%s) IS NOT NULL", (f"{self._quoted}.dedup_meta",)
        ).fetchone()
        return bool(there)

    def _create(self, settings: Mapping[str, Any]) -> None:
        connection = self._connection
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = {self._patience}; {self._path}")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (self._advisory,))
            if self._there():
                return  # another process was quicker
            (made,) = connection.execute(
                "SELECT to_regnamespace(%s) IS NOT NULL", (self._quoted,)
            ).fetchone()
            if not made:
                # Asked first, as whoever may use a schema need not be one who may make it.
                connection.execute(f"CREATE SCHEMA {self._quoted}")
            connection.execute(SCHEMA)
            self._set_meta("format", FORMAT)
            self._set_meta("settings", dict(settings))

    def _known(self) -> None:
        """Raise if the tables are of a format to come."""
        version = self._meta("format")
        if version > FORMAT:
            raise StoreError(
                f"{self.where!r} has format {version}, and this version of dedup reads up to "
                f"format {FORMAT}: it was made by a newer version; update dedup"
            )

    # Transactions.

    @property
    def _patience(self) -> int:
        """Milliseconds to wait for a lock; PostgreSQL takes 0 for ever."""
        return max(1, min(round(self._timeout * 1000), 2**31 - 1))

    @property
    def _path(self) -> str:
        """Makes plain names those of the schema; pooled connections keep no settings longer."""
        return f"SET LOCAL search_path = {self._quoted}, pg_temp"

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See `Store.reading`."""
        with self._lock:
            if self._depth:
                with self._nested():
                    yield
                return
            with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
                yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See `Store.writing`; other writers are waited for where both touch the same."""
        with self._lock:
            if self._depth:
                if not self._writes:
                    raise AssertionError("a transaction that reads cannot begin to write")
                with self._nested():
                    yield
                return
            # What another writer has committed while this one waited for it has to be seen.
            with self._transaction("BEGIN ISOLATION LEVEL READ COMMITTED"):
                self._writes = True
                try:
                    yield
                finally:
                    self._writes = False

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self._usable()
        with self._errors():
            connection = self._connection
            full = "; SET LOCAL synchronous_commit = on" if self._durability == "full" else ""
            connection.execute(
                f"{begin}; SET LOCAL lock_timeout = {self._patience}; {self._path}{full}"
            )
            self._depth = 1
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise
            finally:
                self._depth = 0

    def _usable(self) -> None:
        if self._closed:
            raise StoreError(f"the index {self.where!r} is closed; open it again")
        if self._pid != os.getpid():
            # A connection must not be used, nor closed, in a child of the process that made it.
            self._abandoned.append(self._connection)
            self._open()
        elif self._connection.closed:
            self._open()  # the server was restarted

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """PostgreSQL's errors as those of this library."""
        try:
            yield
        except self._psycopg.Error as error:
            # Not chained: the message is all there in ours, with no password in it.
            raise self._fault(error) from None

    def _fault(self, error: Any) -> StoreError:
        where, said = repr(self.where), " ".join(str(error).split())
        for secret in self._secrets:
            said = said.replace(secret, "***") if secret else said
        state = error.sqlstate or ""
        if state in {"55P03", "40P01"}:
            return StoreBusyError(
                f"{where} is being written to by another process, for more than the "
                f"{self._timeout:g} s that were allowed for waiting, or each waited for the other "
                "one; try again, or pass a longer timeout"
            )
        if state in {"28P01", "28000"} or "password" in said:
            return StoreError(
                f"{where} does not let this user in ({said}); check user and password in the "
                "address, PGPASSWORD or the password file"
            )
        if state == "3D000" or ("database" in said and "does not exist" in said):
            return StoreError(
                f"there is no database for {where} ({said}); make it with createdb first"
            )
        if state == "42501":
            return StoreError(
                f"this user may not do that in {where} ({said}); let the owner GRANT what is "
                "missing (CREATE on the database makes an index, USAGE on the schema and rights "
                "on its tables use it)"
            )
        if state in {"53100", "53200"}:
            return StoreError(
                f"{where} cannot grow ({said}); make room on the server and add the rest again, "
                f"{_SAFE}"
            )
        if state == "25006":
            return StoreError(
                f"{where} can be asked, and not changed ({said}); use the main server"
            )
        if state.startswith(("XX001", "XX002")):
            return StoreDamagedError(f"{where} is damaged ({said}); restore it from a backup")
        if state in {"42P01", "42703"}:
            return StoreDamagedError(
                f"{where} lacks a table or column of an index ({said}); restore it from a backup, "
                "or name another schema"
            )
        if not state or state.startswith(("08", "57P", "53300")):
            return StoreError(
                f"{where} cannot be reached, or broke off ({said}); check that the server runs "
                f"and the address is right, then try again; {_SAFE}"
            )
        return StoreError(f"{where}: {said}")

    # What the store writes down of itself.

    def note(self, name: str) -> bytes | None:
        """See `Store.note`."""
        found = self._connection.execute(
            "SELECT value FROM dedup_meta WHERE name = %s", (name,)
        ).fetchone()
        return None if found is None else unsealed(found[0], 0, f"the {name} of {self.where!r}")

    def put_note(self, name: str, data: bytes) -> None:
        """See `Store.put_note`."""
        self._connection.execute(
            "INSERT INTO dedup_meta VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, sealed(data, 0)),
        )

    def _vacuum(self) -> None:
        with self._lock, self._errors():
            self._usable()
            connection = self._connection
            connection.execute(f"SET lock_timeout = {self._patience}")
            for name in NAMES:
                connection.execute(f"VACUUM (FULL, ANALYZE) {self._quoted}.dedup_{name}")
            connection.execute("RESET lock_timeout")


def _lock_number(schema: str) -> int:
    """The number of the advisory lock of a schema: signed, as PostgreSQL has it."""
    return int(xxhash.xxh3_64_intdigest(f"dedup {schema}".encode())) - (1 << 63)
