"""Which facts changed on the way: literals of an aligned passage, compared side by side.

Precision goes before recall: a literal counts as changed only where both sides state it in the
same role, which is judged from the words around it, and where nothing suggests that they mean
the same after all (another spelling, a rounder figure, another unit, a more exact date).

What is reported, and what is not:

- *Numbers, percentages, money*: changed, where the contexts agree and the values do not; added
  or lost, where the other text states the value nowhere. "One" and "two" and ordinals are
  never added or lost: pronouns and articles take their place.
  A sign is a change too, "5%" to "-5%", unless words say it: "fell 5%".
- *Dates*: the same. A relative year against an absolute one ("last year", "in 2023") is a change
  unless the dates of publication show that both are the same year; "yesterday" against "Monday"
  is none unless they show that it is wrong.
- *Quotations*: changed, where both sides quote the same statement in other words. A quotation
  that the copy only shortened is none. One that became reported speech is lost; one that has
  no counterpart in the source is added (from five words on).
- *Names*: changed, where one name took another's place, or where the same words are said by
  another person; added or lost, where a full name (two
  words or more) has no word in the other text. Short forms, initials, other names of a country
  and its seat of government are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from dedup.diff.facts.inventory import (
    QUANTITIES,
    Context,
    Inventory,
    one_to_one,
    overlap,
)
from dedup.diff.facts.naming import is_mentioned, name_facts, renamed
from dedup.diff.facts.quantities import (
    are_opposite,
    is_telling,
    rivals,
    same_quantity,
    with_units,
)
from dedup.diff.facts.quotes import quotation_facts
from dedup.diff.facts.speakers import speaker_facts
from dedup.diff.passages import Fact
from dedup.document import Span
from dedup.text.literals.date_values import agree
from dedup.text.literals.literal import Literal
from dedup.text.published import published_on

__all__ = ["Published", "date_facts", "facts_between", "in_order", "published_of", "quantity_facts"]

Published = tuple[date | None, date | None]
"""The days on which two texts were published, as far as they are known."""

_RIVALS = 4000
"""Pairs of literals of one passage that are looked at, about; beyond, only neighbours are."""

# How much of their contexts two literals must share to play the same role: measured on
# rewrites of real news, where it leaves few pairs that a reader would not pair.
_SAME_ROLE = 0.4
# With one candidate on each side, and the same thing counted, less is enough.
_SAME_ROLE_ALONE = 0.22
# "The first half" and "the second" may both be told of one day.
_SAME_ROLE_ORDINAL = 0.5
# A value that the other text states elsewhere may only have moved.
_SAME_ROLE_MOVED = 0.65

# What the same figure close by adds to the likeness of two dates' contexts, and how close.
_SAME_FIGURE = 0.5
_CLOSE = 40
_TODAY = "day:0"
# How far from a figure the word may stand that says that it goes down.
_DOWN_REACH = 120


def facts_between(
    source: Inventory,
    source_spans: Sequence[Span],
    copy: Inventory,
    copy_spans: Sequence[Span],
    *,
    source_published: str | None = None,
    copy_published: str | None = None,
) -> tuple[Fact, ...]:
    """The facts that differ in one aligned passage of two texts read before.

    Parameters
    ----------
    source, copy : Inventory
        The literals of the whole texts.
    source_spans, copy_spans : sequence of Span
        The sentences of the passage on either side.
    source_published, copy_published : str, optional
        Dates of publication, ISO 8601.

    Returns
    -------
    tuple of Fact
        In the order of the source, additions last.

    Examples
    --------
    >>> from dedup.diff.facts.inventory import inventory
    >>> a, b = inventory("Prices rose 4% in May."), inventory("In May prices rose by 14 percent.")
    >>> [str(fact) for fact in facts_between(a, [Span(0, 22)], b, [Span(0, 33)])]
    ['percentage: 4% -> 14 percent']
    """
    ours, theirs = source.within(source_spans), copy.within(copy_spans)
    found = quantity_facts(source, ours.quantities, copy, theirs.quantities)
    published = published_of(source, copy, source_published, copy_published)
    found += date_facts(source, ours.dates, copy, theirs.dates, published)
    quoted = ours.quotations, theirs.quotations
    found += quotation_facts(source, source_spans, quoted[0], copy, copy_spans, quoted[1])
    speakers = speaker_facts(source, source_spans, copy, copy_spans) if all(quoted) else []
    lost = [a for a in ours.names if not is_mentioned(a.value, copy)]
    added = [b for b in theirs.names if not is_mentioned(b.value, source)]
    names = renamed(source, ours.names, copy, theirs.names)
    names += name_facts(source, ours.names, copy, theirs.names, lost, added)
    return in_order(found, names, speakers)


def published_of(
    source: Inventory, copy: Inventory, source_published: str | None, copy_published: str | None
) -> Published:
    """The days of publication of two texts: as they are given, or as their datelines say."""
    return (
        published_on(source_published) or source.dateline,
        published_on(copy_published) or copy.dateline,
    )


def in_order(found: list[Fact], names: list[Fact], speakers: list[Fact]) -> tuple[Fact, ...]:
    """All facts in the order of the source, a name that changed as a speaker's told once."""
    if speakers:
        told = {span for fact in speakers for span in (fact.source, fact.copy)}
        names = [fact for fact in names if fact.source not in told and fact.copy not in told]
    found = found + names + speakers
    if len(found) > 1:
        found.sort(key=_place)
    return tuple(found)


