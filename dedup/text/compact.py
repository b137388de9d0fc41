"""A reading in one array of numbers, as it is kept and as compiled code passes it on.

A reading has eleven arrays, which take longer to make and to lay beside those of others than
their content to copy. Here they lie end to end in one, as `dedup.text.kernels.content` writes
them, and are made when somebody asks for them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.text.content import I64, small
from dedup.text.reading import I32, Reading

__all__ = ["Compact", "cuts_of", "opened", "story_of"]


class Compact(NamedTuple):
    """A reading in one array.

    Attributes
    ----------
    numbers : ndarray of int64
        `every`, `wording`, `lengths`, `content`, `bounds`, two `cuts` in each number, then
        `places` and `sequence`, each in two bytes where that will do, `codes`, `marks` and
        `is_furniture`; see `dedup.text.reading.Reading`.
    words, content, known, kept, sentences : int
        How many words, sentences with words, distinct stems, distinct stems of all sentences and
        sentences there are, which says where each begins.
    """

    numbers: I64
    words: int
    content: int
    known: int
    kept: int
    sentences: int


def opened(given: Compact) -> Reading:
    """The reading, whose arrays are stretches of the one.

    Examples
    --------
    >>> nothing = Compact(np.zeros(1, dtype=np.int64), 0, 0, 0, 0, 0)
    >>> opened(nothing).bounds.tolist()
    [0]
    """
    wide, words, content, known, kept, sentences = given
    lengths = known + content
    story = lengths + content
    bounds = story + content
    cuts = bounds + content + 1
    places = cuts + sentences
    # What is smaller than eight bytes.
    kind = small(words)
    rest = wide[places:].view(np.uint8)
    codes = kind().itemsize * (kept + words)
    marks = codes + known
    flags = marks + known
    stems = rest[:codes].view(kind)
    return Reading(
        cuts=wide[cuts:places].view(np.int32).reshape(-1, 2),
        is_furniture=rest[flags : flags + sentences].view(np.bool_),
        content=wide[story:bounds],
        lengths=wide[lengths:story],
        wording=wide[known:lengths].view(np.uint64),
        every=wide[:known],
        codes=rest[codes:marks],
        marks=rest[marks:flags],
        places=stems[:kept],
        bounds=wide[bounds:cuts],
        sequence=stems[kept:],
    )


def cuts_of(given: Compact) -> I32:
    """`Reading.cuts` alone.

    Examples
    --------
    >>> cuts_of(Compact(np.zeros(1, dtype=np.int64), 0, 0, 0, 0, 0)).tolist()
    []
    """
    places = given.known + 4 * given.content + 1
    return given.numbers[places : places + given.sentences].view(np.int32).reshape(-1, 2)


def story_of(given: Compact) -> I64:
    """`Reading.lengths` and behind them `Reading.content`, in one array.

    Examples
    --------
    >>> story_of(Compact(np.arange(5), 3, 1, 1, 1, 0)).tolist()
    [2, 3]
    """
    lengths = given.known + given.content
    return given.numbers[lengths : lengths + 2 * given.content]
