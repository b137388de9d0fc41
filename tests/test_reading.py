"""Texts read by compiled code, held to plain code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.text import compiled, lexicon
from dedup.text.compact import opened
from dedup.text.compiled import read_compact, read_compiled, read_texts, read_worded
from dedup.text.reading import Reading, read_text
from dedup.text.words import iter_words

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
PROSE = st.sampled_from(
    [
        "The ferry Aldis sank off Port Mirren in 2019. ",
        "“It held,” she said, and nobody was HURT.\n",
        "It held; it held; it held. ",
        "* * *\n",
        "Zwölf Boxkämpfer jagten Viktor ٣ ½ x². ",
        "Die Straße am GROẞEN Fluß. ",
        "Nobody sank! ",
        "unforgettablyextraordinarinesses0123456789 ",
        "ǅungla Kelvin \u212aelvin ﬁnds ŉ. ",
        "Share this story\n",
        "2 Comments\n",
    ]
)
# What the rules about stops look at, whole and in pieces.
STOPS = st.sampled_from(
    [
        *". ? ! … ?! ... . .. : ; , 。 ！ ॥ ‼ \u1362".split(),
        *"\" ' '' `` ” “ ’ ‘ » « ( ) [ ] [3] [1234] } * — – - / @ % _ \\t & #".split(),
        *"Mr Mrs Dr St st No no U.S e.g Mass mass Col col Jan p.m etc. Inc Ltd 5 12 2019".split(),
        *"The In in a A I it X. J. Ito ito eBay IPhone märz März Mai \u212aan kan Yahoo".split(),
        *"com Com Sen then-Sen D-Mass Fig word Word WORD ÉCOLE école ǅ 港 は ん ² ½ ٣".split(),
        *[" ", " ", " ", "  ", "\u00a0", "\t", "\n", "\r\n", "\x85", "\u2028", "\x1c"],
        *["• ", "■ ", "1. ", "(2) ", "a) ", "\n\n", "\n    ", " Then ", " it went on "],
        "a line of some forty-eight columns of plain text",
        "another line that is hard-wrapped, and ends so,",
        "with a word that runs over the end of lines the",
    ]
)
INTRICATE = st.sampled_from(["港は凍った。", "e\u0301te\u0301 ", "ferry\u00adman "])


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> Iterator[None]:
    """Compiled code is there, and a lexicon that knows nothing."""
    compiled.load()
    kept = lexicon._current
    lexicon._current = lexicon.Lexicon()
    yield
    lexicon._current = kept


def told(found: Reading | None) -> list[tuple[str, object, object, object]]:
    """All arrays with their kinds of numbers."""
    assert found is not None
    return [
        (name, array.dtype, array.shape, array.tolist()) for name, array in found._asdict().items()
    ]


def assert_same(*texts: str) -> None:
    """Compiled code says what plain code says, of all texts in one call and of each alone."""
    expected = [told(read_text(text)) for text in texts]
    assert list(map(told, read_compiled(texts))) == expected
    assert [told(read_compiled([text])[0]) for text in texts] == expected


def assert_worded(*texts: str) -> None:
    """Words are those that plain code finds in each sentence of content, in order."""
    found = read_worded(texts)
    for text, one, compact in zip(texts, found, read_compact(texts), strict=True):
        assert (one is None) == (compact is None)
        if one is None or compact is None:
            continue
        reading, words = one
        assert told(opened(reading)) == told(opened(compact))
        expected = read_text(text)
        plain = [
            word
            for start, end in expected.cuts[expected.content].tolist()
            for word in iter_words(text, start, end)
        ]
        hashes = [xxhash.xxh64_intdigest(word.folded.encode()) for word in plain]
        assert words.hashes.view(np.uint64).tolist() == hashes
        assert words.places.tolist() == [
            [word.start, word.end, int(text[max(word.start - 1, 0)] in "'’ʼ＇")] for word in plain
        ]


@given(st.lists(st.lists(PROSE | INTRICATE, max_size=12).map("".join), min_size=1, max_size=4))
def test_words_are_told_as_plain_code_reads_them(texts: list[str]) -> None:
    """Each word of content is told with its hash and place, those that plain code folds too."""
    assert_worded(*texts)


@given(st.text("aB1. \n’é\"'“”?!…ŉǅﬁ", max_size=60))
def test_any_words_are_told(text: str) -> None:
    """So are those of any string."""
    assert_worded(text)


def test_words_of_many_and_of_long_texts_are_told() -> None:
    """Words of one text follow those of another, in several calls; those of a book are alone."""
    words = " ".join(f"word{number}" for number in range(20_000))
    assert_worded(*(f"Ferry {number} sank. {'It held. ' * (number % 7)}" for number in range(300)))
    assert_worded("It held.", f"{words}.", "Nobody sank.", f"{words} {words} {words} {words}.")


@given(st.lists(st.lists(PROSE, max_size=12).map("".join), min_size=1, max_size=4))
def test_prose_is_read_as_plain_code_reads_it(texts: list[str]) -> None:
    """Sentences, furniture, words, stems, marks and wordings are the same to the last bit."""
    assert_same(*texts)


@settings(max_examples=1000)
@given(st.lists(STOPS, max_size=40).map("".join) | st.lists(STOPS, max_size=40).map(" ".join))
def test_stops_end_sentences_as_plain_rules_say(text: str) -> None:
    """Whatever stands around stops and line breaks, sentences are cut where plain code cuts."""
    (found,) = read_compiled([text])
    if found is not None:
        assert told(found) == told(read_text(text))


@settings(max_examples=300)
@given(
    st.text(st.characters(), max_size=60)
    | st.text("aB1. \n’é\"'“”?!…", max_size=60)
    | st.text(st.characters(max_codepoint=0x2FFF), max_size=60)
)
def test_any_text_is_read_or_left(text: str) -> None:
    """Any string gives what plain code gives; only marks and the like are left to that."""
    (found,) = read_compiled([text])
    assert told(read_texts([text])[0]) == told(read_text(text))
    if found is not None:
        assert told(found) == told(read_text(text))
    elif text.isascii():
        pytest.fail("a text of ASCII was left")


@given(PROSE, INTRICATE)
def test_intricate_words_are_left_to_plain_code(plain: str, intricate: str) -> None:
    """A text with marks, invisible characters or a script without spaces is left, others not."""
    found = read_compiled([plain, plain + intricate, plain])
    assert found[1] is None
    assert told(found[0]) == told(found[2]) == told(read_text(plain))
    everything = read_texts([plain, plain + intricate])
    assert told(everything[1]) == told(read_text(plain + intricate))


def test_intricate_furniture_is_no_hindrance() -> None:
    """Only what is read has to be plain."""
    assert_same("The ferry sank off Port Mirren, officials say.\n\nPhoto: Rene\u0301 Ito")


@pytest.mark.parametrize("name", ["source.txt", "rewrite-1.txt", "merged.txt", "brief.txt"])
def test_articles_are_read_alike(name: str) -> None:
    """A whole article gives the same by both."""
    assert_same((EXAMPLE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("mark", ["-", "é", "—", "😀", "“É”"])
def test_texts_of_any_length_are_read_alike(mark: str) -> None:
    """Wherever a text ends among the characters that are read at once, however wide these are."""
    text = f"Old Aldis sank{mark} It's the U.S. ferry’s end. \n2 Comments\n" * 6
    texts = [text[:length] for length in range(260)]
    found = read_compiled(texts)
    for one, reading in zip(texts, found, strict=True):
        # Whatever is beyond two bytes may be a script without spaces.
        assert reading is not None or mark > "\uffff"
        assert reading is None or told(reading) == told(read_text(one))
    assert_worded(*(text[length:] for length in range(140)))


def test_strings_of_other_types_are_read_alike() -> None:
    """What is derived from a string is read as the string that it is."""
    derived = type("Derived", (str,), {"__str__": lambda _: "港", "__len__": lambda _: 1})
    (found,) = read_compiled([derived("The ferry sank.")])
    assert told(found) == told(read_text("The ferry sank."))


def test_every_letter_is_folded_alike() -> None:
    """Words of any letter or digit have the hashes, stems and marks that plain code gives."""
    characters = "".join(filter(str.isalnum, map(chr, range(0x3000))))
    read = 0
    for before, after in (("", ""), ("a", "b"), ("Ab1", "cdefg"), ("ß", "ß"), ("1", "2")):
        words = [f"{before}{character}{after}" for character in characters]
        texts = [" ".join(words[start : start + 16]) for start in range(0, len(words), 16)]
        for text, found in zip(texts, read_compiled(texts), strict=True):
            if found is not None:
                assert told(found) == told(read_text(text))
                read += 1
    assert read > 500


def test_long_texts_are_read_alike() -> None:
    """More words than two bytes can count, in sentences longer than usual, give the same."""
    words = " ".join(f"word{number}" for number in range(40_000))
    assert_same("It held.", f"{words}. {words.upper()}. It held.", "Nobody sank.")


def test_many_texts_are_read_in_several_calls() -> None:
    """Each text has its own reading, however many are read."""
    texts = [f"Ferry {number} sank. {'It held. ' * (number % 7)}" for number in range(700)]
    assert list(map(told, read_texts(texts))) == [told(read_text(text)) for text in texts]


def test_texts_beyond_all_room_are_left_to_plain_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of many megabytes, for which compiled code would need too much room, never reach it."""
    texts = ["It held.", "The old ferry sank.", "So?"]
    monkeypatch.setattr(compiled, "_LONGEST", 10)
    assert [read_compiled([text])[0] is None for text in texts] == [False, True, False]
    assert list(map(told, read_texts(texts))) == [told(read_text(text)) for text in texts]


def test_other_abbreviations_are_known() -> None:
    """Abbreviations that a collection taught are no ends of sentences, in any text."""
    texts = ["Der Weg ist ca. 5 km lang. Er ist steil.", "港 ist ca. alt.", "Es sind ca. Zehn."]
    known = frozenset({"ca"})
    expected = [told(read_text(text, known)) for text in texts]
    assert list(map(told, read_texts(texts, known))) == expected
    assert len(read_texts(texts, known)[2].cuts) == 1


def test_no_texts_are_no_readings() -> None:
    """Nothing comes of nothing, and an empty text has an empty reading."""
    assert read_texts([]) == []
    assert_same("", " \n", "*")


def test_readings_do_not_share_memory() -> None:
    """What is read next does not change what was read before."""
    (first,) = read_compiled(["The ferry sank."])
    before = told(first)
    read_compiled(["Nobody was hurt, they said, when it sank."] * 3)
    assert told(first) == before
