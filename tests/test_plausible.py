"""The plausibility of many pairs at once is that of each alone."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from dedup import Document
from dedup.lsh import stem_codes
from dedup.lsh.sketches import features
from dedup.syndication import plausible
from dedup.syndication.plausible import plausibilities
from dedup.syndication.rarity import Rarity
from dedup.syndication.texts import Texts
from dedup.syndication.verify import Verifier


@pytest.mark.parametrize("chunk", [1, 3, 1024])
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("compiled", [False, True])
def test_all_at_once_is_each_alone(
    monkeypatch: pytest.MonkeyPatch, chunk: int, own: bool, compiled: bool
) -> None:
    """The array code, compiled and not, gives every number of the plain code in any chunks."""
    monkeypatch.setattr(plausible, "_PAIRS", chunk)
    monkeypatch.setattr(stem_codes, "_TABLE", 2)
    monkeypatch.setattr(stem_codes, "is_loaded", lambda: compiled)
    monkeypatch.setattr(plausible, "is_loaded", lambda: compiled)
    draw = random.Random(3)
    words = [f"{a}{b}" for a in "harbour ferry reef vote wheat".split() for b in "abcdefgh"]
    texts = [" ".join(draw.choices(words, k=draw.randint(0, 40))) for _ in range(25)]
    if own:
        monkeypatch.setattr("dedup.syndication.rarity.OWN_COUNTS", 5)
    rarity = Rarity.of(features(texts[:10])[1])
    assert bool(len(rarity.stems)) == own
    documents = [Document(str(row), text) for row, text in enumerate(texts)]
    verifier = Verifier(Texts(documents.__getitem__, lambda row: row), rarity)
    pairs = [pair for pair in combinations(range(25), 2) if draw.random() < 0.5]
    anchors = [draw.randint(0, 15) for _ in pairs]
    found = plausibilities(np.array(pairs), np.array(anchors), texts.__getitem__, rarity)
    expected = [
        verifier.plausibility(*pair, count) for pair, count in zip(pairs, anchors, strict=True)
    ]
    assert found.tolist() == expected
    assert np.median(found) > 0.0


def test_no_pairs() -> None:
    """Nothing to rank gives nothing."""
    none = np.zeros((0, 2), dtype=np.int64)
    assert not len(plausibilities(none, none[:, 0], str, Rarity.of(features([])[1])))
