"""What is near the threshold of a search, and what another threshold would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dedup.errors import SettingsError
from dedup.report.html.markup import Child, Markup, element
from dedup.report.page import count, one_line
from dedup.syndication.result import Match, Result
from dedup.syndication.rethreshold import near_misses, parts_at, uncompared

__all__ = ["At", "at_threshold", "least_certain", "meter", "threshold_table"]

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
COMPARED = 500
"""Pairs that may be compared for one more row of the table: a second or two."""
NAMED = 6
"""How many texts that would join or leave are named."""


class At(NamedTuple):
    """What there is at one threshold."""

    groups: int
    largest: int
    grouped: frozenset[str]

    @classmethod
    def of(cls, parts: Iterable[Sequence[str]]) -> At:
        """From the members of each group."""
        found = list(parts)
        members = frozenset(member for part in found for member in part)
        return cls(len(found), max(map(len, found), default=0), members)


def at_threshold(result: Result, threshold: float) -> At:
    """The groups that a search at another threshold would find.

    As `Result.rethreshold` has it, and without its comparisons where pairs alone decide, which
    is so with single linkage.

    Examples
    --------
    >>> import dedup
    >>> story = "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef."
    >>> found = at_threshold(dedup.find([story, story, "Wheat fell."]), 1.0)
    >>> found.groups, found.largest, sorted(found.grouped)
    (1, 2, ['0', '1'])
    """
    parts = parts_at(result, threshold)
    if parts is None:
        parts = [group.members for group in result.rethreshold(threshold).groups]
    return At.of(parts)


def threshold_table(result: Result) -> Markup | None:
    """Groups and texts at other thresholds, where they differ; None without evidence of them."""
    now = At.of(group.members for group in result.groups)
    searched = result.threshold
    found: list[tuple[float, At]] = []
    for threshold in THRESHOLDS:
        try:
            if threshold >= (searched or 0.0) or uncompared(result, threshold) <= COMPARED:
                found.append((threshold, at_threshold(result, threshold)))
        except SettingsError:
            continue  # below what was kept
    if searched is None or not found:
        return None
    lower = [row for row in found if row[0] < searched]
    higher = [row for row in found if row[0] > searched]
    rows = [_row(f"{threshold:.2f}", at, now) for threshold, at in lower]
    rows.append(_row(f"{searched:.2f}, as searched", now, now, class_="searched"))
    rows += [_row(f"{threshold:.2f}", at, now) for threshold, at in higher]
    heads = ("threshold", "groups", "largest", "texts in groups", "who would leave or join")
    return element(
        "section",
        element("h2", "At another threshold"),
        element(
            "p",
            "Nothing has been removed. This is what a search at another threshold would find; "
            "rethreshold() gives it without searching again.",
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


def _row(label: str, found: At, now: At, class_: str | None = None) -> Markup:
    changes: list[Child] = []
    for word, members in (
        ("leave", now.grouped - found.grouped),
        ("join", found.grouped - now.grouped),
    ):
        if members:
            changes.append([element("b", f"{word}: "), _named(sorted(members)), " "])
    if not changes and found.groups > now.groups:
        changes.append("none, but groups come apart")
    elif not changes and found.groups < now.groups:
        changes.append("none, but groups come together")
    return element(
        "tr",
        element("th", label, scope="row"),
        element("td", f"{found.groups:,}"),
        element("td", f"{found.largest:,}"),
        element("td", f"{len(found.grouped):,}"),
        element("td", changes or "–"),
        class_=class_,
    )


def _named(members: Sequence[str]) -> str:
    more = f" and {len(members) - NAMED:,} more" if len(members) > NAMED else ""
    return ", ".join(map(one_line, members[:NAMED])) + more


def least_certain(result: Result, most: int) -> Markup:
    """The pairs nearest to the threshold, on either side of it."""
    pairs = result.least_certain(most)
    missed = near_misses(result, most)
    of = f"{len(pairs)} of {count(len(result.pairs), 'pair')}"
    which = "All pairs" if len(pairs) == len(result.pairs) else of
    return element(
        "section",
        element("h2", "Least certain"),
        [
            element(
                "p",
                f"{which}, the lowest scores first: to look at before anything is removed.",
                class_="note",
            ),
            _list(pairs),
        ]
        if pairs
        else None,
        element("h3", "Just missed") if missed else None,
        element(
            "p",
            "Texts in no common group whose pairs came nearest to the threshold, the highest "
            "scores first.",
            class_="note",
        )
        if missed
        else None,
        _list(missed) if missed else None,
    )


def _list(pairs: Sequence[Match]) -> Markup:
    items = []
    for match in pairs:
        _, *lines = match.explain().splitlines()
        items.append(
            element(
                "li",
                element(
                    "details",
                    element(
                        "summary",
                        meter(match.score),
                        element("b", match.a),
                        " and ",
                        element("b", match.b),
                        element("span", f" {match.relation}", class_="soft"),
                    ),
                    element("ul", [element("li", line.strip()) for line in lines], class_="why"),
                ),
            )
        )
    return element("ol", items, class_="uncertain")


def meter(score: float) -> Markup:
    """A score as a bar with its number."""
    return element(
        "span",
        element(
            "svg",
            element("rect", width=60, height=8, class_="room"),
            element("rect", width=round(60 * score, 1), height=8, class_="filled"),
            viewBox="0 0 60 8",
            width=60,
            height=8,
            aria_hidden="true",
        ),
        f" {score:.2f}",
        class_="meter",
    )
