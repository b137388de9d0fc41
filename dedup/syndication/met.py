"""Pairs of documents that share anchors, to be asked for by pair."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.lsh.sketches import I64

__all__ = ["Met"]


def _places(pairs: I64, among: I64) -> tuple[I64, npt.NDArray[np.bool_]]:
    """Where each pair is among sorted ones, and whether it is."""
    n = 1 + max(pairs.max(initial=0), among.max(initial=0))
    wanted, codes = pairs[:, 0] * n + pairs[:, 1], among[:, 0] * n + among[:, 1]
    places = np.searchsorted(codes, wanted)
    known = places < len(codes)
    known[known] = codes[places[known]] == wanted[known]
    return places, known


class Met(NamedTuple):
    """Pairs of rows that share anchors, sorted, and how many each pair shares."""

    pairs: I64
    counts: I64

    @classmethod
    def none(cls) -> Met:
        """No pairs."""
        return cls(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64))

    def within(self, pairs: I64) -> npt.NDArray[np.bool_]:
        """Which of these pairs are among others, which are sorted."""
        return _places(self.pairs, pairs)[1]

    def shared(self, pairs: I64) -> I64:
        """How many anchors some pairs share, of those that are here; else none."""
        places, known = _places(pairs, self.pairs)
        shared = np.zeros(len(pairs), dtype=np.int64)
        shared[known] = self.counts[places[known]]
        return shared
