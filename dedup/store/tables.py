"""Documents, classes and texts of a SQLite store."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from dedup.errors import DuplicateIdError, StoreDamagedError, StoreError
from dedup.store.base import Addition, Class, Postings, Row, class_pages
from dedup.store.entries import I64, NUMBER_LIMIT, U64, entries_of, sealed, unsealed
from dedup.store.keytable import KeyTable
from dedup.store.opened import Opened
from dedup.store.rows import (
    UNSIGNED,
    checked_class,
    checked_row,
    class_values,
    keys_of_classes,
    row_sum,
    signed,
)

__all__ = ["SCHEMA", "Counts", "Tables"]

SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    klass INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    added INTEGER NOT NULL,
    details TEXT NOT NULL,
    sum INTEGER NOT NULL
) STRICT;
CREATE INDEX copies ON documents (klass) WHERE klass <> number;
CREATE TABLE classes (
    number INTEGER PRIMARY KEY,
    content INTEGER NOT NULL UNIQUE,
    words INTEGER NOT NULL,
    sketch BLOB NOT NULL
) STRICT;
CREATE TABLE texts (number INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
"""

_VARIABLES = 500
"""Values that one statement is given; SQLite takes 999 at least."""
_CHECKED = 1 << 24
"""Entries that `faults` holds at a time."""


class Counts(NamedTuple):
    """What is counted as documents come and go, and the next document's number."""

    next: int = 0
    documents: int = 0
    classes: int = 0
    text_bytes: int = 0


