"""The demonstration runs, and notices when the group is not the one of the gold."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "examples" / "demo.py"


def run(*arguments: object, script: Path = DEMO) -> subprocess.CompletedProcess[str]:
    """Run the demonstration as a user does."""
    return subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80"},
        check=False,
        timeout=120,
    )


def test_demo_finds_the_gold_group_and_says_the_same_each_time() -> None:
    """Exit code 0, all four steps, no warnings, and the same output in a second run."""
    first, second = run(), run()
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    for step in ("1. Which", "2. Why", "3. What did", "4. What does"):
        assert f"\n{step}" in first.stdout
    assert "one group of these 8, and no other" in first.stdout
    assert first.stdout == second.stdout


def test_demo_fails_where_the_group_is_not_the_gold(tmp_path: Path) -> None:
    """A gold with another member ends with exit code 1 and names the difference."""
    folder = tmp_path / "newswire"
    shutil.copytree(ROOT / "examples" / "newswire", folder)
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    gold["group"].append("independent.txt")
    (folder / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    done = run(folder)
    assert done.returncode == 1
    assert "the first lacks independent.txt and has nothing too many" in done.stderr


def test_pages_are_written_and_named(tmp_path: Path) -> None:
    """The pages of the example are written to the folder, and each is named."""
    done = run(tmp_path / "pages", script=ROOT / "examples" / "pages.py")
    assert (done.returncode, done.stderr) == (0, "")
    written = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert written == ["collation.html", "comparison.html", "merged.html", "report.html"]
    assert all(name in done.stdout for name in written)
