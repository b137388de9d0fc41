"""Reading tables: Parquet and Arrow files, Arrow and data frames in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dedup
from dedup.document import Document
from dedup.errors import DedupError, DuplicateIdError, MissingExtraError, ReadError
from dedup.readers import Documents, ReadWarning, Skipped, read
from dedup.records import tables

pa = pytest.importorskip("pyarrow", reason="reads Arrow, an extra")
pd = pytest.importorskip("pandas", reason="reads frames of pandas, which is optional")

COLUMNS = {
    "key": [7, 8, 9],
    "body": ["The harbour froze.", "", "“Brønn” 東京"],
    "published": [date(2024, 5, 1), None, date(2024, 5, 2)],
    "score": [[1.0], [], None],
}
EXPECTED = [
    Document("7", "The harbour froze.", published="2024-05-01"),
    Document("8", ""),
    Document("9", "“Brønn” 東京", published="2024-05-02"),
]


def write(path: Path, table: Any) -> Path:
    """A table as a file of the kind that the suffix names."""
    from pyarrow import feather, parquet

    if path.suffix == ".parquet":
        parquet.write_table(table, path, row_group_size=2)
    elif path.suffix == ".feather":
        feather.write_feather(table, str(path))
    else:
        with pa.ipc.new_stream(path, table.schema) as stream:
            stream.write_table(table, max_chunksize=2)
    return path


def skipping(source: Any, **settings: Any) -> tuple[list[Document], tuple[Skipped, ...]]:
    """Read with on_error="skip", expecting the one warning that this owes."""
    documents = read(source, on_error="skip", **settings)
    with pytest.warns(ReadWarning):
        found = list(documents)
    return found, documents.skipped


def named(source: Any) -> Documents:
    """Read with the fields of the columns above."""
    return read(source, text_field="body", id_field="key")


class Stream:
    """A frame of another library: columns, and the Arrow C stream, and nothing else of Arrow."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self.columns = table.schema.names

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".feather"])
def test_files(tmp_path: Path, suffix: str) -> None:
    """A file gives the rows of the columns asked for, by itself, in a folder and in a list."""
    path = write(tmp_path / f"wire{suffix}", pa.table(COLUMNS))
    assert list(named(path)) == EXPECTED
    assert list(named(tmp_path)) == EXPECTED
    assert list(named([path])) == EXPECTED


@pytest.mark.parametrize(
    "make",
    [
        pa.table,
        pa.record_batch,
        lambda columns: Stream(pa.table(columns)),
        pd.DataFrame,
        lambda columns: pd.DataFrame(columns, dtype=object),
        lambda columns: pd.DataFrame(columns, index=[5, 5, 5]),
    ],
    ids=["table", "batch", "stream", "pandas", "objects", "index"],
)
def test_tables_in_memory(make: Callable[[Any], Any]) -> None:
    """Tables are read row by row, again and again, with the same field settings as files."""
    documents = named(make(COLUMNS))
    assert list(documents) == EXPECTED == list(documents)


def test_a_reader_can_be_read_once() -> None:
    """A used-up reader of batches is an error, not a collection that looks empty."""
    documents = named(pa.table(COLUMNS).to_reader(max_chunksize=2))
    assert list(documents) == EXPECTED
    with pytest.raises(ReadError, match="has been read already"):
        list(documents)


@pytest.mark.parametrize("kind", ["large_string", "string_view", "dictionary"])
def test_kinds_of_strings(kind: str) -> None:
    """Strings are strings, whatever the layout that Arrow keeps them in."""
    texts = pa.array(["x", "y", "x"])
    column = texts.dictionary_encode() if kind == "dictionary" else texts.cast(kind)
    assert [each.text for each in read(pa.table({"text": column}))] == ["x", "y", "x"]


