"""Fit the two constants of `dedup.syndication.support`, and say how well they do on unseen groups.

Run from the project's folder::

    python benchmarks/fit_support.py --data ../shared/data

One search over everything, as ``benchmarks/quality.py`` makes it, keeps what it compared. Fitted
are the labelled pairs inside its components: pairs of one group of rewrites against pairs of
reports of one event, of two groups and of two events. The log odds of the own score stay as they
are; fitted is what the thirds add. What is printed as cross-validated was fitted on other groups
and events.
"""

from __future__ import annotations

import json
import random
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from quality_data import Corpus, fitting_arguments, load_corpus
from quality_report import machine, rounded, versions

import dedup
from dedup.evaluation import Scores
from dedup.syndication.connect import components
from dedup.syndication.join import CARRY_LEAST, FILL_LIMIT
from dedup.syndication.kept import Kept
from dedup.syndication.support import SHRINK, STEP, WORDING
from dedup.syndication.verify import Verdict

F64 = npt.NDArray[np.float64]
THRESHOLD = 0.5
PENALTY = 0.5
FOLDS = 8
EDGE = 1e-6


class Pairs(NamedTuple):
    """Labelled pairs as numbers: what the thirds say, the own log odds, the label, the fold."""

    inputs: F64
    odds: F64
    own: F64
    labels: F64
    by_wording: npt.NDArray[np.bool_]
    folds: npt.NDArray[np.int64]


def label_of(corpus: Corpus, a: str, b: str) -> bool | None:
    """Whether two documents are rewrites of one text; None where nobody knows."""
    first, second = corpus.articles[a], corpus.articles[b]
    kinds = {first.kind, second.kind}
    if "background" in kinds or "seed" in kinds or frozenset((a, b)) in corpus.copies:
        return None
    return kinds == {"rewrite"} and first.group == second.group


def gather(corpus: Corpus, result: dedup.Result, seed: int) -> Pairs:
    """The labelled pairs of every component that a search found."""
    kept = result.kept
    assert isinstance(kept, Kept)
    given = list(result.documents)
    ids = [given[place] for place in kept.order.tolist()]
    said: dict[tuple[int, int], Verdict] = {
        pair: verdict
        for verdicts in (kept.further, kept.candidates)
        for pair, verdict in verdicts
        if verdict is not None
    }
    links = kept.candidates.pairs[kept.candidates.figures[:, 0] >= THRESHOLD]
    rows, groups = [], []
    for members in components(len(given), links):
        if len(members) > FILL_LIMIT:
            continue
        known = {pair: said[pair] for pair in combinations(members, 2) if pair in said}
        for (a, b), (both, others) in sums(members, known).items():
            label = label_of(corpus, ids[a], ids[b])
            if label is None:
                continue
            verdict = known[a, b]
            own = min(max(verdict.own_score, EDGE), 1 - EDGE)
            wording = verdict.relation != "rewrite" or verdict.containment >= WORDING
            rows.append((both, others, own, label, wording))
            groups.append(corpus.articles[ids[a]].group)
    table = np.array(rows, dtype=np.float64)
    order = sorted(set(groups))
    random.Random(seed).shuffle(order)
    fold_of = {group: number % FOLDS for number, group in enumerate(order)}
    both, others, own, labels, by_wording = table.T
    return Pairs(
        np.column_stack([both, -others]) / (others + SHRINK)[:, None],
        np.log(own / (1 - own)),
        own,
        labels,
        by_wording > 0,
        np.array([fold_of[group] for group in groups]),
    )


def sums(
    members: list[int], known: dict[tuple[int, int], Verdict]
) -> dict[tuple[int, int], tuple[float, float]]:
    """For each pair the two sums over thirds that `dedup.syndication.support` makes."""
    place = {row: number for number, row in enumerate(members)}
    scores, has = np.zeros((2, len(members), len(members)))
    for (a, b), verdict in known.items():
        i, j = place[a], place[b]
        scores[i, j] = scores[j, i] = round(verdict.own_score * STEP) / STEP
        has[i, j] = has[j, i] = 1.0
    both = scores @ scores
    others = (scores @ has + has @ scores - both + has @ has) / 2
    return {
        (a, b): (float(both[place[a], place[b]]), float(others[place[a], place[b]]))
        for a, b in known
    }


def fit(inputs: F64, odds: F64, labels: F64) -> F64:
    """Weights of a logistic regression with an offset and no constant, by Newton's method."""
    beta = np.zeros(inputs.shape[1])
    for _ in range(50):
        expected = 1.0 / (1.0 + np.exp(-(odds + inputs @ beta)))
        curvature = (inputs * (expected * (1 - expected))[:, None]).T @ inputs
        step = np.linalg.solve(
            curvature + PENALTY * np.eye(len(beta)),
            inputs.T @ (labels - expected) - PENALTY * beta,
        )
        beta += step
        if np.abs(step).max() < 1e-9:
            break
    return beta


def figures(pairs: Pairs, odds: F64, missed: int) -> dict[str, Any]:
    """Pairs that pass: true, false, and scores with the true pairs outside all components."""
    passed = np.where(pairs.by_wording, pairs.own >= THRESHOLD, odds >= 0)
    passed &= pairs.own >= CARRY_LEAST
    true = int((passed & (pairs.labels > 0)).sum())
    scores = Scores.of(true, int(passed.sum()), int(pairs.labels.sum()) + missed)
    alone = pairs.own >= THRESHOLD
    return {
        "f1": scores.f1,
        "precision": scores.precision,
        "recall": scores.recall,
        "true": true,
        "false": int(passed.sum()) - true,
        "carried": [int((passed & ~alone & (pairs.labels == of)).sum()) for of in (1, 0)],
        "doubted": [int((alone & ~passed & (pairs.labels == of)).sum()) for of in (1, 0)],
    }


def main() -> None:
    """Search, gather, fit, cross-validate, report."""
    arguments = fitting_arguments(__doc__, "fit_support.json")
    corpus = load_corpus(arguments.data)
    result = dedup.find((a.document for a in corpus.articles.values()), progress=True)
    pairs = gather(corpus, result, arguments.seed)
    missed = sum(1 for _ in corpus.pairs("rewrite")) - int(pairs.labels.sum())

    # Where wording decides the thirds have no say, and nothing can be learnt of what they say.
    use = ~pairs.by_wording
    weights = fit(pairs.inputs[use], pairs.odds[use], pairs.labels[use])
    unseen = pairs.odds.copy()
    for fold in range(FOLDS):
        held = pairs.folds == fold
        of_others = use & ~held
        other = fit(pairs.inputs[of_others], pairs.odds[of_others], pairs.labels[of_others])
        unseen[held] += pairs.inputs[held] @ other
    report = {
        "command": "python benchmarks/fit_support.py",
        "seed": arguments.seed,
        "machine": machine(),
        "versions": versions(),
        "both": float(weights[0]),
        "others": float(weights[1]),
        "pairs": {"true": int(pairs.labels.sum()), "false": int((pairs.labels == 0).sum())},
        "true_pairs_in_no_component": missed,
        "alone": figures(pairs, pairs.odds, missed),
        "cross_validated": figures(pairs, unseen, missed),
        "fitted": figures(pairs, pairs.odds + pairs.inputs @ weights, missed),
    }
    print(json.dumps(rounded(report), indent=2))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(rounded(report), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
