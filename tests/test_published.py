"""The day of publication, however feeds and archives write it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dedup
from dedup.text.published import published_on

DAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    "written",
    [
        *("2025-03-03", "2025-03-03T23:59:59+02:00", " 2025-03-03 10:15 ", "20250303"),
        *("Mon, 03 Mar 2025 10:15:00 GMT", "3 Mar 2025", "3rd March 2025", "March 3, 2025"),
        *("Monday, March 3, 2025 10:15 AM", "Mar. 3, 2025", "2025/03/03", "20250303T101500Z"),
    ],
)
def test_one_day_in_many_forms(written: str) -> None:
    """What names a day for certain is read."""
    assert published_on(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "2025",
        "2025-03",
        "03/04/2025",
        "yesterday",
        "1741000000",
        "30 Feb 2025",
        "3 Foo 2025",
    ],
)
def test_what_names_no_day_for_certain(written: str | None) -> None:
    """A month, a day that may be another and a number of seconds are no date, and no error."""
    assert published_on(written) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back(day: date) -> None:
    """Any day is itself, in ISO 8601 and as in a feed."""
    assert published_on(day.isoformat()) == day
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[day.month - 1]
    assert published_on(f"{day.day:02} {month} {day.year:04} 00:00:00 +0000") == day


@given(st.text())
def test_anything_may_stand_there(written: str) -> None:
    """No text is an error."""
    published_on(written)


def test_a_direction_and_facts_read_dates_of_feeds() -> None:
    """Who was first, and which year "last year" is, is told from dates as feeds write them."""
    text = "The ferry Aldis sank off Port Mirren last year with 45 aboard. Nobody was hurt."
    source = dedup.Document("a", text, published="Mon, 03 Mar 2025 10:15:00 GMT")
    copy = dedup.Document("b", text.replace("last year", "in 2024"), published="5 March 2025")
    comparison = dedup.compare(source, copy)
    assert comparison.facts == ()
    assert dedup.direction(comparison).source == "a"
