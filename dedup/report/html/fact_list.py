"""The facts that differ between a source and its copy, as a list that leads to the passages."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.diff.comparison import Comparison
from dedup.diff.passages import Fact
from dedup.report.html.markup import Markup, element
from dedup.report.html.wording import Numbers

__all__ = ["fact_list"]


def fact_list(comparison: Comparison, numbers: Numbers, name: str, shown: int) -> Markup:
    """The changed facts under their numbers; those that only one side states are folded away.

    Parameters
    ----------
    comparison : Comparison
    numbers : dict of Fact to int
    name : str
        The name of the view, which the ids of its passages begin with.
    shown : int
        How many passages the view shows; facts of others are listed without a link.
    """
    where = {
        fact: number for number, passage in enumerate(comparison.passages) for fact in passage.facts
    }
    changed = [
        element(
            "li",
            _to(f"#{name}-{where[fact]}" if where[fact] < shown else None, str(number)),
            element("span", fact.label, class_="what"),
            element(
                "span",
                element("del", fact.source_text),
                element("span", "→", class_="to"),
                element("ins", fact.copy_text),
            ),
            data_fact=number,
        )
        for fact, number in numbers.items()
    ]
    one_sided = [fact for fact in comparison.facts if fact.change != "changed"]
    if not changed and not one_sided:
        return Markup()
    return element(
        "section",
        element("h2", "Facts changed") if changed else None,
        element("ol", changed, class_="changed") if changed else None,
        _one_sided(one_sided, where, name, shown) if one_sided else None,
        class_="facts",
        aria_label="Facts",
    )


def _one_sided(facts: Sequence[Fact], where: dict[Fact, int], name: str, shown: int) -> Markup:
    lost = sum(fact.change == "lost" for fact in facts)
    parts = [(lost, "left out"), (len(facts) - lost, "added")]
    said = ", ".join(f"{number} {what}" for number, what in parts if number)
    items = []
    for fact in facts:
        place = where[fact]
        gone = fact.change == "lost"
        items.append(
            element(
                "li",
                _to(f"#{name}-{place}" if place < shown else None, "−" if gone else "+"),
                element("span", fact.label, class_="what"),
                element("del" if gone else "ins", fact.source_text if gone else fact.copy_text),
            )
        )
    return element(
        "details",
        element("summary", f"Facts that only one side of a joined passage states: {said}"),
        element("ul", items),
    )


def _to(place: str | None, label: str) -> Markup:
    if place is None:
        return element("span", label, class_="n")
    return element("a", label, class_="n", href=place, title="go to the passage")
