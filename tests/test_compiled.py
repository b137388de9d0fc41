"""Compiled alignment and signals are the plain ones, to the last bit."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.diff import compiled, compiled_group, derivation, desk
from dedup.diff.alignment import THRESHOLD, Alignment, align, linked, plain_align
from dedup.diff.compiled import is_fit, scored
from dedup.diff.derivation import Signals, derived, plain_derived, plain_signals
from dedup.diff.profile import Profile, coverage, profile_of
from dedup.diff.witnesses import HEARD, WITNESSES, _alike, align_all, plain_align_all
from dedup.document import Document

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
WORDS = """the of and said Halvek Torvena Kelmora river treaty barge 340 2019 12 7.5 grain harvest
    minister duty scrapped quay envoy snowfall coalition gauges inspector reservoir""".split()


def profile(text: str) -> Profile:
    """The profile of a bare text."""
    return profile_of(Document("x", text))


def told(sentences: list[list[str]]) -> Profile:
    """The profile of sentences of these words."""
    return profile(" ".join(f"X{' '.join(words)}." for words in sentences))


def always(*_: object) -> bool:
    """Whatever is asked."""
    return True


SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
# A few sentences that come again, in one text and in both.
STOCK = st.sampled_from([["barge", "12"], ["Halvek", "said", "the", "treaty"], ["of"]])
TEXT = st.lists(st.one_of(SENTENCE, STOCK), max_size=9)


def assert_same(found: Alignment, plain: Alignment) -> None:
    """Links and tables are equal, bit for bit."""
    for name in ("rows", "columns", "scores", "similarity", "best_source", "best_copy"):
        assert_equal(getattr(found, name), getattr(plain, name))
    for name in ("rows", "columns", "plain", "scores", "best_source", "best_copy"):
        assert_equal(getattr(found.table, name), getattr(plain.table, name))
    assert found.table.shape == plain.table.shape


def assert_equal(found: np.ndarray, plain: np.ndarray) -> None:
    """Two arrays have the same items of the same kind."""
    assert found.dtype == plain.dtype
    assert found.tolist() == plain.tolist()


def by_compiled(a: Profile, b: Profile, threshold: float = THRESHOLD) -> Alignment:
    """What compiled code makes of a pair."""
    found = scored(a, b, threshold)
    assert found is not None
    return linked(found[0], (len(a.content), len(b.content)), found[1][:6])


def hold(a: Profile, b: Profile, threshold: float = THRESHOLD) -> None:
    """Compiled code gives a pair the links, the table and the signals that plain code gives it."""
    found, plain = by_compiled(a, b, threshold), plain_align(a, b, threshold)
    assert_same(found, plain)
    assert found.measures == plain_signals(a, b, plain)


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT, TEXT, st.sampled_from([0.05, THRESHOLD, 0.5]))
def test_any_two_texts_are_aligned_as_plainly(
    shared: list[list[str]], a: list[list[str]], b: list[list[str]], threshold: float
) -> None:
    """Repeated and common sentences, numbers, names and empty texts give equal results."""
    hold(told(a + shared), told(shared[::2] + b + shared[1::2]), threshold)


def example() -> list[Profile]:
    """The articles of the shipped example."""
    return [profile(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLE.glob("*.txt"))]


def edges() -> list[Profile]:
    """Texts that are odd in one way each."""
    draw = random.Random(3)
    letters = "bcdfghjklmnpqrstvwz"
    many = sorted({"".join(draw.choices(letters, k=5)) for _ in range(900)})
    draw.shuffle(many)
    return [
        profile(text)
        for text in (
            "",
            "*** ***",
            "Wheat rose.",
            "the of and",
            "Nobody was hurt. " * 70,
            "Nobody was hurt. The ferry sank. " * 30,
            "東京で会議。" * 3,
            # More seldom words than are ordered, in two orders.
            " ".join(many) + ".",
            ". ".join(" ".join(many[i : i + 20]) for i in range(len(many) - 20, -1, -20)) + ".",
            "Halvek 340 barges. " + " ".join(f"{n} gauges rose {n * 7} times." for n in range(200)),
        )
    ]


@pytest.mark.parametrize("usual", [64, desk.USUAL])
@pytest.mark.parametrize("texts", [example, edges])
def test_examples_and_odd_texts_are_aligned_as_plainly(
    texts: Callable[[], list[Profile]], usual: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every two articles, either way round, and each with itself, whatever room is kept."""
    monkeypatch.setattr(desk.DESKS, "usual", usual)
    monkeypatch.setattr(desk.DESKS, "_kept", threading.local())
    for a, b in product(texts(), repeat=2):
        hold(a, b)


