"""Vector code gives what plain loops give."""

from __future__ import annotations

import numba
import numpy as np

from dedup.lsh.kernels.constants import FIRST_QUOTE, LAST_QUOTE
from dedup.lsh.kernels.vectors import (
    GROUP,
    IN_BUCKET,
    SORTED,
    equal_in_bucket,
    least_in_group,
    merge,
    narrow_bucket,
    quote_bits,
    sort,
)
from dedup.machine.masks import high_bits, letter_bits


@numba.njit
def _bits(data: np.ndarray, at: int) -> tuple[int, int]:
    return letter_bits(data, at), high_bits(data, at)


@numba.njit
def _quotes(data: np.ndarray, at: int) -> int:
    bits: int = quote_bits(data, at)
    return bits


@numba.njit
def _sorted(items: np.ndarray) -> None:
    sort(items)


@numba.njit
def _merged(items: np.ndarray) -> None:
    merge(items)


@numba.njit
def _equal(values: np.ndarray, at: int, value: np.uint64) -> int:
    bits: int = equal_in_bucket(values, at, value)
    return bits


@numba.njit
def _narrowed(values: np.ndarray, at: int, out: np.ndarray, to: int) -> None:
    narrow_bucket(values, at, out, to)


@numba.njit
def _least(x: np.ndarray, a: np.ndarray, b: np.ndarray, row: np.ndarray, slot: int) -> None:
    least_in_group(x, len(x), a, b, row, slot)


def test_bits_of_every_byte() -> None:
    """Each of 64 bytes, wherever they begin, is told as Python tells it."""
    data = np.arange(256, dtype=np.uint8)
    for at in (0, 37, 64, 100, 192):
        letters, high = (int(bits) for bits in _bits(data, at))
        for place in range(64):
            one = chr(at + place)
            assert bool(letters >> place & 1) == (one.isascii() and one.isalnum())
            assert bool(high >> place & 1) == (not one.isascii())


def test_quotes_are_told_wherever_they_begin() -> None:
    """Each of them is, and no other character."""
    for code in (*range(0x1FF0, 0x2050), 0x10, 0x7F, 0xD0, 0x2090, 0x3010, 0x20013, 0x10FFFF):
        quote = chr(code).encode()
        for at in range(64):
            data = np.frombuffer(b"a" * at + quote + b"a" * 80, dtype=np.uint8)
            is_one = FIRST_QUOTE <= code <= LAST_QUOTE
            assert int(_quotes(data, 0)) == is_one << at


def test_least_of_a_group() -> None:
    """The slots of one group are lowered, from what they hold, and no others."""
    rng = np.random.default_rng(3)
    a, b = rng.integers(0, 2**32, (2, 3 * GROUP), dtype=np.uint32)
    for count in (0, 1, 700):
        x = rng.integers(0, 2**32, count, dtype=np.uint32)
        row = rng.integers(0, 2**32, 3 * GROUP, dtype=np.uint32)
        expected = row.copy()
        for slot in range(GROUP, 2 * GROUP):
            expected[slot] = min([row[slot], *(a[slot] * x + b[slot])])
        _least(x, a, b, row, GROUP)
        assert np.array_equal(row, expected)


def test_numbers_are_sorted() -> None:
    """As many as are sorted without a branch, equal ones too, and none behind them."""
    rng = np.random.default_rng(5)
    for top in (2, 100, 2**32):
        items = rng.integers(0, top, SORTED + 8, dtype=np.uint32)
        expected = [*sorted(items[:SORTED].tolist()), *items[SORTED:].tolist()]
        _sorted(items)
        assert items.tolist() == expected


def test_two_sorted_halves_are_merged() -> None:
    """Into one row that is sorted, whatever of it is equal."""
    rng = np.random.default_rng(6)
    for top in (2, 100, 2**32):
        items = rng.integers(0, top, 2 * SORTED + 8, dtype=np.uint32)
        behind = items[2 * SORTED :].copy()
        expected = np.sort(items[: 2 * SORTED])
        items[:SORTED].sort()
        items[SORTED : 2 * SORTED].sort()
        _merged(items)
        assert np.array_equal(items[: 2 * SORTED], expected)
        assert np.array_equal(items[2 * SORTED :], behind)


def test_a_bucket_is_searched_and_narrowed() -> None:
    """Each place that holds a value is told, and lower halves stand where they are wanted."""
    values = np.arange(3 * IN_BUCKET, dtype=np.uint64) + (np.uint64(7) << np.uint64(32))
    values[IN_BUCKET + 3] = values[IN_BUCKET]
    assert _equal(values, IN_BUCKET, values[IN_BUCKET]) == 0b1001
    assert _equal(values, 0, values[IN_BUCKET]) == 0
    out = np.zeros(3 * IN_BUCKET, dtype=np.uint32)
    _narrowed(values, IN_BUCKET, out, 2)
    assert np.array_equal(out[2 : 2 + IN_BUCKET], values[IN_BUCKET : 2 * IN_BUCKET] & 0xFFFFFFFF)
    assert not out[:2].any()
    assert not out[2 + IN_BUCKET :].any()
