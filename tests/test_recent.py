"""What is remembered of the last texts."""

from __future__ import annotations

import pytest

from dedup.diff.facts.inventory import inventory
from dedup.text.credit import credits_of
from dedup.text.recent import LONG, Recent, recent


def test_few_long_texts_are_remembered() -> None:
    """Articles push each other out when there are more than said, long texts when there are few."""
    asked: list[str] = []

    @recent(20)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    articles = [f"{number}." for number in range(20)]
    books = [str(number % 10) * LONG for number in range(9)]
    for text in [*articles, *books, *articles]:
        assert length(text) == len(text)
    assert asked == [*articles, *books]
    length(books[0])  # the first of nine is forgotten
    assert asked == [*articles, *books, books[0]]
    length.cache_clear()
    length(articles[0])
    assert asked[-1] == articles[0]


@pytest.mark.parametrize("function", [inventory, credits_of])
def test_no_whole_books_by_the_hundred(function: object) -> None:
    """What is kept with whole texts is kept for few long ones."""
    assert isinstance(function, Recent)
