"""What a copy did to its source, passage by passage."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import Comparison, Document, Passage, Span, compare
from dedup.diff.alignment import align
from dedup.diff.compare import as_document
from dedup.diff.composing import components, out_of_order
from dedup.diff.passages import KINDS, PassageKind
from dedup.diff.remembered import cached_profiles
from dedup.text.furniture import furniture
from dedup.text.sentences import sentences
from dedup.text.words import word_list

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
TEXTS = sorted(path.name for path in EXAMPLE.glob("*.txt"))
COPIES = ("verbatim", "light", "rewrite-1", "rewrite-2", "brief", "merged", "changed-facts")

POOL = [
    "The ferry Aldis sank off Port Mirren in 2019.",
    "In 2021 the ferry Aldis went down off Port Mirren!",
    "Off Port Mirren, twelve passengers of the Aldis were picked up by a trawler.",
    "A trawler picked up twelve passengers of the Aldis, and Mr. Ito thanked its crew.",
    "“Nobody was hurt,” said the harbour master Sunniva Brask.",
    '"Nobody was hurt," said the harbour master Sunniva Brask.',
    "Nobody was hurt.",
    "Grain prices rose 23 percent by December.",
    "By December the price of grain had risen by 23 %",
    "Two mills closed with the loss of 415 jobs",
    "港は凍った。船は沈んだ。",
    "船は港で沈んだ！",
    "🚢🌊 The quay froze 🚢.",
    "🚢",
    "* * *",
    "Share this story",
    "2 Comments",
    "Post a Comment",
    "Related Sources",
    "By Hanne Quill",
    "e\u0301te\u0301 a\u0300 la plage… déjà-vu?",
    "He said so.",
    "\u00ad\u200b",
]
BETWEEN = st.sampled_from([" ", "  ", "\n", "\n\n", "\r\n", "\n \n\t", "", "\u2028"])
STORIES = st.lists(st.tuples(st.sampled_from(POOL), BETWEEN), max_size=14).map(
    lambda parts: "".join(sentence + between for sentence, between in parts)
)


def text_of(name: str) -> str:
    """A text of the shipped example."""
    return (EXAMPLE / name).read_text(encoding="utf-8")


def kinds(source: str, copy: str) -> list[str]:
    """The kinds of the passages between two texts."""
    return [passage.kind for passage in compare(source, copy).passages]


def words_in(text: str, spans: set[Span]) -> int:
    """How many words some spans of a text hold."""
    return sum(len(word_list(span.of(text))) for span in spans)


def plain_coverage(text: str, sides: list[tuple[Passage, tuple[Span, ...]]]) -> float:
    """The share of a text's words, furniture left out, in passages that have both sides."""
    content = {span for passage, side in sides for span in side if passage.kind != "furniture"}
    covered = {span for passage, side in sides for span in side if passage.source and passage.copy}
    total = words_in(text, content)
    return words_in(text, covered) / total if total else 0.0


def check(comparison: Comparison) -> None:
    """Assert all that holds for any comparison whatever."""
    a, b = comparison.source.text, comparison.copy.text
    of_source = [(passage, passage.source) for passage in comparison.passages]
    of_copy = [(passage, passage.copy) for passage in comparison.passages]
    for text, sides in ((a, of_source), (b, of_copy)):
        expected = sentences(text)
        assert Counter(span for _, side in sides for span in side) == Counter(expected)
        flags = dict(zip(expected, furniture(text, expected), strict=True))
        for passage, side in sides:
            assert list(side) == sorted(side)
            assert all(first.end <= second.start for first, second in pairwise(side))
            for span in side:
                assert (passage.kind == "furniture") == (
                    flags[span] or not word_list(span.of(text))
                )
    assert comparison.source_coverage == pytest.approx(plain_coverage(a, of_source))
    assert comparison.copy_coverage == pytest.approx(plain_coverage(b, of_copy))
    assert 0.0 <= comparison.score <= 1.0
    check_passages(comparison)
    check_links(comparison)
    json.dumps(comparison.to_dict())
    assert str(comparison)


