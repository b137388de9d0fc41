"""What all pages have in common: one file with its style and script, and nothing from outside."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from dedup.report.html.markup import Markup, element

__all__ = ["fragment", "identifier", "page"]


def page(title: str, body: Markup, *, parts: Sequence[str]) -> str:
    """A whole file: opens from disk, asks no address for anything.

    Parameters
    ----------
    title : str
    body : Markup
    parts : sequence of str
        Names of the style sheets and scripts beside this module that the page needs, without
        their endings; ``base`` always comes first.

    Notes
    -----
    The Content-Security-Policy forbids everything but the one style sheet and the one script in
    the file, which it names by their SHA-256: markup that should get in in spite of all
    escaping runs nothing and loads nothing.
    """
    style, script = _gathered(parts, "css"), _gathered(parts, "js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content="dedup"),
        element("title", title),
        element("style", Markup(style)),
    )
    # The script stands at the end, where it finds the page that it works on.
    whole = element(
        "html", head, element("body", body, element("script", Markup(script))), lang="en"
    )
    return f"<!DOCTYPE html>\n{whole}\n"


def fragment(body: Markup, *, parts: Sequence[str]) -> str:
    """The same for a notebook: readable where scripts may not run, and beside others of its kind.

    All rules of the style sheet stand inside ``.dedup``, and the script keeps to the views that
    it has not seen yet.
    """
    return (
        element("style", Markup(_gathered(parts, "css")))
        + body
        + element("script", Markup(_gathered(parts, "js")))
    )


def identifier(*parts: object) -> str:
    """A name for the ids of one view: the same for the same content, another for other content.

    Examples
    --------
    >>> identifier("source", "copy") == identifier("source", "copy") != identifier("source")
    True
    """
    digest = hashlib.blake2b(digest_size=6)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return f"d{digest.hexdigest()}"


@cache
def _asset(name: str) -> str:
    path = files(__package__).joinpath(name)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _gathered(parts: Sequence[str], ending: str) -> str:
    return "".join(_asset(f"{part}.{ending}") for part in ("base", *parts))


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"sha256-{b64encode(digest).decode('ascii')}"
