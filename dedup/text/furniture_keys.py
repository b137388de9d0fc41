"""What two texts of one story share, whatever their wording: the beginnings of longer words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dedup.text.words import WordReader, is_latin

__all__ = ["STOP_WORDS", "LineKeys", "keys_of", "plain_line_keys"]

_MOST_KEYS = 1 << 17  # words remembered
_WORD = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    """about after again against also amid among another around back been before being between
    both came come could does down during each even every first from gets goes have here high how
    into just know last like made make many more most much must need news next only other over
    part people same said says should some still such take than that their them then there these
    they this those three through time today under until upon very want week were what when where
    which while will with without would year years your""".split(" ")
)


class _Keys(dict[str, str]):
    """Word -> its key, or nothing where it has none; the same few come over and over."""

    def __missing__(self, word: str) -> str:
        is_telling = len(word) > 3 or (len(word) > 1 and word.isupper())
        key = word[:6].lower() if is_telling and word.lower() not in STOP_WORDS else ""
        if len(self) < _MOST_KEYS:
            self[word] = key
        return key


_KEYS = _Keys()


def keys_of(words: Iterable[str]) -> set[str]:
    """The beginnings of longer words, and acronyms.

    Examples
    --------
    >>> sorted(keys_of(["The", "harbours", "of", "the", "UN"]))
    ['harbou', 'un']
    """
    keys = set(map(_KEYS.__getitem__, words))
    keys.discard("")
    return keys


class LineKeys(NamedTuple):
    """What the lines of a text share with its story.

    Attributes
    ----------
    lines : list of list of int
        Of each line how many keys it has, how many of them any line of the story has, and how
        many two lines of it or more.
    story : int
        How many keys the story has.
    """

    lines: list[list[int]]
    story: int


def plain_line_keys(text: str, lines: Sequence[tuple[int, int, bool]]) -> LineKeys:
    r"""What lines share with the story.

    Parameters
    ----------
    text : str
    lines : sequence of tuple
        Where each line begins and ends, and whether it is one of the story.

    Examples
    --------
    >>> text = "Harbour frozen\nThe harbours froze. The harbour froze again."
    >>> plain_line_keys(text, [(0, 14, False), (15, 34, True), (35, 59, True)])
    LineKeys(lines=[[2, 1, 1], [2, 2, 2], [2, 2, 2]], story=2)
    """
    reader = WordReader(text)
    found = [keys_of(_words_of(reader, text, start, end)) for start, end, _ in lines]
    counts = Counter(
        key for keys, (_, _, is_story) in zip(found, lines, strict=True) if is_story for key in keys
    )
    return LineKeys(
        [
            [len(keys), *(sum(counts[key] >= least for key in keys) for least in (1, 2))]
            for keys in found
        ],
        len(counts),
    )


def _words_of(reader: WordReader, text: str, start: int, end: int) -> list[str]:
    if is_latin(text[start:end]):
        return reader.words(start, end)
    words: list[str] = _WORD.findall(text, start, end)
    return words
