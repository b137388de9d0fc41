"""What a comparison knows of one document, held to a plain reading of its sentences."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.diff.profile import (
    LONG,
    MOST_RARITY,
    Profile,
    _terms,
    profile_of,
)
from dedup.diff.remembered import cached_profiles, remembered
from dedup.document import Document
from dedup.text.compiled import load
from dedup.text.content import LEAST_RARITY, MOST_USES
from dedup.text.furniture import furniture
from dedup.text.reading import Reading
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
    folded: list[tuple[str, ...]] = []
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
        folded.append(tuple(map(fold, words)))
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
        "is_furniture": flags,
        "content": content,
        "lengths": [len(stems) for stems in sequence],
        "wording": [folded.index(words) for words in folded],
        "keys": keys,
        "rarity": rarity,
        "bounds": bounds,
        "names": sorted(names),
        "numbers": sorted(numbers),
        "terms": plain_terms(sequence, dict(zip(keys, rarity, strict=True)), names | numbers),
    }


def plain_terms(
    sequence: list[tuple[int, ...]], rarity: dict[int, float], facts: set[int]
) -> dict[str, list[int] | list[float]]:
    """The terms of a text, by counting its words one by one."""
    words = [stem for sentence in sequence for stem in sentence]
    every = sorted(set(words))
    seldom = [w for w in every if words.count(w) <= MOST_USES and rarity[w] > LEAST_RARITY]
    mass = dict.fromkeys(facts, 0.0)
    for sentence in sequence:
        for word in facts & set(sentence):
            mass[word] += rarity[word]
    return {
        "every": every,
        "seldom": seldom,
        "first": [words.index(w) for w in seldom],
        "weight": [min(rarity[w], MOST_RARITY) for w in seldom],
        "fact": sorted(facts),
        "fact_mass": [mass[w] for w in sorted(facts)],
    }


def told(found: Profile) -> dict[str, object]:
    """What a profile says, arrays as lists."""
    wording = found.wording.tolist()
    return {
        "spans": found.spans,
        **{
            name: getattr(found, name).tolist()
            for name in ("is_furniture", "content", "lengths", "keys", "rarity", "bounds")
        },
        # Which number stands for a sentence is its own matter.
        "wording": [wording.index(number) for number in wording],
        "names": found.names.tolist(),
        "numbers": found.numbers.tolist(),
        "terms": {name: array.tolist() for name, array in found.terms._asdict().items()},
    }


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_profile_is_what_its_sentences_say(text: str) -> None:
    """A profile holds what reading each sentence by itself gives."""
    assert told(profile(text)) == plain_profile(text)


@given(st.text(st.characters(), max_size=80))
def test_any_text_has_a_profile(text: str) -> None:
    """Any string at all, lone surrogates included, gives the profile of its sentences."""
    assert told(profile(text)) == plain_profile(text)


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
    assert found.is_furniture.tolist() == [False, True]
    assert found.content.tolist() == [0]
    assert found.words == 9
    assert stem_of("Comments").key not in found.names
    assert not len(found.numbers)


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    """Words capitalised inside a sentence are names; the first word and single letters are not."""
    found = profile("Yesterday the ferry Aldis left, and I stayed in Mirren.")
    assert set(found.names.tolist()) == {stem_of("Aldis").key, stem_of("Mirren").key}


def test_words_with_digits_are_numbers() -> None:
    """Words with a digit count as numbers, spelled-out ones do not."""
    found = profile("Some 61 boats and twelve barges took the A12 in 2019.")
    assert set(found.numbers.tolist()) == {stem_of(word).key for word in ("61", "A12", "2019")}


def test_types_are_fixed_whatever_the_text() -> None:
    """Arrays are of 64-bit integers and floats for empty texts as for others."""
    for text in ("", "The quay froze."):
        found = profile(text)
        for array in (found.content, found.lengths, found.keys, found.bounds):
            assert array.dtype == np.int64
        assert found.rarity.dtype == np.float64


def test_equal_sentences_have_one_number_in_all_texts() -> None:
    """A sentence's wording has the same number wherever it stands, and other wordings others."""
    a = profile("It held. The old quay froze over, and nobody came to see it on that long day.")
    b = profile("Quay the old froze over! IT HELD? “It held.” Held it.")
    assert b.wording.tolist()[1:3] == [a.wording.tolist()[0]] * 2
    assert len({*a.wording.tolist(), *b.wording.tolist()}) == 4


