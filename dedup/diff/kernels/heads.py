"""What is said of each profile in `heads` of `dedup.diff.kernels.pairs.align_pairs`."""

from __future__ import annotations

__all__ = [
    "BOUNDS",
    "CODES",
    "ENTRIES",
    "EVERY",
    "HEADS",
    "LENGTHS",
    "MARKS",
    "PLACES",
    "SENTENCES",
    "SEQUENCE",
    "STEMS",
    "WORDING",
    "WORDS",
]

EVERY, CODES, MARKS, PLACES, BOUNDS, LENGTHS, WORDING, SEQUENCE = 0, 1, 2, 3, 4, 5, 6, 7
"""Where what it has in each array begins."""
STEMS, SENTENCES, ENTRIES, WORDS = 8, 9, 10, 11
"""How many stems, content sentences, places and words it has."""
HEADS = 12
