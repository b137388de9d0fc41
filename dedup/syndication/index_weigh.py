"""What a text that an index is asked about shares with its candidates, in stems weighed by rarity.

Gives what `Verifier.plausibility` gives of each pair, to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dedup.diff.profile import F64
from dedup.diff.weights import RARITY_CAP
from dedup.lsh.shingles import U64
from dedup.lsh.sketches import I64, Ragged
from dedup.machine.kernel import Kernel, Passed
from dedup.syndication.overlap import within
from dedup.syndication.rarity import UNIT, Rarity
from dedup.syndication.verify import ANCHOR_WORTH, ANCHORS_COUNTED
from dedup.text.stems import idf_of, table_keys

__all__ = ["WEIGH", "Weigher"]

WEIGH = Kernel(
    *("dedup.syndication.kernels.asking", "weigh_stems"),
    *("uint64[:]", "uint64[:]", "int64[:]"),
    *("uint64[:]", "int64[:]", "int64[:]", "int64"),
    *("uint64[:]", "int64[:]", "int64[:]", "int64"),
    "int64[:,:]",
)
_CHUNKS = np.arange((1 << 16) + 1, dtype=np.uint64)


class _Tables(NamedTuple):
    """Stems and their weights, as compiled code looks them up: see the kernel."""

    arguments: tuple[Passed | int, ...]

    @classmethod
    def of(cls, rarity: Rarity) -> _Tables:
        """Those of the news, and of the sample of a collection."""
        known = table_keys().astype(np.uint64)
        # No stem has the largest number.
        news = idf_of(np.append(known << np.uint64(31), np.uint64((1 << 63) - 1)))
        in_news = _weights(np.minimum(news, RARITY_CAP))
        sample = rarity.stems
        counts = np.append(rarity.counts, 1)
        in_sample = _weights(np.log((rarity.documents + 1) / counts))
        # A collection of which too little is known leaves it to the news.
        once = int(in_sample[-1]) if len(sample) else int(_weights(np.array([RARITY_CAP]))[0])
        return cls(
            (
                *_table(known, in_news[:-1], 16),
                int(in_news[-1]),
                *_table(sample, in_sample[:-1], 47),
                once,
            )
        )


def _weights(rarities: F64) -> I64:
    return np.rint(rarities**2 / UNIT).astype(np.int64)


def _table(keys: U64, weights: I64, shift: int) -> tuple[Passed, Passed, Passed]:
    bounds = np.searchsorted(keys, _CHUNKS << np.uint64(shift))
    bounds[-1] = len(keys)
    arrays = np.ascontiguousarray(keys), bounds.astype(np.int64), weights
    return Passed.of(arrays[0]), Passed.of(arrays[1]), Passed.of(arrays[2])


class Weigher:
    """Weighs stems by how rare they are.

    Parameters
    ----------
    rarity : Rarity
    """

    def __init__(self, rarity: Rarity) -> None:
        self.rarity = rarity
        self._tables: _Tables | None = None

    def plausibilities(self, own: U64, others: Sequence[U64], anchors: Sequence[int]) -> F64:
        """How plausible it is that each text has to do with one, all given by their stems.

        Parameters
        ----------
        own, others : ndarray of uint64, and many of them
        anchors : sequence of int
            How many the text shares with each other.
        """
        own_mass, mass, shared = self.masses(own, Ragged.of(others))
        least = np.minimum(mass, own_mass)
        has_any = least > 0
        result = np.zeros(len(others))
        whole = (mass + own_mass - shared)[has_any]
        result[has_any] = shared[has_any] / least[has_any] + shared[has_any] / whole
        counted = np.minimum(np.array(anchors, dtype=np.int64), ANCHORS_COUNTED)
        result[has_any] += ANCHOR_WORTH * counted[has_any]
        return result

    def masses(self, own: U64, others: Ragged) -> tuple[int, I64, I64]:
        """What the stems of one text weigh, those of others, and of these the shared ones."""
        return (self._fast if WEIGH.is_loaded else self._plain)(own, others)

    def _fast(self, own: U64, others: Ragged) -> tuple[int, I64, I64]:
        if self._tables is None:
            self._tables = _Tables.of(self.rarity)
        out = np.empty((len(others), 2), dtype=np.int64)
        arguments = self._tables.arguments
        mass = WEIGH(own, others.values, others.bounds, *arguments, out)
        return mass, out[:, 0], out[:, 1]

    def _plain(self, own: U64, others: Ragged) -> tuple[int, I64, I64]:
        weights = self.rarity.weights(others.values)
        is_shared = within(others.values, own)
        sums = np.cumsum(np.append(0, weights))
        shared_sums = np.cumsum(np.append(0, np.where(is_shared, weights, 0)))
        return (
            int(self.rarity.weights(own).sum()),
            np.diff(sums[others.bounds]),
            np.diff(shared_sums[others.bounds]),
        )
