"""The generator of the benchmarks: reproducible, and what it says is planted is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from corpus import KINDS, PATHOLOGIES, PLAIN, Article, Mix, articles, load, write
from exact import resemblance, shingle_sets

COUNT = 3000


@pytest.fixture(scope="module")
def plain() -> list[Article]:
    """A collection with copies only."""
    return list(articles(COUNT, seed=3))


@pytest.fixture(scope="module")
def hard() -> list[Article]:
    """A collection with everything planted."""
    return list(articles(COUNT, seed=3, mix=PATHOLOGIES))


def resemblances(collection: list[Article], kind: str) -> list[float]:
    """How much each copy of a kind resembles what it was made from."""
    copies = [a for a in collection if KINDS[a.kind] == kind and a.is_copy]
    pairs = [text for a in copies for text in (a.text, collection[a.parent].text)]
    sets = shingle_sets(pairs)
    return [resemblance(a, b) for a, b in zip(sets[::2], sets[1::2], strict=True)]


class TestReproducible:
    def test_same_again(self, plain: list[Article]) -> None:
        """The same count and seed give the same collection."""
        assert list(articles(COUNT, seed=3)) == plain

    def test_other_seed(self, plain: list[Article]) -> None:
        """Another seed gives other texts."""
        other = list(articles(50, seed=4))
        assert not {a.text for a in other} & {a.text for a in plain}

    @pytest.mark.parametrize("mix", [PLAIN, PATHOLOGIES._replace(long=False)])
    def test_smaller_is_a_prefix(self, mix: Mix) -> None:
        """A smaller collection is the beginning of a larger one, at any cut."""
        larger = list(articles(700, mix=mix))
        for count in (0, 1, 256, 257, 699):
            assert list(articles(count, mix=mix)) == larger[:count]


class TestPlanted:
    def test_shares(self, plain: list[Article]) -> None:
        """A tenth of the articles are copies, of four kinds in about equal parts."""
        kinds = Counter(KINDS[a.kind] for a in plain)
        assert set(kinds) == {"original", "exact", "near", "excerpt", "reworded"}
        copies = COUNT - kinds["original"]
        assert 0.08 * COUNT < copies < 0.12 * COUNT
        assert all(0.18 * copies < kinds[KINDS[k]] < 0.32 * copies for k in range(1, 5))

    def test_copies_point_back(self, hard: list[Article]) -> None:
        """A copy names an earlier document that is no copy itself; nothing else names any."""
        for number, article in enumerate(hard):
            if article.is_copy:
                assert article.parent < number
                assert not hard[article.parent].is_copy
            else:
                assert KINDS[article.kind] not in {"exact", "near", "excerpt", "reworded"}

    def test_near_copies_are_near(self, plain: list[Article]) -> None:
        """Exact copies differ by boilerplate at most, near copies by single words."""
        assert min(resemblances(plain, "exact")) > 0.8
        near = resemblances(plain, "near")
        assert np.median(near) > 0.75
        assert np.mean([value > 0.6 for value in near]) > 0.95

    def test_other_copies_are_not(self, plain: list[Article]) -> None:
        """Excerpts and reworded copies share some of their wording, and not 0.7 of it."""
        for kind in ("excerpt", "reworded"):
            values = resemblances(plain, kind)
            assert min(values) > 0.0
            assert max(values) < 0.7

    def test_press_release(self, hard: list[Article]) -> None:
        """One document in ten is the press release, half of them with a head of their own."""
        assert min(resemblances(hard, "altered release")) > 0.8
        kinds = Counter(KINDS[a.kind] for a in hard)
        assert 0.08 * COUNT < kinds["release"] + kinds["altered release"] < 0.12 * COUNT
        assert kinds["altered release"] > 0.04 * COUNT
        assert len({a.text for a in hard if KINDS[a.kind] == "release"}) == 1
        altered = [a.text for a in hard if KINDS[a.kind] == "altered release"]
        assert len(set(altered)) == len(altered)

    def test_formula_stories(self, hard: list[Article]) -> None:
        """Formula stories share much wording with each other, but no two are near-duplicates."""
        texts = [a.text for a in hard if KINDS[a.kind] == "formula"]
        sets = shingle_sets(texts)
        assert len(texts) > 0.01 * COUNT
        values = [resemblance(a, b) for i, a in enumerate(sets) for b in sets[:i]]
        assert np.mean(values) > 0.1
        assert max(values) < 0.5

    def test_odd_texts(self, hard: list[Article]) -> None:
        """Texts without words, of one word and a very long one are what they are called."""
        by_kind = {kind: [a.text for a in hard if KINDS[a.kind] == kind] for kind in KINDS}
        assert by_kind["empty"]
        assert not any(text.strip() for text in by_kind["empty"])
        assert by_kind["one word"]
        assert all(len(text.split()) == 1 for text in by_kind["one word"])
        assert [len(text.encode()) // 1_000_000 for text in by_kind["long"]] == [3]
        assert KINDS[hard[-1].kind] == "long"


class TestText:
    def test_looks_like_news(self, plain: list[Article]) -> None:
        """Texts have sentences, paragraphs, capitals, figures and both kinds of quotation marks."""
        joined = "\n".join(a.text for a in plain[:300])
        for mark in "“”\"’',.—-?$éá":
            assert mark in joined
        assert all(a.text[0].isupper() or a.text[0] in '“"$0123456789' for a in plain)
        assert not any("  " in a.text or " ," in a.text or " ." in a.text for a in plain)
        assert 3000 < np.mean([len(a.text.encode()) for a in plain]) < 4000

    def test_some_are_ascii(self, plain: list[Article]) -> None:
        """Some texts are ASCII, some Latin-1, and most have typographic marks."""
        share = np.mean([a.text.isascii() for a in plain])
        assert 0.05 < share < 0.4


class TestStored:
    def test_read_back(self, tmp_path: Path) -> None:
        """What is read back from a folder is what was generated."""
        mix = PATHOLOGIES._replace(long=False)
        expected = list(articles(600, mix=mix))
        for stored in (write(tmp_path / "c", 600, mix=mix), load(tmp_path / "c")):
            assert list(stored.texts()) == [a.text for a in expected]
            assert stored.kinds.tolist() == [a.kind for a in expected]
            assert stored.parents.tolist() == [a.parent for a in expected]
            assert stored.buffer().decode() == "".join(a.text for a in expected)
            assert len(stored) == 600
            assert stored.size == len(stored.buffer())

    def test_is_not_written_twice(self, tmp_path: Path) -> None:
        """A folder that holds the collection already is left alone; another one is replaced."""
        write(tmp_path, 20)
        before = (tmp_path / "texts.utf8").stat().st_mtime_ns
        write(tmp_path, 20)
        assert (tmp_path / "texts.utf8").stat().st_mtime_ns == before
        assert len(write(tmp_path, 30)) == 30
        assert len(load(tmp_path)) == 30
