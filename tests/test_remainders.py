"""Two sentences that were made one are both linked to it, by plain and by compiled code."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup import collate, compare
from dedup.diff.alignment import THRESHOLD, link, linked, plain_align, score_table
from dedup.diff.compiled import scored
from dedup.diff.profile import Profile, profile_of
from dedup.diff.remainders import remainders
from dedup.document import Document

# The fourth sentence of the first text is in the second one of the other, beside its own. Neither
# stands next to a link of the other, or the second look would see them.
APART = (
    "The ferry Aldis struck a reef off Port Mirren before dawn. "
    "Harbour master Ana Reyes closed the northern channel to tankers until divers report. "
    "Insurers doubted that. "
    "Salvage crews from Kelmora expect fog. "
    "Nobody knows why. "
    "Fishing boats carried all forty passengers to Torvena, where a school took them in."
)
TOGETHER = (
    "Before dawn the ferry Aldis struck a reef off Port Mirren. "
    "Until divers report, harbour master Ana Reyes closed the northern channel to tankers, and "
    "salvage crews, quoted by the agency from the scene, are to wait out the weekend. "
    "All forty passengers were carried to Torvena by fishing boats, where a school took them in."
)


def profile(text: str) -> Profile:
    """The profile of a bare text."""
    return profile_of(Document("x", text))


def pairs(found: object) -> set[tuple[int, int]]:
    """The sentences that an alignment links."""
    rows, columns = found.rows.tolist(), found.columns.tolist()  # type: ignore[attr-defined]
    return set(zip(rows, columns, strict=True))


def with_and_without(a: Profile, b: Profile) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The links of two texts, and those that they have without a look at remainders."""
    plain = plain_align(a, b)
    found = scored(a, b, THRESHOLD)
    assert found is not None
    by_machine = linked(found[0], (len(a.content), len(b.content)))
    assert pairs(by_machine) == pairs(plain)
    return pairs(plain), pairs(link(score_table(a, b)))


def test_a_sentence_that_was_joined_to_another_is_linked_too() -> None:
    """Either way round, and in the comparison that a user sees."""
    a, b = profile(APART), profile(TOGETHER)
    found, without = with_and_without(a, b)
    assert found - without == {(3, 1)}
    back, without_back = with_and_without(b, a)
    assert back - without_back == {(1, 3)}
    passages = compare(APART, TOGETHER).passages
    assert max(len(passage.source) for passage in passages) == 2
    assert any(passage.kind == "dropped" for passage in passages)


def test_it_shows_between_two_copies_of_a_collation() -> None:
    """With witnesses, and with none."""
    for copies in ([APART, TOGETHER], [APART, TOGETHER, "Wheat rose in Halvek."]):
        joined = collate(copies).between("0", "1").passages
        assert max(len(passage.source) for passage in joined) == 2


IN_ORDER = (
    "Before dawn the ferry Aldis struck a reef off Port Mirren.",
    "Until divers report, harbour master Ana Reyes closed the northern channel to tankers.",
    "All forty passengers were carried to Torvena by fishing boats, where a school took them in.",
)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (IN_ORDER, "nothing is left over"),
        (TOGETHER.split(". ")[::-1], "the sentences around it stand in another order"),
    ],
)
def test_it_is_linked_to_nothing_else(other: Sequence[str], why: str) -> None:
    """What is not left over, or told out of order, is no remainder."""
    found, without = with_and_without(profile(APART), profile("\n\n".join(other)))
    assert found == without, why


VOCABULARY = [
    f"{first}{last}" for first in "bdklmrst" for last in ("arge", "ivet", "onder", "ulva")
]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1 << 30))
def test_any_two_texts_have_the_same_remainders_by_compiled_code(seed: int) -> None:
    """Sentences dealt, joined, cut and left out at random."""
    draw = random.Random(seed)
    story = [draw.sample(VOCABULARY, draw.randint(3, 9)) for _ in range(draw.randint(3, 9))]
    with_and_without(_retold(story, draw), _retold(story, draw))


def test_such_texts_have_remainders() -> None:
    """The test above is about something."""
    draw, more = random.Random(5), 0
    for _ in range(300):
        story = [draw.sample(VOCABULARY, draw.randint(3, 9)) for _ in range(draw.randint(3, 9))]
        found, without = with_and_without(_retold(story, draw), _retold(story, draw))
        more += len(found - without)
    assert more > 10


def _retold(story: list[list[str]], draw: random.Random) -> Profile:
    """A story of which some sentences are joined, some are new, and some words are others."""
    told: list[list[str]] = []
    for words in story:
        kept = [word if draw.random() < 0.6 else draw.choice(VOCABULARY) for word in words]
        if told and draw.random() < 0.3:
            told[-1] = told[-1] + kept
        else:
            told.append(kept)
        if draw.random() < 0.5:
            told.append(["nobody", "knows", str(len(told))])
    return profile(" ".join(f"X{' '.join(words)}." for words in told))


def test_without_links_there_is_nothing_to_look_at() -> None:
    """Empty texts, and texts with one link."""
    a, b = profile(APART), profile("")
    none = np.zeros(0, dtype=np.int64)
    assert remainders(a, b, none, none, none.astype(bool)).tolist() == []
    one = np.array([0])
    assert remainders(a, a, one, one, np.array([True])).tolist() == [False]
