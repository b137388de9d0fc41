"""The words and the forms of dates in news English; see `dedup.text.literals.dates`."""

from __future__ import annotations

import re

__all__ = [
    "AGO_WORDS",
    "ANY_DATE",
    "CENTURY_WORDS",
    "COUNTED",
    "COUNTED_AFTER",
    "COUNTED_AT_ONCE",
    "DAY",
    "DAY_WORDS",
    "DIRECTIONS",
    "LOUD_DAY",
    "MONTHS",
    "SPAN_NAMES",
    "WEEKDAYS",
    "WEEKDAY_NAMES",
]

_MONTH_NAMES = (
    "january february march april may june july august september october november december"
)
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = {name: number for number, name in enumerate(WEEKDAY_NAMES)}
AGO_WORDS = ("day", "week", "month", "year", "decade", "fortnight")
DAY_WORDS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
DIRECTIONS = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1}
SPAN_NAMES = ("week", "weekend", "month", "year", "night")

_YEAR = r"(?:1[4-9]|20)\d\d"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
CENTURY_WORDS = {
    word: number
    for number, word in enumerate(
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
        "twenty-first".split(),
        13,
    )
}
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|"
    r"Jul(?:y|\.)?|Aug(?:ust|\.)?|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|"
    r"Dec(?:ember|\.)?)"
)
# In a line of capitals.
_LOUD_MONTH = "|".join(
    ["SEPT", *(rf"{name[:3]}(?:{name[3:]})?" for name in _MONTH_NAMES.upper().split())]
).replace("(?:)?", "")
LOUD_DAY = "|".join(name.upper() for name in WEEKDAY_NAMES)
_LOUD_AGO = "|".join(AGO_WORDS).upper()
# What stands before a date ("3" in "3 May") is found by looking back from it: a pattern that
# began with optional parts would be tried in full at every word. The first line lets most
# positions fail at once.
ANY_DATE = re.compile(
    r"\b(?=[0-9]|[JFMASONDTWLYE][aceohpruiwACEOHPRUIW]|las|pas|thi|nex|com|"
    r"yes|to[dmn]|day|wee|mon|yea|dec|for|fif|fou|six|sev|eig|nin|twe)(?:"
    rf"(?P<month>{_MONTH}|(?:{_LOUD_MONTH})\.?)(?!\w)"
    rf"(?:[ ](?:the[ ])?(?P<day>{DAY})(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
    rf"(?:[-–]{DAY}(?!\w))?"
    rf"(?:,?[ ](?P<year>{_YEAR})(?!\w))?"
    rf"|,?[ ](?:of[ ])?(?P<month_year>{_YEAR})(?!\w)|[ ](?P<month_last>last|this|next)[ ]year)?"
    rf"|(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{LOUD_DAY})(?!\w)"
    r"|(?P<direction>last|past|this|next|coming|Last|This|Next|LAST|PAST|THIS|NEXT)[ ]"
    rf"(?P<span>{'|'.join([*SPAN_NAMES, *map(str.upper, SPAN_NAMES)])})(?!\w)(?!-)"
    r"|(?P<dayword>yesterday|today|tonight|tomorrow|Yesterday|Today|Tonight|Tomorrow|"
    r"YESTERDAY|TODAY|TONIGHT|TOMORROW)(?!\w)"
    rf"|(?P<ago>{'|'.join(AGO_WORDS)}|{_LOUD_AGO})[sS]?[ ](?:ago|AGO)(?!\w)"
    rf"|(?P<iso>{_YEAR}-[01]\d-[0-3]\d)(?!\d)"
    rf"|(?P<slashed>\d\d?/\d\d?/{_YEAR})(?![\d/])"
    r"|(?P<attacks>9/11)(?![\d/])"
    r"|(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?[ ]?(?P<half>[aApP])\.?[mM](?!\w)"
    r"|(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d)(?![\d:])"
    r"|(?P<century>1[3-9]|20|21)(?:st|th)[ -][Cc]entury(?!\w)"
    rf"|(?P<century_word>(?i:{'|'.join(CENTURY_WORDS)}))[ -][Cc]entury(?!\w)"
    r"|(?P<decade>(?:1[4-9]|20)\d0)'?s(?!\w)"
    rf"|(?P<bare>{_YEAR})(?:[-–/](?P<season>\d\d)(?![\w/-]|[.,]\d))?(?![\w%/]|[,.]\d)"
    r"|(?<=['’‘])(?P<short>\d\d)(?P<short_decade>s?)(?!\w))"
)
# What a number between 1400 and 2100 counts when it is no year: after one more word, or at once.
COUNTED = (
    "people persons men women children students workers troops soldiers jobs homes houses patients "
    "cases deaths miles metres meters feet km kg tons tonnes hours days years barrels votes points "
    "acres hectares pages words times dollars euros pounds employees members residents passengers "
    "square calories degrees".split()
)
COUNTED_AT_ONCE = [
    *"km kg mph percent million billion trillion mm cm m hundred".split(),
    "per cent",
]
COUNTED_AFTER = re.compile(
    rf"[ -](?:[a-z]+ )?(?:{'|'.join(COUNTED)}|kilomet\w+)\b"
    rf"|[ ]?(?:{'|'.join(COUNTED_AT_ONCE)})\b"
)
