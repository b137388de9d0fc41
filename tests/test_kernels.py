"""The compiled sketches are the plain ones, whatever the texts are made of."""

from __future__ import annotations

import random
import unicodedata
from typing import NamedTuple

import numpy as np
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.lsh import characters, sketches
from dedup.lsh import compiled as batches
from dedup.lsh.characters import Tables
from dedup.lsh.compiled import Wanted, load, sketch_batches
from dedup.lsh.packing import PAD, pack
from dedup.lsh.sketches import (
    ANCHOR_SHARE,
    ANCHORS,
    Ragged,
    Sketches,
    features,
    plain_features,
    plain_sketch,
    sketch,
)

MIXED = st.text(
    st.one_of(
        st.sampled_from(
            "abcXYZ 019 ,.'’—éßſİıﬁ東ｶﾞ"
            "\u0301\u00ad\u200d\ufe0f\ufeffกำनमस्ते한ᄀ\u1161\u11a8Σςⅷ²\ud800"
        ),
        st.characters(),
    ),
    max_size=120,
)


class Made(NamedTuple):
    """The sketches of some texts, and their features."""

    sketches: Sketches
    shingles: Ragged
    stems: Ragged


def compiled(texts: list[str], k: int = 5, slots: int = 16, *, anchors: bool = True) -> Made:
    """What compiled code makes of texts, however few."""
    least = ANCHORS if anchors else 0
    wanted = Wanted(k, slots, 1, least, ANCHOR_SHARE, shingles=True, stems=True)
    parts = list(sketch_batches(texts, wanted))
    return Made(
        sketches._joined(parts),
        Ragged.end_to_end([(part.shingles, part.shingle_bounds) for part in parts]),
        Ragged.end_to_end([(part.stems, part.stem_bounds) for part in parts]),
    )


def plain(texts: list[str], k: int = 5, slots: int = 16, *, anchors: bool = True) -> Made:
    """What plain Python makes of them."""
    return Made(plain_sketch(texts, k=k, slots=slots, anchors=anchors), *plain_features(texts, k=k))


def assert_rows_same(a: Ragged, b: Ragged) -> None:
    """All rows are equal."""
    assert a.values.dtype == b.values.dtype
    assert np.array_equal(a.bounds, b.bounds)
    assert np.array_equal(a.values, b.values)


def assert_sketches_same(a: Sketches, b: Sketches) -> None:
    """All columns are equal, bit for bit."""
    assert np.array_equal(a.signatures, b.signatures)
    assert np.array_equal(a.words, b.words)
    assert np.array_equal(a.content, b.content)
    assert_rows_same(a.anchors, b.anchors)


def assert_same(a: Made, b: Made) -> None:
    """Sketches and features are equal, bit for bit."""
    assert_sketches_same(a.sketches, b.sketches)
    assert_rows_same(a.shingles, b.shingles)
    assert_rows_same(a.stems, b.stems)


@settings(max_examples=300, deadline=None)
@given(st.lists(MIXED, max_size=4), st.integers(1, 6), st.booleans())
def test_any_text_has_its_plain_sketch(texts: list[str], k: int, anchors: bool) -> None:
    """Words of every script, marks, invisible characters and surrogates give equal rows."""
    assert_same(compiled(texts, k, anchors=anchors), plain(texts, k, anchors=anchors))


@pytest.mark.parametrize("words", [0, 1, 4, 5, 127, 128, 129, 600, 5000])
def test_long_and_short_texts_have_their_plain_sketch(words: int) -> None:
    """Blocks, stretches and the limits of what is kept leave no seam."""
    draw = random.Random(words)
    letters = "abcdefghijklmnopqrstuvwxyzABC0123456789é"
    text = " ".join("".join(draw.choices(letters, k=draw.randint(1, 20))) for _ in range(words))
    assert_same(compiled([text, text[::-1]]), plain([text, text[::-1]]))


@pytest.mark.parametrize("length", [7, 8, 9, 16, 17, 63, 64, 65, 4095, 4096, 4097, 9000])
@pytest.mark.parametrize("letter", ["a", "7", "é", "ß", "水"])
def test_words_of_any_length_meet_no_border(length: int, letter: str) -> None:
    """A word may end at or straddle every stretch in which bytes are taken."""
    texts = [letter * length, "x " + letter * length + " y", " " * length + letter]
    assert_same(compiled(texts), plain(texts))


