"""Many pairs of texts measured by compiled code straight from what was read of each.

`dedup.diff.derivation.derived` of the same pairs says the same, to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np
import numpy.typing as npt

from dedup.diff.desk import DESKS, Sizes
from dedup.diff.kernels.heads import ENTRIES, SENTENCES, STEMS, WORDS
from dedup.diff.profile import F64, I64
from dedup.diff.shared import AT_ONCE
from dedup.diff.weights import local_weights
from dedup.text.compact import Compact
from dedup.text.kernels.rows import NARROW

__all__ = ["measured_at_once"]


def measured_at_once(
    readings: Sequence[Compact], pairs: I64, threshold: float
) -> tuple[F64, npt.NDArray[np.bool_]]:
    """`measured` of pairs of readings, whose numbers are passed on as they lie.

    Parameters
    ----------
    readings : sequence of Compact
    pairs : ndarray of int64, shape (n, 2)
        Which of them to align with which.
    threshold : float

    Returns
    -------
    measures : ndarray of float64, shape (n, 8)
    done : ndarray of bool, shape (n,)
        Which pairs have any: not those that are unfit or have too many summands.
    """
    measures = np.empty((len(pairs), 8))
    done = np.zeros(len(pairs), dtype=bool)
    columns = _columns(readings)
    heads = columns[-1]
    sentences = heads[SENTENCES]
    lengths = sentences[pairs]
    fit = np.flatnonzero(
        (heads[WORDS][pairs].max(axis=1, initial=0) < NARROW) & (lengths.prod(axis=1) <= AT_ONCE)
    )
    if not len(fit):
        return measures, done
    lengths = lengths[fit]
    totals, which = np.unique(lengths.sum(axis=1), return_inverse=True)
    weights = [local_weights(total) for total in totals.tolist()]
    begins = np.array([0, *accumulate(map(len, weights))])
    cells = int(lengths.prod(axis=1).max())
    most = heads[:, np.unique(pairs[fit])].max(axis=1).tolist()
    sizes = Sizes(
        *(0, 0, 0, 0, 0, len(fit), int(begins[-1])),
        *(most[STEMS], most[SENTENCES], most[ENTRIES], cells, cells),
    )
    desk = DESKS.of(sizes)
    desk.pairs[:2, : len(fit)] = pairs[fit].T
    desk.pairs[2, : len(fit)] = begins[which]
    np.concatenate(weights, out=desk.local[: begins[-1]])
    desk.threshold[0] = threshold
    desk.run(0, len(fit), most=AT_ONCE, kept=False, linked=True, columns=columns)
    done[fit] = desk.ends[2, : len(fit)] == 0
    measures[fit] = desk.measures[:, : len(fit)].T
    return measures, done


def _columns(readings: Sequence[Compact]) -> tuple[np.ndarray[Any, Any], ...]:
    """What is known of readings as `dedup.diff.kernels.pairs.align_pairs` takes it."""
    numbers = np.concatenate([one.numbers for one in readings])
    counts = np.fromiter(chain.from_iterable(one[1:] for one in readings), dtype=np.int64)
    words, content, known, kept, sentences = counts.reshape(len(readings), -1).T
    every = np.array([0, *accumulate(len(one.numbers) for one in readings[:-1])])
    wording = every + known
    lengths = wording + content
    bounds = lengths + 2 * content
    places = 4 * (bounds + content + 1 + sentences)
    codes = 2 * (places + kept + words)
    begins = (every, codes, codes + known, places, bounds, lengths, wording, places + kept)
    small, narrow = numbers.view(np.uint8), numbers.view(np.uint16)
    return (
        *(numbers, small, small, narrow, numbers, numbers, numbers.view(np.uint64), narrow),
        np.array([*begins, known, content, kept, words]),
    )
