"""Words, their offsets and their folding, held to a slow reading of the definition."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.words import (
    Word,
    WordReader,
    _word,
    fold,
    have_same_words,
    is_unspaced,
    iter_words,
    raw_words,
    word_list,
)

UNSPACED = "Han Hiragana Katakana Bopomofo Thai Lao Khmer Myanmar Tibetan".split()
INVISIBLE = set("\u00ad\u200b\u200c\u200d\u2060\ufeff")
SELECTORS = {chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}

# Every kind of character that the definition tells apart, and some that are easily mistaken.
KINDS = (
    "aZzß09_ .,-'\"\n\t éÀøŒſŸªº²½µ×÷¡¿§«»\u00a0\u00ad‘’“”–—…€ʼˈ"
    "\u0301\u0308\u20e3\u200b\u200d\u2060\ufeff\ufe0f\ufe0e\U000e0100"
    "жЯ\u0451אبـ\u064e٣नि\u094dक한국\u1112\u1161\u11ab"
    "中文々〇かガ\u3099ーｱﾞㄅกำ\u0e31ົຂកាမ\u1039ད\u0f72"
    "ＡＢ２ﬁⅣİıΣς🙂👍🏽❤⚽🇨🇭©™\ud800\udfff\U00020000\U0001d400"
)
texts = st.one_of(
    st.text(),
    st.text(alphabet=KINDS, max_size=30),
    st.text(alphabet=st.characters(max_codepoint=0x7F)),
    st.text(alphabet=st.characters(max_codepoint=0x24F)),
    st.text(alphabet=st.characters(max_codepoint=0x20CF) | st.sampled_from("‘’“”–—…•€")),
    st.text(alphabet=st.characters()),
)


@cache
def has(pattern: str, character: str) -> bool:
    """Whether a character has a Unicode property."""
    return regex.fullmatch(pattern, character) is not None


def unspaced(character: str) -> bool:
    """Whether its script is written without spaces."""
    return any(has(rf"\p{{Script={script}}}", character) for script in UNSPACED)


def spaced(character: str) -> bool:
    """Whether it builds words with its neighbours."""
    return (
        has(r"[\p{L}\p{M}\p{N}]", character)
        and not unspaced(character)
        and character not in SELECTORS
    )


def slow_words(text: str) -> list[str]:
    """The definition, character by character: the oracle of the patterns."""
    words = []
    start = 0
    while start < len(text):
        first, end = text[start], start + 1
        if unspaced(first) and has(r"[\p{L}\p{N}]", first):
            while end < len(text) and has(r"\p{M}", text[end]):
                end += 1
        elif spaced(first):
            at = end
            while at < len(text):
                if spaced(text[at]):
                    end = at + 1
                elif text[at] not in INVISIBLE | SELECTORS:
                    break
                at += 1
        elif has(r"\p{M}", first) and first not in SELECTORS:
            while end < len(text) and has(r"\p{M}", text[end]) and text[end] not in SELECTORS:
                end += 1
        else:
            start += 1
            continue
        words.append(text[start:end])
        start = end
    return words


def slow_fold(word: str) -> str:
    """NFKC, full case folding, NFC, without what cannot be seen."""
    visible = "".join(c for c in word if c not in INVISIBLE | SELECTORS)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", visible).casefold())


class TestOracle:
    @given(texts)
    def test_words_are_those_of_the_definition(self, text: str) -> None:
        """On any text the words are what reading the definition character by character gives."""
        assert raw_words(text) == slow_words(text)

    @given(texts)
    def test_fast_paths_equal_the_full_pattern(self, text: str) -> None:
        """The quick patterns for ASCII and Latin text find what the full pattern finds."""
        assert word_list(text) == [slow_fold(word) for word in _word().findall(text)]

    @given(texts, texts)
    def test_a_reader_gives_the_words_of_each_stretch(self, first: str, second: str) -> None:
        """Words read without offsets are those of the full pattern, stretch by stretch."""
        text = f"{first} {second}"
        reader = WordReader(text)
        for start, end in ((0, len(first)), (len(first), len(text)), (0, len(text))):
            assert reader.words(start, end) == _word().findall(text, start, end)

    def test_a_reader_knows_every_character(self) -> None:
        """Each character of Unicode by itself and between letters is read as the pattern has it."""
        for code in (*range(0x3000), *range(0xA000, 0x11000), *range(0x1F000, 0x1F800)):
            text = f"a{chr(code)}b {chr(code)}"
            assert WordReader(text).words(0, len(text)) == _word().findall(text)

    def test_every_character_takes_the_right_path(self) -> None:
        """Each code point alone and between letters gives what the full pattern gives."""
        for code in range(0x3100):
            for text in (chr(code), f"a{chr(code)}b", f"é{chr(code)}é"):
                assert raw_words(text) == _word().findall(text), hex(code)

    @given(texts)
    def test_folding_is_the_stated_one(self, word: str) -> None:
        """Folding is NFKC, case folding and NFC of the visible characters, on ASCII too."""
        assert fold(word) == slow_fold(word)

    @given(texts)
    def test_folding_settles(self, word: str) -> None:
        """The folded form of a word of a text is its own folded form."""
        for folded in word_list(word):
            assert fold(folded) == folded

    @given(texts)
    def test_decomposed_equals_composed(self, text: str) -> None:
        """Words fold alike however their accents are composed."""
        for word in raw_words(text):
            assert fold(unicodedata.normalize("NFD", word)) == fold(word)


class TestOffsets:
    @given(texts)
    def test_offsets_slice_to_the_word(self, text: str) -> None:
        """The slice at a word's offsets folds to the word, and words do not overlap."""
        words = list(iter_words(text))
        assert [word.folded for word in words] == word_list(text)
        assert [fold(text[word.start : word.end]) for word in words] == word_list(text)
        ends = [0, *(word.end for word in words)]
        assert all(end <= word.start for end, word in zip(ends, words, strict=False))

    @given(texts, st.data())
    def test_a_stretch_is_read_alone(self, text: str, data: st.DataObject) -> None:
        """Words of a stretch are the words of that slice, with offsets of the whole text."""
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        expected = [
            Word(word.folded, word.start + start, word.end + start)
            for word in iter_words(text[start:end])
        ]
        assert list(iter_words(text, start, end)) == expected


