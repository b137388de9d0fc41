"""The shipped example `examples/newswire`: its gold is well-formed and its texts are as told."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import TypedDict, cast, get_args

import pytest

from dedup.diff.passages import FactKind

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "newswire"
COPIES = (
    "verbatim.txt",
    "light.txt",
    "rewrite-1.txt",
    "rewrite-2.txt",
    "brief.txt",
    "merged.txt",
    "changed-facts.txt",
)
CHANGED = {"rewrite-2.txt": 2, "changed-facts.txt": 8}
STRAIGHT = str.maketrans("“”‘’—", "\"\"''-")


class Furniture(TypedDict):
    """Indices of the site furniture on each side."""

    source: list[int]
    copy: list[int]


class ChangedFact(TypedDict):
    """A fact that both sides of a link state, differently."""

    kind: str
    source: str
    copy: str
    link: list[int]


class Credit(TypedDict):
    """Where a copy names its source."""

    kind: str
    text: str
    sentence: int


class GoldComparison(TypedDict):
    """The source against one copy."""

    source: str
    copy: str
    sentences: list[list[list[int]]]
    links: list[list[int]]
    dropped: list[int]
    added: list[int]
    furniture: Furniture
    changed_facts: list[ChangedFact]
    credits: list[Credit]


class Gold(TypedDict):
    """The whole of gold.json."""

    group: list[str]
    not_in_group: list[str]
    comparisons: list[GoldComparison]
    headlines: dict[str, list[int]]
    furniture: dict[str, list[int]]
    sentences: dict[str, list[str]]


def text_of(name: str) -> str:
    """The text of one file, line ends as they are."""
    return (FOLDER / name).read_bytes().decode("utf-8")


def load() -> Gold:
    """The gold; the tests below hold that it has this shape."""
    return cast("Gold", json.loads(text_of("gold.json")))


GOLD = load()
FILES = [*GOLD["group"], *GOLD["not_in_group"]]
comparisons = pytest.mark.parametrize(
    "comparison", [pytest.param(case, id=case["copy"]) for case in GOLD["comparisons"]]
)
files = pytest.mark.parametrize("name", FILES)


def shingles(text: str, size: int = 5) -> set[tuple[str, ...]]:
    """The set of runs of `size` words, lower case and without punctuation."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[start:] for start in range(size)), strict=False))


def shared(copy: str, source: str) -> float:
    """The share of the copy's five-word shingles that the source has too."""
    of_copy = shingles(text_of(copy))
    return len(of_copy & shingles(text_of(source))) / len(of_copy)


def tied(links: list[list[int]]) -> Iterator[tuple[set[int], set[int]]]:
    """The connected sets of a list of links, by growing each until nothing joins it."""
    left = [tuple(link) for link in links]
    while left:
        sources, copies = {left[0][0]}, {left[0][1]}
        size = 0
        while size < len(sources) + len(copies):
            size = len(sources) + len(copies)
            for i, j in left:
                if i in sources or j in copies:
                    sources.add(i)
                    copies.add(j)
        yield sources, copies
        left = [(i, j) for i, j in left if i not in sources]


def test_every_text_is_labelled_once() -> None:
    """The group and the others are together the folder's texts, each named once."""
    assert sorted(FILES) == sorted(path.name for path in FOLDER.glob("*.txt"))
    assert set(GOLD["group"]) == {"source.txt", *COPIES}


def test_the_unrelated_are_a_dozen() -> None:
    """At least a dozen unrelated stories of 120 to 350 words stand beside the group."""
    unrelated = [name for name in GOLD["not_in_group"] if name.startswith("unrelated-")]
    assert len(unrelated) >= 12
    for name in unrelated:
        assert 120 <= len(text_of(name).split()) <= 350, name


