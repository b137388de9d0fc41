"""Settings in a file serve a search on the command line, and options go before them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dedup.cli import app
from dedup.cli_settings import read_settings
from dedup.errors import ReadError, SettingsError

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"


def found(*options: str) -> dict[str, Any]:
    """What a search of the example prints as JSON."""
    result = CliRunner().invoke(app, ["find", str(EXAMPLE), "--json", "--no-progress", *options])
    assert result.exit_code == 0, result.output
    pairs: dict[str, Any] = json.loads(result.stdout)
    return pairs


def test_a_file_stands_for_options_and_options_for_the_file(tmp_path: Path) -> None:
    """What a file sets is what the options of these names would, and an option overrules it."""
    file = tmp_path / "find.toml"
    file.write_text('threshold = 0.9\nrewrites = false\nlinkage = "complete"\n')
    by_file = found("--settings", str(file))
    by_options = found("--threshold", "0.9", "--no-rewrites", "--linkage", "complete")
    assert by_file["pairs"] == by_options["pairs"] != found()["pairs"]
    assert all(pair["score"] >= 0.9 for pair in by_file["pairs"])
    lower = found("--settings", str(file), "--threshold", "0.5")
    assert lower["pairs"] == found("--no-rewrites", "--linkage", "complete")["pairs"]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("threshold = ", ReadError, "is not TOML"),
        ("treshold = 0.5", SettingsError, "'treshold', which is none of threshold, rewrites"),
        ('threshold = "high"', SettingsError, "threshold = 'high', which is not a number"),
        ("threshold = true", SettingsError, "threshold = True, which is not a number"),
        ("rewrites = 1", SettingsError, "rewrites = 1, which is not true or false"),
        ("abbreviations = [1]", SettingsError, r"abbreviations = \[1\], which is not a list"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, text: str, error: type[Exception], says: str
) -> None:
    """A file that is no TOML, or has an unknown setting or one of another kind, is refused."""
    file = tmp_path / "find.toml"
    file.write_text(text)
    with pytest.raises(error, match=says):
        read_settings(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The command ends with a line that names the file."""
    result = CliRunner().invoke(app, ["find", str(EXAMPLE), "--settings", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "none" in result.output
