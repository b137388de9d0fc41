"""Results, comparisons and collations as pages for a terminal.

Each function gives a `rich.text.Text`: print it with Rich, or take its ``.plain``. Nothing is
said by colour alone: kinds have a symbol and a name, and edits are marked.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from dedup.diff.collation import Collation
from dedup.diff.passages import PassageKind
from dedup.document import Document
from dedup.report.page import Page, count, one_line, visible
from dedup.report.passages import STYLES, SYMBOLS, comparison_page, label_of
from dedup.syndication.result import Group, Match, Result

__all__ = [
    "SYMBOLS",
    "collation_page",
    "comparison_page",
    "headline",
    "match_page",
    "result_page",
]

PAIRS_SHOWN = 10
_SCORE = (
    "Scores go from 0 to 1 and tell how sure it is that two texts were not written "
    "independently of each other."
)
_THROUGH = (
    "Alone, two texts listed as matching through a third would look independent; both match the "
    "third."
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
    if any(match.evidence.through is not None for match in shown):
        page.add(_THROUGH, style="dim")
    return page.text()


def match_page(match: Match, *, width: int = 80, color: bool = False) -> Text:
    """Why two documents matched."""
    page = Page(width, color=color)
    _add_explanation(page, match)
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
        page.add(Text("   ").join([label_of(kind) for kind in kinds]), indent=2)
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
            page.add(wording, label=Text("+ ", STYLES["added"]), indent=2)
        page.blank()
    if silent:
        page.add(f"Nothing of their own: {', '.join(silent)}", hang=2)
    return page.text()


def _add_group(page: Page, group: Group, heading: str, result: Result) -> None:
    page.add(
        f"{heading}: {count(len(group), 'document')}, mean score of all pairs {group.cohesion:.2f}",
        style="bold",
    )
    shown = result.documents[group.source or group.members[0]]
    page.add(f"“{headline(shown, page.width - 4)}”", indent=2)
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
            f"{weakest.relation} {weakest.score:.2f}",
            indent=2,
            hang=4,
        )


def _add_pairs(page: Page, pairs: Sequence[Match], *, explain: bool) -> None:
    page.add("Pairs, best first", style="bold")
    if explain:
        for match in pairs:
            _add_explanation(page, match, indent=2)
        return
    names = [(one_line(match.a), one_line(match.b)) for match in pairs]
    widths = [max(cell_len(side) for side in column) for column in zip(*names, strict=True)]
    relation = max(len(match.relation) for match in pairs)
    start = 2 + 4 + 2 + relation + 2
    beside = start + sum(widths) + 2 <= page.width
    for match, (a, b) in zip(pairs, names, strict=True):
        label = f"{match.score:.2f}  {match.relation:<{relation}}  "
        if beside:
            page.add(a + " " * (widths[0] - cell_len(a) + 2) + b, label=label, indent=2)
        else:
            page.add(a, label=label, indent=2)
            page.add(b, indent=start, hang=start)
        if match.evidence.through is not None:
            tie = f"through {one_line(match.evidence.through)}"
            page.add(tie, indent=start, hang=start, style="dim")


def _add_explanation(page: Page, match: Match, indent: int = 0) -> None:
    for line in match.explain().splitlines():
        body = line.lstrip()
        deeper = indent + len(line) - len(body)
        page.add(visible(body), indent=deeper, hang=deeper)


def _add_matrix(page: Page, collation: Collation) -> None:
    columns = collation.columns
    marks = []
    for index in range(len(collation.rows)):
        kinds = [collation.kind_of(index, name) for name in columns]
        marks.append(Text.assemble(*((SYMBOLS[kind], STYLES[kind]) for kind in kinds)))
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


def headline(document: Document, width: int) -> str:
    """The title; or else the first line that looks like words, not a file name or a menu."""
    lines = [document.title] if document.title else document.text.strip().splitlines()
    likely = (line for line in lines if len(line.split()) > 4)
    headline = one_line(next(likely, lines[0] if lines else ""))
    return headline if len(headline) <= width else headline[: width - 1] + "…"
