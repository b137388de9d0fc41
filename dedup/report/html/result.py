"""The report of a search: all groups with what their copies have, and what is least certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dedup.diff.collation import collate
from dedup.document import Document
from dedup.report.html.collation import collation_view
from dedup.report.html.markup import Child, Markup, element, joined
from dedup.report.html.shell import fragment, identifier, page
from dedup.report.html.thresholds import least_certain, meter, threshold_table
from dedup.report.page import count, one_line
from dedup.report.terminal import headline
from dedup.syndication.result import Group, Match, Relation, Result

__all__ = ["group_fragment", "match_fragment", "result_fragment", "result_html"]

PARTS = ("collation", "result")
GROUPS, MEMBERS, LEAST_CERTAIN = 200, 100, 12
"""How many groups, members of a group, and uncertain pairs a page lists."""
COLLATIONS, COPIES = 20, 12
"""How many groups are collated, and how many members of each."""
COLLATED_CHARACTERS = 200_000
"""Characters of text that one collation takes in at most: its time grows with the square."""
BUDGET = 3_000_000
"""Characters of HTML after which no further group is collated."""
RELATIONS: Mapping[Relation, str] = {
    "rewrite": "≈",
    "excerpt": "⊂",
    "near-duplicate": "~",
    "identical": "=",
}
"""From the loosest to the closest, with a symbol for each."""
_SCORES = (
    "Scores go from 0 to 1 and tell how sure it is that two texts were not written independently "
    "of each other."
)


def result_html(result: Result) -> str:
    """A whole page; see `Result.to_html`."""
    name = _name(result)
    budget = BUDGET
    groups = []
    for number, group in enumerate(result.groups[:GROUPS]):
        view: Markup | str = (
            "What its copies have is shown for the largest groups only; to see it, give the "
            "members to dedup.collate."
        )
        if number < COLLATIONS and budget > 0:
            view = _collated(result, group, f"{name}-g{number}")
            budget -= len(view)
        groups.append(_group(result, group, number, view, MEMBERS))
    body = element("main", _view(result, name, groups, level="h1", uncertain=LEAST_CERTAIN))
    return page(_said(result), body, parts=PARTS)


def result_fragment(result: Result) -> str:
    """The same for a notebook, without collations."""
    groups = [_group(result, g, n, None, 20) for n, g in enumerate(result.groups[:20])]
    view = _view(result, _name(result), groups, level="h3", uncertain=5)
    return fragment(view, parts=PARTS)


def group_fragment(group: Group) -> str:
    """A group for a notebook: its members and what holds them together."""
    said = f"{count(len(group), 'text')} that come from one"
    view = element(
        "div",
        element("h3", said, class_="title"),
        _facts_of(group),
        _members(group, {}, 50),
        class_="dedup result",
        id=identifier(*group.members, group.cohesion),
    )
    return fragment(view, parts=PARTS)


def match_fragment(match: Match) -> str:
    """A match for a notebook: how alike the two are, and why."""
    first, *lines = match.explain().splitlines()
    view = element(
        "div",
        element("h3", first, class_="title"),
        meter(match.score),
        element("ul", [element("li", line.strip()) for line in lines], class_="why"),
        class_="dedup result",
        id=identifier(match),
    )
    return fragment(view, parts=PARTS)


def _name(result: Result) -> str:
    pairs = (f"{match.a}\0{match.b}\0{match.score}" for match in result.pairs)
    return identifier(len(result.documents), *pairs)


def _said(result: Result) -> str:
    total, grouped = len(result.documents), sum(map(len, result.groups))
    if not result.groups:
        return f"{count(total, 'text')}: no two come from one source."
    single = total - grouped
    rest = f"; {single:,} {'matches' if single == 1 else 'match'} nothing" if single else ""
    return (
        f"{count(total, 'text')}: {count(len(result.groups), 'group')} of copies "
        f"with {grouped:,} texts{rest}."
    )


def _view(
    result: Result, name: str, groups: Sequence[Markup], *, level: str, uncertain: int
) -> Markup:
    relations = Counter(match.relation for match in result.pairs)
    pairs = ", ".join(f"{relations[kind]:,} {kind}" for kind in RELATIONS if relations[kind])
    left = len(result.groups) - len(groups)
    return element(
        "div",
        element(
            "header",
            element("p", "Which texts come from one source", class_="eyebrow"),
            element(level, _said(result), class_="title"),
            element("p", f"Pairs: {pairs}. {_SCORES}", class_="lead") if result.pairs else None,
        ),
        [
            _tools(result),
            element("ol", groups, class_="groups"),
            element(
                "p",
                f"The {len(groups)} largest groups of {len(result.groups):,}; "
                "to_dict() or dedup find --json has all.",
                class_="note",
            )
            if left
            else None,
            least_certain(result, uncertain),
            threshold_table(result),
        ]
        if result.groups
        else [least_certain(result, uncertain), threshold_table(result)]
        if result.near_misses(1)
        else None,
        class_="dedup result",
        id=name,
    )


def _kind_of(group: Group) -> Relation:
    """The loosest relation that holds a group together."""
    found = {match.relation for match in group.pairs}
    return next((kind for kind in RELATIONS if kind in found), "near-duplicate")


def _tools(result: Result) -> Markup:
    kinds = Counter(map(_kind_of, result.groups))
    chips = [
        element(
            "label",
            element(
                "input", type="checkbox", checked=True, disabled=not kinds[kind], class_=f"f-{kind}"
            ),
            element("span", symbol, class_="symbol", aria_hidden="true"),
            f"{kind} ",
            element("b", f"{kinds[kind]:,}"),
            class_=f"chip r-{kind}",
        )
        for kind, symbol in RELATIONS.items()
    ]
    return element(
        "div",
        element("h2", "Groups, largest first"),
        element(
            "div",
            chips,
            class_="chips",
            role="group",
            aria_label="Groups to show, by their loosest pairs",
        ),
        class_="tools",
    )


def _group(
    result: Result, group: Group, number: int, view: Markup | str | None, most: int
) -> Markup:
    kind = _kind_of(group)
    relations = Counter(match.relation for match in group.pairs)
    shown = result.documents[group.source or group.members[0]]
    said = " · ".join(f"{relations[each]:,} {each}" for each in RELATIONS if relations[each])
    summary = element(
        "summary",
        element("span", f"{len(group):,}", class_="size", title="texts in the group"),
        element(
            "span",
            element("span", headline(shown, 140), class_="headline", dir="auto"),
            element("span", f"{said} · mean score {group.cohesion:.2f}", class_="soft"),
        ),
        element("span", RELATIONS[kind], class_="symbol", aria_hidden="true"),
    )
    return element(
        "li",
        element(
            "details",
            summary,
            _facts_of(group),
            _members(group, result.documents, most),
            view if isinstance(view, Markup) else _note(view),
            open=number == 0 and isinstance(view, Markup),
        ),
        class_=f"group r-{kind}",
    )


def _note(said: str | None) -> Markup | None:
    return element("p", said, class_="note") if said else None


def _facts_of(group: Group) -> Markup:
    """The source with its evidence, and the weakest link."""
    rows: list[tuple[str, Child]] = []
    if group.source is None:
        rows.append(("Source", "; ".join(group.evidence) or "undetermined"))
    else:
        rows.append(("Likely source", [element("b", group.source), " ", "; ".join(group.evidence)]))
    if group.weakest is not None and len(group) > 2:
        weakest = group.weakest
        rows.append(
            (
                "Weakest link",
                [
                    element("b", weakest.a),
                    " and ",
                    element("b", weakest.b),
                    f": {weakest.relation}, {weakest.score:.2f}",
                ],
            )
        )
    return element(
        "dl", [[element("dt", name), element("dd", said)] for name, said in rows], class_="known"
    )


def _members(group: Group, documents: Mapping[str, Document], most: int) -> Markup:
    nearest: dict[str, Match] = {}
    for match in group.pairs:
        nearest.setdefault(match.a, match)
        nearest.setdefault(match.b, match)
    rows = []
    for member in group.members[:most]:
        near = nearest.get(member)
        document = documents.get(member)
        known = [document.title, document.publisher, document.published] if document else []
        other = "" if near is None else (near.b if near.a == member else near.a)
        rows.append(
            element(
                "tr",
                element(
                    "th",
                    element("b", member),
                    element("span", " likely source", class_="source")
                    if member == group.source
                    else None,
                    element("span", " · ".join(map(one_line, filter(None, known))), class_="soft"),
                    scope="row",
                ),
                element("td", "one of many like copies" if near is None else near.relation),
                element("td", other),
                element("td", None if near is None else meter(near.score)),
            )
        )
    left = len(group) - len(rows)
    heads = ("Text", "relation", "to the one nearest to it", "score")
    table = element(
        "table",
        element("thead", element("tr", [element("th", head, scope="col") for head in heads])),
        element("tbody", rows),
        class_="members",
    )
    return joined(
        [
            # What scrolls has to be reachable by the keyboard.
            element(
                "div", table, class_="sideways", tabindex=0, role="region", aria_label="Members"
            ),
            _note(f"… and {left:,} more." if left else None),
        ]
    )


def _collated(result: Result, group: Group, name: str) -> Markup:
    """What the copies of a group have: of identical ones one, and no more than is readable."""
    twins: dict[str, set[str]] = {}
    for match in group.pairs:
        if match.relation == "identical":
            twins.setdefault(match.a, set()).add(match.b)
            twins.setdefault(match.b, set()).add(match.a)
    first = [group.source] if group.source else []
    chosen: list[Document] = []
    seen: set[str] = set()
    room = COLLATED_CHARACTERS
    like = 0
    for member in dict.fromkeys([*first, *group.members]):
        document = result.documents[member]
        if member in seen:
            like += 1
        elif len(chosen) < COPIES and len(document.text) <= room:
            chosen.append(document)
            room -= len(document.text)
        seen |= twins.get(member, set())
    left = len(group) - len(chosen) - like
    parts = []
    if like:
        parts.append(f"{count(like, 'text')} identical to one shown")
    if left:
        parts.append(f"{left:,} more for want of room")
    note = f"{len(chosen)} of {len(group):,} texts are set side by side here" if parts else ""
    if len(chosen) < 2:
        reason = "the texts are identical" if like else "the texts are too long for this page"
        return joined(_note(f"Nothing to set side by side: {reason}."))
    return joined(
        [
            element("h3", "What each copy has"),
            _note(f"{note}; left out: {', '.join(parts)}." if parts else None),
            collation_view(collate(chosen), name, rows=150, columns=COPIES),
        ]
    )
