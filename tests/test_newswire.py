"""The results on the shipped example, held to its hand-made correspondences.

Numbers are floors: what the example has to give on any day, not what it gave on the best.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

import pytest

from dedup import Collation, Comparison, Document, Fact, Span, collate, compare
from dedup.diff.profile import Profile, profile_of

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "newswire"
LEAST_F1 = {
    "verbatim.txt": 0.99,
    "light.txt": 0.95,
    "changed-facts.txt": 0.95,
    "rewrite-2.txt": 0.85,
    "rewrite-1.txt": 0.80,
    "brief.txt": 0.80,
    "merged.txt": 0.70,
}
LEAST_STATUS = 0.8
REWRITES = ("rewrite-1.txt", "rewrite-2.txt")


class GoldFact(TypedDict):
    """A fact that both sides state, differently."""

    kind: str
    source: str
    copy: str


class GoldCredit(TypedDict):
    """Where a copy names its source."""

    kind: str
    text: str
    sentence: int


class GoldComparison(TypedDict):
    """What is used here of a comparison's gold; sentences are numbered from 0."""

    source: str
    copy: str
    links: list[list[int]]
    dropped: list[int]
    added: list[int]
    changed_facts: list[GoldFact]
    credits: list[GoldCredit]


class Gold(TypedDict):
    """What is used here of gold.json."""

    group: list[str]
    not_in_group: list[str]
    comparisons: list[GoldComparison]
    headlines: dict[str, list[int]]
    furniture: dict[str, list[int]]
    sentences: dict[str, list[str]]


GOLD = cast("Gold", json.loads((FOLDER / "gold.json").read_text(encoding="utf-8")))
FILES = [*GOLD["group"], *GOLD["not_in_group"]]
comparisons = pytest.mark.parametrize(
    "gold", [pytest.param(gold, id=gold["copy"]) for gold in GOLD["comparisons"]]
)


@cache
def document(name: str) -> Document:
    """A text of the example."""
    return Document(name, (FOLDER / name).read_text(encoding="utf-8"))


@cache
def profile(name: str) -> Profile:
    """The profile of a text of the example."""
    return profile_of(document(name))


@cache
def compared(copy: str) -> Comparison:
    """The source against one copy."""
    return compare(document("source.txt"), document(copy))


@cache
def collated() -> Collation:
    """The group's copies against each other."""
    return collate([document(name) for name in GOLD["group"]])


def numbers(name: str) -> dict[Span, int]:
    """The number of each sentence of a text."""
    return {span: number for number, span in enumerate(profile(name).spans)}


def body(name: str) -> list[int]:
    """The sentences of a text that are not furniture."""
    return [n for n in range(len(GOLD["sentences"][name])) if n not in GOLD["furniture"][name]]


def agreement(found: set[int], expected: list[int], of: list[int]) -> float:
    """Share of some sentences on which two sets agree."""
    return sum((number in found) == (number in expected) for number in of) / len(of)


def is_wording_of(found: str, expected: str) -> bool:
    """Whether one wording contains the other, quotation marks and stops at the ends aside."""
    found, expected = (value.strip("\"“”'‘’.,").casefold() for value in (found, expected))
    return found in expected or expected in found


def is_fact(found: Fact, expected: GoldFact) -> bool:
    """Whether a changed fact is one of the gold's."""
    return (
        found.change == "changed"
        and found.kind == expected["kind"]
        and is_wording_of(found.source_text, expected["source"])
        and is_wording_of(found.copy_text, expected["copy"])
    )


@pytest.mark.parametrize("name", FILES)
def test_sentences_are_the_golds(name: str) -> None:
    """Every text is cut into the gold's sentences, so that numbers mean the same."""
    assert [span.of(document(name).text) for span in profile(name).spans] == (
        GOLD["sentences"][name]
    )


@pytest.mark.parametrize("name", GOLD["group"])
def test_furniture_is_the_golds(name: str) -> None:
    """What is set apart as furniture of the group's texts is exactly the gold's."""
    flagged = [number for number, flag in enumerate(profile(name).is_furniture) if flag]
    assert flagged == GOLD["furniture"][name]


@pytest.mark.parametrize("name", GOLD["not_in_group"])
def test_no_story_is_taken_for_furniture(name: str) -> None:
    """In the other texts, too, nothing of a story is set apart as furniture."""
    flagged = {number for number, flag in enumerate(profile(name).is_furniture) if flag}
    assert flagged <= set(GOLD["furniture"][name])


