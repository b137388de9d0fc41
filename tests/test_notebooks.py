"""The notebooks of the examples run, and their views stand beside each other."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
SECONDS = 120
"""Time limit of one cell."""


def test_there_are_three() -> None:
    """The tests below have their notebooks."""
    assert len(NOTEBOOKS) == 3


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell runs, there are pictures or views, and no two views share an id."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is missing: pip install '.[dev]'")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is missing: pip install '.[dev]'")
    for module in ("ipykernel", "matplotlib", "pandas"):
        pytest.importorskip(module, reason=f"{module} is missing: pip install -e '.[dev]'")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook: Any = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=SECONDS, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    data = [output.get("data", {}) for output in outputs]
    views = [each["text/html"] for each in data if 'class="dedup' in each.get("text/html", "")]
    assert views or any("image/png" in each for each in data)
    ids = [name for view in views for name in re.findall(r'\bid="([^"]+)"', view)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(path: Path) -> None:
    """The file holds no outputs, so that it changes only where somebody changed it."""
    text = path.read_text(encoding="utf-8")
    assert '"outputs": []' in text
    assert '"output_type"' not in text
    assert '"execution_count": null' in text
