"""From two texts to a `Comparison`: align, join sentences to passages, class them, date them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import accumulate, groupby
from operator import lt
from typing import NamedTuple

from dedup.diff.alignment import Alignment, Table, align, coverage
from dedup.diff.comparison import Comparison, comparison_told_later
from dedup.diff.derivation import derivation_score, signals_of
from dedup.diff.edits import edits_of, keeps, kept_runs
from dedup.diff.passages import (
    Edit,
    Fact,
    Passage,
    PassageKind,
    link_at,
    passage_told_later,
)
from dedup.diff.profile import I64, Profile, profile_of
from dedup.diff.regions import regions_of
from dedup.diff.wording import Wording, reading
from dedup.document import Document, Span
from dedup.text.abbreviations import checked_abbreviations
from dedup.text.credit import credits_of
from dedup.text.words import have_same_words

__all__ = [
    "as_document",
    "cached_profile",
    "changed_facts",
    "compare",
    "compare_profiles",
    "kind_of",
]

EDITED = 0.5
"""Share of the longer side's words, in runs of two or more, from which a passage is edited
rather than paraphrased: half the wording. ``benchmarks/fit_classes.py`` holds it to labelled text.
It tells passages of Clough & Stevenson's cut and lightly revised answers from those of the heavily
revised with a balanced accuracy of 0.73, where the best threshold, 0.59, has 0.74: half the
passages of light revisions keep three quarters, of heavy ones two fifths, and they overlap. PAN
2013, which has no lightly edited text, would take any threshold up to 0.79. Verbatim has none:
all words and all facts are the same."""


@lru_cache(maxsize=64)
def cached_profile(document: Document, abbreviations: frozenset[str] = frozenset()) -> Profile:
    """`profile_of`, remembering the last few documents."""
    return profile_of(document, abbreviations)


def as_document(value: Document | str, name: str) -> Document:
    """A document as it is; a str as a document that is called `name`."""
    if isinstance(value, Document):
        return value
    if isinstance(value, str):
        return Document(name, value)
    raise TypeError(f"{name} must be a str or a Document, got {type(value).__name__}")


def compare(
    source: Document | str,
    copy: Document | str,
    *,
    abbreviations: Iterable[str] = (),
) -> Comparison:
    """What `copy` kept, edited, paraphrased, added and dropped of `source`.

    Parameters
    ----------
    source, copy : Document or str
        Which of the two came first is not guessed: what is only in the second is "added",
        what is only in the first "dropped".
    abbreviations : iterable of str
        What else ends with a stop in mid-sentence, for texts that are not English; see
        `dedup.learn_abbreviations`.

    Examples
    --------
    >>> comparison = compare(
    ...     "The ferry Aldis sank off Port Mirren. Nobody was hurt.",
    ...     "The ferry Aldis sank off Port Mirren. An inquiry has begun at the harbour office.",
    ... )
    >>> [passage.kind for passage in comparison.passages]
    ['verbatim', 'added', 'dropped']
    """
    known = checked_abbreviations(abbreviations)
    a = cached_profile(as_document(source, "source"), known)
    b = cached_profile(as_document(copy, "copy"), known)
    alignment = align(a, b)
    return compare_profiles(a, b, alignment.table, alignment)


class _Side(NamedTuple):
    """A profile with its sentences made out, which takes its time."""

    profile: Profile
    spans: tuple[Span, ...]
    content: list[int]

    @classmethod
    def of(cls, profile: Profile) -> _Side:
        return cls(profile, profile.spans, profile.content.tolist())

    def sentence(self, place: int) -> Span:
        """The content sentence at a place."""
        return self.spans[self.content[place]]


def compare_profiles(
    a: Profile,
    b: Profile,
    table: Table,
    alignment: Alignment,
) -> Comparison:
    """`compare` on a table of similarities and on links that are known already."""
    sides = _Side.of(a), _Side.of(b)
    links = zip(
        alignment.rows.tolist(), alignment.columns.tolist(), alignment.scores.tolist(), strict=True
    )
    return comparison_told_later(
        source=a.document,
        copy=b.document,
        passages=tuple(_passages(*sides, alignment)),
        links=tuple(
            [
                link_at(sides[0].sentence(row), sides[1].sentence(column), value)
                for row, column, value in links
            ]
        ),
        source_coverage=coverage(alignment.rows, a.lengths),
        copy_coverage=coverage(alignment.columns, b.lengths),
        score=1.0
        if have_same_words(a.document.text, b.document.text)
        else derivation_score(signals_of(a, b, alignment)),
        told={
            "regions": partial(regions_of, a, b, table),
            "credits": partial(credits_of, b.document.text),
        },
    )


class _Component(NamedTuple):
    """Linked sentences that hang together, as places in `Profile.content`; by first row."""

    rows: list[int]
    columns: list[int]
    score: float


def _components(alignment: Alignment) -> list[_Component]:
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


def _out_of_order(places: Sequence[int], weights: Sequence[float]) -> list[bool]:
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
    components = _components(alignment)
    if not components:
        return
    lengths = b.profile.lengths.tolist()
    moved = _out_of_order(
        [columns[0] for _, columns, _ in components],
        [float(sum(map(lengths.__getitem__, columns))) for _, columns, _ in components],
    )
    ours, theirs = reading(a.profile.document.text), reading(b.profile.document.text)
    for (rows, columns, score), out_of_order in zip(components, moved, strict=True):
        numbers = [a.content[row] for row in rows], [b.content[column] for column in columns]
        source = tuple([a.spans[number] for number in numbers[0]])
        copy = tuple([b.spans[number] for number in numbers[1]])
        words = ours.of(source), theirs.of(copy)
        told = _Told(a.profile.document, source, b.profile.document, copy, words)
        kind = told.kind()
        later = {"edits": told.edits, "facts": told.facts}
        yield *numbers, passage_told_later(kind, source, copy, score, out_of_order, later)


class _Told:
    """What is told of a passage once somebody asks."""

    __slots__ = ("_a", "_b", "_copy", "_is_same", "_runs", "_source", "_words")

    def __init__(
        self,
        a: Document,
        source: tuple[Span, ...],
        b: Document,
        copy: tuple[Span, ...],
        words: tuple[Wording, Wording],
    ) -> None:
        self._a, self._source, self._b, self._copy = a, source, b, copy
        self._words = words
        self._is_same = words[0].folded == words[1].folded
        self._runs: list[tuple[int, int, int]] | None = None

    def kind(self) -> PassageKind:
        """Verbatim, edited or paraphrased."""
        if self._is_same:
            return "edited" if self.facts() else "verbatim"
        first, second = self._words
        is_kept, self._runs = kept_runs(first.folded, second.folded, EDITED)
        return "edited" if is_kept else "paraphrased"

    def edits(self) -> tuple[Edit, ...]:
        """Word-level opcodes."""
        return edits_of(*self._words, self._runs)[0]

    def facts(self) -> tuple[Fact, ...]:
        """The facts that differ."""
        return changed_facts(self._a, self._source, self._b, self._copy, same=self._is_same)


def changed_facts(
    a: Document, source: Sequence[Span], b: Document, copy: Sequence[Span], *, same: bool
) -> tuple[Fact, ...]:
    """The facts that differ; where all words are equal a sign still may: "$5" and "€5"."""
    if same:
        sides = (
            [span.of(document.text).split() for span in spans]
            for document, spans in ((a, source), (b, copy))
        )
        if next(sides) == next(sides):
            return ()
    return _facts()(
        a.text, source, b.text, copy, source_published=a.published, copy_published=b.published
    )


@cache
def _facts() -> Callable[..., tuple[Fact, ...]]:
    from dedup.diff.facts import facts  # noqa: PLC0415 - its patterns take long to compile

    return facts


def kind_of(a: Sequence[str], b: Sequence[str], changed: Callable[[], object]) -> PassageKind:
    """Verbatim, edited or paraphrased, by what stays of the wording; see `EDITED`.

    Parameters
    ----------
    a, b : sequence of str
        The folded words of either side.
    changed : callable
        Whether a fact differs; asked only where the words are the same.
    """
    if a == b:
        return "edited" if changed() else "verbatim"
    return "edited" if keeps(a, b, EDITED) else "paraphrased"


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


def _passages(a: _Side, b: _Side, alignment: Alignment) -> list[Passage]:
    """All passages in the order of the source; an added one after what it follows in the copy."""
    keyed: list[tuple[tuple[int, int, int], Passage]] = []
    follows: dict[int, int] = {}
    for ours, theirs, passage in _matched(a, b, alignment):
        keyed.append(((ours[0], 0, 0), passage))
        follows.update(dict.fromkeys(theirs, ours[0]))
    for number, kind, spans in _rest(a, alignment.rows, "dropped"):
        keyed.append(((number, 0, 0), Passage(kind, spans, ())))
    after = list(accumulate(range(len(b.spans)), lambda last, n: follows.get(n, last), initial=-1))
    for number, kind, spans in _rest(b, alignment.columns, "added"):
        keyed.append(((after[number], 1, number), Passage(kind, (), spans)))
    return [passage for _, passage in sorted(keyed, key=lambda item: item[0])]