@files
def test_a_text_is_a_clean_file(name: str) -> None:
    """Each text ends with one newline, and has no carriage returns, tabs or trailing spaces."""
    text = text_of(name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[\r\t]| \n", text)


@files
def test_sentences_cover_the_text(name: str) -> None:
    """Sentences are exact substrings in order, on one line each, with white space between."""
    text = text_of(name)
    position = 0
    for sentence in GOLD["sentences"][name]:
        start = text.find(sentence, position)
        assert start >= 0, sentence
        assert not text[position:start].strip(), sentence
        assert sentence == sentence.strip() != ""
        assert "\n" not in sentence
        position = start + len(sentence)
    assert not text[position:].strip()


@files
def test_headlines_and_furniture_are_indices(name: str) -> None:
    """A text has one headline of its own, and furniture is whole lines apart from it."""
    count = len(GOLD["sentences"][name])
    headlines, furniture = GOLD["headlines"][name], GOLD["furniture"][name]
    lines = {line.strip() for line in text_of(name).splitlines()}
    assert len(headlines) == 1
    assert sorted(set(furniture)) == furniture
    assert not set(headlines) & set(furniture)
    for index in (*headlines, *furniture):
        assert 0 <= index < count
        assert GOLD["sentences"][name][index] in lines


def test_the_source_is_compared_with_each_copy() -> None:
    """There is one comparison for each copy, always from the source."""
    assert [case["copy"] for case in GOLD["comparisons"]] == list(COPIES)
    assert {case["source"] for case in GOLD["comparisons"]} == {"source.txt"}


@comparisons
def test_every_sentence_has_one_place(comparison: GoldComparison) -> None:
    """Each sentence of both sides is in exactly one of the sets, dropped, added, furniture."""
    sets, furniture = comparison["sentences"], comparison["furniture"]
    sides = (
        ("source", [*chain(*(pair[0] for pair in sets)), *comparison["dropped"]]),
        ("copy", [*chain(*(pair[1] for pair in sets)), *comparison["added"]]),
    )
    for side, placed in sides:
        name = comparison["source"] if side == "source" else comparison["copy"]
        of_side = furniture["source"] if side == "source" else furniture["copy"]
        expected = Counter(range(len(GOLD["sentences"][name])))
        assert Counter([*placed, *of_side]) == expected
        assert of_side == GOLD["furniture"][name]


@comparisons
def test_links_make_the_sets(comparison: GoldComparison) -> None:
    """The sets are exactly what the links tie together, with no link listed twice."""
    links = comparison["links"]
    assert sorted(map(tuple, links)) == sorted({(i, j) for i, j in links})
    sets = sorted((sorted(i), sorted(j)) for i, j in tied(links))
    assert sets == sorted((pair[0], pair[1]) for pair in comparison["sentences"])


@comparisons
def test_headlines_link_with_headlines_only(comparison: GoldComparison) -> None:
    """The two headlines are linked with each other and with nothing else."""
    source = GOLD["headlines"][comparison["source"]]
    copy = GOLD["headlines"][comparison["copy"]]
    touching = [link for link in comparison["links"] if link[0] in source or link[1] in copy]
    assert touching == [[*source, *copy]]


@comparisons
def test_changed_facts_stand_in_linked_sentences(comparison: GoldComparison) -> None:
    """Both wordings of a changed fact differ, and stand in the two sentences of its link."""
    sentences = GOLD["sentences"]
    for fact in comparison["changed_facts"]:
        i, j = fact["link"]
        assert fact["link"] in comparison["links"]
        assert fact["kind"] in get_args(FactKind)
        assert fact["source"] != fact["copy"]
        assert fact["source"] in sentences[comparison["source"]][i]
        assert fact["source"] not in sentences[comparison["copy"]][j]
        assert fact["copy"] in sentences[comparison["copy"]][j]
        assert fact["copy"] not in sentences[comparison["source"]][i]


@comparisons
def test_facts_change_only_where_planted(comparison: GoldComparison) -> None:
    """Only one rewrite and the copy with changed facts change any."""
    assert len(comparison["changed_facts"]) == CHANGED.get(comparison["copy"], 0)


def test_changed_facts_are_of_every_kind() -> None:
    """The copy with changed facts has each kind of fact at least once."""
    kinds = {
        fact["kind"]
        for case in GOLD["comparisons"]
        if case["copy"] == "changed-facts.txt"
        for fact in case["changed_facts"]
    }
    assert kinds == set(get_args(FactKind))


@comparisons
def test_credits_stand_in_their_sentence(comparison: GoldComparison) -> None:
    """A credit's wording is found in the sentence that it names."""
    for credit in comparison["credits"]:
        assert credit["kind"] in {"agency", "address"}
        assert credit["text"] in GOLD["sentences"][comparison["copy"]][credit["sentence"]]


def test_verbatim_is_verbatim() -> None:
    """The verbatim copy has every body sentence of the source, but for quotes and dashes."""
    (case,) = (case for case in GOLD["comparisons"] if case["copy"] == "verbatim.txt")
    sentences = GOLD["sentences"]
    assert case["dropped"] == []
    assert case["added"] == []
    for i, j in case["links"]:
        if [i] != GOLD["headlines"]["source.txt"]:
            same = sentences["verbatim.txt"][j].translate(STRAIGHT)
            assert same == sentences["source.txt"][i].translate(STRAIGHT)


def test_the_brief_is_brief() -> None:
    """The brief has 90 to 130 words."""
    assert 90 <= len(text_of("brief.txt").split()) <= 130


def test_half_of_the_merged_text_is_its_own() -> None:
    """Between 40 and 60 % of the merged text's words are the outlet's own reporting."""
    (case,) = (case for case in GOLD["comparisons"] if case["copy"] == "merged.txt")
    sentences = GOLD["sentences"]["merged.txt"]
    own = sum(len(sentences[j].split()) for j in case["added"])
    linked = {j for _, j in case["links"]}
    derived = sum(len(sentences[j].split()) for j in linked)
    assert 0.4 <= own / (own + derived) <= 0.6


@pytest.mark.parametrize("name", ["rewrite-1.txt", "rewrite-2.txt"])
def test_a_heavy_paraphrase_shares_few_phrases(name: str) -> None:
    """Under 6 % of a heavy paraphrase's five-word shingles are the source's."""
    assert shared(name, "source.txt") < 0.06


def test_the_two_paraphrases_share_few_phrases() -> None:
    """The two heavy paraphrases are as far from each other as from the source."""
    assert shared("rewrite-2.txt", "rewrite-1.txt") < 0.06


@pytest.mark.parametrize("name", ["rewrite-1.txt", "rewrite-2.txt"])
def test_a_heavy_paraphrase_changes_the_order(name: str) -> None:
    """A heavy paraphrase tells part of the story in another order, and joins and splits."""
    (case,) = (case for case in GOLD["comparisons"] if case["copy"] == name)
    firsts = [min(pair[1]) for pair in case["sentences"]]
    assert any(later < earlier for earlier, later in pairwise(firsts))
    assert any(len(pair[0]) > 1 for pair in case["sentences"])
    assert any(len(pair[1]) > 1 for pair in case["sentences"])


@pytest.mark.parametrize("name", GOLD["not_in_group"])
def test_the_others_take_nothing_from_the_source(name: str) -> None:
    """Neither the independent report nor the unrelated stories share phrases with the source."""
    assert shared(name, "source.txt") < 0.02


def test_furniture_ties_unrelated_texts_together() -> None:
    """Some unrelated stories share furniture or a headline with a copy, to tempt a finder."""
    sentences, furniture = GOLD["sentences"], GOLD["furniture"]
    around = {sentences[name][j] for name in COPIES for j in furniture[name]}
    tempting = [
        name for name in GOLD["not_in_group"] if len(around.intersection(sentences[name])) >= 3
    ]
    assert len(tempting) >= 3