def test_many_pairs_at_once_are_what_each_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks and threads leave no seam."""
    monkeypatch.setattr(compiled, "BLOCK", 7)
    monkeypatch.setattr(compiled, "pays", always)
    pairs = list(combinations([*example(), *edges()], 2))
    assert derived(pairs) == [plain_derived(*pair) for pair in pairs]


def assert_group_same(profiles: list[Profile]) -> None:
    """All copies together are aligned as plainly, each pair with the others as witnesses."""
    found = compiled_group.heard(profiles, _alike(profiles), WITNESSES, HEARD)
    assert found is not None
    plain = plain_align_all(profiles)
    for (a, b), one in zip(combinations(range(len(profiles)), 2), found, strict=True):
        shape = len(profiles[a].content), len(profiles[b].content)
        assert_same(linked(one, shape), plain[a, b])


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXT.filter(bool), min_size=3, max_size=6), TEXT.filter(bool))
def test_any_group_is_aligned_as_plainly(
    copies: list[list[list[str]]], shared: list[list[str]]
) -> None:
    """Voices, denials, chains and links of copies with common sentences are equal."""
    assert_group_same([told([*copy[::2], *shared, *copy[1::2]]) for copy in copies])


@pytest.mark.parametrize("entries", [1, compiled_group.ENTRIES])
def test_groups_of_articles_are_aligned_as_plainly(
    monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    """More copies than are asked, equal ones and odd ones among them, whatever room there is."""
    monkeypatch.setattr(compiled_group, "ENTRIES", entries)
    copies = [*example(), *edges()[1:6]]
    draw = random.Random(4)
    story = [span.of(copies[0].document.text) for span in copies[0].spans]
    copies += [profile(" ".join(draw.sample(story, len(story) * 2 // 3))) for _ in range(6)]
    assert_group_same([*copies, copies[1], copies[0]])


def test_a_group_with_long_texts_is_left_to_the_plain_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither texts that are not fit nor too many summands keep a group from being aligned."""
    monkeypatch.setattr(compiled, "pays", always)
    monkeypatch.setattr(compiled_group._HEAR, "pays", always)
    group = [profile("Barge barge w17x. Wheat rose."), profile("Barge barge."), profile("Wheat.")]
    assert compiled_group.pays(group)
    assert not compiled_group.pays(group[:2])
    assert not compiled_group.pays([profile("")] * 3)
    plain = plain_align_all(group)
    monkeypatch.setattr(compiled, "AT_ONCE", 0)
    assert compiled_group.heard(group, [0, 1, 2], WITNESSES, HEARD) is None
    assert not compiled_group.pays(group)
    monkeypatch.setattr(compiled_group, "pays", always)
    for pair, found in align_all(group).items():
        assert_same(found, plain[pair])


def test_what_is_too_large_is_left_to_the_plain_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither very long texts, nor pairs with too many summands, are compiled code's to align."""
    monkeypatch.setattr(compiled, "pays", always)
    long = profile(" ".join(f"w{n % 9000}x" for n in range(70_000)) + ".")
    short, again = profile("Barge barge w17x. Wheat w18x."), profile("Barge barge barge.")
    assert long.places.dtype != np.uint16
    assert not is_fit(long, short)
    pairs = [(long, short), (short, again)]
    assert derived(pairs) == [plain_derived(*pair) for pair in pairs]
    assert align(long, short).measures is None
    monkeypatch.setattr(compiled, "AT_ONCE", 0)
    assert scored(*pairs[1], THRESHOLD) is None
    monkeypatch.setattr(compiled, "is_fit", always)
    assert derived(pairs[1:]) == [plain_derived(*pairs[1])]
    assert_same(align(*pairs[1]), plain_align(*pairs[1]))


class Waiting:
    """A kernel that is not there, and says if it is made."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def pays(self, _saving: float) -> bool:
        """Nobody uses what is not there."""
        return bool(self.asked)

    def load(self) -> None:
        """Make it."""
        self.asked.append("made")


def test_large_groups_have_compiled_code_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group waits for the compiler only if it has many pairs."""
    align_code, hear_code = Waiting(), Waiting()
    monkeypatch.setattr(compiled, "ALIGN", align_code)
    monkeypatch.setattr(compiled_group, "_HEAR", hear_code)
    group = [profile("Wheat rose. Nobody was hurt.")] * 60
    assert not compiled_group.pays(group[:50])
    assert align_code.asked == hear_code.asked == []
    assert compiled_group.pays(group)
    assert align_code.asked == hear_code.asked == ["made"]


def test_few_pairs_never_wait_for_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs one by one do without code that is not there; it is made for many at a time."""
    kernel = Waiting()
    monkeypatch.setattr(compiled, "ALIGN", kernel)
    compiled.prepare(compiled.MANY - 1)
    assert not any(compiled.pays() for _ in range(2 * compiled.MANY))
    assert kernel.asked == []
    compiled.prepare(compiled.MANY)
    assert kernel.asked == ["made"]
    assert compiled.pays()


def test_results_do_not_depend_on_what_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """`align`, `signals_of` and `derived` say the same before code is loaded and after."""
    a, b = example()[:2]
    monkeypatch.setattr(compiled, "ALIGN", Waiting())
    before, several = align(a, b), derived([(a, b)])
    signals = derivation.signals_of(a, b, before)
    assert before.measures is None
    monkeypatch.undo()
    monkeypatch.setattr(compiled, "pays", always)
    after = align(a, b)
    assert_same(after, before)
    measures = after.measures or ()
    assert derivation.signals_of(a, b, after) == signals == Signals(*measures[:6])
    covered = coverage(before.rows, a.lengths), coverage(before.columns, b.lengths)
    assert measures[6:] == covered
    assert derived([(a, b)]) == several
