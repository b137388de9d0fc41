"""Contiguous stretches of reuse."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from dedup.diff import reuse
from dedup.diff.alignment import score_table
from dedup.diff.growth import (
    NARROW,
    STRONG,
    WIDE,
    Reach,
    Seeds,
    _grown_at_once,
    _grown_by_one,
    evidence_of,
    grown,
)
from dedup.diff.passages import Region
from dedup.diff.profile import profile_of
from dedup.diff.regions import _best_run, _Box, _joined, plain_regions, regions_of
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
    """The regions of reuse between two bare texts, by plain code, and by compiled the same."""
    a, b = profile_of(Document("a", source)), profile_of(Document("b", copy))
    table = score_table(a, b)
    found = plain_regions(a, b, table)
    reuse.load()
    assert regions_of(a, b, table) == found
    return found


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
    copy = f"{filler(2)} {BLOCK} {filler(3, 3)} {SECOND_BLOCK}"
    (region,) = regions(source, copy)
    assert region.source.of(source) == f"{BLOCK} {SECOND_BLOCK}"
    assert region.copy.of(copy) == f"{BLOCK} {filler(3, 3)} {SECOND_BLOCK}"


def test_the_copys_gap_parts_regions() -> None:
    """More sentences between two blocks of the copy than the reach allows part them."""
    source = f"{BLOCK} {SECOND_BLOCK} {filler(1)}"
    copy = f"{filler(2)} {BLOCK} {filler(3, max(NARROW.most_copy, WIDE.most_copy) + 1)} "
    assert len(regions(source, copy + SECOND_BLOCK)) == 2


def test_a_digest_is_one_region() -> None:
    """Sentences from all over the source, side by side in the copy, are one region."""
    told = [*BLOCK.split(". "), *SECOND_BLOCK.split(". ")]
    told = [sentence.rstrip(".") + "." for sentence in told]
    source = " ".join(f"{sentence} {filler(n, 45)}" for n, sentence in enumerate(told))
    digest = " ".join(told)
    copy = f"{filler(50)} {digest} {filler(51)}"
    (region,) = regions(source, copy)
    assert region.copy.of(copy) == digest
    assert region.source.start == 0
    assert told[-1] in region.source.of(source)


@pytest.mark.parametrize("seed", range(20))
def test_growth_seed_by_seed_is_growth_at_once(seed: int) -> None:
    """Stretches grown seed by seed are those that operations on whole arrays grow, in order."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 60))
    columns = np.sort(rng.integers(0, 40, count))
    similar = np.round(rng.uniform(0.15, 0.6, count), 2)
    seeds = Seeds(rng.integers(0, 60, count), columns, similar)
    for reach in (NARROW, WIDE):
        one, whole = list(_grown_by_one(seeds, reach)), list(_grown_at_once(seeds, reach))
        assert [members.tolist() for members in one] == [members.tolist() for members in whole]


