"""What the values of dates mean: whether two of them can be the same time.

The values are those of `dedup.text.literals.dates`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

__all__ = ["agree", "parse_published"]

_Interval = tuple[date, date]
_RECENT = 10
"""Days from what a text says to a day without a year that may be meant by it."""


def parse_published(published: str | None) -> date | None:
    """The day of an ISO 8601 date or time; None where there is none.

    Examples
    --------
    >>> parse_published("2025-08-30T10:00:00Z")
    datetime.date(2025, 8, 30)
    """
    if not published or len(published) < 10:
        return None
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def agree(
    a: str, b: str, a_published: date | None = None, b_published: date | None = None
) -> bool | None:
    """Whether two dates can mean the same time.

    Parameters
    ----------
    a, b : str
        Values of date literals.
    a_published, b_published : datetime.date, optional
        When the texts that say them were published: what "last year" counts from.

    Returns
    -------
    bool or None
        True where one can be the other, perhaps said more exactly; False where they
        contradict each other; None where they cannot be compared without knowing when the
        texts were published ("yesterday" and "Monday"). A relative year against an absolute
        one counts as a contradiction unless a date of publication shows that they agree:
        a reader can no longer tell that they meant the same.

    Examples
    --------
    >>> agree("2023", "2023-05"), agree("2023", "2024"), agree("day:-1", "weekday:0")
    (True, False, None)
    >>> agree("year:-1", "2023"), agree("year:-1", "2023", parse_published("2024-02-01"))
    (False, True)
    """
    if a == b:
        return True
    resolved = _resolve(a, a_published), _resolve(b, b_published)
    kinds = {_kind(a), _kind(b)}
    if resolved[0] and resolved[1]:
        days = min(_days_between(one, other) for one in resolved[0] for other in resolved[1])
        # It is another day already in other places, and where a copy was published after midnight.
        if days == 1 and "day" in kinds and (len(kinds) > 1 or a_published != b_published):
            return None
        return days == 0
    if kinds == {"yearless"}:
        return a.startswith(b) or b.startswith(a)
    if kinds == {"yearless", "absolute"}:
        yearless, other = (a, b) if a.startswith("-") else (b, a)
        if len(other) < 7 or other[4] != "-":
            return None
        tail = other[4:]
        return tail.startswith(yearless[1:]) or yearless[1:].startswith(tail)
    if "yearless" in kinds:
        a, b, known = (a, b, b_published) if a[0] == "-" else (b, a, a_published)
        return _agree_yearless(a, b, known)
    if kinds == {"weekday", "weekend"}:
        return True if {a, b} & {"weekday:4", "weekday:5", "weekday:6"} else None
    if kinds == {"year", "absolute"}:
        other = a if _kind(a) == "absolute" else b
        year = b if other is a else a
        # A full date may well lie in "last year", and "ten years ago" is seldom meant exactly.
        return False if len(other) == 4 and year in ("year:-1", "year:0", "year:1") else None
    if kinds == {"time"}:
        # "at 5:00" may be in the afternoon.
        hours = int(a[5:7]), int(b[5:7])
        return (hours[0] - hours[1]) % 12 == 0 and a[7:] == b[7:] and min(hours) < 12
    return False if len(kinds) == 1 else None


def _days_between(a: _Interval, b: _Interval) -> int:
    """How many days lie between two stretches of days, the later one's first included."""
    return max(0, (a[0] - b[1]).days, (b[0] - a[1]).days)


def _agree_yearless(yearless: str, other: str, published: date | None) -> bool | None:
    """`agree` of a day or month of an unnamed year and a time that counts from a publication.

    Only a day close to the publication can contradict, and a weekday only by its name: a copy may
    have been published again a week later.
    """
    told = _resolve(other, published)
    if published is None or not told:
        return None
    year = min(max(published.year, date.min.year + 1), date.max.year - 1)
    around = [
        _absolute(f"{near:04}{yearless[1:]}")
        for near in (year - 1, year, year + 1)
        if yearless[2:] != "02-29" or _absolute(f"{near:04}-02-29")[0].day == int(yearless[5:])
    ]
    days, nearest = min((_days_between(one, each), one) for one in around for each in told)
    if days == 0:
        return True
    is_day = len(yearless) > len("--08") and days <= _RECENT
    if is_day and _kind(other) == "day" and days > 1:
        return False
    if is_day and _kind(other) == "weekday" and nearest[0].weekday() != told[0][0].weekday():
        return False
    return None


def _kind(value: str) -> str:
    if value[0] == "-":
        return "yearless"
    return "absolute" if value[0].isdigit() else value.partition(":")[0]


@lru_cache(maxsize=4096)
def _resolve(value: str, published: date | None) -> tuple[_Interval, ...]:
    """The stretches of days that `value` may mean; empty where that cannot be told."""
    kind = _kind(value)
    if kind == "absolute":
        return (_absolute(value),)
    if published is None or kind in ("time", "yearless"):
        return ()
    step = int(value.partition(":")[2])
    day = timedelta(days=1)
    monday = published - day * published.weekday()
    if kind == "weekday":
        ahead = day * ((step - published.weekday()) % 7)
        return tuple((at, at) for at in (published + ahead, published + ahead - 7 * day))
    if kind == "day":
        return ((published + step * day, published + step * day),)
    if kind == "week":
        return ((monday + 7 * step * day, monday + (7 * step + 6) * day),)
    if kind == "weekend":
        return ((monday + (7 * step + 4) * day, monday + (7 * step + 6) * day),)
    if kind == "month":
        months = published.year * 12 + published.month - 1 + step
        if months < 12:
            return ()
        return (_absolute(f"{months // 12:04}-{months % 12 + 1:02}"),)
    year = published.year + step * (10 if kind == "decade" else 1)
    return (_absolute(f"{year:04}"),) if date.min.year <= year <= date.max.year else ()


def _absolute(value: str) -> _Interval:
    """The first and the last day of an absolute value."""
    if value.endswith("s"):
        decade = int(value[:4])
        # "the 1900s" are the century more often than its first ten years.
        return date(decade, 1, 1), date(decade + (9 if decade % 100 else 99), 12, 31)
    if value.endswith("c"):
        century = int(value[:-1])
        return date(century * 100 - 100, 1, 1), date(century * 100, 12, 31)
    year, _, rest = value.partition("-")
    if not rest:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    month, _, day = rest.partition("-")
    first = date(int(year), int(month), 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    if not day:
        return first, following - timedelta(days=1)
    last = (following - timedelta(days=1)).day
    at = first.replace(day=min(int(day), last))
    return at, at
