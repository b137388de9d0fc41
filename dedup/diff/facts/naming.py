"""Names of an aligned passage, compared side by side.

What counts as changed, lost and added is told in `dedup.diff.facts`, which calls this.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from dedup.diff.facts.inventory import WORD, Inventory, overlap
from dedup.diff.passages import Fact
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal
from dedup.text.literals.names import fold_name
from dedup.text.literals.places import COUNTRIES, FAMILIES

__all__ = ["is_same_person", "name_facts"]

# How much of their contexts two names must share for one to have taken the other's place, and
# how much where one of them stands elsewhere in the other text too.
_SAME_NAME_ROLE = 0.4
_SAME_NAME_ROLE_MOVED = 0.5
# How much of a sentence is looked at to see whether it is a headline.
_HEADLINE = 160
_REACH = 250
# Names that are remembered of a text.
_MOST_TOLD = 1000
# Below this, two spellings of a name are two names.
_SAME_SPELLING = 0.75


def name_facts(
    source: Inventory, ours: list[Literal], copy: Inventory, theirs: list[Literal]
) -> list[Fact]:
    """Names that took another's place, and full names that only one text has."""
    if not ours and not theirs:
        return []
    lost = _in_prose(_unknown_names(ours, copy), source)
    added = _in_prose(_unknown_names(theirs, source), copy)
    renamed = _first_names_changed(source, ours, copy, theirs)
    if not lost and not added:
        return renamed
    unknown = {id(literal) for literal in (*lost, *added)}
    missing = _missing_names(ours, theirs), _missing_names(theirs, ours)
    scored = []
    for a in missing[0]:
        for b in missing[1]:
            count = (id(a) in unknown) + (id(b) in unknown)
            if count and _could_replace(a, b):
                score = overlap(source.context(a), copy.context(b))
                if score >= (_SAME_NAME_ROLE if count == 2 else _SAME_NAME_ROLE_MOVED):
                    scored.append((score, -a.span.start, -b.span.start, a, b))
    scored.sort(key=lambda entry: entry[:3], reverse=True)
    found = renamed
    taken: set[str] = set()
    for *_, a, b in scored:
        if a.value not in taken and b.value not in taken:
            taken |= {a.value, b.value}
            found.append(Fact("name", "changed", a.span, b.span, a.text, b.text))
    for a in lost:
        if a.value not in taken and _is_full(a, copy):
            taken.add(a.value)
            found.append(Fact("name", "lost", a.span, None, a.text, ""))
    for b in added:
        if b.value not in taken and _is_full(b, source):
            taken.add(b.value)
            found.append(Fact("name", "added", None, b.span, "", b.text))
    return found


def _first_names_changed(
    source: Inventory, ours: list[Literal], copy: Inventory, theirs: list[Literal]
) -> list[Fact]:
    """Names of two words whose last is the same and whose first is another ("Ana", "Eva" Reyes)."""
    full = [b for b in theirs if " " in b.value]
    if not full:
        return []
    found: dict[tuple[str, str], Fact] = {}
    by_last: dict[str, list[tuple[str, Literal]]] = {}
    for b in full:
        other, _, last = b.value.partition(" ")
        by_last.setdefault(last, []).append((other, b))
    for a in ours:
        first, _, last = a.value.partition(" ")
        if last not in by_last or " " in last:
            continue
        if " " not in a.text or last in COUNTRIES or copy.has_word(first):
            continue  # another name for a party, "Black America"
        for other, b in by_last[last]:
            if min(len(first), len(other)) < 3 or source.has_word(other):
                continue
            if _is_nickname(first, other):
                continue
            if overlap(source.context(a), copy.context(b)) < _SAME_NAME_ROLE:
                continue
            if _in_prose([a], source) and _in_prose([b], copy):
                fact = Fact("name", "changed", a.span, b.span, a.text, b.text)
                found.setdefault((a.value, b.value), fact)
    return list(found.values())


