"""Pairs of texts aligned by compiled code, where that is quicker than to do without.

Bit for bit what `dedup.diff.alignment` and `dedup.diff.derivation` say of each pair without it,
which the tests hold it to.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.kernels.constants import CHAIN_REACH
from dedup.diff.profile import F64, I64, MOST_RARITY, Profile
from dedup.diff.shared import AT_ONCE
from dedup.diff.weights import RARITY_CAP, local_weights
from dedup.machine.kernel import Kernel, Passed, workers
from dedup.text.stems import rarities

__all__ = ["Scored", "is_fit", "measured", "pays", "prepare", "scored"]

SAVED = 0.0008
"""Seconds that compiled code saves for one pair of articles, about."""
MANY = 2000
"""Pairs from which on compiled code is made if need be. That takes as long as a few thousand more,
but only once on a machine."""
ENTRIES = 1 << 16
"""Pairs of sentences whose scores are written down in one call."""
BLOCK = 256
"""Pairs of texts that are measured in one call."""

_ALIGN = Kernel(
    "dedup.diff.kernels.pairs",
    "align_pairs",
    *("int64[:]", "uint8[:]", "uint8[:]", "uint16[:]", "int64[:]", "int64[:]", "uint64[:]"),
    *("uint16[:]", "int64[:,:]", "int64[:,:]", "int64", "int64", "int64", "int64"),
    *("float64[:,:]", "float64[:]", "float64[:]"),
    *("int64[:,:]", "float64[:,:]", "int64[:,:]", "int64[:,:]", "float64[:,:]"),
    *("float64[:]", "uint8[:]"),
    *("int64[:]", "int64[:]", "float64[:]", "float64[:]", "bool[:]", "float64[:]"),
    *("int64[:,:]", "float64[:,:]"),
)
_kept = threading.local()


def prepare(pairs: int) -> None:
    """Have compiled code made, which takes a few seconds, if so many pairs are worth it."""
    if pairs >= MANY:
        _ALIGN.load()


def pays(pairs: int = 1) -> bool:
    """Whether to have so many pairs aligned by compiled code; nobody waits for the compiler."""
    return _ALIGN.pays(SAVED * pairs)


def is_fit(a: Profile, b: Profile) -> bool:
    """Whether two texts are of a length that compiled code is made for."""
    small = a.places.dtype == np.uint16 and b.places.dtype == np.uint16
    return small and len(a.content) * len(b.content) <= AT_ONCE


class Scored(NamedTuple):
    """A pair's table and links, as `dedup.diff.alignment` has them, and its measures.

    `measures` are the six of `dedup.diff.derivation.Signals`, and the coverage of either text.
    """

    rows: I64
    columns: I64
    plain: F64
    scores: F64
    keep: npt.NDArray[np.bool_]
    best_source: F64
    best_copy: F64
    measures: tuple[float, ...]


class _Room:
    """Arrays that grow with what is asked of them; each thread has its own."""

    def __init__(self) -> None:
        self.arrays: dict[str, npt.NDArray[Any]] = {}
        self._passed: dict[str, Passed] = {}

    def of(self, name: str, kind: type[Any], *shape: int) -> Passed:
        """An array of at least this shape; what it held is lost when it grows."""
        found = self._passed.get(name)
        if found is None or found.array.shape[-1] < shape[-1]:
            longer = 1 << (max(shape[-1], 64) - 1).bit_length()
            array = self.arrays[name] = np.empty((*shape[:-1], longer), dtype=kind)
            found = self._passed[name] = Passed.of(array)
        return found

    def filled(self, name: str, pieces: Sequence[npt.NDArray[Any]], size: int) -> Passed:
        """Pieces of `size` items in all, end to end."""
        found = self.of(name, pieces[0].dtype.type, size)
        np.concatenate(pieces, out=found.array[:size])
        return found


def _room() -> _Room:
    try:
        room: _Room = _kept.room
    except AttributeError:
        room = _kept.room = _Room()
    return room


@lru_cache(maxsize=1)
def _rarities() -> Passed:
    """What the code of a stem's rarity counts: as it is, among sentences, and in their order."""
    rarity = rarities()
    return Passed.of(
        np.stack([rarity, np.minimum(rarity, RARITY_CAP), np.minimum(rarity, MOST_RARITY)])
    )


