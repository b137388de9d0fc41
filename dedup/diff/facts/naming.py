"""Names of an aligned passage, compared side by side.

What counts as changed, lost and added is told in `dedup.diff.facts`, which calls this.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from dedup.diff.facts.inventory import WORD, Inventory, overlap
from dedup.diff.facts.named import initials_of
from dedup.diff.passages import Fact
from dedup.text.literals.headlines import is_headline
from dedup.text.literals.literal import Literal
from dedup.text.literals.names import fold_name
from dedup.text.literals.places import COUNTRIES, FAMILIES

__all__ = [
    "Strange",
    "is_mentioned",
    "is_same_person",
    "may_be_renamed",
    "name_facts",
    "renamed",
]

# How much of their contexts two names must share for one to have taken the other's place, and
# how much where one of them stands elsewhere in the other text too.
_SAME_NAME_ROLE = 0.4
_SAME_NAME_ROLE_MOVED = 0.5
# How much of a sentence is looked at to see whether it is a headline.
_HEADLINE = 160
_REACH = 250
# Below this, two spellings of a name are two names.
_SAME_SPELLING = 0.75


def name_facts(
    source: Inventory,
    ours: list[Literal],
    copy: Inventory,
    theirs: list[Literal],
    lost: list[Literal],
    added: list[Literal],
) -> list[Fact]:
    """Names that took another's place, and full names that only one text has.

    Parameters
    ----------
    source, copy : Inventory
    ours, theirs : list of Literal
        The names of either side of the passage.
    lost, added : list of Literal
        Those that are not `is_mentioned` in the other text.
    """
    lost, added = _in_prose(lost, source), _in_prose(added, copy)
    if not lost and not added:
        return []
    strange = {id(literal) for literal in (*lost, *added)}
    missing = _missing_names(ours, theirs), _missing_names(theirs, ours)
    scored = []
    for a in missing[0]:
        for b in missing[1]:
            count = (id(a) in strange) + (id(b) in strange)
            if count and _could_replace(a, b):
                score = overlap(source.context(a), copy.context(b))
                if score >= (_SAME_NAME_ROLE if count == 2 else _SAME_NAME_ROLE_MOVED):
                    scored.append((score, -a.span.start, -b.span.start, a, b))
    scored.sort(key=lambda entry: entry[:3], reverse=True)
    found = []
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


def renamed(
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


class Strange(dict[str, bool]):
    """Whether another text has a name in no form, by the name.

    Parameters
    ----------
    other : Inventory
        That text.

    Examples
    --------
    >>> from dedup.diff.facts.inventory import inventory
    >>> strange = Strange(inventory("Ana Reyes met Ola Berg."))
    >>> strange["a reyes"], strange["ida holm"]
    (False, True)
    """

    def __init__(self, other: Inventory) -> None:
        self._other, self._last = other, other.named.last

    def __missing__(self, name: str) -> bool:
        # Most are, by their last word.
        is_known = name.rpartition(" ")[2] in self._last or is_mentioned(name, self._other)
        found = self[name] = not is_known
        return found

    def among(self, names: list[Literal]) -> list[Literal]:
        """Those of some names that the other text lacks and that a fact can be told of.

        None can be told of a name of a single word, without a title, that is no place.
        """
        return [
            name
            for name in names
            if (" " in name.value or name.unit or " " in name.text or name.value in FAMILIES)
            and self[name.value]
        ]


def may_be_renamed(source: Inventory, copy: Inventory) -> bool:
    """Whether two texts have names that only their first words tell apart, as `renamed` does."""
    ours, theirs = source.named.first, copy.named.first
    return any(
        min(len(first), len(other)) >= 3
        and not copy.has_word(first)
        and not source.has_word(other)
        and not _is_nickname(first, other)
        for last, firsts in ours.items()
        if last in theirs and last not in COUNTRIES
        if len(firsts) > 1 or firsts != theirs[last]
        for first in firsts
        for other in theirs[last]
    )


def _missing_names(literals: list[Literal], others: list[Literal]) -> list[Literal]:
    """The names whose last word no name of the other side of the passage has."""
    known = {word for other in others for word in other.value.split()}
    return [literal for literal in literals if literal.value.rpartition(" ")[2] not in known]


def is_mentioned(name: str, other: Inventory) -> bool:
    """Whether another text has a name by its last word, by its initials or in another form."""
    first, _, last = name.rpartition(" ")
    named = other.named
    if last in named.last or last in named.initials or other.has_word(last):
        return True
    if first and other.has_word(initials_of(name)):
        return True
    family = FAMILIES.get(name)
    if family and not family.isdisjoint(named.countries):
        return True
    alike = named.by_initial.get(last[:1], ())
    return any(_is_spelling(last, form) for form in alike)


@lru_cache(maxsize=1 << 14)
def _is_spelling(a: str, b: str) -> bool:
    """Whether two names may be one in two spellings ("Zelensky", "Zelenskyy")."""
    if not a or not b or a[0] != b[0] or abs(len(a) - len(b)) > 2:
        return False
    # No more letters can match than both have.
    both = sum([min(a.count(letter), b.count(letter)) for letter in set(a)])
    if 2.0 * both / (len(a) + len(b)) < _SAME_SPELLING:
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
    if " " not in name.text or name.value in _COUNTRY_NAMES:
        return False
    words = WORD.findall(fold_name(name.text))
    return all(word.istitle() for word in WORD.findall(name.text) if len(word) > 3) and not any(
        map(other.has_word, words)
    )


_COUNTRY_NAMES = frozenset(COUNTRIES.values())
