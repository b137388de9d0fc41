"""The commands ``dedup index add``, ``query``, ``remove``, ``stats``, ``check`` and ``export``."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from dedup.cli_io import faults, print_json, print_lines, read_all, read_paths, read_text
from dedup.cli_options import Delimiter, IdField, Skip, TextField
from dedup.errors import ReadError

if TYPE_CHECKING:
    from io import BufferedIOBase

    from dedup.document import Document
    from dedup.syndication.index import Index

__all__ = ["index_app"]

BATCH = 1000
"""Documents of a stream that are added together, if so many come in time."""
PATIENCE = 0.5
"""Seconds after which what has come of a stream so far is added."""

index_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
    help="Keep articles in a file, add more at any time, and ask what a text matches.\n\n"
    "The file takes in articles from any process, one writer at a time, and can be asked "
    "meanwhile. What was added stays, even if the process is killed.",
)

_File = Annotated[Path, typer.Argument(metavar="INDEX", help="The file of the index.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
_Wait = Annotated[
    float,
    typer.Option("--timeout", metavar="SECONDS", help="How long to wait for another writer."),
]


@index_app.command(no_args_is_help=True)
def add(
    file: _File,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help='Folders or files of any kind that is read, as for "dedup find"; - reads '
            "JSON lines from standard input.",
            show_default=False,
        ),
    ],
    *,
    on_duplicate: Annotated[
        Literal["raise", "skip", "update"],
        typer.Option(
            "--on-duplicate",
            help="An id that is there already: stop, leave the old document, or replace it.",
        ),
    ] = "raise",
    text_field: TextField = "text",
    id_field: IdField = "id",
    delimiter: Delimiter = ",",
    skip_errors: Skip = False,
    durable: Annotated[
        bool,
        typer.Option("--durable", help="Wait for the disk, so that a power loss takes nothing."),
    ] = False,
    timeout: _Wait = 10.0,
    as_json: _Json = False,
) -> None:
    """Add documents to an index, which is made if there is none.

    A stream on standard input is added as it comes in, at the latest half a second after the
    last line; a record in it without an id gets one from its text (a hash of it), so that the
    same text again has the same id.

    \b
    Examples:
      dedup index add wire.dedup archive/
      tail -f feed.jsonl | dedup index add wire.dedup - --on-duplicate skip
    \b
    JSON: added, documents
    """  # noqa: D301 - \b is what keeps the lines of a list apart in the help
    if "-" in sources and len(sources) > 1:
        raise typer.BadParameter("standard input (-) is read alone, without other PATHs")
    with faults():
        is_stream = sources == ["-"]
        documents = (
            None
            if is_stream
            else read_paths(
                [Path(source) for source in sources],
                text_field,
                id_field,
                delimiter,
                skip=skip_errors,
            )
        )
        index = _opened(file, timeout=timeout, durability="full" if durable else "normal")
        with index:
            if documents is None:
                added = _add_stream(index, text_field, id_field, on_duplicate, skip=skip_errors)
            else:
                added = index.add(read_all(documents), on_duplicate=on_duplicate)
            total = len(index)
    if as_json:
        print_json({"added": added, "documents": total})
    else:
        print_lines([f"{added:,} added, {total:,} in the index"])


@index_app.command(no_args_is_help=True)
def query(
    file: _File,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="File with the text; - reads standard input.")
    ],
    *,
    top: Annotated[
        int | None, typer.Option("--top", metavar="N", min=1, help="At most so many.")
    ] = None,
    min_score: Annotated[
        float | None,
        typer.Option(
            "--min-score",
            metavar="SCORE",
            help="Least score, above 0 and at most 1.  [default: 0.5]",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each match why it matched.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Print what a text matches in an index, best first.

    The text need not be in the index, and is not added. The exit code is 0 whether or not
    there is a match.

    \b
    Examples:
      dedup index query wire.dedup article.txt
      dedup index query wire.dedup - --top 3 < article.txt
      dedup index query wire.dedup article.txt --json | jq '.matches[].b'
    \b
    JSON: query, matches: a, b, relation, score, resemblance, containment, and their evidence
    """  # noqa: D301
    settings: dict[str, Any] = {} if min_score is None else {"min_score": min_score}
    with faults():
        document = read_text(text)
        with _opened(file, create=False) as index:
            found = index.query(document.text, top=top, **settings)
    # Asked as a text without an id, which may match the document that was added from this file.
    matches = [replace(match, a=document.id) for match in found]
    if as_json:
        print_json({"query": document.id, "matches": [match.to_dict() for match in matches]})
        return
    lines = [f"{match.score:.2f}  {match.relation:<14}  {match.b}" for match in matches]
    if explain:
        lines = [line for match in matches for line in match.explain().splitlines()]
    print_lines(lines or ["no match"])


@index_app.command(no_args_is_help=True)
def remove(
    file: _File,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Ids; - reads them from standard input.")
    ],
    *,
    timeout: _Wait = 10.0,
    as_json: _Json = False,
) -> None:
    """Take documents out of an index, all of those named or none.

    \b
    JSON: removed, documents
    """  # noqa: D301
    with faults():
        wanted = [line for line in sys.stdin.read().splitlines() if line] if ids == ["-"] else ids
        with _opened(file, create=False, timeout=timeout) as index:
            removed = index.remove(wanted)
            total = len(index)
    if as_json:
        print_json({"removed": removed, "documents": total})
    else:
        print_lines([f"{removed:,} removed, {total:,} in the index"])


@index_app.command(no_args_is_help=True)
def stats(file: _File, *, as_json: _Json = False) -> None:
    """Print counts, sizes in bytes, and the settings that an index was made with."""
    with faults(), _opened(file, create=False) as index:
        found = index.stats()
    if as_json:
        print_json(found)
        return
    settings = found.pop("settings")
    lines = [f"{name.replace('_', ' '):<16}  {value:>15,}" for name, value in found.items()]
    print_lines([*lines, *(f"{name:<16}  {value}" for name, value in settings.items())])


@index_app.command(no_args_is_help=True)
def check(file: _File, *, as_json: _Json = False) -> None:
    """Read all of an index and say what is wrong with it; the exit code is 1 if anything is.

    \b
    JSON: faults
    """  # noqa: D301
    with faults(), _opened(file, create=False) as index:
        found = index.check()
    if as_json:
        print_json({"faults": found})
    else:
        print_lines(found or ["ok"])
    if found:
        raise typer.Exit(1)


@index_app.command(no_args_is_help=True)
def export(file: _File) -> None:
    """Print all documents as JSON lines, which "dedup index add" takes back."""
    with faults(), _opened(file, create=False) as index:
        print_lines(index.export(), made_safe=True)


def _opened(file: Path, **options: Any) -> Index:
    from dedup.syndication.index import Index  # noqa: PLC0415 - slow to import

    return Index(file, **options)


def _add_stream(
    index: Index,
    text_field: str,
    id_field: str,
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
                documents.append(_document(found, text_field, id_field))
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


def _document(record: Any, text_field: str, id_field: str) -> Document:
    from dedup.records import to_document  # noqa: PLC0415 - slow to import
    from dedup.syndication.index_given import text_id  # noqa: PLC0415

    names = ("title", "publisher", "published", "url")
    fields = {name: name for name in names} | {"text": text_field, "id": id_field}
    text = "" if isinstance(record, ReadError) else record.get(text_field)
    return to_document(record, text_id(text) if isinstance(text, str) else "none", fields)


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
