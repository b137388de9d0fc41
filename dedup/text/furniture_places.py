"""Furniture by where it stands: above the body of a page, below it, or among other furniture.

The rules are the second and the third of `dedup.text.furniture`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from dedup.text import furniture_forms as forms
from dedup.text import furniture_gates as gates
from dedup.text.furniture_keys import LineKeys, plain_line_keys
from dedup.text.furniture_lines import Line, has_words, is_title, matches, may_open
from dedup.text.line_keys import line_keys

__all__ = ["flag_by_place"]

_SMALLEST_BODY = 40  # keys of a story below which sharing none of them says little
_BY_PLACE = sum(
    gate.bit for gate in (gates.HEADS_STORIES, gates.BELOW, gates.OUTSIDE, gates.HEADS_REFERENCES)
)


def flag_by_place(text: str, cuts: Sequence[tuple[int, int]], lines: list[Line]) -> None:
    """Flag what is furniture only above the body, below it, or among other furniture."""
    prose = [n for n, line in enumerate(lines) if line.is_prose and not line.is_furniture]
    if not prose:
        return
    top = prose[0]
    unknown = [n for n, line in enumerate(lines) if not (line.is_prose or line.is_furniture)]
    if not any(n > top for n in unknown) and len(unknown) < 2:
        for number in unknown:  # a headline, mostly
            lines[number].is_furniture = matches(forms.OUTSIDE, gates.OUTSIDE, lines[number])
        return
    body = _Body(text, cuts, lines)
    bottom = _last_of_body(lines, prose, body)
    # Nearly all lines are told from headings of lists by their first word.
    has_picks = lines[0].opened is not None or "picks" in text.lower()
    is_listing = False  # whether the heading of a list of other stories stands right above
    for number, line in enumerate(lines):
        if not is_listing and not may_open(line, _BY_PLACE):
            continue
        may_head = has_picks or not line.opening or line.opening in gates.HEADS_STORIES.words
        is_heading = may_head and matches(forms.HEADS_STORIES, gates.HEADS_STORIES, line)
        line.is_furniture |= is_heading
        if number > bottom:
            line.is_furniture |= any(
                matches(form, gate, line)
                for form, gate in (
                    (forms.BELOW, gates.BELOW),
                    (forms.OUTSIDE, gates.OUTSIDE),
                    (forms.HEADS_REFERENCES, gates.HEADS_REFERENCES),
                )
            )
        elif number < top:
            line.is_furniture |= matches(forms.OUTSIDE, gates.OUTSIDE, line)
        if is_heading:
            is_listing = True
        elif is_listing and is_title(line):
            # Below the body nothing of the story follows.
            line.is_furniture |= number > bottom or body.share(number) <= 0.3
        elif not line.is_furniture:
            is_listing = False
    _flag_titles_above(lines, top, body)
    below = lines[bottom + 1 :]
    if any(line.is_furniture and has_words(line) for line in below) and sum(
        len(line.text) for line in below
    ) < sum(len(lines[n].text) for n in prose):
        _flag_titles_below(lines, bottom, body)


class _Body:
    """What the prose of a text talks about; worked out when asked for, which is seldom."""

    def __init__(self, text: str, cuts: Sequence[tuple[int, int]], lines: list[Line]) -> None:
        self._text = text
        self._cuts = cuts
        self._lines = lines
        # What is furniture later was so far part of the body.
        self._is_story = [line.is_prose and not line.is_furniture for line in lines]

    @cached_property
    def _told(self) -> LineKeys:
        rows = [
            (self._cuts[line.first][0], self._cuts[line.last - 1][1], is_story)
            for line, is_story in zip(self._lines, self._is_story, strict=True)
        ]
        # Whoever asks for a text whose lines are not told of gets what plain code says.
        is_plain = self._lines[0].opened is None
        found = None if is_plain else line_keys(self._text, rows)
        return plain_line_keys(self._text, rows) if found is None else found

    def size(self, number: int) -> int:
        """The keys of a line."""
        return self._told.lines[number][0]

    def share(self, number: int) -> float:
        """The share of these that the body has."""
        keys, shared, _ = self._told.lines[number]
        return shared / keys if keys else 0.0

    def share_of_others(self, number: int) -> float:
        """The share that other lines of the body have, of one of its own."""
        keys, _, twice = self._told.lines[number]
        return twice / keys if keys else 0.0

    @property
    def is_small(self) -> bool:
        """Whether sharing no words with it says little."""
        return self._told.story < _SMALLEST_BODY


def _last_of_body(lines: list[Line], prose: list[int], body: _Body) -> int:
    """The last line of the story's prose: what follows furniture may be about something else."""
    if not any(line.is_furniture for line in lines[prose[0] : prose[-1]]):
        return prose[-1]
    for number in reversed(prose):
        if body.size(number) < 4 or body.share_of_others(number) >= 0.15:
            if any(line.is_furniture for line in lines[number : prose[-1]]):
                return number
            break
    return prose[-1]


def _flag_titles_below(lines: list[Line], bottom: int, body: _Body) -> None:
    """Flag headlines of other stories among the furniture behind `bottom`, below the body."""
    if body.is_small:
        return
    has_begun = False
    for number, line in enumerate(lines[bottom + 1 :], bottom + 1):
        if not line.is_furniture and is_title(line) and not line.is_item:
            share = body.share(number)
            is_strange = body.size(number) > 3 and share <= 0.15 and not line.text.isupper()
            line.is_furniture = is_strange or (has_begun and share < 0.5)
        has_begun |= line.is_furniture and has_words(line)


def _flag_titles_above(lines: list[Line], top: int, body: _Body) -> None:
    """Flag headlines of other stories above the body, if the story's own is there as well."""
    titles = [number for number in range(top) if not lines[number].is_furniture]
    # One line cannot be both.
    if len(titles) < 2:
        return
    others = [
        number
        for number in titles
        if is_title(lines[number]) and not lines[number].is_item and body.size(number) > 3
    ]
    if not others or body.is_small:
        return
    if max(map(body.share, titles)) >= 0.5:
        for number in others:
            lines[number].is_furniture = body.share(number) <= 0.15
