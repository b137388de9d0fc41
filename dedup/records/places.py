"""Where a record stands, and the report of one that gave no document."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dedup.errors import ReadError

__all__ = ["Place", "Skipped", "shown", "unreadable"]


@dataclass(frozen=True, slots=True)
class Place:
    """A file with a line or a row, an item of an iterable, or a row of a table."""

    file: str | None = None
    line: int | None = None
    item: int | None = None
    row: int | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        if self.file is None:
            return f"item {self.item}" if self.item is not None else row or "the table"
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return f"{self.file}, {row}" if row else self.file


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that gave no document, and why.

    Parameters
    ----------
    reason : str
        What is wrong with it.
    file : str, optional
        The file it stands in; None for an item of an iterable or a row of a table in memory.
    line : int, optional
        The line it begins on, from 1; None where the whole file is meant.
    item : int, optional
        Its position in an iterable, from 0.
    row : int, optional
        Its row in a table, from 0; of a Parquet or an Arrow file too.
    """

    reason: str
    file: str | None = None
    line: int | None = None
    item: int | None = None
    row: int | None = None

    def __str__(self) -> str:
        return f"{Place(self.file, self.line, self.item, self.row)}: {self.reason}"


def shown(path: str | Path) -> str:
    """The path with bytes that are no UTF-8 escaped, so that it can be printed and stored."""
    return os.fspath(path).encode("utf-8", "backslashreplace").decode()


def unreadable(error: Exception, after: str | None = None) -> ReadError:
    """The fault of a file that cannot be opened, or read on after a line or a row."""
    where = "" if after is None else f" after {after}"
    reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
    fault = ReadError(f"cannot be read{where}: {reason}")
    fault.__cause__ = error
    return fault
