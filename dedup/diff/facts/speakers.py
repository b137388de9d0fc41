"""Who said a quotation: the same words, given to somebody else.

A speaker is the name that stands right beside the quotation with a verb of saying: “We lost,” Ana
Reyes said; said harbour master Ana Reyes; Ana Reyes, the harbour master, told reporters: “We
lost.” Anything less plain names nobody: a false alarm costs more trust than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.diff.facts.inventory import Inventory
from dedup.diff.facts.naming import is_same_person
from dedup.diff.facts.said import is_excerpt, said
from dedup.diff.passages import Fact
from dedup.document import Span
from dedup.text.literals.literal import Literal
from dedup.text.literals.places import FAMILIES

__all__ = ["speaker_facts", "speaker_of"]

_STATEMENT = 5
"""Words of a quotation from which two can be said to be the same."""
_REACH = 160
_VERB = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|warned|explained|insisted|argued|noted|stated|"
    r"replied|declared|recalled)\b"
)
# What may stand between a verb and the name behind it, or before a name: what the person is.
_OFFICE = r"(?:(?!(?:for|of|to|by|at|from|in|on|with|that)\b)[\w'’-]+ ){0,4}"
_ASIDE = r"(?:, [^,;:.\n“”\"]{1,70},)?"
_SAID_BEFORE = re.compile(rf"[,\s]*{_VERB} {_OFFICE}\Z")
_OPENS_BEFORE = re.compile(rf"[,\s]*{_OFFICE}\Z")
_SAYS_AFTER = re.compile(rf"{_ASIDE} (?:also |then |has |had )?{_VERB}")
_INTRODUCES = re.compile(
    rf"{_ASIDE} (?:also |then |has |had )?{_VERB}[^,;:.\n“”\"]{{0,40}}[:,]?\s*\Z"
)
# A name with one of these is no person's.
_BODIES = frozenset(
    "agency alliance army association authority bank board bureau campaign center centre chamber "
    "church city club coalition college commission committee company congress corporation council "
    "county court department district federation forum foundation fund government group hospital "
    "house inc institute international journal league ltd media ministry museum network news "
    "office organisation organization parliament party police post press project radio school "
    "senate service services society state street team times tribune trust union "
    "university watch".split()
)


def speaker_facts(
    source: Inventory, source_spans: Sequence[Span], copy: Inventory, copy_spans: Sequence[Span]
) -> list[Fact]:
    """Names that took another's place as the speaker of the same words."""
    ours = _statements(source, source_spans)
    theirs = _statements(copy, copy_spans) if ours else []
    found: list[Fact] = []
    for a in ours if theirs else ():
        first = speaker_of(a, source)
        if first is None or not _is_within(first, source_spans):
            continue
        same = [b for b in theirs if is_excerpt(said(a.value), said(b.value))]
        if not same:
            continue
        # Told more than once, it has to be another's every time.
        others = [_other_speaker(first, a, source, b, copy) for b in same]
        second = others[0]
        if second is not None and None not in others and _is_within(second, copy_spans):
            found.append(Fact("name", "changed", first.span, second.span, first.text, second.text))
    return found


def _other_speaker(
    first: Literal, a: Literal, source: Inventory, b: Literal, copy: Inventory
) -> Literal | None:
    """Who said a quotation in the copy, if that is another person than in the source for sure."""
    second = speaker_of(b, copy)
    if second is None:
        return None
    mine, yours = _full(first, source), _full(second, copy)
    if is_same_person(mine, yours):
        return None
    # "Said Berg, quoting Reyes."
    if set(mine.split()) & _named_in(b, copy) or set(yours.split()) & _named_in(a, source):
        return None
    return second


def _named_in(quotation: Literal, text: Inventory) -> set[str]:
    """The words of all names in the sentence around a quotation."""
    # With its opening mark and first letter, by which the end before it is known.
    opening = Span(min(quotation.span.start + 2, quotation.span.end), quotation.span.end)
    start, end = text.sentence(opening, _REACH)
    return {
        word
        for name in text.between(start, end)
        if name.kind == "name"
        for word in name.value.split()
    }


def _statements(text: Inventory, spans: Sequence[Span]) -> list[Literal]:
    """The whole quotations that reach into some sentences."""
    return list(
        {
            literal.span.start: literal
            for span in spans
            for literal in text.quoted.reaching(span.start, span.end)
            if literal.words >= _STATEMENT
        }.values()
    )


def _is_within(literal: Literal, spans: Sequence[Span]) -> bool:
    return any(span.start <= literal.span.start < span.end for span in spans)


def speaker_of(quotation: Literal, text: Inventory) -> Literal | None:
    """The name of who said a quotation, where the words beside it leave no doubt.

    Examples
    --------
    >>> from dedup.diff.facts.inventory import inventory
    >>> told = inventory("“We lost the old quay,” said harbour master Ana Reyes.")
    >>> speaker_of(told.literals[0], told).value
    'ana reyes'
    """
    start, end = quotation.span.start, quotation.span.end
    found: list[Literal] = []
    names = [n for n in text.between(start - _REACH, end + _REACH) if n.kind == "name"]
    behind = [n for n in names if n.span.start >= end]
    before = [n for n in names if n.span.end <= start]
    if behind:
        name, lead = behind[0], text.text[end : behind[0].span.start]
        says = _SAYS_AFTER.match(text.text, name.span.end)
        if _SAID_BEFORE.match(lead) or (says and _OPENS_BEFORE.match(lead)):
            found.append(name)
    if before and _INTRODUCES.match(text.text, before[-1].span.end, start):
        found.append(before[-1])
    return found[0] if len(found) == 1 and _is_person(found[0], text) else None


def _is_person(name: Literal, text: Inventory) -> bool:
    words = _full(name, text).split()
    return (
        len(words) > 1
        and name.value not in FAMILIES
        and _BODIES.isdisjoint(words)
        and all(word.isalpha() or "'" in word or "’" in word for word in words)
    )


def _full(name: Literal, text: Inventory) -> str:
    """The longest name of the text that ends like a last name alone."""
    if " " in name.value:
        return name.value
    full = [other for other in text.named.values if other.endswith(f" {name.value}")]
    # Two persons of one name are nobody.
    return full[0] if len(full) == 1 else name.value
