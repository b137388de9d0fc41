"""What compiled code works in, and what it writes tables and links to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.kernels.constants import CHAIN_REACH, LANES
from dedup.diff.profile import F64, I64

__all__ = ["Scored", "Written", "copied", "outputs", "stem_room", "work_room"]

Bools = npt.NDArray[np.bool_]


class Written(NamedTuple):
    """The tables and links of many pairs, end to end; `best` is of the sentences of each pair."""

    rows: I64
    columns: I64
    plain: F64
    scores: F64
    keep: Bools
    best: F64


class Scored(NamedTuple):
    """A pair's table and links, as `dedup.diff.alignment` has them."""

    rows: I64
    columns: I64
    plain: F64
    scores: F64
    keep: Bools
    best_source: F64
    best_copy: F64


def stem_room(
    stems: int, places: int, sentences: int, cells: int
) -> tuple[I64, F64, I64, F64, I64]:
    """What aligning works in, for texts of so many stems, of so many in all their sentences, of so
    many sentences, and so many pairs of these.
    """
    return (
        np.empty((12, stems + 1), dtype=np.int64),
        np.empty((4, stems + 1)),
        np.empty((2, 2 * places + LANES), dtype=np.int64),
        # A row of the matrix is a multiple of some lanes.
        np.empty(cells + LANES * sentences),
        np.empty((2, cells + 1), dtype=np.int64),
    )


def work_room(sentences: int, cells: int) -> tuple[I64, F64, npt.NDArray[np.uint8]]:
    """What linking works in, for texts of so many sentences and so many pairs of them."""
    # A grid has a margin on all sides.
    margin = 4 * CHAIN_REACH * (sentences + CHAIN_REACH)
    return (
        np.empty((10, sentences), dtype=np.int64),
        np.empty((8, sentences + 2 * LANES)),
        np.empty(cells + margin, dtype=np.uint8),
    )


def outputs(entries: int, sentences: int) -> Written:
    """Room for so many pairs of sentences, and for so many sentences."""
    return Written(
        np.empty(entries, dtype=np.int64),
        np.empty(entries, dtype=np.int64),
        np.empty(entries),
        np.empty(entries),
        np.empty(entries, dtype=np.bool_),
        np.empty(sentences),
    )


def copied(
    written: Written, ends: Sequence[tuple[int, int]], heights: Sequence[int]
) -> list[Scored]:
    """The tables and links of each pair, which stay when others are written over them.

    Parameters
    ----------
    written : Written
    ends : sequence of tuple of int
        Where each pair's pairs of sentences end, and its sentences.
    heights : sequence of int
        Sentences of each pair's first text.
    """
    rows, columns, plain, scores, keep, best = written
    found = []
    begin = mark = 0
    for (end, edge), height in zip(ends, heights, strict=True):
        middle = mark + height
        found.append(
            Scored(
                rows[begin:end].copy(),
                columns[begin:end].copy(),
                plain[begin:end].copy(),
                scores[begin:end].copy(),
                keep[begin:end].copy(),
                best[mark:middle].copy(),
                best[middle:edge].copy(),
            )
        )
        begin, mark = end, edge
    return found
