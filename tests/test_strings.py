"""Where the characters of strings are."""

from __future__ import annotations

import ctypes
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.machine import strings
from dedup.machine.strings import located, place_of

ORDER = "le" if sys.byteorder == "little" else "be"
CODECS = {1: "latin-1", 2: f"utf-16-{ORDER}"}
TEXT = st.one_of(
    st.text(st.characters(), max_size=30),
    st.text(st.characters(max_codepoint=0x7F), max_size=30),
    st.text(st.characters(max_codepoint=0xFF), max_size=30),
    st.text(st.characters(max_codepoint=0xFFFF), max_size=30),
)


def read(texts: list[str]) -> list[str | None]:
    """What stands where characters are said to be; None where that is not known."""
    lengths = np.array([*map(len, texts)], dtype=np.int64)
    places, widths = located(texts, lengths)
    return [
        ctypes.string_at(place, width * length).decode(CODECS[width], "surrogatepass")
        if width
        else None
        for place, width, length in zip(
            places.tolist(), widths.tolist(), lengths.tolist(), strict=True
        )
    ]


@given(st.lists(TEXT, max_size=6))
def test_characters_are_where_they_are_said_to_be(texts: list[str]) -> None:
    """Of any string, and known it is of all that have no character beyond two bytes."""
    if strings._heads() is None:
        pytest.skip("this Python keeps strings in another way")
    for text, found in zip(texts, read(texts), strict=True):
        if max(text, default="") <= "\uffff":
            assert found is not None or _is_kept_encoded(text)
        assert found in (None, text)


@given(TEXT)
def test_one_string_is_where_it_is_among_others(text: str) -> None:
    """What is said of one string alone is what is said of it in a list; of other types nothing."""
    (place,), (width,) = located([text], np.array([len(text)]))
    found = place_of(text)
    assert found[1] == width
    assert not width or found[0] == place
    assert place_of(type("Derived", (str,), {})(text)) == (0, 0)


def _is_kept_encoded(text: str) -> bool:
    """Some characters that Python has but once may have been encoded by others."""
    return len(text) < 2


@pytest.mark.parametrize("letter", ["a", "é", "ж", "“", "😀"])
def test_strings_that_keep_what_they_were_encoded_to(letter: str) -> None:
    """Their size tells less, and is not taken for that of another string."""
    encode = ctypes.pythonapi.PyUnicode_AsUTF8
    encode.argtypes, encode.restype = [ctypes.py_object], ctypes.c_char_p
    texts = [letter * count + end for count in range(2, 60) for end in ("", "a", "é", "ж", "aé“")]
    for text in texts:
        encode(text)
    for text, found in zip(texts, read(texts), strict=True):
        assert found in (None, text)


def test_a_python_of_which_it_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read there."""
    monkeypatch.setattr(sys.implementation, "name", "another")
    assert strings._heads.__wrapped__() is None
    monkeypatch.setattr(strings, "_heads", lambda: None)
    assert read(["sea", "“ice”"]) == [None, None]


def test_characters_that_are_not_found_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands behind the head is tried out first."""
    monkeypatch.setattr(ctypes, "string_at", lambda _place, size: bytes(size))
    assert strings._heads.__wrapped__() is None
