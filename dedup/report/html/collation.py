"""The collation page: passages by copies, at a glance and word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dedup.diff.collation import Collation, Row
from dedup.diff.edits import edits_between, have_same_words, words_of
from dedup.diff.kinds import changed_facts
from dedup.diff.passages import Fact, PassageKind
from dedup.report.html.markup import Markup, element, joined
from dedup.report.html.shell import fragment, identifier, page
from dedup.report.html.wording import layers_of, numbered, plain_wording, wording
from dedup.report.page import count, one_line
from dedup.report.passages import SYMBOLS, percent
from dedup.text.words import word_list

__all__ = ["by_closeness", "closeness", "collation_fragment", "collation_html", "collation_view"]

PARTS = ("collation",)
MOST_ROWS, MOST_COLUMNS = 400, 60
NOTEBOOK_ROWS, NOTEBOOK_COLUMNS = 60, 30
NARROW = 24
"""Copies from which the columns are narrow."""
_WEIGHTS: Mapping[PassageKind, float] = {"verbatim": 1.0, "edited": 0.75, "paraphrased": 0.5}
"""How much of a passage a copy has, for the order of the columns only."""
_MEANS: Mapping[PassageKind, str] = {
    "verbatim": "word for word",
    "edited": "edited",
    "paraphrased": "in other words",
    "dropped": "not there",
}


class _Cell(NamedTuple):
    """What one copy made of one passage."""

    kind: PassageKind
    wording: Markup
    facts: tuple[Fact, ...]


def collation_html(collation: Collation) -> str:
    """A whole page; see `Collation.to_html`."""
    title = f"{_copies(collation)} collated"
    body = element("main", _whole(collation, MOST_ROWS, MOST_COLUMNS, "h1"))
    return page(title, body, parts=PARTS)


def collation_fragment(collation: Collation) -> str:
    """The same for a notebook, bounded."""
    view = _whole(collation, NOTEBOOK_ROWS, NOTEBOOK_COLUMNS, "h3")
    return fragment(view, parts=PARTS)


def closeness(collation: Collation) -> dict[str, float]:
    """How much of the shared text each copy has, from 0 to 1, in the order of the copies.

    By words; a passage that was edited counts for three quarters, a paraphrased one for half.

    Examples
    --------
    >>> import dedup
    >>> same = "The ferry Aldis sank off Port Mirren. Nobody was hurt."
    >>> closeness(dedup.collate([same, same, "Nobody was hurt. Wheat rose."]))["1"]
    1.0
    """
    found = dict.fromkeys(collation.columns, 0.0)
    total = 0
    for row in collation.rows:
        text = plain_wording(collation.documents[row.reference].text, row.cells[row.reference])
        words = len(word_list(text))
        total += words
        for name, kind in row.kinds.items():
            found[name] += words * _WEIGHTS.get(kind, 0.0)
    return {name: value / total if total else 0.0 for name, value in found.items()}


def by_closeness(collation: Collation) -> list[str]:
    """The copies, the one nearest to the shared text first."""
    near = closeness(collation)
    return sorted(near, key=lambda name: -round(near[name], 9))


def _whole(collation: Collation, rows: int, columns: int, level: str) -> Markup:
    name = identifier(*collation.columns, *(d.text for d in collation.documents.values()))
    copies = _copies(collation)
    order = by_closeness(collation)
    said = f"{copies} share {count(len(collation.rows), 'passage')}."
    if not collation.rows:
        said = f"{copies} share nothing."
    ends = (
        f"Nearest to the text that they share is {one_line(order[0])}; farthest from it is "
        f"{one_line(order[-1])}."
        if len(order) > 1 and collation.rows
        else ""
    )
    return element(
        "div",
        element(
            "header",
            element("p", "Which copy has what of the story", class_="eyebrow"),
            element(level, said, class_="title"),
            element("p", ends, class_="lead") if ends else None,
        ),
        collation_view(collation, name, rows=rows, columns=columns),
        class_="dedup",
        id=name,
    )


def collation_view(collation: Collation, name: str, *, rows: int, columns: int) -> Markup:
    """The matrix, the shared text with the wording of each witness, and what one copy alone has.

    Parameters
    ----------
    collation : Collation
    name : str
        A name for the ids of this view.
    rows, columns : int
        How many passages and copies to show at most; what is left out is said.
    """
    near = closeness(collation)
    order = by_closeness(collation)[:columns]
    shown = collation.rows[:rows]
    cells = [_cells(collation, row, order) for row in shown]
    limits = []
    if len(order) < len(collation.columns):
        limits.append(
            f"the {len(order)} copies nearest to the shared text of {len(collation.columns):,}"
        )
    if len(shown) < len(collation.rows):
        limits.append(f"the first {len(shown)} passages of {len(collation.rows):,}")
    note = f"Shown are {' and '.join(limits)}; to_dict() has all." if limits else None
    return element(
        "div",
        element("p", note, class_="note") if note else None,
        [
            _legend(cells),
            _matrix(collation, shown, order, cells, near, name),
            _shared(collation, shown, order, cells, name),
        ]
        if shown
        else None,
        _alone(collation, order),
        class_="collated",
    )


def _cells(collation: Collation, row: Row, columns: Sequence[str]) -> dict[str, _Cell]:
    """The witnesses of a row among some copies, with their wording beside the reference's."""
    standard = collation.documents[row.reference]
    reference = row.cells[row.reference]
    words = words_of(standard.text, reference)
    found: dict[str, _Cell] = {}
    for name in columns:
        spans = row.cells.get(name)
        if spans is None:
            continue
        document, kind = collation.documents[name], row.kinds[name]
        if kind == "verbatim" or name == row.reference:
            found[name] = _Cell(kind, wording(document.text, spans), ())
            continue
        edits, _ = edits_between(words, words_of(document.text, spans))
        facts = changed_facts(standard, reference, document, spans, same=have_same_words(edits))
        layers = layers_of(
            "copy",
            kind,
            edits,
            facts,
            numbered(facts),
            removed_from=(standard.text, reference),
        )
        changed = tuple(fact for fact in facts if fact.change == "changed")
        found[name] = _Cell(kind, wording(document.text, spans, layers), changed)
    return found


