"""The signature pass in C, which the library's own is timed against, gives its signatures."""

from __future__ import annotations

import numpy as np
import pytest
from corpus import articles
from speed_raw import NoCompilerError, signatures_in_c

from dedup.lsh.sketches import sketch

AWKWARD = [
    "",
    " ... ",
    "One",
    "one two three four",
    "One two three four five",
    "one two three four five six",
    "A1 b22 c333 d4444 e55555 f666666 g7777777 h88888888 i999999999 j0000000000",
    " ".join("x" * length for length in range(1, 80)),
    "Z" * 40_000,
    "one two " + "long" * 9000 + " three four five six",
    "one two three four five" + " " * 50_000,
    "one two three" + " " * 50_000,
    " " * 40_000 + "one two three" + "-" * 40_000 + "four five six",
    "word " * 20_000,
    "@[`{/:" + " Az aZ 09 " * 30,
]


def in_c(texts: list[str]) -> np.ndarray:
    """The signatures of texts from the pass in C; the test is skipped where it cannot be made."""
    encoded = [text.encode() for text in texts]
    bounds = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    try:
        return signatures_in_c(b"".join(encoded) + bytes(64), bounds)
    except NoCompilerError as error:
        pytest.skip(str(error))


def test_awkward_texts() -> None:
    """Short texts, words longer than a segment and words across its end give equal signatures."""
    found, expected = in_c(AWKWARD), sketch(AWKWARD).signatures
    assert [a for a, x, y in zip(AWKWARD, found, expected, strict=True) if (x != y).any()] == []


def test_random_ascii() -> None:
    """Random ASCII of any length, cut anywhere by the segments, gives equal signatures."""
    rng = np.random.default_rng(11)
    alphabet = np.frombuffer(b"abcXYZ09  .,\n-'", dtype=np.uint8)
    sizes = [*range(40), *rng.integers(16_000, 70_000, 12).tolist()]
    texts = [bytes(rng.choice(alphabet, size)).decode() for size in sizes]
    assert np.array_equal(in_c(texts), sketch(texts).signatures)


def test_articles() -> None:
    """Generated articles in ASCII give equal signatures, whatever stands beside them."""
    texts = [article.text for article in articles(400)]
    plain = [row for row, text in enumerate(texts) if text.isascii()]
    assert len(plain) > 20
    assert np.array_equal(in_c(texts)[plain], sketch([texts[row] for row in plain]).signatures)


def test_unpadded_buffer_is_refused() -> None:
    """A buffer that ends with its last text is refused, because the pass reads beyond it."""
    in_c(["a word"])
    with pytest.raises(ValueError, match="64 more"):
        signatures_in_c(b"a word", np.array([0, 6]))
