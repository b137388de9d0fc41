"""Reuse that compiled code finds: the stretches that plain code finds, to the last word."""

from __future__ import annotations

import gc
import random
import threading
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff import reuse, single
from dedup.diff.alignment import THRESHOLD, Table, align, score_table
from dedup.diff.passages import Region
from dedup.diff.profile import Profile, profile_of
from dedup.diff.regions import plain_regions, regions_aligned, regions_of
from dedup.diff.runs import runs_of
from dedup.diff.single import aligned_readings
from dedup.document import Document
from dedup.text.compiled import read_compact

WORDS = "harbour quay ferry dam accord toll bargemen winter loaf beaver keeper zoo court".split()
EVERYWHERE = "the of a and was in to that it by".split()


def story(rng: random.Random, count: int) -> list[str]:
    """Sentences of a few words over and over."""
    vocabulary = [*WORDS, *EVERYWHERE, *(f"word{rng.randrange(400)}" for _ in range(40))]
    return [" ".join(rng.choices(vocabulary, k=rng.randrange(3, 18))) + "." for _ in range(count)]


def reworked(rng: random.Random, sentences: list[str], share: float) -> list[str]:
    """Some of the sentences with some of their words replaced, moved and joined."""
    told = []
    for sentence in sentences:
        words = [word if rng.random() > share else rng.choice(WORDS) for word in sentence.split()]
        if rng.random() > 0.15:
            told.append(" ".join(words))
        if told and rng.random() < 0.1:
            told.append(told.pop(rng.randrange(len(told))).rstrip(".") + ",")
    return told


def check(source: str, copy: str) -> None:
    """Assert that compiled and plain code say the same of two texts."""
    a, b = profile_of(Document("a", source)), profile_of(Document("b", copy))
    reuse.load()
    for table in (score_table(a, b), align(a, b).table):
        assert regions_of(a, b, table) == plain_regions(a, b, table)
    expected = plain_regions(a, b, table)
    for again in (False, True):
        found = read_alone(source, copy, again=again)
        assert found is None or found == expected


def read_alone(source: str, copy: str, *, again: bool) -> tuple[Region, ...] | None:
    """The regions of two texts as they lie aligned, or are laid out again if others were since."""
    texts = source, copy
    found = read_compact(texts)
    if found[0] is None or found[1] is None:
        return None
    aligned = aligned_readings(found[0], found[1], THRESHOLD)
    if aligned is None:
        return None
    if again:
        aligned_readings(found[1], found[0], THRESHOLD)
    a, b = (
        Profile.of(Document(name, text), one)
        for name, text, one in zip("ab", texts, found, strict=True)
        if one is not None
    )
    return regions_aligned(a, b, aligned.run)


@pytest.mark.parametrize("seed", range(60))
def test_reworked_stories(seed: int) -> None:
    """Copies of a part of a story, nearly word for word or hardly, among sentences of their own."""
    rng = random.Random(seed)
    source = story(rng, rng.randrange(1, 60))
    first, last = sorted(rng.choices(range(len(source) + 1), k=2))
    share = rng.choice([0.0, 0.05, 0.2, 0.4, 0.7])
    copy = story(rng, rng.randrange(8)) + reworked(rng, source[first:last], share)
    copy += story(rng, rng.randrange(8))
    check(" ".join(source), " ".join(copy))
    check("\n".join(copy), " ".join(source))


@given(
    st.lists(st.sampled_from(EVERYWHERE[:4] + WORDS[:4]), max_size=60),
    st.lists(st.sampled_from(EVERYWHERE[:4] + WORDS[:4]), max_size=60),
    st.integers(2, 15),
)
def test_few_words_over_and_over(first: list[str], second: list[str], every: int) -> None:
    """What is repeated often is looked up on neither side, by either code."""
    texts = []
    for words in (first, second):
        cut = [" ".join(words[n : n + every]) for n in range(0, len(words), every)]
        texts.append(" ".join(f"{sentence}." for sentence in cut))
    check(*texts)


@pytest.mark.parametrize("count", [30, 60, 90])
def test_copies_word_for_word(count: int) -> None:
    """Where nearly all words are in runs, places are looked up, and in short texts one by one."""
    rng = random.Random(count)
    source = story(rng, count)
    check(" ".join(source), " ".join(source))
    check(" ".join(source), " ".join([*source[count // 2 :], *story(rng, 5), *source[:9]]))


def test_texts_with_many_runs_are_left_to_plain_code() -> None:
    """Compiled code says so where there is no room for all runs."""
    rng = random.Random(3)
    phrases = [" ".join(rng.choices(WORDS + EVERYWHERE, k=6)) for _ in range(1500)]
    source = " ".join(f"Quay {n} {phrase} dam." for n, phrase in enumerate(phrases))
    rng.shuffle(phrases)
    copy = " ".join(f"Zoo {phrase} {n} quay." for n, phrase in enumerate(phrases))
    a, b = of_few_sentences(source), of_few_sentences(copy)
    assert len(runs_of(a, b).size) > 1024
    table = score_table(a, b)
    assert reuse.find(a, b, table) is None
    assert regions_of(a, b, table) == plain_regions(a, b, table)


def of_few_sentences(text: str) -> Profile:
    """A profile of a text whose sentences are a dozen lines."""
    return profile_of(Document("x", text.replace(".", ",").replace(", Quay 1", ".\nQuay 1")))


def test_without_seeds() -> None:
    """Texts that share nothing, or are empty, have no reuse."""
    for source, copy in (("", ""), ("The quay froze.", ""), ("The quay froze.", "Wheat rose.")):
        a, b = profile_of(Document("a", source)), profile_of(Document("b", copy))
        table: Table = score_table(a, b)
        assert reuse.find(a, b, table) == []
        assert plain_regions(a, b, table) == ()


def test_room_grows_with_what_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer and longer texts of one sentence need more room for words, and for nothing else."""
    monkeypatch.setattr(reuse._ROOMS, "_kept", threading.local())
    for power in range(4, 12):
        text = "quay " * (1 << power) + "froze."
        read_alone(text, text, again=False)
    room = reuse._ROOMS.kept
    assert room is not None
    assert len(room.local) <= 65
    assert sum(array.nbytes for array in room.passed) < 1 << 20


def test_the_desk_of_a_large_pair_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that was made for one pair is gone when its regions are found."""
    monkeypatch.setattr(reuse._ROOMS, "_kept", threading.local())
    monkeypatch.setattr(single.PAIR_DESKS, "_kept", threading.local())
    monkeypatch.setattr(single.PAIR_DESKS, "usual", 0)
    made: list[weakref.ref[single.PairDesk]] = []

    def make(sizes: single._Sizes) -> single.PairDesk:
        desk = single.PairDesk(sizes)
        made.append(weakref.ref(desk))
        return desk

    monkeypatch.setattr(single.PAIR_DESKS, "_make", make)
    text = "The old quay froze over. Nobody was hurt, they said. The ferry sank at noon."
    assert read_alone(text, text, again=False)
    gc.collect()
    assert made
    assert all(desk() is None for desk in made)