@pytest.mark.parametrize("length", [1, 2, 5, 8, 9, 15, 16, 17, 31, 32, 33])
@pytest.mark.parametrize("number", [1, 254, 255, 256, 3000])
def test_words_of_one_length_are_hashed_together(length: int, number: int) -> None:
    """However many words of a length stand in a row, each keeps its place among the others."""
    draw = random.Random(length)
    alike = ["".join(draw.choices("abcXYZ019", k=length)) for _ in range(number)]
    mixed = [word + "é" * (draw.random() < 0.1) for word in alike]
    texts = [" ".join(alike), " ".join([*mixed, "sea", "ice", "7", "70", "2024", "202400"])]
    assert_same(compiled(texts), plain(texts))


@pytest.mark.parametrize("distinct", [2, 20, 100, 150, 400])
@pytest.mark.parametrize("words", [150, 600, 3000])
def test_anchors_of_texts_that_repeat_themselves(distinct: int, words: int) -> None:
    """Pairs that come again and again are counted once, whatever of them is looked at first."""
    draw = random.Random(distinct)
    vocabulary = [f"barge{number}"[-5:] + "lock" for number in range(distinct)]
    texts = [
        " ".join(vocabulary[place % distinct] for place in range(words)),
        " ".join(draw.choices(vocabulary[: distinct // 10 + 2], k=words)),
        " ".join(draw.choices(vocabulary, k=words)),
    ]
    assert_same(compiled(texts), plain(texts))


@pytest.mark.parametrize("mark", "\u2010’”…\u2024\u2027\u2028\u202aé£ｶ\u200d")
@pytest.mark.parametrize("before", range(56, 66))
def test_marks_at_the_border_of_what_is_read_at_once(mark: str, before: int) -> None:
    """A dash or a quotation mark may stand astride, beside others, and at the end of a text."""
    texts = [
        "x" * before + mark + "sea ice",
        "x" * before + mark,
        "sea" + "’" * (before // 3) + mark + "ice" + mark + "’",
        "é" * (before // 2) + "’" + mark + "ice “sea”—ice",
    ]
    assert_same(compiled(texts), plain(texts))


def test_a_document_ends_where_it_ends() -> None:
    """Letters of the next document are not read as the last word's."""
    texts = ["sea", "ice", "", "1", "2", "é", "e"]
    assert_same(compiled(texts), plain(texts))


@pytest.mark.parametrize("anchors", [False, True])
def test_many_texts_are_compiled_and_few_are_not(
    monkeypatch: pytest.MonkeyPatch, anchors: bool
) -> None:
    """Both ways of `sketch` and `features` give the same, on either side of the limit."""
    texts = [f"Barge {n} passed lock {n % 7} at dawn, the keeper said." for n in range(50)]
    monkeypatch.setattr(sketches, "is_loaded", lambda: False)
    few, exact = sketch(texts, anchors=anchors), features(texts)
    monkeypatch.setattr(sketches, "PLAIN", 100)
    monkeypatch.setattr(sketches, "UNMADE", 1000)
    for is_made in (True, False):
        monkeypatch.setattr(sketches, "is_at_hand", lambda is_made=is_made: is_made)
        assert_sketches_same(sketch(iter(texts), anchors=anchors), few)
        for one, other in zip(features(iter(texts)), exact, strict=True):
            assert_rows_same(one, other)


@pytest.mark.parametrize(("is_made", "plain_up_to"), [(True, 100), (False, 1000)])
def test_code_that_has_to_be_made_first_is_for_more_texts(
    monkeypatch: pytest.MonkeyPatch, is_made: bool, plain_up_to: int
) -> None:
    """How many characters are worth compiled code depends on whether it is there."""
    monkeypatch.setattr(sketches, "is_loaded", lambda: False)
    monkeypatch.setattr(sketches, "is_at_hand", lambda: is_made)
    monkeypatch.setattr(sketches, "PLAIN", 100)
    monkeypatch.setattr(sketches, "UNMADE", 1000)
    for size in (50, 150, 950, 1050):
        few, texts = sketches._is_few(iter(["x" * 10] * (size // 10)))
        assert few is (size <= plain_up_to)
        assert list(texts) == ["x" * 10] * (size // 10)


@pytest.mark.parametrize("slots", [0, 1, 8, 36, 72, 128])
@pytest.mark.parametrize("anchors", [False, True])
@pytest.mark.parametrize("shingles", [False, True])
@pytest.mark.parametrize("stems", [False, True])
def test_what_is_wanted_does_not_depend_on_what_else_is(
    slots: int, anchors: bool, shingles: bool, stems: bool
) -> None:
    """Each of signature, anchors, shingles and stems is the same with the others and without."""
    texts = [f"Barge {n} passed lock {n % 7} at dawn, the keeper said." for n in range(50)]
    wanted = Wanted(5, slots, 1, ANCHORS if anchors else 0, ANCHOR_SHARE, shingles, stems)
    found = list(sketch_batches(texts, wanted))[-1]
    every = plain(texts, anchors=anchors)
    assert found.signatures.shape == (len(texts), slots)
    assert np.array_equal(
        found.signatures, plain(texts, slots=slots or 1).sketches.signatures[:, :slots]
    )
    assert np.array_equal(found.content, every.sketches.content)
    assert np.array_equal(found.anchors, every.sketches.anchors.values)
    assert np.array_equal(found.shingles, every.shingles.values if shingles else [])
    assert np.array_equal(found.stems, every.stems.values if stems else [])


def test_more_batches_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches come back in order, from however many threads."""
    monkeypatch.setattr("dedup.lsh.compiled.BATCH", 40)
    texts = [f"Barge {n} passed lock {n % 7} at dawn, the keeper said." for n in range(50)]
    assert_same(compiled(texts), plain(texts))


@given(st.lists(st.integers(0, 90), max_size=40), st.integers(1, 99))
def test_a_list_is_cut_where_an_iterator_is(lengths: list[int], most: int) -> None:
    """Batches of a list end where those of texts that come one by one do, and lose none."""
    texts = ["x" * length for length in lengths]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dedup.lsh.compiled.BATCH", most)
        cut = list(batches.cut(texts))
        assert cut == list(batches.cut(iter(texts)))
    parts = [part for part in cut if isinstance(part, list)]
    assert len(parts) == len(cut)
    assert [text for part in parts for text in part] == texts
    assert all(parts)


def test_bytes_that_are_no_utf8_are_named() -> None:
    """A place that cannot be decoded is an error, not a guess."""
    asked = np.zeros((3, 2), dtype=np.int64)
    asked[0, 0], asked[1] = 1, (-1, 2)
    with pytest.raises(UnicodeDecodeError, match="at byte 2"):
        Tables().learn(np.frombuffer(b"ab\xff" + bytes(PAD), dtype=np.uint8), asked)


def test_uncommon_words_begin_anew_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The table of words is bounded, and a word that was forgotten is learnt again."""
    monkeypatch.setattr("dedup.lsh.characters._MOST_WORDS", 8)
    known = Tables()
    for number in range(30):
        word = "ß" * (number + 1)
        data = pack([word]).data
        asked = np.zeros((3, 2), dtype=np.int64)
        asked[0, 0], asked[1] = 1, (0, 2 * (number + 1))
        known.learn(data, asked)
        keys, values = known.arrays[2:]
        place = np.flatnonzero(keys == xxhash.xxh64_intdigest(word.encode()) | 1)
        folded = "s" * (2 * number + 2)
        assert values[place, 0].tolist() == [xxhash.xxh64_intdigest(folded.encode())]
    assert np.count_nonzero(known.arrays[2]) <= 8


def test_which_characters_may_compose_is_known_without_a_search() -> None:
    """The characters that merge with the one before them are all looked up in the set of them."""
    every = set(characters._JAMO)
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and parts[0][0] != "<":
            every.add(int(parts[1], 16))
    assert characters._composing() == every
    assert all(map(characters._may_compose, every))


@pytest.mark.parametrize("strict", [False, True])
def test_texts_sketched_ahead_stand_in_their_places(
    monkeypatch: pytest.MonkeyPatch, strict: bool
) -> None:
    """Texts that are long are sketched before the others, and come out where they stand."""
    monkeypatch.setattr("dedup.lsh.compiled.LONGEST_TEXT", 100)
    load()
    texts = ["sea ice", "harbour " * 40, "", "a ferry", "reef and ferry " * 30, "wheat"]
    told: list[Ragged] = []
    assert_sketches_same(sketch(texts, strict=strict, stems=told.append), plain_sketch(texts))
    found = [sorted(row.tolist()) for part in told for row in part]
    assert found == [row.tolist() for row in plain_features(texts)[1]]
