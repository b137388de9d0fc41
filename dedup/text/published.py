"""The day on which a text was published, of what feeds, archives and pages say of it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

__all__ = ["published_on"]

_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_MONTH = r"(?P<month>[A-Za-z]{3})[a-z]*\.?,?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(rf"\s*(?:[A-Za-z]{{3,9}},?\s+)?{form}(?!\d)")
    for form in (
        rf"{_DAY}\s+{_MONTH}\s+{_YEAR}",  # as in feeds: Mon, 03 Mar 2025 10:15:00 GMT
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}})",
        # Perhaps with a time: 20250303101500.
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?:\d{{4}}(?:\d{{2}})?)?",
    )
)


@lru_cache(maxsize=256)
def published_on(published: str | None) -> date | None:
    """The day that a date of publication names; None where it names none for certain.

    ISO 8601, dates as in the feeds of the web (RFC 5322), and days with the month in English
    words. ``03/04/2025`` may be in March or in April and is neither.

    Examples
    --------
    >>> published_on("2025-08-30T10:00:00Z")
    datetime.date(2025, 8, 30)
    >>> published_on("Mon, 03 Mar 2025 10:15:00 GMT") == published_on("March 3, 2025")
    True
    >>> published_on("03/04/2025") is published_on("yesterday") is None
    True
    """
    if not published:
        return None
    text = published.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    for form in _FORMS:
        found = form.match(text)
        if found is None:
            continue
        month = found["month"]
        number = int(month) if month.isdecimal() else _MONTHS.get(month.lower())
        try:
            return date(int(found["year"]), number or 0, int(found["day"]))
        except ValueError:
            continue
    return None
