"""What stands where in what `dedup.text.kernels.content` works in, and in what it tells."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "AT",
    "BEGIN",
    "BYTES",
    "CONTENT",
    "COUNTS",
    "DIGITS",
    "END",
    "ENDS",
    "FOLDED",
    "HASHES",
    "HEADS",
    "INTRICATE",
    "KEPT",
    "KEYS",
    "KNOWN",
    "LAST",
    "LENGTHS",
    "LONGEST",
    "LONGEST_FOLDED",
    "MARKS",
    "NARROW",
    "ODD",
    "PLACES",
    "RANK",
    "SECTIONS",
    "SENTENCES",
    "SEQUENCE",
    "STATE",
    "STEMS",
    "STORY",
    "TWICE",
    "USES",
    "WHICH",
    "WIDER",
    "WORDING",
    "WORDS",
]

# -- Rows of the room.
HASHES, STEMS, MARKS, SEQUENCE, PLACES = 0, 1, 2, 3, 4
"""For each word a hash, the number of its stem, its marks, and which stem of the text it has; the
distinct stems of each sentence."""
ENDS, WORDING, LENGTHS, STORY = 5, 6, 7, 8
"""For each sentence with words where its stems end, a number for its wording, how many words it
has, and which sentence it is."""
KEYS, ABOUT, LAST, USES, RANK = 9, 10, 11, 12, 13
"""For each distinct stem as it is met: number, rarity and marks, last sentence (then the stems in
order), uses, place in order."""
BEGIN, END, WHICH = 14, 15, 16
"""For each word that only plain code can fold: where it stands, and which word it is."""
COUNTS = 17
"""Numbers of the words, sentences with words, odd words and so on of a text: `WORDS` and others."""
SECTIONS = 18

# -- What is counted, and told of each text.
WORDS, CONTENT, KNOWN, KEPT, SENTENCES, AT, BYTES = 0, 1, 2, 3, 4, 5, 6
"""Words, sentences with words, distinct stems, distinct stems of all sentences, sentences; where
what is written begins, and its bytes, negative for a text that plain code has to read."""
ODD, LONGEST = 7, 8
HEADS = 9
STATE = 3
"""Numbers kept from call to call: the next text, and where there is room to write it and its
words."""

# -- Why a text has to wait.
WIDER, FOLDED = 1, 2
INTRICATE = -1

NARROW = 1 << 16
"""Words from which on places do not fit in two bytes."""
LONGEST_FOLDED = 64
"""Characters of the longest word beyond ASCII that is folded by compiled code."""
DIGITS, TWICE = 1 << 30, 1 << 29
"""Besides what a character folds to: that this is a digit; that it is written twice."""