def check_passages(comparison: Comparison) -> None:
    """Assert that each passage has the sides, edits and facts that its kind allows."""
    for passage in comparison.passages:
        sides = bool(passage.source), bool(passage.copy)
        if passage.kind in {"verbatim", "edited", "paraphrased"}:
            assert sides == (True, True)
            assert 0.0 < passage.score <= 1.0
            tags = {edit.tag for edit in passage.edits}
            assert (tags == {"equal"}) == (passage.kind == "verbatim")
        else:
            allowed = {
                "added": [(False, True)],
                "dropped": [(True, False)],
                "furniture": [(True, False), (False, True)],
            }
            assert sides in allowed[passage.kind]
            assert (passage.score, passage.moved, passage.edits) == (0.0, False, ())
        if passage.kind not in {"edited", "paraphrased"}:
            assert passage.facts == ()
        for edit in passage.edits:
            for span, side in ((edit.source, passage.source), (edit.copy, passage.copy)):
                assert side[0].start <= span.start <= span.end <= side[-1].end
    firsts = [passage.source[0] for passage in comparison.passages if passage.source]
    assert firsts == sorted(firsts)


def check_links(comparison: Comparison) -> None:
    """Assert that links and two-sided passages tell of the same sentences."""
    joined = [passage for passage in comparison.passages if passage.source and passage.copy]
    for index in (0, 1):
        linked = {(link.source, link.copy)[index] for link in comparison.links}
        assert linked == {span for p in joined for span in (p.source, p.copy)[index]}
    for link in comparison.links:
        assert any(link.source in p.source and link.copy in p.copy for p in joined)


@given(STORIES, STORIES)
def test_passages_cover_both_texts(source: str, copy: str) -> None:
    """Every sentence stands in exactly one passage, coverage is what a recount gives."""
    check(compare(source, copy))


@given(st.text(max_size=60), st.text(st.characters(), max_size=60))
def test_any_text_can_be_compared(source: str, copy: str) -> None:
    """Any two strings, lone surrogates included, can be compared."""
    check(compare(source, copy))


@given(st.text(st.sampled_from('a b.A\n"”。!\u0301\u200d🚢港 -*1'), max_size=60), STORIES)
def test_marks_in_any_order_can_be_compared(source: str, copy: str) -> None:
    """Stops, quotes, marks and line breaks in any order lose no sentence."""
    check(compare(source, copy))


@pytest.mark.parametrize("source", TEXTS[::4])
@pytest.mark.parametrize("copy", TEXTS[::3])
def test_passages_cover_news(source: str, copy: str) -> None:
    """What holds for any comparison holds for whole articles."""
    check(compare(text_of(source), text_of(copy)))


@pytest.mark.parametrize(
    ("source", "copy"),
    [
        ("The quay froze over.", "The quay froze over."),
        ("The quay froze over.", "THE QUAY FROZE OVER!"),
        ('"The quay froze," he said - twice.', "“The quay froze,” he said — twice."),
        ("The mayor’s plan: 2,400 berths.", "The mayor's plan; 2,400 berths"),
        ("Die STRASSE war nass.", "Die Straße war nass."),
        ("港は凍った。", "港は、凍った。"),
    ],
)
def test_case_and_punctuation_leave_a_passage_verbatim(source: str, copy: str) -> None:
    """A sentence with other capitals, quotation marks, dashes or stops is verbatim."""
    comparison = compare(source, copy)
    assert [passage.kind for passage in comparison.passages] == ["verbatim"]
    assert comparison.source_coverage == comparison.copy_coverage == 1.0


@pytest.mark.parametrize(
    "written", ["\"It’s ice,\" she said, 'at last.'", "«It's ice,» she said, ‘at  last.’"]
)
def test_how_quotation_marks_are_written_changes_no_fact(written: str) -> None:
    """Curly, straight or angular: where all words are the same, so is the passage."""
    (passage,) = compare("“It's ice,” she said, ‘at last.’", written).passages
    assert (passage.kind, passage.facts) == ("verbatim", ())


