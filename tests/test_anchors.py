"""The smallest hashes of pairs, as sorting all of them gives them."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_kernels import compiled, plain

from dedup.lsh.kernels import anchors
from dedup.lsh.kernels.constants import ANCHORING
from dedup.lsh.kernels.vectors import IN_BUCKET
from dedup.lsh.minhash import bottom_k
from dedup.lsh.shingles import _pairs

ALL = np.uint64(2**64 - 1)


@numba.njit
def _kept(
    stems: np.ndarray, least: int, table: np.ndarray, counts: np.ndarray, room: np.ndarray
) -> int:
    count: int = anchors.keep_anchors(
        stems, len(stems), least, 4, table, counts, room[0], room[1], counts[-len(stems) :]
    )
    return count


@numba.njit
def _dealt(
    values: np.ndarray, top: np.uint64, buckets: int, table: np.ndarray, sizes: np.ndarray
) -> int:
    found: int = anchors._deal(values, len(values), top, buckets, table, sizes)
    return found


@numba.njit
def _taken(table: np.ndarray, sizes: np.ndarray, keep: int, out: np.ndarray) -> None:
    anchors._take(table, sizes, keep, out)


def kept(numbers: np.ndarray, least: int, room: int) -> np.ndarray:
    """Anchors of a text of these stems, all of which take part; with so much room for buckets."""
    stems = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(1)
    counts = np.zeros((1 << 16) + 1 + len(stems), dtype=np.uint32)
    work = np.zeros((2, len(stems) + 1), dtype=np.uint64)
    table = np.zeros(max(room, 4 * len(stems) + 64), dtype=np.uint64)
    count = _kept(stems | ANCHORING, least, table, counts, work)
    return counts[len(counts) - len(stems) :][:count]


def expected(numbers: np.ndarray, least: int) -> np.ndarray:
    """The same, by sorting them."""
    stems = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(1)
    pairs = np.unique(_pairs(stems))
    return np.unique(bottom_k(pairs, max(least, len(pairs) // 4)).astype(np.uint32))


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 2500),
    st.sampled_from([2, 6, 20, 60, 10**6]),
    st.sampled_from([1, 16, 128, 300]),
    st.sampled_from([0, 1 << 17]),
    st.integers(0, 9),
)
def test_anchors_are_the_smallest(
    count: int, different: int, least: int, room: int, seed: int
) -> None:
    """Of few and many pairs, most of them repeats or none, and with little room."""
    numbers = np.random.default_rng(seed).integers(0, different, count)
    assert np.array_equal(kept(numbers, least, room), expected(numbers, least))


def test_anchors_of_texts_with_repeats() -> None:
    """As plain code keeps them."""
    draw = np.random.default_rng(1)
    words = [f"wharf{number}tide" for number in range(90)]
    lengths = (0, 1, 2, 90, 129, 130, 131, 180, 516, 517, 900, 2100)
    texts = [" ".join(draw.choice(words[:most], size)) for size in lengths for most in (3, 30, 90)]
    texts += [" ".join(f"q{number * size}" for number in range(size)) for size in lengths]
    found, every = compiled(texts).sketches.anchors, plain(texts).sketches.anchors
    assert np.array_equal(found.bounds, every.bounds)
    assert np.array_equal(found.values, every.values)


@pytest.mark.parametrize("top", [ALL, ALL >> np.uint64(1), np.uint64(10**15)])
def test_hashes_are_dealt_by_size(top: np.uint64) -> None:
    """Each once, however many buckets there are, and the smallest are taken."""
    draw = np.random.default_rng(2)
    values = draw.integers(0, top, 200, dtype=np.uint64, endpoint=True)
    values = np.concatenate([values, values[:50], np.array([0, top, top], dtype=np.uint64)])
    distinct = np.unique(values)
    for buckets in (128, 1024):
        table = np.zeros(buckets * IN_BUCKET, dtype=np.uint64)
        sizes = np.zeros(buckets, dtype=np.uint32)
        # What was left there by another text is not met again.
        table[:] = draw.choice(values, len(table))
        assert _dealt(values, top, buckets, table, sizes) == len(distinct) == sizes.sum()
        for keep in (1, 2, 77, len(distinct)):
            out = np.zeros(len(distinct) + IN_BUCKET, dtype=np.uint32)
            _taken(table.copy(), sizes, keep, out)
            assert sorted(out[:keep]) == sorted((distinct[:keep] & 0xFFFFFFFF).tolist())


def test_a_full_bucket_is_told() -> None:
    """Unless it is a repeat that comes to it."""
    table = np.zeros(16 * IN_BUCKET, dtype=np.uint64)
    sizes = np.zeros(16, dtype=np.uint32)
    values = np.arange(IN_BUCKET, dtype=np.uint64)
    again = np.concatenate([values, values])
    assert _dealt(again, ALL, 16, table, sizes) == IN_BUCKET
    more = np.concatenate([again, np.array([IN_BUCKET], dtype=np.uint64)])
    assert _dealt(more, ALL, 16, table, sizes) == -1
