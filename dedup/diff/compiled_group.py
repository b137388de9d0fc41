"""All pairs of a group of copies aligned by compiled code, each with the others as witnesses.

Bit for bit what `dedup.diff.witnesses` says without it, which the tests hold it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from dedup.diff import compiled
from dedup.diff.profile import F64, I64, Profile
from dedup.diff.room import Scored, outputs, room_of_thread, work_room, written
from dedup.machine.kernel import Kernel, Passed

__all__ = ["heard", "pays"]

ENTRIES = 1 << 17
"""Pairs of sentences whose scores are written down in one call."""
MOST_CELLS = 1 << 26
"""Pairs of sentences of all pairs of copies, beyond which a group is left to the plain way."""
SAVED = 0.0016
"""Seconds that compiled code saves for one pair of copies, about."""

_HEAR = Kernel(
    "dedup.diff.kernels.hearing",
    "hear_pairs",
    *("int64[:]", "int64[:,:]", "float64[:]", "float64[:]", "int64[:,:]", "int64", "int64"),
    *("float64[:]", "float64[:]", "float64[:]", "float64[:,:]"),
    *("int64[:,:]", "float64[:,:]", "uint8[:]"),
    *("int64[:]", "int64[:]", "float64[:]", "float64[:]", "bool[:]", "float64[:]"),
    "int64[:,:]",
)


def pays(profiles: Sequence[Profile]) -> bool:
    """Whether to have a group aligned by compiled code, and whether it is fit for that.

    As for `dedup.diff.compiled.pays`, but a large group alone is worth the making.
    """
    count = len(profiles)
    pairs = count * (count - 1) // 2
    lengths = [len(one.content) for one in profiles]
    cells = (sum(lengths) ** 2 - sum(length * length for length in lengths)) // 2
    longest = max(profiles, key=lambda one: len(one.content))
    if (
        count < 3
        or not 0 < cells <= MOST_CELLS
        or not all(compiled.is_fit(one, longest) for one in profiles)
    ):
        return False
    compiled.prepare(pairs)
    if pairs >= compiled.MANY:
        _HEAR.load()
    return compiled.pays(2 * pairs) and _HEAR.pays(SAVED * pairs)


def heard(
    profiles: Sequence[Profile], alike: Sequence[int], witnesses: int, threshold: float
) -> list[Scored] | None:
    """The heard tables and links of every two copies, in the order of `combinations`.

    None if one has too many summands to be added up one by one.

    Parameters
    ----------
    profiles : sequence of Profile
        At least three.
    alike : sequence of int
        For each the first that has the same sentences.
    witnesses : int
        How many others are asked at most.
    threshold : float
        Of what is linked.
    """
    made = _scores(profiles, alike)
    if made is None:
        return None
    begins, dense, plain = made
    lengths = np.array([len(one.content) for one in profiles])
    chosen = _witnesses(lengths, begins, dense, witnesses)
    pairs = chosen.shape[1]
    cells = int(np.sort(lengths)[-2:].prod())
    most = int(lengths.max())
    entries = max(cells, min(ENTRIES, cells * pairs))
    room = room_of_thread()
    given = [Passed.of(array) for array in (lengths, begins, dense, plain, chosen)]
    work = (
        room.filled("threshold", [np.array([threshold])], 1),
        room.of("left", np.float64, most * most),
        room.of("right", np.float64, most * most),
        room.of("strongest", np.float64, 6, cells),
        *work_room(room, most, cells),
        *outputs(room, entries, entries + 2 * most),
    )
    ends = room.of("ends", np.int64, 3, pairs)
    heights = lengths[chosen[0]].tolist()
    found: list[Scored] = []
    while len(found) < pairs:
        first = len(found)
        last = _HEAR(*given, first, pairs, *work, ends)
        edges = list(map(tuple, ends.array[:2, first:last].T.tolist()))
        found += written(room, edges, heights[first:last])
    return found


def _scores(profiles: Sequence[Profile], alike: Sequence[int]) -> tuple[I64, F64, F64] | None:
    """Scaled and plain similarities of every two copies, a matrix a pair, and where each begins."""
    count = len(profiles)
    begins = np.zeros((count, count), dtype=np.int64)
    where: dict[tuple[int, int], int] = {}
    size = 0
    for a, b in combinations(range(count), 2):
        kind = alike[a], alike[b]
        if kind not in where:
            where[kind] = size
            size += len(profiles[a].content) * len(profiles[b].content)
        begins[a, b] = where[kind]
    dense, plain = np.zeros(size), np.zeros(size)
    kinds = list(where)
    batch = compiled.Batch(profiles, kinds, 1.0)
    starts = np.array(list(where.values()))
    widths = np.array([batch.sentences[b] for _, b in kinds])
    entries = max(batch.cells, min(ENTRIES, batch.cells * len(kinds)))
    first = 0
    while first < len(kinds):
        last = batch.run(first, entries, linked=False)
        ends = np.array([0, *(end for end, _ in batch.ends(first, last))])
        arrays = batch.room.arrays
        number = np.repeat(np.arange(first, last), np.diff(ends))
        cells = arrays["rows"][: ends[-1]] * widths[number]
        cells += arrays["columns"][: ends[-1]]
        cells += starts[number]
        dense[cells] = arrays["scores"][: ends[-1]]
        plain[cells] = arrays["plain"][: ends[-1]]
        first = last
    return None if any(batch.skipped()) else (begins, dense, plain)


def _witnesses(lengths: I64, begins: I64, dense: F64, most: int) -> I64:
    """In each column two copies, how many others are asked, and which: those closest to both."""
    count = len(lengths)
    asked = min(most, count - 2)
    closeness = np.zeros((count, count))
    for a, b in combinations(range(count), 2):
        shape = int(lengths[a]), int(lengths[b])
        scores = dense[begins[a, b] : begins[a, b] + shape[0] * shape[1]].reshape(shape)
        closeness[a, b] = closeness[b, a] = scores.sum()
    columns = []
    for a in range(count - 1):
        others = np.arange(a + 1, count)
        close = np.minimum(closeness[a], closeness[others])
        close[:, a] = close[np.arange(len(others)), others] = -1.0
        ranked = np.argsort(-close, axis=1, kind="stable")[:, :asked]
        head = np.stack([np.full(len(others), a), others, np.full(len(others), asked)])
        columns.append(np.concatenate([head, ranked.T]))
    return np.ascontiguousarray(np.concatenate(columns, axis=1))