def test_quotation_marks_put_around_words_are_told() -> None:
    """Marks where there were none say that somebody is quoted."""
    source = "The old quay is a ruin, she said, and it froze over."
    copy = "“The old quay is a ruin,” she said, and it froze over."
    (passage,) = compare(source, copy).passages
    assert [fact.change for fact in passage.facts] == ["added"]


def test_a_few_changed_words_make_a_passage_edited() -> None:
    """A sentence of which most words stay in runs is edited."""
    assert kinds(
        "The accord was signed before dawn in the old customs house of Port Ellery.",
        "The accord was signed at noon in the old customs house of Port Ellery.",
    ) == ["edited"]


def test_other_words_make_a_passage_paraphrased() -> None:
    """A sentence told with few words in runs is paraphrased."""
    comparison = compare(
        "The accord was signed before dawn in the old customs house of Port Ellery by Halvek.",
        "In Port Ellery, Halvek and the others put their names to the accord at a customs office.",
    )
    assert comparison.passages == comparison.paraphrased
    assert len(comparison.passages) == 1


def test_what_one_side_lacks_is_added_or_dropped() -> None:
    """A sentence without a counterpart is dropped on the source's side and added on the copy's."""
    first = "The ferry Aldis sank off Port Mirren."
    comparison = compare(f"{first} Wheat rose sharply.", f"{first} Snow fell in Tarnholm.")
    text = {"added": comparison.copy.text, "dropped": comparison.source.text}
    assert [passage.kind for passage in comparison.passages] == ["verbatim", "added", "dropped"]
    assert [p.copy[0].of(text["added"]) for p in comparison.added] == ["Snow fell in Tarnholm."]
    assert [p.source[0].of(text["dropped"]) for p in comparison.dropped] == ["Wheat rose sharply."]
    assert comparison.source_coverage == 7 / 10
    assert comparison.copy_coverage == 7 / 11


def test_what_changed_places_is_moved() -> None:
    """The lightest set of passages whose removal restores the order is moved."""
    long = "The ferry Aldis sank off Port Mirren on its way to the islands with forty on board."
    short, last = "Nobody was hurt.", "An inquiry will open in Tarnholm after the holidays."
    comparison = compare(f"{short} {long} {last}", f"{long} {short} {last}")
    assert [(p.kind, p.moved) for p in comparison.passages] == [
        ("verbatim", True),
        ("verbatim", False),
        ("verbatim", False),
    ]


def test_a_passage_may_join_sentences() -> None:
    """A sentence that the copy split in two makes one passage with both halves."""
    comparison = compare(
        "Halvek opened the sluices of the Hallow reservoir on Thursday, and in Port Ellery the "
        "bargemen cheered from the customs house. Wheat rose.",
        "Halvek opened the sluices of the Hallow reservoir on Thursday. In Port Ellery the "
        "bargemen cheered from the customs house. Wheat rose.",
    )
    assert [(len(p.source), len(p.copy)) for p in comparison.passages] == [(1, 2), (1, 1)]
    assert len(comparison.links) == 3


def test_furniture_is_told_apart_on_both_sides() -> None:
    """Furniture of either side is a passage of its own, and counts for neither coverage."""
    body = "The pier of Skerry fell into the sea last night, officials of the harbour say."
    comparison = compare(f"{body}\n\n2 Comments", f"Share this story\n\n{body}\n\n* * *")
    assert [(p.kind, bool(p.source)) for p in comparison.passages] == [
        ("furniture", False),
        ("verbatim", True),
        ("furniture", False),
        ("furniture", True),
    ]
    assert comparison.furniture == comparison.of_kind("furniture")
    assert comparison.source_coverage == comparison.copy_coverage == 1.0


def test_the_same_furniture_is_no_reuse() -> None:
    """Two unrelated stories with the same furniture around them have nothing in common."""
    frame = "Share this story\n\n{}\n\n2 Comments\n\nPost a Comment"
    comparison = compare(
        frame.format("The pier of Skerry fell into the sea last night, officials say."),
        frame.format("Wheat rose sharply in Tarnholm as traders feared another dry summer."),
    )
    assert comparison.links == ()
    assert comparison.source_coverage == comparison.copy_coverage == 0.0


