"""The least engine that the stages of `dedup.batches` need: pyarrow in one process, block by block.

It bounds nobody's partners, which collections of this size have no need of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.batches import candidates, joining, meeting, sketching
from dedup.lsh.bands import choose_bands
from dedup.lsh.candidates import LEAST_WORTH
from dedup.syndication.collapse import CLASS_LISTED
from dedup.syndication.connect import components
from dedup.syndication.find import LEAST_ANCHORS, RECALL
from dedup.syndication.verify import NEAR

Pairs = list[dict[str, Any]]


def by_block(batches: Any, blocks: int) -> Iterator[Iterator[Any]]:
    """Packed rows, those of each block together."""
    rows = [batch.slice(n, 1) for batch in batches for n in range(len(batch))]
    for block in range(blocks):
        yield (row for row in rows if row.column("block")[0].as_py() == block)


def exchanged(table: Any, blocks: int, give: Any, *stages: Any) -> Pairs:
    """What stages make of each other's rows, with an exchange of them before each but the first."""
    found: list[Any] = list(give(table.to_batches(40), blocks=blocks))
    for stage in stages:
        found = [made for block in by_block(found, blocks) for made in stage(block)]
    return [row for batch in found for row in batch.to_pylist()]


def joined_up(edges: list[tuple[int, int]]) -> dict[int, int]:
    """The component of each vertex of a graph of contents: its smallest vertex."""
    vertices = sorted({end for edge in edges for end in edge})
    place = {vertex: number for number, vertex in enumerate(vertices)}
    pairs = np.array([(place[a], place[b]) for a, b in edges]).reshape(-1, 2)
    found = components(len(vertices), pairs) if len(pairs) else []
    return {vertices[row]: vertices[rows[0]] for rows in found for row in rows}


def search(documents: Any, *, threshold: float = 0.5, blocks: int = 2) -> dict[str, Pairs]:
    """Pairs and groups of documents, a table of `DOCUMENTS`, as `to_dict` gives them."""
    texts = {row["id"]: row for row in documents.to_pylist()}
    work = partial(sketching.sketch_rows, bands=choose_bands(RECALL, NEAR))
    sketches = pa.Table.from_batches(work(documents.to_batches(70)))
    content = dict(zip(*(sketches.column(n).to_pylist() for n in ("id", "content")), strict=True))
    with_words = zip(*(sketches.column(n).to_pylist() for n in ("id", "words")), strict=True)
    copies: dict[int, list[str]] = {}
    for each in sorted(name for name, words in with_words if words):
        copies.setdefault(content[each], []).append(each)
    is_head = [copies.get(content[row], [None])[0] == row for row in sketches["id"].to_pylist()]
    heads = sketches.filter(pa.array(is_head))

    def run(stage: Callable[..., Any], contents: dict[int, dict[str, Any]], pairs: Pairs) -> Pairs:
        rows: Pairs = [
            {**texts[name], "content": c, "copies": len(copies[c]), **more}
            for c, more in contents.items()
            for name in (copies[c] if "head" in more else copies[c][:1])
        ]
        table = pa.Table.from_pylist(rows + pairs, joining.MEMBERS)
        return [row for batch in stage(iter(table.to_batches(50))) for row in batch.to_pylist()]

    bands = exchanged(
        heads.select(["content", "bands"]), blocks, candidates.scatter_bands,
        partial(candidates.pairs_of_bands, blocks=blocks), candidates.merge_pairs,
    )  # fmt: skip
    near = joined_up([(row["a"], row["b"]) for row in bands])
    sizes = np.unique(list(near.values()), return_counts=True)
    large = {int(c) for c, size in zip(*sizes, strict=True) if size > CLASS_LISTED}
    near = {vertex: component for vertex, component in near.items() if component in large}
    stands: dict[int, int] = {
        row["content"]: row["head"]
        for row in run(
            partial(joining.collapse_components, threshold=threshold),
            {vertex: {"place": component} for vertex, component in near.items()},
            [{**row, "place": near[row["a"]]} for row in bands if row["a"] in near],
        )
    }
    found: dict[tuple[int, int], tuple[int, bool]] = {}
    for row in bands:
        first, second = int(row["a"]), int(row["b"])
        a, b = stands.get(first, first), stands.get(second, second)
        found[min(a, b), max(a, b)] = 0, True
    alone = heads.filter(pa.array([c not in stands for c in heads["content"].to_pylist()]))
    count = partial(
        meeting.pairs_of_buckets, blocks=blocks, least=LEAST_ANCHORS, least_worth=LEAST_WORTH
    )
    for row in exchanged(
        alone.select(["content", "anchors"]), blocks, meeting.scatter_anchors,
        partial(meeting.buckets_of_anchors, blocks=blocks), count,
    ):  # fmt: skip
        pair = row["a"], row["b"]
        found[pair] = row["shared"], pair in found
    met: Pairs = [
        {"place": a % blocks, "a": a, "b": b, "shared": shared, "alike": alike}
        for (a, b), (shared, alike) in found.items()
        if a != b
    ]
    rarity = sketching.rarity_from(sketching.COUNTS.empty_table())
    verdicts: Pairs = []
    for block in range(blocks):
        mine = [row for row in met if row["place"] == block]
        ends: dict[int, dict[str, Any]] = {row[e]: {"place": block} for row in mine for e in "ab"}
        verify = partial(joining.verify, rarity=rarity, threshold=threshold, rewrites=True)
        verdicts += run(verify, ends, mine)
    edges = [(row["a"], row["b"]) for row in verdicts if row["score"] >= threshold]
    edges += [*stands.items(), *((c, c) for c, ids in copies.items() if len(ids) > 1)]
    places = joined_up(edges)
    told = run(
        partial(joining.join_components, rarity=rarity, threshold=threshold, linkage="single",
                rewrites=True),
        {c: {"place": place, "head": stands.get(c, c)} for c, place in places.items()},
        [{**row, "place": places[row["a"]]} for row in verdicts
         if row["a"] in places and places[row["a"]] == places.get(row["b"])],
    )  # fmt: skip
    kinds = {"pairs": "pair", "groups": "group"}
    return {n: [json.loads(r["json"]) for r in told if r["kind"] == k] for n, k in kinds.items()}
