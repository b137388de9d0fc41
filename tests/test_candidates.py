"""Buckets and candidate pairs, held to dicts of lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.lsh import banding, buckets, candidates, collisions
from dedup.lsh.banding import BAND_CAP, BAND_NEXT, band_candidates
from dedup.lsh.bands import Bands
from dedup.lsh.buckets import worths
from dedup.lsh.candidates import (
    ANCHOR_CAP,
    ANCHOR_COMMON,
    LEAST_WORTH,
    PARTNERS,
    anchor_buckets,
    anchor_candidates,
    candidates_of,
)
from dedup.lsh.compiled import load
from dedup.lsh.minhash import U32
from dedup.lsh.sketches import I64, Ragged
from dedup.machine import threads

Pair = tuple[int, int]


def slow_buckets(keyed: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Key -> the documents that have it, in order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for key, member in keyed:
        found[key].append(member)
    return {key: sorted(found[key]) for key in sorted(found)}


def slow_bands(slots: Sequence[Sequence[int]], present: Iterable[int], cap: int) -> set[Pair]:
    """Places of pairs that share a band of one slot: all, or the next few above the cap."""
    rows = list(present)
    found: set[Pair] = set()
    for band in range(len(slots[0]) if slots else 0):
        keyed = ((slots[row][band], place) for place, row in enumerate(rows))
        for members in slow_buckets(keyed).values():
            reach = len(members) if len(members) <= cap else BAND_NEXT
            for place, a in enumerate(members):
                found.update((a, b) for b in members[place + 1 : place + 1 + reach])
    return found


def slow_anchors(
    rows: Sequence[Iterable[int]],
    present: Iterable[int],
    least: int = 2,
    cap: int = ANCHOR_CAP,
    common: int = ANCHOR_COMMON,
    worth: int = LEAST_WORTH,
    partners: int = PARTNERS,
) -> dict[Pair, int]:
    """How many anchors each pair of places meets in, neighbours only above the cap.

    Kept are those that share enough, and of these for each place the best.
    """
    taking_part = list(present)
    keyed = [(anchor, place) for place, row in enumerate(taking_part) for anchor in rows[row]]
    counts: Counter[Pair] = Counter()
    value: Counter[Pair] = Counter()
    for members in slow_buckets(keyed).values():
        met: Iterable[Pair] = ()
        if len(members) <= cap:
            met = list(combinations(members, 2))
        elif len(members) <= common:
            met = list(pairwise(members))
        counts.update(met)
        for pair in met:
            value[pair] += max(1, 7 - (len(members) - 1).bit_length())
    enough = {pair for pair in counts if counts[pair] >= least and value[pair] >= worth}
    best = {
        place: sorted((value[pair] for pair in enough if place in pair), reverse=True)
        for place in {place for pair in enough for place in pair}
    }

    def stays(pair: Pair) -> bool:
        if 2 * counts[pair] >= min(len(set(rows[taking_part[place]])) for place in pair):
            return True
        return all(value[pair] >= 2 * (best[p][partners:] or [0])[0] for p in pair)

    return {pair: counts[pair] for pair in enough if stays(pair)}


def ragged(rows: Iterable[Iterable[int]]) -> Ragged:
    """Anchors as the sketches hold them, sorted and distinct."""
    return Ragged.of((np.array(sorted(set(row)), dtype=np.uint32) for row in rows), np.uint32)


def pairs_of(found: I64) -> list[Pair]:
    """An array of pairs as tuples."""
    assert found.shape[1:] == (2,)
    assert found.dtype == np.int64
    return [(a, b) for a, b in found.tolist()]


def some_of(data: st.DataObject, count: int) -> list[int]:
    """Some of the rows, in any order."""
    rows = data.draw(st.permutations(range(count)))
    return rows[: data.draw(st.integers(0, count))]


def signatures(table: list[list[int]]) -> U32:
    """A table of slots as signatures."""
    return np.array(table, dtype=np.uint32).reshape(len(table), len(table[0]) if table else 3)


def bands_of(found: U32) -> Bands:
    """Each slot a band of its own."""
    return Bands(found.shape[1], 1)


def everyone(count: int) -> I64:
    """All rows take part."""
    return np.arange(count, dtype=np.int64)


keys = st.integers(0, 6) | st.sampled_from([2**31, 2**32 - 1])
tables = st.integers(0, 5).flatmap(
    lambda bands: st.lists(st.lists(keys, min_size=bands, max_size=bands), max_size=14)
)
anchor_rows = st.lists(st.sets(keys | st.integers(0, 30), max_size=12), max_size=14)

chunks = st.sampled_from([1, 2, 7, 1 << 22])


def cut(patch: pytest.MonkeyPatch, chunk: int) -> None:
    """Let the work be cut in pieces of this size, and counters be set back every few documents."""
    for module in (banding, candidates):
        patch.setattr(module, "_CHUNK", chunk)
    if chunk < 10:
        patch.setattr(collisions, "_WORTH_BITS", 54)
    patch.setattr(collisions, "_EACH", 0)
    patch.setattr(collisions, "_SLICE", chunk)
    for module in (collisions, threads):
        patch.setattr(module, "workers", lambda: 3)
    for name in ("_ENTRIES", "_PAIRS", "_DOCUMENTS", "_DEALT"):
        patch.setattr(collisions, name, chunk)


class TestBuckets:
    @given(st.lists(st.tuples(keys, st.integers(0, 20))))
    def test_buckets_are_those_of_a_dict(self, keyed: list[tuple[int, int]]) -> None:
        """Sorting by key gives the buckets of a dict of lists, members in order."""
        members, bounds = buckets.buckets(
            np.array([key for key, _ in keyed], dtype=np.uint64),
            np.array([member for _, member in keyed], dtype=np.int64),
        )
        cut = [members[a:b].tolist() for a, b in pairwise(bounds.tolist())]
        assert cut == list(slow_buckets(keyed).values())
        assert bounds[0] == 0
        assert bounds[-1] == len(keyed)


class TestBands:
    @given(tables, st.data(), chunks, st.sampled_from([0, 1 << 14]))
    def test_pairs_that_share_a_band(
        self, table: list[list[int]], data: st.DataObject, chunk: int, long: int
    ) -> None:
        """The candidates are the pairs of rows taking part that share a key, once and sorted."""
        present = some_of(data, len(table))
        rows = signatures(table)
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, chunk)
            patch.setattr(banding, "_LONG", long)
            found = band_candidates(rows, bands_of(rows), np.array(present, dtype=np.int64))
        assert pairs_of(found) == sorted(slow_bands(table, present, BAND_CAP))

    @given(tables, st.data(), st.integers(1, 5))
    def test_nobody_who_shares_a_band_is_passed_over(
        self, table: list[list[int]], data: st.DataObject, rows: int
    ) -> None:
        """Compiled code leaves out of a band's entries only such as are alone with their key."""
        load()
        present = np.array(some_of(data, len(table)), dtype=np.int64)
        slots = signatures(table)
        for first in range(slots.shape[1]):
            given_rows = min(rows, slots.shape[1] - first)
            every = banding._entries(slots, first, given_rows, present)
            some = banding._entries_in_company(slots, first, given_rows, present)
            assert set(some.tolist()) <= set(every.tolist())
            assert len(set(some.tolist())) == len(some)
            low = len(present).bit_length()
            of_some, of_every = (banding._shared_buckets(e, low) for e in (some, every))
            assert of_some[0].tolist() == of_every[0].tolist()
            assert of_some[1].tolist() == of_every[1].tolist()

    @given(tables, st.integers(1, 6), chunks)
    def test_buckets_over_the_cap(self, table: list[list[int]], cap: int, chunk: int) -> None:
        """In a bucket over the cap each member is paired with the next few, in smaller ones all."""
        rows = signatures(table)
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, chunk)
            patch.setattr(banding, "BAND_CAP", cap)
            found = band_candidates(rows, bands_of(rows), everyone(len(table)))
        assert pairs_of(found) == sorted(slow_bands(table, range(len(table)), cap))

    @pytest.mark.parametrize("size", [BAND_CAP - 1, BAND_CAP, BAND_CAP + 1, 1000])
    def test_a_large_bucket_connects_everyone_at_linear_cost(self, size: int) -> None:
        """All members of a bucket stay connected, by no more than four pairs each over the cap."""
        rows = np.zeros((size, 1), dtype=np.uint32)
        found = pairs_of(band_candidates(rows, bands_of(rows), everyone(size)))
        reached = {0}
        for a, b in found:  # sorted, so that one pass reaches everyone
            if a in reached:
                reached.add(b)
        assert reached == set(range(size))
        full = size * (size - 1) // 2
        assert len(found) == full if size <= BAND_CAP else len(found) <= BAND_NEXT * size

    @pytest.mark.parametrize("shape", [(0, 0), (0, 5), (3, 0), (1, 5)])
    def test_nothing_to_pair(self, shape: tuple[int, int]) -> None:
        """No documents, no bands or one document give no pairs."""
        rows = np.zeros(shape, dtype=np.uint32)
        assert band_candidates(rows, bands_of(rows), everyone(shape[0])).shape == (0, 2)


