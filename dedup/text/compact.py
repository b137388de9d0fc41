"""A reading in one array of numbers, as it is kept and as compiled code passes it on.

A reading has eleven arrays, which take longer to make and to lay beside those of others than
their content to copy. Here they lie end to end in one, as `dedup.text.kernels.content` writes
them, and are made when somebody asks for them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.text.content import I64
from dedup.text.kernels.rows import NARROW
from dedup.text.reading import I32, Reading

__all__ = ["Compact", "cuts_of", "opened", "story_of"]

_CUTS, _FLAGS, _WORDING, _CODES, _NARROW, _WIDE = map(
    np.dtype, (np.int32, np.bool_, np.uint64, np.uint8, np.uint16, np.int64)
)


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
    places = 8 * (cuts + sentences)
    # What is smaller than eight bytes.
    kind = _NARROW if words < NARROW else _WIDE
    sequence = places + kind.itemsize * kept
    codes = sequence + kind.itemsize * words
    marks = codes + known
    flags = marks + known
    # An array made of memory takes half the time of a stretch of one that is viewed as another.
    array = np.ndarray
    return Reading(
        array((sentences, 2), _CUTS, wide, 8 * cuts),
        array(sentences, _FLAGS, wide, flags),
        wide[story:bounds],
        wide[lengths:story],
        array(content, _WORDING, wide, 8 * known),
        wide[:known],
        array(known, _CODES, wide, codes),
        array(known, _CODES, wide, marks),
        array(kept, kind, wide, places),
        wide[bounds:cuts],
        array(words, kind, wide, sequence),
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
