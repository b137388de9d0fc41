"""Verdicts of candidates, who stands for whom, and the groups: where the texts of each are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dedup.batches.blocks import I64
from dedup.batches.sketching import COUNTS, DOCUMENTS, count_stems
from dedup.diff.derivation import Signals
from dedup.document import Document
from dedup.syndication.collapse import COLLAPSE, collapse
from dedup.syndication.connect import Component, components
from dedup.syndication.groups import Linkage
from dedup.syndication.join import CARRY_LEAST, Joiner
from dedup.syndication.plausible import plausibilities
from dedup.syndication.rarity import Rarity
from dedup.syndication.texts import Texts
from dedup.syndication.verify import PLAUSIBLE, Verdict, Verifier

__all__ = [
    "COLLAPSED",
    "JOINED",
    "MEMBERS",
    "STANDS",
    "VERDICTS",
    "collapse_and_count",
    "collapse_components",
    "join_components",
    "verify",
]

Batches = Iterable[pa.RecordBatch]

MEMBERS = pa.schema(
    [
        ("place", pa.int64()),
        *DOCUMENTS,
        ("content", pa.int64()),
        ("head", pa.int64()),
        ("copies", pa.int64()),
        ("a", pa.int64()),
        ("b", pa.int64()),
        ("shared", pa.int32()),
        ("alike", pa.bool_()),
        ("verdict", pa.string()),
    ]
)
"""Documents (`a` is null) and pairs of them, by the block or component `place`."""
STANDS = pa.schema([("content", pa.int64()), ("head", pa.int64())])
COLLAPSED = pa.schema([*STANDS, *COUNTS])
"""A row of one or of the other, the rest null."""
VERDICTS = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("shared", pa.int32()), ("score", pa.float64()),
     ("verdict", pa.string())]
)  # fmt: skip
JOINED = pa.schema([("kind", pa.string()), ("json", pa.string())])
"""A pair or a group, as the JSON of its `to_dict()`."""
_STEP = 4096
"""Rows of a batch that is given back."""


def _members(batches: Batches) -> pa.Table:
    # An engine that knows a column to have no nulls says so in its schema.
    same = (pa.record_batch(batch.columns, schema=MEMBERS) for batch in batches)
    return pa.Table.from_batches(same, schema=MEMBERS)


class _Rows:
    """Documents in canonical order and the pairs of them, each place a stretch of both."""

    def __init__(self, batches: Batches, *, apart: bool = True) -> None:
        rows = _members(batches)
        if not apart:
            rows = rows.set_column(0, "place", pa.array(np.zeros(len(rows), dtype=np.int64)))
        is_pair = rows.column("a").is_valid()
        by = [(name, "ascending") for name in ("place", "content", "id")]
        self.documents = rows.filter(pc.invert(is_pair)).sort_by(by)
        # In the order of their ends, as the candidates of a whole collection are.
        by = [(name, "ascending") for name in ("place", "a", "b")]
        self.pairs = rows.filter(is_pair).sort_by(by)

    def places(self, rarity: Rarity, abbreviations: frozenset[str]) -> Iterator[_Members]:
        """The members of each place, nothing converted twice."""
        fields = [self.documents.column(name).to_pylist() for name in DOCUMENTS.names]
        documents = [Document(*values) for values in zip(*fields, strict=True)]
        head, copies = (self.documents.column(n).to_pylist() for n in ("head", "copies"))
        content = self.documents.column("content").to_numpy()
        ends = np.stack([self.pairs.column(end).to_numpy() for end in ("a", "b")], axis=1)
        place, of_pair = (each.column("place").to_numpy() for each in (self.documents, self.pairs))
        starts = np.flatnonzero(np.diff(place, prepend=place[:1] - 1)).tolist()
        for first, last in pairwise([*starts, len(place)]):
            low = int(np.searchsorted(of_pair, place[first], side="left"))
            high = int(np.searchsorted(of_pair, place[first], side="right"))
            yield _Members(
                documents[first:last],
                content[first:last],
                head[first:last],
                copies[first:last],
                ends[low:high],
                slice(low, high),
                rarity,
                abbreviations,
            )


class _Members:
    """The documents of one place in canonical order, the pairs among them, what compares them."""

    def __init__(
        self,
        documents: list[Document],
        content: I64,
        head: list[int | None],
        copies: list[int | None],
        ends: I64,
        stretch: slice,
        rarity: Rarity,
        abbreviations: frozenset[str],
    ) -> None:
        self.documents = documents
        self.content = content
        self.head = head
        self.copies = copies
        self.pairs = self.first(ends)
        self.stretch = stretch
        """Where the pairs are among all."""
        texts = Texts(documents.__getitem__, content.item, abbreviations, stems=False)
        self.verifier = Verifier(texts, rarity)

    def first(self, content: Any) -> I64:
        """The numbers of the first documents with these contents."""
        found: I64 = np.searchsorted(self.content, content).astype(np.int64)
        return found


def verify(
    batches: Batches,
    *,
    rarity: Rarity,
    threshold: float,
    rewrites: bool,
    abbreviations: frozenset[str] = frozenset(),
) -> Iterator[pa.RecordBatch]:
    """The verdicts of the pairs of each block that come near the threshold."""
    least = min(CARRY_LEAST, threshold)
    # What compares a text is made for many pairs at a time: the more, the better.
    rows = _Rows(batches, apart=False)
    alike = rows.pairs.column("alike").to_numpy(zero_copy_only=False).astype(bool)
    shared = rows.pairs.column("shared").to_numpy().astype(np.int64)
    for members in rows.places(rarity, abbreviations):
        doubtful = np.flatnonzero(~alike)
        worth = alike.copy()
        likely = plausibilities(
            members.pairs[doubtful],
            shared[doubtful],
            lambda number: members.documents[number].text,  # noqa: B023 - called at once
            rarity,
        )
        worth[doubtful] = likely >= PLAUSIBLE
        places = np.flatnonzero(worth)
        found: list[tuple[int, Verdict]] = []
        verdicts = members.verifier.verdicts(members.pairs[places], aligned=rewrites)
        for place, verdict in zip(places.tolist(), verdicts, strict=True):
            if verdict is not None and verdict.own_score >= least:
                found.append((place, verdict))
        kept = rows.pairs.select(["a", "b", "shared"])
        kept = kept.take(pa.array([place for place, _ in found], pa.int64()))
        scores = pa.array([verdict.own_score for _, verdict in found], pa.float64())
        told = pa.array([json.dumps(verdict) for _, verdict in found], pa.string())
        kept = kept.append_column("score", scores).append_column("verdict", told)
        yield from kept.cast(VERDICTS).to_batches(_STEP)


def _verdict(told: str) -> Verdict:
    *plain, signals = json.loads(told)
    return Verdict._make([*plain, None if signals is None else Signals(*signals)])


def collapse_components(batches: Batches, *, threshold: float) -> Iterator[pa.RecordBatch]:
    """Who stands for whom in each component of documents that share bands: `STANDS`."""
    least = max(COLLAPSE, threshold)
    nothing = Rarity.unknown()
    for members in _Rows(batches).places(nothing, frozenset()):
        verifier, pairs = members.verifier, members.pairs
        enough = [overlap[0] >= least for overlap in verifier.overlaps(pairs)]
        near = pairs[np.array(enough, dtype=bool)]
        copies = {
            number: range(count - 1)
            for number, count in enumerate(members.copies)
            if count is not None and count > 1
        }
        for component in components(len(members.content), near) if len(near) else ():
            for head, alike in collapse(component, copies, verifier.resemblances, least).items():
                content = members.content[np.array(alike)]
                heads = np.full(len(alike), members.content[head])
                yield pa.record_batch([pa.array(content), pa.array(heads)], schema=STANDS)


def collapse_and_count(batches: Batches, *, threshold: float) -> Iterator[pa.RecordBatch]:
    """`collapse_components`, and `count_stems` of the rows without a place: `COLLAPSED`.

    Both need texts of few documents, and finding these takes as long as reading all.
    """
    rows = _members(batches)
    is_sample = rows.column("place").is_null()
    sample = rows.filter(is_sample)
    found = list(
        collapse_components(rows.filter(pc.invert(is_sample)).to_batches(), threshold=threshold)
    )
    if len(sample):
        found += count_stems(sample.to_batches())
    for batch in found:
        columns = [
            batch.column(field.name) if field.name in batch.schema.names
            else pa.nulls(len(batch), field.type)
            for field in COLLAPSED
        ]  # fmt: skip
        yield pa.record_batch(columns, schema=COLLAPSED)


def join_components(
    batches: Batches,
    *,
    rarity: Rarity,
    threshold: float,
    linkage: Linkage,
    rewrites: bool,
    abbreviations: frozenset[str] = frozenset(),
) -> Iterator[pa.RecordBatch]:
    """The groups of each component and their pairs: `JOINED`; ids give the order of both."""
    rows = _Rows(batches)
    all_verdicts = rows.pairs.column("verdict").to_pylist()
    all_shared = rows.pairs.column("shared").to_pylist()
    waiting: list[tuple[str, dict[str, Any]]] = []
    for members in rows.places(rarity, abbreviations):
        stands = members.first(np.array(members.head, dtype=np.int64)).tolist()
        classes: dict[int, list[int]] = {}
        for number, head in enumerate(stands):
            if head != number:
                classes.setdefault(head, []).append(number)
        by_id = sorted(range(len(stands)), key=[each.id for each in members.documents].__getitem__)
        position = {number: place for place, number in enumerate(by_id)}
        joiner = Joiner(
            members.documents.__getitem__,
            position.__getitem__,
            members.verifier,
            threshold=threshold,
            linkage=linkage,
            carry=rewrites,
        )
        pairs: list[tuple[int, int]] = list(map(tuple, members.pairs.tolist()))
        verdicts: Mapping[tuple[int, int], Verdict] = dict(
            zip(pairs, map(_verdict, all_verdicts[members.stretch]), strict=True)
        )
        counts = zip(pairs, all_shared[members.stretch], strict=True)
        shared = {pair: count for pair, count in counts if count}
        found = joiner.join(Component(sorted(set(stands)), verdicts, classes, shared))
        waiting += [("group", group.to_dict()) for group in found.groups]
        waiting += [("pair", match.to_dict()) for group in found.groups for match in group.pairs]
        if len(waiting) > _STEP:
            yield _told(waiting)
            waiting = []
    if waiting:
        yield _told(waiting)


def _told(values: list[tuple[str, dict[str, Any]]]) -> pa.RecordBatch:
    kinds, told = [kind for kind, _ in values], [json.dumps(value) for _, value in values]
    return pa.record_batch(
        [pa.array(kinds, pa.string()), pa.array(told, pa.string())], schema=JOINED
    )
