"""Fit the coefficients of `dedup.diff.derivation`, and say how well they do on unseen groups.

Run from the project's folder::

    python benchmarks/fit_derivation.py --data ../shared/data

Positive are pairs of an original and its rewrite and pairs of rewrites; negative are reports
of one event by independent outlets (BASIL), reports of one event of which some come from one
agency (ECB+), and background articles with the one nearest to them in words, where the two
share no wording (unlabelled, nearly all independent). The kinds of a class weigh the same, and
so does every length within a kind, so that the fit cannot learn that the rewrites here are
shorter than the reports. What is printed as cross-validated is fitted on other groups and
events, and the line is drawn on BASIL.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse
from quality_data import Article, Corpus, fitting_arguments, load_corpus, load_seeds
from quality_report import machine, rounded, versions

from dedup.diff.alignment import align
from dedup.diff.derivation import Signals, inputs_of, signals_of
from dedup.diff.profile import Profile, profile_of
from dedup.evaluation import auc
from dedup.text.stems import stem_of
from dedup.text.words import word_list

F64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]
Pair = tuple[Article, Article]

POSITIVE = ("original-rewrite", "sibling")
NEGATIVE = ("basil", "ecb", "background")
MOST = {"original-rewrite": 2000, "sibling": 2000, "ecb": 1200, "background": 800}
LENGTHS = (70, 120, 200, 300, 420, 620)
"""Words of the shorter text; classes of length end here."""
LEAST_IN_CLASS = 15
"""Pairs as which a class of length with fewer counts, so that three pairs are no seventh."""
LONG = 300
PENALTY = 30.0
FOLDS = 8
FLAGGED = 0.05
ALONE = 0.04
"""Share of the independent reports that may score over a half alone. It is less than `FLAGGED`
because a search flags a few more that others of their group carry."""
NEAR, WORDING = 0.2, 0.02
"""Least cosine and highest containment of five-word runs of a background pair."""
BACKGROUND_CHARACTERS = 600


class Sample(NamedTuple):
    """Pairs of one kind as numbers."""

    inputs: F64
    words: F64
    groups: list[str]


def sample_pairs(corpus: Corpus, data: Path, seed: int) -> dict[str, list[Pair]]:
    """Pairs of every kind, drawn with the seed."""
    kinds: defaultdict[str, list[Pair]] = defaultdict(list)
    for a, b in corpus.pairs("rewrite"):
        originals = (a.label == "original") + (b.label == "original")
        if originals < 2:
            kinds[POSITIVE[1 - originals]].append((a, b))
    for a, b in corpus.pairs("same-event"):
        kinds[a.label].append((a, b))
    draw = random.Random(seed)
    kinds["background"] = neighbours(corpus.of("background"), MOST["background"], draw)
    drawn = {
        kind: draw.sample(kinds[kind], min(len(kinds[kind]), MOST.get(kind, len(kinds[kind]))))
        for kind in POSITIVE + NEGATIVE
    }
    drawn["seeds"] = list(combinations(load_seeds(data), 2))
    return drawn


def neighbours(articles: Sequence[Article], count: int, draw: random.Random) -> list[Pair]:
    """Background articles with the one nearest to them that shares no wording with them."""
    articles = [a for a in articles if len(a.document.text) > BACKGROUND_CHARACTERS]
    vectors = tf_idf(article.document.text for article in articles)
    asked = draw.sample(range(len(articles)), min(len(articles), 2 * count))
    cosines = (vectors[asked] @ vectors.T).tocsr()
    pairs = []
    for row, one in enumerate(asked):
        columns = cosines.indices[cosines.indptr[row] : cosines.indptr[row + 1]]
        values = cosines.data[cosines.indptr[row] : cosines.indptr[row + 1]]
        others = columns != one
        if not others.any():
            continue
        place = int(np.argmax(np.where(others, values, -1.0)))
        a, b = articles[one], articles[int(columns[place])]
        if values[place] >= NEAR and containment(a.document.text, b.document.text) < WORDING:
            pairs.append((a, b))
    return pairs


def tf_idf(texts: Iterable[str]) -> Any:
    """Rows of stems weighted by the library's own document frequencies, of length 1."""
    columns: dict[int, int] = {}
    rows, places, values = [], [], []
    for row, text in enumerate(texts):
        for word in word_list(text):
            stem = stem_of(word)
            rows.append(row)
            places.append(columns.setdefault(stem.key, len(columns)))
            values.append(stem.idf)
    # Entries of one place add up: idf times the number of uses.
    table = scipy.sparse.coo_array((np.array(values, dtype=np.float32), (rows, places))).tocsr()
    table.sum_duplicates()
    norms = np.sqrt(table.multiply(table).sum(axis=1))
    return (scipy.sparse.dia_array((1 / norms[None], [0]), shape=(len(norms),) * 2) @ table).tocsr()


