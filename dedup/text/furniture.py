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

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import itemgetter, or_
from typing import Any

from dedup.document import Span
from dedup.text import furniture_forms as forms
from dedup.text import furniture_gates as gates
from dedup.text.furniture_lines import (
    LONGEST,
    LONGEST_LABEL,
    Line,
    lines_of,
    matches,
    may_open,
    plain,
    reads_like,
)
from dedup.text.furniture_places import flag_by_place
from dedup.text.kernels import flags as of

__all__ = ["furniture"]

_REMEMBERED = 1 << 12  # sentences and lines that are short enough to be furniture
# Forms that a whole line may have, and their gates.
_GATES = {
    name: getattr(gates, name)
    for name in ("ALONE", "HEADS_REFERENCES", "HEADS_STORIES", "BELOW", "OUTSIDE")
}
_FORMED = sum(gate.bit for gate in _GATES.values())
# Signs of furniture, and what to look for in letters of ASCII or in the text itself.
_SIGNS: list[tuple[str, Any]] = [
    (sign, sign.encode() if sign.isascii() else sign) for sign in gates.ANYWHERE.signs
]


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
    openings = gates.first_words(text, cuts)
    lines = lines_of(text, cuts, openings)
    flags = _flags_of_sentences(text, cuts, openings)
    _flag_lines(text, cuts, lines, flags)
    return flags


def furniture_among(
    text: str,
    cuts: Sequence[tuple[int, int]],
    told: Sequence[tuple[int, int, int]],
    flags: list[bool],
) -> list[bool]:
    """`furniture_of` a text of which much is known.

    Parameters
    ----------
    text, cuts
        As in `furniture_of`.
    told : sequence of tuple of int
        Of each line the first sentence, the one behind its last, and what is said of it, as
        `dedup.text.kernels.furniture` has it; none if no line can be furniture.
    flags : list of bool
        Which sentences may be furniture wherever they stand.
    """
    for number, may_be in enumerate(flags):
        if may_be:
            start, end = cuts[number]
            flags[number] = _is_known_furniture(text[start:end])
    said = []
    for first, last, opened in told:
        formed = opened & _FORMED
        if formed:
            formed = _formed(text[cuts[first][0] : cuts[last - 1][1]], opened)
        said.append(opened & ~_FORMED | formed)
    if not _are_story(said):
        lines = [
            Line(
                *(first, last, text[cuts[first][0] : cuts[last - 1][1]]),
                *(opened & of.PROSE != 0, opened & of.ITEM != 0),
                opened=opened,
            )
            for (first, last, _), opened in zip(told, said, strict=True)
        ]
        _flag_lines(text, cuts, lines, flags)
    return flags


def _are_story(said: Sequence[int]) -> bool:
    """Whether no line can be furniture, by what is told of each and by its place alone.

    The same as in `dedup.text.kernels.furniture`, where less is told: which gates a line opens,
    and not which forms it has.
    """
    prose = [number for number, one in enumerate(said) if one & of.PROSE]
    everything = reduce(or_, said, 0)
    if everything & (of.ALONE | of.REFERENCES):
        return False
    if not prose:
        return True
    top, bottom = prose[0], prose[-1]
    others = len(said) - len(prose)
    # Whether all that is no prose stands above it.
    if others < 2 and top == others:
        return not any(one & of.OUTSIDE for one in said[:top])
    if top > 1 or everything & of.STORIES:
        return False
    above, below = said[:top], said[bottom + 1 :]
    return not any(one & of.OUTSIDE for one in above) and not any(
        one & (of.BELOW | of.OUTSIDE) for one in below
    )


@lru_cache(maxsize=_REMEMBERED)
def _is_known_furniture(sentence: str) -> bool:
    """`_is_furniture_anywhere`, remembered: a site says the same under every story."""
    return _is_furniture_anywhere(sentence)


@lru_cache(maxsize=_REMEMBERED)
def _formed(unit: str, opened: int) -> int:
    """Those of the gates that a line opens whose form it has; remembered, as above."""
    told = Line(0, 0, unit, opened & of.PROSE != 0, is_item=False).text
    return sum(
        gate.bit
        for name, gate in _GATES.items()
        if opened & gate.bit and reads_like(getattr(forms, name), told)
    )


def _flag_lines(
    text: str, cuts: Sequence[tuple[int, int]], lines: list[Line], flags: list[bool]
) -> None:
    """Flag the sentences of all lines that are furniture by their wording or their place."""
    for line in lines:
        if line.opened is not None:
            line.is_furniture = line.opened & gates.ALONE.bit != 0
        elif not line.is_prose or len(line.text) <= LONGEST_LABEL:
            line.is_furniture = matches(forms.ALONE, gates.ALONE, line)
    _flag_references(lines)
    flag_by_place(text, cuts, lines)
    for line in lines:
        if line.is_furniture:
            flags[line.first : line.last] = [True] * (line.last - line.first)


def _flags_of_sentences(
    text: str, cuts: Sequence[tuple[int, int]], openings: Sequence[str]
) -> list[bool]:
    """Which sentences are furniture wherever they stand."""
    flags = [False] * len(cuts)
    words = gates.ANYWHERE.words
    worth = _signed(text, cuts)
    for number, opening in enumerate(openings):
        if opening not in words:
            if not opening:
                worth.add(number)
            continue
        start, end = cuts[number]
        needed = words[opening]
        if end - start <= LONGEST:
            lowered = text[start:end].lower()
            if not needed or any(part in lowered for part in needed):
                worth.add(number)
    for number in worth:
        start, end = cuts[number]
        flags[number] = end - start <= LONGEST and _is_furniture_anywhere(text[start:end])
    return flags


def _signed(text: str, cuts: Sequence[tuple[int, int]]) -> set[int]:
    """The sentences that hold a sign of furniture."""
    # The letters of signs are ASCII, so that other characters need not be put in lower case.
    letters = text.encode("ascii", "replace").lower()
    found = set()
    for sign, what in _SIGNS:
        where: Any = letters if what is not sign else text
        place = where.find(what)
        while place >= 0:
            found.add(bisect_right(cuts, place, key=itemgetter(0)) - 1)
            place = where.find(what, place + 1)
    return found


def _is_furniture_anywhere(sentence: str) -> bool:
    lowered = sentence.lower()
    return any(hint in lowered for hint in forms.HINTS) and reads_like(
        forms.ANYWHERE, plain(sentence)
    )


def _flag_references(lines: list[Line]) -> None:
    """Flag a heading like "References" and the numbered, bulleted or linked items under it."""
    heading: Line | None = None
    for line in lines:
        if heading is not None and (line.is_item or line.is_furniture):
            heading.is_furniture = line.is_furniture = True
        elif may_open(line, gates.HEADS_REFERENCES.bit) and matches(
            forms.HEADS_REFERENCES, gates.HEADS_REFERENCES, line
        ):
            heading = line
        else:
            heading = None