def _legend(cells: Sequence[Mapping[str, _Cell]]) -> Markup:
    kinds: tuple[PassageKind, ...] = ("verbatim", "edited", "paraphrased", "dropped")
    items = [
        element(
            "li",
            element("span", SYMBOLS[kind], class_="cell", aria_hidden="true"),
            _MEANS[kind],
            class_=f"k-{kind}",
        )
        for kind in kinds
    ]
    if any(cell.facts for row in cells for cell in row.values()):
        mark = element("span", "~", element("i", "!"), class_="cell", aria_hidden="true")
        items.append(element("li", mark, "a fact was changed", class_="k-edited"))
    mark = element("span", SYMBOLS["verbatim"], class_="cell reference", aria_hidden="true")
    items.append(
        element("li", mark, "the wording that the others are set beside", class_="k-verbatim")
    )
    return element("ul", items, class_="legend")


def _matrix(
    collation: Collation,
    rows: Sequence[Row],
    order: Sequence[str],
    cells: Sequence[Mapping[str, _Cell]],
    near: Mapping[str, float],
    name: str,
) -> Markup:
    carried = {copy: sum(copy in row.cells for row in rows) for copy in order}
    head = element(
        "tr",
        element(
            "th",
            element("span", "Passage, in story order"),
            element("span", "copies, nearest to the shared text first", class_="soft"),
            scope="col",
        ),
        [
            element(
                "th",
                element("span", copy, class_="copy"),
                element("span", f"{carried[copy]}", class_="carried"),
                scope="col",
                title=f"{one_line(copy)}: {carried[copy]} of {len(rows)} passages; "
                f"closeness {percent(near[copy])}",
            )
            for copy in order
        ],
    )
    body = [
        element(
            "tr",
            element(
                "th",
                element(
                    "a",
                    element("span", str(number + 1), class_="number"),
                    element("span", _text_of(collation, row), class_="text", dir="auto"),
                    href=f"#{name}-{number}",
                ),
                scope="row",
            ),
            [
                _mark(row, copy, cells[number].get(copy), number, place, name)
                for place, copy in enumerate(order)
            ],
        )
        for number, row in enumerate(rows)
    ]
    narrow = " narrow" if len(order) > NARROW else ""
    table = element(
        "table",
        element("thead", head),
        element("tbody", body),
        class_=f"matrix{narrow}",
    )
    # What scrolls has to be reachable by the keyboard.
    return element(
        "div", table, class_="scroll", tabindex=0, role="region", aria_label="Passages by copies"
    )


