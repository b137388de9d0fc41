"""Reading: sources, ids, faults that are named, and faults that are skipped and reported."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import os
import tempfile
import tracemalloc
import warnings
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff.collation import collate
from dedup.document import Document
from dedup.errors import DedupError, DuplicateIdError, ReadError, SettingsError
from dedup.readers import Documents, ReadWarning, Skipped, SourceNotFoundError, read
from dedup.syndication.find import find

texts = st.text(st.characters(exclude_categories=["Cs"]))


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, with the folders that it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def jsonl(*records: object) -> str:
    """One JSON value a line."""
    return "".join(json.dumps(record) + "\n" for record in records)


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    """Rows as the standard library writes them."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def ids(documents: Documents) -> list[str]:
    """The ids of all documents, read now."""
    return [document.id for document in documents]


def skipping(source: Any, **settings: Any) -> tuple[list[Document], tuple[Skipped, ...]]:
    """Read with on_error="skip", expecting the one warning that this owes."""
    documents = read(source, on_error="skip", **settings)
    with pytest.warns(ReadWarning):
        found = list(documents)
    return found, documents.skipped


class TestFolders:
    def test_reads_all_below_in_the_order_of_names(self, tmp_path: Path) -> None:
        """A folder gives its files and those of its folders, sorted, whatever wrote them first."""
        write(tmp_path / "z.txt", "last")
        write(tmp_path / "b" / "deep" / "one.txt", "third")
        write(tmp_path / "b" / "a.TXT", "second")
        write(tmp_path / "a.jsonl", jsonl({"text": "first"}))
        write(tmp_path / "c.csv", "text\nfourth\n")
        documents = read(tmp_path)
        assert ids(documents) == ["a.jsonl:1", "b/a.TXT", "b/deep/one.txt", "c.csv:2", "z.txt"]
        assert [d.text for d in documents] == ["first", "second", "third", "fourth", "last"]

    def test_same_name_in_two_folders_gives_two_ids(self, tmp_path: Path) -> None:
        """Files of one name never collide: an id is the path, suffix and all."""
        write(tmp_path / "a" / "story.txt", "x")
        write(tmp_path / "b" / "story.txt", "y")
        write(tmp_path / "b" / "story.jsonl", jsonl({"text": "z"}))
        assert ids(read(tmp_path)) == ["a/story.txt", "b/story.jsonl:1", "b/story.txt"]

    def test_other_kinds_are_reported_not_lost(self, tmp_path: Path) -> None:
        """Files that dedup does not read are listed, counted by kind, and warned about once."""
        write(tmp_path / "a.txt", "x")
        for name in ("b.jpg", "c.jpg", "d.pdf", "README"):
            write(tmp_path / name, "?")
        documents = read(tmp_path)
        with pytest.warns(ReadWarning, match="4 files ignored") as caught:
            assert ids(documents) == ["a.txt"]
        assert len(caught) == 1
        assert [Path(path).name for path in documents.ignored] == [
            "README",
            "b.jpg",
            "c.jpg",
            "d.pdf",
        ]
        assert "2 .jpg, 1 without suffix, 1 .pdf" in documents.report()

    def test_hidden_files_are_left_out(self, tmp_path: Path) -> None:
        """Hidden files and folders belong to other programs and are not even reported."""
        write(tmp_path / "a.txt", "x")
        write(tmp_path / ".hidden.txt", "x")
        write(tmp_path / ".git" / "b.txt", "x")
        documents = read(tmp_path)
        assert ids(documents) == ["a.txt"]
        assert documents.ignored == ()

    def test_folder_without_documents_is_an_error(self, tmp_path: Path) -> None:
        """An empty folder is a mistake in the path far more often than a collection of none."""
        with pytest.raises(ReadError, match=r"holds no file of \.txt, \.jsonl"):
            list(read(tmp_path))

    def test_link_to_a_folder_is_not_followed(self, tmp_path: Path) -> None:
        """A link back up does not make reading go round for ever; it is reported as ignored."""
        write(tmp_path / "a.txt", "x")
        (tmp_path / "up").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
        documents = read(tmp_path)
        with pytest.warns(ReadWarning, match="2 files ignored"):
            assert ids(documents) == ["a.txt"]

    @pytest.mark.skipif(os.name == "nt", reason="file names are Unicode on Windows")
    def test_file_name_that_is_not_utf8_is_escaped(self, tmp_path: Path) -> None:
        """An id can always be written as UTF-8, even that of a file with a broken name."""
        with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"x")
        (document,) = read(tmp_path)
        assert document.id == "caf\\udce9.txt"


