"""Raw text to sentences, as spans that keep every offset.

News text reaches this module in three shapes, and a stop means something else in each: one
paragraph a line (most sites), hard-wrapped at some 70 columns (old wire copy), and tokenised
with spaces around every mark (many corpora). The work is done in two steps:

1. **Lines to runs.** A sentence never crosses a blank line, nor a single line break, unless
   the text is hard-wrapped: lines below 100 columns, many wide ones running on in lower case.
   There a line that was full is joined with the next, except before an indent or a bullet.
2. **Runs to sentences.** One pass over the stops, in `dedup.text.sentence_ends`.

The lists are English. For another language `dedup.text.abbreviations` learns the abbreviations
from the collection itself; the rules hold for languages with stops and capitals, and for the
full stops of Chinese, Japanese, Hindi and Arabic. Thai has no stop: a line stays whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.document import Span
from dedup.text.abbreviations import STARTERS
from dedup.text.marks import BULLETS
from dedup.text.sentence_ends import split_run

__all__ = ["sentence_bounds", "sentences", "wrapped_runs"]


_MIN_WIDTH, _MAX_WIDTH = 45, 100  # of hard-wrapped text, in columns
_FAR = 2 * _MAX_WIDTH  # wider than any line of it, blanks at its ends included
_LIST_ITEM = re.compile(rf"(?:[{BULLETS}*·–—-]|\(?\d{{1,3}}[.)]|\(?[a-z]\))\s")
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
    return [Span(start, end) for start, end in sentence_bounds(text, abbreviations)]


def sentence_bounds(
    text: str, abbreviations: frozenset[str] = frozenset()
) -> list[tuple[int, int]]:
    """`sentences` as plain pairs of offsets, for those who read many texts.

    Examples
    --------
    >>> sentence_bounds("It held. Nobody left.")
    [(0, 8), (9, 21)]
    """
    found: list[tuple[int, int]] = []
    for start, end in _runs(text):
        split_run(text, start, end, found, abbreviations)
    return found


def wrapped_runs(text: str) -> list[tuple[int, int]]:
    r"""The stretches that sentences are told in and that hold the end of a line: wrapped text.

    Most texts have none, which their lines show.

    Examples
    --------
    >>> wrapped_runs("One paragraph a line.\nThe quay froze.")
    []
    """
    lines = text.split("\n")
    if len(lines) == 1 or sum([len(line) > _FAR for line in lines]) > 0.1 * len(lines):
        return []
    return [(start, end) for start, end in _runs(text) if "\n" in text[start:end]]


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
            indent = 0 if line[0] == stripped[0] else len(line) - len(line.lstrip())
            start = offset + indent
            lines.append(_Line(start, start + len(stripped), indent, is_after_blank))
        is_after_blank = not stripped
        offset += len(line)
    return lines


def _runs(text: str) -> list[tuple[int, int]]:
    """Stretches that no sentence crosses: lines, wrapped lines joined, flat lists taken apart."""
    runs: list[tuple[int, int]] = []
    offset = narrow = width = 0
    has_bullets = False
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            first, length = stripped[0], len(stripped)
            start = offset if line[0] == first else offset + len(line) - len(line.lstrip())
            runs.append((start, start + length))
            if length <= _MAX_WIDTH:
                narrow += 1
                width = max(width, length)
            has_bullets |= first in BULLETS
        offset += len(line)
    # Most texts show by the lengths of their lines alone that they are not wrapped.
    if has_bullets or _may_be_wrapped(width, narrow, len(runs)):
        return _runs_of_lines(text, _lines(text))
    return runs


def _may_be_wrapped(width: int, narrow: int, count: int) -> bool:
    """Whether so many narrow lines, the widest of them so wide, of all lines may be wrapped."""
    return width >= _MIN_WIDTH and narrow >= 0.9 * count


def _runs_of_lines(text: str, lines: list[_Line]) -> list[tuple[int, int]]:
    width = _wrap_width(text, lines)
    runs: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if width and number and _is_continued(text, lines[number - 1], line, width):
            runs[-1] = (runs[-1][0], line[1])
        elif text[line[0]] in BULLETS:
            runs.extend(_flat_list(text, line[0], line[1]))
        else:
            runs.append((line[0], line[1]))
    return runs


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """The column at which the text is hard-wrapped, or 0 if it is not.

    It is if 30 % or more (two at least) of the lines that are 0.6 times as wide as the widest
    visibly run on. In wrapped prose two thirds do, in any other text hardly a line.
    """
    lengths = [end - start for start, end, _, _ in lines]
    narrow = [length for length in lengths if length <= _MAX_WIDTH]
    width = max(narrow, default=0)
    if not _may_be_wrapped(width, len(narrow), len(lines)):
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
    if first in BULLETS or _WIRE_INDENT.match(text, following.start):
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