class Tables(Opened):
    """The part of a SQLite store that works inside transactions, whoever makes them."""

    _connection: sqlite3.Connection
    _keys: KeyTable
    _counts: Counts

    # Changing.

    def add(self, addition: Addition) -> None:
        """See `Store.add`."""
        connection, counts = self._connection, self._counts
        first = counts.next
        if first + len(addition) > NUMBER_LIMIT:
            raise StoreError(
                f"{self.where!r} has taken in {first} documents of at most {NUMBER_LIMIT}; export "
                "it and fill a new one"
            )
        known = {
            content & UNSIGNED: number
            for number, content in self._select(
                "SELECT number, content FROM classes WHERE content",
                [signed(content) for content in addition.content],
            )
        }
        new: list[int] = []
        rows = []
        for place, content in enumerate(addition.content):
            number = first + place
            klass = known.get(content)
            if klass is None:
                klass = known[content] = number
                new.append(place)
            row = Row(
                number,
                klass,
                addition.ids[place],
                addition.added[place],
                addition.details[place],
            )
            rows.append((*row, row_sum(row)))
        try:
            connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.IntegrityError:
            there = {row.id for row in self.by_id(addition.ids) if row.number < first}
            twice = [i for i in addition.ids if i in there or addition.ids.count(i) > 1]
            raise DuplicateIdError(
                f"{self.where!r} has a document {twice[0]!r} already; update it, or choose what "
                "happens with on_duplicate"
            ) from None
        connection.executemany(
            "INSERT INTO classes VALUES (?, ?, ?, ?)",
            (
                class_values(
                    Class(
                        first + at, addition.content[at], addition.words[at], addition.sketches[at]
                    )
                )
                for at in new
            ),
        )
        text_bytes = counts.text_bytes
        if addition.texts is not None:
            connection.executemany(
                "INSERT INTO texts VALUES (?, ?)",
                (
                    (number, sealed(text, number))
                    for number, text in enumerate(addition.texts, first)
                ),
            )
            text_bytes += sum(map(len, addition.texts))
        self._keys.add(*addition.keys_of(new, [first + place for place in new]))
        self._counts = Counts(
            first + len(addition),
            counts.documents + len(addition),
            counts.classes + len(new),
            text_bytes,
        )

    def remove(self, rows: Sequence[Row]) -> None:
        """See `Store.remove`."""
        connection, counts = self._connection, self._counts
        text_bytes = counts.text_bytes - sum(
            map(len, self.texts([r.number for r in rows]).values())
        )
        numbers = [(row.number,) for row in rows]
        connection.executemany("DELETE FROM documents WHERE number = ?", numbers)
        connection.executemany("DELETE FROM texts WHERE number = ?", numbers)
        classes = {row.klass for row in rows}
        empty = sorted(classes - self.members(sorted(classes), 1).keys())
        leaving = self.classes(empty)
        connection.executemany(
            "DELETE FROM classes WHERE number = ?", [(found.number,) for found in leaving]
        )
        self._keys.remove(*keys_of_classes(leaving, self._keys_of))
        self._counts = counts._replace(
            documents=counts.documents - len(rows),
            classes=counts.classes - len(leaving),
            text_bytes=text_bytes,
        )

    def compact(self) -> None:
        """See `Store.compact`."""
        with self.writing():
            (last,) = self._connection.execute(
                "SELECT coalesce(max(number), 0) FROM classes"
            ).fetchone()

            def keys() -> Iterator[tuple[U64, I64]]:
                for page in class_pages(self):
                    yield keys_of_classes(page, self._keys_of)

            total = sum(len(found) for found, _ in keys())
            self._keys.rebuild(keys, last, total)
        self._vacuum()

    @abstractmethod
    def _vacuum(self) -> None:
        """Give unused room back."""

    # Asking.

    def count(self) -> int:
        """See `Store.count`."""
        return self._counts.documents

    def by_id(self, ids: Sequence[str]) -> list[Row]:
        """See `Store.by_id`."""
        return self._rows(f"{_ROWS} WHERE id", list(ids))

    def by_number(self, numbers: Sequence[int]) -> list[Row]:
        """See `Store.by_number`."""
        return self._rows(f"{_ROWS} WHERE number", list(numbers))

    def page(self, after: int, limit: int) -> list[Row]:
        """See `Store.page`."""
        found = self._connection.execute(
            f"{_ROWS} WHERE number > ? ORDER BY number LIMIT ?",
            (after, limit),
        )
        return [checked_row(row) for row in found]

    def members(self, classes: Sequence[int], limit: int) -> dict[int, list[int]]:
        """See `Store.members`."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number, klass in self._select(
            "SELECT number, klass FROM documents WHERE number = klass AND number", list(classes)
        ):
            found[klass].append(number)
        for klass in classes:
            # Through the partial index, which has copies only.
            left = limit - len(found[klass])
            if not left:
                continue
            found[klass] += (
                number
                for (number,) in self._connection.execute(
                    "SELECT number FROM documents WHERE klass = ? AND klass <> number "
                    "ORDER BY number LIMIT ?",
                    (klass, left),
                )
            )
        return {klass: numbers for klass, numbers in found.items() if numbers}

    def class_of(self, content: int) -> int | None:
        """See `Store.class_of`."""
        found = self._connection.execute(
            "SELECT number FROM classes WHERE content = ?", (signed(content),)
        ).fetchone()
        return None if found is None else int(found[0])

    def smallest(self, limit: int) -> list[int]:
        """See `Store.smallest`."""
        found = self._connection.execute(
            "SELECT (SELECT min(d.number) FROM documents d WHERE d.number = c.number "
            "OR (d.klass = c.number AND d.klass <> d.number)) FROM classes c WHERE words > 0 "
            "ORDER BY content < 0, content LIMIT ?",
            (limit,),
        )
        return [number for (number,) in found]

    def classes(self, numbers: Sequence[int]) -> list[Class]:
        """See `Store.classes`."""
        found = self._select(f"{_CLASSES} WHERE number", list(numbers))
        return [checked_class(row) for row in found]

    def class_page(self, after: int, limit: int) -> list[Class]:
        """See `Store.class_page`."""
        found = self._connection.execute(
            f"{_CLASSES} WHERE number > ? ORDER BY number LIMIT ?",
            (after, limit),
        )
        return [checked_class(row) for row in found]

    def texts(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """See `Store.texts`."""
        found = self._select("SELECT number, data FROM texts WHERE number", list(numbers))
        return {number: unsealed(data, number, f"text {number}") for number, data in found}

    def lookup(self, keys: U64, most: I64 | int, few: int = 0) -> Postings:
        """See `Store.lookup`."""
        return self._keys.lookup(keys, most, few)

    def sizes(self) -> dict[str, int]:
        """See `Store.sizes`."""
        connection, state = self._connection, self._keys.state
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        counts = self._counts
        return {
            "documents": counts.documents,
            "distinct_texts": counts.classes,
            "keys": state.blocked + state.fresh + state.draining,
            "keys_fresh": state.fresh,
            "keys_left_out": state.trimmed,
            "bytes": pages * size,
            "bytes_unused": free * size,
            "bytes_of_texts": counts.text_bytes,
        }

    def faults(self) -> Iterator[str]:
        """See `Store.faults`."""
        for (line,) in self._connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"SQLite: {line}"
        documents = 0
        classes = set[int]()
        for number, klass, *rest, total in self._connection.execute(f"{_ROWS} ORDER BY number"):
            documents += 1
            classes.add(klass)
            try:
                checked_row((number, klass, *rest, total))
            except StoreDamagedError:
                yield f"document {number} is not what was written there"
        texts = 0
        for number, data in self._connection.execute("SELECT number, data FROM texts"):
            texts += 1
            try:
                unsealed(data, number, f"text {number}")
            except StoreDamagedError:
                yield f"text {number} is not what was written there"
        if documents != self._counts.documents:
            yield f"{documents} documents are there of {self._counts.documents}"
        if texts != (documents if self.settings["texts"] else 0):
            yield f"{texts} texts are there of {documents}"
        present = {number for (number,) in self._connection.execute("SELECT number FROM classes")}
        if present != classes:
            yield f"{len(present ^ classes)} classes have no documents, or are missing"
        try:
            yield from self._key_faults()
        except StoreDamagedError as error:
            yield str(error)

    def _key_faults(self) -> Iterator[str]:
        """Compare the key table with the sketches, a range of keys at a time."""
        sizes = self.sizes()
        rounds = sizes["keys"] // _CHECKED + 1
        missing = surplus = 0
        for part in range(rounds):
            low, high = (
                np.uint64((part << 64) // rounds),
                np.uint64(((part + 1 << 64) - 1) // rounds),
            )
            wanted = []
            for page in class_pages(self):
                keys, numbers = keys_of_classes(page, self._keys_of)
                entries = entries_of(keys, numbers)
                wanted.append(entries[(entries >= low) & (entries <= high)])
            there = [e[(e >= low) & (e <= high)] for e in self._keys.all_entries()]
            nothing = np.zeros(0, dtype=np.uint64)
            should, is_ = (np.sort(np.concatenate([nothing, *x])) for x in (wanted, there))
            missing += len(np.setdiff1d(should, is_))
            surplus += len(np.setdiff1d(is_, should)) + len(is_) - len(np.unique(is_))
        if missing > sizes["keys_left_out"]:
            yield f"{missing} keys are missing, of {sizes['keys']}; compact builds them anew"
        if surplus:
            yield f"{surplus} keys belong to no document; compact builds them anew"

    # Rows.

    def _select(self, query: str, values: Iterable[object]) -> Iterator[tuple[Any, ...]]:
        """Rows in which the last thing that the query names is one of some values."""
        # Not json_each, which ends a string at a null character.
        for few in _chunks(list(values), _VARIABLES):
            yield from self._connection.execute(
                f"{query} IN ({','.join('?' * len(few))})",
                few,
            )

    def _rows(self, query: str, values: list[Any]) -> list[Row]:
        return [checked_row(row) for row in self._select(query, values)]


_ROWS = "SELECT number, klass, id, added, details, sum FROM documents"
_CLASSES = "SELECT number, content, words, sketch FROM classes"


def _chunks(values: list[Any], size: int) -> Iterator[list[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))
