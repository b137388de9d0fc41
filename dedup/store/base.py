"""What an index asks of a store, whichever holds it.

A store knows nothing of sketches and of finding. It keeps

- *documents*: a number that is never given twice, an id, when it was added, what else is known
  of it, and its text in compressed form, if texts are kept;
- *texts that differ* (`Class`): documents whose content hash is the same share one sketch and one
  set of keys, so that a text that came in a hundred thousand times weighs as much as one;
- the *key table*: which of them carry a key.

A class has the number of the document that brought it in, and keeps it when that is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from dedup.store.entries import I64, U64

__all__ = [
    "Addition",
    "Class",
    "KeysOf",
    "Postings",
    "Row",
    "Store",
    "class_pages",
    "pages",
]

KeysOf = Callable[[bytes], U64]
"""Gives the keys of a packed sketch, as they were when it was added."""


class Row(NamedTuple):
    """A document as the store holds it, but for its text.

    Attributes
    ----------
    number, klass : int
        The document's own number, and that of the class of its text.
    id : str
    added : int
        Seconds since 1970.
    details : str
        JSON; empty for none.
    """

    number: int
    klass: int
    id: str
    added: int
    details: str


class Class(NamedTuple):
    """A text, in however many copies: see the head of the module."""

    number: int
    content: int
    words: int
    sketch: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Addition:
    """Documents to add, as columns of equal length.

    Attributes
    ----------
    ids, details : list of str
    added : list of int
        Seconds since 1970.
    texts : list of bytes or None
        Compressed; None where texts are not kept.
    content, words : list of int
        `content` as an unsigned number of 64 bits.
    sketches : list of bytes
    keys : ndarray of uint64
    key_bounds : ndarray of int64
        The keys of document ``i`` are ``keys[key_bounds[i]:key_bounds[i + 1]]``.
    """

    ids: list[str]
    details: list[str]
    added: list[int]
    texts: list[bytes] | None
    content: list[int]
    words: list[int]
    sketches: list[bytes]
    keys: U64
    key_bounds: I64

    def __len__(self) -> int:
        return len(self.ids)

    def keys_of(self, places: Sequence[int], numbers: Sequence[int]) -> tuple[U64, I64]:
        """The keys of some of the documents, and beside each the number that it is filed under."""
        parts = [self.keys[self.key_bounds[at] : self.key_bounds[at + 1]] for at in places]
        if not parts:
            return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
        return np.concatenate(parts), np.repeat(np.array(numbers), list(map(len, parts)))


class Postings(NamedTuple):
    """Who carries some keys.

    Attributes
    ----------
    counts : ndarray of int64, shape (keys,)
        How many classes carry each key; of more than `entries.COMMON` not all are counted.
    places, numbers : ndarray of int64, shape (postings,)
        Which key, and the number of a class that carries it, in no order.
    """

    counts: I64
    places: I64
    numbers: I64


class Store(Protocol):
    """Documents, classes and keys, in transactions.

    Everything but `close` is called inside `reading` or `writing`. A reader sees one state of
    the store from the beginning of the outermost `reading` to its end; what a writer did is
    there as a whole once the outermost `writing` has ended, or not at all if it was left by an
    error. Both may be nested, and a store may be used by several threads.
    """

    settings: Mapping[str, Any]
    """What the index was made with, as its maker passed it."""
    where: str
    """The file or server, for messages; never a password."""

    def reading(self) -> AbstractContextManager[None]:
        """A transaction that sees one state."""

    def writing(self) -> AbstractContextManager[None]:
        """A transaction that writes, after a bounded wait for other writers."""

    def add(self, addition: Addition) -> None:
        """File documents; raises `DuplicateIdError` for an id that is there."""

    def remove(self, rows: Sequence[Row]) -> None:
        """Take documents out, with their texts; the last copy takes its class's keys with it."""

    def count(self) -> int:
        """How many documents there are."""

    def by_id(self, ids: Sequence[str]) -> list[Row]:
        """The documents of some ids that are there, in no order."""

    def by_number(self, numbers: Sequence[int]) -> list[Row]:
        """The documents of some numbers that are there, in no order."""

    def page(self, after: int, limit: int) -> list[Row]:
        """The next documents in the order of their numbers; see `pages`."""

    def members(self, classes: Sequence[int], limit: int) -> dict[int, list[int]]:
        """The numbers of the documents of each class, the first `limit` of them."""

    def class_of(self, content: int) -> int | None:
        """The class with this content hash."""

    def smallest(self, limit: int) -> list[int]:
        """A document of each of the classes with words that have the smallest content hashes."""

    def classes(self, numbers: Sequence[int]) -> list[Class]:
        """The classes of some numbers that are there, in no order."""

    def class_page(self, after: int, limit: int) -> list[Class]:
        """The next classes in the order of their numbers."""

    def texts(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Compressed texts of documents, those that are kept."""

    def lookup(self, keys: U64, most: I64 | int, few: int = 0) -> Postings:
        """Who carries each of some distinct keys.

        All are named of a key that no more than `most` carry, which may be told of each key by
        itself, and of one that more carry the newest `few`.
        """

    def note(self, name: str) -> bytes | None:
        """What was put down under a name, if anything was."""

    def put_note(self, name: str, data: bytes) -> None:
        """Put something down under a name, in place of what was there."""

    def compact(self) -> None:
        """Build the key table anew from the sketches, and give unused space back."""

    def sizes(self) -> dict[str, int]:
        """Counts and bytes, by name."""

    def faults(self) -> Iterator[str]:
        """What is wrong with what is stored, one sentence each."""

    def close(self) -> None:
        """Let go of the file or server; the store can still be closed again."""


def pages(store: Store, size: int = 1000) -> Iterator[list[Row]]:
    """All documents in the order they came, a page and a transaction at a time."""
    after = -1
    while True:
        with store.reading():
            found = store.page(after, size)
        if not found:
            return
        yield found
        after = found[-1].number


def class_pages(store: Store, size: int = 1000) -> Iterator[list[Class]]:
    """All classes in the order they came, a page at a time, inside one transaction."""
    after = -1
    while found := store.class_page(after, size):
        yield found
        after = found[-1].number