def containment(a: str, b: str) -> float:
    """Share of the five-word runs of the text with fewer that the other has."""
    runs = [
        {tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in map(word_list, (a, b))
    ]
    return len(runs[0] & runs[1]) / max(1, min(map(len, runs)))


def measure(pairs: Sequence[Pair], profiles: dict[str, Profile]) -> Sample:
    """The inputs of every pair, the words of its shorter text, and its group."""
    inputs, words = [], []
    for pair in pairs:
        a, b = (profiles[article.document.id] for article in pair)
        inputs.append(inputs_of(signals_of(a, b, align(a, b))))
        words.append(min(a.words, b.words))
    groups = [a.group or a.document.id for a, _ in pairs]
    return Sample(np.array(inputs), np.array(words, dtype=np.float64), groups)


def weights_of(sample: Sample, total: float) -> F64:
    """Weights that sum to `total`, the same sum for every class of length that is well filled."""
    classes = np.digitize(sample.words, LENGTHS)
    sizes = np.bincount(classes, minlength=len(LENGTHS) + 1)
    weights: F64 = 1.0 / np.maximum(sizes, LEAST_IN_CLASS)[classes]
    weights *= total / weights.sum()
    return weights


def fit(inputs: F64, labels: Bool, weights: F64) -> tuple[F64, float]:
    """Coefficients and intercept of a logistic regression with an L2 penalty, by Newton's method.

    The penalty is on the coefficients of standardised inputs; what is returned is for the
    inputs as they are.
    """
    mean, deviation = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    table = np.column_stack([np.ones(len(inputs)), (inputs - mean) / deviation])
    penalty = np.diag([1e-6, *[PENALTY] * inputs.shape[1]])
    beta = np.zeros(table.shape[1])
    for _ in range(30):
        expected = 1.0 / (1.0 + np.exp(-table @ beta))
        curvature = (table * (weights * expected * (1 - expected))[:, None]).T @ table
        step = np.linalg.solve(
            curvature + penalty, table.T @ (weights * (labels - expected)) - penalty @ beta
        )
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    coefficients = beta[1:] / deviation
    return coefficients, float(beta[0] - coefficients @ mean)


def figures_of(scores: dict[str, F64], words: dict[str, F64]) -> dict[str, Any]:
    """What is reported of a set of scores."""
    line = line_of(scores["basil"])
    found: dict[str, Any] = {}
    for kind in POSITIVE:
        long = words[kind] >= LONG
        found[kind] = {
            "auc_basil": auc(scores[kind].tolist(), scores["basil"].tolist()),
            "auc_ecb": auc(scores[kind].tolist(), scores["ecb"].tolist()),
            "found": float((scores[kind] > line).mean()),
            "found_by_length": {
                str(edge): float((scores[kind][words_in] > line).mean())
                for edge, words_in in classes_of(words[kind])
            },
            "long_auc_basil": auc(scores[kind][long].tolist(), scores["basil"].tolist()),
            "long_found": float((scores[kind][long] > line).mean()),
        }
    found["seeds"] = int((scores["seeds"] > line).sum())
    for kind in NEGATIVE:
        found[f"{kind}_flagged"] = float((scores[kind] > line).mean())
    return found


def line_of(scores: F64, flagged: float = FLAGGED) -> float:
    """The score that at most so large a share of these exceed."""
    return float(np.quantile(scores, 1 - flagged, method="higher"))


def classes_of(words: F64) -> list[tuple[int, Bool]]:
    """The classes of length that hold a pair: their upper end (0: none) and who is in them."""
    classes = np.digitize(words, LENGTHS)
    ends = (*LENGTHS, 0)
    return [(ends[k], classes == k) for k in range(len(ends)) if (classes == k).any()]


def main() -> None:
    """Sample, measure, fit, cross-validate, report."""
    arguments = fitting_arguments(__doc__, "fit_derivation.json")
    pairs = sample_pairs(load_corpus(arguments.data), arguments.data, arguments.seed)
    articles = {a.document.id: a for a in chain.from_iterable(chain(*pairs.values()))}
    profiles = {name: profile_of(article.document) for name, article in articles.items()}
    samples = {kind: measure(chosen, profiles) for kind, chosen in pairs.items()}

    kinds = POSITIVE + NEGATIVE
    inputs = np.concatenate([samples[kind].inputs for kind in kinds])
    source = np.repeat(kinds, [len(samples[kind].words) for kind in kinds])
    labels = np.isin(source, POSITIVE)
    share = {kind: 0.5 / len(POSITIVE if kind in POSITIVE else NEGATIVE) for kind in kinds}
    weights = len(labels) * np.concatenate(
        [weights_of(samples[kind], share[kind]) for kind in kinds]
    )
    groups = [group for kind in kinds for group in samples[kind].groups]

    coefficients, offset = fit(inputs, labels, weights)
    fitted = {kind: sample.inputs @ coefficients + offset for kind, sample in samples.items()}
    intercept = offset - line_of(fitted["basil"], ALONE)

    order = sorted(set(groups))
    random.Random(arguments.seed).shuffle(order)
    fold_of = {group: number % FOLDS for number, group in enumerate(order)}
    folds = np.array([fold_of[group] for group in groups])
    unseen = np.zeros(len(inputs))
    for fold in range(FOLDS):
        held = folds == fold
        others, other_offset = fit(inputs[~held], labels[~held], weights[~held])
        unseen[held] = inputs[held] @ others + other_offset
    scores = {kind: unseen[source == kind] for kind in kinds}
    scores["seeds"] = fitted["seeds"]  # no part of the fit
    words = {kind: samples[kind].words for kind in samples}

    result = {
        "coefficients": dict(
            zip(Signals._fields, [round(float(c), 3) for c in coefficients], strict=True)
        ),
        "intercept": round(intercept, 3),
        "pairs": {kind: len(sample.words) for kind, sample in samples.items()},
        "cross_validated": figures_of(scores, words),
        "fitted": figures_of(fitted, words),
    }
    print(json.dumps(rounded(result), indent=2))
    report = {
        "command": "python benchmarks/fit_derivation.py",
        "seed": arguments.seed,
        "machine": machine(),
        "versions": versions(),
        **result,
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(rounded(report), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
