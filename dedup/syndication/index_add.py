"""Adding to an index: batches that are sketched while the one before is written."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

from dedup.document import Document
from dedup.errors import DuplicateIdError, SettingsError
from dedup.lsh.bands import SEARCHED
from dedup.lsh.compiled import is_loaded
from dedup.lsh.sketches import sketch
from dedup.store import compiled as entries
from dedup.store.base import Addition, Store
from dedup.syndication.index_keys import packed
from dedup.syndication.index_rarity import keep_rarity

__all__ = ["BATCH", "add_all", "addition_of", "additions"]

BATCH = 1000
"""Documents that are added in one transaction."""
_DETAILS = ("title", "publisher", "published", "url")


def add_all(
    store: Store,
    documents: Iterable[Document],
    on_duplicate: str,
    times: dict[str, int] | None = None,
) -> int:
    """See `Index.add`; `times` holds when documents were added, if not now."""
    if on_duplicate not in {"raise", "skip", "update"}:
        raise SettingsError(f"on_duplicate={on_duplicate!r} is not one of raise, skip, update")
    added = 0
    has_texts = bool(store.settings["texts"])
    for batch, addition in additions(documents, BATCH, texts=has_texts, times=times):
        try:
            added += _add(store, batch, addition, on_duplicate)
        except DuplicateIdError:
            if on_duplicate == "raise":
                raise
            # Another writer was quicker with the same id, which is seen now.
            added += _add(store, batch, addition, on_duplicate)
    return added


def _add(store: Store, batch: list[Document], addition: Addition, on_duplicate: str) -> int:
    has_texts = bool(store.settings["texts"])
    if is_loaded():
        entries.load()
    with store.writing():
        there = store.by_id(addition.ids)
        if there and on_duplicate == "raise":
            raise DuplicateIdError(
                f"{store.where!r} has a document {there[0].id!r} already; update it, or choose "
                "what happens with on_duplicate"
            )
        if there and on_duplicate == "skip":
            known = {row.id for row in there}
            batch = [document for document in batch if document.id not in known]
            if not batch:
                return 0
            times = dict(zip(addition.ids, addition.added, strict=True))
            addition = addition_of(batch, texts=has_texts, times=times)
        elif there:
            store.remove(there)
        store.add(addition)
        if has_texts:
            keep_rarity(store)
    return len(batch)


def addition_of(
    batch: Sequence[Document], *, texts: bool = True, times: dict[str, int] | None = None
) -> Addition:
    """Documents as a store takes them, which keeps their texts or not.

    Those whose ids are in `times` were added then, and are taken out of it; the rest now.
    """
    sketches = sketch((document.text for document in batch), slots=SEARCHED)
    data, keys, bounds = packed(sketches)
    now = int(time.time())
    return Addition(
        ids=[document.id for document in batch],
        details=[_details(document) for document in batch],
        added=[now if times is None else times.pop(document.id, now) for document in batch],
        texts=[_compressed(document.text) for document in batch] if texts else None,
        content=sketches.content.tolist(),
        words=sketches.words.tolist(),
        sketches=data,
        keys=keys,
        key_bounds=bounds,
    )


def _compressed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def additions(
    documents: Iterable[Document],
    size: int,
    *,
    texts: bool = True,
    times: dict[str, int] | None = None,
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
        # Alone, or with no more than an error behind it: a thread would gain nothing.
        yield first, addition_of(first, texts=texts, times=times)
        first = next(batches, None)
    with ThreadPoolExecutor(1) as pool:
        waiting: tuple[list[Document], Future[Addition]] | None = None
        for batch in chain([first] if first is not None else [], batches):
            done = waiting
            waiting = None
            if not isinstance(batch, Exception):
                waiting = batch, pool.submit(addition_of, batch, texts=texts, times=times)
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
