"""What compiled code works in and writes to: arrays that each thread keeps."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff.profile import F64, I64
from dedup.machine.kernel import Passed

__all__ = ["Room", "Scored", "outputs", "room_of_thread", "work_room", "written"]

MARGIN = 2
"""Sentences beyond the last of either text that a look around a pair may reach."""
_threads = threading.local()


class Scored(NamedTuple):
    """A pair's table and links, as `dedup.diff.alignment` has them."""

    rows: I64
    columns: I64
    plain: F64
    scores: F64
    keep: npt.NDArray[np.bool_]
    best_source: F64
    best_copy: F64


class Room:
    """Arrays by name, which grow with what is asked of them."""

    def __init__(self) -> None:
        self.arrays: dict[str, npt.NDArray[Any]] = {}
        self._passed: dict[str, Passed] = {}

    def of(self, name: str, kind: type[Any], *shape: int) -> Passed:
        """An array of at least this shape; what it held is lost when it grows."""
        array = self.arrays.get(name)
        if array is None or array.shape[-1] < shape[-1]:
            longer = 1 << (max(shape[-1], 64) - 1).bit_length()
            array = self.arrays[name] = np.empty((*shape[:-1], longer), dtype=kind)
            self._passed[name] = Passed.of(array)
        return self._passed[name]

    def filled(self, name: str, pieces: Sequence[npt.NDArray[Any]], size: int) -> Passed:
        """Pieces of `size` items in all, end to end."""
        found = self.of(name, pieces[0].dtype.type, size)
        np.concatenate(pieces, out=found.array[:size])
        return found


def room_of_thread() -> Room:
    """The arrays of the thread that asks; its next call of compiled code writes over them."""
    room: Room | None = getattr(_threads, "room", None)
    if room is None:
        room = _threads.room = Room()
    return room


def work_room(room: Room, sentences: int, cells: int) -> tuple[Passed, Passed, Passed]:
    """What linking works in, for texts of so many sentences and so many pairs of them."""
    return (
        room.of("sentence numbers", np.int64, 10, sentences),
        room.of("sentence values", np.float64, 5, sentences),
        room.of("grid", np.uint8, cells + 4 * MARGIN * (sentences + MARGIN)),
    )


def outputs(room: Room, entries: int, sentences: int) -> tuple[Passed, ...]:
    """What tables and links are written to: so many pairs of sentences, so many sentences."""
    return (
        room.of("rows", np.int64, entries),
        room.of("columns", np.int64, entries),
        room.of("plain", np.float64, entries),
        room.of("scores", np.float64, entries),
        room.of("keep", np.bool_, entries),
        room.of("best", np.float64, sentences),
    )


def written(room: Room, ends: list[tuple[int, int]], heights: Sequence[int]) -> list[Scored]:
    """Copies of tables and links that lie end to end.

    Parameters
    ----------
    room : Room
    ends : list of tuple of int
        Where each pair's pairs of sentences end, and its sentences.
    heights : sequence of int
        Sentences of each pair's first text.
    """
    rows, columns, plain, scores, keep, best = (
        room.arrays[name] for name in ("rows", "columns", "plain", "scores", "keep", "best")
    )
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
