"""Literals that compiled code tells: those that plain code finds."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dedup.text.literals import noise, scanned
from dedup.text.literals.extract import literals, plain_literals
from dedup.text.literals.names import ALIASES, COMMON, HEADS, PARTICLES, TITLES
from dedup.text.literals.numerals import FRACTIONS, ONES, ORDINALS, SCALES, TENS
from dedup.text.literals.places import COUNTRIES
from dedup.text.literals.units import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    NATIONAL_CURRENCIES,
    QUALIFIERS,
    UNITS,
)
from dedup.text.symbols import table_of

NAMES = [
    *(
        "Ana",
        "Reyes",
        "O’Neill",
        "Jean-Luc",
        "al-Assad",
        "Élan",
        "Çelik",
        "ANA",
        "U.S.",
        "U.N.",
        "J.",
    ),
    *(
        "Mr.",
        "Gen.",
        "St.",
        "Speaking",
        "Formerly",
        "May",
        "Today",
        "USA",
        "Ana's",
        "ANA’S",
        "McKay",
    ),
    *("Russia-US", "What's-New", "Straße", "Port-au-Prince", "World War Two", "Kim-Jong Un", "X_Y"),
]
WORDS = [
    *(
        "the",
        "of",
        "of the",
        "in",
        "said",
        "boats",
        "boat a week",
        "in",
        "out of",
        "every",
        "km",
        "ago",
    ),
    *(
        "last",
        "next week",
        "this year",
        "Last night",
        "yesterday",
        "Today",
        "two days ago",
        "century",
    ),
    *(
        "no.",
        "minus",
        "other",
        "more",
        "per cent",
        "percentage points",
        "points",
        "us",
        "half a",
        "a",
    ),
]
FIGURES = [
    *(
        "1",
        "12",
        "2019",
        "1850",
        "1,200",
        "1,234,5678",
        "3.5",
        "007",
        "1’000",
        "1234567890",
        "1990s",
    ),
    *(
        "$",
        "US$",
        "Rs. ",
        "€",
        "%",
        "5bn",
        "5m",
        "$2.5m",
        "12th",
        "3rd",
        "9/11",
        "10:30",
        "5 p.m.",
        "8am",
    ),
    *(
        "’98",
        "2020-21",
        "mid-2019",
        "G7",
        "G7’500",
        "[1]",
        "#4",
        "3 May",
        "May 3, 2024",
        "20th century",
    ),
    *(
        "2024-05-01",
        "5/6/2024",
        "-5",
        "−3",
        "(-2)",
        "5-10",
        "5 to 10 million",
        "half of",
        "one in five",
    ),
]
MARKS = [
    *(
        " ",
        " ",
        " ",
        " ",
        ", ",
        ". ",
        ".\n",
        "\n",
        "\n\n",
        "-",
        "–",
        " — ",
        ": ",
        "\u00a0",
        "\t",
        "(",
        ")",
    ),
    *(
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        "„",
        "«",
        "»",
        "'s ",
        "’s ",
        "_",
        "@",
        "...",
        "…",
        "! ",
        "? ",
        "/",
    ),
    *("\u202f", "é", "ß", "İ", "東", "\udc80", "²", "•", "*", "a@b.example", "www.x.example"),
    *("https://x.example/May", "555-010-0100", "x.jpg", "@May"),
]
LISTED = sorted(
    {
        *ALIASES,
        *COUNTRIES,
        *HEADS,
        *PARTICLES,
        *TITLES,
        *ONES,
        *TENS,
        *ORDINALS,
        *SCALES,
        *FRACTIONS,
        *UNITS,
        *CURRENCY_WORDS,
        *CURRENCY_SIGNS,
        *CURRENCY_CODES,
        *NATIONAL_CURRENCIES,
        *QUALIFIERS,
        *COMMON,
    }
)
FORMS = [
    *("48,5", "1.234,56", "1,23,456", "5,6,7", "(5,6)", "2,400", "9.81s", "25 basis points"),
    *("EUR", "EUR5m", "Rs500", "5 EUR", "U.S.$5", "$5 CAD", "$5-7 million", "5 $", "2000 €"),
    *("5 Danish crowns", "New Zealand dollars", "10 to 15 cents", "Rs 2000", "USD 1999"),
    *("KILLED 12 PEOPLE", "ON MONDAY", "MAY 5", "5 MARCH", "LAST YEAR", "DAYS AGO", "48 MILLION"),
    *("nineteenth century", "Twenty-first century", "2021/22", "2021-23", "a fortnight ago"),
    *("half a percentage point", "two-tenths of a percentage point", " 's ", " 're ", "``", "''"),
]
PIECES = st.one_of(
    st.sampled_from(FORMS),
    st.sampled_from(NAMES),
    st.sampled_from(WORDS),
    st.sampled_from(FIGURES),
    st.sampled_from(MARKS),
    st.sampled_from(MARKS[:10]),
    st.sampled_from(LISTED),
    st.sampled_from(LISTED).map(str.title),
    st.sampled_from(LISTED).map(str.upper),
)
SPACED = st.lists(PIECES, max_size=30).map(" ".join)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | SPACED | st.text(max_size=80)


@pytest.fixture(autouse=True, scope="module")
def loaded() -> None:
    """Compiled code is there."""
    scanned.load()


@settings(max_examples=600)
@given(TEXTS)
@example("")
@example("G7’500 men")
@example("-0- and 5")
@example("$May 3, 2024")
@example("#TODAY, $MAY 3, 2024 and x-MONDAY")
@example("In 2019 US troops, 2019 EUR, Rs. 2019 and 2019/20%")
@example("Sold 5K and Sold 5 million CAD, Boeing 737 MILES")
@example("$5-7 million€")
@example("mid-two hundred five men")
@example("Speaking The Hague of Kim-Jong Un")
@example("A: “b” 'c' ‘d’ \"e\"")
def test_as_plain_code_has_them(text: str) -> None:
    """Kind, value, place and all else are those of plain code."""
    assert literals(text) == plain_literals(text, 0, len(text))


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_nothing_is_left_of_another_text(texts: list[str]) -> None:
    """What one text left on the desk is not found in the next."""
    assert [literals(text) for text in texts] == [
        plain_literals(text, 0, len(text)) for text in texts
    ]


def test_long_and_foreign_texts_are_left_to_plain_code() -> None:
    """So that no thread keeps room for them, and tables stay small."""
    assert scanned.scanned("Ana Reyes of Norland. " * 4000) is None
    assert scanned.scanned("Москва and Ana Reyes") is None
    assert scanned.scanned("Ana Reyes — “so”") is not None


def test_crowded_text() -> None:
    """There is room for as many words, names and marks as a text can have."""
    for piece in ("A ", "1 ", "May ", "'a' ", "a.", "“A”", "5-", "Al_", "\n", "A a "):
        text = (piece * (1 << 16))[: 1 << 16]
        assert scanned.scanned(text) is not None
        assert literals(text) == plain_literals(text, 0, len(text))


def test_stretches_are_left_to_plain_code() -> None:
    """A stretch of a text is read by itself."""
    text = "Ana Reyes sold 12 boats. Ola Berg bought 5."
    assert [one.value for one in literals(text, 25)] == ["ola berg", "5"]


@given(TEXTS)
def test_noise(text: str) -> None:
    """Pieces with an address are blanked as the whole text would be."""
    patterns = [pattern for signs, pattern in noise.NOISE if any(sign in text for sign in signs)]
    plain = re.sub("|".join([*patterns, noise.TELEPHONE]), lambda match: " " * len(match[0]), text)
    assert noise.without_noise(text) == plain


def test_words_are_listed_once() -> None:
    """Every listed word is found in its table, with its numbers."""
    said = {word: (number, 0) for number, word in enumerate(ONES, 1)}
    rows = table_of(said, np.arange(128, dtype=np.uint8))
    assert sorted(rows[rows[:, 2] > 0, 2].tolist()) == list(range(1, len(said) + 1))
