"""`Comparison.score`: rewrites against reports of the same event, and degrees of rewriting."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from quality_align import PairTask, compare_pair
from quality_data import Article, Corpus, load_rows
from quality_find import pair_kind
from quality_report import map_tasks, table
from scipy.optimize import minimize

from dedup.evaluation import auc, operating_point

__all__ = ["measure_degrees", "measure_score"]

LINE_COLLECTION = "basil"  # its outlets report independently; the 5 % line is drawn here
SAMPLE = 2000
QUICK_SAMPLE = 100
FEATURES = ("source_coverage", "copy_coverage", "score", "kept_share", "kept_in_runs_share")
RUN = 8
"""Words in a row that a copy kept, from which on it is likelier that they were pasted."""
PRIOR_SHARE = 0.1
"""Of the copy's words: half of so many, imagined, are kept, where little came from the source."""
PENALTY = 1.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def score_of(task: PairTask) -> float:
    """`Comparison.score` of two texts."""
    return float(compare_pair(task).score)


def shingle_resemblance(task: PairTask, size: int) -> float:
    """Exact Jaccard index of the sets of word shingles: what MinHash over them estimates."""
    first, second = (word_shingles(text, size) for text in (task[1], task[3]))
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def word_shingles(text: str, size: int) -> set[str]:
    """All runs of `size` lower-case words; the whole text where it is shorter."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


def score_pairs(corpus: Corpus, *, quick: bool, seed: int) -> dict[str, list[PairTask]]:
    """The pairs of each kind that are scored, at most `SAMPLE` of a kind, drawn with the seed."""
    kinds: defaultdict[str, list[PairTask]] = defaultdict(list)
    for a, b in corpus.pairs("rewrite"):
        # The original is the source, whatever the order in the file.
        source, copy = (b, a) if b.label == "original" != a.label else (a, b)
        kinds[pair_kind(a, b)].append(_task(source, copy))
    for a, b in corpus.pairs("same-event"):
        kinds[a.label].append(_task(a, b))
    draw = random.Random(seed)
    limit = QUICK_SAMPLE if quick else SAMPLE
    sample = {
        kind: draw.sample(tasks, min(limit, len(tasks)))
        for kind, tasks in sorted(kinds.items())
        if kind != "original-original"
    }
    sample["seeds"] = [_task(a, b) for a, b in combinations(corpus.of("seed"), 2)]
    return sample


def _task(source: Article, copy: Article) -> PairTask:
    return (source.document.id, source.document.text, copy.document.id, copy.document.text)


def measure_score(corpus: Corpus, *, jobs: int, quick: bool, seed: int) -> dict[str, Any]:
    """How well the score tells rewrites from independent reports, beside shingle resemblance."""
    sample = score_pairs(corpus, quick=quick, seed=seed)
    measures = {
        "dedup score": {
            kind: map_tasks(score_of, tasks, jobs=jobs, label=f"score {kind}")
            for kind, tasks in sample.items()
        }
    }
    for size in (3, 5):
        measures[f"word {size}-shingles"] = {
            kind: [shingle_resemblance(task, size) for task in tasks]
            for kind, tasks in sample.items()
        }
    figures: dict[str, Any] = {"pairs": {kind: len(tasks) for kind, tasks in sample.items()}}
    for name, scores in measures.items():
        figures[name] = separation(scores)
    for positive in ("original-rewrite", "sibling", "seeds"):
        table(
            f"Telling {positive} pairs from same-event reports",
            ["", *(f"AUC {kind}" for kind in _negatives(sample)), "found at 5 % false"],
            [
                [
                    name,
                    *figures[name]["auc"][positive].values(),
                    figures[name]["found_at_5_percent_false"][positive]["share"],
                ]
                for name in measures
            ],
        )
    return figures


def _negatives(kinds: dict[str, Any]) -> list[str]:
    return sorted(set(kinds) - {"original-rewrite", "sibling", "seeds"})


def separation(scores: dict[str, list[float]]) -> dict[str, Any]:
    """AUC of each kind of rewrite against each collection, and what lies over the 5 % line.

    The line is drawn on the collection of independent reports alone (or, in data that lacks
    it, on all same-event pairs), and the other collections' share over it is given.
    """
    negatives = _negatives(scores)
    positives = sorted(set(scores) - set(negatives))
    line_from = [LINE_COLLECTION] if LINE_COLLECTION in negatives else negatives
    drawn_on = [score for kind in line_from for score in scores[kind]]
    point = {kind: operating_point(scores[kind], drawn_on) for kind in scores if scores[kind]}
    return {
        "auc": {
            positive: {
                negative: auc(scores[positive], scores[negative]) if scores[positive] else None
                for negative in negatives
            }
            for positive in positives
        },
        "line_drawn_on": line_from,
        "line": next(iter(point.values())).line,
        "found_at_5_percent_false": {
            positive: {
                "found": round(point[positive].true_positive_rate * len(scores[positive])),
                "pairs": len(scores[positive]),
                "share": point[positive].true_positive_rate,
            }
            for positive in positives
            if positive in point
        },
        "flagged_over_the_line": {
            negative: point[negative].true_positive_rate for negative in negatives
        },
        "median": {kind: float(np.median(scores[kind])) for kind in point},
    }


def features_of(task: PairTask) -> list[float]:
    """What a comparison says of the degree of rewriting, in the order of `FEATURES`.

    The last two are shares of the words of the passages that come from the source: those that
    stand there in the same order, and those that do so in runs of `RUN` words or more.
    """
    comparison = compare_pair(task)
    text = task[3]
    words = carried = kept = in_runs = 0
    for passage in comparison.passages:
        size = sum(count_words(span.of(text)) for span in passage.copy)
        if passage.kind == "furniture":
            continue
        words += size
        if not (passage.source and passage.copy):
            continue
        carried += size
        runs = [count_words(edit.copy.of(text)) for edit in passage.edits if edit.tag == "equal"]
        if passage.kind == "verbatim":
            runs = [size]
        kept += sum(runs)
        in_runs += sum(run for run in runs if run >= RUN)
    prior = PRIOR_SHARE * max(words, 1)
    return [
        comparison.source_coverage,
        comparison.copy_coverage,
        comparison.score,
        (kept + prior / 2) / (carried + prior),
        (in_runs + prior / 2) / (carried + prior),
    ]


def count_words(text: str) -> int:
    """How many words a stretch of text has."""
    return len(re.findall(r"\w+", text))


def measure_degrees(data: Path, *, jobs: int) -> dict[str, Any]:
    """Clough and Stevenson's short answers: four degrees, and copied or not, cross-validated."""
    rows = list(load_rows(data / "clough_stevenson.jsonl.gz"))
    sources = {row["task"]: row for row in rows if row["category"] == "orig"}
    answers = [row for row in rows if row["category"] != "orig"]
    tasks = [
        (sources[row["task"]]["id"], sources[row["task"]]["text"], row["id"], row["text"])
        for row in answers
    ]
    features = np.array(map_tasks(features_of, tasks, jobs=jobs, label="degrees"))
    degrees = [row["category"] for row in answers]
    groups = {
        "leave one out": list(range(len(answers))),
        "leave a task out": [row["task"] for row in answers],
    }
    figures: dict[str, Any] = {"features": list(FEATURES), "penalty": PENALTY}
    for name, folds in groups.items():
        predicted = cross_validated(features, degrees, folds)
        copied = ["non" if degree == "non" else "copied" for degree in degrees]
        binary = cross_validated(features, copied, folds)
        figures[name] = {
            "four_degrees": _agreement(predicted, degrees),
            "copied_or_not": _agreement(binary, copied),
            "confusion": {
                degree: Counter(
                    guess for guess, true in zip(predicted, degrees, strict=True) if true == degree
                )
                for degree in sorted(set(degrees))
            },
        }
    commonest = Counter(degrees).most_common(1)[0][1] / len(degrees)
    figures["answers"], figures["commonest_degree"] = len(answers), commonest
    figures["mean_features"] = {
        degree: dict(
            zip(FEATURES, features[np.array(degrees) == degree].mean(axis=0).tolist(), strict=True)
        )
        for degree in sorted(set(degrees))
    }
    table(
        "Clough and Stevenson: degrees of rewriting told apart (accuracy)",
        ["", "four degrees", "copied or not"],
        [[name, figures[name]["four_degrees"], figures[name]["copied_or_not"]] for name in groups]
        + [["always the commonest", commonest, max(commonest, 1 - commonest)]],
    )
    return figures


