"""Arrow columns, buffers and files of lines enter as the strings that they hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dedup.errors import ReadError
from dedup.lsh import columns, compiled, sketches
from dedup.lsh.columns import packed_from_arrow, packed_from_lines
from dedup.lsh.packing import PAD, Packed, pack
from dedup.lsh.sketches import Sketches, features, plain_sketch, sketch

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


NEWS = [
    "The harbour at Skerry froze overnight, and the ferry could not leave until noon.",
    "",
    "“Nobody has seen ice like it,” said Brønn Aldis. 東京 港 が 凍った。",
    *(
        f"Report {n}: wheat fell by {n} per cent in Torvena, the grain board said."
        for n in range(60)
    ),
    "last",
]


def lines(folder: Path) -> list[Packed]:
    """The news through a file, a text a line."""
    path = folder / "news.txt"
    path.write_text("\n".join(NEWS), encoding="utf-8")
    return list(packed_from_lines(path))


def assert_equal(found: Sketches, expected: Sketches) -> None:
    """Two lots of sketches are the same, bit for bit."""
    assert np.array_equal(found.signatures, expected.signatures)
    assert np.array_equal(found.words, expected.words)
    assert np.array_equal(found.content, expected.content)
    assert np.array_equal(found.anchors.values, expected.anchors.values)
    assert np.array_equal(found.anchors.bounds, expected.anchors.bounds)


@pytest.mark.parametrize(
    "give",
    [
        lambda _: pack(NEWS),
        lambda _: [pack(NEWS[:7]), pack([]), pack(NEWS[7:])],
        lambda _: [*NEWS[:5], pack(NEWS[5:9]), *NEWS[9:]],
        lambda _: pa.array(NEWS),
        lambda _: pa.array(["x", *NEWS, "y"], type=pa.large_string())[1:-1],
        lambda _: pa.chunked_array([NEWS[:3], NEWS[3:]]),
        lines,
    ],
    ids=["packed", "lots", "mixed", "array", "slice", "chunks", "lines"],
)
@pytest.mark.parametrize("plain", [True, False], ids=["plain", "compiled"])
def test_sketches_are_those_of_the_strings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, give: Callable[[Path], Any], plain: bool
) -> None:
    """However texts are given, their sketches and features are those of the Python strings."""
    monkeypatch.setattr(sketches, "is_loaded", lambda: not plain)
    monkeypatch.setattr(compiled, "BATCH", 1000)
    assert_equal(sketch(give(tmp_path)), plain_sketch(NEWS))
    assert_equal(plain_sketch(give(tmp_path), anchors=False), plain_sketch(NEWS, anchors=False))
    found, expected = features(give(tmp_path)), sketches.plain_features(NEWS)
    assert all(np.array_equal(a.values, b.values) for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize("block", [1, 40, 1 << 24])
@pytest.mark.parametrize("end", ["", "\n"])
def test_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, end: str) -> None:
    """Each line is a text, blank ones too; a byte order mark and the block size do not show."""
    monkeypatch.setattr(columns, "BLOCK", block)
    path = tmp_path / "news.txt"
    path.write_bytes(("\ufeff" + "\n".join(NEWS) + end).encode())
    found = [text for packed in packed_from_lines(path) for text in packed.texts()]
    assert found == [f"{text}\n" for text in NEWS[:-1]] + [f"last{end}"]
    assert all(len(each.data) >= each.bounds[-1] + PAD for each in packed_from_lines(path))


def test_lines_are_not_copied(tmp_path: Path) -> None:
    """All but the last lines are read in the mapped file, which cannot be written through."""
    first, *_ = lines(tmp_path)
    assert not first.data.flags.owndata
    assert not first.data.flags.writeable
    assert len(first) > len(NEWS) - 5


def test_faults_of_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty file has no texts, and bytes that are no UTF-8 are named by file and line."""
    monkeypatch.setattr(columns, "BLOCK", 4)
    path = tmp_path / "news.txt"
    path.write_bytes(b"")
    assert list(packed_from_lines(path)) == []
    assert len(sketch(packed_from_lines(path))) == 0
    path.write_bytes(b"sea\nport\n\ncaf\xe9\n")
    with pytest.raises(ReadError, match=r"news\.txt:4: not UTF-8: byte 0xe9 at offset 13"):
        list(packed_from_lines(path))
