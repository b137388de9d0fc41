"""The bytes of one open file to raw records: text, JSON lines, CSV."""

from __future__ import annotations

import codecs
import csv
import json
import threading
from collections.abc import Iterator, Mapping
from io import BufferedIOBase
from typing import Any

from dedup.errors import ReadError
from dedup.records.base import Numbered, column_fault

__all__ = ["decoded", "read_csv", "read_jsonl", "read_txt"]

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


def read_txt(file: BufferedIOBase, fields: Mapping[str, str], _delimiter: str) -> Numbered:
    """The whole file as one text."""
    data = file.read()
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        yield None, {fields["text"]: decoded(body, len(data) - len(body))}
    except ReadError as error:
        yield None, error


def read_jsonl(file: BufferedIOBase, _fields: Mapping[str, str], _delimiter: str) -> Numbered:
    """One object a line; blank lines are passed over."""
    for number, (offset, raw) in enumerate(_lines(file), start=1):
        if raw.strip():
            # Without its line end, so that a fault at the end has a column in this line.
            yield number, _parse_json(raw.rstrip(b"\r\n"), offset)


def read_csv(file: BufferedIOBase, fields: Mapping[str, str], delimiter: str) -> Numbered:
    """The rows under a first one that names the columns."""
    rows = _rows(file, delimiter)
    empty = ReadError("empty; the first row of a CSV file must name its columns")
    line: int | None
    line, header = next(rows, (None, empty))
    if isinstance(header, ReadError):
        yield line, header
        return
    fault = _header_fault(header, fields, delimiter)
    if fault is not None:
        yield line, fault
        return  # without its columns, nothing below can be told apart
    for line, row in rows:
        if isinstance(row, ReadError):
            yield line, row
        elif len(row) != len(header):
            yield line, ReadError(f"{len(row)} cells in a row under {len(header)} columns")
        else:
            yield line, dict(zip(header, row, strict=True))


def _lines(file: BufferedIOBase) -> Iterator[tuple[int, bytes]]:
    """Each line with its offset in bytes, split at LF alone: U+2028 may stand inside JSON."""
    offset = 0
    for raw in file:
        body = raw.removeprefix(codecs.BOM_UTF8) if offset == 0 else raw
        yield offset + len(raw) - len(body), body
        offset += len(raw)


def decoded(raw: bytes, offset: int) -> str:
    """The text of bytes that stand at an offset of a file.

    Raises
    ------
    ReadError
        If they are not UTF-8: it names the first that is not, and what to do.
    """
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
        record = json.loads(decoded(raw, offset))
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

    def pieces() -> Iterator[str]:
        for offset, raw in _lines(file):
            at = offset
            for piece in raw.splitlines(keepends=True):  # a CR alone ends a row too
                try:
                    yield decoded(piece, at)
                except ReadError as error:
                    # The line goes on all the same, or the quotes after it would not match up.
                    faults.append(error)
                    yield piece.decode(errors="replace")
                at += len(piece)

    # Strict, or a quote that is never closed would swallow the rest of the file in silence.
    rows = csv.reader(pieces(), delimiter=delimiter, strict=True)
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


def _header_fault(header: list[str], fields: Mapping[str, str], delimiter: str) -> ReadError | None:
    others = [mark for mark in ",;\t|" if mark != delimiter and mark in header[0]]
    if len(header) == 1 and others and fields["text"] not in header:
        return ReadError(f"one column, {header[0]!r}; pass delimiter={others[0]!r} to split it")
    return column_fault(header, fields)
