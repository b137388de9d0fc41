"""The comparison page: source and copy side by side, passage by passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import count as counter

from dedup.diff.comparison import Comparison
from dedup.diff.passages import KINDS, Passage, PassageKind
from dedup.document import Document
from dedup.report.html.fact_list import fact_list
from dedup.report.html.markup import Markup, element, joined
from dedup.report.html.shape import shape
from dedup.report.html.shell import fragment, identifier, page
from dedup.report.html.wording import Numbers, layers_of, numbered, wording
from dedup.report.page import count, one_line
from dedup.report.passages import SYMBOLS, percent, verdict
from dedup.syndication.provenance import direction
from dedup.text.words import word_list

__all__ = ["comparison_fragment", "comparison_html", "sentence_on"]

PARTS = ("comparison",)
LONG = 150
"""Passages from which the browser lays out only those in sight."""
SHOWN_IN_NOTEBOOK = 80
_SAID: dict[PassageKind, str] = {
    "verbatim": "word for word",
    "edited": "edited",
    "paraphrased": "paraphrased",
}
_MEANS: dict[PassageKind, str] = {
    "verbatim": "the same words in the same order",
    "edited": "half of the wording or more was kept",
    "paraphrased": "told in other words",
    "added": "only in the copy",
    "dropped": "only in the source",
    "furniture": "what the site put around the text",
}


def comparison_html(comparison: Comparison) -> str:
    """A whole page; see `Comparison.to_html`."""
    title = f"{one_line(comparison.copy.id)} beside {one_line(comparison.source.id)}"
    body = element("main", _view(comparison, None))
    return page(title, body, parts=PARTS)


def comparison_fragment(comparison: Comparison) -> str:
    """The same for a notebook, where a long text shows only its beginning."""
    return fragment(_view(comparison, SHOWN_IN_NOTEBOOK, level="h3"), parts=PARTS)


def sentence_on(comparison: Comparison) -> str:
    """What the copy did, in one sentence for people.

    Examples
    --------
    >>> import dedup
    >>> sentence_on(dedup.compare("The quay froze in 2019.", "The quay froze in 2021. Wheat rose."))
    'Carries 100 % of the source, all of it edited; 1 fact changed; 1 passage added'
    """
    carried = {
        kind: sum(
            len(word_list(span.of(comparison.source.text)))
            for passage in comparison.of_kind(kind)
            for span in passage.source
        )
        for kind in _SAID
    }
    total = sum(carried.values())
    if not total:
        return "Carries nothing of the source"
    best, second, _ = sorted(_SAID, key=lambda kind: -carried[kind])
    share = carried[best] / total
    if share == 1:
        how = f"all of it {_SAID[best]}"
    elif share > 0.5:
        how = f"mostly {_SAID[best]}"
    else:
        how = f"partly {_SAID[best]}, partly {_SAID[second]}"
    changed = sum(fact.change == "changed" for fact in comparison.facts)
    parts = [
        f"Carries {percent(comparison.source_coverage)} of the source, {how}",
        f"{count(changed, 'fact')} changed" if changed else "no fact changed",
    ]
    parts += [
        f"{count(len(passages), 'passage')} {kind}"
        for kind, passages in (("added", comparison.added), ("dropped", comparison.dropped))
        if passages
    ]
    return "; ".join(parts)


def _view(comparison: Comparison, most: int | None, level: str = "h1") -> Markup:
    name = identifier(*astuple(comparison.source), *astuple(comparison.copy), comparison.passages)
    numbers = numbered(comparison.facts)
    shown = comparison.passages[:most]
    left_out = len(comparison.passages) - len(shown)
    return element(
        "div",
        _head(comparison, level),
        _overview(comparison, name),
        fact_list(comparison, numbers, name, len(shown)),
        _tools(comparison),
        element(
            "div",
            element("span", "Source", element("b", comparison.source.id)),
            element("span", "Copy", element("b", comparison.copy.id)),
            class_="heads",
            aria_hidden="true",
        ),
        element(
            "ol",
            [*_rows(comparison, shown, numbers, name)],
            class_="rows long" if len(shown) > LONG else "rows",
        ),
        element(
            "p",
            f"The first {len(shown)} of {len(comparison.passages)} passages; all of them are in "
            "the page that to_html() gives.",
            class_="note",
        )
        if left_out
        else None,
        _foot(comparison),
        class_="dedup comparison",
        id=name,
    )


def _head(comparison: Comparison, level: str) -> Markup:
    linked = comparison.links or (comparison.dropped and comparison.added)
    said = f"Score {comparison.score:.2f}: {verdict(comparison.score)}."
    way = direction(comparison)
    return element(
        "header",
        element("p", "What the copy did to its source", class_="eyebrow"),
        element(level, _unbroken(f"{sentence_on(comparison)}."), class_="title"),
        element(
            "p",
            f"{percent(comparison.copy_coverage)} of the copy’s own words come from the source. ",
            said if linked else "One of the two has no content, so there is nothing to judge by.",
            f" {_unbroken(one_line(str(way)))}." if way.is_determined else None,
            class_="lead",
        ),
        element(
            "dl",
            _described("Source", comparison.source),
            _described("Copy", comparison.copy),
            class_="documents",
        ),
    )


def _unbroken(sentence: str) -> str:
    """With numbers that stay on the line of what they count."""
    return re.sub(r"(?<=\d) (?=\w|%)", "\u00a0", sentence)


def _described(label: str, document: Document) -> list[Markup]:
    known = [document.title, document.publisher, document.published, document.url]
    parts = [element("bdi", one_line(part)) for part in known if part]
    words = count(len(word_list(document.text)), "word")
    described = [[part, " · "] for part in parts]
    return [
        element("dt", label),
        element("dd", element("b", document.id), " ", described, words),
    ]


def _overview(comparison: Comparison, name: str) -> Markup:
    return element(
        "div",
        element("span", "source", class_="label", aria_hidden="true"),
        shape(comparison, name),
        element("span", "copy", class_="label", aria_hidden="true"),
        class_="overview",
    )


def _tools(comparison: Comparison) -> Markup:
    """Filters that work without a script, and an order that needs one."""
    chips = []
    for kind in KINDS:
        number = len(comparison.of_kind(kind))
        chips.append(
            element(
                "label",
                element(
                    "input", type="checkbox", checked=True, disabled=not number, class_=f"f-{kind}"
                ),
                element("span", SYMBOLS[kind], class_="symbol", aria_hidden="true"),
                f"{kind} ",
                element("b", f"{number:,}"),
                class_=f"chip k-{kind}",
                title=_MEANS[kind],
            )
        )
    order = [
        element("button", label, type="button", data_order=side, aria_pressed=pressed)
        for side, label, pressed in (("s", "source’s", "true"), ("c", "copy’s", "false"))
    ]
    return element(
        "div",
        element("div", chips, class_="chips", role="group", aria_label="Kinds of passages to show"),
        element(
            "div",
            element("span", "in the order of the"),
            order,
            class_="order scripted",
            role="group",
            aria_label="Order of the passages",
        )
        if any(passage.moved for passage in comparison.passages)
        else None,
        class_="tools",
    )


def _rows(
    comparison: Comparison, shown: Sequence[Passage], numbers: Numbers, name: str
) -> Iterator[Markup]:
    place = _places_in_copy(comparison)
    told = _told(comparison)
    for number, passage in enumerate(shown):
        body = (_furniture if passage.kind == "furniture" else _sides)(
            comparison, passage, numbers, told.get(number)
        )
        yield element(
            "li",
            body,
            class_=f"row k-{passage.kind}" + (" moved" if passage.moved else ""),
            id=f"{name}-{number}",
            tabindex=-1 if number else 0,
            data_p=number,
            data_c=place[number],
        )


def _sides(
    comparison: Comparison, passage: Passage, numbers: Numbers, told: str | None
) -> list[Markup]:
    kind = passage.kind
    return [
        _side("source", comparison.source, passage, numbers),
        element(
            "div",
            element("span", SYMBOLS[kind], class_="symbol", aria_hidden="true"),
            element("span", kind, class_="kind"),
            element("span", f"told {told}", class_="told") if told else None,
            class_="joint",
        ),
        _side("copy", comparison.copy, passage, numbers),
    ]


def _side(side: str, document: Document, passage: Passage, numbers: Numbers) -> Markup:
    source = side == "source"
    spans = passage.source if source else passage.copy
    if not spans:
        return element("div", f"not in the {side}", class_=f"side {side} none")
    layers = layers_of(
        "source" if source else "copy", passage.kind, passage.edits, passage.facts, numbers
    )
    return element("div", wording(document.text, spans, layers), class_=f"side {side}", dir="auto")


def _furniture(
    comparison: Comparison, passage: Passage, _numbers: Numbers, _told: str | None
) -> Markup:
    source = bool(passage.source)
    document = comparison.source if source else comparison.copy
    spans = passage.source or passage.copy
    return element(
        "details",
        element(
            "summary",
            element("span", SYMBOLS["furniture"], class_="symbol", aria_hidden="true"),
            f"{count(len(spans), 'line')} of site furniture in the "
            f"{'source' if source else 'copy'}",
        ),
        element(
            "ul", [element("li", wording(document.text, [span]), dir="auto") for span in spans]
        ),
        class_="source" if source else "copy",
    )


def _places_in_copy(comparison: Comparison) -> list[int]:
    """Where each passage stands in the order of the copy; dropped ones after their forerunner."""
    keys: list[tuple[int, int]] = []
    last = -1
    for number, passage in enumerate(comparison.passages):
        last = passage.copy[0].start if passage.copy else last
        keys.append((last, number))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    places = dict(zip(order, counter(), strict=False))
    return [places[number] for number in range(len(keys))]


def _told(comparison: Comparison) -> dict[int, str]:
    """For each moved passage, whether the copy tells it earlier or later than the source."""
    passages = comparison.passages
    joint = [n for n, passage in enumerate(passages) if passage.source and passage.copy]
    in_copy = sorted(joint, key=lambda n: passages[n].copy[0].start)
    rank = dict(zip(in_copy, counter(), strict=False))
    return {
        n: "earlier" if rank[n] < place else "later"
        for place, n in enumerate(joint)
        if passages[n].moved
    }


def _foot(comparison: Comparison) -> Markup:
    named = dict.fromkeys(f"{one_line(c.name)} ({c.kind})" for c in comparison.credits)
    return element(
        "footer",
        element("p", "The copy credits ", "; ".join(named), ".") if named else None,
        element(
            "p",
            joined(
                [
                    "Numbered facts stand in the list above. In edited passages ",
                    element("del", "words of the source"),
                    " gave way to ",
                    element("ins", "words of the copy"),
                    "; in paraphrased ones ",
                    element("span", "words that stayed", class_="kept"),
                    " are dotted. Passages and facts are found by a program, which can err.",
                ]
            ),
        ),
        element(
            "p",
            joined(
                [
                    element("kbd", "↓"),
                    element("kbd", "↑"),
                    " next and previous passage, ",
                    element("kbd", "←"),
                    element("kbd", "→"),
                    " along the source or the copy, ",
                    element("kbd", "Enter"),
                    " holds one, ",
                    element("kbd", "F"),
                    " next changed fact, ",
                    element("kbd", "Esc"),
                    " lets go.",
                ]
            ),
            class_="keys scripted",
        ),
    )