@comparisons
def test_links_reach_their_floor(gold: GoldComparison) -> None:
    """The F1 of sentence links, headlines left out, is at least the copy's floor."""
    of_source, of_copy = numbers(gold["source"]), numbers(gold["copy"])
    headlines = GOLD["headlines"][gold["source"]], GOLD["headlines"][gold["copy"]]

    def without_headlines(links: set[tuple[int, int]]) -> set[tuple[int, int]]:
        return {(i, j) for i, j in links if i not in headlines[0] and j not in headlines[1]}

    found = without_headlines(
        {(of_source[link.source], of_copy[link.copy]) for link in compared(gold["copy"]).links}
    )
    expected = without_headlines({(i, j) for i, j in gold["links"]})
    f1 = 2 * len(found & expected) / (len(found) + len(expected))
    assert f1 >= LEAST_F1[gold["copy"]]


@comparisons
def test_dropped_and_added_agree(gold: GoldComparison) -> None:
    """For at least 85 % of the sentences, dropped or not and added or not is as in the gold."""
    comparison = compared(gold["copy"])
    of_source, of_copy = numbers(gold["source"]), numbers(gold["copy"])
    dropped = {of_source[span] for passage in comparison.dropped for span in passage.source}
    added = {of_copy[span] for passage in comparison.added for span in passage.copy}
    assert agreement(dropped, gold["dropped"], body(gold["source"])) >= LEAST_STATUS
    assert agreement(added, gold["added"], body(gold["copy"])) >= LEAST_STATUS


@comparisons
def test_planted_facts_are_found(gold: GoldComparison) -> None:
    """Every fact that was changed on purpose is found as changed, with its kind."""
    found = compared(gold["copy"]).facts
    missed = [
        expected
        for expected in gold["changed_facts"]
        if not any(is_fact(fact, expected) for fact in found)
    ]
    assert missed == []


@comparisons
def test_no_other_fact_is_changed(gold: GoldComparison) -> None:
    """No fact is told to be changed but those that were changed on purpose."""
    false = [
        str(fact)
        for fact in compared(gold["copy"]).facts
        if fact.change == "changed"
        and not any(is_fact(fact, expected) for expected in gold["changed_facts"])
    ]
    assert false == []


@comparisons
def test_credits_are_found(gold: GoldComparison) -> None:
    """Each credit of the gold is found in the sentence where it stands."""
    spans = profile(gold["copy"]).spans
    for expected in gold["credits"]:
        sentence = spans[expected["sentence"]]
        assert any(
            sentence.start <= credit.span.start < sentence.end
            and is_wording_of(expected["text"], credit.text)
            for credit in compared(gold["copy"]).credits
        ), expected


def test_the_address_of_the_source_is_found() -> None:
    """A rewrite's credit by address is reported with its whole address and the host."""
    (credit,) = [credit for credit in compared("rewrite-1.txt").credits if credit.kind == "address"]
    assert credit.name == "calderwire.example"
    assert credit.text.endswith("torvena-kelmora-iseld-accord")


@comparisons
def test_a_copy_scores_high(gold: GoldComparison) -> None:
    """Every copy seems to derive from the source, and none of the other texts does."""
    others = [compare(document("source.txt"), document(name)) for name in GOLD["not_in_group"]]
    assert compared(gold["copy"]).score > 0.6
    assert max(other.score for other in others) < 0.2


def test_kinds_follow_what_was_done() -> None:
    """The verbatim copy's passages are verbatim, the light edit's kept, the rewrites' told anew."""
    for passage in compared("verbatim.txt").passages:
        if passage.source[:1] != profile("source.txt").spans[:1]:  # outlets write their headlines
            assert passage.kind in {"verbatim", "furniture"}
    light = compared("light.txt")
    assert len(light.kept) >= 20
    assert len(light.paraphrased) <= 4
    for name in REWRITES:
        comparison = compared(name)
        assert comparison.of_kind("verbatim") == ()
        assert len(comparison.of_kind("edited")) <= 2
        assert len(comparison.paraphrased) >= 15


def test_order_is_told() -> None:
    """The rewrites tell some passages out of order, the verbatim copy and the light edit none."""
    for name in REWRITES:
        assert any(passage.moved for passage in compared(name).passages)
    for name in ("verbatim.txt", "light.txt"):
        assert not any(passage.moved for passage in compared(name).passages)


