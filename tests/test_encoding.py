"""Strings encoded by compiled code are Python's UTF-8."""

from __future__ import annotations

import ctypes
import mmap
import random
import sys

import numba
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.lsh import encoding
from dedup.lsh.compiled import Batch, Wanted, sketch_alone
from dedup.lsh.encoding import Strings, are_quotes_spaces
from dedup.lsh.kernels.constants import BEHIND, FIRST_QUOTE, LAST_QUOTE, SPELLING
from dedup.lsh.kernels.encoding import encode_string
from dedup.lsh.packing import pack
from dedup.lsh.sketches import Sketches, plain_sketch, sketch
from dedup.machine import strings

# Of one, two, three and four bytes, on both sides of each border, and halves of pairs.
LETTERS = "a\x7f\x80é\u07ff\u0800\ud7ff\ud800\udbff\udc00\udfff\ue000\uffff\U00010000😀\U0010ffff"
LETTERS += "\u200f\u2010“\u2027\u2028"
TEXT = st.one_of(
    st.text(st.characters(), max_size=200),
    st.text(st.characters(max_codepoint=0xFF), max_size=200),
    st.text(st.characters(max_codepoint=0xFFFF), max_size=200),
    st.text(st.sampled_from("abc ’"), max_size=200),
    st.text(st.sampled_from(LETTERS), max_size=200),
    st.builds("{}{}{}".format, st.text("ab", max_size=150), st.sampled_from(LETTERS), st.text("b")),
)


@numba.njit
def _encoded(
    at: int, count: int, width: int, plainly: bool, out: np.ndarray, room: np.ndarray
) -> tuple[int, bool]:
    size, is_lone = encode_string(at, count, width, plainly, out, room)
    return size, is_lone


