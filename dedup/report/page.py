"""Lines for a terminal: text of documents made harmless, and wrapped with a hanging indent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

__all__ = ["Page", "console_for", "count", "one_line", "visible"]

# What would move the cursor, change colours, turn the direction of writing or stand unseen:
# control characters, bidi controls, line separators, zero-width characters, tags, surrogates.
# The joiners U+200C and U+200D stay, since Persian and emoji are written with them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_LEAST = 20
"""Columns that a wrapped text gets, however narrow the terminal."""


def visible(text: str) -> str:
    r"""The text with characters that a terminal would obey spelt out.

    Examples
    --------
    >>> visible("\x1b[31mred\x1b[0m \u202eedis rehto")
    '<U+001B>[31mred<U+001B>[0m <U+202E>edis rehto'
    """
    return _UNSEEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def one_line(text: str) -> str:
    r"""The text as `visible` has it, with each run of white space as one space.

    Examples
    --------
    >>> one_line(" The quay\r\nfroze. ")
    'The quay froze.'
    """
    return visible(" ".join(text.split()))


def count(number: int, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> count(1, "pair"), count(1200, "pair")
    ('1 pair', '1,200 pairs')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def console_for(stream: TextIO, *, color: bool | None = None) -> Console:
    """A console that writes to a stream.

    Parameters
    ----------
    stream : text file
    color : bool, optional
        False for plain text without any escape code. By default there is colour where the
        stream is a terminal that has it and the environment does not say ``NO_COLOR``.
    """
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    # Rich would still write bold and underline under NO_COLOR; without a colour system it
    # writes nothing but the text.
    if color is False or console.no_color:
        console = Console(
            file=stream, color_system=None, highlight=False, markup=False, emoji=False
        )
    return console


class Page:
    """Lines of at most a given width.

    Parameters
    ----------
    width : int
        In columns.
    color : bool
        Whether styles will show. Whoever fills the page puts marks in their place otherwise.
    """

    def __init__(self, width: int = 80, *, color: bool = False) -> None:
        self.width = width
        self.color = color
        self._lines: list[Text] = []
        self._console = Console(width=width)

    def blank(self) -> None:
        """An empty line, unless there is one already or the page is empty."""
        if self._lines and self._lines[-1]:
            self._lines.append(Text())

    def add(
        self,
        body: Text | str,
        *,
        label: Text | str = "",
        indent: int = 0,
        hang: int | None = None,
        style: str = "",
    ) -> None:
        """Wrap a text, with a label before its first line.

        Parameters
        ----------
        body, label : Text or str
            A str is taken as it is, not as markup. `label` should be shorter than
            ``hang - indent``.
        indent : int
            Columns before the label.
        hang : int, optional
            Columns before the further lines, and before the first if it has a label; by default
            where the label ends.
        style : str
            For the body.
        """
        label = _text(label)
        body = _text(body, style)
        hang = indent + label.cell_len if hang is None else hang
        room = max(self.width - hang, _LEAST)
        gap = " " * max(hang - indent - label.cell_len, 0) if label else ""
        for number, line in enumerate(body.wrap(self._console, room, overflow="fold")):
            start = Text.assemble(" " * indent, label, gap) if number == 0 else Text(" " * hang)
            self._append(start + line)

    def table(
        self, rows: Iterable[Sequence[Text | str]], *, indent: int = 0, head: Sequence[str] = ()
    ) -> None:
        """Rows of cells in aligned columns; each row over several lines where they do not fit."""
        cells = [[_text(cell) for cell in row] for row in rows]
        if not cells:
            return
        titles = [Text(title, "dim") for title in head]
        full = [titles, *cells] if head else cells
        widths = [max(cell.cell_len for cell in column) for column in zip(*full, strict=True)]
        if indent + sum(widths) + 2 * (len(widths) - 1) <= self.width:
            for row in full:
                line = Text(" " * indent)
                for cell, width in zip(row, widths, strict=True):
                    line += cell + Text(" " * (width - cell.cell_len + 2))
                self._append(line)
            return
        for first, *others in cells:
            self.add(first, indent=indent, hang=indent + 2)
            rest = Text("  ").join([cell for cell in others if cell])
            if rest:
                self.add(rest, indent=indent + 4, hang=indent + 4)

    def text(self) -> Text:
        """The whole page, with a line end after each line."""
        return Text("\n").join([*self._lines, Text()])

    def _append(self, line: Text) -> None:
        line.rstrip()
        self._lines.append(line)


def _text(value: Text | str, style: str = "") -> Text:
    return value if isinstance(value, Text) else Text(value, style)
