"""N copies of a story against each other."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import combinations, permutations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup import Collation, Document, DuplicateIdError, Row, Span, collate, compare
from dedup.diff.alignment import Table, score_table
from dedup.diff.edits import words_of
from dedup.diff.kernels.constants import DENIAL, VOICE, VOICES
from dedup.diff.profile import profile_of
from dedup.diff.witnesses import WITNESSES, _tables, _voice, tables_of_all
from dedup.text.furniture import furniture
from dedup.text.sentences import sentences
from dedup.text.words import word_list

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
GROUP = (
    "source.txt",
    "verbatim.txt",
    "light.txt",
    "rewrite-1.txt",
    "rewrite-2.txt",
    "brief.txt",
    "merged.txt",
    "changed-facts.txt",
)
POOL = [
    "The ferry Aldis sank off Port Mirren in 2019.",
    "Off Port Mirren the ferry Aldis went down in 2019.",
    "Nobody was hurt.",
    "A trawler picked up the passengers.",
    "The passengers were picked up by a trawler, and nobody was hurt.",
    "Grain prices rose 23 percent by December.",
    "港は凍った。",
    "Share this story\n\n",
    "* * *\n\n",
    "🚢",
]
STORIES = st.lists(
    st.lists(st.sampled_from(POOL), max_size=7).map(" ".join), min_size=1, max_size=4
)
FERRY = [
    Document("wire", "The ferry Aldis sank off Port Mirren. Nobody was hurt. Wheat rose sharply."),
    Document("blog", "Nobody was hurt when it went down. Off Port Mirren the ferry Aldis sank."),
    Document("post", "The ferry Aldis sank off Port Mirren.\n\nSnow fell in Tarnholm."),
    Document("brief", "Share this story\n\nThe ferry Aldis SANK off Port Mirren!"),
]


def documents(names: tuple[str, ...] = GROUP) -> list[Document]:
    """Texts of the shipped example."""
    return [Document(name, (EXAMPLE / name).read_text(encoding="utf-8")) for name in names]


@pytest.fixture(scope="module")
def newswire() -> Collation:
    """The collation of the example's whole group."""
    return collate(documents())


def named(texts: list[str]) -> list[Document]:
    """Documents with short names, empty texts and all."""
    return [Document(f"d{number}", text) for number, text in enumerate(texts)]


def content_of(text: str) -> list[Span]:
    """The sentences that are not furniture and have words."""
    spans = sentences(text)
    flags = furniture(text, spans)
    return [
        span
        for span, flag in zip(spans, flags, strict=True)
        if not flag and word_list(span.of(text))
    ]


def plain_kind(collation: Collation, row: Row, name: str) -> bool:
    """Whether a copy words a row in exactly the words of the reference."""
    texts = {key: collation.documents[key].text for key in (name, row.reference)}
    first, second = (
        [word.folded for word in words_of(texts[key], row.cells[key])]
        for key in (name, row.reference)
    )
    return first == second


def check(collation: Collation) -> None:
    """Assert all that holds for any collation whatever."""
    for name, document in collation.documents.items():
        told = Counter(span for row in collation.rows for span in row.cells.get(name, ()))
        words_for = Counter(
            span for row in collation.rows if row.reference == name for span in row.cells[name]
        )
        assert max(words_for.values(), default=1) == 1
        content = content_of(document.text)
        assert set(told) <= set(content)
        assert list(collation.unique(name)) == [span for span in content if span not in told]
    for number, row in enumerate(collation.rows):
        assert len(row.cells) >= 2
        assert row.reference in row.cells
        assert row.kinds.keys() == row.cells.keys()
        assert row.kinds[row.reference] == "verbatim"
        for name in collation.columns:
            kind = collation.kind_of(number, name)
            assert (kind == "dropped") == (name not in row.cells)
            if name in row.cells:
                assert kind in {"verbatim", "edited", "paraphrased"}
                assert (kind == "verbatim") == plain_kind(collation, row, name)
                assert list(row.cells[name]) == sorted(row.cells[name])
    assert len(collation.shared_text) == len(collation.rows)
    for passage, row in zip(collation.shared_text, collation.rows, strict=True):
        assert passage.reference == row.reference
        assert set(passage.witnesses) == set(row.cells)
        text = collation.documents[row.reference].text
        wording = " ".join(span.of(text) for span in row.cells[row.reference])
        assert passage.text.split() == wording.split()
        assert passage.text == " ".join(passage.text.split())
    told_dict = collation.to_dict()
    assert json.loads(json.dumps(told_dict)) == told_dict
    assert str(collation)


