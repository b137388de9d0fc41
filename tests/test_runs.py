"""Runs of words that two texts share."""

from __future__ import annotations

import random

import pytest

from dedup.diff.kernels.constants import LEAST_RUN, MOST_PLACES
from dedup.diff.profile import Profile, profile_of
from dedup.diff.runs import runs_of, shared_by_runs
from dedup.document import Document
from dedup.text.stems import stem_of
from dedup.text.words import raw_words

LINES = "Seven grey barges left the old quay at dawn. Nobody saw them pass the lighthouse."


def _stems_in_order(profile: Profile) -> list[int]:
    """The stems of all content words, word by word."""
    spans = [profile.span(index) for index in profile.content]
    text = profile.document.text
    return [stem_of(word).key for span in spans for word in raw_words(span.of(text))]


def profiles(*texts: str) -> list[Profile]:
    """Profiles of some bare texts."""
    return [profile_of(Document(str(n), text)) for n, text in enumerate(texts)]


def plain_runs(a: Profile, b: Profile) -> set[tuple[int, int, int]]:
    """All maximal runs, by looking at every pair of places."""
    words = [_stems_in_order(side) for side in (a, b)]
    found = set()
    for i in range(len(words[0])):
        for j in range(len(words[1])):
            if i and j and words[0][i - 1] == words[1][j - 1]:
                continue
            size = 0
            while (
                i + size < len(words[0])
                and j + size < len(words[1])
                and words[0][i + size] == words[1][j + size]
            ):
                size += 1
            if size >= LEAST_RUN:
                found.add((i, j, size))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_all_maximal_runs_are_found(seed: int) -> None:
    """The runs are the maximal ones, with their places, as a look at every place finds them."""
    rng = random.Random(seed)
    vocabulary = [f"{letter * 4}{other}" for letter in "bdfgk" for other in "aeiou"]
    pool = [rng.choices(vocabulary, k=rng.randint(5, 12)) for _ in range(4)]
    texts = []
    for _ in range(2):
        words: list[str] = []
        for piece in rng.sample(pool, 3):
            words += piece + rng.choices(vocabulary, k=rng.randint(0, 4))
        texts.append(" ".join(words) + ".")
    a, b = profiles(*texts)
    runs = runs_of(a, b)
    found = set(zip(runs.source.tolist(), runs.copy.tolist(), runs.size.tolist(), strict=True))
    assert found == plain_runs(a, b)


def test_what_is_repeated_often_is_no_run() -> None:
    """A sequence that a text has many times over is looked up nowhere."""
    frame = "Posted by the editor in general news. "
    a, b = profiles(frame * (MOST_PLACES + 1), frame)
    assert len(runs_of(a, b).size) == 0
    assert len(runs_of(b, a).size) == 0


@pytest.mark.parametrize("texts", [("", ""), ("", LINES), (LINES, "Too short."), ("* *", "* *")])
def test_short_texts_have_no_run(texts: tuple[str, str]) -> None:
    """Where a side has fewer words than a run there is none."""
    a, b = profiles(*texts)
    runs = runs_of(a, b)
    assert len(runs.size) == 0
    assert [len(values) for values in shared_by_runs(runs, a, b)] == [0, 0, 0]


def test_sentences_that_share_a_run() -> None:
    """Sentences are paired by the words that runs give them in common."""
    a, b = profiles(LINES, "It is said that seven grey barges left the old quay at dawn, unseen.")
    rows, columns, words = shared_by_runs(runs_of(a, b), a, b)
    assert list(zip(rows.tolist(), columns.tolist(), words.tolist(), strict=True)) == [(0, 0, 9.0)]
