"""How surely one text derives from the other, or both from a third: `Comparison.score`.

Independent reports of one event share names, numbers and quotations, and even their leads say
the same. A rewrite follows its source: it takes up the same words in the same order, goes on
doing so to its end, and brings few facts of its own. Six signals measure that, and a logistic
regression weighs them; ``benchmarks/fit_derivation.py`` fits it on rewrites by language models
against independent reports of the same event, and prints the coefficients that stand here.

None measures length or style: those separate any two collections and fail on the next. Shares
of small numbers are drawn towards the middle by a few imaginary observations, so that a short
text counts as uncertain and not as extreme; and in the fit every length weighs the same.
Shared phrases are no signal either. In the data rewrites by machines avoid them where
independent reports share the stock phrases of their trade, so that a fit would count shared
wording against a copy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.diff import compiled
from dedup.diff.alignment import THRESHOLD, Alignment, plain_align
from dedup.diff.kernels.constants import (
    DISTINCT_PRIOR,
    FACTS_PRIOR,
    LATE_PRIOR,
    NUMBERS_PRIOR,
    ORDER_PRIOR,
    ORDER_WORDS,
)
from dedup.diff.profile import F64, I64, Profile, Terms, coverage

__all__ = [
    "COEFFICIENTS",
    "INTERCEPT",
    "Derived",
    "Signals",
    "derivation_score",
    "derivation_scores",
    "derived",
    "inputs_of",
    "plain_derived",
    "plain_signals",
    "signals_of",
]


class Signals(NamedTuple):
    """What the score is made of; all are symmetric in the two texts.

    Attributes
    ----------
    word_order : float
        Whether the words that each text uses once or twice come in the same order in both:
        Kendall's tau of their first places, in [-1, 1], weighted by rarity and drawn towards
        0 where such words are few. Independent reports order the same facts each in its way.
    own_facts_min, own_facts_max : float
        Share of a text's names and numbers, by rarity and each counted once a sentence, that
        stand nowhere in the other text: of the text where that is less, and of the other.
        What an independent report would have added; low for a rewrite, and the first also
        where one text is much shorter.
    distinctness : float
        How far the best match of a sentence stands out from its second best, as a share of
        the best; mean over the words of the text where that is more. In a rewrite a sentence
        comes from one place, in a report of the same event it resembles several.
    late_coverage : float
        Share of the words in the second half of a text that stand in linked sentences; of
        the text where that is more. Independent reports agree on the lead, less on the rest.
    numbers_kept : float
        Share of the numbers of the text with fewer that the other has.
    """

    word_order: float
    own_facts_min: float
    own_facts_max: float
    distinctness: float
    late_coverage: float
    numbers_kept: float


# Fitted by benchmarks/fit_derivation.py: one coefficient an input, in the order of `Signals`.
# The intercept is set so that 0.5 is exceeded by 4 % of the independent reports: a search flags
# a few more that others of their group carry.
COEFFICIENTS = (4.569, -1.214, -0.357, 1.266, 2.643, 3.736)
INTERCEPT = -7.335


def _found(wanted: I64, among: I64) -> tuple[I64, npt.NDArray[np.bool_]]:
    """Where each of some sorted distinct numbers is among others, and whether it is."""
    places = among.searchsorted(wanted)
    if not len(among):
        return places, np.zeros(len(wanted), dtype=bool)
    np.minimum(places, len(among) - 1, out=places)
    return places, among[places] == wanted


def _added(values: F64) -> float:
    """The sum of some values, added up one after the other, as compiled code does it.

    ``sum`` and a product of arrays leave it to numpy and to the processor in which order.
    """
    return float(values.cumsum()[-1]) if len(values) else 0.0


@lru_cache(maxsize=1)
def _upper() -> F64:
    """Ones above the diagonal, for as many words as are ever ordered."""
    upper = np.triu(np.ones((ORDER_WORDS, ORDER_WORDS)), 1)
    upper.setflags(write=False)
    return upper


def _word_order(a: Terms, b: Terms) -> float:
    """Weighted Kendall's tau ``sum w_i w_j s_ij / sum w_i w_j``, times ``n / (n + prior)``."""
    places, is_shared = _found(a.seldom, b.seldom)
    in_a, in_b = is_shared.nonzero()[0], places[is_shared]
    count = len(in_a)
    if count < 2:
        return 0.0
    # The rarities are the same on both sides, whichever is asked.
    first_a, first_b, weight = a.first[in_a], b.first[in_b], a.weight[in_a]
    order = np.argsort(first_a)
    if count > ORDER_WORDS:
        order = order[np.linspace(0, count - 1, ORDER_WORDS).astype(np.int64)]
    place, weight = first_b[order].astype(np.float64), weight[order]
    later = np.sign(place - place[:, None])
    later *= _upper()[: len(place), : len(place)]
    later *= weight[:, None]
    mass = _added(weight)
    total = (mass * mass - _added(weight * weight)) / 2
    agree = _added(later.cumsum(axis=0)[-1] * weight)
    return agree / total * count / (count + ORDER_PRIOR)


