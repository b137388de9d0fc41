"""Verified pairs to groups: linkage, carried pairs, the likely source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Literal

import numpy as np

from dedup.document import Document
from dedup.errors import SettingsError
from dedup.syndication.provenance import credited_member, published_on
from dedup.syndication.result import Group, Match

__all__ = ["Linkage", "components", "likely_source", "make_group", "split"]

Linkage = Literal["single", "average", "complete"]
LINKAGES = ("single", "average", "complete")

SOURCE_COVERS = 0.6
"""Share of every other member that the likely source has to carry, on average."""
SOURCE_MARGIN = 0.05
"""By how much it has to carry more than the next best."""
_MATRIX_LIMIT = 5000


def components(count: int, pairs: np.ndarray) -> list[list[int]]:
    """Rows joined by pairs: components of two or more, each sorted, by their first rows.

    Every row takes the smallest number among those it is joined to, and then that of the row
    so named, until nothing changes. No slower than scipy's search of a graph, which takes a
    third of a second to import.

    Parameters
    ----------
    count : int
        All rows are below it.
    pairs : ndarray of int64, shape (n, 2)

    Examples
    --------
    >>> components(9, np.array([[7, 2], [1, 5], [5, 8]]))
    [[1, 5, 8], [2, 7]]
    """
    labels = np.arange(count)
    a, b = pairs[:, 0], pairs[:, 1]
    while True:
        of_a, of_b = labels[a], labels[b]
        if np.array_equal(of_a, of_b):
            break
        least = np.minimum(of_a, of_b)
        np.minimum.at(labels, of_a, least)
        np.minimum.at(labels, of_b, least)
        while not np.array_equal(further := labels[labels], labels):
            labels = further
    rows = np.unique(pairs)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for label, row in zip(labels[rows].tolist(), rows.tolist(), strict=True):
        found[label].append(row)
    return list(found.values())


def split(
    members: Sequence[int],
    scores: Mapping[tuple[int, int], float],
    threshold: float,
    linkage: Linkage,
) -> list[list[int]]:
    """Cut a connected component so that the linkage holds at the threshold.

    Single linkage leaves it whole: every member matches at least one other. Average linkage
    joins two sets only if their mean score, missing pairs counted as 0, reaches the
    threshold; complete linkage only if every pair does.

    Raises
    ------
    SettingsError
        If `linkage` is unknown, or the component is too large for a matrix of its pairs.
    """
    if linkage not in LINKAGES:
        raise SettingsError(f"linkage={linkage!r} is not one of {', '.join(LINKAGES)}")
    if linkage == "single" or len(members) == 2:
        return [list(members)]
    if len(members) > _MATRIX_LIMIT:
        raise SettingsError(
            f"a component of {len(members)} documents is over the limit of {_MATRIX_LIMIT} for "
            f"linkage={linkage!r}; use linkage='single' or a higher threshold"
        )
    # Slow to import, and single linkage needs none of it.
    import scipy.cluster.hierarchy  # noqa: PLC0415
    import scipy.spatial.distance  # noqa: PLC0415

    place = {row: index for index, row in enumerate(members)}
    distance = np.ones((len(members), len(members)))
    np.fill_diagonal(distance, 0.0)
    for (a, b), score in scores.items():
        if a in place and b in place:
            distance[place[a], place[b]] = distance[place[b], place[a]] = 1.0 - score
    tree = scipy.cluster.hierarchy.linkage(
        scipy.spatial.distance.squareform(distance, checks=False), method=linkage
    )
    labels = scipy.cluster.hierarchy.fcluster(tree, 1.0 - threshold + 1e-12, criterion="distance")
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for row, label in zip(members, labels.tolist(), strict=True):
        parts[label].append(row)
    return [part for part in parts.values() if len(part) > 1]


def likely_source(
    members: Sequence[str], pairs: Iterable[Match], documents: Mapping[str, Document]
) -> tuple[str | None, tuple[str, ...]]:
    """The member that the others most likely come from, and what says so.

    The source carries most of what every copy has, while a copy lacks what it dropped. No
    member is named where none stands out: the source may not be in the collection.
    """
    if not members:
        return None, ("undetermined: not every two of so large a group were compared",)
    if len(members) < 2:
        return None, ("undetermined: the members are copies of one text",)
    credited = credited_member([documents[member] for member in members])
    if credited:
        return credited
    carries: defaultdict[str, list[float]] = defaultdict(list)
    for match in pairs:
        carries[match.b].append(match.evidence.covered_a)
        carries[match.a].append(match.evidence.covered_b)
    others = max(len(members) - 1, 1)
    # Added up exactly, so that the order of the pairs does not count.
    mean = {member: fsum(carries[member]) / others for member in members}
    ranked = sorted(members, key=lambda member: -mean[member])
    best, runner_up = ranked[0], ranked[1]
    lead = mean[best] - mean[runner_up]
    note = (
        f"{best} carries {mean[best]:.0%} of the other members on average, "
        f"{runner_up} {mean[runner_up]:.0%}"
    )
    if mean[best] < SOURCE_COVERS:
        return None, (f"undetermined: {note}; the source may not be among them",)
    if lead < SOURCE_MARGIN:
        return None, (f"undetermined: {note}; too close to tell",)
    known = {m: when for m in members if (when := published_on(documents[m])) is not None}
    if best in known and len(known) > 1:
        earliest = min(known, key=lambda member: known[member])
        if known[earliest] < known[best]:
            doubt = f"but {earliest} is dated {known[earliest]}, before {known[best]}"
            return None, (f"undetermined: {note}, {doubt}",)
        return best, (note, f"no member is dated before it ({known[best]})")
    return best, (note,)


def make_group(
    members: Sequence[str],
    pairs: Sequence[Match],
    documents: Mapping[str, Document],
    possible: int,
    listed: Sequence[str] | None = None,
) -> Group:
    """A group from its members, in the order of the collection, and the matches among them.

    `possible` is the number of pairs that were verified and could have been listed as matches.
    `listed` are the members that were verified with one another, among which a source can be
    looked for; all, if it is not given.
    """
    ranked = list(pairs)
    if len(ranked) > 1:
        # Ties go by the ids, whichever of the two the collection has first.
        ranked.sort(key=lambda m: (-m.score, min(m.a, m.b), max(m.a, m.b)))
    among = set(members if listed is None else listed)
    inside = [match for match in ranked if match.a in among and match.b in among]
    source, evidence = likely_source(sorted(among), inside, documents)
    return Group(
        members=tuple(members),
        pairs=tuple(ranked),
        source=source,
        evidence=evidence,
        cohesion=sum(match.score for match in ranked) / max(possible, 1),
        weakest=_weakest_link(members, ranked),
    )


def _weakest_link(members: Sequence[str], ranked: Sequence[Match]) -> Match | None:
    """The last link needed when the group is joined best match first (Kruskal's forest)."""
    if len(ranked) < 2:
        return ranked[0] if ranked else None
    parent = {member: member for member in members}

    def root(member: str) -> str:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    weakest = None
    for match in ranked:
        a, b = root(match.a), root(match.b)
        if a != b:
            parent[a] = b
            weakest = match
    return weakest
