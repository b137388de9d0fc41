"""The documents of a source, read while they are iterated over; none is lost without a word."""

from __future__ import annotations

import gzip
import os
import sys
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, cast

from dedup.collector import uncollected
from dedup.document import Document, bare_document
from dedup.errors import DuplicateIdError, ReadError
from dedup.records.bare import BareDocuments
from dedup.records.base import REMEDY, to_document
from dedup.records.kinds import KINDS, kind_of
from dedup.records.places import Place, Skipped, shown, unreadable
from dedup.records.tables import is_table, rows_of

__all__ = ["Documents", "ReadWarning", "SourceNotFoundError", "existing"]

_NAME = 1023
"""Characters of the longest text that may be the name of a file."""
_AT_ONCE = 512
"""Items that are looked at together."""
_LIBRARY = f"{__name__.partition('.')[0]}."
Item: TypeAlias = "str | os.PathLike[str] | Mapping[str, Any] | Document"
"""What an iterable may hold."""


class SourceNotFoundError(ReadError, FileNotFoundError):
    """The file or folder to read does not exist."""


class ReadWarning(UserWarning):
    """Something in a source was passed over; `Documents.report` says what."""


# What the readers of files and iterables yield: where a record stands, the id it gets if it has
# none of its own, and the record, or the error that it is.
_Raw: TypeAlias = "tuple[Place | int, str, Mapping[str, Any] | Document | ReadError]"
"""Where a record is, its id if it has none, and the record. The number of an item stands for its
place, which is wanted only if something is wrong with it."""


@dataclass(slots=True)
class _Log:
    """What one iteration has met so far."""

    read: int = 0
    files: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    finished: bool = False


class Documents:
    """The documents of a source, read while they are iterated over; made by `read`.

    `read_count`, `skipped`, `ignored` and `report` tell of the latest iteration, and grow
    while it runs.

    Examples
    --------
    >>> import warnings, dedup
    >>> documents = dedup.read([{"text": "The harbour froze."}, {"text": None}], on_error="skip")
    >>> with warnings.catch_warnings(action="ignore"):
    ...     len(list(documents))
    1
    >>> print(documents.report())
    1 document read, 1 record skipped
      item 1: field 'text' must be text, got null
    """

    def __init__(
        self,
        source: Path | Iterable[Item] | object,
        fields: dict[str, str],
        delimiter: str,
        *,
        skip: bool,
    ) -> None:
        self._source = source
        self._fields = fields
        self._delimiter = delimiter
        self._skip = skip
        self._used_up = False
        self._log = _Log()

    @property
    def read_count(self) -> int:
        """How many documents have been read."""
        return self._log.read

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The records that gave no document, in the order they were met."""
        return tuple(self._log.skipped)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The paths in folders that were not read, being of another kind."""
        return tuple(self._log.ignored)

    def report(self, limit: int = 20) -> str:
        """What was read, skipped and ignored, for people; at most `limit` records in full."""
        log = self._log
        parts = [_count(log.read, "document") + " read"]
        if log.skipped:
            parts.append(_count(len(log.skipped), "record") + " skipped")
        if log.ignored:
            parts.append(_count(len(log.ignored), "file") + " ignored")
        lines = [", ".join(parts) + ("" if log.finished else " (not at the end yet)")]
        lines += [f"  {fault}" for fault in log.skipped[:limit]]
        if len(log.skipped) > limit:
            lines.append(f"  ... and {len(log.skipped) - limit} more")
        if log.ignored:
            kinds = Counter(Path(path).suffix.lower() or "without suffix" for path in log.ignored)
            listed = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common(10))
            lines.append(f"  ignored: {listed} (first: {log.ignored[0]})")
        return "\n".join(lines)

    def __iter__(self) -> Iterator[Document]:
        return self._read(check_texts=True)

    def at_once(self) -> Sequence[Document]:
        """All documents, for who encodes every text anyway.

        Texts that came in an iterable may hold lone surrogates, which `refuse_unencodable` then
        says, as `read` would have.
        """
        texts = _bare_texts(self._source)
        if texts is not None:
            self._log = _Log(read=len(texts), finished=True)
            return BareDocuments(texts)
        with uncollected():
            return list(self._read(check_texts=False))

    def _read(self, *, check_texts: bool) -> Iterator[Document]:
        if isinstance(self._source, Iterator):
            if self._used_up:
                raise ReadError(
                    "the source is an iterator and has been read already; call read() with a "
                    "list, or with a new iterator"
                )
            self._used_up = True
        log = self._log = _Log()
        seen: dict[str, Place | int] = {}
        for place, default_id, record in self._records(log):
            try:
                # An item of an iterable has a number for a place.
                check = check_texts or type(place) is not int
                document = to_document(record, default_id, self._fields, check_text=check)
                first = seen.setdefault(document.id, place)
                if first is not place:
                    raise DuplicateIdError(
                        f"id {document.id!r} is taken already, by the record at {_place(first)}; "
                        "ids must differ"
                    )
            except ReadError as error:
                if not self._skip:
                    raise type(error)(f"{_place(place)}: {error} ({REMEDY})") from error.__cause__
                log.skipped.append(Skipped(str(error), **asdict(_place(place))))
                continue
            log.read += 1
            yield document
        log.finished = True
        if log.skipped or log.ignored:
            warnings.warn(self.report(limit=5), ReadWarning, stacklevel=_outside())

    def _records(self, log: _Log) -> Iterator[_Raw]:
        if isinstance(self._source, Path):
            label = "" if self._source.is_dir() else shown(self._source.name)
            yield from self._from_path(self._source, label, log)
            return
        if is_table(self._source):
            for row, record in rows_of(self._source, self._fields):
                yield Place(row=row), str(row), record
            return
        items = cast("Iterable[object]", self._source)
        for number, item in enumerate(items):
            place, default_id = number, str(number)
            if isinstance(item, str):
                yield place, default_id, _from_str(item, default_id)
            elif isinstance(item, (Document, Mapping)):
                yield place, default_id, item
            elif isinstance(item, os.PathLike):
                try:
                    path = existing(item)
                except SourceNotFoundError as error:
                    yield place, default_id, error
                else:
                    yield from self._from_path(path, shown(path.as_posix()), log)
            else:
                kind = type(item).__name__
                yield place, default_id, ReadError(f"{kind} is not str, dict, Document or Path")

    def _from_path(self, path: Path, label: str, log: _Log) -> Iterator[_Raw]:
        if not path.is_dir():
            yield from self._from_file(path, label, log)
            return
        files_before, skipped_before = log.files, len(log.skipped)
        yield from self._from_folder(path, "" if label == "." else label, log)
        if log.files == files_before and len(log.skipped) == skipped_before:
            yield Place(shown(path)), label, ReadError(f"the folder holds no file of {KINDS}")

    def _from_folder(self, folder: Path, label: str, log: _Log) -> Iterator[_Raw]:
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Place(shown(folder)), label, unreadable(error)
            return
        for entry in listed:
            if entry.name.startswith("."):
                continue
            below = shown(f"{label}/{entry.name}" if label else entry.name)
            # A link to a folder could lead back up, so it is not followed, only reported.
            if entry.is_dir(follow_symlinks=False):
                yield from self._from_folder(Path(entry.path), below, log)
            elif kind_of(entry.name) is not None and entry.is_file():
                yield from self._from_file(Path(entry.path), below, log)
            else:
                log.ignored.append(shown(entry.path))

    def _from_file(self, path: Path, label: str, log: _Log) -> Iterator[_Raw]:
        log.files += 1
        name = shown(path)
        kind = kind_of(path.name)
        if kind is None:
            yield Place(name), label, ReadError(f"cannot read this kind of file, only {KINDS}")
            return
        number: int | None = None
        try:
            with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
                for number, record in kind.read(file, self._fields, self._delimiter):
                    default_id = label if number is None else f"{label}:{number}"
                    yield kind.place(name, number), default_id, record
        except (OSError, EOFError, zlib.error) as error:
            yield (
                Place(name),
                label,
                unreadable(error, None if number is None else f"line {number}"),
            )


