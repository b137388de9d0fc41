"""Verdicts to groups: what the members say of each other's pairs, and copies beside their like.

The work on one component of matches needs nothing of another, so that an engine that holds its
documents in parts can join each where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple, Protocol

from dedup.document import Document
from dedup.syndication.collapse import CLASS_LISTED
from dedup.syndication.connect import Component
from dedup.syndication.groups import Linkage, make_group, split
from dedup.syndication.result import Evidence, Group, Match
from dedup.syndication.support import supported
from dedup.syndication.twos import group_of_two
from dedup.syndication.verdicts import Pair, Verdict

__all__ = [
    "CARRY_LEAST",
    "FILL_LIMIT",
    "Compares",
    "Joined",
    "Joiner",
    "linked_rows",
    "links_of",
    "of_copies",
]

CARRY_LEAST = 0.1
"""What a pair has to score alone to be carried by a third member of its group."""
LINKAGE_FILL = 400
"""Members of a component up to which all its pairs are verified for a linkage that asks for
more than one link; beyond, pairs that were no candidates count as unlike."""
FILL_LIMIT = 64
"""Components up to this size have all their pairs verified, candidates or not."""


class Joined(NamedTuple):
    """The groups of a component, and how many pairs of their members are not listed.

    Attributes
    ----------
    groups : list of Group
    implied : int
        Pairs among members of one group that are not listed as matches because a large class
        of copies is listed as pairs with its representative only.
    """

    groups: list[Group]
    implied: int


class Compares(Protocol):
    """Whatever says what two rows are to each other, such as a `Verifier`."""

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict | None:
        """As `Verifier.verdict`."""
        ...


class Joiner:
    """Joins the verified pairs of a component to groups.

    A pair is judged in the light of the others (`dedup.syndication.support`). One that passes
    alone is dropped where its two ends resemble different members: reports of one event, of
    which one resembles another by chance. And two siblings may look like independent reports
    alone, as one kept what the other dropped; where they belong with the same members, the pair
    is carried by the one that ties it best, at the score of the weaker of the two links.

    Parameters
    ----------
    document : callable
        Gives the `Document` of a row.
    position : callable
        Gives its place in the collection, in whose order members and pairs are shown.
    verifier : Compares
        Verifies pairs that were no candidates, in groups of up to `FILL_LIMIT`.
    threshold, linkage
        As of `find`.
    carry : bool
        Whether a third member can carry a pair.
    """

    def __init__(
        self,
        document: Callable[[int], Document],
        position: Callable[[int], int],
        verifier: Compares,
        *,
        threshold: float,
        linkage: Linkage,
        carry: bool,
    ) -> None:
        self._document = document
        self._position = position
        self._verifier = verifier
        self._threshold = threshold
        self._linkage = linkage
        self._carry = carry

    def join(self, component: Component) -> Joined:
        """The groups of one component, cut by the linkage."""
        rows, classes = sorted(component.rows), component.classes
        if len(rows) == 2 and not classes:
            pair = rows[0], rows[1]
            alone = component.verdicts.get(pair)
            if alone is not None and alone.own_score >= self._threshold:
                return self._joined_pair(pair, alone, component.shared.get(pair, 0))
        verdicts = dict(component.verdicts)
        self._fill(self.asked(component), verdicts)
        whole = self._carry and len(rows) <= FILL_LIMIT
        if self._carry:
            scores = supported(rows, verdicts)
        else:
            scores = {pair: verdict.own_score for pair, verdict in verdicts.items()}
        strong = links_of(verdicts, scores, self._threshold)
        parts = [
            part
            for linked in linked_rows(rows, strong)
            for part in split(linked, strong, self._threshold, self._linkage)
        ]
        placed = {row for part in parts for row in part}
        parts += [[row] for row in rows if row not in placed and row in classes]
        groups, implied = [], 0
        for part in parts:
            known = verdicts
            if len(part) < len(rows):
                inside = set(part)
                known = {pair: v for pair, v in verdicts.items() if inside.issuperset(pair)}
            every = whole
            if self._carry and not whole and len(part) <= FILL_LIMIT:
                self._fill(combinations(part, 2), known)
                scores = supported(part, known) | scores
                every = True
            group, more = self._group(part, component, known, scores, whole=every)
            groups.append(group)
            implied += more
        return Joined(groups, implied)

    def _joined_pair(self, pair: Pair, verdict: Verdict, shared: int) -> Joined:
        """A group of two, on whom nobody else has a say."""
        turned = self._position(pair[0]) > self._position(pair[1])
        a, b = map(self._document, reversed(pair) if turned else pair)
        group = group_of_two(a.id, b.id, verdict, shared, (a, b), turned=turned)
        return Joined([group], 0)

    def _group(
        self,
        rows: list[int],
        component: Component,
        verdicts: Mapping[Pair, Verdict],
        scores: Mapping[Pair, float],
        *,
        whole: bool,
    ) -> tuple[Group, int]:
        classes = component.classes
        links: dict[int, dict[int, float]] = {}
        if self._carry:
            for row in rows:
                links[row] = {}
            for (a, b), score in links_of(verdicts, scores, self._threshold).items():
                links[a][b] = links[b][a] = score
        matches: list[Match] = []
        for pair, verdict in verdicts.items():
            if scores[pair] < self._threshold:
                continue
            third = None
            score = verdict.own_score
            if score < self._threshold:
                if score < CARRY_LEAST or not self._carry:
                    continue
                score, third = _carrier(links[pair[0]], links[pair[1]])
                if third is None:
                    continue
            shared = component.shared.get(pair, 0)
            stand_for: Iterable[tuple[int, ...]] = (pair,)
            if classes:
                stand_for = product(*(_listed(row, classes) for row in pair))
            matches += [self._match(a, b, verdict, score, third, shared) for a, b in stand_for]
        for head in [row for row in rows if row in classes]:
            matches.extend(self._copies(head, classes))
        return self._assemble(rows, classes, matches, whole=whole or len(rows) < 3)

    def asked(self, component: Component) -> list[Pair]:
        """The pairs of a component that were no candidates and that joining it asks for first."""
        rows = sorted(component.rows)
        whole = self._carry and len(rows) <= FILL_LIMIT
        if whole or (self._linkage != "single" and len(rows) <= LINKAGE_FILL):
            return [pair for pair in combinations(rows, 2) if pair not in component.verdicts]
        return []

    def _fill(self, pairs: Iterable[Pair], verdicts: dict[Pair, Verdict]) -> None:
        """Add the verdicts of pairs, candidates or not, that have one."""
        for pair in pairs:
            if pair not in verdicts:
                verdict = self._verifier.verdict(*pair, aligned=self._carry)
                if verdict is not None:
                    verdicts[pair] = verdict

    def _assemble(
        self,
        rows: list[int],
        classes: Mapping[int, Sequence[int]],
        matches: list[Match],
        *,
        whole: bool,
    ) -> tuple[Group, int]:
        every = listed = rows
        if classes:
            every = [row for head in rows for row in (head, *classes.get(head, ()))]
            listed = [row for head in rows for row in _listed(head, classes)]
        total = len(every)
        possible = len(listed) * (len(listed) - 1) // 2 + total - len(listed)
        documents = [self._document(row) for row in sorted(every, key=self._position)]
        group = make_group(
            [document.id for document in documents],
            matches,
            {document.id: document for document in documents},
            possible if whole else len(matches),
            [self._document(row).id for row in listed] if whole else [],
        )
        return group, total * (total - 1) // 2 - possible

    def _copies(self, head: int, classes: Mapping[int, Sequence[int]]) -> Iterator[Match]:
        """The matches inside a class of copies."""
        copies = classes.get(head, ())
        if len(copies) < CLASS_LISTED:
            pairs = list(combinations([head, *copies], 2))
        else:
            pairs = [(head, row) for row in copies]
        for a, b in pairs:
            pair = min(a, b), max(a, b)
            verdict = of_copies(self._verifier, pair, aligned=self._carry)
            yield self._match(*pair, verdict, verdict.own_score, None, 0)

    def _match(
        self, a: int, b: int, verdict: Verdict, score: float, third: int | None, shared: int
    ) -> Match:
        covered = verdict.covered_a, verdict.covered_b
        if self._position(a) > self._position(b):
            a, b, covered = b, a, covered[::-1]
        return Match(
            a=self._document(a).id,
            b=self._document(b).id,
            relation=verdict.relation,
            score=score,
            resemblance=verdict.resemblance,
            containment=verdict.containment,
            evidence=Evidence(
                shared_anchors=shared,
                covered_a=covered[0],
                covered_b=covered[1],
                own_score=verdict.own_score,
                signals=verdict.signals,
                through=None if third is None else self._document(third).id,
            ),
        )


def of_copies(verifier: Compares, pair: Pair, *, aligned: bool) -> Verdict:
    """The verdict of two that are in one class of copies."""
    verdict = verifier.verdict(*pair, aligned=aligned)
    if verdict is None:
        raise AssertionError("the copies of a class share their wording, which decides")
    return verdict


def links_of(
    verdicts: Mapping[Pair, Verdict], scores: Mapping[Pair, float], threshold: float
) -> dict[Pair, float]:
    """The pairs that pass both alone and in the light of the others, with their own scores."""
    return {
        pair: verdict.own_score
        for pair, verdict in verdicts.items()
        if verdict.own_score >= threshold and scores[pair] >= threshold
    }


def linked_rows(rows: Sequence[int], links: Collection[Pair]) -> list[list[int]]:
    """The rows, which are sorted, that links connect, directly or not, by their first rows."""
    first = {row: row for row in rows}
    """Row -> one before it that it is linked to, if there is any."""

    def root(row: int) -> int:
        while first[row] != row:
            first[row] = row = first[first[row]]
        return row

    for pair in links:
        a, b = map(root, pair)
        first[max(a, b)] = min(a, b)
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        parts[root(row)].append(row)
    return [part for part in parts.values() if len(part) > 1]


def _listed(head: int, classes: Mapping[int, Sequence[int]]) -> list[int]:
    """A row and the copies that share its matches."""
    copies = classes.get(head, ())
    return [head, *copies] if len(copies) < CLASS_LISTED else [head]


def _carrier(a: Mapping[int, float], b: Mapping[int, float]) -> tuple[float, int | None]:
    """The row that two rows are both linked to, with the best weaker link, and that link.

    Which of the two is ``a`` does not count, nor in what order links were found.
    """
    best, third = 0.0, None
    for row in sorted(a.keys() & b.keys()):
        weaker = min(a[row], b[row])
        if weaker > best:
            best, third = weaker, row
    return best, third
