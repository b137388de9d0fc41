"""The pages of the shipped newswire: the report, its group collated, two comparisons.

Run it with ``python examples/pages.py``; it writes to ``build/pages`` and says where. With
``--picture FILE`` it also takes the picture of the comparison for the README, with the Chromium
of the system (needs playwright: ``pip install -e '.[dev]'``).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import dedup

ROOT = Path(__file__).resolve().parent.parent
NEWSWIRE = ROOT / "examples" / "newswire"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH, HEIGHT = 1120, 1130
"""The picture's size in CSS pixels: the head of the comparison and its first passages."""


def main(argv: list[str] | None = None) -> int:
    """Write the pages; 1 if the picture was asked for and could not be taken."""
    parser = argparse.ArgumentParser(description="Write the pages of the example.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "pages")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="also take this picture")
    options = parser.parse_args(argv)
    texts = {
        path.name: dedup.Document(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(NEWSWIRE.glob("*.txt"))
    }
    result = dedup.find(texts.values())
    members = result.groups[0].members
    pages = {
        "report.html": result.to_html(),
        "collation.html": dedup.collate(texts[member] for member in members).to_html(),
        "comparison.html": dedup.compare(texts["source.txt"], texts["changed-facts.txt"]).to_html(),
        "merged.html": dedup.compare(texts["source.txt"], texts["merged.txt"]).to_html(),
    }
    options.folder.mkdir(parents=True, exist_ok=True)
    print("Pages to open in a browser:")
    for name, page in pages.items():
        path = options.folder / name
        path.write_text(page, encoding="utf-8")
        print(f"  {path}")
    if options.picture is None:
        return 0
    return take(options.folder / "comparison.html", options.picture)


def take(page: Path, picture: Path) -> int:
    """The picture of a page, the same each time on the same machine."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for the picture only
    except ImportError:
        sys.stderr.write("error: no playwright; install it with: pip install -e '.[dev]'\n")
        return 1
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.stderr.write(f"error: none of {', '.join(BROWSERS)} is on the PATH; install one\n")
        return 1
    picture.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        view = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=1.25,
            color_scheme="light",
        )
        view.goto(page.resolve().as_uri())
        # The frame of what is in sight would tell of this window, not of the texts.
        view.evaluate("document.querySelectorAll('.sight').forEach((frame) => frame.remove())")
        view.screenshot(path=picture)
        browser.close()
    print(f"Picture: {picture} ({picture.stat().st_size / 1000:.0f} kB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
