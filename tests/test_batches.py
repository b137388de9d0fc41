"""The stages in batches give what the functions over a whole collection give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pytest

pa = pytest.importorskip("pyarrow")

from corpus import Mix, articles  # noqa: E402
from plain_engine import search  # noqa: E402

import dedup  # noqa: E402
from dedup.batches import candidates, sketching  # noqa: E402
from dedup.batches.blocks import Columns, block_of, gather, order_of, scatter, values  # noqa: E402
from dedup.lsh.bands import choose_bands  # noqa: E402
from dedup.lsh.candidates import (  # noqa: E402
    BAND_CAP,
    BAND_NEXT,
    LEAST_WORTH,
    anchor_candidates,
    band_candidates,
)
from dedup.lsh.sketches import sketch  # noqa: E402
from dedup.syndication.groups import components  # noqa: E402

BANDS = choose_bands(0.95, 0.7)
TEXTS = [article.text for article in articles(160, mix=Mix(release=0.6))]


@pytest.fixture(scope="module")
def sketched() -> Any:
    """The sketches of the texts in two batches, identical texts once, in order of content."""
    parts = [
        pa.record_batch(
            [[str(number) for number in numbers], [TEXTS[number] for number in numbers]]
            + [pa.nulls(len(numbers), pa.string())] * 4,
            schema=sketching.DOCUMENTS,
        )
        for numbers in (range(70), range(70, len(TEXTS)))
    ]
    table = pa.Table.from_batches(sketching.sketch_rows(parts, bands=BANDS))
    _, first = np.unique(table.column("content").to_numpy(), return_index=True)
    return table.take(first)


def stage(
    batches: Iterable[Any],
    give: Callable[..., Iterator[Any]],
    take: Callable[..., Iterator[Any]],
    blocks: int,
) -> list[Any]:
    """What an engine does: rows that `give` makes, by block, to `take`."""
    rows = [batch.slice(n, 1) for batch in give(batches, blocks=blocks) for n in range(len(batch))]
    return [
        out
        for block in range(blocks)
        for out in take(
            (row for row in rows if row.column("block")[0].as_py() == block), blocks=blocks
        )
    ]


def pairs_of(found: Iterable[Any], least: int) -> dict[tuple[int, int], int]:
    """Pairs of contents, each once, and the anchors that they share."""
    rows = candidates.merge_pairs(found, least=least, least_worth=LEAST_WORTH)
    merged = pa.Table.from_batches(rows, schema=candidates.MERGED).to_pydict()
    pairs = list(zip(merged["a"], merged["b"], strict=True))
    assert len(set(pairs)) == len(pairs)
    return dict(zip(pairs, merged["shared"], strict=True))


@pytest.mark.parametrize("blocks", [1, 3])
def test_bands_give_the_same_pairs(sketched: Any, blocks: int) -> None:
    """Pairs that share a band are the same in any number of blocks, over the caps too."""
    assert len(sketched) > BAND_CAP
    found = stage(
        sketched.select(["content", "bands"]).to_batches(),
        candidates.scatter_bands,
        candidates.pairs_of_bands,
        blocks,
    )
    content = sketched.column("content").to_numpy()
    texts = [TEXTS[int(name)] for name in sketched.column("id").to_pylist()]
    whole = band_candidates(sketch(texts).signatures, BANDS, np.arange(len(texts)))
    expected = {(a, b) for a, b in content[whole].tolist()}
    assert pairs_of(found, 0).keys() == expected


@pytest.mark.parametrize("blocks", [1, 3])
def test_anchors_give_the_same_pairs(sketched: Any, blocks: int) -> None:
    """Pairs that share anchors, and how many, are the same in any number of blocks."""
    found = stage(
        sketched.select(["content", "anchors"]).to_batches(),
        candidates.scatter_anchors,
        candidates.pairs_of_anchors,
        blocks,
    )
    content = sketched.column("content").to_numpy()
    texts = [TEXTS[int(name)] for name in sketched.column("id").to_pylist()]
    pairs, shared = anchor_candidates(sketch(texts).anchors, np.arange(len(texts)), 2)
    expected = dict(zip(map(tuple, content[pairs].tolist()), shared.tolist(), strict=True))
    assert len(expected) > 100
    assert pairs_of(found, 2) == expected


@pytest.mark.parametrize("blocks", [1, 3])
def test_any_engine_finds_the_same(blocks: int) -> None:
    """Stage after stage, in any number of blocks, pairs and groups are those of one machine."""
    documents = [dedup.Document(f"{n:03}", text) for n, text in enumerate(TEXTS)]
    documents += [dedup.Document("empty", " "), dedup.Document("x", "Ice came.", publisher="Post")]
    expected = dedup.find(documents).to_dict()
    rows = [{name: getattr(each, name) for name in sketching.DOCUMENTS.names} for each in documents]
    found = search(pa.Table.from_pylist(rows, sketching.DOCUMENTS), blocks=blocks)
    for name in ("pairs", "groups"):
        assert expected[name]
        assert sorted(found[name], key=repr) == sorted(expected[name], key=repr)


def test_a_hot_bucket_grows_with_its_members_alone() -> None:
    """Of 20,000 documents that share a band, pairs are a few each and leave nobody out."""
    count = 20_000
    keys: dict[str, np.ndarray] = {
        "key": np.full(count, 7, dtype=np.uint64),
        "member": np.random.default_rng(2).permutation(count).astype(np.int64),
    }
    rows = scatter(block_of(keys["key"], 5), keys)
    merged = pairs_of(candidates.pairs_of_bands(rows, blocks=5), 0)
    assert len(merged) < BAND_NEXT * count
    assert len(components(count, np.array(list(merged)))[0]) == count


def test_a_missing_text_is_told_apart_from_an_empty_one() -> None:
    """A null text has -1 words, an empty one none."""
    batch = pa.record_batch(
        [["a", "b", "c"], ["", None, "Ice came."], *[pa.nulls(3, pa.string())] * 4],
        schema=sketching.DOCUMENTS,
    )
    (out,) = sketching.sketch_rows([batch], bands=BANDS)
    assert out.column("words").to_pylist() == [0, -1, 2]


def test_blocks_come_back_whole() -> None:
    """All that was scattered is gathered, what is equal in one block."""
    columns: Columns = {"key": np.uint32, "member": np.int64}
    keys = np.random.default_rng(3).integers(0, 50, 400).astype(np.uint32)
    rows: dict[str, np.ndarray] = {"key": keys, "member": np.arange(400)}
    (batch,) = scatter(block_of(keys, 4), rows)
    assert batch.num_rows == 4
    together = gather([batch], columns)
    assert sorted(together["member"].tolist()) == list(range(400))
    assert (keys[together["member"]] == together["key"]).all()
    for row in range(4):
        mine = set(values(batch.column("key").slice(row, 1), np.uint32)[0].tolist())
        rest = [values(batch.column("key").slice(n, 1), np.uint32)[0] for n in range(4) if n != row]
        assert not mine & set(np.concatenate(rest).tolist())


def test_order_of_content_is_kept() -> None:
    """Hashes as signed numbers sort as the hashes do."""
    content = np.random.default_rng(1).integers(0, 1 << 64, 50, dtype=np.uint64)
    assert (np.argsort(order_of(content)) == np.argsort(content)).all()
