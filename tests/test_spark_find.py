"""Spark finds what one machine finds, and says what is missing where it cannot run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spark_session import cluster, spark  # noqa: F401 - fixtures

import dedup
from dedup.errors import DuplicateIdError, ReadError, SettingsError

pytest.importorskip("pyarrow")

from dedup.spark import find, sessions
from dedup.spark.sessions import JavaMissingError, SparkMissingError, java_version, require


@pytest.fixture(scope="module")
def collection() -> tuple[list[dedup.Document], dedup.Result]:
    """The example, and a press release with more altered copies than a bucket's cap; searched."""
    from spark_equal import example, generated

    from dedup.lsh.banding import BAND_CAP

    documents = sorted(example() + generated(600, release=0.4), key=lambda each: each.id)
    expected = dedup.find(documents)
    assert len(expected.groups[0]) > 2 * BAND_CAP
    assert len(expected.groups) > 20
    return documents, expected


def test_the_same_is_found_with_a_small_driver(
    spark: Any,  # noqa: F811
    collection: tuple[list[dedup.Document], dedup.Result],
    tmp_path: Path,
) -> None:
    """Pairs with all evidence, and groups, are those of one machine; the driver gets no texts.

    It takes less than the texts have, and fails if it is given them.
    """
    from spark_equal import differences, stored

    documents, expected = collection
    frame = stored(spark, documents, tmp_path / "documents.parquet")
    with pytest.raises(Exception, match="maxResultSize"):
        frame.select("text").toArrow()
    found = find(frame, blocks=3, checkpoint=str(tmp_path / "kept"))
    assert differences(expected.to_dict(), found) == []
    assert (tmp_path / "kept" / "joined").is_dir()


def test_a_killed_executor_changes_nothing(
    cluster: Any,  # noqa: F811
    collection: tuple[list[dedup.Document], dedup.Result],
    tmp_path: Path,
) -> None:
    """An executor that is killed while rows are on their way takes no pair or group with it."""
    from spark_crash import executors, killing
    from spark_equal import differences, stored

    documents, expected = collection
    frame = stored(cluster, documents, tmp_path / "documents.parquet")
    before = executors()
    with killing(cluster, after="bands") as killer:
        found = find(frame, blocks=3)
    assert set(killer.killed) < set(before)
    assert killer.running
    assert differences(expected.to_dict(), found) == []


@pytest.mark.parametrize(
    ("rows", "error", "told"),
    [
        ([("a", "One text."), ("b", None)], ReadError, "'b' lacks a text"),
        ([("a", "One text."), (None, "Another.")], ReadError, "None lacks a text or an id"),
        ([("a", "One text."), ("a", "Another.")], DuplicateIdError, "'a' is in 2 rows"),
    ],
)
def test_rows_that_cannot_be_told_apart(
    spark: Any,  # noqa: F811
    rows: list[tuple[str | None, str | None]],
    error: type[Exception],
    told: str,
) -> None:
    """A row without id or text, and an id given twice, are named and not passed over."""
    with pytest.raises(error, match=told):
        find(spark.createDataFrame(rows, "id string, text string"))


@pytest.mark.parametrize("setting", [{"threshold": 0.0}, {"linkage": "double"}])
def test_settings_are_looked_at_first(setting: dict[str, Any]) -> None:
    """A setting outside its limits is refused before anything of Spark is needed."""
    with pytest.raises(SettingsError, match=next(iter(setting))):
        find(None, **setting)


def test_spark_waits_until_asked_for() -> None:
    """`import dedup` loads no pyspark, and `dedup.spark` is there without another import."""
    program = (
        "import sys, dedup; print('pyspark' in sys.modules, 'dedup.spark' in sys.modules); "
        "print(dedup.spark.find.__module__, 'pyspark' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout.split() == ["False", "False", "dedup.spark.find", "False"]


def test_missing_pyspark_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyspark the error names the pip command."""
    monkeypatch.setattr(sessions, "find_spec", lambda _: None)
    with pytest.raises(SparkMissingError, match=r"pip install 'dedup-news\[spark\]'"):
        require()


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="no pyspark")
@pytest.mark.parametrize(("version", "told"), [(None, "no Java was found"), (11, "11 is too old")])
def test_missing_java_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, version: int | None, told: str
) -> None:
    """Without a Java that is new enough the error says which, and how to get it."""
    monkeypatch.setattr(sessions, "java_version", lambda: version)
    with pytest.raises(JavaMissingError, match=f"{told}.*apt-get install default-jre-headless"):
        require()


@pytest.mark.parametrize(
    ("memory", "start", "young"),
    [("3g", "-Xms1024m", "-Xmn512m"), ("600M", "-Xms600m", "-Xmn200m"), ("much", None, None)],
)
def test_java_starts_within_its_memory(memory: str, start: str | None, young: str | None) -> None:
    """Java starts with no more memory than it may have; nothing is set of what cannot be read."""
    options = sessions._java_options({"spark.driver.memory": memory}).split()
    assert next((each for each in options if each.startswith("-Xms")), None) == start
    assert next((each for each in options if each.startswith("-Xmn")), None) == young
    assert "-XX:+UseSerialGC" in options


def test_java_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A JAVA_HOME without a java in it counts as no Java, as it does to Spark."""
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java_version() is None
