"""Verdicts to groups: pairs carried by a third member, and copies put back beside their like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Protocol

import numpy as np

from dedup.document import Document
from dedup.syndication.groups import Linkage, components, make_group, split
from dedup.syndication.kept import Pair
from dedup.syndication.result import Evidence, Group, Match
from dedup.syndication.verify import Verdict

__all__ = ["CARRY_LEAST", "CLASS_LISTED", "FILL_LIMIT", "Compares", "Joiner"]

CLASS_LISTED = 8
"""A class of more copies than this is listed as pairs with its representative only: a press
release that stands ten thousand times in a collection has fifty million pairs."""
CARRY_LEAST = 0.2
"""What a pair has to score alone to be carried by a third member of its group. In the
evaluation data two of three pairs carried below that are false."""
LINKAGE_FILL = 400
"""Members of a component up to which all its pairs are verified for a linkage that asks for
more than one link; beyond, pairs that were no candidates count as unlike."""
FILL_LIMIT = 64
"""Groups up to this size have all their pairs verified, candidates or not."""


class Compares(Protocol):
    """Whatever says what two rows are to each other."""

    def verdict(self, a: int, b: int, *, aligned: bool = True) -> Verdict | None:
        """As `Verifier.verdict`."""
        ...


class Joiner:
    """Joins the verified pairs of one search to groups.

    Two siblings may each be tied to a third text and yet, alone, look like independent
    reports: one kept what the other dropped. Within a group such a pair is carried by the
    member that ties it best, at the score of the weaker of the two links.

    Attributes
    ----------
    implied : int
        Pairs among members of one group that are not listed as matches because a large class
        of copies is listed as pairs with its representative only.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        verifier: Compares,
        verdicts: Mapping[Pair, Verdict],
        classes: Mapping[int, Sequence[int]],
        shared: Mapping[Pair, int],
        *,
        threshold: float,
        linkage: Linkage,
        carry: bool,
    ) -> None:
        self._documents = documents
        self._verifier = verifier
        self._classes = classes
        self._shared = shared
        self._threshold = threshold
        self._linkage = linkage
        self._carry = carry
        self.implied = 0
        self._near: defaultdict[int, dict[int, Verdict]] = defaultdict(dict)
        for (a, b), verdict in verdicts.items():
            self._near[a][b] = verdict
        self._strong = [p for p, v in verdicts.items() if v.own_score >= threshold]

    def components(self) -> list[list[int]]:
        """Rows connected by matches; a row with copies is a component even alone."""
        found = components(len(self._documents), np.array(self._strong)) if self._strong else []
        connected = {row for rows in found for row in rows}
        return found + [[head] for head in self._classes if head not in connected]

    def groups_of(self, component: list[int]) -> Iterator[Group]:
        """The groups of one component, cut by the linkage."""
        verdicts = {
            (a, b): verdict for a in component for b, verdict in self._near.get(a, {}).items()
        }
        if self._linkage != "single" and len(component) <= LINKAGE_FILL:
            self._fill(component, verdicts)
        strong = {p: v.own_score for p, v in verdicts.items() if v.own_score >= self._threshold}
        parts = split(component, strong, self._threshold, self._linkage) if strong else [component]
        placed = {row for rows in parts for row in rows}
        parts += [[row] for row in component if row not in placed and row in self._classes]
        for rows in parts:
            yield self._group(rows, verdicts)

    def _group(self, rows: list[int], verdicts: Mapping[Pair, Verdict]) -> Group:
        inside = set(rows)
        own = {p: v for p, v in verdicts.items() if inside.issuperset(p)}
        whole = self._carry and len(rows) <= FILL_LIMIT
        if whole:
            self._fill(rows, own)
        links: dict[int, dict[int, float]] = {row: {} for row in rows}
        for (a, b), verdict in own.items():
            if verdict.own_score >= self._threshold:
                links[a][b] = links[b][a] = verdict.own_score
        matches: list[Match] = []
        for pair, verdict in own.items():
            if verdict.own_score >= self._threshold:
                matches.extend(self._spread(pair, verdict, verdict.own_score, None))
            elif self._carry and verdict.own_score >= CARRY_LEAST:
                score, third = _carrier(links[pair[0]], links[pair[1]])
                if third is not None:
                    matches.extend(self._spread(pair, verdict, score, third))
        for head in rows:
            matches.extend(self._copies(head))
        return self._assemble(rows, matches, whole=whole or len(rows) < 3)

    def _fill(self, rows: list[int], verdicts: dict[Pair, Verdict]) -> None:
        """Add the verdicts of all pairs of rows, candidates or not, that have one."""
        for pair in combinations(rows, 2):
            if pair not in verdicts:
                verdict = self._verifier.verdict(*pair, aligned=self._carry)
                if verdict is not None:
                    verdicts[pair] = verdict

    def _assemble(self, rows: list[int], matches: list[Match], *, whole: bool) -> Group:
        listed = sum(len(self._listed(row)) for row in rows)
        total = len(rows) + sum(len(self._classes.get(row, ())) for row in rows)
        large = total - listed
        possible = listed * (listed - 1) // 2 + large
        self.implied += total * (total - 1) // 2 - possible
        members = sorted(row for head in rows for row in [head, *self._classes.get(head, ())])
        documents = [self._documents[row] for row in members]
        return make_group(
            [document.id for document in documents],
            matches,
            {document.id: document for document in documents},
            possible if whole else len(matches),
            [self._documents[row].id for head in rows for row in self._listed(head)]
            if whole
            else [],
        )

    def _listed(self, head: int) -> list[int]:
        """A row and the copies that share its matches."""
        copies = self._classes.get(head, ())
        return [head, *copies] if len(copies) < CLASS_LISTED else [head]

    def _spread(
        self, pair: Pair, verdict: Verdict, score: float, third: int | None
    ) -> Iterator[Match]:
        """The match of two rows, and of their copies with one another."""
        for a, b in product(self._listed(pair[0]), self._listed(pair[1])):
            yield self._match(a, b, verdict, score, third, self._shared.get(pair, 0))

    def _copies(self, head: int) -> Iterator[Match]:
        """The matches inside a class of copies."""
        copies = self._classes.get(head, ())
        if len(copies) < CLASS_LISTED:
            pairs = list(combinations([head, *copies], 2))
        else:
            pairs = [(head, row) for row in copies]
        for a, b in pairs:
            verdict = self._verifier.verdict(a, b, aligned=self._carry)
            if verdict is None:
                raise AssertionError("the copies of a class share their wording, which decides")
            yield self._match(a, b, verdict, verdict.own_score, None, 0)

    def _match(
        self, a: int, b: int, verdict: Verdict, score: float, third: int | None, shared: int
    ) -> Match:
        covered = verdict.covered_a, verdict.covered_b
        if a > b:
            a, b, covered = b, a, covered[::-1]
        return Match(
            a=self._documents[a].id,
            b=self._documents[b].id,
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
                through=None if third is None else self._documents[third].id,
            ),
        )


def _carrier(a: Mapping[int, float], b: Mapping[int, float]) -> tuple[float, int | None]:
    """The row that two rows are both linked to, with the best weaker link, and that link."""
    best, third = 0.0, None
    for row in a.keys() & b.keys():
        weaker = min(a[row], b[row])
        if weaker > best:
            best, third = weaker, row
    return best, third
