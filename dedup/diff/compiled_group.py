"""All pairs of a group of copies aligned by compiled code, each with the others as witnesses.

Bit for bit what `dedup.diff.witnesses` says without it, which the tests hold it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from dedup.diff import compiled
from dedup.diff.profile import F64, I64, Profile
from dedup.diff.room import Scored, copied, outputs, work_room
from dedup.machine.kernel import Kernel

__all__ = ["heard", "pays"]

ENTRIES = 1 << 17
"""Pairs of sentences whose scores are written down in one call."""
MOST_CELLS = 1 << 26
"""Pairs of sentences of all pairs of copies, beyond which a group is left to the plain way."""
SAVED = 0.0016
"""Seconds that compiled code saves for one pair of copies, about."""
MANY = 1500
"""Pairs of copies from which on compiled code is made if need be: that takes as long."""

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

    As for `dedup.diff.compiled.pays`, but a large group is worth the making.
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
    if pairs >= MANY:
        compiled.load()
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
    tables = outputs(entries, entries + 2 * most)
    ends = np.empty((3, pairs), dtype=np.int64)
    given = (lengths, begins, dense, plain, chosen)
    work = (
        np.array([threshold]),
        np.empty(most * most),
        np.empty(most * most),
        np.empty((6, cells)),
        *work_room(most, cells),
        *tables,
        ends,
    )
    heights = lengths[chosen[0]].tolist()
    found: list[Scored] = []
    while len(found) < pairs:
        first = len(found)
        last = _HEAR(*given, first, pairs, *work)
        edges = list(zip(*ends[:2, first:last].tolist(), strict=True))
        found += copied(tables, edges, heights[first:last])
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
    batch = compiled.Batch(profiles, kinds, 1.0, min(ENTRIES, size))
    starts = np.array(list(where.values()))
    widths = np.array([batch.sentences[b] for _, b in kinds])
    written = batch.desk.written
    first = 0
    while first < len(kinds):
        last = batch.run(first, linked=False)
        ends = np.array([0, *(end for end, _ in batch.ends(first, last))])
        number = np.repeat(np.arange(first, last), np.diff(ends))
        cells = written.rows[: ends[-1]] * widths[number]
        cells += written.columns[: ends[-1]]
        cells += starts[number]
        dense[cells] = written.scores[: ends[-1]]
        plain[cells] = written.plain[: ends[-1]]
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
