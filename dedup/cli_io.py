"""What the commands share: reading what they name, errors as one line, writing the results.

As in `dedup.cli`, what is slow to import is imported where it is needed.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from dedup.errors import DedupError, ReadError

if TYPE_CHECKING:
    from rich.text import Text

    from dedup.document import Document
    from dedup.readers import Documents

__all__ = [
    "faults",
    "html_path",
    "known_fields",
    "named_fields",
    "notices",
    "pick",
    "print_json",
    "print_lines",
    "print_page",
    "read_all",
    "read_paths",
    "read_text",
    "write_html",
]


KNOWN = ("title", "publisher", "published", "url")
"""What may be known of a text beside its id."""


def read_paths(
    paths: list[Path],
    text_field: str,
    id_field: str,
    delimiter: str,
    *,
    skip: bool,
    fields: list[str] | None = None,
) -> Documents:
    """The documents of the paths, which must exist."""
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where a name is too long
            raise ReadError(f"no such file or folder: {str(path)!r}")
    from dedup.readers import read  # noqa: PLC0415 - slow to import

    return read(
        paths[0] if len(paths) == 1 else paths,
        text_field=text_field,
        id_field=id_field,
        delimiter=delimiter,
        on_error="skip" if skip else "raise",
        **{f"{what}_field": name for what, name in named_fields(fields).items()},
    )


def known_fields(value: list[str] | None) -> list[str] | None:
    """The values of --field, each of which names a field of what is known of a text."""
    for pair in value or ():
        what, _, name = pair.partition("=")
        if what not in KNOWN or not name:
            raise typer.BadParameter(
                f"{pair!r} is not WHAT=NAME with one of {', '.join(KNOWN)} for WHAT"
            )
    return value


def named_fields(values: list[str] | None) -> dict[str, str]:
    """What the values of --field name, by what is known of a text."""
    pairs = (value.partition("=") for value in values or ())
    return {what: name for what, _, name in pairs}


def read_all(documents: Documents) -> Iterator[Document]:
    """All documents, and then a note of what was passed over."""
    yield from documents
    notices(documents)


def pick(documents: Documents, ids: list[str]) -> list[Document]:
    """The documents of some ids, in the order of the ids."""
    by_id = {document.id: document for document in read_all(documents)}
    for wanted in ids:
        if wanted not in by_id:
            near = get_close_matches(wanted, by_id, n=3) or list(by_id)[:3]
            listed = ", ".join(map(repr, near)) or "none"
            raise ReadError(
                f"no document {wanted!r} among the {len(by_id)} of the collection; ids there "
                f"are, for example, {listed}"
            )
    return [by_id[wanted] for wanted in ids]


def read_text(name: str) -> Document:
    """One text: a file of any name, or standard input."""
    from dedup.document import Document  # noqa: PLC0415 - slow to import, as all of dedup
    from dedup.records import kind_of  # noqa: PLC0415 - as above
    from dedup.records.lines import decoded  # noqa: PLC0415 - as above

    if name == "-":
        shown, data = "standard input", sys.stdin.buffer.read()
    elif (kind := kind_of(name)) is not None and kind.holds_many:
        raise ReadError(
            f"{name!r} is a table, not one text; to compare two of its records: "
            f"dedup compare --in {name} ID ID"
        )
    elif name.lower().endswith((".html", ".htm")):
        (page,) = read_paths([Path(name)], "text", "id", ",", skip=False)
        return replace(page, id=name)
    else:
        shown, data = name, Path(name).read_bytes()
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return Document(shown, decoded(body, len(data) - len(body)))
    except ReadError as error:
        raise ReadError(f"{shown}: {error}") from error


@contextmanager
def faults() -> Iterator[None]:
    """Errors in the input to one line on standard error; what was passed over is told apart."""
    from dedup.readers import ReadWarning  # noqa: PLC0415 - slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadWarning)
            yield
    except DedupError as error:
        _fail(_as_options(str(error)))
    except OSError as error:
        name = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
        _fail(f"{name}{error.strerror or error}")


def _fail(message: str) -> NoReturn:
    from dedup.report.page import one_line  # noqa: PLC0415 - Rich is not needed by --version

    typer.echo(f"error: {one_line(message)}", err=True)
    raise typer.Exit(1)


def _as_options(message: str) -> str:
    """The remedies that the library names in Python's terms, as options of the command line."""
    message = message.replace('pass on_error="skip" to dedup.read', "pass --skip-errors")
    return re.sub(
        r"\b(text_field|id_field|delimiter|linkage)=",
        lambda found: f"--{found[1].replace('_', '-')} ",
        message,
    )


def notices(documents: Documents) -> None:
    """Say on standard error what was skipped or ignored, if anything was."""
    if documents.skipped or documents.ignored:
        from dedup.report.page import visible  # noqa: PLC0415

        for line in f"note: {documents.report()}".splitlines():
            typer.echo(visible(line), err=True)


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    # ASCII, so that it is valid whatever the encoding of the pipe, and harmless to a terminal.
    _write(json.dumps(value, indent=2) + "\n")


def print_lines(lines: Iterable[str], *, made_safe: bool = False) -> None:
    """Lines on standard output, one at a time; made harmless to a terminal unless they are."""
    from dedup.report.page import visible  # noqa: PLC0415 - as in _fail

    for line in lines:
        _write((line if made_safe else visible(line)) + "\n")


def print_page(
    page: Callable[..., Text], value: object, *, no_color: bool, **options: object
) -> None:
    """What `page` makes of `value`, as wide and as colourful as standard output is."""
    from dedup.report.page import console_for  # noqa: PLC0415 - Rich is not needed for --json

    console = console_for(sys.stdout, color=False if no_color else None)
    color = console.color_system is not None
    text = page(value, width=console.width, color=color, **options)
    with console.capture() as captured:
        console.print(text, soft_wrap=True, end="")
    _write(captured.get())


def html_path(value: Path | None) -> Path | None:
    """The value of --html; the ending keeps a slip of the hand from writing over an article."""
    if value is not None and str(value) != "-" and value.suffix.lower() not in {".html", ".htm"}:
        raise typer.BadParameter(f"{str(value)!r} does not end in .html or .htm")
    return value


def write_html(page: str, path: Path, *, inputs: Iterable[Path], printing: bool) -> None:
    """A page to a file, with a note on standard error; or to standard output for ``-``."""
    if str(path) == "-":
        if printing:
            raise typer.BadParameter("--json and --html - cannot both go to standard output")
        _write(page)
        return
    for read in inputs:
        if os.path.exists(read) and os.path.exists(path) and os.path.samefile(read, path):  # noqa: PTH110, PTH121 - as in read_paths
            raise ReadError(f"{str(path)!r} is one of the texts; name another file for the page")
    data = page.encode("utf-8")
    path.write_bytes(data)
    from dedup.report.page import one_line  # noqa: PLC0415 - as in _fail

    typer.echo(f"wrote {one_line(str(path))} ({len(data) / 1000:,.0f} kB)", err=True)


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, say) has what it wanted. Python flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
