"""Measures of results against labelled data: pairs, groups, scores, sentence links, plagdet.

Every function is pure and says its formula and source. Where a share would be 0/0, one rule
holds throughout: nothing expected and nothing found is perfect (1), and only one of the two
empty is worthless (0), as the official PAN script has it. Measures that mean nothing on empty
data (`auc`, `operating_point`, `adjusted_rand`) raise ValueError instead. The results are
dataclasses of plain floats: `dataclasses.asdict` makes them ready for JSON.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from dedup.document import Span

__all__ = [
    "Grouping",
    "OperatingPoint",
    "Plagdet",
    "Reuse",
    "Scores",
    "adjusted_rand",
    "auc",
    "b_cubed",
    "link_scores",
    "operating_point",
    "pair_scores",
    "pairs_within",
    "plagdet",
]

Grouping = Mapping[str, Hashable] | Iterable[Iterable[str]]
"""Groups of ids: a mapping from id to group label, or the groups themselves."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and their harmonic mean F1, each in [0, 1].

    Examples
    --------
    >>> Scores.of(hits=3, predicted=4, expected=6)
    Scores(precision=0.75, recall=0.5, f1=0.6)
    """

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, hits: int, predicted: int, expected: int) -> Scores:
        """From counts: ``hits / predicted`` and ``hits / expected``."""
        if predicted == 0 and expected == 0:
            return cls.combine(1.0, 1.0)
        precision = hits / predicted if predicted else 0.0
        return cls.combine(precision, hits / expected if expected else 0.0)

    @classmethod
    def combine(cls, precision: float, recall: float) -> Scores:
        """From precision and recall: ``F1 = 2PR / (P + R)``, 0 where both are 0."""
        total = precision + recall
        return cls(precision, recall, 2 * precision * recall / total if total else 0.0)


def pairs_within(groups: Grouping) -> set[frozenset[str]]:
    """All unordered pairs of ids that share a group.

    Examples
    --------
    >>> sorted(sorted(pair) for pair in pairs_within([["a", "b", "c"], ["d"]]))
    [['a', 'b'], ['a', 'c'], ['b', 'c']]
    """
    return {frozenset(pair) for group in _as_groups(groups) for pair in combinations(group, 2)}


def pair_scores(
    predicted: Iterable[Collection[str]], expected: Iterable[Collection[str]]
) -> Scores:
    """Precision, recall and F1 over unordered pairs of ids.

    With P the predicted and T the true pairs, precision is ``|P & T| / |P|`` and recall
    ``|P & T| / |T|``. ``("a", "b")`` and ``("b", "a")`` are one pair, and it counts once.

    Raises
    ------
    ValueError
        If a pair does not hold two different ids.

    Examples
    --------
    >>> pair_scores([("b", "a"), ("a", "c")], [("a", "b"), ("c", "d")])
    Scores(precision=0.5, recall=0.5, f1=0.5)
    """
    found, true = _pair_set(predicted), _pair_set(expected)
    return Scores.of(len(found & true), len(found), len(true))


def link_scores(
    predicted: Iterable[tuple[Hashable, Hashable]], expected: Iterable[tuple[Hashable, Hashable]]
) -> Scores:
    """Precision, recall and F1 over sentence links, which are ordered: (source, copy).

    The same counts as `pair_scores`, but ``(1, 2)`` and ``(2, 1)`` are two different links.

    Examples
    --------
    >>> link_scores({(0, 0), (1, 2)}, {(0, 0), (1, 1), (2, 2), (2, 3)})
    Scores(precision=0.5, recall=0.25, f1=0.3333333333333333)
    """
    found, true = set(predicted), set(expected)
    return Scores.of(len(found & true), len(found), len(true))


def b_cubed(predicted: Grouping, expected: Grouping) -> Scores:
    """B-cubed precision, recall and F1 of a grouping.

    For an item i in predicted group P(i) and true group T(i), precision is
    ``|P(i) & T(i)| / |P(i)|`` and recall ``|P(i) & T(i)| / |T(i)|``; both are averaged over
    the items, and F1 is taken of the averages (Bagga and Baldwin 1998).

    The items are those of `expected`, so true singletons must be listed there. Items that
    `predicted` misses are singletons; ids that only `predicted` knows are not averaged over,
    but dilute the groups that hold them.

    Raises
    ------
    ValueError
        If an id is in two groups of one grouping.

    Examples
    --------
    >>> b_cubed([["a", "b"], ["c", "d"]], [["a", "b"], ["c"], ["d"]])  # c and d: 1/2 each
    Scores(precision=0.75, recall=1.0, f1=0.8571428571428571)
    """
    found, true = _group_of(predicted), _group_of(expected)
    if not true:
        return Scores.of(0, len(found), 0)
    groups = [(found.get(item, frozenset((item,))), gold) for item, gold in true.items()]
    precision = math.fsum(len(group & gold) / len(group) for group, gold in groups)
    recall = math.fsum(len(group & gold) / len(gold) for group, gold in groups)
    return Scores.combine(precision / len(true), recall / len(true))


def adjusted_rand(predicted: Grouping, expected: Grouping) -> float:
    """Adjusted Rand index: agreement of two groupings on all pairs, corrected for chance.

    With n_ij the items in predicted group i and true group j, a_i and b_j the group sizes
    and C(x) = x(x-1)/2, the index is ``(S - E) / (M - E)`` where S is the sum of C(n_ij),
    ``E = sum C(a_i) * sum C(b_j) / C(n)`` and ``M = (sum C(a_i) + sum C(b_j)) / 2``
    (Hubert and Arabie 1985). 1 is perfect, 0 is chance, and below 0 is worse than chance.
    Two groupings of singletons, or of one group each, agree: 1.

    Items are those of `expected`; items that `predicted` misses are singletons, and ids that
    only `predicted` knows are left out.

    Raises
    ------
    ValueError
        If `expected` is empty or an id is in two groups of one grouping.

    Examples
    --------
    >>> adjusted_rand([["a", "b", "c"], ["d"]], [["a", "b"], ["c", "d"]])
    0.0
    """
    found, true = _group_of(predicted), _group_of(expected)
    if not true:
        raise ValueError("adjusted_rand needs at least one item in `expected`, got none")
    rows = {item: found.get(item, frozenset((item,))) for item in true}
    together = _pairs_in(Counter((rows[item], true[item]) for item in true))
    in_rows = _pairs_in(Counter(rows.values()))
    in_columns = _pairs_in(Counter(true.values()))
    pairs = math.comb(len(true), 2)
    expectation = in_rows * in_columns / pairs if pairs else 0.0
    maximum = (in_rows + in_columns) / 2
    return 1.0 if maximum == expectation else (together - expectation) / (maximum - expectation)


def _pairs_in(sizes: Mapping[Hashable, int]) -> int:
    """How many pairs of items share a cell, given the number of items in each."""
    return sum(math.comb(size, 2) for size in sizes.values())


def auc(positives: Iterable[float], negatives: Iterable[float]) -> float:
    """Area under the ROC curve: how often a positive outscores a negative.

    The share of all (positive, negative) pairs in which the positive scores higher, a tie
    counting one half: the Mann-Whitney U statistic over ``len(positives) * len(negatives)``
    (Hanley and McNeil 1982).

    Raises
    ------
    ValueError
        If either side is empty or holds a NaN.

    Examples
    --------
    >>> auc([0.9, 0.5], [0.5, 0.1])  # three wins and a tie of four
    0.875
    """
    high, low = _score_array(positives, "positives"), np.sort(_score_array(negatives, "negatives"))
    below = np.searchsorted(low, high, side="left").sum(dtype=np.int64)
    at_most = np.searchsorted(low, high, side="right").sum(dtype=np.int64)
    return float(below + at_most) / 2 / (len(high) * len(low))


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Where a line through the scores falls: what is flagged scores strictly above it."""

    line: float
    true_positive_rate: float
    false_positive_rate: float