@settings(max_examples=60)
@given(STORIES)
def test_rows_take_each_sentence(texts: list[str]) -> None:
    """Each content sentence is in a row or unique, and words one row of the shared text at most."""
    check(collate(named(texts)))


@settings(max_examples=40)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_texts_can_be_collated(texts: list[str]) -> None:
    """Any strings can be collated."""
    check(collate(named(texts)))


def test_news_is_collated(newswire: Collation) -> None:
    """What holds for any collation holds for whole articles."""
    check(newswire)
    assert newswire.columns == GROUP


def test_a_sentence_that_tells_two_is_in_both_rows() -> None:
    """A copy that makes one sentence of two carries both passages, and neither is its own."""
    texts = {
        "a": "The council voted to close the Wernfold bridge on Monday. "
        "Repairs to its cracked pylons will cost $4.2 million, engineer Oda Brannis said.",
        "b": "The council on Monday voted to close the Wernfold bridge. "
        "Engineer Oda Brannis said repairs to its cracked pylons would cost $4.2 million.",
        "c": "On Monday councillors voted for the Wernfold bridge to close. Repairs to cracked "
        "pylons will cost $4.2 million, according to the engineer, Oda Brannis.",
        "d": "The Wernfold bridge will close, the council voted on Monday, while repairs to "
        "its cracked pylons cost $4.2 million, according to engineer Oda Brannis.",
    }
    collation = collate([Document(name, text) for name, text in texts.items()])
    check(collation)
    assert [set(row.cells) for row in collation.rows] == [{"a", "b", "c", "d"}] * 2
    assert collation.rows[0].cells["d"] == collation.rows[1].cells["d"]
    assert collation.unique("d") == ()


def test_rows_of_a_small_story() -> None:
    """Each passage of a small story is one row, with what each copy made of it."""
    collation = collate(FERRY)
    check(collation)
    told = {
        frozenset(
            (name, span.of(collation.documents[name].text))
            for name, spans in row.cells.items()
            for span in spans
        )
        for row in collation.rows
    }
    sank, hurt = "The ferry Aldis sank off Port Mirren.", "Nobody was hurt."
    assert told == {
        frozenset(
            {
                ("wire", sank),
                ("blog", "Off Port Mirren the ferry Aldis sank."),
                ("post", sank),
                ("brief", "The ferry Aldis SANK off Port Mirren!"),
            }
        ),
        frozenset({("wire", hurt), ("blog", "Nobody was hurt when it went down.")}),
    }
    kinds = {
        passage.witnesses: row.kinds
        for passage, row in zip(collation.shared_text, collation.rows, strict=True)
    }
    assert kinds == {
        ("wire", "blog", "post", "brief"): {
            "wire": "verbatim",
            "blog": "edited",
            "post": "verbatim",
            "brief": "verbatim",
        },
        ("wire", "blog"): {"wire": "verbatim", "blog": "paraphrased"},
    }
    assert [span.of(FERRY[0].text) for span in collation.unique("wire")] == ["Wheat rose sharply."]
    assert [span.of(FERRY[2].text) for span in collation.unique("post")] == [
        "Snow fell in Tarnholm."
    ]
    assert collation.unique("blog") == collation.unique("brief") == ()


def test_an_unknown_copy_or_row_is_an_error() -> None:
    """Asking for a copy or a row that is not there says so."""
    collation = collate(FERRY)
    with pytest.raises(KeyError, match=r"no copy 'nobody'; the copies are wire, blog"):
        collation.kind_of(0, "nobody")
    with pytest.raises(KeyError, match="no copy 'nobody'"):
        collation.unique("nobody")
    with pytest.raises(KeyError, match="no copy 'nobody'"):
        collation.between("wire", "nobody")
    with pytest.raises(IndexError):
        collation.kind_of(len(collation.rows), "wire")
    with pytest.raises(ValueError, match="'wire' cannot be compared with itself"):
        collation.between("wire", "wire")


