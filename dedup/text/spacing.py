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
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedup.document import Span
from dedup.text.sentences import wrapped_runs

__all__ = ["Evened", "evened"]

_UNBREAKABLE = "\u00a0\u2007\u2009\u202f"
# Between two digits a blank belongs to the number.
_BLANK = re.compile(rf"(?<!\d)[{_UNBREAKABLE}]|[{_UNBREAKABLE}](?!\d)|(?<![ \t])  (?![ \t])")
_LINE_END = re.compile(r"[\r\n]+[ \t]*")
_HYPHENS = "-\u2010"


class Evened(NamedTuple):
    """A text whose spacing is even.

    Attributes
    ----------
    text : str
    places : ndarray of int64, or None
        Where each of its characters stands in the text as it was given, and its end; None where
        that is the same place for all.

    Examples
    --------
    >>> even = evened("It cost $48  million.")
    >>> even.text, even.back(Span(8, 19))
    ('It cost $48 million.', Span(start=8, end=20))
    """

    text: str
    places: npt.NDArray[np.int64] | None = None

    def there(self, span: Span) -> Span:
        """Where a span of the text as it was given is in the even one."""
        if self.places is None:
            return span
        start, end = np.searchsorted(self.places, (span.start, span.end)).tolist()
        return Span(start, end)

    def back(self, span: Span) -> Span:
        """Where a span of the even text is in the text as it was given."""
        if self.places is None:
            return span
        start = int(self.places[span.start])
        # Up to the end of the last character, and not to where the next one begins.
        return Span(start, int(self.places[span.end - 1]) + 1 if span else start)


@lru_cache(maxsize=8)
def evened(text: str) -> Evened:
    r"""Even out the spacing of a text; the last few texts are remembered.

    Examples
    --------
    >>> evened("The storm killed 12\u00a0people, the  mayor said.").text
    'The storm killed 12 people, the mayor said.'
    >>> evened("The quay froze.").places is None
    True
    """
    parts = sorted(_uneven(text))
    if not parts:
        return Evened(text)
    pieces: list[str] = []
    dropped: list[int] = []
    at = 0
    for start, end, blank in parts:
        if start >= at:  # two blanks at the end of a line are a part of it
            pieces += [text[at:start], blank]
            dropped += range(start + len(blank), end)
            at = end
    pieces.append(text[at:])
    places = None
    if dropped:
        places = np.delete(np.arange(len(text) + 1), dropped)
        places.setflags(write=False)
    return Evened("".join(pieces), places)


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
    if "  " in text or (not text.isascii() and any(map(text.__contains__, _UNBREAKABLE))):
        parts += [(*found.span(), " ") for found in _BLANK.finditer(text)]
    return parts
