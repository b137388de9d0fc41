"""Shingles, pairs and content hashes, held to plain Python and xxhash."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from dedup.lsh import sketches
from dedup.lsh.shingles import (
    Features,
    Vocabulary,
    anchor_stem,
    pair_hash,
    shingle_hash,
    word_hash,
)
from dedup.lsh.sketches import Ragged, anchors_kept, sketch
from dedup.text.words import word_list

P = 0x9E3779B97F4A7C15
M64 = 2**64

words = st.sampled_from(
    "a the ice Ice port harbour negotiate negotiations russia Russian 70 7 3.5 straße STRASSE "
    "東京 タワー ไทย 한국어 don’t sea-ice é e\u0301 ok fourfive".split()
) | st.text(max_size=8)
texts = st.lists(words, max_size=25).map(" ".join)


def slow_word(word: str) -> int:
    """xxHash64 of a word."""
    return xxhash.xxh64_intdigest(word.encode("utf-8", "surrogatepass"))


def slow_shingle(parts: list[str]) -> int:
    """The documented polynomial, written out as a sum."""
    n = len(parts)
    powers = (pow(P, n - 1 - i, M64) for i in range(n))
    return sum(slow_word(w) * power for w, power in zip(parts, powers, strict=True)) % M64


def slow_shingles(text: str, k: int) -> set[int]:
    """All windows of k words; one of all words if there are fewer."""
    found = word_list(text)
    if not found:
        return set()
    k = min(k, len(found))
    return {slow_shingle(found[i : i + k]) for i in range(len(found) - k + 1)}


def slow_mix(value: int) -> int:
    """MurmurHash3's fmix64 in Python's integers."""
    value ^= value >> 33
    value = value * 0xFF51AFD7ED558CCD % M64
    value ^= value >> 33
    value = value * 0xC4CEB9FE1A85EC53 % M64
    return value ^ (value >> 33)


def slow_stem(word: str) -> int:
    """The number of a word's stem."""
    return slow_word(word if word.isdigit() else word[:5]) >> 1


def slow_pairs(text: str) -> set[int]:
    """Unordered pairs of neighbouring anchor stems."""
    stems = [slow_stem(word) for word in word_list(text) if anchor_stem(word) is not None]
    return {slow_mix((min(pair) * P + max(pair)) % M64) for pair in pairwise(stems)}


def features(text: str, k: int = 5) -> Features:
    """The features of one text, from a fresh vocabulary."""
    return Vocabulary().features(text, k)


class TestOracle:
    @given(texts, st.integers(1, 7))
    def test_features_are_the_plain_ones(self, text: str, k: int) -> None:
        """Shingles, pairs, stems and content are what plain Python and xxhash give, sorted."""
        found = features(text, k)
        assert found.words == len(word_list(text))
        assert found.shingles.tolist() == sorted(slow_shingles(text, k))
        assert found.pairs.tolist() == sorted(slow_pairs(text))
        assert found.stems.tolist() == sorted({slow_stem(word) for word in word_list(text)})
        assert found.content == slow_shingle(word_list(text))
        for array in (found.shingles, found.pairs, found.stems):
            assert array.dtype == np.uint64

    @given(st.lists(texts, max_size=6))
    def test_a_shared_vocabulary_changes_nothing(self, several: list[str]) -> None:
        """What was read before has no influence on a document's features."""
        vocabulary = Vocabulary()
        for text in several:
            shared, alone = vocabulary.features(text), features(text)
            assert shared.content == alone.content
            assert shared.shingles.tolist() == alone.shingles.tolist()
            assert shared.pairs.tolist() == alone.pairs.tolist()
            assert shared.stems.tolist() == alone.stems.tolist()

    def test_a_large_vocabulary_grows(self) -> None:
        """Words past the tables' first size are hashed as the first ones are."""
        vocabulary = Vocabulary()
        for start in range(0, 5000, 700):
            text = " ".join(f"word{number}" for number in range(start, start + 701))
            found = vocabulary.features(text, 3)
            assert found.shingles.tolist() == sorted(slow_shingles(text, 3))
            assert found.pairs.tolist() == sorted(slow_pairs(text))

    @given(st.lists(st.text(max_size=6), max_size=9))
    def test_shingle_hash_is_the_polynomial(self, parts: list[str]) -> None:
        """The folded-in form of the polynomial equals the sum of powers."""
        assert shingle_hash(parts) == slow_shingle(parts)

    @given(st.text(max_size=9))
    def test_word_hash_is_xxhash(self, word: str) -> None:
        """A word's hash is xxHash64 of its UTF-8."""
        assert word_hash(word) == slow_word(word)

    def test_word_hash_is_the_published_one(self) -> None:
        """The hash of the empty word is the known xxHash64 of no bytes, with seed 0."""
        assert word_hash("") == 0xEF46DB3751D8E999

    @given(st.text(max_size=6), st.text(max_size=6))
    def test_pair_hash_has_no_order(self, first: str, second: str) -> None:
        """A pair's hash is the mixed polynomial of its stems, whichever stands first."""
        low, high = sorted((slow_word(first) >> 1, slow_word(second) >> 1))
        assert pair_hash(first, second) == slow_mix((low * P + high) % M64)
        assert pair_hash(first, second) == pair_hash(second, first)

    def test_pairs_are_pair_hashes(self) -> None:
        """The pairs of a text are the hashes of its neighbouring stems, short words left out."""
        assert features("The Russians negotiated at the port").pairs.tolist() == sorted(
            [pair_hash("russi", "negot"), pair_hash("negot", "port")]
        )


