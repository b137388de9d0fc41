"""What is measured: a job takes Python strings and gives sketches, or pairs of like texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "BANDS",
    "ROWS",
    "SLOTS",
    "THRESHOLD",
    "Answer",
    "Job",
    "K",
    "Pairs",
    "flagged",
    "judge",
    "pairs",
]

K, SLOTS, THRESHOLD = 5, 128, 0.7
BANDS, ROWS = 25, 5

Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job found.

    Attributes
    ----------
    pairs : ndarray of int64, shape (n, 2)
        Numbers of two texts, the smaller first.
    texts : ndarray of int64, shape (m,), optional
        Numbers of the texts that have a copy, from a library that says only that.
    more : mapping
        Anything else worth reporting.
    """

    pairs: Pairs
    texts: npt.NDArray[np.int64] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One library: its package, sketching alone, the whole job, and how it is used."""

    package: str
    sketch: Callable[[Sequence[str]], object] | None
    find: Callable[[Sequence[str]], Answer] | None
    used: str
    prepare: Callable[[], None] | None = None


def pairs(first: Any, second: Any) -> Pairs:
    """Distinct pairs of different texts, the smaller number first, sorted."""
    a, b = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    low, high = np.minimum(a, b), np.maximum(a, b)
    codes = np.unique((low << 32 | high)[low < high])
    return np.stack([codes >> 32, codes & 0xFFFFFFFF], axis=1)


def flagged(flags: Any) -> Answer:
    """The answer of a library that only flags the texts that have a copy."""
    return Answer(np.zeros((0, 2), dtype=np.int64), np.flatnonzero(np.asarray(flags)))


def judge(answer: Answer, truth: Pairs) -> dict[str, Any]:
    """Recall and precision of pairs, or of texts where no pairs were given."""
    if answer.texts is None:
        found, true = answer.pairs, truth
        right = len(np.intersect1d(_codes(found), _codes(true)))
    else:
        found, true = answer.texts, np.unique(truth)
        right = len(np.intersect1d(found, true))
    return {
        "judged_by": "pairs" if answer.texts is None else "texts",
        "found": len(found),
        "recall": round(right / max(len(true), 1), 4),
        "precision": round(right / max(len(found), 1), 4),
    }


def _codes(found: Pairs) -> npt.NDArray[np.int64]:
    return found[:, 0] << 32 | found[:, 1]
