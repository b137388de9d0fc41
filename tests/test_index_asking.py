"""What compiled code does for a question to an index, against plain code."""

from __future__ import annotations

import numpy as np
import pytest

from dedup.lsh.bands import SEARCHED
from dedup.lsh.sketches import Ragged, features, sketch
from dedup.syndication.index_candidates import plain_tally, quick_keys, quick_tally
from dedup.syndication.index_keys import BANDS, keys_of_sketch
from dedup.syndication.index_weigh import Weigher
from dedup.syndication.rarity import Rarity
from dedup.text.stems import table_keys

TEXTS = [
    "The ferry Aldis sank off Port Mirren on Sunday after it struck a reef.",
    "Quay",
    "Wheat prices fell in Torvena on Monday. " * 3 + "Traders blamed the harvest, not the ferry.",
    " ".join(f"ferry{at} reef{at % 7}" for at in range(900)),
]


@pytest.mark.parametrize("text", TEXTS)
def test_compiled_keys_are_the_plain_ones(text: str) -> None:
    """The keys of a text's bands and anchors are the same by both ways."""
    one = sketch([text], slots=SEARCHED)
    assert quick_keys(one).tolist() == keys_of_sketch(one).tolist()


@pytest.mark.parametrize("postings", [0, 1, 40, 3000])
def test_compiled_tallies_are_the_plain_ones(postings: int) -> None:
    """Both ways name the same classes, with the same anchors shared and the same worth."""
    rng = np.random.default_rng(postings)
    keys = BANDS.bands + 128
    worth_of = rng.integers(0, 7, keys)
    found = rng.integers(0, keys, postings), rng.integers(0, 1 + postings // 4, postings)
    places, numbers = np.unique(np.stack(found), axis=1)
    places, numbers = np.ascontiguousarray(places), np.ascontiguousarray(numbers)
    tallies = [tally(places, numbers, worth_of) for tally in (quick_tally, plain_tally)]
    quick, plain = (
        (sorted(zip(*(column.tolist() for column in t[:3]), strict=True)), sorted(t[3].tolist()))
        for t in tallies
    )
    assert quick == plain
    assert postings < 2000 or plain[0]


@pytest.mark.parametrize("documents", [3, 1500])
def test_compiled_weights_are_the_plain_ones(documents: int) -> None:
    """What stems weigh is the same by both ways, in a collection that is known or is not."""
    rng = np.random.default_rng(documents)
    news = rng.choice(table_keys(), 3000).astype(np.uint64) << np.uint64(31)
    pool = np.concatenate([news, rng.integers(0, 1 << 63, 3000, dtype=np.uint64)])
    made = [np.unique(rng.choice(pool, 120)) for _ in range(documents)]
    stems = features(TEXTS)[1]
    weigher = Weigher(Rarity.of(Ragged.of([*made, *stems])))
    others = Ragged.of([*made[:30], *stems, np.zeros(0, dtype=np.uint64)])
    for own in (made[0], stems[0], np.unique(pool), np.zeros(0, dtype=np.uint64)):
        quick, plain = weigher._fast(own, others), weigher._plain(own, others)
        assert quick[0] == plain[0]
        assert quick[1].tolist() == plain[1].tolist()
        assert quick[2].tolist() == plain[2].tolist()
        assert len(set(plain[1].tolist())) > 5
