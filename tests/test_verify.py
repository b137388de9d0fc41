"""Verdicts on many pairs at once, held to those on each pair by itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.diff import compiled, compiled_readings
from dedup.diff.alignment import THRESHOLD
from dedup.diff.compiled_readings import measured_at_once
from dedup.diff.derivation import plain_derived
from dedup.diff.profile import Profile
from dedup.document import Document
from dedup.lsh.compiled import load
from dedup.syndication import verify
from dedup.syndication.rarity import Rarity
from dedup.syndication.texts import Texts
from dedup.syndication.verdicts import Verdict, Verdicts
from dedup.syndication.verify import Verifier
from dedup.text.compact import opened
from dedup.text.compiled import read_compact

T = TypeVar("T")

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
WORDS = "the of and said Halvek Torvena river treaty barge 340 2019 grain harvest envoy".split()
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(
    lambda words: f"X{' '.join(words)}."
)
# Among them what only plain code reads, furniture, and nothing at all.
TEXT = st.lists(SENTENCE | st.sampled_from(["東京で会議。", "\n\n2 Comments"]), max_size=8).map(
    " ".join
)


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """Compiled code is there."""
    load()
    compiled.prepare(compiled.MANY)


def example() -> list[str]:
    """Articles, some of which were made from others, and odd texts."""
    names = ["source", "verbatim", "rewrite-1", "rewrite-2", "merged", "brief"]
    texts = [(EXAMPLE / f"{name}.txt").read_text(encoding="utf-8") for name in names]
    return [*texts, texts[0].upper(), texts[0][: len(texts[0]) // 2], "", "東京で会議。" * 9, "No."]


def verifier(texts: list[str]) -> Verifier:
    """Of texts, which are known by their places."""
    documents = [Document(str(place), text) for place, text in enumerate(texts)]
    contents = {text.casefold(): place for place, text in enumerate(texts)}
    source = Texts(
        documents.__getitem__, lambda row: contents[texts[row].casefold()], text=texts.__getitem__
    )
    return Verifier(source, Rarity.unknown())


def assert_same(texts: list[str], *, aligned: bool) -> None:
    """Every two texts get the same verdict at once and alone."""
    pairs = np.array(list(combinations(range(len(texts)), 2)), dtype=np.int64).reshape(-1, 2)
    alone = [verifier(texts).verdict(a, b, aligned=aligned) for a, b in pairs.tolist()]
    assert list(verifier(texts).verdicts(pairs, aligned=aligned)) == alone
    known = verifier(texts)
    assert [known.verdict(a, b, aligned=aligned) for a, b in pairs.tolist()] == alone
    assert list(known.verdicts(pairs, aligned=aligned)) == alone


@pytest.mark.parametrize("aligned", [True, False])
@pytest.mark.parametrize("most", [3, 256])
def test_articles_are_judged_at_once_as_alone(
    most: int, aligned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copies, excerpts, rewrites and odd texts get the same verdicts in blocks of any size."""
    monkeypatch.setattr(verify, "BLOCK", most)
    assert_same(example(), aligned=aligned)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXT, max_size=5), st.booleans())
def test_any_texts_are_judged_at_once_as_alone(texts: list[str], aligned: bool) -> None:
    """Whatever the texts, what they share and who can read them, verdicts are the same."""
    assert_same(texts, aligned=aligned)


@pytest.mark.parametrize("loaded", [True, False])
def test_what_compiled_code_leaves_is_aligned_plainly(
    loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pairs that are too long for compiled code get the verdicts of plain code, as all without."""
    texts = example()[:5]
    pairs = np.array(list(combinations(range(5), 2)))
    expected = list(verifier(texts).verdicts(pairs))
    assert sum(one is not None and one.signals is not None for one in expected) > 3
    monkeypatch.setattr(compiled_readings, "AT_ONCE", 400)
    monkeypatch.setattr(compiled, "is_loaded", lambda: loaded)
    assert list(verifier(texts).verdicts(pairs)) == expected


def test_readings_are_measured_as_profiles_are() -> None:
    """The numbers of readings, laid end to end, say what profiles made of them say."""
    texts = [text for text in example() if text.isascii() or "’" in text]
    readings = [one for one in read_compact(texts) if one is not None]
    assert len(readings) == len(texts)
    profiles = [
        Profile(Document("x", text), *opened(one))
        for text, one in zip(texts, readings, strict=True)
    ]
    pairs = np.array([(a, b) for a in range(len(texts)) for b in range(len(texts))])
    measures, done = measured_at_once(readings, pairs, THRESHOLD)
    assert done.all()
    for (a, b), measured in zip(pairs.tolist(), measures.tolist(), strict=True):
        found = plain_derived(profiles[a], profiles[b])
        assert (*found.signals, found.covered_a, found.covered_b) == tuple(measured)


def test_progress_sees_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who watches is told of how many parts the work has, and of each that is done."""
    monkeypatch.setattr(verify, "BLOCK", 4)
    seen: list[object] = []

    def watch(items: Iterable[T], name: str, total: int) -> Iterable[T]:
        for item in items:
            seen.append((name, total))
            yield item

    pairs = np.array(list(combinations(range(5), 2)))
    found = list(verifier(example()[:5]).judged(pairs, watch=watch))
    assert seen == [("verifying", 3)] * 3
    assert list(map(len, found)) == [4, 4, 2]


def test_verdicts_are_joined_and_chosen() -> None:
    """Verdicts in several parts are those of one, and what is undecided never reaches a score."""
    said = {
        (0, 1): Verdict("identical", 1.0, 1.0, 1.0, 1.0, 1.0, None),
        (0, 2): Verdict("excerpt", 0.6, 0.3, 0.6, 0.3, 0.6, None),
        (1, 2): None,
    }
    parts = [Verdicts.of({pair: verdict}) for pair, verdict in said.items()]
    assert dict(Verdicts.joined(parts)) == said
    assert dict(Verdicts.joined(parts).reaching(0.0)) == {
        pair: verdict for pair, verdict in said.items() if verdict is not None
    }
    assert [pair for pair, _ in Verdicts.joined(parts).reaching(0.6)] == [(0, 1), (0, 2)]
    assert [pair for pair, _ in Verdicts.joined(parts).reaching(0.7)] == [(0, 1)]
    assert len(Verdicts.joined([])) == 0


def test_what_only_plain_code_reads_is_read_once_for_many_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A very long text may be in pairs of all of them, and nothing of it is kept for the next."""
    monkeypatch.setattr(verify, "CHARACTERS", 1)
    texts = ["東京で会議。" * 9, *example()[:4]]
    pairs = np.array([(0, place) for place in range(1, len(texts))], dtype=np.int64)
    alone = [verifier(texts).verdict(a, b) for a, b in pairs.tolist()]
    asked: list[list[int]] = []
    checked = verifier(texts)
    profiles = checked.source.profiles

    def seen(rows: list[int]) -> list[Profile]:
        asked.append(list(rows))
        return profiles(rows)

    monkeypatch.setattr(checked.source, "profiles", seen)
    assert len(checked._blocks(pairs)) == len(pairs)
    assert list(checked.verdicts(pairs)) == alone
    assert [sorted(set(rows)) for rows in asked] == [list(range(len(texts)))]
