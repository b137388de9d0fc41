"""How surely one text derives from the other, or both from a third: `Comparison.score`.

Independent reports of one event share names, numbers and quotations; a rewrite follows its
source. The signals that tell the two apart are combined by a logistic regression whose
coefficients were fitted by ``benchmarks/fit_derivation.py`` on rewrites by language models
against independent reports of the same event. No signal measures length or style as such:
those separate any two collections and fail on the next.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from dedup.diff.alignment import Alignment
from dedup.diff.profile import F64, I64, Profile

__all__ = ["Signals", "derivation_score", "signals_of"]


class Signals(NamedTuple):
    """What the score is made of; all are symmetric in the two texts.

    Attributes
    ----------
    coverage_max, coverage_min : float
        Share of a text's words that stand in linked sentences: of the text that is covered
        more, and of the other.
    order : float
        Agreement of the links' order on both sides (Kendall's tau weighted by link scores),
        discounted where there are fewer than four links.
    names_shared : float
        Rarity-weighted share of the names of either text that both have.
    names_kept : float
        Rarity-weighted share of the names of the text with fewer that the other has.
    """

    coverage_max: float
    coverage_min: float
    order: float
    names_shared: float
    names_kept: float


# Fitted by benchmarks/fit_derivation.py: one coefficient a signal, on the signal as `_inputs`
# gives it.
COEFFICIENTS = (0.353, 2.106, 0.912, 3.028, 1.039)
INTERCEPT = -3.475
PRIOR_NAMES = 15.0
"""Rarity, in nats, of the imaginary names that temper a share of few names: about three."""


def _coverage(covered: I64, lengths: I64) -> float:
    mask = np.zeros(len(lengths), dtype=bool)
    mask[covered] = True
    return float(lengths[mask].sum() / lengths.sum()) if len(lengths) else 0.0


def _order(alignment: Alignment) -> float:
    """Weighted Kendall's tau of the links, by sorting blocks of links against each other."""
    count = len(alignment.rows)
    if count < 2:
        return 0.0
    weights: F64 = alignment.scores
    if count > 1000:  # the measure is a mean over pairs; a sample of links says the same
        chosen = np.linspace(0, count - 1, 1000).astype(np.int64)
    else:
        chosen = np.arange(count)
    rows, columns, weights = alignment.rows[chosen], alignment.columns[chosen], weights[chosen]
    agree = np.sign(rows[:, None] - rows) * np.sign(columns[:, None] - columns)
    weight = weights[:, None] * weights * np.abs(agree)
    total = float(weight.sum())
    return float((weight * agree).sum()) / total * min(1.0, count / 4) if total else 0.0


def _rarity(profile: Profile) -> dict[int, float]:
    return dict(zip(profile.keys.tolist(), profile.rarity.tolist(), strict=True))


def signals_of(a: Profile, b: Profile, alignment: Alignment) -> Signals:
    """The signals of one pair, from its profiles and their alignment."""
    covered = (_coverage(alignment.rows, a.lengths), _coverage(alignment.columns, b.lengths))
    rarity = _rarity(a) | _rarity(b)
    mass_a = sum(rarity[key] for key in a.names)
    mass_b = sum(rarity[key] for key in b.names)
    shared = sum(rarity[key] for key in a.names & b.names)
    half = PRIOR_NAMES / 2
    return Signals(
        coverage_max=max(covered),
        coverage_min=min(covered),
        order=_order(alignment),
        names_shared=(shared + half) / (mass_a + mass_b - shared + PRIOR_NAMES),
        names_kept=(shared + half) / (min(mass_a, mass_b) + PRIOR_NAMES),
    )


def _logit(share: float) -> float:
    return math.log((share + 0.05) / (1.05 - share))


def _inputs(signals: Signals) -> tuple[float, ...]:
    return (
        _logit(signals.coverage_max),
        signals.coverage_min,
        signals.order,
        signals.names_shared,
        _logit(signals.names_kept),
    )


def derivation_score(signals: Signals) -> float:
    """Probability-like score in [0, 1]: high for a rewrite, low for an independent report.

    Examples
    --------
    >>> rewrite = Signals(0.9, 0.8, 0.9, 0.7, 0.9)
    >>> report = Signals(0.3, 0.2, 0.1, 0.3, 0.5)
    >>> derivation_score(report) < 0.2 < 0.9 < derivation_score(rewrite)
    True
    """
    inputs = _inputs(signals)
    total = INTERCEPT + sum(c * x for c, x in zip(COEFFICIENTS, inputs, strict=True))
    return 1.0 / (1.0 + math.exp(-total))
