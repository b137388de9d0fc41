"""The labelled data of the quality benchmark, read into plain values.

What is in the folder, and what each file is good for, is told in its own README. Any folder
with the same file names will do: seeds, groups, events and categories are taken as they come.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

from dedup import Document, Span
from dedup.evaluation import Reuse

__all__ = [
    "Article",
    "Corpus",
    "Gold",
    "Kind",
    "PanPair",
    "Unit",
    "fitting_arguments",
    "load_corpus",
    "load_gold",
    "load_pan",
    "load_rows",
    "load_seeds",
    "unit_of",
]

Kind = Literal["seed", "rewrite", "same-event", "background"]
QUICK_GROUPS = 120
QUICK_BACKGROUND = 2000


@dataclass(frozen=True, slots=True)
class Article:
    """A document and its label.

    `group` is the group of rewrites or the event; `label` the version (``original`` or who
    rewrote it) or the collection that a same-event report is from (``basil``, ``ecb``).
    """

    document: Document
    kind: Kind
    group: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All articles by id, and the pairs of same-event reports that do share their wording."""

    articles: dict[str, Article]
    copies: frozenset[frozenset[str]]

    def of(self, kind: Kind) -> list[Article]:
        """The articles of one kind, in file order."""
        return [article for article in self.articles.values() if article.kind == kind]

    def groups(self, kind: Kind) -> dict[str, list[Article]]:
        """The articles of one kind by group or event."""
        result: defaultdict[str, list[Article]] = defaultdict(list)
        for article in self.of(kind):
            result[article.group].append(article)
        return dict(result)

    def pairs(self, kind: Kind) -> Iterator[tuple[Article, Article]]:
        """Pairs within a group or event, in file order, known copies of an event left out."""
        for members in self.groups(kind).values():
            for a, b in combinations(members, 2):
                if frozenset((a.document.id, b.document.id)) not in self.copies:
                    yield a, b


def fitting_arguments(about: str | None, result: str) -> argparse.Namespace:
    """What a script that fits constants is told: ``data``, ``seed``, and ``out``, its result.

    Ends the script if the folder has no evaluation data.
    """
    parser = argparse.ArgumentParser(description=(about or "").partition("\n")[0])
    default = os.environ.get("DEDUP_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--seed", type=int, default=0)
    here = Path(__file__).resolve().parent
    parser.add_argument("--out", type=Path, default=here / "results" / result)
    arguments = parser.parse_args()
    if not (arguments.data / "rewrites.jsonl.gz").exists():
        sys.exit(f"no evaluation data in {arguments.data}; give its folder with --data")
    return arguments


def load_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a ``.jsonl.gz`` file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def load_corpus(data: Path, *, quick: bool = False, seed: int = 0) -> Corpus:
    """Seeds, rewrites, same-event reports and background together.

    `quick` keeps a seeded sample of the groups of rewrites and of the background.
    """
    articles = list(load_seeds(data))
    rewrites = [
        Article(Document(row["id"], row["text"]), "rewrite", row["group"], row["version"])
        for row in load_rows(data / "rewrites.jsonl.gz")
    ]
    background = [
        Article(
            Document(
                row["id"], row["text"], row.get("title"), row.get("publisher"), row.get("date")
            ),
            "background",
        )
        for row in load_rows(data / "background.jsonl.gz")
    ]
    if quick:
        draw = random.Random(seed)
        names = sorted({article.group for article in rewrites})
        kept = set(draw.sample(names, min(QUICK_GROUPS, len(names))))
        rewrites = [article for article in rewrites if article.group in kept]
        background = draw.sample(background, min(QUICK_BACKGROUND, len(background)))
    articles += rewrites
    articles += [
        Article(
            Document(row["id"], row["text"]), "same-event", row["event"], row["id"].split("/")[0]
        )
        for row in load_rows(data / "same_event.jsonl.gz")
    ]
    articles += background
    copies = json.loads((data / "same_event_copies.json").read_text(encoding="utf-8"))
    return Corpus(
        {article.document.id: article for article in articles},
        frozenset(frozenset((pair["a"], pair["b"])) for pair in copies),
    )