def _place(fact: Fact) -> tuple[bool, Span]:
    if fact.source is not None:
        return False, fact.source
    return True, fact.copy or Span(0, 0)


# --- quantities ---------------------------------------------------------------------------


def quantity_facts(
    source: Inventory, ours: list[Literal], copy: Inventory, theirs: list[Literal]
) -> list[Fact]:
    """Quantities of a passage that changed, or that only one side states."""
    if not ours or not theirs:
        gone = [a for a in ours if is_telling(a) and not _is_elsewhere(a, copy)]
        new = [b for b in theirs if is_telling(b) and not _is_elsewhere(b, source)]
        return _one_sided(source, gone, copy, new)
    lost = [a for a in ours if not any(same_quantity(a, b) for b in theirs)]
    added = [b for b in theirs if not any(same_quantity(a, b) for a in ours)]
    if not lost and not added:
        return []
    lost, added = _without_told_signs(source, lost, copy, added)
    moved = (
        {id(a) for a in lost if _is_elsewhere(a, copy)},
        {id(b) for b in added if _is_elsewhere(b, source)},
    )
    pairs = _pair(source, lost, copy, added, rivals, moved)
    changed = [with_units(source.text, copy.text, _changed(a, b)) for a, b in pairs]
    paired = {id(literal) for pair in pairs for literal in pair}
    gone = [a for a in lost if id(a) not in paired | moved[0] and is_telling(a)]
    new = [b for b in added if id(b) not in paired | moved[1] and is_telling(b)]
    return changed + _one_sided(source, gone, copy, new)


# What says in words that a figure is below zero or goes down.
_DOWN = re.compile(
    r"\b(?:fall|fell|down|drop|declin|decreas|lower|los[et]|loss|slid|slip|slump|sank|sink|shr[aiu]nk|"
    r"contract|plung|plummet|tumbl|cut|reduc|negative|minus|deficit|below|under|less|freez|frost|"
    r"shortfall|weak|sub-?zero|short|deflat)",
    re.IGNORECASE,
)


def _without_told_signs(
    source: Inventory, lost: list[Literal], copy: Inventory, added: list[Literal]
) -> tuple[list[Literal], list[Literal]]:
    """What differs by more than "-5%" does from "fell 5%", where words tell the sign."""
    told: set[int] = set()
    for a in lost:
        for b in added:
            positive = (a, source) if (b.amount or 0.0) < 0 else (b, copy)
            if are_opposite(a, b) and _is_down(*positive):
                told |= {id(a), id(b)}
    if not told:
        return lost, added
    return [a for a in lost if id(a) not in told], [b for b in added if id(b) not in told]


def _is_down(literal: Literal, text: Inventory) -> bool:
    return _DOWN.search(text.text, *text.sentence(literal.span, _DOWN_REACH)) is not None


def _is_elsewhere(a: Literal, other: Inventory) -> bool:
    """Whether the rest of the other text states a quantity that the passage lacks there."""
    amount = abs(a.amount or 0.0)
    figure, figures = f"{amount:.6g}", other.figures
    if figure in figures or f"{figure} {a.unit if a.kind == 'money' else 'any'}" in figures:
        return True
    # As a word the figure may be part of what is no quantity there: "9" of "9 p.m.".
    return other.has_word(f"{amount:.15g}")


# --- dates --------------------------------------------------------------------------------


def date_facts(
    source: Inventory,
    ours: list[Literal],
    copy: Inventory,
    theirs: list[Literal],
    published: Published,
) -> list[Fact]:
    """Dates of a passage that changed, or that only one side states.

    "Today" is often no more than "nowadays".
    """
    if not ours or not theirs:
        gone = [a for a in ours if a.value != _TODAY and a.value not in copy.dates]
        new = [b for b in theirs if b.value != _TODAY and b.value not in source.dates]
        return _one_sided(source, gone, copy, new)

    def verdict(a: Literal, b: Literal) -> bool | None:
        return agree(a.value, b.value, *published)

    lost = [a for a in ours if not any(verdict(a, b) for b in theirs)]
    added = [b for b in theirs if not any(verdict(a, b) for a in ours)]
    if not lost and not added:
        return []
    moved = (
        {id(a) for a in lost if a.value in copy.dates},
        {id(b) for b in added if b.value in source.dates},
    )
    pairs = _pair(source, lost, copy, added, lambda a, b: verdict(a, b) is False, moved)
    pairs += _dated_anew(source, ours, lost, copy, theirs, added, pairs, verdict)
    changed = [_changed(a, b) for a, b in pairs]
    paired = {id(literal) for pair in pairs for literal in pair}
    # What cannot be compared ("Monday", "September 1") may well be the same day.
    gone = [
        a
        for a in lost
        if id(a) not in paired | moved[0]
        and a.value != _TODAY
        and all(verdict(a, b) is False for b in theirs)
    ]
    new = [
        b
        for b in added
        if id(b) not in paired | moved[1]
        and b.value != _TODAY
        and all(verdict(a, b) is False for a in ours)
    ]
    return changed + _one_sided(source, gone, copy, new)


