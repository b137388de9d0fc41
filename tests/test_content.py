"""The words and stems of a text by compiled code, held to plain code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text import compiled, content
from dedup.text import lexicon as words_known
from dedup.text.kernels.rows import COUNTS, NEW
from dedup.text.lexicon import Lexicon, lexicon
from dedup.text.sentences import sentence_bounds

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
PIECES = st.sampled_from(
    [
        "The ferry Aldis sank off Port Mirren in 2019. ",
        "“It held,” she said, and nobody was HURT.\n",
        "It held; it held; it held. ",
        "* * *\n",
        "Zwölf Boxkämpfer jagten Viktor ٣ ½ x². ",
        "Nobody sank! ",
        "unforgettablyextraordinarinesses0123456789 ",
    ]
)
INTRICATE = st.sampled_from(["港は凍った。", "e\u0301te\u0301 ", "ferry\u00adman ", "🚢 "])


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> Iterator[None]:
    """Compiled code is there, and a lexicon that knows nothing."""
    compiled.load()
    kept = words_known._current
    words_known._current = Lexicon()
    yield
    words_known._current = kept


def told(found: content.Content | None) -> list[tuple[object, object]]:
    """All arrays with their kinds of numbers."""
    assert found is not None
    return [(array.dtype, array.tolist()) for array in found]


def bounds(text: str) -> content.I64:
    """Where sentences begin and end."""
    return np.array(sentence_bounds(text), dtype=np.int64).reshape(-1, 2)


def assert_same(text: str) -> None:
    """Both say the same, the second time too, when all words are known."""
    cuts = bounds(text)
    for some in (cuts, cuts[1::2], cuts[:0]):
        expected = told(content.content_of(text, some))
        assert told(compiled.read_content(text, some)) == expected
        assert told(compiled.read_content(text, some)) == expected


@given(st.lists(PIECES, max_size=12).map("".join))
def test_prose_is_read_as_plain_code_reads_it(text: str) -> None:
    """Words, stems, marks and wordings are the same to the last bit, whatever sentences are read.

    Long words, which are not kept in the table, are among them.
    """
    assert_same(text)


@given(st.text(st.characters(), max_size=60) | st.text("aB1. \n’é", max_size=60))
def test_any_text_is_read_or_left(text: str) -> None:
    """Any string gives what plain code gives; only marks and the like are left to that."""
    cuts = bounds(text)
    found = compiled.read_content(text, cuts)
    assert told(compiled.content_of(text, cuts)) == told(content.content_of(text, cuts))
    if text.isascii():
        assert found is not None


@given(PIECES, INTRICATE)
def test_intricate_words_are_left_to_plain_code(plain: str, intricate: str) -> None:
    """A sentence with marks, invisible characters or a script without spaces is left alone."""
    text = plain + intricate
    whole, first = np.array([[0, len(text)]]), np.array([[0, len(plain)]])
    assert compiled.read_content(text, whole) is None
    assert told(compiled.read_content(text, first)) == told(content.content_of(text, first))
    assert told(compiled.content_of(text, whole)) == told(content.content_of(text, whole))


@pytest.mark.parametrize("name", ["source.txt", "rewrite-1.txt", "merged.txt"])
def test_articles_are_read_alike(name: str) -> None:
    """A whole article gives the same by both."""
    assert_same((EXAMPLE / name).read_text(encoding="utf-8"))


def test_long_texts_are_read_alike() -> None:
    """More words than two bytes can count, in sentences longer than usual, give the same."""
    words = " ".join(f"word{number % 30_000}" for number in range(40_000))
    assert_same(f"{words}. {words.upper()}. It held.")


def test_words_that_find_no_room_are_asked_for_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of spellings that is full, or has no letters left, is no hindrance."""
    monkeypatch.setattr(words_known, "_current", Lexicon())
    monkeypatch.setattr(compiled, "LIMIT", 8)
    assert_same("The old ferry sank off the quay, and nobody saw it; then an inquiry began.")
    monkeypatch.setattr(words_known, "_current", Lexicon())
    monkeypatch.setattr(compiled, "LIMIT", 16)
    monkeypatch.setattr(compiled, "_LETTERS", 1)
    assert_same("The old ferry sank off the quay, and nobody saw it; then an inquiry began.")


def test_words_learnt_meanwhile_are_not_read_beyond_the_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What another thread entered after the rows were taken counts as not known yet."""
    monkeypatch.setattr(words_known, "_current", Lexicon())
    assert_same("The quay held.")
    known = lexicon()
    before = known.rows
    more = [f"berth{number}" for number in range(len(before.array) + 1)]
    assert_same(" ".join(more) + ".")
    text = f"The {more[-1]} held."
    assert compiled.read_content(text, bounds(text)) is not None
    room = compiled._room_for(text)
    room.reading.put(compiled._AGAIN, 0)
    assert room.reading() == 0
    room.reading.put(compiled._ROWS, before)
    assert room.reading() == 1
    assert room.rows[COUNTS, NEW] == 1  # the others were known before


def test_equal_hashes_are_told_apart_by_letters() -> None:
    """A word is its letters: with a hash that another word left behind it is still unknown."""
    assert_same("Mirren froze.")
    known = lexicon()
    spelled = known.spellings.spelled.array
    first, second = known["Mirren"], known["froze"]
    kept = spelled[first].copy()
    try:
        spelled[first, 0] = spelled[second, 0]
        assert_same("Mirren froze. It froze.")
    finally:
        spelled[first] = kept
    assert np.count_nonzero(spelled[:, 1]) >= 2