class TestSpellings:
    @pytest.mark.parametrize(
        "mark", list("'’‘‛`´＇\"“”„«»‐‑‒–—―-_…·/&@#.,;:!?()[]{}|\\\u00a0\u3000")
    )
    def test_punctuation_parts_words(self, mark: str) -> None:
        """Quotes, dashes, apostrophes and other punctuation are no letters, typographic or not."""
        assert word_list(f"don{mark}t") == ["don", "t"]
        assert word_list(mark) == []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("STRASSE", "straße"),
            ("２０２４ ＡＢＣ", "2024 abc"),
            ("cafe\u0301 Å", "café A\u030a"),
            ("ΟΔΟΣ", "οδος"),
            ("ﬁnal", "final"),
            ("Ⅳ", "iv"),
            ("Don’t — “stop”", "don't - 'stop'"),
            ("co\u00adoper\u00adate", "cooperate"),
            ("zero\u200bwidth\u200d\u2060\ufeffjoin", "zerowidthjoin"),
            ("葛\U000e0100城", "葛城"),
            ("か\u3099", "が"),
            ("ЁЖ", "е\u0308ж"),
            ("\u1112\u1161\u11ab", "한"),
        ],
    )
    def test_spellings_of_one_text_are_equal(self, one: str, other: str) -> None:
        """Case, width, composition, ligatures and invisible characters make no difference."""
        assert word_list(one) == word_list(other) != []

    def test_different_words_stay_different(self) -> None:
        """Folding does not strip accents or merge letters that only look alike."""
        assert fold("resume") != fold("résumé")
        assert fold("а") != fold("a")  # Cyrillic and Latin

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("東京は2024年", ["東", "京", "は", "2024", "年"]),
            ("新闻 NEWS報", ["新", "闻", "news", "報"]),
            ("がぎ", ["が", "ぎ"]),
            ("か\u3099き", ["が", "き"]),
            ("น้ำท่วม", ["น้", "ำ", "ท่", "ว", "ม"]),
            ("ຂ່າວ", ["ຂ່", "າ", "ວ"]),
            ("ព័ត៌មាន", ["ព័", "ត៌", "មា", "ន"]),
        ],
    )
    def test_unspaced_scripts_go_by_character(self, text: str, words: list[str]) -> None:
        """Scripts without spaces give one word a character, with its marks; others run on."""
        assert word_list(text) == [fold(word) for word in words]

    @pytest.mark.parametrize(
        "word",
        ["한국어", "서울시장은", "новости", "ειδήσεις", "חדשות", "أخبار", "समाचार", "ዜና", "լուր"],
    )
    def test_spaced_scripts_stay_whole(self, word: str) -> None:
        """Words of Korean, Greek, Cyrillic, Arabic, Devanagari and their like stay whole."""
        assert raw_words(f"{word}, {word}.") == [word, word]

    @pytest.mark.parametrize(
        "symbol",
        ["🙂", "👍🏽", "❤️", "❤", "👩\u200d🚒", "🇨🇭", "©", "™️", "€", "→", "½\u2044"[1:], "×"],
    )
    def test_symbols_part_words(self, symbol: str) -> None:
        """Emoji, whole with their selectors and joiners, and other symbols are no words."""
        assert word_list(f"love{symbol}cats") == ["love", "cats"]
        assert word_list(symbol) == []

    def test_a_selector_glues_nothing_to_the_next_word(self) -> None:
        """The variation selector of an emoji does not make the following word another."""
        assert word_list("❤️cats") == word_list("❤cats") == ["cats"]

    def test_lone_surrogates_part_words(self) -> None:
        """A lone surrogate, which a broken decoder leaves, is passed over and breaks nothing."""
        assert list(iter_words("ab\ud83dcd é")) == [
            Word("ab", 0, 2),
            Word("cd", 3, 5),
            Word("é", 6, 7),
        ]

    @pytest.mark.parametrize("text", ["", " ", "\n\t", "…—“”", "\u00ad\u200b"])
    def test_no_words(self, text: str) -> None:
        """A text without letters or digits has no words."""
        assert word_list(text) == raw_words(text) == []
        assert not list(iter_words(text))

    def test_is_unspaced_knows_scripts(self) -> None:
        """The scripts written without spaces are told from the others."""
        assert all(map(is_unspaced, "中かカㄅกລកမབ"))
        assert not any(map(is_unspaced, "aé한жא9 "))

    def test_is_unspaced_agrees_with_the_oracle(self) -> None:
        """A sample of all of Unicode is told apart as its script properties say."""
        for code in range(0, sys.maxunicode + 1, 97):
            assert is_unspaced(chr(code)) == unspaced(chr(code)), hex(code)


@given(texts, texts)
def test_same_words_are_the_same_list(a: str, b: str) -> None:
    """Two texts have the same words where their lists are equal and not empty."""
    for first, second in ((a, b), (a, a), (a, f"“{a.upper()}”")):
        same = word_list(first) == word_list(second) != []
        assert have_same_words(first, second) == same