# Short forms that do not begin like the long one.
_NICKNAMES = frozenset(
    {"bill william", "bob robert", "dick richard", "ted edward", "jack john", "peggy margaret"}
    | {"liz elizabeth", "betty elizabeth", "tony anthony", "hank henry", "harry henry"}
    | {"sasha alexander", "volodya vladimir", "chuck charles", "charlie charles", "jim james"}
    | {"kate catherine", "kate katherine", "gus august", "nick mykola", "joe yosef", "ted theodore"}
    | {"mike michael", "sasha aleksandr", "meg margaret", "bess elizabeth", "peg margaret"}
)


def _is_nickname(a: str, b: str) -> bool:
    """Whether one first name may be a form of the other."""
    if a[:3] == b[:3] or SequenceMatcher(None, a, b).ratio() >= _SAME_SPELLING:
        return True
    return f"{a} {b}" in _NICKNAMES or f"{b} {a}" in _NICKNAMES


def _in_prose(names: list[Literal], text: Inventory) -> list[Literal]:
    """The names that do not stand among capitalised words, as in a headline run into a text."""
    kept = []
    for name in names:
        start, end = text.sentence(name.span, _REACH)
        if not is_headline(text.text[start:end][:_HEADLINE]):
            kept.append(name)
    return kept


def _unknown_names(literals: list[Literal], other: Inventory) -> list[Literal]:
    """The names whose last word, or initials, or family of names the other text lacks."""
    return [literal for literal in literals if not _is_mentioned(literal.value, other)]


def _missing_names(literals: list[Literal], others: list[Literal]) -> list[Literal]:
    """The names whose last word no name of the other side of the passage has."""
    known = {word for other in others for word in other.value.split()}
    return [literal for literal in literals if literal.value.rpartition(" ")[2] not in known]


def _is_mentioned(value: str, other: Inventory) -> bool:
    """Whether another text has a name in some form; what was asked of it last is remembered."""
    told = other.told_names
    found = told.get(value)
    if found is None:
        if len(told) >= _MOST_TOLD:
            told.clear()
        found = told[value] = _is_in(value, other)
    return found


def _is_in(value: str, other: Inventory) -> bool:
    words = value.split()
    last = words[-1]
    if last in other.last_names or other.has_word(last):
        return True
    if len(words) > 1 and other.has_word("".join(word[0] for word in words)):
        return True
    if FAMILIES.get(value, _NONE) & other.countries:
        return True
    alike = other.last_names_by_initial.get(last[0], ())
    return any(_is_spelling(last, theirs) for theirs in alike)


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 14)
def _is_spelling(a: str, b: str) -> bool:
    """Whether two names may be one in two spellings ("Zelensky", "Zelenskyy")."""
    if not a or not b or a[0] != b[0] or abs(len(a) - len(b)) > 2:
        return False
    return SequenceMatcher(None, a, b).ratio() >= _SAME_SPELLING


def is_same_person(a: str, b: str) -> bool:
    """Whether two values of names may be one person's, in two spellings.

    Examples
    --------
    >>> is_same_person("olena zelenska", "olena zelenskaya"), is_same_person("a reyes", "o berg")
    (True, False)
    """
    return _is_spelling(a.rpartition(" ")[2], b.rpartition(" ")[2])


def _could_replace(a: Literal, b: Literal) -> bool:
    """Whether two names are of one sort: two places, two with one title or first name."""
    if a.value in FAMILIES or b.value in FAMILIES:
        return a.value in FAMILIES and b.value in FAMILIES
    if set(a.unit.split()) & set(b.unit.split()):
        return True
    first, second = a.value.split(), b.value.split()
    return len(first) > 1 and len(second) > 1 and first[0] == second[0]


def _is_full(name: Literal, other: Inventory) -> bool:
    """Whether a name is long enough, and strange enough to the other text, to report."""
    words = WORD.findall(fold_name(name.text))
    return (
        " " in name.text
        and name.value not in COUNTRIES.values()
        and all(word.istitle() for word in WORD.findall(name.text) if len(word) > 3)
        and not any(map(other.has_word, words))
    )
