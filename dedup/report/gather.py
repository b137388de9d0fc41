"""What `gather` found, as a page for a terminal."""

from __future__ import annotations

from rich.text import Text

from dedup.report.page import Page, one_line
from dedup.syndication.gathered import Gathered, percent

__all__ = ["gathered_page"]

NAMED = 3
"""Alternatives that are named."""


def gathered_page(gathered: Gathered, *, width: int = 80, color: bool = False) -> Text:
    """The sources with what each alone accounts for, then what is the text's own.

    Parameters
    ----------
    gathered : Gathered
    width : int
    color : bool
    """
    page = Page(width, color=color)
    text = gathered.document.text
    page.add(f"{one_line(gathered.document.id)}: {gathered.summary()}.", style="bold")
    for number, source in enumerate(gathered.sources, 1):
        page.blank()
        page.add(f"{one_line(source.id)}", label=f"{number}. ", style="bold")
        page.add(
            f"accounts for {percent(source.share)}: {percent(source.share_gained)} more than those "
            f"before it, {percent(source.share_alone)} in it alone; score {source.score:.2f}",
            indent=3,
        )
        if source.alternatives:
            more = len(source.alternatives) - NAMED
            named = ", ".join(map(one_line, source.alternatives[:NAMED]))
            page.add(f"or {named}{f' and {more:,} more' if more > 0 else ''}", indent=3)
        for span in source.gained:
            page.add(one_line(span.of(text)), label="< ", indent=3)
    if gathered.own:
        page.blank()
        page.add("What no other document accounts for", style="bold")
        for span in gathered.own:
            page.add(one_line(span.of(text)), label="+ ", indent=3, style="green")
    if gathered.sources and not gathered.is_smallest:
        page.blank()
        page.add("There may be a shorter list: not all combinations were tried.", style="dim")
    return page.text()
