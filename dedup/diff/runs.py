"""Runs of words that two texts share, and the sentences that they lie in.

A sentence is a poor unit where text was copied and cut otherwise: one text has a list as one
long sentence, the other line by line, and no two of these sentences are alike. The words are
still the same in the same order. All runs of at least `LEAST_RUN` stems are found by joining
the hashes of short word sequences, in near-linear time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.kernels.constants import BEYOND, LEAST_RUN, MOST_PLACES
from dedup.diff.profile import F64, I64, U64, Profile
from dedup.document import Span
from dedup.text.words import iter_words

__all__ = ["RunWords", "Runs", "runs_of", "shared_by_runs", "starts_of"]

_MULTIPLIER = 0x9E3779B97F4A7C15
_POWERS = [np.uint64(pow(_MULTIPLIER, power, 1 << 64)) for power in range(LEAST_RUN)]


class Runs(NamedTuple):
    """Maximal runs of equal stems, by place in the content words of either text.

    Attributes
    ----------
    source, copy : ndarray of int64, shape (n,)
        The first word of each run.
    size : ndarray of int64, shape (n,)
        Its words.
    """

    source: I64
    copy: I64
    size: I64


def _hashes(words: I64) -> U64:
    """A number for every `LEAST_RUN` words in a row; equal for equal words.

    It is ``sum_k words[k] * _MULTIPLIER ** (LEAST_RUN - 1 - k)``, of pairs of words first.
    """
    # Wrapping is meant: it is arithmetic modulo 2 ** 64.
    numbers = words.view(np.uint64)
    pairs = numbers[:-1] * _POWERS[1] + numbers[1:]
    count = len(words) - LEAST_RUN + 1
    value = pairs[LEAST_RUN - 2 :].copy()
    for place in range(0, LEAST_RUN - 2, 2):
        value += pairs[place : place + count] * _POWERS[LEAST_RUN - 2 - place]
    return value


def runs_of(a: Profile, b: Profile) -> Runs:
    """The maximal runs of at least `LEAST_RUN` words, in the order of the copy's words."""
    empty = np.zeros(0, dtype=np.int64)
    if min(a.words, b.words) < LEAST_RUN:
        return Runs(empty, empty, empty)
    hashes_a, hashes_b = _hashes(a.every[a.sequence]), _hashes(b.every[b.sequence])
    # Most texts share no run at all, which the hashes alone show.
    ranked = np.sort(hashes_a)
    places = ranked.searchsorted(hashes_b)
    np.minimum(places, len(ranked) - 1, out=places)
    found = np.flatnonzero(ranked[places] == hashes_b)
    if not len(found):
        return Runs(empty, empty, empty)
    shared, first = hashes_b[found], places[found]
    count = ranked.searchsorted(shared, side="right") - first
    among = np.sort(shared)
    uses = among.searchsorted(shared, side="right") - among.searchsorted(shared)
    useful = (count <= MOST_PLACES) & (uses <= MOST_PLACES)
    found, first, count = found[useful], first[useful], count[useful]
    copy = np.repeat(found, count)
    if not len(copy):
        return Runs(empty, empty, empty)
    offset = np.arange(len(copy)) - np.repeat(np.cumsum(count) - count, count)
    source = np.argsort(hashes_a, kind="stable")[np.repeat(first, count) + offset]
    # Sequences that begin one word further on both sides are one run.
    along = np.lexsort((copy, copy - source))
    source, copy = source[along], copy[along]
    begins = np.ones(len(copy), dtype=bool)
    begins[1:] = (copy[1:] - copy[:-1] != 1) | (source[1:] - source[:-1] != 1)
    starts = begins.nonzero()[0]
    size = _sizes(starts, len(copy)) + LEAST_RUN - 1
    source, copy = source[starts], copy[starts]
    order = np.lexsort((source, copy))
    return Runs(source[order], copy[order], size[order])


