"""One document stands for each large class of near-identical ones.

Nothing that comes later has to survive ten thousand copies of one press release. The work on
one component of near-identical pairs needs nothing of another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

__all__ = ["CLASS_LISTED", "COLLAPSE", "collapse"]

COLLAPSE = 0.9
"""Resemblance from which the members of a large class are taken for one."""
CLASS_LISTED = 8
"""A class of more copies than this is listed as pairs with its representative only: a press
release that stands ten thousand times in a collection has fifty million pairs."""
HEADS_TRIED = 64
"""Members in a row that may fail to stand for a class; bounds the cost of a large cluster in
which everything is a little different from everything else."""


def collapse(
    members: Sequence[int],
    copies: Mapping[int, Sequence[int]],
    resemblances: Callable[[int, Sequence[int]], Sequence[float]],
    least: float = COLLAPSE,
) -> dict[int, list[int]]:
    """Who stands for whom in one component of near-identical documents.

    Only members that themselves resemble the representative are taken in, so that a chain of
    small changes is not collapsed to one.

    Parameters
    ----------
    members : sequence of int
        The rows of the component, numbered in canonical order.
    copies : mapping of int to sequence of int
        Who stands for identical texts already.
    resemblances : callable
        ``resemblances(head, others)`` gives the resemblance of one member to each of others.
    least : float
        Resemblance from which a member is taken in.

    Returns
    -------
    dict of int to list of int
        Representative -> members that it now stands for; each of them brings its own copies.

    Examples
    --------
    >>> collapse(range(12), {}, lambda head, others: [1.0 - abs(head - o) / 100 for o in others])
    {0: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}
    """
    # Who stands for most copies already is likeliest to stand amid the others.
    waiting = sorted(members, key=lambda row: (-len(copies.get(row, ())), row))
    found: dict[int, list[int]] = {}
    failures = 0
    while len(waiting) > CLASS_LISTED and failures < HEADS_TRIED:
        head, *others = waiting
        alike = [
            row
            for row, resemblance in zip(others, resemblances(head, others), strict=True)
            if resemblance >= least
        ]
        size = len(alike) + sum(len(copies.get(row, ())) for row in [head, *alike])
        # The members of a small class share their representative's matches, which would be
        # wrong of members that are only similar to it.
        if not alike or size < CLASS_LISTED:
            failures += 1
            waiting = others
            continue
        failures = 0
        found[head] = alike
        taken = set(alike)
        waiting = [row for row in others if row not in taken]
    return found