class TestCases:
    @pytest.mark.parametrize("count", [1, 2, 4])
    def test_fewer_words_than_k(self, count: int) -> None:
        """A text of fewer words than k has one shingle, of all its words."""
        text = " ".join("alpha beta gamma delta".split()[:count])
        assert features(text, 5).shingles.tolist() == [slow_shingle(text.split())]

    @pytest.mark.parametrize("text", ["", "  ", "— … 🙂"])
    def test_no_words(self, text: str) -> None:
        """A text without words has no features, and its content is 0."""
        found = features(text)
        assert (found.words, found.content) == (0, 0)
        assert len(found.shingles) == len(found.pairs) == len(found.stems) == 0

    def test_repeats_count_once(self) -> None:
        """A phrase that is repeated gives no more shingles."""
        found = features("tick tock " * 40, 2)
        assert (found.words, len(found.shingles), len(found.pairs)) == (80, 2, 1)

    @pytest.mark.parametrize(
        ("word", "stem"),
        [
            ("russian", "russi"),
            ("port", "port"),
            ("the", None),
            ("é", None),
            ("7", "7"),
            ("70", "70"),
            ("b52", "b52"),
            ("東", "東"),
            ("ก", "ก"),
            ("한국", None),
        ],
    )
    def test_anchors_drop_short_words(self, word: str, stem: str | None) -> None:
        """Words of up to three letters give no anchor, but numbers and unspaced scripts do."""
        assert anchor_stem(word) == stem


class TestContent:
    @given(texts, texts)
    def test_content_is_equal_for_equal_words_only(self, one: str, other: str) -> None:
        """Two texts have the same content hash exactly if they have the same words in order."""
        same = word_list(one) == word_list(other)
        assert (features(one).content == features(other).content) == same

    @given(st.lists(st.sampled_from("ab abc Abc 東 12 é".split()), max_size=30), st.randoms())
    def test_case_spacing_and_punctuation_do_not_count(
        self, parts: list[str], rng: random.Random
    ) -> None:
        """Case, spacing and punctuation leave the content hash as it is."""
        changed = "".join(
            rng.choice([part, part.upper(), part.title()]) + rng.choice([" ", ", ", "\n", "’ — "])
            for part in parts
        )
        assert features(" ".join(parts)).content == features(changed).content

    def test_order_counts(self) -> None:
        """Every order of the same words has a content of its own."""
        rng = random.Random(1)
        words = [f"w{number}" for number in range(40)]
        orders = {tuple(rng.sample(words, len(words))) for _ in range(300)}
        assert len({features(" ".join(order)).content for order in orders}) == len(orders)

    def test_repeats_count(self) -> None:
        """A text that is repeated is another text."""
        contents = {features("tick tock " * times).content for times in range(1, 200)}
        assert len(contents) == 199


class TestSketch:
    @given(st.lists(texts, max_size=5))
    def test_rows_are_the_documents_features(self, several: list[str]) -> None:
        """Each row of the sketches holds the features of its text."""
        found = sketch(several, slots=8)
        shingles, stems = sketches.features(several)
        assert len(found) == len(found.anchors) == len(shingles) == len(stems) == len(several)
        for row, text in enumerate(several):
            alone = features(text)
            assert found.words[row] == alone.words
            assert int(found.content[row]) == alone.content
            assert shingles[row].tolist() == alone.shingles.tolist()
            assert stems[row].tolist() == alone.stems.tolist()
            kept = sorted(alone.pairs.tolist())[: anchors_kept(len(alone.pairs))]
            assert found.anchors[row].tolist() == sorted({pair % 2**32 for pair in kept})

    def test_a_long_text_keeps_a_quarter(self) -> None:
        """Of a long text's pairs the smallest quarter are its anchors, of a short one's all."""
        rng = random.Random(2)
        for count in (100, 400, 2000):
            text = " ".join(f"{rng.getrandbits(40):x}" for _ in range(count))
            pairs = slow_pairs(text)
            kept = sorted(pairs)[: max(128, len(pairs) // 4)]
            assert sketch([text]).anchors[0].tolist() == sorted({pair % 2**32 for pair in kept})
            assert not len(sketch([text], anchors=False).anchors[0])

    def test_no_texts(self) -> None:
        """The sketches of nothing have no rows."""
        found = sketch([])
        assert found.signatures.shape == (0, 128)
        assert len(found.anchors) == len(found.words) == 0

    def test_ragged_rows_are_slices(self) -> None:
        """Rows laid end to end come back as they were, empty ones too."""
        rows = [np.arange(n, dtype=np.uint64) for n in (0, 3, 0, 1, 0)]
        ragged = Ragged.of(rows)
        assert [ragged[i].tolist() for i in range(len(ragged))] == [r.tolist() for r in rows]
