"""Reading saved web pages: the article, and what the page says of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dedup.cli import app
from dedup.document import Document
from dedup.errors import MissingExtraError, ReadError
from dedup.readers import read

pytest.importorskip("trafilatura", reason="reads web pages, an extra", exc_type=ImportError)

FIRST = (
    "The harbour at Skerry froze overnight, and the morning ferry could not leave until the ice "
    "at the quay had been broken by a tug from the mainland."
)
SECOND = (
    "“Nobody here has seen ice like it since 1963,” said Brønn Aldis, who has kept the harbour "
    "for thirty years. The school stayed closed."
)
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="CHARSET">
<title>Ice closes harbour</title>
<meta property="og:title" content="Ice closes harbour">
<meta property="og:site_name" content="The Skerry Post">
<meta property="article:published_time" content="2024-05-01T08:00:00Z">
<link rel="canonical" href="https://post.example/ice">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Ice closes harbour</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<footer>All rights reserved, 2019</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("suffix", ["html", "HTM"])
def test_article_and_metadata(tmp_path: Path, charset: str, suffix: str) -> None:
    """A page gives the article alone, decoded as declared, with what the page says of it."""
    path = tmp_path / f"ice.{suffix}"
    path.write_bytes(PAGE.replace("CHARSET", charset).encode(charset))
    (document,) = read(tmp_path)
    assert FIRST in document.text
    assert SECOND in document.text
    assert "Sport" not in document.text
    assert "rights" not in document.text
    expected = Document(
        f"ice.{suffix}",
        document.text,
        title="Ice closes harbour",
        publisher="The Skerry Post",
        published="2024-05-01",
        url="https://post.example/ice",
    )
    assert document == expected
    assert list(read(path, text_field="body", title_field="head")) == [expected]


def test_no_date_is_guessed(tmp_path: Path) -> None:
    """A date that merely stands in the page, as in its footer, is not its date of publication."""
    lines = [line for line in PAGE.splitlines() if "published_time" not in line]
    path = tmp_path / "ice.html"
    path.write_text("\n".join(lines).replace("CHARSET", "utf-8"), encoding="utf-8")
    (document,) = read(path)
    assert document.published is None


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"\xff\x00\xfe", b"<" * 5000])
def test_pages_without_an_article(tmp_path: Path, content: bytes) -> None:
    """A page that holds no article is a fault that names the file."""
    path = tmp_path / "a.html"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"a\.html: no article was found"):
        list(read(path))


def test_without_trafilatura(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the error names it."""
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'dedup-news\[html\]'"):
        list(read(path))


def test_compare_reads_the_article_of_a_page(tmp_path: Path) -> None:
    """On the command line a page is compared by its article, not by its markup."""
    page, text = tmp_path / "a.html", tmp_path / "b.txt"
    page.write_text(PAGE.replace("CHARSET", "utf-8"), encoding="utf-8")
    text.write_text(f"{FIRST}\n{SECOND}", encoding="utf-8")
    done = CliRunner().invoke(app, ["compare", str(page), str(text)])
    assert done.exit_code == 0
    assert "og:site_name" not in done.output
    assert "kept" in done.output.lower()
