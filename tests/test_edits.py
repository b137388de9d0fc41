"""Word-level edits: whatever the path, they turn one passage into the other."""

from __future__ import annotations

import random
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff import edits as module
from dedup.diff import wording
from dedup.diff.edits import (
    Block,
    edits_between,
    edits_of,
    kept_runs,
    matching_blocks,
    opcodes,
)
from dedup.diff.passages import Edit
from dedup.diff.wording import Reading, Wording, words_of
from dedup.document import Span
from dedup.text.words import Word

LETTERS = st.lists(st.sampled_from("abcde"), max_size=30)
MIXED = st.lists(st.sampled_from([*"abc", *(f"w{n}" for n in range(30))]), max_size=60)
SMALL = [100_000, 40, 4, 0]
on_paths = pytest.mark.parametrize("small", SMALL)


def words(sequence: Sequence[str]) -> list[Word]:
    """The words of a text that is some words with spaces between."""
    text = " ".join(sequence)
    return words_of(text, [Span(0, len(text))])


def within(span: Span, side: Sequence[Word]) -> list[str]:
    """The words of a side that lie in a span."""
    return [word.folded for word in side if span.start <= word.start and word.end <= span.end]


def check(a: Sequence[str], b: Sequence[str]) -> tuple[tuple[Edit, ...], float]:
    """Assert that the edits between two word sequences are sound, and give them."""
    source, copy = words(a), words(b)
    edits, kept = edits_between(source, copy)
    covered_a, covered_b = [], []
    for edit in edits:
        of_a, of_b = within(edit.source, source), within(edit.copy, copy)
        covered_a += of_a
        covered_b += of_b
        if edit.tag == "equal":
            assert of_a == of_b != []
        else:
            expected = {(True, True): "replace", (True, False): "delete", (False, True): "insert"}
            assert edit.tag == expected[bool(of_a), bool(of_b)]
    assert covered_a == list(a)
    assert covered_b == list(b)
    for first, second in pairwise(edits):
        assert (first.tag == "equal") != (second.tag == "equal")
        assert first.source.end <= second.source.start
        assert first.copy.end <= second.copy.start
    assert 0.0 <= kept <= 1.0
    return edits, kept


def check_blocks(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """Assert that matching blocks are equal, increasing and not touching, and give them."""
    blocks = matching_blocks(a, b)
    for block in blocks:
        assert block.size > 0
        assert list(a[block.source : block.source + block.size]) == list(
            b[block.copy : block.copy + block.size]
        )
    for first, second in pairwise(blocks):
        ends = first.source + first.size, first.copy + first.size
        assert ends[0] <= second.source
        assert ends[1] <= second.copy
        assert ends != (second.source, second.copy)
    return blocks


@on_paths
@given(a=LETTERS, b=LETTERS)
def test_edits_turn_the_source_into_the_copy(small: int, a: list[str], b: list[str]) -> None:
    """On either path edits cover both passages once, in order, with the tags that fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SMALL", small)
        check(a, b)
        check_blocks(a, b)


@on_paths
@given(a=MIXED, b=MIXED)
def test_edits_among_rare_words(small: int, a: list[str], b: list[str]) -> None:
    """With many words that occur once, and so anchors to cut at, edits are as sound."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SMALL", small)
        check(a, b)
        check_blocks(a, b)