@pytest.mark.parametrize("name", ["source.txt", "rewrite-1.txt", "independent.txt"])
def test_identical_texts_are_all_verbatim(name: str) -> None:
    """A text beside itself is verbatim throughout, wholly covered, and surely derived."""
    comparison = compare(text_of(name), text_of(name))
    assert {passage.kind for passage in comparison.passages} == {"verbatim", "furniture"}
    assert not any(passage.moved for passage in comparison.passages)
    assert comparison.source_coverage == comparison.copy_coverage == 1.0
    assert comparison.score >= 0.9
    assert comparison.facts == ()
    assert len(comparison.regions) == 1


def test_unrelated_texts_share_nothing() -> None:
    """Two texts on different things have neither links nor coverage nor regions."""
    comparison = compare(
        "The ferry Aldis sank off Port Mirren. A trawler saved the passengers.",
        "Grain prices rose by December. Two flour mills shut their gates.",
    )
    assert {passage.kind for passage in comparison.passages} == {"added", "dropped"}
    assert comparison.source_coverage == comparison.copy_coverage == 0.0
    assert comparison.score < 0.1
    assert comparison.regions == ()


@pytest.mark.parametrize("number", range(1, 13))
def test_unrelated_stories_score_low(number: int) -> None:
    """None of the shipped unrelated stories seems to derive from the source."""
    comparison = compare(text_of("source.txt"), text_of(f"unrelated-{number:02}.txt"))
    assert comparison.score < 0.05
    assert comparison.copy_coverage < 0.25


def test_a_copy_scores_above_an_independent_report() -> None:
    """Every copy of the source scores higher than the independent report of the same event."""
    independent = compare(text_of("source.txt"), text_of("independent.txt")).score
    for name in COPIES:
        assert compare(text_of("source.txt"), text_of(f"{name}.txt")).score > 0.5 > independent


@pytest.mark.parametrize(("source", "copy"), [("", ""), ("", "The quay froze."), ("\n", "* * *")])
def test_empty_texts_compare(source: str, copy: str) -> None:
    """Texts without words compare with anything, to coverage 0 and a low score."""
    comparison = compare(source, copy)
    assert comparison.source_coverage == comparison.copy_coverage == 0.0
    assert comparison.score < 0.5
    check(comparison)


def test_facts_are_those_of_edited_and_paraphrased_passages() -> None:
    """The facts of a comparison are its passages' in order; verbatim passages have none."""
    comparison = compare(text_of("source.txt"), text_of("changed-facts.txt"))
    assert len(comparison.facts) >= 8
    assert comparison.facts == tuple(f for passage in comparison.passages for f in passage.facts)
    for passage in comparison.passages:
        for fact in passage.facts:
            assert passage.kind in {"edited", "paraphrased"}
            for span, text, side in (
                (fact.source, fact.source_text, comparison.source.text),
                (fact.copy, fact.copy_text, comparison.copy.text),
            ):
                assert span is None or span.of(side) == text


def test_dates_of_publication_explain_relative_dates() -> None:
    """A relative year is no change where the documents' dates show that both are one year."""
    source, copy = "The storm sank 12 boats last year.", "In 2023 the storm sank 12 boats."
    for published, expected in (("2024-05-01", []), ("2023-05-01", ["date: last year -> 2023"])):
        comparison = compare(
            Document("a", source, published=published), Document("b", copy, published=published)
        )
        assert [str(fact) for fact in comparison.facts] == expected


def test_credits_are_those_of_the_copy() -> None:
    """A comparison tells whom the copy credits, not whom the source does."""
    text = "The pier fell last night, officials say.\n\nSource: https://www.skerrypost.example/a1"
    body = "The pier fell last night, officials say."
    assert [credit.name for credit in compare(body, text).credits] == ["skerrypost.example"]
    assert compare(text, body).credits == ()


