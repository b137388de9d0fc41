"""The bytes of one open file to raw records (text, JSON lines, CSV), and those to documents.

A reader takes ``(file, fields, delimiter)`` and yields ``(line, record)``: the line from 1 that
the record begins on, or None where the record is the whole file, and the record as a mapping of
field names to values, or as the `ReadError` that says what is wrong with it. It yields errors
rather than raising them because a generator that has raised cannot go on to the next record.
"""

from __future__ import annotations

import codecs
import csv
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from io import BufferedIOBase
from numbers import Number
from typing import Any, TypeAlias

from dedup.document import Document
from dedup.errors import ReadError

__all__ = ["KINDS", "Reader", "reader_for", "to_document"]

Numbered: TypeAlias = Iterator[tuple[int | None, Mapping[str, Any] | ReadError]]
Reader: TypeAlias = Callable[[BufferedIOBase, Mapping[str, str], str], Numbered]

_MAX_NAMES = 20  # field names in one message
_MAX_CELL = 2**31 - 1  # the largest that csv, which keeps it in a C long, takes on every platform
_CELL_LIMIT = threading.Lock()
_JSON_NAMES = {
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}


def reader_for(name: str) -> Reader | None:
    """The reader for files of this name, by its suffix; None if there is none.

    Examples
    --------
    >>> reader_for("wire.JSONL.gz") is reader_for("wire.jsonl")
    True
    >>> reader_for("photo.jpg") is None
    True
    """
    name = name.lower()
    return next((reader for suffix, reader in _READERS.items() if name.endswith(suffix)), None)


def to_document(
    record: Mapping[str, Any] | Document | ReadError, default_id: str, fields: Mapping[str, str]
) -> Document:
    """The document of a raw record.

    Raises
    ------
    ReadError
        If the record is one, lacks a text, or has a field that is no text.
    """
    if isinstance(record, ReadError):
        raise record
    if isinstance(record, Mapping):
        if fields["text"] not in record:
            raise _missing_field(fields["text"], record)
        text = record[fields["text"]]
        if not isinstance(text, str):
            found = "null" if text is None else type(text).__name__
            raise ReadError(f"field {fields['text']!r} must be text, got {found}")
        known = {key: _plain(record, name) for key, name in fields.items() if key != "text"}
        own_id = known.pop("id")
        if own_id is not None and not own_id.strip():
            raise ReadError(f"field {fields['id']!r} is empty; give an id, or leave the field out")
        optional = {key: value or None for key, value in known.items()}
        record = Document(own_id or default_id, text, **optional)
    for name in Document.__slots__:
        _check_encodable(getattr(record, name))
    return record


def _plain(record: Mapping[str, Any], name: str) -> str | None:
    """A short field as text; None if it is absent, null or NaN."""
    value = record.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (Number, date)):
        raise ReadError(f"field {name!r} must be text or a number, got {type(value).__name__}")
    if value != value:  # noqa: PLR0124 - what marks NaN and pandas' NaT, both "no value"
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def _check_encodable(value: str | None) -> None:
    """Refuse half a surrogate pair, which JSON can spell but no UTF-8 output can hold."""
    if value is None or value.isascii():
        return
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ReadError(
            f"a lone surrogate, {value[error.start]!a}, at character {error.start} of "
            f"{value[:40]!a}; replace it, for example with U+FFFD"
        ) from error


def _read_txt(file: BufferedIOBase, fields: Mapping[str, str], _delimiter: str) -> Numbered:
    data = file.read()
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        yield None, {fields["text"]: _decode(body, len(data) - len(body))}
    except ReadError as error:
        yield None, error


def _read_jsonl(file: BufferedIOBase, _fields: Mapping[str, str], _delimiter: str) -> Numbered:
    for number, (offset, raw) in enumerate(_lines(file), start=1):
        if raw.strip():
            # Without its line end, so that a fault at the end has a column in this line.
            yield number, _parse_json(raw.rstrip(b"\r\n"), offset)


def _read_csv(file: BufferedIOBase, fields: Mapping[str, str], delimiter: str) -> Numbered:
    rows = _rows(file, delimiter)
    empty = ReadError("empty; the first row of a CSV file must name its columns")
    line: int | None
    line, first = next(rows, (None, empty))
    header = first if isinstance(first, ReadError) else _checked_header(first, fields, delimiter)
    if isinstance(header, ReadError):
        yield line, header
        return  # without its columns, nothing below can be told apart
    for line, row in rows:
        if isinstance(row, ReadError):
            yield line, row
        elif len(row) != len(header):
            yield line, ReadError(f"{len(row)} cells in a row under {len(header)} columns")
        else:
            yield line, dict(zip(header, row, strict=True))


