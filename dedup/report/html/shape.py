"""The shape of a copy at a glance: both texts as bars, joined passage by passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dedup.diff.comparison import Comparison
from dedup.diff.passages import Passage
from dedup.document import Document, Span
from dedup.report.html.markup import Markup, element
from dedup.report.passages import SYMBOLS

__all__ = ["shape"]

_WIDTH = 1000
_BAR = 16
"""Height of a bar, and of all of it; the page stretches the whole to its own width."""
_HEIGHT = 80
_MANY = 150
"""Passages from which lines between them would leave nothing of the colours."""
_LEAST = 1.2
"""Width of the shortest sentence, so that none is unseen."""


def shape(comparison: Comparison, name: str) -> Markup:
    """The source above, the copy below, as long as they are; ribbons lead from one to the other.

    What was dropped or added has no ribbon, what was moved has one that crosses others. Bars of
    edited and paraphrased passages are lined, so that they can be told apart without colours.
    Ticks stand where facts changed.

    Parameters
    ----------
    comparison : Comparison
    name : str
        A name for the ids of this view.
    """
    groups = [_group(n, p, comparison, name) for n, p in enumerate(comparison.passages)]
    # The further from the wording of the source, the less ink.
    patterns = [
        element(
            "pattern",
            element("rect", width=8, height=_BAR),
            element("path", d=lines, class_="hatch", stroke_width=width),
            id=f"{name}-{kind}",
            class_=f"k-{kind}",
            width=8,
            height=_BAR,
            patternUnits="userSpaceOnUse",
        )
        for kind, lines, width in (
            ("edited", "M0 8H8", 2),
            ("paraphrased", "M0 3.2H8M0 6.4H8M0 9.6H8M0 12.8H8", 1.3),
        )
    ]
    share = f"{comparison.source_coverage:.0%}".replace("%", " %")
    return element(
        "svg",
        element("defs", patterns),
        groups,
        element("path", d=_ticks(comparison), class_="tick"),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        preserveAspectRatio="none",
        class_="shape many" if len(groups) > _MANY else "shape",
        role="img",
        aria_label=f"Both texts as bars: {share} of the source is joined to the copy",
    )


def _group(number: int, passage: Passage, comparison: Comparison, name: str) -> Markup:
    source = [*_stretches(comparison.source, passage.source)]
    copy = [*_stretches(comparison.copy, passage.copy)]
    filled = passage.kind in {"edited", "paraphrased"}
    fill = f"url(#{name}-{passage.kind})" if filled else None
    parts = []
    if source and copy:
        widest_source = max(source, key=lambda s: s[1] - s[0])
        widest_copy = max(copy, key=lambda s: s[1] - s[0])
        parts.append(element("path", d=_ribbon(widest_source, widest_copy), class_="ribbon"))
    for class_, stretches, top in (("s", source, 0), ("c", copy, _HEIGHT - _BAR)):
        if stretches:
            bars = "".join(f"M{a:.1f} {top}H{b:.1f}v{_BAR}H{a:.1f}z" for a, b in stretches)
            parts.append(element("path", d=bars, class_=f"bar {class_}", fill=fill))
    label = f"{number + 1} {SYMBOLS[passage.kind]} {passage.kind}"
    return element(
        "g",
        element("title", label),
        parts,
        class_=f"k-{passage.kind}" + (" moved" if passage.moved else ""),
        data_p=number,
    )


def _stretches(document: Document, spans: Sequence[Span]) -> Iterator[tuple[float, float]]:
    """From where to where some spans reach on a bar, neighbours as one."""
    if not spans:
        return
    scale = _WIDTH / max(len(document.text), 1)
    start, end = spans[0].start, spans[0].end
    for span in spans[1:]:
        if document.text[end : span.start].strip():
            yield start * scale, max(end * scale, start * scale + _LEAST)
            start = span.start
        end = span.end
    yield start * scale, max(end * scale, start * scale + _LEAST)


def _ribbon(source: tuple[float, float], copy: tuple[float, float]) -> str:
    top, bottom = _BAR + 2, _HEIGHT - _BAR - 2
    middle = (top + bottom) // 2
    (a, b), (c, d) = source, copy
    return (
        f"M{a:.1f} {top}C{a:.1f} {middle} {c:.1f} {middle} {c:.1f} {bottom}H{d:.1f}"
        f"C{d:.1f} {middle} {b:.1f} {middle} {b:.1f} {top}z"
    )


def _ticks(comparison: Comparison) -> str:
    ticks = []
    for fact in comparison.facts:
        if fact.change == "changed":
            for document, span, y in (
                (comparison.source, fact.source, 0),
                (comparison.copy, fact.copy, _HEIGHT - _BAR),
            ):
                if span is not None:
                    x = (span.start + span.end) / 2 * _WIDTH / max(len(document.text), 1)
                    ticks.append(f"M{x:.1f} {y}v{_BAR}")
    return "".join(ticks)
