"""One pair aligned straight from its readings is aligned as plainly, to the last bit."""

from __future__ import annotations

import threading
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.diff import single
from dedup.diff.alignment import THRESHOLD, Alignment, plain_align
from dedup.diff.derivation import plain_signals
from dedup.diff.kernels.constants import SECOND_LOOK
from dedup.diff.profile import Profile, coverage
from dedup.diff.single import aligned_readings, alignment_of
from dedup.document import Document
from dedup.text.compact import Compact, opened
from dedup.text.compiled import read_compact

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
WORDS = """the of and said Halvek Torvena Kelmora river treaty barge 340 2019 12 7.5 grain harvest
    minister duty scrapped quay envoy snowfall coalition gauges inspector reservoir""".split()
LASTS = ("arge", "ivet", "onder", "ulva", "enath", "ilow", "orrun", "ashem", "upel")
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
STOCK = st.sampled_from([["barge", "12"], ["Halvek", "said", "the", "treaty"], ["of"]])
TEXT = st.lists(st.one_of(SENTENCE, STOCK), max_size=9)


def read(text: str) -> Compact:
    """The reading of a text."""
    (found,) = read_compact([text])
    assert found is not None
    return found


def profile(reading: Compact) -> Profile:
    """What is read, as plain code takes it."""
    return Profile(Document("x", ""), *opened(reading))


def articles() -> list[Compact]:
    """The articles of the shipped example, and odd texts."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.glob("*.txt"))]
    texts += ["", "*** ***", "Wheat rose.", "the of and", "Nobody was hurt. The barge sank. " * 60]
    return [one for one in read_compact(texts) if one is not None]


def assert_same(found: Alignment, plain: Alignment) -> None:
    """Links and tables are equal, bit for bit."""
    for name in ("rows", "columns", "scores", "similarity", "best_source", "best_copy"):
        assert getattr(found, name).tolist() == getattr(plain, name).tolist()
    for name in ("rows", "columns", "plain", "scores", "best_source", "best_copy"):
        assert getattr(found.table, name).tolist() == getattr(plain.table, name).tolist()
    assert found.table.shape == plain.table.shape


def hold(a: Compact, b: Compact, threshold: float = THRESHOLD) -> None:
    """All that is said of a pair is what plain code says."""
    first, second = profile(a), profile(b)
    found, plain = aligned_readings(a, b, threshold), plain_align(first, second, threshold)
    assert found is not None
    rows, columns, _, scores, keep, best = (part.tolist() for part in found.desk.written)
    kept = [entry for entry in range(found.entries) if keep[entry]]
    assert [rows[entry] for entry in kept] == plain.rows.tolist()
    assert [columns[entry] for entry in kept] == plain.columns.tolist()
    assert [scores[entry] for entry in kept] == plain.scores.tolist()
    assert best[: a.content] == plain.best_source.tolist()
    assert best[a.content : a.content + b.content] == plain.best_copy.tolist()
    covered = coverage(plain.rows, first.lengths), coverage(plain.columns, second.lengths)
    assert found.measures == (*plain_signals(first, second, plain), *covered)
    again = alignment_of(a, b, threshold)
    assert_same(again, plain)
    assert again.measures == found.measures


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, TEXT, st.sampled_from([0.05, THRESHOLD, 0.5]))
def test_any_two_readings_are_aligned_as_plainly(
    shared: list[list[str]], a: list[list[str]], b: list[list[str]], threshold: float
) -> None:
    """Repeated and common sentences, numbers, names and empty texts give equal results."""
    both = [*a, *shared], [*shared[::2], *b, *shared[1::2]]
    first, second = (read(" ".join(f"X{' '.join(words)}." for words in text)) for text in both)
    hold(first, second, threshold)


@pytest.mark.parametrize("usual", [64, single.PAIR_DESKS.usual])
def test_articles_and_odd_texts_are_aligned_as_plainly(
    usual: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every two, either way round, and each with itself, whatever room is kept."""
    monkeypatch.setattr(single.PAIR_DESKS, "usual", usual)
    monkeypatch.setattr(single.PAIR_DESKS, "_kept", threading.local())
    for a, b in product(articles(), repeat=2):
        hold(a, b)


