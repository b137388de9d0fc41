"""Which stops end a sentence: the second step of `dedup.text.sentences`.

A stop ends a sentence unless what stands before it is an abbreviation, an initial or a number,
or what follows goes on in lower case. This is the classification of Punkt (Kiss & Strunk 2006,
*Unsupervised multilingual sentence boundary detection*, section 4) with its word lists written
by hand instead of learned: abbreviations, and the words that start a sentence even after one
("in the U.S. The"). NLTK's Punkt with the same lists is the oracle in the tests; it is not used
here because it takes two seconds to import and many times as long per article, and has no say on
line breaks, on text glued together ("end.The next") or on spaced quotes.

Four stops in five are plain: a word that is in no list, one stop, closing quotes perhaps, white
space and a capital letter. These are told at a glance; all others go through the rules one by
one, which for a plain stop would say the same.

`dedup.text.kernels.ends` has the same rules for compiled code: a change here is a change there.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from dedup.text.abbreviations import (
    ABBREVIATIONS,
    ABBREVIATIONS_CAPITALISED,
    EXCLAIMING_NAMES,
    GERMAN_MONTHS,
    NEVER_LAST,
    NEVER_LAST_CAPITALISED,
    NUMBERED,
    OFTEN_LAST,
    STARTERS,
    TIME_WORDS,
    TOP_LEVEL_DOMAINS,
)
from dedup.text.marks import CJK_STOPS, OTHER_STOPS

__all__ = ["split_run"]

# "?!", "...", ". . ."
_REST = rf"(?:(?<=[{CJK_STOPS}])[{CJK_STOPS}]*|[{OTHER_STOPS}]*(?:[ \u00a0][.?!…]+(?!\w))*)"
# Patterns begin with a plain class, so that the engine finds where one can begin at C speed.
_STOP = re.compile(rf"[{CJK_STOPS}{OTHER_STOPS}]{_REST}")
# A stop that may be plain, its closers, white space, and what opens a sentence; or any stop. Left
# out are those that end nothing: "3.5", "w.org", "the U.S. envoy".
_SCAN = re.compile(
    rf"[{CJK_STOPS}{OTHER_STOPS}](?:(?<=[{CJK_STOPS}])|(?![a-z0-9]|(?<=[A-Z]\.)[ ][a-z][a-z ]))"
    r"(?:(?<=[.?])([\"'”’)\]]*(?:[ ](?:”|''))?)\s+(?=(?:[\"']|(?:[“‘(]|``)[ ]?)?[A-Z])"
    rf"|{_REST})"
)
# Quotes and brackets right after the stop close the sentence, “ ‘ « only where they cannot
# open the next one (German closes with “). A footnote mark "[3]" goes along.
_CLOSERS = re.compile(r"(?:[\"'”’»›)\]}」』】》〉）］]+|[“‘«](?=[\s)\]”’»]|$)|\[\d{1,3}\])*")
# The same in tokenised text, `end . ”`; a straight quote may as well open there.
_SPACED_CLOSERS = re.compile(r"(?:[ \u00a0]+(?:[”’»)\]」』]|'')(?=\s|$|[.,;:]))+")
_SPACED_QUOTE = re.compile(r"[ \u00a0]+[\"'](?=\s|$)")
_NEXT = re.compile(r"\s+((?:[^\w\s]+\s*){0,3})(\w[\w'’.-]{0,40})?")
_GLUED = re.compile(r"([(\[“‘«\"]?)([^\W\d_](?:[^\W\d_]{1,40}|(?=\s)))")
_ACRONYM = re.compile(r"\w{1,2}(?:\.\w{1,2})+")
_INITIAL = re.compile(r"[^\W\d_]\.")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LISTED = (
    ABBREVIATIONS
    | ABBREVIATIONS_CAPITALISED
    | NEVER_LAST
    | NEVER_LAST_CAPITALISED
    | NUMBERED
    | OFTEN_LAST
)
_LETTERS, _DIGITS = 1, 2
_MOST_TOLD = 1 << 16  # words remembered
_GOING_ON = (",", ";", ":")
_LONGEST_WORD = 38  # before a stop that is told at a glance; the rules look back 40


def split_run(
    text: str,
    first: int,
    end: int,
    found: list[tuple[int, int]],
    abbreviations: frozenset[str] = frozenset(),
) -> None:
    """Append the sentences of ``text[first:end]`` to `found`, as pairs of offsets.

    Parameters
    ----------
    text : str
    first, end : int
        A stretch that no sentence crosses, without white space at its ends.
    found : list of tuple of int
    abbreviations : frozenset of str
        As in `dedup.text.sentences.sentences`.

    Examples
    --------
    >>> found = []
    >>> split_run("Mr. Ito left. Why?", 0, 18, found)
    >>> found
    [(0, 13), (14, 18)]
    """
    # A line without a final stop is a headline: "U.S. To" is no boundary there.
    is_headline = end - first < 160 and text[end - 1] not in ".?!…\"'”’)]"
    told = _TOLD
    quotes: list[int] | None = None  # where the run has straight quotes; found when asked for
    run_start = first
    for scanned in _SCAN.finditer(text, first, end):
        match: re.Match[str] | None = scanned
        cut = scanned.end(1)
        if cut >= 0:
            start, after = scanned.span()
            # Most words before a stop are known to decide nothing.
            if (
                told[text[text.rfind(" ", first, start) + 1 or first : start]] == _LETTERS
                and text[start] == "."
                and not abbreviations
            ) or _is_plain(text, first, start, abbreviations):
                found.append((first, cut))
                first = after
                continue
            match = _STOP.match(text, start, end)
        start, stop = match.span()  # type: ignore[union-attr]
        if stop == end:
            break
        if start < first:
            continue
        cut = stop
        # Most often a word follows, or a blank and a word: there is nothing to close.
        near = text[stop : stop + 2]
        if not (near[0].isalnum() or (near[0] == " " and near[1].isalnum())):
            cut = _CLOSERS.match(text, stop, end).end()  # type: ignore[union-attr]
            is_inside = True
            if '"' in text[stop : cut + 3]:
                if quotes is None:
                    quotes = [quote.start() for quote in re.finditer('"', text[run_start:end])]
                is_inside = bisect_left(quotes, stop - run_start) % 2 == 1
            cut = _after_closers(text, cut, stop, end, is_inside=is_inside)
            if cut == end:
                break
        if start - first < 8 and not any(map(str.isalnum, text[first:start])):
            continue
        if text[cut].isspace():
            following = _NEXT.match(text, cut, end)
            if following and _ends_before_space(
                text, first, (start, stop), cut, following, abbreviations, is_headline=is_headline
            ):
                found.append((first, cut))
                first = following.start(1)
        elif _ends_glued(text, first, (start, stop), cut, end):
            found.append((first, cut))
            first = cut
    found.append((first, end))


def _is_plain(text: str, first: int, start: int, abbreviations: frozenset[str]) -> bool:
    """Whether a stop that stands like a plain one follows a word that decides nothing."""
    # Tokenised text has a space before the stop.
    stop = start - 1 if text[start - 1] == " " else start
    if stop <= first:
        return False
    if text[start] == "?":
        return text[stop - 1].isalnum()
    word = text[text.rfind(" ", first, stop) + 1 or first : stop]
    kind = _TOLD[word]
    if not kind or (abbreviations and word.lower() in abbreviations):
        return False
    return kind == _LETTERS or stop == start


class _Told(dict[str, int]):
    """Word -> whether a stop after it is plain; the same few come over and over."""

    def __missing__(self, word: str) -> int:
        if len(word) > _LONGEST_WORD:
            return 0
        kind = 0
        if word.lower() not in _LISTED:
            if word.isalpha() and len(word) > 1:
                kind = _LETTERS
            elif word.isdigit() and len(word) > 3:
                kind = _DIGITS
        if len(self) < _MOST_TOLD:
            self[word] = kind
        return kind


_TOLD = _Told()


def _after_closers(text: str, cut: int, stop: int, end: int, *, is_inside: bool) -> int:
    """Where the sentence ends whose stop and adjacent closing marks are ``text[:cut]``.

    `is_inside` says whether an open straight quote stands before the stop.
    """
    if cut == end:
        return cut
    if not text[cut].isspace():
        # `end."The next`: the quote belongs to the side that the count says.
        return cut - 1 if cut > stop and text[cut - 1] == '"' and not is_inside else cut
    spaced = _SPACED_CLOSERS.match(text, cut, end)
    if spaced is None and is_inside:
        spaced = _SPACED_QUOTE.match(text, cut, end)
    return spaced.end() if spaced else cut


def _word_before(text: str, first: int, stop: int) -> str:
    """The word that a stop at `stop` belongs to, without opening marks; may be empty."""
    parts = text[max(first, stop - 40) : stop].rsplit(None, 1)
    if not parts:
        return ""
    word = parts[-1].replace("—", " ").replace("–", " ").replace("\\t", " ")
    return word.rpartition(" ")[2].lstrip("([{“‘«„‚\"'*")


def _ends_before_space(
    text: str,
    first: int,
    span: tuple[int, int],
    cut: int,
    following: re.Match[str],
    abbreviations: frozenset[str],
    *,
    is_headline: bool,
) -> bool:
    """Whether the stop of `span`, with white space after `cut`, ends a sentence."""
    start, stop = span
    if text[start] in CJK_STOPS:
        return True
    mark, after = following[1], following[2]
    if after is None or mark.startswith(_GOING_ON):
        return False
    is_period = stop - start == 1 and text[start] == "."
    if after[0].islower():
        if after[1:2].isupper():  # "eBay", "iPhone"
            return True
        if not is_period or cut > stop or mark:
            return False
        # Lower case after an ordinary word: careless writing rather than an abbreviation.
        word = _word_before(text, first, start)
        if word in ABBREVIATIONS or word in abbreviations:
            return False
        return len(word) > 3 and word.isalpha() and word.islower()
    starter = after.partition("'")[0].partition("’")[0].rstrip(".").lower()
    starts = starter in STARTERS and not is_headline and not _INITIAL.fullmatch(after)
    if not is_period:
        if "…" in text[start:stop] or ".." in text[start:stop]:
            return starts or stop - start > 3 or not after[0].isupper()
        if text[start] == "!" and _word_before(text, first, start).lower() in EXCLAIMING_NAMES:
            return starts
        return True
    word = _word_before(text, first, start)
    # Tokenised text: abbreviations mostly keep their stop, so that a spaced one ends the
    # sentence; but "St . Louis", "H.W . Bush", "1 . The harbour".
    if text[start - 1].isspace() and not (
        word[:1].isdigit() or "." in word or word == "No" or _is_title(word)
    ):
        return True
    is_whole = start - first < 8 and text[first:start].rstrip() == word
    if word.lower() in abbreviations:
        return starts
    return _ends_after_word(word, after, is_whole=is_whole, starts=starts)


def _is_title(word: str) -> bool:
    lower = word.lower()
    return lower in NEVER_LAST or (
        word[:1].isupper() and (lower in NEVER_LAST_CAPITALISED or lower == "st")
    )


def _ends_after_word(word: str, after: str, *, is_whole: bool, starts: bool) -> bool:
    """Whether a period after `word` ends the sentence, given that no lower case follows.

    `is_whole` says whether the word is all that the sentence has so far; `starts` whether
    `after`, the next word, is one that starts sentences.
    """
    word = word.rpartition("-")[2]  # "D-Mass.", "then-Sen."
    lower = word.lower()
    is_capital = word[:1].isupper()
    if lower.isdigit():
        if is_whole and len(lower) <= 3:
            return False  # "1. The harbour"
        return not (len(lower) <= 2 and after.rstrip(".").lower() in GERMAN_MONTHS)
    if lower in NEVER_LAST or (is_capital and lower in NEVER_LAST_CAPITALISED):
        return False
    if lower in NUMBERED and after[0].isdigit():
        return False
    if lower in OFTEN_LAST:
        return after[0].isupper() and after.rstrip(".").lower() not in TIME_WORDS
    if (
        (len(lower) == 1 and lower.isalpha())
        or lower in ABBREVIATIONS
        or (is_capital and lower in ABBREVIATIONS_CAPITALISED)
        or _ACRONYM.fullmatch(lower)
    ):
        return starts
    return True


def _ends_glued(text: str, first: int, span: tuple[int, int], cut: int, end: int) -> bool:
    """Whether a stop with no white space after it ends a sentence: "end.The next"."""
    start, stop = span
    if text[start] in CJK_STOPS or (text[stop - 1] in "?!" and _CJK.match(text, cut)):
        # 「行く。」と述べた goes on after the quotation.
        return text[cut] not in "，、,;；：:" and not (cut > stop and "ぁ" <= text[cut] <= "ん")
    following = _GLUED.match(text, cut, end)
    if following is None or stop - start > 1:
        return False
    after = following[2]
    if not (after[0].isupper() and (len(after) == 1 or after[1].islower())):
        return False
    rest = text[following.end() : min(following.end() + 2, end)]
    if rest[:1] in tuple("./@_(") and rest.strip() != ".":
        return False  # "java.util.List", "x.Html/a"
    before = _word_before(text, first, start)
    last = before.rstrip("\"'”’»)]%")[-2:]
    if len(last) < 2 or not last.isalnum() or any(mark in before for mark in "/@."):
        return False
    if _is_title(before) or before.lower() in ABBREVIATIONS:
        return False
    return cut > stop or text[start] != "." or after.lower() not in TOP_LEVEL_DOMAINS