def test_kept_is_verbatim_and_edited() -> None:
    """The views on the passages are those of their kinds, in order."""
    comparison = compare(text_of("source.txt"), text_of("merged.txt"))
    assert comparison.kept == comparison.of_kind("verbatim", "edited")
    for kind in KINDS:
        expected = tuple(passage for passage in comparison.passages if passage.kind == kind)
        assert comparison.of_kind(kind) == expected
        if kind not in {"verbatim", "edited"}:
            assert getattr(comparison, kind) == expected
    assert comparison.of_kind(*KINDS) == comparison.passages
    assert comparison.of_kind() == ()


def test_an_unknown_kind_is_an_error() -> None:
    """Asking for a kind that does not exist names it and the kinds there are."""
    comparison = compare("The quay froze.", "The quay froze.")
    with pytest.raises(ValueError, match=r"unknown kinds \['verbatm'\].*verbatim, edited"):
        comparison.of_kind(cast("PassageKind", "verbatm"))


@pytest.mark.parametrize("value", [b"The quay froze.", None, 7, ["The quay froze."]])
def test_only_texts_and_documents_compare(value: object) -> None:
    """Bytes, None and the like are a TypeError that says which argument it is."""
    with pytest.raises(TypeError, match=rf"source must be .*{type(value).__name__}"):
        compare(cast("str", value), "The quay froze.")
    with pytest.raises(TypeError, match=rf"copy must be .*{type(value).__name__}"):
        compare("The quay froze.", cast("str", value))


def test_texts_and_documents_compare_alike() -> None:
    """A bare text gets a name for an id, and compares like a document with that text."""
    source, copy = text_of("source.txt"), text_of("brief.txt")
    bare = compare(source, copy)
    assert (bare.source.id, bare.copy.id) == ("source", "copy")
    mixed = compare(source, Document("brief", copy))
    assert (mixed.source.id, mixed.copy.id) == ("source", "brief")
    assert mixed.passages == bare.passages
    assert as_document(mixed.copy, "other") is mixed.copy


def test_a_comparison_prints_its_passages() -> None:
    """The plain text names both documents, each passage's kind, its wording and changed facts."""
    comparison = compare(
        Document("wire", "Share this story\n\nThe ferry Aldis sank in 2019. Nobody was hurt."),
        Document("blog", "Nobody was hurt. The ferry Aldis sank in 2021. Wheat rose sharply."),
    )
    lines = str(comparison).splitlines()
    assert lines[0].startswith("wire -> blog: carries 100 % of the source: ")
    assert "1 passage verbatim, 1 edited, 1 added; 1 fact changed" in lines[0]
    for expected in (
        "[furniture]",
        "  < Share this story",
        "  < The ferry Aldis sank in 2019.",
        "  > The ferry Aldis sank in 2021.",
        "  ! date: 2019 -> 2021",
        "  > Wheat rose sharply.",
    ):
        assert expected in lines
    assert "  > Nobody was hurt." not in lines
    assert sum(line.startswith("[") and "(moved)" in line for line in lines) == 1


def test_a_summary_counts_passages() -> None:
    """A summary counts the passages of each kind, and says so where there is no content."""
    assert compare("", "").summary() == "carries 0 % of the source: no content on either side"
    assert compare("", "The quay froze.").summary() == "carries 0 % of the source: 1 passage added"
    two = "The quay froze over. Wheat rose sharply."
    assert compare(two, two).summary() == "carries 100 % of the source: 2 passages verbatim"


def test_a_comparison_becomes_json() -> None:
    """A comparison's dict survives JSON unchanged, spans being lists."""
    comparison = compare(text_of("source.txt"), text_of("rewrite-1.txt"))
    told = comparison.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["score"] == round(comparison.score, 4)
    assert told["summary"] == comparison.summary()
    assert len(told["links"]) == len(comparison.links)
    for told_passage, passage in zip(told["passages"], comparison.passages, strict=True):
        assert told_passage["kind"] == passage.kind
        assert told_passage["source"] == [[span.start, span.end] for span in passage.source]
        assert told_passage["copy"] == [[span.start, span.end] for span in passage.copy]
    assert told["regions"] == [
        {
            "source": [region.source.start, region.source.end],
            "copy": [region.copy.start, region.copy.end],
        }
        for region in comparison.regions
    ]


