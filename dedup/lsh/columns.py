"""Arrow columns and files of lines as buffers of UTF-8, without a copy or an object a text.

The characters of a ``string`` or ``large_string`` column lie end to end already, so that its own
memory is what compiled code reads. Of ``string_view`` and dictionary columns Arrow makes a
``large_string`` first, in one copy of the column. A file is mapped into memory.
"""

from __future__ import annotations

import codecs
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dedup.errors import MissingExtraError, ReadError
from dedup.lsh.packing import PAD, Packed

__all__ = ["is_column", "packed_from_arrow", "packed_from_lines"]

BLOCK = 1 << 24
"""Bytes of a file that are cut into lines together."""


def is_column(texts: object) -> bool:
    """Whether `packed_from_arrow` takes it; a pandas column is read as strings instead.

    Examples
    --------
    >>> is_column(["sea ice"])
    False
    """
    arrow = hasattr(texts, "__arrow_c_array__") or hasattr(texts, "__arrow_c_stream__")
    return arrow and not hasattr(texts, "iloc")


def packed_from_arrow(column: Any) -> Iterator[Packed]:
    """The texts of an Arrow array or chunked array, chunk by chunk.

    The kernels look up to `PAD` bytes beyond a text, so the texts that end so near to the end of
    the column's memory come last, in a small copy of their own.

    Parameters
    ----------
    column : pyarrow.Array, pyarrow.ChunkedArray, or what gives one
        Of ``string``, ``large_string``, ``string_view``, or a dictionary of these; it may be
        sliced. A column of another library enters through the Arrow C stream protocol.

    Raises
    ------
    ReadError
        If a text is null, or its bytes are not UTF-8; it names the row.
    MissingExtraError
        If pyarrow is not installed.
    TypeError
        If the column does not hold strings.

    Examples
    --------
    >>> import pyarrow as pa
    >>> [len(packed) for packed in packed_from_arrow(pa.array(["sea ice", "port"]))]
    [2]
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError(
            "reading an Arrow column needs pyarrow, which is not installed: "
            "pip install 'dedup-news[arrow]'"
        ) from error
    if not isinstance(column, pa.Array | pa.ChunkedArray):
        try:
            column = pa.chunked_array(column)
        except pa.ArrowException as error:
            raise TypeError(f"a {type(column).__name__} is no column: {error}") from error
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not any(
        check(kind)
        for check in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    ):
        raise TypeError(f"a column of {column.type} holds no strings; cast it to pyarrow.string()")
    row = 0
    for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        yield from _packed_chunk(chunk, row, pa)
        row += len(chunk)


def _packed_chunk(chunk: Any, row: int, pa: Any) -> Iterator[Packed]:
    if chunk.null_count:
        null = row + int(np.argmax(np.asarray(chunk.is_null())))
        raise ReadError(f"row {null} is null where a text is needed; drop it or fill it")
    if not (pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type)):
        chunk = chunk.cast(pa.large_string())
    if not len(chunk):
        return
    try:
        chunk.validate(full=True)
    except pa.ArrowInvalid:
        raise _not_utf8(chunk, row) from None
    _, offsets, values = chunk.buffers()
    wide = pa.types.is_large_string(chunk.type)
    ends = np.frombuffer(offsets, dtype=np.int64 if wide else np.int32)
    bounds = ends[chunk.offset : chunk.offset + len(chunk) + 1].astype(np.int64)
    yield from _with_room(np.frombuffer(values or b"", dtype=np.uint8), bounds)


def _with_room(data: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int64]) -> Iterator[Packed]:
    """The texts of memory that may end with the last of them: those near its end are copied."""
    safe = int(np.searchsorted(bounds, len(data) - PAD, side="right")) - 1
    safe = max(safe, 0)
    if safe:
        yield Packed(data, bounds[: safe + 1])
    if safe < len(bounds) - 1:
        start = bounds[safe]
        tail = np.concatenate([data[start : bounds[-1]], np.zeros(PAD, dtype=np.uint8)])
        yield Packed(tail, bounds[safe:] - start)


def _not_utf8(chunk: Any, row: int) -> ReadError:
    """Which text is at fault; found slowly, as it is looked for once."""
    for number, raw in enumerate(chunk.cast("large_binary").to_pylist()):
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            return ReadError(
                f"row {row + number} is not UTF-8: byte 0x{raw[error.start]:02x} at "
                f"{error.start}; convert the column"
            )
    return ReadError(f"the column that begins at row {row} is damaged")


def packed_from_lines(path: str | os.PathLike[str]) -> Iterator[Packed]:
    r"""The texts of a file with one on each line, where they are in the file.

    A text keeps its line end, which no sketch sees; an empty line is a text without words.

    Raises
    ------
    ReadError
        If a line is not UTF-8; it names file and line, from 1.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile(suffix=".txt") as file:
    ...     _ = file.write(b"Sea ice.\nA port.\n")
    ...     file.flush()
    ...     [list(packed.texts()) for packed in packed_from_lines(file.name)]
    [['Sea ice.\n', 'A port.\n']]
    """
    with Path(path).open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return  # cannot be mapped
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    data = np.frombuffer(mapped, dtype=np.uint8)
    start = len(codecs.BOM_UTF8) if mapped[:3] == codecs.BOM_UTF8 else 0
    line = 1
    while start < len(data):
        end = mapped.find(b"\n", start + BLOCK - 1) + 1 or len(data)
        ends = np.flatnonzero(data[start:end] == ord("\n")) + 1
        if not len(ends) or ends[-1] != end - start:
            ends = np.append(ends, end - start)
        bounds = np.concatenate([np.zeros(1, dtype=np.int64), ends])
        try:
            codecs.utf_8_decode(memoryview(mapped)[start:end], "strict", True)  # noqa: FBT003 - takes no name
        except UnicodeDecodeError as error:
            at = int(np.searchsorted(ends, error.start, side="right"))
            raise ReadError(
                f"{path}:{line + at}: not UTF-8: byte 0x{data[start + error.start]:02x} at offset "
                f"{start + error.start} of the file; convert it, for example with `iconv -f "
                "WINDOWS-1252 -t UTF-8`"
            ) from None
        yield from _with_room(data[start:], bounds)
        start, line = end, line + len(ends)
