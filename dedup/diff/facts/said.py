"""The words of a quotation as they are compared, and whether two quotations say the same.

Contractions, numbers and short forms are made alike; a stem and its rarity stand for each word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dedup.diff.edits import opcodes
from dedup.diff.facts.once import once
from dedup.text.stems import CUT, Stem, cut_stem, stem_of

__all__ = ["TELLING", "Said", "has_rare_word", "is_excerpt", "likeness", "plain_words", "said"]

TELLING = 1.0
"""Nats from which on a word is rare enough to tell something."""
# Nats; a quotation of a few common words is compared as if it had this much to compare.
_LEAST_STATEMENT = 12.0
# Share of the weight of the lighter quotation that two have in common if one is in the other.
_LEAST_SHARED = 0.6
# What a word surely begins behind, and where it ends.
_BLANKS = frozenset(" \n,;:(")
_ENDS, _ENDS_LATER = re.compile(r"(?![\w'])"), re.compile(r"\w*(?![\w'])")


class Said:
    """What a quotation says.

    Attributes
    ----------
    raw : str
        Its words as they stand, with a blank before and behind each.
    words : list of str
        Its plain words.
    telling : dict of int to float
        The numbers of the telling stems, with the rarity of each.
    mass : float
        What these weigh together.
    rare : dict of int to float
        The telling stems of the words as they stand, by which quotations are looked up.
    """

    def __init__(self, value: str) -> None:
        self.raw = f" {value} "
        words = value.split()
        is_plain = not ("'" in value or "-" in value or "," in value)
        is_plain = is_plain and _PLAIN.keys().isdisjoint(words)
        if is_plain:
            self.words = [word for word in words if word not in _EMPTY]
        else:
            self.words = plain_words(value)
        self._spelled, self.telling = _telling(self.words)
        self.mass = sum(self.telling.values())
        # No word that is left out is telling.
        self._rare_words, self.rare = self._spelled, self.telling
        if not is_plain:
            self._rare_words, self.rare = _telling(words)

    @once
    def stems(self) -> list[Stem]:
        """The stems of the plain words, with the rarity of each."""
        return list(map(stem_of, self.words))

    @once
    def beginnings(self) -> list[str]:
        """What words of the rare stems begin with, blank and all; none where that is not known."""
        if not self.raw.isascii():
            return []
        return [f" {cut_stem(word)}" for word in self._rare_words.values()]

    def heard_in(self, text: str) -> tuple[list[float], list[float]]:
        """The rarities of the telling stems that are surely in a text, and of those that may be.

        Parameters
        ----------
        text : str
            ASCII in small letters, with straight apostrophes.

        Examples
        --------
        >>> surely, perhaps = said("harbours warned").heard_in("a riverharbour, it was warned")
        >>> len(surely), len(perhaps)
        (1, 2)
        """
        surely, perhaps = [], []
        for word, rarity in zip(self._spelled.values(), self.telling.values(), strict=True):
            beginning = word[:CUT]
            place = text.find(beginning)
            # A few words may have been put in the place of others, and take a closer look.
            is_spelled = word.isalpha() and word.isascii() and word not in _MADE
            if place < 0 and is_spelled:
                continue
            perhaps.append(rarity)
            if place < 0 or not is_spelled or beginning in _REPLACED:
                continue
            while place > 0 and text[place - 1] not in _BLANKS:
                place = text.find(beginning, place + 1)
            end = place + len(beginning)
            # Parts of a word that has an apostrophe are words of their own.
            if place >= 0 and (_ENDS if len(beginning) < CUT else _ENDS_LATER).match(text, end):
                surely.append(rarity)
        return surely, perhaps

    @once
    def keys(self) -> frozenset[int]:
        """The numbers of all stems."""
        return frozenset([stem.key for stem in self.stems])

    @once
    def weight(self) -> float:
        """What all words weigh together."""
        return sum([stem.idf for stem in self.stems])

    @once
    def line(self) -> str:
        """The words in a row, with a blank before and behind each."""
        return f" {' '.join(self.words)} "


_common: set[str] = set()
"""Words that were found not to be telling, which half of all are and few words make up."""
_MOST_COMMON = 1 << 12


def _telling(words: list[str]) -> tuple[dict[int, str], dict[int, float]]:
    """The telling words, and how rare they are, by the numbers of their stems; of equals one."""
    found, rarities = {}, {}
    words = [word for word in words if word not in _common]
    for word, (key, rarity) in zip(words, map(stem_of, words), strict=True):
        if rarity >= TELLING:
            found[key], rarities[key] = word, rarity
        elif len(_common) < _MOST_COMMON:
            _common.add(word)
    return found, rarities


@lru_cache(maxsize=2048)
def said(value: str) -> Said:
    """What a quotation says whose words in lower case these are; remembered of the last few.

    Examples
    --------
    >>> said("i can't wait").words
    ['i', 'can', 'not', 'wait']
    """
    return Said(value)


def has_rare_word(value: str) -> bool:
    """Whether a quotation can be looked up by one of its words.

    Examples
    --------
    >>> has_rare_word("we will"), has_rare_word("we dredge")
    (False, True)
    """
    words = value.split()
    # Long words are seldom common.
    if words and stem_of(max(words, key=len)).idf >= TELLING:
        return True
    return any(stem_of(word).idf >= TELLING for word in words)


def plain_words(value: str) -> list[str]:
    """The words of a quotation as they are compared: contractions and numbers made alike.

    Examples
    --------
    >>> plain_words("i'm gonna take two-in-three") == plain_words("i am going to take 2 in 3")
    True
    """
    words: list[str] = []
    for word in value.replace("-", " ").replace(",", "").split():
        if "'" not in word and word not in _PLAIN:  # as most are
            words.append(word)
            continue
        for part in _PLAIN.get(word, word).split():
            stem, _, ending = part.partition("'")
            if ending == "t" and stem.endswith("n"):
                words += [stem[:-1], "not"]
            else:
                words += [_PLAIN.get(stem, stem), _ENDINGS.get(ending, ending)]
    return [word for word in words if word not in _EMPTY]


_EMPTY = frozenset(("", "is", "has", "s"))
_PLAIN = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {
    "gonna": "going to",
    "wanna": "want to",
    "cannot": "can not",
    "can't": "can not",
    "won't": "will not",
    "ok": "okay",
    "versus": "vs",
    "v": "vs",
    "senator": "sen",
    "representative": "rep",
    "governor": "gov",
    "percent": "%",
}
_ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_NO = frozenset(("no", "not", "never", "neither", "nor", "none", "nobody", "nothing", "without"))
# What is cut of them, and words that others are replaced by.
_REPLACED = frozenset(map(cut_stem, _PLAIN))
_MADE = frozenset(" ".join(["not", *_PLAIN.values(), *_ENDINGS.values()]).split())


def likeness(a: Said, b: Said) -> float:
    """How much of the telling words of the shorter quotation the other has, in [0, 1]."""
    theirs = b.telling
    shared = sum([rarity for stem, rarity in a.telling.items() if stem in theirs])
    return shared / max(min(a.mass, b.mass), _LEAST_STATEMENT)


def is_excerpt(a: Said, b: Said) -> bool:
    """Whether two quotations have the same words where they overlap.

    Either may begin earlier or end later than the other. Words that carry no content ("the",
    "and", "that") and endings of words count for nothing, but "not" and its kin inside of what
    both say do.

    Examples
    --------
    >>> is_excerpt(said("we will speak truth"), said("will speak truth to power"))
    True
    >>> is_excerpt(said("we reject his visit"), said("we reject his message"))
    False
    >>> is_excerpt(said("we will reject his visit"), said("we will not reject his visit"))
    False
    """
    if not a.words or not b.words:
        return False
    # Most are said whole, or cut at the ends.
    if a.raw in b.raw or b.raw in a.raw:
        return True
    if a.line in b.line or b.line in a.line:
        return True
    return _agree(a, b)


def _agree(a: Said, b: Said) -> bool:
    """`is_excerpt` word by word."""
    # Beyond the first and the last telling word in common one may say more than the other, but
    # not each its own; between them neither may.
    others = b.keys
    shared = sum([rarity for key, rarity in a.stems if key in others])
    least = _LEAST_SHARED * min(a.weight, b.weight)
    # Almost all of the shorter one must be in the longer for this to be worth a closer look.
    if shared < least:
        return False
    first, second = a.stems, b.stems
    codes = opcodes([stem.key for stem in first], [stem.key for stem in second])
    same = sum([stem.idf for tag, i, j, _, _ in codes if tag == "equal" for stem in first[i:j]])
    if same < least:
        return False
    if any(
        code[0] != "equal" and _is_denied(a.words[code[1] : code[2]], b.words[code[3] : code[4]])
        for code in codes[1:-1]
    ):
        return False
    telling = [
        place
        for place, (tag, i, j, _, _) in enumerate(codes)
        if tag == "equal" and _tells(first[i:j])
    ]
    if not telling:
        return True
    outside = [(0, codes[telling[0]][1], 0, codes[telling[0]][3])]
    outside.append((codes[telling[-1]][2], len(first), codes[telling[-1]][4], len(second)))
    inside = [code[1:] for code in codes[telling[0] : telling[-1]] if code[0] != "equal"]
    for limit, parts in ((2, outside), (1, inside)):
        for i, j, k, m in parts:
            told = _tells(first[i:j]) + _tells(second[k:m])
            if told >= limit and not _are_akin(a.words[i:j], b.words[k:m]):
                return False
    return True


def _is_denied(a: list[str], b: list[str]) -> bool:
    """Whether one of two stretches says no and the other does not."""
    return _NO.isdisjoint(a) != _NO.isdisjoint(b)


def _tells(stems: list[Stem]) -> bool:
    return any(stem.idf >= TELLING for stem in stems)


def _are_akin(a: list[str], b: list[str]) -> bool:
    """Whether words differ in no more than their endings ("duty", "duties")."""
    return len(a) == len(b) and all(
        first[:stem] == second[:stem]
        for first, second in zip(a, b, strict=True)
        for stem in (max(3, min(len(first), len(second)) - 2),)
    )