def _own_facts(terms: Terms, other: Terms) -> float:
    own = ~_found(terms.fact, other.every)[1]
    total = _added(terms.fact_mass)
    return (_added(terms.fact_mass[own]) + 0.2 * FACTS_PRIOR) / (total + FACTS_PRIOR)


def _second_best(rows: I64, plain: F64, best: F64) -> F64:
    """The second highest similarity of each row; the highest where two share it."""
    second = np.zeros(len(best))
    top = plain >= best[rows]
    np.maximum.at(second, rows[~top], plain[~top])
    tied = np.bincount(rows[top], minlength=len(best)) > 1
    second[tied] = best[tied]
    return second


def _distinctness(a: Profile, b: Profile, alignment: Alignment) -> float:
    table = alignment.table
    best_a, best_b = table.best_source, table.best_copy
    # Sentences that are the same word for word have each other and compete for no other.
    free = table.plain < 1.0
    rows, columns, plain = table.rows[free], table.columns[free], table.plain[free]
    return max(
        _added((best - _second_best(places, plain, best)) / (best + DISTINCT_PRIOR) * lengths)
        / float(lengths.sum())
        for places, best, lengths in ((rows, best_a, a.lengths), (columns, best_b, b.lengths))
    )


def _late_coverage(linked: npt.NDArray[np.bool_], lengths: I64) -> float:
    half = len(lengths) // 2
    covered = float(lengths[half:] @ linked[half:])
    return (covered + 0.3 * LATE_PRIOR) / (float(lengths[half:].sum()) + LATE_PRIOR)


def signals_of(a: Profile, b: Profile, alignment: Alignment) -> Signals:
    """The signals of one pair, from its profiles and their alignment."""
    if alignment.measures is not None:
        return Signals(*alignment.measures[:6])
    return plain_signals(a, b, alignment)


