"""What is told of 64 symbols at a time is what is known of each."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.gate_tables import _beginning
from dedup.text.kernels import flags as of
from dedup.text.kernels.marking import words_before
from dedup.text.kernels.vectors import begin_bits, marks_of
from dedup.text.symbols import flags_of

FLAGS = flags_of(128)


_marks_of_bytes, _marks_of_halves, _marks_of_codes = map(marks_of, (8, 16, 32))
HIGH, LETTERS, STOPS, BREAKS, SIGNS = range(5)


@numba.njit
def _bytes_marked(place: int, sym: np.ndarray, low: np.ndarray) -> tuple[int, ...]:
    told: tuple[int, ...] = _marks_of_bytes(place, sym, low, 0)
    return told


@numba.njit
def _halves_marked(place: int, sym: np.ndarray, low: np.ndarray) -> tuple[int, ...]:
    told: tuple[int, ...] = _marks_of_halves(place, sym, low, 0)
    return told


@numba.njit
def _codes_marked(place: int, sym: np.ndarray, low: np.ndarray) -> tuple[int, ...]:
    told: tuple[int, ...] = _marks_of_codes(place, sym, low, 0)
    return told


MARKERS = {8: _bytes_marked, 16: _halves_marked, 32: _codes_marked}


def marked(codes: list[int], bits: int) -> tuple[list[list[bool]], bytes, bytes]:
    """What is told of 64 characters behind a first one, and the symbols that are written."""
    given = np.array(codes).astype(f"uint{bits}")
    sym, low = np.zeros((2, 64), dtype=np.uint8)
    told = MARKERS[bits](given.ctypes.data + given.itemsize, sym, low)
    are = [[bool(int(one) >> at & 1) for at in range(64)] for one in told]
    return are, sym.tobytes(), low.tobytes()


@numba.njit
def _begins(data: np.ndarray, wording: int) -> int:
    bits: int = begin_bits(data, 0, wording)
    return bits


@numba.njit
def _before(turns: np.ndarray, before: np.ndarray, at: int) -> int:
    found: int = words_before((turns, turns, before), at)
    return found


@pytest.mark.parametrize("bits", MARKERS)
def test_bits_are_the_flags_of_ascii(bits: int) -> None:
    """What vectors tell of ASCII is what the table of flags says, however wide characters are."""
    for first in (0, 64):
        told, sym, low = marked([0, *range(first, first + 64)], bits)
        assert not any(told[HIGH])
        for number, flag in ((LETTERS, of.LETTER), (STOPS, of.STOP), (BREAKS, of.BREAK)):
            assert told[number] == [bool(flags & flag) for flags in FLAGS[first : first + 64]]
        assert sym == bytes(range(first, first + 64))
        assert low == sym.lower()


@pytest.mark.parametrize("bits", MARKERS)
def test_what_is_not_ascii_is_told(bits: int) -> None:
    """All characters beyond, those too whose lowest bits are of a character of ASCII."""
    codes = [ord("a"), 0x80, 0xFF, *([0x141, 0x2019, 0xFF41] if bits > 8 else [])]
    codes = [*codes, *([0x1F600] if bits > 16 else [])]
    told, sym, _ = marked([0, *codes, *[32] * (64 - len(codes))], bits)
    assert told[HIGH] == [code > 127 for code in codes] + [False] * (64 - len(codes))
    assert sym[: len(codes)] == bytes(code & 0xFF for code in codes)


def test_ascii_is_never_intricate() -> None:
    """What makes a text be left to plain code is beyond ASCII, and so is the other kind of sign."""
    assert not (FLAGS & (of.INTRICATE | of.BEYOND | of.SIGNALLING)).any()


def test_no_sentence_ends_inside_a_word() -> None:
    """What sentences are cut at and between is no letter, so that words are the text's own."""
    flags = flags_of(1 << 17)
    between = of.STOP | of.SPACE | of.CLOSER | of.REOPENER | of.SPACED_CLOSER | of.BULLET
    assert not (flags[(flags & between) != 0] & of.LETTER).any()


@given(st.text("vrbiVRBI/a", min_size=65, max_size=65))
def test_signs_are_told_by_the_letter_before(text: str) -> None:
    """Slashes, "rv" and "ib" are marked at their last letter, in any case."""
    told, _, _ = marked([*map(ord, text)], 8)
    expected = [
        text[at] == "/" or text[at - 1 : at + 1].lower() in ("rv", "ib") for at in range(1, 65)
    ]
    assert told[SIGNS] == expected


@given(st.text("abc", min_size=66, max_size=66), st.text("abc", min_size=1, max_size=3))
def test_wordings_are_found_by_their_first_symbols(text: str, wording: str) -> None:
    """Three of them, or as many as there are."""
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    found = int(_begins(data, _beginning(wording.encode())))
    assert [bool(found >> at & 1) for at in range(64)] == [
        text.startswith(wording, at) for at in range(64)
    ]


@given(st.lists(st.booleans(), max_size=200))
def test_words_before_a_place_are_counted(letters: list[bool]) -> None:
    """Those that begin before any place that is inside of none."""
    padded = np.array([*letters, *[False] * (256 - len(letters))])
    turns = padded ^ np.concatenate([[False], padded[:-1]])
    masks = np.packbits(turns, bitorder="little").view(np.uint64)
    before = np.concatenate([[0], turns.reshape(-1, 64).sum(axis=1).cumsum()[:-1]])
    begins = np.concatenate([[False], ~padded[:-1] & padded[1:]])
    begins[0] = padded[0]
    for at in range(256):
        if not (at and padded[at - 1] and padded[at]):
            assert _before(masks, before.astype(np.int32), at) == begins[:at].sum()