def _mark(row: Row, copy: str, cell: _Cell | None, number: int, place: int, name: str) -> Markup:
    if cell is None:
        inner = element(
            "span", SYMBOLS["dropped"], class_="cell", aria_label="not there", role="img"
        )
        return element("td", inner, class_="k-dropped")
    changed = f", {count(len(cell.facts), 'fact')} changed" if cell.facts else ""
    reference = copy == row.reference
    said = "the reference wording" if reference else _MEANS[cell.kind]
    inner = element(
        "a",
        SYMBOLS[cell.kind],
        element("i", "!") if cell.facts else None,
        class_="cell reference" if reference else "cell",
        href=f"#{name}-{number}-{place}",
        aria_label=f"{one_line(copy)}, passage {number + 1}: {said}{changed}",
    )
    return element("td", inner, class_=f"k-{cell.kind}")


def _shared(
    collation: Collation,
    rows: Sequence[Row],
    order: Sequence[str],
    cells: Sequence[Mapping[str, _Cell]],
    name: str,
) -> Markup:
    total = len(collation.columns)
    passages = []
    for number, (row, found) in enumerate(zip(rows, cells, strict=True)):
        witnesses = [
            element(
                "li",
                _witness(row, copy, cell),
                id=f"{name}-{number}-{order.index(copy)}",
                class_=f"k-{cell.kind}",
            )
            for copy, cell in found.items()
        ]
        heading = element(
            "summary",
            element("span", str(number + 1), class_="number"),
            element("span", _text_of(collation, row), class_="text", dir="auto"),
            element(
                "span", f"{len(row.cells)} of {total}", class_="soft", title="copies that have it"
            ),
        )
        passages.append(
            element(
                "li",
                element("details", heading, element("ul", witnesses)),
                id=f"{name}-{number}",
                data_reference=row.reference,
            )
        )
    return element(
        "section",
        element("h2", "The shared text"),
        element(
            "p",
            "What two copies or more carry, in the wording nearest to all of them. Each passage "
            "opens into the wording of every copy that has it.",
            class_="note",
        ),
        element("ol", passages, class_="shared"),
    )


def _witness(row: Row, copy: str, cell: _Cell) -> Iterator[Markup]:
    yield element(
        "div",
        element("span", SYMBOLS[cell.kind], class_="cell", aria_hidden="true"),
        element("b", copy),
        " ",
        "the reference wording" if copy == row.reference else _MEANS[cell.kind],
        class_="who",
    )
    yield element("p", cell.wording, dir="auto")
    if cell.facts:
        yield element(
            "ul",
            [
                element(
                    "li",
                    element("span", str(number), class_="n"),
                    joined(
                        [
                            f" {fact.label}: {one_line(fact.source_text)} → ",
                            element("b", fact.copy_text),
                        ]
                    ),
                )
                for number, fact in enumerate(cell.facts, 1)
            ],
            class_="changes",
        )


def _alone(collation: Collation, order: Sequence[str]) -> Markup:
    parts = []
    silent = []
    for copy in order:
        spans = collation.unique(copy)
        if not spans:
            silent.append(one_line(copy))
            continue
        text = collation.documents[copy].text
        parts.append(
            element(
                "details",
                element(
                    "summary",
                    element("span", SYMBOLS["added"], class_="cell", aria_hidden="true"),
                    element("b", copy),
                    f" {count(len(spans), 'sentence')}",
                ),
                element("ul", [element("li", wording(text, [span]), dir="auto") for span in spans]),
                class_="k-added",
            )
        )
    return element(
        "section",
        element("h2", "Only in one copy"),
        parts,
        element("p", f"Nothing of their own: {', '.join(silent)}.", class_="note")
        if silent
        else None,
        class_="alone",
    )


def _copies(collation: Collation) -> str:
    number = len(collation.columns)
    return f"{number:,} {'copy' if number == 1 else 'copies'}"


def _text_of(collation: Collation, row: Row) -> str:
    return plain_wording(collation.documents[row.reference].text, row.cells[row.reference])