_READERS: dict[str, Reader] = {
    ".txt": _read_txt,
    ".jsonl": _read_jsonl,
    ".jsonl.gz": _read_jsonl,
    ".csv": _read_csv,
}
KINDS = ", ".join(_READERS)


def _lines(file: BufferedIOBase) -> Iterator[tuple[int, bytes]]:
    """Each line with its offset in bytes, split at LF alone: U+2028 may stand inside JSON."""
    offset = 0
    for raw in file:
        body = raw.removeprefix(codecs.BOM_UTF8) if offset == 0 else raw
        yield offset + len(raw) - len(body), body
        offset += len(raw)


def _decode(raw: bytes, offset: int) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        is_utf16 = offset == 0 and raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        encoding = "UTF-16" if is_utf16 else "WINDOWS-1252"
        raise ReadError(
            f"not UTF-8: byte 0x{raw[error.start]:02x} at offset {offset + error.start} of the "
            f"file; convert it, for example with `iconv -f {encoding} -t UTF-8`"
        ) from error


def _parse_json(raw: bytes, offset: int) -> Mapping[str, Any] | ReadError:
    try:
        record = json.loads(_decode(raw, offset))
    except ReadError as error:
        return error
    except json.JSONDecodeError as error:
        return ReadError(f"not valid JSON at column {error.colno}: {error.msg}")
    except (ValueError, RecursionError) as error:  # thousands of digits, or of brackets
        return ReadError(f"JSON beyond what Python reads: {error}")
    if not isinstance(record, dict):
        return ReadError(f"{_JSON_NAMES[type(record)]} where a JSON object is needed")
    return record


def _rows(file: BufferedIOBase, delimiter: str) -> Iterator[tuple[int, list[str] | ReadError]]:
    """The rows of a CSV file that are not blank, with the line that each begins on."""
    faults: list[ReadError] = []

    def decoded() -> Iterator[str]:
        for offset, raw in _lines(file):
            at = offset
            for piece in raw.splitlines(keepends=True):  # a CR alone ends a row too
                try:
                    yield _decode(piece, at)
                except ReadError as error:
                    # The line goes on all the same, or the quotes after it would not match up.
                    faults.append(error)
                    yield piece.decode(errors="replace")
                at += len(piece)

    # Strict, or a quote that is never closed would swallow the rest of the file in silence.
    rows = csv.reader(decoded(), delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 1
        row: list[str] | ReadError | None
        try:
            row = _next_row(rows)
        except csv.Error as error:
            lines = "" if rows.line_num <= line else f", lost up to line {rows.line_num}"
            row = ReadError(f"not valid CSV: {error}{lines}; quotes in quotes must be doubled")
        if row is None:
            return
        if faults:
            row = faults[0]
            faults.clear()
        if row:
            yield line, row


def _next_row(rows: Iterator[list[str]]) -> list[str] | None:
    # csv's limit of 131,072 characters a cell belongs to the whole process, so it is lifted for
    # the length of one row only, and by one thread at a time.
    with _CELL_LIMIT:
        limit = csv.field_size_limit(_MAX_CELL)
        try:
            return next(rows, None)
        finally:
            csv.field_size_limit(limit)


def _checked_header(
    header: list[str], fields: Mapping[str, str], delimiter: str
) -> list[str] | ReadError:
    for name in fields.values():
        if header.count(name) > 1:
            return ReadError(f"{header.count(name)} columns are named {name!r}; rename all but one")
    if fields["text"] in header:
        return header
    others = [mark for mark in ",;\t|" if mark != delimiter and mark in header[0]]
    if len(header) == 1 and others:
        return ReadError(f"one column, {header[0]!r}; pass delimiter={others[0]!r} to split it")
    return _missing_field(fields["text"], header)


def _missing_field(name: str, present: Iterable[object]) -> ReadError:
    """The error for a record, or a table, without the field that holds the text."""
    names = [repr(each) for each in present]
    listed = ", ".join(names[:_MAX_NAMES]) or "no fields at all"
    if len(names) > _MAX_NAMES:
        listed += f" and {len(names) - _MAX_NAMES} more"
    return ReadError(f"no field {name!r} among {listed}; name the right one with text_field=")
