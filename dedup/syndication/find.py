"""`find`: collapse, sketch, candidates, exact verification, groups."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import numpy as np

from dedup.diff.profile import F64
from dedup.document import Document
from dedup.errors import SettingsError
from dedup.lsh.banding import band_candidates
from dedup.lsh.bands import SEARCHED, choose_bands
from dedup.lsh.candidates import AnchorBuckets, anchor_buckets, candidates_of
from dedup.lsh.minhash import U32
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Sketches, sketch, stems_of
from dedup.lsh.stem_codes import Coder, StemCodes
from dedup.readers import by_id, id_of, place_of, read, refuse_unencodable, texts_of
from dedup.syndication.canonical import Classes, canonical_order, identical
from dedup.syndication.collapse import CLASS_LISTED, COLLAPSE, collapse
from dedup.syndication.connect import Judged, components
from dedup.syndication.grouped import join_all
from dedup.syndication.groups import LINKAGES, Linkage
from dedup.syndication.join import CARRY_LEAST
from dedup.syndication.kept import Kept, Recorder
from dedup.syndication.met import Met
from dedup.syndication.plausible import plausibilities, plausibilities_of
from dedup.syndication.rarity import SAMPLE, Rarity
from dedup.syndication.result import Group, Match, Result
from dedup.syndication.texts import Texts
from dedup.syndication.verdicts import Verdicts
from dedup.syndication.verify import NEAR, PLAUSIBLE, Verifier
from dedup.text.abbreviations import checked_abbreviations

__all__ = ["LEAST_ANCHORS", "RECALL", "THRESHOLD", "find", "found_among", "ordered"]

T = TypeVar("T")

THRESHOLD = 0.5
RECALL = 0.95
"""Wanted recall of the bands at a resemblance of `NEAR`."""
LEAST_ANCHORS = 2
COLLAPSING = 8 << 20
"""Bytes of features that are kept while large classes are collapsed."""


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
    _check(threshold, linkage)
    return found_among(
        read(documents).at_once(),
        threshold=threshold,
        rewrites=rewrites,
        linkage=linkage,
        abbreviations=checked_abbreviations(abbreviations),
        progress=progress,
    )


def found_among(
    documents: Sequence[Document],
    sketches: Sketches | None = None,
    *,
    threshold: float = THRESHOLD,
    rewrites: bool = True,
    linkage: Linkage = "single",
    abbreviations: frozenset[str] = frozenset(),
    progress: bool = False,
) -> Result:
    """`find`, of documents whose ids are unique and that may have been sketched before."""
    _check(threshold, linkage)
    search = _Search(
        documents,
        sketches,
        threshold=threshold,
        rewrites=rewrites,
        linkage=linkage,
        abbreviations=abbreviations,
        progress=progress,
    )
    groups, pairs = search.run()
    return Result(by_id(documents), groups, pairs, search.stats, float(threshold), search.kept)


def _check(threshold: float, linkage: str) -> None:
    if not isinstance(threshold, int | float) or not 0.0 < threshold <= 1.0:
        raise SettingsError(f"threshold={threshold!r} is not a number above 0 and at most 1")
    if linkage not in LINKAGES:
        raise SettingsError(f"linkage={linkage!r} is not one of {', '.join(LINKAGES)}")


def ordered(
    groups: Iterable[Group], documents: Sequence[Document]
) -> tuple[tuple[Group, ...], tuple[Match, ...]]:
    """Groups, largest first, and their pairs, best first; then in the order of the collection."""
    place = place_of(documents)
    given = list(groups)
    sizes = np.fromiter((len(group.members) for group in given), np.int64, len(given))
    first = np.fromiter((place(group.members[0]) for group in given), np.int64, len(given))
    found = tuple(given[at] for at in np.lexsort((first, -sizes)).tolist())
    pairs = [match for group in found for match in group.pairs]
    scores = np.fromiter((match.score for match in pairs), np.float64, len(pairs))
    a = np.fromiter((place(match.a) for match in pairs), np.int64, len(pairs))
    b = np.fromiter((place(match.b) for match in pairs), np.int64, len(pairs))
    return found, tuple(pairs[at] for at in np.lexsort((b, a, -scores)).tolist())


def _unlike_copies(classes: Classes, content: U64) -> I64:
    """Pairs of what stands for a large class with its members that are not identical to it."""
    pairs = [
        (min(head, row), max(head, row))
        for head, copies in classes.items()
        if len(copies) >= CLASS_LISTED
        for row in copies
        if content[row] != content[head]
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


class _Search:
    """One run of `find`; rows are documents in canonical order."""

    def __init__(
        self,
        documents: Sequence[Document],
        sketches: Sketches | None,
        *,
        threshold: float,
        rewrites: bool,
        linkage: Linkage,
        abbreviations: frozenset[str],
        progress: bool,
    ) -> None:
        self.documents = documents
        self._texts = texts_of(documents)
        self._positions: I64 = np.zeros(0, dtype=np.int64)
        """Row -> position among the documents, once their contents are known."""
        self._order = memoryview(b"")
        """The same for who asks for one at a time, in half the time."""
        self.sketches = sketches
        self._codes: StemCodes | None = None
        """The stems of each document, if it was sketched here."""
        self.threshold = threshold
        self.rewrites = rewrites
        self.linkage = linkage
        self.abbreviations = abbreviations
        self.progress = progress
        self._least = min(CARRY_LEAST, self.threshold)
        self.stats: dict[str, float] = {"documents": len(documents)}

    def run(self) -> tuple[tuple[Group, ...], tuple[Match, ...]]:
        given = self.documents
        with self._stage("sketch"):
            sketches = self.sketches or self._sketch()
        order = canonical_order(sketches.content, id_of(given))
        self._positions, self._order = order, order.data
        content, words = sketches.content[order], sketches.words[order]
        signatures, anchors = sketches.signatures, sketches.anchors
        # A kilobyte a document, of which each part goes as soon as nothing has use for it.
        del sketches
        self.sketches = None
        texts = partial(
            Texts,
            self._document,
            content.item,
            self.abbreviations,
            stems=False,
            text=self._text,
        )
        with self._stage("candidates"):
            classes, alone = identical(content, words)
            self.stats["without_words"] = int((words == 0).sum())
            self.stats["identical"] = sum(map(len, classes.values()))
            rarity = self._rarity(alone[:SAMPLE]) if self.rewrites else Rarity.unknown()
            near = self._near(signatures, order, alone)
            del signatures
            # Anchors are waiting, which need the room; and pairs come in order.
            few = Verifier(texts(room=COLLAPSING), rarity)
            alike, alone = self._collapse(near, alone, classes, few)
            del few
            met = Met.none()
            if self.rewrites:
                own = self._codes is not None
                carried = anchor_buckets(anchors, order[alone], self._watch, spent=own)
                del anchors
                met = self._met(carried, alone)
                del carried
            self.stats["candidates"] = len(alike) + int((~met.within(alike)).sum())
        verifier = Verifier(texts(), rarity)
        with self._stage("verify"):
            judged = self._verify(alike, met, verifier, rarity)
        with self._stage("group"):
            recorder = Recorder(verifier)
            recorder.ahead(_unlike_copies(classes, content), aligned=self.rewrites)
            joined = join_all(
                given,
                order,
                judged,
                classes,
                recorder,
                threshold=self.threshold,
                linkage=self.linkage,
                carry=self.rewrites,
                watch=self._watch,
            )
        self.kept = Kept(
            threshold=self.threshold,
            least=self._least,
            rewrites=self.rewrites,
            linkage=self.linkage,
            abbreviations=self.abbreviations,
            order=order,
            content=content,
            candidates=judged.verdicts,
            shared=judged.shared,
            further=Verdicts.of(recorder.said),
            classes=classes,
        )
        self.stats["pairs_implied"] = joined.implied
        found, pairs = ordered(joined.groups, given)
        self.stats["pairs"] = len(pairs)
        self.stats["groups"] = len(found)
        return found, pairs

    def _document(self, row: int) -> Document:
        return self.documents[self._order[row]]

    def _text(self, row: int) -> str:
        return self._texts[self._order[row]]

    def _sketch(self) -> Sketches:
        coder = Coder(len(self._texts))
        try:
            found = sketch(
                self._texts,
                anchors=self.rewrites,
                slots=SEARCHED,
                strict=True,
                stems=coder.add if self.rewrites else None,
                watch=lambda texts: self._watch(texts, "sketching", len(self._texts)),
            )
        except UnicodeEncodeError:
            refuse_unencodable(self.documents)
            raise
        if self.rewrites:
            self._codes = coder.done()
        return found

    def _rarity(self, sample: I64) -> Rarity:
        if self._codes is None:
            return Rarity.of(stems_of(map(self._text, sample.tolist())))
        return Rarity.of_codes(self._codes, self._positions[sample])

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.stats[f"seconds_{name}"] = round(time.process_time() - start, 3)

    def _watch(self, items: Iterable[T], name: str, total: int) -> Iterable[T]:
        if not self.progress:
            return items
        # Slow to import.
        from tqdm import tqdm  # noqa: PLC0415

        bar: Iterable[T] = tqdm(items, desc=name, total=total, delay=1.0, leave=False)
        return bar

    def _near(self, signatures: U32, order: I64, alone: I64) -> I64:
        """Pairs that share a band."""
        # Sketches of an index have more slots than are searched.
        bands = choose_bands(RECALL, NEAR)
        return alone[band_candidates(signatures, bands, order[alone])]

    def _met(self, carried: AnchorBuckets, alone: I64) -> Met:
        """Pairs that share anchors, and how many."""
        places, shared = candidates_of(carried, LEAST_ANCHORS, watch=self._watch)
        return Met(alone[places], shared)

    def _collapse(
        self, pairs: I64, alone: I64, classes: Classes, verifier: Verifier
    ) -> tuple[I64, I64]:
        """Let one member stand for each large class of near-identical documents.

        Their candidates become its own: in a large bucket it may never have been paired with
        them.
        """
        # What is listed without another look has to pass the threshold too.
        least = max(COLLAPSE, self.threshold)
        count = len(self.documents)
        may = np.zeros(count, dtype=bool)
        """Whether a row is connected with enough others to be of a large class."""
        for members in components(count, pairs):
            may[members] = len(members) > CLASS_LISTED
        asked = pairs[may[pairs[:, 0]]]
        compared = self._watch(verifier.overlaps(asked), "comparing", len(asked))
        alike_enough = np.fromiter((o[0] >= least for o in compared), dtype=bool, count=len(asked))
        near = asked[alike_enough]

        def resemblances(head: int, others: Sequence[int]) -> list[float]:
            with_head = np.array([(head, other) for other in others], dtype=np.int64)
            compared = self._watch(verifier.overlaps(with_head), "collapsing", len(others))
            return [resemblance for resemblance, _, _ in compared]

        stands = np.arange(count)
        """Who stands for each row."""
        for members in components(count, near):
            found = collapse(members, classes, resemblances, least)
            for head, alike in found.items():
                rows = classes.get(head, [])
                for row in alike:
                    rows += [row, *classes.pop(row, ())]
                classes[head] = sorted(rows)
                stands[alike] = head
        kept = alone[stands[alone] == alone]
        self.stats["collapsed"] = len(alone) - len(kept)
        pairs = np.sort(stands[pairs], axis=1)
        pairs = pairs[pairs[:, 0] < pairs[:, 1]]
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        is_new = np.ones(len(pairs), dtype=bool)
        is_new[1:] = np.any(pairs[1:] != pairs[:-1], axis=1)
        return pairs[is_new], kept

    def _verify(self, alike: I64, met: Met, verifier: Verifier, rarity: Rarity) -> Judged:
        """The verdicts of all candidates that come near the threshold."""
        # Nine of ten chance candidates of the anchors cost no more than a look at their stems.
        # What the bands found shares wording, and is worth an exact look always.
        doubtful = np.flatnonzero(~met.within(alike))
        plausible = self._plausible(met.pairs[doubtful], met.counts[doubtful], rarity)
        worth = np.concatenate([alike, met.pairs[doubtful[plausible >= PLAUSIBLE]]])
        worth = worth[np.lexsort((worth[:, 1], worth[:, 0]))]
        self.stats["verified"] = len(worth)
        found = verifier.judged(worth, aligned=self.rewrites, watch=self._watch)
        near = Verdicts.joined(some.reaching(self._least) for some in found)
        return Judged(near, met.shared(near.pairs))

    def _plausible(self, pairs: I64, shared: I64, rarity: Rarity) -> F64:
        """The plausibility of pairs that share so many anchors."""
        codes = self._codes
        if codes is None:
            return plausibilities(pairs, shared, self._text, rarity, self._watch)
        # Nothing else has use for them.
        self._codes = None
        return plausibilities_of(self._positions[pairs], shared, codes, rarity)
