"""The words of passages, as `dedup.diff.wording` reads them, and where each stands."""

from __future__ import annotations

from typing import Any

from dedup.diff.kernels.views import row_of
from dedup.machine.compiling import get, inlined, part, put

__all__ = ["chain", "next_place", "read_side"]

_FACTOR = 0x1E3779B97F4A7C15


@part
def read_side(hashes: Any, places: Any, firsts: Any, members: Any, words: Any, count: int) -> int:
    """Read the words of some sentences, behind `count` others; how many there are then.

    `firsts` says where the words of each sentence begin among all of both texts. Each word goes to
    `words`: its hash, where it begins in its text and where it ends.
    """
    spelt, begins, ends = row_of(words, 0), row_of(words, 1), row_of(words, 2)
    first = count
    end = -2
    for place in range(len(members)):
        sentence = get(members, place)
        for word in range(get(firsts, sentence), get(firsts, sentence + 1)):
            begin = places[word, 0]
            value = get(hashes, word)
            # What an apostrophe joins is one word, whichever it is.
            if places[word, 2] and begin == end + 1 and count > first:
                count -= 1
                value ^= get(spelt, count) * _FACTOR
            else:
                put(begins, count, begin)
            put(spelt, count, value)
            end = places[word, 1]
            put(ends, count, end)
            count += 1
    return count


@inlined
def _slot(heads: Any, value: int) -> int:
    return value & (len(heads) - 1)


@part
def chain(spelt: Any, begin: int, end: int, heads: Any, following: Any) -> int:
    """Chain up where words stand from `begin` to `end`: the first place of those of one slot in
    `heads`, and the next of each place in `following`.

    `heads` is a power of two long. Words of one slot need not be the same.
    """
    for slot in range(len(heads)):
        put(heads, slot, -1)
    for place in range(end - 1, begin - 1, -1):
        slot = _slot(heads, get(spelt, place))
        put(following, place, get(heads, slot))
        put(heads, slot, place)
    return end


@inlined
def next_place(spelt: Any, heads: Any, following: Any, value: int, low: int) -> int:
    """The first place of a word from `low` on; -1 if there is none."""
    place = get(heads, _slot(heads, value))
    while place >= 0 and (place < low or get(spelt, place) != value):
        place = get(following, place)
    return int(place)
