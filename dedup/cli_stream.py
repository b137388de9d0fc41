"""Reading a stream of JSON lines that comes in slowly, for ``dedup index add``."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

import typer

from dedup.cli_io import KNOWN
from dedup.errors import ReadError

if TYPE_CHECKING:
    from io import BufferedIOBase

    from dedup.document import Document
    from dedup.syndication.index import Index

__all__ = ["add_stream"]

BATCH = 1000
"""Documents of a stream that are added together, if so many come in time."""
PATIENCE = 0.5
"""Seconds after which what has come of a stream so far is added."""


def add_stream(
    index: Index,
    fields: Mapping[str, str],
    on_duplicate: Literal["raise", "skip", "update"],
    *,
    skip: bool,
) -> int:
    """Add documents from standard input in batches, each as soon as the stream pauses."""
    added = passed = 0
    for batch in _batches(sys.stdin.buffer):
        documents: list[Document] = []
        for line, found in batch:
            if isinstance(found, Exception) and not isinstance(found, ReadError):
                raise found
            try:
                documents.append(_document(found, fields))
            except ReadError as error:
                message = f"standard input, line {line}: {error}"
                if not skip:
                    index.add(_distinct(documents, on_duplicate), on_duplicate=on_duplicate)
                    raise ReadError(
                        f"{message} (mend it, or pass --skip-errors to go on without it; what "
                        "came before it was added)"
                    ) from error
                passed += 1
                typer.echo(f"note: skipped {message}", err=True)
        added += index.add(_distinct(documents, on_duplicate), on_duplicate=on_duplicate)
    if passed:
        typer.echo(f"note: {passed:,} of the records were skipped", err=True)
    return added


def _distinct(documents: list[Document], on_duplicate: str) -> list[Document]:
    """Of those that have one id, which of them stays, where one may be passed over."""
    if on_duplicate == "raise":
        return documents
    ordered = documents if on_duplicate == "update" else documents[::-1]
    kept = {document.id: document for document in ordered}
    return list(kept.values()) if on_duplicate == "update" else list(kept.values())[::-1]


def _document(record: Any, fields: Mapping[str, str]) -> Document:
    from dedup.records import to_document  # noqa: PLC0415 - slow to import
    from dedup.syndication.index_given import text_id  # noqa: PLC0415

    text = "" if isinstance(record, ReadError) else record.get(fields["text"])
    default_id = text_id(text) if isinstance(text, str) else "none"
    return to_document(record, default_id, {**{name: name for name in KNOWN}, **fields})


def _batches(stream: Any) -> Iterator[list[tuple[int, Any]]]:
    """Numbered records of a stream of JSON lines, as many together as come without a pause."""
    from dedup.records.lines import read_jsonl  # noqa: PLC0415 - slow to import

    waiting: queue.Queue[tuple[int, Any] | None] = queue.Queue(4 * BATCH)

    def read() -> None:
        line = 0
        try:
            for number, record in read_jsonl(cast("BufferedIOBase", stream), {}, ","):
                line = number or 0
                waiting.put((line, record))
        except Exception as error:  # noqa: BLE001 - raised where the documents are added
            waiting.put((line + 1, error))
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    open_ = True
    while open_:
        found = waiting.get()
        batch: list[tuple[int, Any]] = []
        end = time.monotonic() + PATIENCE
        while found is not None:
            batch.append(found)
            if len(batch) == BATCH:
                break
            try:
                found = waiting.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                break
        open_ = found is not None
        if batch:
            yield batch
