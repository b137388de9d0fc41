"""A comparison as a page for a terminal: each passage with what the copy did to it.

Where styles do not show, edits are marked as
``[-words of the source-]{+words of the copy+}``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from rich.text import Text

from dedup.diff.comparison import Comparison
from dedup.diff.passages import Fact, Passage, PassageKind
from dedup.document import Document, Span
from dedup.report.page import Page, count, one_line, visible
from dedup.syndication.provenance import direction

__all__ = ["STYLES", "SYMBOLS", "comparison_page", "label_of", "percent", "verdict"]

SYMBOLS: dict[PassageKind, str] = {
    "verbatim": "=",
    "edited": "~",
    "paraphrased": "≈",
    "added": "+",
    "dropped": "·",
    "furniture": "#",
}
STYLES: dict[PassageKind, str] = {
    "verbatim": "",
    "edited": "yellow",
    "paraphrased": "cyan",
    "added": "green",
    "dropped": "red",
    "furniture": "dim",
}
_Change = Literal["deleted", "inserted"]
_CLOSING = re.compile(r"[^\w\s]+\s+")
_BODY = 10
"""Column at which the wording of a passage begins."""


def comparison_page(
    comparison: Comparison, *, furniture: bool = False, width: int = 80, color: bool = False
) -> Text:
    """A summary, the passages in order with what was done to each, the credits.

    Which of the two comes from the other is told only where dates or credits say so.

    Parameters
    ----------
    comparison : Comparison
    furniture : bool
        Whether to show site furniture where it stands; otherwise it is only counted.
    width : int
    color : bool
    """
    page = Page(width, color=color)
    for label, document in (("source", comparison.source), ("copy", comparison.copy)):
        page.add(_described(document), label=Text(label, "dim"), hang=_BODY)
    page.blank()
    page.add(f"The copy {comparison.summary()}.", style="bold")
    page.add(
        f"{percent(comparison.copy_coverage)} of the copy's own words come from the source.",
    )
    if comparison.links or (comparison.dropped and comparison.added):
        page.add(f"Score {comparison.score:.2f}: {verdict(comparison.score)}.")
    else:
        page.add("One of the two has no content, so there is nothing to judge by.")
    way = direction(comparison)
    if way.is_determined:
        page.add(one_line(str(way)), label="Direction: ")
    if comparison.of_kind("edited"):
        page.blank()
        page.add(_edits_legend(color=color))
    for passage in comparison.passages:
        if furniture or passage.kind != "furniture":
            page.blank()
            _add_passage(page, passage, comparison)
    if comparison.furniture and not furniture:
        page.blank()
        sides = [
            (sum(len(passage.source) for passage in comparison.furniture), "source"),
            (sum(len(passage.copy) for passage in comparison.furniture), "copy"),
        ]
        found = " and ".join(f"{count(n, 'line')} of the {side}" for n, side in sides if n)
        page.add(
            f"{SYMBOLS['furniture']} furniture: {found} left out (--furniture to see them)",
            hang=2,
            style=STYLES["furniture"],
        )
    if comparison.credits:
        page.blank()
        credits_ = Counter(
            f"{one_line(credit.name)} ({credit.kind})" for credit in comparison.credits
        )
        named = (name + (f", {n} times" if n > 1 else "") for name, n in credits_.items())
        page.add("; ".join(named), label="The copy credits: ")
    return page.text()


def _add_passage(page: Page, passage: Passage, comparison: Comparison) -> None:
    source, copy = comparison.source.text, comparison.copy.text
    label = label_of(passage.kind)
    if passage.moved:
        label += Text(" (moved)", STYLES[passage.kind])
    if passage.kind == "furniture":
        label += Text(" of the source" if passage.source else " of the copy", "dim")
    page.add(label)
    lines: list[tuple[str, Text]]
    match passage.kind:
        case "verbatim":
            lines = [("both", Text(one_line(_wording(source, passage.source))))]
        case "edited" if passage.edits:
            lines = [("edits", _edited(passage, comparison, color=page.color))]
        case _:
            lines = [
                (side, Text(one_line(_wording(text, spans))))
                for side, text, spans in (
                    ("source", source, passage.source),
                    ("copy", copy, passage.copy),
                )
                if spans
            ]
    for side, body in lines:
        page.add(body, label=Text(side, "dim"), indent=2, hang=_BODY)
    for fact in passage.facts:
        style = "bold magenta" if fact.change == "changed" else "magenta"
        page.add(_fact(fact), label=Text("! ", style), indent=_BODY, style=style)


def label_of(kind: PassageKind) -> Text:
    """The symbol and the name of a kind."""
    return Text(f"{SYMBOLS[kind]} {kind}", STYLES[kind])


def _marked(words: str, change: _Change, color: bool) -> Text:  # noqa: FBT001 - as styles show
    words = visible(words)
    if color:
        return Text(words, "red strike" if change == "deleted" else "green underline")
    return Text(f"[-{words}-]" if change == "deleted" else f"{{+{words}+}}")


def _edits_legend(*, color: bool) -> Text:
    return Text.assemble(
        "Edits: ",
        _marked("words of the source", "deleted", color),
        " and ",
        _marked("words of the copy", "inserted", color),
        ".",
    )


def _edited(passage: Passage, comparison: Comparison, *, color: bool) -> Text:
    """The copy's wording, with what it replaced and left out of the source's set in."""
    source, copy = comparison.source.text, comparison.copy.text
    parts: list[tuple[str, _Change | None]] = []
    place = passage.copy[0].start
    told = passage.source[0].start
    for edit in passage.edits:
        start = edit.copy.start
        if edit.tag == "delete":
            # What was left out stands at the end of the word before it; marks that close what
            # was before it in the source do so here: wanted,” [-Kelmoran-] and not wanted
            # [-Kelmoran-],”.
            closing = _CLOSING.match(copy, start)
            if closing and source[told : edit.source.start].strip():
                start = closing.end()
        parts.append((_inside(copy, passage.copy, Span(place, max(place, start))), None))
        new = _inside(copy, passage.copy, edit.copy)
        if edit.tag == "equal":
            parts.append((new, None))
        else:
            parts.append((_inside(source, passage.source, edit.source), "deleted"))
            parts.append((new, "inserted"))
        place, told = max(start, edit.copy.end), edit.source.end
    end = max(place, passage.copy[-1].end)
    parts.append((_inside(copy, passage.copy, Span(place, end)), None))
    body, last = Text(), None
    for words, change in parts:
        if not words:
            continue
        # What was left out has no room of its own in the copy's text.
        spaced = not body or body.plain[-1].isspace() or words[0].isspace()
        if change == "deleted" or (last == "deleted" and change is None and words[0].isalnum()):
            replaces = change == "deleted" and not body.plain[-1:].isalnum()
            body.append("" if spaced or replaces else " ")
        elif last == "deleted" and change == "inserted" and color:
            body.append(" ")
        body.append_text(Text(visible(words)) if change is None else _marked(words, change, color))
        last = change
    return body


def _inside(text: str, spans: Sequence[Span], part: Span) -> str:
    """The stretch of a text that lies in some spans, white space as single spaces."""
    pieces = []
    for number, span in enumerate(spans):
        start, end = max(part.start, span.start), min(part.end, span.end)
        if number and part.start < span.start <= part.end:
            pieces.append(" ")
        if start < end:
            pieces.append(text[start:end])
    joined = "".join(pieces)
    inner = " ".join(joined.split())
    if not inner:
        return " " if joined else ""
    before = " " if joined[0].isspace() else ""
    return before + inner + (" " if joined[-1].isspace() else "")


def _wording(text: str, spans: Sequence[Span]) -> str:
    return " ".join(span.of(text) for span in spans)


def _fact(fact: Fact) -> str:
    return one_line(str(fact))


def _described(document: Document) -> str:
    known = [document.title, document.publisher, document.published, document.url]
    return ", ".join(one_line(part) for part in (document.id, *known) if part)


def percent(share: float) -> str:
    """A share in [0, 1] as whole percent.

    Examples
    --------
    >>> percent(0.714)
    '71 %'
    """
    return f"{share:.0%}".replace("%", " %")


def verdict(score: float) -> str:
    """What a score says of two texts, in plain words.

    Examples
    --------
    >>> verdict(0.1)
    'the two look independent of one another'
    """
    if score >= 0.8:
        return "the one almost surely derives from the other, or both from a third text"
    if score >= 0.5:
        return "the one probably derives from the other, or both from a third text"
    if score >= 0.2:
        return "the two are more likely independent of one another"
    return "the two look independent of one another"
