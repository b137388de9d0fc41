"""Dates in news English: absolute, relative, weekdays and times of day, with offsets.

The value of a date says no more than its wording does:

=====================  ==========================================================
``2025-08-30``         a full date; ``2025-08`` a month of a year; ``2025`` a year
``1980s``, ``20c``     a decade, a century
``--08-30``, ``--08``  a day or a month of an unnamed year
``weekday:0``          Monday (to ``weekday:6``, Sunday)
``day:-1``             yesterday; likewise ``week``, ``weekend``, ``month`` and ``year``
``time:17:30``         a time of day
=====================  ==========================================================

`dedup.text.literals.date_values` tells whether two values can mean the same day, month or year.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dedup.text.literals.currencies import currency_after, currency_before
from dedup.text.literals.date_forms import (
    AGO_WORDS,
    ANY_DATE,
    CENTURY_WORDS,
    COUNTED_AFTER,
    DAY,
    DAY_WORDS,
    DIRECTIONS,
    LOUD_DAY,
    MONTHS,
    WEEKDAYS,
)
from dedup.text.literals.date_values import parse_published
from dedup.text.literals.literal import Literal, literal_at
from dedup.text.literals.numerals import CHUNK, evaluate
from dedup.text.literals.scan import Places, places_of

__all__ = ["dates", "read_date"]

_AGO_LENGTHS = sorted({len(word) + more for word in AGO_WORDS for more in (0, 1)})
_DAY_BEFORE = re.compile(rf"(?<![\w.,:/$€£-])({DAY})(?:st|nd|rd|th)?(?: of)?[ ]\Z")
_WEEKDAY_BEFORE = re.compile(
    rf"(?<!\w)(?:{LOUD_DAY}|"
    r"Mon(?:day|\.)?|Tue(?:sday|s?\.)?|Wed(?:nesday|\.)?|Thu(?:rsday|r?s?\.)?|"
    r"Fri(?:day|\.)?|Sat(?:urday|\.)?|Sun(?:day|\.)?),?[ ](?:the[ ])?\Z"
)
# Whole numbers only: neither "five" of "twenty-five" nor of "a hundred and five" is one.
_COUNT_BEFORE = re.compile(
    rf"(?<![\w.,$€£])(?<![-–—]\s)(?:an?|(?P<count>\d{{1,3}}|(?<!-){CHUNK}))[ ]\Z", re.IGNORECASE
)
_HUNDREDS_BEFORE = re.compile(r"\bhundred(?:[ ]and)?[ ]\Z", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([\w$€£]+)(?:['’]s)?[ ]?[-–(]?\Z")
# Before "May" and "March", which are also a verb and a walk, and before short forms.
_DATE_CONTEXT = frozenset(
    "in since until till by from to through during before after between early late mid last next "
    "this of on around about pre post and or for the end beginning start summer winter spring "
    "autumn fall dated circa".split()
) | set(MONTHS)
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "jun", "sep", "dec"})
# In capitals, "30 MAY LOSE THEIR JOBS": what has to stand before a day of one that a word follows.
_SURELY_DATED = frozenset("on since until till by from before after".split())
_CAPITAL = re.compile(r"[ ][A-Z]")
_LOUD_WORD = re.compile(r"[ ][A-Z]{2}")


def dates(
    text: str, start: int = 0, end: int | None = None, places: Places | None = None
) -> list[Literal]:
    """Find the dates in ``text[start:end]``.

    A bare number counts as a year from 1400 to 2100 unless it counts something; "May",
    "March" and short forms count as months only with a day, a year or a preposition; a
    weekday before a date is part of it.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int, optional
        The stretch to search.
    places : Places, optional
        Where dates may begin there, if that is known.

    Returns
    -------
    list of Literal
        In order; see the module's table for the values.

    Examples
    --------
    >>> [d.value for d in dates("On Monday, Aug. 30, 2025, and again last year, in May and 1998.")]
    ['2025-08-30', 'year:-1', '--05', '1998']
    """
    end = len(text) if end is None else end
    found: list[Literal] = []
    taken = start
    passed = start
    places = places_of(text, start, end) if places is None else places
    for place in _with_ago(places.dates, text, start, end):
        if place >= passed:
            passed, taken = read_date(text, place, end, taken, found)
    return found


def read_date(text: str, place: int, end: int, taken: int, found: list[Literal]) -> tuple[int, int]:
    """Read what may be a date, and note it if it is one.

    Parameters
    ----------
    text : str
    place : int
        Where it may begin.
    end : int
        Where the stretch ends that is searched.
    taken : int
        Where the last date ends.
    found : list of Literal
        All dates before it, to which it is added.

    Returns
    -------
    tuple of int
        Up to where dates need not be looked for, and where the last one ends then.
    """
    match = ANY_DATE.match(text, place, end)
    if match is None:
        return place, taken
    group = match.lastgroup
    begins, ends = match.span()
    if begins < taken or (begins and _joined(text, begins)):
        return ends, taken
    if group == "season" and not _is_season(match):
        # "2010-15" are several years, of which the first is told, and "2021/84" is none.
        group, ends = "bare", begins + len("2010")
        if text[ends] == "/":
            return ends, taken
    if group in _READERS:
        result = _READERS[group](match)
    elif group == "ago":
        result = _read_ago(match, taken)
    else:
        result = _read_month(match, taken)
    if result is None:
        return ends, taken
    begins, value = result
    if found and value[0] in "-12" and len(value) > 5:
        between = text[found[-1].span.end : begins]
        if found[-1].value.startswith("weekday") and between in (", ", " ", ", the ", " the "):
            begins = found.pop().span.start
    found.append(literal_at("date", value, text[begins:ends], begins, ends))
    return ends, ends


def _with_ago(places: list[int], text: str, start: int, end: int) -> list[int]:
    """The places, and those of the words before "ago", in order."""
    found: list[int] = []
    for word in (" ago", " AGO"):
        place = text.find(word, start, end)
        while place >= 0:
            found += [place - length for length in _AGO_LENGTHS if place - length >= start]
            place = text.find(word, place + 1, end)
    if not found:
        return places
    places = [*places, *found]
    places.sort()
    return places


def _joined(text: str, position: int) -> bool:
    """Whether what stands at `position` is part of a longer word or number."""
    before = text[position - 1]
    if before.isalnum() or before in "_$€£#@":
        return True
    if before in ".,:/":
        return position > 1 and text[position - 2].isdigit() and text[position].isdigit()
    if before in "-–" and text[position].isdigit():
        # "pre-2022", "mid-1990s" and "2010-2015" are years; "Vision-2030" is a name.
        lead = _WORD_BEFORE.search(text, max(0, position - 24), position - 1)
        if lead is None:
            return False
        word = lead[1]
        return not (word.isdigit() or word.lower() in ("pre", "post", "mid", "early", "late"))
    return False


def _word_before(text: str, position: int) -> str:
    match = _WORD_BEFORE.search(text, max(0, position - 24), position)
    return match[1].lower() if match else ""


_Read = tuple[int, str] | None


def _read_month(match: re.Match[str], taken: int) -> _Read:
    text = match.string
    begins = match.start()
    name = match["month"].rstrip(".").lower()
    month = MONTHS[name]
    day, year = match["day"], match["year"] or match["month_year"]
    is_loud = match["month"].rstrip(".").isupper()
    early = max(taken, begins - 24)
    if day is None:
        before = _DAY_BEFORE.search(text, early, begins)
        if before:
            day, begins = before[1], before.start()
    if day is None and year is None and match["month_last"] is None:
        short = name not in MONTHS or (len(name) <= 4 and name not in ("june", "july"))
        lead = _word_before(text, begins)
        if (name in _AMBIGUOUS_MONTHS or short) and (is_loud or lead not in _DATE_CONTEXT):
            return None
        if name in ("may", "march") and lead in ("the", "and", "or", "for", "this", "on", "to"):
            return None
        if lead in ("last", "next", "this"):
            begins = text.rfind(lead, 0, begins) if lead in text[begins - 6 : begins] else begins
    is_doubtful = is_loud and year is None and name in ("may", "march")
    if (
        is_doubtful
        and _LOUD_WORD.match(text, match.end())
        and _word_before(text, begins) not in _SURELY_DATED
    ):
        return None
    if day is not None:
        before = _WEEKDAY_BEFORE.search(text, max(taken, begins - 18), begins)
        if before:
            begins = before.start()
    value = f"{year or '-'}-{month:02}" + (f"-{int(day):02}" if day else "")
    return begins, value


def _read_weekday(match: re.Match[str]) -> _Read:
    text = match.string
    begins = match.start()
    lead = _word_before(text, begins)
    if lead in ("last", "next", "this"):
        begins -= len(lead) + 1
    return begins, f"weekday:{WEEKDAYS[match['weekday'].capitalize()]}"


def _read_span(match: re.Match[str]) -> _Read:
    step = DIRECTIONS[match["direction"].lower()]
    span = match["span"].lower()
    if span == "night":
        return (match.start(), f"day:{step}") if step < 0 else None
    return match.start(), f"{span}:{step}"


def _read_day_word(match: re.Match[str]) -> _Read:
    text = match.string
    begins = match.start()
    is_apart = match[0].isupper() and match[0] != "TODAY"
    if match[0][0].isupper() and not is_apart and begins > 1 and text[begins - 2].isalnum():
        return None  # USA Today
    return begins, f"day:{DAY_WORDS[match['dayword'].lower()]}"


def _read_ago(match: re.Match[str], taken: int) -> _Read:
    text = match.string
    begins = match.start()
    count = _COUNT_BEFORE.search(text, max(taken, begins - 40), begins)
    if count is None or _HUNDREDS_BEFORE.search(
        text, max(taken, count.start() - 12), count.start()
    ):
        return None
    said = count["count"] or "1"
    number = int(said) if said.isdecimal() else int(evaluate(said))
    unit = match["ago"].lower()
    if unit == "fortnight":
        unit, number = "week", 2 * number
    return count.start(), f"{unit}:{-number}"


def _read_iso(match: re.Match[str]) -> _Read:
    valid = parse_published(match["iso"]) is not None
    return (match.start(), match["iso"]) if valid else None


def _read_slashed(match: re.Match[str]) -> _Read:
    first, second, year = (int(part) for part in match["slashed"].split("/"))
    # 3/4/2025 is March in America and April elsewhere: only the year is certain.
    if first > 12 >= second >= 1:
        return match.start(), f"{year}-{second:02}-{first:02}"
    if second > 12 >= first >= 1 or first == second:
        return match.start(), f"{year}-{first:02}-{second:02}"
    return match.start(), str(year)


def _is_season(match: re.Match[str]) -> bool:
    """Whether two years are one season: "2021/22"."""
    season = match["season"]
    return season is not None and int(season) == (int(match["bare"]) + 1) % 100


def _read_bare_year(match: re.Match[str]) -> _Read:
    text = match.string
    begins, ends = match.span("bare")
    year = int(match["bare"])
    is_season = _is_season(match)
    if not is_season:
        if COUNTED_AFTER.match(text, ends):
            return None
        if currency_before(text, begins) or currency_after(text, ends):
            return None
        if text[ends : ends + 1] in ("-", "–") and text[ends + 1 : ends + 2].isalpha():
            return None
    if not 1900 <= year <= 2100 and _word_before(text, begins) not in _DATE_CONTEXT:
        return None
    return begins, match["bare"]


def _read_short_year(match: re.Match[str]) -> _Read:
    text = match.string
    begins = match.start() - 1
    if begins and text[begins - 1] not in " \n(-":
        return None  # an inch mark, a closing quotation mark
    year = int(match["short"])
    value = f"{1900 + year if year >= 30 else 2000 + year}"
    if not match["short_decade"]:
        return begins, value
    return (begins, value + "s") if not year % 10 else None


def _read_time(match: re.Match[str]) -> _Read:
    hour = int(match["hour"]) % 12 + (12 if match["half"] in "pP" else 0)
    return match.start(), f"time:{hour:02}:{match['minute'] or '00'}"


def _read_clock(match: re.Match[str]) -> _Read:
    # A ratio or a score ("2:1") has no two-digit minutes before a preposition.
    if _word_before(match.string, match.start()) not in (
        "at",
        "by",
        "until",
        "from",
        "around",
        "about",
    ):
        return None
    hour, minute = match["clock"].split(":")
    return match.start(), f"time:{int(hour):02}:{minute}"


def _read_century(match: re.Match[str]) -> _Read:
    if match[0].endswith("Century") and _CAPITAL.match(match.string, match.end()):
        return None  # Twentieth Century Fox
    return match.start(), f"{CENTURY_WORDS[match['century_word'].lower()]}c"


_READERS: dict[str, Callable[[re.Match[str]], _Read]] = {
    "weekday": _read_weekday,
    "span": _read_span,
    "dayword": _read_day_word,
    "iso": _read_iso,
    "slashed": _read_slashed,
    "attacks": lambda match: (match.start(), "--09-11"),
    "half": _read_time,
    "clock": _read_clock,
    "century": lambda match: (match.start(), f"{match['century']}c"),
    "decade": lambda match: (match.start(), f"{match['decade']}s"),
    "century_word": _read_century,
    "bare": _read_bare_year,
    "season": _read_bare_year,
    "short_decade": _read_short_year,
}