@on_paths
@given(a=MIXED, seed=st.integers(0, 1000))
def test_edits_of_an_edited_copy(small: int, a: list[str], seed: int) -> None:
    """A copy with a few words replaced, put in and left out gives sound edits."""
    rng = random.Random(seed)
    b = list(a)
    for _ in range(rng.randint(0, 5)):
        place = rng.randint(0, len(b))
        b[place : place + rng.randint(0, 2)] = rng.choices("abxyz", k=rng.randint(0, 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SMALL", small)
        check(a, b)
        check_blocks(a, b)


@given(a=LETTERS, b=LETTERS)
def test_as_many_words_match_as_difflib_finds_in_the_middle(a: list[str], b: list[str]) -> None:
    """Small passages match at least as far as a common beginning, end and difflib between."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    inner = SequenceMatcher(None, a[start : len(a) - end], b[start : len(b) - end], autojunk=False)
    expected = start + end + sum(block.size for block in inner.get_matching_blocks())
    assert sum(block.size for block in matching_blocks(a, b)) == expected


@on_paths
@given(a=LETTERS)
def test_identical_passages_are_equal(small: int, a: list[str]) -> None:
    """A passage beside itself is one equal opcode, all of it kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SMALL", small)
        edits, kept = check(a, a)
    assert [edit.tag for edit in edits] == (["equal"] if a else [])
    assert kept == (1.0 if a else 0.0)


@on_paths
def test_disjoint_passages_are_replaced(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages without a common word are one replacement, none of it kept."""
    monkeypatch.setattr(module, "_SMALL", small)
    edits, kept = check("the old quay froze".split(), "wheat rose sharply".split())
    assert [edit.tag for edit in edits] == ["replace"]
    assert kept == 0.0


def test_an_empty_side_is_deleted_or_inserted() -> None:
    """Against nothing a passage is one deletion or insertion, and nothing against nothing none."""
    assert [edit.tag for edit in check(["quay"], [])[0]] == ["delete"]
    assert [edit.tag for edit in check([], ["quay"])[0]] == ["insert"]
    assert edits_between([], []) == ((), 0.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("the old quay froze", "the quay froze over"),
        ("the ferry sank off port mirren", "off port mirren the ferry sank"),
        ("nobody was hurt", "nobody at all was hurt"),
        ("one two three four five", "one zwei three vier five"),
    ],
)
def test_opcodes_are_those_of_difflib(a: str, b: str) -> None:
    """On plain small passages tags and words are exactly what difflib's opcodes say."""
    first, second = a.split(), b.split()
    source, copy = words(first), words(second)
    found = [
        (edit.tag, within(edit.source, source), within(edit.copy, copy))
        for edit in edits_between(source, copy)[0]
    ]
    opcodes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    assert found == [(tag, first[i:j], second[k:m]) for tag, i, j, k, m in opcodes]


def test_kept_counts_runs_of_two_words_or_more() -> None:
    """What is kept is the share of the longer side in equal runs of at least two words."""
    assert check("a b c d".split(), "a b x d".split())[1] == 2 / 4
    assert check("a b".split(), "a b c d e".split())[1] == 2 / 5
    assert check("a x b y c".split(), "a p b q c".split())[1] == 0.0
    assert check(["a"], ["a"])[1] == 1.0
    assert check(["a"], ["a", "b"])[1] == 0.0


def test_case_and_quotation_marks_are_no_edits() -> None:
    """Words are compared folded, and spans still point into the texts as they were given."""
    source, copy = "“The ICE,” he said.", 'the ice he "said"'
    edits, kept = edits_between(
        words_of(source, [Span(0, len(source))]), words_of(copy, [Span(0, len(copy))])
    )
    assert [(edit.tag, edit.source.of(source), edit.copy.of(copy)) for edit in edits] == [
        ("equal", "The ICE,” he said", 'the ice he "said')
    ]
    assert kept == 1.0


def test_words_of_several_spans_are_in_order() -> None:
    """The words of some spans are those spans' words and no others, with offsets in the text."""
    text = "The quay froze. Wheat rose. Nobody left."
    found = words_of(text, [Span(0, 15), Span(28, 40)])
    assert [word.folded for word in found] == ["the", "quay", "froze", "nobody", "left"]
    assert [text[word.start : word.end].casefold() for word in found] == [
        word.folded for word in found
    ]
    assert words_of(text, []) == []


def test_an_apostrophe_joins_words() -> None:
    """A word with an apostrophe inside is one word; quotation marks around words join nothing."""
    text = "Kelm’s men don't say 'no' or 'yes'; the dogs' rock'n'roll."
    found = [word.folded for word in words_of(text, [Span(0, len(text))])]
    assert " ".join(found) == "kelm's men don't say no or yes the dogs rock'n'roll"
    assert all(word.end > word.start for word in words_of(text, [Span(0, len(text))]))


def test_unique_words_in_order_are_anchors() -> None:
    """Anchors are the longest run, increasing on both sides, of words that occur once on each."""
    a, b = "x a y b y c d".split(), "d a b x x c".split()
    assert module._anchors(a, b) == [(1, 1), (3, 2), (5, 5)]


@given(a=st.permutations(range(9)), b=st.permutations(range(9)))
def test_anchors_are_a_longest_common_subsequence(a: list[int], b: list[int]) -> None:
    """Where every word occurs once, the anchors are a longest common subsequence."""
    first, second = [str(word) for word in a], [str(word) for word in b]
    found = module._anchors(first, second)
    assert [first[i] for i, _ in found] == [second[j] for _, j in found]
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(found))
    longest = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(first):
        for j, y in enumerate(second):
            longest[i + 1][j + 1] = (
                longest[i][j] + 1 if x == y else max(longest[i][j + 1], longest[i + 1][j])
            )
    assert len(found) == longest[-1][-1]


@given(a=MIXED, b=MIXED)
def test_every_anchor_is_kept(a: list[str], b: list[str]) -> None:
    """Cut at anchors, passages match in at least as many words as there are anchors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SMALL", 0)
        blocks = matching_blocks(a, b)
    assert sum(block.size for block in blocks) >= len(module._anchors(a, b))


@pytest.mark.parametrize("vocabulary", [1, 20, 3_000], ids=["one", "few", "many"])
def test_large_passages_finish(vocabulary: int) -> None:
    """Two passages of 5,000 words finish, of one repeated word as of thousands."""
    rng = random.Random(7)
    a = [f"w{rng.randrange(vocabulary)}" for _ in range(5_000)]
    b = [*a[:1_000], "x", *a[1_100:3_000], *(["y"] * 50), *a[3_000:4_900], "z"]
    edits, kept = check(a, b)
    assert {edit.tag for edit in edits} >= {"equal"}
    assert kept > 0.15


def test_large_passages_without_anything_in_common_finish() -> None:
    """Two passages of 5,000 words, all different or two words told over and over, finish."""
    a, b = [f"a{n}" for n in range(5_000)], [f"b{n}" for n in range(5_000)]
    assert check(a, b)[1] == 0.0
    check(["x", "y"] * 2_500, ["y"] * 2_500 + ["x"] * 2_500)


def test_a_large_edited_passage_keeps_what_it_kept() -> None:
    """Of 5,000 words, mostly told once, of which one in ten is changed, nine in ten are kept."""
    a = [f"w{n}" for n in range(5_000)]
    b = [f"new{n}" if n % 10 == 5 else word for n, word in enumerate(a)]
    edits, kept = check(a, b)
    assert [edit.tag for edit in edits] == ["equal", "replace"] * 500 + ["equal"]
    assert kept == 0.9


@given(a=LETTERS, b=LETTERS)
def test_blocks_are_those_of_difflib(a: list[str], b: list[str]) -> None:
    """The longest blocks first are exactly difflib's, before touching ones are joined."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    covered = {
        (block.a + step, block.b + step)
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }
    found = module._longest_first(a, b)
    assert found == sorted(found)
    assert covered == {
        (source + step, copy + step) for source, copy, size in found for step in range(size)
    }


PIECES = st.lists(
    st.sampled_from(
        ["Kelm", "’", "'", "s", " ", "ß", "don’t", "é", "ʼ", "＇", "港", "_", "12", ".", "ğ", "İ"]
    )
)


@given(a=st.lists(st.integers(0, 6), max_size=30), b=st.lists(st.integers(0, 6), max_size=30))
def test_opcodes_of_any_sequences_are_those_of_difflib(a: list[int], b: list[int]) -> None:
    """What is not words is compared as difflib compares it too."""
    assert opcodes(a, b) == SequenceMatcher(None, a, b, autojunk=False).get_opcodes()


@given(a=LETTERS | MIXED, b=LETTERS | MIXED)
def test_edits_go_on_from_runs(a: list[str], b: list[str]) -> None:
    """Edits that go on from the runs of two words or more are those made from the beginning."""
    source, copy = Wording.of(words(a)), Wording.of(words(b))
    is_kept, runs = kept_runs(a, b, 0.0)
    assert is_kept
    assert runs is not None
    assert edits_of(source, copy, runs) == edits_of(source, copy)


@given(PIECES)
def test_words_are_read_alike_on_either_path(pieces: list[str]) -> None:
    """Latin text, read by one pattern, gives the words that joining them one by one gives."""
    text = "".join(pieces)
    spans = [Span(0, len(text) // 2), Span(len(text) // 2, len(text))]
    found = words_of(text, spans)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "is_latin", lambda _: False)
        assert words_of(text, spans) == found


@given(PIECES, st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_a_text_read_at_once_has_the_words_of_its_passages(
    pieces: list[str], places: list[int]
) -> None:
    """Whatever is cut from a text that was read at once has the words that it has by itself."""
    text = "".join(pieces)
    cuts = sorted(min(place, len(text)) for place in places)
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    assert Reading(text).of(spans) == Wording.of(words_of(text, spans))
