"""The commands of ``dedup index``."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_cli import COPY, OTHER, ROOT, STORY, run

from dedup.document import Document
from dedup.errors import DuplicateIdError
from dedup.syndication.index import Index
from dedup.syndication.index_given import text_id


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """An index with a story and another text."""
    path = tmp_path / "wire.dedup"
    with Index(path) as index:
        index.add([Document("s", STORY), Document("w", OTHER)])
    return path


def lines(*records: dict[str, Any]) -> str:
    """Records as JSON lines."""
    return "".join(json.dumps(record) + "\n" for record in records)


class TestAdd:
    def test_a_folder_and_a_table(self, tmp_path: Path) -> None:
        """Paths are read as find reads them, each with its ids."""
        folder = tmp_path / "texts"
        folder.mkdir()
        (folder / "s.txt").write_text(STORY, encoding="utf-8")
        table = tmp_path / "t.jsonl"
        table.write_text(lines({"key": "c", "body": COPY}), encoding="utf-8")
        index = tmp_path / "wire.dedup"
        assert run("index", "add", index, folder).stdout == "1 added, 1 in the index\n"
        added = run(
            "index", "add", index, table, "--text-field", "body", "--id-field", "key", "--json"
        )
        assert json.loads(added.stdout) == {"added": 1, "documents": 2}
        with Index(index) as opened:
            assert list(opened) == ["s.txt", "c"]

    def test_a_stream(self, tmp_path: Path) -> None:
        """Lines on standard input are added, and one without an id is named by its text."""
        index = tmp_path / "wire.dedup"
        feed = lines({"id": 7, "text": STORY}, {"text": OTHER})
        assert run("index", "add", index, "-", stdin=feed).exit_code == 0
        with Index(index) as opened:
            assert list(opened) == ["7", text_id(OTHER)]
        again = run("index", "add", index, "-", "--on-duplicate", "skip", stdin=feed + feed)
        assert again.stdout == "0 added, 2 in the index\n"

    def test_fields_of_a_stream(self, tmp_path: Path) -> None:
        """--field says where the date of a record on standard input stands, as of one in a file."""
        index = tmp_path / "wire.dedup"
        feed = lines({"id": "s", "text": STORY, "date": "2024-05-02"})
        run("index", "add", index, "-", "--field", "published=date", stdin=feed)
        with Index(index) as opened:
            assert opened.get("s").published == "2024-05-02"

    def test_the_last_of_one_id_stays(self, filled: Path) -> None:
        """With update, a stream that has an id twice leaves what came last."""
        feed = lines({"id": "s", "text": COPY}, {"id": "s", "text": "It thawed."})
        run("index", "add", filled, "-", "--on-duplicate", "update", stdin=feed)
        with Index(filled) as opened:
            assert opened.get("s").text == "It thawed."

    def test_a_broken_line(self, filled: Path) -> None:
        """A line that cannot be read is named; what came before it is in, or all but it."""
        feed = lines({"id": "a", "text": COPY}) + "{broken\n" + lines({"id": "b", "text": COPY})
        stopped = run("index", "add", filled, "-", stdin=feed)
        assert stopped.exit_code == 1
        assert "line 2" in stopped.stderr
        with Index(filled) as opened:
            assert list(opened) == ["s", "w", "a"]
        passed = run(
            "index", "add", filled, "-", "--skip-errors", "--on-duplicate", "skip", stdin=feed
        )
        assert passed.exit_code == 0
        assert "line 2" in passed.stderr
        with Index(filled) as opened:
            assert list(opened) == ["s", "w", "a", "b"]

    def test_an_id_that_is_there(self, filled: Path) -> None:
        """An id is refused a second time, in one line."""
        result = run("index", "add", filled, "-", stdin=lines({"id": "s", "text": COPY}))
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
        assert "'s'" in result.stderr

    def test_a_pipe_is_acknowledged_while_it_is_open(self, tmp_path: Path) -> None:
        """What came through a pipe can be asked for before the pipe is closed."""
        path = tmp_path / "wire.dedup"
        Index(path).close()
        with subprocess.Popen(
            [sys.executable, "-m", "dedup", "index", "add", str(path), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(lines({"id": "s", "text": STORY}).encode())
            process.stdin.flush()
            with Index(path) as index:
                while "s" not in index:
                    assert process.poll() is None
            process.stdin.write(lines({"id": "w", "text": OTHER}).encode())
            process.stdin.close()
            assert process.stdout.read() == b"2 added, 2 in the index\n"
            assert process.wait() == 0


class TestAsk:
    def test_query(self, filled: Path, tmp_path: Path) -> None:
        """A file or standard input is asked about; the matches name both sides."""
        copy = tmp_path / "copy.txt"
        copy.write_text(COPY, encoding="utf-8")
        (match,) = json.loads(run("index", "query", filled, copy, "--json").stdout)["matches"]
        assert (match["a"], match["b"]) == (str(copy), "s")
        shown = run("index", "query", filled, "-", "--explain", stdin=COPY).stdout
        assert "standard input and s: near-duplicate" in shown
        assert run("index", "query", filled, "-", stdin="Nothing of it.").stdout == "no match\n"

    def test_stats_and_check(self, filled: Path) -> None:
        """Counts and settings are told, and an index without faults is ok."""
        assert json.loads(run("index", "stats", filled, "--json").stdout)["documents"] == 2
        assert "distinct texts" in run("index", "stats", filled).stdout
        assert run("index", "check", filled).stdout == "ok\n"

    def test_check_finds_a_fault(self, filled: Path) -> None:
        """A text that was changed is told, with exit code 1."""
        connection = sqlite3.connect(filled)
        connection.execute("UPDATE texts SET data = zeroblob(20) WHERE number = 0")
        connection.commit()
        connection.close()
        result = run("index", "check", filled, "--json")
        assert result.exit_code == 1
        assert json.loads(result.stdout)["faults"] == ["text 0 is not what was written there"]

    def test_export_goes_back_in(self, filled: Path, tmp_path: Path) -> None:
        """What is exported fills another index with the same documents, as old as they were."""
        other = tmp_path / "other.dedup"
        with Index(filled) as index:
            index.remove("w")
            old = {"id": "w", "text": OTHER, "title": "Wheat", "added": 5}
            assert index.restore([json.dumps(old)]) == 1
        exported = run("index", "export", filled).stdout
        assert json.loads(exported.splitlines()[1]) == old
        saved = tmp_path / "saved.jsonl"
        saved.write_text(exported, encoding="utf-8")
        assert run("index", "import", other, saved).stdout == "2 added, 2 in the index\n"
        assert run("index", "export", other).stdout == exported
        again = run("index", "import", other, "-", "--on-duplicate", "skip", stdin=exported)
        assert again.stdout == "0 added, 2 in the index\n"
        # As records like any others they are added now.
        assert run("index", "add", tmp_path / "new.dedup", saved).exit_code == 0
        broken = run("index", "import", other, "-", stdin='{"id": "x", "text": "New."}\n')
        assert broken.exit_code == 1
        assert "line 1" in broken.stderr

    def test_what_is_old_goes(self, filled: Path) -> None:
        """Documents older than an age or a day are removed, and their room is given back."""
        with Index(filled) as index:
            index.restore([json.dumps({"id": "old", "text": COPY, "added": 5})])
        kept = run("index", "expire", filled, "--before", "30d")
        assert kept.stdout == "1 removed, 2 in the index\n"
        gone = run("index", "expire", filled, "--before", "2990-01-01", "--json")
        assert json.loads(gone.stdout) == {"removed": 2, "documents": 0}
        assert "bytes" in run("index", "compact", filled).stdout
        wrong = run("index", "expire", filled, "--before", "yesterday")
        assert wrong.exit_code == 2
        assert "30d" in wrong.stderr

    def test_without_texts(self, tmp_path: Path) -> None:
        """An index without texts is asked as another, and does not give them back."""
        path = tmp_path / "wire.dedup"
        feed = lines({"id": "s", "text": STORY})
        assert run("index", "add", path, "-", "--no-texts", stdin=feed).exit_code == 0
        (match,) = json.loads(run("index", "query", path, "-", "--json", stdin=COPY).stdout)[
            "matches"
        ]
        assert (match["b"], match["estimated"]) == ("s", True)
        refused = run("index", "export", path)
        assert refused.exit_code == 1
        assert "texts=False" in refused.stderr

    def test_a_server(self, new_schema: str) -> None:
        """An address in place of a file is that of a server."""
        feed = lines({"id": "s", "text": STORY})
        assert run("index", "add", new_schema, "-", stdin=feed).exit_code == 0
        assert run("index", "query", new_schema, "-", stdin=COPY).stdout.split()[-1] == "s"

    def test_remove(self, filled: Path) -> None:
        """Ids are removed, all or none, and a missing one is named."""
        missing = run("index", "remove", filled, "s", "x")
        assert missing.exit_code == 1
        assert "'x'" in missing.stderr
        assert (
            run("index", "remove", filled, "-", stdin="s\n").stdout == "1 removed, 1 in the index\n"
        )

    def test_no_index(self, tmp_path: Path) -> None:
        """Asking a file that is not there makes none."""
        result = run("index", "query", tmp_path / "none.dedup", "-", stdin=STORY)
        assert result.exit_code == 1
        assert "there is no index" in result.stderr
        assert list(tmp_path.iterdir()) == []


class TestIds:
    def test_texts_without_ids_do_not_collide(self, tmp_path: Path) -> None:
        """Texts of several calls have ids of their own, and the same text has the same."""
        with Index(tmp_path / "a.dedup") as index:
            index.add([STORY])
            index.add([OTHER, {"text": COPY}])
            assert list(index) == [text_id(text) for text in (STORY, OTHER, COPY)]
            with pytest.raises(DuplicateIdError):
                index.add([STORY])
            assert index.add([STORY, "New.", "New."], on_duplicate="skip") == 1
