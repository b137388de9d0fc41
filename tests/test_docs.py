"""The documentation: it builds without a warning, loads nothing, and has the measured figures."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from measured_page import PAGE, measured_page

import dedup

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    for module in ("mkdocs", "material", "mkdocstrings"):
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed: pip install -e '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_built(site: Path) -> None:
    """Each page of the documentation is there, and each picture that a page shows."""
    for page in DOCS.glob("*.md"):
        built = (site / f"{page.stem}.html").read_text(encoding="utf-8")
        for picture in re.findall(r'<img[^>]+src="([^"]+)"', built):
            assert (site / picture).is_file()


def test_nothing_is_loaded_from_outside(site: Path) -> None:
    """No page of the site takes a script, style, font or picture from another address."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)[^>]+src=\"?([^\s\">]+)", text)
        for link in re.findall(r"<link[^>]+>", text):
            if "canonical" not in link:
                loaded += re.findall(r"href=\"?([^\s\">]+)", link)
        assert not [address for address in loaded if re.match(r"(?:https?:)?//", address)]
        assert "fonts.googleapis" not in text


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    """The page of the API has each name of the package."""
    page = (site / "api.html").read_text(encoding="utf-8")
    missing = [
        name
        for name in dedup.__all__
        if not name.startswith("_") and f'id="dedup.{name}"' not in page
    ]
    assert missing == []


def test_the_figures_are_those_of_the_files() -> None:
    """The page of figures is what its script writes from the results: no figure goes stale."""
    written = PAGE.read_text(encoding="utf-8")
    assert written == measured_page(), "run: python benchmarks/measured_page.py"


def test_pictures_are_small() -> None:
    """All pictures together stay under 1.5 MB."""
    assert sum(path.stat().st_size for path in (DOCS / "pictures").iterdir()) < 1_500_000
