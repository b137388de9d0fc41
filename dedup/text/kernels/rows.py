"""What stands where in the room that `dedup.text.kernels.content` works in: its rows."""

from __future__ import annotations

__all__ = [
    "ABOUT",
    "BEGIN",
    "BYTES",
    "COUNTS",
    "END",
    "ENDS",
    "FINAL",
    "FIRST",
    "HASH",
    "INTRICATE",
    "KEPT",
    "KEYS",
    "KNOWN",
    "LAST",
    "LENGTHS",
    "LONGEST",
    "NARROW",
    "NEW",
    "NUMBERS",
    "PLACES",
    "RANK",
    "SECTIONS",
    "SENTENCES",
    "SEQUENCE",
    "SPELLED",
    "USES",
    "WHICH",
    "WORDING",
    "WORDS",
]

NUMBERS, SEQUENCE, PLACES = 0, 1, 2
"""For each word its number and which stem it has; the distinct stems of each sentence."""
FIRST, FINAL, LENGTHS = 3, 4, 5
"""For each sentence where it begins and ends, and how many words it has."""
ENDS, WORDING = 6, 7
"""For each sentence with words where its stems end, and a number for its wording."""
KEYS, ABOUT, LAST, USES, RANK = 8, 9, 10, 11, 12
"""For each distinct stem as it is met: number, rarity and marks, last sentence (then the stems in
order), uses, place in order."""
BEGIN, END, HASH, WHICH = 8, 9, 10, 11
"""For each word that is not in the table: where it stands, its hash, and which word it is."""
COUNTS = 13
"""Numbers of this and that, which are at these places."""
WORDS, SENTENCES, NEW, LONGEST, KNOWN, KEPT, BYTES = 0, 1, 2, 3, 4, 5, 6
SECTIONS = 14
INTRICATE = 2
"""Returned for a text that plain code has to read."""
NARROW = 1 << 16
"""Words from which on places do not fit in two bytes."""
SPELLED = 32
"""Code points of the longest word that is entered in the table."""
