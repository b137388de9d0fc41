"""Arrow string columns as buffers of UTF-8, without a copy or a Python object a text.

The characters of a ``string`` or ``large_string`` column lie end to end already, so that its own
memory is what compiled code reads. Of ``string_view`` and dictionary columns Arrow makes a
``large_string`` first, in one copy of the column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dedup.errors import ReadError
from dedup.lsh.packing import PAD, Packed

__all__ = ["packed_from_arrow"]


def packed_from_arrow(column: Any) -> Iterator[Packed]:
    """The texts of an Arrow array or chunked array, chunk by chunk.

    The kernels look up to `PAD` bytes beyond a text, so the texts that end so near to the end of
    the column's memory come last, in a small copy of their own.

    Parameters
    ----------
    column : pyarrow.Array or pyarrow.ChunkedArray
        Of ``string``, ``large_string``, ``string_view``, or a dictionary of these; it may be
        sliced.

    Raises
    ------
    ReadError
        If a text is null, or its bytes are not UTF-8; it names the row.
    TypeError
        If the column does not hold strings.

    Examples
    --------
    >>> import pyarrow as pa
    >>> [len(packed) for packed in packed_from_arrow(pa.array(["sea ice", "port"]))]
    [2]
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra

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
    data = np.frombuffer(values if values is not None else b"", dtype=np.uint8)
    safe = int(np.searchsorted(bounds, len(data) - PAD, side="right")) - 1
    safe = max(safe, 0)
    if safe:
        yield Packed(data, bounds[: safe + 1])
    if safe < len(chunk):
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
