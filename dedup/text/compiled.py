"""What `dedup.text.reading` says of a text, said of many at a time by compiled code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

from dedup.machine.threads import on_all_cores
from dedup.text import line_keys
from dedup.text.compact import Compact, opened
from dedup.text.desk import MOST, READ, USUAL, Desk, Words, desk_for
from dedup.text.reading import Reading, read_text

__all__ = [
    "Words",
    "is_loaded",
    "load",
    "pays",
    "read_compact",
    "read_compiled",
    "read_texts",
    "read_worded",
]

_SAVING = 3e-7
"""Seconds a character, about, that plain code takes longer."""
_FEW_BLOCKS = 3
"""Calls that are not worth other threads."""
_LONGEST = 1 << 22
"""Characters beyond which the room would be larger than what plain code takes."""


def read_texts(texts: Sequence[str], abbreviations: frozenset[str] = frozenset()) -> list[Reading]:
    """`dedup.text.reading.read_text` of each text, by compiled code where that pays.

    Examples
    --------
    >>> [found.lengths.tolist() for found in read_texts(["The ferry sank. A ferry!", "No."])]
    [[3, 2], [1]]
    """
    if not pays(texts):
        return [read_text(text, abbreviations) for text in texts]
    found = read_compiled(texts, abbreviations)
    return [
        read_text(text, abbreviations) if one is None else one
        for text, one in zip(texts, found, strict=True)
    ]


def pays(texts: Iterable[str]) -> bool:
    """Whether to have texts read by compiled code; nobody waits for the compiler."""
    return READ.pays(_SAVING * sum(map(len, texts)))


def is_loaded() -> bool:
    """Whether the compiled code is there."""
    return READ.is_loaded


def load() -> None:
    """Load the compiled code, or have it made."""
    READ.load()
    line_keys.load()


def read_compiled(
    texts: Sequence[str], abbreviations: frozenset[str] = frozenset()
) -> list[Reading | None]:
    """The same by compiled code, in all threads; None for a text that only plain code can read.

    That are texts with marks, invisible characters or scripts without spaces in their story, and
    very long ones.
    """
    blocks = list(_blocks(texts))
    if len(blocks) <= _FEW_BLOCKS:
        found = [one for block in blocks for one in _read_block(block, abbreviations)]
    else:
        work = partial(_read_block, abbreviations=abbreviations)
        found = list(chain.from_iterable(on_all_cores(work, blocks)))
    return [None if one is None else opened(one) for one in found]


def read_compact(
    texts: Sequence[str], abbreviations: frozenset[str] = frozenset()
) -> list[Compact | None]:
    """`read_compiled` in one array each, by the calling thread alone.

    Examples
    --------
    >>> [one and one.words for one in read_compact(["The ferry sank. A ferry!", "港"])]
    [5, None]
    """
    return [one for block in _blocks(texts) for one in _read_block(block, abbreviations)]


def read_worded(
    texts: Sequence[str], abbreviations: frozenset[str] = frozenset()
) -> list[tuple[Compact, Words] | None]:
    """`read_compact` with the words of each text's content, their number being `Compact.words`.

    Examples
    --------
    >>> found = read_worded(["It isn’t.", "港"])
    >>> found[0][1].places.tolist(), found[1]
    ([[0, 2, 0], [3, 6, 0], [7, 8, 1]], None)
    """
    found: list[tuple[Compact, Words] | None] = []
    for block in _blocks(texts):
        desk = _at_desk(block, abbreviations, worded=True)
        found += [None] * len(block) if desk is None else desk.worded(len(block))
    return found


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts that are read in one call; a long one is alone."""
    block: list[str] = []
    length = 0
    for given in texts:
        # Of no type that is derived from `str`: those may be anything.
        text = given if type(given) is str else str.__str__(given)
        if block and (length + len(text) > USUAL or len(block) == MOST):
            yield block
            block, length = [], 0
        block.append(text)
        length += len(text)
    if block:
        yield block


def _read_block(texts: list[str], abbreviations: frozenset[str]) -> list[Compact | None]:
    desk = _at_desk(texts, abbreviations)
    return [None] * len(texts) if desk is None else desk.readings(len(texts))


def _at_desk(
    texts: list[str], abbreviations: frozenset[str], *, worded: bool = False
) -> Desk | None:
    """The desk at which texts were read; None if they are too long."""
    length = sum(map(len, texts))
    if length > _LONGEST:
        return None
    desk = desk_for(length)
    desk.read(texts, abbreviations, worded=worded)
    return desk
