"""Verified pairs to groups: linkage, carried pairs, the likely source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Literal

import numpy as np

from dedup.document import Document
from dedup.errors import SettingsError
from dedup.syndication.provenance import credited_member
from dedup.syndication.result import Group, Match
from dedup.text.published import published_on

__all__ = ["Linkage", "likely_source", "make_group", "source_of_two", "split"]

Linkage = Literal["single", "average", "complete"]
LINKAGES = ("single", "average", "complete")

SOURCE_COVERS = 0.6
"""Share of every other member that the likely source has to carry, on average."""
SOURCE_MARGIN = 0.05
"""By how much it has to carry more than the next best."""
_MATRIX_LIMIT = 5000


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
    best, runner_up = sorted(members, key=lambda member: -mean[member])[:2]
    every = [documents[member] for member in members]
    return _standing_out(best, runner_up, mean[best], mean[runner_up], every)


def source_of_two(
    a: str,
    b: str,
    carried_by_a: float,
    carried_by_b: float,
    documents: tuple[Document, Document] | None,
) -> tuple[str | None, tuple[str, ...]]:
    """`likely_source` of two, each of which carries so much of the other.

    Without `documents` where nothing is known of them but their texts.
    """
    if documents is not None and (credited := credited_member(sorted(documents, key=_by_id))):
        return credited
    if carried_by_a < carried_by_b or (carried_by_a == carried_by_b and b < a):
        return _standing_out(b, a, carried_by_b, carried_by_a, documents or ())
    return _standing_out(a, b, carried_by_a, carried_by_b, documents or ())


def _by_id(document: Document) -> str:
    return document.id


def _standing_out(
    best: str, runner_up: str, most: float, next_most: float, documents: Iterable[Document]
) -> tuple[str | None, tuple[str, ...]]:
    """The member that carries most, on average, if it stands out and none is dated before it."""
    note = f"{best} carries {most:.0%} of the other members on average, {runner_up} {next_most:.0%}"
    if most < SOURCE_COVERS:
        return None, (f"undetermined: {note}; the source may not be among them",)
    if most - next_most < SOURCE_MARGIN:
        return None, (f"undetermined: {note}; too close to tell",)
    known = {
        each.id: when for each in documents if (when := published_on(each.published)) is not None
    }
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
