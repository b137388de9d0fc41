"""An index that keeps no texts: what it estimates, held to what the texts say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from corpus import Mix, articles

from dedup.document import Document
from dedup.errors import SettingsError
from dedup.lsh.bands import SEARCHED
from dedup.lsh.minhash import SEED, U32, signature
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import features, sketch
from dedup.syndication.index import Index
from dedup.syndication.index_estimate import asked_about, estimate

MIX = Mix(copies=0.6)
ERROR = 0.5 / np.sqrt(SEARCHED)
"""The largest standard error of a share that the slots of a signature estimate."""


@pytest.fixture(scope="module")
def collection() -> list[Document]:
    """Generated news with planted copies."""
    return [Document(f"n{at}", article.text) for at, article in enumerate(articles(60, mix=MIX))]


def signed(shingles: U64) -> U32:
    """The signature of shingles, as an index keeps it."""
    return signature(shingles, SEARCHED)


def shares(first: set[int], second: set[int]) -> tuple[float, float, float]:
    """Exact resemblance of two sets of shingles, and the share of each that the other has."""
    both = len(first & second)
    return both / len(first | second), both / len(first), both / len(second)


class TestEstimate:
    @pytest.mark.parametrize("kept", [0.6, 0.7, 0.9, 1.0])
    def test_a_part_is_near_its_true_share(self, kept: float) -> None:
        """Of a stored text with parts of its own, the shared part is off by four errors at most."""
        rng = np.random.default_rng(4)
        whole = rng.integers(0, 2**64, 900, dtype=np.uint64)
        own = rng.integers(0, 2**64, 300, dtype=np.uint64)
        stored = np.concatenate([whole[: int(300 * kept)], own[: 300 - int(300 * kept)]])
        found = estimate(asked_about(whole, signed(whole)), signed(stored), 304, SEED)
        assert found is not None
        assert abs(found.containment - kept) <= 4 * ERROR
        assert found.covered_a == pytest.approx(found.covered_b / 3, rel=0.01)
        assert found.relation == "excerpt"

    def test_chance_is_no_match(self) -> None:
        """Texts that share a tenth of their shingles match nothing."""
        rng = np.random.default_rng(5)
        asked, stored = rng.integers(0, 2**64, (2, 400), dtype=np.uint64)
        stored[:40] = asked[:40]
        assert estimate(asked_about(asked, signed(asked)), signed(stored), 404, SEED) is None

    def test_articles(self, collection: list[Document]) -> None:
        """Of all pairs of articles, what is surely alike is named, and no estimate is far off."""
        sketches = sketch((document.text for document in collection), slots=SEARCHED)
        shingles = features(document.text for document in collection)[0]
        asked = [
            asked_about(row, sign) for row, sign in zip(shingles, sketches.signatures, strict=True)
        ]
        sets = [set(row.tolist()) for row in shingles]
        named = 0
        for a, first in enumerate(sets):
            for b, second in enumerate(sets):
                resemblance, in_second, in_first = shares(first, second)
                found = estimate(asked[a], sketches.signatures[b], int(sketches.words[b]), SEED)
                sure = max(in_first, in_second) > 0.5 + 6 * ERROR and resemblance > 0.2
                assert found is not None or not sure
                if found is not None:
                    named += 1
                    # A long stored text is known by the slots both share: see the module's head.
                    wider = max(1.0, sketches.words[b] / sketches.words[a])
                    assert abs(found.containment - max(in_first, in_second)) < 5 * ERROR * wider
                    assert abs(found.resemblance - resemblance) < 5 * ERROR
        assert named > 2 * len(collection)


class TestIndex:
    def test_finds_without_texts(self, collection: list[Document], place: str) -> None:
        """What has the same words is named surely, what has most of them by an estimate."""
        with Index(place, texts=False) as index:
            index.add(collection)
            assert index.check() == []
            assert index.stats()["bytes_of_texts"] == 0
        with Index(place) as index:
            story = max(collection, key=lambda document: len(document.text)).text
            for text, relation in ((story.upper(), "identical"), (story[:-99], "near-duplicate")):
                best = index.query(text)[0]
                assert best.relation == relation
                assert best.evidence.estimated == (relation != "identical")
                assert ("estimates" in best.explain()) == best.evidence.estimated
            assert "excerpt" in {match.relation for match in index.query(story[: len(story) // 3])}
            index.remove(list(index))
            assert index.query(story) == []
            assert index.check() == []

    def test_what_needs_texts_says_so(self, tmp_path: Path) -> None:
        """Documents, pairs and an export are refused with the reason; the rest works."""
        with Index(tmp_path / "a.dedup", texts=False) as index:
            index.add(Document("a", "The quay froze."))
            index.update(Document("a", "The quay thawed."))
            for name in ("pairs", "groups", "get", "export"):
                with pytest.raises(SettingsError, match=f"texts=False, and {name}"):
                    list(getattr(index, name)(*["a"][: name == "get"]))
            assert index.signature("a").shape == (SEARCHED,)
            assert list(index) == ["a"]
            assert "1 document." in index._repr_html_()
        with pytest.raises(SettingsError, match="texts=False, not True"):
            Index(tmp_path / "a.dedup", texts=True)
