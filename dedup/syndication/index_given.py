"""What an index is given: documents with or without ids, its own exports, moments, a path."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import xxhash

from dedup.document import Document
from dedup.errors import ReadError
from dedup.lsh.bands import SEARCHED
from dedup.lsh.minhash import SEED
from dedup.lsh.sketches import ANCHOR_SHARE, ANCHORS, SHINGLE
from dedup.readers import read
from dedup.store.base import Store
from dedup.store.postgres import PostgresStore, is_server
from dedup.store.sqlite import SqliteStore
from dedup.syndication.index_keys import BANDS, keys_of

__all__ = ["Given", "export_line", "exported", "identified", "opened_store", "seconds", "text_id"]

Given = Document | Mapping[str, Any]


def text_id(text: str) -> str:
    """The id that an index gives to a text which has none: 16 digits of a hash of it.

    Examples
    --------
    >>> text_id("The quay froze.")
    'bb744b426542c09d'
    """
    return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass"))


def identified(items: Any, *, once: bool) -> Iterator[Given]:
    """Items with ids of their own; with `once`, the first of each id."""
    read(items)  # raises for what is no iterable of documents
    if hasattr(items, "iloc") or hasattr(items, "__arrow_c_stream__"):
        # Its rows may lack ids, and their numbers would name others in the next table.
        raise TypeError(
            f"an index takes documents, not a {type(items).__name__}; give its rows ids and pass "
            "dedup.read(table)"
        )
    seen = set[str]()
    for given in items:
        item: Any = given
        # A text that names a file is a slip, of which `read` tells.
        if isinstance(item, str) and not (len(item) < 1024 and os.path.isfile(item)):  # noqa: PTH113
            item = Document(text_id(item), item)
        elif isinstance(item, Mapping) and item.get("id") is None:
            text = item.get("text")
            item = {**item, "id": text_id(text)} if isinstance(text, str) else item
        if once and isinstance(item, Document | Mapping):
            known = str(item.id if isinstance(item, Document) else item.get("id"))
            if known in seen:
                continue
            seen.add(known)
        yield item


def settings(*, texts: bool) -> dict[str, Any]:
    """What an index is made with."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - not at import

    try:
        library = version("dedup-news")
    except PackageNotFoundError:
        library = "unknown"
    return {
        "library": library,
        "texts": texts,
        "shingle": SHINGLE,
        "slots": SEARCHED,
        "seed": SEED,
        "bands": list(BANDS),
        "anchors": [ANCHORS, ANCHOR_SHARE],
    }


def opened_store(path: str | os.PathLike[str], *, texts: bool | None, **options: Any) -> Store:
    """The store at a path or address, which is made if there is none."""
    made = settings(texts=texts is not False)
    kind: Any = PostgresStore if is_server(path) else SqliteStore
    store: Store = kind(path, made, keys_of, agreeing={**made, "texts": texts}, **options)
    return store


def export_line(document: Document, added: int) -> str:
    """A document and when it was added, as a line of JSON."""
    values = {name: getattr(document, name) for name in Document.__slots__}
    known = {name: value for name, value in values.items() if value is not None}
    return json.dumps({**known, "added": added})


def exported(lines: Iterable[str], times: dict[str, int]) -> Iterator[Document]:
    """The documents of `export_line`s, each of whose times is put down as it is read."""
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            added = int(values.pop("added"))
            document = Document(**values)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ReadError(
                f"line {number} is none that export has written ({type(error).__name__}: {error}); "
                "add takes other records"
            ) from error
        times[document.id] = added
        yield document


def seconds(moment: date | datetime | float) -> float:
    """A moment in seconds since 1970; see `Index.expire`."""
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.timestamp()
    if isinstance(moment, date):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC).timestamp()
    return float(moment)
