"""The fewest sets that cover what all of them cover together: greedy, then exact where it can be.

Sets are the bits of integers. The greedy cover takes the set that adds the most weight, again
and again; it needs at most ``1 + 1/2 + ... + 1/n`` times as many sets as the smallest cover, ``n``
being the size of the largest set (Chvátal 1979). A search then looks for a smaller one, and says
whether it got to the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Cover", "fewest", "greedy", "weigh"]

STEPS = 20_000
"""Partial covers that the search for a smaller one looks at, at most."""


class Cover(NamedTuple):
    """Some of the sets, which cover all that the sets cover together.

    Attributes
    ----------
    chosen : list of int
        Places of the sets, that which adds the most first.
    is_smallest : bool
        Whether it is certain that no fewer sets will do.
    """

    chosen: list[int]
    is_smallest: bool


def weigh(bits: int, weights: Sequence[int]) -> int:
    """The weight of a set: the sum over its elements.

    Examples
    --------
    >>> weigh(0b101, [3, 4, 5])
    8
    """
    return sum(weights[element] for element in _elements(bits))


def _elements(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def greedy(sets: Sequence[int], weights: Sequence[int], among: Sequence[int]) -> list[int]:
    """Take the set that adds the most weight until none adds any; of equals the first.

    A set that those taken after it have made superfluous is left out again, and what is left
    is put in order anew.

    Parameters
    ----------
    sets : sequence of int
    weights : sequence of int
        Of the elements, each above 0.
    among : sequence of int
        Places of the sets to choose from, those to be preferred among equals first.
    """
    taken: list[int] = []
    covered = 0
    left = list(among)
    while left:
        # What a set adds never grows, so that one which adds nothing can be forgotten.
        gains = [weigh(sets[place] & ~covered, weights) for place in left]
        best = max(range(len(left)), key=gains.__getitem__)
        if not gains[best]:
            break
        taken.append(left[best])
        covered |= sets[left[best]]
        left = [place for place, gain in zip(left, gains, strict=True) if gain]
        left.remove(taken[-1])
    for place in list(taken):
        rest = 0
        for other in taken:
            rest |= sets[other] if other != place else 0
        if rest == covered:
            taken.remove(place)
            return greedy(sets, weights, [p for p in among if p in taken])
    return taken


def fewest(sets: Sequence[int], weights: Sequence[int], steps: int = STEPS) -> Cover:
    """The smallest cover if it can be found in so many steps, else the greedy one.

    Parameters
    ----------
    sets : sequence of int
        In order of preference: of sets that add the same, the first is taken.
    weights : sequence of int
        Of the elements, each above 0.
    steps : int
        Partial covers to look at.

    Examples
    --------
    >>> fewest([0b000111, 0b111000, 0b011110], [1] * 6)
    Cover(chosen=[0, 1], is_smallest=True)
    """
    chosen = greedy(sets, weights, range(len(sets)))
    if len(chosen) <= 2:
        # One set is the fewest; and of two, neither could have been taken for the whole.
        return Cover(chosen, is_smallest=True)
    # A set that lies inside another is needed in no smallest cover.
    order = sorted(range(len(sets)), key=lambda place: (-sets[place].bit_count(), place))
    kept: list[int] = []
    for place in order:
        if not any(sets[place] | sets[other] == sets[other] for other in kept):
            kept.append(place)
    smaller, finished = _search([sets[place] for place in kept], len(chosen) - 1, steps)
    if smaller is None:
        return Cover(chosen, is_smallest=finished)
    found = greedy(sets, weights, sorted(kept[place] for place in smaller))
    return Cover(found, is_smallest=finished)


def _search(sets: Sequence[int], most: int, steps: int) -> tuple[list[int] | None, bool]:
    """A smallest cover of at most `most` sets, or None; and whether the search got to its end.

    Some set has to cover the element that fewest sets have: each of these is tried.
    """
    whole = 0
    for bits in sets:
        whole |= bits
    carriers: dict[int, list[int]] = {element: [] for element in _elements(whole)}
    for place, bits in enumerate(sets):
        for element in _elements(bits):
            carriers[element].append(place)
    rarest = sorted(carriers, key=lambda element: len(carriers[element]))
    best: list[int] | None = None
    waiting: list[tuple[int, list[int]]] = [(0, [])]
    while waiting:
        if not steps:
            return best, False
        steps -= 1
        covered, taken = waiting.pop()
        left = whole & ~covered
        if not left:
            best, most = taken, len(taken) - 1
            continue
        room = most - len(taken)
        gain = max((bits & left).bit_count() for bits in sets)
        if room * gain < left.bit_count():
            continue
        element = next(element for element in rarest if left >> element & 1)
        # Depth first, the set that adds the most first.
        nexts = sorted(carriers[element], key=lambda place: (sets[place] & left).bit_count())
        waiting += [(covered | sets[place], [*taken, place]) for place in nexts]
    return best, True
