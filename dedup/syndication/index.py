"""`Index`: a collection on disk that grows, and answers what a text matches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Literal, Self

from dedup.document import Document
from dedup.errors import MissingIdError, SettingsError
from dedup.lsh.minhash import U32
from dedup.readers import read
from dedup.store.base import Row, class_pages, pages
from dedup.store.sqlite import Durability
from dedup.syndication.find import THRESHOLD, found_among
from dedup.syndication.index_add import add_all
from dedup.syndication.index_given import (
    Given,
    export_line,
    exported,
    identified,
    opened_store,
    seconds,
)
from dedup.syndication.index_keys import unpack_sketch, unpacked
from dedup.syndication.index_query import Asker
from dedup.syndication.result import Group, Match, Result
from dedup.text.abbreviations import checked_abbreviations

__all__ = ["Index"]


class Index:
    """Documents in a file, to which some are added and which is asked about others.

    Any number of processes may have it open; one at a time writes to a file, several at once to
    a server. What a call of `add`, `update` or `remove` has done when it returns is not lost if
    the process is killed.

    Parameters
    ----------
    path : path or str
        The file, made if there is none; or the address of a PostgreSQL database,
        ``postgresql://user@host/database``, in which the tables are made in a schema of their
        own, ``dedup`` or what ``?schema=`` at its end names.
    create : bool
        Whether to make it.
    timeout : float
        Seconds to wait while another process writes.
    durability : {"normal", "full"}
        ``full`` waits for the disk at each transaction, so that a power loss takes nothing
        either; with ``normal`` it may take the last ones.
    texts : bool, optional
        Whether a new index keeps the texts, compressed; it does unless told otherwise. Without,
        a document takes about half the room, and the index can name what is identical, a
        near-duplicate or an excerpt by an estimate (`Evidence.estimated`); it finds no rewrites,
        and gives back neither documents nor pairs. An index that exists stays as it was made,
        and is opened as such if nothing is said.
    abbreviations : iterable of str
        See `dedup.find`.

    Raises
    ------
    StoreError
        If the file is no index, of a newer format, or cannot be made or read.

    Examples
    --------
    >>> import tempfile
    >>> story = (
    ...     "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. All 45 "
    ...     "passengers were rescued by fishing boats, the harbour master said, and an inquiry "
    ...     "into the accident will open next week."
    ... )
    >>> with tempfile.TemporaryDirectory() as folder, Index(f"{folder}/wire.dedup") as index:
    ...     index.add([Document("a1", story), Document("a2", "Wheat prices fell in Torvena.")])
    ...     [(match.b, match.relation) for match in index.query("BREAKING: " + story)]
    2
    [('a1', 'near-duplicate')]
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        create: bool = True,
        timeout: float = 10.0,
        durability: Durability = "normal",
        texts: bool | None = None,
        abbreviations: Iterable[str] = (),
    ) -> None:
        if durability not in {"normal", "full"}:
            raise SettingsError(f"durability={durability!r} is not one of normal, full")
        if not timeout >= 0:
            raise SettingsError(f"timeout={timeout!r} is not a number of seconds from 0 on")
        self._abbreviations = checked_abbreviations(abbreviations)
        options = {"create": create, "timeout": timeout, "durability": durability}
        self._store = opened_store(path, texts=texts, **options)
        self._has_texts = bool(self._store.settings["texts"])
        self._asker = Asker(self._store, self._abbreviations)
        self._closed = False

    # Changing.

    def add(
        self,
        documents: Given | Iterable[Given | str] | str | os.PathLike[str],
        *,
        on_duplicate: Literal["raise", "skip", "update"] = "raise",
    ) -> int:
        """Add one document, or many in transactions of a thousand; how many were added.

        Parameters
        ----------
        documents : Document, mapping, iterable of them, or path
            Whatever `dedup.read` takes. A text or a mapping without an id in an iterable gets
            `text_id` of its text, so that the same text again is the same document.
        on_duplicate : {"raise", "skip", "update"}
            What to do with a document whose id is there; with ``skip``, also with one whose id
            came before in the iterable.

        Raises
        ------
        DuplicateIdError
            If an id is there already. Transactions before that one remain.
        """
        if isinstance(documents, Document | Mapping):
            documents = [documents]
        if not isinstance(documents, str | os.PathLike):
            documents = identified(documents, once=on_duplicate == "skip")
        return add_all(self._store, read(documents), on_duplicate)

    def restore(
        self,
        lines: Iterable[str],
        *,
        on_duplicate: Literal["raise", "skip", "update"] = "raise",
    ) -> int:
        """Add what `export` gave, as of when it was added there; how many were added.

        Raises
        ------
        ReadError
            If a line is none that `export` has written. Transactions before it remain.
        """
        times: dict[str, int] = {}
        return add_all(self._store, read(exported(lines, times)), on_duplicate, times)

    def update(self, documents: Given | Iterable[Given]) -> int:
        """Add documents, in place of those of the same ids where there are such."""
        return self.add(documents, on_duplicate="update")

    def remove(self, ids: str | Iterable[str]) -> int:
        """Take documents out, all or none; how many.

        Raises
        ------
        MissingIdError
            If there is no document of one of the ids.
        """
        wanted = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
        with self._store.writing():
            rows = self._store.by_id(wanted)
            if len(rows) < len(wanted):
                missing = next(iter(set(wanted) - {row.id for row in rows}))
                raise self._missing(missing)
            self._store.remove(rows)
        return len(wanted)

    def expire(self, before: date | datetime | float) -> int:
        """Take out all documents that were added before a moment, and say how many.

        Parameters
        ----------
        before : datetime, date or float
            A day begins at midnight UTC, as does a time without a zone; a number is seconds
            since 1970.
        """
        limit = seconds(before)
        removed = 0
        for page in pages(self._store):
            old = [row.number for row in page if row.added < limit]
            if old:
                with self._store.writing():
                    # Another process may have been there since the page was read.
                    rows = [row for row in self._store.by_number(old) if row.added < limit]
                    self._store.remove(rows)
                    removed += len(rows)
        return removed

    def compact(self) -> None:
        """Build the keys anew from the sketches, and give unused space back to the disk."""
        self._store.compact()

    # Asking.

    def query(
        self, text: str | Document, *, top: int | None = None, min_score: float = THRESHOLD
    ) -> list[Match]:
        """What a text matches, best first.

        Parameters
        ----------
        text : str or Document
            `Match.a` is its id, or empty; it need not be in the index, and is not added. A
            document does not match the one of its own id.
        top : int, optional
            At most so many.
        min_score : float
            Least score, in (0, 1].

        Returns
        -------
        list of Match
            Verified as those of `dedup.find` are, each pair by itself. `Match.containment` is of
            the shorter in the longer, so that a brief finds the story that it was cut from;
            ``evidence.covered_a`` and ``covered_b`` say it of each. Estimated, and without
            rewrites, if the index keeps no texts.
        """
        if not 0.0 < min_score <= 1.0:
            raise SettingsError(f"min_score={min_score!r} is not a number above 0 and at most 1")
        if top is not None and top < 1:
            raise SettingsError(f"top={top!r} is not a number from 1 on, or None for all")
        matches = self._asker.matches(text, min_score, top)
        return matches if top is None else matches[:top]

    def groups(self, *, threshold: float = THRESHOLD, rewrites: bool = True) -> tuple[Group, ...]:
        """The groups that `dedup.find` makes of all documents; needs their texts."""
        return self._found("groups", threshold, rewrites=rewrites).groups

    def pairs(self, *, threshold: float = THRESHOLD, rewrites: bool = True) -> tuple[Match, ...]:
        """The pairs that `dedup.find` finds among all documents; needs their texts."""
        return self._found("pairs", threshold, rewrites=rewrites).pairs

    def _found(self, name: str, threshold: float, *, rewrites: bool) -> Result:
        """What `find` finds, from the sketches that are stored."""
        self._need_texts(name)
        store = self._store
        with store.reading():
            rows = [row for page in pages(store) for row in page]
            classes = {one.number: one for page in class_pages(store) for one in page}
            documents = self._asker.documents(rows)
        return found_among(
            documents,
            unpacked([classes[row.klass] for row in rows]),
            threshold=threshold,
            rewrites=rewrites,
            abbreviations=self._abbreviations,
        )

    def get(self, document_id: str) -> Document:
        """The document of an id.

        Raises
        ------
        MissingIdError
            If there is none.
        SettingsError
            If the index keeps no texts.
        """
        self._need_texts("get")
        with self._store.reading():
            return self._asker.documents([self._row(document_id)])[0]

    def signature(self, document_id: str) -> U32:
        """The MinHash signature of a document, as `dedup.lsh.minhash` makes it.

        Raises
        ------
        MissingIdError
            If there is none of this id.
        """
        with self._store.reading():
            (found,) = self._store.classes([self._row(document_id).klass])
        return unpack_sketch(found.sketch).signature

    def stats(self) -> dict[str, Any]:
        """Counts, sizes in bytes, and the settings the index was made with."""
        with self._store.reading():
            return {**self._store.sizes(), "settings": dict(self._store.settings)}

    def check(self) -> list[str]:
        """What is wrong with the file, a sentence each; nothing, if all is well."""
        with self._store.reading():
            return list(self._store.faults())

    def export(self) -> Iterator[str]:
        """All documents and when they were added, as lines of JSON, which `restore` takes back."""
        self._need_texts("export")
        for page in pages(self._store):
            with self._store.reading():
                # What was removed since the page was read is not there any more.
                rows = sorted(self._store.by_number([row.number for row in page]))
                documents = self._asker.documents(rows)
            for row, document in zip(rows, documents, strict=True):
                yield export_line(document, row.added)

    def __len__(self) -> int:
        with self._store.reading():
            return self._store.count()

    def __contains__(self, document_id: object) -> bool:
        if not isinstance(document_id, str):
            return False
        with self._store.reading():
            return bool(self._store.by_id([document_id]))

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order they came."""
        return (row.id for page in pages(self._store) for row in page)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._closed = True
        self._store.close()

    @property
    def where(self) -> str:
        """The file, or the server and schema, as messages name it."""
        return self._store.where

    @property
    def is_closed(self) -> bool:
        """Whether it was closed and cannot be asked any more."""
        return self._closed

    def __repr__(self) -> str:
        return f"Index({self.where!r})"

    def _repr_html_(self) -> str:
        from dedup.report.html.index import index_fragment  # noqa: PLC0415 - a part above

        return index_fragment(self)

    # Rows.

    def _row(self, document_id: str) -> Row:
        rows = self._store.by_id([document_id])
        if not rows:
            raise self._missing(document_id)
        return rows[0]

    def _missing(self, document_id: str) -> MissingIdError:
        return MissingIdError(
            f"{self._store.where!r} has no document {document_id!r} among its {len(self)}"
        )

    def _need_texts(self, name: str) -> None:
        if not self._has_texts:
            raise SettingsError(
                f"{self.where!r} was made with texts=False, and {name} needs the texts; query, "
                "signature, in and iteration do without, or fill an index that keeps them"
            )
