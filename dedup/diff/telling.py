"""The passages of two aligned texts told by compiled code, where that is quicker.

Which linked sentences make one passage, whether it moved, what kind it is, and its word-level
edits, as `dedup.diff.composing` and `dedup.diff.edits` find them, which the tests hold it to.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.kinds import EDITED
from dedup.diff.profile import F64, I32, I64, Profile
from dedup.machine.desks import Desks
from dedup.machine.kernel import Bound, Kernel
from dedup.text.compact import story_of

__all__ = ["Candidates", "Links", "Told", "is_fit", "load", "pays", "tell"]

SAVED = 0.0005
"""Seconds that compiled code saves for one pair of articles, about."""
_USUAL = 1 << 16
"""Words, and pairs of sentences, up to which the arrays that a call works in are kept."""
_LENT = 1 << 18
"""Pairs of sentences up to which the arrays are held that were given last: most are those of the
thread's desk for pairs."""
_RUNS = 1 << 12
"""Runs of words that two passages may have in common; of those with more plain code tells."""
_NODES = 12
_COLUMNS = 8
_SIZES = 9

_TELL = Kernel(
    *("dedup.diff.kernels.telling", "tell_passages", "int64[:]", "int64[:]", "int64[:]"),
    *("int32[:,:]", "int64[:]", "int64[:]", "bool[:]", "float64[:]", "float64[:]"),
    *("int64[:,:]", "int64[:,:]", "int32[:]", "int32[:]"),
    *("int64[:,:]", "int64[:,:]", "int64[:,:]"),
    *("int64[:,:]", "int64[:]", "float64[:]", "int32[:,:]", "int64[:,:]", "float64[:]"),
)
_ROWS, _KEPT, _SCORES = 4, 6, 7
"""Places of arguments that change from call to call; columns follow rows."""


class Candidates(NamedTuple):
    """Pairs of sentences and their scores, of which some are links.

    Of each array the first `entries` count.
    """

    entries: int
    rows: I64
    columns: I64
    keep: npt.NDArray[np.bool_]
    scores: F64


class Links(NamedTuple):
    """Content sentences of the source and of the copy that are linked, with their scores.

    Attributes
    ----------
    ends : ndarray of int64, shape (2, n)
    scores : ndarray of float64, shape (n,)
    """

    ends: I64
    scores: F64


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
    means : list of float
        The scores of linked passages, in their order.
    edits : ndarray of int32, shape (n, 5)
        The edits of one passage after the other: tag, and where it begins and ends on either side.
    links : Links
    """

    rows: list[list[int]]
    members: list[int]
    means: list[float]
    edits: I32
    links: Links


def load() -> None:
    """Load the compiled code, or have it made."""
    _TELL.load()


def pays() -> bool:
    """Whether to have a pair told by compiled code; nobody waits for the compiler."""
    return _TELL.pays(SAVED)


def is_fit(a: Profile, b: Profile) -> bool:
    """Whether compiled code has read the words of both texts."""
    return a.tokens is not None and b.tokens is not None


class _Sizes(NamedTuple):
    """How much is told of in one call."""

    words: int
    sentences: int
    entries: int


class _Desk:
    """All that compiled code is passed, laid out once, for texts of up to some size."""

    def __init__(self, sizes: _Sizes) -> None:
        words, sentences, entries = sizes
        self.sizes = np.empty(_SIZES, dtype=np.int64)
        self.story = np.empty(2 * sentences, dtype=np.int64)
        self.hashes = np.empty(words, dtype=np.int64)
        self.places = np.empty((words, 3), dtype=np.int32)
        # One more of each, as what is no link is written behind those that are.
        self.links = np.empty((2, entries + 1), dtype=np.int64)
        self.scores = np.empty(entries + 1)
        self._nothing = nothing = np.empty(0, dtype=np.int64)
        self.told = np.empty((sentences, _COLUMNS), dtype=np.int64)
        self.members = np.empty(sentences, dtype=np.int64)
        self.means = np.empty(sentences)
        self.edits = np.empty((words + sentences, 5), dtype=np.int32)
        self._run = Bound(
            _TELL,
            *(self.sizes, self.story, self.hashes, self.places),
            *(nothing, nothing, nothing.view(np.bool_), nothing.view(np.float64)),
            np.full(1, EDITED),
            np.empty((_NODES, sentences + 2), dtype=np.int64),
            np.empty((3, words), dtype=np.int64),
            np.empty(4 << words.bit_length(), dtype=np.int32),
            np.empty(words, dtype=np.int32),
            np.empty((3, _RUNS), dtype=np.int64),
            *(np.empty((count, words), dtype=np.int64) for count in (4, 3)),
            *(self.told, self.members, self.means, self.edits, self.links, self.scores),
        )

    def tell(self, rows: I64, columns: I64, keep: npt.NDArray[np.bool_], scores: F64) -> int:
        """Tell the passages of what was laid here; how many there are."""
        run = self._run
        run.put(_ROWS, rows)
        run.put(_ROWS + 1, columns)
        run.put(_KEPT, keep)
        run.put(_SCORES, scores)
        count = run()
        if len(rows) > _LENT:
            nothing = self._nothing
            run.put(_ROWS, nothing)
            run.put(_ROWS + 1, nothing)
            run.put(_KEPT, nothing.view(np.bool_))
            run.put(_SCORES, nothing.view(np.float64))
        return count


_DESKS = Desks(_Desk, _Sizes._make, _USUAL)


def tell(a: Profile, b: Profile, given: Candidates) -> Told:
    """The passages of two texts that are fit for it."""
    read, other = a.tokens, b.tokens
    ours, theirs = a.compact, b.compact
    if read is None or other is None or ours is None or theirs is None:
        raise ValueError("the words of a text that plain code has read are for plain code to tell")
    words, both = ours.words, ours.words + theirs.words
    middle, end = 2 * ours.content, 2 * (ours.content + theirs.content)
    entries, rows, columns, keep, scores = given
    desk = _DESKS.of(_Sizes(both + 1, ours.sentences + theirs.sentences + 1, entries + 1))
    desk.sizes[:5] = ours.sentences, theirs.sentences, ours.content, theirs.content, entries
    desk.story[:middle], desk.story[middle:end] = story_of(ours), story_of(theirs)
    desk.hashes[:words], desk.hashes[words:both] = read.hashes, other.hashes
    desk.places[:words], desk.places[words:both] = read.places, other.places
    count = desk.tell(rows, columns, keep, scores)
    links, sets, members, edits = desk.sizes[5:].tolist()
    found = Told(
        desk.told[:count].tolist(),
        desk.members[:members].tolist(),
        desk.means[:sets].tolist(),
        desk.edits[:edits].copy(),
        Links(desk.links[:, :links].copy(), desk.scores[:links].copy()),
    )
    if -1.0 in found.means:
        _add_means(found, a)
    return found


def _add_means(found: Told, a: Profile) -> None:
    """The means of many links, which numpy adds up in an order of its own."""
    sentences = a.content[found.links.ends[0]]
    linked = [row for row in found.rows if row[4] < row[5] and row[2] < row[3]]
    for number, row in enumerate(linked):
        if found.means[number] < 0.0:
            own = np.isin(sentences, found.members[row[2] : row[3]])
            found.means[number] = float(found.links.scores[own].mean())
