"""Arrow columns enter as the strings that they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dedup.errors import ReadError
from dedup.lsh.columns import packed_from_arrow
from dedup.lsh.packing import PAD

pa = pytest.importorskip("pyarrow")

TEXTS = ["Sea ice", "", "“Brønn” 東京", "x" * 200, "", "end"]


def strings(column: Any) -> list[str]:
    """The texts of all parts, each of which has bytes behind it that may be read."""
    found = []
    for packed in packed_from_arrow(column):
        assert len(packed.data) >= packed.bounds[-1] + PAD
        for start, end in zip(packed.bounds[:-1], packed.bounds[1:], strict=True):
            found.append(packed.data[start:end].tobytes().decode())
    return found


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view"])
def test_every_kind_of_string(kind: str) -> None:
    """Plain, sliced and chunked columns give their texts in order."""
    array = pa.array(TEXTS, type=getattr(pa, kind)())
    assert strings(array) == TEXTS
    assert strings(array[2:5]) == TEXTS[2:5]
    assert strings(pa.chunked_array([array, array[1:3]])) == TEXTS + TEXTS[1:3]
    assert strings(array[:0]) == []


def test_dictionaries() -> None:
    """A dictionary column gives the text of each row."""
    assert strings(pa.array(TEXTS).dictionary_encode()) == TEXTS


def test_no_copy() -> None:
    """All but the last texts are read where Arrow keeps them."""
    array = pa.array(["harbour " * 50] * 10)
    first = next(packed_from_arrow(array))
    assert np.shares_memory(first.data, np.frombuffer(array.buffers()[2], dtype=np.uint8))
    assert len(first) >= 9


def test_faults_name_the_row() -> None:
    """Nulls, bytes that are no UTF-8 and columns of other kinds are errors that say where."""
    with pytest.raises(ReadError, match="row 3 is null"):
        strings(pa.chunked_array([pa.array(["a", "b"]), pa.array(["c", None])]))
    raw = pa.array([b"sea", b"\xffice"])
    broken = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    with pytest.raises(ReadError, match="row 1 is not UTF-8: byte 0xff"):
        strings(broken)
    with pytest.raises(TypeError, match="holds no strings"):
        strings(pa.array([1]))
