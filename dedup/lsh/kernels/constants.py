"""Numbers that kernels share with those who call them; this module alone imports no compiler."""

from __future__ import annotations

import numpy as np

__all__ = [
    "ALPHA",
    "ANCHORING",
    "ANCHORS",
    "ANY_ORDER",
    "ASKS",
    "BEHIND",
    "CODE_POINT",
    "CUT",
    "DIGIT",
    "EDGES",
    "EDGES_AT_ONCE",
    "END",
    "FAULT",
    "FIRST_QUOTE",
    "INVISIBLE",
    "JOINING",
    "LANES",
    "LAST_QUOTE",
    "LONGEST",
    "LONG_NUMBER",
    "MARK",
    "MIXED_AT_ONCE",
    "MOST_WORDS",
    "NUMBERS",
    "ONE_TO_ONE",
    "SELECTOR",
    "SHINGLES",
    "SHORT",
    "SIGNATURES",
    "SPACED",
    "SPELLING",
    "STEMS",
    "STRETCH",
    "UNIT_BITS",
    "UNSPACED",
    "UNSPACED_FOLDED",
    "WORDS_AT_ONCE",
]

# Properties of a character, above the 21 bits of what it folds to.
SPACED = 1 << 21
UNSPACED = 1 << 22
MARK = 1 << 23
SELECTOR = 1 << 24
INVISIBLE = 1 << 25
ONE_TO_ONE = 1 << 26
DIGIT = 1 << 27
ALPHA = 1 << 28
UNSPACED_FOLDED = 1 << 29
CODE_POINT = (1 << 21) - 1
JOINING = INVISIBLE | SELECTOR

ANCHORING = np.uint64(1 << 63)
"""Set in the stem of a word that takes part in anchors."""
ASKS = 1024
"""Characters and words that can be asked for at a time."""
FAULT = -1
"""Asked for in place of a character where the bytes are not UTF-8."""

FIRST_QUOTE, LAST_QUOTE = 0x2010, 0x2027
"""Dashes, quotation marks, bullets and dots, most of what is not ASCII in English: in UTF-8 three
bytes, the first two of them the same."""
SPELLING = 256
"""Room to encode a string."""
BEHIND = 80
"""Bytes behind a text that can be written while it is encoded, and read while its words are cut."""
CUT = 5
SHORT = 3
LONGEST = 256
"""Bytes of a folded word that is hashed here; longer ones are looked up."""

STRETCH = 4096
"""Bytes whose words are cut before they are hashed; a multiple of 64."""
WORDS_AT_ONCE = 8
"""Words that are hashed together."""
MIXED_AT_ONCE = 16
"""Shingles that are made and mixed together; so many words behind the last can be read."""
EDGES_AT_ONCE = 12
"""Words of 64 bytes whose edges are stored, be they there or not: most have no more."""
MOST_WORDS = STRETCH // 2 + 64
"""Room for the words that can end in a stretch; no power of two, so that the beginnings of several
such rooms do not fall on the same lines of the cache."""
EDGES = 4 * MOST_WORDS
"""Room for where the words of a stretch begin and end, and for their first sixteen bytes."""
NUMBERS = 4
"""Room for what is carried from stretch to stretch."""

LANES = 16
"""The least number of slots that are lowered together."""
SIGNATURES, ANCHORS, SHINGLES, STEMS, ANY_ORDER = 1, 2, 4, 8, 16
"""What can be asked of `dedup.lsh.kernels.sketching.sketch_batch`, as bits."""

UNIT_BITS = 15
LONG_NUMBER = 1 << UNIT_BITS
"""The least number of a stem that takes two units; this is added to the first of them."""

END = np.uint32(1 << 31)
"""Is added to the last member of a bucket: there are fewer documents."""
