"""The wording of a passage with what was done to it marked: edits, words kept, changed facts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Literal, NamedTuple

from dedup.diff.passages import Edit, Fact, PassageKind
from dedup.document import Span
from dedup.report.html.markup import Markup, element, joined, text

__all__ = ["Layers", "Numbers", "layers_of", "numbered", "plain_wording", "wording"]

_GAP = joined(
    [" ", element("span", "[…]", class_="gap", title="other sentences stand between these"), " "]
)
_SHORTEST_KEPT = 5
"""Characters from which a run of words that a paraphrase kept is worth showing; any two
sentences share articles and prepositions."""


class _Mark(NamedTuple):
    """Something to put around a stretch of text, and something to put before it."""

    start: int
    end: int
    wrap: Callable[[Markup], Markup]
    before: Markup = Markup()


Layers = Sequence[Sequence[_Mark]]
"""Marks in order, the outer layers first; those of one layer do not overlap."""
Numbers = dict[Fact, int]
"""The changed facts with the numbers that they are listed under."""


def numbered(facts: Iterable[Fact]) -> Numbers:
    """The changed facts, numbered from 1 in their order.

    Examples
    --------
    >>> lost = Fact("number", "lost", Span(0, 2), None, "14")
    >>> changed = Fact("number", "changed", Span(0, 2), Span(0, 2), "14", "41")
    >>> [*numbered([lost, changed]).values()]
    [1]
    """
    changed = dict.fromkeys(fact for fact in facts if fact.change == "changed")
    return {fact: number for number, fact in enumerate(changed, 1)}


def layers_of(
    side: Literal["source", "copy"],
    kind: PassageKind,
    edits: Sequence[Edit],
    facts: Iterable[Fact] = (),
    numbers: Numbers | None = None,
    *,
    removed_from: tuple[str, Sequence[Span]] | None = None,
) -> Layers:
    """What to mark on one side of a passage.

    Parameters
    ----------
    side : {"source", "copy"}
    kind : str
        Of an edited passage the words that changed are marked, of a paraphrased one those that
        did not: whichever is the exception.
    edits : sequence of Edit
    facts : iterable of Fact
    numbers : dict of Fact to int, optional
        Those that are listed with a number; others are not marked.
    removed_from : tuple of str and sequence of Span, optional
        The text of the source and its side of the passage, to show among the words of the copy
        what they replaced.
    """
    of_side = attrgetter(side)
    words: list[_Mark] = []
    if kind == "edited":
        name = "del" if side == "source" else "ins"
        for edit in edits:
            span = of_side(edit)
            before = Markup()
            if edit.tag != "equal" and removed_from is not None and edit.source:
                before = element("del", _clipped(*removed_from, edit.source))
            if edit.tag != "equal" and (span or before):
                words.append(_Mark(span.start, span.end, _around(name), before))
    elif kind == "paraphrased":
        for edit in edits:
            span = of_side(edit)
            if edit.tag == "equal" and len(span) >= _SHORTEST_KEPT:
                words.append(_Mark(span.start, span.end, _around("span", "kept")))
    # A figure may stand inside a quotation that was reworded, so that quotations go around.
    outer: list[_Mark] = []
    inner: list[_Mark] = []
    for fact in facts:
        span = of_side(fact)
        number = (numbers or {}).get(fact)
        if span and number is not None:
            layer = outer if fact.kind == "quotation" else inner
            layer.append(_Mark(span.start, span.end, _around("mark", "fact", number)))
    return [_apart(layer) for layer in (outer, inner, words)]


def _apart(marks: list[_Mark]) -> list[_Mark]:
    """The marks in order, each from where the one before it ends."""
    found: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if found and mark.start < found[-1].end:
            if mark.end <= found[-1].end:
                continue
            mark = mark._replace(start=found[-1].end)  # noqa: PLW2901 - the same, cut
        found.append(mark)
    return found


def _clipped(content: str, spans: Sequence[Span], part: Span) -> str:
    pieces = ((max(part.start, span.start), min(part.end, span.end)) for span in spans)
    return " ".join(content[start:end] for start, end in pieces if start < end)


def _around(name: str, class_: str | None = None, fact: int | None = None) -> Callable[..., Markup]:
    def wrap(inner: Markup) -> Markup:
        return element(name, inner, class_=class_, data_fact=fact)

    return wrap


def wording(content: str, spans: Sequence[Span], layers: Layers = ()) -> Markup:
    """The stretches of a text that some spans cover, marked; gaps between them are shown.

    Examples
    --------
    >>> wording("One. Two. Three.", [Span(0, 4), Span(10, 16)])
    'One. <span class="gap" title="other sentences stand between these">[…]</span> Three.'
    """
    parts: list[Markup] = []
    last: Span | None = None
    for span in spans:
        if last is not None:
            between = content[last.end : span.start]
            parts.append(Markup(" ") if between.isspace() or not between else _GAP)
        parts.append(_marked(content, span.start, span.end, layers))
        last = span
    return joined(parts)


def plain_wording(content: str, spans: Sequence[Span]) -> str:
    """The same as one line of text, without marks."""
    return " ".join(" ".join(span.of(content).split()) for span in spans)


def _marked(content: str, start: int, end: int, layers: Layers, *, last: bool = True) -> Markup:
    """A stretch of text in its marks.

    `last` says whether it ends where its sentence does. What was removed at the very end of a
    stretch belongs there; otherwise it belongs to the next one.
    """
    if not layers:
        return text(content[start:end])
    marks, deeper = layers[0], layers[1:]
    parts: list[Markup] = []
    place = start
    for mark in marks[bisect_left(marks, start, key=attrgetter("end")) :]:
        if mark.start > end:
            break
        left, right = max(mark.start, start), min(mark.end, end)
        begins = start <= mark.start and (mark.start < end or last)
        before = mark.before if begins else Markup()
        if left >= right and not before:
            continue
        parts.append(_marked(content, place, left, deeper, last=False))
        if before:
            # What was removed has no room of its own in the text.
            after_word = left > start and not content[left - 1].isspace()
            parts.append(joined([" " if after_word else None, before]))
            parts.append(joined(" " if left < right or not after_word else None))
        if left < right:
            parts.append(mark.wrap(_marked(content, left, right, deeper, last=False)))
        place = right
    parts.append(_marked(content, place, end, deeper, last=last))
    return joined(parts)