def shared_by_runs(runs: Runs, a: Profile, b: Profile) -> tuple[I64, I64, F64]:
    """Pairs of content sentences that a run joins, and how many words it gives them in common.

    Returns
    -------
    rows, columns : ndarray of int64, shape (n,)
        Places in `Profile.content` of the source and of the copy; every pair once.
    words : ndarray of float64, shape (n,)
        Words that lie in runs between the two, at most as many as the shorter has.
    """
    if not len(runs.size):
        return runs.source, runs.copy, np.zeros(0)
    sentence_a = np.repeat(np.arange(len(a.lengths)), a.lengths)
    sentence_b = np.repeat(np.arange(len(b.lengths)), b.lengths)
    ends = np.cumsum(runs.size)
    offset = np.arange(ends[-1]) - np.repeat(ends - runs.size, runs.size)
    rows = sentence_a[np.repeat(runs.source, runs.size) + offset]
    columns = sentence_b[np.repeat(runs.copy, runs.size) + offset]
    width = max(len(b.lengths), 1)
    keys = rows * width + columns
    keys.sort()
    starts = starts_of(keys)
    rows, columns = np.divmod(keys[starts], width)
    counts = _sizes(starts, len(keys))
    shorter = np.minimum(a.lengths[rows], b.lengths[columns])
    return rows, columns, np.minimum(counts, shorter).astype(np.float64)


def _sizes(starts: I64, end: int) -> I64:
    """How long each of some stretches is that follow one another."""
    sizes = np.empty(len(starts), dtype=np.int64)
    np.subtract(starts[1:], starts[:-1], out=sizes[:-1])
    sizes[-1:] = end - starts[-1:]
    return sizes


def starts_of(ranked: I64) -> I64:
    """Where each distinct number begins among sorted ones."""
    is_new = np.empty(len(ranked), dtype=bool)
    is_new[:1] = True
    np.not_equal(ranked[1:], ranked[:-1], out=is_new[1:])
    return is_new.nonzero()[0]


class RunWords:
    """One side's content words by number, and the runs among them.

    Parameters
    ----------
    profile : Profile
    first, size : ndarray of int64, shape (n,)
        Where each run begins on this side, and its words.
    """

    def __init__(self, profile: Profile, first: I64, size: I64) -> None:
        self.profile = profile
        self.bounds = np.concatenate([[0], np.cumsum(profile.lengths)])
        self.first, self.last = first, first + size - 1
        self.first_sentence = np.searchsorted(self.bounds, self.first, side="right") - 1
        self.last_sentence = np.searchsorted(self.bounds, self.last, side="right") - 1

    def within(self, first: int, last: int) -> npt.NDArray[np.bool_]:
        """Which runs have a word in these sentences."""
        return np.asarray((self.first_sentence <= last) & (self.last_sentence >= first))

    def share(self, first: int, last: int, runs: npt.NDArray[np.bool_]) -> float:
        """Share of the words of these sentences that lie in some runs."""
        low, high = int(self.bounds[first]), int(self.bounds[last + 1])
        steps = np.zeros(high - low + 1, dtype=np.int64)
        np.add.at(steps, np.maximum(self.first[runs], low) - low, 1)
        np.add.at(steps, np.minimum(self.last[runs] + 1, high) - low, -1)
        return float((np.cumsum(steps)[:-1] > 0).mean())

    def trimmed(self, first: int, last: int, runs: npt.NDArray[np.bool_]) -> Span:
        """From the first to the last word of some runs in or across these sentences.

        What a run has beyond them counts if it is more than a few words: any two sentences
        may begin with the same.
        """
        low, high = int(self.bounds[first]), int(self.bounds[last + 1]) - 1
        begin, end = int(self.first[runs].min()), int(self.last[runs].max())
        if 0 < low - begin < BEYOND:
            begin = low
        if 0 < end - high < BEYOND:
            end = high
        return self.between(begin, end)

    def between(self, first: int, last: int) -> Span:
        """From one word to another."""
        return Span(self._place(first).start, self._place(last).end)

    def _place(self, number: int) -> Span:
        """Where a word stands; to the sentence's end if it is the first or last there."""
        sentence = int(np.searchsorted(self.bounds, number, side="right")) - 1
        text = self.profile.document.text
        span = self.profile.span(self.profile.content[sentence])
        words = list(iter_words(text, span.start, span.end))
        at = number - int(self.bounds[sentence])
        start = span.start if at == 0 else words[at].start
        if at == len(words) - 1:
            return Span(start, span.end)
        end = words[at].end
        while end < words[at + 1].start and not text[end].isspace():
            end += 1
        return Span(start, end)
