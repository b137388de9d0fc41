"""What stands where in what `dedup.text.kernels.reading` works in, and in what it tells."""

from __future__ import annotations

__all__ = [
    "AT",
    "BREAKS",
    "BYTES",
    "CONTENT",
    "CUT",
    "DIGITS",
    "FOLDED",
    "FRESH",
    "FRONT",
    "HEADS",
    "INTRICATE",
    "INTS",
    "IN_BUCKET",
    "KEPT",
    "KNOWN",
    "LINES",
    "LONGEST",
    "LONGEST_FOLDED",
    "LONGS",
    "NARROW",
    "ODD",
    "OUT",
    "SEEN",
    "SENTENCES",
    "SIFTED",
    "SPARE",
    "STAGE",
    "STATE",
    "TEXT",
    "TWICE",
    "UNIT",
    "WIDER",
    "WORDED",
    "WORDS",
    "WORDS_MARKED",
]

# -- What is counted, and told of each text.
WORDS, CONTENT, KNOWN, KEPT, SENTENCES, AT, BYTES = 0, 1, 2, 3, 4, 5, 6
"""Words, sentences with words, distinct stems, distinct stems of all sentences, sentences; where
what is written begins, and its bytes, negative for a text that plain code has to read."""
ODD, LONGEST, LINES = 7, 8, 9
"""Words that only plain code can fold, words of the longest sentence, lines that may be
furniture."""
HEADS = 10

# -- What is kept from call to call.
TEXT, STAGE, OUT, WORDED = 0, 1, 2, 3
"""The next text and how far it is, where there is room to write it and its words."""
SEEN, WORDS_MARKED, BREAKS = 4, 5, 6
"""Of this text: the flags of all that is not ASCII; how many words and ends of lines there are."""
STATE = 7

# -- How far a text is, and what was asked of plain code, which is done then.
FRESH, CUT, SIFTED, WIDER, FOLDED = 0, 1, 2, 3, 4
INTRICATE = -1

# -- Room.
FRONT = 64
"""Bytes before the first symbol."""
SPARE = 64
"""Numbers in each list that may be written behind the last."""
INTS, LONGS = 16, 4
"""Numbers of 32 and of 64 bits for each character."""
UNIT = 512
"""Characters of a line that may be furniture, and more."""

NARROW = 1 << 16
"""Words from which on places do not fit in two bytes."""
LONGEST_FOLDED = 64
"""Characters of the longest word beyond ASCII that is folded by compiled code."""
DIGITS, TWICE = 1 << 30, 1 << 29
"""Besides what a character folds to: that this is a digit; that it is written twice."""
IN_BUCKET = 16
"""Stems that at most have the same highest bits, by which they are looked up."""
