"""Quotations: what stands in quotation marks of any style, with offsets."""

from __future__ import annotations

import re

from dedup.text.literals.literal import Literal, literal_at

__all__ = [
    "BEFORE_CLOSER",
    "BEFORE_OPENER",
    "CLOSERS",
    "SENTENCE_END",
    "quotations",
    "quoted_words",
]

# What closes a quotation that each mark opens. German „ closes with “ or ”; straight and curly
# marks are mixed up in much of the web.
CLOSERS = {
    '"': '"”',
    "“": '”"',
    "„": "“”",
    "«": "»",
    "‘": "’",
    "'": "'",
    "「": "」",
    "『": "』",
}
_SINGLE = "‘'"
_OPENER = re.compile("[\"“„«「『‘']")
SENTENCE_END = frozenset('.!?:;"”’»')
BEFORE_OPENER = frozenset("([{-–—/,:;…“‘«>=")
# What stands before a single mark that surely closes.
BEFORE_CLOSER = frozenset(",.!?…;")
# The last are clitics, which stand apart in a text that is cut into words: "that 's how".
_ELISION = re.compile(
    r"['‘](?:\d\ds?\b|(?:em|tis|twas|til|cause|n)\b|(?:s|re|ve|ll|d|m|t)(?=\s))", re.IGNORECASE
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*")
_LONGEST_SINGLE = 400
# More apostrophes than this are looked at in no quotation, so that none costs much.
_MOST_APOSTROPHES = 24
# From this length on, marks around a whole text are packaging.
_LONGEST = 300


def quotations(text: str, start: int = 0, end: int | None = None) -> list[Literal]:
    """Find the quotations that reach into ``text[start:end]``.

    Double quotation marks of all styles are read by their direction: a straight mark opens
    where white space or an opening bracket precedes it. Single ones count where they
    clearly open and close around words; apostrophes and inch marks do not. A quotation
    that its paragraph does not close ends with the paragraph, and nested ones stay part of
    the outer one. Reading starts at the paragraph in which `start` lies, so that the second
    sentence of a quotation is known to be one.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int, optional
        Only quotations that overlap this stretch are returned, each whole.

    Returns
    -------
    list of Literal
        In order; `span` and `text` include the marks, `value` is the words in lower case.

    Examples
    --------
    >>> [q.value for q in quotations("“We lost,” she said. It was 'a bad day' for Brønn's men.")]
    ['we lost', 'a bad day']
    """
    end = len(text) if end is None else end
    found: list[Literal] = []
    paragraph_end = -1
    position = _paragraph_start(text, start)
    while position < end:
        match = _OPENER.search(text, position, end)
        if match is None:
            break
        opened = match.start()
        mark = text[opened]
        position = opened + 1
        if not _opens(text, opened, mark):
            continue
        if opened >= paragraph_end:
            paragraph_end = _paragraph_end(text, opened)
        closed = _close(text, opened, mark, paragraph_end)
        if closed < 0 or (closed - opened > _LONGEST and _is_all(text, opened, closed)):
            continue
        position = closed
        if closed > start:
            value = quoted_words(text, opened, closed)
            if value:
                found.append(literal_at("quotation", value, text[opened:closed], opened, closed))
    return found


def quoted_words(text: str, start: int, end: int) -> str:
    """The value of the quotation ``text[start:end]``: its words in lower case.

    Examples
    --------
    >>> quoted_words("“It’s long-term!”", 0, 17)
    "it's long term"
    """
    return " ".join(_WORD.findall(text, start, end)).lower().replace("’", "'")


def _is_all(text: str, start: int, end: int) -> bool:
    """Whether nothing but white space stands outside of ``text[start:end]``."""
    return not text[:start].strip() and not text[end:].strip()


def _breaks(text: str, newline: int) -> bool:
    """Whether the line break at `newline` ends a paragraph.

    A single one does so only after the end of a sentence: elsewhere the text is wrapped,
    and quotations run on over it.
    """
    last = newline - 1
    while last >= 0 and text[last] in " \t\r":
        last -= 1
    return last < 0 or text[last] == "\n" or text[last] in SENTENCE_END


def _paragraph_start(text: str, position: int) -> int:
    """Where the paragraph that `position` lies in begins."""
    newline = text.rfind("\n", 0, position)
    while newline >= 0 and not _breaks(text, newline):
        newline = text.rfind("\n", 0, newline)
    return newline + 1


def _paragraph_end(text: str, position: int) -> int:
    """Where the paragraph that `position` lies in ends, its line break left out."""
    newline = text.find("\n", position)
    while newline >= 0 and not _breaks(text, newline):
        following = text.find("\n", newline + 1)
        if following >= 0 and text[newline + 1 : following].isspace():
            break  # a blank line ends a paragraph whatever stands before it
        if following == newline + 1:
            break
        newline = following
    return len(text) if newline < 0 else newline


def _opens(text: str, position: int, mark: str) -> bool:
    """Whether the mark at `position` opens a quotation rather than closing or eliding."""
    before = text[position - 1] if position else " "
    after = text[position + 1 : position + 2]
    if not after or (after.isspace() and mark != "«"):
        return False
    if mark in _SINGLE:
        free = before.isspace() or before in BEFORE_OPENER
        return (
            free
            and (after.isalnum() or after in "[$€£(")
            and _ELISION.match(text, position) is None
        )
    if mark == '"':
        return before.isspace() or before in BEFORE_OPENER
    return True


def _close(text: str, opened: int, mark: str, limit: int) -> int:
    """Where the quotation opened at `opened` ends, closing mark included; -1 if it is none."""
    closers = CLOSERS[mark]
    if mark in _SINGLE:
        return _close_single(text, opened, closers, min(limit, opened + _LONGEST_SINGLE))
    end = _next_of(text, closers, opened + 1, limit)
    while end >= 0:
        if text[end] == '"' and text[end - 1].isspace():
            if mark == '"' and text[end + 1 : end + 2].isalnum():
                return -1  # this mark opens another quotation, so the first was a stray
            if mark == '"':
                break
        elif mark != '"' or text[end] == '"' or "“" not in text[opened:end]:
            break  # not the end of a quotation inside this one
        end = _next_of(text, closers, end + 1, limit)
    if end >= 0:
        return end + 1
    newline = text.find("\n", opened, limit)
    return limit if newline < 0 else newline


def _next_of(text: str, marks: str, start: int, limit: int) -> int:
    """The first place of any of the marks in ``text[start:limit]``, or -1."""
    places = [place for mark in marks if (place := text.find(mark, start, limit)) >= 0]
    return min(places, default=-1)


def _close_single(text: str, opened: int, closer: str, limit: int) -> int:
    """Where a quotation in single marks ends: at a mark that cannot be an apostrophe.

    A mark after punctuation surely closes; one after a letter might be a plural's
    possessive (``workers’``), so it closes only if no surer one follows in the sentence.
    """
    likely = -1
    following = text.find("‘", opened + 1, limit) if closer == "’" else -1
    if following >= 0 and closer in text[opened + 1 : following]:
        limit = following
    position = text.find(closer, opened + 1, limit)
    for _ in range(_MOST_APOSTROPHES):
        if position < 0:
            break
        after = text[position + 1 : position + 2]
        if not after or not (after.isalnum() or after == "_"):
            before = text[position - 1]
            if before in BEFORE_CLOSER:
                return position + 1
            if likely < 0:
                likely = position + 1
            if before not in "sS" or not after.isspace():
                return likely
        position = text.find(closer, position + 1, limit)
    return likely