def test_what_is_told_of_a_long_sentence_is_linked_however_little_it_is() -> None:
    """A remainder is linked where both sentences together are too little alike to be listed."""
    made = [f"{first}{last}" for first in "bdklmrstvz" for last in LASTS]
    long, more, other, last = (
        made[begin:end] for begin, end in ((0, 70), (70, 73), (73, 82), (82, 90))
    )
    texts = [long, [*more, *other], last], [[*long, *more], last]
    a, b = (read(". ".join(f"X{' '.join(words)}" for words in text) + ".") for text in texts)
    for pair in ((a, b), (b, a)):
        found = aligned_readings(*pair, THRESHOLD)
        assert found is not None
        plain, keep = found.desk.written.plain, found.desk.written.keep
        assert any(keep[at] and plain[at] < SECOND_LOOK for at in range(found.entries))
        hold(*pair)


def test_threads_do_not_disturb_each_other() -> None:
    """What lies on one thread's desk stays there whatever others align."""
    a, b, *others = articles()[:4]
    plain = plain_align(profile(a), profile(b))
    found = aligned_readings(a, b, THRESHOLD)
    assert found is not None
    told: list[Alignment] = []

    def tell() -> None:
        aligned_readings(others[0], others[1], THRESHOLD)
        told.append(alignment_of(a, b, THRESHOLD))

    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    rows, columns, *_, keep, _ = (part[: found.entries] for part in found.desk.written)
    assert rows[keep].tolist() == plain.rows.tolist()
    assert columns[keep].tolist() == plain.columns.tolist()
    assert_same(told[0], plain)


def test_what_other_code_is_passed_lies_where_it_is_said_to() -> None:
    """The numbers of both readings, end to end, and where each array of either begins."""
    a, b = articles()[:2]
    found = aligned_readings(a, b, THRESHOLD)
    assert found is not None
    numbers, heads = found.desk.numbers, found.desk.heads
    sizes = len(a.numbers), len(b.numbers)
    assert numbers[: sum(sizes)].tolist() == [*a.numbers.tolist(), *b.numbers.tolist()]
    names = "every", "codes", "marks", "places", "bounds", "lengths", "wording", "sequence"
    for number, reading in enumerate((opened(a), opened(b))):
        for row, name in enumerate(names):
            array = getattr(reading, name)
            begin = heads[row, number]
            assert numbers.view(array.dtype)[begin : begin + len(array)].tolist() == array.tolist()
        lengths = [reading.every, reading.content, reading.places, reading.sequence]
        assert heads[len(names) :, number].tolist() == [len(array) for array in lengths]


def test_what_is_too_large_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither long texts, nor pairs with too many sentences or summands, are aligned."""
    long = read(" ".join(f"w{n % 9000}x" for n in range(70_000)) + ".")
    short, again = read("Barge barge w17x. Wheat w18x."), read("Barge barge barge.")
    assert aligned_readings(long, short, THRESHOLD) is None
    assert aligned_readings(short, long, THRESHOLD) is None
    monkeypatch.setattr(single, "AT_ONCE", 1)
    assert aligned_readings(short, again, THRESHOLD) is None
    monkeypatch.setattr(single.PAIR_DESKS, "_kept", threading.local())
    many = read("Barge sank.")
    assert aligned_readings(many, again, THRESHOLD) is not None
    monkeypatch.setattr(single, "AT_ONCE", 0)
    monkeypatch.setattr(single.PAIR_DESKS, "_kept", threading.local())
    desk = single.PAIR_DESKS.of(single._Sizes(64, 64, 64, 64, 64))
    assert desk.align(many, again, THRESHOLD) == -1
