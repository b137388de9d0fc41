"""The passages of two aligned texts told by compiled code, where that is quicker.

Which linked sentences make one passage, whether it moved, what kind it is, and its word-level
edits, as `dedup.diff.composing` and `dedup.diff.edits` find them, which the tests hold it to.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dedup.diff.alignment import Alignment
from dedup.diff.kernels.constants import MARK_ODD, MARK_TWICE
from dedup.diff.profile import I32, Profile
from dedup.machine.desks import Desks
from dedup.machine.kernel import Bound, Kernel, Passed
from dedup.text.words import fold

__all__ = ["Told", "is_fit", "load", "pays", "tell"]

SAVED = 0.0005
"""Seconds that compiled code saves for one pair of articles, about."""
_USUAL = 1 << 16
"""Characters of two texts up to which the arrays that a call works in are kept."""
_RUNS = 1 << 12
"""Runs of words that two passages may have in common; of those with more plain code tells."""
_NODES = 10
_COLUMNS = 8

_TELL = Kernel(
    *("dedup.diff.kernels.telling", "tell_passages", "uint32[:]", "uint32[:]", "int64[:]"),
    *("int32[:,:]", "int64[:]", "int64[:]", "int64[:]", "int64[:]", "float64[:]", "float64[:]"),
    *("int64[:,:]", "int32[:]", "int64[:,:]", "uint32[:]", "int32[:,:]", "int32[:,:]"),
    *("int64[:,:]", "int64[:,:]", "int64[:,:]"),
    *("int64[:,:]", "int64[:]", "float64[:]", "int32[:,:]"),
)


class Told(NamedTuple):
    """The passages of two texts.

    Attributes
    ----------
    rows : list of list of int
        Of each passage, in order: its kind, whether it moved, where its sentences on either side
        begin and end, and its edits; see `dedup.diff.kernels.constants`. Of linked sentences these
        are places in `members`.
    members : list of int
        The sentences of linked passages.
    scores : list of float
        Of linked passages, in their order.
    edits : ndarray of int32, shape (n, 5)
        The edits of one passage after the other: tag, and where it begins and ends on either side.
    """

    rows: list[list[int]]
    members: list[int]
    scores: list[float]
    edits: I32


def load() -> None:
    """Load the compiled code, or have it made."""
    _TELL.load()


def pays() -> bool:
    """Whether to have a pair told by compiled code; nobody waits for the compiler."""
    return _TELL.pays(SAVED)


def is_fit(a: Profile, b: Profile) -> bool:
    """Whether two texts are of a length that compiled code is made for."""
    return a.cuts.dtype == b.cuts.dtype == np.int32


@lru_cache(maxsize=1)
def _letters() -> Passed:
    """What each character of Latin-1 folds to; 0 for those that part words."""
    found = np.zeros(256, dtype=np.uint32)
    for code in (code for code in range(256) if chr(code).isalnum()):
        folded = fold(chr(code))
        found[code] = ord(folded[0])
        if len(folded) > 1:
            found[code] |= MARK_TWICE if folded == 2 * folded[0] else MARK_ODD
    return Passed.of(found)


class _Sizes(NamedTuple):
    """How much is told of in one call."""

    characters: int
    sentences: int
    links: int


class _Desk:
    """All that compiled code is passed, laid out once, for texts of up to some size."""

    def __init__(self, sizes: _Sizes) -> None:
        # A word has one character at least, and one that parts it from the next.
        characters, sentences, links = sizes
        words = characters // 2 + 8
        codes = np.empty(characters, dtype=np.uint32)
        self.codes = codes.data.cast("B")
        self.sizes_told = np.empty(_NODES, dtype=np.int64)
        self.cuts = np.empty((sentences, 2), dtype=np.int32)
        self.content = np.empty(sentences, dtype=np.int64)
        self.lengths = np.empty(sentences, dtype=np.int64)
        self.links = np.empty((2, links), dtype=np.int64)
        self.scores = np.empty(links)
        self.share = np.empty(1)
        self.told = np.empty((sentences, _COLUMNS), dtype=np.int64)
        self.members = np.empty(sentences, dtype=np.int64)
        self.values = np.empty(sentences)
        self.edits = np.empty((words + sentences, 5), dtype=np.int32)
        self.run = Bound(
            _TELL,
            *(codes, _letters(), self.sizes_told, self.cuts, self.content, self.lengths),
            *(self.links[0], self.links[1], self.scores, self.share),
            np.empty((_NODES, sentences + 2), dtype=np.int64),
            np.empty(2 << characters.bit_length(), dtype=np.int32),
            np.empty((4, words), dtype=np.int64),
            np.empty(2 * characters + 16, dtype=np.uint32),
            *(np.empty((count, words), dtype=np.int32) for count in (3, 2)),
            np.empty((3, _RUNS), dtype=np.int64),
            *(np.empty((count, words), dtype=np.int64) for count in (4, 3)),
            *(self.told, self.members, self.values, self.edits),
        )


_DESKS = Desks(_Desk, _Sizes._make, _USUAL)


def tell(a: Profile, b: Profile, alignment: Alignment, share: float) -> Told:
    """The passages of two texts that are fit for it.

    Parameters
    ----------
    a, b : Profile
    alignment : Alignment
    share : float
        The share of the words kept from which a passage is edited.
    """
    texts = a.document.text, b.document.text
    lengths = len(texts[0]), len(texts[1])
    cuts = len(a.cuts), len(b.cuts)
    content = len(a.content), len(b.content)
    links = len(alignment.rows)
    desk = _DESKS.of(_Sizes(sum(lengths), max(sum(cuts), 1), max(links, 1)))
    raw = "".join(texts).encode("utf-32-le", "surrogatepass")
    desk.codes[: len(raw)] = raw
    desk.sizes_told[:7] = (*lengths, *cuts, *content, links)
    desk.cuts[: cuts[0]], desk.cuts[cuts[0] : sum(cuts)] = a.cuts, b.cuts
    desk.content[: content[0]], desk.content[content[0] : sum(content)] = a.content, b.content
    desk.lengths[: content[1]] = b.lengths
    desk.links[0, :links], desk.links[1, :links] = alignment.rows, alignment.columns
    desk.scores[:links] = alignment.scores
    desk.share[0] = share
    count = desk.run()
    sets, members, edits = desk.sizes_told[7:].tolist()
    found = Told(
        desk.told[:count].tolist(),
        desk.members[:members].tolist(),
        desk.values[:sets].tolist(),
        desk.edits[:edits].copy(),
    )
    if -1.0 in found.scores:
        _add_scores(found, a, alignment)
    return found


def _add_scores(found: Told, a: Profile, alignment: Alignment) -> None:
    """The means of many links, which numpy adds up in an order of its own."""
    sentences = a.content[alignment.rows]
    linked = [row for row in found.rows if row[4] < row[5] and row[2] < row[3]]
    for number, row in enumerate(linked):
        if found.scores[number] < 0.0:
            own = np.isin(sentences, found.members[row[2] : row[3]])
            found.scores[number] = float(alignment.scores[own].mean())
