"""What compiled code knows of a character: bits of one number, and lists that words are in."""

from __future__ import annotations

__all__ = [
    "ABBREVIATION",
    "ABBREVIATION_CAPITALISED",
    "ADDRESSED",
    "AFTER_SPACED",
    "AGENCY",
    "ALNUM",
    "ALONE",
    "ALPHA",
    "ANYWHERE",
    "APOSTROPHE",
    "BELOW",
    "BEYOND",
    "BREAK",
    "BULLET",
    "CJK",
    "CJK_STOP",
    "CLAUSE_END",
    "CLINGING",
    "CLOSER",
    "COMMA",
    "DASH",
    "DECIMAL",
    "DECORATION",
    "DIGIT",
    "ELIDING",
    "ELLIPSIS",
    "ENDS_PROSE",
    "EXCLAIMING",
    "FINAL",
    "GAP",
    "GLUED_ON",
    "GLUED_OPENER",
    "HIRAGANA",
    "INTRICATE",
    "ITEM",
    "ITEM_MARK",
    "JOINED",
    "LETTER",
    "LISTED",
    "LISTS_BEGIN",
    "LIST_MARK",
    "LOWER",
    "LOW_BEGIN",
    "MONTH",
    "NEEDS",
    "NEVER_LAST",
    "NEVER_LAST_CAPITALISED",
    "NUMBERED",
    "OFTEN_LAST",
    "OPENED",
    "OPENER",
    "OUTSIDE",
    "PAUSE",
    "PLAIN_CLOSER",
    "PROSE",
    "QUOTED",
    "REFERENCES",
    "REOPENED",
    "REOPENER",
    "ROW",
    "RUNNING",
    "SAINT",
    "SIGNALLING",
    "SPACE",
    "SPACED_CLOSER",
    "STARTER",
    "STOP",
    "STORIES",
    "STRIPPED",
    "TIME",
    "TITLE",
    "TOP_LEVEL",
    "TRAILING",
    "UNIT_CLOSER",
    "UPPER",
    "WORD",
]

# -- Where things stand in what is known about symbols.
LOW_BEGIN = 256
LISTS_BEGIN = 512
ROW = 5

# -- What a character is.
SPACE = 1 << 0
BREAK = 1 << 1  # ends a line
WORD = 1 << 2  # alphanumeric or the low line
ALNUM = 1 << 3
ALPHA = 1 << 4
DIGIT = 1 << 5
DECIMAL = 1 << 6
UPPER = 1 << 7
LOWER = 1 << 8
TITLE = 1 << 9
LETTER = 1 << 10  # part of a word as `dedup.text.words` cuts it
INTRICATE = 1 << 11  # what that module treats specially
BEYOND = 1 << 12  # a text with it is left to plain code
# -- What it does around the end of a sentence; `dedup.text.sentence_ends` has these sets.
STOP = 1 << 13
CJK_STOP = 1 << 14
RUNNING = 1 << 15
CLOSER = 1 << 16
REOPENER = 1 << 17
REOPENED = 1 << 18
SPACED_CLOSER = 1 << 19
AFTER_SPACED = 1 << 20
GAP = 1 << 21
PLAIN_CLOSER = 1 << 22
OPENER = 1 << 23
DASH = 1 << 24
STRIPPED = 1 << 25
GLUED_OPENER = 1 << 26
PAUSE = 1 << 27
HIRAGANA = 1 << 28
CJK = 1 << 29
JOINED = 1 << 30
TRAILING = 1 << 31
ENDS_PROSE = 1 << 32
ELLIPSIS = 1 << 33
APOSTROPHE = 1 << 34
QUOTED = 1 << 35
# -- What it does in lines and lists.
BULLET = 1 << 36
LIST_MARK = 1 << 37
CLAUSE_END = 1 << 38
COMMA = 1 << 39
GLUED_ON = 1 << 40
ADDRESSED = 1 << 41
# -- What it does in units that may be furniture; `dedup.text.furniture` has these sets.
UNIT_CLOSER = 1 << 42
FINAL = 1 << 43
DECORATION = 1 << 44
CLINGING = 1 << 45
OPENED = 1 << 46
ITEM_MARK = 1 << 47
ELIDING = 1 << 55  # an apostrophe, which may join words
SIGNALLING = 1 << 56  # a sign that is looked for in every sentence, beyond ASCII

# -- Lists of words, of `dedup.text.abbreviations`.
NEVER_LAST = 1 << 0
NEVER_LAST_CAPITALISED = 1 << 1
ABBREVIATION = 1 << 2
ABBREVIATION_CAPITALISED = 1 << 3
NUMBERED = 1 << 4
OFTEN_LAST = 1 << 5
TIME = 1 << 6
STARTER = 1 << 7
MONTH = 1 << 8
EXCLAIMING = 1 << 9
TOP_LEVEL = 1 << 10
SAINT = 1 << 11
# -- Gates of `dedup.text.furniture_gates`, and what else is told of a line.
ALONE = 1 << 0
REFERENCES = 1 << 1
STORIES = 1 << 2
BELOW = 1 << 3
OUTSIDE = 1 << 4
ANYWHERE = 1 << 5
AGENCY = 1 << 20  # names of news agencies begin with the word
NEEDS = 8  # bits further up: the gate opens if something else is there besides the word
PROSE = 1 << 6
ITEM = 1 << 7
LISTED = (
    NEVER_LAST
    | NEVER_LAST_CAPITALISED
    | ABBREVIATION
    | ABBREVIATION_CAPITALISED
    | NUMBERED
    | OFTEN_LAST
)
