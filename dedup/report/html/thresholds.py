"""What a search would have found at higher thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dedup.report.html.markup import Markup, element
from dedup.report.page import one_line
from dedup.syndication.result import Result

__all__ = ["At", "at_threshold", "threshold_table"]

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
NAMED = 6
"""How many texts that would leave their group are named."""


class At(NamedTuple):
    """What there is at one threshold."""

    pairs: int
    groups: int
    grouped: frozenset[str]


def at_threshold(result: Result, threshold: float) -> At:
    """Pairs that reach a threshold, and the groups that they join.

    Members that no pair lists are like copies of another member in large groups; they stay
    with it. A group is whatever is connected.

    Examples
    --------
    >>> import dedup
    >>> story = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
    >>> found = at_threshold(dedup.find([story, story, "Wheat fell."]), 1.0)
    >>> found.pairs, found.groups, sorted(found.grouped)
    (1, 1, ['0', '1'])
    """
    head: dict[str, str] = {}

    def find(member: str) -> str:
        while head.setdefault(member, member) != member:
            head[member] = member = head[head[member]]
        return member

    kept = [match for match in result.pairs if match.score >= threshold]
    for match in kept:
        head[find(match.a)] = find(match.b)
    for group in result.groups:
        listed = {member for match in group.pairs for member in (match.a, match.b)}
        unlisted = [member for member in group.members if member not in listed]
        for member in unlisted:
            head[find(member)] = find(group.source or group.members[0])
    sizes: dict[str, int] = {}
    for member in list(head):
        sizes[find(member)] = sizes.get(find(member), 0) + 1
    grouped = frozenset(member for member in head if sizes[find(member)] > 1)
    return At(len(kept), sum(size > 1 for size in sizes.values()), grouped)


def threshold_table(result: Result) -> Markup:
    """Pairs, groups and texts at thresholds above the one of the search, where they differ."""
    now = At(
        len(result.pairs),
        len(result.groups),
        frozenset(member for group in result.groups for member in group.members),
    )
    rows = [_row("as found", now, ())]
    lowest = min((match.score for match in result.pairs), default=1.0)
    last = now
    for threshold in THRESHOLDS:
        if threshold > lowest:
            found = at_threshold(result, threshold)
            rows.append(_row(f"{threshold:.2f}", found, sorted(last.grouped - found.grouped)))
            last = found
    heads = ("threshold", "pairs", "groups", "texts in groups", "who would leave")
    return element(
        "section",
        element("h2", "At another threshold"),
        element(
            "p",
            "Nothing has been removed. So much would be left of the groups at a higher threshold; "
            "a lower one takes another search.",
            class_="note",
        ),
        element(
            "div",
            element(
                "table",
                element(
                    "thead", element("tr", [element("th", head, scope="col") for head in heads])
                ),
                element("tbody", rows),
                class_="thresholds",
            ),
            class_="sideways",
            tabindex=0,
            role="region",
            aria_label="Thresholds",
        ),
    )


def _row(label: str, found: At, leaving: Sequence[str]) -> Markup:
    named = ", ".join(map(one_line, leaving[:NAMED]))
    more = f" and {len(leaving) - NAMED:,} more" if len(leaving) > NAMED else ""
    return element(
        "tr",
        element("th", label, scope="row"),
        element("td", f"{found.pairs:,}"),
        element("td", f"{found.groups:,}"),
        element("td", f"{len(found.grouped):,}"),
        element("td", f"{named}{more}"),
    )
