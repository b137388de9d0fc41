"""Invented news prose, fast: a language with Zipf's law, and stories written in it.

A story is an array of codes. A code stands for a word, a name or a number (``" word"``), for
the same at the start of a sentence (``"Word"``), or for a mark: commas, quotation marks, the ends
of sentences. Joining the strings of its codes gives the text, so that copying, cutting and
rewording stories are operations on small arrays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Codes", "Language", "Story", "cut", "reword", "sentence_ends"]

Codes = npt.NDArray[np.int32]
Story = Codes

WORDS, NAMES, NUMBERS = 40_000, 20_000, 4_000
_TOKENS = WORDS + NAMES + NUMBERS
_START = _TOKENS
"""What is added to a token's code at the start of a sentence."""
_MARKS = 2 * _TOKENS
# The first three marks stand inside a sentence, the others end it.
_MARK_TEXT = (",", "“", " — ", ". ", ".\n\n", ".” ", "? ")
_COMMA, _OPEN, _DASH, _STOP, _PARAGRAPH, _CLOSE, _QUESTION = range(_MARKS, _MARKS + len(_MARK_TEXT))
_FIRST_END = _STOP

# Single consonants twice, because they are the commoner ones.
_ONSETS = "b c d f g l m n p r s t b c d f g l m n p r s t h k v w".split()
_ONSETS += "br cl dr fl gr kr pl pr sl st tr sh th ch".split()
_VOWELS = "a e i o u a e i o a e ai ea io".split()
_CODAS = ["", "", "", "n", "r", "s", "l", "t", "nd", "rk"]
_ENDINGS = ["", "", "s", "s", "ed", "ed", "ing", "er", "ly", "ion", "al", "ment", "’s"]
_ACCENTS = str.maketrans("aeou", "áéöü")
_DRAWS = 1 << 18


class Language:
    """A vocabulary whose frequencies follow Zipf's law, and stories written in it.

    Common words are short, and most words are forms of a common stem (with endings as English
    has them), so that cutting words to stems merges about as many as in English.
    """

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng([seed, 0x1A])
        words = _words(rng)
        names = _names(rng)
        numbers = _numbers(rng)
        tokens = [*words, *names, *numbers]
        self._strings = np.array(
            [
                *(f" {token}" for token in tokens),
                *(token[:1].upper() + token[1:] for token in tokens),
                *_MARK_TEXT,
            ],
            dtype=object,
        )
        weights = np.cumsum(1.0 / np.arange(1, WORDS + 1))
        at = (np.arange(_DRAWS) + 0.5) * (weights[-1] / _DRAWS)
        self._zipf = np.searchsorted(weights, at).astype(np.int32)

    def text(self, story: Story) -> str:
        """The words and marks of a story as text, without white space around it."""
        return "".join(self._strings[story].tolist()).strip()

    def draw(self, rng: np.random.Generator, count: int) -> Codes:
        """`count` words, common ones often."""
        drawn: Codes = self._zipf[rng.integers(0, _DRAWS, count)]
        return drawn

    def name(self, rng: np.random.Generator) -> str:
        """A name of two words."""
        first, second = rng.integers(WORDS, WORDS + NAMES, 2)
        return f"{self._strings[first]}{self._strings[second]}".strip()

    def word(self, rng: np.random.Generator, among: int) -> str:
        """One of the `among` commonest words."""
        return str(self._strings[rng.integers(0, among)]).strip()

    def stories(self, rng: np.random.Generator, sentences: npt.NDArray[np.int64]) -> list[Story]:
        """Stories of so many sentences each, of 8 to 30 words; one word in six is of its topic.

        A topic is 25 words, names and numbers. One sentence in seven is a quotation, one
        word in fourteen is followed by a comma.
        """
        stories = len(sentences)
        topics = np.concatenate(
            [
                rng.integers(0, WORDS, (stories, 14)),
                rng.integers(WORDS, WORDS + NAMES, (stories, 8)),
                rng.integers(WORDS + NAMES, _TOKENS, (stories, 3)),
            ],
            axis=1,
        ).astype(np.int32)
        lengths = rng.integers(8, 31, int(sentences.sum()))
        ends = np.cumsum(lengths) - 1
        starts = ends - lengths + 1
        words = int(lengths.sum())
        tokens = self.draw(rng, words)
        story_of = np.repeat(np.repeat(np.arange(stories), sentences), lengths)
        topical = np.flatnonzero(rng.random(words, dtype=np.float32) < 1 / 6)
        tokens[topical] = topics[story_of[topical], rng.integers(0, 25, len(topical))]
        tokens[starts] += _START

        quoted = rng.random(len(ends)) < 1 / 7
        mark = rng.random(words, dtype=np.float32)
        after = np.where(mark < 1 / 14, _COMMA, np.where(mark > 0.995, _DASH, 0)).astype(np.int32)
        after[ends] = self._ends(rng, quoted)
        # A dash brings its own white space, so what follows it has to be without.
        dashed = np.flatnonzero(after[:-1] == _DASH) + 1
        tokens[dashed] += np.where(tokens[dashed] < _START, _START, 0)

        before = np.zeros(words, dtype=bool)
        before[starts[quoted]] = True
        place = np.cumsum(1 + before + (after > 0)) - 1 - (after > 0)
        codes = np.empty(words + int(before.sum()) + int((after > 0).sum()), dtype=np.int32)
        codes[place] = tokens
        codes[place[before] - 1] = _OPEN
        marked = np.flatnonzero(after)
        codes[place[marked] + 1] = after[marked]
        last = place[ends[np.cumsum(sentences) - 1]] + 2
        return np.split(codes, last[:-1])

    @staticmethod
    def _ends(rng: np.random.Generator, quoted: npt.NDArray[np.bool_]) -> Codes:
        kind = rng.random(len(quoted))
        plain = np.where(kind < 0.3, _PARAGRAPH, np.where(kind > 0.97, _QUESTION, _STOP))
        return np.where(quoted, _CLOSE, plain).astype(np.int32)

    def formula(self, rng: np.random.Generator) -> tuple[Story, Codes]:
        """A formula story: its words, and the places where each report fills in its own.

        Five to nine fixed words stand between two places, which take a name or a number.
        """
        codes: list[int] = []
        places: list[int] = []
        for _ in range(7):
            first = True
            for _ in range(4):
                for token in self.draw(rng, int(rng.integers(5, 10))):
                    codes.append(int(token) + (_START if first else 0))
                    first = False
                places.append(len(codes))
                codes.append(0)
            codes.append(_STOP)
        return np.array(codes, dtype=np.int32), np.array(places, dtype=np.int32)

    @staticmethod
    def fill(rng: np.random.Generator, story: Story, places: Codes) -> Story:
        """A formula story with names and numbers of its own."""
        filled = story.copy()
        filled[places] = rng.integers(WORDS, _TOKENS, len(places))
        return filled

    def reworded(self, rng: np.random.Generator, story: Story, share: float) -> Story:
        """The story with a share of its words replaced by others."""
        return reword(story, self.draw(rng, len(story)), rng.random(len(story)) < share)


