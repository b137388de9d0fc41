"""The names of a text, by all that other texts may call them."""

from __future__ import annotations

from dedup.diff.facts.once import once
from dedup.text.literals.literal import Literal
from dedup.text.literals.places import FAMILIES

__all__ = ["Named", "initials_of"]


class Named:
    """The names of one text, in order.

    Attributes
    ----------
    all : list of Literal
        Sorted by where they begin.
    starts : list of int
        Where each begins.
    values : set of str
        The distinct ones.
    last : set of str
        The last word of each.
    initials : set of str
        Those of two words or more by their initials.
    first : dict of str to set of str
        The first words of those of two words, by the second.
    """

    def __init__(self, names: list[Literal]) -> None:
        self.all = names
        self.starts = [name.span.start for name in names]
        self.values = {name.value for name in names}
        self.last: set[str] = set()
        self.initials: set[str] = set()
        self.first: dict[str, set[str]] = {}
        for value in self.values:
            first, _, last = value.rpartition(" ")
            self.last.add(last)
            if not first:
                continue
            if " " in first:
                self.initials.add(initials_of(value))
            else:
                self.initials.add(first[0] + last[:1])
                self.first.setdefault(last, set()).add(first)

    @once
    def by_initial(self) -> dict[str, list[str]]:
        """All last words, and initials, by their first letter."""
        found: dict[str, list[str]] = {}
        for form in self.last | self.initials:
            found.setdefault(form[:1], []).append(form)
        return found

    @once
    def countries(self) -> frozenset[str]:
        """The countries that the names can stand for."""
        return frozenset().union(*[FAMILIES[name] for name in self.values if name in FAMILIES])


def initials_of(name: str) -> str:
    """The first letters of the words of a name.

    Examples
    --------
    >>> initials_of("skerry harbour council")
    'shc'
    """
    return "".join([word[0] for word in name.split()])
