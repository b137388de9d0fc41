"""The stages in batches give what the functions over a whole collection give."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

pa = pytest.importorskip("pyarrow")

from corpus import Mix, articles  # noqa: E402
from plain_engine import exchanged, search  # noqa: E402

import dedup  # noqa: E402
from dedup.batches import candidates, joining, meeting, repeats, sketching  # noqa: E402
from dedup.batches.blocks import Columns, block_of, gather, order_of, scatter, values  # noqa: E402
from dedup.lsh.banding import BAND_CAP, BAND_NEXT, band_candidates  # noqa: E402
from dedup.lsh.bands import choose_bands  # noqa: E402
from dedup.lsh.candidates import (  # noqa: E402
    ANCHOR_CAP,
    ANCHOR_COMMON,
    LEAST_WORTH,
    anchor_candidates,
)
from dedup.lsh.sketches import sketch  # noqa: E402
from dedup.syndication.connect import components  # noqa: E402

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


def stages(table: Any, blocks: int, give: Any, *rest: Any) -> list[tuple[int, ...]]:
    """What an engine makes of a table, as rows of numbers that differ."""
    rows = [tuple(row.values()) for row in exchanged(table, blocks, give, *rest)]
    assert len(set(rows)) == len(rows)
    return rows


def bands(table: Any, blocks: int) -> list[tuple[int, ...]]:
    """Pairs of contents that share a band."""
    take = partial(candidates.pairs_of_bands, blocks=blocks)
    return stages(table, blocks, candidates.scatter_bands, take, candidates.merge_pairs)


def anchors(table: Any, blocks: int) -> list[tuple[int, ...]]:
    """Pairs of contents that share enough anchors, how many, and what these are worth."""
    deal = partial(meeting.buckets_of_anchors, blocks=blocks)
    count = partial(meeting.pairs_of_buckets, blocks=blocks, least=2, least_worth=LEAST_WORTH)
    return stages(table, blocks, meeting.scatter_anchors, deal, count)


@pytest.mark.parametrize("blocks", [1, 3])
def test_bands_give_the_same_pairs(sketched: Any, blocks: int) -> None:
    """Pairs that share a band are the same in any number of blocks, over the caps too."""
    assert len(sketched) > BAND_CAP
    content = sketched.column("content").to_numpy()
    texts = [TEXTS[int(name)] for name in sketched.column("id").to_pylist()]
    whole = band_candidates(sketch(texts).signatures, BANDS, np.arange(len(texts)))
    expected = {(a, b) for a, b in content[whole].tolist()}
    assert set(bands(sketched.select(["content", "bands"]), blocks)) == expected


@pytest.mark.parametrize("few", [0, 1 << 40])
@pytest.mark.parametrize("blocks", [1, 3, 40])
def test_anchors_give_the_same_pairs(
    sketched: Any, blocks: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pairs that share anchors, and how many, are the same in any number of blocks, by compiled
    code and without.
    """
    monkeypatch.setattr(meeting, "_FEW", few)
    content = sketched.column("content").to_numpy()
    texts = [TEXTS[int(name)] for name in sketched.column("id").to_pylist()]
    pairs, shared = anchor_candidates(sketch(texts).anchors, np.arange(len(texts)), 2)
    expected = dict(zip(map(tuple, content[pairs].tolist()), shared.tolist(), strict=True))
    assert len(expected) > 100
    found = anchors(sketched.select(["content", "anchors"]), blocks)
    assert {(a, b): count for a, b, count, _ in found} == expected
    assert len(found) == len(expected)
    assert all(worth >= LEAST_WORTH for *_, worth in found)


def test_buckets_are_dealt_alike_by_compiled_code() -> None:
    """What each block gets of buckets below, at and above the caps is the same to the last bit."""
    sizes = np.array([1, 2, 3, ANCHOR_CAP, ANCHOR_CAP + 1, 200, ANCHOR_COMMON, ANCHOR_COMMON + 1])
    draw = np.random.default_rng(4)
    count = ANCHOR_COMMON + 10
    numbers = [np.sort(draw.permutation(count)[:size]) for size in sizes]
    keys = np.repeat(np.arange(len(sizes), dtype=np.uint64) * np.uint64(77), sizes)
    entries = (keys << np.uint64(32)) | np.concatenate(numbers).astype(np.uint64)
    content = np.sort(draw.integers(-(1 << 63), 1 << 63, count))
    for blocks in (1, 4, 300):
        homes = block_of(content, blocks)
        plain = meeting._dealt_plainly(entries, content, homes, blocks)
        compiled = meeting._dealt(entries, content, homes, blocks)
        assert [part.tolist() for part in plain] == [part.tolist() for part in compiled]
        assert plain[2][-1] == len(plain[0]) > 0


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


def test_what_repeats_is_named_once() -> None:
    """Numbers that two rows or more have are named, once, whichever batches these are in."""
    draw = np.random.default_rng(6)
    content, name = draw.integers(-40, 40, 100), draw.integers(-400, 400, 100)
    table = pa.table({"content": content, "name": name})
    found = exchanged(table, 3, repeats.scatter_numbers, repeats.repeated)
    rows = [(row["of"], row["number"]) for row in found]
    expected = []
    for of, numbers in (("content", content), ("name", name)):
        values, counts = np.unique(numbers, return_counts=True)
        expected += [(of, number) for number in values[counts > 1].tolist()]
    assert {of for of, _ in expected} == {"content", "name"}
    assert sorted(rows) == sorted(expected)


def test_texts_are_read_once_for_two_uses() -> None:
    """A family and the sample, mixed, give what each gives alone."""
    family = {"content": 5, "copies": 1, "place": 5}
    words = " ".join(f"word{number}" for number in range(300))
    rows = [
        {"id": str(number), "text": f"{words} {number}", **family, "content": 5 + number}
        for number in range(30)
    ]
    rows += [{"place": 5, "a": 5, "b": 5 + number} for number in range(1, 30)]
    sample = [{"id": f"s{number}", "text": text} for number, text in enumerate(TEXTS)]
    tables = [pa.Table.from_pylist(each, joining.MEMBERS) for each in (rows, sample, rows + sample)]
    stands = list(joining.collapse_components(tables[0].to_batches(), threshold=0.5))
    counts = pa.Table.from_batches(sketching.count_stems(tables[1].to_batches()))
    found = pa.Table.from_batches(
        joining.collapse_and_count(tables[2].to_batches(7), threshold=0.5)
    )
    told = found.filter(found["head"].is_valid()).select(["content", "head"])
    assert told.to_pylist() == pa.Table.from_batches(stands).to_pylist()
    assert len(told) == 29
    counted = found.filter(found["documents"].is_valid()).select(counts.column_names)
    assert counted.to_pylist() == counts.to_pylist()
    assert len(found) == 30


def test_a_hot_bucket_grows_with_its_members_alone() -> None:
    """Of 20,000 documents that share a band, pairs are a few each and leave nobody out."""
    count = 20_000
    keys: dict[str, np.ndarray] = {
        "key": np.full(count, 7, dtype=np.uint64),
        "member": np.random.default_rng(2).permutation(count).astype(np.int64),
    }
    pairs = [
        pair
        for rows in scatter(block_of(keys["key"], 5), keys)
        for pair in candidates.pairs_of_bands([rows], blocks=5)
    ]
    (batch,) = candidates.merge_pairs(pairs)
    merged = list(zip(*batch.to_pydict().values(), strict=True))
    assert len(set(merged)) == len(merged)
    assert len(merged) < BAND_NEXT * count
    assert len(components(count, np.array(merged))[0]) == count


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
