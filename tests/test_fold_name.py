"""Names and dates by their fast ways, held to the slow ones."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.literals import dates as dates_module
from dedup.text.literals.date_forms import ANY_DATE
from dedup.text.literals.dates import dates
from dedup.text.literals.names import fold_name


@given(st.text() | st.text(st.sampled_from("aÉé’'-.\u0301\u0327\u093c\u05b0\u20d7〇〪ｶﾞ“—ø각")))
def test_folding_drops_every_accent(name: str) -> None:
    """No character that combines with another is left, and nothing else is lost."""
    decomposed = unicodedata.normalize("NFD", name.replace("’", "'"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    expected = plain if not name.isascii() else name
    assert fold_name(name) == expected.lower().replace("-", " ").replace(".", "")


PIECES = """Twenty-first THIRTEENTH
MONDAY AUGUST JAN LAST WEEK DAYS AGO TODAY nineteenth twenty-first century 2021/22
1999-00 fortnight Monday Tues Tuesday Wed. last past this next coming Last week month year night
weekend yesterday Today tonight tomorrow 3 days weeks months years decades ago 2024-05-01
5/6/2020 9/11 5:30 p.m. 17:30 21st century 1980s 1980's ’98 May March Jan. Aug. 30, 2025 Sept. of
the in at two December Feb October Nov Thursday Friday Sunday Saturday Apr""".split()


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_dates_are_found_wherever_they_begin(text: str) -> None:
    """A look at the first letters of a date passes over none."""
    found = dates(text)
    every = re.sub(r"\(\?=\[0-9\]\|.*?\|twe\)", "", ANY_DATE.pattern)
    assert every != ANY_DATE.pattern
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates_module, "ANY_DATE", re.compile(every))
        assert dates(text) == found
