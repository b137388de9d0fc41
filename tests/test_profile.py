"""What a comparison knows of one document, held to a plain reading of its sentences."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff.profile import LEAST_RARITY, MOST_RARITY, MOST_USES, Profile, profile_of
from dedup.document import Document
from dedup.text.furniture import furniture
from dedup.text.sentences import sentences
from dedup.text.stems import stem_of
from dedup.text.words import fold, raw_words

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "newswire"
PIECES = st.sampled_from(
    [
        "The ferry Aldis sank off Port Mirren in 2019. ",
        "Nobody was hurt, Mr. Ito said at 5 p.m. ",
        "“It held,” she said.\n",
        "\n\n",
        "Share this story\n",
        "* * *\n",
        "港は凍った。船は沈んだ。",
        "🚢🚢 ",
        "2 Comments\n",
        "e\u0301te\u0301 Zwölf Boxkämpfer. ",
        "\u00ad\u200b",
    ]
)


def profile(text: str) -> Profile:
    """The profile of a bare text."""
    return profile_of(Document("x", text))


def plain_profile(text: str) -> dict[str, object]:
    """What a profile says, gathered one sentence at a time."""
    spans = sentences(text)
    flags = furniture(text, spans)
    content: list[int] = []
    sequence: list[tuple[int, ...]] = []
    wording: list[int] = []
    keys: list[int] = []
    rarity: list[float] = []
    bounds = [0]
    names: set[int] = set()
    numbers: set[int] = set()
    for index, (span, flag) in enumerate(zip(spans, flags, strict=True)):
        words = [] if flag else raw_words(span.of(text))
        if not words:
            continue
        content.append(index)
        sequence.append(tuple(stem_of(word).key for word in words))
        folded = " ".join(map(fold, words)).encode("utf-8", "surrogatepass")
        wording.append(xxhash.xxh64_intdigest(folded))
        distinct = {stem_of(word).key: stem_of(word).idf for word in words}
        keys += distinct
        rarity += distinct.values()
        bounds.append(len(keys))
        for place, word in enumerate(words):
            if not word.isalpha():
                numbers.add(stem_of(word).key)
            elif place and word[0].isupper() and len(word) > 1:
                names.add(stem_of(word).key)
    return {
        "spans": tuple(spans),
        "is_furniture": tuple(flags),
        "content": content,
        "lengths": [len(stems) for stems in sequence],
        "sequence": tuple(sequence),
        "wording": tuple(wording),
        "keys": keys,
        "rarity": rarity,
        "bounds": bounds,
        "names": names,
        "numbers": numbers,
    }


def told(found: Profile) -> dict[str, object]:
    """The fields of a profile but its document and terms, arrays as lists."""
    fields = {
        field.name: getattr(found, field.name)
        for field in dataclasses.fields(found)
        if field.name not in {"document", "terms"}
    }
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in fields.items()
    }


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_profile_is_what_its_sentences_say(text: str) -> None:
    """A profile holds what reading each sentence by itself gives."""
    assert told(profile(text)) == plain_profile(text)


@given(st.text(st.characters(), max_size=80))
def test_any_text_has_a_profile(text: str) -> None:
    """Any string at all, lone surrogates included, gives the profile of its sentences."""
    assert told(profile(text)) == plain_profile(text)


def check_terms(found: Profile) -> None:
    """Assert that the terms of a text are what counting its words one by one gives."""
    words = [stem for sentence in found.sequence for stem in sentence]
    rarity = dict(zip(found.keys.tolist(), found.rarity.tolist(), strict=True))
    every = sorted(set(words))
    seldom = [w for w in every if words.count(w) <= MOST_USES and rarity[w] > LEAST_RARITY]
    facts = sorted(found.names | found.numbers)
    told_in = {w: sum(w in sentence for sentence in found.sequence) for w in facts}
    terms = found.terms
    assert terms.every.tolist() == every
    assert terms.seldom.tolist() == seldom
    assert terms.first.tolist() == [words.index(w) for w in seldom]
    assert terms.weight.tolist() == [min(rarity[w], MOST_RARITY) for w in seldom]
    assert terms.fact.tolist() == facts
    assert terms.fact_mass.tolist() == pytest.approx([rarity[w] * told_in[w] for w in facts])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_terms_are_what_counting_gives(text: str) -> None:
    """The terms of a text, seldom words, names and numbers, are what a plain count gives."""
    check_terms(profile(text))


@pytest.mark.parametrize("name", ["source.txt", "rewrite-1.txt"])
def test_terms_of_news_are_what_counting_gives(name: str) -> None:
    """The terms of a whole article are what a plain count gives."""
    check_terms(profile((EXAMPLE / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["source.txt", "verbatim.txt", "rewrite-1.txt", "merged.txt"])
def test_a_news_text_has_the_plain_profile(name: str) -> None:
    """A whole article, furniture and all, gives what reading each sentence by itself gives."""
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    assert told(profile(text)) == plain_profile(text)


@pytest.mark.parametrize("text", ["", " \n\n\t", "* * *", "…"])
def test_a_text_without_words_has_no_content(text: str) -> None:
    """White space and punctuation are no content, and bounds still have their first zero."""
    found = profile(text)
    assert found.words == 0
    assert len(found.content) == len(found.lengths) == len(found.keys) == 0
    assert found.bounds.tolist() == [0]


def test_furniture_is_set_apart() -> None:
    """Furniture is among the sentences and flagged, but gives no content, names or numbers."""
    text = "The pier of Skerry fell last night, officials say.\n\n2 Comments"
    found = profile(text)
    assert found.is_furniture == (False, True)
    assert found.content.tolist() == [0]
    assert found.words == 9
    assert stem_of("Comments").key not in found.names
    assert found.numbers == frozenset()


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    """Words capitalised inside a sentence are names; the first word and single letters are not."""
    found = profile("Yesterday the ferry Aldis left, and I stayed in Mirren.")
    assert found.names == {stem_of("Aldis").key, stem_of("Mirren").key}


def test_words_with_digits_are_numbers() -> None:
    """Words with a digit count as numbers, spelled-out ones do not."""
    found = profile("Some 61 boats and twelve barges took the A12 in 2019.")
    assert found.numbers == {stem_of(word).key for word in ("61", "A12", "2019")}


def test_types_are_fixed_whatever_the_text() -> None:
    """Arrays are of 64-bit integers and floats for empty texts as for others."""
    for text in ("", "The quay froze."):
        found = profile(text)
        for array in (found.content, found.lengths, found.keys, found.bounds):
            assert array.dtype == np.int64
        assert found.rarity.dtype == np.float64
