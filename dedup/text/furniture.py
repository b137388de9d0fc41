r"""Site furniture: what a page puts around a story that is not the story.

Scraped articles carry comment prompts, share buttons, image names, "Related sources",
newsletter plugs, credits and the headlines of other stories. Copies of one story differ in
all of it, so an alignment has to set it apart. A sentence of the story that is taken for
furniture is a worse mistake than furniture that is left in, so the decision rests on structure
first and on wording second:

1. **Wording.** A unit is furniture if *all of it* matches a known form
   (`dedup.text.furniture_forms`): a line of its own for most forms, any sentence for the
   unmistakable ones ("All rights reserved."). "Share this story" matches, "Share prices fell"
   cannot.
2. **Place.** Some forms count only above or below the body, which goes from the first line of
   prose to the last: bylines and dates; others only below it ("Source: ..."), since "Source:
   mayor to resign" may be the headline.
3. **Sharing no words.** Short lines without a full stop below the body, after furniture has
   begun, are headlines of other stories if they share few words with the body. A headline of
   the story itself shares most: of 12,000 news headlines 2 % had 30 % or less of their longer
   words in the text, while 80 % of the headlines of other stories of the same publisher did.
   Without furniture before them, and above the body, the limit is stricter.

Bylines, agency signatures, "Source:" lines and lists of references are furniture here: they
are no content that copies carry. Whoever looks for credits reads them from the text itself.

Known limits: teasers in full sentences, readers' comments and captions without a credit are
left in; so is furniture that a scraper ran together with a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from dedup.document import Span
from dedup.text import furniture_forms as forms
from dedup.text import furniture_gates as gates
from dedup.text.words import WordReader, is_latin

__all__ = ["furniture"]

_LONGEST = 260  # code points of a unit that can be furniture
_SMALLEST_BODY = 40  # keys of a story below which sharing none of them says little
_LONGEST_LABEL = 120  # code points of a full sentence that only a line of its own makes furniture
_MOST_KEYS = 1 << 17  # words remembered
_SPACE = re.compile(r"\s+")
# Tokenised corpora have spaces around punctuation.
_SPACE_BEFORE = re.compile(r" (?=[.,;:!?)\]’”])|(?<=[(\[“‘]) ")
_DECORATION = "•▪◦*|>»→·–—- "
_ITEM = re.compile(r"(?:[(\[]?\d{1,3}[\].)]|[•▪◦*·–—-])\s|\S*https?://")
_CLOSERS = " \"'”’»)]"
_FINAL, _ENDING, _ASKING = frozenset("。！？।۔"), frozenset(".…"), frozenset("!?")
_WORD = re.compile(r"[^\W_]+")
_STOP_WORDS = frozenset(
    """about after again against also amid among another around back been before being between
    both came come could does down during each even every first from gets goes have here high how
    into just know last like made make many more most much must need news next only other over
    part people same said says should some still such take than that their them then there these
    they this those three through time today under until upon very want week were what when where
    which while will with without would year years your""".split(" ")
)


@dataclass(slots=True)
class _Line:
    """Sentences that stand on one line."""

    first: int
    last: int
    text: str
    opening: str  # its first word
    is_prose: bool
    is_item: bool
    is_furniture: bool = False


def furniture(text: str, sentences: Sequence[Span]) -> list[bool]:
    r"""Which of the sentences of a text are site furniture and not the story.

    Parameters
    ----------
    text : str
    sentences : sequence of Span
        All sentences of the text in order, as `dedup.text.sentences.sentences` gives them.

    Returns
    -------
    list of bool
        One for each sentence.

    Examples
    --------
    >>> from dedup.text.sentences import sentences
    >>> text = "Share this\n\nThe pier of Skerry fell last night, officials say.\n\n2 Comments"
    >>> furniture(text, sentences(text))
    [True, False, True]
    """
    return furniture_of(text, [(span.start, span.end) for span in sentences])


def furniture_of(text: str, cuts: Sequence[tuple[int, int]]) -> list[bool]:
    """`furniture` for sentences given as pairs of offsets.

    Examples
    --------
    >>> furniture_of("2 Comments", [(0, 10)])
    [True]
    """
    flags = [False] * len(cuts)
    signed = _signed(text, cuts)
    openings = [gates.first_word(text, start, end) for start, end in cuts]
    lines = _lines(text, cuts, openings)
    for line in lines:
        if not (line.is_prose and len(line.text) > _LONGEST_LABEL):
            line.is_furniture = _matches(forms.ALONE, gates.ALONE, line)
        if not line.is_furniture:
            for number in range(line.first, line.last):
                opening = openings[number]
                if opening in gates.ANYWHERE.words or not opening or number in signed:
                    start, end = cuts[number]
                    flags[number] = _is_furniture_anywhere(text[start:end], opening)
    _flag_references(lines)
    _flag_by_place(text, cuts, lines)
    for line in lines:
        if line.is_furniture:
            flags[line.first : line.last] = [True] * (line.last - line.first)
    return flags


def _signed(text: str, cuts: Sequence[tuple[int, int]]) -> set[int]:
    """The sentences that hold a sign of furniture."""
    # The letters of signs are ASCII, so that other characters need not be put in lower case.
    letters = text.encode("ascii", "replace").lower()
    found = set()
    for sign in gates.ANYWHERE.signs:
        where: str | bytes = letters if sign.isascii() else text
        what: Any = sign.encode() if sign.isascii() else sign
        place = where.find(what)
        while place >= 0:
            found.add(bisect_right(cuts, place, key=itemgetter(0)) - 1)
            place = where.find(what, place + 1)
    return found


def _is_furniture_anywhere(sentence: str, opening: str) -> bool:
    if len(sentence) > _LONGEST or not gates.ANYWHERE.lets(opening, sentence):
        return False
    lowered = sentence.lower()
    return any(hint in lowered for hint in forms.HINTS) and _reads_like(
        forms.ANYWHERE, _plain(sentence)
    )


def _plain(unit: str) -> str:
    """A unit with single spaces, none before punctuation, and without bullets around it."""
    return _SPACE_BEFORE.sub("", _SPACE.sub(" ", unit)).strip(_DECORATION)


def _matches(form: re.Pattern[str], gate: gates.Gate, line: _Line) -> bool:
    return gate.lets(line.opening, line.text) and _reads_like(form, line.text)


def _reads_like(form: re.Pattern[str], unit: str) -> bool:
    """Whether all of a plain unit reads like `form`; a unit without a word always does."""
    if len(unit) > _LONGEST:
        return False
    if form.fullmatch(unit):
        # "More." may be an answer; labels have no full stop.
        return " " in unit or unit[-1:] not in tuple(".!?") or unit.endswith("...")
    return not any(map(str.isalnum, unit))


def _lines(text: str, cuts: Sequence[tuple[int, int]], openings: Sequence[str]) -> list[_Line]:
    """The sentences grouped by the lines that they stand on."""
    lines: list[_Line] = []
    first = 0
    has_address = "://" in text
    for number in range(1, len(cuts) + 1):
        end = cuts[number - 1][1]
        if number < len(cuts):
            gap = text[end : cuts[number][0]]
            if gap == " " or len((gap + "|").splitlines()) == 1:
                continue
        start = cuts[first][0]
        unit = text[start:end]
        is_prose = _is_prose(unit, number - first)
        # Most lines begin with a letter, and then only an address makes an item.
        is_item = (has_address or not unit[0].isalpha()) and _ITEM.match(unit) is not None
        if not (is_prose and len(unit) > _LONGEST_LABEL):
            unit = _plain(unit)
        lines.append(_Line(first, number, unit, openings[first], is_prose, is_item))
        first = number
    return lines


def _is_prose(unit: str, count: int) -> bool:
    """Whether a line of `count` sentences is running text rather than a heading or a label."""
    ending = unit[-1] if unit[-1] not in _CLOSERS else unit.rstrip(_CLOSERS)[-1:]
    if ending in _FINAL:
        return True
    is_sentence = ending in _ENDING or (count > 1 and ending in _ASKING)
    return len(unit) > 200 or (is_sentence and unit.count(" ") >= 7)


def _flag_references(lines: list[_Line]) -> None:
    """Flag a heading like "References" and the numbered, bulleted or linked items under it."""
    heading: _Line | None = None
    for line in lines:
        if heading is not None and (line.is_item or line.is_furniture):
            heading.is_furniture = line.is_furniture = True
        else:
            heading = (
                line if _matches(forms.HEADS_REFERENCES, gates.HEADS_REFERENCES, line) else None
            )


def _flag_by_place(text: str, cuts: Sequence[tuple[int, int]], lines: list[_Line]) -> None:
    """Flag what is furniture only above the body, below it, or among other furniture."""
    prose = [n for n, line in enumerate(lines) if line.is_prose and not line.is_furniture]
    if not prose:
        return
    top = prose[0]
    unknown = [n for n, line in enumerate(lines) if not (line.is_prose or line.is_furniture)]
    if not any(n > top for n in unknown) and len(unknown) < 2:
        for number in unknown:  # a headline, mostly
            lines[number].is_furniture = _matches(forms.OUTSIDE, gates.OUTSIDE, lines[number])
        return
    reader = WordReader(text)
    keys = {n: _keys_of_line(lines[n], cuts, reader) for n in prose}
    counts: Counter[str] = Counter()
    for keys_of_line in keys.values():
        counts.update(keys_of_line)
    bottom = _last_of_body(lines, prose, keys, counts)
    is_listing = False  # whether the heading of a list of other stories stands right above
    for number, line in enumerate(lines):
        is_heading = _matches(forms.HEADS_STORIES, gates.HEADS_STORIES, line)
        line.is_furniture |= is_heading
        if number > bottom:
            line.is_furniture |= any(
                _matches(form, gate, line)
                for form, gate in (
                    (forms.BELOW, gates.BELOW),
                    (forms.OUTSIDE, gates.OUTSIDE),
                    (forms.HEADS_REFERENCES, gates.HEADS_REFERENCES),
                )
            )
        elif number < top:
            line.is_furniture |= _matches(forms.OUTSIDE, gates.OUTSIDE, line)
        if is_heading:
            is_listing = True
        elif is_listing and _is_title(line):
            # Below the body nothing of the story follows.
            line.is_furniture |= number > bottom or _share(_keys(line.text), counts) <= 0.3
        elif not line.is_furniture:
            is_listing = False
    if len(counts) < _SMALLEST_BODY:
        return
    _flag_titles_above(lines[:top], counts)
    if sum(len(line.text) for line in lines[bottom + 1 :]) < sum(len(lines[n].text) for n in prose):
        _flag_titles_below(lines[bottom + 1 :], counts)


def _last_of_body(
    lines: list[_Line], prose: list[int], keys: dict[int, set[str]], counts: Counter[str]
) -> int:
    """The last line of the story's prose: what follows furniture may be about something else."""
    for number in reversed(prose):
        others = Counter({key: counts[key] - 1 for key in keys[number]})
        if len(keys[number]) < 4 or _share(keys[number], others) >= 0.15:
            if any(line.is_furniture for line in lines[number : prose[-1]]):
                return number
            break
    return prose[-1]


