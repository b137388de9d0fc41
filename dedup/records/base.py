"""What all kinds of files share: raw records, and how they become documents.

A reader takes ``(file, fields, delimiter)`` and yields ``(number, record)``: the line that the
record begins on, from 1, or its row in a table, from 0; None where the record is the whole file.
The record is a mapping of field names to values, or the `ReadError` that says what is wrong with
it. Readers yield errors rather than raising them because a generator that has raised cannot go
on to the next record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BufferedIOBase
from numbers import Number
from typing import Any, TypeAlias

from dedup.document import Document
from dedup.errors import ReadError

__all__ = [
    "REMEDY",
    "Numbered",
    "Reader",
    "check_encodable",
    "column_fault",
    "missing_field",
    "refuse_unencodable",
    "to_document",
]

Numbered: TypeAlias = Iterator[tuple[int | None, Mapping[str, Any] | ReadError]]
Reader: TypeAlias = Callable[[BufferedIOBase, Mapping[str, str], str], Numbered]

REMEDY = 'mend it, or pass on_error="skip" to dedup.read to go on without it'
_MAX_NAMES = 20  # field names in one message


def to_document(
    record: Mapping[str, Any] | Document | ReadError,
    default_id: str,
    fields: Mapping[str, str],
    *,
    check_text: bool = True,
) -> Document:
    """The document of a raw record.

    Raises
    ------
    ReadError
        If the record is one, lacks a text, or has a field that is no text, or with
        `check_text` a text that `check_encodable` refuses.
    """
    if not isinstance(record, Document):
        if isinstance(record, ReadError):
            raise record
        if fields["text"] not in record:
            raise missing_field(fields["text"], record)
        text = record[fields["text"]]
        if not isinstance(text, str):
            found = "null" if text is None else type(text).__name__
            raise ReadError(f"field {fields['text']!r} must be text, got {found}")
        known = {key: _plain(record, name) for key, name in fields.items() if key != "text"}
        own_id = known.pop("id")
        if own_id is not None and not own_id.strip():
            raise ReadError(f"field {fields['id']!r} is empty; give an id, or leave the field out")
        optional = {key: value or None for key, value in known.items()}
        record = Document(own_id or default_id, text, **optional)
    if check_text and not record.text.isascii():
        check_encodable(record.text)
    # Most have nothing but a text.
    if record.title is record.publisher is record.published is record.url is None:
        values: tuple[str | None, ...] = (record.id,)
    else:
        values = (record.id, record.title, record.publisher, record.published, record.url)
    for value in values:
        # Asked here as most are: a call takes longer.
        if value is not None and not value.isascii():
            check_encodable(value)
    return record


def _plain(record: Mapping[str, Any], name: str) -> str | None:
    """A short field as text; None if it is absent, null or NaN."""
    value = record.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (Number, date)):
        raise ReadError(f"field {name!r} must be text or a number, got {type(value).__name__}")
    if value != value:  # noqa: PLR0124 - what marks NaN and pandas' NaT, both "no value"
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def check_encodable(value: str) -> None:
    """Refuse half a surrogate pair, which JSON can spell but no UTF-8 output can hold.

    Raises
    ------
    ReadError
        It names the character and where it stands.
    """
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ReadError(
            f"a lone surrogate, {value[error.start]!a}, at character {error.start} of "
            f"{value[:40]!a}; replace it, for example with U+FFFD"
        ) from error


def refuse_unencodable(documents: Iterable[Document]) -> None:
    """Raise the error for the first text that no UTF-8 output can hold.

    Raises
    ------
    ReadError
    """
    for document in documents:
        try:
            check_encodable(document.text)
        except ReadError as error:
            raise ReadError(f"document {document.id!r}: {error} ({REMEDY})") from error.__cause__


def column_fault(names: Sequence[object], fields: Mapping[str, str]) -> ReadError | None:
    """What keeps a table of these columns from being read: no text, or two columns of a name."""
    for name in fields.values():
        if names.count(name) > 1:
            return ReadError(f"{names.count(name)} columns are named {name!r}; rename all but one")
    return None if fields["text"] in names else missing_field(fields["text"], names)


def missing_field(name: str, present: Iterable[object]) -> ReadError:
    """The error for a record, or a table, without the field that holds the text."""
    names = [repr(each) for each in present]
    listed = ", ".join(names[:_MAX_NAMES]) or "no fields at all"
    if len(names) > _MAX_NAMES:
        listed += f" and {len(names) - _MAX_NAMES} more"
    return ReadError(f"no field {name!r} among {listed}; name the right one with text_field=")
