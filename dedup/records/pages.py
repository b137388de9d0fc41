"""Saved web pages to raw records: the article without the page around it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from io import BufferedIOBase
from typing import Any

from dedup.errors import MissingExtraError, ReadError
from dedup.records.base import Numbered

__all__ = ["read_html"]

# Only dates that the page declares: a date found somewhere in its text may be any date.
_DATES = {"original_date": True, "extensive_search": False}
_QUIET = logging.NullHandler()


def read_html(file: BufferedIOBase, fields: Mapping[str, str], _delimiter: str) -> Numbered:
    """The article of a page, with the title, date, site and address that the page declares."""
    yield None, _article(file.read(), fields)


def _article(data: bytes, fields: Mapping[str, str]) -> Mapping[str, Any] | ReadError:
    try:
        from trafilatura import bare_extraction  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        fault = MissingExtraError(
            f"reading a web page needs trafilatura, which cannot be imported ({error}): "
            "pip install 'dedup-news[html]'"
        )
        fault.__cause__ = error
        return fault
    for name in ("trafilatura", "htmldate"):
        # What they say of a page that is none is said by the fault; it need not be printed too.
        logging.getLogger(name).addHandler(_QUIET)
    found: Any = bare_extraction(
        data, include_comments=False, with_metadata=True, date_extraction_params=_DATES
    )
    if found is None or not found.text:
        return ReadError("no article was found in the page; save its text as .txt")
    return {
        fields["title"]: found.title,
        fields["publisher"]: found.sitename,
        fields["published"]: found.date,
        fields["url"]: found.url,
        fields["text"]: found.text,
    }
