"""Tables to raw records: Parquet and Arrow files, Arrow and data frames in memory.

Of a table only the columns that are asked for are read, and a few rows at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedIOBase
from typing import Any

from dedup.errors import MissingExtraError, ReadError
from dedup.records.base import Numbered, column_fault
from dedup.records.places import unreadable

__all__ = ["is_table", "read_arrow", "read_parquet", "rows_of"]

ROWS = 1024
"""Rows that are turned into Python objects together."""


def is_table(source: object) -> bool:
    """Whether `rows_of` reads it; a single column, which may stream too, is none.

    Examples
    --------
    >>> is_table([{"text": "The harbour froze."}])
    False
    """
    has_columns = hasattr(source, "columns") or hasattr(source, "schema")
    return has_columns and (hasattr(source, "iloc") or hasattr(source, "__arrow_c_stream__"))


def rows_of(table: Any, fields: Mapping[str, str]) -> Numbered:
    """The records of a table in memory.

    Whatever speaks the Arrow C stream protocol is read through it. A pandas frame is read by
    its columns: Arrow would first convert all of them, and refuse a column of mixed types
    instead of the one row that is at fault.

    Raises
    ------
    MissingExtraError
        At once, if pyarrow is needed and not installed.
    """
    if _is_pandas(table):
        return _from_pandas(table, fields)
    pa = _pyarrow("an Arrow table or a data frame")

    def opened() -> Any:
        return pa.RecordBatchReader.from_stream(table)

    return _from_batches(pa, opened, fields)


def read_parquet(file: BufferedIOBase, fields: Mapping[str, str], _delimiter: str) -> Numbered:
    """The rows of a Parquet file."""
    try:
        pa = _pyarrow("a Parquet file")
    except MissingExtraError as error:
        yield None, error
        return
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    def opened() -> Any:
        # Buffered ahead, a file of one row group would be in memory as a whole.
        return _Parquet(parquet.ParquetFile(file, pre_buffer=False))

    yield from _from_batches(pa, opened, fields)


def read_arrow(file: BufferedIOBase, fields: Mapping[str, str], _delimiter: str) -> Numbered:
    """The rows of an Arrow IPC file, which Feather is another name of, or of an IPC stream."""
    try:
        pa = _pyarrow("an Arrow file")
    except MissingExtraError as error:
        yield None, error
        return

    def opened() -> Any:
        is_file = file.read(6) == b"ARROW1"
        file.seek(0)
        return _Ipc(pa.ipc.open_file(file)) if is_file else pa.ipc.open_stream(file)

    yield from _from_batches(pa, opened, fields)


class _Parquet:
    """A Parquet file as a schema and batches, with the columns that are asked for."""

    def __init__(self, file: Any) -> None:
        self.schema = file.schema_arrow
        self._file = file

    def batches(self, names: list[str]) -> Iterator[Any]:
        yield from self._file.iter_batches(ROWS, columns=names)


class _Ipc:
    """An Arrow IPC file as a schema and batches."""

    def __init__(self, file: Any) -> None:
        self.schema = file.schema
        self._file = file

    def batches(self, _names: list[str]) -> Iterator[Any]:
        return (self._file.get_batch(number) for number in range(self._file.num_record_batches))


def _from_batches(pa: Any, opened: Callable[[], Any], fields: Mapping[str, str]) -> Numbered:
    faults = (pa.ArrowException, OSError, ValueError, TypeError)
    try:
        source = opened()
        present = source.schema.names
    except faults as error:
        yield None, unreadable(error)
        return
    fault = column_fault(present, fields)
    if fault is not None:
        yield None, fault
        return
    names = [name for name in dict.fromkeys(fields.values()) if name in present]
    batches: Iterable[Any] = source.batches(names) if hasattr(source, "batches") else source
    waiting = iter(batches)
    row = 0
    while True:
        try:
            batch = next(waiting, None)
        except faults as error:
            yield None, unreadable(error, f"row {row - 1}" if row else None)
            return
        if batch is None:
            return
        for start in range(0, len(batch), ROWS):
            piece = batch.slice(start, ROWS)
            columns = [_values(piece.column(name), name, faults) for name in names]
            for values in zip(*columns, strict=True):
                yield row, _record(names, values)
                row += 1


def _values(column: Any, name: str, faults: tuple[type[Exception], ...]) -> list[Any]:
    """The values of a column, a `ReadError` in place of one that Python cannot have."""
    try:
        return list(column.to_pylist())
    except faults:
        return [_value(each, name, faults) for each in column]


def _value(scalar: Any, name: str, faults: tuple[type[Exception], ...]) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError as error:
        return ReadError(
            f"field {name!r} is not UTF-8: byte 0x{error.object[error.start]:02x} at "
            f"{error.start}; convert the column"
        )
    except faults as error:
        return ReadError(f"field {name!r} cannot be read: {error}")


def _record(names: list[str], values: tuple[Any, ...]) -> Mapping[str, Any] | ReadError:
    fault = next((value for value in values if isinstance(value, ReadError)), None)
    return dict(zip(names, values, strict=True)) if fault is None else fault


def _is_pandas(source: object) -> bool:
    return hasattr(source, "columns") and hasattr(source, "iloc")


def _from_pandas(frame: Any, fields: Mapping[str, str]) -> Numbered:
    present = list(frame.columns)
    fault = column_fault(present, fields)
    if fault is not None:
        yield None, fault
        return
    names = [name for name in dict.fromkeys(fields.values()) if name in present]
    for start in range(0, len(frame), ROWS):
        piece = frame.iloc[start : start + ROWS]
        columns = [_objects(piece[name]) for name in names]
        for row, values in enumerate(zip(*columns, strict=True), start):
            yield row, dict(zip(names, values, strict=True))


def _objects(series: Any) -> list[Any]:
    """The values as Python has them, None where pandas has one of its marks of no value."""
    pairs = zip(series.astype(object).tolist(), series.isna().tolist(), strict=True)
    return [None if missing else value for value, missing in pairs]


def _pyarrow(what: str) -> Any:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.ipc  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError(
            f"reading {what} needs pyarrow, which is not installed: pip install 'dedup-news[arrow]'"
        ) from error
    return pa
