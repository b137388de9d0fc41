"""`find`: collapse, sketch, candidates, exact verification, groups."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np
from tqdm import tqdm

from dedup.diff.profile import Profile, profile_of
from dedup.document import Document
from dedup.errors import DuplicateIdError, SettingsError
from dedup.lsh.bands import band_keys, choose_bands
from dedup.lsh.candidates import anchor_candidates, band_candidates
from dedup.lsh.sketches import I64, Sketches, sketch
from dedup.readers import read
from dedup.syndication.groups import LINKAGES, Linkage, components
from dedup.syndication.join import CARRY_LEAST, CLASS_LISTED, Joiner, Pair
from dedup.syndication.result import Group, Match, Result
from dedup.syndication.verify import NEAR, PLAUSIBLE, Verdict, Verifier

__all__ = ["THRESHOLD", "find"]

T = TypeVar("T")

THRESHOLD = 0.5
RECALL = 0.95
"""Wanted recall of the bands at a resemblance of `NEAR`."""
LEAST_ANCHORS = 2
COLLAPSE = 0.9
"""Resemblance from which the members of a large class are taken for one."""


def find(
    documents: Iterable[Document | str | Mapping[str, Any]],
    *,
    threshold: float = THRESHOLD,
    rewrites: bool = True,
    linkage: Linkage = "single",
    progress: bool = False,
) -> Result:
    """Which documents come from one source text.

    Parameters
    ----------
    documents : iterable of Document, str or dict, or a path
        Whatever `dedup.read` takes; ids must be unique.
    threshold : float
        Least score of a match, in (0, 1]; see `Match.score`.
    rewrites : bool
        Whether to look for rewrites too. Without, only identical texts, near-duplicates and
        excerpts that share much of the wording of their whole are found, many times faster.
    linkage : {"single", "average", "complete"}
        How pairs are joined to groups.
    progress : bool
        Show progress on standard error.

    Raises
    ------
    DuplicateIdError
        If two documents have the same id.
    SettingsError
        If a setting is outside its limits.

    Examples
    --------
    >>> story = (
    ...     "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef. All 45 "
    ...     "passengers were rescued by fishing boats, the harbour master said, and an inquiry "
    ...     "into the accident will open next week."
    ... )
    >>> result = find([story, "Wheat prices fell in Torvena.", "BREAKING: " + story])
    >>> [(match.a, match.b, match.relation) for match in result.pairs]
    [('0', '2', 'near-duplicate')]
    """
    if not 0.0 < threshold <= 1.0:
        raise SettingsError(f"threshold={threshold!r} is not above 0 and at most 1")
    if linkage not in LINKAGES:
        raise SettingsError(f"linkage={linkage!r} is not one of {', '.join(LINKAGES)}")
    by_id = _by_id(documents)
    search = _Search(
        list(by_id.values()),
        threshold=threshold,
        rewrites=rewrites,
        linkage=linkage,
        progress=progress,
    )
    groups, pairs = search.run()
    return Result(by_id, groups, pairs, search.stats)


def _by_id(documents: Iterable[Document | str | Mapping[str, Any]]) -> dict[str, Document]:
    by_id: dict[str, Document] = {}
    for document in read(documents):
        if document.id in by_id:
            raise DuplicateIdError(f"two documents have the id {document.id!r}; ids must be unique")
        by_id[document.id] = document
    return by_id


class _Search:
    """One run of `find`; rows are positions in `documents`."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        threshold: float,
        rewrites: bool,
        linkage: Linkage,
        progress: bool,
    ) -> None:
        self.documents = documents
        self.threshold = threshold
        self.rewrites = rewrites
        self.linkage = linkage
        self.progress = progress
        self.stats: dict[str, float] = {"documents": len(documents)}
        self._profiles: dict[int, Profile] = {}
        self._classes: dict[int, list[int]] = {}
        """Representative -> the rows it stands for, itself left out."""
        self._shared: dict[Pair, int] = {}

    def run(self) -> tuple[tuple[Group, ...], tuple[Match, ...]]:
        with self._stage("sketch"):
            sketches = sketch(self._watch((d.text for d in self.documents), "sketching"))
        self.verifier = Verifier(sketches, self._profile)
        with self._stage("candidates"):
            candidates = self._candidates(sketches)
        with self._stage("verify"):
            verdicts = self._verify(candidates)
        with self._stage("group"):
            joiner = Joiner(
                self.documents,
                self.verifier,
                verdicts,
                self._classes,
                self._shared,
                threshold=self.threshold,
                linkage=self.linkage,
                carry=self.rewrites,
            )
            components = joiner.components()
            groups = [
                group
                for rows in self._watch(components, "grouping", len(components))
                for group in joiner.groups_of(rows)
            ]
        order = {document.id: row for row, document in enumerate(self.documents)}
        groups.sort(key=lambda group: (-len(group), order[group.members[0]]))
        pairs = [match for group in groups for match in group.pairs]
        pairs.sort(key=lambda match: (-match.score, order[match.a], order[match.b]))
        self.stats["pairs"] = len(pairs)
        self.stats["pairs_implied"] = joiner.implied
        self.stats["groups"] = len(groups)
        return tuple(groups), tuple(pairs)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.stats[f"seconds_{name}"] = round(time.process_time() - start, 3)

    def _watch(self, items: Iterable[T], name: str, total: int | None = None) -> Iterable[T]:
        count = len(self.documents) if total is None else total
        bar: Iterable[T] = tqdm(
            items, desc=name, total=count, disable=not self.progress, delay=1.0, leave=False
        )
        return bar

    def _profile(self, row: int) -> Profile:
        profile = self._profiles.get(row)
        if profile is None:
            profile = self._profiles[row] = profile_of(self.documents[row])
        return profile

    def _candidates(self, sketches: Sketches) -> list[Pair]:
        present = np.flatnonzero(sketches.words > 0)
        self.stats["without_words"] = len(self.documents) - len(present)
        _, first, inverse = np.unique(
            sketches.content[present], return_index=True, return_inverse=True
        )
        for row, representative in zip(present.tolist(), present[first][inverse], strict=True):
            if row != representative:
                self._classes.setdefault(int(representative), []).append(row)
        self.stats["identical"] = sum(map(len, self._classes.values()))
        alone = np.sort(present[first])
        bands = choose_bands(RECALL, NEAR, sketches.signatures.shape[1])
        by_bands = band_candidates(band_keys(sketches.signatures, bands), alone)
        by_bands, alone = self._collapse(by_bands, alone)
        found: dict[Pair, int] = dict.fromkeys(map(tuple, by_bands.tolist()), 0)
        if self.rewrites:
            pairs, shared = anchor_candidates(sketches.anchors, alone, LEAST_ANCHORS)
            found.update(zip(map(tuple, pairs.tolist()), shared.tolist(), strict=True))
        self._shared = found
        self.stats["candidates"] = len(found)
        return sorted(found)

    def _collapse(self, pairs: I64, alone: I64) -> tuple[I64, I64]:
        """Let one member stand for each large class of near-identical documents.

        Only members that themselves resemble the representative are taken in, so that a
        chain of small changes is not collapsed to one.
        """
        # What is listed without another look has to pass the threshold too.
        least = max(COLLAPSE, self.threshold)
        near = [p for p in pairs.tolist() if self.verifier.overlap(*p)[0] >= least]
        taken: set[int] = set()
        for members in components(len(self.documents), np.array(near)) if near else ():
            waiting = members
            while len(waiting) > CLASS_LISTED:
                head, *others = waiting
                waiting = others
                alike = [r for r in others if self.verifier.overlap(head, r)[0] >= least]
                rows = list(self._classes.get(head, ()))
                for row in alike:
                    rows += [row, *self._classes.get(row, ())]
                # The members of a small class share their representative's matches, which
                # would be wrong of members that are only similar to it.
                if not alike or len(rows) < CLASS_LISTED:
                    continue
                for row in alike:
                    self._classes.pop(row, None)
                self._classes[head] = rows
                taken.update(alike)
                waiting = [row for row in others if row not in taken]
        self.stats["collapsed"] = len(taken)
        kept = np.setdiff1d(alone, np.fromiter(taken, dtype=np.int64, count=len(taken)))
        return pairs[np.isin(pairs, kept).all(axis=1)], kept

    def _verify(self, candidates: list[Pair]) -> dict[Pair, Verdict]:
        """The verdicts of all candidates that come near the threshold."""
        verdicts: dict[Pair, Verdict] = {}
        aligned = 0
        for pair in self._watch(candidates, "verifying", len(candidates)):
            # Wording that decides leaves stems enough to pass: nothing is lost by asking for
            # them first, and nine of ten chance candidates cost no more than that.
            if self.verifier.plausibility(*pair, self._shared[pair]) < PLAUSIBLE:
                continue
            verdict = self.verifier.wording(*pair)
            if verdict is None:
                if not self.rewrites:
                    continue
                aligned += 1
                verdict = self.verifier.content(*pair)
            if verdict.own_score >= min(CARRY_LEAST, self.threshold):
                verdicts[pair] = verdict
        self.stats["aligned"] = aligned
        return verdicts
