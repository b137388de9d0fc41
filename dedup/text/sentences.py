"""Raw text to sentences, as spans that keep every offset.

News text reaches this module in three shapes, and a stop means something else in each: one
paragraph a line (most sites), hard-wrapped at some 70 columns (old wire copy), and tokenised
with spaces around every mark (many corpora). The work is done in two steps:

1. **Lines to runs.** A sentence never crosses a blank line, nor a single line break, unless
   the text is hard-wrapped: lines below 100 columns, many wide ones running on in lower case.
   There a line that was full is joined with the next, except before an indent or a bullet.
2. **Runs to sentences.** One pass over the stops. A stop ends a sentence unless what stands
   before it is an abbreviation, an initial or a number, or what follows goes on in lower
   case. This is the classification of Punkt (Kiss & Strunk 2006, *Unsupervised multilingual
   sentence boundary detection*, section 4) with its word lists written by hand instead
   of learned: abbreviations, and the words that start a sentence even after one ("in the
   U.S. The"). NLTK's Punkt with the same lists is the oracle in the tests; it is not used
   here because it takes two seconds to import and about five times as long per article, and has
   no say on line breaks, on text glued together ("end.The next") or on spaced quotes.

The lists are English. For another language `dedup.text.abbreviations` learns the abbreviations
from the collection itself; the rules hold for languages with stops and capitals, and for the
full stops of Chinese, Japanese, Hindi and Arabic. Thai has no stop: a line stays whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from dedup.document import Span
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

__all__ = ["sentences"]


# -- Characters and patterns.

_BULLETS = "•▪▫◦‣●■□○∙⁃"
_CJK_STOPS = "。！？｡"
_MIN_WIDTH, _MAX_WIDTH = 45, 100  # of hard-wrapped text, in columns

_STOP = re.compile(
    rf"[{_CJK_STOPS}]+|[.?!…‼⁇⁈⁉؟۔।॥።]+(?:[ \u00a0][.?!…]+(?!\w))*"  # "?!", "...", ". . ."
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
_LIST_ITEM = re.compile(rf"(?:[{_BULLETS}*·–—-]|\(?\d{{1,3}}[.)]|\(?[a-z]\))\s")
_WIRE_INDENT = re.compile(r"&?\\t")  # how Reuters-21578 often shows its paragraph tabs


def sentences(text: str, abbreviations: frozenset[str] = frozenset()) -> list[Span]:
    r"""The sentences of a text, in order.

    Spans do not overlap, are trimmed of white space, and together cover every character that
    is not white space. Headings and list items on a line of their own are units of their own.
    Time is linear in the length of the text.

    Parameters
    ----------
    text : str
        Any text; line breaks count, see the module's description.
    abbreviations : frozenset of str
        More abbreviations, in lower case and without the final stop, as
        `dedup.text.abbreviations.learn_abbreviations` gives them.

    Returns
    -------
    list of Span

    Examples
    --------
    >>> text = 'Mayor reopens pier\n\n"It held," Mr. Ito said at 5 p.m. The U.S. envoy left.'
    >>> for span in sentences(text):
    ...     print(span.of(text))
    Mayor reopens pier
    "It held," Mr. Ito said at 5 p.m.
    The U.S. envoy left.
    """
    spans: list[Span] = []
    for start, end in _runs(text):
        _split_run(text, start, end, spans, abbreviations)
    return spans


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    is_after_blank: bool


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    offset, is_after_blank = 0, True
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            indent = len(line) - len(line.lstrip())
            start = offset + indent
            lines.append(_Line(start, start + len(stripped), indent, is_after_blank))
        is_after_blank = not stripped
        offset += len(line)
    return lines


def _runs(text: str) -> list[tuple[int, int]]:
    """Stretches that no sentence crosses: lines, wrapped lines joined, flat lists taken apart."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    runs: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if width and number and _is_continued(text, lines[number - 1], line, width):
            runs[-1] = (runs[-1][0], line.end)
        elif text[line.start] in _BULLETS:
            runs.extend(_flat_list(text, line.start, line.end))
        else:
            runs.append((line.start, line.end))
    return runs


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """The column at which the text is hard-wrapped, or 0 if it is not.

    It is if 30 % or more (two at least) of the lines that are 0.6 times as wide as the widest
    visibly run on. In wrapped prose two thirds do, in any other text hardly a line.
    """
    lengths = [line.end - line.start for line in lines]
    narrow = [length for length in lengths if length <= _MAX_WIDTH]
    width = max(narrow, default=0)
    if width < _MIN_WIDTH or len(narrow) < 0.9 * len(lines):
        return 0
    wide = running = 0
    for line, following, length in zip(lines, lines[1:], lengths, strict=False):
        if not following.is_after_blank and 0.6 * width <= length <= _MAX_WIDTH:
            wide += 1
            running += text[line.end - 1] not in ".?!:;," and _runs_on(text, line, following)
    return width if running >= 2 and running >= 0.3 * wide else 0


