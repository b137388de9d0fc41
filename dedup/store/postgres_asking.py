"""Asking the tables of a PostgreSQL store: rows, look-ups, and what is wrong with them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from dedup.store.base import Class, Postings, Row
from dedup.store.entries import COMMON, I64, U64, unsealed
from dedup.store.opened import Opened
from dedup.store.rows import checked_class, checked_row, class_values

__all__ = [
    "HALF",
    "NAMES",
    "ROWS",
    "PostgresAsking",
    "class_columns",
    "digest_of",
    "distinct",
    "plain",
    "row_of",
    "signed_keys",
]

NAMES = ("meta", "documents", "classes", "texts", "keys", "counts")
"""The tables, each with `dedup_` before it."""
HALF = 1 << 63
"""Taken from a content hash, so that the order of signed numbers is that of unsigned ones."""
ROWS = "SELECT number, klass, id, added, details, sum FROM dedup_documents"
_CLASSES = "SELECT number, content, words, sketch FROM dedup_classes"


class PostgresAsking(Opened):
    """Answers from the tables, inside transactions that a heir makes."""

    _psycopg: Any
    _advisory: int

    # Asking.

    def count(self) -> int:
        """See `Store.count`."""
        (documents,) = self._run(
            "SELECT coalesce(sum(documents), 0)::bigint FROM dedup_counts"
        ).fetchone()
        return int(documents)

    def by_id(self, ids: Sequence[str]) -> list[Row]:
        """See `Store.by_id`; a writer that finds some waits for the others."""
        digests = [digest_of(document_id) for document_id in ids]
        return self._rows("WHERE sha256(id) = ANY(%b::bytea[])", (digests,))

    def by_number(self, numbers: Sequence[int]) -> list[Row]:
        """See `Store.by_number`; for a writer as in `by_id`."""
        return self._rows("WHERE number = ANY(%s::bigint[])", (list(numbers),))

    def page(self, after: int, limit: int) -> list[Row]:
        """See `Store.page`."""
        found = self._run(f"{ROWS} WHERE number > %s ORDER BY number LIMIT %s", (after, limit))
        return [row_of(row) for row in found]

    def members(self, classes: Sequence[int], limit: int) -> dict[int, list[int]]:
        """See `Store.members`."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for klass, number in self._run(
            "SELECT c.klass, d.number FROM unnest(%s::bigint[]) AS c (klass), LATERAL ("
            "SELECT number FROM dedup_documents o WHERE o.klass = c.klass "
            "ORDER BY number LIMIT %s) d ORDER BY d.number",
            (list(classes), limit),
        ):
            found[klass].append(number)
        return dict(found)

    def class_of(self, content: int) -> int | None:
        """See `Store.class_of`."""
        found = self._run(
            "SELECT number FROM dedup_classes WHERE content = %s::bigint",
            (content - HALF,),
        ).fetchone()
        return None if found is None else int(found[0])

    def smallest(self, limit: int) -> list[int]:
        """See `Store.smallest`."""
        found = self._run(
            "SELECT (SELECT min(d.number) FROM dedup_documents d "
            "WHERE d.klass = c.number) FROM dedup_classes c WHERE words > 0 "
            "ORDER BY content LIMIT %s",
            (limit,),
        )
        return [number for (number,) in found]

    def classes(self, numbers: Sequence[int]) -> list[Class]:
        """See `Store.classes`."""
        found = self._run(f"{_CLASSES} WHERE number = ANY(%s::bigint[])", (list(numbers),))
        return [_class(row) for row in found]

    def class_page(self, after: int, limit: int) -> list[Class]:
        """See `Store.class_page`."""
        found = self._run(f"{_CLASSES} WHERE number > %s ORDER BY number LIMIT %s", (after, limit))
        return [_class(row) for row in found]

    def texts(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """See `Store.texts`."""
        found = self._run(
            "SELECT number, data FROM dedup_texts WHERE number = ANY(%s::bigint[])",
            (list(numbers),),
        )
        return {number: unsealed(data, number, f"text {number}") for number, data in found}

    def lookup(self, keys: U64, most: I64 | int, few: int = 0) -> Postings:
        """See `Store.lookup`."""
        wanted = np.full(len(keys), most, dtype=np.int64)
        widest = max(few, int(wanted.max(initial=0)))
        nothing = np.zeros(0, dtype=np.int64)
        counts = np.zeros(len(keys), dtype=np.int64)
        places: list[I64] = []
        numbers: list[I64] = []
        # Each key by itself, as of a common one the newest are read and no more.
        for place, count, newest in self._run(
            "SELECT a.place - 1, f.count, f.newest FROM unnest(%s::bigint[]) "
            "WITH ORDINALITY AS a (key, place), LATERAL (SELECT count(*), "
            "(array_agg(klass ORDER BY klass DESC))[:%s] AS newest FROM (SELECT klass "
            "FROM dedup_keys k WHERE k.key = a.key ORDER BY klass DESC LIMIT %s) n) f "
            "WHERE f.count > 0",
            (signed_keys(keys), widest, max(widest, COMMON + 1)),
        ):
            counts[place] = count
            if count > wanted[place]:
                newest = newest[:few]  # noqa: PLW2901
            places.append(np.full(len(newest), place, dtype=np.int64))
            numbers.append(np.array(newest, dtype=np.int64))
        return Postings(
            counts, np.concatenate([nothing, *places]), np.concatenate([nothing, *numbers])
        )

    def sizes(self) -> dict[str, int]:
        """See `Store.sizes`."""
        sums = self._run(
            "SELECT coalesce(sum(documents), 0)::bigint, coalesce(sum(classes), 0)::bigint, "
            "coalesce(sum(keys), 0)::bigint, coalesce(sum(text_bytes), 0)::bigint "
            "FROM dedup_counts"
        ).fetchone()
        documents, classes, keys, text_bytes = map(int, sums)
        (size,) = self._run(
            "SELECT coalesce(sum(pg_total_relation_size(to_regclass(t))), 0)::bigint "
            "FROM unnest(%s::text[]) AS g (t)",
            ([f"dedup_{name}" for name in NAMES],),
        ).fetchone()
        return {
            "documents": documents,
            "distinct_texts": classes,
            "keys": keys,
            "bytes": int(size),
            "bytes_of_texts": text_bytes,
        }

    # Rows.

    def _run(self, query: str, values: Sequence[Any] = ()) -> Any:
        """A statement; what comes back is sent in binary."""
        return self._connection.execute(query, values, binary=True)

    def _rows(self, where: str, values: tuple[Any, ...]) -> list[Row]:
        query = f"{ROWS} {where}"
        found = self._run(query, values).fetchall()
        if found and self._writes:
            # They are about to be replaced: what they are now must hold until that is done.
            self._alone()
            found = self._run(query, values).fetchall()
        return [row_of(values) for values in found]

    def _alone(self) -> None:
        """Wait until nobody else adds or removes, and keep it so until the transaction ends."""
        self._run("SELECT pg_advisory_xact_lock(%s)", (self._advisory,))


def distinct(keys: U64, numbers: I64) -> tuple[U64, I64]:
    """Pairs of keys and numbers, each once, in the order of the key table."""
    order = np.lexsort((numbers, keys.view(np.int64)))
    keys, numbers = keys[order], numbers[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]) | (numbers[1:] != numbers[:-1])
    return keys[first], numbers[first]


def signed_keys(keys: U64) -> list[int]:
    """Keys as PostgreSQL has them, which knows no unsigned numbers."""
    found: list[int] = keys.view(np.int64).tolist()
    return found


def plain(text: str) -> bytes:
    """A text as its bytes, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def digest_of(document_id: str) -> bytes:
    """What an id is looked up by."""
    return hashlib.sha256(plain(document_id)).digest()


def row_of(found: tuple[Any, ...]) -> Row:
    """A document, from its columns; raises `StoreDamagedError` if they do not agree."""
    number, klass, document_id, added, details, total = found
    texts = (data.decode("utf-8", "surrogatepass") for data in (document_id, details))
    return checked_row((number, klass, next(texts), added, next(texts), total))


def class_columns(found: Class) -> tuple[int, int, int, bytes]:
    """The columns of a class."""
    number, _, words, sketch = class_values(found)
    return number, found.content - HALF, words, sketch


def _class(found: tuple[Any, ...]) -> Class:
    number, content, words, sketch = found
    return checked_class((number, content + HALF, words, sketch))
