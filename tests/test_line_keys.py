"""What lines share with the story, by compiled code: what plain code says of each."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.text.furniture_keys import STOP_WORDS, LineKeys, plain_line_keys
from dedup.text.line_keys import line_keys, load

WORDS = st.sampled_from(
    [
        *("The", "harbour", "harbours", "Harbour", "of", "UN", "un", "9AM", "12", "it", "a", "BBC"),
        *("through", "THROUGH", "throughout", "against", "again", "year", "years", "x_y", "don't"),
        *("Ærø", "ærøskøbing", "ǅungla", "ǅ", "ÉA", "Éa", "İstanbul", "Ⱥrea", "naïve", "ª", "x²"),
        *("—", "“quoted”", "…", "€5", "•", "http://skerry.example/news"),
    ]
)
ODD = st.sampled_from(
    ["港は凍った", "soft\u00adhyphen", "e\u0301te\u0301", "Ωmega", "🚢", "a\u200db"]
)
LINES = st.lists(
    st.tuples(st.lists(WORDS, max_size=8).map(" ".join), st.booleans()), min_size=1, max_size=10
)


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """Compiled code is there."""
    load()


def both(lines: list[tuple[str, bool]]) -> tuple[LineKeys | None, LineKeys]:
    """What compiled and what plain code says."""
    text = "\n".join(line for line, _ in lines)
    rows = []
    at = 0
    for line, is_story in lines:
        rows.append((at, at + len(line), is_story))
        at += len(line) + 1
    return line_keys(text, rows), plain_line_keys(text, rows)


@given(LINES)
@example([("", True)])
@example([(" ".join(sorted(STOP_WORDS)), True), ("through throughout", False)])
def test_lines_of_words(lines: list[tuple[str, bool]]) -> None:
    """Whatever the words, compiled code counts the keys that plain code does, or none."""
    found, plain = both(lines)
    is_odd = any(set("ⱥİȺ").intersection(line) for line, _ in lines)
    assert found == plain or (found is None and is_odd)


@given(st.lists(st.tuples(st.text(max_size=30), st.booleans()), min_size=1, max_size=5))
def test_any_lines(lines: list[tuple[str, bool]]) -> None:
    """Any strings at all are read as plain code reads them, or left to it."""
    lines = [("".join(line.split("\n")), is_story) for line, is_story in lines]
    found, plain = both(lines)
    assert found in (plain, None)


@given(LINES, ODD)
def test_what_compiled_code_cannot_read(lines: list[tuple[str, bool]], odd: str) -> None:
    """A text with intricate words is left to plain code."""
    assert both([*lines, (odd, False)])[0] is None


def test_calls_know_nothing_of_each_other() -> None:
    """What was counted for one text is not counted for the next, however large."""
    words = [f"word{number:05}x" for number in range(20_000)]
    found, plain = both([(" ".join(words), True), (" ".join(words[::2]), False)])
    assert found == plain
    found, plain = both([("Harbour frozen", False), ("The harbour thaws", True)])
    assert found == plain == LineKeys([[2, 1, 0], [2, 2, 0]], 2)
