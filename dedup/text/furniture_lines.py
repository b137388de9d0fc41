"""Lines of a text as the rules about furniture take them, and what they look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dedup.text.furniture_gates import Gate

__all__ = [
    "LONGEST",
    "LONGEST_LABEL",
    "Line",
    "has_words",
    "is_title",
    "lines_of",
    "matches",
    "may_open",
    "plain",
    "reads_like",
]

LONGEST = 260  # code points of a unit that can be furniture
LONGEST_LABEL = 120  # code points of a full sentence that only a line of its own makes furniture
# Tokenised corpora have spaces around punctuation.
_SPACE_BEFORE = re.compile(r" (?=[.,;:!?)\]’”])|(?<=[(\[“‘]) ")
# The same beginning with a plain class, so that the engine finds where one can begin at C speed.
_SPACED = re.compile(r"[ (\[“‘](?:(?<= )[.,;:!?)\]’”]|(?<=[(\[“‘]) )")
_DECORATION = "•▪◦*|>»→·–—- "
_ITEM = re.compile(r"(?:[(\[]?\d{1,3}[\].)]|[•▪◦*·–—-])\s|\S*https?://")
_CLOSERS = " \"'”’»)]"
_FINAL, _ENDING, _ASKING = frozenset("。！？।۔"), frozenset(".…"), frozenset("!?")


@dataclass(slots=True)
class Line:
    """Sentences that stand on one line."""

    first: int
    last: int
    unit: str
    is_prose: bool
    is_item: bool
    opening: str = ""  # its first word
    opened: int | None = None  # the gates whose forms it has as bits, where that is known
    is_furniture: bool = False
    _text: str | None = None

    @property
    def text(self) -> str:
        """What forms are held to."""
        if self._text is None:
            is_long = self.is_prose and len(self.unit) > LONGEST_LABEL
            self._text = self.unit if is_long else plain(self.unit)
        return self._text


def plain(unit: str) -> str:
    """A unit with single spaces, none before punctuation, and without bullets around it."""
    unit = " ".join(unit.split())
    if _SPACED.search(unit):
        unit = _SPACE_BEFORE.sub("", unit)
    return unit.strip(_DECORATION)


def lines_of(text: str, cuts: Sequence[tuple[int, int]], openings: Sequence[str]) -> list[Line]:
    """The sentences grouped by the lines that they stand on."""
    lines: list[Line] = []
    first = 0
    has_address = "://" in text
    for number in range(1, len(cuts) + 1):
        end = cuts[number - 1][1]
        if number < len(cuts):
            gap = text[end : cuts[number][0]]
            if gap == " " or ("\n" not in gap and len((gap + "|").splitlines()) == 1):
                continue
        start = cuts[first][0]
        unit = text[start:end]
        is_prose = _is_prose(unit, number - first)
        # Most lines begin with a letter, and then only an address makes an item.
        is_item = (has_address or not unit[0].isalpha()) and _ITEM.match(unit) is not None
        lines.append(Line(first, number, unit, is_prose, is_item, openings[first]))
        first = number
    return lines


def _is_prose(unit: str, count: int) -> bool:
    """Whether a line of `count` sentences is running text rather than a heading or a label."""
    ending = unit[-1] if unit[-1] not in _CLOSERS else unit.rstrip(_CLOSERS)[-1:]
    if ending in _FINAL:
        return True
    is_sentence = ending in _ENDING or (count > 1 and ending in _ASKING)
    return len(unit) > 200 or (is_sentence and unit.count(" ") >= 7)


def has_words(line: Line) -> bool:
    """Whether a line is more than punctuation."""
    return any(map(str.isalnum, line.text))


def is_title(line: Line) -> bool:
    """Whether a line may be the headline of another story."""
    if line.is_prose or line.last - line.first > 1 or line.text[-1:] in tuple('."”’:;,'):
        return False
    return not line.text[:1].islower() and line.text[:1] != '"'


def matches(form: re.Pattern[str], gate: Gate, line: Line) -> bool:
    """Whether a line has a form, which no line has that its gate does not let through."""
    if line.opened is not None:
        return line.opened & gate.bit != 0
    # No form is as long as most paragraphs are.
    return (
        len(line.text) <= LONGEST
        and gate.lets(line.opening, line.text)
        and reads_like(form, line.text)
    )


def may_open(line: Line, gates_asked: int) -> bool:
    """Whether a line may open one of some gates: not if it is known which it opens, and none is."""
    return line.opened is None or line.opened & gates_asked != 0


def reads_like(form: re.Pattern[str], unit: str) -> bool:
    """Whether all of a plain unit reads like `form`; a unit without a word always does."""
    if len(unit) > LONGEST:
        return False
    if form.fullmatch(unit):
        # "More." may be an answer; labels have no full stop.
        return " " in unit or unit[-1:] not in tuple(".!?") or unit.endswith("...")
    return not any(map(str.isalnum, unit))
