"""What an index makes of the documents that it is given, and of the moments."""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import xxhash

from dedup.document import Document
from dedup.lsh.minhash import SEED, SLOTS
from dedup.lsh.sketches import ANCHOR_SHARE, ANCHORS, SHINGLE, sketch
from dedup.readers import read
from dedup.store.base import Addition, Store
from dedup.store.postgres import PostgresStore, is_server
from dedup.store.sqlite import SqliteStore
from dedup.syndication.index_keys import BANDS, keys_of, packed

__all__ = ["Given", "addition_of", "additions", "identified", "opened_store", "seconds", "text_id"]

Given = Document | Mapping[str, Any]
_DETAILS = ("title", "publisher", "published", "url")


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
        "slots": SLOTS,
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


def addition_of(batch: Sequence[Document], *, texts: bool = True) -> Addition:
    """Documents as a store takes them, which keeps their texts or not."""
    sketches = sketch(document.text for document in batch)
    data, keys, bounds = packed(sketches)
    return Addition(
        ids=[document.id for document in batch],
        details=[_details(document) for document in batch],
        texts=[_compressed(document.text) for document in batch] if texts else None,
        content=sketches.content.tolist(),
        words=sketches.words.tolist(),
        sketches=data,
        keys=keys,
        key_bounds=bounds,
        added=int(time.time()),
    )


def _compressed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def additions(
    documents: Iterable[Document], size: int, *, texts: bool = True
) -> Iterator[tuple[list[Document], Addition]]:
    """Documents in batches of `size`, each with what a store takes of it.

    The next batch is sketched by a thread while the caller writes the last one. What has been
    read when reading fails is given out before the error is raised.
    """
    batches = _batches(documents, size)
    first = next(batches, None)
    if first is None:
        return
    if not isinstance(first, Exception) and len(first) < size:
        yield (
            first,
            addition_of(first, texts=texts),
        )  # alone, or nearly so: a thread would gain nothing
        first = next(batches, None)
    with ThreadPoolExecutor(1) as pool:
        waiting: tuple[list[Document], Future[Addition]] | None = None
        for batch in chain([first] if first is not None else [], batches):
            done = waiting
            waiting = None
            if not isinstance(batch, Exception):
                waiting = batch, pool.submit(addition_of, batch, texts=texts)
            if done is not None:
                yield done[0], done[1].result()
            if isinstance(batch, Exception):
                raise batch
        if waiting is not None:
            yield waiting[0], waiting[1].result()


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document] | Exception]:
    """Batches, and last, if reading fails, the error."""
    batch: list[Document] = []
    try:
        for document in documents:
            batch.append(document)
            if len(batch) == size:
                yield batch
                batch = []
    except Exception as error:  # noqa: BLE001 - raised by whoever asked
        yield error
        return
    if batch:
        yield batch


def _details(document: Document) -> str:
    known = {name: value for name in _DETAILS if (value := getattr(document, name)) is not None}
    return json.dumps(known) if known else ""


def seconds(moment: date | datetime | float) -> float:
    """A moment in seconds since 1970; see `Index.expire`."""
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.timestamp()
    if isinstance(moment, date):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC).timestamp()
    return float(moment)
