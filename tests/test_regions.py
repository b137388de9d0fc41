"""Contiguous stretches of reuse."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from dedup.diff.alignment import score_table
from dedup.diff.passages import Region
from dedup.diff.profile import profile_of
from dedup.diff.regions import GAP_COPY, GAP_SOURCE, _clusters, _evidence, regions_of
from dedup.document import Document

BLOCK = (
    "Torvena agreed on Thursday to release more water from its Hallow Gate dam. "
    "The accord was signed before dawn in the customs house of Port Ellery. "
    "Kelmora will pay a yearly sum for the guaranteed flow of the Iseld. "
    "Bargemen had waited through the autumn on their stranded boats."
)
SECOND_BLOCK = (
    "A beaver that escaped from the Skerry zoo was found asleep in a bakery. "
    "Its keeper, Osric Vane, brought it home in a laundry basket. "
    "The baker lost eleven loaves and a wedding cake to the visitor. "
    "Nobody will be charged for the damage, the magistrate decided."
)
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
UNRELATED = [f"unrelated-{number:02}.txt" for number in range(1, 13)]


def filler(seed: int, count: int = 25) -> str:
    """Sentences of invented words, others for each seed."""
    rng = random.Random(seed)
    told = []
    for _ in range(count):
        words = [
            "".join(rng.choice(letters) for letters in ("bdfgklmnprst", "aeiou") * 3)
            for _ in range(8)
        ]
        told.append(f"The {words[0]} of {' '.join(words[1:4])} was the {' '.join(words[4:])}.")
    return " ".join(told)


def regions(source: str, copy: str) -> tuple[Region, ...]:
    """The regions of reuse between two bare texts."""
    a, b = profile_of(Document("a", source)), profile_of(Document("b", copy))
    return regions_of(a, b, score_table(a, b))


def test_a_copied_block_is_one_region() -> None:
    """A block copied into an unrelated text is one region, with its exact offsets."""
    source = f"{filler(1)} {BLOCK} {filler(2)}"
    copy = f"{filler(3)} {BLOCK} {filler(4)}"
    (region,) = regions(source, copy)
    assert region.source.of(source) == BLOCK
    assert region.copy.of(copy) == BLOCK


def test_two_blocks_far_apart_are_two_regions() -> None:
    """Two copied blocks far from each other are two regions, in the order of the source."""
    source = f"{BLOCK} {filler(1)} {SECOND_BLOCK}"
    copy = f"{filler(2)} {SECOND_BLOCK} {filler(3)} {BLOCK}"
    found = regions(source, copy)
    assert [region.source.of(source) for region in found] == [BLOCK, SECOND_BLOCK]
    assert [region.copy.of(copy) for region in found] == [BLOCK, SECOND_BLOCK]


def test_blocks_near_each_other_are_one_region() -> None:
    """Two blocks with a few sentences of the copy's own between them are one region."""
    source = f"{BLOCK} {SECOND_BLOCK} {filler(1)}"
    copy = f"{filler(2)} {BLOCK} {filler(3, GAP_COPY - 1)} {SECOND_BLOCK}"
    (region,) = regions(source, copy)
    assert region.source.of(source) == f"{BLOCK} {SECOND_BLOCK}"
    assert region.copy.of(copy) == f"{BLOCK} {filler(3, GAP_COPY - 1)} {SECOND_BLOCK}"


def test_the_copys_gap_parts_regions() -> None:
    """One sentence more between two blocks of the copy than the gap allows parts them."""
    source = f"{BLOCK} {SECOND_BLOCK} {filler(1)}"
    copy = f"{filler(2)} {BLOCK} {filler(3, GAP_COPY)} {SECOND_BLOCK}"
    assert len(regions(source, copy)) == 2


def test_unrelated_texts_have_no_region() -> None:
    """Texts that share no sentence share no region."""
    assert regions(filler(1), filler(2)) == ()
    assert regions(BLOCK, SECOND_BLOCK) == ()


@pytest.mark.parametrize("name", UNRELATED)
def test_other_stories_have_no_region(name: str) -> None:
    """None of the shipped unrelated stories shares a region with the source."""
    source = (EXAMPLE / "source.txt").read_text(encoding="utf-8")
    assert regions(source, (EXAMPLE / name).read_text(encoding="utf-8")) == ()


@pytest.mark.parametrize(("source", "copy"), [("", ""), ("", BLOCK), (BLOCK, ""), ("* * *", BLOCK)])
def test_empty_texts_have_no_region(source: str, copy: str) -> None:
    """Where a side has no content there is no region."""
    assert regions(source, copy) == ()


def test_a_whole_text_is_one_region() -> None:
    """A text beside itself is one region from its first sentence to its last."""
    (region,) = regions(f"  {BLOCK}\n", BLOCK)
    assert (region.source.start, region.source.end) == (2, 2 + len(BLOCK))
    assert (region.copy.start, region.copy.end) == (0, len(BLOCK))


def test_a_quotation_is_no_region() -> None:
    """One copied sentence in a long text is too short a stretch to be a region."""
    quoted = "“Nobody left that room with everything they wanted.”"
    assert regions(f"{filler(1)} {quoted} {filler(2)}", f"{filler(3)} {quoted} {filler(4)}") == ()


def plain_clusters(places: list[tuple[int, int]]) -> set[frozenset[int]]:
    """The maximal sets of seeds that have no gap on either side, from all sets there are."""

    def is_whole(chosen: tuple[int, ...]) -> bool:
        return all(
            after - before <= gap
            for side, gap in ((0, GAP_SOURCE), (1, GAP_COPY))
            for before, after in pairwise(sorted(places[seed][side] for seed in chosen))
        )

    whole = [
        frozenset(chosen)
        for size in range(1, len(places) + 1)
        for chosen in combinations(range(len(places)), size)
        if is_whole(chosen)
    ]
    return {one for one in whole if not any(one < other for other in whole)}


@pytest.mark.parametrize("seed", range(40))
def test_clusters_are_the_largest_sets_without_a_gap(seed: int) -> None:
    """Splitting at gaps in turn gives the largest sets of seeds without a gap on either side."""
    rng = random.Random(seed)
    wide, narrow = rng.choice([(40, 12), (80, 25), (25, 40)])
    places = [(rng.randrange(wide), rng.randrange(narrow)) for _ in range(rng.randint(0, 9))]
    rows = np.array([row for row, _ in places], dtype=np.int64)
    columns = np.array([column for _, column in places], dtype=np.int64)
    found = [frozenset(cluster.tolist()) for cluster in _clusters(rows, columns)]
    assert len(found) == len(set(found))
    assert set(found) == plain_clusters(places)


@pytest.mark.parametrize("seed", range(5))
def test_every_seed_is_in_one_cluster(seed: int) -> None:
    """However many seeds, each is in exactly one cluster, and no cluster has a gap."""
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(0, 2_000, 300), rng.integers(0, 600, 300)
    clusters = _clusters(rows, columns)
    assert sorted(np.concatenate(clusters).tolist()) == list(range(300))
    for cluster in clusters:
        assert np.all(np.diff(np.sort(rows[cluster])) <= GAP_SOURCE)
        assert np.all(np.diff(np.sort(columns[cluster])) <= GAP_COPY)


def test_evidence_counts_a_sentence_once() -> None:
    """The evidence is the sum of the best similarity that each sentence has."""
    places = np.array([7, 7, 9, 8, 9], dtype=np.int64)
    assert _evidence(places, np.array([0.2, 0.5, 0.1, 0.3, 0.4])) == pytest.approx(1.2)