def _agreement(predicted: Sequence[str], true: Sequence[str]) -> float:
    return sum(a == b for a, b in zip(predicted, true, strict=True)) / len(true)


def cross_validated(features: Floats, labels: list[str], folds: Sequence[object]) -> list[str]:
    """The label of each row by a model that was fitted without the row's fold.

    Multinomial logistic regression on features scaled to zero mean and unit variance within
    the training rows, with half of `PENALTY` times the squared weights added to the loss. It
    has nothing to choose, so that no setting can be tuned to the answers.
    """
    classes = sorted(set(labels))
    target: Ints = np.array([classes.index(label) for label in labels], dtype=np.int64)
    result = [""] * len(labels)
    for fold in dict.fromkeys(folds):
        held = np.array([other == fold for other in folds])
        mean, spread = features[~held].mean(axis=0), features[~held].std(axis=0)
        scaled = (features - mean) / np.where(spread > 0, spread, 1.0)
        rows = np.hstack([scaled, np.ones((len(scaled), 1))])
        weights = fit(rows[~held], target[~held], len(classes))
        for row in np.flatnonzero(held):
            result[row] = classes[int(np.argmax(rows[row] @ weights))]
    return result


def fit(rows: Floats, target: Ints, classes: int) -> Floats:
    """Weights, features by classes; the last feature is the constant and is not penalised."""
    shape = rows.shape[1], classes
    truth = np.eye(classes)[target]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        logits = rows @ weights
        logits -= logits.max(axis=1, keepdims=True)
        log_shares = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        penalised = weights.copy()
        penalised[-1] = 0.0
        value = -(truth * log_shares).sum() + PENALTY / 2 * (penalised**2).sum()
        gradient = rows.T @ (np.exp(log_shares) - truth) + PENALTY * penalised
        return float(value), gradient.ravel()

    solution = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B")
    weights: Floats = solution.x.reshape(shape)
    return weights
