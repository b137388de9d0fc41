"""`dedup find --spark`: files in, files out, and errors in words."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from spark_session import spark  # noqa: F401 - a fixture
from typer.testing import CliRunner, Result

from dedup.cli import app

pytest.importorskip("pyarrow")
F = pytest.importorskip("pyspark.sql.functions")

from dedup.spark import Found  # noqa: E402

STORY = (
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. All 45 passengers "
    "were rescued by fishing boats, the harbour master said. An inquiry into the accident will "
    "open next week in the old town hall."
)
RECORDS = [
    {"key": "s", "body": STORY},
    {"key": "c", "body": STORY.replace("said", "told reporters")},
    {"key": "w", "body": "Wheat prices fell by a tenth in the markets of Torvena."},
]
NAMES = ("--id-field", "key", "--text-field", "body")


def run(*arguments: object) -> Result:
    """Run a command inside this process."""
    return CliRunner().invoke(app, ["find", *(str(each) for each in arguments)])


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """Three records as JSON lines."""
    path = tmp_path / "wire.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in RECORDS), encoding="utf-8")
    return path


@pytest.fixture
def running(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """The command uses the session that there is, and leaves it running."""
    monkeypatch.setattr("dedup.spark.sessions.session", lambda *_, **__: spark)
    monkeypatch.setattr(type(spark), "stop", lambda _: None)


@pytest.mark.usefixtures("running")
def test_json_lines_to_json_lines(wire: Path, tmp_path: Path) -> None:
    """Pairs and groups of JSON lines are written as JSON lines, one record a line."""
    out = tmp_path / "found.jsonl"
    done = run(wire, "--spark", "local[2]", "--out", out, *NAMES)
    assert done.exit_code == 0, done.output
    lines = [
        json.loads(line)
        for part in sorted((out / "pairs").glob("part-*"))
        for line in part.read_text(encoding="utf-8").splitlines()
    ]
    assert [(row["a"], row["b"], row["relation"]) for row in lines] == [
        ("c", "s", "near-duplicate")
    ]


@pytest.mark.usefixtures("running")
def test_parquet_to_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parquet is read, and written as Parquet that other tools read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # What is found is the subject of other tests, and costs the most time.
    def all_one_group(frame: Any, id: str, text: str, **_: Any) -> Found:  # noqa: A002
        rows = frame.groupBy().agg(F.sort_array(F.collect_list(id)).alias("members"))
        return Found(frame.select(text), rows)

    monkeypatch.setattr(sys.modules["dedup.spark.find"], "find", all_one_group)
    source, out = tmp_path / "wire.parquet", tmp_path / "found"
    pq.write_table(pa.Table.from_pylist(RECORDS), source)
    done = run(source, "--spark", "local[2]", "--out", out, *NAMES)
    assert done.exit_code == 0, done.output
    assert pq.read_table(out / "groups").column("members").to_pylist() == [["c", "s", "w"]]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--spark", "local"], "needs --out"),
        (["--out", "x"], "are for --spark"),
        (["--checkpoint", "x"], "are for --spark"),
        (["--spark", "local", "--out", "x", "--json", "--pairs"], "leave out --json, --pairs"),
        (["--spark", "local", "--out", "x", "--id-field", "text"], "name the same column"),
    ],
)
def test_options_that_do_not_go_together(wire: Path, options: list[str], told: str) -> None:
    """What has no use with Spark, or none without it, is wrong usage and said so."""
    done = run(wire, *options)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())


def test_other_files_are_refused(tmp_path: Path) -> None:
    """Plain texts are refused with what can be read."""
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    done = run(tmp_path, "--spark", "local", "--out", tmp_path / "x")
    assert done.exit_code == 1
    assert "is not Parquet or JSON lines" in done.stderr


@pytest.mark.parametrize("option", ["--out", "--checkpoint"])
def test_a_folder_that_is_there_is_refused_at_once(wire: Path, tmp_path: Path, option: str) -> None:
    """Nothing is written over, and nobody waits for all the work to be told so."""
    folders = {"--out": tmp_path / "out", "--checkpoint": tmp_path / "kept"}
    folders[option].mkdir()
    done = run(wire, "--spark", "local", *(each for pair in folders.items() for each in pair))
    assert done.exit_code == 1
    assert "is there already" in done.stderr
