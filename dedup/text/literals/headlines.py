"""Headlines, in which every word has a capital: there capitals tell nothing of names."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["LINE_ENDS", "SMALL_WORDS", "is_headline"]

_LONGEST = 250
_LETTERS = re.compile(r"[^\W\d_]+")
# What keeps its small letter in a headline.
SMALL_WORDS = frozenset(
    "a an the of in on at to for by with from and or nor but as is are was were be it its his her "
    "their this that than into over up vs via after amid s t".split()
)
LINE_ENDS = (".", "!", "?", '"', "”", "’", ",", ":", ";")


def is_headline(line: str, *, alone: bool = True) -> bool:
    """Whether all words that carry content have a capital, so that capitals tell nothing.

    A short line among others (`alone` false) that ends no sentence is one in any case: a
    heading, a button, a caption.

    Examples
    --------
    >>> is_headline("Harbour Town Votes to Close Its Last Cannery")
    True
    >>> is_headline("Minister Ana Reyes met Mayor Ola Berg in Nordvik.")
    False
    """
    return line.isupper() if len(line) > _LONGEST else _is_headline(line, alone=alone)


@lru_cache(maxsize=1 << 10)
def _is_headline(line: str, *, alone: bool) -> bool:
    if not alone and len(line) < 40 and not line.rstrip().endswith(LINE_ENDS):
        return True
    words = _LETTERS.findall(line)
    small = [word for word in words if word[0].islower()]
    capitals = len(words) - len(small)
    return capitals >= 3 and sum(word not in SMALL_WORDS for word in small) <= 0.1 * capitals
