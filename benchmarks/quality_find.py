"""Finding: the seeds in the haystack, and rewrites told from reports of the same event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from quality_data import Article, Corpus
from quality_report import cost, table

import dedup
from dedup.evaluation import Scores, adjusted_rand, b_cubed

__all__ = ["FindRun", "Tally", "measure_rewrites", "measure_seeds", "run_find", "tally"]


@dataclass(frozen=True, slots=True)
class FindRun:
    """One run of `dedup.find` with its defaults over everything, and what it cost."""

    result: dedup.Result
    cost: dict[str, float]
    documents: int
    pairs: Tally


def run_find(corpus: Corpus) -> FindRun:
    """Run `dedup.find` over all documents; every setting is left at its default."""
    documents = [article.document for article in corpus.articles.values()]
    with cost() as figures:
        result = dedup.find(documents, progress=True)
    pairs = tally(corpus, ((match.a, match.b, match.relation) for match in result.pairs))
    return FindRun(result, figures, len(documents), pairs)


@dataclass(slots=True)
class Tally:
    """Predicted pairs sorted by what the labels say of them, each counted by relation.

    `true`: in one group of rewrites. `seeds`: two seeds. `copies`: same-event reports that are
    known to share wording, neither true nor false. `unlabelled`: two background articles.
    `false`: all others, by what the two are to each other.
    """

    true: Counter[str] = field(default_factory=Counter)
    seeds: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)
    unlabelled: Counter[str] = field(default_factory=Counter)
    false: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    true_kinds: Counter[str] = field(default_factory=Counter)

    def scores(self, corpus: Corpus) -> Scores:
        """Precision over pairs that touch a labelled document, recall over the rewrites."""
        hits, misses = self.true.total(), sum(kind.total() for kind in self.false.values())
        return Scores.of(hits, hits + misses, sum(expected_pairs(corpus).values()))

    def strict_precision(self) -> float:
        """The precision if every background pair called a rewrite were false."""
        hits, misses = self.true.total(), sum(kind.total() for kind in self.false.values())
        return Scores.of(hits, hits + misses + self.unlabelled["rewrite"], hits).precision

    def flagged(self, label: str) -> int:
        """How many pairs of reports of one event were called copies, known copies left out."""
        return self.false[f"same event, {label}"].total()


def tally(corpus: Corpus, pairs: Iterable[tuple[str, str, str]]) -> Tally:
    """Sort predicted pairs ``(a, b, relation)``; each pair is to be given once."""
    result = Tally()
    for a, b, relation in pairs:
        first, second = corpus.articles[a], corpus.articles[b]
        kinds = {first.kind, second.kind}
        same_group = len(kinds) == 1 and first.group == second.group
        if kinds == {"background"}:
            result.unlabelled[relation] += 1
        elif kinds == {"seed"}:
            result.seeds[relation] += 1
        elif same_group and kinds == {"rewrite"}:
            result.true[relation] += 1
            result.true_kinds[pair_kind(first, second)] += 1
        elif frozenset((a, b)) in corpus.copies:
            result.copies[relation] += 1
        else:
            result.false[_false_kind(first, second, same_group=same_group)][relation] += 1
    return result


def _false_kind(first: Article, second: Article, *, same_group: bool) -> str:
    if same_group:
        return f"same event, {first.label}"
    if first.kind == second.kind:
        return {"rewrite": "two groups of rewrites"}.get(first.kind, "two events")
    return " and ".join(sorted((first.kind, second.kind)))


def pair_kind(first: Article, second: Article) -> str:
    """What two members of one group of rewrites are to each other."""
    originals = (first.label == "original") + (second.label == "original")
    return ("sibling", "original-rewrite", "original-original")[originals]


def expected_pairs(corpus: Corpus) -> Counter[str]:
    """All true pairs of rewrites, counted by kind."""
    return Counter(pair_kind(a, b) for a, b in corpus.pairs("rewrite"))


def measure_seeds(corpus: Corpus, run: FindRun) -> dict[str, Any]:
    """Whether the seeds make one group of their own, and how many of their pairs were found."""
    seeds = {article.document.id for article in corpus.of("seed")}
    groups = [group.members for group in run.result.groups if seeds & set(group.members)]
    total = len(list(combinations(seeds, 2)))
    figures = {
        "seeds": len(seeds),
        "one_group_of_exactly_these": [set(members) for members in groups] == [seeds],
        "groups_with_seeds": [
            {"seeds": len(seeds & set(members)), "others": len(set(members) - seeds)}
            for members in groups
        ],
        "pairs_found": run.pairs.seeds.total(),
        "pairs": total,
        "relations": dict(run.pairs.seeds),
        "matches": [
            {"a": match.a, "b": match.b, "relation": match.relation, "score": match.score}
            for match in run.result.pairs
            if {match.a, match.b} <= seeds
        ],
    }
    table(
        f"The seeds among {run.documents:,} documents",
        ["", "found", "of"],
        [
            ["one group of exactly the seeds", figures["one_group_of_exactly_these"], None],
            ["pairs of seeds", figures["pairs_found"], total],
        ],
    )
    table(
        "dedup.find with its defaults",
        ["wall s", "CPU s", "peak RSS MB", "before"],
        [
            [
                f"{run.cost['wall_seconds']:.1f}",
                run.cost["cpu_seconds"],
                run.cost.get("peak_rss_mb"),
                run.cost.get("peak_rss_mb_before"),
            ]
        ],
    )
    return figures


def measure_rewrites(corpus: Corpus, run: FindRun) -> dict[str, Any]:
    """Pairs and groups of rewrites, and same-event reports flagged as copies."""
    pairs, expected = run.pairs, expected_pairs(corpus)
    scores = pairs.scores(corpus)
    candidates = run.result.stats.get("candidates")
    same_event = Counter(a.label for a, _ in corpus.pairs("same-event"))
    flagged = {
        label: {
            "flagged": pairs.flagged(label),
            "pairs": total,
            "share": pairs.flagged(label) / total,
        }
        for label, total in sorted(same_event.items())
    }
    grouped = [
        [member for member in group.members if corpus.articles[member].kind != "background"]
        for group in run.result.groups
    ]
    truth = labelled_groups(corpus)
    figures: dict[str, Any] = {
        "pairs": asdict(scores),
        "strict_precision": pairs.strict_precision(),
        "recall_by_kind": {
            kind: {"found": pairs.true_kinds[kind], "pairs": total}
            for kind, total in sorted(expected.items())
        },
        "recall_by_version": recall_by_version(corpus, run),
        "found_by_relation": dict(pairs.true),
        "false_by_kind_and_relation": {
            kind: dict(counts) for kind, counts in sorted(pairs.false.items())
        },
        "background_pairs_by_relation": dict(pairs.unlabelled),
        "known_copies_found": {"found": pairs.copies.total(), "pairs": len(corpus.copies)},
        "same_event_flagged": flagged,
        "groups_b_cubed": asdict(b_cubed([group.members for group in run.result.groups], truth)),
        "groups_adjusted_rand": adjusted_rand(grouped, truth),
        "candidates_per_document": None if candidates is None else candidates / run.documents,
    }
    b3 = figures["groups_b_cubed"]
    table(
        "Rewrites found among same-event reports and background",
        ["", "precision", "recall", "F1"],
        [
            ["pairs", scores.precision, scores.recall, scores.f1],
            ["pairs, background rewrites false", pairs.strict_precision(), scores.recall, None],
            ["groups, B-cubed", b3["precision"], b3["recall"], b3["f1"]],
        ],
    )
    table(
        "True pairs by kind, and reports of one event flagged",
        ["", "found", "of", "share"],
        [
            [kind, pairs.true_kinds[kind], total, pairs.true_kinds[kind] / total]
            for kind, total in sorted(expected.items())
        ]
        + [
            [f"same event, {label}", row["flagged"], row["pairs"], row["share"]]
            for label, row in flagged.items()
        ],
    )
    relations = sorted(
        {relation for counts in pairs.false.values() for relation in counts}
        | set(pairs.unlabelled)
        | set(pairs.true)
    )
    table(
        "Pairs reported, by what they are and the relation given",
        ["", *relations],
        [
            [name, *(counts[relation] for relation in relations)]
            for name, counts in [
                ("true", pairs.true),
                *((f"false: {kind}", counts) for kind, counts in sorted(pairs.false.items())),
                ("known copies of one event", pairs.copies),
                ("background, unlabelled", pairs.unlabelled),
            ]
        ],
    )
    per_document = figures["candidates_per_document"]
    print(f"  candidates a document: {'-' if per_document is None else f'{per_document:.2f}'}")
    return figures


def labelled_groups(corpus: Corpus) -> list[list[str]]:
    """The true groups of all labelled documents.

    Groups of rewrites and the seeds as they are; reports of one event alone, unless known
    copies join them.
    """
    groups = [
        [article.document.id for article in members]
        for kind in ("seed", "rewrite")
        for members in corpus.groups(kind).values()
    ]
    reports = {article.document.id: {article.document.id} for article in corpus.of("same-event")}
    for pair in corpus.copies:
        a, b = pair
        if a in reports and b in reports and reports[a] is not reports[b]:
            reports[a] |= reports[b]
            for member in reports[b]:
                reports[member] = reports[a]
    return groups + [sorted(group) for group in {id(one): one for one in reports.values()}.values()]


def recall_by_version(corpus: Corpus, run: FindRun) -> dict[str, dict[str, int]]:
    """Original-rewrite pairs found, by who rewrote or in which style."""
    found = {frozenset((match.a, match.b)) for match in run.result.pairs}
    counts: defaultdict[str, dict[str, int]] = defaultdict(lambda: {"found": 0, "pairs": 0})
    for a, b in corpus.pairs("rewrite"):
        if pair_kind(a, b) == "original-rewrite":
            row = counts[b.label if a.label == "original" else a.label]
            row["pairs"] += 1
            row["found"] += frozenset((a.document.id, b.document.id)) in found
    return dict(sorted(counts.items()))
