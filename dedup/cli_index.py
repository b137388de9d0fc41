"""The commands of ``dedup index``: a collection that grows and is asked."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from dedup.cli_io import (
    faults,
    named_fields,
    print_json,
    print_lines,
    read_all,
    read_paths,
    read_text,
)
from dedup.cli_options import Delimiter, Fields, IdField, Skip, TextField
from dedup.cli_stream import add_stream
from dedup.errors import ReadError

if TYPE_CHECKING:
    from dedup.syndication.index import Index

__all__ = ["index_app"]

index_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90},
    help="Keep articles in a file, add more at any time, and ask what a text matches.\n\n"
    "The file takes in articles from any process, one writer at a time, and can be asked "
    "meanwhile. What was added stays, even if the process is killed. Instead of a file INDEX may "
    "name a PostgreSQL database, which takes several writers.",
)

_File = Annotated[
    str,
    typer.Argument(
        metavar="INDEX", help="The file of the index, or postgresql://user@host/database."
    ),
]
_OnDuplicate = Annotated[
    Literal["raise", "skip", "update"],
    typer.Option(
        "--on-duplicate",
        help="An id that is there already: stop, leave the old document, or replace it.",
    ),
]
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
    on_duplicate: _OnDuplicate = "raise",
    text_field: TextField = "text",
    id_field: IdField = "id",
    fields: Fields = None,
    delimiter: Delimiter = ",",
    skip_errors: Skip = False,
    durable: Annotated[
        bool,
        typer.Option("--durable", help="Wait for the disk, so that a power loss takes nothing."),
    ] = False,
    texts: Annotated[
        bool | None,
        typer.Option(
            "--texts/--no-texts",
            help="Whether a new index keeps the texts. Without, it takes half the room, finds no "
            "rewrites, and estimates what it finds.  [default: texts]",
            show_default=False,
        ),
    ] = None,
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
                fields=fields,
            )
        )
        durability = "full" if durable else "normal"
        index = _opened(file, timeout=timeout, durability=durability, texts=texts)
        with index:
            if documents is None:
                added = add_stream(
                    index,
                    {**named_fields(fields), "text": text_field, "id": id_field},
                    on_duplicate,
                    skip=skip_errors,
                )
            else:
                added = index.add(read_all(documents), on_duplicate=on_duplicate)
            total = len(index)
    _tell_added(added, total, as_json=as_json)


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
    _tell_removed(removed, total, as_json=as_json)


@index_app.command(no_args_is_help=True)
def stats(file: _File, *, as_json: _Json = False) -> None:
    """Print counts, sizes in bytes, and settings."""
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
    """Read all of an index and say what is wrong with it.

    The exit code is 1 if anything is.

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
def expire(
    file: _File,
    *,
    before: Annotated[
        str,
        typer.Option(
            metavar="WHEN",
            help="A day or time (2026-03-01, 2026-03-01T12:00), UTC unless it names a zone, or "
            "an age such as 30d or 12h.",
        ),
    ],
    timeout: _Wait = 10.0,
    as_json: _Json = False,
) -> None:
    """Take out what was added before a moment, for a rolling window.

    \b
    Examples:
      dedup index expire wire.dedup --before 30d
      dedup index expire wire.dedup --before 2026-03-01
    \b
    JSON: removed, documents
    """  # noqa: D301
    limit = _moment(before)
    with faults(), _opened(file, create=False, timeout=timeout) as index:
        _tell_removed(index.expire(limit), len(index), as_json=as_json)


@index_app.command(no_args_is_help=True)
def compact(file: _File, *, timeout: _Wait = 10.0, as_json: _Json = False) -> None:
    """Give the room of what was removed back to the disk.

    \b
    JSON: bytes_before, bytes
    """  # noqa: D301
    with faults(), _opened(file, create=False, timeout=timeout) as index:
        before = index.stats()["bytes"]
        index.compact()
        after = index.stats()["bytes"]
    if as_json:
        print_json({"bytes_before": before, "bytes": after})
    else:
        print_lines([f"{after:,} bytes, {before:,} before"])


@index_app.command(no_args_is_help=True)
def export(file: _File) -> None:
    """Print all documents as JSON lines, for "import".

    Each has the second at which it was added as "added", besides what "dedup find" reads.
    """
    with faults(), _opened(file, create=False) as index:
        print_lines(index.export(), made_safe=True)


@index_app.command("import", no_args_is_help=True)
def import_(
    file: _File,
    source: Annotated[
        str,
        typer.Argument(metavar="EXPORT", help="What was exported; - reads standard input."),
    ],
    *,
    on_duplicate: _OnDuplicate = "raise",
    timeout: _Wait = 10.0,
    as_json: _Json = False,
) -> None:
    """Add what "export" has printed, as of when it was added.

    \b
    Examples:
      dedup index export old.dedup | dedup index import new.dedup -
    \b
    JSON: added, documents
    """  # noqa: D301
    with faults(), _lines(source) as lines, _opened(file, timeout=timeout) as index:
        added = index.restore(lines, on_duplicate=on_duplicate)
        _tell_added(added, len(index), as_json=as_json)


@contextmanager
def _lines(source: str) -> Iterator[TextIO]:
    if source == "-":
        yield sys.stdin
        return
    try:
        file = Path(source).open(encoding="utf-8")  # noqa: SIM115 - closed below
    except OSError as error:
        raise ReadError(f"{source!r} cannot be read: {error.strerror}") from error
    with file:
        yield file


_AGE = re.compile(r"(\d+)([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def _moment(text: str) -> datetime:
    """A moment, or one so long ago."""
    if age := _AGE.fullmatch(text):
        return datetime.now(UTC) - timedelta(seconds=int(age[1]) * _SECONDS[age[2]])
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no day, time or age: write 2026-03-01, 2026-03-01T12:00, or 30d",
            param_hint="--before",
        ) from None


def _tell_added(added: int, total: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"added": added, "documents": total})
    else:
        print_lines([f"{added:,} added, {total:,} in the index"])


def _tell_removed(removed: int, total: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"removed": removed, "documents": total})
    else:
        print_lines([f"{removed:,} removed, {total:,} in the index"])


def _opened(file: str, **options: Any) -> Index:
    from dedup.syndication.index import Index  # noqa: PLC0415 - slow to import

    return Index(file, **options)
