"""Alignment of many copies at once, in which each pair profits from the others.

A sentence of one copy and a sentence of another correspond where both correspond to the same
sentence of a third: where a rewrite says "the pact" and another "the deal", the third may say
"the treaty pact deal" or simply share other words with each. A witness's voice for a pair of
sentences is the weaker of its two scores, for its best sentence; the mean of the best few
voices is added to the pair's own score.

A witness can also speak against a pair: where it carries what either sentence says, but in
different places, it tells the two apart. Its denial is what the weaker of the two sentences scores
with its own best sentence there, less the voice for the pair; the mean of the strongest few
denials is taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from dedup.diff import compiled_group
from dedup.diff.alignment import Alignment, Table, align, link, linked, score_table
from dedup.diff.kernels.constants import DENIAL, VOICE, VOICES
from dedup.diff.profile import F64, Profile

__all__ = ["align_all", "link_heard", "plain_align_all", "tables_of_all"]

HEARD = 0.18
"""Scaled similarity that is linked where voices are in it: they raise chance resemblances too."""
WITNESSES = 8
"""How many other copies are asked: those closest to both. Bounds the cost in large groups."""


_AT_ONCE = 1 << 19
"""Triples of sentences up to which one array operation is faster than a look at those that
are not zero."""


def _dense(table: Table, values: F64) -> F64:
    matrix = np.zeros(table.shape)
    matrix[table.rows, table.columns] = values
    return matrix


def _voice(a_to_c: F64, c_to_b: F64, room: F64 | None = None) -> F64:
    """``max_k min(a_to_c[i, k], c_to_b[k, j])`` for all i, j; `room` is for what lies between."""
    size = a_to_c.size * c_to_b.shape[1]
    if 0 < size <= _AT_ONCE:
        room = np.empty(_AT_ONCE) if room is None else room
        pairs = room[:size].reshape(a_to_c.shape[1], a_to_c.shape[0], c_to_b.shape[1])
        np.minimum(a_to_c.T[:, :, None], c_to_b[:, None, :], out=pairs)
        return np.asarray(np.maximum.reduce(pairs, axis=0))
    voice = np.zeros((a_to_c.shape[0], c_to_b.shape[1]))
    for k in range(a_to_c.shape[1]):
        left, right = a_to_c[:, k], c_to_b[k]
        rows, columns = np.flatnonzero(left), np.flatnonzero(right)
        if len(rows) and len(columns):
            block = np.ix_(rows, columns)
            voice[block] = np.maximum(voice[block], np.minimum(left[rows, None], right[columns]))
    return voice


def align_all(profiles: Sequence[Profile]) -> dict[tuple[int, int], Alignment]:
    """The links of every two profiles ``a < b``, with the others as witnesses."""
    count = len(profiles)
    if count == 2:
        return {(0, 1): align(profiles[0], profiles[1])}
    if compiled_group.pays(profiles):
        found = compiled_group.heard(profiles, _alike(profiles), WITNESSES, HEARD)
        if found is not None:
            return {
                (a, b): linked(one, (len(profiles[a].content), len(profiles[b].content)))
                for (a, b), one in zip(combinations(range(count), 2), found, strict=True)
            }
    return plain_align_all(profiles)


def plain_align_all(profiles: Sequence[Profile]) -> dict[tuple[int, int], Alignment]:
    """`align_all` without compiled code."""
    tables = tables_of_all(profiles)
    return {pair: link_heard(table, len(profiles)) for pair, table in tables.items()}


def tables_of_all(profiles: Sequence[Profile]) -> dict[tuple[int, int], Table]:
    """The table of every two profiles ``a < b``, with the others as witnesses.

    With two profiles this is `score_table`.
    """
    count = len(profiles)
    tables = _tables(profiles)
    scores: dict[tuple[int, int], F64] = {}
    told: dict[tuple[int, int], F64] = {}
    closeness = np.zeros((count, count))
    for (a, b), table in tables.items():
        scores[a, b] = _dense(table, table.scores)
        scores[b, a] = scores[a, b].T
        told[a, b] = scores[a, b].max(axis=1, initial=0.0)
        told[b, a] = scores[a, b].max(axis=0, initial=0.0)
        closeness[a, b] = closeness[b, a] = scores[a, b].sum()
    heard = {}
    # New memory for every triple would take longer than the triples.
    room = np.empty(_AT_ONCE)
    for (a, b), table in tables.items():
        close = np.minimum(closeness[a], closeness[b])
        close[[a, b]] = -1.0
        witnesses = np.argsort(-close, kind="stable")[: min(WITNESSES, count - 2)]
        heard[a, b] = _with_voices(table, scores, told, a, b, witnesses.tolist(), room)
    return heard


def _tables(profiles: Sequence[Profile]) -> dict[tuple[int, int], Table]:
    """`score_table` of every two profiles, made once for all that have the same sentences."""
    alike = _alike(profiles)
    made: dict[tuple[int, int], Table] = {}
    tables = {}
    for a, b in combinations(range(len(profiles)), 2):
        kind = alike[a], alike[b]
        if kind not in made:
            made[kind] = score_table(profiles[a], profiles[b])
        tables[a, b] = made[kind]
    return tables


def _alike(profiles: Sequence[Profile]) -> list[int]:
    """For each profile the first that has the same sentences."""
    numbers: dict[bytes, int] = {}
    return [numbers.setdefault(profile.wording.tobytes(), n) for n, profile in enumerate(profiles)]


def _with_voices(
    table: Table,
    scores: dict[tuple[int, int], F64],
    told: dict[tuple[int, int], F64],
    a: int,
    b: int,
    witnesses: Sequence[int],
    room: F64,
) -> Table:
    if not witnesses or not all(table.shape):
        return table
    settled = scores[a, b] >= 1.0
    voices = np.stack([_voice(scores[a, c], scores[c, b], room) for c in witnesses])
    told_a = np.stack([told[a, c] for c in witnesses])
    told_b = np.stack([told[b, c] for c in witnesses])
    denials = np.minimum(told_a[:, :, None], told_b[:, None, :]) - voices
    change = VOICE * _mean_of_strongest(voices) - DENIAL * _mean_of_strongest(denials)
    # The same words in the same order need no witness, and no witness can deny them.
    change[settled] = 0.0
    total = np.clip(scores[a, b] + change, 0.0, 1.0)
    plain = np.clip(_dense(table, table.plain) + change, total, 1.0)
    plain[total == 0.0] = 0.0
    rows, columns = np.nonzero(total)
    return Table(
        shape=table.shape,
        rows=rows.astype(np.int64),
        columns=columns.astype(np.int64),
        plain=plain[rows, columns],
        scores=total[rows, columns],
        best_source=plain.max(axis=1),
        best_copy=plain.max(axis=0),
    )


def _mean_of_strongest(values: F64) -> F64:
    """The sum of the highest `VOICES` along the first axis, over `VOICES`."""
    strongest = np.sort(values, axis=0)[-VOICES:]
    return np.asarray(strongest[::-1].sum(axis=0) / VOICES)


def link_heard(
    table: Table, copies: int, sides: tuple[Profile, Profile] | None = None
) -> Alignment:
    """The links of a table of `tables_of_all` that was made of so many copies.

    `sides` are the two texts where remainders are to be looked at, as between two copies; where
    all are collated each sentence counts by what it says alone.
    """
    if copies > 2:
        return link(table, HEARD, heard=True, sides=sides)
    return link(table, sides=sides)