class TestPaths:
    def test_single_text_file(self, tmp_path: Path) -> None:
        """A text file is one document, named after the file, its text untouched but for a BOM."""
        path = write(tmp_path / "a.txt", b"\xef\xbb\xbfOne\r\ntwo\x00\n")
        expected = [Document("a.txt", "One\r\ntwo\x00\n")]
        assert list(read(path)) == expected
        assert list(read(str(path))) == expected

    def test_list_of_paths(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Paths in a list may be files and folders; ids are the paths as given."""
        monkeypatch.chdir(tmp_path)
        write(Path("a.txt"), "x")
        write(Path("wire/b.txt"), "y")
        write(Path("wire/c.jsonl"), jsonl({"text": "z"}))
        given_paths = [Path("wire"), Path("./a.txt")]
        assert ids(read(given_paths)) == ["wire/b.txt", "wire/c.jsonl:1", "a.txt"]
        assert ids(read([Path()])) == ["a.txt", "wire/b.txt", "wire/c.jsonl:1"]

    @pytest.mark.parametrize("source", ["nowhere/", "", "a\x00b", "One long text. " * 400])
    def test_path_that_does_not_exist(self, source: str) -> None:
        """A str is a path, and the error for one that is missing says how to pass texts."""
        with pytest.raises(SourceNotFoundError, match="give a list of them") as caught:
            read(source)
        assert isinstance(caught.value, FileNotFoundError)
        assert isinstance(caught.value, DedupError)
        assert len(str(caught.value)) < 250

    def test_missing_path_in_a_list(self, tmp_path: Path) -> None:
        """A missing path in a list is a fault like any other: raised, or skipped and reported."""
        there = write(tmp_path / "a.txt", "x")
        with pytest.raises(SourceNotFoundError, match=r"item 1: no such file"):
            list(read([there, tmp_path / "b.txt"]))
        found, skipped = skipping([tmp_path / "b.txt", there])
        assert len(found) == 1
        assert skipped[0].item == 0

    def test_kind_of_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        """A file of another kind, given by name, is an error that lists what can be read."""
        path = write(tmp_path / "a.docx", "?")
        with pytest.raises(ReadError, match=r"a\.docx: cannot read .* only \.txt, \.jsonl"):
            list(read(path))

    def test_name_of_a_file_among_texts(self, tmp_path: Path) -> None:
        """A list of file names is caught, not read as so many very short texts."""
        path = write(tmp_path / "a.txt", "x")
        with pytest.raises(ReadError, match=r"is a file, but here a str is a text; pass Path\("):
            list(read([str(path)]))


class TestIterables:
    def test_texts_get_their_positions_as_ids(self) -> None:
        """Texts are numbered from 0, and an empty one is a document with no words."""
        assert list(read(["x", "", " \n"])) == [
            Document("0", "x"),
            Document("1", ""),
            Document("2", " \n"),
        ]

    def test_dicts(self) -> None:
        """Known fields are taken, unknown ones passed over, nulls and empty ones become None."""
        rows = [
            {"id": 7, "text": "x", "title": "T", "publisher": None, "url": "", "score": [1]},
            {"text": "y", "published": date(2024, 5, 1), "id": float("nan")},
        ]
        assert list(read(rows)) == [
            Document("7", "x", title="T"),
            Document("1", "y", published="2024-05-01"),
        ]

    def test_field_names_can_be_chosen(self) -> None:
        """Every field may have another name in the source."""
        row = {"key": "k", "body": "x", "head": "T", "by": "P", "date": 2024, "link": "u"}
        (document,) = read(
            [row],
            text_field="body",
            id_field="key",
            title_field="head",
            publisher_field="by",
            published_field="date",
            url_field="link",
        )
        assert document == Document("k", "x", "T", "P", "2024", "u")

    def test_kinds_may_be_mixed(self, tmp_path: Path) -> None:
        """Documents come back as they are, beside texts, dicts and paths."""
        document = Document("d", "x", title="T")
        path = write(tmp_path / "a.txt", "z")
        found = list(read([document, "y", {"text": "w"}, path]))
        assert found[0] is document
        assert [each.id for each in found[1:]] == ["1", "2", path.as_posix()]

    def test_lists_can_be_read_again(self) -> None:
        """Iterating again reads again, and counts again from nothing."""
        documents = read(["x", "y"])
        assert list(documents) == list(documents)
        assert documents.read_count == 2

    def test_an_iterator_can_be_read_once(self) -> None:
        """A used-up iterator is an error, not a collection that looks empty."""
        documents = read(text for text in ["x", "y"])
        assert len(list(documents)) == 2
        with pytest.raises(ReadError, match="has been read already"):
            list(documents)

    def test_items_are_taken_one_at_a_time(self) -> None:
        """Reading streams: the first document is there before the second item is asked for."""
        endless = (f"text {number}" for number in itertools.count())
        found = itertools.islice(read(endless), 3)
        assert [document.id for document in found] == ["0", "1", "2"]
        assert next(endless) == "text 3"

    @pytest.mark.parametrize(
        "source", [b"text", {"text": "x"}, Document("a", "x"), 3, None, io.StringIO("x")]
    )
    def test_wrong_source(self, source: Any) -> None:
        """What would iterate into nonsense, or not at all, is refused with the remedy."""
        with pytest.raises(TypeError, match="path"):
            read(source)

    def test_frames_of_other_kinds_are_sent_through_to_dict(self) -> None:
        """A frame iterates over its column names, so it is refused rather than misread."""

        class Frame:
            columns = ("text",)

            def __iter__(self) -> Iterator[str]:
                return iter(self.columns)

        with pytest.raises(TypeError, match="to_dict"):
            read(Frame())

    def test_wrong_item(self) -> None:
        """An item that is no document is named by position and type."""
        rows: list[Any] = ["x", 3]
        with pytest.raises(ReadError, match="item 1: int is not str, dict, Document or Path"):
            list(read(rows))

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ({"body": "x"}, "no field 'text' among 'body'"),
            ({}, "no field 'text' among no fields at all"),
            ({"text": None}, "field 'text' must be text, got null"),
            ({"text": 3}, "field 'text' must be text, got int"),
            ({"text": b"x"}, "field 'text' must be text, got bytes"),
            ({"text": "x", "id": ""}, "field 'id' is empty"),
            ({"text": "x", "id": " "}, "field 'id' is empty"),
            ({"text": "x", "id": True}, "field 'id' must be text or a number, got bool"),
            ({"text": "x", "title": ["T"]}, "field 'title' must be text or a number, got list"),
            ({"text": "a\ud800b"}, r"a lone surrogate, '\ud800', at character 1 of 'a\ud800b'"),
            ({"text": "x", "title": "\udfff"}, r"a lone surrogate, '\udfff'"),
            (Document("a", "\ud83d"), r"a lone surrogate, '\ud83d'"),
        ],
    )
    def test_faults(self, row: Any, reason: str) -> None:
        """Every fault of a record says what is wrong, and is skipped where that is asked for."""
        with pytest.raises(ReadError) as caught:
            list(read([row]))
        assert str(caught.value).startswith("item 0: ")
        assert reason in str(caught.value)
        assert 'on_error="skip"' in str(caught.value)
        found, (skipped,) = skipping([row, "good"])
        assert [document.text for document in found] == ["good"]
        assert skipped.item == 0
        assert reason in skipped.reason

    def test_long_lists_of_fields_are_cut(self) -> None:
        """A record of a thousand fields does not give a message of a thousand names."""
        with pytest.raises(ReadError, match="'19' and 980 more"):
            list(read([{str(number): "x" for number in range(1000)}]))

    def test_repeated_id(self) -> None:
        """The second document with an id is the faulty one, and both places are named."""
        rows: list[str | dict[str, str]]
        rows = [{"id": "a", "text": "x"}, "y", {"id": "a", "text": "z"}]
        with pytest.raises(DuplicateIdError, match=r"item 2: id 'a' .* by the record at item 0"):
            list(read(rows))
        found, skipped = skipping(rows)
        assert [document.id for document in found] == ["a", "1"]
        assert skipped[0].item == 2


class TestJsonLines:
    def test_reads_lines(self, tmp_path: Path) -> None:
        """Blank lines, CRLF and a missing last line end are all the same to the records."""
        content = b'\xef\xbb\xbf{"text": "x"}\r\n\r\n \n{"id": 2, "text": "y"}'
        path = write(tmp_path / "wire.jsonl", content)
        assert list(read(path)) == [Document("wire.jsonl:1", "x"), Document("2", "y")]

    def test_gzip(self, tmp_path: Path) -> None:
        """Compressed lines are read as they stream."""
        path = write(tmp_path / "wire.jsonl.gz", gzip.compress(jsonl({"text": "x"}).encode()))
        assert ids(read(path)) == ["wire.jsonl.gz:1"]

    def test_line_separators_inside_strings(self, tmp_path: Path) -> None:
        """U+2028, U+0085 and their like may stand in a string and do not end the line."""
        text = "a\u2028b\u2029c\x85d\x0be\x0cf"
        path = write(tmp_path / "w.jsonl", json.dumps({"text": text}, ensure_ascii=False))
        assert [document.text for document in read(path)] == [text]

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b'{"text": "x"', "not valid JSON at column 13: Expecting ',' delimiter"),
            (b'["x"]', "an array where a JSON object is needed"),
            (b"null", "null where a JSON object is needed"),
            (b'{"text": "caf\xe9"}', "not UTF-8: byte 0xe9 at offset 32 of the file; convert"),
            (b'{"text": "\\ud800"}', "a lone surrogate"),
            (b'{"body": "x"}', "no field 'text' among 'body'; name the right one with text_field="),
            (b"[" * 100_000, "JSON beyond what Python reads"),
            (b'{"id": ' + b"9" * 5000 + b', "text": "x"}', "JSON beyond what Python reads"),
            (b'{"id": "1", "text": "x"}', "id '1' is taken already"),
        ],
    )
    def test_a_bad_line_loses_only_itself(self, tmp_path: Path, line: bytes, reason: str) -> None:
        """A fault is named by file and line, and the lines around it are read."""
        before, after = b'{"id":1,"text":""}', b'{"id":2,"text":"b"}'
        path = write(tmp_path / "w.jsonl", b"\n".join((before, line, after)))
        with pytest.raises(ReadError) as caught:
            list(read(path))
        assert str(caught.value).startswith(f"{path}:2: ")
        assert reason in str(caught.value)
        found, skipped = skipping(path)
        assert [document.id for document in found] == ["1", "2"]
        assert skipped == (Skipped(skipped[0].reason, file=str(path), line=2),)
        assert reason in skipped[0].reason

    def test_repeated_id_names_both_lines(self, tmp_path: Path) -> None:
        """Ids are held against those of all files read before."""
        row = {"id": "a", "text": "x"}
        first = write(tmp_path / "1.jsonl", jsonl({"text": "y"}, row))
        second = write(tmp_path / "2.jsonl", jsonl(row))
        with pytest.raises(DuplicateIdError) as caught:
            list(read(tmp_path))
        assert str(caught.value).startswith(f"{second}:1: id 'a' is taken already, by the record")
        assert f"at {first}:2;" in str(caught.value)

    @pytest.mark.parametrize("damage", ["cut", "garbled", "plain"])
    def test_damaged_gzip(self, tmp_path: Path, damage: str) -> None:
        """A damaged file is a fault with the last good line, not an empty collection."""
        whole = gzip.compress(os.urandom(60_000).hex().encode())
        content = {
            "cut": whole[: len(whole) // 2],
            "garbled": whole[:20_000] + b"\xff" * 20_000,
            "plain": b'{"text": "not compressed"}',
        }[damage]
        write(tmp_path / "a.jsonl.gz", content)
        write(tmp_path / "b.txt", "good")
        with pytest.raises(ReadError, match=r"a\.jsonl\.gz: cannot be read"):
            list(read(tmp_path))
        found, skipped = skipping(tmp_path)
        assert [document.id for document in found] == ["b.txt"]
        assert len(skipped) == 1

    @given(st.lists(texts, min_size=1), st.booleans())
    def test_round_trip(self, contents: list[str], ascii_only: bool) -> None:
        """Any text comes back as it was written, escaped or not."""
        lines = [json.dumps({"text": text}, ensure_ascii=ascii_only) for text in contents]
        with tempfile.TemporaryDirectory() as folder:
            path = write(Path(folder) / "w.jsonl", "\n".join(lines))
            assert [document.text for document in read(path)] == contents

    @given(
        st.lists(st.binary(max_size=40).filter(lambda raw: b"\n" not in raw), max_size=8),
        st.sampled_from([".jsonl", ".txt", ".csv", ".jsonl.gz", ".parquet", ".arrow"]),
    )
    def test_no_bytes_crash_the_reader(self, lines: list[bytes], suffix: str) -> None:
        """Whatever a file holds, reading it gives documents and skipped records, nothing else."""
        good = b'{"text": "good"}'
        content = b"\n".join([*lines, good])
        with tempfile.TemporaryDirectory() as folder:
            path = write(Path(folder) / f"w{suffix}", content)
            documents = read(path, on_error="skip")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ReadWarning)
                found = list(documents)
        for document in found:
            document.text.encode()
        if suffix == ".jsonl":
            assert found[-1].text == "good"


class TestCsv:
    def test_reads_rows(self, tmp_path: Path) -> None:
        """Quoted line ends, doubled quotes, blank lines and a BOM are read as spreadsheets do."""
        content = '\ufeffid,text,title\r\n7,"One\r\n""two""",T\r\n\r\nx,y,\r\n'
        path = write(tmp_path / "wire.csv", content)
        assert list(read(path)) == [
            Document("7", 'One\r\n"two"', title="T"),
            Document("x", "y"),
        ]

    def test_rows_without_id_are_named_by_their_first_line(self, tmp_path: Path) -> None:
        """Line numbers are those of an editor, rows of several lines counted in full."""
        path = write(tmp_path / "w.csv", 'text\n"a\nb"\n\nc\n')
        assert ids(read(path)) == ["w.csv:2", "w.csv:5"] == ids(read(path))

    def test_cells_may_be_long(self, tmp_path: Path) -> None:
        """A text beyond csv's usual limit is read, and the limit of the process left as it was."""
        limit = csv.field_size_limit()
        path = write(tmp_path / "w.csv", table([["text"], ["x" * 300_000]]))
        assert [len(document.text) for document in read(path)] == [300_000]
        assert csv.field_size_limit() == limit

    def test_delimiter(self, tmp_path: Path) -> None:
        """Another separator can be given, and is suggested where the header shows it."""
        path = write(tmp_path / "w.csv", "id;text\n1;x\n")
        assert list(read(path, delimiter=";")) == [Document("1", "x")]
        with pytest.raises(ReadError, match=r"w\.csv:1: one column, 'id;text'; pass delimiter=';'"):
            list(read(path))

    def test_line_ends_of_old(self, tmp_path: Path) -> None:
        """A carriage return alone ends a row too."""
        assert ids(read(write(tmp_path / "w.csv", "id,text\r1,x\r2,y\r"))) == ["1", "2"]

    @pytest.mark.parametrize(
        ("content", "line", "reason"),
        [
            ("id,body\n1,x\n", 1, "no field 'text' among 'id', 'body'; name the right one"),
            ("text,text\nx,y\n", 1, "2 columns are named 'text'"),
            ("", None, "empty; the first row of a CSV file must name its columns"),
            (b"id,t\xe9xt\n1,x\n", 1, "not UTF-8: byte 0xe9 at offset 4"),
            ("i\0d;text\n".encode("utf-16"), 1, "`iconv -f UTF-16 -t UTF-8`"),
        ],
    )
    def test_bad_header(
        self, tmp_path: Path, content: str | bytes, line: int | None, reason: str
    ) -> None:
        """Without its columns a table is one fault, which names the columns that there are."""
        path = write(tmp_path / "w.csv", content)
        with pytest.raises(ReadError) as caught:
            list(read(path))
        assert reason in str(caught.value)
        found, (skipped,) = skipping(path)
        assert found == []
        assert skipped.line == line

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (b"1,x,y", "3 cells in a row under 2 columns"),
            (b"1", "1 cells in a row under 2 columns"),
            (b"1,caf\xe9", "not UTF-8: byte 0xe9 at offset 18 of the file"),
            (b'1,"caf\xe9\nand more"', "not UTF-8: byte 0xe9 at offset 19 of the file"),
            (b'1,"a" b', "not valid CSV"),
            (b",x", "field 'id' is empty"),
        ],
    )
    def test_a_bad_row_loses_only_itself(self, tmp_path: Path, row: bytes, reason: str) -> None:
        """A fault is named by file and line, and the rows around it are read."""
        path = write(tmp_path / "w.csv", b"id,text\n7,ab\n" + row + b"\n8,c\n")
        with pytest.raises(ReadError) as caught:
            list(read(path))
        assert str(caught.value).startswith(f"{path}:3: ")
        found, (skipped,) = skipping(path)
        assert [document.id for document in found] == ["7", "8"]
        assert (skipped.file, skipped.line) == (str(path), 3)
        assert reason in skipped.reason

    def test_quote_that_is_never_closed(self, tmp_path: Path) -> None:
        """Rows swallowed by an open quote are not lost in silence: the report says which lines."""
        path = write(tmp_path / "w.csv", 'id,text\n1,a\n2,"b\n3,c\n4,d\n')
        found, (skipped,) = skipping(path)
        assert [document.id for document in found] == ["1"]
        assert skipped.line == 3
        assert "lost up to line 5" in skipped.reason

    @given(st.lists(st.tuples(texts, texts), min_size=1), st.sampled_from(",;\t|"))
    def test_round_trip(self, rows: list[tuple[str, str]], delimiter: str) -> None:
        """What csv.writer wrote comes back as it was, whatever the texts hold."""
        lines = [["text", "title"], *([text, title] for text, title in rows)]
        with tempfile.TemporaryDirectory() as folder:
            path = write(Path(folder) / "w.csv", table(lines, delimiter))
            found = list(read(path, delimiter=delimiter))
        assert [(document.text, document.title or "") for document in found] == rows