@pytest.fixture(params=[False, True], ids=["plain", "compiled"], scope="class")
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test runs both ways."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "is_loaded", lambda: request.param)
        yield


@pytest.mark.usefixtures("way")
class TestAnchors:
    """Compiled code and the plain way, each held to dicts of lists."""

    @given(anchor_rows, st.integers(1, 4), st.integers(1, 20), st.data(), chunks)
    def test_counts_are_exact(
        self, rows: list[set[int]], least: int, worth: int, data: st.DataObject, chunk: int
    ) -> None:
        """Pairs and their counts are those of a dict of lists, however the work is cut."""
        present = some_of(data, len(rows))
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, chunk)
            found, shared = anchor_candidates(
                ragged(rows), np.array(present, dtype=np.int64), least, worth
            )
        expected = slow_anchors(rows, present, least, worth=worth)
        assert pairs_of(found) == sorted(expected)
        assert shared.dtype == np.int64
        assert dict(zip(pairs_of(found), shared.tolist(), strict=True)) == expected

    @given(anchor_rows, st.data(), chunks)
    def test_spent_anchors_give_the_same(
        self, rows: list[set[int]], data: st.DataObject, chunk: int
    ) -> None:
        """Candidates do not depend on whether anchors are let go of on the way."""
        present = np.array(some_of(data, len(rows)), dtype=np.int64)
        expected = anchor_candidates(ragged(rows), present)
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, chunk)
            found = candidates_of(anchor_buckets(ragged(rows), present, spent=True))
        assert all(map(np.array_equal, found, expected))

    @given(anchor_rows, st.integers(1, 5), st.integers(0, 4), chunks)
    def test_buckets_over_the_cap_pair_neighbours(
        self, rows: list[set[int]], cap: int, more: int, chunk: int
    ) -> None:
        """An anchor of more documents than the cap counts for neighbours, a set phrase for none."""
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, chunk)
            patch.setattr(candidates, "ANCHOR_CAP", cap)
            patch.setattr(candidates, "ANCHOR_COMMON", cap + more)
            found, shared = anchor_candidates(ragged(rows), everyone(len(rows)), 1, 1)
        counts = dict(zip(pairs_of(found), shared.tolist(), strict=True))
        assert counts == slow_anchors(rows, range(len(rows)), 1, cap, cap + more, 1)

    @given(anchor_rows, st.integers(0, 4))
    def test_the_best_partners_stay(self, rows: list[set[int]], partners: int) -> None:
        """Too many partners have to share twice as much as the next, or half of the anchors."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(candidates, "PARTNERS", partners)
            found, shared = anchor_candidates(ragged(rows), everyone(len(rows)), 1, 1)
        counts = dict(zip(pairs_of(found), shared.tolist(), strict=True))
        assert counts == slow_anchors(rows, range(len(rows)), 1, worth=1, partners=partners)

    def test_a_text_that_meets_everyone(self) -> None:
        """A long text keeps a few chance candidates, and the text that it holds the half of."""
        short = [{10 * n, 10 * n + 1, 10 * n + 2, *range(19_000, 19_004)} for n in range(1200)]
        for n in range(600):
            short[n] -= {10 * n + 1}
        long = set().union(*({10 * n, 10 * n + 1} for n in range(1200)))
        whole = set(range(20_000, 20_010))
        rows = [*short, whole, long | whole]
        found = pairs_of(anchor_candidates(ragged(rows), everyone(len(rows)))[0])
        partners = [a for a, b in found if b == len(rows) - 1]
        assert len(short) in partners
        assert len(partners) <= PARTNERS + 1

    @given(st.lists(st.integers(2, ANCHOR_COMMON)))
    def test_worth_falls_with_the_size_of_the_bucket(self, sizes: list[int]) -> None:
        """An anchor loses a point each time twice as many documents carry it, to one."""
        expected = [max(1, 7 - (size - 1).bit_length()) for size in sizes]
        assert worths(np.array(sizes, dtype=np.int64)).tolist() == expected

    @pytest.mark.parametrize(
        ("size", "pairs"),
        [(ANCHOR_CAP, 496), (ANCHOR_CAP + 1, ANCHOR_CAP), (ANCHOR_COMMON + 1, 0)],
    )
    def test_the_cap_is_inclusive(self, size: int, pairs: int) -> None:
        """A bucket of the cap counts in full, a larger one for neighbours, a huge one not."""
        found, shared = anchor_candidates(ragged([{5, 9}] * size), everyone(size), worth=2)
        assert len(found) == pairs
        assert set(shared.tolist()) <= {2}

    def test_only_those_taking_part_fill_a_bucket(self) -> None:
        """Documents that do not take part leave room in the buckets that they would fill."""
        anchors = ragged([{1, 2}] * (ANCHOR_CAP + 10))
        found, _ = anchor_candidates(anchors, everyone(3))
        assert pairs_of(found) == [(0, 1), (0, 2), (1, 2)]

    @pytest.mark.parametrize("chunk", [10, 1000, 1 << 22])
    def test_a_larger_collection(self, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
        """Counts of 300 documents are exact across chunks of any size."""
        cut(monkeypatch, chunk)
        rng = np.random.default_rng(13)
        rows = [set((rng.zipf(1.3, 40) % 5000).tolist()) for _ in range(300)]
        found, shared = anchor_candidates(ragged(rows), everyone(300))
        expected = slow_anchors(rows, range(300))
        assert len(expected) > 100
        assert dict(zip(pairs_of(found), shared.tolist(), strict=True)) == expected

    @pytest.mark.parametrize("rows", [[], [set()], [{1, 2}], [set(), set()]])
    def test_nothing_to_pair(self, rows: list[set[int]]) -> None:
        """No documents, one document or no anchors give no pairs."""
        found, shared = anchor_candidates(ragged(rows), everyone(len(rows)))
        assert found.shape == (0, 2)
        assert shared.shape == (0,)
