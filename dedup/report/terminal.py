"""Results, comparisons and collations as pages for a terminal.

Each function gives a `rich.text.Text`: print it with Rich, or take its ``.plain``. Nothing is
said by colour alone: kinds have a symbol and a name, and where styles do not show, edits are
marked as ``[-words of the source-]{+words of the copy+}``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from rich.text import Text

from dedup.diff.collation import Collation
from dedup.diff.comparison import Comparison
from dedup.diff.passages import Fact, Passage, PassageKind
from dedup.document import Document, Span
from dedup.report.page import Page, count, one_line, visible
from dedup.syndication.result import Group, Match, Result

__all__ = [
    "SYMBOLS",
    "collation_page",
    "comparison_page",
    "group_page",
    "match_page",
    "result_page",
]

SYMBOLS: dict[PassageKind, str] = {
    "verbatim": "=",
    "edited": "~",
    "paraphrased": "≈",
    "added": "+",
    "dropped": "·",
    "furniture": "#",
}
_STYLES: dict[PassageKind, str] = {
    "verbatim": "",
    "edited": "yellow",
    "paraphrased": "cyan",
    "added": "green",
    "dropped": "red",
    "furniture": "dim",
}
_Change = Literal["deleted", "inserted"]
PAIRS_SHOWN = 10
_BODY = 10
"""Column at which the wording of a passage begins."""
_SCORE = (
    "Scores go from 0 to 1. Of near-duplicates and excerpts they tell what share of the wording "
    "two texts have in common, of rewrites how sure it is that the two were not written "
    "independently."
)


def result_page(
    result: Result,
    *,
    threshold: float | None = None,
    pairs: int | None = PAIRS_SHOWN,
    explain: bool = False,
    width: int = 80,
    color: bool = False,
) -> Text:
    """The groups with their members, then the pairs, best first.

    Parameters
    ----------
    result : Result
    threshold : float, optional
        What was asked for, to be named where nothing reached it.
    pairs : int or None
        How many pairs to list at most; None for all.
    explain : bool
        Whether to say of each listed pair why it matched.
    width : int
    color : bool
    """
    page = Page(width, color=color)
    total, grouped = len(result.documents), sum(len(group) for group in result.groups)
    if not result.pairs:
        at = "" if threshold is None else f" at threshold {threshold:g}"
        page.add(f"{count(total, 'document')}: no two come from one text{at}.")
        return page.text()
    page.add(
        f"{count(total, 'document')}: {count(len(result.groups), 'group')} of copies with "
        f"{grouped:,} documents, {count(len(result.pairs), 'matching pair')}; "
        f"{total - grouped:,} match nothing.",
        style="bold",
    )
    for number, group in enumerate(result.groups, 1):
        page.blank()
        _add_group(page, group, f"Group {number}", result)
    page.blank()
    shown = result.pairs if pairs is None else result.pairs[:pairs]
    _add_pairs(page, shown, explain=explain)
    left = len(result.pairs) - len(shown)
    if left:
        page.add(f"… and {left:,} more (--pairs to see all)", indent=2)
    page.blank()
    page.add(_SCORE, style="dim")
    return page.text()


def group_page(group: Group, *, width: int = 80, color: bool = False) -> Text:
    """One group: its members, the relation of each to its nearest, the source, the weakest pair."""
    page = Page(width, color=color)
    _add_group(page, group, "Group", None)
    return page.text()


def match_page(match: Match, *, width: int = 80, color: bool = False) -> Text:
    """Why two documents matched."""
    page = Page(width, color=color)
    _add_explanation(page, match)
    return page.text()


def comparison_page(
    comparison: Comparison, *, furniture: bool = False, width: int = 80, color: bool = False
) -> Text:
    """A summary, the passages in order with what was done to each, the credits.

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
        f"{_percent(comparison.copy_coverage)} of the copy's own words come from the source.",
    )
    page.add(f"Score {comparison.score:.2f}: {_verdict(comparison.score)}.")
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
            style=_STYLES["furniture"],
        )
    if comparison.credits:
        page.blank()
        credits_ = Counter(
            f"{one_line(credit.name)} ({credit.kind})" for credit in comparison.credits
        )
        named = (name + (f", {n} times" if n > 1 else "") for name, n in credits_.items())
        page.add("; ".join(named), label="The copy credits: ")
    return page.text()


def collation_page(collation: Collation, *, width: int = 80, color: bool = False) -> Text:
    """The shared passages, with what each copy made of them, then what each copy alone says."""
    page = Page(width, color=color)
    columns = collation.columns
    page.add(
        f"{len(columns)} copies: {count(len(collation.rows), 'passage')} that at least two of "
        "them carry, in story order.",
        style="bold",
    )
    page.blank()
    for number, name in enumerate(columns, 1):
        page.add(one_line(name), label=f"{number:>{len(str(len(columns)))}}  ", indent=2)
    if collation.rows:
        page.blank()
        kinds: tuple[PassageKind, ...] = ("verbatim", "edited", "paraphrased", "dropped")
        page.add(Text("   ").join([_label(kind) for kind in kinds]), indent=2)
        page.add(
            "The wording beside the marks is that of the copy nearest to all others, and the "
            "marks tell how each copy, in the order above, words it in comparison.",
            indent=2,
            style="dim",
        )
        page.blank()
        _add_matrix(page, collation)
    page.blank()
    silent = []
    for name in columns:
        spans = collation.unique(name)
        if not spans:
            silent.append(one_line(name))
            continue
        page.add(f"Only in {one_line(name)}:", hang=2, style="bold")
        for span in spans:
            wording = one_line(span.of(collation.documents[name].text))
            page.add(wording, label=Text("+ ", _STYLES["added"]), indent=2)
        page.blank()
    if silent:
        page.add(f"Nothing of their own: {', '.join(silent)}", hang=2)
    return page.text()