def operating_point(
    positives: Iterable[float], negatives: Iterable[float], *, false_positive_rate: float = 0.05
) -> OperatingPoint:
    """Share of the positives found where at most this share of the negatives is flagged.

    With the n negatives sorted from high to low and ``k = floor(rate * n)``, the line is the
    (k+1)-th of them, and only what scores *strictly* above the line is flagged. So at most k
    negatives are, whatever the ties, and a positive that ties with the line is not counted:
    the figure errs on the low side. The line depends on the negatives alone. Both rates are
    given as they come out at the line.

    Raises
    ------
    ValueError
        If a side is empty or holds a NaN, or the rate is outside [0, 1).

    Examples
    --------
    >>> operating_point([0.9, 0.8, 0.3], [0.8, 0.4, 0.2, 0.1], false_positive_rate=0.25)
    OperatingPoint(line=0.4, true_positive_rate=0.6666666666666666, false_positive_rate=0.25)
    """
    if not 0 <= false_positive_rate < 1:
        raise ValueError(
            f"false_positive_rate {false_positive_rate} is not valid: give a share in [0, 1)"
        )
    high = _score_array(positives, "positives")
    low = np.sort(_score_array(negatives, "negatives"))[::-1]
    # The small constant is for products like 0.29 * 100, which is 28.999999999999996.
    allowed = math.floor(false_positive_rate * len(low) + 1e-9)
    line = float(low[min(allowed, len(low) - 1)])
    return OperatingPoint(line, float(np.mean(high > line)), float(np.mean(low > line)))


@dataclass(frozen=True, slots=True)
class Reuse:
    """A stretch of a suspicious document and the stretch of a source it reuses, true or found."""

    suspicious: str
    source: str
    suspicious_span: Span
    source_span: Span

    def __post_init__(self) -> None:
        if not (self.suspicious_span and self.source_span):
            raise ValueError(f"{self} is not valid: both spans must hold at least one character")


@dataclass(frozen=True, slots=True)
class Plagdet:
    """The measures of PAN: macro-averaged precision and recall, granularity, and plagdet."""

    precision: float
    recall: float
    granularity: float
    plagdet: float


