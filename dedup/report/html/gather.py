"""The page of `gather`: the documents that account for a text, and the text marked by them."""

from __future__ import annotations

from collections.abc import Iterator

from dedup.document import Span
from dedup.report.html.markup import Markup, element
from dedup.report.html.shell import fragment, identifier, page
from dedup.report.page import count, one_line
from dedup.syndication.gathered import Contribution, Gathered, percent

__all__ = ["gathered_fragment", "gathered_html"]

PARTS = ("gather",)
NAMED = 5
"""Alternatives that are named."""
_COLORS = 6
"""Colours of sources, which come again after that: each has its number, too."""
_WIDTH = 1000


def gathered_html(gathered: Gathered) -> str:
    """A whole page; see `Gathered.to_html`."""
    title = f"What accounts for {one_line(gathered.document.id)}"
    return page(title, element("main", _view(gathered)), parts=PARTS)


def gathered_fragment(gathered: Gathered) -> str:
    """The same for a notebook."""
    return fragment(_view(gathered, level="h3"), parts=PARTS)


def _view(gathered: Gathered, level: str = "h1") -> Markup:
    sources = [(source.id, source.gained) for source in gathered.sources]
    name = identifier("gathered", gathered.document.id, gathered.document.text, sources)
    document = gathered.document
    known = [document.title, document.publisher, document.published, document.url]
    return element(
        "article",
        element(
            "header",
            element("p", "What accounts for a text", class_="eyebrow"),
            element(level, f"{gathered.summary().capitalize()}.", class_="title"),
            element(
                "p",
                element("b", one_line(document.id)),
                [[element("bdi", one_line(part)), " · "] for part in known if part],
                count(gathered.words, "word"),
                class_="known",
            ),
        ),
        _bar(gathered),
        _sources(gathered, name) if gathered.sources else None,
        _text(gathered, name),
        class_="dedup gathered",
        id=name,
    )


def _pieces(gathered: Gathered) -> Iterator[tuple[Span, int | None]]:
    """The passages in order, with the place of the source that accounts for each; None: its own."""
    pieces: list[tuple[Span, int | None]] = [(span, None) for span in gathered.own]
    for number, source in enumerate(gathered.sources):
        pieces += [(span, number) for span in source.gained]
    yield from sorted(pieces, key=lambda piece: piece[0])


def _color(number: int | None) -> str:
    return "k-added" if number is None else f"s-{number % _COLORS}"


def _bar(gathered: Gathered) -> Markup:
    """The text as a bar, each stretch in the colour of whom it comes from."""
    scale = _WIDTH / max(len(gathered.document.text), 1)
    stretches = [
        element(
            "rect",
            element("title", "its own" if number is None else f"{number + 1}"),
            x=round(span.start * scale, 1),
            y=1,
            width=round(max(len(span) * scale - 1.5, 1.0), 1),
            height=18,
            class_=f"piece {_color(number)}",
        )
        for span, number in _pieces(gathered)
    ]
    return element(
        "svg",
        element("rect", y=1, width=_WIDTH, height=18, class_="room"),
        stretches,
        viewBox=f"0 0 {_WIDTH} 20",
        preserveAspectRatio="none",
        class_="bar",
        role="img",
        aria_label=f"The text as a bar: {percent(gathered.share)} comes from other documents",
    )


def _sources(gathered: Gathered, name: str) -> Markup:
    heads = ["", "document", "accounts for", "more than those above", "it alone", "score"]
    named = any(source.alternatives for source in gathered.sources)
    heads += ["or instead"] if named else []
    table = element(
        "table",
        element("thead", element("tr", [element("th", head, scope="col") for head in heads])),
        element(
            "tbody",
            [_row(number, source, name, named) for number, source in enumerate(gathered.sources)],
        ),
    )
    return element(
        "section",
        element("h2", "Whom it comes from"),
        # What scrolls has to be reachable by the keyboard.
        element("div", table, class_="sideways", tabindex=0, role="region", aria_label="Sources"),
        None
        if gathered.is_smallest
        else element(
            "p", "There may be a shorter list: not all combinations were tried.", class_="note"
        ),
        aria_label="Sources of the text",
    )


def _row(number: int, source: Contribution, name: str, named: bool) -> Markup:  # noqa: FBT001 - of a table
    more = len(source.alternatives) - NAMED
    instead = ", ".join(map(one_line, source.alternatives[:NAMED]))
    return element(
        "tr",
        element("td", element("span", str(number + 1), class_=f"n {_color(number)}")),
        element("th", one_line(source.id), scope="row"),
        element("td", percent(source.share)),
        element("td", percent(source.share_gained)),
        element("td", percent(source.share_alone)),
        element("td", f"{source.score:.2f}"),
        element("td", instead + (f" and {more:,} more" if more > 0 else "")) if named else None,
        id=f"{name}-{number + 1}",
    )


def _text(gathered: Gathered, name: str) -> Markup:
    items = []
    for span, number in _pieces(gathered):
        mark = (
            element("span", "+", class_="n")
            if number is None
            else element(
                "a",
                str(number + 1),
                class_="n",
                href=f"#{name}-{number + 1}",
                title=one_line(gathered.sources[number].id),
            )
        )
        wording = one_line(span.of(gathered.document.text))
        items.append(
            element(
                "li",
                element("span", mark),
                element("p", wording, dir="auto"),
                class_=_color(number),
            )
        )
    return element(
        "section",
        element("h2", "The text"),
        element("ol", items, class_="pieces"),
        element("p", "Marked +: what no other document accounts for.", class_="note")
        if gathered.own
        else None,
        aria_label="The text, by whom it comes from",
    )
