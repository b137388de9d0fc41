"""The kinds of files that can be read, each with its reader."""

from __future__ import annotations

from typing import NamedTuple

from dedup.records.base import Reader
from dedup.records.lines import read_csv, read_jsonl, read_txt
from dedup.records.pages import read_html
from dedup.records.places import Place
from dedup.records.tables import read_arrow, read_parquet

__all__ = ["KINDS", "Kind", "kind_of"]


class Kind(NamedTuple):
    """A kind of files.

    Attributes
    ----------
    read : Reader
    holds_many : bool
        Whether it is a table, with a document in each record.
    by_row : bool
        Whether its records are counted as rows from 0, rather than as lines from 1.
    """

    read: Reader
    holds_many: bool = True
    by_row: bool = False

    def place(self, file: str, number: int | None) -> Place:
        """Where the record of this number stands."""
        return Place(file, row=number) if self.by_row else Place(file, line=number)


_JSONL = Kind(read_jsonl)
_ARROW = Kind(read_arrow, by_row=True)
_PAGE = Kind(read_html, holds_many=False)
_KINDS = {
    ".txt": Kind(read_txt, holds_many=False),
    ".jsonl": _JSONL,
    ".jsonl.gz": _JSONL,
    ".csv": Kind(read_csv),
    ".parquet": Kind(read_parquet, by_row=True),
    ".arrow": _ARROW,
    ".feather": _ARROW,
    ".html": _PAGE,
    ".htm": _PAGE,
}
KINDS = ", ".join(_KINDS)
_SUFFIXES = tuple(_KINDS)
_LONGEST = max(map(len, _SUFFIXES))


def kind_of(name: str) -> Kind | None:
    """The kind of a file of this name, by its suffix; None if it cannot be read.

    Examples
    --------
    >>> kind_of("wire.JSONL.gz") is kind_of("wire.jsonl")
    True
    >>> kind_of("photo.jpg") is None
    True
    """
    # Of texts that might be names thousands are asked for, and what ends a name is short.
    name = name[-_LONGEST:].lower()
    if not name.endswith(_SUFFIXES):
        return None
    return next((kind for suffix, kind in _KINDS.items() if name.endswith(suffix)), None)