def test_long_texts_have_wider_numbers() -> None:
    """Places beyond what two bytes hold are kept in full."""
    words = " ".join(map(str, range(70_000)))
    found = profile(f"{words}. {words}.")
    assert len(found.every) == 70_000
    assert np.array_equal(np.sort(found.keys[:70_000]), found.every)
    assert found.terms.first.max() == 69_999


def test_the_sequence_holds_every_word() -> None:
    """The stems of all content words stand in the sequence, in the order of the text."""
    found = profile("The ferry Aldis sank. Nobody was hurt when the ferry sank.")
    words = "the ferry aldis sank nobody was hurt when the ferry sank".split()
    assert found.every[found.sequence].tolist() == [stem_of(word).key for word in words]
    assert len(found.sequence) == found.words


def test_terms_of_long_texts_are_remembered() -> None:
    """The terms of a text as long as a book are made once, and are those of any other."""
    words = " ".join(f"word{number}" for number in range(LONG))
    found = profile(f"Reyes said {words}.")
    assert found.terms is found.terms
    assert all(map(np.array_equal, found.terms, _terms(found)))


def test_a_profile_is_small() -> None:
    """The arrays of an article take less than the text itself twice over."""
    found = profile((EXAMPLE / "source.txt").read_text(encoding="utf-8"))
    arrays = [getattr(found, name) for name in Reading._fields]
    assert sum(array.nbytes for array in arrays) < 2 * len(found.document.text)


class TestRemembered:
    TEXTS = ("The ferry Aldis sank.", "Nobody was hurt, they said.", "港は凍った。")

    def test_is_what_is_made_anew(self) -> None:
        """Profiles that are remembered say what those say that are not."""
        documents = [Document(text, text) for text in self.TEXTS]
        for found, document in zip(cached_profiles(documents), documents, strict=True):
            assert told(found) == told(profile_of(document))
            assert found.document is document

    def test_the_same_text_is_read_once(self) -> None:
        """A document asked for again has the same profile; another with its text its own name."""
        load()
        first = Document("a", self.TEXTS[0])
        (found,) = cached_profiles([first])
        assert cached_profiles([first, first]) == [found, found]
        (other,) = cached_profiles([Document("b", self.TEXTS[0])])
        assert other.document.id == "b"
        assert other.tokens is found.tokens
        assert told(other) == told(found)

    def test_of_what_plain_code_reads(self) -> None:
        """A text that compiled code cannot read is remembered too."""
        (found,) = cached_profiles([Document("a", self.TEXTS[2])])
        (other,) = cached_profiles([Document("b", self.TEXTS[2])])
        assert other.document.id == "b"
        assert other.lengths is found.lengths

    def test_abbreviations_tell_texts_apart(self) -> None:
        """What ends with a stop in mid-sentence is part of what is remembered."""
        text = "It cost ungf. Five crowns."
        sizes = [
            len(cached_profiles([Document("a", text)], frozenset(known))[0].cuts)
            for known in ((), ("ungf",), ())
        ]
        assert sizes == [2, 1, 2]

    def test_keeps_the_last_few(self) -> None:
        """Of very many texts those that were asked for last are kept."""
        documents = [Document(str(n), f"Quay number {n} froze.") for n in range(100)]
        found = cached_profiles(documents)
        again = cached_profiles(documents[-1:] + documents[:1])
        assert again[0] is found[-1]
        assert again[1] is not found[0]
        assert told(again[1]) == told(found[0])

    def test_few_long_texts(self) -> None:
        """Of texts as long as books the last two are kept, and more if there is room for them."""
        remembered.clear()
        books = [Document(str(n), f"Quay number {n} froze. " + " \n" * (1 << 21)) for n in range(4)]
        found = [cached_profiles([book])[0] for book in books]
        assert cached_profiles(books[2:]) == found[2:]
        article = Document("a", "The quay froze.")
        (other,) = cached_profiles([article])
        again = cached_profiles([books[2], article])
        assert again[0] is not found[2]
        assert again[1] is other

    def test_threads_may_share(self) -> None:
        """Many threads get what one does, at whatever moment the others forget."""
        documents = [Document(str(n), f"Quay number {n} froze.") for n in range(100)]
        expected = [told(profile_of(document)) for document in documents]

        def work(start: int) -> bool:
            order = [(start + n) % 100 for n in range(100)]
            return all(told(cached_profiles([documents[n]])[0]) == expected[n] for n in order)

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(0, 100, 7)))