def _outside() -> int:
    """How far up the stack the code stands that asked the library for documents."""
    level, frame = 1, sys._getframe(1)  # noqa: SLF001 - what a `stacklevel` counts
    while frame.f_back and f"{frame.f_globals.get('__name__')}.".startswith(_LIBRARY):
        level, frame = level + 1, frame.f_back
    return level


def _place(known: Place | int) -> Place:
    return Place(item=known) if isinstance(known, int) else known


def _bare_texts(source: object) -> tuple[str, ...] | None:
    """What a list or tuple holds, if that is nothing but texts."""
    if not isinstance(source, list | tuple) or not source:
        return None
    items = tuple(source)
    for start in range(0, len(items), _AT_ONCE):
        # What of a text is in memory anywhere is looked at once, and is near for another look.
        some = items[start : start + _AT_ONCE]
        if set(map(type, some)) != {str}:
            return None
        if any(_is_file(text) for text in some if len(text) <= _NAME):
            return None
    return cast("tuple[str, ...]", items)


def _is_file(text: str) -> bool:
    """Whether a text names a file: a list of names is an easy slip, and no list of short texts."""
    return len(text) <= _NAME and kind_of(text) is not None and os.path.isfile(text)  # noqa: PTH113 - text


def _from_str(text: str, default_id: str) -> Document | ReadError:
    if _is_file(text):
        return ReadError(f"{text!r} is a file, but here a str is a text; pass Path({text!r})")
    return bare_document(default_id, text)


def existing(source: str | os.PathLike[str]) -> Path:
    """The path, if there is such a file or folder.

    Raises
    ------
    SourceNotFoundError
    """
    name = os.fsdecode(source)
    if name and os.path.exists(name):  # noqa: PTH110 - Path.exists raises where a name is too long
        return Path(name)
    shortened = name if len(name) <= 80 else name[:79] + "…"
    raise SourceNotFoundError(
        f"no such file or folder: {shortened!r}; a str is taken for a path, so to pass texts "
        "give a list of them"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