def test_coverage_is_what_each_copy_kept() -> None:
    """Whole copies carry nearly all of the source, the brief a third, the merged text half."""
    for name in ("verbatim.txt", "light.txt", "changed-facts.txt"):
        assert compared(name).source_coverage >= 0.95
        assert compared(name).copy_coverage >= 0.95
    for name in REWRITES:
        assert compared(name).source_coverage >= 0.8
    assert 0.2 < compared("brief.txt").source_coverage < 0.45
    assert compared("brief.txt").copy_coverage > 0.9
    assert 0.35 < compared("merged.txt").copy_coverage < 0.65


def test_every_copy_has_a_region() -> None:
    """Reuse of the source is one region in each copy, or a few in the merged text."""
    for gold in GOLD["comparisons"]:
        limit = 3 if gold["copy"] == "merged.txt" else 1
        assert 1 <= len(compared(gold["copy"]).regions) <= limit


def rows_agree(gold: GoldComparison) -> float:
    """Share of the source's sentences that a copy has or lacks in the rows as in the gold."""
    of_source = numbers("source.txt")
    carried = {
        of_source[span]
        for row in collated().rows
        if gold["copy"] in row.cells
        for span in row.cells.get("source.txt", ())
    }
    dropped = set(body("source.txt")) - carried
    return agreement(dropped, gold["dropped"], body("source.txt"))


def test_rows_tell_what_each_copy_carries() -> None:
    """The rows have or lack the source's sentences as in the gold: 94 % of all, 75 % of a copy."""
    shares = [rows_agree(gold) for gold in GOLD["comparisons"]]
    assert min(shares) >= 0.75
    assert sum(shares) / len(shares) >= 0.94


def test_rows_are_the_sources_sentences() -> None:
    """Every sentence of the source is in a row, and nearly every row has one of the source."""
    collation = collated()
    assert collation.unique("source.txt") == ()
    count = len(body("source.txt"))
    assert 0.9 * count <= len(collation.rows) <= 1.1 * count
    assert sum("source.txt" in row.cells for row in collation.rows) >= len(collation.rows) - 2


def test_paraphrases_are_no_verbatim_rows() -> None:
    """No rewrite has a row in the reference's words, unless its own are the reference."""
    collation = collated()
    for name in REWRITES:
        kinds = [
            collation.kind_of(number, name)
            for number, row in enumerate(collation.rows)
            if row.reference != name
        ]
        assert "verbatim" not in kinds
        assert kinds.count("paraphrased") >= 15


def test_the_brief_lacks_most_rows() -> None:
    """The brief carries a quarter of the rows or so, the verbatim copy all of the source's."""
    collation = collated()
    kinds = [collation.kind_of(number, "brief.txt") for number in range(len(collation.rows))]
    assert kinds.count("dropped") >= 0.65 * len(kinds)
    for row in collation.rows:
        assert ("verbatim.txt" in row.cells) == ("source.txt" in row.cells)


def test_what_the_merged_text_adds_is_its_own() -> None:
    """What only the merged text says is mostly what the gold has as its own reporting."""
    of_copy = numbers("merged.txt")
    (gold,) = (gold for gold in GOLD["comparisons"] if gold["copy"] == "merged.txt")
    unique = {of_copy[span] for span in collated().unique("merged.txt")}
    assert agreement(unique, gold["added"], body("merged.txt")) >= 0.8


def test_witnesses_do_no_harm() -> None:
    """Heard as a group, the two rewrites correspond in at least as many sentences as alone."""
    alone = compare(document("rewrite-1.txt"), document("rewrite-2.txt"))
    together = collated().between("rewrite-1.txt", "rewrite-2.txt")
    gold = {gold["copy"]: gold["links"] for gold in GOLD["comparisons"]}
    expected = {
        (j, k) for i, j in gold["rewrite-1.txt"] for other, k in gold["rewrite-2.txt"] if i == other
    }
    of_first, of_second = numbers("rewrite-1.txt"), numbers("rewrite-2.txt")

    def f1(comparison: Comparison) -> float:
        found = {(of_first[link.source], of_second[link.copy]) for link in comparison.links}
        return 2 * len(found & expected) / (len(found) + len(expected))

    assert f1(together) >= f1(alone)
    assert f1(together) >= 0.7
