"""Strings encoded by compiled code are Python's UTF-8."""

from __future__ import annotations

import ctypes
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.lsh import encoding
from dedup.lsh.encoding import packed
from dedup.lsh.kernels.constants import FIRST_QUOTE, LAST_QUOTE
from dedup.lsh.packing import PAD, pack

# Of one, two, three and four bytes, on both sides of each border, and halves of pairs.
LETTERS = "a\x7f\x80é\u07ff\u0800\ud7ff\ud800\udbff\udc00\udfff\ue000\uffff\U00010000😀\U0010ffff"
LETTERS += "\u200f\u2010“\u2027\u2028"
TEXT = st.one_of(
    st.text(st.characters(), max_size=200),
    st.text(st.sampled_from("abc ’"), max_size=200),
    st.text(st.sampled_from(LETTERS), max_size=200),
    st.builds("{}{}{}".format, st.text("ab", max_size=150), st.sampled_from(LETTERS), st.text("b")),
)


@pytest.fixture(autouse=True, params=[64, 1 << 17])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are encoded in many pieces, and in one."""
    monkeypatch.setattr(encoding, "_PIECE", request.param)
    monkeypatch.setattr(encoding._kept, "room", encoding._Room(), raising=False)


def plainly(text: str) -> str:
    """Dashes and quotation marks stand as spaces."""
    return text.translate(dict.fromkeys(range(FIRST_QUOTE, LAST_QUOTE + 1), " "))


def hold(texts: list[str]) -> None:
    """The buffer and its bounds are what Python makes of the texts."""
    spaced = [plainly(text) for text in texts]
    found, plain = packed(texts), pack(spaced)
    assert np.array_equal(found.bounds, plain.bounds)
    assert found.data[: found.size].tobytes() == plain.data[: plain.size].tobytes()
    assert len(found.data) >= found.size + PAD
    assert list(found.texts()) == spaced


@settings(max_examples=500, deadline=None)
@given(st.lists(TEXT, max_size=8))
def test_any_texts_are_encoded(texts: list[str]) -> None:
    """Of every kind of string, surrogates at the end of one and the beginning of the next."""
    hold(texts)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("number", [1, 3, 9, 64])
def test_characters_at_every_place_of_a_block(letter: str, number: int) -> None:
    """Few and many characters beyond ASCII are encoded, wherever in 64 they stand."""
    draw = random.Random(number)
    hold(["a" * at + letter * number + "b" * draw.randrange(130) for at in range(130)])


@pytest.mark.parametrize("texts", [[], [""], ["", "“", "", "a", ""], ["a"] * 200, ["é" * 500]])
def test_empty_and_long_texts(texts: list[str]) -> None:
    """Texts without a character, before and behind others, keep their place."""
    hold(texts)


def test_a_kind_of_string_that_counts_otherwise() -> None:
    """How long a string says that it is, is not believed."""

    class Long(str):
        __slots__ = ()

        def __len__(self) -> int:
            return 10**9

    found = packed([Long("sea"), Long("“ice”")])
    assert list(found.texts()) == ["sea", " ice "]


@given(st.lists(TEXT, max_size=4))
def test_lone_surrogates_are_refused_where_python_refuses_them(texts: list[str]) -> None:
    """The error names the character and its place, as Python's does."""
    told = []
    for encode in (pack, packed):
        try:
            told.append([plainly(text) for text in encode(texts, strict=True).texts()])
        except UnicodeEncodeError as error:
            told.append(list(error.args))
    assert told[0] == told[1]


def test_more_than_is_encoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer texts are left to Python."""
    monkeypatch.setattr(encoding, "MOST", 10)
    assert list(packed(["“ice”", "sea ice"]).texts()) == ["“ice”", "sea ice"]


def test_quotation_marks_are_what_they_are_where_they_are_of_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Should a version of Unicode make a letter of one, it is no space."""
    monkeypatch.setattr(encoding, "_part_words", lambda: False)
    monkeypatch.setattr(encoding._kept, "room", encoding._Room())
    texts = ["“ice”", "“" * 100, "sea—ice"]
    assert list(packed(texts).texts()) == texts


def test_where_a_wide_character_is_no_code_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems that keep it in two bytes strings are copied another way."""
    monkeypatch.setattr(ctypes, "c_wchar", ctypes.c_uint16)
    monkeypatch.setattr(encoding, "_copy", encoding._copier())
    hold([LETTERS, "", "“ice” sea", LETTERS * 100])