def _flag_titles_below(lines: list[_Line], counts: Counter[str]) -> None:
    """Flag headlines of other stories among the furniture below the body."""
    if not any(_has_words(line) and line.is_furniture for line in lines):
        return
    has_begun = False
    for line in lines:
        if not line.is_furniture and _is_title(line) and not line.is_item:
            keys = _keys(line.text)
            share = _share(keys, counts)
            is_strange = len(keys) > 3 and share <= 0.15 and not line.text.isupper()
            line.is_furniture = is_strange or (has_begun and share < 0.5)
        has_begun |= line.is_furniture and _has_words(line)


def _flag_titles_above(lines: list[_Line], counts: Counter[str]) -> None:
    """Flag headlines of other stories above the body, if the story's own is there as well."""
    titles = [(line, _keys(line.text)) for line in lines if not line.is_furniture]
    shares = [_share(keys, counts) for _, keys in titles]
    if max(shares, default=0) < 0.5:
        return
    for (line, keys), share in zip(titles, shares, strict=True):
        is_other = _is_title(line) and not line.is_item and len(keys) > 3 and share <= 0.15
        line.is_furniture = is_other


def _has_words(line: _Line) -> bool:
    return any(map(str.isalnum, line.text))


def _is_title(line: _Line) -> bool:
    """Whether a line may be the headline of another story."""
    if line.is_prose or line.last - line.first > 1 or line.text[-1:] in tuple('."”’:;,'):
        return False
    return not line.text[:1].islower() and line.text[:1] != '"'


def _share(keys: set[str], counts: Counter[str]) -> float:
    """The share of a line's keys that the body has."""
    return sum(counts[key] > 0 for key in keys) / len(keys) if keys else 0.0


class _Keys(dict[str, str]):
    """Word -> its key, or nothing where it has none; the same few come over and over."""

    def __missing__(self, word: str) -> str:
        is_telling = len(word) > 3 or (len(word) > 1 and word.isupper())
        key = word[:6].lower() if is_telling and word.lower() not in _STOP_WORDS else ""
        if len(self) < _MOST_KEYS:
            self[word] = key
        return key


_KEYS = _Keys()


def _keys(unit: str) -> set[str]:
    """What two texts of one story share: the beginnings of longer words, and acronyms."""
    return _keys_of_words(_WORD.findall(unit))


def _keys_of_line(line: _Line, cuts: Sequence[tuple[int, int]], reader: WordReader) -> set[str]:
    if not is_latin(line.text):
        return _keys(line.text)
    return _keys_of_words(reader.words(cuts[line.first][0], cuts[line.last - 1][1]))


def _keys_of_words(words: list[str]) -> set[str]:
    keys = set(map(_KEYS.__getitem__, words))
    keys.discard("")
    return keys
