"""What documents share of their shingles: many pairs at once as one by one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.document import Document
from dedup.lsh.sketches import Ragged, features, shingles_of, stems_of
from dedup.syndication import overlap as module
from dedup.syndication import verify
from dedup.syndication.overlap import Overlap, overlap, overlaps
from dedup.syndication.rarity import Rarity
from dedup.syndication.texts import Texts
from dedup.syndication.verify import Verifier


def sorted_set(values: Iterable[int]) -> np.ndarray:
    """Distinct numbers in order, as shingles are kept."""
    return np.array(sorted(set(values)), dtype=np.uint64)


def exact(a: np.ndarray, b: np.ndarray) -> Overlap:
    """The same by sets."""
    first, second = set(a.tolist()), set(b.tolist())
    shared = len(first & second)
    if not shared:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(shared / len(first | second), shared / len(first), shared / len(second))


ROWS = st.lists(st.lists(st.integers(0, 60) | st.integers(0, 2**64 - 1)), min_size=1, max_size=6)


@given(ROWS, st.booleans())
def test_many_pairs_are_what_sets_say(rows: list[list[int]], compiled: bool) -> None:
    """Compiled or not, each pair gets what the sets share, whichever is longer or empty."""
    sets = [sorted_set(row) for row in rows]
    # One that is far longer than the others is searched and not read.
    sets.append(sorted_set([*range(0, 9000, 2), *rows[0]]))
    pairs = np.array([(a, b) for a in range(len(sets)) for b in range(len(sets))])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "is_loaded", lambda: compiled)
        found = [Overlap(*one) for one in overlaps(Ragged.of(sets), pairs).tolist()]
    assert found == [exact(sets[a], sets[b]) for a, b in pairs.tolist()]
    assert found == [overlap(sets[a], sets[b]) for a, b in pairs.tolist()]


def texts(count: int, words: int) -> list[str]:
    """Texts of which neighbours share about half of their wording."""
    return [
        " ".join(
            f"word{place}" for place in range(number * words // 2, number * words // 2 + words)
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("most", "characters"), [(256, 1), (256, 2000), (7, 1 << 21)])
def test_blocks_are_cut_by_size_and_lose_nothing(
    most: int, characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few pairs are compared at a time, all are, in order."""
    monkeypatch.setattr(verify, "BLOCK", most)
    monkeypatch.setattr(verify, "CHARACTERS", characters)
    documents = [Document(str(n), text) for n, text in enumerate(texts(40, 60))]
    pairs = np.array([(a, b) for a in range(40) for b in range(a + 1, min(a + 4, 40))])
    verifier = Verifier(Texts(documents.__getitem__, lambda row: row), Rarity.unknown())
    found = list(verifier.overlaps(pairs))
    assert found == [verifier.overlap(a, b) for a, b in pairs.tolist()]
    assert found[0].of_a == pytest.approx(26 / 56)
    verdicts = list(verifier.verdicts(pairs, aligned=False))
    assert verdicts == [verifier.verdict(a, b, aligned=False) for a, b in pairs.tolist()]


def test_each_feature_alone_is_that_of_both() -> None:
    """Shingles without stems and stems without shingles are those that are made together."""
    some = [*texts(5, 40), "", "One."]
    shingles, stems = features(some)
    for row, (own, number) in enumerate(zip(shingles_of(some), stems_of(some), strict=True)):
        assert own.tolist() == shingles[row].tolist()
        assert number.tolist() == stems[row].tolist()
    assert len(shingles_of([])) == len(stems_of([])) == 0
