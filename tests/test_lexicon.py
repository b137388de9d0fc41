"""What is known of each word, worked out once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text import lexicon as module
from dedup.text.lexicon import CAPITALISED, NUMERIC, Lexicon, lexicon
from dedup.text.stems import rarities, stem_of
from dedup.text.words import fold

WORDS = st.lists(
    st.sampled_from(
        ["The", "the", "THE", "ferry", "Ferries", "I", "61", "A12", "é", "e\u0301", "ＡＢ"]
    )
    | st.text(min_size=1, max_size=8)
)


@given(WORDS)
def test_a_lexicon_says_what_each_word_says(words: list[str]) -> None:
    """Keys, rarities and marks are those of each word by itself, known or new."""
    found = Lexicon().numbers_of(words)
    assert found.key.tolist() == [stem_of(word).key for word in words]
    assert rarities()[found.code].tolist() == [stem_of(word).idf for word in words]
    for word, mark in zip(words, found.mark.tolist(), strict=True):
        assert (mark == NUMERIC) == (not word.isalpha())
        is_capitalised = word.isalpha() and word[0].isupper() and len(word) > 1
        assert (mark == CAPITALISED) == is_capitalised


@given(WORDS)
def test_equal_stems_and_foldings_have_equal_numbers(words: list[str]) -> None:
    """Two words share a stem's number where they share its key, a hash where they fold alike."""
    found = Lexicon().numbers_of(words)
    for numbers, values in (
        (found.stem.tolist(), found.key.tolist()),
        (found.wording.tolist(), list(map(fold, words))),
    ):
        assert [numbers.index(n) for n in numbers] == [values.index(v) for v in values]


def test_a_lexicon_grows() -> None:
    """What is known of the first words stays right when there are many more."""
    words = [f"word{number}" for number in range(10_000)]
    known = Lexicon()
    first = known.numbers_of(words[:10])
    known.numbers_of(words)
    again = known.numbers_of(words[:10])
    assert [array.tolist() for array in first] == [array.tolist() for array in again]
    assert len(known) == 10_000


def test_a_large_lexicon_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its limit a new lexicon is begun, and the old one still answers."""
    monkeypatch.setattr(module, "_current", Lexicon())
    monkeypatch.setattr(module, "LIMIT", 2)
    old = lexicon()
    old.numbers_of(["one", "two"])
    assert lexicon() is not old
    assert old.numbers_of(["one", "three"]).key.tolist() == [
        stem_of("one").key,
        stem_of("three").key,
    ]
