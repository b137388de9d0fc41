"""Verdicts of candidates, who stands for whom, and the groups: where the texts of each are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

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


def _places(batches: Batches) -> Iterator[list[dict[str, Any]]]:
    """The rows of each place, which stand together."""
    waiting: list[dict[str, Any]] = []
    for batch in batches:
        for row in batch.to_pylist():
            if waiting and waiting[0]["place"] != row["place"]:
                yield waiting
                waiting = []
            waiting.append(row)
    if waiting:
        yield waiting


class _Members:
    """The documents of one place in canonical order, and what compares them."""

    def __init__(
        self, rows: list[dict[str, Any]], rarity: Rarity, abbreviations: frozenset[str]
    ) -> None:
        known = {row["id"]: row for row in rows if row["a"] is None}
        self.rows = sorted(known.values(), key=lambda row: (row["content"], row["id"]))
        self.documents = [
            Document(**{name: row[name] for name in DOCUMENTS.names}) for row in self.rows
        ]
        self.first: dict[int, int] = {}
        for number, row in enumerate(self.rows):
            self.first.setdefault(row["content"], number)
        texts = Texts(
            self.documents.__getitem__,
            lambda number: int(self.rows[number]["content"]),
            abbreviations,
        )
        self.verifier = Verifier(texts, rarity)
        self.pairs = {
            (self.first[row["a"]], self.first[row["b"]]): row
            for row in rows
            if row["a"] is not None
        }


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
    for rows in _places(batches):
        members = _Members(rows, rarity, abbreviations)
        doubtful = sorted(pair for pair, row in members.pairs.items() if not row["alike"])
        worth = [pair for pair, row in members.pairs.items() if row["alike"]]
        if doubtful:
            found = plausibilities(
                np.array(doubtful, dtype=np.int64),
                np.array([members.pairs[pair]["shared"] for pair in doubtful], dtype=np.int64),
                lambda number: members.documents[number].text,  # noqa: B023 - called at once
                rarity,
            )
            worth += [doubtful[place] for place in np.flatnonzero(found >= PLAUSIBLE).tolist()]
        out = []
        for pair in sorted(worth):
            verdict = members.verifier.verdict(*pair, aligned=rewrites)
            if verdict is not None and verdict.own_score >= least:
                row = members.pairs[pair]
                told = json.dumps(verdict)
                out.append(
                    {"a": row["a"], "b": row["b"], "shared": row["shared"],
                     "score": verdict.own_score, "verdict": told}
                )  # fmt: skip
        yield pa.RecordBatch.from_pylist(out, schema=VERDICTS)


def _verdict(told: str) -> Verdict:
    *plain, signals = json.loads(told)
    return Verdict._make([*plain, None if signals is None else Signals(*signals)])


def collapse_components(batches: Batches, *, threshold: float) -> Iterator[pa.RecordBatch]:
    """Who stands for whom in each component of documents that share bands: `STANDS`."""
    least = max(COLLAPSE, threshold)
    nothing = Rarity.of(Ragged.of([]))
    for rows in _places(batches):
        members = _Members(rows, nothing, frozenset())
        verifier = members.verifier
        near = [pair for pair in sorted(members.pairs) if verifier.overlap(*pair)[0] >= least]
        copies = {
            number: range(row["copies"] - 1)
            for number, row in enumerate(members.rows)
            if row["copies"] > 1
        }
        out = []
        for component in components(len(members.rows), np.array(near)) if near else ():
            for head, alike in collapse(component, copies, verifier.resemblances, least).items():
                content = members.rows[head]["content"]
                out += [{"content": members.rows[r]["content"], "head": content} for r in alike]
        yield pa.RecordBatch.from_pylist(out, schema=STANDS)


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
    for rows in _places(batches):
        members = _Members(rows, rarity, abbreviations)
        classes: dict[int, list[int]] = {}
        for number, row in enumerate(members.rows):
            head = members.first[row["head"]]
            if head != number:
                classes.setdefault(head, []).append(number)
        heads = sorted({members.first[row["head"]] for row in members.rows})
        by_id = sorted(range(len(members.rows)), key=lambda n: members.documents[n].id)
        position = {number: place for place, number in enumerate(by_id)}
        joiner = Joiner(
            members.documents.__getitem__,
            position.__getitem__,
            members.verifier,
            threshold=threshold,
            linkage=linkage,
            carry=rewrites,
        )
        pairs = members.pairs
        verdicts: Mapping[tuple[int, int], Verdict] = {
            pair: _verdict(row["verdict"]) for pair, row in sorted(pairs.items())
        }
        shared = {pair: row["shared"] for pair, row in pairs.items() if row["shared"]}
        found = joiner.join(Component(heads, verdicts, classes, shared))
        out = [("group", group.to_dict()) for group in found.groups]
        out += [("pair", match.to_dict()) for group in found.groups for match in group.pairs]
        yield pa.record_batch(
            [[kind for kind, _ in out], [json.dumps(value) for _, value in out]], schema=JOINED
        )