def reword(story: Story, words: Codes, where: npt.NDArray[np.bool_]) -> Story:
    """The story with other words at some places; marks stay, and so do capitals."""
    start = np.where(story >= _START, _START, 0)
    replaced = np.where(where & (story < _MARKS), words + start, story)
    return np.asarray(replaced, dtype=np.int32)


def sentence_ends(story: Story) -> npt.NDArray[np.int64]:
    """Where each sentence ends, its last mark included."""
    return np.flatnonzero(story >= _FIRST_END) + 1


def cut(story: Story, kept: npt.NDArray[np.bool_]) -> Story:
    """The story with only some of its sentences."""
    lengths = np.diff(sentence_ends(story), prepend=0)
    return story[np.repeat(kept, lengths)]


def _stems(rng: np.random.Generator, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        # The commonest words of a language are its shortest.
        syllables = 1 if len(found) < 250 else int(rng.choice((1, 2, 2, 2)))
        parts = [
            _ONSETS[rng.integers(len(_ONSETS))] + _VOWELS[rng.integers(len(_VOWELS))]
            for _ in range(syllables)
        ]
        found["".join(parts) + _CODAS[rng.integers(len(_CODAS))]] = None
    return list(found)


def _words(rng: np.random.Generator) -> list[str]:
    """All words, commonest first: 250 short ones, then the forms of 12,000 stems."""
    stems = _stems(rng, 12_250)
    common, stems = stems[:250], stems[250:]
    found = dict.fromkeys(common)
    while len(found) < WORDS:
        # Squaring makes the first stems likelier: common stems have more forms.
        stem = stems[int(rng.random() ** 2 * len(stems))]
        word = stem + _ENDINGS[rng.integers(len(_ENDINGS))]
        if len(found) > 2000 and rng.random() < 0.005:
            word = word.translate(_ACCENTS)
        found[word] = None
    words = list(found)
    # Rare words come in random order, or the rarest stems would have the rarest forms only.
    tail = words[2000:]
    rng.shuffle(tail)
    return words[:2000] + tail


def _names(rng: np.random.Generator) -> list[str]:
    found: dict[str, None] = {}
    endings = ["son", "man", "ova", "ez", "burg", "ton", "field", "well", "i", "a", "o", "us"]
    stems = [stem.capitalize() for stem in _stems(rng, 4250)[250:]]
    while len(found) < NAMES:
        name = stems[rng.integers(len(stems))] + endings[rng.integers(len(endings))]
        found[name.translate(_ACCENTS) if rng.random() < 0.02 else name] = None
    return list(found)


def _numbers(rng: np.random.Generator) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < NUMBERS:
        value = int(10 ** rng.uniform(0, 5))
        form = rng.integers(4)
        text = (f"{value:,}", f"{value}", f"{value / 10:.1f}", f"${value:,}")[form]
        found[text] = None
    return list(found)
