"""What two texts of one story share, whatever their wording: the beginnings of longer words."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["keys_of", "keys_of_words", "share_of"]

_MOST_KEYS = 1 << 17  # words remembered
_WORD = re.compile(r"[^\W_]+")
_STOP_WORDS = frozenset(
    """about after again against also amid among another around back been before being between
    both came come could does down during each even every first from gets goes have here high how
    into just know last like made make many more most much must need news next only other over
    part people same said says should some still such take than that their them then there these
    they this those three through time today under until upon very want week were what when where
    which while will with without would year years your""".split(" ")
)


def share_of(keys: set[str], others: set[str]) -> float:
    """The share of a line's keys that the body has."""
    return len(keys & others) / len(keys) if keys else 0.0


class _Keys(dict[str, str]):
    """Word -> its key, or nothing where it has none; the same few come over and over."""

    def __missing__(self, word: str) -> str:
        is_telling = len(word) > 3 or (len(word) > 1 and word.isupper())
        key = word[:6].lower() if is_telling and word.lower() not in _STOP_WORDS else ""
        if len(self) < _MOST_KEYS:
            self[word] = key
        return key


_KEYS = _Keys()


def keys_of(unit: str) -> set[str]:
    """What two texts of one story share: the beginnings of longer words, and acronyms."""
    return keys_of_words(_WORD.findall(unit))


def keys_of_words(words: Iterable[str]) -> set[str]:
    """`keys_of` from words.

    Examples
    --------
    >>> sorted(keys_of_words(["The", "harbours", "of", "the", "UN"]))
    ['harbou', 'un']
    """
    keys = set(map(_KEYS.__getitem__, words))
    keys.discard("")
    return keys