@pytest.mark.parametrize("seed", range(10))
def test_evidence_is_the_sum_of_the_best_of_each_sentence(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evidence is the same to the last digit whether few seeds are looked at or many."""
    rng = np.random.default_rng(seed)
    places, similar = rng.integers(3, 40, 30), rng.uniform(0, 1, 30)
    few = evidence_of(places, similar)
    monkeypatch.setattr("dedup.diff.growth.FEW", 0)
    assert few == evidence_of(places, similar)


def test_a_topical_sentence_beside_a_copy_is_left_out() -> None:
    """A sentence on the same topic next to a copied block, on either side, is no part of it."""
    source = f"{filler(1)} The dam at Hallow Gate was built in a decade of drought. {BLOCK}"
    copy = f"{BLOCK} Fishermen at Hallow Gate sold fewer eels this spring. {filler(2)}"
    (region,) = regions(source, copy)
    assert region.source.of(source) == BLOCK
    assert region.copy.of(copy) == BLOCK


def test_a_copy_may_begin_and_end_in_mid_sentence() -> None:
    """Where words were copied from the middle of a sentence, the region begins and ends there."""
    piece = BLOCK[BLOCK.index("agreed") : BLOCK.index(" on their stranded")]
    source = f"{filler(1)} {BLOCK} {filler(2)}"
    copy = f"{filler(3)} As the herald of Quill had foretold, {piece} of the salt merchants."
    (region,) = regions(source, copy)
    assert region.source.of(source) == piece
    assert region.copy.of(copy) == piece


def test_a_list_is_found_whatever_its_line_breaks() -> None:
    """A list is found again where it is one sentence in one text and many in the other."""
    words = [word for word in filler(9).split() if word.isalpha() and len(word) > 5]
    items = [" ".join(words[at : at + 7]) for at in range(0, 84, 7)]
    source = f"{filler(1)}\n" + "\n".join(f"{item.capitalize()}." for item in items[:12])
    halves = " ".join(items[:6]).capitalize(), " ".join(items[6:]).capitalize()
    copy = f"{filler(2)} {'. '.join(halves)}. {filler(3)}"
    (region,) = regions(source, copy)
    assert region.copy.of(copy) == f"{'. '.join(halves)}."


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


def plainly_grown(places: list[tuple[int, int, float]], reach: Reach) -> list[set[int]]:
    """Growth one seed at a time, looking at all the others each time."""
    left = sorted(range(len(places)), key=lambda seed: -places[seed][2])
    found = []
    while left and places[left[0]][2] >= STRONG:
        grown = {left[0]}
        while True:
            box = [[places[seed][side] for seed in grown] for side in (0, 1)]
            for seed in set(left) - grown:
                gaps = [
                    max(0, place - max(inside) - 1, min(inside) - place - 1)
                    for place, inside in zip(places[seed][:2], box, strict=True)
                ]
                needed = reach.base + reach.source * gaps[0] + reach.copy * gaps[1]
                if gaps[1] <= reach.most_copy and places[seed][2] >= needed:
                    grown.add(seed)
                    break
            else:
                break
        found.append(grown)
        left = [seed for seed in left if seed not in grown]
    return found


def some_seeds(rng: random.Random, count: int) -> list[tuple[int, int, float]]:
    """Seeds at chance places, in the order of the copy, no two equally similar."""
    similar = rng.sample(range(100, 1000), count)
    seeds = [(rng.randrange(60), rng.randrange(40), value / 1000) for value in similar]
    return sorted(seeds, key=lambda seed: seed[1])


@pytest.mark.parametrize("seed", range(40))
def test_growth_takes_in_what_is_in_reach(seed: int) -> None:
    """Growing many seeds at once gives the same stretches as one at a time."""
    rng = random.Random(seed)
    places = some_seeds(rng, rng.randint(0, 25))
    reach = rng.choice([NARROW, WIDE, Reach(0.2, 0.05, 0.05, 2)])
    rows, columns, similar = (np.array([place[i] for place in places]) for i in range(3))
    seeds = Seeds(rows.astype(np.int64), columns.astype(np.int64), similar.astype(np.float64))
    found = [set(grown.tolist()) for grown in grown(seeds, reach)]
    assert found == plainly_grown(places, reach)


@pytest.mark.parametrize("seed", range(40))
def test_the_best_run_is_the_best_of_all(seed: int) -> None:
    """The run that is chosen overlaps the core and has the highest sum of all that do."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(-0.2, 1.0, rng.integers(1, 12))
    first = int(rng.integers(len(scores)))
    last = int(rng.integers(first, len(scores)))
    best = max(
        (float(scores[i : j + 1].sum()), i, j)
        for i in range(len(scores))
        for j in range(i, len(scores))
        if i <= last and j >= first
    )
    found = _best_run(scores, 100, (first + 100, last + 100))
    assert found == (None if best[0] <= 0 else (best[1] + 100, best[2] + 100))


@pytest.mark.parametrize("seed", range(20))
def test_joined_boxes_do_not_touch(seed: int) -> None:
    """Boxes are joined until no two touch on both sides, and cover what they covered."""
    rng = random.Random(seed)
    boxes = []
    for _ in range(12):
        top, left = rng.randrange(40), rng.randrange(40)
        boxes.append(_Box(top, top + rng.randrange(6), left, left + rng.randrange(6)))
    joined = _joined(boxes)
    for box in boxes:
        assert any(
            other.top <= box.top
            and box.bottom <= other.bottom
            and other.left <= box.left
            and box.right <= other.right
            for other in joined
        )
    for index, one in enumerate(joined):
        for other in joined[:index]:
            apart = max(
                max(one.top, other.top) - min(one.bottom, other.bottom),
                max(one.left, other.left) - min(one.right, other.right),
            )
            assert apart > 1


def test_evidence_counts_a_sentence_once() -> None:
    """The evidence is the sum of the best similarity that each sentence has."""
    places = np.array([7, 7, 9, 8, 9], dtype=np.int64)
    assert evidence_of(places, np.array([0.2, 0.5, 0.1, 0.3, 0.4])) == pytest.approx(1.2)