def test_links_joined_are_connected_components() -> None:
    """Passages are the connected sets of links, grown one link at a time."""
    a, b = cached_profiles([Document(name, text_of(name)) for name in ("source.txt", "merged.txt")])
    alignment = align(a, b, 0.05)
    links = list(zip(alignment.rows.tolist(), alignment.columns.tolist(), strict=True))
    expected = set()
    for first in links:
        rows, columns, size = {first[0]}, {first[1]}, 0
        while size < len(rows) + len(columns):
            size = len(rows) + len(columns)
            rows |= {row for row, column in links if column in columns}
            columns |= {column for row, column in links if row in rows}
        expected.add((tuple(sorted(rows)), tuple(sorted(columns))))
    found = components(alignment)
    assert any(len(rows) > 1 for rows, _ in expected)
    assert [(tuple(rows), tuple(columns)) for rows, columns, _ in found] == sorted(expected)


@pytest.mark.parametrize("seed", range(60))
def test_the_heaviest_increasing_run_stays(seed: int) -> None:
    """What is not out of order increases, and no increasing choice of places is heavier."""
    rng = random.Random(seed)
    size = rng.randint(0, 9)
    places = [rng.randrange(12) for _ in range(size)] if seed % 2 else rng.sample(range(12), size)
    weights = [float(rng.choice([1, 1, 2, 3, 8])) for _ in range(size)]
    kept = [index for index, moved in enumerate(out_of_order(places, weights)) if not moved]
    assert all(places[i] < places[j] for i, j in pairwise(kept))
    best = max(
        sum(weights[index] for index in chosen)
        for count in range(size + 1)
        for chosen in combinations(range(size), count)
        if all(places[i] < places[j] for i, j in pairwise(chosen))
    )
    assert sum(weights[index] for index in kept) == best


def test_a_long_run_without_a_stop_compares() -> None:
    """A single sentence of 20,000 words compares with its edited version."""
    rng = random.Random(3)
    told = [f"w{rng.randrange(4_000)}" for _ in range(20_000)]
    edited = [*told[:7_000], "Halvek", *told[7_050:15_000], "and", "so", "on", *told[15_000:]]
    comparison = compare(" ".join(told), " ".join(edited))
    assert [passage.kind for passage in comparison.passages] == ["edited"]
    check(comparison)


def test_two_thousand_sentences_compare() -> None:
    """Two texts of 2,000 sentences, the copy with some left out and some moved, compare."""
    rng = random.Random(5)
    vocabulary = [
        "".join(rng.choice(letters) for letters in ("bdfgklmnprst", "aeiou") * 3)
        for _ in range(3_000)
    ]
    told = [" ".join(rng.choices(vocabulary, k=12)).capitalize() + "." for _ in range(2_000)]
    copied = [sentence for number, sentence in enumerate(told) if number % 10]
    copied = copied[900:] + copied[:900]
    comparison = compare("\n\n".join(told), "\n\n".join(copied))
    assert len(comparison.of_kind("verbatim")) == 1_800
    assert sum(passage.moved for passage in comparison.passages) == 900
    assert comparison.copy_coverage == 1.0


def test_a_changed_currency_is_a_changed_fact() -> None:
    """Where only a sign differs, the fact is told and the passage counts as edited."""
    comparison = compare("Kelmora will pay $48.5 million.", "Kelmora will pay €48.5 million.")
    assert [passage.kind for passage in comparison.passages] == ["edited"]
    assert [str(fact) for fact in comparison.facts] == ["money: $48.5 million -> €48.5 million"]


@pytest.mark.parametrize("text", ["Hi.", "https://www.example.org/a", "Share this", "你好。"])
def test_the_same_text_scores_one(text: str) -> None:
    """A text beside itself scores 1, however short and whatever it is made of."""
    assert compare(text, text).score == 1.0


def test_abbreviations_are_strings() -> None:
    """A single str is no collection of abbreviations."""
    with pytest.raises(TypeError, match="abbreviations must be strings in a list"):
        compare("A.", "B.", abbreviations="approx")
