"""Passages that compiled code tells: what plain code finds, field by field."""

from __future__ import annotations

import weakref
from itertools import count

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.diff import compare as module
from dedup.diff import telling
from dedup.diff.alignment import Alignment, Table, align
from dedup.diff.compare import load_all
from dedup.diff.composing import plain_passages
from dedup.diff.kernels.constants import UNTOLD
from dedup.diff.profile import Profile
from dedup.diff.remembered import cached_profiles
from dedup.diff.telling import Candidates, is_fit, tell
from dedup.diff.told import Pair, told_passages
from dedup.document import Document

SENTENCES = st.lists(
    st.lists(
        st.sampled_from(
            [
                *("The", "old", "quay", "froze", "over", "over", "the", "harbour’s", "wall", "In"),
                *("2019", "don't", "don’t", "Brønn", "BRØNN", "straße", "STRASSE", "¼", "½", "²"),
                *("soft\u00adhyphen", "東京", "x_y", "“ice”", "—", "'", "’", "'tis", "rock'n'roll"),
                *("№", "€5", "naïve", "nai\u0308ve", "ﬁsh", "\u200bice", "O’Neill", "it’s'"),
            ]
        ),
        min_size=1,
        max_size=14,
    ).map(lambda words: " ".join(words) + "."),
    min_size=1,
    max_size=8,
)
JOINTS = st.sampled_from([" ", "\n", "\n\n", "", "'", "’", " '", "ʼ", "＇", "-"])
TEXTS = st.tuples(SENTENCES, JOINTS).map(lambda told: told[1].join(told[0]))


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """Compiled code is there."""
    load_all()


def profile(text: str) -> Profile:
    """The profile of a text, words and all."""
    return cached_profiles([Document("x", text)])[0]


def scored(alignment: Alignment) -> Candidates:
    """The links of an alignment, and some pairs that are none among them."""
    keep = np.arange(2 * len(alignment.rows)) % 2 == 0
    rows, columns = alignment.rows.repeat(2), alignment.columns.repeat(2)
    return Candidates(len(keep), rows, columns, keep, alignment.scores.repeat(2))


def check(a: Profile, b: Profile, alignment: Alignment) -> None:
    """Assert that compiled and plain code say the same, edits and facts and all."""
    if not is_fit(a, b):
        return
    told = tell(a, b, scored(alignment))
    spans = a.spans, b.spans
    found = told_passages(Pair(a.document, b.document), spans, told)
    assert list(found) == plain_passages(a, b, alignment, spans)
    assert told.links.ends.tolist() == [alignment.rows.tolist(), alignment.columns.tolist()]
    assert told.links.scores.tolist() == alignment.scores.tolist()


def linked(a: Profile, b: Profile, pairs: list[tuple[int, int, float]]) -> Alignment:
    """An alignment with some links."""
    rows = np.array([row for row, _, _ in pairs], dtype=np.int64)
    columns = np.array([column for _, column, _ in pairs], dtype=np.int64)
    scores = np.array([score for _, _, score in pairs])
    best = np.zeros(len(a.content)), np.zeros(len(b.content))
    table = Table((len(a.content), len(b.content)), rows, columns, scores, scores, *best)
    return Alignment(rows, columns, scores, scores, *best, table)


@given(TEXTS, TEXTS)
@example("The quay froze.", "")
@example("", "")
@example("It was Kelm's. Dam.", "It was Kelm’s dam.")
def test_texts(first: str, second: str) -> None:
    """Any two texts: the same passages, kinds, scores, edits and facts."""
    a, b = profile(first), profile(second)
    check(a, b, align(a, b))


@given(st.data())
def test_any_links(data: st.DataObject) -> None:
    """Any links, in any order: sets of them hang together in the same way."""
    a, b = profile(data.draw(TEXTS)), profile(data.draw(TEXTS))
    if not len(a.content) or not len(b.content):
        return
    places = st.tuples(
        st.integers(0, len(a.content) - 1),
        st.integers(0, len(b.content) - 1),
        st.floats(0.01, 1.0),
    )
    drawn = data.draw(st.lists(places, max_size=20, unique_by=lambda place: place[:2]))
    check(a, b, linked(a, b, sorted(drawn)))


def test_a_set_of_many_links() -> None:
    """The mean of many scores is added up as numpy does it."""
    text = " ".join(f"Old quay number {n} froze over." for n in range(12))
    a = profile(text)
    scores = np.random.default_rng(7).random(144).tolist()
    check(a, a, linked(a, a, [(n // 12, n % 12, scores[n]) for n in range(144)]))


def test_large_passages_are_left_to_plain_code() -> None:
    """Of passages that are cut at words which occur once, compiled code tells no edits."""
    words = [f"word{n}" for n in range(600)]
    a, b = profile(" ".join(words) + "."), profile(" ".join([*words[::2], "more"]) + ".")
    alignment = linked(a, b, [(0, 0, 0.5)])
    assert [row[0] for row in tell(a, b, scored(alignment)).rows] == [UNTOLD]
    check(a, b, alignment)


def test_many_runs_are_left_to_plain_code() -> None:
    """So are two sides that have thousands of runs in common."""
    a, b = profile("the old " * 140 + "quay."), profile("the old the " * 100 + "wall.")
    check(a, b, linked(a, b, [(0, 0, 0.5)]))


@pytest.mark.parametrize("size", [10, 2000, 40000])
def test_texts_of_any_length(size: int) -> None:
    """Texts beyond what the arrays are kept for are told likewise, and those after them."""
    sentences = [
        f"The quay number {n % 97} of {n % 13} froze over in {n}." for n in range(size // 10)
    ]
    a = profile(" ".join(sentences))
    b = profile(" ".join(sentences[::2] + sentences[1::4]))
    check(a, b, align(a, b))
    check(b, a, align(b, a))
    small = profile("The quay froze."), profile("The quay froze over.")
    check(*small, align(*small))


def test_no_compiler_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever compares a few texts gets them from plain code."""
    kernel = telling._TELL
    monkeypatch.setattr(kernel, "_function", None)
    monkeypatch.setattr(kernel, "_by_numba", None)
    monkeypatch.setattr(kernel, "_forgone", 0.0)
    assert not telling.pays()


def test_who_compares_thousands_has_it_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many comparisons compiled code is loaded, and made if need be, once."""
    asked: list[int] = []
    monkeypatch.setattr(module, "_compared", count(1))
    monkeypatch.setattr(module, "OFTEN", 3)
    monkeypatch.setattr(module, "load_all", lambda: asked.append(1))
    for _ in range(5):
        module.compare("The quay froze.", "The quay froze over.")
    assert asked == [1]


def test_large_tables_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given of a very large pair is not held until the next one."""
    a, b = profile("The quay froze. Nobody was hurt."), profile("The quay froze over. Ice came.")
    for most, is_held in ((1, False), (1 << 10, True)):
        monkeypatch.setattr(telling, "_LENT", most)
        given_ = scored(align(a, b))
        table = weakref.ref(given_.rows)
        tell(a, b, given_)
        del given_
        assert (table() is not None) is is_held