class _Batch:
    """Pairs of profiles as the compiled code takes them; all have to be fit for it."""

    def __init__(
        self, profiles: Sequence[Profile], pairs: Sequence[tuple[int, int]], threshold: float
    ) -> None:
        self._room = room = _room()
        self.count = len(pairs)
        self._sentences = [len(one.content) for one in profiles]
        self.pairs = pairs
        self.cells = max(self._sentences[a] * self._sentences[b] for a, b in pairs)
        self._edges = max(self._sentences[a] + self._sentences[b] for a, b in pairs)
        sizes = np.array(
            [
                [len(one.every) for one in profiles],
                self._sentences,
                [len(one.places) for one in profiles],
                [len(one.sequence) for one in profiles],
            ]
        )
        stems, sentences, places, words = sizes.sum(axis=1).tolist()
        most_stems, most_sentences, most_places, _ = sizes.max(axis=1).tolist()
        heads = room.of("heads", np.int64, 8, len(profiles))
        heads.array[1::2, : len(profiles)] = sizes
        heads.array[::2, : len(profiles)] = sizes.cumsum(axis=1) - sizes
        begins, local = self._local_weights()
        chosen = room.of("pairs", np.int64, 3, self.count)
        chosen.array[:2, : self.count] = np.array(pairs).T
        chosen.array[2, : self.count] = begins
        edge = room.of("threshold", np.float64, 1)
        edge.array[0] = threshold
        self._given = (
            room.filled("every", [one.every for one in profiles], stems),
            room.filled("codes", [one.codes for one in profiles], stems),
            room.filled("marks", [one.marks for one in profiles], stems),
            room.filled("places", [one.places for one in profiles], places),
            room.filled("bounds", [one.bounds for one in profiles], sentences + len(profiles)),
            room.filled("lengths", [one.lengths for one in profiles], sentences),
            room.filled("wording", [one.wording for one in profiles], sentences),
            room.filled("sequence", [one.sequence for one in profiles], words),
            heads,
            chosen,
        )
        margin = 4 * CHAIN_REACH * (most_sentences + CHAIN_REACH)
        self._work = (
            _rarities(),
            local,
            edge,
            room.of("stem numbers", np.int64, 8, most_stems),
            room.of("stem values", np.float64, 4, most_stems),
            room.of("grouped", np.int64, 2, most_places),
            room.of("sentence numbers", np.int64, 10, most_sentences),
            room.of("sentence values", np.float64, 4, most_sentences),
            room.of("cells", np.float64, self.cells),
            room.of("grid", np.uint8, self.cells + margin),
        )
        self._ends = room.of("ends", np.int64, 3, self.count)
        self._measures = room.of("measures", np.float64, 8, self.count)

    def _local_weights(self) -> tuple[list[int], Passed]:
        """Where the weights of each pair begin among those of all."""
        where: dict[int, int] = {}
        pieces = []
        size = 0
        begins = []
        for a, b in self.pairs:
            total = self._sentences[a] + self._sentences[b]
            if total not in where:
                where[total] = size
                pieces.append(local_weights(total))
                size += total + 1
            begins.append(where[total])
        return begins, self._room.filled("local", pieces, size)

    def run(self, first: int, entries: int, *, kept: bool) -> int:
        """Align the pairs from `first` on; which is the next, where there was no room."""
        room = self._room
        return _ALIGN(
            *self._given,
            first,
            self.count,
            int(kept),
            AT_ONCE,
            *self._work,
            room.of("rows", np.int64, entries),
            room.of("columns", np.int64, entries),
            room.of("plain", np.float64, entries),
            room.of("scores", np.float64, entries),
            room.of("keep", np.bool_, entries),
            room.of("best", np.float64, entries + self._edges),
            self._ends,
            self._measures,
        )

    def measures(self) -> list[tuple[float, ...] | None]:
        """The measures of all pairs; None for one that has too many summands."""
        found = self._measures.array[:, : self.count].T.tolist()
        left = self._ends.array[2, : self.count].tolist()
        return [None if skipped else tuple(one) for one, skipped in zip(found, left, strict=True)]

    def written(self, first: int, last: int) -> Iterator[Scored | None]:
        """What a call kept of the pairs from `first` to `last`; copied, as the next overwrites it.

        None for a pair that has too many summands.
        """
        room = self._room
        names = "rows", "columns", "plain", "scores", "keep"
        arrays = [room.arrays[name] for name in names]
        best = room.arrays["best"]
        ends = self._ends.array[:, first:last].T.tolist()
        measures = self._measures.array[:, first:last].T.tolist()
        begin = mark = 0
        for pair, (end, edge, left), of_pair in zip(
            self.pairs[first:last], ends, measures, strict=True
        ):
            middle = mark + self._sentences[pair[0]]
            if left:
                yield None
            else:
                rows, columns, plain, scores, keep = [array[begin:end].copy() for array in arrays]
                yield Scored(
                    rows,
                    columns,
                    plain,
                    scores,
                    keep,
                    best[mark:middle].copy(),
                    best[middle:edge].copy(),
                    tuple(of_pair),
                )
            begin, mark = end, edge


def scored(
    profiles: Sequence[Profile], pairs: Sequence[tuple[int, int]], threshold: float
) -> Iterator[Scored | None]:
    """The tables and links of pairs of profiles that are fit for it.

    None for a pair that has too many summands to be added up one by one.
    """
    batch = _Batch(profiles, pairs, threshold)
    entries = max(batch.cells, min(ENTRIES, batch.cells * len(pairs)))
    first = 0
    while first < batch.count:
        last = batch.run(first, entries, kept=True)
        yield from batch.written(first, last)
        first = last


def measured(
    pairs: Sequence[tuple[Profile, Profile]], threshold: float
) -> list[tuple[float, ...] | None]:
    """What `Scored.measures` says of pairs that are fit for it, their tables unkept."""

    def work(start: int) -> list[tuple[float, ...] | None]:
        block = pairs[start : start + BLOCK]
        numbers: dict[int, int] = {}
        profiles: list[Profile] = []
        for profile in chain.from_iterable(block):
            if numbers.setdefault(id(profile), len(profiles)) == len(profiles):
                profiles.append(profile)
        batch = _Batch(profiles, [(numbers[id(a)], numbers[id(b)]) for a, b in block], threshold)
        batch.run(0, batch.cells, kept=False)
        return batch.measures()

    starts = range(0, len(pairs), BLOCK)
    if len(starts) < 2:
        return list(chain.from_iterable(map(work, starts)))
    with ThreadPoolExecutor(min(workers(), len(starts))) as pool:
        return list(chain.from_iterable(pool.map(work, starts)))