def _dated_anew(
    source: Inventory,
    ours: list[Literal],
    lost: list[Literal],
    copy: Inventory,
    theirs: list[Literal],
    added: list[Literal],
    pairs: list[tuple[Literal, Literal]],
    verdict: Callable[[Literal, Literal], bool | None],
) -> list[tuple[Literal, Literal]]:
    """Dates of one figure that differ, though one of them stands elsewhere in the passage too.

    "The harvest reached 40 tons last year. Early 2024 was slow" and "the harvest reached 40 tons
    in 2024" agree on no date for the 40 tons, for all that both say "2024".
    """
    paired = {id(literal) for pair in pairs for literal in pair}
    anew = []
    for a, b in [(a, b) for a in lost for b in theirs] + [(a, b) for a in ours for b in added]:
        if paired & {id(a), id(b)} or verdict(a, b) is not False:
            continue
        if not _share_figure(source, a, copy, b):
            continue
        if any(_share_figure(source, x, copy, b) for x in ours if verdict(x, b)):
            continue
        if any(_share_figure(source, a, copy, y) for y in theirs if verdict(a, y)):
            continue
        paired |= {id(a), id(b)}
        anew.append((a, b))
    return anew


# --- pairing ------------------------------------------------------------------------------


def _pair(
    source: Inventory,
    lost: list[Literal],
    copy: Inventory,
    added: list[Literal],
    comparable: Callable[[Literal, Literal], bool],
    moved: tuple[set[int], set[int]],
) -> list[tuple[Literal, Literal]]:
    """Pair what only the source says with what only the copy says where the roles agree."""
    rivals = [(a, b) for a, b in _within_reach(lost, added) if comparable(a, b)]
    if not rivals:
        return []
    uses = Counter(id(literal) for pair in rivals for literal in pair)
    contexts: dict[int, Context] = {}
    for text, literals in ((source, lost), (copy, added)):
        for literal in literals:
            contexts[id(literal)] = text.context(literal)
    scored = []
    for a, b in rivals:
        score = overlap(contexts[id(a)], contexts[id(b)])
        if a.kind == "date":
            score += _SAME_FIGURE * _share_figure(source, a, copy, b)
        alone = uses[id(a)] == uses[id(b)] == 1
        counted = a.kind == "date" or (a.unit == b.unit and a.unit != "")
        needed = _SAME_ROLE_ALONE if alone and counted else _SAME_ROLE
        if a.qualifier == "ordinal":
            needed = _SAME_ROLE_ORDINAL
        # Else the unit, the currency or the sign changed.
        if a.amount is None or b.amount is None or abs(a.amount) != abs(b.amount):
            if id(a) in moved[0] and id(b) in moved[1]:
                continue
            if id(a) in moved[0] or id(b) in moved[1]:
                needed = _SAME_ROLE_MOVED
        if score >= needed:
            scored.append((score, a, b))
    return one_to_one(scored)


def _within_reach(
    lost: Sequence[Literal], added: Sequence[Literal]
) -> Iterator[tuple[Literal, Literal]]:
    """All pairs of two short lists; of long ones those at about the same place in both.

    A table that lost its line breaks is one sentence with a thousand figures.
    """
    reach = max(4, _RIVALS // (2 * len(lost) + 1))
    for number, literal in enumerate(lost):
        place = number * len(added) // len(lost)
        for other in added[max(0, place - reach) : place + reach]:
            yield literal, other


def _share_figure(source: Inventory, a: Literal, copy: Inventory, b: Literal) -> bool:
    """Whether the same quantity stands close to both: what the dates are the dates of."""
    near = [
        [
            literal
            for literal in text.around(date, _CLOSE)
            if literal.kind in QUANTITIES and is_telling(literal)
        ]
        for text, date in ((source, a), (copy, b))
    ]
    return any(same_quantity(x, y, loose=False) for x in near[0] for y in near[1])


def _changed(a: Literal, b: Literal) -> Fact:
    return Fact(a.kind, "changed", a.span, b.span, a.text, b.text)


def _one_sided(
    source: Inventory, gone: list[Literal], copy: Inventory, new: list[Literal]
) -> list[Fact]:
    """What only one side states, if the other does not state it in capitals."""
    lost = [_lost(a) for a in gone if not copy.has_in_other_case(a.text)]
    return lost + [_added(b) for b in new if not source.has_in_other_case(b.text)]


def _lost(a: Literal) -> Fact:
    return Fact(a.kind, "lost", a.span, None, a.text, "")


def _added(b: Literal) -> Fact:
    return Fact(b.kind, "added", None, b.span, "", b.text)
