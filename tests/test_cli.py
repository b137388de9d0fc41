"""The command line: what goes where, exit codes, JSON, and errors in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import dedup
import dedup.syndication.find as finding
from dedup.cli import app

ROOT = Path(__file__).resolve().parent.parent
NEWSWIRE = ROOT / "examples" / "newswire"
STORY = (
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. All 45 passengers "
    "were rescued by fishing boats, the harbour master said. An inquiry into the accident will "
    "open next week in the old town hall.\n"
)
COPY = STORY.replace("45", "54").replace("said", "told reporters")
OTHER = "Wheat prices fell by a tenth in the markets of Torvena after the rains came.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a story, a copy of it and another text."""
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, text in (("source.txt", STORY), ("copy.txt", COPY), ("wheat.txt", OTHER)):
        (texts / name).write_text(text, encoding="utf-8")
    return texts


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The same three texts as records, with a broken line between them."""
    path = tmp_path / "wire.jsonl"
    records = [
        json.dumps({"key": "s", "body": STORY}),
        "{broken",
        json.dumps({"key": "c", "body": COPY}),
        json.dumps({"key": "w", "body": OTHER}),
    ]
    path.write_text("\n".join(records) + "\n", encoding="utf-8")
    return path


def run(*arguments: object, stdin: str | bytes | None = None) -> Result:
    """Run a command inside this process."""
    return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)


def outside(
    *arguments: object, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dedup", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
        timeout=120,
    )


def parsed(result: Result) -> dict[str, Any]:
    """The JSON on standard output, which must be nothing else."""
    assert result.exit_code == 0, result.output
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    return value


class TestHelp:
    def test_version(self) -> None:
        """--version prints the version of the package."""
        assert run("--version").stdout == f"dedup {dedup.__version__}\n"

    def test_no_arguments_print_the_help_as_wrong_usage(self) -> None:
        """Without a command there is nothing to do: help, and exit code 2."""
        result = run()
        assert result.exit_code == 2
        assert "Where to start:" in result.output

    @pytest.mark.parametrize("command", ["find", "compare", "collate"])
    def test_every_command_teaches(self, command: str) -> None:
        """The help of a command has examples, and says what the score and the JSON are."""
        result = run(command, "--help")
        assert result.exit_code == 0
        assert f"\n    dedup {command} " in result.stdout
        assert " score" in result.stdout
        assert "JSON: " in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= 80

    def test_help_names_the_default_threshold(self) -> None:
        """The number in the help is the one that the library uses."""
        assert f"[default: {finding.THRESHOLD}]" in " ".join(run("find", "-h").stdout.split())


class TestFind:
    def test_prints_groups_on_stdout_and_notices_on_stderr(self, folder: Path) -> None:
        """Files that were passed over are noted, apart from the result."""
        (folder / "notes.md").write_text("not a text", encoding="utf-8")
        result = run("find", folder)
        assert result.exit_code == 0
        assert result.stdout.startswith("3 documents: 1 group of copies with 2 documents")
        assert "source.txt" in result.stdout
        assert "notes.md" not in result.stdout
        assert result.stderr.startswith("note: 3 documents read, 1 file ignored\n")

    def test_json_is_to_dict(self, folder: Path) -> None:
        """Standard output holds one JSON object with the keys of Result.to_dict."""
        found = parsed(run("find", folder, "--json"))
        expected = dedup.find(dedup.read(folder)).to_dict()
        assert found.keys() == expected.keys()
        assert found["groups"] == expected["groups"]
        assert found["pairs"] == expected["pairs"]

    def test_one_folder_gives_relative_ids(self, folder: Path) -> None:
        """The folder itself is not repeated in the ids."""
        members = parsed(run("find", folder, "--json"))["groups"][0]["members"]
        assert members == ["copy.txt", "source.txt"]

    def test_several_paths_give_ids_as_given(self, folder: Path, tmp_path: Path) -> None:
        """The same name in two folders makes two ids."""
        second = tmp_path / "second"
        second.mkdir()
        (second / "source.txt").write_text(STORY, encoding="utf-8")
        found = parsed(run("find", folder, second / "source.txt", "--json"))
        assert found["groups"][0]["members"] == [
            f"{folder.as_posix()}/copy.txt",
            f"{folder.as_posix()}/source.txt",
            f"{second.as_posix()}/source.txt",
        ]

    def test_nothing_found_is_no_error(self, folder: Path) -> None:
        """Exit code 0, and a sentence that says so."""
        result = run("find", folder / "wheat.txt")
        assert result.exit_code == 0
        assert result.stdout == "1 document: no two come from one text at threshold 0.5.\n"

    def test_threshold_is_passed_on(self, folder: Path) -> None:
        """A threshold of 1 leaves identical texts only."""
        assert parsed(run("find", folder, "--threshold", "1", "--json"))["pairs"] == []

    @pytest.mark.parametrize("value", ["0", "-1", "1.5", "nan", "much"])
    def test_bad_threshold_is_wrong_usage(self, folder: Path, value: str) -> None:
        """A threshold outside (0, 1] ends with exit code 2 before anything is read."""
        result = run("find", folder, "--threshold", value)
        assert result.exit_code == 2
        assert "--threshold" in result.stderr
        assert result.stdout == ""

    def test_no_rewrites_finds_shared_wording_only(self) -> None:
        """The paraphrases of the newswire are in the group by their content alone."""
        found = parsed(run("find", NEWSWIRE, "--no-rewrites", "--json"))
        assert {pair["relation"] for pair in found["pairs"]}.isdisjoint({"rewrite"})
        assert found["pairs"]

    def test_linkage_has_three_values(self, folder: Path) -> None:
        """Another linkage than the three is wrong usage; each of the three works."""
        assert run("find", folder, "--linkage", "some").exit_code == 2
        for linkage in ("single", "average", "complete"):
            assert run("find", folder, "--linkage", linkage).exit_code == 0

    def test_pairs_are_limited_unless_asked_for(self) -> None:
        """Of many pairs ten are listed; --pairs lists all."""
        assert "more (--pairs to see all)" in run("find", NEWSWIRE).stdout
        assert "more (--pairs" not in run("find", NEWSWIRE, "--pairs").stdout

    def test_explain_gives_the_reasons(self, folder: Path) -> None:
        """--explain prints what Match.explain says of the listed pairs."""
        match = dedup.find(dedup.read(folder)).pairs[0]
        shown = " ".join(run("find", folder, "--explain").stdout.split())
        assert " ".join(match.explain().split()) in shown

    def test_fields_and_skipping(self, table: Path) -> None:
        """Fields are named on the command line; a broken record is skipped and reported."""
        options = ["--text-field", "body", "--id-field", "key", "--json"]
        result = run("find", table, *options, "--skip-errors")
        assert parsed(result)["groups"][0]["members"] == ["s", "c"]
        assert "note: 3 documents read, 1 record skipped\n" in result.stderr
        assert f"{table}:2: not valid JSON" in result.stderr

    def test_what_else_is_known_may_stand_in_other_fields(self, tmp_path: Path) -> None:
        """--field names the field of a date or a title, in the terms of `dedup.read`."""
        rows = [("s", STORY, "2024-05-02", "Ferry"), ("c", COPY, "2024-05-03", "Boat")]
        records = [{"id": k, "text": t, "date": d, "head": h} for k, t, d, h in rows]
        wire = tmp_path / "wire.jsonl"
        wire.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        named = ["--field", "published=date", "--field", "title=head"]
        told = run("compare", "--in", wire, "s", "c", *named).stdout
        assert "s, Ferry, 2024-05-02" in told
        assert "Direction: " in told
        assert "Direction: " not in run("compare", "--in", wire, "s", "c").stdout
        assert run("find", wire, *named).exit_code == 0
        for wrong in ("date", "published=", "author=by"):
            failed = run("find", wire, "--field", wrong)
            assert failed.exit_code == 2
            assert "WHAT=NAME with one of title, publisher, published, url" in " ".join(
                failed.stderr.split()
            )

    def test_progress_can_be_forced_and_goes_to_stderr(self, folder: Path) -> None:
        """--progress does not touch standard output."""
        assert parsed(run("find", folder, "--progress", "--json"))["documents"] == 3


class TestCompare:
    def test_two_files(self, folder: Path) -> None:
        """Passages, edits and facts of two files, by their names."""
        result = run("compare", folder / "source.txt", folder / "copy.txt")
        assert result.exit_code == 0
        assert "All [-45-]{+54+} passengers" in result.stdout
        assert "! number: 45 -> 54" in result.stdout

    def test_json_is_to_dict(self, folder: Path) -> None:
        """Standard output holds Comparison.to_dict."""
        found = parsed(run("compare", folder / "source.txt", folder / "copy.txt", "--json"))
        expected = dedup.compare(STORY, COPY).to_dict()
        assert found.keys() == expected.keys()
        assert found["passages"] == expected["passages"]

    def test_dash_reads_standard_input(self, folder: Path) -> None:
        """One of the two texts may come through a pipe."""
        result = run("compare", folder / "source.txt", "-", "--json", stdin=STORY)
        assert parsed(result)["copy"] == "standard input"
        assert parsed(result)["source_coverage"] == 1.0

    def test_two_dashes_are_wrong_usage(self) -> None:
        """Standard input can be read once only."""
        assert run("compare", "-", "-", stdin=STORY).exit_code == 2

    def test_ids_in_a_collection(self, folder: Path) -> None:
        """With --in, the arguments are ids."""
        found = parsed(run("compare", "--in", folder, "source.txt", "copy.txt", "--json"))
        assert (found["source"], found["copy"]) == ("source.txt", "copy.txt")

    def test_unknown_id_names_the_nearest(self, folder: Path) -> None:
        """A slip in an id is answered with the ids that look like it."""
        result = run("compare", "--in", folder, "sorce.txt", "copy.txt")
        assert result.exit_code == 1
        assert "no document 'sorce.txt' among the 3" in result.stderr
        assert "'source.txt'" in result.stderr

    def test_table_points_to_in(self, folder: Path, table: Path) -> None:
        """A table is no single text; the message says how to name two of its records."""
        result = run("compare", table, folder / "copy.txt")
        assert result.exit_code == 1
        assert f"dedup compare --in {table} ID ID" in result.stderr

    def test_furniture_on_demand(self, folder: Path) -> None:
        """Site furniture is folded to a count unless it is asked for."""
        (folder / "copy.txt").write_text("Share this article\n\n" + COPY, encoding="utf-8")
        files = folder / "source.txt", folder / "copy.txt"
        assert "Share this article" not in run("compare", *files).stdout
        assert "Share this article" in run("compare", *files, "--furniture").stdout


class TestCollate:
    def test_files(self, folder: Path) -> None:
        """A matrix over the copies, with the paths as given for names."""
        result = run("collate", folder / "source.txt", folder / "copy.txt")
        assert result.exit_code == 0
        assert "  12\n  ==  The ferry Aldis sank" in result.stdout

    def test_json_is_to_dict(self, folder: Path) -> None:
        """Standard output holds Collation.to_dict."""
        found = parsed(run("collate", folder, "--json"))
        assert found == dedup.collate(dedup.read(folder)).to_dict()

    def test_ids_in_a_collection(self, folder: Path) -> None:
        """With --in, the arguments are ids, and name the columns in their order."""
        found = parsed(run("collate", "--in", folder, "source.txt", "copy.txt", "--json"))
        assert found["columns"] == ["source.txt", "copy.txt"]

    def test_one_text_is_not_enough(self, folder: Path) -> None:
        """A collation needs two texts, and the message says so."""
        result = run("collate", folder / "source.txt")
        assert result.exit_code == 1
        assert result.stderr == "error: a collation needs two texts or more, got 1; add PATHs\n"


class TestErrors:
    @pytest.mark.parametrize("command", [["find"], ["collate"], ["compare", "x.txt"]])
    def test_missing_file(self, tmp_path: Path, command: list[str]) -> None:
        """One line on standard error, exit code 1, nothing on standard output."""
        result = run(*command, tmp_path / "nowhere.txt")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("error: ")
        assert result.stderr.count("\n") == 1

    def test_bad_utf8_names_file_and_remedy(self, folder: Path) -> None:
        """A file in another encoding is an error in find and in compare, with a way out."""
        bad = folder / "bad.txt"
        bad.write_bytes("Der Zug f\xe4hrt.".encode("latin-1"))
        for result in (run("find", folder), run("compare", bad, folder / "copy.txt")):
            assert result.exit_code == 1
            assert "bad.txt: not UTF-8: byte 0xe4 at offset 9" in result.stderr
            assert "iconv -f WINDOWS-1252" in result.stderr
        bad.write_bytes("Der Zug fährt.".encode("utf-16"))
        for result in (run("find", folder), run("compare", bad, folder / "copy.txt")):
            assert "iconv -f UTF-16" in result.stderr

    def test_remedies_are_options(self, folder: Path, table: Path) -> None:
        """What the library calls on_error= and text_field= is an option here."""
        (folder / "bad.txt").write_bytes(b"\xff")
        assert "pass --skip-errors to go on" in run("find", folder).stderr
        missing = run("find", table).stderr
        assert "name the right one with --text-field" in missing
        assert "text_field=" not in missing

    def test_duplicate_id(self, tmp_path: Path) -> None:
        """Two records of one id end the run, naming both places."""
        path = tmp_path / "twice.csv"
        path.write_text("id,text\n1,one\n1,two\n", encoding="utf-8")
        result = run("find", path)
        assert result.exit_code == 1
        assert "twice.csv:3: id '1' is taken already, by the record at" in result.stderr

    def test_unknown_command_suggests(self) -> None:
        """A slip in the name of a command is wrong usage."""
        result = run("compere", "a", "b")
        assert result.exit_code == 2
        assert "compare" in result.stderr

    def test_interrupt_ends_with_130(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ctrl-C ends quietly, with the exit code that shells expect."""

        def interrupted(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(finding, "find", interrupted)
        result = run("find", folder)
        assert result.exit_code == 130
        assert "Traceback" not in result.output

    def test_hostile_names_in_errors_are_spelt_out(self, tmp_path: Path) -> None:
        """An id with an escape in it does not reach the terminal through an error."""
        path = tmp_path / "twice.jsonl"
        record = json.dumps({"id": "\x1b[31mx\x9b", "text": "one"}) + "\n"
        path.write_text(record * 2, encoding="utf-8")
        error = run("find", path).stderr
        assert "\x1b" not in error
        assert "\x9b" not in error


class TestProcess:
    def test_streams_are_apart_and_plain_in_a_pipe(self, folder: Path) -> None:
        """A process of its own writes the result to stdout, notes to stderr, and no escapes."""
        (folder / "notes.md").write_text("not a text", encoding="utf-8")
        done = outside("find", folder)
        assert done.returncode == 0
        assert b"1 group of copies" in done.stdout
        assert b"\x1b" not in done.stdout
        assert done.stderr.startswith(b"note: ")

    def test_error_has_no_traceback(self, folder: Path) -> None:
        """An error is one line and exit code 1."""
        done = outside("find", folder / "nowhere")
        assert done.returncode == 1
        assert done.stdout == b""
        assert done.stderr.startswith(b"error: no such file or folder")
        assert b"Traceback" not in done.stderr

    def test_hostile_text_is_shown_as_text(self, folder: Path) -> None:
        """Escapes are spelt out and markup is not interpreted, even where colour is forced."""
        evil = "The \x1b[2J[red] beetle \u202e[/red] was found under a stone in Lorn."
        (folder / "copy.txt").write_text(f"{STORY}\n{evil}\n", encoding="utf-8")
        files = folder / "source.txt", folder / "copy.txt"
        shown = outside("compare", *files, FORCE_COLOR="1", TERM="xterm", PYTHONUTF8="1")
        text = shown.stdout.decode()
        assert "The <U+001B>[2J[red] beetle <U+202E>[/red] was found" in text
        assert "\x1b[2J" not in text
        assert "\u202e" not in text
        plain = outside("compare", *files, "--no-color", FORCE_COLOR="1", PYTHONUTF8="1")
        assert b"\x1b" not in plain.stdout
        as_json = outside("compare", *files, "--json").stdout
        assert b"\x1b" not in as_json
        assert json.loads(as_json)["copy"].endswith("copy.txt")

    def test_output_without_unicode_shows_codes(self, folder: Path) -> None:
        """Where the output cannot hold a character, its code stands there and nothing fails."""
        (folder / "copy.txt").write_text(COPY.replace("Aldis", "Áldis 漢"), encoding="utf-8")
        done = outside(
            "compare",
            folder / "source.txt",
            folder / "copy.txt",
            PYTHONIOENCODING="ascii",
        )
        assert done.returncode == 0
        assert rb"\u6f22" in done.stdout

    @pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
    def test_broken_pipe_is_quiet(self) -> None:
        """When the reader goes away there is no complaint and no traceback."""
        process = subprocess.Popen(
            [sys.executable, "-m", "dedup", "find", str(NEWSWIRE), "--pairs", "--explain"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        error = process.stderr.read()
        process.stderr.close()
        assert process.wait(120) == 0
        assert error.startswith(b"note: ")
        assert b"Error" not in error


class TestHtml:
    def test_each_command_writes_a_page(self, folder: Path, tmp_path: Path) -> None:
        """--html writes the page of the result, a note to standard error and nothing else."""
        source, copy = folder / "source.txt", folder / "copy.txt"
        for command in (("compare", source, copy), ("collate", source, copy), ("find", folder)):
            path = tmp_path / f"{command[0]}.html"
            result = run(*command, "--html", path)
            assert (result.exit_code, result.stdout) == (0, "")
            assert f"wrote {path} (" in result.stderr
            assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")

    def test_to_standard_output(self, folder: Path) -> None:
        """- prints the page."""
        result = run("compare", folder / "source.txt", folder / "copy.txt", "--html", "-")
        assert result.stdout.startswith("<!DOCTYPE html>")
        assert result.stdout.endswith("</html>\n")
        both = run("find", folder, "--json", "--html", "-")
        assert (both.exit_code, both.stdout) == (2, "")

    def test_with_json(self, folder: Path, tmp_path: Path) -> None:
        """--json beside it is printed as ever."""
        path = tmp_path / "page.html"
        result = run("find", folder, "--json", "--html", path)
        assert json.loads(result.stdout)["documents"] == 3
        assert path.is_file()

    def test_no_article_is_written_over(self, folder: Path, tmp_path: Path) -> None:
        """A name that does not end in .html, or that is one of the texts, is refused."""
        source, copy = folder / "source.txt", folder / "copy.txt"
        result = run("compare", source, copy, "--html", copy)
        assert result.exit_code == 2
        assert "does not end in .html" in result.stderr
        assert copy.read_text(encoding="utf-8") == COPY
        page = tmp_path / "article.html"
        page.write_text(
            f"<html><body><article><p>{COPY}</p></article></body></html>", encoding="utf-8"
        )
        result = run("compare", source, page, "--html", page)
        assert result.exit_code == 1
        assert "is one of the texts" in result.stderr
        assert COPY in page.read_text(encoding="utf-8")

    def test_a_folder_that_is_not_there(self, folder: Path, tmp_path: Path) -> None:
        """A page that cannot be written is one line of error."""
        result = run("find", folder, "--html", tmp_path / "none" / "page.html")
        assert result.exit_code == 1
        assert result.stderr.startswith("error: ")
        assert "No such file" in result.stderr