def _add_group(page: Page, group: Group, heading: str, result: Result | None) -> None:
    page.add(
        f"{heading}: {count(len(group), 'document')}, mean score of all pairs {group.cohesion:.2f}",
        style="bold",
    )
    if result is not None:
        shown = result.documents[group.source or group.members[0]]
        page.add(f"“{_headline(shown, page.width - 4)}”", indent=2)
    nearest: dict[str, Match] = {}
    for match in group.pairs:
        nearest.setdefault(match.a, match)
        nearest.setdefault(match.b, match)
    rows: list[list[Text | str]] = []
    for member in group.members:
        mark = "*" if member == group.source else " "
        name = Text.assemble(f"{mark} ", one_line(member))
        nearest_match = nearest.get(member)
        if nearest_match is None:
            rows.append([name, "", "one of many like copies", ""])
            continue
        other = nearest_match.b if nearest_match.a == member else nearest_match.a
        score = f"{nearest_match.score:.2f}"
        rows.append([name, score, nearest_match.relation, one_line(other)])
    page.table(rows, indent=2, head=("  document", "score", "relation", "nearest to it"))
    evidence = [one_line(line) for line in group.evidence]
    if group.source is None:
        page.add(f"source {'; '.join(evidence)}", indent=2, hang=4)
    else:
        # The evidence opens with the name of the source; where it should not, say it here.
        named, said = one_line(group.source), "; ".join(evidence)
        said = said if said.startswith(named) else f"{named}; {said}"
        page.add(f"* likely source: {said}", indent=2, hang=4)
    if group.weakest is not None and len(group) > 2:
        weakest = group.weakest
        page.add(
            f"! weakest link: {one_line(weakest.a)} and {one_line(weakest.b)}, "
            f"{weakest.relation} {weakest.score:.2f}; without it the group would fall apart",
            indent=2,
            hang=4,
        )


def _add_pairs(page: Page, pairs: Sequence[Match], *, explain: bool) -> None:
    page.add("Pairs, best first", style="bold")
    if explain:
        for match in pairs:
            _add_explanation(page, match, indent=2)
        return
    rows = []
    for match in pairs:
        through = match.evidence.through
        via = "" if through is None else f"through {one_line(through)}"
        rows.append([f"{match.score:.2f}", match.relation, one_line(match.a), one_line(match.b)])
        rows[-1].append(via)
    if not any(row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    page.table(rows, indent=2)


def _add_explanation(page: Page, match: Match, indent: int = 0) -> None:
    for line in match.explain().splitlines():
        body = line.lstrip()
        deeper = indent + len(line) - len(body)
        page.add(visible(body), indent=deeper, hang=deeper)


def _add_passage(page: Page, passage: Passage, comparison: Comparison) -> None:
    source, copy = comparison.source.text, comparison.copy.text
    label = _label(passage.kind)
    if passage.moved:
        label += Text(" (moved)", _STYLES[passage.kind])
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


def _add_matrix(page: Page, collation: Collation) -> None:
    columns = collation.columns
    marks = []
    for index in range(len(collation.rows)):
        kinds = [collation.kind_of(index, name) for name in columns]
        marks.append(Text.assemble(*((SYMBOLS[kind], _STYLES[kind]) for kind in kinds)))
    beside = len(columns) + 4 <= page.width // 2
    if beside:
        for place in reversed(range(len(str(len(columns))))):
            tens = 10**place
            numbers = (
                str(n // tens % 10) if n >= tens else " " for n in range(1, len(columns) + 1)
            )
            page.add(Text("".join(numbers), "dim"), indent=2)
    for mark, shared in zip(marks, collation.shared_text, strict=True):
        wording = one_line(shared.text)
        if beside:
            page.add(wording, label=mark, indent=2, hang=len(columns) + 4)
        else:
            page.add(mark, indent=2)
            page.add(wording, indent=4)


def _label(kind: PassageKind) -> Text:
    return Text(f"{SYMBOLS[kind]} {kind}", _STYLES[kind])


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
    for edit in passage.edits:
        parts.append((_inside(copy, passage.copy, Span(place, edit.copy.start)), None))
        new = _inside(copy, passage.copy, edit.copy)
        if edit.tag == "equal":
            parts.append((new, None))
        else:
            parts.append((_inside(source, passage.source, edit.source), "deleted"))
            parts.append((new, "inserted"))
        place = edit.copy.end
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


def _headline(document: Document, width: int) -> str:
    """The title; or else the first line that looks like words, not a file name or a menu."""
    lines = [document.title] if document.title else document.text.splitlines()
    likely = (line for line in lines if len(line.split()) > 4)
    headline = one_line(next(likely, lines[0] if lines else ""))
    return headline if len(headline) <= width else headline[: width - 1] + "…"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _verdict(score: float) -> str:
    if score >= 0.8:
        return "the one almost surely derives from the other, or both from a third text"
    if score >= 0.5:
        return "the one probably derives from the other, or both from a third text"
    if score >= 0.2:
        return "the two are more likely independent of one another"
    return "the two look independent of one another"
