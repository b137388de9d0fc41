"""`find`: collapse, sketch, candidates, exact verification, groups."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

from dedup.diff.profile import Profile, profile_of
from dedup.document import Document
from dedup.errors import SettingsError
from dedup.lsh.bands import band_keys, choose_bands
from dedup.lsh.candidates import anchor_candidates, band_candidates
from dedup.lsh.sketches import I64, Sketches, sketch
from dedup.readers import read
from dedup.syndication.groups import LINKAGES, Linkage, components
from dedup.syndication.join import CARRY_LEAST, CLASS_LISTED, Joiner
from dedup.syndication.kept import Kept, Pair, Recorder, Verdicts
from dedup.syndication.result import Group, Match, Result
from dedup.syndication.verify import NEAR, PLAUSIBLE, Verdict, Verifier
from dedup.text.abbreviations import checked_abbreviations

__all__ = ["COLLAPSE", "THRESHOLD", "find", "ordered"]

T = TypeVar("T")

THRESHOLD = 0.5
RECALL = 0.95
"""Wanted recall of the bands at a resemblance of `NEAR`."""
LEAST_ANCHORS = 2
HEADS_TRIED = 64
"""Members in a row that may fail to stand for a class; bounds the cost of a large cluster in
which everything is a little different from everything else."""
COLLAPSE = 0.9
"""Resemblance from which the members of a large class are taken for one."""


def find(
    documents: Iterable[Document | str | Mapping[str, Any]],
    *,
    threshold: float = THRESHOLD,
    rewrites: bool = True,
    linkage: Linkage = "single",
    abbreviations: Iterable[str] = (),
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
        Whether to look for rewrites too. Without, only identical texts and near-duplicates are
        found (and excerpts that are most of their whole), much faster.
    linkage : {"single", "average", "complete"}
        How pairs are joined to groups.
    abbreviations : iterable of str
        What else ends with a stop in mid-sentence, for texts that are not English; see
        `dedup.learn_abbreviations`.
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
    if not isinstance(threshold, int | float) or not 0.0 < threshold <= 1.0:
        raise SettingsError(f"threshold={threshold!r} is not a number above 0 and at most 1")
    if linkage not in LINKAGES:
        raise SettingsError(f"linkage={linkage!r} is not one of {', '.join(LINKAGES)}")
    by_id = {document.id: document for document in read(documents)}
    search = _Search(
        list(by_id.values()),
        threshold=threshold,
        rewrites=rewrites,
        linkage=linkage,
        abbreviations=checked_abbreviations(abbreviations),
        progress=progress,
    )
    groups, pairs = search.run()
    return Result(by_id, groups, pairs, search.stats, float(threshold), search.kept)


def ordered(
    groups: Iterable[Group], documents: Sequence[Document]
) -> tuple[tuple[Group, ...], tuple[Match, ...]]:
    """Groups, largest first, and their pairs, best first; then in the order of the collection."""
    order = {document.id: row for row, document in enumerate(documents)}
    found = sorted(groups, key=lambda group: (-len(group), order[group.members[0]]))
    pairs = [match for group in found for match in group.pairs]
    pairs.sort(key=lambda match: (-match.score, order[match.a], order[match.b]))
    return tuple(found), tuple(pairs)


class _Search:
    """One run of `find`; rows are positions in `documents`."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        threshold: float,
        rewrites: bool,
        linkage: Linkage,
        abbreviations: frozenset[str],
        progress: bool,
    ) -> None:
        self.documents = documents
        self.threshold = threshold
        self.rewrites = rewrites
        self.linkage = linkage
        self.abbreviations = abbreviations
        self.progress = progress
        self._least = min(CARRY_LEAST, self.threshold)
        self.stats: dict[str, float] = {"documents": len(documents)}
        self._profiles: dict[int, Profile] = {}
        self._classes: dict[int, list[int]] = {}
        """Representative -> the rows it stands for, itself left out."""
        self._shared: dict[Pair, int] = {}
        """Candidate -> anchors that both carry."""
        self._alike: set[Pair] = set()
        """Candidates that share a band."""

    def run(self) -> tuple[tuple[Group, ...], tuple[Match, ...]]:
        with self._stage("sketch"):
            sketches = sketch(self._watch((d.text for d in self.documents), "sketching"))
        self.verifier = Verifier(sketches, self._profile)
        with self._stage("candidates"):
            candidates = self._candidates(sketches)
        with self._stage("verify"):
            verdicts = self._verify(candidates)
        with self._stage("group"):
            recorder = Recorder(self.verifier)
            joiner = Joiner(
                self.documents,
                recorder,
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
        self.kept = Kept(
            threshold=self.threshold,
            least=self._least,
            rewrites=self.rewrites,
            linkage=self.linkage,
            abbreviations=self.abbreviations,
            candidates=Verdicts.of(verdicts),
            shared=np.array([self._shared[pair] for pair in verdicts], dtype=np.int64),
            further=Verdicts.of(recorder.said),
            classes=self._classes,
        )
        found, pairs = ordered(groups, self.documents)
        self.stats["pairs"] = len(pairs)
        self.stats["pairs_implied"] = joiner.implied
        self.stats["groups"] = len(found)
        return found, pairs

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.stats[f"seconds_{name}"] = round(time.process_time() - start, 3)

    def _watch(self, items: Iterable[T], name: str, total: int | None = None) -> Iterable[T]:
        count = len(self.documents) if total is None else total
        # Slow to import.
        from tqdm import tqdm  # noqa: PLC0415

        bar: Iterable[T] = tqdm(
            items, desc=name, total=count, disable=not self.progress, delay=1.0, leave=False
        )
        return bar

    def _profile(self, row: int) -> Profile:
        profile = self._profiles.get(row)
        if profile is None:
            profile = self._profiles[row] = profile_of(self.documents[row], self.abbreviations)
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
        self._alike = set(map(tuple, by_bands.tolist()))
        self.stats["candidates"] = len(found)
        return sorted(found)

    def _collapse(self, pairs: I64, alone: I64) -> tuple[I64, I64]:
        """Let one member stand for each large class of near-identical documents.

        Only members that themselves resemble the representative are taken in, so that a
        chain of small changes is not collapsed to one. Their candidates become its own: in a
        large bucket it may never have been paired with them.
        """
        # What is listed without another look has to pass the threshold too.
        least = max(COLLAPSE, self.threshold)
        near = [p for p in pairs.tolist() if self.verifier.overlap(*p)[0] >= least]
        stands = np.arange(len(self.documents))
        """Who stands for each row."""
        for members in components(len(self.documents), np.array(near)) if near else ():
            # Who stands for most copies already is likeliest to stand amid the others.
            waiting = sorted(members, key=lambda row: -len(self._classes.get(row, ())))
            failures = 0
            while len(waiting) > CLASS_LISTED and failures < HEADS_TRIED:
                head, *others = waiting
                waiting = others
                alike = [r for r in others if self.verifier.overlap(head, r)[0] >= least]
                rows = list(self._classes.get(head, ()))
                for row in alike:
                    rows += [row, *self._classes.get(row, ())]
                # The members of a small class share their representative's matches, which
                # would be wrong of members that are only similar to it.
                if not alike or len(rows) < CLASS_LISTED:
                    failures += 1
                    continue
                failures = 0
                for row in alike:
                    self._classes.pop(row, None)
                self._classes[head] = rows
                stands[alike] = head
                waiting = [row for row in others if stands[row] == row]
        kept = alone[stands[alone] == alone]
        self.stats["collapsed"] = len(alone) - len(kept)
        pairs = np.sort(stands[pairs], axis=1)
        return np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0), kept

    def _verify(self, candidates: list[Pair]) -> dict[Pair, Verdict]:
        """The verdicts of all candidates that come near the threshold."""
        verdicts: dict[Pair, Verdict] = {}
        verified = 0
        for pair in self._watch(candidates, "verifying", len(candidates)):
            # Nine of ten chance candidates of the anchors cost no more than this look at their
            # stems. What the bands found shares wording, and is worth an exact look always.
            if pair not in self._alike and (
                self.verifier.plausibility(*pair, self._shared[pair]) < PLAUSIBLE
            ):
                continue
            verified += 1
            verdict = self.verifier.verdict(*pair, aligned=self.rewrites)
            if verdict and verdict.own_score >= self._least:
                verdicts[pair] = verdict
        self.stats["verified"] = verified
        return verdicts
