"""Verdicts of candidates, who stands for whom, and the groups: where the texts of each are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dedup.batches.blocks import I64
from dedup.batches.sketching import DOCUMENTS
from dedup.diff.derivation import Signals
from dedup.document import Document
from dedup.lsh.sketches import Ragged
from dedup.syndication.collapse import COLLAPSE, collapse
from dedup.syndication.groups import Linkage, components
from dedup.syndication.join import CARRY_LEAST, Component, Joiner
from dedup.syndication.plausible import plausibilities
from dedup.syndication.rarity import Rarity
from dedup.syndication.texts import Texts
from dedup.syndication.verify import PLAUSIBLE, Verdict, Verifier

__all__ = [
    "JOINED",
    "MEMBERS",
    "STANDS",
    "VERDICTS",
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
VERDICTS = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("shared", pa.int32()), ("score", pa.float64()),
     ("verdict", pa.string())]
)  # fmt: skip
JOINED = pa.schema([("kind", pa.string()), ("json", pa.string())])
"""A pair or a group, as the JSON of its `to_dict()`."""
_STEP = 4096
"""Rows of a batch that is given back."""


class _Members:
    """The documents of one place in canonical order, the pairs among them, what compares them."""

    def __init__(self, rows: pa.Table, rarity: Rarity, abbreviations: frozenset[str]) -> None:
        is_pair = rows.column("a").is_valid()
        given = rows.filter(pc.invert(is_pair)).sort_by([("content", "ascending")])
        columns = [given.column(name).to_pylist() for name in DOCUMENTS.names]
        content = given.column("content").to_numpy()
        found = {
            values[0]: (number, Document(*values))
            for number, values in enumerate(zip(*columns, strict=True))
        }
        order = sorted(found.values(), key=lambda each: (content[each[0]], each[1].id))
        self.documents = [document for _, document in order]
        self.given = given.take([number for number, _ in order])
        self.content = content[[number for number, _ in order]]
        self.verifier = Verifier(
            Texts(self.documents.__getitem__, self.content.item, abbreviations), rarity
        )
        # In the order of their ends, as the candidates of a whole collection are.
        self.table = rows.filter(is_pair).sort_by([("a", "ascending"), ("b", "ascending")])
        self.pairs = np.stack(
            [self.first(self.table.column(end).to_numpy()) for end in ("a", "b")], axis=1
        )

    def first(self, content: I64) -> I64:
        """The numbers of the first documents with these contents."""
        return np.searchsorted(self.content, content)

    def column(self, name: str) -> list[Any]:
        """What pairs carry, in the order of `pairs`."""
        values: list[Any] = self.table.column(name).to_pylist()
        return values


def _places(
    batches: Batches, rarity: Rarity, abbreviations: frozenset[str], *, apart: bool = True
) -> Iterator[_Members]:
    """The members of each place, or of all places at once."""
    table = pa.Table.from_batches(list(batches), schema=MEMBERS)
    if not table.num_rows:
        return
    # What compares a text is made for a block of pairs at a time: the larger, the better.
    if not apart:
        yield _Members(table, rarity, abbreviations)
        return
    place = table.column("place").to_numpy()
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=place[order][:1] - 1))
    for rows in np.split(order, starts[1:]):
        yield _Members(table.take(rows), rarity, abbreviations)


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
    for members in _places(batches, rarity, abbreviations, apart=False):
        alike = members.table.column("alike").to_numpy(zero_copy_only=False).astype(bool)
        shared = members.table.column("shared").to_numpy().astype(np.int64)
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
        rows = pa.array([place for place, _ in found], pa.int64())
        table = members.table.select(["a", "b", "shared"]).take(rows)
        table = table.append_column(
            "score", pa.array([v.own_score for _, v in found], pa.float64())
        )
        told = pa.array([json.dumps(verdict) for _, verdict in found], pa.string())
        yield from table.append_column("verdict", told).cast(VERDICTS).to_batches(_STEP)


def _verdict(told: str) -> Verdict:
    *plain, signals = json.loads(told)
    return Verdict._make([*plain, None if signals is None else Signals(*signals)])


def collapse_components(batches: Batches, *, threshold: float) -> Iterator[pa.RecordBatch]:
    """Who stands for whom in each component of documents that share bands: `STANDS`."""
    least = max(COLLAPSE, threshold)
    nothing = Rarity.of(Ragged.of([]))
    for members in _places(batches, nothing, frozenset()):
        verifier, pairs = members.verifier, members.pairs
        enough = [overlap[0] >= least for overlap in verifier.overlaps(pairs)]
        near = pairs[np.array(enough, dtype=bool)]
        copies = {
            number: range(count - 1)
            for number, count in enumerate(members.given.column("copies").to_pylist())
            if count > 1
        }
        for component in components(len(members.content), near) if len(near) else ():
            for head, alike in collapse(component, copies, verifier.resemblances, least).items():
                content = members.content[np.array(alike)]
                heads = np.full(len(alike), members.content[head])
                yield pa.record_batch([pa.array(content), pa.array(heads)], schema=STANDS)


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
    for members in _places(batches, rarity, abbreviations):
        stands = members.first(members.given.column("head").to_numpy()).tolist()
        classes: dict[int, list[int]] = {}
        for number, head in enumerate(stands):
            if head != number:
                classes.setdefault(head, []).append(number)
        by_id = sorted(range(len(stands)), key=lambda n: members.documents[n].id)
        position = {number: place for place, number in enumerate(by_id)}
        joiner = Joiner(
            members.documents.__getitem__,
            position.__getitem__,
            members.verifier,
            threshold=threshold,
            linkage=linkage,
            carry=rewrites,
        )
        pairs = list(map(tuple, members.pairs.tolist()))
        verdicts: Mapping[tuple[int, int], Verdict] = dict(
            zip(pairs, map(_verdict, members.column("verdict")), strict=True)
        )
        shared = {
            pair: count
            for pair, count in zip(pairs, members.column("shared"), strict=True)
            if count
        }
        found = joiner.join(Component(sorted(set(stands)), verdicts, classes, shared))
        told = [("group", group.to_dict()) for group in found.groups]
        told += [("pair", match.to_dict()) for group in found.groups for match in group.pairs]
        for start in range(0, len(told), _STEP):
            part = told[start : start + _STEP]
            kinds, values = [kind for kind, _ in part], [json.dumps(value) for _, value in part]
            yield pa.record_batch([kinds, values], schema=JOINED)
