"""The page of `gather`: the documents that account for a text, and the text marked by them."""

from __future__ import annotations

from dedup.document import Span
from dedup.report.html.markup import Markup, element
from dedup.report.html.shell import fragment, page
from dedup.report.page import count, one_line
from dedup.syndication.gathered import Gathered, percent

__all__ = ["gathered_fragment", "gathered_html"]

NAMED = 5
"""Alternatives that are named."""


def gathered_html(gathered: Gathered) -> str:
    """A whole page; see `Gathered.to_html`."""
    title = f"What accounts for {one_line(gathered.document.id)}"
    return page(title, element("main", _view(gathered)), parts=())


def gathered_fragment(gathered: Gathered) -> str:
    """The same for a notebook."""
    return fragment(_view(gathered, level="h3"), parts=())


def _view(gathered: Gathered, level: str = "h1") -> Markup:
    return element(
        "article",
        element("p", f"gathered from {count(gathered.searched, 'document')}", class_="eyebrow"),
        element(level, one_line(gathered.document.id), class_="title"),
        element("p", f"{gathered.summary().capitalize()}.", class_="lead"),
        _sources(gathered) if gathered.sources else None,
        _text(gathered),
        class_="dedup",
    )


def _sources(gathered: Gathered) -> Markup:
    heads = ("", "document", "accounts for", "more than before", "it alone", "score", "or instead")
    rows = []
    for number, source in enumerate(gathered.sources, 1):
        more = len(source.alternatives) - NAMED
        instead = ", ".join(map(one_line, source.alternatives[:NAMED]))
        rows.append(
            element(
                "tr",
                element("td", str(number)),
                element("th", one_line(source.id), scope="row"),
                element("td", percent(source.share)),
                element("td", percent(source.share_gained)),
                element("td", percent(source.share_alone)),
                element("td", f"{source.score:.2f}"),
                element("td", instead + (f" and {more:,} more" if more > 0 else "")),
            )
        )
    return element(
        "table",
        element("thead", element("tr", [element("th", head, scope="col") for head in heads])),
        element("tbody", rows),
    )


def _text(gathered: Gathered) -> Markup:
    """The passages in order, each with the numbers of the documents that account for it."""
    pieces: list[tuple[Span, str]] = [(span, "+") for span in gathered.own]
    pieces += [
        (span, str(number))
        for number, source in enumerate(gathered.sources, 1)
        for span in source.gained
    ]
    return element(
        "section",
        element("h2", "The text, by whom it comes from"),
        [
            element(
                "p",
                element("b", f"{mark} "),
                one_line(span.of(gathered.document.text)),
                class_="k-added" if mark == "+" else "k-verbatim",
                dir="auto",
            )
            for span, mark in sorted(pieces)
        ],
        element("p", "Marked +: what no other document accounts for.", class_="note"),
        aria_label="Text",
    )
