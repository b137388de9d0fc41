"""The codes of stems give every stem back, and the same by compiled code as without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.lsh import stem_codes
from dedup.lsh.compiled import load
from dedup.lsh.growing import Growing, GrowingRows
from dedup.lsh.kernels.constants import LONG_NUMBER
from dedup.lsh.sketches import Ragged, plain_features, sketch
from dedup.lsh.stem_codes import Coder, StemCodes
from dedup.syndication import rarity
from dedup.syndication.rarity import Rarity

stems = st.integers(0, 40) | st.integers(0, 2**63 - 1)
collections = st.lists(st.lists(st.sets(stems, max_size=9), max_size=5), max_size=5)


def ragged(rows: list[set[int]]) -> Ragged:
    """Rows of stems in no particular order."""
    return Ragged.of([np.array(list(row), dtype=np.uint64) for row in rows])


def coded(parts: list[list[set[int]]], *, compiled: bool, table: int = 1 << 16) -> StemCodes:
    """The codes of rows that come in parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stem_codes, "is_loaded", lambda: compiled)
        patch.setattr(stem_codes, "_TABLE", table)
        coder = Coder()
        for part in parts:
            coder.add(ragged(part))
        return coder.done()


def rows_of(codes: StemCodes) -> list[set[int]]:
    """The stems of each row."""
    return [set(codes.stems[codes.numbers(row)].tolist()) for row in range(len(codes))]


@pytest.mark.parametrize("compiled", [False, True])
@given(collections, st.sampled_from([2, 8, 1 << 16]))
def test_every_stem_comes_back(compiled: bool, parts: list[list[set[int]]], table: int) -> None:
    """Each row's stems are those that were added, in whatever parts, however small the table."""
    codes = coded(parts, compiled=compiled, table=table)
    assert rows_of(codes) == [row for part in parts for row in part]
    assert len(set(codes.stems.tolist())) == len(codes.stems)


@given(collections)
def test_both_ways_give_the_same(parts: list[list[set[int]]]) -> None:
    """Compiled code numbers stems as a dict does, unit for unit."""
    plain, fast = coded(parts, compiled=False), coded(parts, compiled=True, table=2)
    assert np.array_equal(plain.units.values, fast.units.values)
    assert np.array_equal(plain.units.bounds, fast.units.bounds)
    assert np.array_equal(plain.stems, fast.stems)


@pytest.mark.parametrize("compiled", [False, True])
def test_more_stems_than_one_unit_tells(compiled: bool) -> None:
    """Numbers of one unit and of two stand side by side."""
    count = LONG_NUMBER + 70_000
    mixed = {0, 5, LONG_NUMBER - 1, LONG_NUMBER, LONG_NUMBER + 1, 2 * LONG_NUMBER, count - 1}
    first = [np.arange(count, dtype=np.uint64)]
    last = [np.array(sorted(mixed), dtype=np.uint64), np.zeros(0, dtype=np.uint64)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stem_codes, "is_loaded", lambda: compiled)
        coder = Coder()
        coder.add(Ragged.of(first))
        coder.add(Ragged.of(last))
        codes = coder.done()
        assert codes.numbers(0).tolist() == list(range(count))
        assert codes.numbers(1).tolist() == sorted(mixed)
        assert codes.numbers(2).tolist() == []
        counts = codes.counts(np.array([0, 1, 1]))
    assert set(np.flatnonzero(counts == 3).tolist()) == mixed
    assert counts.sum() == count + 2 * len(mixed)


@pytest.mark.parametrize("compiled", [False, True])
@given(st.lists(st.sets(stems, max_size=9), min_size=1, max_size=9), st.data())
def test_rarity_of_rows_is_that_of_their_stems(
    compiled: bool, rows: list[set[int]], data: st.DataObject
) -> None:
    """A sample that is counted by its codes gives the rarity of its stems."""
    some = data.draw(st.sets(st.integers(0, len(rows) - 1)).map(sorted))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rarity, "OWN_COUNTS", 3)
        patch.setattr(stem_codes, "is_loaded", lambda: compiled)
        found = Rarity.of_codes(coded([rows], compiled=compiled), np.array(some, dtype=np.int64))
        known = Rarity.of(ragged([rows[row] for row in some]))
    assert found.documents == known.documents
    assert found.stems.dtype == known.stems.dtype
    assert np.array_equal(found.stems, known.stems)
    assert np.array_equal(found.counts, known.counts)


@pytest.mark.parametrize("few", [False, True])
def test_sketching_tells_all_stems(few: bool) -> None:
    """Whoever sketches is told each text's stems once, in the order of the texts."""
    texts = ["The ferry sank, the ferry!", "", "Sea ice 7 closed the port."] * (
        2 if few else 20_000
    )
    load()
    told: list[Ragged] = []
    sketch(texts, stems=told.append)
    found = [sorted(row.tolist()) for part in told for row in part]
    assert found == [row.tolist() for row in plain_features(texts[:3])[1]] * (len(texts) // 3)


@given(
    st.lists(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=4), max_size=6),
    st.integers(0, 40),
)
def test_what_grows_is_what_was_added(parts: list[list[list[int]]], likely: int) -> None:
    """Arrays and rows that grow are those laid end to end, however many were awaited."""
    values, rows = Growing(np.int64, likely), GrowingRows(np.int64)
    for part in parts:
        laid = Ragged.of([np.array(row, dtype=np.int64) for row in part], np.int64)
        values.add(laid.values)
        rows.add(laid.values, laid.bounds)
    whole = Ragged.of([np.array(row, dtype=np.int64) for part in parts for row in part], np.int64)
    assert np.array_equal(values.done(), whole.values)
    found = rows.done()
    assert np.array_equal(found[0], whole.values)
    assert np.array_equal(found[1], whole.bounds)


@pytest.mark.parametrize("likely", [0, 10, 70, 300, 3000])
def test_room_is_reserved_after_some_rows_of_usual_length(likely: int) -> None:
    """A long row that comes first is there, and so is all that comes after room is reserved."""
    rng = np.random.default_rng(likely)
    parts = [[rng.integers(0, 99, 5000)]]
    parts += [[rng.integers(0, 99, rng.integers(0, 9)) for _ in range(70)] for _ in range(5)]
    growing = GrowingRows(np.int64, likely)
    for part in parts:
        laid = Ragged.of(part, np.int64)
        growing.add(laid.values, laid.bounds)
    values, bounds = growing.done()
    whole = Ragged.of([row for part in parts for row in part], np.int64)
    assert np.array_equal(values, whole.values)
    assert np.array_equal(bounds, whole.bounds)