def test_ids_must_be_unique() -> None:
    """Two copies with one id are an error that names it."""
    with pytest.raises(DuplicateIdError, match="'wire'"):
        collate([*FERRY, Document("wire", "Another text.")])


def test_documents_may_be_of_any_kind() -> None:
    """Bare texts are numbered, dicts and documents keep their ids."""
    text = FERRY[0].text
    collation = collate([text, {"id": "row", "text": text}, Document("doc", text)])
    assert collation.columns == ("0", "row", "doc")
    assert all(len(row.cells) == 3 for row in collation.rows)
    assert len(collation.rows) == 3


def test_one_copy_shares_nothing() -> None:
    """A single copy has no rows, and all that it says is unique."""
    collation = collate(FERRY[:1])
    check(collation)
    assert collation.rows == ()
    assert collation.shared_text == ()
    assert len(collation.unique("wire")) == 3


def test_empty_copies_are_dropped_everywhere() -> None:
    """Copies without words carry no row and say nothing of their own."""
    collation = collate([*FERRY, Document("none", ""), Document("marks", "* * *")])
    check(collation)
    assert collation.rows
    for name in ("none", "marks"):
        assert collation.unique(name) == ()
        assert {collation.kind_of(row, name) for row in range(len(collation.rows))} == {"dropped"}
        assert collation.between("wire", name).source_coverage == 0.0


@pytest.mark.parametrize(("a", "b"), list(combinations(GROUP, 2))[::3])
def test_between_is_the_same_from_either_side(newswire: Collation, a: str, b: str) -> None:
    """Comparing b with a gives the mirrored links, coverage and score of a with b."""
    there, back = newswire.between(a, b), newswire.between(b, a)
    assert (there.source.id, there.copy.id, back.source.id) == (a, b, b)
    assert {(link.source, link.copy, link.score) for link in there.links} == {
        (link.copy, link.source, link.score) for link in back.links
    }
    assert (there.source_coverage, there.copy_coverage) == (
        back.copy_coverage,
        back.source_coverage,
    )
    assert there.score == pytest.approx(back.score)


@pytest.mark.parametrize("name", GROUP[1:])
def test_between_two_copies_is_compare(name: str) -> None:
    """With no third copy to hear, the group's comparison is the plain one."""
    source, copy = documents(("source.txt", name))
    assert collate([source, copy]).between("source.txt", name) == compare(source, copy)


def test_witnesses_find_links() -> None:
    """Two copies that share no wording correspond where both share some with a third."""
    texts = [
        "Halvek tore up the covenant at midnight. Wheat rose sharply in Tarnholm.",
        "A treaty was shredded by the minister. Snow fell on the Skerries.",
        *["Minister Halvek shredded the treaty, tore up the covenant at midnight."] * 3,
    ]
    assert compare(texts[0], texts[1]).links == ()
    links = collate(texts).between("0", "1").links
    assert [(link.source.start, link.copy.start) for link in links] == [(0, 0)]


def test_the_order_of_copies_makes_no_difference() -> None:
    """In whichever order copies are given, the same sentences share a row."""
    expected = {frozenset(row.cells.items()) for row in collate(FERRY).rows}
    for order in permutations(FERRY):
        assert {frozenset(row.cells.items()) for row in collate(order).rows} == expected


def test_the_order_of_news_makes_no_difference(newswire: Collation) -> None:
    """The example's group gives the same rows in reverse and in a shuffled order."""
    expected = {frozenset(row.cells.items()) for row in newswire.rows}
    shuffled = documents()
    random.Random(1).shuffle(shuffled)
    for order in (documents()[::-1], shuffled):
        assert {frozenset(row.cells.items()) for row in collate(order).rows} == expected


