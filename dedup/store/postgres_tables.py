"""Documents, classes, texts and keys of a PostgreSQL store.

Ids and details are kept as bytes, since PostgreSQL's texts hold no null character and no lone
surrogate, and ids are unique by their SHA-256, as its indexes take no long values. The key table
is a plain one: the server's b-tree stays quick as it grows, and takes several writers at once.

How many documents there are is the sum of what each transaction has written down of itself, as
one row that all of them changed would make them wait for each other.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from dedup.errors import DuplicateIdError, StoreDamagedError
from dedup.store.base import Addition, Class, Row, class_pages
from dedup.store.entries import I64, U64, sealed, unsealed
from dedup.store.postgres_asking import (
    HALF,
    ROWS,
    PostgresAsking,
    class_columns,
    digest_of,
    distinct,
    plain,
    row_of,
    signed_keys,
)
from dedup.store.rows import keys_of_classes, row_sum

__all__ = ["SCHEMA", "PostgresTables"]

_FOLD = 64
"""Rows of counts after which they are added up to one."""
_ENTRY = np.dtype(
    [("fields", ">i2"), ("long", ">i4"), ("key", ">i8"), ("wide", ">i4"), ("klass", ">i8")]
)
"""A row of the key table as binary COPY takes it: how many fields, and the bytes of each."""
_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"


# Sketches and texts do not compress: the one is random, the other is compressed already.
SCHEMA = """
CREATE SEQUENCE dedup_numbers MINVALUE 0;
CREATE TABLE dedup_meta (name text PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE dedup_documents (
    number bigint PRIMARY KEY,
    klass bigint NOT NULL,
    id bytea NOT NULL,
    added bigint NOT NULL,
    details bytea NOT NULL,
    sum bigint NOT NULL
);
CREATE UNIQUE INDEX dedup_ids ON dedup_documents (sha256(id));
CREATE INDEX dedup_copies ON dedup_documents (klass, number);
CREATE TABLE dedup_classes (
    number bigint PRIMARY KEY,
    content bigint NOT NULL UNIQUE,
    words bigint NOT NULL,
    sketch bytea NOT NULL
);
CREATE TABLE dedup_texts (
    number bigint PRIMARY KEY,
    data bytea NOT NULL
);
CREATE TABLE dedup_keys (
    key bigint NOT NULL,
    klass bigint NOT NULL,
    PRIMARY KEY (key, klass)
);
CREATE TABLE dedup_counts (
    documents bigint NOT NULL,
    classes bigint NOT NULL,
    keys bigint NOT NULL,
    text_bytes bigint NOT NULL
);
ALTER TABLE dedup_classes ALTER COLUMN sketch SET STORAGE EXTERNAL;
ALTER TABLE dedup_texts ALTER COLUMN data SET STORAGE EXTERNAL;
"""


class PostgresTables(PostgresAsking):
    """The part of a PostgreSQL store that works inside transactions, whoever makes them."""

    def add(self, addition: Addition) -> None:
        """See `Store.add`."""
        if not len(addition):
            return
        digests = [digest_of(document_id) for document_id in addition.ids]
        if len(set(digests)) < len(digests):
            twice = next(i for at, i in enumerate(addition.ids) if digests[at] in digests[:at])
            raise self._duplicate(twice)
        self._run("SELECT pg_advisory_xact_lock_shared(%s)", (self._advisory,))
        numbers = [
            number
            for (number,) in self._run(
                "SELECT nextval('dedup_numbers') FROM generate_series(1, %s) ORDER BY 1",
                (len(addition),),
            )
        ]
        known, new = self._add_classes(addition, numbers)
        rows = []
        for place, number in enumerate(numbers):
            row = Row(
                number,
                known[addition.content[place]],
                addition.ids[place],
                addition.added[place],
                addition.details[place],
            )
            rows.append((digests[place], row))
        # In one order for all writers, so that no two wait for each other.
        rows.sort()
        try:
            self._copy(
                "dedup_documents (number, klass, id, added, details, sum)",
                ["int8", "int8", "bytea", "int8", "bytea", "int8"],
                (
                    (*row[:2], plain(row.id), row.added, plain(row.details), row_sum(row))
                    for _, row in rows
                ),
            )
        except self._psycopg.errors.UniqueViolation as error:
            detail = str(error)
            there = (row.id for digest, row in rows if digest.hex() in detail)
            raise self._duplicate(next(there, addition.ids[0])) from None
        if addition.texts is not None:
            self._copy(
                "dedup_texts (number, data)",
                ["int8", "bytea"],
                (
                    (number, sealed(text, number))
                    for number, text in zip(numbers, addition.texts, strict=True)
                ),
            )
        keys, classes = addition.keys_of(new, [numbers[place] for place in new])
        keys_added = self._copy_keys(keys, classes)
        text_bytes = sum(map(len, addition.texts)) if addition.texts is not None else 0
        self._counted(len(addition), len(new), keys_added, text_bytes)

    def _add_classes(
        self, addition: Addition, numbers: Sequence[int]
    ) -> tuple[dict[int, int], list[int]]:
        """The class of each content, and the places of documents that have brought in theirs."""
        firsts: dict[int, int] = {}
        for place, content in enumerate(addition.content):
            firsts.setdefault(content, place)
        values = [
            class_columns(
                Class(
                    numbers[place], content, addition.words[place], bytes(addition.sketches[place])
                )
            )
            for content, place in sorted(firsts.items())
        ]
        columns = [list(column) for column in zip(*values, strict=True)]
        made = self._run(
            "INSERT INTO dedup_classes SELECT * FROM unnest("
            "%s::bigint[], %s::bigint[], %s::bigint[], %b::bytea[]) AS g (n, content, w, s) "
            "ORDER BY content ON CONFLICT (content) DO NOTHING RETURNING content, number",
            columns,
        )
        known = {content + HALF: number for content, number in made}
        new = sorted(firsts[content] for content in known)
        others = [content - HALF for content in firsts if content not in known]
        if others:
            # Read after the insertion, which waited for other writers of the same.
            known |= {
                content + HALF: number
                for content, number in self._run(
                    "SELECT content, number FROM dedup_classes WHERE content = ANY(%s::bigint[])",
                    (others,),
                )
            }
        return known, new

    def _duplicate(self, document_id: str) -> DuplicateIdError:
        return DuplicateIdError(
            f"{self.where!r} has a document {document_id!r} already; update it, or choose what "
            "happens with on_duplicate"
        )

    def remove(self, rows: Sequence[Row]) -> None:
        """See `Store.remove`; what another writer has taken out meanwhile is no fault."""
        self._alone()
        numbers = [row.number for row in rows]
        gone = list(
            self._run(
                "DELETE FROM dedup_documents WHERE number = ANY(%s::bigint[]) "
                "RETURNING number, klass",
                (numbers,),
            )
        )
        text_bytes = sum(
            size
            for (size,) in self._run(
                "DELETE FROM dedup_texts WHERE number = ANY(%s::bigint[]) RETURNING length(data)",
                (numbers,),
            )
        )
        text_bytes -= len(sealed(b"", 0)) * len(gone) if text_bytes else 0
        classes = {klass for _, klass in gone}
        leaving = self.classes(sorted(classes - self.members(sorted(classes), 1).keys()))
        self._run(
            "DELETE FROM dedup_classes WHERE number = ANY(%s::bigint[])",
            ([found.number for found in leaving],),
        )
        keys, owners = keys_of_classes(leaving, self._keys_of)
        removed = self._run(
            "DELETE FROM dedup_keys k "
            "USING unnest(%s::bigint[], %s::bigint[]) AS g (key, klass) "
            "WHERE k.key = g.key AND k.klass = g.klass",
            (signed_keys(keys), owners.tolist()),
        ).rowcount
        self._counted(-len(gone), -len(leaving), -removed, -text_bytes)

    def compact(self) -> None:
        """See `Store.compact`.

        The server writes each table anew to give space back, for which readers of that table
        wait; there has to be room for the largest table twice.
        """
        with self.writing():
            connection = self._connection
            self._alone()
            connection.execute(
                "CREATE TEMPORARY TABLE dedup_wanted (key bigint, klass bigint) ON COMMIT DROP"
            )
            for page in class_pages(self):
                self._copy_keys(*keys_of_classes(page, self._keys_of), table="dedup_wanted")
            connection.execute("CREATE INDEX ON dedup_wanted (key, klass)")
            connection.execute("ANALYZE dedup_wanted")
            surplus = self._run(
                "DELETE FROM dedup_keys k WHERE NOT EXISTS (SELECT FROM dedup_wanted w "
                "WHERE w.key = k.key AND w.klass = k.klass)"
            ).rowcount
            missing = self._run(
                "INSERT INTO dedup_keys SELECT key, klass FROM dedup_wanted ON CONFLICT DO NOTHING"
            ).rowcount
            self._counted(0, 0, missing - surplus, 0)
        self._vacuum()

    @abstractmethod
    def _vacuum(self) -> None:
        """Give unused room back."""

    def _counted(self, documents: int, classes: int, keys: int, text_bytes: int) -> None:
        """Write down what a transaction has changed; now and then, add up what others wrote."""
        self._run(
            "INSERT INTO dedup_counts VALUES (%s, %s, %s, %s)",
            (documents, classes, keys, text_bytes),
        )
        (rows,) = self._run("SELECT count(*) FROM dedup_counts").fetchone()
        if rows > _FOLD:
            # What another transaction is adding up is left to it.
            self._run(
                "WITH few AS (SELECT ctid FROM dedup_counts FOR UPDATE SKIP LOCKED), "
                "gone AS (DELETE FROM dedup_counts WHERE ctid = ANY(ARRAY(SELECT ctid FROM few)) "
                "RETURNING *) INSERT INTO dedup_counts SELECT sum(documents), sum(classes), "
                "sum(keys), sum(text_bytes) FROM gone HAVING count(*) > 0"
            )

    def faults(self) -> Iterator[str]:
        """See `Store.faults`."""
        sizes = self.sizes()
        documents = texts = 0
        classes = set[int]()
        after = -1
        while found := list(
            self._run(f"{ROWS} WHERE number > %s ORDER BY number LIMIT 1000", (after,))
        ):
            after = found[-1][0]
            documents += len(found)
            for values in found:
                classes.add(values[1])
                try:
                    row_of(values)
                except (StoreDamagedError, UnicodeDecodeError):
                    yield f"document {values[0]} is not what was written there"
            for number, data in self._run(
                "SELECT number, data FROM dedup_texts WHERE number = ANY(%s::bigint[])",
                ([values[0] for values in found],),
            ):
                texts += 1
                try:
                    unsealed(data, number, f"text {number}")
                except StoreDamagedError:
                    yield f"text {number} is not what was written there"
        if documents != sizes["documents"]:
            yield f"{documents} documents are there of {sizes['documents']}"
        if texts != (documents if self.settings["texts"] else 0):
            yield f"{texts} texts are there of {documents}"
        try:
            yield from self._key_faults(classes)
        except StoreDamagedError as error:
            yield str(error)

    def _key_faults(self, named: set[int]) -> Iterator[str]:
        """Compare the key table with the sketches, and classes with those that documents name."""
        present = set[int]()
        wanted = there = 0
        for page in class_pages(self):
            present |= {one.number for one in page}
            keys, numbers = distinct(*keys_of_classes(page, self._keys_of))
            wanted += len(keys)
            (found,) = self._run(
                "SELECT count(*) FROM unnest(%s::bigint[], %s::bigint[]) AS g (key, klass) "
                "JOIN dedup_keys k ON k.key = g.key AND k.klass = g.klass",
                (signed_keys(keys), numbers.tolist()),
            ).fetchone()
            there += found
        if present != named:
            yield f"{len(present ^ named)} classes have no documents, or are missing"
        (total,) = self._run("SELECT count(*) FROM dedup_keys").fetchone()
        if there < wanted:
            yield f"{wanted - there} keys are missing, of {wanted}; compact builds them anew"
        if total > there:
            yield f"{total - there} keys belong to no document; compact builds them anew"

    def _copy(self, columns: str, types: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {columns} FROM STDIN (FORMAT binary)") as copy,
        ):
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def _copy_keys(self, keys: U64, numbers: I64, table: str = "dedup_keys") -> int:
        """File keys, and say how many."""
        keys, numbers = distinct(keys, numbers)
        if not len(keys):
            return 0
        data = np.zeros(len(keys), dtype=_ENTRY)
        data["fields"], data["long"], data["wide"] = 2, 8, 8
        data["key"], data["klass"] = keys.view(np.int64), numbers
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table} (key, klass) FROM STDIN (FORMAT binary)") as copy,
        ):
            copy.write(_COPY_HEAD + data.tobytes() + _COPY_END)
        return len(keys)
