"""A text with its spacing evened out, for who reads it with patterns.

A reader takes no notice of where the lines of a wrapped text end, of a blank that must not break
or of two blanks for one: "$48 million" is the same sum where a line ends inside it. Patterns that
allow for all of that are slow and easily get one of them wrong, so the text is evened out first,
and what is found is led back to where it stands.

What stays: ends of lines that end something (headings, items, paragraphs), tabs and three or more
blanks, which part the columns of a table, and blanks inside a number ("1 500").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from dedup.document import Span
from dedup.text.sentences import wrapped_runs

__all__ = ["Evened", "evened"]

_UNBREAKABLE = "\u00a0\u2007\u2009\u202f"
# Between two digits a blank belongs to the number.
_NOT_IN_NUMBER = re.compile(rf"(?<!\d)[{_UNBREAKABLE}]|[{_UNBREAKABLE}](?!\d)")
_LINE_END = re.compile(r"[\r\n]+[ \t]*")
_MORE = (" ", "\t")
"""Beside two blanks these are part of a table's."""
_HYPHENS = "-\u2010"


class Evened(NamedTuple):
    """A text whose spacing is even.

    Attributes
    ----------
    text : str
    left_out : list of int
        Which characters of the text as it was given are not in it.
    before : list of int
        Of each of these, how many that are stand before it.

    Examples
    --------
    >>> even = evened("It cost $48  million.")
    >>> even.text, even.back(Span(8, 19))
    ('It cost $48 million.', Span(start=8, end=20))
    """

    text: str
    left_out: list[int]
    before: list[int]

    def there(self, span: Span) -> Span:
        """Where a span of the text as it was given is in the even one."""
        start, end = span.start, span.end
        left_out = self.left_out
        return Span(start - bisect_left(left_out, start), end - bisect_left(left_out, end))

    def place(self, at: int) -> int:
        """Where a character of the even text, or its end, is in the text as it was given."""
        return at + bisect_right(self.before, at)

    def back(self, span: Span) -> Span:
        """Where a span of the even text is in the text as it was given."""
        start = self.place(span.start)
        # Up to the end of the last character, and not to where the next one begins.
        return Span(start, self.place(span.end - 1) + 1 if span else start)


@lru_cache(maxsize=8)
def evened(text: str) -> Evened:
    r"""Even out the spacing of a text; the last few texts are remembered.

    Examples
    --------
    >>> evened("The storm killed 12\u00a0people, the  mayor said.").text
    'The storm killed 12 people, the mayor said.'
    >>> evened("The quay  froze.").left_out
    [9]
    """
    parts = sorted(_uneven(text))
    if not parts:
        return Evened(text, [], [])
    pieces: list[str] = []
    dropped: list[int] = []
    at = 0
    for start, end, blank in parts:
        if start >= at:  # two blanks at the end of a line are a part of it
            pieces += [text[at:start], blank]
            dropped += range(start + len(blank), end)
            at = end
    pieces.append(text[at:])
    before = [place - number for number, place in enumerate(dropped)]
    return Evened("".join(pieces), dropped, before)


def _uneven(text: str) -> list[tuple[int, int, str]]:
    """What is to be one blank, or none: from where to where, and what it becomes."""
    parts: list[tuple[int, int, str]] = []
    for start, end in wrapped_runs(text):
        for found in _LINE_END.finditer(text, start, end):
            first, last = found.span()
            while text[first - 1] in " \t":
                first -= 1
            # A word that was broken at its hyphen has no blank there. A run ends in no blank.
            broken = text[first - 1] in _HYPHENS and text[first - 2 : first - 1].isalnum()
            parts.append((first, last, "" if broken and text[last].isalnum() else " "))
    # Looked for as they are: a pattern that looks behind every character takes its time.
    place = text.find("  ")
    while place >= 0:
        end = place + 2
        if text[place - 1 : place] not in _MORE and text[end : end + 1] not in _MORE:
            parts.append((place, end, " "))
        place = text.find("  ", end)
    if not text.isascii() and any(map(text.__contains__, _UNBREAKABLE)):
        parts += [(*found.span(), " ") for found in _NOT_IN_NUMBER.finditer(text)]
    return parts