def plain_signals(a: Profile, b: Profile, alignment: Alignment) -> Signals:
    """`signals_of` without compiled code."""
    if not len(a.content) or not len(b.content):
        return Signals(0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    terms_a, terms_b = a.terms, b.terms
    linked_a, linked_b = np.zeros(len(a.content), bool), np.zeros(len(b.content), bool)
    linked_a[alignment.rows] = linked_b[alignment.columns] = True
    own = _own_facts(terms_a, terms_b), _own_facts(terms_b, terms_a)
    numbers_a, numbers_b = a.numbers, b.numbers
    fewer = min(len(numbers_a), len(numbers_b))
    both = int(_found(numbers_a, numbers_b)[1].sum())
    return Signals(
        word_order=_word_order(terms_a, terms_b),
        own_facts_min=min(own),
        own_facts_max=max(own),
        distinctness=_distinctness(a, b, alignment),
        late_coverage=max(_late_coverage(linked_a, a.lengths), _late_coverage(linked_b, b.lengths)),
        numbers_kept=(both + NUMBERS_PRIOR / 2) / (fewer + NUMBERS_PRIOR),
    )


class Derived(NamedTuple):
    """What a search asks of a pair.

    Attributes
    ----------
    signals : Signals
    covered_a, covered_b : float
        Share of either text's words that stand in linked sentences.
    """

    signals: Signals
    covered_a: float
    covered_b: float


def derived(pairs: Sequence[tuple[Profile, Profile]]) -> list[Derived]:
    """`signals_of` and `coverage` of the alignments of many pairs, none of which is kept.

    Where compiled code is there or worth its making it takes many pairs at a time, in all threads.

    Examples
    --------
    >>> from dedup.diff.profile import profile_of
    >>> from dedup.document import Document
    >>> ferry, wheat = (
    ...     profile_of(Document(text, text)) for text in ("The ferry Aldis sank.", "Wheat rose.")
    ... )
    >>> [found.covered_a for found in derived([(ferry, ferry), (ferry, wheat)])]
    [1.0, 0.0]
    """
    fit = [number for number, pair in enumerate(pairs) if compiled.is_fit(*pair)]
    found: dict[int, Derived] = {}
    compiled.prepare(len(fit))
    if fit and compiled.pays(len(fit)):
        measures = compiled.measured([pairs[number] for number in fit], THRESHOLD)
        found = {
            number: Derived(Signals(*measured[:6]), *measured[6:])
            for number, measured in zip(fit, measures, strict=True)
            if measured is not None
        }
    return [found[n] if n in found else plain_derived(*pair) for n, pair in enumerate(pairs)]


def plain_derived(a: Profile, b: Profile) -> Derived:
    """`derived` of one pair without compiled code."""
    alignment = plain_align(a, b)
    return Derived(
        plain_signals(a, b, alignment),
        coverage(alignment.rows, a.lengths),
        coverage(alignment.columns, b.lengths),
    )


_AS_ODDS = slice(1, 4)
"""Which signals are shares."""


def _logit(share: float) -> float:
    return math.log((share + 0.05) / (1.05 - share))


def inputs_of(signals: Signals) -> tuple[float, ...]:
    """The signals as the regression takes them: three shares as log odds, the rest as they are."""
    return (
        signals.word_order,
        _logit(signals.own_facts_min),
        _logit(signals.own_facts_max),
        _logit(signals.distinctness),
        signals.late_coverage,
        signals.numbers_kept,
    )


def derivation_score(signals: Signals) -> float:
    """Probability-like score in [0, 1]: high for a rewrite, low for an independent report.

    Examples
    --------
    >>> rewrite = Signals(0.8, 0.05, 0.2, 0.6, 0.9, 0.9)
    >>> report = Signals(0.2, 0.3, 0.5, 0.3, 0.3, 0.5)
    >>> derivation_score(report) < 0.2 < 0.9 < derivation_score(rewrite)
    True
    """
    # Added up one after the other: what `sum` does with floats depends on the version of Python.
    total = 0.0
    for coefficient, value in zip(COEFFICIENTS, inputs_of(signals), strict=True):
        total += coefficient * value
    return 1.0 / (1.0 + math.exp(-(INTERCEPT + total)))


def derivation_scores(signals: F64) -> F64:
    """`derivation_score` of many signals, which are rows.

    Examples
    --------
    >>> rewrite = Signals(0.8, 0.05, 0.2, 0.6, 0.9, 0.9)
    >>> derivation_scores(np.array([rewrite])).tolist() == [derivation_score(rewrite)]
    True
    """
    inputs = signals.T.copy()
    shares = inputs[_AS_ODDS]
    # Logarithms and powers of numpy may differ in their last bit from those of one number.
    odds = ((shares + 0.05) / (1.05 - shares)).ravel().tolist()
    inputs[_AS_ODDS] = np.array(list(map(math.log, odds))).reshape(shares.shape)
    total = np.zeros(len(signals))
    for coefficient, values in zip(COEFFICIENTS, inputs, strict=True):
        total += coefficient * values
    powers = np.array(list(map(math.exp, (-(INTERCEPT + total)).tolist())))
    return np.asarray(1.0 / (1.0 + powers), dtype=np.float64)