def plagdet(cases: Iterable[Reuse], detections: Iterable[Reuse]) -> Plagdet:
    """Text alignment scored as at PAN 2013, after Potthast et al. (COLING 2010).

    A detection detects a case where they overlap in the suspicious *and* in the source
    document. The recall of a case is the share of its characters, those of both documents
    together, that lie in detections which detect it; the precision of a detection is the
    share of its characters that lie in cases which it detects. Characters covered twice count
    once. Recall and precision are **macro-averaged**: each case and each detection weighs the
    same, however long. Granularity is the mean number of detections per detected case, and
    ``plagdet = F1 / log2(1 + granularity)``.

    These are the semantics of the organisers' script (``pan09-plagiarism-detection-
    performance-measures.py``, version 1.3) at its default, macro-averaging, for external
    detections; as there, repeated cases and detections count once, granularity is 1 where
    nothing is detected, and nothing expected and nothing found is perfect.

    Examples
    --------
    >>> case = Reuse("s", "o", Span(0, 100), Span(0, 100))
    >>> halves = [Reuse("s", "o", half, half) for half in (Span(0, 50), Span(50, 100))]
    >>> plagdet([case], halves)  # all found, but in two pieces: 1 / log2(3)
    Plagdet(precision=1.0, recall=1.0, granularity=2.0, plagdet=0.6309297535714575)
    """
    cases, detections = set(cases), set(detections)
    if not cases and not detections:
        return Plagdet(1.0, 1.0, 1.0, 1.0)
    cases_at, detections_at = _by_documents(cases), _by_documents(detections)
    recalls = [_covered(case, detections_at[case.suspicious, case.source]) for case in cases]
    precisions = [
        _covered(detection, cases_at[detection.suspicious, detection.source])
        for detection in detections
    ]
    counts = [
        sum(_overlap(case, other) for other in detections_at[case.suspicious, case.source])
        for case in cases
    ]
    detected = sum(count > 0 for count in counts)
    granularity = sum(counts) / detected if detected else 1.0
    scores = Scores.combine(_mean(precisions), _mean(recalls))
    score = scores.f1 / math.log2(1 + granularity)
    return Plagdet(scores.precision, scores.recall, granularity, score)


def _overlap(one: Reuse, other: Reuse) -> bool:
    """Whether two stretches of the same two documents overlap in both."""
    return (
        one.suspicious_span.start < other.suspicious_span.end
        and other.suspicious_span.start < one.suspicious_span.end
        and one.source_span.start < other.source_span.end
        and other.source_span.start < one.source_span.end
    )


def _covered(one: Reuse, others: Sequence[Reuse]) -> float:
    """Share of `one`'s characters, both sides together, inside the others that overlap it."""
    touching = [other for other in others if _overlap(one, other)]
    suspicious = _length_under(one.suspicious_span, [other.suspicious_span for other in touching])
    source = _length_under(one.source_span, [other.source_span for other in touching])
    return (suspicious + source) / (len(one.suspicious_span) + len(one.source_span))


def _length_under(span: Span, others: list[Span]) -> int:
    """How many characters of a span lie in the union of others."""
    covered, reached = 0, span.start
    for other in sorted(others):
        begin, end = max(other.start, reached), min(other.end, span.end)
        if end > begin:
            covered += end - begin
            reached = end
    return covered


def _mean(shares: list[float]) -> float:
    """The mean, and 0 of nothing."""
    return math.fsum(shares) / len(shares) if shares else 0.0


def _by_documents(stretches: Iterable[Reuse]) -> defaultdict[tuple[str, str], list[Reuse]]:
    index: defaultdict[tuple[str, str], list[Reuse]] = defaultdict(list)
    for stretch in stretches:
        index[stretch.suspicious, stretch.source].append(stretch)
    return index


def _pair_set(pairs: Iterable[Collection[str]]) -> set[frozenset[str]]:
    result = set()
    for pair in pairs:
        members = frozenset(pair)
        if len(pair) != 2 or len(members) != 2:
            raise ValueError(f"pair {pair!r} is not valid: give two different ids")
        result.add(members)
    return result


def _as_groups(groups: Grouping) -> list[frozenset[str]]:
    if isinstance(groups, Mapping):
        by_label: defaultdict[Hashable, set[str]] = defaultdict(set)
        for item, label in groups.items():
            by_label[label].add(item)
        return [frozenset(members) for members in by_label.values()]
    return [frozenset(members) for members in groups]


def _group_of(groups: Grouping) -> dict[str, frozenset[str]]:
    """The group of each id; an id in two groups has none, so that is refused."""
    result: dict[str, frozenset[str]] = {}
    for members in _as_groups(groups):
        for item in members:
            if item in result:
                raise ValueError(f"id {item!r} is in two groups; give groups that do not overlap")
            result[item] = members
    return result


def _score_array(scores: Iterable[float], name: str) -> npt.NDArray[np.float64]:
    values = np.asarray(list(scores), dtype=np.float64)
    if values.size == 0:
        raise ValueError(f"`{name}` is empty; give at least one score")
    if np.isnan(values).any():
        raise ValueError(f"`{name}` holds NaN; leave out what has no score")
    return values