def _runs_on(text: str, line: _Line, following: _Line) -> bool:
    """Whether the words around a line break show that it is inside a sentence."""
    first, last = text[following.start], text[line.end - 1]
    if first.islower() or first.isdigit() or last in ",-–—":
        return True
    # "said in a / Hong Kong statement"
    return text[max(line.start, line.end - 20) : line.end].rsplit(None, 1)[-1] in STARTERS


def _is_continued(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Whether a line of hard-wrapped text runs on into the `following` one."""
    first, last = text[following.start], text[line.end - 1]
    length = line.end - line.start
    if following.is_after_blank or following.indent >= line.indent + 2 or length > _MAX_WIDTH:
        return False
    if first in _BULLETS or _WIRE_INDENT.match(text, following.start):
        return False
    if last in ".?!:;" and (length < 0.7 * width or _LIST_ITEM.match(text, following.start)):
        return False
    # Wire copy that lost its dateline starts with a short line.
    if _runs_on(text, line, following) or (line.is_after_blank and length >= 30 and last.islower()):
        return True
    # The writer broke the line because the next word did not fit.
    beginning = text[following.start : min(following.end, following.start + 40)]
    return length + 1 + len(beginning.split(None, 1)[0]) > 0.85 * width


def _flat_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a list that lost its line breaks: "• One • Two"."""
    bullet, items = text[start], []
    while (cut := text.find(bullet, start + 1, end)) != -1:
        if not text[cut - 1].isspace():
            break
        stop = cut
        while text[stop - 1].isspace():
            stop -= 1
        items.append((start, stop))
        start = cut
    return [*items, (start, end)]


def _split_run(
    text: str, first: int, end: int, spans: list[Span], abbreviations: frozenset[str]
) -> None:
    """Append the sentences of ``text[first:end]`` to `spans`."""
    # A line without a final stop is a headline: "U.S. To" is no boundary there.
    is_headline = end - first < 160 and text[end - 1] not in ".?!…\"'”’)]"
    quotes: list[int] | None = None  # where the run has straight quotes; found when asked for
    run_start = first
    for match in _STOP.finditer(text, first, end):
        start, stop = match.span()
        if stop == end:
            break
        if start < first:
            continue
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
                text, first, match, cut, following, abbreviations, is_headline=is_headline
            ):
                spans.append(Span(first, cut))
                first = following.start(1)
        elif _ends_glued(text, first, match, cut, end):
            spans.append(Span(first, cut))
            first = cut
    spans.append(Span(first, end))


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
    match: re.Match[str],
    cut: int,
    following: re.Match[str],
    abbreviations: frozenset[str],
    *,
    is_headline: bool,
) -> bool:
    """Whether the stop of `match`, with white space after `cut`, ends a sentence."""
    start, stop = match.span()
    if text[start] in _CJK_STOPS:
        return True
    mark, after = following[1], following[2]
    if after is None or mark[:1] in tuple(",;:"):
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


def _ends_glued(text: str, first: int, match: re.Match[str], cut: int, end: int) -> bool:
    """Whether a stop with no white space after it ends a sentence: "end.The next"."""
    start, stop = match.span()
    if text[start] in _CJK_STOPS or (text[stop - 1] in "?!" and _CJK.match(text, cut)):
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
