"""What `dedup.text.kernels.keys` and those who call it say of a character; see there."""

from __future__ import annotations

__all__ = ["BITS", "INTRICATE", "LETTER", "LOWER", "UPPER"]

LETTER, UPPER, LOWER, INTRICATE = 1 << 16, 1 << 17, 1 << 18, 1 << 19
"""What is said of a character besides the small letter that it has: that words are made of it,
that it is capital, that it is small; or that plain code has to look at it."""
BITS = 10
"""Of a character in a key."""
