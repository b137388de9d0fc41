"""Folders, files and iterables to documents, one at a time.

`read` gives a `Documents`, which reads anew each time it is iterated over and holds no more
than one record and the ids seen so far.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol, TypeAlias

from dedup.document import Document
from dedup.errors import SettingsError
from dedup.records import (
    Documents,
    Item,
    ReadWarning,
    Skipped,
    SourceNotFoundError,
    by_id,
    existing,
    id_of,
    is_bare,
    is_table,
    place_of,
    refuse_unencodable,
    texts_of,
)

__all__ = [
    "Documents",
    "ReadWarning",
    "Skipped",
    "SourceNotFoundError",
    "by_id",
    "id_of",
    "is_bare",
    "place_of",
    "read",
    "refuse_unencodable",
    "texts_of",
]

_Path: TypeAlias = "str | os.PathLike[str]"


class _Table(Protocol):
    """What speaks the Arrow C stream protocol: tables, readers and frames of many libraries."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


def read(
    source: _Path | Iterable[Item] | _Table,
    *,
    text_field: str = "text",
    id_field: str = "id",
    title_field: str = "title",
    publisher_field: str = "publisher",
    published_field: str = "published",
    url_field: str = "url",
    delimiter: str = ",",
    on_error: Literal["raise", "skip"] = "raise",
) -> Documents:
    r"""Read documents from a folder, a file, several paths, an iterable or a table.

    Parameters
    ----------
    source : path, iterable or table
        - A `str` or `Path` names a folder, which is read with all folders below it in the order
          of their names, or a file: ``.txt`` (one document), ``.jsonl`` and ``.jsonl.gz`` (one
          object a line), ``.csv`` (the first row names the columns), all in UTF-8; ``.parquet``,
          ``.arrow`` and ``.feather`` (extra ``arrow``); or ``.html`` and ``.htm`` (extra
          ``html``: the article of the page, with the title, site, date and address that the
          page declares). Hidden files are left out; files of other kinds are listed in
          `Documents.ignored`.
        - An iterable holds texts (`str`), dicts with the fields named below, `Document`, or
          paths (`Path`, never `str`: a `str` in an iterable is a text).
        - A table is a pandas frame, or speaks the Arrow C stream protocol (extra ``arrow``): an
          Arrow table, record batch or reader of them, a Polars frame.
    text_field, id_field, title_field, publisher_field, published_field, url_field : str
        Where a dict, a JSON object or a row of a table has them. Only the text is required; other
        fields are passed over.
    delimiter : str
        What separates the columns of a ``.csv`` file.
    on_error : {"raise", "skip"}
        What to do about a record that cannot be read: raise `ReadError`, or go on with the
        next and note it in `Documents.skipped`.

    Returns
    -------
    Documents
        Iterable of `Document`. It streams, and can be iterated over again unless `source` is an
        iterator.

    Raises
    ------
    SourceNotFoundError
        If the path does not exist. It is a `ReadError` and a `FileNotFoundError`.
    ReadError
        While iterating: bad JSON, bytes that are not UTF-8, no text; it names file and line
        (or row). A `MissingExtraError`, an `ImportError` too, if a package is not installed.
    DuplicateIdError
        While iterating: an id that an earlier document has; it names both places.
    SettingsError, TypeError
        If a setting or the source itself is not one of those above.

    Warns
    -----
    ReadWarning
        Once at the end of an iteration that skipped records or ignored files.

    Notes
    -----
    A document without an id of its own gets one that says where it stands: the position in an
    iterable, from ``"0"``; the path of a ``.txt`` file relative to the folder read (its name if
    it was given by itself, the path as given if it came in an iterable); that path and the line,
    ``wire.jsonl:17``, in a file of many; the row, from 0, in a table: ``"0"``, or
    ``wire.parquet:0`` in a file. Texts are taken as they are, line ends and all.

    Examples
    --------
    >>> [document.id for document in read(["The harbour froze.", "A ferry sank."])]
    ['0', '1']
    >>> rows = [{"id": 7, "text": "The harbour froze."}, {"id": 8, "body": "A ferry sank."}]
    >>> list(read(rows))
    Traceback (most recent call last):
    ...
    dedup.errors.ReadError: item 1: no field 'text' among 'id', 'body'; name the right one with
    text_field= (mend it, or pass on_error="skip" to dedup.read to go on without it)
    """
    if on_error not in ("raise", "skip"):
        raise SettingsError(f"on_error must be 'raise' or 'skip', got {on_error!r}")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise SettingsError(
            f"delimiter must be one character, not a quote or a line end, got {delimiter!r}"
        )
    table = is_table(source)
    if isinstance(source, (bytes, io.IOBase, Mapping, Document)) or (
        hasattr(source, "columns") and not table
    ):
        # Iterating over any of these would work, and give something that nobody meant.
        raise TypeError(
            f"cannot read from a {type(source).__name__}; pass a path, or a list of str, dict or "
            "Document (of a frame that is neither pandas' nor Arrow's: its to_dict, or the like)"
        )
    if not (table or isinstance(source, (str, os.PathLike, Iterable))):
        raise TypeError(
            f"source must be a path, a table, or an iterable of str, dict or Document, "
            f"got {type(source).__name__}"
        )
    fields = {
        "text": text_field,
        "id": id_field,
        "title": title_field,
        "publisher": publisher_field,
        "published": published_field,
        "url": url_field,
    }
    given = existing(source) if isinstance(source, (str, os.PathLike)) else source
    return Documents(given, fields, delimiter, skip=on_error == "skip")