@pytest.fixture(params=[True, False])
def found(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strings are read where they are, and copied."""
    if not request.param:
        monkeypatch.setattr(encoding, "located", nowhere)


def nowhere(texts: list[str], _lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """No string's place is known."""
    return np.zeros((2, len(texts)), dtype=np.int64)


def plainly(text: str) -> str:
    """Dashes and quotation marks stand as spaces."""
    return text.translate(dict.fromkeys(range(FIRST_QUOTE, LAST_QUOTE + 1), " "))


def encoded(at: int, count: int, width: int, *, plain: bool = True) -> tuple[bytes, bool]:
    """UTF-8 of characters in memory, and whether one was a surrogate."""
    out = np.full(4 * count + BEHIND + 1, 0xAB, dtype=np.uint8)
    size, is_lone = _encoded(at, count, width, plain, out, np.empty(SPELLING, dtype=np.uint32))
    assert out[-1] == 0xAB
    return out[:size].tobytes(), is_lone


def hold(texts: list[str]) -> None:
    """Each is what Python makes of it."""
    strings = Strings.of(texts)
    for number, text in enumerate(texts):
        where = (int(part[number]) for part in (strings.places, strings.lengths, strings.widths))
        utf8, is_lone = encoded(*where)
        assert utf8 == plainly(text).encode("utf-8", "surrogatepass")
        assert is_lone or not any("\ud800" <= letter <= "\udfff" for letter in text)
        assert len(utf8) <= strings.most_bytes
        words = plain_sketch([text], anchors=False).words[0]
        assert words <= strings.most_words[number]


@pytest.mark.usefixtures("found")
@settings(max_examples=300, deadline=None)
@given(st.lists(TEXT, max_size=8))
def test_any_texts_are_encoded(texts: list[str]) -> None:
    """Of every kind of string, surrogates at the end of one and the beginning of the next."""
    hold(texts)


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("number", [1, 3, 9, 64])
def test_characters_at_every_place_of_a_block(letter: str, number: int) -> None:
    """Few and many characters beyond ASCII are encoded, wherever in 64 they stand."""
    draw = random.Random(number)
    hold(["a" * at + letter * number + "b" * draw.randrange(130) for at in range(130)])


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("texts", [[], [""], ["", "“", "", "a", ""], ["a"] * 200, ["é" * 500]])
def test_empty_and_long_texts(texts: list[str]) -> None:
    """Texts without a character, before and behind others, keep their place."""
    hold(texts)


@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 200])
def test_nothing_behind_a_string_is_read(width: int, count: int) -> None:
    """A string may end where memory does."""
    if sys.platform != "linux":
        pytest.skip("memory is closed by mprotect as Linux has it")
    pages = mmap.mmap(-1, 2 * mmap.PAGESIZE)
    place = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    closed = ctypes.c_void_p(place + mmap.PAGESIZE)
    protect = ctypes.CDLL(None).mprotect
    assert protect(closed, ctypes.c_size_t(mmap.PAGESIZE), 0) == 0
    raw = "é".encode({1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[width]) * count
    pages[mmap.PAGESIZE - len(raw) : mmap.PAGESIZE] = raw
    assert encoded(place + mmap.PAGESIZE - len(raw), count, width)[0] == ("é" * count).encode()
    assert protect(closed, ctypes.c_size_t(mmap.PAGESIZE), 3) == 0


def test_a_kind_of_string_that_counts_otherwise() -> None:
    """How long a string says that it is, is not believed."""

    class Long(str):
        __slots__ = ()

        def __len__(self) -> int:
            return 10**9

    assert Strings.of([Long("sea"), "ice"]).lengths.tolist() == [3, 3]
    hold([Long("sea"), Long("“ice”")])


def test_strings_that_were_encoded_before() -> None:
    """What a string keeps of that does not hide where its characters are."""
    encode = ctypes.pythonapi.PyUnicode_AsUTF8
    encode.argtypes, encode.restype = [ctypes.py_object], ctypes.c_char_p
    texts = [letter * count for letter in "aéж“😀" for count in range(1, 40)]
    for text in texts:
        encode(text)
    hold(texts)


@pytest.mark.usefixtures("found")
@settings(max_examples=100, deadline=None)
@given(st.lists(TEXT, max_size=4))
def test_lone_surrogates_are_refused_where_python_refuses_them(texts: list[str]) -> None:
    """The error names the character and its place, as Python's does."""
    told: list[object] = []
    for encode in (pack, lambda texts, strict: sketch_alone(texts, Wanted(5, strict=strict))):
        try:
            encode(texts, strict=True)
            told.append(None)
        except UnicodeEncodeError as error:
            told.append(error.args)
    assert told[0] == told[1]


def test_quotation_marks_are_what_they_are_where_they_are_of_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Should a version of Unicode make a letter of one, it is no space."""
    strings = Strings.of(["“" * 100])
    where = (int(part[0]) for part in (strings.places, strings.lengths, strings.widths))
    assert encoded(*where, plain=False)[0].decode() == "“" * 100
    monkeypatch.setattr(encoding, "kinds", lambda text: [(False, True)] * len(text))
    assert not are_quotes_spaces.__wrapped__()


def test_texts_are_sketched_alike_however_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they are, copied, and packed."""
    texts = ["“Sea ice” closed the port.", "", "Café 1,187 — reef", "😀 ferry", "жук", LETTERS]
    texts = [text * number for text in texts for number in (1, 3, 70)]
    wanted = Wanted(5, 128, 1, 128, 4)
    every: list[Batch | Sketches] = [sketch_alone(texts, wanted)]
    every.append(sketch_alone([*map(_Text, texts)], wanted))
    monkeypatch.setattr(encoding, "located", nowhere)
    every.append(sketch_alone(texts, wanted))
    every.append(sketch(pack(texts)))
    for other in every[1:]:
        assert np.array_equal(every[0].signatures, other.signatures)
        assert np.array_equal(every[0].content, other.content)
        assert np.array_equal(every[0].words, other.words)


class _Text(str):
    __slots__ = ()


def test_where_a_wide_character_is_no_code_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems that keep it in two bytes strings are copied another way."""
    monkeypatch.setattr(ctypes, "c_wchar", ctypes.c_uint16)
    monkeypatch.setattr(encoding, "located", nowhere)
    monkeypatch.setattr(strings, "_copy", strings._copier())
    hold([LETTERS, "", "“ice” sea", LETTERS * 100])
