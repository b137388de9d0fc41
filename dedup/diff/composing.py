"""The passages of two aligned texts: sentences joined, classed, and put in order.

This is the plain code; `dedup.diff.telling` has compiled code find the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import lt
from typing import NamedTuple

from dedup.diff.alignment import Alignment
from dedup.diff.passages import Passage, PassageKind, passage_told_later
from dedup.diff.profile import I64, Profile
from dedup.diff.told import Pair, PassageRead
from dedup.diff.wording import reading
from dedup.document import Span

__all__ = ["components", "out_of_order", "plain_passages"]


class _Side(NamedTuple):
    """A profile with its sentences made out, which takes its time."""

    profile: Profile
    spans: tuple[Span, ...]
    content: list[int]


class _Component(NamedTuple):
    """Linked sentences that hang together, as places in `Profile.content`; by first row."""

    rows: list[int]
    columns: list[int]
    score: float


def components(alignment: Alignment) -> list[_Component]:
    """Linked sentences joined, with their mean score."""
    rows, columns = alignment.rows.tolist(), alignment.columns.tolist()
    scores = alignment.scores.tolist()
    once = len(set(rows)) == len(rows), len(set(columns)) == len(columns)
    if all(once):
        found = [
            _Component([row], [column], score)
            for row, column, score in zip(rows, columns, scores, strict=True)
        ]
    else:
        found = [
            _Component(
                sorted({rows[number] for number in numbers}),
                sorted({columns[number] for number in numbers}),
                float(alignment.scores[numbers].mean()) if len(numbers) > 1 else scores[numbers[0]],
            )
            for numbers in _joined(rows, columns)
        ]
    found.sort(key=lambda component: component.rows[0])
    return found


def _joined(rows: Sequence[int], columns: Sequence[int]) -> Iterable[list[int]]:
    """The numbers of the links that hang together, by a sentence on either side."""
    parent: dict[int, int] = {}  # columns as numbers below 0

    def root(node: int) -> int:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = above
        return node

    for row, column in zip(rows, columns, strict=True):
        parent[root(row)] = root(~column)
    links: defaultdict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        links[root(row)].append(number)
    return links.values()


def out_of_order(places: Sequence[int], weights: Sequence[float]) -> list[bool]:
    """True for each place that is outside the heaviest increasing run of places.

    `ends` holds, in increasing order of place, the runs that no other run beats both in
    weight and in having ended earlier.
    """
    if all(map(lt, places, places[1:])):  # as in most
        return [False] * len(places)
    ends: list[int] = []
    total: list[float] = []
    before: list[int] = []
    for index, place in enumerate(places):
        slot = bisect_left(ends, place, key=places.__getitem__)
        before.append(ends[slot - 1] if slot else -1)
        total.append(weights[index] + (total[ends[slot - 1]] if slot else 0.0))
        beaten = slot
        while beaten < len(ends) and total[ends[beaten]] <= total[index]:
            beaten += 1
        ends[slot:beaten] = [index]
    moved = [True] * len(places)
    index = ends[-1] if ends else -1
    while index >= 0:
        moved[index] = False
        index = before[index]
    return moved


def _matched(
    a: _Side, b: _Side, alignment: Alignment
) -> Iterator[tuple[list[int], list[int], Passage]]:
    """The passages of linked sentences, each with the numbers of its sentences on either side."""
    sets = components(alignment)
    if not sets:
        return
    lengths = b.profile.lengths.tolist()
    order = out_of_order(
        [columns[0] for _, columns, _ in sets],
        [float(sum(map(lengths.__getitem__, columns))) for _, columns, _ in sets],
    )
    pair = Pair(a.profile.document, b.profile.document)
    ours, theirs = reading(pair.a.text), reading(pair.b.text)
    for (rows, columns, score), is_moved in zip(sets, order, strict=True):
        numbers = [a.content[row] for row in rows], [b.content[column] for column in columns]
        source = tuple([a.spans[number] for number in numbers[0]])
        copy = tuple([b.spans[number] for number in numbers[1]])
        words = ours.of(source), theirs.of(copy)
        told = PassageRead(pair, source, copy, words)
        yield *numbers, passage_told_later(told.kind(), source, copy, score, is_moved, told)


def _rest(
    side: _Side, linked: I64, kind: PassageKind
) -> Iterator[tuple[int, PassageKind, tuple[Span, ...]]]:
    """Runs of sentences outside all links, with the number of the first: `kind`, or furniture.

    A unit without a single word (a row of asterisks) is furniture too.
    """
    taken = set(side.profile.content[linked].tolist())
    content = set(side.content)

    def name(index: int) -> PassageKind | None:
        if index in taken:
            return None
        return kind if index in content else "furniture"

    for value, run in groupby(range(len(side.spans)), key=name):
        if value is not None:
            numbers = list(run)
            yield numbers[0], value, side.spans[numbers[0] : numbers[-1] + 1]


def plain_passages(
    source: Profile,
    copy: Profile,
    alignment: Alignment,
    spans: tuple[tuple[Span, ...], tuple[Span, ...]],
) -> list[Passage]:
    """All passages in the order of the source; an added one after what it follows in the copy.

    Parameters
    ----------
    source, copy : Profile
    alignment : Alignment
    spans : tuple
        `Profile.spans` of either.
    """
    a = _Side(source, spans[0], source.content.tolist())
    b = _Side(copy, spans[1], copy.content.tolist())
    keyed: list[tuple[tuple[int, int, int], Passage]] = []
    follows: dict[int, int] = {}
    for ours, theirs, passage in _matched(a, b, alignment):
        keyed.append(((ours[0], 0, 0), passage))
        follows.update(dict.fromkeys(theirs, ours[0]))
    for number, kind, alone in _rest(a, alignment.rows, "dropped"):
        keyed.append(((number, 0, 0), Passage(kind, alone, ())))
    after = list(accumulate(range(len(b.spans)), lambda last, n: follows.get(n, last), initial=-1))
    for number, kind, alone in _rest(b, alignment.columns, "added"):
        keyed.append(((after[number], 1, number), Passage(kind, (), alone)))
    return [passage for _, passage in sorted(keyed, key=lambda item: item[0])]
