"""A text read: its sentences, which of them are furniture, and the words and stems of the story.

This is the plain code for one text; `dedup.text.compiled` says the same of many, faster.
"""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.text.content import I64, U8, U16, U64, content_of

__all__ = ["Reading", "read_text"]

I32 = npt.NDArray[np.int32]


class Reading(NamedTuple):
    """What is read in a text; `dedup.diff.profile.Profile` says more of each.

    Attributes
    ----------
    cuts, is_furniture, content, lengths, wording, every, codes, marks, places, bounds, sequence
        Arrays.
    """

    cuts: I32 | I64
    is_furniture: npt.NDArray[np.bool_]
    content: I64
    lengths: I64
    wording: U64
    every: I64
    codes: U8
    marks: U8
    places: U16 | I64
    bounds: I64
    sequence: U16 | I64


def read_text(text: str, abbreviations: frozenset[str] = frozenset()) -> Reading:
    r"""Read a text.

    Examples
    --------
    >>> found = read_text("The ferry Aldis sank. Nobody was hurt.\n\n2 Comments")
    >>> found.cuts.tolist(), found.is_furniture.tolist(), found.lengths.tolist()
    ([[0, 21], [22, 38], [40, 50]], [False, False, True], [4, 3])
    """
    # Their patterns take a tenth of the library's import, which may be to read an index alone.
    from dedup.text.furniture import furniture_of  # noqa: PLC0415
    from dedup.text.sentences import sentence_bounds  # noqa: PLC0415

    cuts = sentence_bounds(text, abbreviations)
    flags = furniture_of(text, cuts)
    places = np.fromiter(chain.from_iterable(cuts), dtype=np.int64, count=2 * len(cuts))
    places = places.reshape(-1, 2)
    is_furniture = np.array(flags, dtype=bool)
    story = np.flatnonzero(~is_furniture)
    found = content_of(text, places[story])
    lengths = found.lengths
    if len(found.wording) < len(story):  # some have no words
        story, lengths = story[lengths > 0], lengths[lengths > 0]
    return Reading(
        cuts=places.astype(np.int32) if len(text) < 1 << 31 else places,
        is_furniture=is_furniture,
        content=story,
        lengths=lengths,
        wording=found.wording,
        every=found.every,
        codes=found.codes,
        marks=found.marks,
        places=found.places,
        bounds=found.bounds,
        sequence=found.sequence,
    )
