"""Words hashed side by side have the hash and the stem of each alone."""

from __future__ import annotations

import random

import numba
import numpy as np
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st
from test_kernels import assert_same, compiled, plain

from dedup.lsh.kernels.constants import ANCHORING, MIXED_AT_ONCE, WORDS_AT_ONCE
from dedup.lsh.kernels.lanes import MULTIPLIER, hash_words, join_all, join_words, mix_words
from dedup.lsh.minhash import _fmix32
from dedup.lsh.shingles import anchor_stem
from dedup.machine.abreast import LONG
from dedup.text.stems import cut_stem, stem_key


@numba.njit
def _made(begins: np.ndarray, ends: np.ndarray, letters: np.ndarray, made: np.ndarray) -> int:
    others: int = hash_words(begins, ends, letters, 0, made[0], made[1], True)
    return others


@numba.njit
def _joined(hashes: np.ndarray, at: int, size: int, out: np.ndarray) -> None:
    join_words(hashes, at, size, out)


@numba.njit
def _mixed(hashes: np.ndarray, at: int, size: int, out: np.ndarray) -> None:
    mix_words(hashes, at, size, out, 2)


@numba.njit
def _all_joined(hashes: np.ndarray, at: int, number: int, before: np.uint64) -> np.uint64:
    value: np.uint64 = join_all(hashes, at, number, before)
    return value


def _words(words: list[bytes], behind: bytes) -> tuple[int, np.ndarray]:
    """What is made of up to eight words, with other bytes behind each."""
    padded = b"".join((word + behind)[:16].ljust(16) for word in words).ljust(16 * WORDS_AT_ONCE)
    letters = np.frombuffer(padded, dtype=np.uint64).copy()
    begins = np.arange(WORDS_AT_ONCE, dtype=np.uint64) + np.uint64(2**40)
    ends = begins.copy()
    ends[: len(words)] += np.array([len(word) for word in words], dtype=np.uint64)
    made = np.zeros((2, WORDS_AT_ONCE), dtype=np.uint64)
    return _made(begins, ends, letters, made), made


WORD = st.text("abcxyzABCXYZ0189", min_size=1, max_size=LONG - 1)


@given(st.lists(WORD, min_size=1, max_size=WORDS_AT_ONCE), st.binary(max_size=16))
def test_each_word_has_its_own_hash_and_stem(words: list[str], behind: bytes) -> None:
    """Whatever stands beside a word and behind it, and however long those are."""
    others, (hashes, stems) = _words([word.encode() for word in words], behind)
    assert not others & ((1 << len(words)) - 1)
    for word, found, stem in zip(words, hashes.tolist(), stems.tolist(), strict=False):
        folded = word.lower()
        assert found == xxhash.xxh64_intdigest(folded.encode())
        assert stem & ~int(ANCHORING) == stem_key(cut_stem(folded))
        assert bool(stem & int(ANCHORING)) is (anchor_stem(folded) is not None)


@pytest.mark.parametrize("length", range(1, 41))
def test_words_that_are_not_ascii_or_long_are_told(length: int) -> None:
    """A byte beyond ASCII counts in any place of a word, and in none behind it."""
    words = [b"x" * place + b"\xc3" + b"y" * (length - place - 1) for place in range(length)]
    for word in words:
        others, _ = _words([b"sea", word, b"ice", b"a" * length], "é".encode())
        assert others & 0b1111 == 0b0010 | (0b1000 if length >= LONG else 0)


@pytest.mark.parametrize("length", range(1, 41))
def test_words_of_every_length_at_every_place(length: int) -> None:
    """The 64 bytes in which a word begins have no part in what it is."""
    draw = random.Random(length)
    letters = [draw.choices("abcXYZ019", k=length) for _ in range(64)]
    texts = [" " * at + "".join(word) + " ice" for at, word in enumerate(letters)]
    texts += [" " * at + "é" + "".join(word[1:]) for at, word in enumerate(letters)]
    assert_same(compiled(texts, 1), plain(texts, 1))


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_words_in_a_row_are_joined(size: int) -> None:
    """The polynomial over some words is what whole numbers of Python give."""
    hashes = np.random.default_rng(size).integers(0, 2**64, 40, dtype=np.uint64)

    def polynomial(at: int, number: int, before: int = 0) -> int:
        for word in hashes[at : at + number].tolist():
            before = (before * int(MULTIPLIER) + word) % 2**64
        return before

    out = np.zeros(40, dtype=np.uint64)
    _joined(hashes, 3, size, out)
    expected = [polynomial(at, size) for at in range(3, 3 + WORDS_AT_ONCE)]
    assert out[3 : 3 + WORDS_AT_ONCE].tolist() == expected
    assert not out[:3].any()
    assert not out[3 + WORDS_AT_ONCE :].any()
    mixed = np.zeros(40, dtype=np.uint32)
    _mixed(hashes, 3, size, mixed)
    for place in range(MIXED_AT_ONCE):
        shingle = np.array([polynomial(3 + place, size)], dtype=np.uint64)
        assert mixed[2 + place] == _fmix32((shingle >> np.uint64(32)).astype(np.uint32))[0]
    assert not mixed[:2].any()
    assert not mixed[2 + MIXED_AT_ONCE :].any()
    for number in range(4):
        found = int(_all_joined(hashes, size, number, np.uint64(7**20)))
        assert found == polynomial(size, number * WORDS_AT_ONCE, 7**20)