class TestReports:
    def test_report_and_warning(self, tmp_path: Path) -> None:
        """What was skipped is listed with file, line and reason, and warned about at the end."""
        path = write(tmp_path / "w.jsonl", jsonl({"text": "x"}, 3, {"text": "y"}, 4, 5))
        documents = read(path, on_error="skip")
        with pytest.warns(ReadWarning, match="2 documents read, 3 records skipped") as caught:
            list(documents)
        assert len(caught) == 1
        assert caught[0].filename == __file__
        assert [str(each) for each in documents.skipped] == [
            f"{path}:{line}: a number where a JSON object is needed" for line in (2, 4, 5)
        ]
        report = documents.report(limit=1).splitlines()
        assert report[0] == "2 documents read, 3 records skipped"
        assert report[1].endswith("w.jsonl:2: a number where a JSON object is needed")
        assert report[2] == "  ... and 2 more"

    def test_a_warning_points_to_the_line_that_asked(self, tmp_path: Path) -> None:
        """However deep in the library documents are read, the warning names the caller's line."""
        write(tmp_path / "a.txt", "The quay froze.")
        write(tmp_path / "b.jpg", "?")
        for ask in (lambda: find(read(tmp_path)), lambda: collate(read(tmp_path))):
            with pytest.warns(ReadWarning, match="1 file ignored") as caught:
                ask()
            assert [warning.filename for warning in caught] == [__file__]

    def test_skipped_grows_while_reading(self) -> None:
        """A run that stops early can say what it has met so far, and that it was not the end."""
        rows: list[Mapping[str, Any]] = [{}, {"text": "x"}, {}]
        documents = read(rows, on_error="skip")
        assert list(documents.skipped) == []
        assert next(iter(documents)).id == "1"
        assert [each.item for each in documents.skipped] == [0]
        assert documents.report().startswith(
            "1 document read, 1 record skipped (not at the end yet)"
        )

    def test_nothing_wrong_is_no_news(self) -> None:
        """A clean read warns of nothing."""
        documents = read(["x"], on_error="skip")
        assert len(list(documents)) == 1
        assert documents.report() == "1 document read"

    def test_each_iteration_has_its_own_log(self) -> None:
        """Two iterations at once do not mix: both see all documents and no false repeats."""
        documents = read(["x", "y"])
        assert [(a.id, b.id) for a, b in zip(documents, documents, strict=True)] == [
            ("0", "0"),
            ("1", "1"),
        ]

    def test_settings(self) -> None:
        """A setting outside its limits is refused with its value."""
        with pytest.raises(SettingsError, match="'ignore'"):
            read(["x"], on_error="ignore")  # type: ignore[arg-type]
        with pytest.raises(SettingsError, match="';;'"):
            read(["x"], delimiter=";;")

    def test_interrupts_get_through(self) -> None:
        """Ctrl-C ends reading even where faults are skipped."""

        def interrupted() -> Iterator[str]:
            yield "x"
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            list(read(interrupted(), on_error="skip"))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A file of 20 MB is read in a small part of that: one record and the ids."""
    path = tmp_path / "w.jsonl"
    with path.open("w") as file:
        file.writelines(json.dumps({"text": f"{n} " * 5000}) + "\n" for n in range(1000))
    assert path.stat().st_size > 19_000_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in read(path)) == 1000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000
