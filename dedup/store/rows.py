"""Rows of the tables of a SQLite store, each with a checksum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xxhash

from dedup.errors import StoreDamagedError
from dedup.store.base import Class, KeysOf, Row
from dedup.store.entries import I64, U64, sealed, unsealed

__all__ = [
    "UNSIGNED",
    "checked_class",
    "checked_row",
    "class_values",
    "keys_of_classes",
    "row_sum",
    "signed",
]

UNSIGNED = (1 << 64) - 1


def signed(value: int) -> int:
    """An unsigned number of 64 bits as SQLite's signed one."""
    return value - (1 << 64) if value >> 63 else value


def row_sum(row: Row) -> int:
    """A checksum of a document, for a column."""
    number, klass, id_, added, details = row
    text = f"{number} {klass} {added} {len(id_)} {id_}{details}"
    return int(xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 32)


_KINDS = (int, int, str, int, str)


def checked_row(found: tuple[Any, ...]) -> Row:
    """A document, from its columns; raises `StoreDamagedError` if they do not agree."""
    row = Row._make(found[:5])
    if tuple(map(type, row)) != _KINDS or row_sum(row) != found[5]:
        raise StoreDamagedError(
            f"document {row.number} is not what was written there; restore the index from a copy"
        )
    return row


def _seed(number: int, content: int, words: int) -> int:
    return (number * 0x9E3779B97F4A7C15 + content * 3 + words) & UNSIGNED


def class_values(found: Class) -> tuple[int, int, int, bytes]:
    """The columns of a class."""
    number, content, words, sketch = found
    return number, signed(content), words, sealed(sketch, _seed(number, content, words))


def checked_class(found: tuple[Any, ...]) -> Class:
    """A class, from its columns; raises `StoreDamagedError` if they do not agree."""
    number, content, words, sketch = found
    if [type(value) for value in found[:3]] != [int, int, int]:
        raise StoreDamagedError(
            f"the sketch of document {number} is not what was written there; restore the index "
            "from a copy"
        )
    content &= UNSIGNED
    return Class(
        number,
        content,
        words,
        unsealed(sketch, _seed(number, content, words), f"the sketch of document {number}"),
    )


def keys_of_classes(found: Sequence[Class], keys_of: KeysOf) -> tuple[U64, I64]:
    """All keys of some classes, and beside each the number of its class."""
    keys = [keys_of(one.sketch) for one in found]
    if not keys:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    numbers = np.array([one.number for one in found], dtype=np.int64)
    return np.concatenate(keys), np.repeat(numbers, list(map(len, keys)))
