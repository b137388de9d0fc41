"""The view of an index in a notebook: where it is, what it holds, and its first documents."""

from __future__ import annotations

from itertools import islice

from dedup.report.html.markup import Markup, element
from dedup.report.html.shell import fragment
from dedup.report.page import count, one_line
from dedup.syndication.index import Index

__all__ = ["index_fragment"]

NAMED = 8
"""Ids that are named."""


def index_fragment(index: Index) -> str:
    """For a notebook; an index that is closed says so."""
    return fragment(_view(index), parts=())


def _view(index: Index) -> Markup:
    if index.is_closed:
        body: list[Markup] = [element("p", "Closed; open it again to ask it.", class_="lead")]
    else:
        stats = index.stats()
        ids = list(islice(index, NAMED))
        more = len(index) - len(ids)
        named = ", ".join(map(one_line, ids)) + (f" and {more:,} more" if more > 0 else "")
        body = [
            element("p", f"{count(len(index), 'document')}.", class_="lead"),
            element("p", named) if ids else element("p", "Nothing is in it yet."),
            element(
                "table",
                element(
                    "tbody",
                    [
                        element(
                            "tr",
                            element("th", name.replace("_", " "), scope="row"),
                            element("td", f"{value:,}"),
                        )
                        for name, value in stats.items()
                        if isinstance(value, int) and not isinstance(value, bool)
                    ],
                ),
            ),
        ]
    return element(
        "article",
        element("p", "an index", class_="eyebrow"),
        element("h3", one_line(index.where), class_="title"),
        body,
        class_="dedup",
    )