def test_rows_are_in_story_order(newswire: Collation) -> None:
    """Rows come in the order of the copies' middle place for them."""
    content = {name: content_of(newswire.documents[name].text) for name in newswire.columns}
    places = [
        float(
            np.median(
                [
                    (content[name].index(span) + 0.5) / len(content[name])
                    for name, spans in row.cells.items()
                    for span in spans
                ]
            )
        )
        for row in newswire.rows
    ]
    assert places == sorted(places)


def test_the_reference_is_not_the_copy_with_most_sentences() -> None:
    """A copy that tells a passage in more sentences is no nearer to the others for that.

    Its links were once summed, and its own sentences came into the shared text.
    """
    passage = (
        "Halvek opened the sluices of the Hallow reservoir on Thursday{} in Port Ellery the "
        "bargemen cheered from the customs house{} three mills in the delta lit their fires again."
    )
    texts = [passage.format(". In", ". And"), *[passage.format(", and", ", while")] * 2]
    (row,) = collate(texts).rows
    assert [len(spans) for spans in row.cells.values()] == [3, 1, 1]
    assert row.reference == "1"


def test_the_reference_is_the_wording_that_most_copies_keep(newswire: Collation) -> None:
    """Where copies bear each other out all links are sure: the wording decides, not the links.

    A paraphrase once stood for a row that four of seven copies told in the source's words.
    """
    grain = "Grain prices rose 23 percent by December, and two flour mills in the delta town of"
    (row,) = (shared for shared in newswire.shared_text if "23" in shared.text.split())
    assert row.text.startswith(grain)
    assert len(row.witnesses) == 7
    kept = [row for row in newswire.rows if row.reference in {"source.txt", "verbatim.txt"}]
    assert len(kept) > 0.6 * len(newswire.rows)


def test_identical_copies_share_every_row() -> None:
    """Five copies of one text give a row for each of its sentences, verbatim everywhere."""
    text = documents(("source.txt",))[0].text
    collation = collate([text] * 5)
    assert len(collation.rows) == len(content_of(text))
    for row in collation.rows:
        assert row.reference == "0"
        assert [len(spans) for spans in row.cells.values()] == [1] * 5
        assert set(row.kinds.values()) == {"verbatim"}


def test_a_collation_prints_its_rows() -> None:
    """The plain text names the copies and shows each row's marks and wording."""
    lines = str(collate(FERRY)).splitlines()
    assert lines[0].startswith("2 shared passages of 4 copies")
    assert lines[1:5] == ["  1: wire", "  2: blog", "  3: post", "  4: brief"]
    assert any(line.startswith("=≈··") and line.endswith("Nobody was hurt.") for line in lines)
    assert repr(collate(FERRY)) == "<Collation: 2 shared passages of 4 copies>"


def test_a_collation_becomes_a_dict() -> None:
    """A dict of a collation names columns, rows with spans as lists, and unique sentences."""
    collation = collate(FERRY)
    told = collation.to_dict()
    assert told["columns"] == ["wire", "blog", "post", "brief"]
    assert told["unique"]["wire"] == [{"span": [55, 74], "text": "Wheat rose sharply."}]
    for number, (row, found) in enumerate(zip(told["rows"], collation.rows, strict=True)):
        assert row["reference"] == found.reference
        assert row["text"] == collation.shared_text[number].text
        assert row["kinds"] == {name: collation.kind_of(number, name) for name in told["columns"]}
        assert row["cells"] == {
            name: [[span.start, span.end] for span in spans] for name, spans in found.cells.items()
        }