def load_seeds(data: Path) -> Iterator[Article]:
    """The seeds, with ids such as ``seed/000``: the file names up to the first underscore."""
    for path in sorted((data / "seeds").glob("*.txt")):
        name = path.stem.split("_")[0]
        yield Article(Document(f"seed/{name}", path.read_text(encoding="utf-8")), "seed", "seeds")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of the gold: where it is in its document, and the labels it carries."""

    span: Span
    labels: frozenset[str]

    @property
    def facts(self) -> frozenset[str]:
        """The propositions; without the labels that say what a sentence is instead."""
        return self.labels - {"H", "+", "B", "C", "?"}

    def is_a(self, *labels: str) -> bool:
        """Whether it carries one of these labels."""
        return not self.labels.isdisjoint(labels)


@dataclass(frozen=True, slots=True)
class Gold:
    """Two seeds and the hand-made sentences of each, in order."""

    source: Document
    copy: Document
    source_units: tuple[Unit, ...]
    copy_units: tuple[Unit, ...]

    @property
    def links(self) -> set[tuple[int, int]]:
        """Sentences that share a proposition, by number."""
        return {
            (i, j)
            for i, source in enumerate(self.source_units)
            for j, copy in enumerate(self.copy_units)
            if source.facts & copy.facts and not (source.is_a("?") or copy.is_a("?"))
        }


def load_gold(data: Path) -> Iterator[Gold]:
    """Every ``seeds/gold_A_B.json``, its sentences found again in the texts of seeds A and B."""
    documents = {
        article.document.id.removeprefix("seed/"): article.document for article in load_seeds(data)
    }
    for path in sorted((data / "seeds").glob("gold_*_*.json")):
        source, copy = path.stem.split("_")[1:3]
        rows = json.loads(path.read_text(encoding="utf-8"))
        units = {
            name: _find_units(
                documents[name].text,
                [row for row in rows if row["id"].partition(".")[0] == name],
            )
            for name in (source, copy)
        }
        yield Gold(documents[source], documents[copy], units[source], units[copy])


def _find_units(text: str, rows: list[dict[str, Any]]) -> tuple[Unit, ...]:
    """The gold gives sentences as text; they are found in order, whatever the white space."""
    units = []
    position = 0
    for row in rows:
        pattern = r"\s+".join(re.escape(word) for word in row["text"].split())
        match = re.compile(pattern).search(text, position)
        if match is None:
            raise ValueError(f"gold sentence {row['id']} is not in its document; check the files")
        units.append(Unit(Span(*match.span()), frozenset(row["props"])))
        position = match.end()
    return tuple(units)


def unit_of(span: Span, units: tuple[Span, ...]) -> int | None:
    """The unit that a span overlaps most; the first of equals; None if it overlaps none.

    Examples
    --------
    >>> unit_of(Span(4, 12), (Span(0, 6), Span(6, 20)))
    1
    """
    overlaps = [min(span.end, unit.end) - max(span.start, unit.start) for unit in units]
    best = max(range(len(units)), key=overlaps.__getitem__, default=None)
    return best if best is not None and overlaps[best] > 0 else None


@dataclass(frozen=True, slots=True)
class PanPair:
    """Two documents of the PAN corpus and the cases of reuse between them."""

    category: str
    suspicious: str
    source: str
    cases: tuple[Reuse, ...]


def load_pan(
    data: Path, *, per_category: int | None = None, seed: int = 0
) -> tuple[list[PanPair], dict[str, str]]:
    """The pairs, and the texts of the documents that they name.

    `per_category` keeps a seeded sample of so many pairs of each category.
    """
    by_category: defaultdict[str, list[PanPair]] = defaultdict(list)
    for row in load_rows(data / "pan13_pairs.jsonl.gz"):
        cases = tuple(
            Reuse(
                row["suspicious"],
                row["source"],
                Span(offset, offset + length),
                Span(source_offset, source_offset + source_length),
            )
            for offset, length, source_offset, source_length in row["cases"]
        )
        pair = PanPair(row["category"], row["suspicious"], row["source"], cases)
        by_category[pair.category].append(pair)
    draw = random.Random(seed)
    pairs = [
        pair
        for _, members in sorted(by_category.items())
        for pair in (
            draw.sample(members, min(per_category, len(members))) if per_category else members
        )
    ]
    wanted = {name for pair in pairs for name in (pair.suspicious, pair.source)}
    texts = {
        row["id"]: row["text"]
        for row in load_rows(data / "pan13_documents.jsonl.gz")
        if row["id"] in wanted
    }
    return pairs, texts
