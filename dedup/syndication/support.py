"""What the other members of a component say of a pair, beside its own score.

In a family of copies everyone resembles everyone; among reports of one event one pair or
another passes by chance, and its two ends resemble different others. Taking the scores of two
documents with each third one as probabilities, `both` is the expected number of thirds that
belong with both of them, and `others` counts those that belong with one at least and, for half
as much, those that belong with neither::

    both = sum p_ac p_bc      either = sum p_ac + p_bc - p_ac p_bc      others = (either + n) / 2

To the log odds of the pair's own score is added ``(BOTH both - OTHERS others) / (others + 1/2)``,
which is nothing for a pair without a third, and a vote for or against that weighs the more the
more thirds there are. ``benchmarks/fit_support.py`` fits the two constants. Where wording decides
(`Verdict.relation` other than ``rewrite``) no third has a say, and none can speak against a pair
that shares much wording (`WORDING`): of several reports of one event one may copy another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from dedup.syndication.verify import Verdict

__all__ = ["BOTH", "OTHERS", "SUPPORT_LIMIT", "WORDING", "shifts", "supported"]

Pair = tuple[int, int]

BOTH, OTHERS = 14.03, 4.49
SHRINK = 0.5
"""Thirds that say nothing, so that a fraction of one does not count as a whole one."""
WORDING = 0.2
"""Containment from which a pair is not doubted. Independent texts share a few per cent of their
five-word runs."""
SUPPORT_LIMIT = 400
"""Members of a component up to which its pairs support each other; beyond, each stands alone."""
STEP = 1 << 16
"""Scores are taken in steps of 1 / 65536: sums of such numbers are exact, so that the order of
the members cannot count."""
_EDGE = 1e-9


def shifts(rows: Sequence[int], scores: Mapping[Pair, float]) -> dict[Pair, float]:
    """What is added to the log odds of each pair, by the pairs that both have with a third.

    Parameters
    ----------
    rows : sequence of int
        The members.
    scores : mapping of (int, int) to float
        Own scores of pairs ``a < b``. A third counts for a pair only if its pairs with both are
        here.

    Examples
    --------
    >>> scores = {(0, 1): 0.5, (0, 2): 1.0, (1, 2): 1.0}
    >>> {pair: round(shift, 2) for pair, shift in shifts([0, 1, 2], scores).items()}
    {(0, 1): 6.36, (0, 2): 1.68, (1, 2): 1.68}
    """
    if not 3 <= len(rows) <= SUPPORT_LIMIT or len(scores) < 3:
        return dict.fromkeys(scores, 0.0)
    place = {row: number for number, row in enumerate(rows)}
    units, known = np.zeros((2, len(rows), len(rows)))
    for (a, b), score in scores.items():
        i, j = place[a], place[b]
        units[i, j] = units[j, i] = round(score * STEP)
        known[i, j] = known[j, i] = 1.0
    both = units @ units / STEP**2
    either = (units @ known + known @ units) / STEP - both
    others = (either + known @ known) / 2
    shift = (BOTH * both - OTHERS * others) / (others + SHRINK)
    return {(a, b): float(shift[place[a], place[b]]) for a, b in scores}


def supported(rows: Sequence[int], verdicts: Mapping[Pair, Verdict]) -> dict[Pair, float]:
    """The score of each pair in the light of the others: its own, if there is no third.

    Parameters
    ----------
    rows : sequence of int
        The members of a component.
    verdicts : mapping of (int, int) to Verdict
        Pairs ``a < b`` of them.
    """
    own = {pair: verdict.own_score for pair, verdict in verdicts.items()}
    return {pair: _judged(verdicts[pair], shift) for pair, shift in shifts(rows, own).items()}


def _judged(verdict: Verdict, shift: float) -> float:
    if verdict.relation != "rewrite" or (verdict.containment >= WORDING and shift < 0.0):
        return verdict.own_score
    return _shifted(verdict.own_score, shift)


def _shifted(score: float, shift: float) -> float:
    """A probability after its log odds were moved."""
    if shift == 0.0:
        return score
    score = min(max(score, _EDGE), 1.0 - _EDGE)
    return 1.0 / (1.0 + (1.0 - score) / score * math.exp(-shift))