@pytest.mark.parametrize("at_once", [0, 1 << 19])
@pytest.mark.parametrize("seed", range(20))
def test_a_voice_is_the_weaker_score_of_the_best_sentence(
    seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A witness's voice is, over its sentences, the largest of the smaller of two scores."""
    monkeypatch.setattr("dedup.diff.witnesses._AT_ONCE", at_once)
    rng = np.random.default_rng(seed)
    m, k, n = (int(size) for size in rng.integers(0, 7, size=3))
    left, right = (
        np.where(rng.random(shape) < 0.5, rng.random(shape), 0.0) for shape in ((m, k), (k, n))
    )
    found = _voice(left, right)
    assert found.shape == (m, n)
    for i in range(m):
        for j in range(n):
            expected = max((min(left[i, w], right[w, j]) for w in range(k)), default=0.0)
            assert found[i, j] == expected


def test_tables_weigh_voices_and_denials() -> None:
    """The strongest voices of other copies are added to a pair, their denials are taken off."""
    profiles = [profile_of(document) for document in documents()]
    scores: dict[tuple[int, int], dict[tuple[int, int], float]] = {}
    shapes = {}
    for a, b in permutations(range(len(GROUP)), 2):
        table = score_table(profiles[a], profiles[b])
        shapes[a, b] = table.shape
        places = product(range(table.shape[0]), range(table.shape[1]))
        scores[a, b] = dict.fromkeys(places, 0.0) | values_of(table)
    assert len(GROUP) - 2 <= WITNESSES
    heard = tables_of_all(profiles)
    for a, b in [(0, 3), (3, 4), (5, 6)]:
        expected = {}
        for (i, j), own in scores[a, b].items():
            voices, denials = [], []
            for c in set(range(len(GROUP))) - {a, b}:
                there = range(shapes[a, c][1])
                left = [scores[a, c][i, k] for k in there]
                right = [scores[c, b][k, j] for k in there]
                voices.append(max(map(min, left, right)))
                denials.append(min(max(left), max(right)) - voices[-1])
            change = VOICE * loudest(voices) - DENIAL * loudest(denials)
            total = own if own == 1.0 else min(max(own + change, 0.0), 1.0)
            if total > 0.0:
                expected[i, j] = total
        assert values_of(heard[a, b]) == pytest.approx(expected)


def values_of(table: Table) -> dict[tuple[int, int], float]:
    """The scores of a table by their places."""
    places = zip(table.rows.tolist(), table.columns.tolist(), strict=True)
    return dict(zip(places, table.scores.tolist(), strict=True))


def loudest(values: list[float]) -> float:
    """The sum of the highest few, over how many are counted."""
    return sum(sorted(values, reverse=True)[:VOICES]) / VOICES


def test_a_witness_that_has_both_sentences_apart_tells_them_apart() -> None:
    """Two sentences about one thing are less alike where a third copy tells both separately."""
    one = "The ferry Aldis needs new lifeboats, harbour master Odile Brandt told the council."
    two = "The ferry Aldis will be sold next spring, harbour master Odile Brandt announced."
    alone, heard = (
        values_of(
            tables_of_all([profile_of(Document(str(n), t)) for n, t in enumerate(texts)])[0, 1]
        )
        for texts in ((one, two), (one, two, f"{one} {two}"))
    )
    assert heard.get((0, 0), 0.0) < alone[0, 0]


def test_tables_of_two_are_plain() -> None:
    """With two copies there is nobody else to hear, with one there is no table."""
    first, second = (profile_of(document) for document in documents(("source.txt", "brief.txt")))
    (table,) = tables_of_all([first, second]).values()
    plain = score_table(first, second)
    np.testing.assert_array_equal(table.scores, plain.scores)
    np.testing.assert_array_equal(table.rows, plain.rows)
    assert tables_of_all([first]) == tables_of_all([]) == {}


def test_nothing_to_collate() -> None:
    """An empty iterable is refused with a clear error."""
    with pytest.raises(ValueError, match="at least one"):
        collate([])


def test_copies_with_the_same_sentences_are_like_any() -> None:
    """Copies with the same words share their tables, which are those that each would have had."""
    texts = [document.text for document in documents(("source.txt", "brief.txt"))]
    profiles = [profile_of(Document(str(n), text)) for n, text in enumerate([*texts, *texts])]
    found = _tables(profiles)
    # Which of two comes first matters, so that the pair the other way round has its own.
    assert found[0, 1] is found[0, 3] is found[2, 3]
    assert found[1, 2] is not found[0, 1]
    for (a, b), table in found.items():
        plain = score_table(profiles[a], profiles[b])
        assert np.array_equal(table.rows, plain.rows)
        assert np.array_equal(table.columns, plain.columns)
        assert np.array_equal(table.scores, plain.scores)
