"""Rows of a collation, held to joining set by set and pair by pair."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff.alignment import Alignment, link, score_table
from dedup.diff.profile import profile_of
from dedup.diff.rows import JOIN, Place, nearness, row_sets, told_too
from dedup.diff.witnesses import tables_of_all
from dedup.document import Document

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
Alignments = dict[tuple[int, int], Alignment]


def slow_share(small: list[Place], large: list[Place], joined: dict[Place, set[Place]]) -> float:
    """Share of the pairs of copies between two sets that have a link between the sets."""
    linked = {(s[0], other[0]) for s in small for other in joined[s] if other in set(large)}
    copies_small, copies_large = {d for d, _ in small}, {d for d, _ in large}
    both = len(copies_small & copies_large)
    possible = len(copies_small) * len(copies_large) - both
    return len({pair for pair in linked if pair[0] != pair[1]}) / possible if possible else 0.0


def slow_sets(alignments: Alignments) -> list[list[Place]]:
    """Every link in turn joins the sets of its two ends, if enough copies of them are linked."""
    links = sorted(
        (-float(score), (a, int(row)), (b, int(column)))
        for (a, b), found in alignments.items()
        for row, column, score in zip(found.rows, found.columns, found.scores, strict=True)
    )
    joined: dict[Place, set[Place]] = defaultdict(set)
    for _, x, y in links:
        joined[x].add(y)
        joined[y].add(x)
    sets = [[place] for place in joined]
    for _, x, y in links:
        (first,) = (places for places in sets if x in places)
        (second,) = (places for places in sets if y in places)
        if first is not second and slow_share(first, second, joined) >= JOIN:
            sets.remove(second)
            first += second
    return sorted(sorted(places) for places in sets if len({d for d, _ in places}) > 1)


def slow_nearness(wordings: list[list[str]]) -> list[float]:
    """Dice's coefficient of each copy's words and pairs with those of all others at once."""
    grams = [{*words, *pairwise(words)} for words in wordings]
    near = []
    for number, own in enumerate(grams):
        others = grams[:number] + grams[number + 1 :]
        shared = sum(len(own & other) for other in others)
        all_of_both = sum(len(own) + len(other) for other in others)
        near.append(2 * shared / all_of_both if all_of_both else 0.0)
    return near


def slow_told_too(rows: list[list[Place]], alignments: Alignments) -> list[list[Place]]:
    """Each sentence of other rows that enough copies of a row are linked to, its own aside."""
    joined: dict[Place, set[Place]] = defaultdict(set)
    for (a, b), found in alignments.items():
        for row, column in zip(found.rows, found.columns, strict=True):
            joined[a, int(row)].add((b, int(column)))
            joined[b, int(column)].add((a, int(row)))
    told = []
    for places in rows:
        copies = {document for document, _ in places}
        others = [other for row in rows for other in row if other[0] not in copies]
        told.append(
            sorted(
                other
                for other in others
                if len({place[0] for place in joined[other] & set(places)}) >= JOIN * len(copies)
            )
        )
    return told


def random_alignments(seed: int) -> tuple[list[int], Alignments]:
    """Links at random, many with equal scores, among copies of which one has no content."""
    rng = np.random.default_rng(seed)
    lengths = [*rng.integers(1, 7, size=5).tolist(), 0]
    table = score_table(profile_of(Document("a", "")), profile_of(Document("b", "")))
    alignments = {}
    for a, b in combinations(range(len(lengths)), 2):
        linked = rng.random((lengths[a], lengths[b])) < rng.choice([0.1, 0.3, 0.6])
        rows, columns = np.nonzero(linked)
        scores = rng.choice([0.2, 0.5, 0.7, 1.0], size=len(rows))
        none = np.zeros(0)
        alignments[a, b] = Alignment(rows, columns, scores, scores, none, none, table)
    return lengths, alignments


def check(lengths: list[int], alignments: Alignments) -> None:
    """Assert that the sets and what tells them too are those of the slow ways."""
    found = row_sets(lengths, alignments)
    assert sorted(found) == slow_sets(alignments)
    told = [sorted(places) for places in told_too(found, lengths, alignments)]
    assert told == slow_told_too(found, alignments)


@pytest.mark.parametrize("seed", range(40))
def test_rows_of_random_links(seed: int) -> None:
    """Whatever the links, rows are what joining them one by one gives."""
    check(*random_alignments(seed))


def test_rows_of_news() -> None:
    """The copies of a story have the rows that joining their links one by one gives."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.glob("*.txt"))[:7]]
    profiles = [profile_of(Document(str(number), text)) for number, text in enumerate(texts)]
    tables = tables_of_all(profiles)
    alignments = {pair: link(table) for pair, table in tables.items()}
    check([len(profile.content) for profile in profiles], alignments)


def test_no_links_make_no_rows() -> None:
    """A single copy, or copies without a link, have no rows."""
    assert row_sets([3], {}) == []
    assert told_too([], [3], {}) == []


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=6), min_size=2, max_size=5))
def test_nearness_is_dice_with_all_others(wordings: list[list[str]]) -> None:
    """What is counted once for all copies is what comparing them one by one gives."""
    assert nearness(wordings) == pytest.approx(slow_nearness(wordings))