def test_rows_beyond_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows keep their numbers where they are turned into objects a few at a time."""
    monkeypatch.setattr(tables, "ROWS", 3)
    table = pa.table({"text": [f"text {row}" for row in range(10)]})
    path = write(tmp_path / "wire.parquet", table)
    expected = [Document(str(row), f"text {row}") for row in range(10)]
    assert list(read(table)) == expected == list(read(table.to_pandas()))
    assert [each.id for each in read(path)] == [f"wire.parquet:{row}" for row in range(10)]


def test_finding_takes_tables() -> None:
    """What takes documents takes a table of them."""
    text = "The harbour at Skerry froze overnight, and the ferry could not leave until noon. "
    result = dedup.find(pa.table({"id": ["a", "b"], "text": [text * 3, text * 3]}))
    assert [group.members for group in result.groups] == [("a", "b")]


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", "table", "pandas"])
def test_a_bad_row_loses_only_itself(tmp_path: Path, suffix: str) -> None:
    """A null text and a repeated id are named by row, and the rows around them are read."""
    table: Any = pa.table({"id": ["1", "2", "1", "4"], "text": ["a", None, "c", "d"]})
    if suffix.startswith("."):
        source = write(tmp_path / f"wire{suffix}", table)
        shown, file = f"{source}, ", str(source)
    else:
        source = table if suffix == "table" else table.to_pandas()
        shown, file = "", None
    with pytest.raises(ReadError) as caught:
        list(read(source))
    assert str(caught.value).startswith(f"{shown}row 1: field 'text' must be text, got null")
    found, skipped = skipping(source)
    assert [each.id for each in found] == ["1", "4"]
    assert [(each.file, each.row, each.line) for each in skipped] == [
        (file, 1, None),
        (file, 2, None),
    ]
    assert f"id '1' is taken already, by the record at {shown}row 0" in skipped[1].reason
    with pytest.raises(DuplicateIdError):
        list(read(table.filter(pa.array([True, False, True, True]))))


def test_texts_that_are_no_strings() -> None:
    """Values of other types are faults of their rows; a frame may mix them with texts."""
    found, skipped = skipping(pd.DataFrame({"text": ["a", 3, float("nan"), "d"]}, dtype=object))
    assert [each.text for each in found] == ["a", "d"]
    assert [each.reason for each in skipped] == [
        "field 'text' must be text, got int",
        "field 'text' must be text, got null",
    ]
    with pytest.raises(ReadError, match="row 0: field 'text' must be text, got bytes"):
        list(read(pa.table({"text": [b"raw"]})))


def test_bytes_that_are_not_utf8() -> None:
    """A column may claim to be strings and hold other bytes; only those rows are lost."""
    raw = pa.array([b"sea", b"\xffice", b"port"])
    broken = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    found, (skipped,) = skipping(pa.table({"text": broken}))
    assert [each.text for each in found] == ["sea", "port"]
    assert str(skipped).startswith("row 1: field 'text' is not UTF-8: byte 0xff at 0")


@pytest.mark.parametrize("make", [pa.table, pd.DataFrame], ids=["arrow", "pandas"])
def test_columns_at_fault(make: Callable[[Any], Any]) -> None:
    """Without its text column a table is one fault, which names the columns that there are."""
    with pytest.raises(ReadError, match="the table: no field 'text' among 'key', 'body'"):
        list(read(make({"key": [1], "body": ["x"]})))
    table = pa.table([pa.array(["x"]), pa.array(["y"])], names=["text", "text"])
    with pytest.raises(ReadError, match="2 columns are named 'text'"):
        list(read(table))


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize("damage", ["cut", "garbled", "empty"])
def test_damaged_files(tmp_path: Path, suffix: str, damage: str) -> None:
    """A damaged file is a fault that names it, and the files beside it are read."""
    path = write(tmp_path / f"a{suffix}", pa.table({"text": ["port " * 99] * 9}))
    whole = path.read_bytes()
    path.write_bytes({"cut": whole[:-20], "garbled": b"x" * 99, "empty": b""}[damage])
    (tmp_path / "b.txt").write_text("good")
    found, (*_, skipped) = skipping(tmp_path)
    assert found[-1].text == "good"
    assert skipped.file == str(path)
    assert "cannot be read" in skipped.reason


def test_single_columns_are_no_tables() -> None:
    """A column of texts is an iterable of them, as a list is."""
    assert [each.text for each in read(pd.Series(["x", "y"]))] == ["x", "y"]


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the error names it, can be skipped, and pandas is read all the same."""
    table = pa.table({"text": ["x"]})
    write(tmp_path / "a.parquet", table)
    write(tmp_path / "b.arrow", table)
    (tmp_path / "c.txt").write_text("good")
    frame = table.to_pandas()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for source in (tmp_path, tmp_path / "b.arrow", table):
        with pytest.raises(ImportError, match=r"pip install 'dedup-news\[arrow\]'") as caught:
            list(read(source))
        assert isinstance(caught.value, MissingExtraError)
        assert isinstance(caught.value, DedupError)
    found, skipped = skipping(tmp_path)
    assert [each.text for each in found] == ["good"]
    assert [Path(str(each.file)).name for each in skipped] == ["a.parquet", "b.arrow"]
    assert list(read(frame)) == [Document("0", "x")]
